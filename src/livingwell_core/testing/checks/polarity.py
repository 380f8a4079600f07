"""
Which way an item runs: turned where it has to be, once, and the score moving the way that is declared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from livingwell_core.marks import MISSING_ANSWER
from livingwell_core.testing.failing import ask, fail, in_points, scored
from livingwell_core.testing.sheets import any_sheets, complete, embed, ranges_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from livingwell_core.instruments import Direction, Instrument, Score

__all__ = [
    "check_as_circled_equals_hand_turned",
    "check_monotone",
    "check_polarity",
    "check_reversal_is_its_own_inverse",
]

_BETTER: Final = "higher-is-better"
_WORSE: Final = "higher-is-worse"


def check_polarity(instrument: Instrument) -> None:
    """
    An item against the score is turned where answers are as circled, and not where they are scored.

    One whose direction the profile states is turned where a higher answer is worse, however the others are.
    """
    sheets = any_sheets(instrument)
    for answers in ("as-circled", "scored"):
        for direction in (_BETTER, _WORSE):
            directions = _stated(instrument, direction)
            marked = ask(instrument, "'flips'", instrument.flips, answers, directions)
            expected = _turned(instrument, answers, directions)
            for place, item in enumerate(instrument.items):
                if bool(marked[place]) != expected[place]:
                    fail(
                        instrument,
                        f"item {item.id!r}, answers {answers}"
                        + (f", {direction}" if item.negative is None else ""),
                        got="turned" if marked[place] else "left as it is",
                        expected="turned" if expected[place] else "left as it is",
                    )
            _oriented_by_hand(instrument, sheets, expected)


def _oriented_by_hand(instrument: Instrument, sheets: NDArray[np.int8], turn: list[bool]) -> None:
    found = np.asarray(ask(instrument, "'orient'", instrument.orient, sheets, np.array(turn)))
    expected = _turn(instrument, sheets, turn)
    if found.shape != expected.shape or found.dtype != np.int8:
        fail(
            instrument,
            "turned answers are int8, a row a sheet",
            got=f"{found.dtype} {found.shape}",
            expected=f"int8 {expected.shape}",
        )
    wrong = np.argwhere(found != expected)
    if wrong.size:
        row, place = wrong[0]
        item = instrument.items[place]
        what = "is turned wrongly" if turn[place] else "is not turned, and changes"
        fail(
            instrument,
            f"item {item.id!r} {what}",
            answers=sheets[row],
            got=found[row, place],
            expected=expected[row, place],
        )


def check_reversal_is_its_own_inverse(instrument: Instrument) -> None:
    """Answers turned twice are the answers."""
    sheets = any_sheets(instrument)
    turn = np.ones(len(instrument.items), dtype=np.bool_)
    once = ask(instrument, "'orient'", instrument.orient, sheets, turn)
    twice = ask(instrument, "'orient'", instrument.orient, once, turn)
    wrong = np.argwhere(twice != sheets)
    if wrong.size:
        row, place = wrong[0]
        fail(
            instrument,
            f"item {instrument.items[place].id!r} turned twice is another answer",
            answers=sheets[row],
            got=twice[row, place],
            expected=sheets[row, place],
        )


def check_as_circled_equals_hand_turned(instrument: Instrument) -> None:
    """An export that holds answers already turned scores as one that holds them as circled."""
    circled = any_sheets(instrument)
    for direction in (_BETTER, _WORSE):
        directions = _stated(instrument, direction)
        negative = [item.negative is True for item in instrument.items]
        by_hand = _turn(instrument, circled, negative)
        first = instrument.orient(circled, instrument.flips("as-circled", directions))
        second = instrument.orient(by_hand, instrument.flips("scored", directions))
        for score in instrument.scores:
            found, expected = scored(instrument, score, first), scored(instrument, score, second)
            wrong = np.flatnonzero(found != expected)
            if wrong.size:
                scale, row = instrument.scale(score), wrong[0]
                fail(
                    instrument,
                    "answers as circled score otherwise than the same turned by hand",
                    score=score,
                    answers=circled[row],
                    got=in_points(scale, found[row]),
                    expected=in_points(scale, expected[row]),
                )


def check_monotone(instrument: Instrument) -> None:
    """A step up on one item moves the score the way that its rule declares, or leaves it."""
    for score in instrument.scores:
        ranges = ranges_of(instrument, score)
        answers = complete(ranges)
        directions = score.rule.directions(len(score.items))
        for place, (direction, (_, highest)) in enumerate(zip(directions, ranges, strict=True)):
            if not direction:
                continue
            lower = answers[answers[:, place] < highest]
            upper = lower.copy(order="F")
            upper[:, place] += np.int8(1)
            _moves(instrument, score, score.items[place], lower, upper, direction)


def _moves(
    instrument: Instrument,
    score: Score,
    item: str,
    lower: NDArray[np.int8],
    upper: NDArray[np.int8],
    direction: int,
) -> None:
    sheets = embed(instrument, score, lower)
    before = scored(instrument, score, sheets)
    after = scored(instrument, score, embed(instrument, score, upper))
    wrong = (after - before) * direction < 0
    if wrong.any():
        row, scale = int(np.flatnonzero(wrong)[0]), instrument.scale(score)
        least = "at least" if direction > 0 else "at most"
        fail(
            instrument,
            f"a step up on item {item!r} moves it the wrong way",
            score=score,
            answers=sheets[row],
            got=in_points(scale, after[row]),
            expected=f"{least} {in_points(scale, before[row])}",
        )


def _stated(instrument: Instrument, direction: Direction) -> Mapping[str, Direction]:
    return {item.id: direction for item in instrument.items if item.negative is None}


def _turned(instrument: Instrument, answers: str, directions: Mapping[str, str]) -> list[bool]:
    """Say which items have to be turned, from the definition alone."""
    return [
        directions[item.id] == _WORSE
        if item.negative is None
        else item.negative is True and answers == "as-circled"
        for item in instrument.items
    ]


def _turn(instrument: Instrument, sheets: NDArray[np.int8], turn: list[bool]) -> NDArray[np.int8]:
    """Turn answers by the definition: as far from the one end as they were from the other."""
    turned = np.array(sheets, dtype=np.int16)
    for place, item in enumerate(instrument.items):
        if turn[place]:
            column = turned[:, place]
            turned[:, place] = np.where(column == MISSING_ANSWER, column, item.lowest + item.highest - column)
    return turned.astype(np.int8)
