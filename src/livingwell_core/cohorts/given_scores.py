"""
Tables that hold scores and no answers: a row an assessment, or a row a score.

Some systems, and national data sets, keep totals only. They are used as they are: whether they were computed
rightly cannot be seen, and every finding says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs
import numpy as np
import polars as pl

from livingwell_core.cohorts import reasons
from livingwell_core.cohorts.answers import (
    Context,
    Part,
    Places,
    mark,
    outside_period,
    tally_status,
    unclear_cells,
    who_and_when,
    wrong_days,
)
from livingwell_core.cohorts.asked_scores import AskedScore
from livingwell_core.cohorts.decoding import NO_DAY, day_of, each, folded, is_blank
from livingwell_core.cohorts.identity import key_hash
from livingwell_core.cohorts.joining import SecondFile, blank
from livingwell_core.cohorts.ledger import USED, Ledger
from livingwell_core.cohorts.opening import Opened, open_table
from livingwell_core.cohorts.readers import ROW, Reader, Source
from livingwell_core.errors import Problem
from livingwell_core.marks import MISSING_SCORE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from livingwell_core.profiles import AnswerTable

__all__ = ["ScoreRows", "read_scores"]

_ROW: Final = (
    USED,
    reasons.BLANK_ROW,
    reasons.OTHER_QUESTION,
    reasons.NOT_FILLED_IN,
    reasons.NO_ASSESSMENT,
    reasons.NO_PERSON,
    reasons.NOT_RIGHT_PERSON,
    reasons.NO_DATE,
    reasons.UNREADABLE_DATE,
    reasons.IMPOSSIBLE_DATE,
    reasons.NOT_A_SCORE,
    reasons.OUTSIDE_PERIOD,
    reasons.DUPLICATE,
)
_ASSESSMENT: Final = (
    USED,
    reasons.ANSWER_SET_ASIDE,
    reasons.UNCLEAR_ASSESSMENT,
    reasons.CONFLICTING_SCORES,
    reasons.OUTSIDE_PERIOD,
)
# Rows that are not used and still do no harm to the assessment they stand in.
_HARMLESS: Final = (USED, reasons.BLANK_ROW, reasons.OTHER_QUESTION, reasons.NOT_FILLED_IN, reasons.DUPLICATE)
# Rows that belong to no assessment, or say nothing of its scores.
_APART: Final = (reasons.BLANK_ROW, reasons.OTHER_QUESTION, reasons.NO_ASSESSMENT)
_NOT_A_SCORE: Final = MISSING_SCORE + 1
_NO_SCORE: Final = 255


@attrs.frozen(kw_only=True)
class ScoreRows(Part):
    """
    Assessments of one instrument from a table of scores.

    Attributes
    ----------
    keys : polars.DataFrame
        As in `AnswerRows`.
    scores : mapping of score id to array of int32, shape (n,)
        In steps of the score's scale; `MISSING_SCORE` where there is none.
    seen : polars.DataFrame
        As in `AnswerRows`.
    """

    keys: pl.DataFrame
    scores: Mapping[str, NDArray[np.int32]]
    seen: pl.DataFrame


def read_scores(
    source: Source,
    reader: Reader,
    table: AnswerTable,
    scores: Sequence[AskedScore],
    site: str,
    context: Context,
    seconds: Sequence[SecondFile] = (),
) -> ScoreRows:
    """
    Read a table of scores, whatever its layout.

    Parameters and errors are those of `read_wide`; of `scores`, those that the table does not hold are
    missing throughout.
    """
    held = [score for score in scores if score.id in table.scores]
    name = (table.rows_are, site)
    places = table.scores.values() if table.layout == "wide" else (str(table.question), str(table.answer))
    referral = table.referral if context.by_referral else None
    columns = (table.person, referral, table.date, *table.assessment_columns, *places)
    opened = open_table(source, reader, table, columns, name, seconds)
    rows = _Rows(opened, reader, table, held, context, Places(file=source.name, table=table, context=context))
    return rows.long(name) if table.layout == "long" else rows.wide(name)


@attrs.frozen(eq=False)
class _Rows:
    """The rows of one table, while they are read."""

    opened: Opened
    reader: Reader
    table: AnswerTable
    held: list[AskedScore]
    context: Context
    places: Places

    def wide(self, name: tuple[str, str]) -> ScoreRows:
        """Read a row an assessment."""
        cells = [blank(self.table.scores[score.id]).alias(f"s{i}") for i, score in enumerate(self.held)]
        read = self._collect(cells)
        steps = {score.id: self._steps(read[f"s{i}"], score) for i, score in enumerate(self.held)}
        day, texts = self._days(read)
        empty = np.logical_and.reduce([step == MISSING_SCORE for step in steps.values()])
        wrong = np.logical_or.reduce([step == _NOT_A_SCORE for step in steps.values()])
        status = self._status(read, day, empty & (day == NO_DAY), wrong)
        mark(status, outside_period(day, self.context), _ROW.index(reasons.OUTSIDE_PERIOD))
        good = status == 0
        problems = list(self._problems(read, status, texts))
        for i, score in enumerate(self.held):
            bad = (steps[score.id] == _NOT_A_SCORE) & (status == _ROW.index(reasons.NOT_A_SCORE))
            column = self.table.scores[score.id]
            problems += self._not_scores(read[ROW], read[f"s{i}"], bad, column, score)
        return ScoreRows(
            keys=read.select("person", "check").with_columns(day=day).filter(pl.Series(good)),
            scores={score: values[good] for score, values in steps.items()},
            seen=_named(read),
            ledger=tally_status(*name, status, _ROW) + self.opened.ledger,
            problems=tuple(problems),
            warnings=self.opened.warnings,
        )

    def long(self, name: tuple[str, str]) -> ScoreRows:
        """Read a row a score, and gather the scores of each assessment."""
        read = self._collect(self._of_one_score())
        score = read["score"].to_numpy()
        step = np.full(read.height, MISSING_SCORE, dtype=np.int32)
        for index, one in enumerate(self.held):
            theirs = score == index
            step[theirs] = self._steps(read["value"].filter(pl.Series(theirs)), one)
        day, texts = self._days(read)
        status = np.zeros(read.height, dtype=np.uint8)
        mark(status, read["empty"].to_numpy(), _ROW.index(reasons.BLANK_ROW))
        mark(status, score == _NO_SCORE, _ROW.index(reasons.OTHER_QUESTION))
        mark(status, step == MISSING_SCORE, _ROW.index(reasons.NOT_FILLED_IN))
        mark(status, read["nowhere"].to_numpy(), _ROW.index(reasons.NO_ASSESSMENT))
        status = self._status(read, day, np.zeros(read.height, dtype=np.bool_), step == _NOT_A_SCORE, status)
        problems = list(self._problems(read, status, texts))
        for index, one in enumerate(self.held):
            bad = (score == index) & (status == _ROW.index(reasons.NOT_A_SCORE))
            problems += self._not_scores(read[ROW], read["value"], bad, str(self.table.answer), one)
        rows = read.select("assessment", "person", "check", "score").with_columns(
            pl.Series("day", day), pl.Series("step", step)
        )
        mark(status, _repeats(rows, status), _ROW.index(reasons.DUPLICATE))
        seen = _named(read.filter(pl.col("score") != _NO_SCORE))
        ledger = tally_status(*name, status, _ROW) + self.opened.ledger
        return self._assessments(self._gather(rows, status), name[1], seen, ledger, tuple(problems))

    def _of_one_score(self) -> list[pl.Expr]:
        """Read what a row a score has besides who and when."""
        question, answer = str(self.table.question), str(self.table.answer)
        place = {self.table.scores[score.id]: index for index, score in enumerate(self.held)}
        key, nowhere = key_hash(self.table)
        columns = (self.table.person, self.table.date, *self.table.assessment_columns, question, answer)
        return [
            key.alias("assessment"),
            nowhere.alias("nowhere"),
            blank(question).replace_strict(place, default=_NO_SCORE, return_dtype=pl.UInt8).alias("score"),
            blank(answer).alias("value"),
            pl.all_horizontal(map(is_blank, dict.fromkeys(columns))).alias("empty"),
        ]

    def _assessments(
        self,
        whole: pl.DataFrame,
        site: str,
        seen: pl.DataFrame,
        ledger: Ledger,
        problems: tuple[Problem, ...],
    ) -> ScoreRows:
        """Keep the assessments of which every row could be used."""
        fate = whole["fate"].to_numpy().copy()
        outside = outside_period(whole["day"].to_numpy(), self.context)
        mark(fate, outside, _ASSESSMENT.index(reasons.OUTSIDE_PERIOD))
        good = whole.filter(pl.Series(fate == 0))
        return ScoreRows(
            keys=good.select("person", "check", "day"),
            scores={one.id: good[f"s{index}"].to_numpy() for index, one in enumerate(self.held)},
            seen=seen,
            ledger=ledger + tally_status(f"{self.table.instrument} assessments", site, fate, _ASSESSMENT),
            problems=problems,
            warnings=self.opened.warnings,
        )

    def _collect(self, more: list[pl.Expr]) -> pl.DataFrame:
        expressions = (*who_and_when(self.table, self.context), *more)
        return self.opened.frame.select(expressions).collect(engine="streaming")

    def _steps(self, texts: pl.Series, score: AskedScore) -> NDArray[np.int32]:
        """Read values, each different text once."""
        different = texts.unique()
        missing = {folded(word) for word in self.table.missing}
        read = [self._step(text, score, missing) for text in different.to_list()]
        meaning = pl.DataFrame({"text": different, "step": pl.Series(read, dtype=pl.Int32)})
        return (
            pl.DataFrame({"text": texts})
            .join(meaning, on="text", how="left", nulls_equal=True, maintain_order="left")["step"]
            .to_numpy()
        )

    @staticmethod
    def _step(text: str | None, score: AskedScore, missing: set[str]) -> int:
        if text is None or folded(text) in missing:
            return MISSING_SCORE
        step = score.step(text)
        return _NOT_A_SCORE if step is None else step

    def _days(self, read: pl.DataFrame) -> tuple[NDArray[np.int32], dict[int, str | None]]:
        """Give the days after a second look, and the text of the dates that needed it by row."""
        day = read["day"].to_numpy().copy()
        look = np.logical_or.reduce(list(wrong_days(day, self.context).values()))
        if not look.any():
            return day, {}
        cells = unclear_cells(self.opened.frame, read[ROW], look, (self.table.date,))
        formats = (self.table.date_format, *self.reader.date_formats)
        texts = cells[self.table.date].to_list()
        day[look] = each(texts, lambda text: day_of(text, formats, self.table.time_zone))
        return day, dict(zip(cells[ROW].to_list(), texts, strict=True))

    def _status(
        self,
        read: pl.DataFrame,
        day: NDArray[np.int32],
        empty: NDArray[np.bool_],
        wrong: NDArray[np.bool_],
        status: NDArray[np.uint8] | None = None,
    ) -> NDArray[np.uint8]:
        status = np.zeros(read.height, dtype=np.uint8) if status is None else status
        nobody = read["nobody"].to_numpy()
        mark(status, empty & nobody, _ROW.index(reasons.BLANK_ROW))
        mark(status, empty, _ROW.index(reasons.NOT_FILLED_IN))
        mark(status, nobody, _ROW.index(reasons.NO_PERSON))
        mark(status, read["misnamed"].to_numpy(), _ROW.index(reasons.NOT_RIGHT_PERSON))
        for reason, where in wrong_days(day, self.context).items():
            mark(status, where, _ROW.index(reason))
        mark(status, wrong, _ROW.index(reasons.NOT_A_SCORE))
        return status

    def _problems(
        self, read: pl.DataFrame, status: NDArray[np.uint8], texts: Mapping[int, str | None]
    ) -> Iterator[Problem]:
        """Name rows without a usable person, assessment or date."""
        rows = read[ROW]
        for reason in (reasons.NO_PERSON, reasons.NOT_RIGHT_PERSON, reasons.NO_ASSESSMENT):
            column = ", ".join(self.table.assessment_columns)
            if reason != reasons.NO_ASSESSMENT:
                column = self.table.person
            for row in rows.filter(pl.Series(status == _ROW.index(reason))).to_list():
                yield self.places.identifier(row, column, reason)
        for reason in (reasons.NO_DATE, reasons.UNREADABLE_DATE, reasons.IMPOSSIBLE_DATE):
            for row in rows.filter(pl.Series(status == _ROW.index(reason))).to_list():
                yield self.places.date(row, reason, texts[row])

    def _not_scores(
        self, rows: pl.Series, texts: pl.Series, bad: NDArray[np.bool_], column: str, score: AskedScore
    ) -> Iterator[Problem]:
        where = pl.Series(bad)
        for row, text in zip(rows.filter(where), texts.filter(where), strict=True):
            yield Problem(
                file=self.places.file,
                row=row,
                column=column,
                reason=reasons.NOT_A_SCORE,
                value=text,
                expected=score.expected,
            )

    def _gather(self, rows: pl.DataFrame, status: NDArray[np.uint8]) -> pl.DataFrame:
        """Make assessments of scores; ``fate`` is an index into _ASSESSMENT."""
        rows = rows.with_columns(
            pl.Series("good", status == 0),
            pl.Series("harmful", ~np.isin(status, [_ROW.index(reason) for reason in _HARMLESS])),
        ).filter(pl.Series(~np.isin(status, [_ROW.index(reason) for reason in _APART])))
        good = pl.col("good")
        values = [
            (
                pl.col("step").filter(good & (pl.col("score") == index)).max().alias(f"s{index}"),
                (pl.col("step").filter(good & (pl.col("score") == index)).n_unique() > 1).alias(f"c{index}"),
            )
            for index in range(len(self.held))
        ]
        clashes = pl.any_horizontal(f"c{index}" for index in range(len(self.held)))
        whole = rows.group_by("assessment").agg(
            *(
                pl.coalesce(pl.col(name).filter(good).first(), pl.col(name).first()).alias(name)
                for name in _KEY
            ),
            pl.col("harmful").any(),
            pl.any_horizontal(pl.col(name).filter(good).n_unique() > 1 for name in _KEY).alias("unclear"),
            *(expression for pair in values for expression in pair),
        )
        fate = (
            pl.when("harmful")
            .then(_ASSESSMENT.index(reasons.ANSWER_SET_ASIDE))
            .when("unclear")
            .then(_ASSESSMENT.index(reasons.UNCLEAR_ASSESSMENT))
            .when(clashes)
            .then(_ASSESSMENT.index(reasons.CONFLICTING_SCORES))
            .otherwise(0)
        )
        # Sorted by hash, so that the order of the file's rows changes nothing.
        return whole.with_columns(
            fate.cast(pl.UInt8).alias("fate"),
            *(pl.col(f"s{index}").fill_null(MISSING_SCORE) for index in range(len(self.held))),
        ).sort("assessment")


_KEY: Final = ("person", "check", "day")


def _named(read: pl.DataFrame) -> pl.DataFrame:
    """Give whom rows name."""
    return read.filter(~pl.col("nobody") & ~pl.col("misnamed")).select("person", "check").unique()


def _repeats(rows: pl.DataFrame, status: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Find all but one of the good rows that say the same thing."""
    repeated = (
        rows.with_row_index("place")
        .filter(pl.Series(status == 0))
        .filter(~pl.struct("assessment", "person", "day", "score", "step").is_first_distinct())["place"]
        .to_numpy()
    )
    found = np.zeros(rows.height, dtype=np.bool_)
    found[repeated] = True
    return found
