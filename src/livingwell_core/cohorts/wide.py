"""
Tables with a row an assessment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import polars as pl

from livingwell_core.cohorts import reasons
from livingwell_core.cohorts.answers import (
    AnswerRows,
    Context,
    Places,
    any_equal,
    given_totals,
    keep,
    mark,
    outside_period,
    tally_status,
    unclear_cells,
    who_and_when,
    wrong_days,
)
from livingwell_core.cohorts.asked import AskedItem, take_out_codes
from livingwell_core.cohorts.decoding import LEFT_OVER, NO_DAY, day_of, each
from livingwell_core.cohorts.joining import SecondFile
from livingwell_core.cohorts.ledger import USED
from livingwell_core.cohorts.opening import open_table
from livingwell_core.cohorts.readers import ROW, Reader, Source, exact
from livingwell_core.marks import MISSING_ANSWER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from livingwell_core.errors import Problem
    from livingwell_core.profiles import AnswerTable

__all__ = ["read_wide"]

_STATUS: Final = (
    USED,
    reasons.BLANK_ROW,
    reasons.NOT_FILLED_IN,
    reasons.NO_PERSON,
    reasons.NOT_RIGHT_PERSON,
    reasons.NO_DATE,
    reasons.UNREADABLE_DATE,
    reasons.IMPOSSIBLE_DATE,
    reasons.NOT_AN_ANSWER,
    reasons.OUTSIDE_PERIOD,
)


def read_wide(
    source: Source,
    reader: Reader,
    table: AnswerTable,
    items: Sequence[AskedItem],
    site: str,
    context: Context,
    seconds: Sequence[SecondFile] = (),
) -> AnswerRows:
    """
    Read a table with a row an assessment.

    Parameters
    ----------
    source : Source
    reader : Reader
    table : AnswerTable
        How the file is laid out.
    items : sequence of AskedItem
        The instrument's items in order; an item that the table does not hold is missing throughout.
    site : str
    context : Context
    seconds : sequence of SecondFile

    Returns
    -------
    AnswerRows

    Raises
    ------
    InputError
        If the file cannot be opened or lacks a column.
    """
    referral = table.referral if context.by_referral else None
    wanted = (table.person, referral, table.date, *table.items.values(), *table.totals.values())
    name = (table.rows_are, site)
    opened = open_table(source, reader, table, wanted, name, seconds)
    frame = opened.frame
    held = {place: table.items[item.id] for place, item in enumerate(items) if item.id in table.items}
    read = frame.select(
        *who_and_when(table, context),
        *(items[place].coding(table).codes(column).alias(f"a{place}") for place, column in held.items()),
        *(_total(column).alias(f"total {score}") for score, column in table.totals.items()),
    ).collect(engine="streaming")

    answers = np.full((read.height, len(items)), MISSING_ANSWER, dtype=np.int8, order="F")
    day = read["day"].to_numpy().copy()
    nobody = read["nobody"].to_numpy()
    misnamed = read["misnamed"].to_numpy()
    look = nobody | misnamed
    unclear: set[str] = {table.date} if nobody.any() else set()
    for wrong in wrong_days(day, context).values():
        if wrong.any():
            look |= wrong
            unclear.add(table.date)
    for place, column in held.items():
        answers[:, place] = read[f"a{place}"].to_numpy()
        odd = ~items[place].holds(answers[:, place])
        if odd.any():
            look |= odd
            unclear.add(column)

    problems: list[Problem] = []
    wrong = np.zeros(read.height, dtype=np.bool_)
    if look.any():
        # Only the columns with something unclear in them: reading cells costs more than finding rows.
        texts = unclear_cells(frame, read[ROW], look, sorted(unclear))
        _look_again(texts, look, answers, day, table, reader, items)
        wrong = any_equal(answers, LEFT_OVER)
        places = Places(file=source.name, table=table, context=context)
        rows = _Unclear(answers[look], day[look], nobody[look], misnamed[look])
        problems = list(_problems(places, items, texts, rows))

    status = np.zeros(read.height, dtype=np.uint8)
    empty = _empty(day, answers)
    mark(status, empty & nobody, _STATUS.index(reasons.BLANK_ROW))
    mark(status, empty, _STATUS.index(reasons.NOT_FILLED_IN))
    mark(status, nobody, _STATUS.index(reasons.NO_PERSON))
    mark(status, misnamed, _STATUS.index(reasons.NOT_RIGHT_PERSON))
    for reason, where in wrong_days(day, context).items():
        mark(status, where, _STATUS.index(reason))
    mark(status, wrong, _STATUS.index(reasons.NOT_AN_ANSWER))
    mark(status, outside_period(day, context), _STATUS.index(reasons.OUTSIDE_PERIOD))

    good = status == 0
    keys = pl.DataFrame({"person": read["person"], "check": read["check"], "day": day})
    kept = keep(answers, good)
    return AnswerRows(
        keys=keys if good.all() else keys.filter(pl.Series(good)),
        seen=read.filter(~pl.col("nobody") & ~pl.col("misnamed")).select("person", "check"),
        coded=take_out_codes(kept, items),
        answers=kept,
        ledger=tally_status(*name, status, _STATUS) + opened.ledger,
        problems=tuple(problems),
        warnings=opened.warnings,
        totals=_totals(read, table, good),
    )


def _total(column: str) -> pl.Expr:
    return exact(column).str.strip_chars().fill_null("")


def _totals(read: pl.DataFrame, table: AnswerTable, good: NDArray[np.bool_]) -> dict[str, pl.DataFrame]:
    """Give the totals of the rows that are assessments."""
    if not table.totals:
        return {}
    rows = read.filter(pl.Series(good))
    place = pl.int_range(rows.height, dtype=pl.UInt32, eager=True)
    return {score: given_totals(place, rows[ROW], rows[f"total {score}"]) for score in table.totals}


def _look_again(
    texts: pl.DataFrame,
    look: NDArray[np.bool_],
    answers: NDArray[np.int8],
    day: NDArray[np.int32],
    table: AnswerTable,
    reader: Reader,
    items: Sequence[AskedItem],
) -> None:
    """Read the unclear cells as text; changes `answers` and `day` in place, LEFT_OVER where still wrong."""
    formats = (table.date_format, *reader.date_formats)
    if table.date in texts.columns:
        day[look] = each(texts[table.date].to_list(), lambda text: day_of(text, formats, table.time_zone))
    for place, item in enumerate(items):
        if table.items.get(item.id) in texts.columns:
            cells = texts[table.items[item.id]].to_list()
            codes = np.array(each(cells, item.coding(table).code_of), dtype=np.int8)
            answers[look, place] = np.where(item.holds(codes), codes, np.int8(LEFT_OVER))


def _empty(day: NDArray[np.int32], answers: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Find rows without a date or an answer: spreadsheets are full of them, and so are events of REDCap."""
    empty: NDArray[np.bool_] = day == NO_DAY
    empty[empty] = (answers[empty] == MISSING_ANSWER).all(axis=1)
    return empty


class _Unclear(NamedTuple):
    """Rows that needed a second look, with what it gave."""

    answers: NDArray[np.int8]
    day: NDArray[np.int32]
    nobody: NDArray[np.bool_]
    misnamed: NDArray[np.bool_]


def _problems(
    places: Places, items: Sequence[AskedItem], texts: pl.DataFrame, rows: _Unclear
) -> Iterator[Problem]:
    """Name what is still wrong after the second look, cell by cell."""
    table = places.table
    empty = _empty(rows.day, rows.answers)
    dates = wrong_days(rows.day, places.context)
    for place, row in enumerate(texts[ROW].to_list()):
        if empty[place]:
            continue
        if rows.nobody[place]:
            yield places.identifier(row, table.person, reasons.NO_PERSON)
        if rows.misnamed[place]:
            yield places.identifier(row, table.person, reasons.NOT_RIGHT_PERSON)
        for reason, where in dates.items():
            if where[place]:
                yield places.date(row, reason, texts[table.date][place])
        for index in np.flatnonzero(rows.answers[place] == LEFT_OVER).tolist():
            column = table.items[items[index].id]
            yield places.answer(row, column, texts[column][place], items[index])
