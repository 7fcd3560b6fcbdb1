"""Which images take the next step: pure rules over those in work and the time each account has had."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

LARGEST_BATCH = 8


@dataclass(frozen=True, slots=True)
class StepCandidate:
    """An image in work as the rules see it. Only images of one group can share a forward; None shares with nobody."""

    number: int
    account: str
    group: Hashable | None


def pick(candidates: Sequence[StepCandidate], served: Mapping[str, float]) -> tuple[int, ...]:
    """Who goes next, most urgent first: the account served least, in it the oldest; then who could go along.

    `served` is the time each account has had. One that has two images in a batch counts as served once
    before its second, so that a batch too fills up fairly.
    """
    if not candidates:
        return ()
    lead, *others = _in_turn(candidates, served)
    if lead.group is None:
        return (lead.number,)
    mates = [candidate.number for candidate in others if candidate.group == lead.group]
    return (lead.number, *mates[: LARGEST_BATCH - 1])


def _in_turn(candidates: Iterable[StepCandidate], served: Mapping[str, float]) -> list[StepCandidate]:
    """By account served least, then by age; nobody's second before everybody's first."""
    by_account: dict[str, list[StepCandidate]] = {}
    for candidate in sorted(candidates, key=lambda each: each.number):
        by_account.setdefault(candidate.account, []).append(candidate)
    ranked = [(place, own) for each in by_account.values() for place, own in enumerate(each)]
    ranked.sort(key=lambda one: (one[0], served.get(one[1].account, 0.0), one[1].number))
    return [candidate for _, candidate in ranked]


def enter(account: str, served: Mapping[str, float], busy: Iterable[str]) -> float:
    """Where an account starts that has nothing in work: level with the least served, with no credit for rest."""
    return max(served.get(account, 0.0), min((served.get(each, 0.0) for each in busy), default=0.0))
