"""
Rows of a file that no table of a profile takes: a new version of a questionnaire would be lost otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from livingwell_core.cohorts.opening import counts
from livingwell_core.cohorts.readers import exact
from livingwell_core.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from livingwell_core.cohorts.readers import Reader, Source
    from livingwell_core.profiles import FileTable

__all__ = ["untaken"]

_MOST_NAMED: Final = 5
# A value that fewer rows hold may be a note that somebody typed.
_SHOWN_FROM: Final = 5


def untaken(source: Source, reader: Reader, tables: Sequence[FileTable]) -> Iterator[Problem]:
    """
    Warn of rows that no table of a file takes.

    Parameters
    ----------
    source : Source
    reader : Reader
    tables : sequence of FileTable
        All that name this file. Where one takes every row, or chooses rows by what a second file says, there
        is nothing to warn of.
    """
    frame = reader.scan(source)
    names = frame.collect_schema().names()
    columns = list(dict.fromkeys(column for table in tables for column in table.only))
    if not all(table.only for table in tables) or not {*columns} <= {*names}:
        return
    left = (
        frame.filter(~pl.any_horizontal(counts(table.only) for table in tables))
        .select(exact(column).fill_null("").str.strip_chars() for column in columns)
        .group_by(columns)
        .len("rows")
        .collect(engine="streaming")
        .sort("rows", *columns, descending=[True, *(False for _ in columns)])
    )
    rows = int(left["rows"].sum())
    if not rows:
        return
    shown = left.filter(pl.col("rows") >= _SHOWN_FROM).head(_MOST_NAMED)
    values = "; ".join(
        f"{', '.join(cell or 'blank' for cell in cells)} ({count:,})" for *cells, count in shown.iter_rows()
    )
    yield Problem(
        file=source.name,
        column=", ".join(columns),
        reason=f"{rows:,} rows are taken by no table of the profile",
        value=values or None,
        expected="values that 'only' lists",
    )
