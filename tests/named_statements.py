"""Every statement there is, by the name that the code runs it under."""

from importlib.resources import files

from wanstudio.database.connection import Dialect

STATEMENTS = sorted(
    {
        f"{room.name}/{file.name.partition('.')[0]}"
        for room in files("wanstudio.database").joinpath("sql").iterdir()
        for file in room.iterdir()
    }
)
POSTGRES_ONLY = {"schema/end_frozen", "schema/password_end", "tasks/admit"}


def statements_of(dialect: Dialect) -> list[str]:
    """Those that a store of this dialect is asked."""
    return [name for name in STATEMENTS if dialect == "postgres" or name not in POSTGRES_ONLY]
