"""
Open a file by what a profile says of it: the rows that count, with what second files add to them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs
import polars as pl

from livingwell_core.cohorts import reasons
from livingwell_core.cohorts.ledger import READ, USED, Ledger
from livingwell_core.cohorts.readers import Reader, Source, exact, require_columns
from livingwell_core.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from livingwell_core.profiles import FileTable, Join

__all__ = ["Opened", "SecondFile", "blank", "counts", "open_table"]

_FOUND: Final = "__found__"


@attrs.frozen(kw_only=True)
class SecondFile:
    """
    A file that adds columns to another.

    Attributes
    ----------
    source : Source
    reader : Reader
    join : Join
    """

    source: Source
    reader: Reader
    join: Join


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
    require_columns(source, own, wanted)
    _check_new(source, own, table)
    ledger = Ledger()
    warnings = tuple(reader.notices(source)) if reader.notices else ()
    for second in seconds:
        frame, more, found = _joined(frame, source, second, name)
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


def _check_new(source: Source, own: Iterable[str], table: FileTable) -> None:
    """Refuse a second file's column that the first has too: which of the two would be read?"""
    there = set(own)
    problems = [
        Problem(
            file=source.name,
            column=column,
            reason=f"stands in this file and is taken from {join.file} too",
            expected="another column in 'take'",
        )
        for join in table.joins
        for column in join.take
        if column in there
    ]
    if problems:
        raise InputError(problems)


def _joined(
    frame: pl.LazyFrame, source: Source, second: SecondFile, name: tuple[str, str]
) -> tuple[pl.LazyFrame, Ledger, tuple[Problem, ...]]:
    """Add the columns of a second file to the rows of a first."""
    join = second.join
    there = second.reader.scan(second.source)
    theirs = list(join.match.values())
    require_columns(second.source, there.collect_schema().names(), (*theirs, *join.take))
    keys = [f"__key{place}__" for place in range(len(theirs))]
    read = there.select(
        *(blank(column).alias(key) for column, key in zip(theirs, keys, strict=True)),
        *(blank(column).alias(column) for column in join.take),
    ).collect(engine="streaming")
    whole = read.filter(~pl.any_horizontal(pl.col(keys).is_null()))
    distinct = whole.unique(maintain_order=False)
    # A key with two meanings has none: whichever was taken could be the wrong one.
    unclear = distinct.filter(pl.struct(keys).is_duplicated()).select(keys).unique()
    usable = distinct.join(unclear, on=keys, how="anti")
    ambiguous = whole.join(unclear, on=keys, how="semi").height
    ledger = Ledger.of(
        f"{second.source.name.rsplit('/', maxsplit=1)[-1]} for {name[0]}",
        name[1],
        {
            READ: read.height,
            USED: usable.height,
            reasons.NO_KEY: read.height - whole.height,
            reasons.DUPLICATE: whole.height - usable.height - ambiguous,
            reasons.UNCLEAR_KEY: ambiguous,
        },
    )
    warnings = tuple(second.reader.notices(second.source)) if second.reader.notices else ()
    if ambiguous:
        reason = f"{unclear.height:,} keys say two different things; rows that name them get neither"
        warnings += (Problem(file=second.source.name, column=", ".join(theirs), reason=reason),)
    mine = [blank(column).alias(key) for column, key in zip(join.match, keys, strict=True)]
    wide = (
        frame.with_columns(mine)
        .join(
            usable.lazy().with_columns(pl.lit(value=True).alias(_FOUND)),
            on=keys,
            how="left",
            maintain_order="left",
        )
        .drop(keys)
    )
    lost = wide.select(pl.col(_FOUND).is_null().sum()).collect(engine="streaming").item()
    if lost:
        reason = f"{lost:,} rows find nothing in {second.source.name}"
        warnings += (Problem(file=source.name, column=", ".join(join.match), reason=reason),)
    return wide.drop(_FOUND), ledger, warnings


def blank(column: str) -> pl.Expr:
    """Give a text column without spaces around its texts, null where nothing is left."""
    text = exact(column).str.strip_chars()
    return pl.when(text != "").then(text)
