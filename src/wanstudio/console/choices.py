"""What pages of figures share: whose figures they show, what keys are called, a colour for each model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wanstudio.accounts.api_keys import list_keys
from wanstudio.accounts.console_key import PREFIX
from wanstudio.accounts.users import list_accounts
from wanstudio.console.charts import COLOURS, Series
from wanstudio.console.visit import Visit


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list; `value` is what the query says."""

    value: str
    name: str
    chosen: bool = False


async def choose_account(visit: Visit) -> list[Choice]:
    """Every account and all of them together, for administrators; nothing for others."""
    if not visit.session.is_admin:
        return []
    seen = visit.seen_account
    accounts = [
        Choice(account.account_id, account.name, account.account_id == seen)
        for account in await list_accounts(visit.desk.database)
    ]
    return [Choice("all", visit.say("All accounts"), seen is None), *accounts]


async def names_of_keys(visit: Visit) -> dict[str, str]:
    """What people call the keys of the seen accounts, by their ids."""
    everybody = visit.seen_account is None
    names = {}
    for key in await list_keys(visit.desk.database, visit.seen_account):
        console = key.key_id.startswith(PREFIX)
        name = visit.say("Console") if console else f"{key.name} · {key.hint}" if key.name else key.hint
        names[key.key_id] = f"{key.account} · {name}" if everybody else name
    return names


def series_of_models(visit: Visit, values: Mapping[str, Sequence[int]]) -> tuple[Series, ...]:
    """A series for each model, in the catalogue's order and in the same colour wherever it is drawn."""
    offers = visit.desk.service.offers_in(visit.session.region)
    places = {offer.model.name: place for place, offer in enumerate(offers)}
    ordered = sorted(values, key=lambda model: (places.get(model, len(places)), model))
    return tuple(
        Series(model, tuple(values[model]), places.get(model, len(places)) % COLOURS + 1) for model in ordered
    )
