"""
Write files whole or not at all.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from livingwell_core.errors import LivingwellError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["OutputError", "write_all"]


class OutputError(LivingwellError, OSError):
    """The results could not be written; nothing was changed."""


def write_all(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """
    Write files into a folder.

    Every file is first written beside its place under another name; only when all of them are
    on disk does each take its place, so that no reader ever sees half a file. An error, or
    Ctrl-C, leaves what was there before.

    Parameters
    ----------
    folder : Path
        Made if it is not there.
    files : mapping of file name to content

    Returns
    -------
    list of Path
        In the order of `files`.

    Raises
    ------
    OutputError
        Naming the folder and the reason.
    """
    places = [folder / name for name in files]
    strays = [name for name in files if Path(name).name != name]
    taken = [place.name for place in places if place.is_dir()]
    if strays or taken:
        msg = f"cannot write to {folder}: {', '.join(strays or taken)} is no name for a file there"
        raise OutputError(msg)
    temporary: list[Path] = []
    old: dict[Path, Path] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            temporary.append(_written(folder, name, content))
        for place in places:
            if place.exists():
                old[place] = _written(folder, place.name, place.read_bytes())
        _take_places(temporary, places, old)
    except OSError as error:
        msg = f"cannot write to {folder}: {error.strerror or error}"
        raise OutputError(msg) from error
    finally:
        for path in (*temporary, *old.values()):
            path.unlink(missing_ok=True)
    return places


def _take_places(temporary: list[Path], places: list[Path], old: Mapping[Path, Path]) -> None:
    """Move every file to its place, or put back what was there."""
    moved: list[Path] = []
    try:
        for path, place in zip(temporary, places, strict=True):
            moved.append(place)
            path.replace(place)
    except BaseException:
        for place in moved:
            if place in old:
                old[place].replace(place)
            else:
                place.unlink(missing_ok=True)
        raise


def _written(folder: Path, name: str, content: bytes) -> Path:
    """Write a file under a name of its own, with the rights that any new file has."""
    handle, path = tempfile.mkstemp(dir=folder, prefix=f".{name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes files for one user only.
        mask = os.umask(0)
        os.umask(mask)
        Path(path).chmod(0o666 & ~mask)
    except BaseException:
        Path(path).unlink(missing_ok=True)
        raise
    return Path(path)
