"""Every statement takes odd texts and fractions, on both stores, and keeps what it was given."""

import apsw
import asyncpg
import pytest
from tests.named_statements import POSTGRES_ONLY, STATEMENTS, statements_of

from wanstudio.database.connection import Dialect
from wanstudio.database.migration import migrate
from wanstudio.database.postgres import PostgresDatabase
from wanstudio.database.statements import PATIENT, find_numbered, find_sql

ODD = "' \" % \\ :id $1 {} 猫 \u202e \U0001f408 \ud7ff"
FRACTIONS = {"interval_ms", "tolerance_ms", "furthest_ms", "share", "start_tag", "weight"}
"""What the code hands over as floats: PostgreSQL would cut them where it takes a parameter for an integer."""
LISTS = {"task_ids", "known", "account_ids", "key_ids"}


class _Undo(Exception):
    pass


@pytest.fixture
async def types(postgres_server) -> dict[str, dict[str, str]]:
    """What PostgreSQL takes each parameter of each statement for."""
    opened = await PostgresDatabase.connect(postgres_server.new_database())
    await migrate(opened)
    found = {}
    async with opened.pool.acquire() as link:
        for statement in STATEMENTS:
            sql, names = find_numbered(statement)
            prepared = await link.prepare(sql)
            found[statement] = dict(
                zip(names, (kind.name for kind in prepared.get_parameters()), strict=True)
            )
    await opened.close()
    return found


def test_what_is_given_as_a_fraction_is_taken_as_one(types):
    cut = [
        f"{statement}: {name} is {kind}"
        for statement, names in types.items()
        for name, kind in names.items()
        if name in FRACTIONS and kind != "float8"
    ]
    assert cut == []


def _value(name: str, kind: str) -> object:
    if name in LISTS:
        return "[]"
    return {"float8": 0.125, "text": ODD, "varchar": ODD, "bool": True}.get(kind, 1)


async def test_every_statement_takes_odd_texts(database, types):
    for statement in filter(types.get, statements_of(database.dialect)):
        values = {name: _value(name, kind) for name, kind in types[statement].items()}

        async def work(tx, statement=statement, values=values):
            await tx.rows(statement, **values)
            raise _Undo

        with pytest.raises((_Undo, apsw.ConstraintError, asyncpg.IntegrityConstraintViolationError)):
            await database.write(work)


def test_a_statement_of_one_store_alone_is_meant_to_be():
    def is_missing(statement: str, dialect: Dialect) -> bool:
        try:
            return not find_sql(statement, dialect)
        except LookupError:
            return True

    assert {name for name in STATEMENTS if is_missing(name, "sqlite")} == POSTGRES_ONLY
    assert not {name for name in STATEMENTS if is_missing(name, "postgres")}


def test_statements_that_may_take_longer_are_there():
    assert set(STATEMENTS) >= PATIENT
