"""Signed ranks and signs against scipy on the raw whole-number changes, and against their own promises."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties.strategies import columns, scale_and_pairs
from scipy import stats

from livingwell_core.errors import NotApplicableError
from livingwell_core.instruments import Scale
from livingwell_core.statistics.change_distribution import Changes, changes
from livingwell_core.statistics.ranks import rank_biserial, sign_test, signed_rank, signed_rank_ways
from livingwell_core.tallies import JointTable

RULES = ("wilcox", "pratt")
rules = st.sampled_from(RULES)
#: R's `sleep` (Student 1908), in tenths of an hour: one zero, and 1.3 twice.
SLEEP = ([7, -16, -2, -12, -1, 34, 37, 8, 0, 20], [19, 8, 11, 1, -1, 44, 55, 16, 46, 34])
#: Hamilton scores of nine patients in hundredths and thousandths: Hollander & Wolfe, table 3.1; R's
#: example(wilcox.test).
DEPRESSION = (
    [1830, 500, 1620, 2480, 1680, 1880, 1550, 3060, 1300],
    [878, 647, 598, 2050, 1060, 1290, 1060, 3140, 1290],
)
#: example(pingouin.wilcoxon), which takes x minus y: last x, first y.
PINGOUIN = (
    [38, 37, 33, 29, 14, 12, 20, 22, 17, 25, 26, 16],
    [20, 22, 19, 20, 22, 18, 24, 20, 19, 24, 26, 13],
)


def of(values, count=None):
    """Make Changes of a list of changes in steps."""
    values = np.asarray(values, dtype=np.int64)
    if count is None:
        values, count = np.unique(values, return_counts=True)
    kept = np.asarray(count) > 0
    return Changes(steps=values[kept], count=np.asarray(count)[kept], denominator=1)


def pairs_of(first, last):
    return changes(JointTable.of(Scale(lowest=-4000, highest=4000), first, last))


def some(values):
    return any(values)


#: Changes with many ties and zeros, not all of them zero; and changes without either.
tied_changes = st.lists(st.integers(-6, 6), min_size=1, max_size=80).filter(some)
untied_changes = st.lists(st.integers(1, 500), min_size=1, max_size=50, unique=True).flatmap(
    lambda sizes: st.tuples(*(st.sampled_from([-size, size]) for size in sizes)).map(list)
)


class TestWorkedAnswers:
    def test_sleep(self):
        """R's sleep: normal with correction .009091, exact .003906, with the zero dropped."""
        subject = pairs_of(*SLEEP)
        normal = signed_rank(subject, zeros="wilcox", continuity=True)
        assert (normal.method, f"{normal.p:.6f}") == ("normal", "0.009091")
        exact = signed_rank(subject, zeros="wilcox", continuity=True, method="exact")
        assert (exact.p, f"{exact.p:.6f}") == (2 / 2**9, "0.003906")
        assert (normal.w_plus, normal.w_minus, normal.n, normal.n_zero) == (45, 0, 10, 1)
        assert (normal.ties, normal.continuity, exact.continuity, exact.z) == (True, True, False, None)

    def test_depression(self):
        """R's example: V = 40 (of first minus last), one-sided p .01953, hence two-sided .03906."""
        found = signed_rank(pairs_of(*DEPRESSION), zeros="wilcox", continuity=True)
        assert (found.w_minus, found.w_plus, found.method) == (40, 5, "exact")
        assert f"{found.p / 2:.5f}" == "0.01953"

    def test_pingouin(self):
        """pingouin's example: W 20.5, p .285765 and rank-biserial correlation -.378788."""
        subject = pairs_of(*PINGOUIN)
        found = signed_rank(subject, zeros="wilcox", continuity=True)
        assert (min(found.w_plus, found.w_minus), f"{found.p:.6f}") == (20.5, "0.285765")
        assert f"{rank_biserial(subject, zeros='wilcox', level=0.95).value:.6f}" == "-0.378788"


class TestAgainstScipy:
    @given(scale_and_pairs(min_size=1), rules, st.booleans())
    def test_normal(self, drawn, rule, continuity):
        """Rank sums, z and p of a table equal scipy.stats.wilcoxon(method="asymptotic") on the raw steps."""
        scale, pairs = drawn
        first, last = map(np.array, columns(pairs))
        if np.all(first == last):
            return
        expected = stats.wilcoxon(last - first, zero_method=rule, correction=continuity, method="asymptotic")
        found = signed_rank(
            changes(JointTable.of(scale, first, last)), zeros=rule, continuity=continuity, method="normal"
        )
        assert min(found.w_plus, found.w_minus) == expected.statistic
        assert pytest.approx(expected.zstatistic, rel=1e-10, abs=1e-12) == -abs(found.z)
        assert pytest.approx(expected.pvalue, rel=1e-10) == found.p
        assert found.z == 0 or (found.z > 0) == (found.w_plus > found.w_minus)

    @given(tied_changes, rules, st.booleans())
    def test_normal_with_many_ties(self, values, rule, continuity):
        """The same with many ties and zeros."""
        expected = stats.wilcoxon(values, zero_method=rule, correction=continuity, method="asymptotic")
        found = signed_rank(of(values), zeros=rule, continuity=continuity, method="normal")
        assert pytest.approx(expected.pvalue, rel=1e-10) == found.p

    @given(untied_changes, rules, st.booleans())
    def test_exact(self, values, rule, continuity):
        """Up to 50 untied changes the p is scipy's exact one, by either rule and without being asked for."""
        found = signed_rank(of(values), zeros=rule, continuity=continuity)
        expected = stats.wilcoxon(values, zero_method=rule, method="exact")
        assert (found.method, found.ties, found.n_zero) == ("exact", False, 0)
        assert pytest.approx(expected.pvalue, rel=1e-10) == found.p

    @given(untied_changes.filter(lambda values: len(values) < 50), st.integers(1, 5))
    def test_exact_with_zeros_dropped(self, values, zeros):
        """Where only zeros stand in the way, dropping them leaves scipy's exact distribution of the rest."""
        found = signed_rank(of(values + [0] * zeros), zeros="wilcox", continuity=True, method="exact")
        assert pytest.approx(stats.wilcoxon(values, method="exact").pvalue, rel=1e-10) == found.p

    @settings(max_examples=30)
    @given(st.lists(st.integers(-4, 4), min_size=2, max_size=7).filter(some), rules)
    def test_exact_with_ties(self, values, rule):
        """With ties and zeros the exact p is that of scipy's permutation test over all signs."""
        found = signed_rank(of(values), zeros=rule, continuity=True, method="exact")
        every = stats.PermutationMethod(n_resamples=np.inf)
        expected = stats.wilcoxon(values, zero_method=rule, method=every)
        assert pytest.approx(expected.pvalue, rel=1e-10) == found.p

    @given(st.integers(0, 400), st.integers(0, 50), st.integers(0, 400))
    def test_sign_test(self, risen, same, fallen):
        """The sign test is scipy's binomial test of rises among those who changed."""
        if risen + fallen == 0:
            return
        found = sign_test(of([-3, 0, 2], [fallen, same, risen]))
        assert (found.risen, found.same, found.fallen) == (risen, same, fallen)
        assert pytest.approx(stats.binomtest(risen, risen + fallen).pvalue, rel=1e-10) == found.p

    def test_a_million_people(self):
        """Nothing wraps or is rounded at a million people with ties and zeros."""
        values, count = np.arange(-3, 4), np.array([1, 2, 3, 4, 3, 2, 1]) * 62_500
        count[-1] += 300
        raw = np.repeat(values, count)
        for rule in RULES:
            found = signed_rank(of(values, count), zeros=rule, continuity=True)
            expected = stats.wilcoxon(raw, zero_method=rule, correction=True, method="asymptotic")
            assert pytest.approx(expected.pvalue, rel=1e-9) == found.p
        expected = stats.binomtest(int(count[4:].sum()), int(count.sum() - count[3]))
        assert pytest.approx(expected.pvalue, rel=1e-10) == sign_test(of(values, count)).p


class TestMethod:
    @pytest.mark.parametrize(
        ("values", "method"),
        [
            (range(1, 51), "exact"),
            (range(1, 52), "normal"),
            (range(51), "normal"),
            ([1, 2, -2], "normal"),
            ([0, 1, 2], "normal"),
        ],
    )
    def test_auto(self, values, method):
        """A tie, a zero or a 51st person makes it normal."""
        assert signed_rank(of(list(values)), zeros="pratt", continuity=True).method == method

    def test_exact_has_a_limit(self):
        """Above 50 changes nothing is counted out, and the reason says so; zeros do not count."""
        with pytest.raises(NotApplicableError, match="up to 50 people whose score changed, there are 51"):
            signed_rank(of(range(1, 52)), zeros="wilcox", continuity=True, method="exact")
        found = signed_rank(of([0] * 30 + [2] * 50), zeros="pratt", continuity=True, method="exact")
        assert found.p == 2 / 2**50

    def test_correction_makes_p_greater(self):
        """The correction moves towards no difference, never past it."""
        plain, corrected = (
            signed_rank(of([1, 1, 1, -2]), zeros="wilcox", continuity=c, method="normal")
            for c in (False, True)
        )
        assert plain.p <= corrected.p <= 1
        even = signed_rank(of([1, -1]), zeros="wilcox", continuity=True)
        assert (even.z, even.p) == (0, 1)

    def test_ways_by_hand(self):
        """Of the eight ways to sign 1, 2 and 3 two have the sum 3; and by trying them all."""
        assert signed_rank_ways(np.array([1, 2, 3])).tolist() == [1, 1, 1, 2, 1, 1, 1]
        ranks = [3, 3, 8, 8, 8, 13]
        sums = [sum(subset) for k in range(7) for subset in itertools.combinations(ranks, k)]
        assert signed_rank_ways(np.array(ranks)).tolist() == np.bincount(sums).tolist()

    def test_ways_of_fifty(self):
        """All ways of fifty ranks are 2 ** 50, counted without rounding."""
        assert int(signed_rank_ways(np.arange(1, 51)).sum()) == 2**50


def signs(values, rule):
    """Give the changes that are kept, and the sign of each sum of two of them."""
    values = np.array(values)
    if rule == "wilcox":
        values = values[values != 0]
    return values, np.sign(values[:, None] + values[None, :])


class TestRankBiserial:
    @given(tied_changes, rules)
    def test_is_the_mean_sign_of_walsh_averages(self, values, rule):
        """It is the mean sign of pairs (with oneself too) with a change, counted one by one."""
        kept, sign = signs(values, rule)
        upper = np.triu(np.ones_like(sign))
        someone_changed = (kept[:, None] != 0) | (kept[None, :] != 0)
        expected = (sign * upper).sum() / (someone_changed * upper).sum()
        assert pytest.approx(expected, rel=1e-12) == rank_biserial(of(values), zeros=rule, level=0.9).value

    @given(tied_changes, rules, st.sampled_from([0.8, 0.95]))
    def test_interval_is_that_of_the_influences(self, values, rule, level):
        """The interval follows from how much each person moves the mean sign, formed person by person."""
        found = rank_biserial(of(values), zeros=rule, level=level)
        if abs(found.value) == 1:
            assert (found.low, found.high, found.level) == (None, None, None)
            return
        kept, sign = signs(values, rule)
        n, same = len(kept), kept == 0
        h, q = sign.mean(axis=1), same.mean()
        moves = (2 * (h - h.mean()) + 2 * found.value * q * (same - q)) / (1 - q * q)
        half = (
            stats.norm.ppf(0.5 + level / 2)
            * math.sqrt((moves**2).sum() / (n * (n - 1)))
            / (1 - found.value**2)
        )
        centre = math.atanh(found.value)
        assert pytest.approx(math.tanh(centre - half), abs=1e-9) == found.low
        assert pytest.approx(math.tanh(centre + half), abs=1e-9) == found.high
        assert -1 <= found.low <= found.value <= found.high <= 1
        assert found.level == level

    @pytest.mark.parametrize(("values", "expected"), [([1, 2, 0], 1), ([-1, -1], -1), ([5], 1)])
    def test_all_one_way(self, values, expected):
        """If nobody fell it is exactly 1; nothing is known then of its precision."""
        found = rank_biserial(of(values), zeros="pratt", level=0.95)
        assert (found.value, found.low, found.high) == (expected, None, None)

    def test_everybody_twice(self):
        """The same people twice over have a narrower interval."""
        values = [-4, -1, 0, 0, 1, 2, 2, 3, 6, 7]
        for rule in RULES:
            wide, narrow = (rank_biserial(of(values * k), zeros=rule, level=0.95) for k in (1, 2))
            assert narrow.high - narrow.low < 0.8 * (wide.high - wide.low)


class TestHowTheyMove:
    @given(scale_and_pairs(min_size=1), rules)
    def test_exchanging_first_and_last(self, drawn, rule):
        """Time run backwards exchanges rises with falls, turns z and the effect round, and leaves p."""
        scale, pairs = drawn
        if all(first == last for first, last in pairs):
            return
        table = JointTable.of(scale, *columns(pairs))
        there, back = changes(table), changes(table.swapped())
        one, other = (signed_rank(c, zeros=rule, continuity=True) for c in (there, back))
        assert (one.w_plus, one.w_minus, one.p) == (other.w_minus, other.w_plus, other.p)
        assert one.z is other.z is None or one.z == -other.z
        one, other = (sign_test(c) for c in (there, back))
        assert (one.risen, one.same, one.fallen, one.p) == (other.fallen, other.same, other.risen, other.p)
        one, other = (rank_biserial(c, zeros=rule, level=0.95) for c in (there, back))
        assert one.value == -other.value
        if one.low is not None:
            assert pytest.approx((-other.high, -other.low), abs=1e-14) == (one.low, one.high)

    @given(tied_changes, rules, st.sampled_from([2, 3, 9, 1000]))
    def test_steps_do_not_matter(self, values, rule, factor):
        """Finer steps, or another unit, change nothing: only the order of sizes counts."""
        before, after = of(values), of([factor * value for value in values])
        for statistic in (
            lambda c: signed_rank(c, zeros=rule, continuity=True),
            lambda c: rank_biserial(c, zeros=rule, level=0.95),
            sign_test,
        ):
            assert statistic(before) == statistic(after)

    @given(tied_changes.filter(lambda values: 0 not in values))
    def test_without_zeros_the_rules_agree(self, values):
        """Where everybody changed there is nothing for the rules to disagree on."""
        one, other = (signed_rank(of(values), zeros=rule, continuity=False) for rule in RULES)
        assert (one.w_plus, one.z, one.p) == (other.w_plus, other.z, other.p)
        one, other = (rank_biserial(of(values), zeros=rule, level=0.95) for rule in RULES)
        assert one == other


class TestBadInput:
    @pytest.mark.parametrize(("values", "reason"), [([], "no pairs"), ([0], "nobody"), ([0] * 9, "nobody")])
    @pytest.mark.parametrize(
        "statistic",
        [
            lambda c: signed_rank(c, zeros="pratt", continuity=True),
            lambda c: rank_biserial(c, zeros="wilcox", level=0.95),
            sign_test,
        ],
    )
    def test_not_applicable(self, values, reason, statistic):
        """Without people, or without change, there is a reason instead of a number."""
        with pytest.raises(NotApplicableError, match=f"^{reason}"):
            statistic(of(values))

    def test_unknown_names(self):
        """A rule or a method that does not exist is refused by name."""
        with pytest.raises(ValueError, match=r"'zeros' must be 'wilcox' or 'pratt', got 'zsplit'"):
            signed_rank(of([1]), zeros="zsplit", continuity=True)
        with pytest.raises(ValueError, match=r"'method' must be 'auto', 'exact' or 'normal', got 'approx'"):
            signed_rank(of([1]), zeros="pratt", continuity=True, method="approx")

    @pytest.mark.parametrize("values", [[1], [-1, 1], [2, 2], [0, 0, 3], [4] * 60])
    def test_few_people_and_all_tied(self, values):
        """One or two people, or everybody by the same, have a p in (0, 1], by each method."""
        for rule, method in itertools.product(RULES, ("auto", "normal")):
            assert 0 < signed_rank(of(values), zeros=rule, continuity=True, method=method).p <= 1
        assert 0 < sign_test(of(values)).p <= 1


def normal_like(centre, spread):
    """Give changes from -15 to 15 steps and the chance of each."""
    steps = np.arange(-15, 16)
    chance = np.exp(-(((steps - centre) / spread) ** 2) / 2)
    return steps, chance / chance.sum()


class TestPromises:
    @pytest.mark.parametrize("rule", RULES)
    @pytest.mark.parametrize("n", [20, 100, 700])
    def test_p_is_uniform(self, n, rule):
        """Where rises and falls are alike p is below alpha in a share alpha of 1,000 samples."""
        random = np.random.default_rng(n)
        steps, chance = normal_like(0, 4)
        found = [
            signed_rank(of(steps, count), zeros=rule, continuity=False).p
            for count in random.multinomial(n, chance, size=1000)
        ]
        for alpha in (0.05, 0.2, 0.5):
            share = np.mean(np.array(found) <= alpha)
            assert abs(share - alpha) < 4 * math.sqrt(alpha * (1 - alpha) / 1000)

    def test_exact_p_never_says_too_much(self):
        """With ties and zeros the exact p of 15 people is below alpha in at most a share alpha."""
        random = np.random.default_rng(3)
        steps, chance = normal_like(0, 1.5)
        samples = random.multinomial(15, chance, size=1200)
        for rule in RULES:
            found = [
                signed_rank(of(steps, count), zeros=rule, continuity=True, method="exact").p
                for count in samples
            ]
            for alpha in (0.01, 0.05, 0.2):
                assert 0.5 * alpha < np.mean(np.array(found) <= alpha)
                assert np.mean(np.array(found) <= alpha) < alpha + 3 * math.sqrt(alpha * (1 - alpha) / 1200)

    def test_p_of_the_sign_test_is_uniform(self):
        """Its p is below alpha in at most a share alpha, exactly, over all that can happen to 40 people."""
        chance = stats.binom.pmf(np.arange(41), 40, 0.5)
        found = np.array([sign_test(of([-1, 1], [40 - k, k])).p for k in range(41)])
        for alpha in (0.01, 0.05, 0.2, 0.5):
            assert 0.5 * alpha < chance[found <= alpha].sum() <= alpha

    @pytest.mark.parametrize("rule", RULES)
    @pytest.mark.parametrize("centre", [0, 3])
    @pytest.mark.parametrize("n", [20, 100, 700])
    def test_rank_biserial_covers(self, n, centre, rule):
        """95% intervals hold the population's value in 93 to 98 of 100 of 800 samples."""
        random = np.random.default_rng(n + centre)
        steps, chance = normal_like(centre, 4)
        kept = np.where(steps == 0, 0, chance) if rule == "wilcox" else chance
        both = kept[:, None] * kept[None, :]
        changed = (steps[:, None] != 0) | (steps[None, :] != 0)
        true = (np.sign(steps[:, None] + steps[None, :]) * both).sum() / (changed * both).sum()
        covered = []
        for count in random.multinomial(n, chance, size=800):
            found = rank_biserial(of(steps, count), zeros=rule, level=0.95)
            if found.low is not None:
                covered.append(found.low <= true <= found.high)
        assert len(covered) > 750
        assert 0.93 < np.mean(covered) < 0.98
