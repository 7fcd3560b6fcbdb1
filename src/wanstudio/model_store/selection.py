"""Which files of a repository a diffusers pipeline needs: never a pickle, never code, no weights twice."""

import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from wanstudio.errors import PullFailed
from wanstudio.model_store.listing import HubFile

INDEX = "model_index.json"
DECLARATION = "wanstudio.json"
_SAFE = (".json", ".safetensors", ".txt", ".model", ".jinja")
_VARIANT = re.compile(r"\.(fp16|bf16|fp32|fp8|int8|int4|ema|non_ema)(?=[.-])")


def select(
    model: str, files: Mapping[str, HubFile], patterns: Iterable[str], leave: Iterable[str] = ()
) -> dict[str, HubFile]:
    """The files that a pattern names and `leave` does not; PullFailed for a pattern that names none."""
    left = tuple(leave)
    safe = [
        path for path in files if path.endswith(_SAFE) and not any(fnmatchcase(path, each) for each in left)
    ]
    chosen: dict[str, HubFile] = {}
    for pattern in patterns:
        found = [path for path in safe if fnmatchcase(path, pattern)]
        if not found:
            raise PullFailed(model=model, problem=f"the hub has no file {pattern} that may be fetched")
        chosen |= {path: files[path] for path in found}
    chosen = {path: file for path, file in chosen.items() if not _is_double(path, chosen)}
    if lacking := next((path for path, file in chosen.items() if not file.has_digest), None):
        raise PullFailed(model=model, problem=f"the hub states no hash of {lacking}")
    return chosen


def component_patterns(index: Mapping[str, Any], declared: Mapping[str, Any]) -> tuple[str, ...]:
    """What a `model_index.json`, and the declaration beside it, say that the pipeline is made of."""
    components = [
        name
        for name, entry in index.items()
        if not name.startswith("_") and isinstance(entry, list) and len(entry) == 2 and entry[1] is not None
    ]
    tiers = declared.get("tiers")
    parts = [tier.get("transformer") for tier in tiers.values()] if isinstance(tiers, dict) else []
    components += [part for part in parts if isinstance(part, str)]
    linear = declared.get("linear_decoder")
    single = [linear] if isinstance(linear, str) else []
    return (*single, *(f"{name}/*" for name in dict.fromkeys(components)))


def check_shards(model: str, path: str, index: Mapping[str, Any], chosen: Mapping[str, HubFile]) -> None:
    """Refuse an index of shards, at `path`, that names a file which will not be there."""
    listed = index.get("weight_map")
    folder = path.rpartition("/")[0]
    for shard in sorted(set(listed.values())) if isinstance(listed, dict) else ():
        if f"{folder}/{shard}".lstrip("/") not in chosen:
            raise PullFailed(model=model, problem=f"{path} names {shard}, which the hub does not have")


def _is_double(path: str, chosen: Mapping[str, HubFile]) -> bool:
    """Whether it is a second precision of weights that are chosen without that mark."""
    folder, _, name = path.rpartition("/")
    if not _VARIANT.search(name):
        return False
    plain = (other.rpartition("/") for other in chosen)
    return any(
        other[0] == folder and other[2].endswith(".safetensors") and not _VARIANT.search(other[2])
        for other in plain
    )
