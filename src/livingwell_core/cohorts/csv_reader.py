"""
Text files with a delimiter.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import polars as pl

from livingwell_core.cohorts.readers import ROW, Reader, Source, check_header
from livingwell_core.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["csv_reader"]

_MOST_LINES_NAMED = 20
# What other formats begin with: zip archives (workbooks), old Office files, PDF, Parquet.
_NOT_TEXT = {
    b"PK\x03\x04": "an Excel workbook or another zip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF",
    b"PAR1": "a Parquet file",
}


def _scan(source: Source) -> pl.LazyFrame:
    header = _header(source)
    names = check_header(source, header)
    handle: io.BytesIO | str = str(source.path)
    if source.encoding.lower().replace("-", "").replace("_", "") not in {"utf8", "utf8sig", "ascii"}:
        handle = io.BytesIO(_decoded(source).encode("utf-8"))
    frame = pl.scan_csv(
        handle,
        has_header=False,
        skip_lines=source.header_row,
        schema=dict.fromkeys(names, pl.String),
        separator=source.delimiter,
        row_index_name=ROW,
        row_index_offset=source.header_row + 1,
    )
    return frame.with_columns(pl.col(ROW).cast(pl.UInt32))


def _header(source: Source) -> list[str]:
    try:
        with source.path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        raise InputError([Problem(file=source.name, reason=f"cannot be read ({error.strerror})")]) from error
    if not start.strip():
        raise InputError(
            [Problem(file=source.name, reason="is empty", expected="a header row and rows of data")]
        )
    for magic, what in _NOT_TEXT.items():
        if start.startswith(magic):
            problem = Problem(file=source.name, reason=f"is {what}, not a text file as its name says")
            raise InputError([problem])
    if b"\x00" in start:
        raise InputError(
            [Problem(file=source.name, reason="is not text", expected=f"{source.encoding} text")]
        )
    try:
        with source.path.open(encoding=_python_encoding(source), newline="") as file:
            rows = csv.reader(file, delimiter=source.delimiter)
            for number, row in enumerate(rows, start=1):
                if number == source.header_row:
                    return row
    except UnicodeDecodeError as error:
        raise InputError(list(_undecodable(source))) from error
    except LookupError as error:
        problem = Problem(
            file=source.name, reason=f"unknown encoding {source.encoding!r}", expected="utf-8 or cp1252"
        )
        raise InputError([problem]) from error
    problem = Problem(
        file=source.name,
        reason="ends before the header row",
        row=source.header_row,
        expected="names of columns",
    )
    raise InputError([problem])


def _python_encoding(source: Source) -> str:
    # A byte order mark is no part of the first column's name.
    return "utf-8-sig" if source.encoding.lower() in {"utf-8", "utf8"} else source.encoding


def _decoded(source: Source) -> str:
    try:
        return source.path.read_bytes().decode(source.encoding)
    except UnicodeDecodeError as error:
        raise InputError(list(_undecodable(source))) from error


def _undecodable(source: Source) -> Iterator[Problem]:
    named = 0
    for number, line in enumerate(source.path.read_bytes().split(b"\n"), start=1):
        try:
            line.decode(source.encoding)
        except UnicodeDecodeError as error:
            named += 1
            if named <= _MOST_LINES_NAMED:
                yield Problem(
                    file=source.name,
                    reason=f"is not {source.encoding} text at byte {error.start + 1} of this line; "
                    'say encoding = "cp1252" in the profile if it comes from Windows',
                    row=number,
                )


def explain(source: Source, error: pl.exceptions.PolarsError) -> InputError:
    """
    Find out why polars could not read a text file, row by row.

    Called only when reading has already failed, so it may be slow.
    """
    problems = list(_undecodable(source))
    if not problems:
        with source.path.open(encoding=_python_encoding(source), newline="") as file:
            rows = csv.reader(file, delimiter=source.delimiter)
            width = 0
            for number, row in enumerate(rows, start=1):
                if number == source.header_row:
                    width = len(row)
                elif number > source.header_row and len(row) > width and len(problems) < _MOST_LINES_NAMED:
                    problems.append(
                        Problem(
                            file=source.name,
                            reason="more cells than the header has",
                            row=number,
                            value=str(len(row)),
                            expected=f"{width} cells; is a quote or a delimiter out of place?",
                        )
                    )
    if not problems:
        first_line = str(error).splitlines()[0] if str(error) else type(error).__name__
        problems = [Problem(file=source.name, reason=f"cannot be read: {first_line}")]
    return InputError(problems)


csv_reader = Reader(id="csv", extensions=(".csv", ".txt", ".tsv"), scan=_scan)
