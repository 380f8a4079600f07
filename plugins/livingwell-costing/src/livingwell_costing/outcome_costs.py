"""
What it costs that one person more improves, or recovers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.analyses import Definition
from livingwell_core.statistics.proportions import wilson

if TYPE_CHECKING:
    from fractions import Fraction

__all__ = ["COST_PER_OUTCOME", "CostPerOutcome", "cost_per_outcome"]

COST_PER_OUTCOME: Final = Definition(
    id="cost-per-outcome",
    text="Cost of a person by the share of people with the outcome. The interval is that of the share, "
    "Wilson's, turned over: the cost is taken as known. It is no extra cost of an extra outcome: how many "
    "would have had it without the service is not known.",
    source="Wilson 1927, Journal of the American Statistical Association 22:209-212",
)


@attrs.frozen(kw_only=True)
class CostPerOutcome:
    """
    Cost of each person with an outcome.

    Attributes
    ----------
    value : float or None
        In pounds; None where nobody has the outcome.
    low : float
    high : float or None
        Ends of the interval; None where there is no upper end, because nobody might have the outcome.
    level : float
    cost : float
        Of a person, in pounds.
    k, n : int
        People with the outcome, and people asked.
    note : str
        Why there is no value; or "".
    definition : str
    """

    value: float | None
    low: float
    high: float | None
    level: float
    cost: float
    k: int
    n: int
    note: str = ""
    definition: str = COST_PER_OUTCOME.id


def cost_per_outcome(cost: float | Fraction, k: int, n: int, *, level: float) -> CostPerOutcome:
    """
    Divide the cost of a person by the share of people with an outcome.

    Parameters
    ----------
    cost : float or Fraction
        In pounds, >= 0.
    k, n : int
        People with the outcome, such as reliable improvement, and people asked; 0 <= k <= n.
    level : float
        In (0, 1).

    Raises
    ------
    NotApplicableError
        If n is 0.
    ValueError
        If the cost is below 0, or k is not from 0 to n.

    Examples
    --------
    >>> round(cost_per_outcome(800, 435, 726, level=0.95).value)
    1335
    """
    pounds = float(cost)
    if not pounds >= 0:
        msg = f"'cost' must be at least 0, got {pounds}"
        raise ValueError(msg)
    share = wilson(k, n, level=level)
    return CostPerOutcome(
        value=pounds * n / k if k else None,
        low=pounds / (share.high or 1.0),
        high=pounds / share.low if share.low else None,
        level=level,
        cost=pounds,
        k=k,
        n=n,
        note="" if k else f"none of {n:,} people has the outcome",
    )
