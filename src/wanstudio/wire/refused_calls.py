"""Counts a call that is refused before there is a task: usage shows every call that names a model and a key."""

from collections.abc import Iterator
from contextlib import contextmanager

from wanstudio.accounts.api_keys import Caller
from wanstudio.accounts.usage import Subject
from wanstudio.catalog.offers import find_offer
from wanstudio.errors import ServiceError
from wanstudio.wire.call import Call


@contextmanager
def counting_refusals(call: Call, caller: Caller, model: object) -> Iterator[None]:
    """What is raised within counts as a failed call of the model that the request names, if there is such a model.

    Only for what happens before `submit`, which counts its own refusals.
    """
    try:
        yield
    except Exception as problem:
        offer = (
            find_offer(caller.region, model, call.desk.settings.profile) if isinstance(model, str) else None
        )
        error = getattr(problem, "error", problem)
        if offer is not None and isinstance(error, ServiceError):
            subject = Subject(caller.account_id, caller.region, caller.key_id, offer.model.name)
            call.desk.refusals.add(subject, error.code)
        raise
