"""
Tables with a row an assessment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from livingwell_core.cohorts import reasons
from livingwell_core.cohorts.answers import (
    AnswerRows,
    Context,
    Places,
    any_equal,
    codes_of,
    in_range,
    keep,
    mark,
    outside_period,
    tally_status,
    wrong_days,
)
from livingwell_core.cohorts.decoding import LEFT_OVER, NO_DAY, day_of, days, each, is_blank, person_hashes
from livingwell_core.cohorts.ledger import USED
from livingwell_core.cohorts.readers import ROW, Reader, Source, exact, require_columns
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
    reasons.NO_PERSON,
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
    ranges: Sequence[tuple[str, int, int]],
    site: str,
    context: Context,
) -> AnswerRows:
    """
    Read a table with a row an assessment.

    Parameters
    ----------
    source : Source
    reader : Reader
    table : AnswerTable
        How the file is laid out.
    ranges : sequence of (item id, lowest, highest)
        The instrument's items in order; an item that the table does not hold is missing throughout.
    site : str
    context : Context

    Returns
    -------
    AnswerRows

    Raises
    ------
    InputError
        If the file cannot be opened or lacks a column.
    """
    frame = reader.scan(source)
    require_columns(source, frame.collect_schema().names(), (table.person, table.date, *table.items.values()))
    held = [index for index, (item, _, _) in enumerate(ranges) if item in table.items]
    columns = [table.items[ranges[index][0]] for index in held]
    coding = codes_of(table)
    person, check = person_hashes(table.person)
    read = frame.select(
        ROW,
        person.alias("person"),
        check.alias("check"),
        is_blank(table.person).alias("nobody"),
        days(table.date, table.date_format).alias("day"),
        *(coding.codes(column).alias(f"a{place}") for place, column in enumerate(columns)),
    ).collect(engine="streaming")

    answers = np.full((read.height, len(ranges)), MISSING_ANSWER, dtype=np.int8, order="F")
    day = read["day"].to_numpy().copy()
    nobody = read["nobody"].to_numpy()
    look = nobody.copy()
    unclear: set[str] = {table.date} if look.any() else set()
    for wrong in wrong_days(day, context).values():
        if wrong.any():
            look |= wrong
            unclear.add(table.date)
    for place, index in enumerate(held):
        answers[:, index] = read[f"a{place}"].to_numpy()
        odd = ~in_range(answers[:, index], *ranges[index][1:])
        if odd.any():
            look |= odd
            unclear.add(columns[place])

    problems: list[Problem] = []
    wrong = np.zeros(read.height, dtype=np.bool_)
    if look.any():
        # Only the columns with something unclear in them: reading cells costs more than finding rows.
        texts = (
            frame.filter(pl.col(ROW).is_in(read[ROW].filter(pl.Series(look)).implode()))
            .select(ROW, *map(exact, sorted(unclear)))
            .collect(engine="streaming")
            .sort(ROW)
        )
        _look_again(texts, look, answers, day, table, reader, ranges)
        wrong = any_equal(answers, LEFT_OVER)
        places = Places(file=source.name, table=table, context=context)
        problems = list(_problems(places, ranges, texts, answers[look], day[look], nobody[look]))

    status = np.zeros(read.height, dtype=np.uint8)
    mark(status, _empty(nobody, day, answers), _STATUS.index(reasons.BLANK_ROW))
    mark(status, nobody, _STATUS.index(reasons.NO_PERSON))
    for reason, where in wrong_days(day, context).items():
        mark(status, where, _STATUS.index(reason))
    mark(status, wrong, _STATUS.index(reasons.NOT_AN_ANSWER))
    mark(status, outside_period(day, context), _STATUS.index(reasons.OUTSIDE_PERIOD))

    good = status == 0
    keys = pl.DataFrame({"person": read["person"], "check": read["check"], "day": day})
    return AnswerRows(
        keys=keys if good.all() else keys.filter(pl.Series(good)),
        seen=read.filter(~pl.col("nobody")).select("person", "check"),
        answers=keep(answers, good),
        ledger=tally_status(f"{table.instrument} assessments", site, status, _STATUS),
        problems=tuple(problems),
    )


def _look_again(
    texts: pl.DataFrame,
    look: NDArray[np.bool_],
    answers: NDArray[np.int8],
    day: NDArray[np.int32],
    table: AnswerTable,
    reader: Reader,
    ranges: Sequence[tuple[str, int, int]],
) -> None:
    """Read the unclear cells as text; changes `answers` and `day` in place, LEFT_OVER where still wrong."""
    coding, formats = codes_of(table), (table.date_format, *reader.date_formats)
    if table.date in texts.columns:
        day[look] = each(texts[table.date].to_list(), lambda text: day_of(text, formats))
    for index, (item, lowest, highest) in enumerate(ranges):
        if table.items.get(item) in texts.columns:
            codes = np.array(each(texts[table.items[item]].to_list(), coding.code_of), dtype=np.int8)
            answers[look, index] = np.where(in_range(codes, lowest, highest), codes, np.int8(LEFT_OVER))


def _empty(nobody: NDArray[np.bool_], day: NDArray[np.int32], answers: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Find rows with nothing in them that we read; spreadsheets are full of them."""
    empty: NDArray[np.bool_] = nobody & (day == NO_DAY)
    empty[empty] = (answers[empty] == MISSING_ANSWER).all(axis=1)
    return empty


def _problems(
    places: Places,
    ranges: Sequence[tuple[str, int, int]],
    texts: pl.DataFrame,
    answers: NDArray[np.int8],
    day: NDArray[np.int32],
    nobody: NDArray[np.bool_],
) -> Iterator[Problem]:
    """Name what is still wrong after the second look, cell by cell."""
    table = places.table
    empty = _empty(nobody, day, answers)
    dates = wrong_days(day, places.context)
    for place, row in enumerate(texts[ROW].to_list()):
        if empty[place]:
            continue
        if nobody[place]:
            yield places.identifier(row, table.person, reasons.NO_PERSON)
        for reason, where in dates.items():
            if where[place]:
                yield places.date(row, reason, texts[table.date][place])
        for index in np.flatnonzero(answers[place] == LEFT_OVER).tolist():
            item, lowest, highest = ranges[index]
            column = table.items[item]
            yield places.answer(row, column, texts[column][place], lowest, highest)
