"""Whether the files of a component are what its configuration says: each tensor, by name and shape."""

import json
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from wanstudio.painting.diffusion.component_files import Weights

Shape = tuple[int, ...]


def compare(
    config: Mapping[str, Any],
    weights: Weights,
    expected: Callable[[Mapping[str, Any]], Mapping[str, Shape]],
    *,
    same: Mapping[str, str],
    ignored: Collection[str],
) -> str:
    """What is wrong with the weights of a component; empty if nothing is.

    `expected` gives the tensors of a configuration. `same`: other names of one tensor. `ignored`: parts of the names of
    tensors that may lie there beside.
    """
    if problem := quantised(config):
        return problem
    try:
        wanted = expected(config)
    except (TypeError, ValueError, LookupError, AttributeError) as error:
        return f"config.json describes nothing that can be built ({error})"
    found = {name: head.shape for name, head in weights.tensors.items()}
    for other, name in same.items():
        if other in found and name in wanted:
            found.setdefault(name, found.pop(other))
    if missing := wanted.keys() - found.keys():
        return f"lacks the weight {min(missing)}{_hint(min(missing), found)}"
    for name, shape in wanted.items():
        if found[name] != shape:
            return f"its weight {name} has the shape {found[name]}, by its config.json it must have {shape}"
    odd = [name for name in found.keys() - wanted.keys() if not any(part in name for part in ignored)]
    return f"has the weight {min(odd)}, which its config.json knows nothing of" if odd else ""


def _hint(missing: str, found: Mapping[str, Shape]) -> str:
    """What the weight is called instead, where only something before its name differs."""
    other = next((name for name in found if name.endswith(f".{missing}")), None)
    return f"; {other} would have to be named so" if other else ""


def quantised(config: Mapping[str, Any]) -> str:
    """Why quantised weights cannot be read; empty if they are not quantised."""
    how = config.get("quantization_config")
    if not how:
        return ""
    told = how if isinstance(how, Mapping) else {}
    method = told.get("quant_method") or told.get("quant_type") or "a method that it does not name"
    return f"is quantised with {method}, which this engine cannot read: give the weights as they were trained"


def check_tokenizer(folder: Path, vocabulary: object) -> str:
    """What is wrong with a tokenizer for an encoder that knows so many tokens; empty if nothing is."""
    fast = folder / "tokenizer.json"
    if not fast.exists():
        names = ("spiece.model", "tokenizer.model")
        return "" if any((folder / name).exists() for name in names) else f"has no {fast.name}"
    try:
        told = json.loads(fast.read_bytes())
        tokens, added = told["model"]["vocab"], told.get("added_tokens") or ()
        known = len(tokens)
        highest = max([known - 1, *(int(token["id"]) for token in added)])
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        return f"has a {fast.name} that cannot be read ({type(error).__name__})"
    if isinstance(vocabulary, int) and highest >= vocabulary:
        return f"knows {highest + 1} tokens, the text encoder {vocabulary}"
    return ""
