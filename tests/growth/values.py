"""With what each statement is run on a store with a history: a busy account, a sweep that finds nothing, a page.

Every parameter of every statement needs a value here, so that no statement escapes the measurement.
"""

import json

from tests.growth.store import MODELS, REGION

from wanstudio.database.connection import Dialect
from wanstudio.database.statements import find_numbered, find_optional

DAY_MS = 86_400_000
BIG, KEY = "a0", "a0-k0"
Values = dict[str, object]
WAITING = [f"ready {i}" for i in range(1, 9)]


def usual(now_ms: int, task_id: str) -> Values:
    """What a parameter is where its statement does not say otherwise. `task_id` is one of the big account's."""
    slot = now_ms // 300_000
    return {
        # who and what
        "account_id": BIG, "region": REGION, "key_id": KEY, "model": MODELS[0], "task_id": task_id, "lane": "pictures",
        "worker": "w1", "user_id": "u1", "name": "user 1", "event_id": "event 4", "token_hash": "s1",
        "secret_hash": "hash0 1", "request_id": "r", "route": "", "protocol": "messages", "moderator": "m",
        "rewriter": "r", "outcome": "delivered", "verdict": "refused", "measure": "latency", "code": "", "kind": "paid",
        "currency": "USD", "role": "user", "host": "host", "machine": "", "pid": 1, "version": 999,
        # times and spans
        "start_ms": now_ms - DAY_MS, "end_ms": now_ms, "age_ms": DAY_MS, "lease_ms": 10_000, "silent_ms": DAY_MS,
        "lifetime_ms": 60_000, "lasting_ms": 6000, "latest": None, "used_at": now_ms, "interval_ms": 10.0,
        "tolerance_ms": 0.0, "furthest_ms": 1e9, "pause_ms": 1000, "patience_ms": 1000, "slots": 1,
        "first_slot": slot - 288, "last_slot": slot, "hour": slot // 12 * 12 - 24, "next_hour": slot // 12 * 12 - 12,
        "after_ms": now_ms - DAY_MS, "after_task": "", "after_image": 0, "after_slot": slot - 3, "through_slot": slot - 1,
        # how many
        "most": 100, "page_size": 10, "skipped": 0, "running_limit": 64, "queue_limit": 100_000, "images": 1, "n": 1,
        "calls": 1, "tries": 1, "looks": 1, "prompts": 1, "granted": 100, "image_no": 1, "price_micros": 30_000,
        "admitted": 0, "parked": 0, "attempt": 1, "crashes": 0, "mates": 1, "share": 1.0, "start_tag": 5.0, "step": 1,
        "steps": 12, "seconds": 10.0, "counted": False, "image": 0, "shown": 0, "latency": 3, "wait": 3, "weight": 1.0,
        # texts
        "batch_key": "", "painting": "{}", "outcomes": None, "message": None, "settle_error": "", "digest": "d",
        "mark": "mark 2", "status": None, "preview": None, "hint": "", "parent_id": KEY, "url": "", "secret": "",
        "read": "", "encryption_key_id": None, "body": "", "problem": None, "value": "", "csrf": "",
        "password_hash": "", "changed_by": "", "state": 3, "begun": 0,
        # lists
        "account_ids": json.dumps(["a1", "a2"]), "key_ids": json.dumps(["a1-k0", "a2-k0"]), "exact": "account 1",
        "pattern": "account 1%",
        "task_ids": json.dumps(WAITING), "known": json.dumps([[task, 0, 0] for task in WAITING]),
    }  # fmt: skip


OWN: dict[str, Values] = {
    "accounts/add_account": {"account_id": "new", "name": "new"},
    "accounts/add_key": {"key_id": "new", "secret_hash": "new"},
    "accounts/add_user": {"user_id": "new", "name": "new"},
    "accounts/find_account": {"name": "account 1"},
    "accounts/forgive_tries": {"account_id": "name 1", "model": ""},
    "accounts/keep_console_key": {"key_id": "new", "secret_hash": "new"},
    "accounts/open_session": {"token_hash": "new"},
    "accounts/remove_user": {"name": "nobody"},
    "accounts/tokens_end": {"skipped": 9999},
    "storage/find_secret": {"name": "link"},
    "storage/keep_secret": {"name": "new"},
    "tasks/pace": {"age_ms": 3_600_000},
    "tasks/cancel": {"task_id": "ready 1"},
    "tasks/end": {"task_id": "running 1", "state": 4},
    "tasks/leave_place": {"model": MODELS[1]},
    "tasks/lock_expired": {"most": 1000},
    "tasks/held_by": {"most": 1000},
    "tasks/next_parked": {"account_id": "a1", "most": 5},
    "tasks/promote": {"task_id": "parked 1"},
    "tasks/admit": {"task_id": "new"},
    "tasks/record": {"task_id": "new", "state": 1},
    "tasks/record_refused": {"task_id": "new"},
    "tasks/standings_of": {"most": 1000},
    "tasks/give_back": {"task_id": "running 1"},
    "tasks/take_back": {"task_id": "running 1"},
    "tasks/claim_take": {"task_id": "ready 1"},
    "webhooks/announce": {"event_id": "new"},
}
"""What a statement is given instead."""

MORE: dict[str, tuple[Values, ...]] = {
    "tasks/list": (
        {"skipped": 30_000},
        {"key_id": "console-of-nobody"},
        {"begun": 0, "state": None},
        {"begun": 1, "state": None},
        {"task_id": "nobody"},
        {"account_id": "a1"},
        {"account_id": "a999"},
    ),
    "tasks/count": ({"key_id": "console-of-nobody"}, {"account_id": "a999"}),
    "tasks/find_create": ({"mark": "nothing"},),
    "tasks/forget_creates": ({"age_ms": DAY_MS // 2},),
    "tasks/past_keeping": ({"age_ms": DAY_MS // 2},),
    "webhooks/forget_ended": ({"age_ms": DAY_MS // 2},),
}
"""With what else it is run. Conditions that may be left out are run alone and all left out anyway."""


def runs_of(statement: str, dialect: Dialect, usually: Values) -> list[Values]:
    """The values of each run of a statement."""
    values = usually | OWN.get(statement, {})
    optional = find_optional(statement, dialect)
    nothing = values | dict.fromkeys(optional)
    alone = [nothing | {name: values[name]} for name in sorted(optional)]
    more = [nothing | own for own in MORE.get(statement, ())]
    return [nothing, *alone, *more]


def names_of(statement: str) -> tuple[str, ...]:
    """The parameters of a statement."""
    return find_numbered(statement).names
