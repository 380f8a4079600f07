"""
Resamples of a tally: how many people each cell has when as many are drawn again, with replacement.

That is a multinomial draw. numpy goes from cell to cell by the binomial distribution [1]_, a tenth of a
microsecond each. Where cells are many it can be had several times faster, and as exactly:

- independent Poisson counts are multinomial given their sum [2]_. They are drawn for a few people less than
  there are, a cell at a time for many resamples, and the missing people are drawn one by one. Where the
  counts are too many people already, they are drawn again;
- a number is looked up: the first bits of a random word say which it is, but for the few places where one
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

# How many people are left to be drawn one by one, in standard deviations of the sum of the Poisson counts.
_LEFT = 1.0
# numpy draws where so many people one by one take longer than so many cells by binomials,
_PEOPLE_A_CELL = 6
# or where there are more probabilities to hold.
_MOST_HELD = 2**22
# Log of the probability beyond which a Poisson count is not held: 1e-20.
_BEYOND = 46.0
# First bits of a random word that are looked up: for a cell, and for a person. 16 at most.
_CELL_BITS, _PERSON_BITS = 13, 16
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
    logarithm = np.repeat(np.log(means), width) - np.log(np.maximum(k, 1))
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
        What they give, or -1 where they do not decide.
    upto : array of float64
        Distribution functions one after the other, each plus its number: rising throughout.
    shift : array of int64, shape (distributions,)
        What a place in `upto` is to be shifted by to give the value.
    """

    bits: int
    table: NDArray[np.integer[Any]]
    upto: NDArray[np.float64]
    shift: NDArray[np.int64]

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
        ends, number = np.cumsum(width), np.arange(width.size)
        of = np.repeat(number, width)
        upto = np.cumsum(chance)
        upto += of - np.repeat(np.concatenate([[0.0], upto[ends[:-1] - 1]]), width)
        # Rounding must not hand what belongs to one distribution to the next.
        upto = np.clip(upto, of, of + 1)
        upto[ends - 1] = number + 1
        shift = low - (ends - width)
        value = np.arange(upto.size) + np.repeat(shift, width)
        # Bits decide where no distribution function rises within what they begin.
        rises = upto * 2.0**bits
        place = np.ceil(rises).astype(np.int64)
        kind = np.int16 if value.max() < 2**15 else np.int32
        table = np.repeat(value.astype(kind), np.diff(place, prepend=0))
        table[place[place != rises] - 1] = -1
        return cls(bits=bits, table=table, upto=upto, shift=shift)

    def draw(
        self, which: NDArray[np.int64], size: int, random: np.random.BitGenerator
    ) -> NDArray[np.int64]:
        """Draw from each distribution named, shape (named, size)."""
        drawn = np.empty((which.size, size), dtype=np.int64)
        step = max(1, _AT_ONCE // max(1, size))
        for start in range(0, which.size, step):
            part = slice(start, start + step)
            drawn[part] = self._draw(which[part], size, random)
        return drawn

    def _draw(
        self, which: NDArray[np.int64], size: int, random: np.random.BitGenerator
    ) -> NDArray[np.integer[Any]]:
        number = which.size * size
        halves = _words(random, -(-number // 4)).view("<u2")[:number] >> (16 - self.bits)
        places = (which << self.bits)[:, np.newaxis] + halves.reshape(which.size, size)
        found = self.table.take(places)
        unsure = np.flatnonzero(found.ravel() < 0)
        at = (places.ravel()[unsure] + _shares(random, unsure.size)) * 2.0**-self.bits
        values = np.searchsorted(self.upto, at, side="right") + self.shift[which[unsure // size]]
        found.ravel()[unsure] = values
        return found


def _words(random: np.random.BitGenerator, number: int) -> NDArray[np.uint64]:
    """Give random words. numpy keeps these as they are from version to version, and not its distributions."""
    return np.asarray(random.random_raw(number), dtype="<u8")


def _shares(random: np.random.BitGenerator, number: int) -> NDArray[np.float64]:
    """Give random numbers from 0 to below 1."""
    return np.asarray((_words(random, number) >> np.uint64(11)) * 2.0**-53)


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
    _which: NDArray[np.int64]
    _counts: _Lookup | None
    _people: _Lookup | None

    @classmethod
    def of(cls, count: NDArray[np.int64]) -> Resampler:
        """
        Make what draws resamples.

        Parameters
        ----------
        count : array of int64, shape (cells,)
            People in each cell, > 0; at least one cell.
        """
        n, cells = int(count.sum()), count.size
        different, which = np.unique(count, return_inverse=True)
        means = np.asarray(different * (1 - _LEFT / math.sqrt(n)), dtype=np.float64)
        few = _LEFT * math.sqrt(n) <= _PEOPLE_A_CELL * cells
        if not (few and 2 * float(np.sum(_reach(means))) <= _MOST_HELD):
            return cls(count=count, which=which, counts=None, people=None)
        # Of one person nobody is left but the one.
        counts = _Lookup.of(*_poissons(means), _CELL_BITS) if means[0] > 0 else None
        people = _Lookup.of(count / n, np.array([cells]), np.array([0]), _PERSON_BITS)
        return cls(count=count, which=which, counts=counts, people=people)

    def draw(self, size: int, random: np.random.BitGenerator) -> NDArray[np.int64]:
        """
        Draw resamples.

        Parameters
        ----------
        size : int
        random : numpy.random.BitGenerator

        Returns
        -------
        array of int64, shape (size, cells)
            Each row adds up to as many people as there are.
        """
        n, cells = int(self.count.sum()), self.count.size
        if self._people is None:
            return np.random.Generator(random).multinomial(n, self.count / n, size=size)
        # A row a cell: a cell's draws lie side by side.
        left = np.full(size, n)
        if self._counts is None:
            drawn = np.zeros((cells, size), dtype=np.int64)
        else:
            drawn = self._counts.draw(self._which, size, random)
            left -= drawn.sum(axis=0)
            todo = np.flatnonzero(left < 0)
            while todo.size:
                drawn[:, todo] = again = self._counts.draw(self._which, todo.size, random)
                left[todo] = n - again.sum(axis=0)
                todo = todo[left[todo] < 0]
        step = max(1, _AT_ONCE // cells)
        for start in range(0, size, step):
            some = left[start : start + step]
            cell = self._people.draw(np.zeros(1, dtype=np.int64), int(some.sum()), random)[0]
            place = cell * some.size + np.repeat(np.arange(some.size), some)
            more = np.bincount(place, minlength=cells * some.size).reshape(cells, some.size)
            drawn[:, start : start + step] += more
        return drawn.T
