"""
The range and the step that a score states: reached, never left, whole steps, and tables of it exact.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from livingwell_core.marks import MISSING_SCORE
from livingwell_core.statistics.paired import summarise
from livingwell_core.tallies import JointTable
from livingwell_core.testing.failing import ask, fail, in_points, scored
from livingwell_core.testing.sheets import (
    complete,
    directions_of,
    embed,
    extreme,
    mixed,
    ranges_of,
    score_columns,
    with_rules,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from livingwell_core.instruments import Instrument, Score

__all__ = [
    "check_complete_answers_give_a_score",
    "check_joint_table_exact",
    "check_range_kept",
    "check_range_reached",
    "check_score_type",
]


def check_score_type(instrument: Instrument) -> None:
    """A score is one int32 a row, in whole steps, for no rows too."""
    for score in instrument.scores:
        sheets = embed(instrument, score, mixed(ranges_of(instrument, score)))
        columns = score_columns(instrument, score)
        for rows in (sheets, sheets[:1], sheets[:0]):
            # The rule is asked too: what an instrument does with its numbers may hide their type.
            by_rule = ask(
                instrument, f"score {score.id!r}", score.rule.score, np.asfortranarray(rows[:, columns])
            )
            for values in (scored(instrument, score, rows), np.asarray(by_rule)):
                if values.dtype != np.int32 or values.shape != (len(rows),):
                    fail(
                        instrument,
                        f"scores are whole steps of 1/{instrument.scale(score).denominator}, one a row",
                        score=score,
                        got=f"{values.dtype}, shape {values.shape}",
                        expected=f"int32, shape ({len(rows)},)",
                    )


def check_complete_answers_give_a_score(instrument: Instrument) -> None:
    """Whoever answers everything has every score."""
    for score in instrument.scores:
        sheets = embed(instrument, score, complete(ranges_of(instrument, score)))
        values = scored(instrument, score, sheets)
        without = np.flatnonzero(values == MISSING_SCORE)
        if without.size:
            fail(
                instrument,
                "nothing is missing, and there is no score",
                score=score,
                answers=sheets[without[0]],
                got="no score",
                expected="one",
            )


def check_range_kept(instrument: Instrument) -> None:
    """No answers, complete or not, under no missing rule that the score allows, lead out of its range."""
    for score in instrument.scores:
        ranges = ranges_of(instrument, score)
        _inside(instrument, score, complete(ranges), instrument.id)
        for missing, changed, other in with_rules(instrument, score):
            _inside(changed, other, mixed(ranges), missing.id)


def _inside(instrument: Instrument, score: Score, answers: NDArray[np.int8], rule: str) -> None:
    scale = instrument.scale(score)
    sheets = embed(instrument, score, answers)
    values = scored(instrument, score, sheets)
    outside = (values != MISSING_SCORE) & ((values < scale.first_step) | (values > scale.last_step))
    if outside.any():
        row = int(np.flatnonzero(outside)[0])
        fail(
            instrument,
            "leaves its range" + ("" if rule == instrument.id else f" under {rule}"),
            score=score,
            answers=sheets[row],
            got=in_points(scale, values[row]),
            expected=f"{scale.lowest} to {scale.highest}",
        )


def check_range_reached(instrument: Instrument) -> None:
    """The best answers give the best score there is, and the worst answers the worst."""
    for score in instrument.scores:
        scale = instrument.scale(score)
        directions = directions_of(score)
        ends = {1: (scale.last_step, "highest"), -1: (scale.first_step, "lowest")}
        for best in (True, False):
            end, word = ends[score.sign if best else -score.sign]
            sheets = embed(instrument, score, extreme(ranges_of(instrument, score), directions, best=best))
            values = scored(instrument, score, sheets)
            if not (values == end).any():
                nearest = int(np.argmin(np.abs(values.astype(np.int64) - end)))
                fail(
                    instrument,
                    f"the {'best' if best else 'worst'} answers do not reach its {word}",
                    score=score,
                    answers=sheets[nearest],
                    got=in_points(scale, values[nearest]),
                    expected=in_points(scale, end),
                )


def check_joint_table_exact(instrument: Instrument) -> None:
    """Scores are counted in a table of first and last scores, and its mean is the mean by fractions."""
    for score in instrument.scores:
        scale = ask(instrument, f"the scale of score {score.id!r}", instrument.scale, score)
        sheets = embed(instrument, score, mixed(ranges_of(instrument, score)))
        values = scored(instrument, score, sheets)
        first = values[values != MISSING_SCORE]
        last = first[::-1]
        table = ask(instrument, f"the table of score {score.id!r}", JointTable.of, scale, first, last)
        _means_agree(instrument, score, table, first.tolist())


def _means_agree(instrument: Instrument, score: Score, table: JointTable, first: list[Any]) -> None:
    expected = float(Fraction(sum(map(Fraction, first)), len(first) * table.scale.denominator))
    found = summarise(table).mean_first
    if table.n != len(first) or found != expected:
        fail(
            instrument,
            "the table of its scores has another mean",
            score=score,
            got=f"{found} of {table.n}",
            expected=f"{expected} of {len(first)}",
        )
