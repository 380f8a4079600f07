"""
First and last totals of every pair, such that the published figures hold.

Totals are drawn from a bivariate bell shape and then moved, a person and a few points at a time, until every
figure holds. Moves that roughen a histogram cost something too, so that no heaps grow at the thresholds.
Nothing but sums, products and comparisons of ``random()`` is used: the result is the same on every machine.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import attrs

from livingwell_example.making.chance import bell

if TYPE_CHECKING:
    from random import Random

    from livingwell_example.making.sites import Site

__all__ = ["draw_totals"]

_HIGHEST: Final = 40
# Published of all sites together: d, people reliably better and worse, and of 726 people 92% and 63% in the
# clinical range.
_EFFECT: Final = 0.88
_IMPROVED, _WORSE = 435, 55
_CLINICAL_FIRST, _CLINICAL_LAST = 668, 457
_RELIABLE: Final = 5
_EDGE: Final = 24

_CORRELATION: Final = 0.46
_MOST_STEPS: Final = 400_000
# A move that costs a little is sometimes made, so that the search leaves dead ends.
_PATIENCE: Final = 0.05
# What roughness costs beside a misfit of one person, and over which distances it is looked for.
_ROUGH: Final = 0.3
_REACHES: Final = (1, 2, 4)
_MARGIN: Final = 2 * max(_REACHES)

_Pair = tuple[int, int]


@attrs.frozen
class _Sums:
    """
    Sums and histograms of the totals of one site or of all, kept up to date move by move.

    Attributes
    ----------
    sums : list of int
        Of first totals, of last totals, of squared changes.
    histograms : tuple of list of int
        Of first totals, last totals and changes, the last shifted by 40; with a margin at each end.
    n : int
    """

    n: int
    sums: list[int] = attrs.field(factory=lambda: [0, 0, 0])
    histograms: tuple[list[int], ...] = attrs.field(
        factory=lambda: tuple([0] * (steps + 1 + 2 * _MARGIN) for steps in (_HIGHEST, _HIGHEST, 2 * _HIGHEST))
    )

    @classmethod
    def of(cls, pairs: list[_Pair]) -> _Sums:
        """Count pairs."""
        sums = cls(len(pairs))
        for pair in pairs:
            sums.count(pair, 1)
        return sums

    def count(self, pair: _Pair, times: int) -> None:
        """Add a pair, or with -1 take it away."""
        first, last = pair
        change = last - first
        for place, value in enumerate((first, last, change * change)):
            self.sums[place] += times * value
        for histogram, value in zip(self.histograms, (first, last, change + _HIGHEST), strict=True):
            histogram[value + _MARGIN] += times

    def roughness(self, one: _Pair, other: _Pair) -> float:
        """Sum the squared second differences around two pairs; about 1 a place in a random sample."""
        total = 0
        for which, histogram in enumerate(self.histograms):
            values = [(first, last, last - first + _HIGHEST)[which] + _MARGIN for first, last in (one, other)]
            for reach in _REACHES:
                for place in sorted({value + step for value in values for step in (-reach, 0, reach)}):
                    bend = histogram[place - reach] - 2 * histogram[place] + histogram[place + reach]
                    total += bend * bend
        # Counts of a histogram with some 25 filled places vary by 6 n / 25 in their second differences.
        return total * 25 / (6 * self.n)

    def effect(self) -> float:
        """Mean change over the sample standard deviation of changes."""
        first, last, squares = self.sums
        mean = (last - first) / self.n
        return mean / math.sqrt((squares - self.n * mean * mean) / (self.n - 1))


def draw_totals(sites: tuple[Site, ...], rng: Random) -> list[list[_Pair]]:
    """
    Draw the totals.

    Parameters
    ----------
    sites : tuple of Site
    rng : random.Random

    Returns
    -------
    list of list of (first, last)
        One list a site, one tuple a pair.

    Raises
    ------
    RuntimeError
        If the search ends without fitting the figures.
    """
    pairs = [[_draw(site, rng) for _ in range(site.pairs)] for site in sites]
    groups = [_Sums.of(drawn) for drawn in pairs]
    everyone = _Sums.of([pair for drawn in pairs for pair in drawn])
    people = [(number, place) for number, drawn in enumerate(pairs) for place in range(len(drawn))]
    misfit = _misfit(sites, groups, everyone)
    for _ in range(_MOST_STEPS):
        if misfit == 0:
            return pairs
        number, place = people[rng.randrange(len(people))]
        before = pairs[number][place]
        after = _moved(before, rng)
        both = (groups[number], everyone)
        rough = sum(group.roughness(before, after) for group in both)
        _replace(both, before, after)
        rough = sum(group.roughness(before, after) for group in both) - rough
        found = _misfit(sites, groups, everyone)
        if found - misfit + _ROUGH * rough < _PATIENCE * rng.random():
            pairs[number][place], misfit = after, found
        else:
            _replace(both, after, before)
    msg = f"the totals do not fit the published figures: {misfit:.4f} off"
    raise RuntimeError(msg)


def _draw(site: Site, rng: Random) -> _Pair:
    """Draw a pair from the bell shape cut off at the ends of the scale, without heaping there."""
    while True:
        shared = bell(rng)
        first = round(site.mean_first + site.spread_first * shared)
        rest = (1 - _CORRELATION * _CORRELATION) ** 0.5
        last = round(site.mean_last + site.spread_last * (_CORRELATION * shared + rest * bell(rng)))
        if 0 <= first <= _HIGHEST and 0 <= last <= _HIGHEST:
            return first, last


def _moved(pair: _Pair, rng: Random) -> _Pair:
    """Move one of the two totals by one to three points, within the scale."""
    which, step = rng.randrange(2), 1 + rng.randrange(3)
    value = pair[which] + (step if rng.randrange(2) else -step)
    value = min(max(value, 0), _HIGHEST)
    return (value, pair[1]) if which == 0 else (pair[0], value)


def _replace(groups: tuple[_Sums, ...], before: _Pair, after: _Pair) -> None:
    for group in groups:
        group.count(before, -1)
        group.count(after, 1)


def _misfit(sites: tuple[Site, ...], groups: list[_Sums], everyone: _Sums) -> float:
    """Say how far the totals are from the published figures; 0 near the middle of what rounds to them."""
    total = 0.0
    for site, group in zip(sites, groups, strict=True):
        for place, mean in enumerate((site.mean_first, site.mean_last)):
            total += max(0.0, abs(group.sums[place] - mean * group.n) - 0.01 * group.n)
        if site.effect is not None:
            total += 1000 * max(0.0, abs(group.effect() - site.effect) - 0.002)
    total += 1000 * max(0.0, abs(everyone.effect() - _EFFECT) - 0.002)
    first, last, changes = everyone.histograms
    total += abs(sum(first[: _EDGE + 1 + _MARGIN]) - _CLINICAL_FIRST)
    total += abs(sum(last[: _EDGE + 1 + _MARGIN]) - _CLINICAL_LAST)
    total += abs(sum(changes[_HIGHEST + _RELIABLE + _MARGIN :]) - _IMPROVED)
    return total + abs(sum(changes[: _HIGHEST - _RELIABLE + 1 + _MARGIN]) - _WORSE)
