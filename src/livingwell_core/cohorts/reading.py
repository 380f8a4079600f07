"""
Read the answers of one table, whatever its layout.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from livingwell_core.cohorts.given_scores import read_scores
from livingwell_core.cohorts.long import read_long
from livingwell_core.cohorts.people import PEOPLE, PeopleRows, read_people
from livingwell_core.cohorts.readers import unreadable
from livingwell_core.cohorts.wide import read_wide
from livingwell_core.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from livingwell_core.cohorts.answers import AnswerRows, Context
    from livingwell_core.cohorts.asked import AskedItem
    from livingwell_core.cohorts.asked_scores import AskedScore
    from livingwell_core.cohorts.given_scores import ScoreRows
    from livingwell_core.cohorts.joining import SecondFile
    from livingwell_core.cohorts.readers import Reader, Source
    from livingwell_core.profiles import AnswerTable, PeopleTable

__all__ = [
    "OF_POLARS",
    "audit",
    "explained",
    "no_rows",
    "read_answers",
    "read_people_table",
    "read_score_table",
]


#: A damaged file can make polars panic, which is no exception of the ordinary kind.
OF_POLARS: Final = (pl.exceptions.PolarsError, pl.exceptions.PanicException)


def read_answers(
    source: Source,
    reader: Reader,
    table: AnswerTable,
    items: Sequence[AskedItem],
    site: str,
    context: Context,
    seconds: Sequence[SecondFile] = (),
) -> AnswerRows:
    """
    Read a table of answers by its layout; see `read_wide` for parameters.

    Raises
    ------
    InputError
        If the file cannot be used, with every reason that was found.
    """
    layouts = {"wide": read_wide, "long": read_long}
    try:
        rows = layouts[table.layout](source, reader, table, items, site, context, seconds)
    except OF_POLARS as error:
        raise explained(source, reader, error) from error
    audit(source, reader, rows.ledger.read(table.rows_are, site))
    return rows


def read_score_table(
    source: Source,
    reader: Reader,
    table: AnswerTable,
    scores: Sequence[AskedScore],
    site: str,
    context: Context,
    seconds: Sequence[SecondFile] = (),
) -> ScoreRows:
    """Read a table of scores; see `read_scores`."""
    try:
        rows = read_scores(source, reader, table, scores, site, context, seconds)
    except OF_POLARS as error:
        raise explained(source, reader, error) from error
    audit(source, reader, rows.ledger.read(table.rows_are, site))
    return rows


def read_people_table(
    source: Source,
    reader: Reader,
    table: PeopleTable,
    site: str,
    context: Context,
    seconds: Sequence[SecondFile] = (),
) -> PeopleRows:
    """Read a table of people; see `read_people`."""
    try:
        rows = read_people(source, reader, table, site, seconds, by_referral=context.by_referral)
    except OF_POLARS as error:
        raise explained(source, reader, error) from error
    audit(source, reader, rows.ledger.read(PEOPLE, site))
    return rows


def audit(source: Source, reader: Reader, rows: int) -> None:
    """Refuse a file without rows, or one that read well and still cannot be right."""
    # First: a quote that is never closed can swallow all the rows there are.
    problems = reader.audit(source, rows) if reader.audit else []
    if not problems and not rows:
        problems = [no_rows(source)]
    if problems:
        raise InputError(problems)


def no_rows(source: Source) -> Problem:
    """Say that a file has none."""
    return Problem(
        file=source.name, reason="has no rows below its header", expected="at least one row of data"
    )


def explained(source: Source, reader: Reader, error: BaseException) -> InputError:
    """Say what polars found wrong with a file, without a cell of it."""
    if reader.explain is not None:
        return reader.explain(source, error)
    return InputError([unreadable(source, error)])
