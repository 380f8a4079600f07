"""
Open a file by what a profile says of it: the rows that count, with what second files add to them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import polars as pl

from livingwell_core.cohorts import reasons
from livingwell_core.cohorts.joining import SecondFile, check_new, joined
from livingwell_core.cohorts.ledger import READ, Ledger
from livingwell_core.cohorts.readers import Reader, Source, exact, require_columns
from livingwell_core.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from livingwell_core.profiles import FileTable

__all__ = ["Opened", "counts", "open_table"]


@attrs.frozen(kw_only=True, eq=False)
class Opened:
    """
    A file, ready to be read.

    Attributes
    ----------
    frame : polars.LazyFrame
        `ROW` and text columns, those of second files among them; only rows that count.
    ledger : Ledger
        Of the rows that do not count, and of second files.
    warnings : tuple of Problem
    """

    frame: pl.LazyFrame
    ledger: Ledger
    warnings: tuple[Problem, ...] = ()


def open_table(
    source: Source,
    reader: Reader,
    table: FileTable,
    columns: Iterable[str | None],
    name: tuple[str, str],
    seconds: Iterable[SecondFile] = (),
) -> Opened:
    """
    Open a file that has to have these columns.

    Parameters
    ----------
    source : Source
    reader : Reader
    table : FileTable
    columns : iterable of str or None
        What is wanted of it, or of its second files; None is passed over.
    name : tuple of str
        Table and site of the ledger.
    seconds : iterable of SecondFile

    Raises
    ------
    InputError
        If it or a second file cannot be opened or lacks a column.
    """
    frame = reader.scan(source)
    own = frame.collect_schema().names()
    added = {column for join in table.joins for column in join.take}
    matched = [column for join in table.joins for column in join.match]
    wanted = [column for column in (*columns, *table.only, *matched) if column and column not in added]
    require_columns(source, own, wanted, names_in_a_row=reader.names_in_a_row)
    check_new(source, own, table)
    ledger = Ledger()
    warnings = tuple(reader.notices(source)) if reader.notices else ()
    for second in seconds:
        frame, more, found = joined(frame, source, second, name)
        ledger += more
        warnings += found
    if table.only:
        kept = counts(table.only)
        left_out = int(frame.select((~kept).sum()).collect(engine="streaming").item())
        ledger += Ledger.of(*name, {READ: left_out, reasons.LEFT_OUT: left_out})
        frame = frame.filter(kept)
    return Opened(frame=frame, ledger=ledger, warnings=warnings)


def counts(only: Mapping[str, tuple[str, ...]]) -> pl.Expr:
    """Say which rows count."""
    return pl.all_horizontal(
        exact(column)
        .fill_null("")
        .str.strip_chars()
        .str.replace_all(r"\s+", " ")
        .str.to_lowercase()
        .is_in([" ".join(value.split()).lower() for value in values])
        for column, values in only.items()
    )
