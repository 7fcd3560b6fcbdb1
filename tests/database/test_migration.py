"""Schema versions: from nothing, from every earlier version, and never backwards."""

from importlib.resources import files

import pytest
from tests.shop import MODEL, Shop

from wanstudio.database.connection import Connection
from wanstudio.database.migration import find_migrations, migrate
from wanstudio.database.postgres import PostgresDatabase
from wanstudio.database.sqlite import SqliteDatabase
from wanstudio.errors import SchemaTooNew

VERSIONS = sorted(find_migrations("sqlite"))


@pytest.fixture(params=["sqlite", "postgres"])
async def empty(request, tmp_path):
    if request.param == "sqlite":
        opened = SqliteDatabase(tmp_path / "store.sqlite3")
    else:
        server = request.getfixturevalue("postgres_server")
        opened = await PostgresDatabase.connect(server.new_database())
    yield opened
    await opened.close()


def test_both_dialects_have_the_same_versions():
    assert VERSIONS == sorted(find_migrations("postgres")) == list(range(1, len(VERSIONS) + 1))


def test_no_version_has_two_files():
    names = [file.name for file in files("wanstudio.database.migrations").iterdir() if file.suffix == ".sql"]
    versions = [(name[:4], name.split(".")[1]) for name in names]
    assert len(set(versions)) == len(versions), sorted(names)
    both = {number for number, dialect in versions if dialect == "sql"}
    assert not both & {number for number, dialect in versions if dialect != "sql"}


@pytest.mark.parametrize("start", [0, *VERSIONS])
async def test_every_version_reaches_the_newest_and_works(empty, start):
    assert await migrate(empty, target=start) == start
    assert await migrate(empty) == VERSIONS[-1]
    assert await migrate(empty) == VERSIONS[-1], "again changes nothing"
    shop = await Shop.open(empty)
    await shop.submit()
    assert len(await shop.claim("w1")) == 1


async def test_rows_survive_the_newest_migration(empty):
    await migrate(empty, target=VERSIONS[-2])
    shop = await Shop.open(empty)
    task_id = await shop.submit()
    await migrate(empty)
    assert (await shop.find(task_id)).status == "PENDING"


async def test_free_images_used_under_either_name_are_of_one_quota(empty):
    await migrate(empty, target=14)
    used = {"wan2.1-t2i-turbo": 3, "wanx2.1-t2i-turbo": 4, "wan2.1-t2i-plus": 5, "wan2.6-t2i": 6}
    rows = ", ".join(f"('a', 'singapore', '{model}', {count})" for model, count in used.items())
    await empty.write(lambda tx: tx.script(f"INSERT INTO free_quotas VALUES {rows}"))
    await migrate(empty)

    async def read(tx: Connection) -> dict[str, int]:
        await tx.script("INSERT INTO accounts (account_id, name, created_at) VALUES ('a', 'a', 1)")
        found = await tx.rows("accounts/free_used", account_id="a", region="singapore")
        return {row["model"]: row["used"] for row in found}

    assert await empty.write(read) == {"wanx2.1-t2i-turbo": 7, "wanx2.1-t2i-plus": 5, "wan2.6-t2i": 6}


async def test_counts_that_time_outs_had_broken_are_counted_again(empty):
    await migrate(empty, target=15)
    shop = await Shop.open(empty)
    ids = [await shop.submit(running_limit=2) for _ in range(5)]
    await empty.write(lambda tx: tx.script("UPDATE standings SET admitted = 9, parked = 0"))
    await migrate(empty)
    assert await shop.fail_overdue(age_ms=-60_000, running_limit=2) == len(ids)
    standing = {"account_id": shop.caller.account_id, "region": "singapore", "model": MODEL}
    row = await empty.write(lambda tx: tx.row("tasks/lock_standing", **standing))
    assert (row["admitted"], row["parked"]) == (0, 0)


async def test_a_database_of_a_newer_release_is_refused(empty):
    await migrate(empty)

    async def pretend(tx: Connection) -> None:
        await tx.row("schema/record_version", version=999)

    await empty.write(pretend)
    with pytest.raises(SchemaTooNew, match="999"):
        await migrate(empty)
