"""Figures of one account, of all and of those with most of them are what adding up the rows gives (both stores)."""

import random
from collections import Counter
from dataclasses import dataclass

import pytest

from wanstudio.accounts.api_keys import issue_key, newest_keys, revoke_key
from wanstudio.accounts.billing import read_bill
from wanstudio.accounts.directory import account_pages, name_accounts, name_keys, search_accounts
from wanstudio.accounts.ranking import Owner, Ranking
from wanstudio.accounts.statements import DAY_MS, Period, first_charge_ms, rank_bills, read_days
from wanstudio.accounts.usage import BLOCKED, THROTTLED, Figures, total
from wanstudio.accounts.usage_reading import Scope, Steps, rank_usage, read_keys, read_models
from wanstudio.accounts.users import add_user, search_users

MODELS = ("wan2.6-t2i", "wan2.2-t2i-flash")
CODES = ("", "", "", THROTTLED[0], BLOCKED[0], "InternalError.Algo")
REGIONS = ("singapore", "beijing")
HOUR = 480_000
STEPS = Steps(HOUR, HOUR + 5, 12)
MOST = 4


@dataclass(frozen=True)
class Call:
    slot: int
    account_id: str
    region: str
    key_id: str
    model: str
    code: str
    calls: int
    images: int


@dataclass(frozen=True)
class Time:
    slot: int
    account_id: str
    region: str
    key_id: str
    model: str
    measure: str
    bucket: int
    tasks: int


@dataclass(frozen=True)
class Charge:
    task_id: str
    account_id: str
    region: str
    key_id: str
    model: str
    kind: str
    price_micros: int
    charged_at: int


def _written(*values: object) -> str:
    return "(" + ", ".join(str(one) if isinstance(one, int) else f"'{one}'" for one in values) + ")"


def _owned(rng: random.Random) -> tuple[str, str, str, str]:
    """An account, region, key and model; the first accounts come most often. An account has three keys."""
    account = f"a{min(int(rng.expovariate(0.4)), 11):02}"
    return account, rng.choice(REGIONS), f"{account}-k{rng.randrange(3)}", rng.choice(MODELS)


@pytest.fixture
async def calls(database) -> list[Call]:
    rng, rows = random.Random(3), {}
    for _ in range(900):
        slot, owned, code = HOUR * 12 + rng.randrange(96) - 12, _owned(rng), rng.choice(CODES)
        count = rng.randint(1, 9)
        rows[slot, *owned, code] = Call(slot, *owned, code, count, 0 if code else count)
    values = ", ".join(_written(*vars(row).values()) for row in rows.values())
    await database.write(lambda tx: tx.script(f"INSERT INTO usage_slots VALUES {values}"))
    return list(rows.values())


@pytest.fixture
async def times(database) -> list[Time]:
    rng, rows = random.Random(4), {}
    for _ in range(900):
        slot, owned = HOUR * 12 + rng.randrange(96) - 12, _owned(rng)
        measure, bucket = rng.choice(("latency", "wait")), rng.randrange(60, 70)
        rows[slot, *owned, measure, bucket] = Time(slot, *owned, measure, bucket, rng.randint(1, 5))
    values = ", ".join(_written(*vars(row).values()) for row in rows.values())
    await database.write(lambda tx: tx.script(f"INSERT INTO usage_times VALUES {values}"))
    return list(rows.values())


@pytest.fixture
async def charges(database) -> list[Charge]:
    rng, rows = random.Random(5), []
    for number in range(900):
        kind = rng.choice(("free", "paid"))
        at = HOUR * 3_600_000 + rng.randrange(6 * DAY_MS)
        rows.append(Charge(f"t{number}", *_owned(rng), kind, 0 if kind == "free" else 33_333, at))
    values = ", ".join(
        _written(
            c.task_id,
            0,
            c.account_id,
            c.region,
            c.key_id,
            c.model,
            c.kind,
            c.price_micros,
            "USD",
            c.charged_at,
        )
        for c in rows
    )
    await database.write(lambda tx: tx.script(f"INSERT INTO charges VALUES {values}"))
    return rows


def asked(rows: list, scope: Scope, *, key: bool = True, model: bool = True) -> list:
    return [
        row
        for row in rows
        if HOUR * 12 <= row.slot < (HOUR + 6) * 12
        and row.region == scope.region
        and scope.account_id in (None, row.account_id)
        and (not key or scope.key_id in ("", row.key_id))
        and (not model or scope.model in ("", row.model))
    ]


def added_up(calls: list[Call], times: list[Time]) -> Figures:
    figures = Figures()
    for row in calls:
        figures.count(row.code, row.calls, row.images)
    for row in times:
        figures.time(row.measure, row.bucket, row.tasks)
    return figures


SCOPES = (
    Scope(region="singapore", account_id=None),
    Scope(region="beijing", account_id=None, model=MODELS[0]),
    Scope(region="singapore", account_id="a00"),
    Scope(region="beijing", account_id="a01", key_id="a01-k1", model=MODELS[1]),
    Scope(region="singapore", account_id="nobody"),
    Scope(region="singapore", account_id="a00", key_id="a01-k1"),
)


@pytest.mark.parametrize("scope", SCOPES)
async def test_each_step_and_model_is_the_sum_of_its_rows(database, calls, times, scope):
    mine, slow = asked(calls, scope, model=False), asked(times, scope, model=False)
    lines = await read_models(database, STEPS, scope)
    assert len(lines) == len({(row.slot // 12, row.model) for row in mine + slow})
    for line in lines:
        place = (line.step, line.model)
        of_line = [[row for row in rows if (row.slot // 12, row.model) == place] for rows in (mine, slow)]
        expected = added_up(*of_line)
        assert {name: getattr(line, name) for name in Figures.__slots__} == {
            name: getattr(expected, name) for name in Figures.__slots__
        }


@pytest.mark.parametrize("scope", [scope for scope in SCOPES if scope.account_id])
async def test_lines_by_key_add_up_to_the_account(database, calls, times, scope):
    lines = await read_keys(database, STEPS, scope)
    assert total(lines) == added_up(asked(calls, scope), asked(times, scope))
    assert {line.key_id for line in lines} == {
        row.key_id for row in asked(calls, scope) + asked(times, scope)
    }


def is_ranked(ranking: Ranking[Figures], calls: list[Call], times: list[Time], kind: str) -> None:
    def owner(row) -> Owner:
        return Owner(row.account_id, row.key_id if kind == "key" else "")

    counts = Counter()
    for row in calls:
        counts[owner(row)] += row.calls
    order = sorted(counts, key=lambda one: (-counts[one], one.key_id or one.account_id))
    assert [one for one, _ in ranking.first] == order[:MOST]
    assert ranking.others == max(0, len(order) - MOST)
    for one, figures in ranking.first:
        mine = [[row for row in rows if owner(row) == one] for rows in (calls, times)]
        assert figures == added_up(*mine)
    beyond = set(order[MOST:])
    assert ranking.rest == added_up([row for row in calls if owner(row) in beyond], [])


@pytest.mark.parametrize("scope", SCOPES)
async def test_those_with_most_calls_come_first_and_the_rest_is_summed(database, calls, times, scope):
    mine, slow = asked(calls, scope), asked(times, scope)
    keys, owners = await rank_usage(database, STEPS, scope, MOST)
    is_ranked(keys, mine, slow, "key")
    if scope.account_id is None:
        is_ranked(owners, mine, slow, "account")
    else:
        assert owners is None


async def test_bills_are_the_sums_of_the_ledger(database, charges):
    period = Period("singapore", HOUR * 3_600_000 + DAY_MS, HOUR * 3_600_000 + 5 * DAY_MS)
    mine = [
        c for c in charges if c.region == period.region and period.start_ms <= c.charged_at < period.end_ms
    ]
    by_day = Counter()
    for line in await read_days(database, None, period):
        by_day[line.day, line.model, line.kind] += line.images
    assert by_day == Counter((c.charged_at // DAY_MS, c.model, c.kind) for c in mine)
    keys, owners = await rank_bills(database, period, MOST)
    for ranking, name in ((keys, "key_id"), (owners, "account_id")):
        costs, images = Counter(), Counter()
        for charge in mine:
            costs[getattr(charge, name)] += charge.price_micros
            images[getattr(charge, name)] += 1
        order = sorted(costs, key=lambda one: (-costs[one], -images[one], one))
        found = [(getattr(owner, name), whole.cost_micros, whole.images) for owner, whole in ranking.first]
        assert found == [(one, costs[one], images[one]) for one in order[:MOST]]
        assert ranking.others == len(order) - MOST
        whole = sum(one.cost_micros for _, one in ranking.first) + ranking.rest.cost_micros
        assert whole == sum(c.price_micros for c in mine)
        free = sum(one.free for _, one in ranking.first) + ranking.rest.free
        assert free == sum(c.kind == "free" for c in mine)


@pytest.mark.parametrize("account_id", [None, "a02", "nobody"])
async def test_the_bill_of_the_command_line_and_the_first_charge(database, charges, account_id):
    mine = [c for c in charges if account_id in (None, c.account_id)]
    lines = await read_bill(database, account_id=account_id, start_ms=0, end_ms=10**14)
    found = {(line.region, line.model, line.kind): (line.images, line.cost_micros) for line in lines}
    expected = {}
    for place in {(c.region, c.model, c.kind) for c in mine}:
        of_place = [c.price_micros for c in mine if (c.region, c.model, c.kind) == place]
        expected[place] = (len(of_place), sum(of_place))
    assert found == expected
    first = min((c.charged_at for c in mine), default=None)
    assert await first_charge_ms(database, account_id) == first


NAMES = (
    "50% off",
    "snake_case",
    'O\'Neil & "sons"',
    "青山书店",
    "ACME Toys",
    "back\\slash",
    "wow!",
    "plain",
    "snakeXcase",
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0% o", {"50% off"}), ("%", {"50% off"}), ("e_c", {"snake_case"}), ("_", {"snake_case"}),
        ("'neil", {"O'Neil & \"sons\""}), ('"', {"O'Neil & \"sons\""}), ("青山", {"青山书店"}), ("书店", {"青山书店"}),
        ("acme", {"ACME Toys"}), ("TOYS", {"ACME Toys"}), ("\\", {"back\\slash"}), ("!", {"wow!"}), (" plain ", {"plain"}),
        ("nothing of the kind", set()), ("", set(NAMES)), ("snake", {"snake_case", "snakeXcase"}),
    ],
)  # fmt: skip
async def test_accounts_and_users_are_found_by_part_of_their_name(database, text, found):
    for name in NAMES:
        await issue_key(database, name, "singapore", "key")
        await add_user(database, f"user of {name}", "kept", "user", name)
    accounts = await search_accounts(database, text, 50)
    assert {account.name for account in accounts.first} == found
    assert (accounts.total, accounts.more) == (len(found), 0)
    users = await search_users(database, text, 50)
    assert {user.account for user in users.first} == found


async def test_a_search_tells_how_many_more_there_are_and_finds_ids(database):
    for number in range(30):
        await issue_key(database, f"shop {number:02}", "singapore", "key")
    await issue_key(database, "shop", "singapore", "key")
    found = await search_accounts(database, "shop", 10)
    assert found.first[0].name == "shop", "the one that is called so comes first"
    assert (len(found.first), found.total, found.more) == (10, 31, 21)
    other = found.first[5]
    assert (await search_accounts(database, other.account_id.upper(), 10)).first == [other]


async def test_every_account_is_on_one_page_of_all(database, monkeypatch):
    monkeypatch.setattr("wanstudio.accounts.directory._PAGE", 3)
    names = {"", "zoo", "Ark", "青山", "%", "50", "a", "b", "c", "d"}
    for name in names:
        await issue_key(database, name, "singapore", "key")
    pages = [page async for page in account_pages(database)]
    assert [len(page) for page in pages] == [3, 3, 3, 1]
    accounts = [account for page in pages for account in page]
    assert {account.name for account in accounts} == names
    named = await name_accounts(database, [account.account_id for account in accounts])
    assert set(named.values()) == names


async def test_the_newest_valid_keys_come_first(database):
    keys = [await issue_key(database, "acme", "singapore", f"key {number}") for number in range(5)]
    await issue_key(database, "acme", "beijing", "elsewhere")
    await issue_key(database, "other", "singapore", "another's")
    await revoke_key(database, keys[4].key_id)
    named = await name_keys(database, [key.key_id for key in keys] + ["gone"])
    assert {key.name for key in named.values()} == {f"key {number}" for number in range(5)}
    shown, found = await newest_keys(database, named[keys[0].key_id].account_id, "singapore", 4)
    assert found == 5
    assert {key.key_id for key in shown} == {key.key_id for key in keys[:4]}
    assert all(key.revoked_at is None for key in shown)
