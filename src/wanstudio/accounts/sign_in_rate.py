"""The rate of sign-in and setup attempts: by network and by user name."""

from wanstudio.accounts.networks import network_of
from wanstudio.accounts.submit_rate import admit
from wanstudio.database.connection import Connection, Database
from wanstudio.errors import SignInTooOften

_RATE = "sign-in"
# Five tries at once, then one in fifteen seconds, from one network; for one name from anywhere, twenty at once.
_BY_NETWORK = (15_000.0, 5)
_BY_NAME = (5_000.0, 20)

Place = tuple[str, str, str]


async def admit_try(database: Database, address: str, name: str | None) -> None:
    """Count one try to sign in; `name` is None where there is no such user. Raises SignInTooOften."""

    async def work(tx: Connection) -> int | None:
        waits = [await admit(tx, _from(address), *_BY_NETWORK)]
        if name is not None:
            waits.append(await admit(tx, _for(name), *_BY_NAME))
        return max((wait for wait in waits if wait is not None), default=None)

    wait = await database.write(work)
    if wait is not None:
        raise SignInTooOften(retry_after=wait, seconds=wait)


async def forgive_tries(tx: Connection, address: str, name: str) -> None:
    """After a success the name's tries no longer count, and of the network's only this one.

    Others of the network stay counted: else an own account would buy any number of guesses at other names.
    """
    await tx.row("accounts/forget_tries")
    whose, _, what = _for(name)
    await tx.row("accounts/forgive_tries", account_id=whose, model=what)
    whose, _, what = _from(address)
    await tx.row("accounts/return_try", account_id=whose, model=what, interval_ms=_BY_NETWORK[0])


def _from(address: str) -> Place:
    return "from", _RATE, network_of(address)


def _for(name: str) -> Place:
    return "for", _RATE, name
