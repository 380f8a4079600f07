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
    who_and_when,
    wrong_days,
)
from livingwell_core.cohorts.asked import AskedItem, take_out_codes
from livingwell_core.cohorts.decoding import day_of, each, is_blank
from livingwell_core.cohorts.gathering import (
    CONFLICTING,
    FINE,
    SPOILT,
    UNCLEAR,
    AnswerColumns,
    Gathering,
    Loose,
)
from livingwell_core.cohorts.identity import key_hash
from livingwell_core.cohorts.joining import SecondFile
from livingwell_core.cohorts.ledger import READ, USED, Ledger
from livingwell_core.cohorts.opening import open_table
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
# In the order of what a gathering says, and then what it does not know of.
_FATES: Final = {
    FINE: USED,
    SPOILT: reasons.ANSWER_SET_ASIDE,
    UNCLEAR: reasons.UNCLEAR_ASSESSMENT,
    CONFLICTING: reasons.CONFLICTING_ANSWERS,
}
_ASSESSMENT: Final = (*(_FATES[fate] for fate in sorted(_FATES)), reasons.OUTSIDE_PERIOD)
# Rows that are not used and still do no harm to the assessment they stand in. A duplicate shows later.
_HARMLESS: Final = (USED, reasons.BLANK_ROW, reasons.OTHER_QUESTION)
# Rows that belong to no assessment, or say nothing of its answers.
_APART: Final = (reasons.BLANK_ROW, reasons.OTHER_QUESTION, reasons.GIVEN_TOTAL, reasons.NO_ASSESSMENT)
_HARMFUL: Final = np.array([reason not in _HARMLESS for reason in _ANSWER])
_TAKING_PART: Final = np.array([reason not in _APART for reason in _ANSWER])
_NAMED: Final = np.array(
    [reason not in {*_HARMLESS, reasons.GIVEN_TOTAL, reasons.DUPLICATE} for reason in _ANSWER]
)
_AT_ONCE: Final = 500_000
_NO_ITEM: Final = 255


def read_long(
    source: Source,
    reader: Reader,
    table: AnswerTable,
    items: Sequence[AskedItem],
    site: str,
    context: Context,
    seconds: Sequence[SecondFile] = (),
    *,
    at_once: int = _AT_ONCE,
) -> AnswerRows:
    """
    Read a table with a row an answer, and gather the answers into assessments.

    The ledger gets two tables: the answers that were read, and the assessments that they make. An
    assessment one of whose rows had to be set aside is set aside as well: to treat a wrong
    answer as one not given could turn it into a better score. A row with a total is never an answer.

    The file is gone through once, and no more than a number of rows are held at a time: memory grows with the
    number of assessments. Parameters and errors are those of `read_wide`.

    Parameters
    ----------
    at_once : int
        How many rows are held at a time; changes nothing but memory and time.
    """
    name = (f"{table.instrument} answers", site)
    referral = table.referral if context.by_referral else None
    opened = open_table(source, reader, table, (*_columns(table), referral), name, seconds)
    reading = _Reading(
        table=table,
        items=items,
        context=context,
        formats=(table.date_format, *reader.date_formats),
        places=Places(file=source.name, table=table, context=context),
    )
    for rows in _read(opened.frame, table, items, context).collect_batches(
        chunk_size=at_once, maintain_order=True, engine="streaming"
    ):
        reading.add(rows)
    gathered = reading.gathering.done()
    status = reading.status.copy()
    status[0] -= gathered.repeats
    status[_ANSWER.index(reasons.DUPLICATE)] += gathered.repeats
    fate = gathered.fate
    mark(fate, outside_period(gathered.day, context), _ASSESSMENT.index(reasons.OUTSIDE_PERIOD))
    good = fate == FINE
    kept = keep(gathered.answers, good)
    keys = {"person": gathered.person, "check": gathered.check, "day": gathered.day}
    return AnswerRows(
        keys=pl.DataFrame({column: values[good] for column, values in keys.items()}),
        seen=reading.people(),
        coded=take_out_codes(kept, items),
        answers=kept,
        ledger=Ledger.of(*name, {READ: int(status.sum()), **dict(zip(_ANSWER, status.tolist(), strict=True))})
        + tally_status(f"{table.instrument} assessments", site, fate, _ASSESSMENT)
        + opened.ledger,
        problems=tuple(reading.problems),
        warnings=opened.warnings,
        totals=_totals(reading.totals, table, len(items), gathered.assessment, good),
    )


def _columns(table: AnswerTable) -> tuple[str, ...]:
    """Give the columns that every row needs."""
    return (table.person, table.date, *table.assessment_columns, str(table.question), str(table.answer))


def _read(
    frame: pl.LazyFrame, table: AnswerTable, items: Sequence[AskedItem], context: Context
) -> pl.LazyFrame:
    """Read what is needed; `item` is the place of an item, beyond them of a total, or _NO_ITEM."""
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
        pl.all_horizontal(is_blank(column) for column in dict.fromkeys(_columns(table))).alias("empty"),
        # As text, for the few that need a second look.
        exact(table.date).alias("date text"),
        exact(answer).alias("answer text"),
    )


class _Reading:
    """What was found in the rows that have come by."""

    def __init__(
        self,
        *,
        table: AnswerTable,
        items: Sequence[AskedItem],
        context: Context,
        formats: Sequence[str],
        places: Places,
    ) -> None:
        self._table = table
        self._items = items
        self._context = context
        self._formats = formats
        self._places = places
        self._wrong = _wrong_codes(items)
        self._seen = Loose()
        self.status = np.zeros(len(_ANSWER), dtype=np.int64)
        self.problems: list[Problem] = []
        self.totals: list[pl.DataFrame] = []
        self.gathering = Gathering(len(items))

    def add(self, read: pl.DataFrame) -> None:
        """Take some rows in, in the order of the file."""
        item, code, day = self._looked_at(read)
        nobody, misnamed = read["nobody"].to_numpy(), read["misnamed"].to_numpy()
        days = wrong_days(day, self._context)
        status = np.zeros(read.height, dtype=np.uint8)
        mark(status, read["empty"].to_numpy(), _ANSWER.index(reasons.BLANK_ROW))
        mark(status, item == _NO_ITEM, _ANSWER.index(reasons.OTHER_QUESTION))
        mark(status, read["nowhere"].to_numpy(), _ANSWER.index(reasons.NO_ASSESSMENT))
        mark(status, item >= len(self._items), _ANSWER.index(reasons.GIVEN_TOTAL))
        mark(status, nobody, _ANSWER.index(reasons.NO_PERSON))
        mark(status, misnamed, _ANSWER.index(reasons.NOT_RIGHT_PERSON))
        for reason, where in days.items():
            mark(status, where, _ANSWER.index(reason))
        mark(status, self._not_answers(item, code), _ANSWER.index(reasons.NOT_AN_ANSWER))
        self.status += np.bincount(status, minlength=len(_ANSWER))
        self._name(read, item, status)
        self._see(read, item != _NO_ITEM)
        self._keep_totals(read.with_columns(day=day), item)
        self._gather(read, item, code, day, status)

    def _looked_at(
        self, read: pl.DataFrame
    ) -> tuple[NDArray[np.uint8], NDArray[np.int8], NDArray[np.int32]]:
        """Give item, code and day, with a second look at what the first left over."""
        item, code, day = (read[name].to_numpy() for name in ("item", "code", "day"))
        look = self._not_answers(item, code)
        for where in wrong_days(day, self._context).values():
            look |= where
        if look.any():
            texts = read.select("date text", "answer text").filter(pl.Series(look))
            code, day = code.copy(), day.copy()
            code[look] = _codes_again(texts["answer text"], item[look], self._table, self._items)
            day[look] = each(
                texts["date text"].to_list(),
                lambda text: day_of(text, self._formats, self._table.time_zone),
            )
        return item, code, day

    def _not_answers(self, item: NDArray[np.uint8], code: NDArray[np.int8]) -> NDArray[np.bool_]:
        """Find codes that their item does not hold."""
        found: NDArray[np.bool_] = self._wrong[item, code.view(np.uint8)]
        return found

    def _name(self, read: pl.DataFrame, item: NDArray[np.uint8], status: NDArray[np.uint8]) -> None:
        """Name what is still wrong after the second look, row by row."""
        where = np.flatnonzero(_NAMED[status])
        if len(where):
            texts = read.select(ROW, "date text", "answer text")[where]
            self.problems += _problems(self._places, self._items, texts, item[where], status[where])

    def _see(self, read: pl.DataFrame, asked: NDArray[np.bool_]) -> None:
        """Remember whom the rows name."""
        named = asked & ~read["nobody"].to_numpy() & ~read["misnamed"].to_numpy()
        person, check = read["person"].to_numpy()[named], read["check"].to_numpy()[named]
        new = np.ones(len(person), dtype=np.bool_)
        new[1:] = (person[1:] != person[:-1]) | (check[1:] != check[:-1])
        self._seen.add(pl.DataFrame({"person": person[new], "check": check[new]}))

    def people(self) -> pl.DataFrame:
        """Give everyone whom a row names, once."""
        return self._seen.distinct()

    def _keep_totals(self, read: pl.DataFrame, item: NDArray[np.uint8]) -> None:
        """Keep rows with a total; `clear` where they say who and when, as an assessment has to."""
        if not self._table.totals:
            return
        rows = read.filter(
            pl.Series((item >= len(self._items)) & (item != _NO_ITEM))
            & ~pl.col("nowhere")
            & (pl.col("total") != "")
        )
        day = rows["day"].to_numpy()
        wrong = wrong_days(day, self._context).values()
        unclear = np.logical_or.reduce([outside_period(day, self._context), *wrong])
        self.totals.append(
            rows.select(
                ROW, "assessment", "item", "total", clear=~pl.col("nobody") & ~pl.Series(unclear)
            )
        )

    def _gather(
        self,
        read: pl.DataFrame,
        item: NDArray[np.uint8],
        code: NDArray[np.int8],
        day: NDArray[np.int32],
        status: NDArray[np.uint8],
    ) -> None:
        """Hand the rows on that belong to an assessment."""
        part = _TAKING_PART[status]
        status = status[part]
        self.gathering.add(
            AnswerColumns(
                assessment=read["assessment"].to_numpy()[part],
                person=read["person"].to_numpy()[part],
                check=read["check"].to_numpy()[part],
                day=day[part],
                item=item[part],
                code=code[part],
                good=status == 0,
                harmful=_HARMFUL[status],
            )
        )


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


def _wrong_codes(items: Sequence[AskedItem]) -> NDArray[np.bool_]:
    """Say of each item, and each code as a byte, whether the item does not hold it."""
    every = np.arange(-128, 128).astype(np.int8)
    # The rest stands for totals and for questions of no item, where anything may be written.
    wrong = np.zeros((_NO_ITEM + 1, len(every)), dtype=np.bool_)
    for place, asked in enumerate(items):
        wrong[place, every.view(np.uint8)] = ~asked.holds(every)
    return wrong


def _totals(
    kept: Sequence[pl.DataFrame],
    table: AnswerTable,
    first: int,
    assessments: NDArray[np.uint64],
    good: NDArray[np.bool_],
) -> dict[str, pl.DataFrame]:
    """
    Give the totals of the good assessments, and of such as have no other row.

    Parameters
    ----------
    kept : sequence of polars.DataFrame
        Rows with a total.
    table : AnswerTable
    first : int
        What stands in `item` for the first total.
    assessments : array of uint64, shape (n,)
        Hash of each assessment that has answers.
    good : array of bool, shape (n,)
    """
    if not kept:
        return {}
    place = np.cumsum(good, dtype=np.uint32) - np.uint32(1)
    known = pl.DataFrame({"assessment": assessments, "place": place, "good": good})
    rows = pl.concat(kept)
    totals = {}
    for index, score in enumerate(table.totals, start=first):
        each_once = (
            rows.filter(pl.col("item") == index)
            .group_by("assessment")
            .agg(
                pl.col(ROW).min(),
                pl.when(pl.col("total").n_unique() == 1).then(pl.col("total").min()).alias("total"),
                pl.col("clear").any(),
            )
            .join(known, on="assessment", how="left")
            # Without answers a total counts where its own row says who and when.
            .filter(pl.col("good").fill_null(pl.col("clear")))
            .sort(ROW)
        )
        totals[score] = given_totals(each_once["place"], each_once[ROW], each_once["total"])
    return totals


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
            yield places.date(row, reason, texts["date text"][place])
        elif reason == reasons.NOT_AN_ANSWER:
            value = texts["answer text"][place]
            yield places.answer(row, str(table.answer), value, items[item[place]])
