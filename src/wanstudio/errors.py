"""Every error of the service: its API code, HTTP status, message, and what to do about it.

Codes, messages and statuses are those of Model Studio; `remedy` is ours and is printed in
`docs/errors.md` and by the command line. Raise where the fact is known; one place at each door
catches (`api/envelope.py`, `cli`).
"""

from typing import ClassVar


class ServiceError(Exception):
    """A refusal or failure that has a code of the API."""

    code: ClassVar[str]
    status: ClassVar[int]
    template: ClassVar[str]
    remedy: ClassVar[str]

    def __init__(self, **facts: object) -> None:
        self.message = self.template.format(**facts)
        super().__init__(f"{self.code}: {self.message}")


class InvalidApiKey(ServiceError):
    """The key is unknown, revoked, expired, or belongs to the other region."""

    code = "InvalidApiKey"
    status = 401
    template = "Invalid API-key provided."
    remedy = "Make a key for this region with `wanstudio keys new` and send it as `Authorization: Bearer sk-...`."


class MissingApiKey(ServiceError):
    """No key was sent."""

    code = "InvalidApiKey"
    status = 401
    template = "No API-key provided."
    remedy = "Send `Authorization: Bearer sk-...`; `wanstudio keys new` makes a key."


class RateQuotaExceeded(ServiceError):
    """More requests a second than the account may send."""

    code = "Throttling.RateQuota"
    status = 429
    template = "Requests rate limit exceeded, please try again later."
    remedy = "Wait as long as `Retry-After` says and send again; the operator sets the limits (docs/settings.md)."


class QueueFull(ServiceError):
    """The account has as many tasks waiting as it may have."""

    code = "Throttling.AllocationQuota"
    status = 429
    template = "Too many requests. Batch requests are being throttled due to system capacity limits. Please try again later."
    remedy = "Wait until some of the waiting tasks have run, or cancel some, and send again."


class CancelRefused(ServiceError):
    """The task is not PENDING, or there is no such task."""

    code = "UnsupportedOperation"
    status = 400
    template = "Failed to cancel the task, please confirm if the task is in PENDING status."
    remedy = "Only a waiting task can be cancelled; query the task to see its state."


class InternalError(ServiceError):
    """Something unforeseen in the service itself."""

    code = "InternalError"
    status = 500
    template = "An internal error has occured, please try again later or contact service support."
    remedy = "Try again; the operator finds the cause in the log under this request_id."


class PaintingFailed(ServiceError):
    """The painter failed on this image."""

    code = "InternalError.Algo"
    status = 500
    template = "An internal error has occured during execution, please try again later or contact service support."
    remedy = "Try again; the operator finds the cause in the log under this task_id."


class TaskTimedOut(ServiceError):
    """The task had no result three hours after it was submitted."""

    code = "InternalError.Timeout"
    status = 500
    template = "An internal timeout error has occured during execution, please try again later or contact service support."
    remedy = "Submit the task again; the operator should look at the queue (`wanstudio doctor`)."


class RequestTimedOut(ServiceError):
    """A synchronous call had no result within its time."""

    code = "RequestTimeOut"
    status = 500
    template = "Request timed out, please try again later."
    remedy = "Use the asynchronous route for long work, or try again when the queue is shorter."


class StoreUnavailable(ServiceError):
    """The database cannot be reached, or its disk is full."""

    code = "ModelUnavailable"
    status = 503
    template = "Model is unavailable, please try again later."
    remedy = "Nothing was accepted: send the request again. Operators: `wanstudio doctor` names the cause."


class UploadFailed(ServiceError):
    """A finished picture could not be stored."""

    code = "InternalError.Upload"
    status = 500
    template = "Failed to upload result."
    remedy = "Try again; the operator should check the disk or bucket (`wanstudio doctor`)."


class SchemaTooNew(ServiceError):
    """The database was last used by a newer release."""

    code, status = "ModelUnavailable", 503
    template = "The database has schema version {present}, this release knows versions up to {newest}."
    remedy = "Install the newer wanstudio again, or point this one at another data folder or database."


class SettingsInvalid(ServiceError):
    """A flag, environment variable or line of `wanstudio.toml` cannot be used."""

    code, status = "InvalidParameter", 400
    template = "{problem}"
    remedy = "Correct the setting that the message names; docs/settings.md lists them all."
