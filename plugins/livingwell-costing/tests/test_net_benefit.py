"""Net benefit against scipy on each person's own."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from livingwell_costing.moments import JointMoments
from livingwell_costing.net_benefit import net_health_benefit, net_monetary_benefit
from scipy.stats import t as student_t

from livingwell_core.errors import NotApplicableError

people = st.lists(
    st.tuples(st.integers(-1000, 1000).map(lambda g: g / 1000), st.integers(-2000, 4000).map(float)),
    min_size=2,
    max_size=25,
)


class TestMonetary:
    @given(people, st.sampled_from([0.0, 100.0, 20_000.0, 35_000.0]))
    def test_each_person(self, rows, threshold):
        """Mean and Student's interval of threshold times gain less cost."""
        gain, cost = np.array(rows).T
        raw = threshold * gain - cost
        found = net_monetary_benefit(JointMoments.of(gain, cost), threshold, level=0.9)
        half = student_t.ppf(0.95, raw.size - 1) * raw.std(ddof=1) / np.sqrt(raw.size)
        expected = (raw.mean(), raw.mean() - half, raw.mean() + half)
        assert (found.value, found.low, found.high) == pytest.approx(expected, rel=1e-10, abs=1e-6)
        assert (found.level, found.n, found.unit) == (0.9, len(rows), "GBP")

    def test_one_cost_for_all(self):
        """The interval of the gain, times the threshold, less the cost."""
        data = JointMoments.of([0.1, 0.2, 0.06], 800)
        gain = data.combination(1, 0).interval(0.95)
        found = net_monetary_benefit(data, 20_000, level=0.95)
        assert (found.low, found.high) == pytest.approx(
            (20_000 * gain.low - 800, 20_000 * gain.high - 800), abs=1e-9
        )

    @given(people, st.sampled_from([2.0, 0.5, 8.0]))
    def test_scaling_costs_and_thresholds_together(self, rows, factor):
        """Pounds or pence: the decision and the interval's place stay."""
        data = JointMoments.of(*np.array(rows).T)
        one = net_monetary_benefit(data, 20_000, level=0.95)
        other = net_monetary_benefit(data.scaled(cost=factor), 20_000 * factor, level=0.95)
        assert (other.value, other.low, other.high) == pytest.approx(
            (one.value * factor, one.low * factor, one.high * factor), rel=1e-12
        )

    def test_one_person(self):
        """No interval."""
        found = net_monetary_benefit(JointMoments.of([0.1], 800), 20_000, level=0.95)
        assert (found.value, found.low, found.high, found.level) == (1200, None, None, None)

    @pytest.mark.parametrize("threshold", [-1, float("nan"), float("inf")])
    def test_no_such_threshold(self, threshold):
        """Below 0 or endless."""
        with pytest.raises(ValueError, match="'threshold' must be at least 0"):
            net_monetary_benefit(JointMoments.of([0.1], 800), threshold, level=0.95)


class TestHealth:
    def test_by_the_threshold(self):
        """Net monetary benefit by threshold, in QALYs."""
        data = JointMoments.of([0.1, 0.2, 0.06], 800)
        money, health = (f(data, 20_000, level=0.95) for f in (net_monetary_benefit, net_health_benefit))
        assert health.value == money.value / 20_000 == pytest.approx(0.12 - 0.04)
        assert (health.low, health.high) == (money.low / 20_000, money.high / 20_000)
        assert health.unit == "QALY"
        assert health.definition == "net-health-benefit"

    def test_one_person(self):
        """No interval either."""
        assert net_health_benefit(JointMoments.of([0.1], 800), 20_000, level=0.95).low is None

    def test_worthless_health(self):
        """At a threshold of 0 there is none."""
        with pytest.raises(NotApplicableError, match="at a threshold of 0"):
            net_health_benefit(JointMoments.of([0.1], 800), 0, level=0.95)
