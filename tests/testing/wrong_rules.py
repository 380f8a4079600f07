"""
Rules that are wrong, as a plugin author may write them in good faith.
"""
# ruff: noqa: ARG002 - their methods have the signatures of the interface

from __future__ import annotations

import itertools
from typing import Any

import attrs
import numpy as np

from livingwell_core.instruments import (
    CompleteCases,
    Mean,
    Scale,
    Sum,
)
from livingwell_core.marks import MISSING_ANSWER, MISSING_SCORE


@attrs.frozen(kw_only=True)
class Refusing(Sum):
    """A sum that takes no missing rule but its own."""

    def using(self, missing):
        if missing.id != self.missing.id:
            msg = "no other"
            raise ValueError(msg)
        return self


class NoDirections:
    """A rule from before there were directions."""

    missing = CompleteCases()

    def using(self, missing):
        return self

    def scale(self, ranges):
        return Sum().scale(ranges)

    def score(self, answers):
        return Sum().score(answers)


class NoWay(Refusing):
    def directions(self, n_items):
        return (0,) * n_items


class ShortDirections(Refusing):
    def directions(self, n_items):
        return (1,)


class ListOfDirections(Refusing):
    def directions(self, n_items):
        return [1] * n_items


@attrs.frozen
class AllMayBeMissing:
    id = "all-may-be-missing"
    max_missing = 3

    def denominator(self, n_items):
        return 1


class Floats(Refusing):
    def score(self, answers):
        return super().score(answers).astype(np.float64)


class Wide(Refusing):
    def score(self, answers):
        return super().score(answers).astype(np.int64)


class Halves(Refusing):
    """Half a point more for an odd sum, off the steps of its scale."""

    def score(self, answers):
        whole = super().score(answers)
        return np.where((whole % 2 == 1) & (whole < 15), whole + 0.5, whole)


class TwoColumns(Refusing):
    def score(self, answers):
        return super().score(answers)[:, np.newaxis]


class Raises(Refusing):
    def score(self, answers):
        msg = "no table at hand"
        raise RuntimeError(msg)


class LowestIsMissing(Refusing):
    """Takes the answer 1 for none."""

    def score(self, answers):
        values = super().score(answers)
        values[(answers == 1).all(axis=1)] = MISSING_SCORE
        return values


class OneTooHigh(Refusing):
    """The range off by one: the highest score does not come up."""

    def scale(self, ranges):
        right = super().scale(ranges)
        return Scale(lowest=right.lowest, highest=right.highest + 1)


class Beyond(Refusing):
    """A bonus for five times the highest answer."""

    def score(self, answers):
        values = super().score(answers)
        values[(answers == 5).all(axis=1)] += 1
        return values


class NoItemsNeeded(Refusing):
    """Has a range whether it has items or not."""

    def scale(self, ranges):
        return Scale(lowest=3, highest=15)


class ShortScale(Scale):
    @property
    def span(self):
        return super().span // 2


class ScaleShortByOne(Scale):
    @property
    def span(self):
        return super().span - 1


class OnShortScale(Refusing):
    """Steps that do not fit the table that is made for them."""

    def scale(self, ranges):
        right = super().scale(ranges)
        return ShortScale(lowest=right.lowest, highest=right.highest)


class OnScaleShortByOne(Refusing):
    """A table in which the highest last score slips into the next row."""

    def scale(self, ranges):
        right = super().scale(ranges)
        return ScaleShortByOne(lowest=right.lowest, highest=right.highest)

    def score(self, answers):
        values = super().score(answers)
        values[values == 14] = 13  # so that the last row is never too many
        return values


class Bump(Refusing):
    """Not monotone: 3 and 4 on the first item are worth the other way round."""

    def score(self, answers):
        swapped = answers.copy()
        swapped[:, 0] = np.array([0, 1, 2, 4, 3, 5], dtype=np.int8)[np.maximum(answers[:, 0], 0)]
        swapped[answers == MISSING_ANSWER] = MISSING_ANSWER
        return super().score(swapped)


class Backwards(Refusing):
    """Declares that answers take away."""

    def directions(self, n_items):
        return (-1,) * n_items


class Deaf(Sum):
    """Asked for another missing rule it stays with its own, and says nothing."""

    def using(self, missing):
        return self


class Puzzled(Sum):
    def using(self, missing):
        msg = "using() takes 1 positional argument"
        raise TypeError(msg)


@attrs.frozen(kw_only=True)
class RoundedDown(Sum):
    """Prorates, and drops what is not whole."""

    def score(self, answers):
        values = super().score(answers)
        denominator = self.missing.denominator(answers.shape[1])
        whole = values // denominator * denominator
        return np.where(values == MISSING_SCORE, values, whole).astype(np.int32)


@attrs.frozen(kw_only=True)
class Shifted:
    """No sum, and complete sheets score otherwise once another missing rule is named."""

    missing: Any = attrs.field(factory=CompleteCases)

    def using(self, missing):
        return attrs.evolve(self, missing=missing)

    def directions(self, n_items):
        return (1,) * n_items

    def scale(self, ranges):
        return Sum(missing=self.missing).scale(ranges)

    def score(self, answers):
        values = Sum(missing=self.missing).score(answers)
        top = values.max(initial=0)
        return np.where((values < top) & (values > 0) & (self.missing.max_missing > 0), values + 1, values)


class CountsMissing(Refusing):
    """Takes a missing answer for this one, and never says that it may be missing."""

    stands_for = 0

    def score(self, answers):
        return super().score(np.where(answers == MISSING_ANSWER, np.int8(self.stands_for), answers))


class AsZero(CountsMissing):
    stands_for = 0


class AsBest(CountsMissing):
    stands_for = 5


class MeanOfGiven(Mean):
    """The mean of whatever was given, as a spreadsheet does it."""

    def score(self, answers):
        given = (answers != MISSING_ANSWER).sum(axis=1)
        total = np.where(answers == MISSING_ANSWER, 0, answers).sum(axis=1)
        return np.where(given > 0, total * 3 // np.maximum(given, 1), MISSING_SCORE).astype(np.int32)


@attrs.frozen
class UpTo:
    """Allows so many missing, by a name of its own."""

    max_missing: int

    @property
    def id(self):
        return f"up-to-{self.max_missing}"

    def denominator(self, n_items):
        return 1


@attrs.frozen(kw_only=True)
class Allowing(Refusing):
    """Says that two may be missing, and counts them as `stands_for`."""

    stands_for: int
    missing: Any = UpTo(2)

    def scale(self, ranges):
        return Sum().scale(ranges)

    def score(self, answers):
        filled = np.where(answers == MISSING_ANSWER, np.int8(self.stands_for), answers)
        values = Sum().score(filled)
        values[(answers == MISSING_ANSWER).sum(axis=1) > 2] = MISSING_SCORE
        return values


class ByPlace(Refusing):
    """A score that depends on the row above: a cumulative sum gone astray."""

    def score(self, answers):
        values = super().score(answers)
        values[1:][values[:-1] == 15] = 15
        return values


class Centred(Refusing):
    """Scores against the others in the file."""

    def score(self, answers):
        values = super().score(answers)
        given = values[values != MISSING_SCORE]
        if given.size and given.min() > 3:
            values[values != MISSING_SCORE] -= given.min() - 3
        return values


class NeedsRows(Refusing):
    """Fails on a part without rows."""

    def score(self, answers):
        values = super().score(answers)
        values.max()
        return values


class Fills(Refusing):
    """Fills in what is missing, in the array that it was given."""

    def score(self, answers):
        values = super().score(answers)
        answers[answers == MISSING_ANSWER] = 1
        return values


class InMemoryOrder(Refusing):
    """Takes for granted how the array lies in memory."""

    def score(self, answers):
        return super().score(np.ravel(answers, order="K").reshape(answers.shape))


class Remembers(Refusing):
    """Adds a point from the second call on."""

    calls = itertools.count()

    def score(self, answers):
        values = super().score(answers)
        if len(values) > 1 and next(self.calls) % 2:
            values[(values != MISSING_SCORE) & (values < 15)] += 1
        return values


class WideByTurns(Refusing):
    """Gives another kind of number at each call."""

    calls = itertools.count()

    def score(self, answers):
        return super().score(answers).astype(np.int64 if next(self.calls) % 2 else np.int32)


class Throws(Refusing):
    """Breaks ties by throwing a coin."""

    chance = np.random.default_rng()

    def score(self, answers):
        values = super().score(answers)
        return np.where(values == 9, self.chance.integers(9, 11, len(values)), values).astype(np.int32)


class OneBuffer(Refusing):
    """Hands out the same array each time."""

    buffer = np.zeros(100_000, dtype=np.int32)

    def score(self, answers):
        self.buffer[: len(answers)] = super().score(answers)
        return self.buffer[: len(answers)]


@attrs.frozen(kw_only=True)
class Secretive(Refusing):
    """Has a setting that is not part of its definition."""

    settings = itertools.count()
    setting: int = attrs.field(default=0, init=False)

    def __attrs_post_init__(self):
        object.__setattr__(self, "setting", next(self.settings))
