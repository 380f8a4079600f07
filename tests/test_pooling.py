import math

import attrs
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from properties.strategies import columns, scale_and_pairs
from scipy import stats
from statsmodels.stats.meta_analysis import combine_effects

from livingwell_core.errors import NotApplicableError
from livingwell_core.instruments import Scale
from livingwell_core.statistics.heterogeneity import TAU_SQUARED
from livingwell_core.statistics.paired import mean_interval, summarise
from livingwell_core.statistics.pooling import POOLING_INTERVALS, LeftOut, pool_common, pool_random
from livingwell_core.tallies import JointTable

SCALE = Scale(lowest=0, highest=40)
methods, intervals = st.sampled_from(TAU_SQUARED), st.sampled_from(POOLING_INTERVALS)
levels = st.sampled_from([0.8, 0.95, 0.99])
hundredths = st.integers(-1000, 1000).map(lambda x: x / 100)
site = st.tuples(hundredths, st.integers(20, 500).map(lambda x: x / 100))
some_sites = st.dictionaries(st.sampled_from("abcdefghi"), site, min_size=2)

# The BCG trials: vaccinated with and without tuberculosis, others with and without (Colditz et al. 1994).
BCG = [
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761),
    (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232),
    (17, 1699, 65, 1600), (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825),
]  # fmt: skip
TRIALS = {
    f"trial {i}": (
        math.log(a / (a + b) / (c / (c + d))),
        math.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)),
    )
    for i, (a, b, c, d) in enumerate(BCG)
}
# Kacker 2004, with metafor's answers as statsmodels' tests have them.
KACKER = {
    str(i): (value, math.sqrt(variance))
    for i, (value, variance) in enumerate(
        [
            (61.0, 0.2025), (61.4, 1.21), (62.21, 0.09), (62.3, 0.2025), (62.34, 0.3844), (62.6, 0.5625),
            (62.7, 0.0676), (62.84, 0.0225), (65.9, 1.8225),
        ]
    )
}  # fmt: skip


def ends(estimate):
    return estimate.value, estimate.low, estimate.high


def arrays(sites):
    return (np.array(column) for column in zip(*sites.values(), strict=True))


class TestPublished:
    @pytest.mark.parametrize(
        ("method", "interval", "error", "expected", "tau"),
        [
            ("reml", "normal", 0.1798, (-0.7145, -1.0669, -0.3622), 0.3132),
            ("dersimonian_laird", "normal", 0.1787, (-0.7141, -1.0644, -0.3638), 0.3088),
            ("dersimonian_laird", "hartung_knapp", 0.1807, (-0.7141, -1.1078, -0.3204), 0.3088),
        ],
    )
    def test_bcg(self, method, interval, error, expected, tau):
        """metafor on the BCG trials, log relative risks, four digits: rma(yi, vi), method and test named."""
        found = pool_random(TRIALS, tau_squared=method, interval=interval, level=0.95)
        assert expected == tuple(round(x, 4) for x in ends(found.estimate))
        between = found.heterogeneity
        assert (error, tau) == (round(found.error, 4), round(between.tau_squared.value, 4))
        assert (round(between.q, 4), between.df) == (152.2330, 12)
        share = {"reml": 92.22, "dersimonian_laird": 92.12}[method]
        assert share == round(100 * between.i_squared.value, 2)
        # confint(): the Q-profile.
        assert tuple(round(x, 4) for x in ends(between.tau_squared)[1:]) == (0.1197, 1.1115)
        # Its solver stops 1e-4 early, which is three thousandths of a percent at the lower end.
        shares = [100 * x for x in ends(between.i_squared)[1:]]
        assert pytest.approx([81.9177, 97.6781], abs=0.004) == shares

    def test_bcg_common(self):
        """metafor's equal-effects model: -.4303, .0405, -.5097 to -.3509."""
        found = pool_common(TRIALS, level=0.95)
        assert tuple(round(x, 4) for x in ends(found.estimate)) == (-0.4303, -0.5097, -0.3509)
        assert (round(found.error, 4), found.model, found.prediction) == (0.0405, "common", None)
        assert round(100 * found.heterogeneity.i_squared.value, 2) == 92.12

    def test_bcg_prediction(self):
        """metafor's predict() uses z where Higgins et al. use t: with z for t(11) it is .1546 to 1.5490."""
        found = pool_random(TRIALS, tau_squared="reml", interval="normal", level=0.95)
        mean, low, high = ends(found.prediction)
        ratio = stats.norm.ppf(0.975) / stats.t.ppf(0.975, 11)
        expected = (math.exp(mean + (end - mean) * ratio) for end in (low, high))
        assert tuple(round(x, 4) for x in expected) == (0.1546, 1.5490)

    @pytest.mark.parametrize(
        ("method", "interval", "error", "expected"),
        [
            ("paule_mandel", "normal", 0.338030602684471,
             (62.4076199113286, 61.7450921043947, 63.0701477182625)),
            ("dersimonian_laird", "normal", 0.245749668040304,
             (62.3901386044504, 61.9084781058787, 62.8717991030221)),
            ("dersimonian_laird", "hartung_knapp", 0.29477605699879,
             (62.3901386044504, 61.710383798052, 63.0698934108488)),
        ],
    )  # fmt: skip
    def test_kacker(self, method, interval, error, expected):
        """All digits that metafor gives, to its tolerance of 1e-9."""
        found = pool_random(KACKER, tau_squared=method, interval=interval, level=0.95)
        assert pytest.approx(expected, rel=1e-9) == ends(found.estimate)
        assert pytest.approx(error, rel=1e-9) == found.error

    def test_kacker_common(self):
        """metafor's method FE."""
        found = pool_common(KACKER, level=0.95)
        expected = (62.5833970939982, 62.3720233953344, 62.7947707926621)
        assert pytest.approx(expected, rel=1e-13) == ends(found.estimate)


class TestAgainstStatsmodels:
    @given(some_sites, levels)
    def test_combine_effects(self, sites, level):
        """Means, errors, weights and intervals of both models, normal and Hartung-Knapp, to 1e-8."""
        value, error = arrays(sites)
        with np.errstate(all="ignore"):
            expected = combine_effects(value, error**2, method_re="dl")
        common = pool_common(sites, level=level)
        room = {"rel": 1e-8, "abs": 1e-8}
        assert pytest.approx(expected.mean_effect_fe, **room) == common.estimate.value
        assert pytest.approx(expected.sd_eff_w_fe, **room) == common.error
        assert pytest.approx(expected.weights_rel_fe, **room) == [line.weight for line in common.sites]
        # statsmodels does not cut tau^2 at 0.
        assume(expected.tau2 > 1e-6)
        found, knapp, safe = (
            pool_random(sites, tau_squared="dersimonian_laird", interval=name, level=level)
            for name in POOLING_INTERVALS
        )
        assert pytest.approx(expected.mean_effect_re, **room) == found.estimate.value
        assert pytest.approx(expected.weights_rel_re, **room) == [line.weight for line in found.sites]
        plain, scaled = expected.sd_eff_w_re, math.sqrt(expected.var_hksj_re)
        assert pytest.approx(plain, **room) == found.error
        assert pytest.approx(scaled, **room) == knapp.error
        assert pytest.approx(max(plain, scaled), **room) == safe.error
        k = len(sites)
        z, t = stats.norm.ppf(0.5 + level / 2), stats.t.ppf(0.5 + level / 2, k - 1)
        for pooled, half in ((common, z * common.error), (found, z * plain), (knapp, t * scaled)):
            mean = pooled.estimate.value
            assert pytest.approx((mean - half, mean + half), **room) == ends(pooled.estimate)[1:]
        if k == 2:
            assert found.prediction is None
        else:
            half = stats.t.ppf(0.5 + level / 2, k - 2) * math.sqrt(expected.tau2 + plain**2)
            assert pytest.approx(half, **room) == found.prediction.high - found.estimate.value
            assert found.prediction == knapp.prediction == safe.prediction


class TestSites:
    @given(scale_and_pairs(groups=3, min_size=2), levels)
    def test_raw_data(self, drawn, level):
        """Summaries of pairs are mean changes with their standard errors; each line is its own finding."""
        scale, *groups = drawn
        raw = [np.array([(y - x) / scale.denominator for x, y in pairs]) for pairs in groups]
        assume(all(np.ptp(change) > 0 for change in raw))
        summaries = {
            name: summarise(JointTable.of(scale, *columns(pairs)))
            for name, pairs in zip("abc", groups, strict=True)
        }
        numbers = {
            name: (float(change.mean()), float(stats.sem(change)))
            for name, change in zip("abc", raw, strict=True)
        }
        found, expected = (pool_common(sites, level=level) for sites in (summaries, numbers))
        assert pytest.approx(ends(expected.estimate), rel=1e-9, abs=1e-9) == ends(found.estimate)
        for line, change in zip(found.sites, raw, strict=True):
            interval = stats.ttest_1samp(change, 0).confidence_interval(level)
            assert pytest.approx((change.mean(), *interval), rel=1e-9, abs=1e-9) == ends(line.estimate)
            summary = summaries[line.site]
            own = mean_interval(summary.mean_change, summary.sd_change, summary.n, level=level)
            assert own == line.estimate

    def test_left_out(self):
        """Sites without a standard error are named with the reason, and change nothing."""
        one = summarise(JointTable.of(SCALE, [1], [3]))
        same = summarise(JointTable.of(SCALE, [1, 2], [3, 4]))
        good = {"a": (1.0, 0.5), "b": (2.0, 0.25), "e": (0.5, 0.75)}
        sites = {"a": good["a"], "c": one, "b": good["b"], "d": same, "e": good["e"], "f": (7.0, 0.0)}
        found = pool_random(sites, tau_squared="reml", interval="normal", level=0.95)
        assert found.left_out == (
            LeftOut(site="c", reason="needs two pairs, there is 1"),
            LeftOut(site="d", reason="every person changed by the same amount"),
            LeftOut(site="f", reason="its standard error is 0"),
        )
        expected = pool_random(good, tau_squared="reml", interval="normal", level=0.95)
        assert expected == attrs.evolve(found, left_out=())
        assert [line.site for line in found.sites] == ["a", "b", "e"]
        half = stats.norm.ppf(0.975) * 0.25
        assert pytest.approx((2, 2 - half, 2 + half)) == ends(found.sites[1].estimate)

    @pytest.mark.parametrize(
        ("sites", "reason"),
        [
            ({}, "needs two sites with a standard error, there are 0$"),
            ({"a": (1.0, 2.0)}, "there is 1$"),
            ({"a": (1.0, 2.0), "b": (1.0, 0.0)}, r"there is 1 \(left out: b: its standard error is 0\)$"),
        ],
    )
    def test_too_few(self, sites, reason):
        """The reason names what was left out."""
        with pytest.raises(NotApplicableError, match=reason):
            pool_common(sites, level=0.95)

    @pytest.mark.parametrize("wrong", [(math.nan, 1.0), (1.0, math.inf), (1.0, -1.0)])
    def test_wrong_numbers(self, wrong):
        """The site is named."""
        with pytest.raises(ValueError, match="site 'b' must have finite numbers"):
            pool_common({"a": (1.0, 1.0), "b": wrong}, level=0.95)

    def test_no_such_interval(self):
        """Named, with what was meant."""
        with pytest.raises(ValueError, match="'hartung' is unknown; did you mean 'hartung_knapp'"):
            pool_random(TRIALS, tau_squared="reml", interval="hartung", level=0.95)


class TestProperties:
    @given(some_sites, methods, intervals, st.randoms())
    def test_order(self, sites, method, interval, random):
        """The order of sites changes nothing but the order of lines, to the last digit."""
        names = list(sites)
        random.shuffle(names)
        turned = {name: sites[name] for name in names}
        assume(len({value for value, _ in sites.values()}) > 1)
        found, other = (
            pool_random(x, tau_squared=method, interval=interval, level=0.95) for x in (sites, turned)
        )
        assert names == [line.site for line in other.sites]
        assert sorted(found.sites, key=str) == sorted(other.sites, key=str)
        assert found == attrs.evolve(other, sites=found.sites)
        assert pytest.approx(1) == sum(line.weight for line in found.sites)

    @given(some_sites, intervals, hundredths, st.sampled_from([-2.0, 0.25, 8.0]))
    def test_shifted_and_scaled(self, sites, interval, shift, unit):
        """It all moves and grows with the sites; a negative unit turns it round."""
        assume(len({value for value, _ in sites.values()}) > 1)
        moved = {name: ((v + shift) * unit, e * abs(unit)) for name, (v, e) in sites.items()}
        found, other = (
            pool_random(x, tau_squared="paule_mandel", interval=interval, level=0.95) for x in (sites, moved)
        )
        value, *limits = ((x + shift) * unit for x in ends(found.estimate))
        # The shift rounds hundredths; the solution of Paule and Mandel's equation feels it.
        room = {"rel": 1e-6, "abs": 1e-6}
        assert pytest.approx((value, *sorted(limits)), **room) == ends(other.estimate)
        weights, others = ([line.weight for line in x.sites] for x in (found, other))
        assert pytest.approx(weights, **room) == others

    def test_equal_sites(self):
        """Hartung and Knapp's interval has no width there, so there is none; protected it is Student's."""
        sites = {"a": (2.0, 1.0), "b": (2.0, 1.0), "c": (2.0, 1.0)}
        given_ = {"tau_squared": "reml", "level": 0.95}
        with pytest.raises(NotApplicableError, match="every site has the same mean change"):
            pool_random(sites, interval="hartung_knapp", **given_)
        found = pool_random(sites, interval="hartung_knapp_protected", **given_)
        half = stats.t.ppf(0.975, 2) / math.sqrt(3)
        assert pytest.approx((2, 2 - half, 2 + half)) == ends(found.estimate)

    def test_covers(self):
        """Two thousand times five alike sites, tau^2 as large as the squared error: 95 % by Hartung-Knapp."""
        rng = np.random.default_rng(11)
        inside = dict.fromkeys(POOLING_INTERVALS, 0)
        for values in rng.normal(0, math.sqrt(2), (2000, 5)).tolist():
            sites = {name: (value, 1.0) for name, value in zip("abcde", values, strict=True)}
            for name in inside:
                found = pool_random(sites, tau_squared="dersimonian_laird", interval=name, level=0.95)
                inside[name] += found.estimate.low <= 0 <= found.estimate.high
        normal, knapp, safe = (inside[name] / 2000 for name in POOLING_INTERVALS)
        assert 0.935 < knapp < 0.965
        # What the docstrings say: the normal one is too narrow for few sites, the protected one never is.
        assert normal < 0.93
        assert knapp <= safe
