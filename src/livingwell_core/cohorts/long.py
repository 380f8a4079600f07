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
from livingwell_core.cohorts.decoding import LEFT_OVER, NO_DAY, day_of, each, is_blank
from livingwell_core.cohorts.gathering import (
    CONFLICTING,
    FINE,
    SPOILT,
    UNCLEAR,
    AnswerColumns,
    Gathering,
    Loose,
    marked,
)
from livingwell_core.cohorts.identity import key_hash
from livingwell_core.cohorts.joining import SecondFile
from livingwell_core.cohorts.ledger import READ, USED, Ledger
from livingwell_core.cohorts.opening import open_table
from livingwell_core.cohorts.readers import ROW, Reader, Source, exact
from livingwell_core.cohorts.words import NO_ITEM, AnswerWords, QuestionWords

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
# Rows that are not used and still do no harm to the assessment they stand in.
_HARMLESS: Final = (USED, reasons.DUPLICATE)
# Rows that belong to no assessment, or say nothing of its answers.
_APART: Final = (reasons.BLANK_ROW, reasons.OTHER_QUESTION, reasons.GIVEN_TOTAL, reasons.NO_ASSESSMENT)
_SPOILS: Final = np.array([reason not in {*_HARMLESS, *_APART} for reason in _ANSWER])
_NAMED: Final = _SPOILS | np.array([reason == reasons.NO_ASSESSMENT for reason in _ANSWER])
_AT_ONCE: Final = 250_000


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
    name = (table.rows_are, site)
    referral = table.referral if context.by_referral else None
    opened = open_table(source, reader, table, (*_columns(table), referral), name, seconds)
    reading = _Reading(
        table=table,
        items=items,
        context=context,
        formats=(table.date_format, *reader.date_formats),
        places=Places(file=source.name, table=table, context=context),
    )
    wanted = [exact(column) for column in dict.fromkeys((*_columns(table), referral)) if column]
    for rows in opened.frame.select(ROW, *wanted).collect_batches(
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
    keys = pl.DataFrame(
        {"person": gathered.person[good], "check": gathered.check[good], "day": gathered.day[good]}
    )
    others = ~good & (gathered.day != NO_DAY)
    reading.seen.add(pl.DataFrame({"person": gathered.person[others], "check": gathered.check[others]}))
    if not gathered.people.is_empty():
        reading.seen.add(gathered.people)
    return AnswerRows(
        keys=keys,
        seen=reading.seen.distinct(),
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


def _who_columns(table: AnswerTable, context: Context) -> list[str]:
    """Give the columns that say whose a row is, when, and of which assessment."""
    columns = (*table.assessment_columns, table.person, table.date)
    referral = (table.referral,) if context.by_referral and table.referral else ()
    return list(dict.fromkeys((*columns, *referral)))


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
        self._questions = QuestionWords(table, items)
        self._answers = AnswerWords(table, items)
        self._who = _who_columns(table, context)
        self.seen = Loose()
        self.status = np.zeros(len(_ANSWER), dtype=np.int64)
        self.problems: list[Problem] = []
        self.totals: list[pl.DataFrame] = []
        self.gathering = Gathering(len(items))

    def add(self, read: pl.DataFrame) -> None:
        """Take some rows in, in the order of the file."""
        if read.is_empty():
            return
        runs, run = self._runs(read)
        item = self._questions.places(read[str(self._table.question)])
        code = self._answers.codes(read[str(self._table.answer)], item)
        status = self._status(read, runs, run, item, code)
        self.status += np.bincount(status, minlength=len(_ANSWER))
        self._name(read, item, status)
        unused = np.flatnonzero(status)
        self._see(runs, run[unused[item[unused] != NO_ITEM]])
        self._keep_totals(read, runs, run, item)
        good, harmful = status == 0, _SPOILS[status]
        take = good | harmful
        if not take.all():
            run, item, code, good, harmful = (rows[take] for rows in (run, item, code, good, harmful))
        self.gathering.add(
            AnswerColumns(
                assessment=runs["assessment"].to_numpy(),
                person=runs["person"].to_numpy(),
                check=runs["check"].to_numpy(),
                day=runs["day"].to_numpy(),
                run=run,
                item=item,
                code=code,
                good=good,
                harmful=harmful,
            )
        )

    def _runs(self, read: pl.DataFrame) -> tuple[pl.DataFrame, NDArray[np.intp]]:
        """
        Read who, when and which assessment, once for all neighbours that say it in the same words.

        Returns
        -------
        runs : polars.DataFrame
            As `who_and_when` has it, with ``assessment`` and ``nowhere``.
        run : array of intp, shape (n,)
            Place of each row's run.
        """
        changes = read.select(
            pl.any_horizontal(exact(name).ne_missing(exact(name).shift()) for name in self._who)
        )
        later = np.flatnonzero(changes.to_series().to_numpy()[1:]) + 1
        first = np.concatenate([np.zeros(1, dtype=np.intp), later])
        heads = read.select(ROW, *map(exact, self._who))[first]
        assessment, nowhere = key_hash(self._table)
        runs = heads.select(
            *who_and_when(self._table, self._context),
            assessment.alias("assessment"),
            nowhere.alias("nowhere"),
        )
        day = runs["day"].to_numpy()
        wrong = np.logical_or.reduce(list(wrong_days(day, self._context).values()))
        if wrong.any():
            texts = heads[self._table.date].filter(pl.Series(wrong)).to_list()
            day = day.copy()
            day[wrong] = each(texts, lambda text: day_of(text, self._formats, self._table.time_zone))
            runs = runs.with_columns(day=day)
        return runs, np.repeat(np.arange(len(first)), np.diff(first, append=read.height))

    def _status(
        self,
        read: pl.DataFrame,
        runs: pl.DataFrame,
        run: NDArray[np.intp],
        item: NDArray[np.uint8],
        code: NDArray[np.int8],
    ) -> NDArray[np.uint8]:
        """Say what becomes of each row, duplicates apart; of several reasons the first."""
        status = np.zeros(read.height, dtype=np.uint8)
        other = np.flatnonzero(item == NO_ITEM)
        if len(other):
            cells = (*self._who, str(self._table.question), str(self._table.answer))
            empty = read[other].select(pl.all_horizontal(map(is_blank, cells))).to_series().to_numpy()
            status[other] = np.where(
                empty, _ANSWER.index(reasons.BLANK_ROW), _ANSWER.index(reasons.OTHER_QUESTION)
            )
        if runs["nowhere"].any():
            mark(status, runs["nowhere"].to_numpy()[run], _ANSWER.index(reasons.NO_ASSESSMENT))
        mark(status, item >= len(self._items), _ANSWER.index(reasons.GIVEN_TOTAL))
        for reason, where in (
            (reasons.NO_PERSON, runs["nobody"].to_numpy()),
            (reasons.NOT_RIGHT_PERSON, runs["misnamed"].to_numpy()),
            *wrong_days(runs["day"].to_numpy(), self._context).items(),
        ):
            if where.any():  # mostly none is, and a look at every row takes longer
                mark(status, where[run], _ANSWER.index(reason))
        mark(status, code == LEFT_OVER, _ANSWER.index(reasons.NOT_AN_ANSWER))
        return status

    def _name(self, read: pl.DataFrame, item: NDArray[np.uint8], status: NDArray[np.uint8]) -> None:
        """Name what is wrong, row by row."""
        where = np.flatnonzero(status)
        where = where[_NAMED[status[where]]]
        if len(where):
            self.problems += _problems(self._places, self._items, read[where], item[where], status[where])

    def _see(self, runs: pl.DataFrame, run: NDArray[np.intp]) -> None:
        """Remember whom these runs name, of rows that are not used."""
        if not len(run):
            return
        asked = marked(run, runs.height)
        self.seen.add(
            runs.filter(pl.Series(asked) & ~pl.col("nobody") & ~pl.col("misnamed")).select("person", "check")
        )

    def _keep_totals(
        self, read: pl.DataFrame, runs: pl.DataFrame, run: NDArray[np.intp], item: NDArray[np.uint8]
    ) -> None:
        """Keep rows with a total; `clear` where they say who and when, as an assessment has to."""
        if not self._table.totals:
            return
        where = np.flatnonzero((item >= len(self._items)) & (item != NO_ITEM))
        theirs = runs[run[where]]
        day = theirs["day"].to_numpy()
        wrong = wrong_days(day, self._context).values()
        unclear = np.logical_or.reduce([outside_period(day, self._context), *wrong])
        rows = theirs.select(
            read[ROW][where],
            "assessment",
            "nowhere",
            pl.Series("item", item[where]),
            read[str(self._table.answer)][where].str.strip_chars().fill_null("").alias("total"),
            clear=~pl.col("nobody") & ~pl.col("misnamed") & ~pl.Series(unclear),
        )
        self.totals.append(rows.filter(~pl.col("nowhere") & (pl.col("total") != "")).drop("nowhere"))


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
    known: dict[int, Problem] = {}
    dates, answers = texts[table.date].to_list(), texts[str(table.answer)].to_list()
    for place, row in enumerate(texts[ROW].to_list()):
        reason = _ANSWER[status[place]]
        if reason in {reasons.NO_PERSON, reasons.NOT_RIGHT_PERSON}:
            yield places.identifier(row, table.person, reason)
        elif reason == reasons.NO_ASSESSMENT:
            yield places.identifier(row, ", ".join(table.assessment_columns), reason)
        elif reason == reasons.NOT_AN_ANSWER:
            number = int(item[place])
            if number not in known:
                known[number] = places.answer(row, str(table.answer), None, items[number])
            # What an item expects takes longer to say than all the rest.
            yield known[number]._replace(row=row, value=answers[place])
        else:
            yield places.date(row, reason, dates[place])
