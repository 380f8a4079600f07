"""Baseline adjustment against statsmodels on the raw data."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import assume, given
from hypothesis import strategies as st
from livingwell_costing.adjustment import adjusted_gain
from livingwell_costing.moments import JointMoments
from scipy.stats import ttest_ind

from livingwell_core.errors import NotApplicableError

steps = st.integers(-600, 1000).map(lambda u: u / 1000)
groups = st.lists(st.tuples(steps, steps), min_size=2, max_size=15)


def of(rows):
    return JointMoments.of(*np.array(rows).T)


class TestAdjusted:
    @given(groups, groups)
    def test_statsmodels(self, service, comparison):
        """Coefficient, interval and slope of ordinary least squares."""
        first = np.array([u for u, _ in service + comparison])
        qalys = np.array([q for _, q in service + comparison])
        group = np.repeat([1.0, 0.0], [len(service), len(comparison)])
        within = first - np.where(group == 1, first[group == 1].mean(), first[group == 0].mean())
        # Where the first utility hardly varies, least squares on the raw data loses its digits.
        assume(np.sum(within**2) > 1e-3)
        fit = sm.OLS(qalys, np.column_stack([np.ones_like(first), group, first])).fit()
        found = adjusted_gain(of(service), of(comparison), level=0.9)
        low, high = fit.conf_int(0.1)[1]
        assert (found.adjusted.value, found.adjusted.low, found.adjusted.high) == pytest.approx(
            (fit.params[1], low, high), abs=1e-9
        )
        assert found.slope == pytest.approx(fit.params[2], abs=1e-9)
        assert found.df == fit.df_resid == found.n - 3
        sides = [qalys[group == side] for side in (1, 0)]
        # scipy warns where everyone of a group is alike.
        if min(side.std() for side in sides) > 1e-6:
            ends = ttest_ind(*sides, equal_var=False).confidence_interval(0.9)
            assert (found.unadjusted.low, found.unadjusted.high) == pytest.approx(tuple(ends), abs=1e-9)

    @given(groups, groups, groups)
    def test_from_tallies_that_add(self, a, b, comparison):
        """Two sites' tallies give what all their people give."""
        try:
            whole = adjusted_gain(of(a + b), of(comparison), level=0.95)
        except NotApplicableError:
            return
        assert adjusted_gain(of(a) + of(b), of(comparison), level=0.95) == whole

    def test_imbalance_alone_is_no_gain(self):
        """QALYs that only follow the first utility: all of the difference goes."""
        first = np.array([0.2, 0.3, 0.4, 0.5])
        service = JointMoments.of(first + 0.3, 0.8 * (first + 0.3))
        found = adjusted_gain(service, JointMoments.of(first, 0.8 * first), level=0.95)
        assert found.unadjusted.value == pytest.approx(0.24)
        assert found.adjusted.value == pytest.approx(0, abs=1e-12)
        assert found.baseline_difference == pytest.approx(0.3)

    @pytest.mark.parametrize(
        ("service", "comparison", "message"),
        [
            ([(0.1, 0.2)], [(0.1, 0.3), (0.2, 0.3)], "4 people together"),
            ([(0.1, 0.2), (0.1, 0.4)], [(0.3, 0.3), (0.3, 0.5)], "nothing to adjust for"),
        ],
    )
    def test_not_applicable(self, service, comparison, message):
        """Too few, or nothing to adjust by."""
        with pytest.raises(NotApplicableError, match=message):
            adjusted_gain(of(service), of(comparison), level=0.95)

    def test_an_empty_group(self):
        """Nobody to compare with."""
        with pytest.raises(NotApplicableError, match="two groups with 4 people"):
            adjusted_gain(of([(0.1 * i, 0.2) for i in range(5)]), JointMoments(), level=0.95)
