"""Writes a pull into the log, a line for each tenth: for workers, which have no terminal."""

import structlog

_log = structlog.get_logger(__name__)
_PARTS = 10


class LoggedProgress:
    """A PullObserver for one model."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._total = 0
        self._have = 0
        self._told = 0

    def wait(self) -> None:
        """Another process pulls the same model."""
        _log.info("pull_waits", model=self._model)

    def begin(self, total: int) -> None:
        """So many bytes are needed in all."""
        self._total = total
        _log.info("pull_started", model=self._model, bytes=total)

    def count(self, size: int) -> None:
        """So many more bytes are there."""
        self._have += size
        part = self._have * _PARTS // self._total if self._total else 0
        if part > self._told:
            self._told = part
            _log.info("pull_progress", model=self._model, bytes=self._have, of=self._total)

    def retry(self, reason: str, seconds: float) -> None:
        """Something broke, and is tried again."""
        _log.warning("pull_retry", model=self._model, reason=reason, seconds=seconds)

    def arrive(self, path: str) -> None:
        """A file is there."""
        _log.debug("pull_file", model=self._model, path=path)
