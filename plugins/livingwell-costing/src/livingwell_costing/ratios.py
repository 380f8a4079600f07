"""
Cost per QALY, with its quadrant in words and its interval by Fieller's theorem.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Literal

import attrs

from livingwell_core.analyses import Definition
from livingwell_costing.quadrants import QUADRANTS, Quadrant, quadrant
from livingwell_costing.sample_means import student

if TYPE_CHECKING:
    from livingwell_costing.moments import Combinable

__all__ = ["COST_PER_QALY", "CostPerQaly", "Fieller", "cost_per_qaly", "fieller"]

COST_PER_QALY: Final = Definition(
    id="cost-per-qaly",
    text="Mean cost by mean gain in QALYs, where people gain and it costs more; elsewhere the quarter of "
    "the plane in words, because a negative ratio says nothing. The interval is Fieller's; there is none "
    "where the gain could be 0.",
    source="Willan and O'Brien 1996, Health Economics 5:297-305; Fieller 1954, Journal of the Royal "
    "Statistical Society B 16:175-185, doi 10.1111/j.2517-6161.1954.tb00159.x",
)

Shape = Literal["bounded", "outside", "everything", "none"]

_UNBOUNDED: Final = {
    "outside": "no interval: the gain could be 0, so that the cost per QALY could be anything outside a "
    "range",
    "everything": "no interval: the gain could be 0, so that the cost per QALY could be anything",
    "none": "no interval: it needs two people",
}


@attrs.frozen(kw_only=True)
class Fieller:
    """
    Which ratios of two means the data do not contradict.

    Attributes
    ----------
    shape : {"bounded", "outside", "everything", "none"}
        "bounded": from `low` to `high`. "outside": everything but what is between them. "everything": all
        ratios. "none": there is one person.
    low, high : float or None
    """

    shape: Shape
    low: float | None = None
    high: float | None = None


@attrs.frozen(kw_only=True)
class CostPerQaly:
    """
    What a QALY costs.

    Attributes
    ----------
    value : float or None
        In pounds a QALY; None outside the north-east quadrant and its eastern edge, see `words`.
    low, high : float or None
        Ends of the interval, where there is a value and the interval is bounded.
    level : float or None
    saved_per_qaly_lost : float or None
        In the south-west: pounds saved for each QALY given up.
    gain, cost : float
        Means.
    quadrant : str
    words : str
        The quadrant in words.
    note : str
        Why there is no interval, or that it reaches to where money is saved; or "".
    n : int
    definition : str
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    level: float | None = None
    saved_per_qaly_lost: float | None = None
    gain: float
    cost: float
    quadrant: Quadrant
    words: str
    note: str = ""
    n: int
    definition: str = COST_PER_QALY.id


def fieller(data: Combinable, *, level: float) -> Fieller:
    """
    Give the interval of mean cost by mean gain [1]_.

    All ratios R for which ``(cost - R gain)^2 <= t^2 var(cost - R gain)``, a quadratic in R. With two groups
    t has the fewer of Welch's degrees of freedom for gain and for cost.

    Parameters
    ----------
    data : JointMoments or Contrast
    level : float
        In (0, 1).

    Raises
    ------
    NotApplicableError
        If there is nobody.

    References
    ----------
    .. [1] Fieller EC (1954), Journal of the Royal Statistical Society B 16:175-185.
    """
    gain, cost, both = (data.combination(*weights) for weights in ((1, 0), (0, 1), (1, 1)))
    if gain.variance is None or cost.variance is None or both.variance is None:
        return Fieller(shape="none")
    df = min(mean.df or math.inf for mean in (gain, cost) if mean.variance or mean is gain)
    t = student(df, level)
    covariance = (both.variance - gain.variance - cost.variance) / 2
    square = t * t
    a = float(gain.mean**2) - square * float(gain.variance)
    half_b = float(gain.mean * cost.mean) - square * float(covariance)
    c = float(cost.mean**2) - square * float(cost.variance)
    discriminant = half_b * half_b - a * c
    if a > 0:
        # The ratio of the means is never contradicted, so there are roots; only rounding takes it below 0.
        discriminant = max(0.0, discriminant)
    elif a == 0 or discriminant < 0:
        # At a = 0 it is a half-line: everything is no narrower.
        return Fieller(shape="everything")
    root = math.sqrt(discriminant)
    # The root of larger size first, the other from their product: no cancellation.
    q = half_b + math.copysign(root, half_b)
    ends = sorted((q / a, c / q)) if q else [0.0, 0.0]
    return Fieller(shape="bounded" if a > 0 else "outside", low=ends[0], high=ends[1])


def cost_per_qaly(data: Combinable, *, level: float) -> CostPerQaly:
    """
    Give the cost of a QALY, or say in words why there is none.

    Parameters
    ----------
    data : JointMoments or Contrast
        Of gain and cost; for a cost that is the same for everyone ``moments.shifted(cost=800)``.
    level : float
        In (0, 1).

    Raises
    ------
    NotApplicableError
        If there is nobody.

    Examples
    --------
    >>> from livingwell_costing.moments import JointMoments
    >>> found = cost_per_qaly(JointMoments.of([0.03, 0.13, 0.23], 800), level=0.95)
    >>> round(found.value), found.words
    (6154, 'more health at a higher cost')
    """
    gain, cost = data.combination(1, 0).mean, data.combination(0, 1).mean
    place = quadrant(gain, cost)
    plain = CostPerQaly(
        value=None, gain=float(gain), cost=float(cost), quadrant=place, words=QUADRANTS[place], n=data.n
    )
    if place == "south-west":
        return attrs.evolve(plain, saved_per_qaly_lost=float(cost / gain))
    if place not in ("north-east", "east"):
        return plain
    value = float(cost / gain)
    interval = fieller(data, level=level)
    if interval.shape != "bounded":
        return attrs.evolve(plain, value=value, note=_UNBOUNDED[interval.shape])
    below = interval.low is not None and interval.low < 0
    return attrs.evolve(
        plain,
        value=value,
        low=interval.low,
        high=interval.high,
        level=level,
        note="the interval reaches below 0, to more health and money saved" if below else "",
    )
