"""Which checkpoints cannot be used at the moment, and why. Reads files only: the API process has no torch."""

from collections.abc import Mapping
from pathlib import Path

import structlog

from wanstudio.errors import ModelUnusable, ServiceError, SettingsInvalid
from wanstudio.painting.auto import settle
from wanstudio.painting.diffusion.checkpoints import Checkpoint, Shelf, read_shelf
from wanstudio.painting.diffusion.registry import open_checkpoint
from wanstudio.settings import Settings

Signature = tuple[tuple[str, int, int], ...]
_log = structlog.get_logger(__name__)


class CheckpointHealth:
    """What `look` found last; any thread may read it.

    A server without workers need not have the folders: it looks only at those that it sees. What a hub has still
    to send is looked at by the worker that fetches it.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settle(settings)
        self._shelf: Shelf | None = None
        self._found: dict[Checkpoint, tuple[Signature, str]] = {}
        self._broken: Mapping[Checkpoint, str] = {}
        self.problems: Mapping[str, str] = {}

    def look(self) -> None:
        """Read what has changed since the last time. Takes milliseconds, or as long as the disk does."""
        if self._settings.painter == "procedural":
            return
        try:
            self._shelf = read_shelf(self._settings)
        except ServiceError as error:
            self._broken = {}
            self._note({"checkpoints": error.message} if self._settings.workers else {})
            return
        found = {each: self._problem(each) for each in self._shelf.all}
        self._broken = {each: problem for each, problem in found.items() if problem}
        self._note({each.label: problem for each, problem in self._broken.items()})

    def check(self, model: str) -> None:
        """Raise ModelUnusable for a model whose checkpoint cannot be used."""
        if not self.problems:
            return
        try:
            problem = self._problem_of(model)
        except ServiceError:
            return  # it has none: something else paints for it, or it is not offered
        if problem:
            raise ModelUnusable(problem=problem)

    def _problem_of(self, model: str) -> str:
        if self._shelf is None:
            return self.problems.get("checkpoints", "")
        return self._broken.get(self._shelf.find(model), "")

    def _problem(self, checkpoint: Checkpoint) -> str:
        folder = checkpoint.folder
        if not folder.exists():
            elsewhere = checkpoint.hub is not None or not (
                self._settings.workers or checkpoint in self._found
            )
            return (
                "" if elsewhere else f"The checkpoint {folder.name} cannot be used: there is no such folder."
            )
        signature = _signature(folder)
        before = self._found.get(checkpoint)
        if before is None or before[0] != signature:
            before = self._found[checkpoint] = (signature, _read(checkpoint))
        return before[1]

    def _note(self, problems: Mapping[str, str]) -> None:
        for name in problems.keys() - self.problems.keys():
            _log.error("checkpoint_unusable", checkpoint=name, problem=problems[name])
        for name in self.problems.keys() - problems.keys():
            _log.info("checkpoint_usable_again", checkpoint=name)
        self.problems = problems


def _read(checkpoint: Checkpoint) -> str:
    try:
        open_checkpoint(checkpoint)
    except SettingsInvalid as error:
        # Callers are told too, and where things lie on this machine is not for them.
        return error.message.replace(str(checkpoint.folder), checkpoint.folder.name)
    return ""


def _signature(folder: Path) -> Signature:
    """What changes when a file of the folder does."""
    found = []
    for file in sorted([*folder.glob("*"), *folder.glob("*/*")]):
        try:
            told = file.stat()
        except OSError:
            continue  # a link to nowhere, or gone meanwhile
        found.append((str(file), told.st_mtime_ns, told.st_size))
    return tuple(found)
