"""
Change in percent of the first score, with a stated rule for those who started at zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs
import numpy as np

from livingwell_core.errors import NotApplicableError
from livingwell_core.instruments.scale import exact_number

if TYPE_CHECKING:
    from fractions import Fraction

    from livingwell_core.tallies import JointTable

__all__ = ["PercentageChangeCounts", "ZeroStart", "percentage_change"]

ZeroStart = Literal["set aside", "any change counts", "refuse"]


@attrs.frozen(kw_only=True)
class PercentageChangeCounts:
    """
    People by their change in percent; the four add up to everyone.

    Attributes
    ----------
    improved, unchanged, deteriorated : int
    set_aside : int
        Started at zero, where there is no percentage; 0 unless the rule is "set aside".
    """

    improved: int
    unchanged: int
    deteriorated: int
    set_aside: int


def percentage_change(
    table: JointTable,
    *,
    percent: float | Fraction,
    sign: int,
    zero_start: ZeroStart,
    percent_worse: float | Fraction | None = None,
) -> PercentageChangeCounts:
    """
    Count people whose ``100 (last - first) / first`` reaches a stated percentage, either way (>=).

    Compared in whole numbers, so that exactly the percentage counts. Percent of a score is only worth
    anything where 0 means none of what is measured.

    Parameters
    ----------
    table : JointTable
    percent : int, float or Fraction
        > 0; a float is read by its shortest decimal form.
    sign : {1, -1}
        1 where higher is better.
    zero_start : {"set aside", "any change counts", "refuse"}
        For those with a first score of 0: leave them out and say how many; count whoever moved at all, better
        or worse, as more than any percentage; or raise.
    percent_worse : int, float or Fraction, optional
        The percentage for getting worse, > 0; `percent` if left out.

    Raises
    ------
    NotApplicableError
        If there is no pair, if a first score is below 0, or if one is 0 and the rule is "refuse".
    ValueError
        If a percentage is not above 0.
    """
    needed = [exact_number(percent if given is None else given) for given in (percent, percent_worse)]
    if min(needed) <= 0:
        msg = f"'percent' and 'percent_worse' must be above 0, got {percent} and {percent_worse}"
        raise ValueError(msg)
    if not table.n:
        msg = "no pairs"
        raise NotApplicableError(msg)
    if table.first.min() < 0:
        msg = "percent of a score below 0 has no meaning"
        raise NotApplicableError(msg)
    at_zero = table.first == 0
    if zero_start == "refuse" and at_zero.any():
        msg = f"{int(table.count[at_zero].sum())} started at 0, where there is no percentage"
        raise NotApplicableError(msg)
    gain = sign * table.change
    first, cell = np.unique(table.first, return_inverse=True)
    # The least gain in whole steps; at least one, which makes whoever moved from zero count.
    least_better, least_worse = (
        np.array([max(1, _least(score, share, table.scale.span)) for score in first.tolist()])[cell]
        for share in needed
    )
    counted = ~at_zero if zero_start == "set aside" else np.ones_like(at_zero)
    improved = int(table.count[counted & (gain >= least_better)].sum())
    deteriorated = int(table.count[counted & (gain <= -least_worse)].sum())
    set_aside = int(table.count[~counted].sum())
    return PercentageChangeCounts(
        improved=improved,
        unchanged=table.n - improved - deteriorated - set_aside,
        deteriorated=deteriorated,
        set_aside=set_aside,
    )


def _least(score: int, share: int | Fraction, most: int) -> int:
    """Give the least whole change that is this percentage of a score, or one beyond what there is."""
    return min(-int(-score * share // 100), most)
