"""What a classifier's folder says of itself, read from its configuration alone: no model is loaded."""

import json
from collections.abc import Mapping
from pathlib import Path

from wanstudio.errors import SettingsInvalid


def check_classifier(folder: Path, labels: Mapping[str, float]) -> None:
    """Raise SettingsInvalid for a folder that is no classifier, or that does not know one of `labels`."""
    try:
        told = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        known = {str(label).lower() for label in told["id2label"].values()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        problem = f"moderation_pictures {folder}: its config.json names no labels ({error})"
        raise SettingsInvalid(problem=problem) from error
    if not any(folder.glob("*.safetensors")):
        raise SettingsInvalid(problem=f"moderation_pictures {folder}: there are no weights (*.safetensors)")
    unknown = sorted(label for label in labels if label.lower() not in known)
    if unknown or not labels:
        wanted = f"no label {unknown[0]!r}" if unknown else "no label chosen"
        problem = f"moderation_picture_labels: {wanted}; {folder} knows {', '.join(sorted(known))}"
        raise SettingsInvalid(problem=problem)
