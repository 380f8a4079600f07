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

__all__ = ["following", "reasons"]

# A linear form: whole coefficients by number. A known number goes by its complement, ~number.
_Form = dict[int, int]

_PRIME = 2**61 - 1
_BITS = 2**64 - 1


def following(
    sums: Sequence[Sum], forms: Sequence[Mapping[int, int]], known: Callable[[int], bool]
) -> list[int]:
    """
    Say which linear forms have one value only, given all known numbers and how numbers add up.

    Parameters
    ----------
    sums : sequence of Sum
    forms : sequence of mapping of int to int
        Coefficients by number.
    known : callable
        Says if a number is known.

    Returns
    -------
    list of int
        Places in `forms`.
    """
    solved = _solve([_row(one, known, tell=False) for one in sums])
    # Unknown numbers may change together along the kernel of the sums. A form has one value only where it
    # stays at 0 along a vector of the kernel drawn at random. Arithmetic is modulo a prime: that errs once in
    # 2**61 forms, and by calling one known that is not.
    along = _Drawn()
    for pivot, row in reversed(solved):
        rest = sum(factor * along[number] for number, factor in row.items() if number != pivot)
        along[pivot] = -rest * pow(row[pivot], -1, _PRIME) % _PRIME
    return [
        place
        for place, form in enumerate(forms)
        if not sum(factor * along[number] for number, factor in form.items() if not known(number)) % _PRIME
    ]


def reasons(
    sums: Sequence[Sum], forms: Sequence[Mapping[int, int]], known: Callable[[int], bool]
) -> list[list[int]]:
    """
    Give the known numbers from which forms follow.

    Parameters
    ----------
    sums, forms, known
        As for `following`; each form is one that follows.

    Returns
    -------
    list of list of int
        For each form numbers of which it is a sum or a difference.
    """
    near = _connected(sums, forms, known)
    rows = [_row(one, known, tell=True) for one in sums if any(n in near for n in (one.whole, *one.parts))]
    solved = _solve(rows)
    order = {pivot: (place, row) for place, (pivot, row) in enumerate(solved)}
    found = []
    for form in forms:
        left = {number if not known(number) else ~number: factor for number, factor in form.items()}
        waiting = [(order[number][0], number) for number in left if number in order]
        heapq.heapify(waiting)
        while waiting:
            _, pivot = heapq.heappop(waiting)
            if pivot in left:
                for number in _subtract(left, order[pivot][1], pivot):
                    if number in order:
                        heapq.heappush(waiting, (order[number][0], number))
        found.append(sorted(~number for number in left if number < 0))
    return found


class _Drawn(dict[int, int]):
    def __missing__(self, number: int) -> int:
        self[number] = value = _drawn(number)
        return value


def _drawn(number: int) -> int:
    """Draw a value for a number: the same in each run (Vigna's splitmix64), with no pattern that sums share."""
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
        for number in (one.whole, *one.parts):
            if not known(number):
                neighbours.setdefault(number, []).append(one)
    found = {number for form in forms for number in form if not known(number)}
    waiting = list(found)
    while waiting:
        for one in neighbours.get(waiting.pop(), ()):
            new = {number for number in (one.whole, *one.parts) if not known(number)} - found
            found |= new
            waiting += new
    return found


def _solve(rows: list[_Form]) -> list[tuple[int, _Form]]:
    """
    Eliminate: give rows with a number of each that stands in no later row.

    The number in fewest rows goes first, which keeps the rows short.
    """
    holding: dict[int, set[int]] = {}
    for place, row in enumerate(rows):
        for number in row:
            if number >= 0:
                holding.setdefault(number, set()).add(place)
    waiting = [(len(places), number) for number, places in holding.items()]
    heapq.heapify(waiting)
    solved = []
    while waiting:
        many, number = heapq.heappop(waiting)
        places = holding[number]
        if many != len(places):
            if places:
                heapq.heappush(waiting, (len(places), number))
            continue
        if not places:
            continue
        chosen = min(places, key=lambda place: (abs(rows[place][number]), len(rows[place]), place))
        pivot = rows[chosen]
        for other in pivot:
            if other >= 0:
                holding[other].discard(chosen)
                heapq.heappush(waiting, (len(holding[other]), other))
        for place in list(places):
            before = set(rows[place])
            _subtract(rows[place], pivot, number)
            _update(holding, place, before, rows[place], waiting)
        holding[number] = set()
        solved.append((number, pivot))
    return solved


def _update(
    holding: dict[int, set[int]], place: int, before: set[int], row: _Form, waiting: list[tuple[int, int]]
) -> None:
    for number in before - row.keys():
        if number >= 0:
            holding[number].discard(place)
            heapq.heappush(waiting, (len(holding[number]), number))
    for number in row.keys() - before:
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
