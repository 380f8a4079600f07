"""
What follows by adding and subtracting: exact elimination over sums of numbers, of which some are not known.
"""

from __future__ import annotations

import heapq
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from livingwell_core.reports.numbers import Sum

__all__ = ["Solved", "reasons"]

# A linear form: whole coefficients by number. A known number goes by its complement, ~number.
_Form = dict[int, int]

_PRIME = 2**61 - 1
_BITS = 2**64 - 1


class Solved:
    """
    What follows from the known numbers, given how numbers add up.

    Unknown numbers may change together along the kernel of the sums. A linear form has one value only where
    it stays at 0 along a vector of the kernel drawn at random. That is reckoned modulo a prime: it errs once
    in 2**61 forms, and by saying that one follows which does not.

    Parameters
    ----------
    sums : sequence of Sum
    known : callable
        Says if a number is known.
    """

    def __init__(self, sums: Sequence[Sum], known: Callable[[int], bool]) -> None:
        self._known = known
        self._along = _Drawn()
        for pivot, row in reversed(_solve([_row(one, known, tell=False) for one in sums])):
            rest = sum(factor * self._along[number] for number, factor in row.items() if number != pivot)
            self._along[pivot] = -rest * pow(row[pivot], -1, _PRIME) % _PRIME

    def follows(self, form: Mapping[int, int]) -> bool:
        """
        Say if a linear form has one value only.

        Parameters
        ----------
        form : mapping of int to int
            Coefficients by number.
        """
        changes = (factor * self._along[number] for number, factor in form.items() if not self._known(number))
        return not sum(changes) % _PRIME


def reasons(
    sums: Sequence[Sum], forms: Sequence[Mapping[int, int]], known: Callable[[int], bool]
) -> list[list[int] | None]:
    """
    Give the known numbers from which linear forms follow.

    Parameters
    ----------
    sums : sequence of Sum
    forms : sequence of mapping of int to int
        Coefficients by number.
    known : callable
        Says if a number is known.

    Returns
    -------
    list of (list of int or None)
        For each form known numbers of which it is a sum of multiples; None for one that does not follow.
    """
    near = _connected(sums, forms, known)
    solved = _solve([_row(one, known, tell=True) for one in sums if not near.isdisjoint(one.all)])
    order = {pivot: (place, row) for place, (pivot, row) in enumerate(solved)}
    found: list[list[int] | None] = []
    for form in forms:
        left = {~number if known(number) else number: factor for number, factor in form.items()}
        waiting = [(order[number][0], number) for number in left if number in order]
        heapq.heapify(waiting)
        while waiting:
            _, pivot = heapq.heappop(waiting)
            if pivot in left:
                for number in _subtract(left, order[pivot][1], pivot):
                    if number in order:
                        heapq.heappush(waiting, (order[number][0], number))
        follows = all(number < 0 for number in left)
        found.append(sorted(~number for number in left) if follows else None)
    return found


class _Drawn(dict[int, int]):
    def __missing__(self, number: int) -> int:
        self[number] = value = _drawn(number)
        return value


def _drawn(number: int) -> int:
    """Draw a value for a number, by Vigna's splitmix64: the same in each run, and without a pattern."""
    z = (number + 1) * 0x9E3779B97F4A7C15 & _BITS
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & _BITS
    z = (z ^ z >> 27) * 0x94D049BB133111EB & _BITS
    return (z ^ z >> 31) % _PRIME


def _row(one: Sum, known: Callable[[int], bool], *, tell: bool) -> _Form:
    row: _Form = {}
    for number, factor in ((one.whole, -1), *((part, 1) for part in one.parts)):
        if not known(number):
            row[number] = row.get(number, 0) + factor
        elif tell:
            row[~number] = row.get(~number, 0) + factor
    return {number: factor for number, factor in row.items() if factor}


def _connected(
    sums: Sequence[Sum], forms: Iterable[Mapping[int, int]], known: Callable[[int], bool]
) -> set[int]:
    """Find the unknown numbers that have to do with those of the forms."""
    neighbours: dict[int, list[Sum]] = {}
    for one in sums:
        for number in one.all:
            if not known(number):
                neighbours.setdefault(number, []).append(one)
    found = {number for form in forms for number in form if not known(number)}
    waiting = list(found)
    while waiting:
        for one in neighbours.pop(waiting.pop(), ()):
            new = [number for number in one.all if number not in found and not known(number)]
            found.update(new)
            waiting += new
    return found


def _solve(rows: list[_Form]) -> list[tuple[int, _Form]]:
    """
    Eliminate: give rows, with a number of each that stands in no later row.

    The number in fewest rows goes first, which keeps the rows short.
    """
    holding = _holding(rows)
    waiting = [(len(places), number) for number, places in holding.items()]
    heapq.heapify(waiting)
    solved = []
    while waiting:
        many, number = heapq.heappop(waiting)
        places = holding[number]
        if many != len(places):
            heapq.heappush(waiting, (len(places), number))
        elif places:
            chosen = min(places, key=lambda place: (abs(rows[place][number]), len(rows[place]), place))
            pivot = rows[chosen]
            for place in places - {chosen}:
                before = set(rows[place])
                _subtract(rows[place], pivot, number)
                _move(place, before, set(rows[place]), holding, waiting)
            _move(chosen, set(pivot), set(), holding, waiting)
            solved.append((number, pivot))
    return solved


def _holding(rows: Iterable[_Form]) -> dict[int, set[int]]:
    """Give the places of the rows that hold an unknown number."""
    holding: dict[int, set[int]] = {}
    for place, row in enumerate(rows):
        for number in row:
            if number >= 0:
                holding.setdefault(number, set()).add(place)
    return holding


def _move(
    place: int,
    before: set[int],
    after: set[int],
    holding: dict[int, set[int]],
    waiting: list[tuple[int, int]],
) -> None:
    """Note which unknown numbers a row lost and won."""
    for number in before - after:
        if number >= 0:
            holding[number].discard(place)
            heapq.heappush(waiting, (len(holding[number]), number))
    for number in after - before:
        if number >= 0:
            holding[number].add(place)


def _subtract(row: _Form, pivot: _Form, number: int) -> list[int]:
    """Take a multiple of `pivot` from `row`, so that `number` is gone; give what came in with it."""
    have, take = row[number], pivot[number]
    common = math.gcd(have, take)
    keep, times = take // common, have // common
    if keep != 1:
        for other in row:
            row[other] *= keep
    came = []
    for other, factor in pivot.items():
        left = row.get(other, 0) - times * factor
        if left:
            if other not in row:
                came.append(other)
            row[other] = left
        else:
            row.pop(other, None)
    return came
