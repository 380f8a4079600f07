"""
People's own lines and empirical Bayes slopes against numpy, statsmodels and the mixed model equations.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from livingwell_trajectories.mixed_model import MixedModel
from livingwell_trajectories.own_lines import OwnLines, own_slopes, reliable_slopes
from statsmodels.regression.mixed_linear_model import MixedLM

from livingwell_core.errors import NotApplicableError

SPREAD = np.array([[25.0, -0.9], [-0.9, 0.16]])
RESIDUAL = 9.0
# Times of a person, in quarters of a month, and their scores.
points = st.dictionaries(st.integers(0, 200), st.integers(0, 40), min_size=3, max_size=7)
people = st.lists(points, min_size=2, max_size=6)


def data(drawn):
    person = np.repeat(np.arange(len(drawn)), [len(one) for one in drawn])
    time = np.array([quarter / 4 for one in drawn for quarter in sorted(one)])
    score = np.array([float(one[quarter]) for one in drawn for quarter in sorted(one)])
    return person, time, score


def gls(person, time, score):
    """Mean line and its error, from the covariance of all scores written out."""
    design = np.stack([np.ones_like(time), time], axis=1)
    same = person[:, None] == person
    covariance = RESIDUAL * np.eye(person.size) + same * (design @ SPREAD @ design.T)
    error = np.linalg.inv(design.T @ np.linalg.solve(covariance, design))
    return error @ design.T @ np.linalg.solve(covariance, score), error


def model(person, time, score, **changes):
    fixed, error = gls(person, time, score)
    return MixedModel(
        **{
            "people": int(person[-1]) + 1,
            "fixed": fixed,
            "error": error,
            "spread": SPREAD,
            "residual": RESIDUAL,
            **changes,
        }
    )


def henderson(person, time, score):
    """Slopes of people and their errors by Henderson's equations, for all people at once."""
    n = int(person[-1]) + 1
    fixed = np.stack([np.ones_like(time), time], axis=1)
    random = np.zeros((person.size, 2 * n))
    random[np.arange(person.size), 2 * person] = 1
    random[np.arange(person.size), 2 * person + 1] = time
    both = np.concatenate([fixed, random], axis=1)
    left = both.T @ both / RESIDUAL
    left[2:, 2:] += np.kron(np.eye(n), np.linalg.inv(SPREAD))
    covariance = np.linalg.inv(left)
    found = covariance @ both.T @ score / RESIDUAL
    own = 2 * np.arange(n) + 3
    variance = covariance[1, 1] + covariance[own, own] + 2 * covariance[1, own]
    return found[1] + found[own], np.sqrt(variance)


class TestLines:
    @given(people)
    def test_equal_numpy(self, drawn):
        """Each is numpy's line through the person's scores, with its covariance."""
        person, time, score = data(drawn)
        lines = OwnLines.of(person, time, score)
        left = 0.0
        for number, one in enumerate(drawn):
            x, y = time[person == number], score[person == number]
            slope, start = np.polyfit(x, y, 1)
            left += float(np.square(y - start - slope * x).sum())
            design = np.stack([np.ones_like(x), x], axis=1)
            # numpy solves by singular values: close to 1e-10 of the size of what is fitted.
            assert lines.line[number] == pytest.approx([start, slope], rel=1e-9, abs=1e-9)
            expected = np.linalg.inv(design.T @ design)
            assert lines.unit_error[number] == pytest.approx(expected, rel=1e-9, abs=1e-9)
            assert len(one) == x.size
        assert lines.residual == pytest.approx(left / (person.size - 2 * len(drawn)), rel=1e-9, abs=1e-9)

    def test_flat(self):
        """Everybody on a line of their own leaves nothing."""
        person, time, score = data([{0: 1, 4: 3, 8: 5}, {0: 40, 1: 39, 40: 0}])
        assert OwnLines.of(person, time, score).flat
        assert not OwnLines.of(person, time, score + np.eye(6)[2]).flat

    def test_of_nobody(self):
        """There are no lines."""
        lines = OwnLines.of(np.empty(0, dtype=np.int64), np.empty(0), np.empty(0))
        assert (lines.line.shape, lines.unit_error.shape, lines.residual) == ((0, 2), (0, 2, 2), 0)


class TestOwnSlopes:
    @given(people)
    def test_equal_the_mixed_model_equations(self, drawn):
        """Slope and standard deviation, with the error of the mean line in it."""
        person, time, score = data(drawn)

        slope, sd = own_slopes(model(person, time, score), OwnLines.of(person, time, score))

        expected, error = henderson(person, time, score)
        # Both invert matrices of people whose times may differ a thousandfold.
        assert slope == pytest.approx(expected, rel=1e-8, abs=1e-8)
        assert sd == pytest.approx(error, rel=1e-8)

    def test_equal_statsmodels(self):
        """The drawn-in slopes are statsmodels' random effects, and so is their error about a known mean."""
        rng = np.random.default_rng(5)
        person = np.repeat(np.arange(12), 5)
        time = rng.uniform(0, 24, person.size)
        lines = rng.multivariate_normal([15, 0.4], SPREAD, size=12)[person]
        score = lines[:, 0] + lines[:, 1] * time + rng.normal(0, 3, person.size)
        design = np.stack([np.ones_like(time), time], axis=1)
        result = MixedLM(score, design, person, exog_re=design).fit()
        fitted = MixedModel(
            people=12,
            fixed=result.fe_params,
            error=np.zeros((2, 2)),  # as if the mean line was known, which statsmodels takes it for
            spread=result.cov_re,
            residual=result.scale,
        )

        slope, sd = own_slopes(fitted, OwnLines.of(person, time, score))

        random, errors = result.random_effects, result.random_effects_cov
        assert slope == pytest.approx([result.fe_params[1] + random[k].iloc[1] for k in range(12)], rel=1e-10)
        assert sd == pytest.approx([errors[k].iloc[1, 1] ** 0.5 for k in range(12)], rel=1e-10)

    def test_one_slope_for_all(self):
        """Nobody has a slope of their own."""
        drawn = data([{0: 1, 4: 3, 8: 6}, {0: 4, 1: 3, 40: 0}])
        with pytest.raises(NotApplicableError, match="they are parallel"):
            own_slopes(model(*drawn, parallel="they are parallel"), OwnLines.of(*drawn))


class TestReliableSlopes:
    UP, DOWN, FLAT = {0: 0, 10: 15, 20: 30, 40: 38}, {0: 38, 10: 30, 20: 15, 40: 0}, {0: 9, 10: 10, 20: 9}

    def counts(self, *drawn, sign=1):
        points = data(drawn)
        found = reliable_slopes(model(*points), OwnLines.of(*points), sign=sign)
        return found.improved, found.unchanged, found.deteriorated

    def test_by_hand(self):
        """One rises by 4 a month and one falls, with a standard deviation of less than 1."""
        points = data([self.UP, self.DOWN, self.FLAT])
        slope, sd = own_slopes(model(*points), OwnLines.of(*points))
        assert np.sign(slope[:2]).tolist() == [1, -1]
        assert abs(slope[2]) < 1.96 * sd[2]
        assert (np.abs(slope[:2]) > 1.96 * sd[:2]).all()
        assert self.counts(self.UP, self.DOWN, self.FLAT) == (1, 1, 1)

    def test_direction(self):
        """Where lower is better, who rises gets worse."""
        drawn = [self.UP, self.UP, self.DOWN, self.FLAT]
        improved, unchanged, deteriorated = self.counts(*drawn)
        assert improved > deteriorated
        assert self.counts(*drawn, sign=-1) == (deteriorated, unchanged, improved)
