"""Draws: seeds, blocks, ties, and means of what they draw."""

from __future__ import annotations

import numpy as np
import pytest
from livingwell_costing import draws
from livingwell_costing.draws import Draws, draw_means
from livingwell_costing.quadrants import accepted

from livingwell_core.errors import NotApplicableError

GAIN = np.array([-0.2, 0.0, 0.1, 0.1, 0.3, 0.5])
COST = np.array([500.0, 900, 300, 2500, 1000, 700])


class TestDrawing:
    def test_a_seed_is_a_result(self):
        """The same again, and another one for another seed."""
        one, again, other = (draw_means(GAIN, COST, seed=seed, replicates=700) for seed in (1, 1, 2))
        assert np.array_equal(one.gain, again.gain)
        assert not np.array_equal(one.gain, other.gain)

    @pytest.mark.parametrize("at_once", [1, 100, 2**21])
    def test_blocks(self, at_once, monkeypatch):
        """Fewer are the first of more, however many are held at a time."""
        whole = draw_means(GAIN, COST, seed=1, replicates=1200)
        monkeypatch.setattr(draws, "_AT_ONCE", at_once)
        fewer = draw_means(GAIN, COST, seed=1, replicates=700)
        assert np.array_equal(fewer.gain, whole.gain[:700])
        assert np.array_equal(fewer.cost, whole.cost[:700])

    def test_counted_values(self):
        """Six people with three values, or three values with two people each: alike but for the draw."""
        counted = draw_means([0.0, 0.1, 0.4], 800, [2, 2, 2], seed=1)
        listed = draw_means([0.0, 0.0, 0.1, 0.1, 0.4, 0.4], 800, seed=2)
        assert (counted.n, listed.n) == (6, 6)
        for found in (counted, listed):
            assert found.gain.mean() == pytest.approx(1 / 6, abs=4 * 0.17 / np.sqrt(6 * 10_000))

    def test_one_cost_for_all(self):
        """Is the same in every draw, to the last bit."""
        assert set(draw_means(GAIN, 0.1, seed=1, replicates=10).cost.tolist()) == {0.1}
        assert set(draw_means(GAIN, np.full(6, 0.1), seed=1, replicates=10).cost.tolist()) == {0.1}

    def test_moments(self):
        """Gain and cost of one person stay together: means, variances, covariance."""
        found = draw_means(GAIN, COST, seed=3, replicates=20_000)
        expected = np.cov(GAIN, COST, bias=True) / 6
        assert np.cov(found.gain, found.cost) == pytest.approx(expected, rel=0.05, abs=0.4)
        assert found.gain.mean() == pytest.approx(GAIN.mean(), abs=4 * np.sqrt(expected[0, 0] / 20_000))


class TestDecisions:
    def test_ties_count_half(self):
        """One above, one below, two at 0."""
        found = Draws(gain=np.array([1.0, 0, 1, 0]), cost=np.array([0.0, 1, 1, 0]), n=1, seed=0)
        assert found.acceptable(1) == 0.5
        assert found.acceptable(2) == (2 + 0.5) / 4

    def test_ratio_and_net_benefit_agree_on_every_draw(self):
        """Of 10,000; in gains and costs of all quadrants."""
        found = draw_means(GAIN - 0.1, COST - 900, seed=4)
        for threshold in (0, 1000, 20_000, 30_000):
            benefit = found.net_benefit(threshold)
            expected = np.where(benefit > 0, 1, np.where(benefit < 0, 0, 0.5))
            decided = accepted(found.gain, found.cost, threshold)
            # Within rounding of a tie the two may round apart.
            clear = np.abs(benefit) > 1e-9
            assert np.array_equal(decided[clear], expected[clear])
            assert clear.mean() > 0.9

    def test_at_zero_it_is_the_share_that_saves_money(self):
        """Where a QALY is worth nothing only the cost counts."""
        found = draw_means(GAIN, COST - 1000, seed=5)
        saved = np.mean(found.cost < 0) + np.mean(found.cost == 0) / 2
        assert found.acceptable(0) == saved
        assert 0 < saved < 1

    def test_perfect_information(self):
        """Two draws, 10 lost and 30 won: knowing is worth 5."""
        found = Draws(gain=np.array([0.0, 40]), cost=np.array([10.0, 10]), n=1, seed=0)
        assert found.perfect_information(1) == (0 + 30) / 2 - 10
        assert found.perfect_information(0) == 0


class TestRefused:
    @pytest.mark.parametrize(
        ("gain", "count", "replicates", "error", "message"),
        [
            ([], None, 10, NotApplicableError, "nobody"),
            ([0.1], [0], 10, NotApplicableError, "nobody"),
            ([0.1], [-1], 10, ValueError, "no count negative"),
            ([0.1], [1, 2], 10, ValueError, "of one length"),
            ([0.1], None, 0, ValueError, "'replicates' must be at least 1"),
        ],
    )
    def test_arguments(self, gain, count, replicates, error, message):
        """What cannot be drawn."""
        with pytest.raises(error, match=message):
            draw_means(gain, 0.0, count, seed=1, replicates=replicates)
