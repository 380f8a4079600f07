"""Cost of each person who improves."""

from __future__ import annotations

import pytest
from livingwell_costing.outcome_costs import cost_per_outcome
from statsmodels.stats.proportion import proportion_confint

from livingwell_core.errors import NotApplicableError


class TestCostPerOutcome:
    def test_programme(self):
        """435 of 726 reliably improved; statsmodels' interval of the share turned over."""
        found = cost_per_outcome(800, 435, 726, level=0.95)
        low, high = proportion_confint(435, 726, alpha=0.05, method="wilson")
        assert found.value == pytest.approx(800 * 726 / 435, rel=1e-15)
        assert (found.low, found.high) == pytest.approx((800 / high, 800 / low), rel=1e-10)
        assert (found.k, found.n, found.note) == (435, 726, "")

    def test_nobody_improved(self):
        """No value, a lower end, no upper end, and why."""
        found = cost_per_outcome(800, 0, 20, level=0.95)
        assert (found.value, found.high) == (None, None)
        assert found.low == pytest.approx(800 / proportion_confint(0, 20, method="wilson")[1])
        assert found.note == "none of 20 people has the outcome"

    def test_everyone_improved(self):
        """The cost of a person."""
        found = cost_per_outcome(800, 20, 20, level=0.95)
        assert found.value == found.low == 800 < found.high

    def test_refused(self):
        """No people, or a cost below 0."""
        with pytest.raises(NotApplicableError, match="nobody"):
            cost_per_outcome(800, 0, 0, level=0.95)
        for cost in (-1, float("nan")):
            with pytest.raises(ValueError, match="'cost' must be at least 0"):
                cost_per_outcome(cost, 1, 2, level=0.95)
