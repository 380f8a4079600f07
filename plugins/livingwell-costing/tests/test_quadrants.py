"""The plane in words, and the decision by ratio against net benefit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from livingwell_costing.quadrants import QUADRANTS, accepted, quadrant

# Sixteenths: thresholds times gains do not round, so that ties are ties.
gains = st.integers(-64, 64).map(lambda steps: steps / 16)
costs = st.integers(-2000, 2000).map(float)
thresholds = st.sampled_from([0.0, 16.0, 160.0, 20_000.0, 32_000.0])


class TestQuadrant:
    @pytest.mark.parametrize(
        ("gain", "cost", "name"),
        [
            (0.1, 800, "north-east"),
            (0.1, 0, "east"),
            (0.1, -1, "south-east"),
            (0, -1, "south"),
            (-0.1, -1, "south-west"),
            (-0.1, 0, "west"),
            (-0.1, 1, "north-west"),
            (0, 1, "north"),
            (0, 0, "origin"),
            (1e-13, 800, "north"),
        ],
    )
    def test_places(self, gain, cost, name):
        """Health to the east, cost to the north; a gain of rounding is none."""
        assert quadrant(gain, cost) == name

    def test_words(self):
        """Each has words, and dominated ones say so."""
        assert all("dominated" in QUADRANTS[name] for name in ("north", "north-west", "west"))
        assert all("dominates" in QUADRANTS[name] for name in ("east", "south-east", "south"))


class TestAccepted:
    @given(st.lists(st.tuples(gains, costs), min_size=1, max_size=50), thresholds)
    @example([(0.0, 0.0), (1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)], 0.0)
    @example([(0.0, 0.0), (1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)], 16.0)
    @example([(1.0, 16.0), (-1.0, -16.0)], 16.0)
    def test_net_benefit_agrees(self, draws, threshold):
        """On every draw the ratio with its quadrant decides as the sign of the net benefit; ties are ties."""
        gain, cost = np.array(draws).T
        benefit = threshold * gain - cost
        expected = np.where(benefit > 0, 1.0, np.where(benefit < 0, 0.0, 0.5))
        assert accepted(gain, cost, threshold).tolist() == expected.tolist()

    def test_a_gain_next_to_nothing(self):
        """An infinite ratio is no warning."""
        assert accepted([1e-320, -1e-320], [1e300, -1e300], 20_000).tolist() == [0, 1]
