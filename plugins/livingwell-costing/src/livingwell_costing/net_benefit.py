"""
Net benefit: what a service is worth beyond its cost, in pounds or in QALYs.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Literal

import attrs

from livingwell_core.analyses import Definition
from livingwell_core.errors import NotApplicableError

if TYPE_CHECKING:
    from livingwell_costing.moments import Combinable

__all__ = [
    "NET_HEALTH_BENEFIT",
    "NET_MONETARY_BENEFIT",
    "NetBenefit",
    "net_health_benefit",
    "net_monetary_benefit",
]

NET_MONETARY_BENEFIT: Final = Definition(
    id="net-monetary-benefit",
    text="Threshold times gain less cost of each person, in pounds; the mean with Student's interval.",
    source="Stinnett and Mullahy 1998, Medical Decision Making 18 suppl:S68-S80, "
    "doi 10.1177/0272989X98018002S09",
)
NET_HEALTH_BENEFIT: Final = Definition(
    id="net-health-benefit",
    text="Gain less cost by threshold of each person, in QALYs; the mean with Student's interval.",
    source="Stinnett and Mullahy 1998, Medical Decision Making 18 suppl:S68-S80, "
    "doi 10.1177/0272989X98018002S09",
)


@attrs.frozen(kw_only=True)
class NetBenefit:
    """
    Mean net benefit of a person at a threshold.

    Attributes
    ----------
    threshold : float
        In pounds a QALY.
    value : float
    low, high, level : float or None
        The interval; None for a single person.
    unit : {"GBP", "QALY"}
    n : int
    definition : str
    """

    threshold: float
    value: float
    low: float | None
    high: float | None
    level: float | None
    unit: Literal["GBP", "QALY"]
    n: int
    definition: str


def checked_threshold(threshold: float) -> float:
    """
    Give the threshold back.

    Raises
    ------
    ValueError
        If it is below 0 or not finite.
    """
    if not (math.isfinite(threshold) and threshold >= 0):
        msg = f"'threshold' must be at least 0, got {threshold}"
        raise ValueError(msg)
    return threshold


def net_monetary_benefit(data: Combinable, threshold: float, *, level: float) -> NetBenefit:
    """
    Give the mean of threshold times gain less cost.

    Where the cost is the same for everyone, the interval is that of the gain, times the threshold, less the
    cost.

    Parameters
    ----------
    data : JointMoments or Contrast
    threshold : float
        In pounds a QALY, >= 0.
    level : float
        In (0, 1).

    Raises
    ------
    NotApplicableError
        If there is nobody.
    ValueError
        If the threshold is below 0 or not finite.
    """
    found = data.combination(checked_threshold(threshold), -1).interval(level)
    return NetBenefit(
        threshold=threshold,
        value=found.value,
        low=found.low,
        high=found.high,
        level=found.level,
        unit="GBP",
        n=data.n,
        definition=NET_MONETARY_BENEFIT.id,
    )


def net_health_benefit(data: Combinable, threshold: float, *, level: float) -> NetBenefit:
    """
    Give the mean of gain less cost by threshold; parameters and errors as for `net_monetary_benefit`.

    Raises
    ------
    NotApplicableError
        If there is nobody, or the threshold is 0: no health is worth nothing.
    """
    if checked_threshold(threshold) == 0:
        msg = "at a threshold of 0 a cost cannot be given in QALYs"
        raise NotApplicableError(msg)
    money = net_monetary_benefit(data, threshold, level=level)
    return attrs.evolve(
        money,
        value=money.value / threshold,
        low=None if money.low is None else money.low / threshold,
        high=None if money.high is None else money.high / threshold,
        unit="QALY",
        definition=NET_HEALTH_BENEFIT.id,
    )
