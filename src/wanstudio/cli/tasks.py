"""`wanstudio tasks`: every account's tasks, for the operator."""

from pathlib import Path

import click

from wanstudio.catalog.order import Order
from wanstudio.cli.moments import moment
from wanstudio.cli.options import on_store, print_table, read_settings, store_options
from wanstudio.database.connection import Connection, Database
from wanstudio.notification import announce
from wanstudio.service_settings.cache import follow_store
from wanstudio.tasks import ledger
from wanstudio.tasks.lifecycle import Painted, Task


@click.group("tasks")
def command() -> None:
    """List, show and cancel tasks; works while a server runs."""


@command.command("list")
@store_options
@click.option("--most", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many at most.")
def show_all(config: Path | None, most: int, **flags: object) -> None:
    """List what was submitted or has ended last, the latest first."""
    settings = read_settings(config, **flags)
    tasks = on_store(settings, lambda database: ledger.list_all_tasks(database, most=most))
    print_table(
        ("task", "state", "region", "model", "images", "submitted", "code"),
        [
            (
                t.task_id,
                t.status,
                t.region,
                t.model,
                f"{len(t.painted)}/{t.n}",
                moment(t.submitted_at),
                t.code,
            )
            for t in tasks
        ],
    )


@command.command("show")
@store_options
@click.argument("task_id")
def show(config: Path | None, task_id: str, **flags: object) -> None:
    """Show one task whole. This prints the prompt."""
    settings = read_settings(config, **flags)

    async def find(database: Database) -> Task:
        task = await ledger.find_any_task(database, task_id)
        if task is None:
            hours = (await follow_store(database, settings)).retention_hours
            raise click.ClickException(
                f"there is no task {task_id}; tasks are forgotten {hours:g} h after they end"
            )
        return task

    task = on_store(settings, find)
    print_table(("what", ""), _facts(task))


def _facts(task: Task) -> list[tuple[object, ...]]:
    facts: list[tuple[object, ...]] = [
        ("state", f"{task.status} ({task.state.name}, attempt {task.attempt})"),
        ("account, key", f"{task.account_id}, {task.key_id}"),
        ("region, model", f"{task.region}, {task.model}"),
        ("request", task.request_id),
        ("submitted", moment(task.submitted_at)),
        ("scheduled", moment(task.scheduled_at) if task.scheduled_at else "not yet"),
        ("ended", moment(task.ended_at) if task.ended_at else "not yet"),
    ]
    if task.order:
        facts += _order_facts(task.order)
    if task.code:
        facts += [("code", task.code), ("message", task.message)]
    if task.settle_error:
        facts.append(("refused by the store", task.settle_error))
    for number, outcome in enumerate(task.outcomes):
        told = outcome.key if isinstance(outcome, Painted) else f"{outcome.code}: {outcome.message}"
        facts.append((f"image {number}", told))
    return facts


def _order_facts(order: Order) -> list[tuple[object, ...]]:
    return [
        ("prompt", order.prompt),
        ("negative prompt", order.negative_prompt or "none"),
        ("size, images, seed", f"{order.size}, {order.n}, {order.seed}"),
    ]


@command.command("cancel")
@store_options
@click.argument("task_id")
def cancel(config: Path | None, task_id: str, **flags: object) -> None:
    """Cancel a task that still waits."""
    settings = read_settings(config, **flags)

    async def work(database: Database) -> None:
        task = await ledger.find_any_task(database, task_id)
        if task is None:
            raise click.ClickException(f"there is no task {task_id}")
        limit_of = (await follow_store(database, settings)).limit_of

        async def end(tx: Connection) -> None:
            await announce(tx, await ledger.cancel(tx, task.account_id, task.region, task_id, limit_of))

        await database.write(end)

    on_store(settings, work)
    click.echo(f"Task {task_id} is cancelled.")
