"""
What the docstring of a class says of each of its attributes.
"""

from __future__ import annotations

import inspect
import re
import sys
from typing import Final

__all__ = ["attribute_texts", "plain_text", "summary"]

_SECTION: Final = re.compile(r"^(?P<name>\S.*)\n-{3,}\n", re.MULTILINE)
# "As for `PeopleTable`.", "As `Item` has them."; and for a whole class "the attributes are those of `Score`."
_AS: Final = re.compile(r"^As (?:for )?`(?P<name>\w+)`")
_THOSE_OF: Final = re.compile(r"attributes are those of `(?P<name>\w+)`")
_LIKEWISE: Final = "Likewise"


def attribute_texts(cls: type) -> dict[str, str]:
    """
    Give the text of each attribute that the section "Attributes" of a class explains.

    Classes that it inherits from are read too. "As `Item` has them" is looked up in that class, and
    "Likewise" is what stands before it.

    Parameters
    ----------
    cls : type

    Returns
    -------
    dict of str to str
        On one line each; an attribute without a text is left out.

    Examples
    --------
    >>> from livingwell_core.profiles import LocalOutcome
    >>> attribute_texts(LocalOutcome)["source"]
    'Where it is written.'
    """
    found: dict[str, str] = {}
    for base in reversed(cls.__mro__[:-1]):
        found |= _own_texts(base)
    return found


def summary(cls: type) -> str:
    """Give the text of a class up to its first section, on one line."""
    text, *_ = _SECTION.split(_doc(cls), maxsplit=1)
    return " ".join(text.split())


def plain_text(text: str) -> str:
    """
    Give a text without the marks of a docstring.

    Examples
    --------
    >>> plain_text("Such as ``%d/%m/%Y``, of `dates`.")
    'Such as %d/%m/%Y, of dates.'
    """
    return re.sub(r"(`+)(.+?)\1", r"\2", text)


def _doc(cls: type) -> str:
    return inspect.cleandoc(cls.__doc__ or "")


def _own_texts(cls: type) -> dict[str, str]:
    those = _THOSE_OF.search(_doc(cls))
    other = _class_named(those["name"], cls) if those else None
    found = attribute_texts(other) if other else {}
    before = ""
    for names, raw in _entries(cls):
        text = raw.replace(_LIKEWISE, before.rstrip("."), 1) if raw.startswith(_LIKEWISE) else raw
        before = text
        as_other = _AS.match(text)
        other = _class_named(as_other["name"], cls) if as_other else None
        for name in names:
            meant = attribute_texts(other).get(name, "") if other else text
            if meant:
                found[name] = meant
    return found


def _entries(cls: type) -> list[tuple[list[str], str]]:
    """Give (names, text) of each entry of the section "Attributes"."""
    parts = _SECTION.split(_doc(cls))
    section = dict(zip(parts[1::2], parts[2::2], strict=True)).get("Attributes", "")
    entries: list[tuple[list[str], list[str]]] = []
    for line in section.splitlines():
        if line[:1].strip():
            names = line.partition(" : ")[0]
            entries.append(([name.strip() for name in names.split(",")], []))
        elif line.strip() and entries:
            entries[-1][1].append(line.strip())
    return [(names, " ".join(lines)) for names, lines in entries]


def _class_named(name: str, cls: type) -> type | None:
    """Find a class that a docstring names: in the module of its class, or in a package around it."""
    place = cls.__module__
    while place:
        found = getattr(sys.modules.get(place), name, None)
        if isinstance(found, type) and found is not cls:
            return found
        place = place.rpartition(".")[0]
    return None
