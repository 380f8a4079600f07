"""
What the illustrative value set says of an assessment, and pairs whose utilities give the published figures.

The value set was fitted to assessments as they are drawn, so that its means come out. What a mean does not
settle, such as how many people have a higher utility, is settled here: physical health moves by a step, or a
point moves between two items of one assessment, until every figure holds. Totals stay as they are.
"""

from __future__ import annotations

import math
import tomllib
from fractions import Fraction
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import attrs

from livingwell_example.making.answers import ITEMS, MOST, VALUED, Assessment

if TYPE_CHECKING:
    from random import Random

__all__ = ["fit_utilities", "utilities", "utility"]

Pair = tuple[Assessment, Assessment]

# Published of 559 people with a utility at two points; means and d to how near they have to come.
_MEAN_FIRST, _MEAN_LAST, _MEAN_MARGIN = 600, 730, 1
_EFFECT, _EFFECT_MARGIN = 0.5, 0.03
_HIGHER: Final = 439
# Invented: so many at least have the same utility twice, enough at each site for the number to be shown.
_SAME: Final = 27

_MOST_STEPS: Final = 200_000
_STEPS: Final = 1000
_OTHERS: Final = tuple(place for place in range(ITEMS) if place not in VALUED)


def utilities() -> list[list[int]]:
    """
    Evaluate the illustrative value set.

    Returns
    -------
    list of list of int
        In thousandths, by the distance from the best of six mental health items together (0 to 24) and of
        physical health (0 to 4).
    """
    text = (files("livingwell_reqol") / "value_sets" / "illustrative.toml").read_text(encoding="utf-8")
    # Decimals as they are written: a binary fraction might fall on the other side of a half.
    terms = tomllib.loads(text, parse_float=Fraction)["model"]["terms"]
    return [
        [round(_STEPS * (1 + _lost(terms, mental, physical))) for physical in range(MOST + 1)]
        for mental in range(MOST * len(VALUED) + 1)
    ]


def _lost(terms: list[dict[str, Any]], mental: int, physical: int) -> Fraction:
    total = Fraction(0)
    for term in terms:
        powers = term["powers"]
        total += term["value"] * mental ** powers.get("mental", 0) * physical ** powers.get("physical", 0)
    return total


def utility(assessment: Assessment, table: list[list[int]]) -> int:
    """
    Give the utility of an assessment that lacks none of its answers, in thousandths.

    Parameters
    ----------
    assessment : Assessment
    table : list of list of int
        As `utilities` gives it.
    """
    answers = [assessment.items[place] for place in VALUED]
    mental = sum(MOST - answer for answer in answers if answer is not None)
    return table[mental][MOST - (assessment.physical or 0)]


@attrs.frozen
class _Sums:
    """Sums over pairs of utilities: first, last, squared changes, how many are higher and the same."""

    first: int = 0
    last: int = 0
    squares: int = 0
    higher: int = 0
    same: int = 0

    def changed(self, pair: tuple[int, int], times: int) -> _Sums:
        """Add a pair, or with -1 take it away."""
        first, last = pair
        change = last - first
        return _Sums(
            self.first + times * first,
            self.last + times * last,
            self.squares + times * change * change,
            self.higher + times * (change > 0),
            self.same + times * (change == 0),
        )

    def misfit(self, n: int) -> float:
        """Say how far this is from the published figures; 0 near the middle of what rounds to them."""
        change = (self.last - self.first) / n
        effect = change / math.sqrt((self.squares - n * change * change) / (n - 1))
        # A pair that goes from the same to higher has to be a gain, or the search would end between the two.
        off = (abs(self.higher - _HIGHER) + max(0, _SAME - self.same) / 2) / n
        for total, mean in ((self.first, _MEAN_FIRST), (self.last, _MEAN_LAST)):
            off += max(0.0, abs(total / n - mean) - _MEAN_MARGIN) / 100
        return off + max(0.0, abs(effect - _EFFECT) - _EFFECT_MARGIN)


def fit_utilities(pairs: list[Pair], rng: Random) -> list[Pair]:
    """
    Change answers a little, so that the utilities give the published figures.

    Parameters
    ----------
    pairs : list of (Assessment, Assessment)
        First and last, each with all of its answers.
    rng : random.Random

    Returns
    -------
    list of (Assessment, Assessment)
        The same people, days and totals.

    Raises
    ------
    RuntimeError
        If the search ends without fitting the figures.
    """
    table = utilities()
    fitted = list(pairs)
    values = [(utility(first, table), utility(last, table)) for first, last in pairs]
    sums = _Sums()
    for pair in values:
        sums = sums.changed(pair, 1)
    misfit = sums.misfit(len(pairs))
    for _ in range(_MOST_STEPS):
        if misfit == 0:
            return fitted
        number = rng.randrange(len(fitted))
        moved = _moved(fitted[number], rng)
        after = utility(moved[0], table), utility(moved[1], table)
        changed = sums.changed(values[number], -1).changed(after, 1)
        found = changed.misfit(len(pairs))
        if found < misfit:
            fitted[number], values[number], sums, misfit = moved, after, changed, found
    msg = f"the utilities do not fit the published figures: {misfit:.4f} off"
    raise RuntimeError(msg)


def _moved(pair: Pair, rng: Random) -> Pair:
    """Move one answer of one of the two by a step, and another the other way where the total counts it."""
    which = rng.randrange(2)
    one = pair[which]
    if rng.randrange(2):
        physical = (one.physical or 0) + (1 if rng.randrange(2) else -1)
        moved = attrs.evolve(one, physical=min(max(physical, 0), MOST))
    else:
        places = [VALUED[rng.randrange(len(VALUED))], _OTHERS[rng.randrange(len(_OTHERS))]]
        up, down = places if rng.randrange(2) else reversed(places)
        items = [item or 0 for item in one.items]
        if items[up] == MOST or items[down] == 0:
            return pair
        items[up] += 1
        items[down] -= 1
        moved = attrs.evolve(one, items=tuple(items))
    return (moved, pair[1]) if which == 0 else (pair[0], moved)
