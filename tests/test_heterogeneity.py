import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import optimize, stats
from statsmodels.stats.meta_analysis import combine_effects

from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.heterogeneity import TAU_SQUARED, ScaledSites, heterogeneity

methods = st.sampled_from(TAU_SQUARED)
levels = st.sampled_from([0.8, 0.95, 0.99])
# Means of scores to a hundredth, errors from a hundredth to ten: hundreds of people, or a handful.
site = st.tuples(st.integers(-1000, 1000).map(lambda x: x / 100), st.integers(1, 1000).map(lambda x: x / 100))
some_sites = st.lists(site, min_size=2, max_size=9)

# Published with raw data: Viechtbauer 2005, examples 1 (p. 271) and 2 (p. 272), as metafor's tests have them.
ONE = (
    [-0.581, 0.530, 0.771, 1.031, 0.553, 0.295, 0.078, 0.573, -0.176, -0.232],
    [0.023, 0.052, 0.060, 0.115, 0.095, 0.203, 0.200, 0.211, 0.051, 0.040],
)
TWO = (
    [0.100, -0.162, -0.090, -0.049, -0.046, -0.010, -0.431, -0.261, 0.134, 0.019, 0.175, 0.056, 0.045, 0.103,
     0.121, -0.482, 0.290, 0.342],
    [0.016, 0.015, 0.050, 0.050, 0.032, 0.052, 0.036, 0.024, 0.034, 0.033, 0.031, 0.034, 0.039, 0.167,
     0.134, 0.096, 0.016, 0.035],
)  # fmt: skip
# Kacker 2004, with metafor's answers (method PM, tolerance 1e-9) as statsmodels' tests have them.
KACKER = (
    [61.0, 61.4, 62.21, 62.3, 62.34, 62.6, 62.7, 62.84, 65.9],
    [0.2025, 1.2100, 0.0900, 0.2025, 0.3844, 0.5625, 0.0676, 0.0225, 1.8225],
)


def found_by(value, variance, method, level=0.95):
    return heterogeneity(ScaledSites.of(value, np.sqrt(variance)), method=method, level=level)


def restricted_likelihood(tau_squared, value, variance):
    """Of the model with a covariance matrix, by determinants: nothing in common with the code."""
    covariance = np.diag(np.asarray(variance) + tau_squared)
    ones, y = np.ones((len(value), 1)), np.asarray(value)
    inverse = np.linalg.inv(covariance)
    information = ones.T @ inverse @ ones
    rest = y - (ones @ np.linalg.solve(information, ones.T @ inverse @ y))
    logs = np.linalg.slogdet(covariance)[1] + np.linalg.slogdet(information)[1]
    return -0.5 * (logs + rest @ inverse @ rest)


class TestPublished:
    @pytest.mark.parametrize(
        ("data", "method", "tau", "share"),
        [
            (ONE, "dersimonian_laird", 0.2768, 80.4447),
            (ONE, "reml", 0.2232, 76.8399),
            (TWO, "dersimonian_laird", 0.0126, 27.5275),
            (TWO, "reml", 0.0157, 32.0203),
            # An empirical Bayes estimate solves the same equation as Paule and Mandel's.
            (ONE, "paule_mandel", 0.1920, 74.0511),
            (TWO, "paule_mandel", 0.0104, 23.7198),
        ],
    )
    def test_viechtbauer(self, data, method, tau, share):
        """As metafor prints them: tau^2 to its iterations' 1e-5, I^2 to what that is in percent."""
        found = found_by(*data, method)
        assert pytest.approx(tau, abs=6e-5) == found.tau_squared.value
        assert pytest.approx(share, abs=5e-3) == 100 * found.i_squared.value

    @pytest.mark.parametrize(
        ("method", "tau", "share"),
        [
            ("paule_mandel", 0.705395309224248, 83.7218626490482),
            ("dersimonian_laird", 0.288049246973751, 67.744403741711),
        ],
    )
    def test_kacker(self, method, tau, share):
        """All digits that metafor gives, to its tolerance of 1e-9."""
        found = found_by(*KACKER, method)
        assert pytest.approx((tau, share), rel=1e-9) == (found.tau_squared.value, 100 * found.i_squared.value)
        assert pytest.approx((24.801897741835, 0.00167935146372742), rel=1e-11) == (found.q, found.p)


class TestAgainstOthers:
    @given(some_sites)
    def test_statsmodels(self, sites):
        """Q and p, DerSimonian and Laird's tau^2 cut at 0, and Paule and Mandel's, from combine_effects."""
        value, error = map(np.array, zip(*sites, strict=True))
        scaled = ScaledSites.of(value, error)
        # statsmodels warns of its own divisions where sites are alike.
        with np.errstate(all="ignore"):
            expected = combine_effects(value, error**2, method_re="dl")
            iterated = combine_effects(value, error**2, method_re="pm", atol=1e-9, maxiter=500).tau2
        found = heterogeneity(scaled, method="dersimonian_laird", level=0.95)
        # statsmodels' Q is a difference of sums of squares, which loses digits: hence the room.
        room = 1e-12 * (value**2 / error**2).sum()
        assert pytest.approx(expected.q, rel=1e-9, abs=room) == found.q
        c = (1 / error**2).sum() - (1 / error**4).sum() / (1 / error**2).sum()
        if c * (error**2).min() > 1e-6:
            tau = pytest.approx(max(0, expected.tau2), rel=1e-8, abs=room / c + 1e-12)
            assert tau == found.tau_squared.value
            assert pytest.approx(max(0, 1 - (len(sites) - 1) / found.q) if found.q else 0, abs=1e-9) == (
                found.i_squared.value
            )
        assert pytest.approx(stats.chi2.sf(found.q, len(sites) - 1), rel=1e-10) == found.p
        mandel = heterogeneity(scaled, method="paule_mandel", level=0.95).tau_squared.value
        # It stops where Q is within 1e-9 of df; and at 0, wrongly, where rounding takes it past the solution.
        if iterated or found.q <= len(sites) - 1:
            assert pytest.approx(iterated, rel=1e-6, abs=1e-8) == mandel

    @given(some_sites)
    @example([(3.2, 0.89), (-0.5, 1.64), (3.1, 0.38)])
    @example([(-3.0, 0.07), (-3.4, 3.06), (-3.1, 0.28), (2.2, 1.79)])
    @example([(2.1, 0.08), (-0.4, 0.97), (2.3, 0.05)])
    def test_reml_has_the_greatest_likelihood(self, sites):
        """No tau^2 of a fine grid, improved by scipy, is likelier; the examples have two maxima each."""
        value, error = map(np.array, zip(*sites, strict=True))
        found = heterogeneity(ScaledSites.of(value, error), method="reml", level=0.95).tau_squared.value
        most = 4 * (np.ptp(value) ** 2 + error.max() ** 2)
        grid = np.concatenate([[0], np.geomspace(1e-8, most, 100)])
        values = [restricted_likelihood(t, value, error**2) for t in grid]
        best = int(np.argmax(values))
        low, high = grid[max(0, best - 1)], grid[min(best + 1, grid.size - 1)]
        better = optimize.minimize_scalar(
            lambda t: -restricted_likelihood(t, value, error**2), bounds=(low, high), method="bounded"
        )
        # Determinants of errors as unequal as these are good to nine digits.
        assert restricted_likelihood(found, value, error**2) >= max(*values, -better.fun) - 1e-7

    @given(some_sites, levels)
    def test_the_profile_is_at_both_tails(self, sites, level):
        """Q by its definition is at either tail of chi-squared at the ends, or the end is 0."""
        value, error = map(np.array, zip(*sites, strict=True))
        found = heterogeneity(ScaledSites.of(value, error), method="paule_mandel", level=level)

        def q(tau_squared):
            weight = 1 / (error**2 + tau_squared)
            return (weight * (value - np.average(value, weights=weight)) ** 2).sum()

        least, most = stats.chi2.ppf([(1 - level) / 2, (1 + level) / 2], len(sites) - 1)
        tau = found.tau_squared
        df = len(sites) - 1
        assert (pytest.approx(df, rel=1e-6) == q(tau.value)) if tau.value else q(0) <= df * (1 + 1e-9)
        if tau.low is None:
            assert q(0) <= least * (1 + 1e-9)
            assert (tau.value, tau.high, tau.level, found.i_squared.low) == (0, None, None, None)
            return
        assert pytest.approx(least, rel=1e-6) == q(tau.high)
        assert (pytest.approx(most, rel=1e-6) == q(tau.low)) if tau.low else q(0) <= most * (1 + 1e-9)
        assert 0 <= tau.low <= tau.value <= tau.high
        share = found.i_squared
        assert 0 <= share.low <= share.value <= share.high <= 1
        assert (level, level) == (tau.level, share.level)


class TestProperties:
    @given(some_sites, methods, st.integers(-30, 30), st.sampled_from([1e-3, 0.5, 3, 1e6]))
    def test_shifted_and_scaled(self, sites, method, shift, unit):
        """A shift changes nothing; another unit changes tau^2 by its square, and nothing else."""
        value, error = map(np.array, zip(*sites, strict=True))
        found = heterogeneity(ScaledSites.of(value, error), method=method, level=0.95)
        moved = heterogeneity(ScaledSites.of((value + shift) * unit, error * unit), method=method, level=0.95)
        # Hundredths are not floats: the shift rounds them, and Q of errors of a hundredth feels it.
        room = {"rel": 1e-6, "abs": 1e-6}
        assert pytest.approx(found.q, rel=1e-8, abs=1e-8) == moved.q
        if found.tau_squared.value > 1e-3:
            assert pytest.approx(found.tau_squared.value * unit**2, rel=1e-5) == moved.tau_squared.value
            assert pytest.approx(found.i_squared.value, **room) == moved.i_squared.value

    @given(site, st.integers(2, 6), methods)
    def test_equal_sites(self, one, k, method):
        """Sites of one value do not differ, and are too alike for an interval."""
        value, error = one
        found = heterogeneity(ScaledSites.of([value] * k, [error] * k), method=method, level=0.95)
        assert (found.q, found.p, found.df) == (0, 1, k - 1)
        assert (found.tau_squared.value, found.tau_squared.low, found.i_squared.value) == (0, None, 0)

    @given(st.lists(st.integers(-100, 100), min_size=2, max_size=8), st.integers(1, 50), methods)
    def test_equal_errors(self, values, error, method):
        """With one error for all, every method is the plain variance less the squared error, or 0."""
        expected = max(0, np.var(values, ddof=1) - error**2)
        found = heterogeneity(ScaledSites.of(values, [error] * len(values)), method=method, level=0.95)
        assert pytest.approx(expected, rel=1e-9, abs=1e-9) == found.tau_squared.value

    @pytest.mark.parametrize("method", TAU_SQUARED)
    def test_very_unequal_errors(self, method):
        """A billion times as precise: no division by a difference that is lost."""
        found = heterogeneity(ScaledSites.of([5, 5.5, 7], [1e-9, 1, 2]), method=method, level=0.95)
        assert pytest.approx(0.5**2 + 1, rel=1e-6) == found.q
        assert math.isfinite(found.tau_squared.high)
        far = heterogeneity(ScaledSites.of([1e50, -1e50], [1e-50, 1e50]), method=method, level=0.95)
        assert math.isfinite(far.q)

    def test_covers(self):
        """Two thousand times six sites with tau^2 = 1: about 95 % of the intervals hold it."""
        rng = np.random.default_rng(7)
        error = np.array([0.3, 0.5, 0.8, 1.0, 1.5, 2.0])
        inside = 0
        for value in rng.normal(0, np.sqrt(1 + error**2), (2000, 6)):
            tau = heterogeneity(ScaledSites.of(value, error), method="paule_mandel", level=0.95).tau_squared
            inside += tau.low is not None and tau.low <= 1 <= tau.high
        assert 0.935 < inside / 2000 < 0.965


class TestRefused:
    @pytest.mark.parametrize(("values", "are"), [([], "are 0"), ([1.0], "is 1")])
    def test_fewer_than_two(self, values, are):
        """One site does not differ."""
        with pytest.raises(NotApplicableError, match=f"needs two sites, there {are}"):
            ScaledSites.of(values, values)

    def test_shapes(self):
        """An error a value."""
        with pytest.raises(ValueError, match="one length"):
            ScaledSites.of([1, 2], [1, 2, 3])

    @pytest.mark.parametrize("wrong", [math.nan, math.inf, -math.inf, 1e51])
    def test_values(self, wrong):
        """Numbers of scores."""
        with pytest.raises(ValueError, match="'value' must be within"):
            ScaledSites.of([1, wrong], [1, 1])

    @pytest.mark.parametrize("wrong", [math.nan, math.inf, 0, -1, 1e-51])
    def test_errors(self, wrong):
        """Above 0."""
        with pytest.raises(ValueError, match="'error' must be from"):
            ScaledSites.of([1, 2], [1, wrong])

    def test_method(self):
        """Named, with what was meant."""
        with pytest.raises(ValueError, match="'remel' is unknown; did you mean 'reml'"):
            heterogeneity(ScaledSites.of([1, 2], [1, 1]), method="remel", level=0.95)
