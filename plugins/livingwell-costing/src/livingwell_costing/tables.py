"""
Small tables of a user's own: columns by name, numbers as people write them, all that is wrong at once.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeVar

import attrs
import polars as pl

from livingwell_core.cohorts.csv_reader import csv_reader
from livingwell_core.cohorts.readers import ROW, Source, exact, reader_for, require_columns
from livingwell_core.cohorts.reading import OF_POLARS, audit, explained, no_rows
from livingwell_core.cohorts.xlsx_reader import xlsx_reader
from livingwell_core.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["Faults", "Row", "money", "read_table"]

T = TypeVar("T")

_READERS: Final = (csv_reader, xlsx_reader)
# Pounds with or without sign, with commas at the thousands or without any.
_MONEY: Final = re.compile(r"£?\s*(-?)\s*£?\s*((?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?:\.[0-9]{0,10})?)")


@attrs.frozen(kw_only=True)
class Row:
    """
    One row of a table.

    Attributes
    ----------
    number : int
        As a spreadsheet counts it.
    cells : tuple of str or None
        Stripped, in the order of the columns asked for; None where blank.
    """

    number: int
    cells: tuple[str | None, ...]


class Faults:
    """
    What is wrong with a table, to be said all at once.

    Parameters
    ----------
    file : str
        As messages name it.
    columns : sequence of str
        Names of the columns, in the order of the cells.
    """

    def __init__(self, file: str, columns: Sequence[str]) -> None:
        self._file = file
        self._columns = tuple(columns)
        self.problems: list[Problem] = []

    def add(self, row: Row | None, place: int, reason: str, *, expected: str) -> None:
        """Note that the cell at a place of a row is wrong; without a row, the column."""
        value = None if row is None else row.cells[place]
        self.problems.append(
            Problem(
                file=self._file,
                reason=reason,
                row=None if row is None else row.number,
                column=self._columns[place],
                value=value,
                expected=expected,
            )
        )

    def read(self, row: Row, place: int, reader: Callable[[str], T]) -> T | None:
        """
        Read a cell; None, and a fault, where it is blank or the reader refuses it.

        A reader raises a ValueError that says ``"what is right, got what is there"``.
        """
        text = row.cells[place]
        try:
            return reader(text or "")
        except ValueError as error:
            expected = str(error).partition(", got ")[0]
            self.add(row, place, "is blank" if text is None else "wrong value", expected=expected)
            return None

    def stop(self) -> None:
        """Raise InputError if anything was noted."""
        if self.problems:
            raise InputError(self.problems)


def read_table(source: Source, columns: Sequence[str], *, count: bool = False) -> list[Row]:
    """
    Read some columns of a CSV file or an Excel workbook.

    Parameters
    ----------
    source : Source
    columns : sequence of str
        Names as in the file.
    count : bool
        Add up alike rows: each is given once, at its first place, with how often it is there as a last cell.
        A list of all contacts may be long.

    Returns
    -------
    list of Row
        Without rows that are blank in all these columns.

    Raises
    ------
    InputError
        If it cannot be read, a column is not there, or it has no rows.
    """
    reader = reader_for(source, _READERS)
    try:
        frame = reader.scan(source)
        require_columns(source, frame.collect_schema().names(), columns)
        texts = [
            exact(name).str.strip_chars().replace("", None).alias(str(i)) for i, name in enumerate(columns)
        ]
        wanted = [str(i) for i in range(len(columns))]
        chosen = frame.select(pl.col(ROW), *texts).filter(~pl.all_horizontal(pl.col(wanted).is_null()))
        if count:
            chosen = chosen.group_by(wanted).agg(pl.col(ROW).min(), pl.len().cast(pl.String).alias("count"))
            chosen = chosen.select(ROW, *wanted, "count").sort(ROW)
        rows = chosen.collect()
        everything = int(frame.select(pl.len()).collect().item())
    except OF_POLARS as error:
        raise explained(source, reader, error) from error
    audit(source, reader, everything)
    if not rows.height:
        raise InputError([no_rows(source)])
    return [Row(number=int(number), cells=tuple(cells)) for number, *cells in rows.iter_rows()]


def money(text: str) -> Fraction:
    """
    Read pounds, or another number, as people write them: "£1,234.50".

    Raises
    ------
    ValueError
        If it is none.

    Examples
    --------
    >>> money("£1,234.50")
    Fraction(2469, 2)
    """
    match = _MONEY.fullmatch(text.strip())
    if match is None:
        msg = f"a number such as 49 or £1,234.50, got {text!r}"
        raise ValueError(msg)
    size = Fraction(match[2].replace(",", "").rstrip("."))
    return -size if match[1] else size
