"""Errors in the words of an operator, who needs the cause and not what a customer is told."""

from wanstudio.errors import (
    ModeratorUnavailable,
    PackageMissing,
    PaintingFailed,
    ServiceError,
    StoreUnavailable,
    UploadFailed,
)
from wanstudio.extras import extra_of
from wanstudio.telemetry.redaction import masked

_FOR_OPERATORS: dict[type[ServiceError], str] = {
    StoreUnavailable: "The store cannot be used",
    ModeratorUnavailable: "A moderator gives no verdict",
    PaintingFailed: "The painter failed",
    UploadFailed: "The picture cannot be stored",
}
_LONGEST_CAUSE = 500


def explain(error: BaseException) -> str:
    """What went wrong, and on a line of its own what to do about it where that can be known."""
    if isinstance(error, PackageMissing):
        return error.message
    if isinstance(error, ServiceError):
        return _explain_service_error(error)
    if isinstance(error, ImportError):
        return _explain_import(error)
    if isinstance(error, UnicodeError):
        return f"what was given is not text in UTF-8: {error.reason if hasattr(error, 'reason') else error}"
    # A folder that cannot be made, a full disk: what the system says is what there is to say.
    return str(error)


def _explain_service_error(error: ServiceError) -> str:
    known, cause = _FOR_OPERATORS.get(type(error)), error.__cause__
    if known is None or cause is None:
        return f"{error.message} ({error.code})\n{error.remedy}"
    reason = str(cause) or repr(cause)
    return f"{known}: {masked(reason[:_LONGEST_CAUSE])}"


def _explain_import(error: ImportError) -> str:
    package = error.name or "a package"
    extra = extra_of(package)
    if extra and isinstance(error, ModuleNotFoundError):
        return PackageMissing(purpose="This command", package=package, extra=extra).message
    return f"the package {package} cannot be loaded: {error}"
