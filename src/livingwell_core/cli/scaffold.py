"""
Write a folder from a template, or one file; whole or not at all, and never over anything.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from livingwell_core.errors import LivingwellError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable

__all__ = ["rendered", "write_file", "write_folder"]

_SUFFIX = ".template"


def rendered(template: str, values: Mapping[str, object], names: Mapping[str, str]) -> dict[str, str]:
    """
    Fill in a template of this package.

    Parameters
    ----------
    template : str
        Name of a folder in ``templates``.
    values : mapping of str to object
        What stands in its files as ``${key}``.
    names : mapping of str to str
        What stands in the names of its files, and what it becomes.

    Returns
    -------
    dict of path to text
        Paths with ``/``.
    """
    found = {}
    for path, source in _walk(files("livingwell_core") / "templates" / template, ""):
        name = path.removesuffix(_SUFFIX)
        for word, becomes in names.items():
            name = name.replace(word, becomes)
        found[name] = Template(source.read_text(encoding="utf-8")).substitute(values)
    return found


def _walk(folder: Traversable, before: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _walk(entry, f"{before}{entry.name}/")
        else:
            yield before + entry.name, entry


def write_folder(folder: Path, texts: Mapping[str, str]) -> None:
    """
    Write a new folder.

    It is written beside its place under another name and then renamed, so that an error, or Ctrl-C, leaves
    nothing behind.

    Parameters
    ----------
    folder : Path
        Must not be there; the one that it is in is made if needed.
    texts : mapping of path to text

    Raises
    ------
    LivingwellError
        Naming the folder and the reason; nothing was written.
    """
    if os.path.lexists(folder):
        msg = f"{folder} is there already, and is left as it is; choose another name, or another --folder"
        raise LivingwellError(msg)
    place: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        place = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
        for name, text in texts.items():
            path = place / "new" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        (place / "new").rename(folder)
    except OSError as error:
        msg = f"cannot write {folder}: {error.strerror or error}"
        raise LivingwellError(msg) from error
    finally:
        if place is not None:
            shutil.rmtree(place, ignore_errors=True)


def write_file(path: Path, text: str, remedy: str) -> None:
    """
    Write a new file.

    Parameters
    ----------
    path : Path
        Must not be there; the folder that it is in is made if needed.
    text : str
    remedy : str
        What to do if it is there.

    Raises
    ------
    LivingwellError
        Naming the file and the reason; nothing was written.
    """
    if os.path.lexists(path):
        msg = f"{path} is there already, and is left as it is; {remedy}"
        raise LivingwellError(msg)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # "x" refuses a file that came a moment ago.
        with path.open("x", encoding="utf-8", newline="\n") as file:
            try:
                file.write(text)
                file.flush()
            except BaseException:
                path.unlink(missing_ok=True)
                raise
    except OSError as error:
        msg = f"cannot write {path}: {error.strerror or error}"
        raise LivingwellError(msg) from error
