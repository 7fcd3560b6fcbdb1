"""`wanstudio usage`: calls, images, failures, latency and cost."""

import time
from pathlib import Path

import click

from wanstudio.accounts.billing import BillLine, read_bill
from wanstudio.accounts.usage import UsageLine, read_usage
from wanstudio.catalog.offers import money
from wanstudio.cli.moments import moment
from wanstudio.cli.options import on_store, print_table, read_settings, store_options
from wanstudio.database.connection import Database

_HOUR_MS = 3_600_000


@click.command("usage")
@store_options
@click.option("--hours", type=click.IntRange(1, 24 * 90), default=24, show_default=True, help="How far back.")
def command(config: Path | None, hours: int, **flags: object) -> None:
    """Show calls and images by hour, model and key, and what they cost."""

    async def read(database: Database) -> tuple[list[UsageLine], list[BillLine]]:
        last = int(time.time() * 1000) // _HOUR_MS
        first = last - hours + 1
        usage = await read_usage(database, account_id=None, first_hour=first, last_hour=last)
        span = {"start_ms": first * _HOUR_MS, "end_ms": (last + 1) * _HOUR_MS}
        return usage, await read_bill(database, account_id=None, **span)

    usage, bill = on_store(read_settings(config, **flags), read)
    print_table(
        (
            "hour",
            "region",
            "model",
            "key",
            "calls",
            "ok",
            "images",
            "throttled",
            "failures",
            "p50",
            "p95",
            "p99",
        ),
        [_usage_line(line) for line in usage],
    )
    click.echo()
    print_table(("region", "model", "kind", "images", "cost"), [_bill_line(line) for line in bill])


def _usage_line(line: UsageLine) -> tuple[object, ...]:
    failures = ", ".join(f"{code} {count}" for code, count in line.failures.items())
    return (
        moment(line.step * _HOUR_MS)[:13],
        line.region,
        line.model,
        line.key_id,
        line.calls,
        line.successes,
        line.images,
        line.throttled,
        failures,
        *(_seconds(line.percentile_ms(share)) for share in (0.5, 0.95, 0.99)),
    )


def _seconds(milliseconds: int | None) -> str:
    return "" if milliseconds is None else f"{milliseconds / 1000:.2f}s"


def _bill_line(line: BillLine) -> tuple[object, ...]:
    cost = f"{money(line.cost_micros)} {line.currency}"
    return (line.region, line.model, line.kind, line.images, cost)
