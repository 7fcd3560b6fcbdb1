"""The command's arguments and standard streams: in any encoding, closed, or without a reader."""

import io
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress

import click

_ENVIRONMENT = ("WANSTUDIO_", "DASHSCOPE_")
_closed: set[int] = set()


def prepare_streams() -> None:
    """Open what was closed before the start, and let every character be written somehow.

    A file that is opened later must not get the number of a standard stream: what is written there would
    go into it.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            _closed.add(number)
            os.open(os.devnull, os.O_RDWR)
        stream = getattr(sys, name)
        if stream is None:
            stream = open(number, "r" if number == 0 else "w", encoding="utf-8", closefd=False)  # noqa: SIM115
            setattr(sys, name, stream)
        if number and isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def check_encoding(words: Sequence[str], environment: Mapping[str, str]) -> None:
    """Raise UsageError for an argument or a variable of ours that is not UTF-8; repeats neither."""
    for place, word in enumerate(words):
        if not _is_text(word):
            flag = words[place - 1] if place else ""
            named = f"the value of {flag}" if flag.startswith("-") else f"argument {place + 1}"
            raise click.UsageError(f"{named} is not UTF-8: set the terminal or the script to UTF-8")
    for name, value in environment.items():
        if name.startswith(_ENVIRONMENT) and not _is_text(value):
            raise click.UsageError(f"the environment variable {name} is not UTF-8")


def require_output(secret: str) -> None:
    """Raise ClickException if standard output is closed: the secret to be printed would be lost."""
    if 1 in _closed:
        raise click.ClickException(f"standard output is closed: the {secret} would be lost")


def announce(text: str) -> None:
    """Print a server's messages; a closed output does not stop the server."""
    try:
        click.echo(text)
        sys.stdout.flush()
    except OSError:
        drop_output()


def finish_output() -> None:
    """Write what is still waiting to be written; raises OSError where that fails."""
    sys.stdout.flush()


def drop_output() -> None:
    """Throw away what cannot be written, or the interpreter would complain of it at its end."""
    with suppress(OSError, ValueError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)
        sys.stdout.flush()


def _is_text(word: str) -> bool:
    """Bytes that are no text arrive as lone surrogates."""
    return not any("\ud800" <= letter <= "\udfff" for letter in word)
