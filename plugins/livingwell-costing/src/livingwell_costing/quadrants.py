"""
The four quarters of the cost-effectiveness plane, in words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import numpy as np

if TYPE_CHECKING:
    from fractions import Fraction

    from numpy.typing import ArrayLike, NDArray

__all__ = ["NO_GAIN", "QUADRANTS", "Quadrant", "accepted", "quadrant"]

Quadrant = Literal[
    "north-east", "east", "south-east", "south", "south-west", "west", "north-west", "north", "origin"
]

#: Up to here a gain in QALYs is rounding.
NO_GAIN: Final = 1e-12
#: What each place on the plane means.
QUADRANTS: Final[dict[Quadrant, str]] = {
    "north-east": "more health at a higher cost",
    "east": "more health at no higher cost: it dominates",
    "south-east": "more health and money saved: it dominates",
    "south": "the same health and money saved: it dominates",
    "south-west": "less health and money saved",
    "west": "less health at no lower cost: it is dominated",
    "north-west": "less health at a higher cost: it is dominated",
    "north": "no more health at a higher cost: it is dominated",
    "origin": "no difference in health or cost",
}
_NAMES: Final[dict[tuple[int, int], Quadrant]] = {
    (1, 1): "north-east",
    (1, 0): "east",
    (1, -1): "south-east",
    (0, -1): "south",
    (-1, -1): "south-west",
    (-1, 0): "west",
    (-1, 1): "north-west",
    (0, 1): "north",
    (0, 0): "origin",
}


def quadrant(gain: float | Fraction, cost: float | Fraction) -> Quadrant:
    """
    Name where a gain in QALYs and an extra cost lie: health to the east, cost to the north.

    A gain within 1e-12 QALYs of 0, some hundred-thousandths of a second, is rounding and none.

    Examples
    --------
    >>> QUADRANTS[quadrant(-0.1, 800)]
    'less health at a higher cost: it is dominated'
    """
    return _NAMES[(gain > NO_GAIN) - (gain < -NO_GAIN), (cost > 0) - (cost < 0)]


def accepted(gain: ArrayLike, cost: ArrayLike, threshold: float) -> NDArray[np.float64]:
    """
    Decide by quadrant and ratio, without net benefit: 1 to accept, 0 to reject, one half on the line between.

    In the north-east the cost per QALY has to be below the threshold; in the south-west what is saved for
    each QALY that is given up has to be above it; to the east and south of the two it is accepted, to the
    west and north rejected. The same as the sign of the net benefit, which the tests hold it to.

    Parameters
    ----------
    gain, cost : array_like of float, shape (n,)
    threshold : float
        In pounds a QALY, >= 0.
    """
    g, c = np.asarray(gain, dtype=np.float64), np.asarray(cost, dtype=np.float64)
    # An infinity here is only compared.
    with np.errstate(over="ignore"):
        ratio = np.divide(c, g, out=np.zeros_like(g * c), where=g != 0)
    by_ratio = np.where(ratio == threshold, 0.5, np.where(ratio < threshold, 1.0, 0.0))
    north_east, south_west = (g > 0) & (c > 0), (g < 0) & (c < 0)
    # Where a QALY is worth nothing only the cost counts.
    east = (g > 0) & (threshold > 0)
    better, worse = east | (c < 0), ((g < 0) & (threshold > 0)) | (c > 0)
    otherwise = np.where(better & ~worse, 1.0, np.where(worse & ~better, 0.0, 0.5))
    return np.where(north_east, by_ratio, np.where(south_west, 1 - by_ratio, otherwise))
