"""Errors of the service itself: what failed although the request was right."""

from wanstudio.errors.service_error import ServiceError


class InternalError(ServiceError):
    """Something unforeseen in the service itself."""

    code, status = "InternalError", 500
    template = "An internal error has occured, please try again later or contact service support."
    remedy = "Try again; the operator finds the cause in the log under this request_id."


class RewriteFailed(ServiceError):
    """The prompt could not be rewritten, and the operator wants no task to go on without (`rewriter_strict`)."""

    code, status = "RewriteFailed", 500
    template = "Failed to rewrite content for prompt."
    remedy = "Try again or send it with `prompt_extend` false; the operator finds the cause in the log under this task_id."


class PaintingFailed(ServiceError):
    """The painter failed on this image."""

    code, status = "InternalError.Algo", 500
    template = "An internal error has occured during execution, please try again later or contact service support."  # fmt: skip
    remedy = "Try again; the operator finds the cause in the log under this task_id."


class TaskTimedOut(ServiceError):
    """The task had no result three hours after it was submitted."""

    code, status = "InternalError.Timeout", 500
    template = "An internal timeout error has occured during execution, please try again later or contact service support."
    remedy = "Submit the task again; the operator should look at the queue (`wanstudio doctor`)."


class RequestTimedOut(ServiceError):
    """A synchronous call had no result within its time."""

    code, status = "RequestTimeOut", 500
    template = "Request timed out, please try again later."
    remedy = "Use the asynchronous route for long work, or try again when the queue is shorter."


class StoreUnavailable(ServiceError):
    """The database cannot be reached, or its disk is full."""

    code, status = "ModelUnavailable", 503
    template = "Model is unavailable, please try again later."
    remedy = "Nothing was accepted: send the request again. Operators: `wanstudio doctor` names the cause."


class StoreLocked(StoreUnavailable):
    """Another process has held the embedded store's write lock for longer than any transaction takes."""

    remedy = "Nothing was accepted: send the request again. Operators: a process that stands still holds the lock. The server ends its own workers that do; of any other process, such as a `sqlite3` shell, end the transaction."


class ModelUnusable(ServiceError):
    """The weights behind the model cannot be used; the operator must mend them."""

    code, status = "ModelUnavailable", 503
    template = "Model is unavailable, please try again later. {problem}"
    remedy = "Nothing was accepted: send the request again when the operator has mended what the message names (`wanstudio doctor`)."


class PictureDamaged(ServiceError):
    """A finished picture is not what was stored; nobody gets a part of it."""

    code, status = "InternalError", 500
    template = "An internal error has occured, please try again later or contact service support."
    remedy = "The picture was damaged where it is stored, and the log names it: the operator should check the disk or bucket, and restore the file if there is a copy."


class UploadFailed(ServiceError):
    """A finished picture could not be stored."""

    code, status = "InternalError.Upload", 500
    template = "Failed to upload result."
    remedy = "Try again; the operator should check the disk or bucket (`wanstudio doctor`)."
