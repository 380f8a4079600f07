"""
Rows of an export as arrays: who, when and which answers; with every row accounted for.
"""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np
import polars as pl

from livingwell_core.cohorts import reasons
from livingwell_core.cohorts.decoding import NO_DAY, UNREADABLE_DAY, days
from livingwell_core.cohorts.identity import who
from livingwell_core.cohorts.ledger import READ, Ledger
from livingwell_core.cohorts.readers import ROW, exact
from livingwell_core.errors import Problem
from livingwell_core.profiles.checks import EXCEL_SERIAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from livingwell_core.cohorts.asked import AskedItem
    from livingwell_core.profiles import AnswerTable

__all__ = [
    "AnswerRows",
    "Context",
    "Part",
    "Places",
    "any_equal",
    "given_totals",
    "keep",
    "mark",
    "outside_period",
    "tally_status",
    "unclear_cells",
    "who_and_when",
    "wrong_days",
]

# Nobody answered a questionnaire of this kind before, and a two-digit year lands in the first century.
_EARLIEST: Final = datetime.date(1980, 1, 1)
_EPOCH: Final = datetime.date(1970, 1, 1)
# Shows in messages which part of a date is which.
# Days of 1980 to 2060 as Excel counts them.
_SERIAL: Final = re.compile(r"(29[2-9]|[34]\d\d|5[0-8]\d)\d\d(\.\d+)?")
_EXAMPLE: Final = datetime.datetime(2021, 12, 31, 14, 53, 28)


@attrs.frozen(kw_only=True)
class Context:
    """
    What holds for every table of an evaluation.

    Attributes
    ----------
    first_day, last_day : date or None
        The period; assessments outside it are set aside.
    as_of : date
        No assessment can be later than this.
    by_referral : bool
        Whether each referral of a person stands for itself.
    """

    first_day: datetime.date | None = None
    last_day: datetime.date | None = None
    as_of: datetime.date
    by_referral: bool = False


@attrs.frozen(kw_only=True)
class Part:
    """
    What one table gave, before it is joined to the others of its site.

    Attributes
    ----------
    ledger : Ledger
    problems : tuple of Problem
        With the rows that were set aside.
    warnings : tuple of Problem
        With the file, and with values that could not be used.
    """

    ledger: Ledger
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


@attrs.frozen(kw_only=True)
class AnswerRows(Part):
    """
    Assessments of one instrument from one table.

    Attributes
    ----------
    keys : polars.DataFrame
        ``person``, ``check`` (uint64 hashes) and ``day`` (int32, days since 1970), a row an assessment.
    answers : array of int8, shape (n, items)
        As exported, in column order; `MISSING_ANSWER` where there is none.
    seen : polars.DataFrame
        ``person``, ``check`` of every row that names a person and was set aside, perhaps of others; may
        repeat.
    totals : mapping of score id to polars.DataFrame
        Totals that the source gave and that are not blank: ``place`` among the assessments (uint32; null
        where there is no assessment), ``row`` of the file (uint32), and ``text`` (null where there are two).
    coded : mapping of (item id, code) to int
        Answers of these assessments that held an item's own code for "no answer".
    """

    keys: pl.DataFrame
    answers: NDArray[np.int8]
    seen: pl.DataFrame
    totals: Mapping[str, pl.DataFrame] = attrs.field(factory=dict)
    coded: Mapping[tuple[str, int], int] = attrs.field(factory=dict)


def who_and_when(table: AnswerTable, context: Context) -> tuple[pl.Expr, ...]:
    """Read what every layout has: the row of the file, who it is of (see `who`), and the day."""
    return (
        pl.col(ROW),
        *who(table, by_referral=context.by_referral),
        days(table.date, table.date_format, table.time_zone).alias("day"),
    )


def unclear_cells(
    frame: pl.LazyFrame, rows: pl.Series, look: NDArray[np.bool_], columns: Iterable[str]
) -> pl.DataFrame:
    """Read some columns of the rows that need a second look as text, in the order of the file."""
    return (
        frame.filter(pl.col(ROW).is_in(rows.filter(pl.Series(look)).implode()))
        .select(ROW, *map(exact, dict.fromkeys(columns)))
        .collect(engine="streaming")
        .sort(ROW)
    )


def given_totals(place: pl.Series, row: pl.Series, text: pl.Series) -> pl.DataFrame:
    """Make one frame of `AnswerRows.totals`; cells with nothing in them are left out."""
    frame = pl.DataFrame({"place": place.cast(pl.UInt32), "row": row, "text": text})
    return frame.filter(pl.col("text").is_null() | (pl.col("text") != ""))


def any_equal(answers: NDArray[np.int8], value: int) -> NDArray[np.bool_]:
    """Find rows with this value in any column; column by column, which is how the array lies in memory."""
    found = np.zeros(len(answers), dtype=np.bool_)
    for place in range(answers.shape[1]):
        found |= answers[:, place] == value
    return found


def keep(answers: NDArray[np.int8], good: NDArray[np.bool_]) -> NDArray[np.int8]:
    """Give the good rows, in column order."""
    if good.all():
        return answers
    kept = np.empty((int(good.sum()), answers.shape[1]), dtype=np.int8, order="F")
    for place in range(answers.shape[1]):
        kept[:, place] = answers[:, place][good]
    return kept


def wrong_days(day: NDArray[np.int32], context: Context) -> dict[str, NDArray[np.bool_]]:
    """
    Find dates that cannot be used.

    Parameters
    ----------
    day : array of int32, shape (n,)
        Days since 1970, or a mark for blank or unreadable.
    context : Context

    Returns
    -------
    dict of reason to array of bool, shape (n,)
        The reasons exclude each other.
    """
    blank, unreadable = day == NO_DAY, day == UNREADABLE_DAY
    possible = (day >= (_EARLIEST - _EPOCH).days) & (day <= (context.as_of - _EPOCH).days)
    return {
        reasons.NO_DATE: blank,
        reasons.UNREADABLE_DATE: unreadable,
        reasons.IMPOSSIBLE_DATE: ~(blank | unreadable | possible),
    }


def outside_period(day: NDArray[np.int32], context: Context) -> NDArray[np.bool_]:
    """Find days before or after the period of the evaluation."""
    outside = np.zeros(day.shape, dtype=np.bool_)
    if context.first_day is not None:
        outside |= day < (context.first_day - _EPOCH).days
    if context.last_day is not None:
        outside |= day > (context.last_day - _EPOCH).days
    return outside


def mark(status: NDArray[np.uint8], wrong: NDArray[np.bool_], code: int) -> None:
    """Give rows that are wrong, and have no mark yet, their mark."""
    status[wrong & (status == 0)] = code


def tally_status(table: str, site: str, status: NDArray[np.uint8], names: Sequence[str]) -> Ledger:
    """
    Count rows by what became of them.

    Parameters
    ----------
    table, site : str
    status : array of uint8, shape (n,)
        Index into `names`; 0 is "used".
    names : sequence of str
    """
    counts = dict(zip(names, np.bincount(status, minlength=len(names)).tolist(), strict=True))
    return Ledger.of(table, site, {READ: len(status), **counts})


@attrs.frozen(kw_only=True)
class Places:
    """
    Makes problems of the cells of one table, with what was expected there.

    Attributes
    ----------
    file : str
    table : AnswerTable
    context : Context
    """

    file: str
    table: AnswerTable
    context: Context

    def identifier(self, row: int, column: str, reason: str) -> Problem:
        """Say that there is no identifier in this row, or no right one; what stands there is not shown."""
        expected = "an identifier and a referral" if self.context.by_referral else "an identifier"
        if reason == reasons.NOT_RIGHT_PERSON:
            expected = "ten digits, the last of which fits the others"
        return Problem(file=self.file, row=row, column=column, reason=reason, expected=expected)

    def date(self, row: int, reason: str, value: str | None) -> Problem:
        """Describe a date that cannot be used."""
        rule = "a number of days since 1900, as Excel counts them"
        if self.table.date_format != EXCEL_SERIAL:
            rule = f"a date like {_EXAMPLE.strftime(self.table.date_format)}"
            if reason == reasons.UNREADABLE_DATE and _SERIAL.fullmatch((value or "").strip()):
                rule += '; a number of days since 1900 is read by date_format = "excel-serial"'
        if reason == reasons.IMPOSSIBLE_DATE:
            rule = f"a day from {_EARLIEST.isoformat()} to {self.context.as_of.isoformat()}"
        return Problem(
            file=self.file, row=row, column=self.table.date, reason=reason, value=value, expected=rule
        )

    def answer(self, row: int, column: str, value: str | None, item: AskedItem) -> Problem:
        """Describe a value that is no answer of its item."""
        return Problem(
            file=self.file,
            row=row,
            column=column,
            reason=reasons.NOT_AN_ANSWER,
            value=value,
            expected=item.expected(self.table),
        )
