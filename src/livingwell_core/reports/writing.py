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
    on disk does each take its place, so that no reader ever sees half a file, and an error
    leaves what was there before.

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
    waiting: list[tuple[Path, Path]] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            handle, temporary = tempfile.mkstemp(dir=folder, prefix=f".{name}.")
            waiting.append((Path(temporary), folder / name))
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            # mkstemp makes files for one user only; give what the user's settings give any new file.
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(temporary, 0o666 & ~mask)  # noqa: PTH101 - a path made by tempfile
        for temporary_path, place in waiting:
            temporary_path.replace(place)
    except OSError as error:
        for temporary_path, _ in waiting:
            temporary_path.unlink(missing_ok=True)
        msg = f"cannot write to {folder}: {error.strerror or error}"
        raise OutputError(msg) from error
    return [place for _, place in waiting]
