"""The ellipse on the plane."""

from __future__ import annotations

import numpy as np
import pytest
from livingwell_costing.draws import draw_means
from livingwell_costing.moments import JointMoments
from livingwell_costing.plane import region

from livingwell_core.errors import NotApplicableError

RNG = np.random.default_rng(37)
GAIN = RNG.normal(0.13, 0.3, 400)
COST = 900 + 600 * GAIN + RNG.gamma(2, 100, 400)


class TestRegion:
    def test_holds_the_draws(self):
        """About 95 of a hundred means of resamples lie in it."""
        found = region(JointMoments.of(GAIN, COST), level=0.95)
        drawn = draw_means(GAIN, COST, seed=6)
        covariance = np.cov(GAIN, COST) / 400
        away = np.column_stack([drawn.gain - found.gain, drawn.cost - found.cost])
        inside = np.einsum("ij,jk,ik->i", away, np.linalg.inv(covariance), away) <= -2 * np.log(0.05)
        assert inside.mean() == pytest.approx(0.95, abs=0.01)

    def test_every_point_is_as_far(self):
        """In units of the covariance matrix, by numpy's; and the outline is closed."""
        found = region(JointMoments.of(GAIN, COST), level=0.8, points=40)
        away = found.outline - [found.gain, found.cost]
        covariance = np.cov(GAIN, COST) / 400
        distance = np.einsum("ij,jk,ik->i", away, np.linalg.inv(covariance), away)
        assert distance == pytest.approx(-2 * np.log(0.2), rel=1e-9)
        assert found.outline.shape == (40, 2)
        assert found.outline[0] == pytest.approx(found.outline[-1])

    def test_one_cost_for_all(self):
        """A line."""
        found = region(JointMoments.of(GAIN, 800), level=0.95)
        assert set(found.outline[:, 1].tolist()) == {800.0}
        assert np.ptp(found.outline[:, 0]) > 0

    def test_one_person(self):
        """Has no region."""
        with pytest.raises(NotApplicableError, match="needs two people"):
            region(JointMoments.of([0.1], 800), level=0.95)
