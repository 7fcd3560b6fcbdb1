"""A local image classifier, in a folder as transformers saves one, that looks at finished pictures."""

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from PIL import Image
from transformers import AutoImageProcessor, AutoModelForImageClassification

from wanstudio.errors import SettingsInvalid
from wanstudio.moderation.moderator import Finding, ModeratorDown

if TYPE_CHECKING:
    from wanstudio.moderation.moderator import Pixels


def open_classifier(folder: Path, labels: Mapping[str, float], device: str) -> "PictureClassifier":
    """Load a classifier whose folder was looked over; raises SettingsInvalid if it cannot be loaded.

    `labels` are those that are refused, each with the least probability. Only safetensors are read,
    nothing is fetched, and no code of the folder is run.
    """
    try:
        processor = AutoImageProcessor.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
        model, told = AutoModelForImageClassification.from_pretrained(
            folder,
            local_files_only=True,
            use_safetensors=True,
            trust_remote_code=False,
            output_loading_info=True,
        )
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        raise SettingsInvalid(problem=f"moderation_pictures {folder}: {error}") from error
    # What the files lack is random: a classifier that lets through whatever it happens to.
    if lost := [*told["missing_keys"], *told["mismatched_keys"]]:
        problem = f"moderation_pictures {folder}: its files lack the weight {min(map(str, lost))}"
        raise SettingsInvalid(problem=problem)
    known = {str(label).lower(): number for number, label in model.config.id2label.items()}
    chosen = torch.device("cuda" if device != "cpu" and torch.cuda.is_available() else "cpu")
    refused = {known[label.lower()]: (label.lower(), least) for label, least in labels.items()}
    return PictureClassifier(processor, model.eval().to(chosen), refused)


class PictureClassifier:
    """A loaded classifier; one picture at a time."""

    name = "pictures"

    def __init__(self, processor: Any, model: Any, refused: Mapping[int, tuple[str, float]]) -> None:
        self._processor = processor
        self._model = model
        self._refused = refused
        self._turn = threading.Lock()

    def look(self, pixels: "Pixels") -> Finding | None:
        """The most probable of the refused labels that reach their least probability, or None.

        Raises ModeratorDown for numbers that are none: NaN reaches no probability, and everything would pass.
        """
        with self._turn, torch.inference_mode():
            inputs = self._processor(images=Image.fromarray(pixels), return_tensors="pt").to(
                self._model.device
            )
            logits = self._model(**inputs).logits[0].float()
        if not bool(logits.isfinite().all()):
            raise ModeratorDown("the classifier's numbers became NaN or infinite: its weights are damaged")
        several = self._model.config.problem_type == "multi_label_classification"
        chances = (logits.sigmoid() if several else logits.softmax(-1)).tolist()
        met = [(chances[i], label) for i, (label, least) in self._refused.items() if chances[i] >= least]
        return Finding(max(met)[1]) if met else None
