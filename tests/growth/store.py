"""A store with a history: many tasks of accounts of very different sizes, written by SQL in seconds.

Half of the tasks are the first account's, four in ten are of 1 % of the accounts, the rest is shared by all others.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from wanstudio.catalog.order import Order
from wanstudio.database.connection import Connection
from wanstudio.database.postgres import PostgresDatabase
from wanstudio.database.sqlite import SqliteDatabase
from wanstudio.tasks.lifecycle import Painted
from wanstudio.tasks.rows import write_order, write_outcomes

Store = PostgresDatabase | SqliteDatabase
REGION = "singapore"
MODELS = ("wan2.6-t2i", "wan2.5-t2i-preview", "wan2.2-t2i-flash", "wanx2.1-t2i-turbo")
READY, RUNNING, PARKED, WORKERS, HOOKS, TOKENS = 2000, 64, 200, 16, 50, 1000
_DAY, _HOUR, _SLOT = 86_400_000, 3_600_000, 300_000
_ORDER = write_order(Order(MODELS[0], "a red car on a wet street " * 8, "blurred", 1280, 1280, 1, 7))
_OUTCOMES = write_outcomes((Painted("2026/11/29/23/" + "k" * 40 + ".png", 7, "a red car " * 20),))
_TASK = (
    "task_id, account_id, key_id, region, model, protocol, route, request_id, lane, batch_key, images, start_tag, "
    "state, attempt, worker, lease_until, submitted_at, scheduled_at, ended_at, painting, outcomes, code, message"
)


@dataclass(frozen=True)
class History:
    """How much has happened. The ids of accounts are `a0`, `a1`, ...; each has the keys `aN-k0` and `aN-k1`."""

    tasks: int
    accounts: int

    @property
    def numbers(self) -> Iterator[tuple[int, str, str, str]]:
        """Number, task id, account and key of each task; more numbers than tasks where there are few of them."""
        chance = random.Random(7)
        few = max(1, self.accounts // 100)
        for i in range(1, max(self.tasks, 2 * self.accounts, READY, TOKENS) + 1):
            share = chance.random()
            if share < 0.5:
                account = 0
            elif share < 0.9:
                account = 1 + chance.randrange(few)
            else:
                account = chance.randrange(1, self.accounts)
            yield i, f"{chance.getrandbits(128):032x}", f"a{account}", f"a{account}-k{i % 10 // 9}"

    @property
    def spread(self) -> int:
        """Over how many tasks the hours are spread."""
        return max(1, self.tasks)

    @property
    def sql(self) -> str:
        """What fills the tables of the schema that both stores have."""
        return "; ".join((*_people(self), *_tasks(self), *_queue(self), *_told(self), *_ledger(self)))


def _people(history: History) -> Iterator[str]:
    n = history.accounts
    yield f"""INSERT INTO accounts (account_id, name, weight, created_at)
        SELECT 'a' || (i - 1), 'account ' || i, 1, now_ms() - {40 * _DAY} FROM numbers WHERE i <= {n}"""
    for key in (0, 1):
        yield f"""INSERT INTO api_keys (key_id, account_id, region, name, secret_hash, hint, created_at)
            SELECT 'a' || (i - 1) || '-k{key}', 'a' || (i - 1), '{REGION}', 'key', 'hash{key} ' || i, '', i
            FROM numbers WHERE i <= {n}"""
    yield f"""INSERT INTO api_keys
        (key_id, account_id, region, name, secret_hash, hint, parent_id, created_at, expires_at)
        SELECT 'token ' || i, 'a0', '{REGION}', 'temporary', 'token ' || i, '', 'a0-k0', i, now_ms() + {_HOUR} + i
        FROM numbers WHERE i <= {TOKENS}"""
    yield f"""INSERT INTO users (user_id, name, role, account_id, password_hash, created_at)
        SELECT 'u' || (i - 1), 'user ' || i, 'user', 'a' || (i - 1), '', 1 FROM numbers WHERE i <= {n}"""
    yield f"""INSERT INTO sessions (token_hash, user_id, csrf, account_id, region, created_at, expires_at)
        SELECT 's' || i, 'u' || (i % {n}), '', 'a' || (i % {n}), '{REGION}', i, now_ms() + {_DAY}
        FROM numbers WHERE i <= {2 * n}"""
    for model in MODELS:
        yield f"""INSERT INTO rates (account_id, region, model, arrival_ms)
            SELECT 'a' || (i - 1), '{REGION}', '{model}', now_ms() FROM numbers WHERE i <= {n}"""
        yield f"""INSERT INTO free_quotas (account_id, region, model, used)
            SELECT 'a' || (i - 1), '{REGION}', '{model}', 50 FROM numbers WHERE i <= {n}"""
    yield """INSERT INTO rates (account_id, region, model, arrival_ms)
        SELECT 'name ' || i, 'sign-in', '', now_ms() FROM numbers WHERE i <= 20"""


def _tasks(history: History) -> Iterator[str]:
    """All have ended within the last 23 hours, nine in ten well."""
    yield f"""INSERT INTO tasks ({_TASK})
        SELECT task_id, account_id, key_id, '{REGION}', {_model("i")}, 'messages',
               'aigc:image-generation:generation', task_id, 'pictures', '', 1, i, {_state("i")}, 1, NULL, NULL,
               began, began + 1000, began + 9000, '{_ORDER}', CASE WHEN {_state("i")} = 3 THEN '{_OUTCOMES}' END,
               CASE WHEN {_state("i")} = 4 THEN 'InternalError.Timeout' END, NULL
        FROM (SELECT i, task_id, account_id, key_id,
                     now_ms() - {23 * _HOUR} + {22 * _HOUR} * i / {history.spread} AS began
              FROM numbers WHERE i <= {history.tasks}) AS numbered"""
    yield f"""INSERT INTO creates (key_id, mark, digest, task_id, created_at)
        SELECT key_id, 'mark ' || i, 'digest', task_id, now_ms() - {23 * _HOUR} + {22 * _HOUR} * i / {history.spread}
        FROM numbers WHERE i % 2 = 0 AND i <= {history.tasks}"""


def _model(number: str) -> str:
    cases = " ".join(f"WHEN {i} THEN '{model}'" for i, model in enumerate(MODELS[1:], 1))
    return f"CASE {number} % 7 {cases} ELSE '{MODELS[0]}' END"


def _state(number: str) -> str:
    return f"CASE WHEN {number} % 20 = 0 THEN 4 WHEN {number} % 50 = 1 THEN 5 ELSE 3 END"


def _queue(history: History) -> Iterator[str]:
    """What waits and runs is of the next accounts after the first, and three READY ones of the first."""
    spread = min(50, history.accounts - 1)
    waiting = (("ready", 1, READY, 0), ("parked", 0, PARKED, 0), ("running", 2, RUNNING, 1))
    for name, state, count, attempt in waiting:
        leased = f"'w' || (i % {WORKERS}), now_ms() + 600000" if state == 2 else "NULL, NULL"
        account = f"'a' || CASE WHEN {state} = 1 AND i <= 3 THEN 0 ELSE 1 + i % {spread} END"
        yield f"""INSERT INTO tasks ({_TASK})
            SELECT '{name} ' || i, {account}, {account} || '-k0', '{REGION}', '{MODELS[0]}', 'messages', '', '',
                   'pictures', '', 1, i, {state}, {attempt}, {leased}, now_ms() - i, NULL, NULL, '{_ORDER}', NULL,
                   NULL, NULL
            FROM numbers WHERE i <= {count}"""
    yield f"""INSERT INTO standings (account_id, region, model, admitted, parked, last_state)
        SELECT a.account_id, '{REGION}', '{MODELS[0]}',
               (SELECT count(*) FROM tasks t WHERE t.account_id = a.account_id AND t.state IN (1, 2)),
               (SELECT count(*) FROM tasks t WHERE t.account_id = a.account_id AND t.state = 0), 1
        FROM accounts a"""
    yield f"""INSERT INTO standings (account_id, region, model, admitted, parked, last_state)
        SELECT a.account_id, '{REGION}', '{MODELS[1]}', 0, 0, 1 FROM accounts a"""
    yield "INSERT INTO turns (account_id, lane, finish_tag) SELECT account_id, 'pictures', 1 FROM accounts"
    yield f"""INSERT INTO workers (worker, host, pid, started_at, seen_at)
        SELECT 'w' || (i - 1), 'host', i, now_ms(), now_ms() FROM numbers WHERE i <= {WORKERS}"""
    yield f"""INSERT INTO takeovers (hour, tasks)
        SELECT now_ms() / {_HOUR} - i, 2 FROM numbers WHERE i <= 700"""
    yield """INSERT INTO task_progress (task_id, image, attempt, version, step, steps, shown)
        SELECT 'running ' || i, 0, 1, 3, 2, 12, 0 FROM numbers WHERE i <= 32"""
    yield f"""INSERT INTO task_watches (task_id, until)
        SELECT 'running ' || i, now_ms() + {_HOUR} FROM numbers WHERE i <= 32"""


def _told(history: History) -> Iterator[str]:
    """A webhook for the first key of some accounts; what has ended was told, but for as many as wait."""
    yield f"""INSERT INTO webhooks (key_id, url, secret, created_at)
        SELECT 'a' || (i - 1) || '-k0', 'https://example.com/' || i, '', i FROM numbers WHERE i <= {HOOKS}"""
    yield f"""INSERT INTO webhook_deliveries (event_id, key_id, task_id, body, state, tries, created_at, due_at,
                                              first_tried_at, tried_at, ended_at, problem)
        SELECT 'event ' || i, key_id, task_id, '{{"event_type": "task.succeeded", "output": {{}}}}',
               CASE WHEN i % 100 = 0 THEN 2 ELSE 1 END, 1, ended_at, ended_at, ended_at, ended_at, ended_at, NULL
        FROM (SELECT i, task_id, 'a' || (i % {HOOKS}) || '-k0' AS key_id,
                     now_ms() - {23 * _HOUR} + {22 * _HOUR} * i / {history.spread} AS ended_at FROM numbers
              WHERE i % 4 = 0 AND i <= {history.tasks}) AS numbered"""
    yield f"""INSERT INTO webhook_deliveries (event_id, key_id, task_id, body, created_at, due_at)
        SELECT 'waiting ' || i, 'a' || (i % 4) || '-k0', task_id, '', now_ms(), now_ms() + (i - 5) * 1000
        FROM numbers WHERE i <= {READY}"""


def _ledger(history: History) -> Iterator[str]:
    """A charge for each success, and half as many of the month before; usage by slot of the last day."""
    charges = (
        "INSERT INTO charges (task_id, image_no, account_id, region, key_id, model, kind, price_micros, currency, "
        "charged_at)"
    )
    yield f"""{charges} SELECT task_id, 0, account_id, region, key_id, model, 'paid', 30000, 'USD', ended_at
        FROM tasks WHERE state = 3"""
    yield f"""{charges} SELECT 'old ' || i, 0, account_id, '{REGION}', key_id, '{MODELS[0]}', 'paid', 30000, 'USD',
               now_ms() - {_DAY} - {29 * _DAY} * (i / 2) / {history.spread // 2 + 1}
        FROM numbers WHERE i % 2 = 0 AND i <= {history.tasks}"""
    yield f"""INSERT INTO usage_slots (slot, account_id, region, key_id, model, code, calls, images)
        SELECT ended_at / {_SLOT}, account_id, region, key_id, model, coalesce(code, ''), count(*), count(*)
        FROM tasks WHERE state >= 3 GROUP BY 1, 2, 3, 4, 5, 6"""
    yield f"""INSERT INTO usage_slots (slot, account_id, region, key_id, model, code, calls, images)
        SELECT charged_at / {_HOUR} * 12, account_id, region, key_id, model, '', count(*), count(*)
        FROM charges WHERE charged_at < now_ms() - {2 * _DAY} GROUP BY 1, 2, 3, 4, 5"""
    for measure in ("latency", "wait"):
        yield f"""INSERT INTO usage_times (slot, account_id, region, key_id, model, measure, bucket, tasks)
            SELECT slot, account_id, region, key_id, model, '{measure}', 60 + slot % 7, calls FROM usage_slots
            WHERE code = ''"""


async def fill(store: Store, history: History) -> None:
    """Write the history into an empty, migrated store and have it analysed where its planner needs that."""
    rows = list(history.numbers)
    creation = "CREATE TABLE numbers (i BIGINT PRIMARY KEY, task_id TEXT, account_id TEXT, key_id TEXT)"

    async def write(tx: Connection) -> None:
        await tx.script(creation)
        if isinstance(store, SqliteDatabase):
            store._writer.file.executemany("INSERT INTO numbers VALUES (?, ?, ?, ?)", rows)
        else:
            await tx.link.copy_records_to_table("numbers", records=rows)
            await tx.script("ANALYZE numbers")
        await tx.script(history.sql)
        await tx.script("DROP TABLE numbers")

    await store.write(write)
    if isinstance(store, PostgresDatabase):
        async with store.pool.acquire() as link:
            await link.execute("VACUUM ANALYZE", timeout=600)
