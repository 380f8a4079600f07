"""
Change that people notice: counted person by person, and the group's mean held against it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, get_args

import attrs

from livingwell_core.errors import NotApplicableError
from livingwell_core.instruments.scale import exact_number
from livingwell_core.statistics.reliable_index import cells_by_points

if TYPE_CHECKING:
    from fractions import Fraction

    from livingwell_core.statistics.clinical_change import ReliableChangeCounts
    from livingwell_core.statistics.estimate import Estimate
    from livingwell_core.tallies import JointTable

__all__ = ["LABELS", "GroupChange", "Label", "group_change", "important_change"]

Label = Literal[
    "not significant",
    "significant but not relevant",
    "not significantly less than the threshold",
    "probably relevant",
    "large",
]

LABELS: Final[tuple[Label, ...]] = get_args(Label)


@attrs.frozen(kw_only=True)
class GroupChange:
    """
    What a mean change and its interval say beside a minimal important difference.

    Attributes
    ----------
    label : str
        One of `LABELS`.
    side : {"better", "worse"} or None
        Which way the group moved; None where that is not significant.
    """

    label: Label
    side: Literal["better", "worse"] | None


def important_change(
    table: JointTable,
    *,
    points: float | Fraction,
    sign: int,
    points_worse: float | Fraction | None = None,
) -> ReliableChangeCounts:
    """
    Count people whose change reaches the minimal important difference, either way (>=).

    The arithmetic of reliable change by threshold, with another number of another meaning: what people
    notice, in place of what measurement error can make up.

    Parameters
    ----------
    table : JointTable
    points : int, float or Fraction
        The minimal important difference, > 0; a float is read by its shortest decimal form.
    sign : {1, -1}
        1 where higher is better.
    points_worse : int, float or Fraction, optional
        The one for getting worse; `points` if left out.

    Raises
    ------
    NotApplicableError
        If there is no pair.
    ValueError
        If a difference is not above 0.
    """
    cells = cells_by_points(table, points=points, sign=sign, points_worse=points_worse)
    if not table.n:
        msg = "no pairs"
        raise NotApplicableError(msg)
    return cells.counts(table)


def group_change(
    change: Estimate,
    *,
    points: float | Fraction,
    sign: int,
    points_worse: float | Fraction | None = None,
) -> GroupChange:
    """
    Label a mean (or median) change by where its interval lies beside 0 and the important difference.

    - not significant: the interval holds 0
    - significant but not relevant: it lies between 0 and the difference
    - not significantly less than the threshold: it holds the difference, the estimate is below that
    - probably relevant: it holds the difference, the estimate reaches that
    - large: it lies beyond the difference

    The five are those of the R package clinicalsignificance (cs_anchor). That one calls any significant
    worsening "not clinically relevant" where higher is better; here worsening is held against the difference
    for getting worse, and `side` says so.

    Parameters
    ----------
    change : Estimate
        Last minus first, in points, with its interval.
    points, sign, points_worse
        As in `important_change`.

    Returns
    -------
    GroupChange

    Raises
    ------
    NotApplicableError
        If the estimate has no interval.
    ValueError
        If a difference is not above 0.
    """
    least = [float(exact_number(points if given is None else given)) for given in (points, points_worse)]
    if min(least) <= 0:
        msg = f"'points' and 'points_worse' must be above 0, got {points} and {points_worse}"
        raise ValueError(msg)
    if change.low is None or change.high is None:
        msg = "the change has no interval"
        raise NotApplicableError(msg)
    if change.low <= 0 <= change.high:
        return GroupChange(label="not significant", side=None)
    better = sign * change.low > 0
    near, far = sorted((abs(change.low), abs(change.high)))
    threshold = least[0] if better else least[1]
    label: Label
    if far < threshold:
        label = "significant but not relevant"
    elif near > threshold:
        label = "large"
    elif abs(change.value) < threshold:
        label = "not significantly less than the threshold"
    else:
        label = "probably relevant"
    return GroupChange(label=label, side="better" if better else "worse")
