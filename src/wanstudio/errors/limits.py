"""Errors of what is right in itself, but not now: rates, queues, and tasks that have begun."""

from wanstudio.errors.service_error import ServiceError


class RateQuotaExceeded(ServiceError):
    """More requests a second than the account may send."""

    code, status = "Throttling.RateQuota", 429
    template = "Requests rate limit exceeded, please try again later."
    remedy = "Wait as long as `Retry-After` says; the operator sets the limits (docs/settings.md)."


class QueueFull(ServiceError):
    """The account has as many tasks waiting as it may have."""

    code, status = "Throttling.AllocationQuota", 429
    template = "Too many requests. Batch requests are being throttled due to system capacity limits. Please try again later."
    remedy = "Wait until some of the waiting tasks have run, or cancel some, and send again."


class TooManyConnections(ServiceError):
    """The process has as many open connections as it may have, in all or from this address."""

    code, status = "ModelServingError", 503
    template = "Too many requests. Your requests are being throttled due to system capacity limits. Please try again later."
    remedy = "Close idle connections or reuse them; the operator sets `max_connections` and `max_connections_per_address`."


class KeyLimitReached(ServiceError):
    """The account has as many valid API keys as it may have."""

    code, status = "KeyLimitReached", 409
    template = "The account has {most} valid API keys and may have no more."
    remedy = "Revoke an unused key: in the console, or with `wanstudio keys revoke KEY_ID`."


class CancelRefused(ServiceError):
    """The task is not PENDING, or there is no such task."""

    code, status = "UnsupportedOperation", 400
    template = "Failed to cancel the task, please confirm if the task is in PENDING status."
    remedy = "Only a waiting task can be cancelled; query the task to see its state."


class TaskCanceled(ServiceError):
    """The task that this request waits for, or became when it was sent before, was canceled."""

    code, status = "UnsupportedOperation", 400
    template = "The task {task_id} of this request was canceled."
    remedy = "To have it painted after all, send it with another `Idempotency-Key`."
