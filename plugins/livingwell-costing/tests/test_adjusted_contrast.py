"""Gain, cost and net benefit at the same first utility, against statsmodels on the raw data."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from livingwell_costing.adjusted_contrast import AdjustedContrast, WithFirst
from livingwell_costing.adjustment import adjusted_gain
from livingwell_costing.moments import JointMoments
from livingwell_costing.net_benefit import net_monetary_benefit

from livingwell_core.errors import NotApplicableError

RNG = np.random.default_rng(3)
FIRST = RNG.normal(0.5, 0.2, 60)
GROUP = np.repeat([1.0, 0.0], [35, 25])
GAIN = 0.3 - 0.4 * FIRST + 0.05 * GROUP + RNG.normal(0, 0.1, 60)
COST = 400 + 500 * GROUP - 200 * FIRST + RNG.gamma(2, 150, 60)


def side(which, cost=COST):
    here = which == GROUP
    own = cost is COST
    paid = cost[here] if own else cost
    return WithFirst(
        gain_and_cost=JointMoments.of(GAIN[here], paid),
        first_and_gain=JointMoments.of(FIRST[here], GAIN[here]),
        first_and_cost=JointMoments.of(FIRST[here], paid) if own else None,
    )


def fitted(outcome):
    return sm.OLS(outcome, np.column_stack([np.ones(60), GROUP, FIRST])).fit()


@pytest.mark.parametrize("threshold", [0, 1_000, 20_000])
def test_own_costs(threshold):
    """The regression of each person's net benefit on group and first utility."""
    found = net_monetary_benefit(AdjustedContrast(service=side(1), comparison=side(0)), threshold, level=0.95)
    fit = fitted(threshold * GAIN - COST)
    assert (found.value, found.low, found.high) == pytest.approx(
        (fit.params[1], *fit.conf_int()[1]), rel=1e-9
    )
    assert found.n == 60


def test_costs_that_are_known():
    """Of a cost that is the same for everyone of a group the difference is the difference."""
    data = AdjustedContrast(service=side(1, 800.0), comparison=side(0, 300.0))
    assert data.combination(0, 1).mean == 500
    assert data.combination(0, 1).variance == 0
    fit, gain = fitted(GAIN), data.combination(1, 0).interval(0.95)
    assert (gain.value, gain.low, gain.high) == pytest.approx((fit.params[1], *fit.conf_int()[1]), rel=1e-10)
    alone = adjusted_gain(side(1).first_and_gain, side(0).first_and_gain, level=0.95)
    assert alone.adjusted == gain


def test_gains_and_qalys():
    """QALYs over the same time have the same difference as what was gained over the first utility held."""
    years = 1.0
    both = [JointMoments.of(FIRST[g == GROUP], (GAIN + years * FIRST)[g == GROUP]) for g in (1, 0)]
    qalys = adjusted_gain(*both, level=0.95).adjusted
    gains = adjusted_gain(side(1).first_and_gain, side(0).first_and_gain, level=0.95).adjusted
    assert (qalys.value, qalys.low, qalys.high) == pytest.approx(
        (gains.value, gains.low, gains.high), rel=1e-9
    )


def of(first, gain):
    return WithFirst(gain_and_cost=JointMoments.of(gain, 5.0), first_and_gain=JointMoments.of(first, gain))


@pytest.mark.parametrize(
    ("service", "comparison", "message"),
    [
        (of([0.1], [0.2]), of([0.1, 0.2], [0.3, 0.1]), "4 people"),
        (of([], []), of([0.1, 0.2, 0.3, 0.4], [0.3, 0.1, 0.2, 0.1]), "4 people"),
        (of([0.1, 0.1], [0.2, 0.4]), of([0.3, 0.3], [0.3, 0.5]), "nothing to adjust for"),
    ],
)
def test_not_applicable(service, comparison, message):
    """Too few, or nothing to adjust by."""
    with pytest.raises(NotApplicableError, match=message):
        AdjustedContrast(service=service, comparison=comparison).combination(1, 0)
