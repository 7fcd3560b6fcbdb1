"""What `--account` names: the account of that name, or one line that there is none."""

import click

from wanstudio.accounts.directory import find_account_called
from wanstudio.database.connection import Database


async def account_id_called(database: Database, name: str | None) -> str | None:
    """The id of the account of this name, None for no name. Raises click.ClickException if there is none."""
    if name is None:
        return None
    found = await find_account_called(database, name)
    if found is None:
        raise click.ClickException(f"there is no account called {name}")
    return found.account_id
