"""The value of perfect information against integration and draws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from livingwell_costing.draws import draw_means
from livingwell_costing.information import perfect_information, unit_normal_loss
from livingwell_costing.moments import JointMoments
from scipy.integrate import quad
from scipy.stats import norm

from livingwell_core.errors import NotApplicableError


class TestUnitNormalLoss:
    @given(st.floats(0, 6))
    def test_integral(self, distance):
        """The integral of (x - d) phi(x) above d."""
        # Beyond twelve more standard deviations there is nothing; to infinity quad is off by 1e-12 and more.
        expected = quad(lambda x: (x - distance) * norm.pdf(x), distance, distance + 12, epsabs=1e-15)[0]
        assert unit_normal_loss(distance) == pytest.approx(expected, abs=1e-12)

    @pytest.mark.parametrize(
        ("distance", "expected"), [(0.0, 0.3989422804), (1.0, 0.0833154706), (2.0, 0.0084907026)]
    )
    def test_tables(self, distance, expected):
        """phi(d) - d Phi(-d) from ten-figure tables of both."""
        assert unit_normal_loss(distance) == pytest.approx(expected, abs=2e-10)

    def test_far_out(self):
        """Falls to nothing and never below."""
        values = [unit_normal_loss(d) for d in (8, 20, 37, 100, 1e6)]
        assert all(value >= 0 for value in values)
        assert values == sorted(values, reverse=True)
        # phi(d) / d^2 (1 - 3 / d^2), the tail's expansion, is off by 15 / d^4.
        assert values[1] == pytest.approx(norm.pdf(20) / 400 * (1 - 3 / 400), rel=2e-4)


class TestPerfectInformation:
    def test_against_draws(self):
        """Within five standard errors of 20,000 draws, on both sides of where the decision turns."""
        rng = np.random.default_rng(31)
        gain, cost = rng.normal(0.13, 0.6, 300), rng.gamma(2, 600, 300)
        data = JointMoments.of(gain, cost)
        drawn = draw_means(gain, cost, seed=2, replicates=20_000)
        for threshold in (5000, 8000, 9500, 11_000, 15_000):
            benefit = drawn.net_benefit(threshold)
            error = np.maximum(benefit, 0).std() / math.sqrt(20_000)
            found = perfect_information(data, threshold)
            assert found.value == pytest.approx(drawn.perfect_information(threshold), abs=5 * error)
            assert found.n == 300

    def test_certain(self):
        """Where everyone's net benefit is the same there is nothing to learn."""
        assert perfect_information(JointMoments.of([0.5, 0.5], 800), 20_000).value == 0

    @given(st.lists(st.integers(-10, 10), min_size=2, max_size=9), st.integers(0, 50))
    def test_worth_most_at_the_turn(self, gains, threshold):
        """Never below 0, never above what it is where the mean net benefit is 0."""
        data = JointMoments.of(np.array(gains, dtype=float))
        mean = data.combination(threshold, 0)
        found = perfect_information(data.shifted(cost=7), threshold).value
        assert 0 <= found <= mean.standard_error * 0.3989422804014327 + 1e-12

    def test_one_person(self):
        """Nobody knows how uncertain one person is."""
        with pytest.raises(NotApplicableError, match="needs two people"):
            perfect_information(JointMoments.of([0.1], 800), 20_000)
