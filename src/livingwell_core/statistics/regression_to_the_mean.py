"""
The change to expect of people picked for a low or a high first score, if nothing had happened to them.

A first score is partly chance. Whoever is picked for an extreme one is likely to have had that chance once
only, and scores nearer the mean the next time.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal, get_args

import attrs

from livingwell_core.errors import NotApplicableError, did_you_mean
from livingwell_core.instruments.scale import exact_number
from livingwell_core.statistics.clinical_change import in_clinical_range
from livingwell_core.statistics.cut_offs import Norm
from livingwell_core.statistics.estimate import Estimate
from livingwell_core.statistics.paired import _sum, _variance, mean_interval, summarise
from livingwell_core.statistics.reliable_index import _share
from livingwell_core.tallies import JointTable

if TYPE_CHECKING:
    from livingwell_core.statistics.paired import PairedSummary

__all__ = [
    "STARTED",
    "RegressionToTheMean",
    "Started",
    "expected_if_normal",
    "from_first_scores",
    "if_normal",
]

Started = Literal["inside", "outside"]

STARTED: Final[tuple[Started, ...]] = get_args(Started)


@attrs.frozen(kw_only=True)
class RegressionToTheMean:
    """
    What people changed by, what chance alone would have given, and what remains; in points.

    Attributes
    ----------
    method : {"linear", "normal"}
        How `expected` was found: `from_first_scores` or `if_normal`.
    started : {"inside", "outside"}
        Who they are: people whose first score was inside the clinical range, or outside.
    n : int
        How many.
    observed : Estimate
        Their mean change, with Student's interval.
    expected : Estimate
        Without interval: reliability and reference are taken as known.
    remaining : Estimate
        Observed minus expected, with Student's interval, which likewise takes them as known.
    """

    method: Literal["linear", "normal"]
    started: Started
    n: int
    observed: Estimate
    expected: Estimate
    remaining: Estimate


def from_first_scores(
    table: JointTable,
    *,
    edge: int | Fraction,
    sign: int,
    started: Started,
    reliability: float | Fraction,
    reference_mean: float | Fraction,
    level: float,
) -> RegressionToTheMean:
    """
    Take from each person's change what the own first score leads one to expect.

    ``expected = (1 - r) (reference - first)``, averaged over the people picked: a score is expected to come
    back as ``reference + r (first - reference)`` [1]_. That takes the reference mean and the spread as the
    same at both times, and the regression of last on first scores as a line; no distribution is assumed.
    What remains is the mean of ``last - first - expected``, with Student's interval for these differences.

    Parameters
    ----------
    table : JointTable
    edge : int or Fraction
        The last score inside the clinical range, in points.
    sign : {1, -1}
        1 where higher is better.
    started : {"inside", "outside"}
        Whom to pick, by the first score.
    reliability : float or Fraction
        r: the correlation of two scores of people who do not change, stated by its source; above 0 and below
        1. A float is read by its shortest decimal form, here and below.
    reference_mean : float or Fraction
        In points: the mean of the population that these people come from, before any were picked.
    level : float
        In (0, 1).

    Raises
    ------
    NotApplicableError
        If nobody started there.
    ValueError
        If the reliability is out of its range, or if there is no such choice of people.

    References
    ----------
    .. [1] Speer DC (1992), Journal of Consulting and Clinical Psychology 60:402-408,
       doi 10.1037/0022-006X.60.3.402.

    Examples
    --------
    >>> from livingwell_core.instruments import Scale
    >>> table = JointTable.of(Scale(lowest=0, highest=40), [10, 14, 30], [16, 18, 29])
    >>> found = from_first_scores(
    ...     table, edge=24, sign=1, started="inside", reliability=0.8, reference_mean=22, level=0.95
    ... )
    >>> found.observed.value, found.expected.value, found.remaining.value
    (5.0, 2.0, 3.0)
    """
    r = _share("reliability", reliability)
    picked, summary = _pick(table, edge=edge, sign=sign, started=started)
    n, unit = picked.n, picked.scale.denominator
    first, change = (Fraction(_sum(x, picked.count), n * unit) for x in (picked.first, picked.change))
    expected = (1 - r) * (exact_number(reference_mean) - first)
    sd = None if n == 1 else math.sqrt(_variance_of_rest(picked, r)) / unit
    return RegressionToTheMean(
        method="linear",
        started=started,
        n=n,
        observed=mean_interval(summary.mean_change, summary.sd_change, n, level=level),
        expected=Estimate(value=float(expected)),
        remaining=mean_interval(float(change - expected), sd, n, level=level),
    )


def if_normal(
    table: JointTable,
    *,
    edge: int | Fraction,
    sign: int,
    started: Started,
    reliability: float | Fraction,
    reference: Norm,
    level: float,
) -> RegressionToTheMean:
    """
    Expect of people what is expected of a normal population cut off where they were: a cross-check.

    As `expected_if_normal`, cut halfway between the last score inside the clinical range and the next. Their
    own first scores are not looked at: where these are not those of a normal population the two methods
    differ.

    Parameters
    ----------
    table, edge, sign, started, reliability, level
        As in `from_first_scores`.
    reference : Norm
        Mean and standard deviation of first scores of the population that these people come from, before any
        were picked.

    Raises
    ------
    NotApplicableError
        If nobody started there.
    ValueError
        As `from_first_scores`.
    """
    picked, summary = _pick(table, edge=edge, sign=sign, started=started)
    last_inside = math.floor(sign * picked.scale.steps(edge))
    expected = expected_if_normal(
        reference,
        cut_off=sign * (last_inside + Fraction(1, 2)) / picked.scale.denominator,
        side="below" if (sign > 0) == (started == "inside") else "above",
        reliability=reliability,
    )
    observed = mean_interval(summary.mean_change, summary.sd_change, picked.n, level=level)
    return RegressionToTheMean(
        method="normal",
        started=started,
        n=picked.n,
        observed=observed,
        expected=Estimate(value=expected),
        remaining=mean_interval(summary.mean_change - expected, summary.sd_change, picked.n, level=level),
    )


def expected_if_normal(
    reference: Norm,
    *,
    cut_off: float | Fraction,
    side: Literal["below", "above"],
    reliability: float | Fraction,
) -> float:
    """
    Give the change expected of everyone of a normal population whose first score is on one side of a cut-off.

    ``s_w^2 / sqrt(s_w^2 + s_b^2) C(z)``, upwards for those below and downwards for those above [1]_ [2]_:
    ``s_w^2 = (1 - r) sd^2`` and ``s_b^2 = r sd^2`` the variances within and between people, z how many
    standard deviations the cut-off is on their side of the mean, ``C(z) = phi(z) / (1 - Phi(z))``.

    Parameters
    ----------
    reference : Norm
        Mean and standard deviation of first scores of the population.
    cut_off : float or Fraction
        In points.
    side : {"below", "above"}
    reliability : float or Fraction
        Above 0 and below 1.

    Returns
    -------
    float
        In points.

    Raises
    ------
    ValueError
        If the reliability is out of its range.

    References
    ----------
    .. [1] Barnett AG, van der Pols JC, Dobson AJ (2005), International Journal of Epidemiology 34:215-220,
       doi 10.1093/ije/dyh299, eq. 1.
    .. [2] Davis CE (1976), American Journal of Epidemiology 104:493-498.

    Examples
    --------
    >>> norm = Norm(mean=60, sd=15)
    >>> round(expected_if_normal(norm, cut_off=40, side="below", reliability=0.5), 2)
    13.49
    """
    from scipy.special import erfcx

    r = _share("reliability", reliability)
    up = 1 if side == "below" else -1
    z = float(up * (reference.mean - exact_number(cut_off)) / reference.sd)
    # phi over 1 - Phi, without dividing one vanishing number by another.
    beyond = math.sqrt(2 / math.pi) / float(erfcx(z / math.sqrt(2)))
    return up * float((1 - r) * reference.sd) * beyond


def _pick(
    table: JointTable, *, edge: int | Fraction, sign: int, started: Started
) -> tuple[JointTable, PairedSummary]:
    """Give the people who started inside the clinical range, or outside, with their summary."""
    if started not in STARTED:
        msg = f"'started' {started!r} is unknown; {did_you_mean(started, STARTED)}"
        raise ValueError(msg)
    cells = in_clinical_range(table, table.first, edge=edge, sign=sign) == (started == "inside")
    picked = JointTable(table.scale, table.first[cells], table.last[cells], table.count[cells])
    if picked.n == 0:
        msg = f"nobody's first score is {started} the clinical range"
        raise NotApplicableError(msg)
    return picked, summarise(picked)


def _variance_of_rest(table: JointTable, r: Fraction) -> Fraction:
    """Give the variance of ``last - r first``, in squared steps, from those of first, last and change."""
    first, last, change = (
        _variance(_sum(x, table.count), _sum(x * x, table.count), table.n)
        for x in (table.first, table.last, table.change)
    )
    return (1 - r) * (last - r * first) + r * change
