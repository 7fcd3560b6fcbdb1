"""The files that `wanstudio generate` writes: looked at before anything is painted or paid."""

import os
from collections.abc import Sequence
from pathlib import Path

import click

# What is written is PNG: only that carries what we write into a picture about where it comes from.
_OTHER_FORMATS = frozenset(
    ".avif .bmp .gif .heic .heif .ico .jfif .jpe .jpeg .jpg .jxl .pdf .svg .tif .tiff .webp".split()
)


def picture_files(output: Path, count: int) -> list[Path]:
    """`out.png`, or `out-1.png`, `out-2.png`, ... for several."""
    if count == 1:
        return [output]
    return [output.with_stem(f"{output.stem}-{number}") for number in range(1, count + 1)]


def check_files(files: Sequence[Path]) -> None:
    """Raise ClickException for a file that could not be written, or whose name promises another format."""
    for path in files:
        if fault := _fault(path):
            raise click.ClickException(f"cannot write {path}: {fault}")


def write_picture(path: Path, data: bytes) -> str:
    """Write a picture; what went wrong, or nothing."""
    try:
        path.write_bytes(data)
    except OSError as error:
        return f"cannot write {path}: {error.strerror or error}"
    return ""


def _fault(path: Path) -> str:
    if path.suffix.lower() in _OTHER_FORMATS:
        return f"what is written is PNG; call it {path.with_suffix('.png').name}"
    folder = path.parent
    if not folder.is_dir():
        return f"there is no folder {folder}"
    if path.is_dir():
        return "it is a folder"
    if path.exists():
        return "" if os.access(path, os.W_OK) else "it may not be overwritten"
    return "" if os.access(folder, os.W_OK | os.X_OK) else f"nothing may be written into {folder}"
