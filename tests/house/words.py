"""Every sentence that the console's pages say: `python -m tests.house.words` prints those without Chinese."""

import ast
import json
import string
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain

from jinja2 import Environment, nodes
from tests.house.sources import PACKAGE, tree

from wanstudio.catalog.models import MODELS
from wanstudio.console.history import STATES
from wanstudio.console.languages import chinese
from wanstudio.console.observation import SPANS
from wanstudio.errors import access, failures, limits, models, operation, parameters, requests
from wanstudio.wire.failures import every_error

CONSOLE = PACKAGE / "console"
NOT_ON_PAGES = {
    *(kind for kind in (*vars(operation).values(), *vars(models).values()) if isinstance(kind, type)),
    access.InvalidApiKey, access.LinkRefused, access.MissingApiKey, access.AsynchronousRefused, access.ForeignPage, access.SynchronousRefused,
    failures.RequestTimedOut, limits.TooManyConnections,
    parameters.LengthUnsupported, parameters.ModalUnknown, parameters.NoMessages, parameters.RoleRefused,
    requests.BodyInvalid, requests.HeadTooLarge, requests.HostInvalid, requests.RequestTooSlow, requests.IdempotencyKeyMalformed, requests.IdempotencyKeyReused,
    requests.InputMalformed, requests.InputMissing, requests.MethodNotSupported, requests.ModelMissing,
    requests.TaskUnknown, requests.WrongUrl,
}  # fmt: skip
"""Errors of keys, of JSON bodies, of waiting for a task and of the command line: no page meets them."""


def _remedies() -> list[str]:
    return [kind.remedy for kind in every_error() if kind not in NOT_ON_PAGES]


REGIONS = ("Singapore", "Beijing")
SPOKEN = {
    "session.region | capitalize": REGIONS,
    "region | capitalize": REGIONS,
    "span.title": tuple(span.title for span in SPANS.values()),
    "task.status": STATES,
    "state": STATES,
    "error.remedy": _remedies(),
    "card.remedy": _remedies(),
    "frame.remedy": _remedies(),
    "model.description": [model.description for model in MODELS],
}
"""What `t` and `say` are given where they are given no sentence, and every sentence that it can be."""


def _written(node: nodes.Node) -> str:
    """An expression of a template as its author wrote it."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_written(node.node)}.{node.attr}"
    if isinstance(node, nodes.Filter) and node.node is not None:
        return f"{_written(node.node)} | {node.name}"
    return repr(node)


def _in_templates() -> Iterator[tuple[str, bool, str]]:
    for path in sorted((CONSOLE / "templates").glob("*.html")):
        for call in Environment().parse(path.read_text(encoding="utf-8")).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "t":
                said = call.args[0]
                literal = isinstance(said, nodes.Const)
                yield f"{path.name}:{call.lineno}", literal, said.value if literal else _written(said)


def _in_modules() -> Iterator[tuple[str, bool, str]]:
    for path in sorted(CONSOLE.rglob("*.py")):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and node.args and ast.unparse(node.func).split(".")[-1] == "say":
                said = node.args[0]
                literal = isinstance(said, ast.Constant)
                yield f"{path.name}:{node.lineno}", literal, said.value if literal else ast.unparse(said)


@cache
def said() -> tuple[tuple[str, bool, str], ...]:
    """Where, whether it is the sentence itself, and the sentence or the expression that holds it."""
    return tuple(chain(_in_templates(), _in_modules()))


@cache
def sentences() -> dict[str, str]:
    """Every sentence, and where it is said first."""
    found: dict[str, str] = {}
    for where, literal, text in said():
        texts: Iterable[str] = [text] if literal else SPOKEN.get(text, ())
        for sentence in texts:
            found.setdefault(sentence, where)
    return found


def placeholders(sentence: str) -> list[str]:
    """The names in braces."""
    return sorted(name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None)


def missing() -> dict[str, str]:
    """The sentences without a translation, and where they are said first."""
    return {sentence: where for sentence, where in sentences().items() if sentence not in chinese()}


if __name__ == "__main__":
    page = ""
    for sentence, where in missing().items():
        if page != (page := where.partition(":")[0]):
            print(f"\n# {page}")
        print(f'{json.dumps(sentence, ensure_ascii=False)} = ""')
