"""The keys or accounts with the largest figures, and all others together: what a page has room for."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

from wanstudio.database.connection import Row

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose figures: a key's, or (`key_id` is empty) an account's."""

    account_id: str
    key_id: str = ""


@dataclass(slots=True)
class Ranking(Generic[T]):
    """The largest first; how many others there are, and their figures together."""

    rest: T
    first: list[tuple[Owner, T]] = field(default_factory=list)
    others: int = 0


def read_ranking(
    rows: Iterable[Row],
    kind: Literal["key", "account"],
    empty: Callable[[], T],
    count: Callable[[T, Row], None],
) -> Ranking[T]:
    """The ranking of one kind in the rows of a statement; `count` adds a row to figures that began `empty`."""
    ranking, last = Ranking(empty()), 0
    placed: dict[int, tuple[Owner, T]] = {}
    for row in rows:
        if row["kind"] != kind:
            continue
        last = max(last, row["last_place"])
        if row["account_id"] is None:
            count(ranking.rest, row)
            continue
        owner = Owner(row["account_id"], row["key_id"] or "")
        count(placed.setdefault(row["place"], (owner, empty()))[1], row)
    ranking.first = [placed[place] for place in sorted(placed)]
    ranking.others = last - len(placed)
    return ranking
