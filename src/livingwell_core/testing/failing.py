"""
How a check says what is wrong: the instrument, the fault, the answers, what came and what was expected.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from livingwell_core.instruments import Valued
from livingwell_core.marks import MISSING_ANSWER, MISSING_SCORE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from livingwell_core.instruments import Instrument, Scale, Score

__all__ = ["ask", "fail", "in_points", "scored", "subject_id", "value_set_ids"]


def subject_id(instrument: Instrument) -> str:
    """Name what is checked: the instrument's id and, if it is not its own, that of the value set in use."""
    own = instrument.utility.value_set if instrument.utility else None
    others = [name for name in value_set_ids(instrument) if own is None or name != own.id]
    return "+".join([instrument.id, *others])


def value_set_ids(instrument: Instrument) -> list[str]:
    """Give the ids of the value sets that an instrument scores with."""
    return [score.rule.value_set.id for score in instrument.scores if isinstance(score.rule, Valued)]


def fail(
    instrument: Instrument,
    what: str,
    *,
    score: Score | None = None,
    answers: NDArray[Any] | None = None,
    got: object = None,
    expected: object = None,
) -> NoReturn:
    """
    Raise the AssertionError of a check.

    Parameters
    ----------
    instrument : Instrument
    what : str
        What is wrong, as the end of a sentence.
    score : Score, optional
        The score it is about.
    answers : array of int, shape (number of items,), optional
        The answers for which it is wrong, in the order of the instrument's items; with `score`, those of its
        items are shown.
    got, expected : object, optional
    """
    place = subject_id(instrument) + (f", score {score.id!r}" if score else "")
    text = f"{place}: {what}"
    if answers is not None:
        shown = score.items if score else tuple(item.id for item in instrument.items)
        text += f", for {_sheet(instrument, answers, shown)}"
    if expected is not None:
        text += f": got {got}, expected {expected}"
    raise AssertionError(text)


def _sheet(instrument: Instrument, answers: NDArray[Any], shown: Iterable[str]) -> str:
    codes = {item.id: code for item, code in zip(instrument.items, np.asarray(answers).tolist(), strict=True)}
    return ", ".join(
        f"{item} = {'missing' if codes[item] == MISSING_ANSWER else codes[item]}" for item in shown
    )


def in_points(scale: Scale, steps: object) -> str:
    """Give a score in points as people write it: 7, 13/9, or that there is none."""
    number = np.asarray(steps).item()
    if number == MISSING_SCORE:
        return "no score"
    if isinstance(number, float):
        return f"{number / scale.denominator} (a float)"
    return str(Fraction(number, scale.denominator))


def ask(instrument: Instrument, what: str, question: Any, *arguments: object) -> Any:  # noqa: ANN401 - whatever it gives
    """Call a method of an instrument or a rule; whatever it raises is a fault of the instrument's."""
    try:
        return question(*arguments)
    except Exception as error:  # noqa: BLE001 - somebody else's rule may raise anything; it is named
        fail(instrument, f"{what} raises {type(error).__name__}: {error}")


def scored(instrument: Instrument, score: Score, oriented: NDArray[np.int8]) -> NDArray[Any]:
    """
    Compute a score; one that raises, or that is not one number a row, is a fault.

    The type of the numbers is left to the check of it.
    """
    values = np.asarray(ask(instrument, f"score {score.id!r}", instrument.compute, score, oriented))
    if values.shape != (len(oriented),):
        fail(
            instrument,
            "a score is one number a row",
            score=score,
            got=f"shape {values.shape}",
            expected=f"shape ({len(oriented)},)",
        )
    return values
