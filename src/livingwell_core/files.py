"""
Read small files that people wrote: never one that does not end, and never one that is no file.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from livingwell_core.errors import InputError, Problem

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = ["is_file", "is_folder", "read_small"]


def is_file(path: Path | Traversable) -> bool:
    """Say whether there is such a file; a name that no file can have is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name too long, a folder that may not be entered, a NUL
        return False


def is_folder(path: Path) -> bool:
    """Say whether there is such a folder; a name that no folder can have is none."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def read_small(path: Path | Traversable, name: str, most: int, expected: str) -> bytes:
    """
    Give the content of a file.

    Parameters
    ----------
    path : Path or Traversable
    name : str
        The file as messages name it.
    most : int
        The most bytes that such a file can sensibly have.
    expected : str
        What the file should be: "a TOML file".

    Raises
    ------
    InputError
        If it is not there, cannot be read, is no file (a folder, a pipe, a device) or is too large.
    """
    try:
        # A pipe would be waited for, and a device has no end; neither is opened.
        ordinary = not isinstance(path, Path) or not path.exists() or path.is_file() or path.is_dir()
    except (OSError, ValueError):
        ordinary = True  # what is wrong with it is said below
    if not ordinary:
        raise InputError([Problem(file=name, reason="is no file", expected=expected)])
    try:
        with path.open("rb") as file:
            content: bytes = file.read(most + 1)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError, ValueError) as error:
        # ValueError: a NUL in its name.
        raise InputError([Problem(file=name, reason="there is no such file")]) from error
    except OSError as error:
        raise InputError([Problem(file=name, reason=f"cannot be read ({error.strerror})")]) from error
    if len(content) > most:
        size = f"{most // 10**6} MB"
        raise InputError([Problem(file=name, reason="is too large", expected=f"{expected} of up to {size}")])
    return content
