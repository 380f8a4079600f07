"""Counterfactuals: shown with and without, by name."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from livingwell_costing.counterfactual import (
    NO_CHANGE,
    NO_CHANGE_TEXT,
    both_gains,
    comparison_group,
    natural_recovery,
    regression_to_the_mean,
)
from livingwell_costing.moments import JointMoments
from scipy.stats import ttest_ind

GAIN = np.array([0.3, -0.1, 0.2, 0.15, 0.1])
SERVICE = JointMoments.of(GAIN, 800)


class TestNoChange:
    def test_default(self):
        """Nothing is taken off, and the text says what the gain is against."""
        found = both_gains(SERVICE, level=0.95)
        assert found.adjusted == found.unadjusted
        assert found.taken_off == 0
        assert found.text == NO_CHANGE_TEXT == "gain against no change from the first assessment"
        assert (found.n, found.n_comparison) == (5, 0)
        assert "is not known" in NO_CHANGE.definition.text
        assert NO_CHANGE.against(SERVICE) == SERVICE


class TestNumbers:
    @pytest.mark.parametrize("make", [natural_recovery, regression_to_the_mean])
    def test_taken_off(self, make):
        """The interval moves by the number, and both are shown."""
        taken = make(0.03, source="a review of 2020")
        found = both_gains(SERVICE, taken, level=0.95)
        assert found.unadjusted.value == pytest.approx(0.13)
        assert found.adjusted.value == pytest.approx(0.1)
        assert found.unadjusted.low - found.adjusted.low == pytest.approx(0.03, rel=1e-12)
        assert found.taken_off == pytest.approx(0.03, rel=1e-15)
        assert taken.definition.source == "a review of 2020"
        assert found.definition == f"counterfactual:{taken.kind}"
        assert "0.03 QALYs" in taken.definition.text

    def test_decimals(self):
        """.03 is three hundredths."""
        assert natural_recovery("0.03", source="x").gain == Fraction(3, 100)

    @pytest.mark.parametrize("source", ["", "  "])
    def test_a_number_needs_a_source(self, source):
        """Nothing is taken off on nobody's word."""
        with pytest.raises(ValueError, match="where the number comes from"):
            natural_recovery(0.03, source=source)

    @pytest.mark.parametrize("gain", ["some", float("nan"), True])
    def test_no_number(self, gain):
        """And needs to be one."""
        with pytest.raises(ValueError, match="a number"):
            regression_to_the_mean(gain, source="x")


class TestGroup:
    def test_welch(self):
        """The difference of means with scipy's interval."""
        other = np.array([0.02, 0.08, -0.05, 0.1])
        taken = comparison_group(JointMoments.of(other, 300), source="the waiting list")
        found = both_gains(SERVICE, taken, level=0.95)
        interval = ttest_ind(GAIN, other, equal_var=False).confidence_interval(0.95)
        assert found.adjusted.value == pytest.approx(GAIN.mean() - other.mean(), rel=1e-12)
        assert (found.adjusted.low, found.adjusted.high) == pytest.approx(tuple(interval), rel=1e-10)
        assert found.unadjusted.value == pytest.approx(GAIN.mean())
        assert (found.n, found.n_comparison) == (5, 4)
        assert found.taken_off == pytest.approx(other.mean())
        assert "4 people" in taken.definition.text

    def test_costs_are_taken_off_too(self):
        """What the comparison costs is no extra cost of the service."""
        taken = comparison_group(JointMoments.of([0.1, 0.2], 300), source="x")
        data = taken.against(SERVICE)
        assert data.combination(0, 1).mean == 500
        assert data.n == 7

    def test_nobody(self):
        """A group of nobody."""
        with pytest.raises(ValueError, match="got nobody"):
            comparison_group(JointMoments(), source="x")
