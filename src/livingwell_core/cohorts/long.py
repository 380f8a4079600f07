"""
Tables with a row an answer.
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
    codes_of,
    keep,
    mark,
    outside_period,
    tally_status,
    wrong_days,
)
from livingwell_core.cohorts.decoding import LEFT_OVER, day_of, days, each, is_blank, person_hashes
from livingwell_core.cohorts.ledger import USED
from livingwell_core.cohorts.readers import ROW, Reader, Source, exact, require_columns
from livingwell_core.marks import MISSING_ANSWER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from livingwell_core.errors import Problem
    from livingwell_core.profiles import AnswerTable

__all__ = ["read_long"]

_ANSWER: Final = (
    USED,
    reasons.BLANK_ROW,
    reasons.OTHER_QUESTION,
    reasons.NO_ASSESSMENT,
    reasons.NO_PERSON,
    reasons.NO_DATE,
    reasons.UNREADABLE_DATE,
    reasons.IMPOSSIBLE_DATE,
    reasons.NOT_AN_ANSWER,
    reasons.DUPLICATE,
)
_ASSESSMENT: Final = (
    USED,
    reasons.ANSWER_SET_ASIDE,
    reasons.UNCLEAR_ASSESSMENT,
    reasons.CONFLICTING_ANSWERS,
    reasons.OUTSIDE_PERIOD,
)
# Rows that are not used and still do no harm to the assessment they stand in.
_HARMLESS: Final = tuple(
    map(_ANSWER.index, (USED, reasons.BLANK_ROW, reasons.OTHER_QUESTION, reasons.DUPLICATE))
)
_NO_ITEM: Final = 255


def read_long(
    source: Source,
    reader: Reader,
    table: AnswerTable,
    ranges: Sequence[tuple[str, int, int]],
    site: str,
    context: Context,
) -> AnswerRows:
    """
    Read a table with a row an answer, and gather the answers into assessments.

    The ledger gets two tables: the answers that were read, and the assessments that they make. An
    assessment one of whose rows had to be set aside is set aside as well: to treat a wrong
    answer as one not given could turn it into a better score.

    Parameters and errors are those of `read_wide`.
    """
    frame = reader.scan(source)
    columns = (table.person, table.date, str(table.assessment), str(table.question), str(table.answer))
    require_columns(source, frame.collect_schema().names(), columns)
    read = _read(frame, table, ranges)
    item = read["item"].to_numpy()
    code = read["code"].to_numpy().copy()
    day = read["day"].to_numpy().copy()

    look = read["nobody"].to_numpy() | read["nowhere"].to_numpy() | _not_answers(code, item, ranges)
    for where in wrong_days(day, context).values():
        look |= where
    texts = pl.DataFrame()
    if look.any():
        texts = (
            frame.filter(pl.col(ROW).is_in(read[ROW].filter(pl.Series(look)).implode()))
            .select(ROW, *map(exact, dict.fromkeys(columns)))
            .collect(engine="streaming")
            .sort(ROW)
        )
        coding, formats = codes_of(table), (table.date_format, *reader.date_formats)
        code[look] = each(texts[str(table.answer)].to_list(), coding.code_of)
        day[look] = each(texts[table.date].to_list(), lambda text: day_of(text, formats))

    status = np.zeros(read.height, dtype=np.uint8)
    mark(status, read["empty"].to_numpy(), _ANSWER.index(reasons.BLANK_ROW))
    mark(status, item == _NO_ITEM, _ANSWER.index(reasons.OTHER_QUESTION))
    mark(status, read["nowhere"].to_numpy(), _ANSWER.index(reasons.NO_ASSESSMENT))
    mark(status, read["nobody"].to_numpy(), _ANSWER.index(reasons.NO_PERSON))
    for reason, where in wrong_days(day, context).items():
        mark(status, where, _ANSWER.index(reason))
    mark(status, _not_answers(code, item, ranges), _ANSWER.index(reasons.NOT_AN_ANSWER))
    places = Places(file=source.name, table=table, context=context)
    problems = tuple(_problems(places, ranges, texts, item[look], status[look])) if look.any() else ()

    rows = read.select("assessment", "person", "check").with_columns(
        pl.Series("item", item), pl.Series("code", code), pl.Series("day", day)
    )
    mark(status, _repeats(rows, status), _ANSWER.index(reasons.DUPLICATE))
    assessments, answers = _gather(rows, status, len(ranges))
    fate = assessments["fate"].to_numpy().copy()
    mark(
        fate,
        outside_period(assessments["day"].to_numpy(), context),
        _ASSESSMENT.index(reasons.OUTSIDE_PERIOD),
    )
    good = fate == 0
    return AnswerRows(
        keys=assessments.select("person", "check", "day").filter(pl.Series(good)),
        seen=read.filter(~pl.col("nobody") & (pl.col("item") != _NO_ITEM)).select("person", "check").unique(),
        answers=keep(answers, good),
        ledger=tally_status(f"{table.instrument} answers", site, status, _ANSWER)
        + tally_status(f"{table.instrument} assessments", site, fate, _ASSESSMENT),
        problems=problems,
    )


def _read(frame: pl.LazyFrame, table: AnswerTable, ranges: Sequence[tuple[str, int, int]]) -> pl.DataFrame:
    """Read the columns in one pass; `item` is the item's place among the instrument's, or _NO_ITEM."""
    place = {table.items[item]: index for index, (item, _, _) in enumerate(ranges) if item in table.items}
    assessment, question, answer = str(table.assessment), str(table.question), str(table.answer)
    person, check = person_hashes(table.person)
    return frame.select(
        ROW,
        person.alias("person"),
        check.alias("check"),
        person_hashes(assessment)[0].alias("assessment"),
        is_blank(table.person).alias("nobody"),
        is_blank(assessment).alias("nowhere"),
        days(table.date, table.date_format).alias("day"),
        exact(question)
        .str.strip_chars()
        .replace_strict(place, default=_NO_ITEM, return_dtype=pl.UInt8)
        .alias("item"),
        codes_of(table).codes(answer).alias("code"),
        pl.all_horizontal(
            is_blank(column)
            for column in dict.fromkeys((table.person, table.date, assessment, question, answer))
        ).alias("empty"),
    ).collect(engine="streaming")


def _not_answers(
    code: NDArray[np.int8], item: NDArray[np.uint8], ranges: Sequence[tuple[str, int, int]]
) -> NDArray[np.bool_]:
    """Find codes outside the range of their item."""
    # The last place stands for questions of no item, where anything may be written.
    lowest = np.full(_NO_ITEM + 1, LEFT_OVER - 1, dtype=np.int16)
    highest = np.full(_NO_ITEM + 1, np.iinfo(np.int8).max, dtype=np.int16)
    for place, (_, low, high) in enumerate(ranges):
        lowest[place], highest[place] = low, high
    wrong: NDArray[np.bool_] = ((code < lowest[item]) | (code > highest[item])) & (code != MISSING_ANSWER)
    return wrong


def _repeats(rows: pl.DataFrame, status: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Find all but one of the good rows that say the same thing."""
    repeated = (
        rows.with_columns(pl.Series("status", status))
        .with_row_index("place")
        .filter(pl.col("status") == 0)
        .filter(~pl.struct("assessment", "person", "day", "item", "code").is_first_distinct())["place"]
        .to_numpy()
    )
    found = np.zeros(rows.height, dtype=np.bool_)
    found[repeated] = True
    return found


def _gather(
    rows: pl.DataFrame, status: NDArray[np.uint8], n_items: int
) -> tuple[pl.DataFrame, NDArray[np.int8]]:
    """
    Make assessments of answers.

    Returns
    -------
    assessments : polars.DataFrame
        ``person``, ``check``, ``day`` and ``fate``, an index into _ASSESSMENT.
    answers : array of int8, shape (assessments, n_items)
    """
    no_assessment = _ANSWER.index(reasons.NO_ASSESSMENT)
    apart = (_ANSWER.index(reasons.BLANK_ROW), _ANSWER.index(reasons.OTHER_QUESTION), no_assessment)
    taking_part = ~np.isin(status, apart)
    rows = rows.filter(pl.Series(taking_part))
    status = status[taking_part]
    # Sorted by hash, so that the order of the file's rows changes nothing.
    _, first, group = np.unique(rows["assessment"].to_numpy(), return_index=True, return_inverse=True)
    groups = len(first)
    good = status == 0
    item, code, day = (rows[name].to_numpy() for name in ("item", "code", "day"))
    person = rows["person"].to_numpy()
    answers = np.full((groups, n_items), MISSING_ANSWER, dtype=np.int8, order="F")
    answers[group[good], item[good]] = code[good]
    # One good row speaks for the assessment; the others have to agree with it.
    speaker = first.astype(np.int64)
    speaker[group[good]] = np.flatnonzero(good)
    theirs = speaker[group]

    def anywhere(where: NDArray[np.bool_]) -> NDArray[np.bool_]:
        found = np.zeros(groups, dtype=np.bool_)
        found[group[where]] = True
        return found

    fate = np.zeros(groups, dtype=np.uint8)
    mark(fate, anywhere(~np.isin(status, _HARMLESS)), _ASSESSMENT.index(reasons.ANSWER_SET_ASIDE))
    disagree = good & ((person != person[theirs]) | (day != day[theirs]))
    mark(fate, anywhere(disagree), _ASSESSMENT.index(reasons.UNCLEAR_ASSESSMENT))
    clash = good & (answers[group, np.where(good, item, 0)] != code)
    mark(fate, anywhere(clash), _ASSESSMENT.index(reasons.CONFLICTING_ANSWERS))
    assessments = pl.DataFrame(
        {
            "person": person[speaker],
            "check": rows["check"].to_numpy()[speaker],
            "day": day[speaker],
            "fate": fate,
        }
    )
    return assessments, answers


def _problems(
    places: Places,
    ranges: Sequence[tuple[str, int, int]],
    texts: pl.DataFrame,
    item: NDArray[np.uint8],
    status: NDArray[np.uint8],
) -> Iterator[Problem]:
    """Name what is still wrong after the second look, row by row."""
    table = places.table
    for place, row in enumerate(texts[ROW].to_list()):
        reason = _ANSWER[status[place]]
        if reason in {reasons.NO_PERSON, reasons.NO_ASSESSMENT}:
            column = table.person if reason == reasons.NO_PERSON else str(table.assessment)
            yield places.identifier(row, column, reason)
        elif reason in {reasons.NO_DATE, reasons.UNREADABLE_DATE, reasons.IMPOSSIBLE_DATE}:
            yield places.date(row, reason, texts[table.date][place])
        elif reason == reasons.NOT_AN_ANSWER:
            _, lowest, highest = ranges[item[place]]
            yield places.answer(row, str(table.answer), texts[str(table.answer)][place], lowest, highest)
