"""What pages of figures share: whose figures they show, what keys are called, a colour for each model."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from wanstudio.accounts.console_key import PREFIX
from wanstudio.accounts.directory import (
    LONGEST_SEARCH,
    Account,
    Found,
    find_account,
    name_accounts,
    name_keys,
    search_accounts,
)
from wanstudio.accounts.ranking import Owner, Ranking, T
from wanstudio.console.addresses import go_to
from wanstudio.console.charts import COLOURS, Series
from wanstudio.console.page import show
from wanstudio.console.visit import Visit
from wanstudio.errors import NothingHere
from wanstudio.wire.door import Answer

SHOWN = 20
"""Keys and accounts that a table of figures or a search names; what is beyond is told as a number."""
ALL = "all"


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list; `value` is what the query says."""

    value: str
    name: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class SeenAccount:
    """Whose figures an administrator sees, as the query says it and as people do."""

    value: str
    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table of figures; `query` is where a page shows this alone."""

    name: str
    figures: object
    query: str = ""


async def seen_account(visit: Visit) -> SeenAccount | None:
    """Whose figures the page shows; None for who sees their own only. Raises NothingHere for no account."""
    if not visit.session.is_admin:
        return None
    account_id = visit.seen_account
    if account_id is None:
        return SeenAccount(ALL, visit.say("All accounts"))
    account = await find_account(visit.desk.database, account_id)
    if account is None:
        raise NothingHere
    return SeenAccount(account_id, account.name)


def kept(visit: Visit, *names: str) -> dict[str, str]:
    """What the query says of these filters."""
    query = visit.call.query()
    return {name: query[name] for name in names if name in query}


async def search_instead(visit: Visit, path: str, filters: Sequence[str]) -> Answer | None:
    """What an administrator gets who searches an account: the account, or those that were found to choose from.

    None if nothing is searched. `filters` stay as they are; a key is another account's and does not.
    """
    text = visit.call.query().get("find", "").strip()
    if not text or not visit.session.is_admin:
        return None
    found = await search_accounts(visit.desk.database, text, SHOWN)
    chosen = kept(visit, *filters)
    only = _only(found, text)
    if only and not visit.partial:
        return go_to(visit.desk.settings, f"{path}?{urlencode({**chosen, 'account': only.account_id})}")
    facts = {
        "path": path,
        "text": text[:LONGEST_SEARCH],
        "found": found,
        "chosen": chosen,
        "seen": visit.call.query().get("account", ""),
    }
    return show(visit, "found_accounts.html" if visit.partial else "search.html", facts)


def _only(found: Found[Account], text: str) -> Account | None:
    """The account that is meant: the only one that was found, or the one that is called exactly so."""
    if not found.first:
        return None
    first = found.first[0]
    return first if found.total == 1 or text in (first.name, first.account_id) else None


async def rows_of_keys(visit: Visit, ranking: Ranking[T], query: Mapping[str, str] | None) -> list[Row]:
    """The keys of a ranking by their names, each with where it is shown alone, and the others together."""
    owners = [owner for owner, _ in ranking.first]
    names = await names_of_keys(visit, (owner.key_id for owner in owners))
    rows = [
        Row(names[owner.key_id], figures, _alone(query, owner) if query is not None else "")
        for owner, figures in ranking.first
    ]
    return rows + _others(visit, ranking)


async def rows_of_accounts(visit: Visit, ranking: Ranking[T], query: Mapping[str, str]) -> list[Row]:
    """The accounts of a ranking by their names, each with where it is shown alone, and the others together."""
    names = await name_accounts(visit.desk.database, (owner.account_id for owner, _ in ranking.first))
    rows = [
        Row(names.get(owner.account_id, owner.account_id), figures, _alone(query, owner))
        for owner, figures in ranking.first
    ]
    return rows + _others(visit, ranking)


def _alone(query: Mapping[str, str], owner: Owner) -> str:
    asked = {**query, "account": owner.account_id}
    return urlencode({**asked, "key": owner.key_id} if owner.key_id else asked)


def _others(visit: Visit, ranking: Ranking[T]) -> list[Row]:
    if not ranking.others:
        return []
    return [Row(visit.say("{count} others", count=f"{ranking.others:,}"), ranking.rest)]


async def names_of_keys(visit: Visit, key_ids: Iterable[str]) -> dict[str, str]:
    """What people call these keys, by their ids; with all accounts also whose they are."""
    ids, everybody = list(key_ids), visit.seen_account is None
    known = await name_keys(visit.desk.database, ids) if ids else {}
    names = dict(zip(ids, ids, strict=True))
    for key in known.values():
        name = written_key(visit, key.key_id, key.name, key.hint)
        names[key.key_id] = f"{key.account} · {name}" if everybody else name
    return names


def written_key(visit: Visit, key_id: str, name: str, hint: str) -> str:
    """A key as people know it."""
    if key_id.startswith(PREFIX):
        return visit.say("Console")
    return f"{name} · {hint}" if name else hint


def series_of_models(visit: Visit, values: Mapping[str, Sequence[int]]) -> tuple[Series, ...]:
    """A series for each model, in the catalogue's order and in the same colour wherever it is drawn."""
    offers = visit.desk.service.offers_in(visit.session.region)
    places = {offer.model.name: place for place, offer in enumerate(offers)}
    ordered = sorted(values, key=lambda model: (places.get(model, len(places)), model))
    return tuple(
        Series(model, tuple(values[model]), places.get(model, len(places)) % COLOURS + 1) for model in ordered
    )
