"""Ten thousand accounts in a SQLite store, with users, keys, usage and charges: a few have most of the work."""

import random
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import apsw

ACCOUNTS = 10_000
ODD_NAMES = ("50% off", "snake_case", "O'Neil & <sons>", "青山书店", "ACME Toys")
MODEL, OTHER = "wan2.2-t2i-flash", "wan2.6-t2i"
CODES = ("", "Throttling.RateQuota", "DataInspectionFailed")
_SLOT_MS = 300_000


def name_of(number: int) -> str:
    """What an account is called: the first have odd names."""
    return ODD_NAMES[number] if number < len(ODD_NAMES) else f"shop {number:05}"


def id_of(number: int) -> str:
    return f"{number:016x}"


def fill(path: Path) -> None:
    """Write them into a store that a server may have open."""
    rng, now = random.Random(11), int(time.time() * 1000)
    store = apsw.Connection(str(path))
    store.set_busy_timeout(60_000)
    with store:
        for table, rows in (
            ("accounts (account_id, name, created_at)", _accounts(now)),
            ("users (user_id, name, role, account_id, password_hash, created_at)", _users(now)),
            (
                "api_keys (key_id, account_id, region, name, secret_hash, hint, created_at, revoked_at)",
                _keys(now),
            ),
            ("usage_slots VALUES", _calls(rng, now)),
            ("usage_times VALUES", _times(rng, now)),
            ("charges VALUES", _charges(rng, now)),
        ):
            _insert(store, table, rows)
    store.close()


def _insert(store: apsw.Connection, table: str, rows: Iterator[tuple[object, ...]]) -> None:
    first = next(rows)
    marks = ", ".join("?" * len(first))
    sql = f"INSERT INTO {table} ({marks})" if "VALUES" in table else f"INSERT INTO {table} VALUES ({marks})"
    store.executemany(sql, [first, *rows])


def _accounts(now: int) -> Iterator[tuple[object, ...]]:
    for number in range(ACCOUNTS):
        yield id_of(number), name_of(number), now


def _users(now: int) -> Iterator[tuple[object, ...]]:
    for number in range(ACCOUNTS):
        yield f"u{number}", f"user of {name_of(number)}", "user", id_of(number), "none", now


def _keys(now: int) -> Iterator[tuple[object, ...]]:
    for number in range(ACCOUNTS):
        yield f"k{number}", id_of(number), "singapore", "main", f"hash {number}", f"sk-{number}", now, None
    # The first account has made and revoked keys for years.
    for number in range(5000):
        key = f"old{number}"
        yield key, id_of(0), "singapore", f"nightly {number}", f"hash {key}", f"sk-{key}", now - number, now


def owners(rng: random.Random) -> Iterator[int]:
    """An account for each piece of work: the first have thousands, the others a few."""
    for number in range(ACCOUNTS):
        yield from [number] * (3000 if number < 2 else 100 if number < 50 else rng.randint(1, 4))


def _slots(rng: random.Random, now: int) -> Iterable[int]:
    while True:
        # Of this very hour, too: the page's last hour is not empty.
        yield now // _SLOT_MS - (rng.randrange(3) if rng.random() < 0.1 else rng.randrange(200))


def _calls(rng: random.Random, now: int) -> Iterator[tuple[object, ...]]:
    seen = set()
    for slot, number in zip(_slots(rng, now), owners(rng), strict=False):
        code, model = rng.choice(CODES), rng.choice((MODEL, MODEL, OTHER))
        row = (slot, id_of(number), "singapore", _key_of(rng, number), model, code)
        if row not in seen:
            seen.add(row)
            calls = rng.randint(1, 5)
            yield (*row, calls, 0 if code else calls)


def _key_of(rng: random.Random, number: int) -> str:
    return f"old{rng.randrange(400)}" if number == 0 and rng.random() < 0.5 else f"k{number}"


def _times(rng: random.Random, now: int) -> Iterator[tuple[object, ...]]:
    seen = set()
    for slot, number in zip(_slots(rng, now), owners(rng), strict=False):
        measure, bucket = rng.choice(("latency", "wait")), rng.randrange(50, 100)
        row = (slot, id_of(number), "singapore", _key_of(rng, number), MODEL, measure, bucket)
        if row not in seen:
            seen.add(row)
            yield (*row, 1)


def _charges(rng: random.Random, now: int) -> Iterator[tuple[object, ...]]:
    for place, number in enumerate(owners(rng)):
        kind = rng.choice(("free", "paid"))
        at = now - rng.randrange(1000)
        price = 0 if kind == "free" else 25_000
        yield f"t{place}", 0, id_of(number), "singapore", _key_of(rng, number), MODEL, kind, price, "USD", at
