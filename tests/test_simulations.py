"""
Tests keep their level and intervals cover, in samples drawn from populations that are known.

Every simulation is seeded, so nothing here fails by chance: bounds are four standard errors of the simulation
wide, and where a method is known to be approximate the bound says by how much.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import kstest

from livingwell_core.instruments import Scale
from livingwell_core.statistics.change_distribution import changes
from livingwell_core.statistics.comparisons import (
    PairedShares,
    clopper_pearson,
    difference_of_mean_changes,
    difference_of_shares,
    mcnemar,
    paired_difference,
)
from livingwell_core.statistics.hodges_lehmann import hodges_lehmann
from livingwell_core.statistics.ideal_bootstrap import ideal_mean_change
from livingwell_core.statistics.medians import median
from livingwell_core.statistics.paired import correlation_interval, mean_interval, paired_t, summarise
from livingwell_core.statistics.proportions import wilson
from livingwell_core.statistics.ranks import sign_test, signed_rank
from livingwell_core.statistics.standardised import EFFECT_SIZES
from livingwell_core.tallies import JointTable

LEVEL = 0.95
# Fine steps, so that hardly any two changes are equal and the normal distribution is close.
FINE = Scale(lowest=-40, highest=80, denominator=1000)
COARSE = Scale(lowest=0, highest=40)
SIZES = (20, 100, 700)
# Of the population: mean and standard deviation of first scores, standard deviation of changes.
FIRST, SD_FIRST, SD_CHANGE = 20.0, 4.0, 3.0


def drawn(rng, n, *, mean=0.0, scale=FINE):
    """Draw pairs whose changes are normal and do not depend on the first score."""
    first = rng.normal(FIRST, SD_FIRST, n)
    last = first + rng.normal(mean, SD_CHANGE, n)
    steps = np.rint(np.array([first, last]) * scale.denominator).astype(np.int64)
    return JointTable.of(scale, *np.clip(steps, scale.first_step, scale.last_step))


def share_below(p, level):
    """Give the share of p at or below a level, and four standard errors of it under the null."""
    return float(np.mean(np.array(p) <= level)), 4 * math.sqrt(level * (1 - level) / len(p))


class TestUnderTheNull:
    """Where nothing changes, p is as small as it says and no more often."""

    @pytest.mark.parametrize("n", [20, 100])
    def test_paired_t(self, n):
        """Uniform."""
        rng = np.random.default_rng(1)
        p = [paired_t(summarise(drawn(rng, n))).p for _ in range(1500)]

        assert kstest(p, "uniform").pvalue > 0.001

    @pytest.mark.parametrize("zeros", ["wilcox", "pratt"])
    @pytest.mark.parametrize("n", [20, 100])
    def test_signed_rank(self, n, zeros):
        """Uniform but for whole ranks: exact at 20, the normal approximation at 100."""
        rng = np.random.default_rng(2)
        tests = [signed_rank(changes(drawn(rng, n)), zeros=zeros, continuity=False) for _ in range(1500)]

        assert {test.method for test in tests} == ({"exact", "normal"} if n == 20 else {"normal"})
        for level in (0.01, 0.05, 0.2, 0.5):
            share, error = share_below([test.p for test in tests], level)
            assert abs(share - level) < error + 0.01, level

    @pytest.mark.parametrize("zeros", ["wilcox", "pratt"])
    def test_signed_rank_with_ties_and_zeros(self, zeros):
        """Whole points: many ties, some zeros, and still its level."""
        rng = np.random.default_rng(3)
        p = [
            signed_rank(changes(drawn(rng, 100, scale=COARSE)), zeros=zeros, continuity=True).p
            for _ in range(1500)
        ]
        for level in (0.05, 0.2):
            share, error = share_below(p, level)
            assert abs(share - level) < error + 0.01, level

    @pytest.mark.parametrize("n", [20, 100])
    def test_sign_test(self, n):
        """Exact, so never too often; with few people less often than it says."""
        rng = np.random.default_rng(4)
        p = [sign_test(changes(drawn(rng, n))).p for _ in range(1500)]
        for level in (0.05, 0.2, 0.5):
            share, error = share_below(p, level)
            assert level / 3 < share < level + error, level

    def test_mcnemar(self):
        """The exact p never too often; the asymptotic one close to its level."""
        rng = np.random.default_rng(5)
        exact, asymptotic = [], []
        for both, first, last, neither in rng.multinomial(200, [0.4, 0.15, 0.15, 0.3], size=3000).tolist():
            test = mcnemar(PairedShares(both=both, first_only=first, last_only=last, neither=neither))
            exact.append(test.p_exact)
            asymptotic.append(test.p_asymptotic)
        for level in (0.05, 0.2):
            share, error = share_below(exact, level)
            assert level / 3 < share < level + error, level
            share, error = share_below(asymptotic, level)
            assert abs(share - level) < error + 0.01, level

    def test_between_sites(self):
        """Welch's p is uniform although one site's changes spread more."""
        rng = np.random.default_rng(6)
        wide = [
            JointTable.of(FINE, np.full(40, 20_000), np.rint(20_000 + rng.normal(0, 6000, 40)).astype(int))
            for _ in range(1500)
        ]
        p = [
            difference_of_mean_changes(summarise(drawn(rng, 15)), summarise(table), level=LEVEL).p
            for table in wide
        ]

        assert kstest(p, "uniform").pvalue > 0.001


def covered(estimates, truth):
    held = [estimate.low <= truth <= estimate.high for estimate in estimates]
    return float(np.mean(held)), 4 * math.sqrt(LEVEL * (1 - LEVEL) / len(held))


CORRELATION = SD_FIRST / math.hypot(SD_FIRST, SD_CHANGE)
SD_LAST = math.hypot(SD_FIRST, SD_CHANGE)
MEAN = 2.0
#: True values, and how far from 95% the method may be: 0 where it is exact, at 20, 100 and 700 people.
SIZES_OF_EFFECT = {
    "d_z": (MEAN / SD_CHANGE, (0.0, 0.0, 0.0)),
    "srm": (MEAN / SD_CHANGE, (0.0, 0.0, 0.0)),
    "d_av": (MEAN / math.sqrt((SD_FIRST**2 + SD_LAST**2) / 2), (0.02, 0.01, 0.01)),
    "d_av_lakens": (MEAN / ((SD_FIRST + SD_LAST) / 2), (0.02, 0.01, 0.01)),
    "d_rm": (MEAN / SD_CHANGE * math.sqrt(2 * (1 - CORRELATION)), (0.03, 0.02, 0.02)),
    "d_baseline": (MEAN / SD_FIRST, (0.015, 0.01, 0.005)),
}


@pytest.fixture(scope="module")
def samples():
    rng = np.random.default_rng(7)
    return {n: [summarise(drawn(rng, n, mean=MEAN)) for _ in range(1000)] for n in SIZES}


class TestCoverage:
    """How often an interval at 95% holds the truth."""

    @pytest.mark.parametrize("n", SIZES)
    def test_mean_change(self, samples, n):
        """Student's."""
        found = [mean_interval(s.mean_change, s.sd_change, s.n, level=LEVEL) for s in samples[n]]
        share, error = covered(found, MEAN)

        assert abs(share - LEVEL) < error

    @pytest.mark.parametrize("n", SIZES)
    def test_correlation(self, samples, n):
        """Fisher's."""
        share, error = covered(
            [correlation_interval(s.correlation, s.n, level=LEVEL) for s in samples[n]], CORRELATION
        )

        assert abs(share - LEVEL) < error + 0.005

    @pytest.mark.parametrize("place", range(len(SIZES)))
    @pytest.mark.parametrize("name", SIZES_OF_EFFECT)
    def test_effect_sizes(self, samples, name, place):
        """Noncentral t is exact; the others are approximations, and their definitions say so."""
        truth, slack = SIZES_OF_EFFECT[name]
        found = [EFFECT_SIZES[name](s, level=LEVEL).estimate for s in samples[SIZES[place]]]
        share, error = covered(found, truth)

        assert abs(share - LEVEL) < error + slack[place]

    @pytest.mark.parametrize("n", SIZES)
    def test_hodges_lehmann(self, n):
        """At least as often as it says, and not much more."""
        rng = np.random.default_rng(8)
        found = [hodges_lehmann(changes(drawn(rng, n, mean=MEAN)), level=LEVEL) for _ in range(600)]
        share, _ = covered([one.estimate for one in found], MEAN)

        assert LEVEL - 4 * math.sqrt(LEVEL * (1 - LEVEL) / 600) < share < 0.985

    @pytest.mark.parametrize("n", SIZES)
    def test_median(self, n):
        """From order statistics: at least as often as it says."""
        rng = np.random.default_rng(9)
        tables = [drawn(rng, n, mean=MEAN) for _ in range(600)]
        held = [
            one.low <= MEAN * FINE.denominator <= one.high
            for one in (median(table.change, table.count, level=LEVEL) for table in tables)
        ]

        assert np.mean(held) > LEVEL - 4 * math.sqrt(LEVEL * (1 - LEVEL) / 600)

    @pytest.mark.parametrize("n", SIZES)
    @pytest.mark.parametrize("kind", ["percentile", "bca"])
    def test_ideal_bootstrap(self, n, kind):
        """Too seldom in few people, as every bootstrap of a mean: 92 to 93 in 100 of them at 20."""
        rng = np.random.default_rng(10)
        found = [
            getattr(ideal_mean_change(drawn(rng, n, mean=MEAN, scale=COARSE)), kind)(level=LEVEL)
            for _ in range(400)
        ]
        share, _ = covered(found, MEAN)
        error = 4 * math.sqrt(LEVEL * (1 - LEVEL) / 400)

        assert LEVEL - error - {20: 0.03, 100: 0.01, 700: 0.005}[n] < share < LEVEL + error

    @pytest.mark.parametrize("n", SIZES)
    @pytest.mark.parametrize("truth", [0.08, 0.6])
    def test_shares(self, n, truth):
        """Wilson's near 95 in 100; Clopper and Pearson's at least that often."""
        rng = np.random.default_rng(11)
        counts = rng.binomial(n, truth, 4000).tolist()
        near, error = covered([wilson(k, n, level=LEVEL) for k in counts], truth)
        least, _ = covered([clopper_pearson(k, n, level=LEVEL) for k in counts], truth)

        assert abs(near - LEVEL) < error + 0.03
        assert least > LEVEL - error

    @pytest.mark.parametrize("n", SIZES)
    def test_differences_of_shares(self, n):
        """Newcombe's between sites and Tango's in the same people."""
        rng = np.random.default_rng(12)
        one, other = rng.binomial(n, 0.6, 2000).tolist(), rng.binomial(n, 0.45, 2000).tolist()
        between, error = covered(
            [difference_of_shares(k, n, j, n, level=LEVEL) for k, j in zip(one, other, strict=True)], 0.15
        )
        same = []
        for both, first, last, neither in rng.multinomial(n, [0.5, 0.3, 0.05, 0.15], size=1000).tolist():
            shares = PairedShares(both=both, first_only=first, last_only=last, neither=neither)
            same.append(paired_difference(shares, level=LEVEL))
        within, _ = covered(same, -0.25)

        assert abs(between - LEVEL) < error + 0.02
        assert abs(within - LEVEL) < 4 * math.sqrt(LEVEL * (1 - LEVEL) / 1000) + 0.015

    @pytest.mark.parametrize("n", [20, 100])
    def test_between_sites(self, n):
        """Welch's."""
        rng = np.random.default_rng(13)
        found = [
            difference_of_mean_changes(
                summarise(drawn(rng, n, mean=MEAN)), summarise(drawn(rng, 2 * n)), level=LEVEL
            ).difference
            for _ in range(1000)
        ]
        share, _ = covered(found, MEAN)

        assert abs(share - LEVEL) < 4 * math.sqrt(LEVEL * (1 - LEVEL) / 1000)
