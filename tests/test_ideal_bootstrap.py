"""The bootstrap without drawing: against convolution, scipy's drawing, and its own promise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr, ndtri
from scipy.stats import binom, bootstrap

from livingwell_core.errors import NotApplicableError
from livingwell_core.instruments import Scale
from livingwell_core.statistics.ideal_bootstrap import ideal_mean, ideal_mean_change, ideal_share
from livingwell_core.statistics.paired import summarise
from livingwell_core.tallies import JointTable

SCALE = Scale(lowest=0, highest=40)
PAIRS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=3, max_size=60).filter(
    lambda pairs: len({last - first for first, last in pairs}) > 1
)


def table(pairs, scale=SCALE):
    first, last = np.array(pairs, dtype=np.int64).T
    return JointTable.of(scale, first, last)


def invented(n, seed=3):
    """Pairs about normal, as whole scores."""
    random = np.random.default_rng(seed)
    first = random.normal(18, 8, size=n)
    last = first + random.normal(3, 7, size=n)
    return np.clip(np.rint([first, last]), 0, 40).astype(np.int64)


def by_convolution(values):
    """Percentile and BCa at 95% from a table of all sums, as one would write it down."""
    values = np.asarray(values)
    n, least = values.size, int(values.min())
    draw = np.bincount(values - least) / n
    chance = np.ones(1)
    for _ in range(n):
        chance = np.convolve(chance, draw)
    means = least + np.arange(chance.size) / n
    middle = np.cumsum(chance) - chance / 2
    away = values - values.mean()
    z0 = ndtri(middle[int(values.sum()) - n * least])
    a = np.sum(away**3) / (6 * np.sum(away**2) ** 1.5)
    z = ndtri([0.025, 0.975])
    levels = ndtr(z0 + (z0 + z) / (1 - a * (z0 + z)))
    # Far out many sums have a chance of 0 or next to it: interpolation needs a rising function.
    inside = (middle > 1e-9) & (middle < 1 - 1e-9)
    return [np.interp(at, middle[inside], means[inside]) for at in ([0.025, 0.975], levels)]


class TestAgainstConvolution:
    @pytest.mark.parametrize("n", [12, 25, 100, 700])
    def test_percentile_and_bca(self, n):
        """Both intervals, and what goes into them."""
        first, last = invented(n)
        found = ideal_mean_change(JointTable.of(SCALE, first, last))
        percentile, bca = by_convolution(last - first)
        interval = found.percentile(level=0.95)
        assert (interval.low, interval.high) == pytest.approx(percentile, abs=1e-10)
        interval = found.bca(level=0.95)
        assert (interval.low, interval.high) == pytest.approx(bca, abs=1e-10)
        assert interval.value == pytest.approx((last - first).mean(), abs=1e-12)
        assert found.standard_error == pytest.approx((last - first).std() / n**0.5)

    @given(PAIRS)
    def test_any_pairs(self, pairs):
        """Few people and any changes; steps between which no sum lies are left to the test of quantiles."""
        changes = np.array([last - first for first, last in pairs])
        if np.gcd.reduce(changes - changes[0]) > 1 or len(pairs) < 12:
            return
        found = ideal_mean_change(table(pairs))
        n = len(pairs)
        interval = found.percentile(level=0.95)
        assert (interval.low, interval.high) == pytest.approx(by_convolution(changes)[0], abs=1.5 / n)


class TestAgainstScipy:
    @pytest.mark.parametrize("n", [20, 300])
    def test_drawn(self, n):
        """scipy's 20,000 resamples come to the same, but for chance."""
        first, last = invented(n, seed=11)
        # Skew changes, so that BCa differs from percentile.
        last = np.clip(first + np.rint(np.exp((last - first) / 6)).astype(np.int64), 0, 40)
        ours = ideal_mean_change(JointTable.of(SCALE, first, last))
        for method, interval in (
            ("percentile", ours.percentile(level=0.95)),
            ("BCa", ours.bca(level=0.95)),
        ):
            theirs = bootstrap(
                (last - first,), np.mean, n_resamples=20_000, batch=1000, method=method, rng=5
            ).confidence_interval
            # The 2.5% quantile of 20,000 has a standard error of .02 times that of the mean; and theirs is
            # a mean that was drawn, one of those 1 / n apart.
            near = 0.1 * ours.standard_error + 1 / n
            assert interval.low == pytest.approx(theirs.low, abs=near)
            assert interval.high == pytest.approx(theirs.high, abs=near)
        assert ours.bca(level=0.95).low > ours.percentile(level=0.95).low

    def test_acceleration_is_the_jackknifes(self):
        """Leaving out one value at a time, as scipy does."""
        values = np.array([1, 1, 2, 3, 3, 3, 7, 20])
        without = (values.sum() - values) / (values.size - 1)
        away = without.mean() - without
        expected = np.sum(away**3) / (6 * np.sum(away**2) ** 1.5)
        found = ideal_mean(values, np.ones_like(values))
        assert found.acceleration == pytest.approx(expected, rel=1e-12)


class TestProperties:
    @given(PAIRS)
    def test_swapping_flips_signs(self, pairs):
        """First and last exchanged."""
        there, back = ideal_mean_change(table(pairs)), ideal_mean_change(table(pairs).swapped())
        assert back.value == -there.value
        assert back.standard_error == there.standard_error
        assert back.below == pytest.approx(1 - there.below, abs=1e-12)
        one, other = there.bca(level=0.95), back.bca(level=0.95)
        # Where no sum lies for a stretch, anything on it is a quantile.
        assert (other.low, other.high) == pytest.approx((-one.high, -one.low), abs=1.01 * 40 / len(pairs))

    @pytest.mark.parametrize("n", [40, 501, 5000])
    def test_swapping_flips_intervals(self, n):
        """To the last digits where sums lie close."""
        first, last = invented(n)
        there = ideal_mean_change(JointTable.of(SCALE, first, last))
        back = ideal_mean_change(JointTable.of(SCALE, last, first))
        for method in ("percentile", "bca"):
            one, other = (getattr(found, method)(level=0.95) for found in (there, back))
            assert (other.low, other.high) == pytest.approx((-one.high, -one.low), abs=1e-10)

    @given(PAIRS)
    def test_finer_steps_change_nothing(self, pairs):
        """The same points on a scale of ninths."""
        there = ideal_mean_change(table(pairs))
        ninths = table(9 * np.array(pairs), Scale(lowest=0, highest=40, denominator=9))
        here = ideal_mean_change(ninths)
        for one, other in (
            (there.percentile(level=0.9), here.percentile(level=0.9)),
            (there.bca(level=0.9), here.bca(level=0.9)),
        ):
            assert (other.low, other.value, other.high) == pytest.approx((one.low, one.value, one.high))
        assert here.standard_error == pytest.approx(there.standard_error)

    @given(PAIRS, PAIRS)
    def test_tallies_add(self, some, others):
        """The sum of two tables is the table of all."""
        together = ideal_mean_change(table(some) + table(others)).bca(level=0.95)
        assert together == ideal_mean_change(table(some + others)).bca(level=0.95)

    @given(PAIRS, st.sampled_from([0.5, 0.9, 0.95]))
    def test_more_of_the_same_narrow(self, pairs, level):
        """Ten times the people, all alike."""
        one = table(pairs)
        ten = JointTable.of(SCALE, one.first, one.last, 10 * one.count)
        few, many = (ideal_mean_change(each).percentile(level=level) for each in (one, ten))
        # Of very few people's sums a lattice step is wide.
        slack = 40 / len(pairs) if len(pairs) < 12 else 0
        assert many.high - many.low < few.high - few.low + slack
        assert many.value == few.value

    @given(PAIRS)
    def test_value_is_the_mean_change(self, pairs):
        """As the table's summary has it."""
        found = ideal_mean_change(table(pairs))
        summary = summarise(table(pairs))
        assert found.value == summary.mean_change
        n = len(pairs)
        assert found.standard_error == pytest.approx(summary.sd_change * ((n - 1) / n / n) ** 0.5)
        assert (found.replicates, found.undefined) == (None, 0)

    def test_a_higher_level_is_wider(self):
        """By either method."""
        found = ideal_mean([0, 1, 5], [20, 30, 9])
        for method in (found.percentile, found.bca):
            narrow, wide = method(level=0.9), method(level=0.99)
            assert wide.low < narrow.low < found.value < narrow.high < wide.high

    @given(st.integers(1, 199), st.sampled_from([200, 500, 5000]))
    def test_a_share(self, k, n):
        """The quantiles are the binomial's, at most one person away."""
        found = ideal_share(k, n)
        assert (found.value, found.standard_error) == pytest.approx((k / n, (k * (n - k) / n**3) ** 0.5))
        interval = found.percentile(level=0.95)
        expected = binom.ppf([0.025, 0.975], n, k / n) / n
        assert (interval.low, interval.high) == pytest.approx(expected, abs=1.000001 / n)
        others = ideal_share(n - k, n).bca(level=0.95)
        interval = found.bca(level=0.95)
        assert (1 - others.high, 1 - others.low) == pytest.approx((interval.low, interval.high), abs=1e-9)


class TestBadInput:
    @pytest.mark.parametrize(
        ("pairs", "reason"),
        [
            (([], []), "needs 3 values, there are 0"),
            (([1], [2]), "needs 3 values, there are 1"),
            (([1, 1], [2, 5]), "needs 3 values, there are 2"),
            (([1, 1, 2], [2, 2, 3]), "all values are the same"),
        ],
        ids=["nobody", "one", "two", "all ties"],
    )
    def test_not_applicable(self, pairs, reason):
        """A reason in words."""
        with pytest.raises(NotApplicableError, match=reason):
            ideal_mean_change(JointTable.of(SCALE, *pairs))

    @pytest.mark.parametrize(
        ("k", "n", "reason"),
        [(0, 0, "needs 3"), (1, 2, "needs 3"), (0, 30, "all values are the same"), (30, 30, "the same")],
    )
    def test_no_share(self, k, n, reason):
        """Of nobody and of two; none and all."""
        with pytest.raises(NotApplicableError, match=reason):
            ideal_share(k, n)

    @pytest.mark.parametrize("k", [-1, 11])
    def test_more_than_all(self, k):
        """A fault of the caller."""
        with pytest.raises(ValueError, match="'k' must be 0 to 10"):
            ideal_share(k, 10)

    def test_too_high_a_level(self):
        """What rounding hides is not told."""
        with pytest.raises(NotApplicableError, match="too small to tell"):
            ideal_mean([0, 1], [30, 30]).percentile(level=1 - 1e-13)

    def test_wrong(self):
        """A negative count is a fault, however few there are."""
        with pytest.raises(ValueError, match="'count' must not be negative"):
            ideal_mean([0, 1], [3, -1])
        with pytest.raises(TypeError, match="whole numbers"):
            ideal_mean([0, 1], [3.5, 1])


def coverage(values, shares, n, samples=700):
    """Share of samples whose interval holds the mean, by percentile and by BCa."""
    random = np.random.default_rng(n)
    true = float(np.dot(values, shares))
    held = np.zeros(2)
    for count in random.multinomial(n, shares, size=samples):
        found = ideal_mean(values, count)
        intervals = found.percentile(level=0.95), found.bca(level=0.95)
        held += [interval.low <= true <= interval.high for interval in intervals]
    return held / samples


# What 4,000 samples each came to: the bootstrap of few is too narrow, and nobody is to find otherwise.
@pytest.mark.parametrize(
    ("shape", "n", "percentile", "bca"),
    [
        ("normal", 20, 0.927, 0.927),
        ("normal", 100, 0.945, 0.945),
        ("normal", 700, 0.95, 0.95),
        ("skew", 20, 0.898, 0.908),
        ("skew", 100, 0.935, 0.938),
        ("skew", 700, 0.943, 0.945),
    ],
)
def test_coverage(shape, n, percentile, bca):
    """As often as the documentation says."""
    values = np.arange(-40, 61)
    weights = np.exp(-((values - 3) ** 2) / 128) if shape == "normal" else (values >= 0) * np.exp(-values / 5)
    held = coverage(values, weights / weights.sum(), n)
    assert held == pytest.approx([percentile, bca], abs=4 * (0.06 * 0.94 / 700) ** 0.5)
