"""The password that opens PostgreSQL ends some day: told 30 days before."""

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
from structlog.testing import capture_logs
from tests.desk import new_desk
from tests.live_server import run_wanstudio

from wanstudio.database.opening import open_database
from wanstudio.server.duties import check_password
from wanstudio.settings import Settings


@pytest.mark.parametrize(("days", "warned"), [(9, True), (40, False), (None, False)])
async def test_log_and_doctor_tell_the_end_of_the_databases_password(postgres_server, tmp_path, days, warned):
    url = postgres_server.new_database()
    until = f"{datetime.now(UTC) + timedelta(days=days)}" if days else "infinity"
    database, link = await open_database(url, tmp_path), await asyncpg.connect(url)
    try:
        await link.execute(f"ALTER ROLE CURRENT_USER VALID UNTIL '{until}'")
        with capture_logs() as logs:
            await check_password(new_desk(database, Settings(data=tmp_path)))
        assert [line["event"] for line in logs] == ["database_password_ends"] * warned
        told = run_wanstudio("doctor", "--data", tmp_path, "--database", url).stdout
        (line,) = [line for line in told.splitlines() if line[6:].startswith("store")]
        assert line.startswith("WARN") is warned
    finally:
        await link.execute("ALTER ROLE CURRENT_USER VALID UNTIL 'infinity'")
        await link.close()
        await database.close()


async def test_the_embedded_store_has_none(tmp_path):
    database = await open_database(None, tmp_path)
    with capture_logs() as logs:
        await check_password(new_desk(database, Settings(data=tmp_path)))
    assert not logs
    await database.close()
