"""
People without a pair: whether they began elsewhere than people with one.

What follows from that is in two modules beside this one: `missing_weights` lets people with a pair stand for
those without, `missing_bounds` says how far the latter could move the result.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal, get_args

import attrs

from livingwell_core.errors import NotApplicableError, did_you_mean
from livingwell_core.statistics.comparisons import WelchDifference, difference_of_mean_changes
from livingwell_core.statistics.estimate import Estimate
from livingwell_core.statistics.paired import PairedSummary, _sum, _variance

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from livingwell_core.tallies import Histogram, JointTable

__all__ = ["SMD_INTERVALS", "FirstScores", "SmdInterval", "compare_first_scores"]

SmdInterval = Literal["hedges_olkin", "bonett"]

SMD_INTERVALS: Final[tuple[SmdInterval, ...]] = get_args(SmdInterval)


@attrs.frozen(kw_only=True)
class FirstScores:
    """
    First scores of people with a pair, and of assessed people without one.

    Attributes
    ----------
    n_paired, n_others : int
        People.
    mean_paired, mean_others, sd_paired, sd_others : float
        In points; standard deviations with n - 1.
    difference : WelchDifference
        Mean of people with a pair minus mean of the others, in points.
    standardised : Estimate
        The same by ``sqrt((sd_paired^2 + sd_others^2) / 2)``, without unit.
    interval : {"hedges_olkin", "bonett"}
        Of `standardised`.
    """

    n_paired: int
    n_others: int
    mean_paired: float
    mean_others: float
    sd_paired: float
    sd_others: float
    difference: WelchDifference
    standardised: Estimate
    interval: SmdInterval


def compare_first_scores(
    paired: JointTable, others: Histogram, *, level: float, interval: SmdInterval = "hedges_olkin"
) -> FirstScores:
    """
    Compare first scores of people with and without a pair.

    The standardised difference is that by which balance is judged, ``d = (m1 - m2) / s``,
    ``s^2 = (s1^2 + s2^2) / 2`` [1]_: unlike a test it does not grow with the number of people. Both intervals
    are normal approximations, ``d ± z e``:

    - hedges_olkin [2]_: ``e^2 = (n1 + n2) / (n1 n2) + d^2 / (2 (n1 + n2))``, which takes spreads as equal;
    - bonett [3]_: ``e^2 = d^2 (s1^4 / (n1 - 1) + s2^4 / (n2 - 1)) / (8 s^4) + (s1^2 / (n1 - 1) + s2^2 /
      (n2 - 1)) / s^2``, which does not.

    Parameters
    ----------
    paired : JointTable
    others : Histogram
        First scores of assessed people without a pair.
    level : float
        In (0, 1).
    interval : {"hedges_olkin", "bonett"}

    Raises
    ------
    NotApplicableError
        Below two people on one side, or if on neither side first scores vary.
    ValueError
        If there is no such interval, or if the scales differ.

    References
    ----------
    .. [1] Austin PC (2009), Statistics in Medicine 28:3083-3107, doi 10.1002/sim.3697.
    .. [2] Hedges LV, Olkin I (1985), Statistical Methods for Meta-Analysis, Academic Press.
    .. [3] Bonett DG (2008), Psychological Methods 13:99-109, doi 10.1037/1082-989X.13.2.99.
    """
    if interval not in SMD_INTERVALS:
        msg = f"'interval' {interval!r} is unknown; {did_you_mean(interval, SMD_INTERVALS)}"
        raise ValueError(msg)
    _check_scales(paired, others)
    n, n_others, unit = paired.n, others.n, paired.scale.denominator
    if min(n, n_others) < 2:
        msg = f"needs two people with a pair and two without, there are {n} and {n_others}"
        raise NotApplicableError(msg)
    mean, variance = _moments(paired.first, paired.count)
    mean_others, variance_others = _moments(others.value, others.count)
    square = (variance + variance_others) / 2
    if not square:
        msg = "neither the first scores of people with a pair nor those of the others vary"
        raise NotApplicableError(msg)
    # Ratios of exact numbers: no unit, and no rounding before the root.
    gap = mean - mean_others
    d = math.copysign(math.sqrt(gap * gap / square), gap)
    if interval == "hedges_olkin":
        error = (n + n_others) / (n * n_others) + d * d / (2 * (n + n_others))
    else:
        part, part_others = variance / square, variance_others / square
        error = d * d * float(part**2 / (n - 1) + part_others**2 / (n_others - 1)) / 8
        error += float(part / (n - 1) + part_others / (n_others - 1))
    from scipy.special import ndtri

    half = float(ndtri(0.5 + level / 2)) * math.sqrt(error)
    ours = _as_summary(float(mean / unit), math.sqrt(variance) / unit, n)
    theirs = _as_summary(float(mean_others / unit), math.sqrt(variance_others) / unit, n_others)
    return FirstScores(
        n_paired=n,
        n_others=n_others,
        mean_paired=ours.mean_first,
        mean_others=theirs.mean_first,
        sd_paired=math.sqrt(variance) / unit,
        sd_others=math.sqrt(variance_others) / unit,
        difference=difference_of_mean_changes(ours, theirs, level=level),
        standardised=Estimate(value=d, low=d - half, high=d + half, level=level),
        interval=interval,
    )


def _moments(score: NDArray[np.int64], count: NDArray[np.int64]) -> tuple[Fraction, Fraction]:
    """Give mean and variance, in steps, exactly; a variance of 0 for one person, who has none."""
    n, total = int(count.sum()), _sum(score, count)
    return Fraction(total, n), _variance(total, _sum(score * score, count), n) if n > 1 else Fraction(0)


def _check_scales(paired: JointTable, others: Histogram) -> None:
    if paired.scale != others.scale:
        msg = f"'paired' and 'others' must be on one scale, got {paired.scale} and {others.scale}"
        raise ValueError(msg)


def _as_summary(mean: float, sd: float, n: int) -> PairedSummary:
    """Dress first scores as changes: Welch's t asks for mean, spread and number, whatever they are of."""
    return PairedSummary(
        n=n, mean_first=mean, mean_last=mean, mean_change=mean,
        sd_first=sd, sd_last=sd, sd_change=sd, correlation=None,
    )  # fmt: skip
