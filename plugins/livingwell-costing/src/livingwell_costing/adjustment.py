"""
QALYs of two groups compared at the same baseline utility.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.analyses import Definition
from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.estimate import Estimate
from livingwell_costing.sample_means import student

if TYPE_CHECKING:
    from livingwell_costing.moments import JointMoments

__all__ = ["ADJUSTED_GAIN", "AdjustedGain", "adjusted_gain"]

ADJUSTED_GAIN: Final = Definition(
    id="qaly-gain:adjusted-for-baseline",
    text="Difference of two groups in mean QALYs gained at the same first utility: the coefficient of the "
    "group in a linear regression of QALYs gained on group and first utility, by least squares, with "
    "Student's interval. Where everyone is looked at for the same time it is that of QALYs themselves.",
    source="Manca, Hawkins and Sculpher 2005, Health Economics 14:487-496, doi 10.1002/hec.944",
)


@attrs.frozen(kw_only=True)
class AdjustedGain:
    """
    How many more QALYs the people of a service had, or gained, than a comparison group, like for like.

    Attributes
    ----------
    adjusted : Estimate
        At the same first utility, in QALYs.
    unadjusted : Estimate
        Difference of the means, with Welch's interval.
    slope : float
        QALYs for each 1 of first utility, the same in both groups.
    baseline_difference : float
        Mean first utility of the service's people less that of the others.
    df : int
        n - 3.
    n : int
        People of both groups.
    definition : str
    """

    adjusted: Estimate
    unadjusted: Estimate
    slope: float
    baseline_difference: float
    df: int
    n: int
    definition: str = ADJUSTED_GAIN.id


def adjusted_gain(service: JointMoments, comparison: JointMoments, *, level: float) -> AdjustedGain:
    """
    Regress QALYs on group and first utility [1]_.

    With one slope for both groups, the coefficient of the group is the difference of mean QALYs less the
    slope times the difference of mean first utilities, and everything follows from sums within each group,
    which add. A comparison without this is wrong whenever the groups start at different utilities,
    significantly or not.

    Parameters
    ----------
    service, comparison : JointMoments
        Of the first utility (as x) and the QALYs over the same time (as y): ``JointMoments.of(first,
        qalys)``. QALYs gained over the first utility held for that time give the same: they are the QALYs
        less the time times the first utility, which only changes the slope.
    level : float
        In (0, 1).

    Raises
    ------
    NotApplicableError
        If a group is empty, there are fewer than four people, or the first utility does not vary in any
        group.

    References
    ----------
    .. [1] Manca A, Hawkins N, Sculpher MJ (2005), Health Economics 14:487-496, doi 10.1002/hec.944.
    """
    groups = (service, comparison)
    n = service.n + comparison.n
    if not service.n or not comparison.n or n < 4:
        # A figure, and not in words: disclosure control takes that out of the note.
        msg = "needs two groups with 4 people together"
        raise NotApplicableError(msg)
    xx, xy, yy = (sum(g.central(a, b) * g.n for g in groups) for a, b in ((2, 0), (1, 1), (0, 2)))
    if not xx:
        msg = "everyone of a group has the same first utility: there is nothing to adjust for"
        raise NotApplicableError(msg)
    slope = xy / xx
    x, y = (service.combination(*side).mean - comparison.combination(*side).mean for side in ((1, 0), (0, 1)))
    value = float(y - slope * x)
    residual = (yy - slope * xy) / (n - 3)
    spread = Fraction(1, service.n) + Fraction(1, comparison.n) + x * x / xx
    half = student(n - 3, level) * math.sqrt(residual * spread)
    return AdjustedGain(
        adjusted=Estimate(value=value, low=value - half, high=value + half, level=level),
        unadjusted=service.combination(0, 1).minus(comparison.combination(0, 1)).interval(level),
        slope=float(slope),
        baseline_difference=float(x),
        df=n - 3,
        n=n,
    )
