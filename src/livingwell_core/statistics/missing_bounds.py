"""
How far people without a pair could move the result, each time under a stated assumption.

Everything follows from small tallies that add: the table of pairs, the first scores of assessed people
without a pair, and how many people were supported.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
import numpy as np

from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.estimate import Estimate
from livingwell_core.statistics.missing_people import _check_scales, _moments
from livingwell_core.statistics.paired import PairedSummary, mean_interval
from livingwell_core.statistics.proportions import wilson

if TYPE_CHECKING:
    from livingwell_core.tallies import Histogram, JointTable

__all__ = ["Bound", "change_range", "changes_if", "improved_range", "tipping_point"]


@attrs.frozen(kw_only=True)
class Bound:
    """
    A result under a stated assumption about people who cannot be seen.

    Attributes
    ----------
    name : str
    definition : str
        The assumption, a sentence fit to print.
    estimate : Estimate
        Its interval is about people who were seen; the assumption itself has none.
    """

    name: str
    definition: str
    estimate: Estimate


def improved_range(improved: int, *, paired: int, supported: int, level: float) -> tuple[Bound, Bound]:
    """
    Give the least and the greatest share of people supported who can have improved reliably [1]_.

    Intervals: Wilson's for people with a pair, put on the scale of people supported. Numbers of people are
    taken as fixed.

    Parameters
    ----------
    improved, paired, supported : int
        People reliably improved, of those with a pair, of those supported.
    level : float
        In (0, 1).

    Returns
    -------
    none_improved, all_improved : Bound
        In [0, 1]: of the others none did, or all.

    Raises
    ------
    NotApplicableError
        If there is no pair.
    ValueError
        If the numbers do not rise.

    References
    ----------
    .. [1] Manski CF (1990), American Economic Review Papers and Proceedings 80:319-323.
    """
    if not 0 <= improved <= paired:
        msg = f"'improved' must be from 0 to 'paired', got {improved} and {paired}"
        raise ValueError(msg)
    share = _part(paired, supported)
    seen, others = wilson(improved, paired, level=level), supported - paired
    return (
        Bound(
            name="none_improved",
            definition="Of the people supported who have no pair, none improved reliably.",
            estimate=attrs.evolve(_linear(seen, share), value=improved / supported),
        ),
        Bound(
            name="all_improved",
            definition="Of the people supported who have no pair, all improved reliably.",
            estimate=attrs.evolve(_linear(seen, share, 1 - share), value=(improved + others) / supported),
        ),
    )


def changes_if(summary: PairedSummary, *, supported: int, level: float) -> tuple[Bound, Bound]:
    """
    Give the mean change of everyone supported, if the others had not changed, or had changed the other way.

    With p the share of people supported who have a pair and m their mean change: ``p m`` and
    ``p m - (1 - p) m``. Intervals: Student's for m, times the same factor. Numbers of people are taken as
    fixed.

    Parameters
    ----------
    summary : PairedSummary
    supported : int
        People supported, with and without a pair.
    level : float
        In (0, 1).

    Returns
    -------
    unchanged, opposite : Bound
        In points.

    Raises
    ------
    NotApplicableError
        If there is no pair.
    ValueError
        If fewer people were supported than have a pair.
    """
    share = _part(summary.n, supported)
    seen = mean_interval(summary.mean_change, summary.sd_change, summary.n, level=level)
    return (
        Bound(
            name="unchanged",
            definition="People supported who have no pair did not change.",
            estimate=_linear(seen, share),
        ),
        Bound(
            name="opposite",
            definition="People supported who have no pair changed on average as much as the others, "
            "the other way.",
            estimate=_linear(seen, 2 * share - 1),
        ),
    )


def tipping_point(summary: PairedSummary, *, supported: int, level: float) -> Bound:
    """
    Give the mean change of people without a pair at which that of everyone supported is 0.

    ``-m p / (1 - p)``, as in `changes_if`. Interval: Student's for m, times the same factor.

    Parameters
    ----------
    summary, supported, level
        As in `changes_if`.

    Returns
    -------
    Bound
        In points. It can lie further out than scores allow: then no change of theirs could do it.

    Raises
    ------
    NotApplicableError
        If there is no pair, or if everyone supported has one.
    ValueError
        If fewer people were supported than have a pair.
    """
    share = _part(summary.n, supported)
    if share == 1:
        msg = "everyone supported has a pair"
        raise NotApplicableError(msg)
    seen = mean_interval(summary.mean_change, summary.sd_change, summary.n, level=level)
    return Bound(
        name="tipping_point",
        definition="The mean change of people supported who have no pair at which the mean change of "
        "everyone supported would be 0.",
        estimate=_linear(seen, -share / (1 - share)),
    )


def change_range(paired: JointTable, others: Histogram, *, level: float) -> tuple[Bound, Bound]:
    """
    Give the least and the greatest mean change that assessed people can have had [1]_.

    Each of the others can have gone from the first score to any score of the scale, and no further. Interval
    of each end: Student's, all people assessed as one sample of changes, each seen or put at that end.

    Parameters
    ----------
    paired : JointTable
    others : Histogram
        First scores of assessed people without a pair.
    level : float
        In (0, 1).

    Returns
    -------
    to_lowest, to_highest : Bound
        In points.

    Raises
    ------
    NotApplicableError
        If nobody was assessed.
    ValueError
        If the scales differ.

    References
    ----------
    .. [1] Horowitz JL, Manski CF (2000), Journal of the American Statistical Association 95:77-84.
    """
    _check_scales(paired, others)
    scale, n = paired.scale, paired.n + others.n
    if n == 0:
        msg = "nobody was assessed"
        raise NotApplicableError(msg)
    count = np.concatenate([paired.count, others.count])
    estimates = []
    for end in (scale.first_step, scale.last_step):
        change = np.concatenate([paired.change, end - others.value])
        mean, variance = _moments(change, count)
        sd = math.sqrt(variance) / scale.denominator if n > 1 else None
        estimates.append(mean_interval(scale.points(mean), sd, n, level=level))
    return (
        Bound(
            name="to_lowest",
            definition="Assessed people without a pair went to the lowest score that there is.",
            estimate=estimates[0],
        ),
        Bound(
            name="to_highest",
            definition="Assessed people without a pair went to the highest score that there is.",
            estimate=estimates[1],
        ),
    )


def _part(paired: int, supported: int) -> Fraction:
    if paired > supported:
        msg = f"'supported' must be at least the people with a pair, got {supported} and {paired}"
        raise ValueError(msg)
    if paired == 0:
        msg = "no pairs"
        raise NotApplicableError(msg)
    return Fraction(paired, supported)


def _linear(estimate: Estimate, factor: Fraction, plus: Fraction = Fraction(0)) -> Estimate:
    """Give an estimate times a factor and plus a number, rounded once."""

    def to(x: float) -> float:
        return float(Fraction(x) * factor + plus)

    if estimate.low is None or estimate.high is None:
        return Estimate(value=to(estimate.value))
    low, high = sorted((to(estimate.low), to(estimate.high)))
    return Estimate(value=to(estimate.value), low=low, high=high, level=estimate.level)
