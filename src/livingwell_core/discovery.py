"""
Find the installed entry points of one group, fast.

`importlib.metadata` gives the same answer, and importing it costs as much time as everything else that
``livingwell --help`` does (it brings email, csv, zipfile and socket). This reads the same files by the same
specification (PyPA, "Recording installed projects" and "Entry points"): ``NAME-VERSION.dist-info``, in it
``entry_points.txt``. Whatever is laid out in another way is left to importlib.metadata; a test holds the two
against each other.
"""

from __future__ import annotations

import os
import sys
from typing import Any, NamedTuple

__all__ = ["EntryPoint", "entry_points"]


class EntryPoint(NamedTuple):
    """
    Where a distribution says that a plugin is.

    Attributes
    ----------
    name : str
    value : str
        "package.module", or "package.module:attribute".
    distribution, version : str
        Of the distribution.
    """

    name: str
    value: str
    distribution: str
    version: str

    def load(self) -> Any:  # noqa: ANN401 - whatever the plugin's author put there
        """Import what it names."""
        import importlib

        module, _, attribute = self.value.partition(":")
        loaded: Any = importlib.import_module(module.strip())
        for part in filter(None, attribute.strip().split(".")):
            loaded = getattr(loaded, part)
        return loaded


def entry_points(group: str) -> list[EntryPoint]:
    """
    Give the entry points of a group, sorted by name.

    Where a distribution is found twice on the path, the first counts, as for imports.
    """
    found: list[EntryPoint] = []
    seen: set[str] = set()
    for folder in sys.path:
        if folder.endswith(".egg"):
            return _all_metadata(group)
        try:
            names = os.listdir(folder or ".")  # noqa: PTH208 - pathlib costs 3 ms
        except NotADirectoryError:
            return _all_metadata(group)  # an archive
        except OSError:
            continue
        for name in names:
            stem, ending = os.path.splitext(name)  # noqa: PTH122 - as above
            if ending == ".egg-info":
                if _text(folder, name, group):
                    return _all_metadata(group)
            elif ending == ".dist-info":
                distribution, _, version = stem.partition("-")
                distribution = _normal(distribution)
                if distribution in seen:
                    continue
                seen.add(distribution)
                found += _parsed(_text(folder, name, group), group, distribution, version)
    return sorted(found)


def _text(folder: str, name: str, group: str) -> str:
    try:
        path = os.path.join(folder or ".", name, "entry_points.txt")  # noqa: PTH118 - pathlib costs 3 ms
        with open(path, encoding="utf-8", errors="replace") as file:  # noqa: PTH123 - as above
            text = file.read()
    except OSError:
        return ""
    return text if f"[{group}]" in text else ""


def _normal(distribution: str) -> str:
    # PyPA, "Names and normalization".
    return distribution.replace("_", "-").replace(".", "-").lower()


def _parsed(text: str, group: str, distribution: str, version: str) -> list[EntryPoint]:
    found = []
    section = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            section = line[1:-1].strip()
        elif section == group and line and not line.startswith(("#", ";")):
            name, _, value = line.partition("=")
            found.append(EntryPoint(name.strip(), value.split("[")[0].strip(), distribution, version))
    return found


def _all_metadata(group: str) -> list[EntryPoint]:
    import importlib.metadata

    return sorted(
        EntryPoint(
            point.name,
            point.value,
            _normal(point.dist.name) if point.dist else "an unknown distribution",
            point.dist.version if point.dist else "?",
        )
        for point in importlib.metadata.entry_points(group=group)
    )
