"""
Eta squared of a paired change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from livingwell_core.statistics.effect_sizes import noncentrality_interval
from livingwell_core.statistics.estimate import Estimate
from livingwell_core.statistics.paired import paired_t
from livingwell_core.statistics.standardised import NONCENTRAL_T, EffectSize

if TYPE_CHECKING:
    from livingwell_core.statistics.paired import PairedSummary

__all__ = ["eta_squared"]


def eta_squared(summary: PairedSummary, *, level: float) -> EffectSize:
    """
    Share of the squared changes that their mean accounts for, from t.

    ``eta^2 = t^2 / (t^2 + n - 1)``. In the population it is ``delta^2 / (delta^2 + 1)``, delta the mean
    change by the SD of the changes. The interval is that of d_z so transformed,
    ``lambda^2 / (lambda^2 + n)`` with lambda the noncentralities under which t is at either tail [1]_. Where
    the one for delta holds 0 it starts at 0. Other programs put n - 1 for n there, or take the limits from F,
    whose two tails are both of large t.

    Parameters
    ----------
    summary : PairedSummary
    level : float
        In (0, 1).

    Returns
    -------
    EffectSize
        In [0, 1]. Interval: `NONCENTRAL_T`; it covers with at least `level`.

    Raises
    ------
    NotApplicableError
        Below two pairs, or if every change is the same.

    References
    ----------
    .. [1] Steiger JH (2004), Psychological Methods 9:164-182, doi 10.1037/1082-989X.9.2.164.
    """
    test = paired_t(summary)
    low, high = noncentrality_interval(test.t, test.df, level=level)
    near = 0.0 if low <= 0 <= high else min(abs(low), abs(high))
    far = max(abs(low), abs(high))
    squares = test.t * test.t
    estimate = Estimate(
        value=squares / (squares + test.df),
        low=near * near / (near * near + summary.n),
        high=far * far / (far * far + summary.n),
        level=level,
    )
    return EffectSize(name="eta_squared", estimate=estimate, interval=NONCENTRAL_T)
