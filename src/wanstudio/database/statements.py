"""Finds the SQL of a named statement: `sql/room/verb.sql`, or `verb.<dialect>.sql` where dialects differ."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from wanstudio.database.connection import Dialect

PATIENT_SECONDS = 60.0
PATIENT = frozenset(
    {
        "schema/lock",
        "tasks/list_all",
        "tasks/pace",
        "tasks/forget_progress",
        "webhooks/list",
        "accounts/bill",
        "accounts/bill_by_key",
        "accounts/bill_of_all",
        "accounts/rank_bills",
        "accounts/ledger_page",
        "accounts/usage_counts",
        "accounts/usage_times",
        "accounts/usage_by_model",
        "accounts/times_by_model",
        "accounts/usage_of_all",
        "accounts/times_of_all",
        "accounts/rank_usage",
        "accounts/rank_usage_of_all",
        "accounts/times_of_keys",
        "accounts/times_of_accounts",
        "accounts/usage_totals",
        "accounts/time_totals",
        "accounts/add_count_totals",
        "accounts/add_time_totals",
        "accounts/fold_counts",
        "accounts/fold_times",
    }
)
"""Statements that read much, or wait for others to end: they may take longer than what a caller waits for."""

_PLACEHOLDER = re.compile(r"(?<!:):([a-z_]+)")
_OPTIONAL = re.compile(r"^.*-- if ([a-z_]+)$\n?", re.MULTILINE)
_ROOT = files("wanstudio.database") / "sql"
Names = frozenset[str]


class Numbered(NamedTuple):
    """SQL with `$1`-style placeholders and the names that fill them, in order."""

    sql: str
    names: tuple[str, ...]


@cache
def find_sql(statement: str, dialect: Dialect, absent: Names = frozenset()) -> str:
    """The text of a statement; LookupError if no file has that name.

    A line that ends in `-- if name` stands in it unless `name` is one of the `absent`: a condition that
    nobody asked for is left out, because no index serves one that may be void.
    """
    for name in (f"{statement}.{dialect}.sql", f"{statement}.sql"):
        file = _ROOT.joinpath(*name.split("/"))
        if file.is_file():
            text = file.read_text(encoding="utf-8")
            return _OPTIONAL.sub(lambda line: "" if line[1] in absent else line[0], text)
    raise LookupError(f"no SQL file for statement {statement!r} in dialect {dialect}")


@cache
def find_optional(statement: str, dialect: Dialect) -> Names:
    """The values of a statement whose lines are left out where they are None."""
    return frozenset(_OPTIONAL.findall(find_sql(statement, dialect)))


def absent_of(statement: str, dialect: Dialect, values: Mapping[str, object]) -> Names:
    """What is to be left out of a statement that is run with these values."""
    optional = find_optional(statement, dialect)
    return frozenset(name for name in optional if values[name] is None) if optional else optional


@cache
def find_numbered(statement: str, absent: Names = frozenset()) -> Numbered:
    """The PostgreSQL text of a statement with its named placeholders numbered."""
    names: list[str] = []

    def number(match: re.Match[str]) -> str:
        if match[1] not in names:
            names.append(match[1])
        return f"${names.index(match[1]) + 1}"

    sql = _PLACEHOLDER.sub(number, find_sql(statement, "postgres", absent))
    return Numbered(sql, tuple(names))
