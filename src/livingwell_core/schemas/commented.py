"""
Write a TOML file to start from: every key, with what it means.
"""

from __future__ import annotations

import datetime
import textwrap
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, Literal, get_args, get_origin

import attrs

from livingwell_core.schemas.docstrings import plain_text
from livingwell_core.schemas.json_schema import schema_of_key
from livingwell_core.schemas.keys import NO_DEFAULT, Key, keys_of
from livingwell_core.schemas.toml_text import toml_key, toml_value

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["TO_FILL_IN", "commented"]

#: What stands above a key that the file needs and that nobody has given yet.
TO_FILL_IN: Final = "TO FILL IN."
_WIDTH: Final = 100
_OPEN: Final = "..."
# What stands for a value that has no default.
_STAND_INS: Final[dict[Any, object]] = {
    str: _OPEN,
    bool: True,
    int: 0,
    float: 0.5,
    Fraction: "1/3",
    datetime.date: datetime.date(2024, 1, 31),
}


@attrs.frozen(kw_only=True)
class _Place:
    """
    Where in the file a table stands.

    Attributes
    ----------
    path : tuple of str
        Its name in brackets.
    where : str
        As messages name it: ``tables[1]``.
    off : bool
        Whether it is only shown, with a # in front of each line.
    """

    path: tuple[str, ...] = ()
    where: str = ""
    off: bool = False

    def key(self, name: str) -> str:
        """Give a key of the table as messages name it."""
        return f"{self.where}.{name}".lstrip(".")

    def inner(self, name: str, *, off: bool, where: str = "") -> _Place:
        """Give the place of a table in this one."""
        return _Place(path=(*self.path, name), where=where or self.key(name), off=self.off or off)

    def head(self, *, double: bool = False) -> str:
        """Give the table's name in brackets."""
        name = ".".join(map(toml_key, self.path))
        return f"[[{name}]]" if double else f"[{name}]"


def commented(
    cls: type,
    data: Mapping[str, Any],
    *,
    needed: Collection[str] = (),
    choices: Mapping[str, Mapping[str, str]] | None = None,
    short: bool = False,
) -> str:
    """
    Write a file with what is known, and with every other key of its class behind a #.

    A line that begins with # and a space explains; one that begins with # and no space is a key, or the name
    of a table, that is not in use.

    Parameters
    ----------
    cls : type
        What the file is read into.
    data : mapping
        The keys that are known, as plain data.
    needed : collection of str
        Keys that still have to be filled in, as messages name them: ``tables[1].date``.
    choices : mapping of str to mapping, optional
        Of a table with keys of the user's own, as messages name it: the keys that it may have, and a note on
        each.
    short : bool
        Whether keys that are neither known nor needed are left out.

    Returns
    -------
    str
        TOML; ends with a line break.
    """
    writer = _Writer(needed=frozenset(needed), choices=choices or {}, short=short)
    writer.table(cls, data, _Place())
    return "\n".join(writer.lines).strip("\n") + "\n"


@attrs.frozen(kw_only=True)
class _Writer:
    needed: frozenset[str]
    choices: Mapping[str, Mapping[str, str]]
    short: bool
    lines: list[str] = attrs.field(factory=list)

    def table(self, cls: type, data: Mapping[str, Any], place: _Place) -> None:
        """Write the keys of a table: first those on one line, then the tables in it."""
        inner = []
        for key in keys_of(cls):
            if _is_table(key.kind) or self._is_block(key, data, place):
                inner.append(key)
            else:
                self._line(key, data, place)
        for key in inner:
            self._inner(key, data, place)

    def _is_block(self, key: Key, data: Mapping[str, Any], place: _Place) -> bool:
        """Say whether a table of single values gets lines of its own."""
        if get_origin(key.kind) is not dict:
            return False
        where = place.key(key.name)
        return bool(data.get(key.name)) or where in self.choices or where in self.needed

    def _left_out(self, key: Key, data: Mapping[str, Any], place: _Place) -> bool:
        where = place.key(key.name)
        begun = any(need == where or need.startswith((f"{where}.", f"{where}[")) for need in self.needed)
        return self.short and key.name not in data and not begun and where not in self.choices

    def _line(self, key: Key, data: Mapping[str, Any], place: _Place) -> None:
        if self._left_out(key, data, place):
            return
        needed = place.key(key.name) in self.needed
        self._explain(key, needed=needed)
        value = data[key.name] if key.name in data else _shown(key)
        off = place.off or key.name not in data
        self.lines.append(f"{'#' if off else ''}{toml_key(key.name)} = {toml_value(value)}")

    def _inner(self, key: Key, data: Mapping[str, Any], place: _Place) -> None:
        if self._left_out(key, data, place):
            return
        value, kind = data.get(key.name), key.kind
        if attrs.has(kind):
            # A table that needs no key may stand there empty, so that a key in it only has to lose its #.
            off = value is None and (key.default is NO_DEFAULT or place.off)
            self._head(key, place.inner(key.name, off=off))
            self.table(kind, value or {}, place.inner(key.name, off=off))
        elif get_origin(kind) is tuple:
            for number, entry in enumerate(value or [{}], start=1):
                one = place.inner(key.name, off=not value, where=f"{place.key(key.name)}[{number}]")
                self._head(key, one, double=True, needed=place.key(key.name) in self.needed)
                self.table(get_args(kind)[0], entry, one)
        elif attrs.has(get_args(kind)[1]):
            names = self.choices.get(place.key(key.name), ["NAME"])
            stand_ins: dict[str, Any] = {name: {} for name in names}
            for name, entry in (value or stand_ins).items():
                one = place.inner(key.name, off=not value)
                self._head(key, one.inner(name, off=False))
                self.table(get_args(kind)[1], entry, one.inner(name, off=False))
        elif _is_table(kind):
            self._named_tables(key, value or {}, place)
        else:
            self._block(key, value or {}, place)

    def _named_tables(self, key: Key, value: Mapping[str, Any], place: _Place) -> None:
        """Write tables whose keys nobody here knows."""
        self._explain(key, needed=False)
        choices = self.choices.get(place.key(key.name), {})
        for name in dict.fromkeys([*value, *choices, *([] if value or choices else ["NAME"])]):
            one = place.inner(key.name, off=False).inner(name, off=name not in value)
            note = f"  # {choices[name]}" if name in choices else ""
            self.lines.append(f"{'#' if one.off else ''}{one.head()}{note}")
            self.lines.extend(f"{toml_key(k)} = {toml_value(v)}" for k, v in value.get(name, {}).items())

    def _block(self, key: Key, value: Mapping[str, Any], place: _Place) -> None:
        """Write a table of single values, each on its line: those that are given, and those that may be."""
        needed = place.key(key.name) in self.needed
        one = place.inner(key.name, off=not value and not needed)
        self._head(key, one, needed=needed)
        choices = self.choices.get(one.where, {})
        stand_in = _stand_in(get_args(key.kind)[1])
        for name in dict.fromkeys([*choices, *value, *([] if value or choices else ["NAME"])]):
            note = f"  # {choices[name]}" if name in choices else ""
            hidden = "" if name in value and not one.off else "#"
            shown = toml_value(value.get(name, stand_in))
            self.lines.append(f"{hidden}{toml_key(name)} = {shown}{note}")

    def _head(self, key: Key, place: _Place, *, double: bool = False, needed: bool = False) -> None:
        self._explain(key, needed=needed)
        self.lines.append(f"{'#' if place.off else ''}{place.head(double=double)}")

    def _explain(self, key: Key, *, needed: bool) -> None:
        """Write what a key means, and what it may be where that is a choice of words."""
        text = plain_text(key.description)
        words = schema_of_key(key).get("enum", ())
        if words:
            text += f" One of: {', '.join(map(toml_value, words))}."
        if needed:
            text = f"{TO_FILL_IN} {text}"
        self.lines.append("")
        self.lines.extend(f"# {line}" for line in textwrap.wrap(text, _WIDTH - 2, break_on_hyphens=False))


def _is_table(kind: Any) -> bool:  # noqa: ANN401 - types as values
    """Say whether a value of this type is written as a table of its own, or as several."""
    if attrs.has(kind):
        return True
    parts = get_args(kind)
    if get_origin(kind) is tuple:
        return attrs.has(parts[0])
    return get_origin(kind) is dict and (attrs.has(parts[1]) or get_origin(parts[1]) is dict)


def _shown(key: Key) -> object:
    """Give the default of a key, or something of its type that shows its form."""
    empty = key.default is NO_DEFAULT or key.default in ([], {}, "")
    return _stand_in(key.kind) if empty else key.default


def _stand_in(kind: Any) -> object:  # noqa: ANN401 - types as values
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Literal:
        return parts[0]
    if origin is tuple:
        return [_stand_in(parts[0])]
    if origin is dict:
        return {_OPEN: _stand_in(parts[1])}
    if parts:
        return _stand_in(parts[0])
    return _STAND_INS.get(kind, _OPEN)
