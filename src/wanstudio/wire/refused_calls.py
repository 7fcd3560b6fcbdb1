"""Counts a call that is refused before there is a task: usage shows every call that names a model and a key."""

from dataclasses import dataclass

from wanstudio.accounts.api_keys import Caller
from wanstudio.accounts.usage import Subject
from wanstudio.errors import ServiceError
from wanstudio.wire.call import Call


@dataclass(slots=True)
class counting_refusals:  # noqa: N801 (reads as a verb at every `with`)
    """What is raised within counts as a failed call of the model that the request names, if there is such a model.

    Only for what happens before `submit`, which counts its own refusals.
    """

    call: Call
    caller: Caller
    model: object

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, _kind: object, problem: BaseException | None, _trace: object) -> None:
        """Count what was raised; it goes on."""
        error = getattr(problem, "error", problem)
        if not isinstance(error, ServiceError) or not isinstance(self.model, str):
            return
        desk, caller = self.call.desk, self.caller
        offer = desk.service.find_offer(caller.region, self.model)
        if offer is not None:
            subject = Subject(caller.account_id, caller.region, caller.key_id, offer.model.name)
            desk.refusals.add(subject, error.code)
