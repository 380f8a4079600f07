"""
The mean change in standard deviations: which ones is in the name.

Five standardisers are in use, all called "Cohen's d" somewhere. They differ by the correlation of first
and last scores, often by a factor of two, so none of them goes by that name here. Each result also says
which interval it has: the one by the noncentral t where that is exact, a stated approximation elsewhere.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Final, Literal, Protocol

import attrs

from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.effect_sizes import d_z
from livingwell_core.statistics.estimate import Estimate
from livingwell_core.statistics.hedges import hedges_correction

if TYPE_CHECKING:
    from collections.abc import Mapping

    from livingwell_core.statistics.paired import PairedSummary

__all__ = [
    "EFFECT_SIZES",
    "NONCENTRAL_T",
    "NORMAL",
    "SCALED",
    "EffectSize",
    "EffectSizeRow",
    "compare_effect_sizes",
    "d_av",
    "d_av_lakens",
    "d_baseline",
    "d_rm",
    "named_d_z",
    "standardised_response_mean",
]

Interval = Literal["scaled noncentral t", "normal approximation"]

NONCENTRAL_T: Final = "noncentral t"
SCALED: Final = "scaled noncentral t"
NORMAL: Final = "normal approximation"


@attrs.frozen(kw_only=True)
class EffectSize:
    """
    An effect size under its own name.

    Attributes
    ----------
    name : str
        As in `EFFECT_SIZES`, or "eta_squared".
    estimate : Estimate
        The value, multiplied by `correction`, and its interval, likewise; no ends where there is none.
    interval : str or None
        How the ends were found: `NONCENTRAL_T` (exact for normal changes), `SCALED` (Algina and Keselman
        2003) or `NORMAL`; None where there is no interval.
    correction : float
        Hedges' factor, or 1 where it was not asked for.
    """

    name: str
    estimate: Estimate
    interval: str | None
    correction: float = 1.0


@attrs.frozen(kw_only=True)
class EffectSizeRow:
    """
    One line of `compare_effect_sizes`.

    Attributes
    ----------
    name : str
    size : EffectSize or None
    reason : str or None
        Why there is none, fit to print.
    """

    name: str
    size: EffectSize | None = None
    reason: str | None = None


class _Function(Protocol):
    def __call__(
        self, summary: PairedSummary, *, level: float, corrected: bool = False
    ) -> EffectSize: ...  # pragma: no cover - a type


def named_d_z(summary: PairedSummary, *, level: float, corrected: bool = False) -> EffectSize:
    """
    Mean change by the SD of the changes: `d_z`, with its name and, if asked for, Hedges' correction.

    Parameters
    ----------
    summary : PairedSummary
    level : float
        In (0, 1).
    corrected : bool
        Multiply value and interval by `hedges_correction` of n - 1.

    Returns
    -------
    EffectSize
        In standard deviations of the changes. Interval: `NONCENTRAL_T`.

    Raises
    ------
    NotApplicableError
        Below two pairs (three if corrected), or if every change is the same.
    """
    return _result("d_z", _exact(summary, level), NONCENTRAL_T, summary.n, corrected=corrected)


def standardised_response_mean(
    summary: PairedSummary, *, level: float, corrected: bool = False
) -> EffectSize:
    """
    Mean change by the SD of the changes, under the name that trials of questionnaires use [1]_.

    The same number as d_z. Parameters, interval and errors are those of `named_d_z`.

    References
    ----------
    .. [1] Liang MH, Fossel AH, Larson MG (1990), Medical Care 28:632-642.
    """
    return _result("srm", _exact(summary, level), NONCENTRAL_T, summary.n, corrected=corrected)


def d_av(
    summary: PairedSummary, *, level: float, corrected: bool = False, interval: Interval = SCALED
) -> EffectSize:
    """
    Mean change by the root mean square of the first and the last SD.

    ``d_av = mean change / sqrt((sd_first^2 + sd_last^2) / 2)``. Interval `SCALED` [1]_: the noncentralities
    under which t is at either tail, times ``sd_change / (sqrt(n) s)``, s the standardiser. Interval
    `NORMAL`: ``d ± z sd_change / (sqrt(n) s)``, which leaves out that s is estimated.

    Parameters
    ----------
    summary : PairedSummary
    level : float
        In (0, 1).
    corrected : bool
        Multiply value and interval by `hedges_correction` of n - 1.
    interval : {"scaled noncentral t", "normal approximation"}

    Returns
    -------
    EffectSize
        In standard deviations of scores. Where everybody changed by the same amount there is no interval.

    Raises
    ------
    NotApplicableError
        Below two pairs (three if corrected), or if neither first nor last scores vary.

    References
    ----------
    .. [1] Algina J, Keselman HJ (2003), Educational and Psychological Measurement 63:537-553,
       doi 10.1177/0013164403256358.
    """
    first, last = _sds(summary)
    by = math.sqrt((first * first + last * last) / 2)
    return _average("d_av", summary, by, level=level, corrected=corrected, interval=interval)


def d_av_lakens(
    summary: PairedSummary, *, level: float, corrected: bool = False, interval: Interval = SCALED
) -> EffectSize:
    """
    Mean change by the mean of the first and the last SD, as Lakens has it [1]_.

    ``mean change / ((sd_first + sd_last) / 2)``: never closer to zero than `d_av`, and the same where the two
    SDs are equal. Parameters, intervals (with this standardiser) and errors are those of `d_av`.

    References
    ----------
    .. [1] Lakens D (2013), Frontiers in Psychology 4:863, doi 10.3389/fpsyg.2013.00863.
    """
    first, last = _sds(summary)
    by = (first + last) / 2
    return _average("d_av_lakens", summary, by, level=level, corrected=corrected, interval=interval)


def d_rm(
    summary: PairedSummary, *, level: float, corrected: bool = False, interval: Interval = SCALED
) -> EffectSize:
    """
    Mean change by the SD of the changes, put on the scale of scores by the correlation [1]_.

    ``d_rm = d_z sqrt(f)``, ``f = 2 (1 - r)``. Interval `SCALED`: that of d_z times ``sqrt(f)``. Interval
    `NORMAL`: ``d ± z sqrt((1/n + d^2 / 2n) f)``. Both take r as known.

    Parameters
    ----------
    summary, level, corrected, interval
        As in `d_av`.

    Raises
    ------
    NotApplicableError
        Below two pairs (three if corrected); if first or last scores do not vary; if all pairs lie on one
        rising line, where f is 0.

    References
    ----------
    .. [1] Morris SB, DeShon RP (2002), Psychological Methods 7:105-125, doi 10.1037/1082-989X.7.1.105.
    """
    factor = _factor(summary)
    if not factor:
        msg = "first and last scores lie on one line: their correlation is 1"
        raise NotApplicableError(msg)
    root = math.sqrt(factor)
    plain = _exact(summary, level)
    value = plain.value * root
    if interval == NORMAL:
        error = math.sqrt((1 / summary.n + value * value / (2 * summary.n)) * factor)
        found = _normal(value, error, level)
    else:
        found = _times(plain, root)
    return _result("d_rm", found, interval, summary.n, corrected=corrected)


def d_baseline(summary: PairedSummary, *, level: float, corrected: bool = False) -> EffectSize:
    """
    Mean change by the SD of the first scores: Glass's delta, Becker's, NHS England's [1]_.

    ``d_b = mean change / sd_first``. Interval `NORMAL`: d ± z times the root of
    ``sd_change^2 / (n sd_first^2) + d^2 / (2 (n - 1))``. That is the delta method for normal scores, whose
    mean change and first SD are independent. Becker's own, ``2 (1 - r) / n + d^2 / 2n``, is about that where
    both SDs are equal. Where last scores vary more it is too narrow: with a first SD of 4, a last of 5 and
    700 people its 95% held the truth 91 times in 100 (tests/test_simulations.py has the population).

    Parameters
    ----------
    summary, level, corrected
        As in `named_d_z`.

    Returns
    -------
    EffectSize
        In standard deviations of first scores.

    Raises
    ------
    NotApplicableError
        Below two pairs (three if corrected), or if first scores do not vary.

    References
    ----------
    .. [1] Becker BJ (1988), British Journal of Mathematical and Statistical Psychology 41:257-278.
    """
    first, _ = _sds(summary)
    if not first:
        msg = "every first score is the same"
        raise NotApplicableError(msg)
    value, n = summary.mean_change / first, summary.n
    ratio = (summary.sd_change or 0.0) / first
    error = math.sqrt(ratio * ratio / n + value * value / (2 * (n - 1)))
    if not error:
        # Nobody changed: that says nothing of how sure we are, and an interval without width would.
        return _result("d_baseline", Estimate(value=value), None, n, corrected=corrected)
    return _result("d_baseline", _normal(value, error, level), NORMAL, n, corrected=corrected)


EFFECT_SIZES: Final[Mapping[str, _Function]] = {
    "d_z": named_d_z,
    "srm": standardised_response_mean,
    "d_av": d_av,
    "d_av_lakens": d_av_lakens,
    "d_rm": d_rm,
    "d_baseline": d_baseline,
}


def compare_effect_sizes(
    summary: PairedSummary, *, level: float, corrected: bool = False
) -> tuple[EffectSizeRow, ...]:
    """
    Give every standardised mean change of the same people, in one table.

    Parameters
    ----------
    summary : PairedSummary
    level : float
        In (0, 1).
    corrected : bool
        Multiply each by `hedges_correction` of n - 1.

    Returns
    -------
    tuple of EffectSizeRow
        In the order of `EFFECT_SIZES`; one that does not apply has the reason in place of a size.
    """
    rows = []
    for name, function in EFFECT_SIZES.items():
        try:
            rows.append(EffectSizeRow(name=name, size=function(summary, level=level, corrected=corrected)))
        except NotApplicableError as error:
            rows.append(EffectSizeRow(name=name, reason=str(error)))
    return tuple(rows)


@functools.lru_cache(maxsize=16)
def _exact(summary: PairedSummary, level: float) -> Estimate:
    """Give d_z, once for all sizes of the same people that take their interval from it."""
    return d_z(summary, level=level)


def _sds(summary: PairedSummary) -> tuple[float, float]:
    if summary.sd_first is None or summary.sd_last is None:
        msg = f"needs two pairs, there is {summary.n}"
        raise NotApplicableError(msg)
    return summary.sd_first, summary.sd_last


def _factor(summary: PairedSummary) -> float:
    """Give 2 (1 - r): the variance of the changes in variances of scores, were those equal."""
    _sds(summary)
    if summary.correlation is None:
        msg = "every first score or every last score is the same, so they do not correlate"
        raise NotApplicableError(msg)
    return 2 * (1 - summary.correlation)


def _average(
    name: str, summary: PairedSummary, by: float, *, level: float, corrected: bool, interval: Interval
) -> EffectSize:
    if not by:
        msg = "neither first nor last scores vary"
        raise NotApplicableError(msg)
    value, n = summary.mean_change / by, summary.n
    if not summary.sd_change:
        return _result(name, Estimate(value=value), None, n, corrected=corrected)
    ratio = summary.sd_change / by
    if interval == NORMAL:
        found = _normal(value, ratio / math.sqrt(n), level)
    else:
        found = attrs.evolve(_times(_exact(summary, level), ratio), value=value)
    return _result(name, found, interval, n, corrected=corrected)


def _normal(value: float, error: float, level: float) -> Estimate:
    from scipy.special import ndtri

    half = float(ndtri(0.5 + level / 2)) * error
    return Estimate(value=value, low=value - half, high=value + half, level=level)


def _times(estimate: Estimate, factor: float) -> Estimate:
    low = None if estimate.low is None else estimate.low * factor
    high = None if estimate.high is None else estimate.high * factor
    return attrs.evolve(estimate, value=estimate.value * factor, low=low, high=high)


def _result(name: str, estimate: Estimate, interval: str | None, n: int, *, corrected: bool) -> EffectSize:
    correction = hedges_correction(n - 1) if corrected else 1.0
    return EffectSize(
        name=name, estimate=_times(estimate, correction), interval=interval, correction=correction
    )
