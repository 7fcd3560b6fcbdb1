"""Seeding, setting, unsetting and reading (both stores)."""

import asyncio
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from wanstudio.catalog.service_settings import ServiceSettings
from wanstudio.database.migration import migrate
from wanstudio.database.postgres import PostgresDatabase
from wanstudio.database.sqlite import SqliteDatabase
from wanstudio.errors import ServiceSettingInvalid
from wanstudio.service_settings.cache import SettingsCache, follow_store, open_service
from wanstudio.service_settings.definitions import SETTINGS, named_offer, named_setting, read_json, read_typed
from wanstudio.service_settings.store import own_values, read_rows, seed, set_value, unset_value
from wanstudio.settings import Settings, load_settings

MODEL = "wan2.6-t2i"


async def _set(database, name: str, typed: str, region: str = "", model: str = ""):
    setting = named_setting(name)
    return await set_value(
        database, setting, read_typed(setting, typed), region=region, model=model, who="ada"
    )


async def _holds(database) -> ServiceSettings:
    """As a process sees it that would say otherwise."""
    return await follow_store(database, Settings(profile="model-studio", retention_hours=7.0))


async def test_the_first_process_writes_what_it_was_given(database):
    first = Settings(profile="model-studio", retention_hours=48.0, lease_seconds=2.5)
    assert (await open_service(database, first)).current == own_values(first)
    second = await open_service(database, Settings(task_timeout_hours=1.0))
    assert second.current == own_values(first)
    rows = await database.read(read_rows)
    assert {row.name: row.value for row in rows} == {
        "profile": '"model-studio"', "retention_hours": "48", "lease_seconds": "2.5", "task_timeout_hours": "3",
    }  # fmt: skip
    assert {row.changed_by for row in rows} == {"first start"}


async def test_of_several_first_processes_one_is_heard_alone(postgres_server, tmp_path):
    """Each with values of its own; never some of one and some of another."""
    for number, open_one in enumerate([_sqlite(tmp_path), _postgres(postgres_server)] * 5):
        opened = [await open_one(number) for _ in range(6)]
        await migrate(opened[0])
        given = [
            ServiceSettings(profile=("studio", "model-studio")[i % 2], retention_hours=1.0 + i, lease_seconds=10.0 + i)
            for i in range(6)
        ]  # fmt: skip
        await asyncio.gather(*(seed(one, own) for one, own in zip(opened, given, strict=True)))
        found = [await follow_store(one, Settings()) for one in opened]
        assert found == [found[0]] * 6
        assert found[0] in given
        for one in opened:
            await one.close()


def _sqlite(folder):
    async def open_one(number):
        return SqliteDatabase(folder / f"{number}.sqlite3")

    return open_one


def _postgres(server):
    urls = {}

    async def open_one(number):
        if number not in urls:
            urls[number] = server.new_database()
        return await PostgresDatabase.connect(urls[number], connections=2)

    return open_one


@pytest.fixture(params=["sqlite", "postgres"])
async def empty(request, tmp_path):
    if request.param == "sqlite":
        opened = await _sqlite(tmp_path)(0)
    else:
        opened = await _postgres(request.getfixturevalue("postgres_server"))(0)
    yield opened
    await opened.close()


async def test_a_store_of_an_earlier_release_is_seeded_by_the_first_new_process(empty):
    await migrate(empty, target=18)
    await migrate(empty)
    assert not await empty.read(read_rows)
    assert (await open_service(empty, Settings(profile="model-studio"))).current.profile == "model-studio"


async def test_a_setting_that_a_later_release_adds_is_seeded_alone(database):
    await open_service(database, Settings(profile="model-studio", retention_hours=48.0))
    await database.write(lambda tx: tx.script("DELETE FROM service_settings WHERE name = 'retention_hours'"))
    held = (await open_service(database, Settings(retention_hours=12.0))).current
    assert (held.profile, held.retention_hours) == ("model-studio", 12.0)


async def test_a_process_follows_what_is_set(database):
    cache = await open_service(database, Settings())
    for name, typed in (("profile", "model-studio"), ("retention_hours", "48"), ("lease_seconds", "0.5")):
        await _set(database, name, typed)
    await _set(database, "price", "0.031", "singapore", MODEL)
    await _set(database, "running_limit", "3", "beijing", MODEL)
    assert cache.current == ServiceSettings()
    await cache.refresh()
    assert (cache.current.profile, cache.current.retention_ms, cache.current.lease_ms) == (
        "model-studio", 48 * 3_600_000, 500,
    )  # fmt: skip
    assert cache.current.find_offer("singapore", MODEL).price_micros == 31_000
    assert cache.current.find_offer("beijing", MODEL).price_micros == 200_000
    assert cache.current.limit_of("beijing", MODEL) == 3
    assert cache.current.limit_of("singapore", MODEL) == 5


async def test_what_is_unset_goes_back(database):
    await open_service(database, Settings(profile="model-studio", retention_hours=48.0))
    await _set(database, "running_limit", "3", "singapore", MODEL)
    change = await unset_value(
        database, named_setting("running_limit"), region="singapore", model=MODEL, who="ada"
    )
    assert (change.old, change.new) == (3, 5)
    change = await unset_value(database, named_setting("retention_hours"), who="ada")
    assert (change.old, change.new) == (48.0, 24.0)
    # What the next process says does not count either.
    await open_service(database, Settings(retention_hours=7.0))
    assert (await _holds(database)) == ServiceSettings(profile="model-studio")


async def test_changes_at_once_are_told_one_after_the_other(database):
    await open_service(database, Settings())
    changes = await asyncio.gather(*(_set(database, "retention_hours", str(n)) for n in range(30, 40)))
    old, new = {change.old for change in changes}, {change.new for change in changes}
    assert old == {24.0, *new} - {(await _holds(database)).retention_hours}


async def test_what_a_newer_release_wrote_is_passed_over(database):
    cache = await open_service(database, Settings(retention_hours=48.0))
    strange = (
        ("quality", "", "", "9"), ("profile", "", "", '"enterprise"'), ("price", "mars", MODEL, "0.1"),
        ("price", "singapore", "wan9-t2i", "0.1"), ("lease_seconds", "", "", "{"), ("queue_limit", "", "", "3"),
        ("free_days", "singapore", MODEL, "30"),
    )  # fmt: skip
    names = ("name", "region", "model", "value")

    async def write(tx):
        await tx.row("service_settings/advance_version")
        for row in strange:
            await tx.row(
                "service_settings/put", **dict(zip(names, row, strict=True)), changed_by="a newer one"
            )

    await database.write(write)
    with capture_logs() as logs:
        await cache.refresh()
        await cache.refresh()
    told = [line["name"] for line in logs if line["event"] == "service_setting_not_understood"]
    assert told == ["lease_seconds", "profile", "quality", "queue_limit"], "once, not every second"
    held = cache.current
    assert (held.profile, held.lease_seconds, held.retention_hours) == ("studio", 10.0, 48.0)
    assert held.find_offer("singapore", MODEL).free_days == 30


async def test_while_the_store_says_nothing_new_one_row_is_read(database):
    asked = []

    class Noting:
        def __init__(self, tx):
            self.tx = tx

        async def rows(self, statement, /, **values):
            asked.append(statement)
            return await self.tx.rows(statement, **values)

        async def row(self, statement, /, **values):
            asked.append(statement)
            return await self.tx.row(statement, **values)

    class Asked:
        async def read(self, work):
            return await database.read(lambda tx: work(Noting(tx)))

    await open_service(database, Settings())
    cache = SettingsCache(Asked(), Settings())
    await cache.refresh()
    asked.clear()
    await cache.refresh()
    assert asked == ["service_settings/version"]


async def test_only_what_a_process_was_given_differs(database):
    await open_service(database, Settings(profile="model-studio", retention_hours=48.0))
    given = load_settings(
        {"task_timeout_hours": 3.0, "port": 9},
        environment={"WANSTUDIO_PROFILE": "studio", "WANSTUDIO_LEASE_SECONDS": "20"},
    )
    with capture_logs() as logs:
        await open_service(database, given)
    told = [line for line in logs if line["event"] == "service_setting_differs"]
    assert [(line["name"], line["own"], line["store"], line["remedy"]) for line in told] == [
        ("profile", "studio", "model-studio", "wanstudio service set profile studio"),
        ("lease_seconds", "20", "10", "wanstudio service set lease_seconds 20"),
    ]
    with capture_logs() as logs:
        await open_service(database, replace(given, given=frozenset()))
    assert not [line for line in logs if line["event"] == "service_setting_differs"]


REFUSED = {
    "profile": ["", "Studio", "enterprise", "1", '["studio"]'],
    "retention_hours": ["0", "-1", "NaN", "Infinity", "1e400", "a day", "true", "null", "[48]", "9" * 5000],
    "lease_seconds": ["0.09", "0", "-0.0", "10s"],
    "price": ["-0.01", "0.0000001", "1e-7", "0.03 USD", "1000001", "true", "null", "NaN", "0,03"],
    "running_limit": ["0", "2.0", "1e1", "-3", "many", "10000001", "false"],
    "queue_limit": ["-1", "1.5"],
}


@pytest.mark.parametrize(
    ("name", "typed"), [(name, text) for name, texts in REFUSED.items() for text in texts]
)
def test_a_value_that_cannot_be_is_refused_with_what_can(name, typed):
    setting = named_setting(name)
    with pytest.raises(ServiceSettingInvalid, match=f"{name} cannot be .*: it is {setting.possible}"):
        read_typed(setting, typed)


@pytest.mark.parametrize(
    ("name", "typed", "value", "kept"),
    [
        ("profile", " model-studio ", "model-studio", '"model-studio"'),
        ("retention_hours", "0.5", 0.5, "0.5"),
        ("lease_seconds", "0.1", 0.1, "0.1"),
        ("retention_hours", "876000", 876_000.0, "876000"),
        ("price", "0.005734", 5_734, "0.005734"),
        ("price", "0", 0, "0"),
        ("price", "1000000", 10**12, "1000000"),
        ("free_images", "0", 0, "0"),
    ],
)
def test_a_value_is_kept_exactly(name, typed, value, kept):
    setting = named_setting(name)
    assert read_typed(setting, typed) == value
    assert setting.write(value) == kept
    assert read_json(setting, kept) == value


def test_names_that_there_are_not_are_answered_with_those_that_there_are():
    with pytest.raises(
        ServiceSettingInvalid, match=r"no service setting 'prise'; there are profile, .*price"
    ):
        named_setting("prise")
    with pytest.raises(ServiceSettingInvalid, match="no region 'mars'; there are singapore, beijing"):
        named_offer("mars", MODEL)
    with pytest.raises(
        ServiceSettingInvalid, match=r"no model 'wan2.1-t2i-turbo' in beijing; there are wan2.6"
    ):
        named_offer("beijing", "wan2.1-t2i-turbo")
    assert named_offer("singapore", "wan2.1-t2i-turbo").model.name == "wanx2.1-t2i-turbo"


def test_every_setting_reads_what_it_writes():
    offer, service = named_offer("singapore", MODEL), ServiceSettings()
    for setting in SETTINGS:
        value = getattr(service if setting.scope == "service" else offer, setting.field)
        assert read_json(setting, setting.write(value)) == value
