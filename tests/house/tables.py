"""The tables of the docs as the code has them: `python -m tests.house.tables`."""

from dataclasses import fields
from pathlib import Path

from wanstudio.api.listings import money
from wanstudio.catalog.models import MODELS
from wanstudio.catalog.offers import CALL_LIMITS
from wanstudio.catalog.service_settings import ServiceSettings
from wanstudio.cli.model_presets import HEAD, preset_row
from wanstudio.model_store.presets import read_presets
from wanstudio.painting.diffusion.embedded import tier_of
from wanstudio.service_settings.definitions import names_of
from wanstudio.settings import NAMES, PREFIX, Settings
from wanstudio.wire.failures import every_error

DOCS = Path(__file__).parents[2] / "docs"
BEGIN, END = "<!-- table: {} -->", "<!-- end of table -->"


def _table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def errors():
    """Every error that a customer, or the operator at the command line, can meet."""
    rows = [
        (
            kind.status,
            f"`{kind.code}`",
            f"`{kind.template}`",
            (kind.__doc__ or "").strip(),
            kind.remedy,
        )
        for kind in sorted(every_error(), key=lambda kind: kind.status)
    ]
    return _table(("HTTP", "code", "message", "when", "what to do"), rows)


def models():
    """Limits of every model."""
    rule = {
        "area": "768\\*768 to 1440\\*1440 pixels in all, ratio 1:4 to 4:1",
        "side": "each side 512 to 1440",
    }
    rows = [
        (
            f"`{m.name}`",
            m.protocol,
            m.default_size.replace("*", "\\*"),
            rule[m.size_rule],
            m.prompt_limit,
            m.negative_limit,
            "yes" if m.one_request or m.protocol == "messages" else "no",
            tier_of(m.name),
        )
        for m in MODELS
    ]
    texts = ("prompt", "negative prompt")
    return _table(("model", "protocol", "default size", "sizes", *texts, "in one request", "tier"), rows)


def offers():
    """Prices, free images and the service's own limits."""
    rows = []
    for model in MODELS:
        row = [f"`{model.name}`"]
        for region in ("beijing", "singapore"):
            offer = ServiceSettings(profile="model-studio").find_offer(region, model.name)
            row += (
                ["–", "–"]
                if offer is None
                else [
                    f"{money(offer.price_micros)} {offer.region.currency}",
                    f"{offer.submit_rate}/s, {offer.running_limit} running",
                ]
            )
        free = ServiceSettings(profile="model-studio").find_offer("singapore", model.name)
        assert free is not None
        rows.append([*row, free.free_images])
    head = ("model", "Beijing", "limits", "Singapore", "limits", "free images")
    return _table(head, rows)


def profiles():
    """The limits of both profiles, whatever the model."""
    rows = []
    for profile in ("studio", "model-studio"):
        found = [ServiceSettings(profile=profile).find_offer("singapore", model.name) for model in MODELS]
        one = {(offer.submit_rate, offer.running_limit) for offer in found}
        rate, running = next(iter(one)) if len(one) == 1 else ("by model", "by model")
        calls = CALL_LIMITS[profile]
        shown = f"`{profile}`" + (" (default)" if Settings().profile == profile else "")
        rows.append((shown, rate, running, found[0].queue_limit, calls.query, calls.listing, calls.cancel))
    head = ("profile", "submissions a second", "running tasks", "waiting tasks")
    return _table((*head, "queries a second", "lists a second", "cancels a second"), rows)


def settings():
    """Every setting, its kind and default."""
    defaults = Settings()
    rows = []
    for entry in fields(Settings):
        if entry.name not in NAMES:
            continue
        value = getattr(defaults, entry.name)
        shown = "none" if value is None else "empty" if value in ({}, ()) else f"`{value}`"
        meaning = entry.type.__metadata__[0].description
        if entry.name in names_of("service"):
            meaning += " Only a new store begins with it ([service settings](howto/service-settings.md))."
        rows.append((f"`{entry.name}`", f"`{PREFIX}{entry.name.upper()}`", shown, meaning))
    return _table(("in wanstudio.toml", "environment", "default", "meaning"), rows)


def presets():
    """Every preset, as `wanstudio models presets` shows it."""
    rows = [
        (f"`{row[0]}`", *row[1:-1], row[-1] or "served") for row in map(preset_row, read_presets().values())
    ]
    return _table((*HEAD[:-1], "state"), rows)


TABLES = {
    "errors.md": {"errors": errors},
    "howto/models.md": {"presets": presets},
    "models.md": {"models": models, "profiles": profiles, "offers": offers},
    "settings.md": {"settings": settings},
}


def fill(text, tables):
    """A page with its tables as the code has them."""
    for name, table in tables.items():
        before, _, rest = text.partition(BEGIN.format(name))
        after = rest.partition(END)[2]
        text = f"{before}{BEGIN.format(name)}\n{table()}\n{END}{after}"
    return text


if __name__ == "__main__":
    for page, tables in TABLES.items():
        path = DOCS / page
        path.write_text(fill(path.read_text(encoding="utf-8"), tables), encoding="utf-8")
