"""Every error of the service: API code, HTTP status and message as in Model Studio, and a remedy of ours.

Raise where the fact is known; one place at each door catches.
"""

from wanstudio.errors.access import InvalidApiKey, LinkRefused, MissingApiKey, SynchronousRefused
from wanstudio.errors.failures import (
    InternalError,
    PaintingFailed,
    RequestTimedOut,
    RewriteFailed,
    StoreUnavailable,
    TaskTimedOut,
    UploadFailed,
)
from wanstudio.errors.limits import CancelRefused, QueueFull, RateQuotaExceeded
from wanstudio.errors.moderation import (
    DataInspectionFailed,
    IPInfringementSuspect,
    ModeratorUnavailable,
    PictureRefused,
    RewrittenTextRefused,
)
from wanstudio.errors.operation import (
    CertificateInvalid,
    CheckpointInvalid,
    SchemaTooNew,
    ScriptInvalid,
    SettingsInvalid,
)
from wanstudio.errors.parameters import (
    AreaOutOfRange,
    FieldMissing,
    LengthUnsupported,
    ModalUnknown,
    NoMessages,
    OutOfDefinition,
    OutOfRange,
    OutOfSpecification,
    RoleRefused,
    SideOutOfRange,
    SizeMalformed,
)
from wanstudio.errors.requests import (
    BodyInvalid,
    BodyTooLarge,
    IdempotencyKeyMalformed,
    IdempotencyKeyReused,
    InputMalformed,
    InputMissing,
    MethodNotSupported,
    ModelMissing,
    ModelNotExist,
    NotFound,
    WrongUrl,
)
from wanstudio.errors.service_error import InvalidParameter, ServiceError

__all__ = [
    "AreaOutOfRange",
    "BodyInvalid",
    "BodyTooLarge",
    "CancelRefused",
    "CertificateInvalid",
    "CheckpointInvalid",
    "DataInspectionFailed",
    "FieldMissing",
    "IPInfringementSuspect",
    "IdempotencyKeyMalformed",
    "IdempotencyKeyReused",
    "InputMalformed",
    "InputMissing",
    "InternalError",
    "InvalidApiKey",
    "InvalidParameter",
    "LengthUnsupported",
    "LinkRefused",
    "MethodNotSupported",
    "MissingApiKey",
    "ModalUnknown",
    "ModelMissing",
    "ModelNotExist",
    "ModeratorUnavailable",
    "NoMessages",
    "NotFound",
    "OutOfDefinition",
    "OutOfRange",
    "OutOfSpecification",
    "PaintingFailed",
    "PictureRefused",
    "QueueFull",
    "RateQuotaExceeded",
    "RequestTimedOut",
    "RewriteFailed",
    "RewrittenTextRefused",
    "RoleRefused",
    "SchemaTooNew",
    "ScriptInvalid",
    "ServiceError",
    "SettingsInvalid",
    "SideOutOfRange",
    "SizeMalformed",
    "StoreUnavailable",
    "SynchronousRefused",
    "TaskTimedOut",
    "UploadFailed",
    "WrongUrl",
]
