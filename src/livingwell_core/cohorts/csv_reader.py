"""
Text files with a delimiter.
"""

from __future__ import annotations

import csv
import io
import mmap
import re
from typing import TYPE_CHECKING

import polars as pl

from livingwell_core.cohorts.full_sheet import full_text
from livingwell_core.cohorts.readers import ROW, Reader, Source, check_header, unreadable
from livingwell_core.cohorts.sniffing import WINDOWS, encoding_of, sniffed
from livingwell_core.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

__all__ = ["csv_reader", "explain"]

_MOST_LINES_NAMED = 20
_BLOCK = 1 << 20
# Up to this many columns a sentence may well have as many commas as the table.
_NARROW = 3
# What other formats begin with: zip archives (workbooks), old Office files, PDF, Parquet.
_NOT_TEXT = {
    b"PK\x03\x04": "an Excel workbook or another zip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF",
    b"PAR1": "a Parquet file",
}


def _scan(source: Source) -> pl.LazyFrame:
    problem = _not_a_table(source)
    if problem:
        raise InputError([problem])
    source = sniffed(source)
    names = check_header(source, _header(source))
    handle: io.BytesIO | str = str(source.path)
    if not _is_utf8(source):
        handle = io.BytesIO(_decoded(source).encode("utf-8"))
    frame = pl.scan_csv(
        handle,
        has_header=False,
        glob=False,  # brackets are parts of names that people give
        # Rows, not lines: a heading may hold a line break. A short row is filled with blanks.
        skip_rows=source.header_row,
        schema=dict.fromkeys(names, pl.String),
        missing_columns="insert",
        separator=_mark(source),
        row_index_name=ROW,
        row_index_offset=source.header_row + 1,
    )
    return frame.with_columns(pl.col(ROW).cast(pl.UInt32))


def _is_utf8(source: Source) -> bool:
    encoding = "utf-8" if source.encoding is None else source.encoding
    return encoding.lower().replace("-", "").replace("_", "") in {
        "utf8",
        "utf8sig",
        "ascii",
    }


def _text(source: Source) -> TextIO:
    # A byte order mark is no part of the first column's name.
    encoding = "utf-8-sig" if _is_utf8(source) else source.encoding
    return source.path.open(encoding=encoding, newline="")


def _header(source: Source) -> list[str]:
    """Read the names of the columns."""
    try:
        with _text(source) as file:
            for number, row in enumerate(csv.reader(file, delimiter=_mark(source)), start=1):
                if number == source.header_row:
                    return row
    except UnicodeError as error:
        raise InputError(_undecodable(source)) from error
    except (LookupError, ValueError) as error:
        problem = Problem(
            file=source.name,
            reason="unknown encoding",
            value=source.encoding,
            expected="an encoding such as utf-8 or cp1252",
        )
        raise InputError([problem]) from error
    except csv.Error as error:
        problem = Problem(file=source.name, reason=f"cannot be read as a table: {error}")
        raise InputError([problem]) from error
    problem = Problem(
        file=source.name,
        reason="ends before the header row",
        row=source.header_row,
        expected="names of columns",
    )
    raise InputError([problem])


def _mark(source: Source) -> str:
    return source.delimiter or ","


def _not_a_table(source: Source) -> Problem | None:
    """Look whether this is a text file at all."""
    try:
        with source.path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        raise InputError([Problem(file=source.name, reason=f"cannot be read ({error.strerror})")]) from error
    if not start.strip():
        return Problem(file=source.name, reason="is empty", expected="a header row and rows of data")
    for magic, what in _NOT_TEXT.items():
        if start.startswith(magic):
            return Problem(file=source.name, reason=f"is {what}, not a text file as its name says")
    marked = start.startswith((b"\xff\xfe", b"\xfe\xff"))  # UTF-16 says so itself
    if _is_utf8(source) and b"\x00" in start and (source.encoding or not marked):
        return Problem(file=source.name, reason="is not text", expected=f"{source.encoding or 'utf-8'} text")
    if b"\r" in start and b"\n" not in start:
        return Problem(
            file=source.name,
            reason="has line ends of old Macs, bare carriage returns",
            expected="a file saved with ordinary line ends",
        )
    return None


def _decoded(source: Source) -> str:
    try:
        return source.path.read_bytes().decode(str(source.encoding)).removeprefix("\ufeff")
    except UnicodeError as error:
        raise InputError(_undecodable(source)) from error


def _undecodable(source: Source) -> list[Problem]:
    """Name the first lines that are not in the encoding; line by line works for encodings of single bytes."""
    problems: list[Problem] = []
    for number, line in enumerate(source.path.read_bytes().split(b"\n"), start=1):
        try:
            line.decode(source.encoding or "utf-8")
        except UnicodeError as error:
            place = (
                f" at byte {error.start + 1} of this line" if isinstance(error, UnicodeDecodeError) else ""
            )
            reason = (
                f"is not {source.encoding or 'utf-8'} text{place}; "
                'say encoding = "cp1252" in the profile if it comes from Windows'
            )
            problems.append(Problem(file=source.name, reason=reason, row=number))
            if len(problems) == _MOST_LINES_NAMED:
                break
    if not problems and not _is_utf8(source):
        problems = [Problem(file=source.name, reason=f"is not {source.encoding} text")]
    return problems


def explain(source: Source, error: BaseException) -> InputError:
    """
    Find out why polars could not read a text file, row by row.

    Called only when reading has already failed, so it may be slow.
    """
    source = sniffed(source)
    problems: list[Problem] = []
    if _is_utf8(source):
        problems = _undecodable(source)
    if not problems:
        try:
            problems = list(_misshapen(source)) or _misquoted(source)[0][:_MOST_LINES_NAMED]
        except csv.Error as reason:
            problems = [Problem(file=source.name, reason=f"cannot be read as a table: {reason}")]
    return InputError(problems or [unreadable(source, error)])


def _misshapen(source: Source) -> Iterator[Problem]:
    """Name rows with too many cells, and rows with a quote that cannot be right."""
    named = 0
    for row, cells, lines, width in _records(source):
        if len(cells) > width:
            yield Problem(
                file=source.name,
                reason="more cells than the header has",
                row=row,
                value=str(len(cells)),
                expected=f"{width} cells; is a quote or a delimiter out of place?",
            )
        elif len(lines) > 1 or any('"' in cell for cell in cells):
            yield _quote(source, row)
        else:
            continue
        named += 1
        if named == _MOST_LINES_NAMED:
            return


def _audit(source: Source, rows: int) -> list[Problem]:
    """
    Find rows that a quote swallowed, and rows that readers cut differently.

    A quote that is never closed makes one cell of all that follows up to the next quote, and the table still
    reads. It shows where every line of a row has as many cells as the header by itself; and where cells with
    line breaks stand beside quotes inside words, no two readers agree. Looked for only if a file with quotes
    has more lines than rows, which is quick to know.
    """
    if _lines(source) <= rows + source.header_row:
        return []
    source = sniffed(source)
    problems, row = _misquoted(source)
    if not problems and row - source.header_row != rows and not _bare_returns(source):
        problems = [Problem(file=source.name, reason="quotes are out of place: rows cannot be told apart")]
    return problems[:_MOST_LINES_NAMED]


def _misquoted(source: Source) -> tuple[list[Problem], int]:
    """Name rows whose quotes cannot be right, as far as rows can be told apart, and the last one read."""
    mark = re.escape(_mark(source))
    cell = rf'(?:"[^"]*(?:""[^"]*)*"|[^"{mark}\r\n]*)'
    proper = re.compile(rf"{cell}(?:{mark}{cell})*\r?\n?")
    problems: list[Problem] = []
    row = source.header_row
    try:
        for row, _, lines, width in _records(source, strict=True):
            raw = "".join(lines)
            alike = {len(line.rstrip("\r\n").split(_mark(source))) for line in lines} == {width}
            swallowed = len(lines) > 1 and width > _NARROW and alike
            if swallowed or ('"' in raw and not proper.fullmatch(raw)):
                problems.append(_quote(source, row))
    except csv.Error:
        problems.append(_quote(source, row + 1))
    return problems, row


def _quote(source: Source, row: int) -> Problem:
    return Problem(
        file=source.name,
        row=row,
        reason="a quote is out of place: it may swallow the rows below",
        expected="a quote only at both ends of a cell, and two for one inside it",
    )


def _lines(source: Source) -> int:
    """Count the lines of a file that has quotes; 0 if it has none."""
    if source.encoding is None and not encoding_of(source).quotes:
        return 0
    # Block by block: the pages of a mapped file would count as this process's memory, all of them.
    ends, quotes, last = 0, False, 0
    block = bytearray(_BLOCK)
    with source.path.open("rb", buffering=0) as file:
        while read := file.readinto(block):
            quotes = quotes or block.find(b'"', 0, read) >= 0
            last = block[read - 1]
    if not quotes:
        return 0
    with source.path.open("rb", buffering=0) as file:
        while read := file.readinto(block):
            ends += block.count(b"\n", 0, read)
    return ends + (last != ord("\n"))


def _bare_returns(source: Source) -> bool:
    """Say if a carriage return stands alone: Python's csv module ends a row there, polars does not."""
    with source.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return re.search(rb"\r(?!\n)", data) is not None


def _records(source: Source, *, strict: bool = False) -> Iterator[tuple[int, list[str], list[str], int]]:
    """Give each row below the header: its number, cells and lines, and how many cells the header has."""
    with _text(source) as file:
        lines: list[str] = []

        def feed() -> Iterator[str]:
            for line in file:
                lines.append(line)
                yield line

        width = 0
        for number, cells in enumerate(csv.reader(feed(), delimiter=_mark(source), strict=strict), start=1):
            if number == source.header_row:
                width = len(cells)
            elif number > source.header_row:
                yield number, cells, list(lines), width
            lines.clear()


def _notices(source: Source) -> list[Problem]:
    """Say what was found out and could be otherwise, and what a spreadsheet may have cut off."""
    found = []
    if source.encoding is None and encoding_of(source).name == WINDOWS:
        reason = (
            "is not UTF-8, and was read as Windows text; "
            'say encoding = "cp1252" in the profile if that is right'
        )
        found.append(Problem(file=source.name, reason=reason))
    return found + full_text(source)


csv_reader = Reader(
    id="csv",
    extensions=(".csv", ".txt", ".tsv"),
    scan=_scan,
    audit=_audit,
    notices=_notices,
    explain=explain,
)
