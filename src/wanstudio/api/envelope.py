"""The form of this door's answers: waiting tasks, and errors of every kind."""

from wanstudio.errors import (
    AreaOutOfRange,
    CancelRefused,
    DataInspectionFailed,
    IPInfringementSuspect,
    OutOfRange,
    OutOfSpecification,
    ServiceError,
    SideOutOfRange,
    SizeMalformed,
)
from wanstudio.tasks.lifecycle import Status
from wanstudio.wire.door import Header, Json, Reply, as_service_error, encode, success, when_to_return

# The service writes the request id first where a model or the task service refuses, last where
# the gateway does. No client minds; recorded answers compare equal byte for byte this way.
_ID_FIRST = (
    AreaOutOfRange,
    CancelRefused,
    DataInspectionFailed,
    IPInfringementSuspect,
    OutOfRange,
    OutOfSpecification,
    SideOutOfRange,
    SizeMalformed,
)


def created(task_id: str, request_id: str, status: Status = "PENDING") -> Reply:
    """The answer to a request that has become a task: a waiting one, unless it was sent before."""
    return success({"output": {"task_status": status, "task_id": task_id}, "request_id": request_id})


def error_body(error: ServiceError, request_id: str) -> Json:
    """The flat body of every error."""
    if isinstance(error, _ID_FIRST):
        return {"request_id": request_id, "code": error.code, "message": error.message}
    return {"code": error.code, "message": error.message, "request_id": request_id}


def refusal(problem: Exception, request_id: str, headers: tuple[Header, ...] = ()) -> Reply:
    """The answer to a request that was refused or failed."""
    error = as_service_error(problem)
    headers += when_to_return(error)
    return Reply(encode(error_body(error, request_id)), error.status, headers=headers, code=error.code)
