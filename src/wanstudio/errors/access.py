"""Errors of keys, links and routes: who asks, and whether they may."""

from wanstudio.errors.service_error import ServiceError


class InvalidApiKey(ServiceError):
    """The key is unknown, revoked, expired, or belongs to the other region."""

    code, status = "InvalidApiKey", 401
    template = "Invalid API-key provided."
    remedy = "Make a key for this region with `wanstudio keys new` and send it as a Bearer."


class MissingApiKey(ServiceError):
    """No key was sent."""

    code, status = "InvalidApiKey", 401
    template = "No API-key provided."
    remedy = "Send `Authorization: Bearer sk-...`; `wanstudio keys new` makes a key."


class SynchronousRefused(ServiceError):
    """The path only makes tasks, and the request did not ask for one."""

    code, status = "AccessDenied", 403
    template = "current user api does not support synchronous calls"
    remedy = "Send the header `X-DashScope-Async: enable` and query the task."


class AsynchronousRefused(ServiceError):
    """The path only answers in one request, and a task was asked for. Only under the profile `model-studio`."""

    code, status = "AccessDenied", 403
    template = "current user api does not support asynchronous calls"
    remedy = "Leave the header `X-DashScope-Async` out, or send the request to image-generation."


class ForeignPage(ServiceError):
    """A web page of another origin, or under another name, asked the emulator's control paths."""

    code, status = "AccessDenied", 403
    template = "The emulator takes no instructions from web pages."
    remedy = "Send them from a test, to the address that the emulator printed."


class LinkRefused(ServiceError):
    """An image link whose signature does not fit, or that is older than 24 hours."""

    code, status = "AccessDenied", 403
    template = "{problem}"
    remedy = "Use the link exactly as the task gives it, with its whole query, within 24 hours."
