"""
Instruments and items that override a method, and get it wrong.
"""
# ruff: noqa: ARG002 - their methods have the signatures of the interface

from __future__ import annotations

import itertools

import numpy as np

from livingwell_core.instruments import (
    Instrument,
    Item,
    ValueSet,
)
from livingwell_core.marks import MISSING_ANSWER


class NeverTurns(Instrument):
    def flips(self, answers, directions):
        return np.zeros(len(self.items), dtype=np.bool_)


class TurnsTwice(Instrument):
    """Turns answers that are scored too."""

    def flips(self, answers, directions):
        return super().flips("as-circled", directions)


class IgnoresTheProfile(Instrument):
    """Takes the stated direction for granted."""

    def flips(self, answers, directions):
        return super().flips(answers, {})


class TurnsFromZero(Instrument):
    """Turns as if the lowest answer were 0."""

    def orient(self, answers, flips):
        oriented = super().orient(answers, flips)
        oriented[:, flips] = np.where(
            oriented[:, flips] == MISSING_ANSWER, MISSING_ANSWER, oriented[:, flips] - 1
        )
        return oriented


class TurnsTheUpperHalf(Instrument):
    """Turns only what is above the middle."""

    def orient(self, answers, flips):
        return np.where(answers > 2, super().orient(answers, flips), answers)


class TurnsInFloats(Instrument):
    def orient(self, answers, flips):
        return super().orient(answers, flips).astype(np.float64)


class TurnsInPlace(Instrument):
    def orient(self, answers, flips):
        answers[:] = super().orient(answers, flips)
        return answers


class Gossips(Instrument):
    """The total rises if the answer beside it is the best."""

    def compute(self, score, oriented):
        values = super().compute(score, oriented)
        if score.id == "total":
            values = np.where((oriented[:, 3] == 3) & (values == 9), 10, values).astype(np.int32)
        return values


class ReadsMemory(Instrument):
    """Takes for granted that columns lie side by side, as they do from a file."""

    def orient(self, answers, flips):
        return super().orient(np.ravel(answers, order="K").reshape(answers.shape, order="F"), flips)


class UncheckedValues(ValueSet):
    """A value set that nobody checked when it was made."""

    def __attrs_post_init__(self):
        pass


class CountsByTurns(Instrument):
    calls = itertools.count()

    @property
    def counted_by(self):
        return (self.scores[next(self.calls) % 2].id,)


class CountsByNothing(Instrument):
    @property
    def counted_by(self):
        return ()


class LooseItem(Item):
    """States other codes than its range."""

    @property
    def codes(self):
        return range(self.lowest, self.highest + 2)
