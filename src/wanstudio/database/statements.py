"""Finds the SQL of a named statement: `sql/room/verb.sql`, or `verb.<dialect>.sql` where dialects differ."""

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from wanstudio.database.connection import Dialect

PATIENT = frozenset(
    {
        "schema/lock",
        "tasks/list_all",
        "tasks/pace",
        "tasks/forget_creates",
        "tasks/forget_progress",
        "webhooks/list",
        "webhooks/forget_ended",
        "webhooks/forget_unwanted",
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
        "accounts/fold_counts",
        "accounts/fold_times",
    }
)
"""Statements that read much, or wait for others to end: they may take longer than what a caller waits for."""

_PLACEHOLDER = re.compile(r"(?<!:):([a-z_]+)")
_ROOT = files("wanstudio.database") / "sql"


class Numbered(NamedTuple):
    """SQL with `$1`-style placeholders and the names that fill them, in order."""

    sql: str
    names: tuple[str, ...]


@cache
def find_sql(statement: str, dialect: Dialect) -> str:
    """The text of a statement; LookupError if no file has that name."""
    for name in (f"{statement}.{dialect}.sql", f"{statement}.sql"):
        file = _ROOT.joinpath(*name.split("/"))
        if file.is_file():
            return file.read_text(encoding="utf-8")
    raise LookupError(f"no SQL file for statement {statement!r} in dialect {dialect}")


@cache
def find_numbered(statement: str) -> Numbered:
    """The PostgreSQL text of a statement with its named placeholders numbered."""
    names: list[str] = []

    def number(match: re.Match[str]) -> str:
        if match[1] not in names:
            names.append(match[1])
        return f"${names.index(match[1]) + 1}"

    sql = _PLACEHOLDER.sub(number, find_sql(statement, "postgres"))
    return Numbered(sql, tuple(names))
