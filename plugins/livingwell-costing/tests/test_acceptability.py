"""Acceptability against convolution in whole numbers, exact inversion and 10,000 seeded draws."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from livingwell_costing.acceptability import ROUGH, acceptability, exact_acceptability
from livingwell_costing.counterfactual import Contrast
from livingwell_costing.draws import draw_means
from livingwell_costing.moments import JointMoments

from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.resampled_means import resampled_mean

THRESHOLDS = (0, 2000, 5000, 7000, 8000, 9000, 10_000, 12_000, 20_000, 30_000)
few = st.lists(st.tuples(st.integers(-8, 8), st.integers(-3, 6)), min_size=1, max_size=4)


def probabilities(curve):
    return [point.probability for point in curve]


def by_convolution(steps, cost, threshold, denominator):
    """P(mean net benefit > 0) + half that of 0, over all sums of n draws, in whole numbers."""
    n = len(steps)
    sums = {0: 1}
    for _ in range(n):
        longer = {}
        for total, ways in sums.items():
            for step in steps:
                longer[total + step] = longer.get(total + step, 0) + ways
        sums = longer
    found = Fraction(0)
    for total, ways in sums.items():
        benefit = Fraction(threshold) * total / (n * denominator) - Fraction(cost)
        found += Fraction(ways, n**n) * (1 if benefit > 0 else Fraction(1, 2) if benefit == 0 else 0)
    return float(found)


def by_inversion(benefit):
    """The same for net benefits in whole pounds, by the core's inversion."""
    values, count = np.unique(benefit, return_counts=True)
    mean = resampled_mean(values, count)
    needed = -mean.mean / mean.step
    return 1 - float(mean.upto([math.floor(needed), math.ceil(needed) - 1]).mean())


class TestExact:
    @given(
        st.lists(st.integers(-6, 9), min_size=1, max_size=8),
        st.integers(-2, 4),
        st.sampled_from([0, 5, 10, 40]),
    )
    def test_convolution(self, steps, cost, threshold):
        """Every sum there is; ties are common here and count half."""
        values, count = np.unique(steps, return_counts=True)
        found = exact_acceptability(values, count, denominator=10, cost=cost, thresholds=[threshold])
        expected = by_convolution(steps, cost, threshold, 10)
        assert found[0].probability == pytest.approx(expected, abs=1e-12)
        assert found[0].n == len(steps)

    def test_a_tie_counts_half(self):
        """Two people, 0 and 2 steps: a mean of 1 step, half of all draws, is just worth the cost."""
        found = exact_acceptability([0, 2], [1, 1], denominator=1, cost=100, thresholds=[100, 101, 99])
        assert probabilities(found) == pytest.approx([0.25 + 0.25, 0.75, 0.25], abs=1e-13)

    def test_decimal_costs_tie(self):
        """.04 QALYs for 800 pounds at 20,000 is a tie, though no float is .04."""
        found = exact_acceptability(
            [40], [7], denominator=1000, cost=800, thresholds=[20_000, 20_001, 19_999]
        )
        assert probabilities(found) == [0.5, 1.0, 0.0]
        same = JointMoments.of([0.04] * 7, 800)
        assert probabilities(acceptability(same, [20_000, 20_001, 19_999])) == [0.5, 1.0, 0.0]

    @pytest.mark.parametrize(("cost", "expected"), [(800, 0.0), (0, 0.5), (-1, 1.0)])
    def test_at_zero(self, cost, expected):
        """The share of draws that save money; one cost for all saves in all or none."""
        found = exact_acceptability([-3, 8], [4, 5], denominator=10, cost=cost, thresholds=[0])
        assert probabilities(found) == [expected]
        moments = JointMoments.of([-0.3] * 4 + [0.8] * 5, cost)
        assert probabilities(acceptability(moments, [0])) == [expected]

    def test_values_that_nobody_has(self):
        """Count for nothing."""
        found = exact_acceptability([-9, 4, 7], [0, 3, 0], denominator=10, cost=1, thresholds=[10])
        assert probabilities(found) == [1.0]

    def test_nobody(self):
        """Has no curve."""
        with pytest.raises(NotApplicableError, match="nobody"):
            exact_acceptability([1], [0], denominator=10, cost=1, thresholds=[10])
        with pytest.raises(NotApplicableError, match="nobody"):
            acceptability(JointMoments(), [10])


class TestEdgeworth:
    @pytest.mark.parametrize(("n", "tolerance"), [(20, 1e-3), (50, 2e-4), (559, 5e-5)])
    @pytest.mark.parametrize("tail", ["none", "gamma", "lognormal"])
    def test_against_inversion(self, n, tolerance, tail):
        """
        With a cost for each person, to the tolerances that the docstring states; the normal is far worse.
        """
        rng = np.random.default_rng(17)
        gain = np.rint(rng.normal(130, 250, n)).astype(np.int64)
        costs = {
            "none": np.full(n, 980),
            "gamma": rng.gamma(2, 600, n),
            "lognormal": rng.lognormal(6.5, 1, n),
        }
        cost = (np.rint(costs[tail] / 10) * 10).astype(np.int64)
        data = JointMoments.of(gain / 1000, cost.astype(float))
        worst = {"edgeworth": 0.0, "normal": 0.0}
        for threshold in THRESHOLDS[tail == "none" :]:
            exact = by_inversion(threshold // 1000 * gain - cost)
            for method, so_far in worst.items():
                found = acceptability(data, [threshold], method=method)[0].probability
                worst[method] = max(so_far, abs(found - exact))
        assert worst["edgeworth"] < tolerance
        assert worst["edgeworth"] < worst["normal"] < 0.02

    def test_against_draws(self):
        """Within four standard errors of 10,000 seeded draws, at every threshold."""
        rng = np.random.default_rng(23)
        gain, cost = rng.normal(0.13, 0.26, 559), rng.gamma(1.5, 650, 559)
        found = probabilities(acceptability(JointMoments.of(gain, cost), THRESHOLDS))
        drawn = draw_means(gain, cost, seed=1)
        for threshold, probability in zip(THRESHOLDS, found, strict=True):
            error = math.sqrt(max(probability * (1 - probability), 1e-4) / 10_000)
            assert abs(drawn.acceptable(threshold) - probability) < 4 * error

    def test_saving_money(self):
        """At a threshold of 0, where some draws save money: their share, and the gain has no say."""
        rng = np.random.default_rng(43)
        gain, cost = rng.normal(0.13, 0.26, 200), rng.gamma(1.5, 650, 200) - 950
        found = acceptability(JointMoments.of(gain, cost), [0])[0].probability
        assert found == acceptability(JointMoments.of(0 * gain, cost), [0])[0].probability
        drawn = draw_means(gain, cost, seed=7)
        assert found == pytest.approx(np.mean(drawn.cost < 0), abs=4 * 0.5 / 100)
        assert 0.05 < found < 0.95

    def test_difference_of_two_groups(self):
        """Two groups drawn apart, against 10,000 draws of each."""
        rng = np.random.default_rng(29)
        groups = [
            (rng.normal(m, 0.3, n), rng.gamma(2, c, n)) for m, c, n in ((0.15, 600, 80), (0.07, 300, 60))
        ]
        data = Contrast(service=JointMoments.of(*groups[0]), comparison=JointMoments.of(*groups[1]))
        one, other = (draw_means(*group, seed=seed) for seed, group in enumerate(groups))
        for point in acceptability(data, THRESHOLDS):
            benefit = one.net_benefit(point.threshold) - other.net_benefit(point.threshold)
            error = math.sqrt(max(point.probability * (1 - point.probability), 1e-4) / 10_000)
            assert abs(np.mean(benefit > 0) - point.probability) < 4 * error

    @given(few)
    def test_every_sample_of_up_to_four(self, rows):
        """In [0, 1], and off by little more than half of the true staircase's steps, which are high."""
        gain, cost = np.array(rows, dtype=float).T
        data = JointMoments.of(gain / 16, cost)
        for threshold in (0, 16, 48):
            found = acceptability(data, [threshold])[0].probability
            assert 0 <= found <= 1
            draws = [threshold * g / 16 - c for g, c in rows]
            means = np.array([sum(chosen) for chosen in product(draws, repeat=len(draws))])
            exact = np.mean(means > 0) + np.mean(means == 0) / 2
            step = np.unique(means, return_counts=True)[1].max() / means.size
            assert found == pytest.approx(exact, abs=step / 2 + 0.1)

    def test_the_normal_ones_own(self):
        """By hand: mean 1, variance of the mean 1 / 4."""
        data = JointMoments.of([0.0, 2.0, 0.0, 2.0])
        found = acceptability(data, [1.0], method="normal")[0]
        assert found.probability == pytest.approx(0.9772498680518208, abs=1e-15)
        assert found.definition == "acceptability:normal"

    @given(few, st.sampled_from([0.5, 2.0, 64.0]))
    def test_scaling_costs_and_thresholds_together(self, rows, factor):
        """Pounds or other money: the same curve."""
        data = JointMoments.of(*np.array(rows, dtype=float).T)
        one = probabilities(acceptability(data, [0, 1, 3]))
        other = probabilities(acceptability(data.scaled(cost=factor), [0, factor, 3 * factor]))
        assert other == pytest.approx(one, abs=1e-12)

    def test_rough_where_one_person_decides(self):
        """One of fifty costs as much as all others: said, and rightly."""
        gain, cost = np.full(50, 0.1), np.array([1000.0] * 49 + [200_000])
        found = acceptability(JointMoments.of(gain, cost), [30_000])[0]
        assert found.note == ROUGH
        assert acceptability(JointMoments.of([0.1, 0.2, 0.3], 800), [20_000])[0].note == ""

    def test_far_from_any_doubt(self):
        """A million standard errors away."""
        data = JointMoments.of([0.1, 0.1 + 1e-12, 0.1], 800)
        assert probabilities(acceptability(data, [1, 1e9])) == [0, 1]
