"""
Where the names of the columns stand: below titles, above the data.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Final

from livingwell_core.mapping.dates import DATE_SHAPE
from livingwell_core.mapping.guess import CERTAIN, LIKELY, Confidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from livingwell_core.cohorts import Source

__all__ = ["FIRST_ROWS", "Row", "delimiter_of", "first_rows", "header_row"]

#: Rows at the top of a file among which the header is looked for, and that it is compared with.
FIRST_ROWS: Final = 60
_MOST_TITLES: Final = 30
# A title row fills one cell or a few; a header fills the table's width, or all but some of it.
_SHARE_OF_WIDTH: Final = 0.6

_DATE: Final = re.compile(DATE_SHAPE)
_NUMBER: Final = re.compile(r"[+-]?\d+([.,]\d+)?")

#: The cells of one row; blank ones are empty texts.
Row = list[str]


def first_rows(source: Source, encoding: str, delimiter: str) -> list[Row]:
    """Read the first rows of a text file; [] where it cannot be read, which its reader says better."""
    rows: list[Row] = []
    try:
        with source.path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="") as file:
            for row in csv.reader(file, delimiter=delimiter):
                rows.append([cell.strip() for cell in row])
                if len(rows) == FIRST_ROWS:
                    break
    except (csv.Error, UnicodeError, OSError):
        return []
    return rows


def delimiter_of(source: Source, encoding: str) -> tuple[str, int]:
    """
    Find what stands between cells: what cuts most of the first rows into one number of cells above 1.

    Returns
    -------
    tuple of (str, int)
        The delimiter, and into how many cells most rows are cut.
    """
    found = []
    for place, mark in enumerate(",;\t|"):
        widths = [len(row) for row in first_rows(source, encoding, mark) if any(row)]
        if widths:
            width = max(set(widths), key=lambda width: (widths.count(width) * (width > 1), width))
            found.append((width > 1, widths.count(width), width, -place, mark))
    if not found:
        return ",", 0
    _, _, width, _, mark = max(found)
    return mark, width


def header_row(rows: Sequence[Row]) -> tuple[int, Confidence, str] | None:
    """
    Find the row with the names of the columns, counted from 1.

    It is the first row that fills nearly the width of the table, without a date, and that is unlike the rows
    below it.

    Returns
    -------
    tuple of (int, str, str) or None
        The row, how sure, and the evidence; None if no row can be it.
    """
    widths = sorted(sum(map(bool, row)) for row in rows if any(row))
    if not widths:
        return None
    # Rows of data are the most; their widest are wide as the table.
    width = widths[len(widths) * 3 // 4]
    for number, row in enumerate(rows[:_MOST_TITLES], start=1):
        if not any(row):
            continue
        filled = [cell for cell in row if cell]
        if len(filled) < min(width, 2) or len(filled) < _SHARE_OF_WIDTH * width:
            continue
        below = [other for other in rows[number:] if any(other) and other != row]
        if any(map(_DATE.fullmatch, filled)) or _is_data(row, below):
            return None
        above = sum(any(other) for other in rows[: number - 1])
        told = any(_NUMBER.fullmatch(cell) or _DATE.fullmatch(cell) for other in below for cell in other)
        evidence = f"{len(filled)} names" + (f", below {above} rows of title" if above else "")
        return number, CERTAIN if told else LIKELY, evidence.replace("1 rows", "1 row")
    return None


def _is_data(row: Row, below: Sequence[Row]) -> bool:
    """Say whether a row is like those below: a cell that recurs in its column, or mostly numbers."""
    counts = _counts(row)
    for place, cell in enumerate(row):
        if counts and cell.isdecimal():
            continue
        column = [other[place] for other in below if place < len(other) and other[place]]
        if not cell or not column:
            continue
        shape = _shape(cell)
        alike = sum(_shape(other) == shape for other in column)
        if cell in column or (len(column) > 2 and shape != cell and "9" in shape and alike == len(column)):
            return True
    numbers = sum(bool(_NUMBER.fullmatch(cell)) for cell in row)
    return numbers > len(row) / 2 and not counts


def _counts(row: Row) -> bool:
    """Say whether the numbers of a row count up from 1, as the names of items may."""
    numbers = [int(cell) for cell in row if cell.isdecimal()]
    return numbers == list(range(1, len(numbers) + 1)) and len(numbers) > 1


def _shape(cell: str) -> str:
    """Give a cell with every digit and letter as the same one: ``"H01"`` is ``"A99"``."""
    return re.sub(r"[A-Za-z]", "A", re.sub(r"\d", "9", cell))
