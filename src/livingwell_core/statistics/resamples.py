"""
Resamples of a tally: how many people each cell has when as many are drawn again, with replacement.

That is a multinomial draw. numpy goes from cell to cell by the binomial distribution [1]_, a tenth of a
microsecond each. Where cells are many it can be had several times faster, and as exactly:

- cells are put into a few groups, and numpy draws how many people each group gets in each resample;
- for each group many resamples are drawn without regard to how many people they have, by independent Poisson
  counts, which are multinomial given their sum [2]_. Each resample is given one that has as many people as
  its group gets, or a few less; the missing ones are drawn one by one. Who is given which depends on sums
  alone, so that within each sum nothing is favoured;
- a count is looked up: the first bits of a random word say which it is, but for the few places where one
  gives way to the next; there more bits decide (guide tables [3]_).

References
----------
.. [1] Davis CS (1993), Computational Statistics and Data Analysis 16:205-217.
.. [2] Penn State Eberly College of Science, STAT 504: Analysis of Discrete Data, lesson 2.3.6.
.. [3] Chen HC, Asau Y (1974), AIIE Transactions 6:163-166.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Resampler"]

# With fewer cells numpy is about as fast; with more probabilities to hold tables would be too large.
_MANY_CELLS, _MOST_HELD = 100, 2**22
# Groups of cells. Sums of Poisson counts vary more than what a group gets, by 1 in 2 * _GROUPS: so many more
# of them are drawn, and some for chance.
_GROUPS = 8
_MORE, _FOR_CHANCE = 1 + 1 / (2 * _GROUPS), 2.0
# Log of the probability beyond which a Poisson count is not held: 1e-20.
_BEYOND = 46.0
# First bits of a random word that are looked up: for a count, and for a person. 16 at most.
_COUNT_BITS, _PERSON_BITS = 13, 16
# Draws made at a time: what stays near the processor.
_AT_ONCE = 2**17


def _reach(rate: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give how far from their mean Poisson counts reach, by Bernstein's inequality."""
    return np.asarray(_BEYOND / 3 + np.sqrt((_BEYOND / 3) ** 2 + 2 * _BEYOND * rate))


def _poissons(
    means: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Give Poisson probabilities by mean, one after the other; how many each mean has; its least count."""
    low = np.maximum(0, np.floor(means - _reach(means))).astype(np.int64)
    width = np.ceil(means + _reach(means)).astype(np.int64) - low + 1
    start = np.cumsum(width) - width
    k = np.arange(int(width.sum())) + np.repeat(low - start, width)
    # Each is the one before times mean / k.
    logarithm = np.repeat(np.log(means), width) - np.log(np.maximum(np.arange(int(k.max()) + 1), 1))[k]
    logarithm[start] = 0
    logarithm = np.cumsum(logarithm)
    logarithm -= np.repeat(np.maximum.reduceat(logarithm, start), width)
    chance = np.exp(logarithm)
    chance /= np.repeat(np.add.reduceat(chance, start), width)
    return chance, width, low


@attrs.frozen(kw_only=True, eq=False)
class _Lookup:
    """
    Draws from several distributions of whole numbers.

    Attributes
    ----------
    bits : int
        First bits that are looked up.
    table : array of int, shape (distributions * 2^bits,)
        What they give; where two numbers are left, the lower one, turned below -1; else -1.
    upto : array of float64
        Distribution functions one after the other, each plus its number: rising throughout.
    start : array of int64, shape (distributions + 1,)
        Where each begins in `upto`, and the end.
    low : array of int64, shape (distributions,)
        The least number of each.
    """

    bits: int
    table: NDArray[np.integer[Any]]
    upto: NDArray[np.float64]
    start: NDArray[np.int64]
    low: NDArray[np.int64]

    @classmethod
    def of(
        cls, chance: NDArray[np.float64], width: NDArray[np.int64], low: NDArray[np.int64], bits: int
    ) -> _Lookup:
        """
        Make the tables.

        Parameters
        ----------
        chance : array of float64
            Of one distribution after the other, each adding up to 1.
        width, low : array of int64, shape (distributions,)
            How many numbers each has, and the least.
        bits : int
        """
        start, number = np.concatenate([[0], np.cumsum(width)]), np.arange(width.size)
        of = np.repeat(number, width)
        upto = np.concatenate([[0.0], np.cumsum(chance)])
        upto = upto[1:] + np.repeat(number - upto[start[:-1]], width)
        # Rounding must not hand what belongs to one distribution to the next.
        upto = np.clip(upto, of, of + 1)
        upto[start[1:] - 1] = number + 1
        value = np.arange(upto.size) + np.repeat(low - start[:-1], width)
        # Bits decide where no distribution function rises within what they begin.
        rises = upto * 2.0**bits
        place = np.ceil(rises).astype(np.int64)
        value = value.astype(np.int16 if value.max() < 2**15 - 2 else np.int32)
        table = np.repeat(value, np.diff(place, prepend=0))
        within = place != rises
        place = place[within] - 1
        table[place] = -value[within] - 2
        table[place[1:][place[1:] == place[:-1]]] = -1
        return cls(bits=bits, table=table, upto=upto, start=start, low=low)

    def draw(
        self, which: NDArray[np.int64], size: int, random: np.random.BitGenerator
    ) -> NDArray[np.integer[Any]]:
        """Draw from each distribution named, shape (named, size)."""
        drawn = np.empty((which.size, size), dtype=self.table.dtype)
        step = max(1, _AT_ONCE // max(1, size))
        for start in range(0, which.size, step):
            part = slice(start, start + step)
            drawn[part] = self._draw(which[part], size, random)
        return drawn

    def _draw(
        self, which: NDArray[np.int64], size: int, random: np.random.BitGenerator
    ) -> NDArray[np.integer[Any]]:
        asked = which.size * size
        halves = _words(random, -(-asked // 4)).view("<u2")[:asked] >> (16 - self.bits)
        places = (which << self.bits)[:, np.newaxis] + halves.reshape(which.size, size)
        found = self.table.take(places)
        unsure = np.flatnonzero(found.ravel() < 0)
        at = (places.ravel()[unsure] + _shares(random, unsure.size)) * 2.0**-self.bits
        number = which[unsure // size]
        shift = self.start[number] - self.low[number]
        lower = -2 - found.ravel()[unsure].astype(np.int64)
        value = lower + (self.upto[shift + lower] <= at)
        many = np.flatnonzero(lower < 0)
        place = np.searchsorted(self.upto, at[many], side="right")
        # What rounding took to the next distribution is the last of this one.
        value[many] = np.minimum(place, self.start[number[many] + 1] - 1) - shift[many]
        found.ravel()[unsure] = value
        return found


def _words(random: np.random.BitGenerator, number: int) -> NDArray[np.uint64]:
    """Give random words, the same on every machine."""
    return np.asarray(random.random_raw(number), dtype="<u8")


def _shares(random: np.random.BitGenerator, number: int) -> NDArray[np.float64]:
    """Give random numbers from 0 to below 1."""
    return np.asarray((_words(random, number) >> np.uint64(11)) * 2.0**-53)


def _match(needed: NDArray[np.int64], given: NDArray[np.int64]) -> NDArray[np.int64]:
    """
    Find for each number needed one that is given, no larger, as near as can be, and none twice.

    Parameters
    ----------
    needed : array of int64, shape (n,)
    given : array of int64, shape (m,)

    Returns
    -------
    array of int64, shape (n,)
        Places in `given`; -1 for those for which none is left.
    """
    order, by_size = np.argsort(needed, kind="stable"), np.argsort(given, kind="stable")
    rank = np.arange(needed.size)
    # The largest takes the nearest, the next one the nearest that is left below it, and so on.
    no_larger = np.searchsorted(given[by_size], needed[order], side="right")
    place = np.minimum.accumulate((no_larger - rank)[::-1])[::-1] + rank - 1
    found = np.full(needed.size, -1, dtype=np.int64)
    found[order[place >= 0]] = by_size[place[place >= 0]]
    return found


@attrs.frozen(kw_only=True, eq=False)
class _Group:
    """
    Some cells.

    Attributes
    ----------
    number : int
    cells : array of int64
    share : array of float64
        Of the group's people, in each cell.
    """

    number: int
    cells: NDArray[np.int64]
    share: NDArray[np.float64]


@attrs.frozen(kw_only=True, eq=False)
class _Tables:
    """
    What many cells are drawn by.

    Attributes
    ----------
    groups : list of _Group
    which : array of int64, shape (cells,)
        Which distribution in `counts` is each cell's.
    counts : _Lookup
        Poisson counts.
    people : _Lookup
        In which of a group's cells one person is.
    """

    groups: list[_Group]
    which: NDArray[np.int64]
    counts: _Lookup
    people: _Lookup

    @classmethod
    def of(cls, count: NDArray[np.int64]) -> _Tables:
        """Make the tables."""
        # Dealt out by size, so that groups are alike.
        order, number = np.argsort(count, kind="stable"), min(_GROUPS, count.size)
        groups = []
        for start in range(number):
            cells = order[start::number]
            groups.append(_Group(number=start, cells=cells, share=count[cells] / count[cells].sum()))
        different, which = np.unique(count, return_inverse=True)
        people = _Lookup.of(
            np.concatenate([group.share for group in groups]),
            np.array([group.cells.size for group in groups]),
            np.zeros(number, dtype=np.int64),
            _PERSON_BITS,
        )
        counts = _Lookup.of(*_poissons(different.astype(np.float64)), _COUNT_BITS)
        return cls(groups=groups, which=which, counts=counts, people=people)

    def draw(
        self, group: _Group, people: NDArray[np.int64], random: np.random.BitGenerator
    ) -> NDArray[np.int64]:
        """Draw so many people of a group, shape (cells of the group, resamples)."""
        cells, size = group.cells.size, people.size
        more = math.ceil(_MORE * size + _FOR_CHANCE * math.sqrt(size))
        counts = self.counts.draw(self.which[group.cells], more, random)
        sums = counts.sum(axis=0, dtype=np.int64)
        place = _match(people, sums)
        without = np.flatnonzero(place < 0)
        left = people - sums[place]
        left[without] = 0
        member = self.people.draw(np.array([group.number]), int(left.sum()), random)[0]
        at = np.repeat(np.arange(size), left) + size * member.astype(np.int64)
        drawn = np.bincount(at, minlength=cells * size).reshape(cells, size)
        drawn += counts.take(place, axis=1)
        drawn[:, without] = np.random.Generator(random).multinomial(people[without], group.share).T
        return drawn


@attrs.frozen(kw_only=True, eq=False)
class Resampler:
    """
    Draws resamples of a tally; `Resampler.of` makes it.

    Attributes
    ----------
    count : array of int64, shape (cells,)
        People in each cell, > 0.
    """

    count: NDArray[np.int64]
    _tables: _Tables | None

    @classmethod
    def of(cls, count: NDArray[np.int64]) -> Resampler:
        """
        Make what draws resamples.

        Parameters
        ----------
        count : array of int64, shape (cells,)
            People in each cell, > 0; at least one cell.
        """
        held = 2 * float(np.sum(_reach(np.unique(count).astype(np.float64))))
        many = count.size >= _MANY_CELLS and held <= _MOST_HELD
        return cls(count=count, tables=_Tables.of(count) if many else None)

    def draw(self, size: int, random: np.random.BitGenerator) -> NDArray[np.integer[Any]]:
        """
        Draw resamples.

        Parameters
        ----------
        size : int
        random : numpy.random.BitGenerator

        Returns
        -------
        array of int32 or int64, shape (size, cells)
            Each row adds up to as many people as there are.
        """
        n, numpys = int(self.count.sum()), np.random.Generator(random)
        if self._tables is None:
            return numpys.multinomial(n, self.count / n, size=size)
        groups = self._tables.groups
        people = numpys.multinomial(
            n, np.array([self.count[group.cells].sum() for group in groups]) / n, size=size
        )
        # A row a cell: a cell's draws lie side by side. Memory takes time to be handed out: half will do.
        drawn = np.empty((self.count.size, size), dtype=np.int32 if n < 2**31 else np.int64)
        for group in groups:
            drawn[group.cells] = self._tables.draw(group, people[:, group.number], random)
        return drawn.T
