"""
Missing answers: they never improve a score, too many of them leave none, and the rule is kept to the digit.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from livingwell_core.instruments import Mean, Single, Sum
from livingwell_core.marks import MISSING_ANSWER, MISSING_SCORE
from livingwell_core.testing.failing import fail, in_points, scored
from livingwell_core.testing.sheets import (
    complete,
    directions_of,
    embed,
    extreme,
    holes,
    mixed,
    named_rules,
    ranges_of,
    score_columns,
    with_rules,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from livingwell_core.instruments import Instrument, MissingRule, Score

__all__ = [
    "check_missing_never_improves",
    "check_missing_rule_by_name",
    "check_missing_rule_exact",
    "check_too_many_missing_give_no_score",
]

# Scored by plain Python beside: enough for every number of missing answers, and quick.
_BY_HAND = 400
_GROUNDS = 5


def check_missing_rule_by_name(instrument: Instrument) -> None:
    """Asked for another missing rule, a rule goes by it or refuses it with ValueError."""
    for score in instrument.scores:
        for missing in named_rules(len(score.items)):
            try:
                held = score.rule.using(missing).missing
            except ValueError:
                continue
            except Exception as error:  # noqa: BLE001 - somebody else's rule may raise anything; it is named
                fail(
                    instrument,
                    f"asked for {missing.id}, its rule raises",
                    score=score,
                    got=f"{type(error).__name__}: {error}",
                    expected="the rule, or ValueError",
                )
            if held.id != missing.id:
                fail(
                    instrument,
                    f"asked for {missing.id}, its rule goes by another and does not say so",
                    score=score,
                    got=held.id,
                    expected=f"{missing.id}, or ValueError",
                )


def check_too_many_missing_give_no_score(instrument: Instrument) -> None:
    """With more answers missing than its rule allows there is no score."""
    for score in instrument.scores:
        for missing, changed, other in [
            (score.rule.missing, instrument, score),
            *with_rules(instrument, score),
        ]:
            answers = mixed(ranges_of(instrument, score))
            absent = (answers == MISSING_ANSWER).sum(axis=1)
            sheets = embed(changed, other, answers[absent > missing.max_missing])
            values = scored(changed, other, sheets)
            given = np.flatnonzero(values != MISSING_SCORE)
            if given.size:
                fail(
                    instrument,
                    f"{missing.id} allows {missing.max_missing} missing, and there is a score with more",
                    score=score,
                    answers=sheets[given[0]],
                    got=in_points(changed.scale(other), values[given[0]]),
                    expected="no score",
                )


def check_missing_never_improves(instrument: Instrument) -> None:
    """
    Leaving answers out never makes a score better than it could have been with them.

    It is no better than with the missing answers at their best and no worse than with them at their worst;
    and of the worst sheet whatever is left is no better than the worst.
    """
    for score in instrument.scores:
        directions = directions_of(score)
        own = [(score.rule.missing, instrument, score)] if score.rule.missing.max_missing else []
        for missing, changed, other in own + with_rules(instrument, score):
            if missing.max_missing:
                _never_improves(changed, other, directions, missing)


def _never_improves(
    instrument: Instrument, score: Score, directions: NDArray[np.int8], missing: MissingRule
) -> None:
    ranges = ranges_of(instrument, score)
    patterns = holes(len(ranges))
    # What an item without a direction would have done is not known: it is never among the missing here.
    few = patterns.sum(axis=1) <= missing.max_missing
    patterns = patterns[few & ~patterns[:, directions == 0].any(axis=1)]
    best, worst = (extreme(ranges, directions, best=end)[0] for end in (True, False))
    whole = complete(ranges)
    spread = whole[np.linspace(0, len(whole) - 1, _GROUNDS).astype(np.int64)]
    for ground in (*extreme(ranges, directions, best=False)[:_GROUNDS], *spread):
        sparse = embed(instrument, score, np.where(patterns, np.int8(MISSING_ANSWER), ground))
        values = scored(instrument, score, sparse)
        least, most = (
            scored(instrument, score, embed(instrument, score, np.where(patterns, end, ground)))
            for end in (worst, best)
        )
        given = values != MISSING_SCORE
        at_worst = bool((ground == np.where(directions == 0, ground, worst)).all())
        limit = least if at_worst else most
        better = given & ((values - limit) * score.sign > 0)
        worse = given & ((values - least) * score.sign < 0)
        for wrong, bound, word in ((better, limit, "improve"), (worse, least, "worsen")):
            if wrong.any():
                row, scale = int(np.flatnonzero(wrong)[0]), instrument.scale(score)
                side = "no better" if word == "improve" else "no worse"
                fail(
                    instrument,
                    f"missing answers {word} it under {missing.id}",
                    score=score,
                    answers=sparse[row],
                    got=in_points(scale, values[row]),
                    expected=f"no score, or {side} than {in_points(scale, bound[row])}",
                )


def check_missing_rule_exact(instrument: Instrument) -> None:
    """
    Under every missing rule that it allows, a score is what fractions by hand give, exactly.

    A sum, a mean and a single answer are computed by hand. Of any other rule the complete sheets are
    compared: how answers that are missing are treated does not change a sheet without any.
    """
    for score in instrument.scores:
        sheets = embed(instrument, score, _some(mixed(ranges_of(instrument, score))))
        own = _points(instrument, score, scored(instrument, score, sheets))
        for missing, changed, other in with_rules(instrument, score):
            found = _points(changed, other, scored(changed, other, sheets))
            expected = _by_hand(score, sheets[:, score_columns(instrument, score)], own, missing.max_missing)
            for row, (value, right) in enumerate(zip(found, expected, strict=True)):
                if right not in {"unknown", value}:
                    fail(
                        instrument,
                        f"is not what {missing.id} gives",
                        score=score,
                        answers=sheets[row],
                        got="no score" if value is None else value,
                        expected="no score" if right is None else right,
                    )


def _some(answers: NDArray[np.int8]) -> NDArray[np.int8]:
    return answers[np.linspace(0, len(answers) - 1, min(_BY_HAND, len(answers))).astype(np.int64)]


def _points(instrument: Instrument, score: Score, values: NDArray[Any]) -> list[Fraction | None]:
    denominator = instrument.scale(score).denominator
    return [None if number == MISSING_SCORE else Fraction(number) / denominator for number in values.tolist()]


def _by_hand(
    score: Score, answers: NDArray[np.int8], own: list[Fraction | None], most_missing: int
) -> list[Fraction | str | None]:
    """Score by hand: a fraction, None for no score, "unknown" where this rule cannot be done by hand."""
    items = answers.shape[1]
    given = [[code for code in row if code != MISSING_ANSWER] for row in answers.tolist()]
    if not isinstance(score.rule, Sum | Mean | Single):
        return [value if len(codes) == items else "unknown" for value, codes in zip(own, given, strict=True)]
    parts = 1 if isinstance(score.rule, Mean) else items
    return [
        None if items - len(codes) > most_missing else Fraction(sum(codes) * parts, len(codes))
        for codes in given
    ]
