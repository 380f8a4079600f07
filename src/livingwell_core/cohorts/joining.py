"""
What a second file adds to the rows of a first.
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
    from collections.abc import Iterable

    from livingwell_core.profiles import FileTable, Join

__all__ = ["SecondFile", "blank", "check_new", "joined"]

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


def check_new(source: Source, own: Iterable[str], table: FileTable) -> None:
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


def joined(
    frame: pl.LazyFrame, source: Source, second: SecondFile, name: tuple[str, str]
) -> tuple[pl.LazyFrame, Ledger, tuple[Problem, ...]]:
    """
    Add the columns of a second file to the rows of a first.

    Parameters
    ----------
    frame : polars.LazyFrame
        The first file.
    source : Source
        Its name in messages.
    second : SecondFile
    name : tuple of str
        Table and site of the first file in the ledger.

    Returns
    -------
    frame : polars.LazyFrame
        The same rows in the same order; cells of rows that find nothing are null.
    ledger : Ledger
        Of the second file.
    warnings : tuple of Problem

    Raises
    ------
    InputError
        If the second file cannot be opened or lacks a column.
    """
    keys = [f"__key{place}__" for place in range(len(second.join.match))]
    usable, ledger, warnings = _usable(second, keys, name)
    mine = [blank(column).alias(key) for column, key in zip(second.join.match, keys, strict=True)]
    known = usable.lazy().with_columns(pl.lit(value=True).alias(_FOUND))
    # The order of the rows is the file's: their numbers are matched later.
    wide = frame.with_columns(mine).join(known, on=keys, how="left", maintain_order="left").drop(keys)
    lost = wide.select(pl.col(_FOUND).is_null().sum()).collect(engine="streaming").item()
    if lost:
        reason = f"{lost:,} rows find nothing in {second.source.name}"
        warnings += (Problem(file=source.name, column=", ".join(second.join.match), reason=reason),)
    return wide.drop(_FOUND), ledger, warnings


def _usable(
    second: SecondFile, keys: list[str], name: tuple[str, str]
) -> tuple[pl.DataFrame, Ledger, tuple[Problem, ...]]:
    """Read the rows of a second file whose key says one thing, once each."""
    join = second.join
    there = second.reader.scan(second.source)
    theirs = list(join.match.values())
    require_columns(
        second.source,
        there.collect_schema().names(),
        (*theirs, *join.take),
        names_in_a_row=second.reader.names_in_a_row,
    )
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
    return usable, ledger, warnings


def blank(column: str) -> pl.Expr:
    """Give a text column without spaces around its texts, null where nothing is left."""
    text = exact(column).str.strip_chars()
    return pl.when(text != "").then(text)
