"""
What a text file is written in, and what stands between its cells, where the profile does not say.
"""

from __future__ import annotations

import codecs
import csv
import functools
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.errors import InputError, Problem

if TYPE_CHECKING:
    from livingwell_core.cohorts.readers import Source

__all__ = ["WINDOWS", "Encoding", "encoding_of", "separator_of", "sniffed"]

#: What Windows writes text in, in western Europe.
WINDOWS: Final = "cp1252"

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    # The mark of UTF-16 begins that of UTF-32.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The order decides where two stand equally often in the header, as in a header of one name.
_SEPARATORS: Final = ",;\t|"
_STEP: Final = 1 << 20
_MOST_LINES_NAMED: Final = 20


@attrs.frozen
class Encoding:
    """
    What a file is written in.

    Attributes
    ----------
    name : str
    evidence : str
        In a few words, for people.
    quotes : bool
        Whether it may hold a double quote.
    """

    name: str
    evidence: str
    quotes: bool = True


def encoding_of(source: Source) -> Encoding:
    """
    Find out what a text file is written in, from all of its bytes.

    Raises
    ------
    InputError
        If it cannot be read, or some lines are UTF-8 and others are not: no encoding is right for all of it.
    """
    try:
        state = source.path.stat()
        found = _looked_at(source.path, state.st_size, state.st_mtime_ns)
        return found or _not_utf8(source.path, source.name, state.st_size, state.st_mtime_ns)
    except OSError as error:
        raise InputError([Problem(file=source.name, reason=f"cannot be read ({error.strerror})")]) from error


@functools.lru_cache(maxsize=64)
def _looked_at(path: Path, _size: int, _changed: int) -> Encoding | None:
    """Go through a file once for all who ask; None if it is not UTF-8."""
    with path.open("rb") as file:
        start = file.read(4)
        for mark, name in _MARKS:
            if start.startswith(mark):
                return Encoding(name, "its byte order mark")
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        plain, quotes = True, False
        try:
            while block := file.read(_STEP):
                ascii_only = block.isascii()
                plain = plain and ascii_only
                quotes = quotes or b'"' in block
                # Nothing of ASCII is wrong, unless a character was begun before it.
                if not ascii_only or decoder.getstate()[0]:
                    decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return None
    return Encoding("utf-8", "nothing but ASCII" if plain else "all of it is valid UTF-8", quotes)


@functools.lru_cache(maxsize=64)
def _not_utf8(path: Path, name: str, _size: int, _changed: int) -> Encoding:
    """Tell a file from Windows from one in which two encodings are mixed."""
    mixed = False
    problems: list[Problem] = []
    foreign: list[Problem] = []
    lines = 0
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if line.isascii():
                continue
            try:
                line.decode("utf-8")
                mixed = True
            except UnicodeDecodeError as error:
                lines += 1
                foreign += _foreign(name, number, line) if len(foreign) < _MOST_LINES_NAMED else []
                if len(problems) < _MOST_LINES_NAMED:
                    reason = (
                        f"is not UTF-8 at byte {error.start + 1} of this line, as other lines are: encodings "
                        'are mixed; save the file as UTF-8, or say encoding = "cp1252" in the profile'
                    )
                    problems.append(Problem(file=name, row=number, reason=reason))
    if foreign or mixed:
        raise InputError(foreign or problems)
    return Encoding(WINDOWS, f"{lines:,} lines are not UTF-8, and nothing else speaks against Windows")


def _foreign(name: str, number: int, line: bytes) -> list[Problem]:
    """Name a line that Windows text would not hold either."""
    try:
        line.decode(WINDOWS)
    except UnicodeDecodeError as error:
        reason = f"is neither UTF-8 nor Windows text at byte {error.start + 1} of this line"
        expected = "text, and 'encoding' in the profile if it is another one"
        return [Problem(file=name, row=number, reason=reason, expected=expected)]
    return []


def separator_of(source: Source, encoding: str) -> str:
    """Find out what stands between cells: of comma, semicolon, tab and bar what the header has most of."""
    try:
        with source.path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="") as file:
            header = ""
            for _ in range(source.header_row):
                if not (header := file.readline()):
                    break  # a file that ends before it; whoever reads it says so
    except (UnicodeError, LookupError, ValueError, OSError):
        return ","  # whoever reads the file says what is wrong with it
    counts = {mark: _cells(header, mark) for mark in _SEPARATORS}
    return max(counts, key=lambda mark: counts[mark])


def _cells(line: str, mark: str) -> int:
    try:
        return max(map(len, csv.reader([line], delimiter=mark)), default=0)
    except csv.Error:
        return 0


def sniffed(source: Source) -> Source:
    """
    Fill in what a source of text leaves open.

    Raises
    ------
    InputError
        As `encoding_of`.
    """
    encoding = encoding_of(source).name if source.encoding is None else source.encoding
    if source.delimiter is not None:
        return attrs.evolve(source, encoding=encoding)
    return attrs.evolve(source, encoding=encoding, delimiter=separator_of(source, encoding))
