"""
The cost-effectiveness plane: where the mean gain and the mean cost may lie.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from livingwell_core.analyses import Definition
from livingwell_core.errors import NotApplicableError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from livingwell_costing.moments import Combinable

__all__ = ["PLANE", "Region", "region"]

PLANE: Final = Definition(
    id="cost-effectiveness-plane",
    text="Mean gain in QALYs and mean cost, and the ellipse that holds both with the probability given "
    "(normal, from their variances and covariance). Where the cost is the same for everyone it is a line.",
    source="van Hout 1994, Health Economics 3:309-319, doi 10.1002/hec.4730030505",
)


@attrs.frozen(kw_only=True, eq=False)
class Region:
    """
    The ellipse on the plane.

    Attributes
    ----------
    gain, cost : float
        Means, in QALYs and pounds.
    outline : array of float64, shape (points, 2)
        Gain and cost along the ellipse, closed.
    level : float
    n : int
    definition : str
    """

    gain: float
    cost: float
    outline: NDArray[np.float64]
    level: float
    n: int
    definition: str = PLANE.id


def region(data: Combinable, *, level: float, points: int = 121) -> Region:
    """
    Give the ellipse of a level: ``(d' V^-1 d) = -2 log(1 - level)``, the quantile of chi-squared with two
    degrees.

    Parameters
    ----------
    data : JointMoments or Contrast
    level : float
        In (0, 1).
    points : int
        >= 2.

    Raises
    ------
    NotApplicableError
        If a group has fewer than two people.
    """
    gain, cost, both = (data.combination(*weights) for weights in ((1, 0), (0, 1), (1, 1)))
    if gain.variance is None or cost.variance is None or both.variance is None:
        msg = "needs two people to tell how uncertain gain and cost are"
        raise NotApplicableError(msg)
    sd_gain, sd_cost = math.sqrt(gain.variance), math.sqrt(cost.variance)
    covariance = float((both.variance - gain.variance - cost.variance) / 2)
    r = max(-1.0, min(1.0, covariance / (sd_gain * sd_cost))) if sd_gain and sd_cost else 0.0
    radius = math.sqrt(-2 * math.log1p(-level))
    turn = np.linspace(0, 2 * math.pi, points)
    # Cholesky's root of the covariance matrix, applied to a circle.
    outline = np.column_stack(
        [
            float(gain.mean) + radius * sd_gain * np.cos(turn),
            float(cost.mean) + radius * sd_cost * (r * np.cos(turn) + math.sqrt(1 - r * r) * np.sin(turn)),
        ]
    )
    return Region(gain=float(gain.mean), cost=float(cost.mean), outline=outline, level=level, n=data.n)
