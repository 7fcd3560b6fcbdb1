"""What every error is: a code, a status, a message and a remedy."""

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
