"""
What has to hold of every value set, whatever form it comes in.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from livingwell_core.instruments.value_sets.grid import Grid

__all__ = ["Fault", "check_table", "written"]

_SHOWN = 3


@attrs.frozen(kw_only=True)
class Fault:
    """
    One thing that is wrong with a table of utilities.

    Attributes
    ----------
    reason : str
    index : int or None
        The place of the state that it is about.
    value, expected : str or None
    """

    reason: str
    index: int | None = None
    value: str | None = None
    expected: str | None = None


def written(steps: int, decimals: int) -> str:
    """
    Write steps of ``10**-decimals`` as a decimal.

    Examples
    --------
    >>> written(-594, 3)
    '-0.594'
    """
    digits = f"{abs(steps):0{decimals + 1}d}"
    whole, part = (digits[:-decimals], digits[-decimals:]) if decimals else (digits, "")
    return f"{'-' if steps < 0 else ''}{whole}{'.' if part else ''}{part}"


def check_table(
    grid: Grid,
    values: NDArray[np.int64],
    *,
    best: Sequence[int],
    worst_value: int | Fraction,
    decimals: int,
    known: NDArray[np.bool_] | None = None,
    seen: NDArray[np.bool_] | None = None,
) -> Iterator[Fault]:
    """
    Give everything that contradicts what a value set is.

    Parameters
    ----------
    grid : Grid
    values : array of int, shape (grid.size,)
        In steps of ``10**-decimals``.
    best : sequence of int
        The codes of the best state, each one of its item's.
    worst_value : int or Fraction
        The lowest utility, as stated.
    decimals : int
    known, seen : array of bool, shape (grid.size,), optional
        Which states have a utility, and which were there at all; all of them if left out.
    """
    everything = np.ones(grid.size, dtype=np.bool_)
    known = everything if known is None else known
    yield from _holes(grid, everything if seen is None else seen)
    place = grid.index(best)
    one = 10**decimals
    if known[place] and values[place] != one:
        found = written(int(values[place]), decimals)
        yield Fault(reason="the best state is not worth 1", index=place, value=found, expected="1")
    yield from _ends(values, known, worst_value, decimals)
    yield from _contradictions(grid, values, known, best, decimals)


def _holes(grid: Grid, seen: NDArray[np.bool_]) -> Iterator[Fault]:
    missing = np.flatnonzero(~seen)
    if not len(missing):
        return
    names = ", ".join(grid.name(int(index)) for index in missing[:_SHOWN])
    more = f" and {len(missing) - _SHOWN:,} more" if len(missing) > _SHOWN else ""
    yield Fault(
        reason=f"{len(missing):,} of {grid.size:,} states are missing: {names}{more}",
        expected="every state once",
    )


def _ends(
    values: NDArray[np.int64], known: NDArray[np.bool_], worst_value: int | Fraction, decimals: int
) -> Iterator[Fault]:
    places = np.flatnonzero(known)
    if not len(places):
        return
    lowest = int(places[np.argmin(values[places])])
    found = int(values[lowest])
    worst = Fraction(worst_value) * 10**decimals
    stated = written(int(worst), decimals) if worst.denominator == 1 else str(worst_value)
    if found < worst:
        yield Fault(
            reason="is worth less than the stated worst value",
            index=lowest,
            value=written(found, decimals),
            expected=f"no utility below {stated}",
        )
    elif found > worst and known.all():
        yield Fault(
            reason="is worth least of all, so that the stated worst value is never reached",
            index=lowest,
            value=written(found, decimals),
            expected=stated,
        )


def _contradictions(
    grid: Grid,
    values: NDArray[np.int64],
    known: NDArray[np.bool_],
    best: Sequence[int],
    decimals: int,
) -> Iterator[Fault]:
    # A state that is no worse in any item and better in one must not be worth less. Steps of one level in
    # one item are enough: everything that dominates is reached by such steps.
    table, there = values.reshape(grid.shape), known.reshape(grid.shape)
    places = np.arange(grid.size).reshape(grid.shape)
    for axis, (item, levels) in enumerate(zip(grid.items, grid.levels, strict=True)):
        turn = levels.index(best[axis])
        for worse, better in (
            (_part(axis, 0, turn), _part(axis, 1, turn + 1)),
            (_part(axis, turn + 1, len(levels)), _part(axis, turn, len(levels) - 1)),
        ):
            wrong = (table[worse] > table[better]) & there[worse] & there[better]
            if not wrong.any():
                continue
            low, high = int(places[worse][wrong][0]), int(places[better][wrong][0])
            more = int(wrong.sum()) - 1
            worth = written(int(values[high]), decimals)
            yield Fault(
                reason=f"is worth more than state {grid.name(high)} at {worth}, which is better in {item!r} "
                f"and the same in all else{f' (and {more:,} more such pairs)' if more else ''}",
                index=low,
                value=written(int(values[low]), decimals),
                expected=f"at most {worth}",
            )


def _part(axis: int, start: int, stop: int) -> tuple[slice, ...]:
    return (*(slice(None),) * axis, slice(start, stop))
