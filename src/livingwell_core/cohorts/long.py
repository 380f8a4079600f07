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
from livingwell_core.cohorts.decoding import day_of, each, is_blank
from livingwell_core.cohorts.identity import key_hash
from livingwell_core.cohorts.ledger import USED
from livingwell_core.cohorts.opening import SecondFile, open_table
from livingwell_core.cohorts.readers import ROW, Reader, Source, exact
from livingwell_core.marks import MISSING_ANSWER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from livingwell_core.cohorts.decoding import AnswerCodes
    from livingwell_core.errors import Problem
    from livingwell_core.profiles import AnswerTable

__all__ = ["read_long"]

_ANSWER: Final = (
    USED,
    reasons.BLANK_ROW,
    reasons.OTHER_QUESTION,
    reasons.NO_ASSESSMENT,
    reasons.GIVEN_TOTAL,
    reasons.NO_PERSON,
    reasons.NOT_RIGHT_PERSON,
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
# Rows that belong to no assessment, or say nothing of its answers.
_APART: Final = tuple(
    map(
        _ANSWER.index,
        (reasons.BLANK_ROW, reasons.OTHER_QUESTION, reasons.GIVEN_TOTAL, reasons.NO_ASSESSMENT),
    )
)
_NO_ITEM: Final = 255


def read_long(
    source: Source,
    reader: Reader,
    table: AnswerTable,
    items: Sequence[AskedItem],
    site: str,
    context: Context,
    seconds: Sequence[SecondFile] = (),
) -> AnswerRows:
    """
    Read a table with a row an answer, and gather the answers into assessments.

    The ledger gets two tables: the answers that were read, and the assessments that they make. An
    assessment one of whose rows had to be set aside is set aside as well: to treat a wrong
    answer as one not given could turn it into a better score. A row with a total is never an answer.

    Parameters and errors are those of `read_wide`.
    """
    columns = (
        table.person,
        table.date,
        *table.assessment_columns,
        str(table.question),
        str(table.answer),
    )
    name = (f"{table.instrument} answers", site)
    referral = table.referral if context.by_referral else None
    opened = open_table(source, reader, table, (*columns, referral), name, seconds)
    frame = opened.frame
    read = _read(frame, table, items, context)
    item = read["item"].to_numpy()
    code = read["code"].to_numpy().copy()
    day = read["day"].to_numpy().copy()

    nobody, misnamed = read["nobody"].to_numpy(), read["misnamed"].to_numpy()
    look = nobody | misnamed | read["nowhere"].to_numpy() | _not_answers(code, item, items)
    for where in wrong_days(day, context).values():
        look |= where
    texts = pl.DataFrame()
    if look.any():
        texts = unclear_cells(frame, read[ROW], look, columns)
        formats = (table.date_format, *reader.date_formats)
        code[look] = _codes_again(texts[str(table.answer)], item[look], table, items)
        day[look] = each(texts[table.date].to_list(), lambda text: day_of(text, formats, table.time_zone))

    status = np.zeros(read.height, dtype=np.uint8)
    mark(status, read["empty"].to_numpy(), _ANSWER.index(reasons.BLANK_ROW))
    mark(status, item == _NO_ITEM, _ANSWER.index(reasons.OTHER_QUESTION))
    mark(status, read["nowhere"].to_numpy(), _ANSWER.index(reasons.NO_ASSESSMENT))
    mark(status, item >= len(items), _ANSWER.index(reasons.GIVEN_TOTAL))
    mark(status, nobody, _ANSWER.index(reasons.NO_PERSON))
    mark(status, misnamed, _ANSWER.index(reasons.NOT_RIGHT_PERSON))
    for reason, where in wrong_days(day, context).items():
        mark(status, where, _ANSWER.index(reason))
    mark(status, _not_answers(code, item, items), _ANSWER.index(reasons.NOT_AN_ANSWER))
    places = Places(file=source.name, table=table, context=context)
    problems = tuple(_problems(places, items, texts, item[look], status[look])) if look.any() else ()

    rows = read.select("assessment", "person", "check").with_columns(
        pl.Series("item", item), pl.Series("code", code), pl.Series("day", day)
    )
    mark(status, _repeats(rows, status), _ANSWER.index(reasons.DUPLICATE))
    assessments, answers = _gather(rows, status, len(items))
    fate = assessments["fate"].to_numpy().copy()
    mark(
        fate,
        outside_period(assessments["day"].to_numpy(), context),
        _ASSESSMENT.index(reasons.OUTSIDE_PERIOD),
    )
    good = fate == 0
    kept = keep(answers, good)
    return AnswerRows(
        keys=assessments.select("person", "check", "day").filter(pl.Series(good)),
        seen=read.filter(~pl.col("nobody") & ~pl.col("misnamed") & (pl.col("item") != _NO_ITEM))
        .select("person", "check")
        .unique(),
        coded=take_out_codes(kept, items),
        answers=kept,
        ledger=tally_status(*name, status, _ANSWER)
        + tally_status(f"{table.instrument} assessments", site, fate, _ASSESSMENT)
        + opened.ledger,
        problems=problems,
        warnings=opened.warnings,
        totals=_totals(read.with_columns(day=day), table, items, assessments["assessment"], good, context),
    )


def _read(
    frame: pl.LazyFrame, table: AnswerTable, items: Sequence[AskedItem], context: Context
) -> pl.DataFrame:
    """Read the columns in one pass; `item` is the place of an item, beyond them of a total, or _NO_ITEM."""
    place = {table.items[item.id]: index for index, item in enumerate(items) if item.id in table.items}
    total = {question: len(items) + index for index, question in enumerate(table.totals.values())}
    question, answer = str(table.question), str(table.answer)
    assessment, nowhere = key_hash(table)
    asked = (
        exact(question)
        .str.strip_chars()
        .replace_strict(place | total, default=_NO_ITEM, return_dtype=pl.UInt8)
        .alias("item")
    )
    given = exact(answer).str.strip_chars().fill_null("")
    return frame.select(
        *who_and_when(table, context),
        assessment.alias("assessment"),
        nowhere.alias("nowhere"),
        asked,
        _codes(asked, answer, table, items).alias("code"),
        *([pl.when(asked.is_in(list(total.values()))).then(given).alias("total")] if total else []),
        pl.all_horizontal(
            is_blank(column)
            for column in dict.fromkeys(
                (table.person, table.date, *table.assessment_columns, question, answer)
            )
        ).alias("empty"),
    ).collect(engine="streaming")


def _codings(table: AnswerTable, items: Sequence[AskedItem]) -> list[tuple[AnswerCodes, list[int]]]:
    """Give the different codings of a table, each with the places of its items; mostly there is one."""
    codings: list[tuple[AnswerCodes, list[int]]] = []
    for place, item in enumerate(items):
        coding = item.coding(table)
        same = next((places for other, places in codings if other == coding), None)
        if same is None:
            codings.append((coding, [place]))
        else:
            same.append(place)
    return codings


def _codes(asked: pl.Expr, answer: str, table: AnswerTable, items: Sequence[AskedItem]) -> pl.Expr:
    """Read each answer by the coding of its item."""
    (first, _), *others = _codings(table, items)
    codes = first.codes(answer)
    for coding, places in others:
        codes = pl.when(asked.is_in(places)).then(coding.codes(answer)).otherwise(codes)
    return codes


def _codes_again(
    texts: pl.Series, item: NDArray[np.uint8], table: AnswerTable, items: Sequence[AskedItem]
) -> NDArray[np.int8]:
    """Read the answers that the first look left over."""
    codes = np.full(len(item), MISSING_ANSWER, dtype=np.int8)
    for coding, places in _codings(table, items):
        theirs = np.isin(item, places)
        codes[theirs] = each(texts.filter(pl.Series(theirs)).to_list(), coding.code_of)
    return codes


def _not_answers(
    code: NDArray[np.int8], item: NDArray[np.uint8], items: Sequence[AskedItem]
) -> NDArray[np.bool_]:
    """Find codes that their item does not hold."""
    every = np.arange(-128, 128).astype(np.int8)
    # The rest stands for totals and for questions of no item, where anything may be written.
    wrong = np.zeros((_NO_ITEM + 1, len(every)), dtype=np.bool_)
    for place, asked in enumerate(items):
        wrong[place, every.view(np.uint8)] = ~asked.holds(every)
    found: NDArray[np.bool_] = wrong[item, code.view(np.uint8)]
    return found


def _totals(
    read: pl.DataFrame,
    table: AnswerTable,
    items: Sequence[AskedItem],
    assessments: pl.Series,
    good: NDArray[np.bool_],
    context: Context,
) -> dict[str, pl.DataFrame]:
    """
    Give the totals of the good assessments, and of such as have no other row.

    Parameters
    ----------
    read : polars.DataFrame
        Every row of the file, with the days of the second look.
    table : AnswerTable
    items : sequence of AskedItem
    assessments : polars.Series
        Hash of each assessment that has answers.
    good : array of bool, shape (assessments,)
    context : Context
    """
    if not table.totals:
        return {}
    place = np.cumsum(good, dtype=np.uint32) - np.uint32(1)
    known = pl.DataFrame({"assessment": assessments, "place": place, "good": good})
    rows = read.filter(
        pl.col("item").is_between(len(items), _NO_ITEM - 1) & ~pl.col("nowhere") & (pl.col("total") != "")
    )
    # Without answers a total counts where its own row says who and when, as an assessment would have to.
    day = rows["day"].to_numpy()
    unclear = np.logical_or.reduce([outside_period(day, context), *wrong_days(day, context).values()])
    rows = rows.with_columns(clear=~pl.col("nobody") & ~pl.Series(unclear))
    totals = {}
    for index, score in enumerate(table.totals, start=len(items)):
        each_once = (
            rows.filter(pl.col("item") == index)
            .group_by("assessment")
            .agg(
                pl.col(ROW).min(),
                pl.when(pl.col("total").n_unique() == 1).then(pl.col("total").min()).alias("total"),
                pl.col("clear").any(),
            )
            .join(known, on="assessment", how="left")
            .filter(pl.col("good").fill_null(pl.col("clear")))
            .sort(ROW)
        )
        totals[score] = given_totals(each_once["place"], each_once[ROW], each_once["total"])
    return totals


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
        ``assessment`` (its hash), ``person``, ``check``, ``day`` and ``fate``, an index into _ASSESSMENT.
    answers : array of int8, shape (assessments, n_items)
    """
    taking_part = ~np.isin(status, _APART)
    rows = rows.filter(pl.Series(taking_part))
    status = status[taking_part]
    # Sorted by hash, so that the order of the file's rows changes nothing.
    name, first, group = np.unique(rows["assessment"].to_numpy(), return_index=True, return_inverse=True)
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
            "assessment": name,
            "person": person[speaker],
            "check": rows["check"].to_numpy()[speaker],
            "day": day[speaker],
            "fate": fate,
        }
    )
    return assessments, answers


def _problems(
    places: Places,
    items: Sequence[AskedItem],
    texts: pl.DataFrame,
    item: NDArray[np.uint8],
    status: NDArray[np.uint8],
) -> Iterator[Problem]:
    """Name what is still wrong after the second look, row by row."""
    table = places.table
    for place, row in enumerate(texts[ROW].to_list()):
        reason = _ANSWER[status[place]]
        if reason in {reasons.NO_PERSON, reasons.NOT_RIGHT_PERSON}:
            yield places.identifier(row, table.person, reason)
        elif reason == reasons.NO_ASSESSMENT:
            yield places.identifier(row, ", ".join(table.assessment_columns), reason)
        elif reason in {reasons.NO_DATE, reasons.UNREADABLE_DATE, reasons.IMPOSSIBLE_DATE}:
            yield places.date(row, reason, texts[table.date][place])
        elif reason == reasons.NOT_AN_ANSWER:
            value = texts[str(table.answer)][place]
            yield places.answer(row, str(table.answer), value, items[item[place]])
