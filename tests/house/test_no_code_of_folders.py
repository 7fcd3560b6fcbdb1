"""No model's folder may bring code of its own: every call that reads one says so, for transformers asks otherwise."""

import ast

from tests.house.sources import ROOT

LOADERS = ("from_pretrained", "pipeline")


def test_every_call_that_reads_a_model_refuses_its_code():
    calls = [
        (f"{file.relative_to(ROOT)}:{call.lineno}", call)
        for folder in ("src", "sketch")
        for file in sorted((ROOT / folder).rglob("*.py"))
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and _name_of(call.func) in LOADERS
    ]
    assert len(calls) >= 6
    assert [place for place, call in calls if not _refuses(call)] == []


def _name_of(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def _refuses(call: ast.Call) -> bool:
    return any(
        word.arg == "trust_remote_code" and isinstance(word.value, ast.Constant) and word.value.value is False
        for word in call.keywords
    )
