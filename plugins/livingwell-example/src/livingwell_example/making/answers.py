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

__all__ = ["ITEMS", "MOST", "NEGATIVE", "Assessment", "draw_items", "draw_physical", "without_some"]

ITEMS: Final = 10
MOST: Final = 4
#: Places, from 0, of the items that are worded negatively: 1, 3, 6 and 9.
NEGATIVE: Final = (0, 2, 5, 8)

# Which items gather points a little more easily; made up, so that items do not all look alike.
_EASE: Final = (4, 3, 4, 4, 3, 6, 4, 4, 3, 3)


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


def draw_physical(total: int, rng: Random) -> int:
    """Draw physical health, which goes along with the total without following from it."""
    return min(max(round(1.1 + 0.05 * total + 0.9 * bell(rng)), 0), MOST)


def without_some(items: tuple[int | None, ...], rng: Random) -> tuple[int | None, ...]:
    """Leave one to three of the answers out."""
    left = list(items)
    for _ in range(1 + rng.randrange(3)):
        left[rng.randrange(ITEMS)] = None
    return tuple(left)
