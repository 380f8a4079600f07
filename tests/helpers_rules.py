"""
Score rules in Python for tests of definitions: they have to stand in a module that can be imported by name.
"""

from __future__ import annotations

from fractions import Fraction

import attrs

from livingwell_core.instruments import CompleteCases, MissingRule, Scale, Sum

__all__ = ["Broken", "Holder", "NoRule", "Plain", "Weighted"]


@attrs.frozen(kw_only=True)
class Weighted:
    """A sum times a factor, with every kind of field that data can hold."""

    factor: Fraction = Fraction(1, 2)
    missing: MissingRule = attrs.field(factory=CompleteCases)
    weights: tuple[int, ...] = ()
    names: dict[str, str] = attrs.field(factory=dict)
    note: str | None = None

    def using(self, missing):
        return attrs.evolve(self, missing=missing)

    def directions(self, n_items):
        return (1,) * n_items

    def scale(self, ranges):
        whole = Sum().scale(ranges)
        ends = {name: getattr(whole, name) * self.factor for name in ("lowest", "highest")}
        return Scale(**ends, denominator=self.factor.denominator * self.missing.denominator(len(ranges)))

    def score(self, answers):
        return Sum(missing=self.missing).score(answers)


class Plain:
    """No attrs class, and without a field."""

    missing = CompleteCases()
    directions = Sum().directions
    scale = Sum().scale
    score = Sum().score
    using = Sum().using

    def __eq__(self, other):
        return type(other) is Plain

    __hash__ = None


class Holder(Weighted):
    """Keeps what is no plain data."""

    def __init__(self, thing=None):
        super().__init__(names={"thing": thing})


class NoRule:
    """Nothing that scores."""


class Broken:
    """Cannot be made."""

    def __init__(self):
        msg = "not today"
        raise RuntimeError(msg)
