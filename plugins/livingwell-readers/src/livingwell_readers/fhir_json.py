"""
The resources of a FHIR file, one after the other: a bundle in one piece, or a resource a line.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

import attrs

from livingwell_core.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from livingwell_core.cohorts import Source

__all__ = ["Found", "resources_of_bundle", "resources_of_lines"]

_BUNDLE: Final = "Bundle"
# Entries with one of these may have no resource: they say what was deleted, for one.
_WITHOUT_RESOURCE: Final = frozenset({"fullUrl", "link", "request", "response", "search"})
# JSON knows no other white space.
_WHITE: Final = " \t\r\n"
_SOMETHING: Final = re.compile(f"[^{_WHITE}]")
_ZEROS: Final = re.compile(r"\.0+$")
_A_LINE: Final = "a whole resource a line; a bundle over several lines has the ending .json"
_A_BUNDLE: Final = "one bundle or one resource, as JSON"
# A byte order mark, at the beginning of a file or of one that was joined on.
_BOM: Final = "\ufeff"


@attrs.frozen(kw_only=True)
class Found:
    """
    A resource and where it stands.

    Attributes
    ----------
    resource : dict
        Numbers in it are text, as they are written; whole ones have no decimals.
    line : int
        Of the file, from 1.
    entry : int or None
        Which entry of the bundle, from 1.
    """

    resource: dict[str, Any]
    line: int
    entry: int | None = None


class _TwiceError(ValueError):
    """An object says one thing twice."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _TwiceError
    return found


def _no_number(_: str) -> None:
    msg = "NaN and Infinity are no JSON"
    raise ValueError(msg)


def _number(text: str) -> str:
    return _ZEROS.sub("", text)


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_once, parse_float=_number, parse_int=str, parse_constant=_no_number
)


def _wrong(source: Source, error: Exception, expected: str, line: int, entry: int | None = None) -> Problem:
    """Describe JSON that cannot be read, without showing any of it."""
    if isinstance(error, json.JSONDecodeError):
        words = error.msg[0].lower() + error.msg[1:]
        reason = f"cannot be read as JSON: {words}, at character {error.colno} of the line"
        line += error.lineno - 1
    elif isinstance(error, RecursionError):
        reason = "is nested too deeply"
    elif isinstance(error, _TwiceError):
        reason, expected = "says one thing twice in one object", "each name once in a JSON object"
    else:
        reason = f"cannot be read as JSON: {error}"
    return Problem(file=source.name, row=line, column=_place(entry), reason=reason, expected=expected)


def _place(entry: int | None) -> str | None:
    return None if entry is None else f"entry[{entry}]"


def _text(source: Source, raw: bytes, line: int) -> str | Problem:
    """Decode; a problem with its place if these bytes are not in the encoding."""
    try:
        return raw.decode(source.encoding or "utf-8").removeprefix(_BOM)
    except UnicodeDecodeError as error:
        line += raw.count(b"\n", 0, error.start)
        byte = error.start - raw.rfind(b"\n", 0, error.start)
        reason = f"is not {source.encoding or 'utf-8'} text at byte {byte} of this line"
        expected = 'UTF-8, as FHIR demands, or encoding = "cp1252" in the profile'
        return Problem(file=source.name, row=line, reason=reason, expected=expected)
    except (LookupError, UnicodeError) as error:
        expected = "an encoding such as utf-8 or cp1252"
        raise InputError(
            [Problem(file=source.name, reason="unknown encoding", value=source.encoding, expected=expected)]
        ) from error


def resources_of_lines(source: Source, problems: list[Problem]) -> Iterator[Found]:
    """
    Read a file with a resource a line (NDJSON), line by line.

    Parameters
    ----------
    source : Source
    problems : list of Problem
        Gets what is wrong with each line that cannot be used.

    Yields
    ------
    Found
        Bundles are opened.
    """
    with source.path.open("rb") as file:
        for line, raw in enumerate(file, start=1):
            text = _text(source, raw, line)
            if isinstance(text, Problem):
                problems.append(text)
                continue
            text = text.strip(_WHITE)
            if not text:
                continue
            try:
                value = _DECODER.decode(text)
            except (ValueError, RecursionError) as error:
                problems.append(_wrong(source, error, _A_LINE, line))
            else:
                yield from _opened(source, value, line, None, problems)


def resources_of_bundle(source: Source, problems: list[Problem]) -> Iterator[Found]:
    """
    Read a file that is one bundle, one resource or a list of them, entry by entry.

    What cannot be read ends the file: nobody can say where the next entry begins.

    Parameters and what is given are those of `resources_of_lines`.
    """
    text = _text(source, source.path.read_bytes(), 1)
    if isinstance(text, Problem):
        problems.append(text)
        return
    walk = _Walk(source=source, text=text, problems=problems)
    try:
        yield from walk.file()
    except (ValueError, RecursionError) as error:
        if isinstance(error, json.JSONDecodeError):
            # The decoder counts lines from the beginning of the file itself.
            problems.append(_wrong(source, error, _A_BUNDLE, 1, walk.entry))
        else:
            problems.append(_wrong(source, error, _A_BUNDLE, walk.line, walk.entry))


@attrs.define(kw_only=True)
class _Walk:
    """A place in a text, and the way on: the outermost object may be too large to be decoded in one."""

    source: Source
    text: str
    problems: list[Problem]
    at: int = 0
    line: int = 1
    entry: int | None = None
    counted: int = 0

    def file(self) -> Iterator[Found]:
        self._skip()
        if self._next("["):
            yield from self._items()
        else:
            yield from self._object()
        self._skip()
        if self.at < len(self.text):
            # A file with a resource a line under the other ending.
            msg = "the file goes on after its end; a resource a line needs the ending .ndjson"
            raise json.JSONDecodeError(msg, self.text, self.at)

    def _object(self) -> Iterator[Found]:
        """Walk through the outermost object; the entries of a bundle are given one by one."""
        self._demand("{")
        rest: dict[str, Any] = {}
        while not self._next("}"):
            if rest:
                self._demand(",")
            start = self.at
            name = self._value()
            if not isinstance(name, str) or self.text[start] != '"':
                msg = "expecting property name enclosed in double quotes"
                raise json.JSONDecodeError(msg, self.text, start)
            if name in rest:
                raise _TwiceError
            self._demand(":")
            rest[name] = None
            may_be_bundle = rest.get("resourceType", _BUNDLE) == _BUNDLE
            if name == "entry" and may_be_bundle and self._next("["):
                yield from self._items()
            else:
                rest[name] = self._value()
        self.entry = None
        # Entries that were walked through are not in it any more.
        yield from _opened(self.source, rest, 1, None, self.problems)

    def _items(self) -> Iterator[Found]:
        """Walk through a list whose bracket is behind us."""
        self.entry = 0
        while not self._next("]"):
            if self.entry:
                self._demand(",")
            self.entry += 1
            self._line()
            value = self._value()
            yield from _opened(self.source, value, self.line, self.entry, self.problems)

    def _value(self) -> Any:  # noqa: ANN401 - whatever stands there
        self._skip()
        value, self.at = _DECODER.raw_decode(self.text, self.at)
        self._skip()
        return value

    def _skip(self) -> None:
        """Step over white space."""
        found = _SOMETHING.search(self.text, self.at)
        self.at = found.start() if found else len(self.text)

    def _next(self, mark: str) -> bool:
        """Step over a mark if it is the next thing."""
        self._skip()
        if not self.text.startswith(mark, self.at):
            return False
        self.at += 1
        self._skip()
        return True

    def _demand(self, mark: str) -> None:
        if not self._next(mark):
            msg = f"expecting '{mark}'" if self.at < len(self.text) else "the file ends too early"
            raise json.JSONDecodeError(msg, self.text, self.at)

    def _line(self) -> None:
        """Count lines up to here."""
        self.line += self.text.count("\n", self.counted, self.at)
        self.counted = self.at


def _opened(
    source: Source, value: object, line: int, entry: int | None, problems: list[Problem]
) -> Iterator[Found]:
    """Give a resource, or those in a bundle or an entry; say so where there is none."""
    waiting = [(value, entry is not None)]
    while waiting:
        value, is_entry = waiting.pop()
        kind = value.get("resourceType") if isinstance(value, dict) else None
        if isinstance(value, dict) and kind == _BUNDLE:
            entries = value.get("entry") or []
            entries = entries if isinstance(entries, list) else [entries]
            waiting.extend((inner, True) for inner in reversed(entries))
        elif isinstance(value, dict) and isinstance(kind, str):
            yield Found(resource=value, line=line, entry=entry)
        elif is_entry and isinstance(value, dict) and "resource" in value:
            waiting.append((value["resource"], False))
        elif not (is_entry and isinstance(value, dict) and value.keys() & _WITHOUT_RESOURCE):
            problems.append(
                Problem(
                    file=source.name,
                    row=line,
                    column=_place(entry),
                    reason="is no FHIR resource",
                    expected="an object with a resourceType",
                )
            )
