"""
Assessments, and answers that add up to a total.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from livingwell_example.making.chance import bell

if TYPE_CHECKING:
    import datetime
    from random import Random

__all__ = [
    "ITEMS",
    "MOST",
    "NEGATIVE",
    "VALUED",
    "Assessment",
    "draw_items",
    "draw_later",
    "draw_physical",
    "without_some",
]

ITEMS: Final = 10
MOST: Final = 4
#: Places, from 0, of the items that are worded negatively: 1, 3, 6 and 9.
NEGATIVE: Final = (0, 2, 5, 8)
#: Places of the items that the illustrative value set uses beside physical health.
VALUED: Final = (0, 2, 4, 5, 8, 9)

# Which items gather points a little more easily; made up, so that items do not all look alike.
_EASE: Final = (6, 2, 5, 2, 4, 8, 2, 2, 5, 4)
# How much more easily an item changes if the person changes mostly in its group.
_MOSTLY: Final = 8


@attrs.frozen(kw_only=True)
class Assessment:
    """
    One assessment as it should have been recorded, and what went wrong with it.

    Attributes
    ----------
    person : str
        Identifier.
    day : date
    items : tuple of int or None
        Ten scored answers: 4 is best for each; None where not answered.
    physical : int or None
        Physical health, 4 is best.
    fault : str
        Name of a field of `Faults`, or "".
    """

    person: str
    day: datetime.date
    items: tuple[int | None, ...]
    physical: int | None
    fault: str = ""


def draw_items(total: int, rng: Random) -> tuple[int, ...]:
    """
    Draw ten answers that add up to a total.

    Parameters
    ----------
    total : int
        0 to 40.
    rng : random.Random

    Returns
    -------
    tuple of int
        Each 0 to 4.
    """
    items = [0] * ITEMS
    for _ in range(total):
        open_places = [place for place in range(ITEMS) if items[place] < MOST for _ in range(_EASE[place])]
        items[open_places[rng.randrange(len(open_places))]] += 1
    return tuple(items)


def draw_later(items: tuple[int, ...], total: int, rng: Random) -> tuple[int, ...]:
    """
    Draw ten answers of somebody whose answers of another day are known.

    People change in some things and not in others: half of them mostly in what the utility is made of, half
    mostly in the rest.

    Parameters
    ----------
    items : tuple of int
        The answers of the other day.
    total : int
        What the new ones add up to.
    rng : random.Random

    Returns
    -------
    tuple of int
        Each 0 to 4.
    """
    here = rng.randrange(2) == 1
    weights = [_MOSTLY if (place in VALUED) == here else 1 for place in range(ITEMS)]
    later = list(items)
    step = 1 if total > sum(items) else -1
    for _ in range(abs(total - sum(items))):
        end = MOST if step > 0 else 0
        open_places = [place for place in range(ITEMS) if later[place] != end for _ in range(weights[place])]
        later[open_places[rng.randrange(len(open_places))]] += step
    return tuple(later)


def draw_physical(total: int, lasting: float, rng: Random) -> int:
    """
    Draw physical health, which goes along with the total without following from it.

    Parameters
    ----------
    total : int
        0 to 40.
    lasting : float
        The person's health as it mostly is, about standard normal.
    rng : random.Random

    Returns
    -------
    int
        0 to 4.
    """
    return min(max(round(1.9 + 0.045 * total + 0.9 * lasting + 0.15 * bell(rng)), 0), MOST)


def without_some(items: tuple[int | None, ...], rng: Random) -> tuple[int | None, ...]:
    """Leave one to three of the answers out, one of those that make up the utility among them."""
    left = list(items)
    left[VALUED[rng.randrange(len(VALUED))]] = None
    for _ in range(rng.randrange(3)):
        left[rng.randrange(ITEMS)] = None
    return tuple(left)
