"""Cost per QALY: the programme's, quadrants in words, and Fieller's interval."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from livingwell_costing.counterfactual import Contrast
from livingwell_costing.moments import JointMoments
from livingwell_costing.ratios import cost_per_qaly, fieller
from livingwell_costing.sample_means import student

from livingwell_core.errors import NotApplicableError

LEVEL = 0.95
people = st.lists(
    st.tuples(st.integers(-1000, 1000).map(lambda g: g / 1000), st.integers(-2000, 4000).map(float)),
    min_size=2,
    max_size=25,
)


def of(rows):
    return JointMoments.of([gain for gain, _ in rows], [cost for _, cost in rows])


def contradicted(data, ratio):
    """Whether Student's test contradicts cost - ratio * gain being 0 on average; above 0 if so."""
    mean = data.combination(-ratio, 1)
    return float(mean.mean) ** 2 - student(mean.df, LEVEL) ** 2 * float(mean.variance)


class TestRatio:
    @pytest.mark.parametrize(("cost", "expected"), [(800, 6154), (1160, 8923)])
    def test_programme(self, cost, expected):
        """800 and 1,160 pounds for .13 QALYs."""
        data = JointMoments.of([0.1] * 280 + [0.16] * 280, cost)
        found = cost_per_qaly(data, level=LEVEL)
        assert round(found.value) == expected
        assert found.quadrant == "north-east"
        assert found.low < found.value < found.high
        assert found.note == ""
        assert found.n == 560

    @pytest.mark.parametrize(
        ("gains", "cost", "words"),
        [
            ([-0.2, -0.1], 800, "less health at a higher cost: it is dominated"),
            ([0.1, -0.1], 800, "no more health at a higher cost: it is dominated"),
            ([0.2, 0.1], -50, "more health and money saved: it dominates"),
            ([0.1, -0.1], 0, "no difference in health or cost"),
        ],
    )
    def test_no_ratio(self, gains, cost, words):
        """Words, and no number that looks like one."""
        found = cost_per_qaly(JointMoments.of(gains, cost), level=LEVEL)
        assert (found.value, found.low, found.high, found.level) == (None, None, None, None)
        assert found.words == words

    def test_south_west(self):
        """What is saved for each QALY given up is not a cost per QALY."""
        found = cost_per_qaly(JointMoments.of([-0.1, -0.3], -1000), level=LEVEL)
        assert found.value is None
        assert found.saved_per_qaly_lost == pytest.approx(5000, rel=1e-12)
        assert found.words == "less health and money saved"

    def test_free(self):
        """More health for nothing costs nothing a QALY."""
        found = cost_per_qaly(JointMoments.of([0.1, 0.2, 0.2]), level=LEVEL)
        assert (found.value, found.low, found.high) == (0, 0, 0)

    def test_rounding_is_no_gain(self):
        """.1 + .2 - .3 leaves 5e-17, and no price of 1e19 pounds a QALY."""
        found = cost_per_qaly(JointMoments.of([0.1 + 0.2 - 0.3] * 3, 800), level=LEVEL)
        assert (found.value, found.quadrant) == (None, "north")

    def test_one_person(self):
        """A ratio without an interval, and why."""
        found = cost_per_qaly(JointMoments.of([0.1], 800), level=LEVEL)
        assert (found.low, found.note) == (None, "no interval: it needs two people")

    def test_a_gain_that_could_be_nothing(self):
        """No interval, and why."""
        found = cost_per_qaly(JointMoments.of([0.5, -0.3, 0.1], 800), level=LEVEL)
        assert found.value == pytest.approx(8000)
        assert (found.low, found.high) == (None, None)
        assert "the gain could be 0" in found.note

    def test_a_cost_that_could_be_a_saving(self):
        """The interval reaches below 0, which is said."""
        data = JointMoments.of([0.1, 0.12, 0.11, 0.1], [-500, 900, 1200, -100])
        found = cost_per_qaly(data, level=LEVEL)
        assert found.low < 0 < found.high
        assert "money saved" in found.note

    @given(people, st.sampled_from([0.5, 4.0]), st.sampled_from([0.25, 2.0]))
    def test_units(self, rows, gain, cost):
        """Counting in other units multiplies the ratio and its ends, and changes nothing else."""
        one, other = (
            cost_per_qaly(data, level=LEVEL) for data in (of(rows), of(rows).scaled(gain=gain, cost=cost))
        )
        assert one.quadrant == other.quadrant
        assert one.note == other.note
        for name in ("value", "low", "high"):
            mine, theirs = getattr(one, name), getattr(other, name)
            assert (mine is None) == (theirs is None)
            if mine is not None:
                assert theirs == pytest.approx(mine * cost / gain, rel=1e-9)

    @given(people)
    def test_never_infinite(self, rows):
        """Whatever comes out is a number or nothing."""
        found = cost_per_qaly(of(rows), level=LEVEL)
        numbers = (found.value, found.low, found.high, found.saved_per_qaly_lost)
        assert all(number is None or math.isfinite(number) for number in numbers)

    def test_nobody(self):
        """Nobody has no cost per QALY."""
        with pytest.raises(NotApplicableError, match="nobody with a gain"):
            cost_per_qaly(JointMoments(), level=LEVEL)


class TestFieller:
    @given(people)
    def test_the_ends_are_just_not_contradicted(self, rows):
        """At both ends the test of cost - R gain is at its limit; between and outside as the shape says."""
        data = of(rows)
        assume(data.central(2, 0) > 1e-6)
        found = fieller(data, level=LEVEL)
        probes = np.array([-1e7, -1e4, -10, 0, 10, 1e4, 1e7])
        if found.shape == "everything":
            assert all(contradicted(data, float(ratio)) <= 1e-6 * (1 + ratio**2) for ratio in probes)
            return
        spread = float(data.central(2, 0))
        for end in (found.low, found.high):
            scale = 4000**2 + end * end * (1 + spread)
            assert contradicted(data, end) == pytest.approx(0, abs=1e-9 * scale)
        inside = (found.low + found.high) / 2
        limit = 1e-9 * (4000**2 + inside * inside * 2)
        assert (contradicted(data, inside) <= limit) == (found.shape == "bounded") or (
            abs(contradicted(data, inside)) <= limit
        )

    @given(people)
    def test_bounded_where_the_gain_is_not_nothing(self, rows):
        """Student's interval of the gain leaves 0 out just where the interval of the ratio is bounded."""
        data = of(rows)
        gain = data.combination(1, 0).interval(LEVEL)
        assume(min(abs(gain.low), abs(gain.high)) > 1e-9)
        assert (fieller(data, level=LEVEL).shape == "bounded") == (gain.low * gain.high > 0)

    def test_one_cost_for_all(self):
        """Then the ends are the cost by the ends of the gain."""
        data = JointMoments.of([0.1, 0.15, 0.05, 0.2, 0.16], 800)
        gain = data.combination(1, 0).interval(LEVEL)
        found = fieller(data, level=LEVEL)
        assert (found.low, found.high) == pytest.approx((800 / gain.high, 800 / gain.low), rel=1e-12)

    def test_everyone_alike(self):
        """An interval without width."""
        found = fieller(JointMoments.of([0.125] * 3, 700), level=LEVEL)
        assert (found.shape, found.low, found.high) == ("bounded", 5600, 5600)

    def test_published_form(self):
        """Willan and O'Brien's closed form, written in coefficients of variation, on two groups."""
        rng = np.random.default_rng(5)
        service = JointMoments.of(rng.normal(0.4, 0.2, 60), rng.gamma(4, 400, 60))
        comparison = JointMoments.of(rng.normal(0.2, 0.2, 70), rng.gamma(4, 250, 70))
        data = Contrast(service=service, comparison=comparison)
        gain, cost, both = (data.combination(*w) for w in ((1, 0), (0, 1), (1, 1)))
        t = student(min(gain.df, cost.df), LEVEL)
        r = float(cost.mean) / float(gain.mean)
        cee, ccc = float(gain.variance) / float(gain.mean) ** 2, float(cost.variance) / float(cost.mean) ** 2
        cov = float(both.variance - gain.variance - cost.variance) / 2
        cec = cov / float(gain.mean * cost.mean)
        root = math.sqrt(cee + ccc - 2 * cec - t * t * (cee * ccc - cec * cec))
        ends = [r * (1 - t * t * cec + sign * t * root) / (1 - t * t * cee) for sign in (-1, 1)]
        found = fieller(data, level=LEVEL)
        assert (found.low, found.high) == pytest.approx(tuple(sorted(ends)), rel=1e-10)

    def test_coverage(self):
        """Of 400 samples the interval holds the true ratio in about 380: within four standard errors."""
        rng = np.random.default_rng(11)
        truth, held = 1000 / 0.3, 0
        for _ in range(400):
            gain = rng.normal(0.3, 0.3, 40)
            cost = 1000 + 300 * (gain - 0.3) / 0.3 + rng.normal(0, 200, 40)
            found = fieller(JointMoments.of(gain, cost), level=LEVEL)
            within = found.low <= truth <= found.high if found.low is not None else True
            held += within if found.shape != "outside" else not found.low < truth < found.high
        assert abs(held / 400 - 0.95) < 4 * math.sqrt(0.95 * 0.05 / 400)
