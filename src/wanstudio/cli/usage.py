"""`wanstudio usage`: calls, images, failures, latency and cost."""

import time
from dataclasses import dataclass
from pathlib import Path

import click

from wanstudio.accounts.billing import BillLine, read_bill
from wanstudio.accounts.directory import KeyName, name_keys
from wanstudio.accounts.ranking import Owner, Ranking
from wanstudio.accounts.usage import SLOTS_AN_HOUR, Figures
from wanstudio.accounts.usage_reading import Scope, Steps, UsageLine, rank_usage, read_usage
from wanstudio.catalog.offers import money
from wanstudio.catalog.regions import REGIONS
from wanstudio.cli.account_names import account_id_called
from wanstudio.cli.moments import moment
from wanstudio.cli.options import on_store, print_table, read_settings, store_options
from wanstudio.database.connection import Database

_HOUR_MS = 3_600_000
_SHOWN = 20
_CALLS = ("calls", "ok", "images", "throttled", "failures", "p50", "p95", "p99")


@dataclass(frozen=True, slots=True)
class _Told:
    """What is printed: lines by hour, the keys with most calls by region, and the bill."""

    lines: list[UsageLine]
    keys: dict[str, Ranking[Figures]]
    names: dict[str, KeyName]
    bill: list[BillLine]


@click.command("usage")
@store_options
@click.option("--hours", type=click.IntRange(1, 24 * 90), default=24, show_default=True, help="How far back.")
@click.option("--account", help="One account alone, by its name: its hours by key.")
def command(config: Path | None, hours: int, account: str | None, **flags: object) -> None:
    """Show calls and images by hour and model, the keys with most calls, and what they cost."""
    last = int(time.time() * 1000) // _HOUR_MS
    told = on_store(read_settings(config, **flags), lambda database: _read(database, account, last, hours))
    if account is None:
        print_table(("hour", "region", "model", *_CALLS), [_usage_line(line) for line in told.lines])
    else:
        head = ("hour", "region", "model", "key", *_CALLS)
        print_table(head, [_usage_line(line, line.key_id) for line in told.lines])
    click.echo()
    print_table(("region", "account", "key", "name", *_CALLS), _key_lines(told))
    click.echo()
    print_table(("region", "model", "kind", "images", "cost"), [_bill_line(line) for line in told.bill])


async def _read(database: Database, account: str | None, last: int, hours: int) -> _Told:
    account_id, first = await account_id_called(database, account), last - hours + 1
    steps = Steps(first, last, SLOTS_AN_HOUR)
    keys: dict[str, Ranking[Figures]] = {}
    for region in REGIONS:
        scope = Scope(region=region.name, account_id=account_id)
        keys[region.name], _ = await rank_usage(database, steps, scope, _SHOWN)
    shown = [owner.key_id for ranking in keys.values() for owner, _ in ranking.first]
    span = {"start_ms": first * _HOUR_MS, "end_ms": (last + 1) * _HOUR_MS}
    return _Told(
        await read_usage(database, account_id=account_id, first_hour=first, last_hour=last),
        keys,
        await name_keys(database, shown),
        await read_bill(database, account_id=account_id, **span),
    )


def _usage_line(line: UsageLine, *key: str) -> tuple[object, ...]:
    return (moment(line.step * _HOUR_MS)[:13], line.region, line.model, *key, *_figures(line))


def _figures(one: Figures) -> tuple[object, ...]:
    failures = ", ".join(f"{code} {count}" for code, count in one.failures.items())
    return (
        one.calls,
        one.successes,
        one.images,
        one.throttled,
        failures,
        *(_seconds(one.percentile_ms(share)) for share in (0.5, 0.95, 0.99)),
    )


def _key_lines(told: _Told) -> list[tuple[object, ...]]:
    lines: list[tuple[object, ...]] = []
    for region, ranking in told.keys.items():
        lines += [
            (region, *_named(owner, told.names.get(owner.key_id)), *_figures(one))
            for owner, one in ranking.first
        ]
        if ranking.others:
            lines.append((region, "", "", f"{ranking.others} others", *_figures(ranking.rest)))
    return lines


def _named(owner: Owner, key: KeyName | None) -> tuple[str, str, str]:
    return (key.account, key.key_id, key.name) if key else (owner.account_id, owner.key_id, "")


def _seconds(milliseconds: int | None) -> str:
    return "" if milliseconds is None else f"{milliseconds / 1000:.2f}s"


def _bill_line(line: BillLine) -> tuple[object, ...]:
    cost = f"{money(line.cost_micros)} {line.currency}"
    return (line.region, line.model, line.kind, line.images, cost)
