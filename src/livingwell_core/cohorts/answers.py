"""
Rows of an export as arrays: who, when and which answers; with every row accounted for.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from livingwell_core.cohorts import reasons
from livingwell_core.cohorts.decoding import NO_DAY, UNREADABLE_DAY, AnswerCodes
from livingwell_core.cohorts.ledger import READ, Ledger
from livingwell_core.errors import Problem
from livingwell_core.marks import MISSING_ANSWER

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl
    from numpy.typing import NDArray

    from livingwell_core.profiles import AnswerTable

__all__ = [
    "AnswerRows",
    "Context",
    "Part",
    "Places",
    "any_equal",
    "codes_of",
    "in_range",
    "keep",
    "mark",
    "outside_period",
    "tally_status",
    "wrong_days",
]

# Nobody answered a questionnaire of this kind before, and a two-digit year lands in the first century.
_EARLIEST: Final = datetime.date(1980, 1, 1)
_MOST_LABELS: Final = 5
_EPOCH: Final = datetime.date(1970, 1, 1)
# Shows in messages which part of a date is which.
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
    """

    first_day: datetime.date | None = None
    last_day: datetime.date | None = None
    as_of: datetime.date


@attrs.frozen(kw_only=True)
class Part:
    """What one table gave, before it is joined to the others of its site."""

    ledger: Ledger
    problems: tuple[Problem, ...] = ()


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
        ``person``, ``check`` of every row that names a person, rows that were set aside too; may repeat.
    """

    keys: pl.DataFrame
    answers: NDArray[np.int8]
    seen: pl.DataFrame


def codes_of(table: AnswerTable) -> AnswerCodes:
    """Give the coding that a table of a profile states."""
    return AnswerCodes(labels=table.codes, missing=table.missing)


def in_range(codes: NDArray[np.int8], lowest: int, highest: int) -> NDArray[np.bool_]:
    """Say which codes are an answer of the item, or blank."""
    fine: NDArray[np.bool_] = ((codes >= lowest) & (codes <= highest)) | (codes == MISSING_ANSWER)
    return fine


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
        """Say that there is no identifier in this row; what stands there is not shown."""
        return Problem(file=self.file, row=row, column=column, reason=reason, expected="an identifier")

    def date(self, row: int, reason: str, value: str | None) -> Problem:
        """Describe a date that cannot be used."""
        rule = f"a date like {_EXAMPLE.strftime(self.table.date_format)}"
        if reason == reasons.IMPOSSIBLE_DATE:
            rule = f"a day from {_EARLIEST.isoformat()} to {self.context.as_of.isoformat()}"
        return Problem(
            file=self.file, row=row, column=self.table.date, reason=reason, value=value, expected=rule
        )

    def answer(self, row: int, column: str, value: str | None, lowest: int, highest: int) -> Problem:
        """Describe a value that is no answer of its item."""
        rule = f"{lowest} to {highest}"
        labels = [repr(label) for label, code in self.table.codes.items() if lowest <= code <= highest]
        if labels:
            more = f" or {len(labels) - _MOST_LABELS} more" if len(labels) > _MOST_LABELS else ""
            rule = f"one of {', '.join(labels[:_MOST_LABELS])}{more}"
        return Problem(
            file=self.file, row=row, column=column, reason=reasons.NOT_AN_ANSWER, value=value, expected=rule
        )
