import functools
import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from properties.strategies import columns, scale_and_pairs
from scipy import optimize, stats
from statsmodels.stats import contingency_tables
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from livingwell_core.errors import NotApplicableError
from livingwell_core.instruments import Scale
from livingwell_core.statistics.comparisons import (
    PairedShares,
    clinical_range_shares,
    clopper_pearson,
    difference_of_mean_changes,
    difference_of_shares,
    mcnemar,
    paired_difference,
)
from livingwell_core.statistics.paired import PairedSummary, summarise
from livingwell_core.tallies import JointTable

levels = st.sampled_from([0.8, 0.95, 0.99])
k_of_n = st.integers(1, 10**4).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
few = st.integers(0, 60)
fourfold = st.tuples(few, few, few, few).filter(any)
SCALE = Scale(lowest=0, highest=40)


def shares(both, first_only, last_only, neither):
    return PairedShares(both=both, first_only=first_only, last_only=last_only, neither=neither)


def ends(estimate):
    return estimate.value, estimate.low, estimate.high


class TestClopperPearson:
    @given(k_of_n, levels)
    def test_equals_statsmodels(self, k_n, level):
        """statsmodels' beta interval is the same to 1e-10, and the mirror image is that of the others."""
        k, n = k_n
        found = clopper_pearson(k, n, level=level)
        expected = proportion_confint(k, n, alpha=1 - level, method="beta")
        assert pytest.approx((k / n, *expected), rel=1e-10, abs=1e-12) == ends(found)
        others = clopper_pearson(n - k, n, level=level)
        assert pytest.approx((1 - others.high, 1 - others.low), abs=1e-10) == (found.low, found.high)
        assert level == found.level

    @given(k_of_n, levels)
    def test_more_people_are_more_certain(self, k_n, level):
        """Twice as many with the same share: narrower."""
        (k, n), width = k_n, []
        for times in (1, 2):
            found = clopper_pearson(times * k, times * n, level=level)
            width.append(found.high - found.low)
        assert width[1] < width[0]

    def test_by_hand(self):
        """Nobody of ten: 1 minus the tenth root of .025."""
        found = clopper_pearson(0, 10, level=0.95)
        assert found.low == 0
        assert pytest.approx(1 - 0.025**0.1, rel=1e-12) == found.high

    @pytest.mark.parametrize("n", [20, 100, 700])
    def test_covers(self, n):
        """Exactly: the probability of those k whose interval holds p is never below 95 %."""
        limits = np.transpose([ends(clopper_pearson(k, n, level=0.95))[1:] for k in range(n + 1)])
        for p in np.linspace(0.001, 0.999, 97):
            inside = (limits[0] <= p) & (p <= limits[1])
            assert stats.binom.pmf(np.arange(n + 1), n, p)[inside].sum() >= 0.95 - 1e-12

    def test_nobody(self):
        """No share of nobody."""
        with pytest.raises(NotApplicableError, match="nobody"):
            clopper_pearson(0, 0, level=0.95)

    @pytest.mark.parametrize(("k", "n"), [(-1, 5), (6, 5)])
    def test_impossible(self, k, n):
        """More than all, or fewer than none."""
        with pytest.raises(ValueError, match="'k' must be from 0 to n = 5"):
            clopper_pearson(k, n, level=0.95)


class TestDifferenceOfShares:
    @given(k_of_n, k_of_n, levels)
    def test_equals_statsmodels(self, one, other, level):
        """statsmodels' newcomb interval is the same to 1e-10; exchanged it turns round."""
        found = difference_of_shares(*one, *other, level=level)
        expected = confint_proportions_2indep(*one, *other, method="newcomb", compare="diff", alpha=1 - level)
        value = one[0] / one[1] - other[0] / other[1]
        assert pytest.approx((value, *expected), rel=1e-10, abs=1e-10) == ends(found)
        back = difference_of_shares(*other, *one, level=level)
        assert pytest.approx((-value, -found.high, -found.low), abs=1e-15) == ends(back)
        assert -1 <= found.low <= found.value <= found.high <= 1

    def test_published(self):
        """Newcombe's example, 56/70 minus 48/80, method 10: .2, .0524 to .3339 (1998, table II)."""
        found = difference_of_shares(56, 70, 48, 80, level=0.95)
        assert tuple(round(x, 4) for x in ends(found)) == (0.2, 0.0524, 0.3339)

    @given(k_of_n, k_of_n)
    def test_more_people_are_more_certain(self, one, other):
        """Twice as many on both sides: narrower."""
        width = []
        for times in (1, 2):
            numbers = (times * x for x in (*one, *other))
            found = difference_of_shares(*numbers, level=0.95)
            width.append(found.high - found.low)
        assert width[1] < width[0]

    @pytest.mark.parametrize("numbers", [(0, 0, 1, 2), (1, 2, 0, 0)])
    def test_a_site_without_people(self, numbers):
        """Either one."""
        with pytest.raises(NotApplicableError, match="nobody"):
            difference_of_shares(*numbers, level=0.95)

    @pytest.mark.parametrize("n", [20, 100, 700])
    def test_covers(self, n):
        """Two thousand samples of shares .3 and .15: from 93 to 97.5 % hold .15."""
        interval = functools.cache(difference_of_shares)
        rng = np.random.default_rng(n)
        samples = zip(rng.binomial(n, 0.3, 2000).tolist(), rng.binomial(n, 0.15, 2000).tolist(), strict=True)
        found = [interval(k, n, j, n, level=0.95) for k, j in samples]
        assert 0.93 < np.mean([f.low <= 0.15 <= f.high for f in found]) < 0.975


class TestClinicalRangeShares:
    @given(scale_and_pairs(), st.integers(-30, 90), st.sampled_from([1, -1]))
    def test_equals_one_by_one(self, drawn, edge, sign):
        """Person by person, and everyone is somewhere."""
        scale, pairs = drawn
        found = clinical_range_shares(JointTable.of(scale, *columns(pairs)), edge=edge, sign=sign)
        inside = [tuple(sign * score <= sign * edge * scale.denominator for score in pair) for pair in pairs]
        expected = [inside.count(x) for x in ((True, True), (True, False), (False, True), (False, False))]
        assert expected == [found.both, found.first_only, found.last_only, found.neither]
        assert len(pairs) == found.n

    def test_negative(self):
        """A count is none."""
        with pytest.raises(ValueError, match="must not be negative"):
            shares(1, -1, 0, 0)


class TestMcNemar:
    def test_published(self):
        """Cavo 2012 in Fagerland, Lydersen and Laake's contingencytables: p .052479 and .033006, Z 2.132."""
        found = mcnemar(shares(59, 6, 16, 80))
        assert [round(p, 6) for p in (found.p_exact, found.p_asymptotic)] == [0.052479, 0.033006]
        assert round(math.sqrt(found.chi_squared), 3) == 2.132

    @given(fourfold)
    def test_equals_statsmodels(self, counts):
        """statsmodels' mcnemar, exact and asymptotic, to 1e-10; time reversed it is the same."""
        table = shares(*counts)
        if counts[1] + counts[2] == 0:
            with pytest.raises(NotApplicableError, match="nobody changed sides"):
                mcnemar(table)
            return
        square = np.reshape(counts, (2, 2))
        exact = contingency_tables.mcnemar(square, exact=True)
        plain = contingency_tables.mcnemar(square, exact=False, correction=False)
        found = mcnemar(table)
        assert pytest.approx(exact.pvalue, rel=1e-10) == found.p_exact
        expected = (plain.statistic, plain.pvalue)
        assert pytest.approx(expected, rel=1e-10) == (found.chi_squared, found.p_asymptotic)
        both, first, last, neither = counts
        assert found == mcnemar(shares(both, last, first, neither))

    @pytest.mark.parametrize("n", [20, 100, 700])
    def test_p_under_the_null(self, n):
        """Forty percent change sides, either way alike: p near uniform at 700, the exact never too small."""
        rng = np.random.default_rng(n)
        tests = [
            mcnemar(shares(0, int(b), int(m - b), n - int(m)))
            for m in rng.binomial(n, 0.4, 2000)
            for b in [rng.binomial(m, 0.5)]
        ]
        for alpha in (0.01, 0.05, 0.2, 0.5):
            room = 3 * math.sqrt(alpha * (1 - alpha) / 2000)
            assert np.mean([t.p_exact <= alpha for t in tests]) <= alpha + room
            if n == 700:
                found = np.mean([t.p_asymptotic <= alpha for t in tests])
                assert pytest.approx(alpha, abs=room + 0.02) == found


def score(counts, delta):
    """Tango's score with the shares by numeric maximum likelihood: nothing in common with the code."""
    _, c, b, _ = counts
    n = sum(counts)

    def log_likelihood(q):
        probabilities = ((b, q + delta), (c, q), (n - b - c, 1 - 2 * q - delta))
        return -sum(k * math.log(max(p, 1e-300)) for k, p in probabilities if k)

    low, high = max(0, -delta), (1 - delta) / 2
    q = optimize.minimize_scalar(
        log_likelihood, bounds=(low, high), method="bounded", options={"xatol": 1e-12}
    ).x
    return (b - c - n * delta) / math.sqrt(n * (2 * q + delta * (1 - delta)))


class TestPairedDifference:
    def test_published(self):
        """
        Fagerland, Lydersen and Laake's two examples by Tango's method (contingencytables): -.0621
        (-.1240 to -.0054), and 1, 1, 7, 12: -.286 (-.517 to -.026). First minus last, so turned round.
        """
        found = paired_difference(shares(59, 6, 16, 80), level=0.95)
        assert tuple(round(x, 4) for x in ends(found)) == (0.0621, 0.0054, 0.1240)
        found = paired_difference(shares(1, 1, 7, 12), level=0.95)
        assert tuple(round(x, 3) for x in ends(found)) == (0.286, 0.026, 0.517)

    @pytest.mark.parametrize(
        "counts",
        [(59, 6, 16, 80), (1, 1, 7, 12), (0, 3, 3, 0), (10, 0, 4, 6), (0, 9, 1, 0), (200, 30, 90, 380)],
    )
    @pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
    def test_at_its_ends_the_score_is_z(self, counts, level):
        """The score by numeric maximum likelihood is z at one end and -z at the other, to its own 1e-5."""
        found = paired_difference(shares(*counts), level=level)
        z = stats.norm.ppf(0.5 + level / 2)
        assert pytest.approx((z, -z), abs=1e-5) == tuple(score(counts, x) for x in (found.low, found.high))

    def test_nobody_changed_sides(self):
        """By hand: plus and minus z^2 / (n + z^2)."""
        z2 = stats.norm.ppf(0.975) ** 2
        found = paired_difference(shares(2, 0, 0, 3), level=0.95)
        assert pytest.approx((0, -z2 / (5 + z2), z2 / (5 + z2)), abs=1e-12) == ends(found)

    def test_everybody_changed_sides(self):
        """All one way: the interval ends at 1, or at -1."""
        found, back = (paired_difference(shares(0, *x, 0), level=0.95) for x in ((0, 9), (9, 0)))
        assert (found.value, found.high) == (1, 1)
        assert (back.value, back.low) == (-1, -1)
        assert pytest.approx(-back.high, abs=1e-12) == found.low
        assert 0 < found.low < 1

    def test_nobody(self):
        """Nobody has no share."""
        with pytest.raises(NotApplicableError, match="no pairs"):
            paired_difference(shares(0, 0, 0, 0), level=0.95)

    @given(fourfold, levels)
    def test_goes_with_mcnemar(self, counts, level):
        """It leaves out 0 exactly where the asymptotic p is below 1 - level; it holds the difference."""
        table = shares(*counts)
        found = paired_difference(table, level=level)
        assert -1 <= found.low <= found.value <= found.high <= 1
        assert pytest.approx((table.last_only - table.first_only) / table.n) == found.value
        assume(table.first_only + table.last_only)
        p = mcnemar(table).p_asymptotic
        assume(abs(p - (1 - level)) > 1e-9)
        assert (p < 1 - level) == (not found.low <= 0 <= found.high)

    @given(fourfold)
    def test_how_it_moves(self, counts):
        """Time reversed it turns round; who stays in and who stays out are alike; twice as many: narrower."""
        both, first, last, neither = counts
        found = paired_difference(shares(*counts), level=0.95)
        back = paired_difference(shares(both, last, first, neither), level=0.95)
        assert pytest.approx((-found.value, -found.high, -found.low), abs=1e-9) == ends(back)
        assert found == paired_difference(shares(neither, first, last, both), level=0.95)
        twice = paired_difference(shares(*(2 * x for x in counts)), level=0.95)
        assert twice.high - twice.low < found.high - found.low

    @pytest.mark.parametrize("n", [20, 100])
    def test_covers(self, n):
        """30 % leave the range and 10 % enter it: the probability of intervals that hold -.2, all counted."""
        covered = 0.0
        for first in range(n + 1):
            last = np.arange(n + 1 - first)
            p = stats.multinomial.pmf(
                np.transpose([np.full_like(last, first), last, n - first - last]), n, [0.3, 0.1, 0.6]
            )
            for k in np.flatnonzero(p > 1e-7).tolist():
                found = paired_difference(shares(0, first, k, n - first - k), level=0.95)
                covered += p[k] * (found.low <= -0.2 <= found.high)
        assert 0.94 < covered < 0.96

    def test_covers_at_700(self):
        """The same by fifteen hundred samples, within three standard errors of sampling."""
        samples = np.random.default_rng(700).multinomial(700, [0.3, 0.1, 0.6], 1500).tolist()
        found = [paired_difference(shares(0, *sample), level=0.95) for sample in samples]
        assert 0.933 < np.mean([f.low <= -0.2 <= f.high for f in found]) < 0.967


def summary_of(scale, pairs):
    return summarise(JointTable.of(scale, *columns(pairs)))


class TestDifferenceOfMeanChanges:
    @given(scale_and_pairs(groups=2, min_size=2), levels)
    def test_equals_scipy(self, drawn, level):
        """scipy's ttest_ind without equal variances, on raw changes, to 1e-9; exchanged it turns round."""
        scale, *groups = drawn
        changes = [np.array([(y - x) / scale.denominator for x, y in pairs]) for pairs in groups]
        one, other = (summary_of(scale, pairs) for pairs in groups)
        if one.sd_change == other.sd_change == 0:
            with pytest.raises(NotApplicableError, match="changed by the same amount"):
                difference_of_mean_changes(one, other, level=level)
            return
        found = difference_of_mean_changes(one, other, level=level)
        # scipy warns of cancellation where one group does not vary: the same test from its summaries there.
        assume(one.sd_change > 0 or other.sd_change > 0)
        if one.sd_change and other.sd_change:
            expected = stats.ttest_ind(*changes, equal_var=False)
            interval = expected.confidence_interval(level)
            assert pytest.approx(expected.df, rel=1e-9) == found.df
            assert pytest.approx((interval.low, interval.high), rel=1e-9, abs=1e-9) == (
                found.difference.low,
                found.difference.high,
            )
        else:
            expected = stats.ttest_ind_from_stats(
                one.mean_change,
                one.sd_change,
                one.n,
                other.mean_change,
                other.sd_change,
                other.n,
                equal_var=False,
            )
            assert pytest.approx((one if one.sd_change else other).n - 1, rel=1e-12) == found.df
        assert pytest.approx(expected.statistic, rel=1e-9, abs=1e-10) == found.t
        assert pytest.approx(expected.pvalue, rel=1e-8) == found.p
        difference = found.difference
        back = difference_of_mean_changes(other, one, level=level)
        assert (-found.t, found.p) == (back.t, back.p)
        assert pytest.approx((-difference.value, -difference.high, -difference.low)) == ends(back.difference)
        twice = [summary_of(scale, pairs * 2) for pairs in groups]
        narrow = difference_of_mean_changes(*twice, level=level).difference
        assert narrow.high - narrow.low < difference.high - difference.low

    @pytest.mark.parametrize(("one", "other"), [([(1, 2)], [(1, 2), (2, 5)]), ([(1, 2), (2, 5)], [(1, 2)])])
    def test_one_pair(self, one, other):
        """A site with one pair, either one."""
        with pytest.raises(NotApplicableError, match="needs two pairs at each site"):
            difference_of_mean_changes(summary_of(SCALE, one), summary_of(SCALE, other), level=0.95)

    @pytest.mark.parametrize("n", [20, 100, 700])
    def test_under_the_null(self, n):
        """Two thousand pairs of sites of unequal size and spread: p is uniform, and 95 % hold 0."""
        rng = np.random.default_rng(n)

        def site(n, sd):
            x = rng.normal(0, sd, (2000, n))
            return [
                PairedSummary(
                    n=n, mean_first=0, mean_last=m, mean_change=m,
                    sd_first=1, sd_last=1, sd_change=s, correlation=0,
                )
                for m, s in zip(x.mean(axis=1).tolist(), x.std(axis=1, ddof=1).tolist(), strict=True)
            ]  # fmt: skip

        found = [
            difference_of_mean_changes(a, b, level=0.95)
            for a, b in zip(site(n, 1), site(n // 2, 3), strict=True)
        ]
        assert stats.kstest([f.p for f in found], "uniform").pvalue > 0.001
        inside = np.mean([f.difference.low <= 0 <= f.difference.high for f in found])
        assert 0.935 < inside < 0.965
