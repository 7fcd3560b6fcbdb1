"""Every error of the service: API code, HTTP status and message as in Model Studio, and a remedy of ours.

Raise where the fact is known; one place at each door catches.
"""

from typing import ClassVar


class ServiceError(Exception):
    """A refusal or failure that has a code of the API. `retry_after` is in whole seconds."""

    code: ClassVar[str]
    status: ClassVar[int]
    template: ClassVar[str]
    remedy: ClassVar[str]

    def __init__(self, retry_after: int | None = None, **facts: object) -> None:
        self.message = self.template.format(**facts)
        self.retry_after = retry_after
        super().__init__(f"{self.code}: {self.message}")


class InvalidParameter(ServiceError):
    """The request is not one the API reference allows; each subclass says which part."""

    code, status = "InvalidParameter", 400


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


class BodyInvalid(InvalidParameter):
    """The body is not JSON, not UTF-8, or not an object."""

    template = "Required body invalid, please check the request body format."
    remedy = "Send one JSON object in UTF-8; a Windows shell may garble other letters than ASCII."


class BodyTooLarge(ServiceError):
    """The body is longer than the operator allows."""

    code, status = "BadRequest.TooLarge", 400
    template = "Payload Too Large."
    remedy = "Text-to-image requests are small; the operator sets the limit (docs/settings.md)."


class MethodNotSupported(InvalidParameter):
    """The path exists, but not with this method. The status is 405, so that `Allow` has its meaning."""

    status = 405
    template = "Request method '{method}' is not supported."
    remedy = "Use one of the methods that the `Allow` header names."


class NotFound(ServiceError):
    """There is nothing under this path."""

    code, status = "NotFound", 404
    template = "Not found!"
    remedy = "Check the path against `/openapi.json`."


class ModelMissing(ServiceError):
    """The body names no model."""

    code, status = "BadRequest.EmptyModel", 400
    template = 'Required parameter "model" missing from request.'
    remedy = "Add `model`; `wanstudio models` lists them."


class ModelNotExist(InvalidParameter):
    """No such model, or it is not offered in this region."""

    template = "Model not exist."
    remedy = "Check spelling, case and region against `GET /api/v1/models`."


class WrongUrl(InvalidParameter):
    """The model belongs to another path."""

    template = "url error, please check url！"
    remedy = "wan2.6 goes to multimodal-generation or image-generation, earlier models to text2image."


class SynchronousRefused(ServiceError):
    """The path only makes tasks, and the request did not ask for one."""

    code, status = "AccessDenied", 403
    template = "current user api does not support synchronous calls"
    remedy = "Send the header `X-DashScope-Async: enable` and query the task."


class InputMissing(ServiceError):
    """The body has no `input`."""

    code, status = "BadRequest.EmptyInput", 400
    template = "Required input parameter missing from request."
    remedy = "Add `input`."


class InputMalformed(ServiceError):
    """`input` is not a JSON object."""

    code, status = "BadRequest.IllegalInput", 400
    template = "The input parameter requires json format."
    remedy = "Send `input` as a JSON object."


class FieldMissing(InvalidParameter):
    """A field that must be there is absent, null or empty."""

    template = "Field required: {field}"
    remedy = "Add the field that the message names."


class OutOfDefinition(InvalidParameter):
    """A value has the wrong type, or is none of the allowed ones."""

    template = "The type or value of {parameter} is out of definition."
    remedy = 'Compare type and value with `/openapi.json`; true is not 1 and "1" is not 1.'


class OutOfRange(InvalidParameter):
    """A number is outside its range."""

    template = "Range of {parameter} should be [{low}, {high}]"
    remedy = "Choose a number within the range."


class OutOfSpecification(InvalidParameter):
    """A value breaks a rule that has no message of its own."""

    template = "the parameters must conform to the specification: {rule}."
    remedy = "Follow the rule in the message."


class SizeMalformed(InvalidParameter):
    """The size is not two whole numbers joined by a star."""

    template = "Expected format: '<width>*<height>'"
    remedy = "Write the size as `1280*1280`."


class AreaOutOfRange(InvalidParameter):
    """Too many or too few pixels for a model with the area rule."""

    template = "Total pixels ({pixels}) must be between {low} and {high}."
    remedy = "Choose a size of 768*768 to 1440*1440 pixels in all (docs/models.md)."


class SideOutOfRange(InvalidParameter):
    """A side is too long or too short for a model with the side rule."""

    template = "Either width or height should be between {low} and {high}."
    remedy = "Choose both sides from 512 to 1440 (docs/models.md)."


class NoMessages(InvalidParameter):
    """`messages` is empty."""

    template = "No messages found in input"
    remedy = "Send exactly one message with one text."


class LengthUnsupported(InvalidParameter):
    """More messages, or more contents in a message, than one."""

    template = "{part} length only support {most}"
    remedy = "Send exactly one message with one text."


class ModalUnknown(InvalidParameter):
    """A content is no text: text-to-image reads nothing else."""

    template = "The item of content should be a message of a certain modal."
    remedy = 'Write the content as `[{"text": "..."}]`.'


class RoleRefused(ServiceError):
    """The role is not `user`. The odd code is the service's own."""

    code, status = "ServiceUnavailableError", 400
    template = "Role must be user or assistant and Content length must be greater than 0."
    remedy = "Set `role` to `user`; text-to-image knows no conversations."


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


class CancelRefused(ServiceError):
    """The task is not PENDING, or there is no such task."""

    code, status = "UnsupportedOperation", 400
    template = "Failed to cancel the task, please confirm if the task is in PENDING status."
    remedy = "Only a waiting task can be cancelled; query the task to see its state."


class LinkRefused(ServiceError):
    """An image link whose signature does not fit, or that is older than 24 hours."""

    code, status = "AccessDenied", 403
    template = "{problem}"
    remedy = "Use the link exactly as the task gives it, with its whole query, within 24 hours."


class InternalError(ServiceError):
    """Something unforeseen in the service itself."""

    code, status = "InternalError", 500
    template = "An internal error has occured, please try again later or contact service support."
    remedy = "Try again; the operator finds the cause in the log under this request_id."


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


class UploadFailed(ServiceError):
    """A finished picture could not be stored."""

    code, status = "InternalError.Upload", 500
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


class CheckpointInvalid(SettingsInvalid):
    """A folder of weights that an operator put behind a model cannot be used."""

    template = "The checkpoint {folder} cannot be used: {problem}."
    remedy = "Give a complete diffusers folder with safetensors weights (docs/howto/checkpoints.md)."
