"""Figures that a page tells and the code knows are the code's: whoever changes one is told of the other."""

import re
from dataclasses import fields

import pytest
from tests.house.sources import ROOT
from tests.house.tables import DOCS

from wanstudio import notification
from wanstudio.accounts import api_keys, sign_in_rate, usage, usage_folding
from wanstudio.catalog import offers, order
from wanstudio.catalog.service_settings import ServiceSettings
from wanstudio.finishing import watermark
from wanstudio.moderation import reading
from wanstudio.painting import preview
from wanstudio.painting.diffusion.families.wan.spec import WanTable
from wanstudio.painting.procedural.painter import ProceduralPainter
from wanstudio.painting.procedural.styles.manner import manners
from wanstudio.prompt_extension import chat
from wanstudio.settings import Settings
from wanstudio.tasks import following, progress, recording, repeats
from wanstudio.vocabulary.things import THINGS
from wanstudio.webhooks import deliveries
from wanstudio.wire import marks, task_events

WORDS = {
    1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 10: "ten", 15: "fifteen",
    20: "twenty", 96: "ninety-six",
}  # fmt: skip
DEFAULTS = Settings()
assert ProceduralPainter.name == "procedural", "importing it registers its styles"
EXACT = ServiceSettings(profile="model-studio").find_offer("singapore", "wan2.6-t2i")
HOUR_MS, MINUTE_MS = 3_600_000, 60_000


def word(number):
    return WORDS[int(number)]


SAID = [
    ("README.md", f"knows {word(len(THINGS))} kinds of things and {word(len(manners()))} styles"),
    ("README.md", (f"{EXACT.submit_rate} submissions a second, {EXACT.running_limit} running tasks, "
                  f"{offers.CALL_LIMITS['model-studio'].query} polls a second")),
    ("README.md", f"live {DEFAULTS.retention_hours:.0f} hours"),
    ("docs/models.md", f"`n` is 1 to {order.MOST_IMAGES} and {order.DEFAULT_IMAGES} by default"),
    ("docs/models.md", f"`seed` is 0 to {order.HIGHEST_SEED}"),
    ("docs/models.md", f"Free images last {EXACT.free_days} days"),
    ("docs/howto/checkpoints.md", f"`stall_seconds` ({DEFAULTS.stall_seconds:.0f})"),
    ("docs/howto/console.md", (f"has {word(sign_in_rate._BY_NETWORK[1])} tries, then one in "
                              f"{word(sign_in_rate._BY_NETWORK[0] / 1000)} seconds")),
    ("docs/howto/operate.md", (f"An account has {api_keys.MOST_KEYS} valid keys at most, and a key "
                              f"{api_keys.MOST_TOKENS:,} temporary ones")),
    ("docs/howto/console.md", f"a name allows {word(sign_in_rate._BY_NAME[1])} from anywhere"),
    ("docs/howto/fleet.md", f"(`lease_seconds`, {DEFAULTS.lease_seconds:.0f} by default"),
    ("docs/howto/idempotency.md", f"1 to {marks.LONGEST} visible ASCII characters"),
    ("docs/howto/idempotency.md", f"of more than {marks.LONGEST} is ignored"),
    ("docs/howto/idempotency.md", f"for {repeats.DAY_MS // HOUR_MS} hours or for `retention_hours`"),
    ("docs/howto/moderation.md", f"`<age>` stands for a number from 0 to {reading._ADULT - 1}"),
    ("docs/howto/openai-clients.md", f"| `n` | 1 to {order.MOST_IMAGES}, and 1 without it |"),
    ("docs/howto/operate.md", (f"slots of {word(usage.SLOT_MS / MINUTE_MS)} minutes for "
                              f"{word(usage_folding._FINE_MS / 24 / HOUR_MS)} days")),
    ("docs/howto/progress.md", f"a comment every {task_events.HEARTBEAT_SECONDS:.0f} seconds"),
    ("docs/howto/progress.md", f"Counting stops at {progress.MOST_COUNTED}: that is {progress.MOST_COUNTED} or more"),
    ("docs/howto/progress.md", f"at most {preview.LONGEST} pixels a side"),
    ("docs/howto/progress.md", f"at most {word(1 / recording.PREVIEW_SECONDS)} a second for each image"),
    ("docs/howto/progress.md", f"**At most {following.MOST_STREAMS} streams**"),
    ("docs/howto/progress.md", f"about {word(1 / recording.ROUND_SECONDS)} times a second"),
    ("docs/howto/prompt-rewriting.md", f"`max_tokens` {chat._ANSWER_TOKENS}"),
    ("docs/howto/prompt-rewriting.md", f"{DEFAULTS.rewriter_seconds:.0f} by default; {word(chat._TRIES)} at most"),
    ("docs/howto/prompt-rewriting.md", f"up to {word(chat.ChatRewriter.ahead)} more prompts"),
    ("docs/howto/provenance.md", f"{watermark._CHARACTER_SHARE * 100:.0f} % of the shorter side"),
    ("docs/howto/webhooks.md", f"within {word(DEFAULTS.webhook_seconds)} seconds"),
    ("docs/howto/webhooks.md", (f"after {deliveries._FIRST_PAUSE_MS // 1000} seconds, then twice as long each time, at "
                               f"most {deliveries._LONGEST_PAUSE_MS // MINUTE_MS} minutes")),
    ("docs/howto/webhooks.md", f"until {word(deliveries.PATIENCE_MS / HOUR_MS)} hour after"),
    ("docs/howto/webhooks.md", f"at most {notification._MOST_OF_ONE} at once"),
]  # fmt: skip


@pytest.mark.parametrize(("page", "said"), SAID)
def test_a_page_says_what_the_code_does(page, said):
    text = " ".join((ROOT / page).read_text(encoding="utf-8").split())
    assert said in text, f"{page} does not say: {said}"


def test_defaults_of_settings_are_the_defaults():
    """Wherever a page writes `name` (number), or number unit (`name`)."""
    names = {entry.name for entry in fields(Settings)}
    said = []
    for page in sorted([ROOT / "README.md", *DOCS.rglob("*.md")]):
        text = page.read_text(encoding="utf-8")
        said += [
            (page.name, name, float(number))
            for name, number in re.findall(r"`(\w+)` \((\d+(?:\.\d+)?)\)", text)
        ]
        for number, unit, name in re.findall(
            r"(\d+)\s+(KiB|seconds|hours)(?:\s+in all)?\s+\(`(\w+)`\)", text
        ):
            said.append((page.name, name, float(number) * (1024 if unit == "KiB" else 1)))
    known = [entry for entry in said if entry[1] in names]
    assert len(known) > 5, "no page tells a default any more?"
    assert known == [(page, name, getattr(DEFAULTS, name)) for page, name, _ in known]


def test_defaults_of_checkpoints_are_the_defaults():
    page = (DOCS / "howto/checkpoints.md").read_text(encoding="utf-8")
    said = re.findall(r"^\| `(\w+)` \|.*\| ([\d.]+) \|$", page, re.MULTILINE)
    assert len(said) > 3, "the table was not found"
    assert {name: float(number) for name, number in said} == {
        name: getattr(WanTable(), name) for name, _ in said
    }
