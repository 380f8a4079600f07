"""The distribution of a resampled mean against convolution: in whole numbers, or in floats for large n."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics import lattice_sums
from livingwell_core.statistics.resampled_means import resampled_mean

SMALL = st.dictionaries(st.integers(-12, 12), st.integers(1, 6), min_size=2, max_size=5).filter(
    lambda counts: sum(counts.values()) <= 25
)


def whole_numbers(counts: dict[int, int]) -> dict[int, Fraction]:
    """P(sum <= s) by s, by convolution in whole numbers: the weights of n draws add up to n to the n."""
    n = sum(counts.values())
    sums = {0: 1}
    for _ in range(n):
        longer: dict[int, int] = {}
        for total, ways in sums.items():
            for value, count in counts.items():
                longer[total + value] = longer.get(total + value, 0) + ways * count
        sums = longer
    ordered = sorted(sums)
    return dict(zip(ordered, accumulate(Fraction(sums[s], n**n) for s in ordered), strict=True))


def times(left, right):
    """Convolve two (offset, chances); chances below 1e-40 at the ends are dropped, which keeps it short."""
    product = np.convolve(left[1], right[1])
    first, last = np.flatnonzero(product > 1e-40)[[0, -1]]
    return left[0] + right[0] + int(first), product[first : last + 1]


def by_squaring(values, count, steps):
    """The same as `upto`, on a lattice whose unit is 1, by repeated squaring of convolutions in floats."""
    values, count = np.array(values), np.array(count)
    total, n = int(np.dot(values, count)), int(count.sum())
    chances = np.zeros(values.max() - values.min() + 1)
    np.add.at(chances, values - values.min(), count / n)
    draw, power = (int(values.min()), chances), (0, np.ones(1))
    while n:
        if n & 1:
            power = times(power, draw)
        n >>= 1
        draw = times(draw, draw) if n else draw
    upto = np.concatenate([[0], np.cumsum(power[1])])
    return upto[np.clip(total + steps - power[0] + 1, 0, upto.size - 1)]


def everywhere(mean):
    return np.arange(mean.lowest, mean.highest + 1)


class TestUpto:
    @given(SMALL)
    def test_few_values(self, counts):
        """Against whole numbers, at every sum there is."""
        mean = resampled_mean(list(counts), list(counts.values()))
        total = sum(value * count for value, count in counts.items())
        unit = mean.step * mean.n
        exact = whole_numbers(counts)
        steps = [(s - total) / unit for s in exact]
        assert all(step.denominator == 1 for step in steps)
        found = mean.upto([int(step) for step in steps])

        assert found == pytest.approx([float(p) for p in exact.values()], abs=1e-13)

    def test_twenty_five(self):
        """The size at which engine.md asks for 1e-8."""
        values, count = [-30, -7, -2, 0, 3, 5, 6, 11, 40], [1, 2, 3, 5, 5, 4, 2, 2, 1]
        mean = resampled_mean(values, count)
        exact = whole_numbers(dict(zip(values, count, strict=True)))
        total = int(np.dot(values, count))
        found = mean.upto([s - total for s in exact])
        assert np.abs(found - [float(p) for p in exact.values()]).max() < 1e-13

    @pytest.mark.parametrize(
        "count",
        [[700, 900, 800, 600], [2996, 1, 1, 2], [1, 2, 1497, 1500]],
        ids=["spread", "nearly all the same", "nearly two"],
    )
    @pytest.mark.parametrize(
        "values", [[-9, 0, 9, 10], [0, 1, 2, 12]], ids=["nines and a one", "one far off"]
    )
    def test_three_thousand(self, values, count):
        """The size at which engine.md asks for 1e-10; repeated squaring itself is off by 1e-13."""
        mean = resampled_mean(values, count)
        steps = everywhere(mean)
        assert np.abs(mean.upto(steps) - by_squaring(values, count, steps)).max() < 1e-12

    @pytest.mark.parametrize("count", [[250, 251], [499, 2], [1, 500]])
    def test_both_ways_of_inverting_agree(self, count, monkeypatch):
        """Where the one takes over from the other, with all frequencies and with those that matter."""
        some = resampled_mean([0, 1], count)
        monkeypatch.setattr(lattice_sums, "_FEW", 501)
        every = resampled_mean([0, 1], count)
        assert some.upto(everywhere(some)) == pytest.approx(every.upto(everywhere(some)), abs=1e-13)

    @pytest.mark.parametrize("values", [[-9, 0, 9, 10], [0, 1, 2, 12], [0, 90, 400, 401]])
    def test_by_place_or_all_at_once(self, values, monkeypatch):
        """Frequencies that matter, summed for the places asked for or transformed for all of them."""
        count = [700, 900, 800, 3]
        monkeypatch.setattr(lattice_sums, "_SHARE_SUMMED", 1)
        some = resampled_mean(values, count)
        monkeypatch.setattr(lattice_sums, "_SHARE_SUMMED", 0)
        every = resampled_mean(values, count)
        steps = np.unique(np.linspace(some.lowest, some.highest, 200).astype(int))
        assert some.upto(steps) == pytest.approx(every.upto(steps), abs=1e-12)

    @pytest.mark.parametrize("at_once", [1, 1000, 2**20])
    def test_pieces(self, at_once, monkeypatch):
        """How much is held at a time changes nothing, to the last bit."""
        values, count = list(range(-20, 60)), list(range(20, 100))
        whole = resampled_mean(values, count)
        monkeypatch.setattr(lattice_sums, "_AT_ONCE", at_once)
        parts = resampled_mean(values, count)
        assert np.array_equal(whole.upto(everywhere(whole)), parts.upto(everywhere(whole)))

    @pytest.mark.parametrize("n", [10**6, 10**8])
    def test_three_in_very_many(self, n):
        """A binomial in forty digits; scipy's own is off by 1e-9 here."""
        found = resampled_mean([0, 1], [n - 3, 3]).upto(np.arange(-3, 9))
        with localcontext() as context:
            context.prec = 40
            p = Decimal(3) / n
            chance = (1 - p) ** n
            upto = Decimal(0)
            for k, ours in enumerate(found):
                upto += chance
                assert abs(Decimal(float(ours)) - upto) < Decimal("1e-14")
                chance *= (n - k) * p / ((k + 1) * (1 - p))

    def test_a_third_of_a_million(self):
        """A binomial with a window of which nearly all frequencies carry nothing."""
        n = 10**6
        steps = np.arange(-4000, 4000, 7)
        found = resampled_mean([3, 5], [2 * n // 4, n // 2]).upto(steps)
        assert found == pytest.approx(binom.cdf(n // 2 + steps, n, 0.5), abs=1e-11)

    @pytest.mark.parametrize("rare", [1, 5, 2000])
    def test_frequencies_far_from_zero(self, rare):
        """Even numbers but for a few: the distribution has a comb in it, which the far frequencies hold."""
        n = 10**5
        twos = 30_000
        steps = np.arange(-300, 300, 19)
        found = resampled_mean([0, 2, 3], [n - twos - rare, twos, rare]).upto(steps)
        # Given how many threes there are, the twos are binomial.
        threes = np.arange(int(binom.isf(1e-17, n, rare / n)) + 1)
        left = 2 * twos + 3 * rare + steps[:, None] - 3 * threes
        given_them = binom.cdf(left // 2, n - threes, twos / (n - rare))
        assert found == pytest.approx(given_them @ binom.pmf(threes, n, rare / n), abs=1e-11)

    @given(SMALL)
    def test_it_rises_from_nothing_to_one(self, counts):
        """Below the window there is nothing, and at its end everything."""
        mean = resampled_mean(list(counts), list(counts.values()))
        found = mean.upto(np.arange(mean.lowest - 2, mean.highest + 3))
        assert np.all(np.diff(found) >= -1e-15)
        assert found[:2].tolist() == [0, 0]
        assert found[-3:] == pytest.approx(1, abs=1e-13)
        assert mean.upto(mean.highest).shape == ()

    def test_shape_is_kept(self):
        """Several at once, for both ways of inverting."""
        for count in ([2, 2], [400, 400]):
            mean = resampled_mean([0, 1], count)
            assert mean.upto([[-1, 0], [1, 2]]).shape == mean.below([[-1, 0], [1, 2]]).shape == (2, 2)
            assert mean.below([[-1, 0]])[0, 0] == mean.below(-1)


class TestMoments:
    @given(SMALL)
    def test_against_numpy(self, counts):
        """Mean, variance and skewness of the values as numpy has them on everyone."""
        everyone = np.repeat(list(counts), list(counts.values()))
        mean = resampled_mean(list(counts), list(counts.values()))
        away = everyone - everyone.mean()
        assert float(mean.mean) == pytest.approx(everyone.mean(), abs=1e-12)
        assert float(mean.variance) == pytest.approx(everyone.var() / everyone.size)
        skewness = np.sum(away**3) / (6 * np.sum(away**2) ** 1.5)
        assert mean.skewness_by_six == pytest.approx(skewness, abs=1e-13)

    @given(SMALL, st.integers(-1000, 1000), st.sampled_from([1, 2, 7, -1]))
    def test_shifting_and_stretching(self, counts, shift, factor):
        """The lattice is found whatever the values are called."""
        values, count = np.array(list(counts)), list(counts.values())
        mean, other = resampled_mean(values, count), resampled_mean(shift + factor * values, count)
        assert other.mean == shift + factor * mean.mean
        assert other.variance == factor * factor * mean.variance
        assert other.step == abs(factor) * mean.step
        if factor > 0:
            assert np.array_equal(other.upto(everywhere(mean)), mean.upto(everywhere(mean)))

    @given(SMALL, st.randoms(use_true_random=False))
    def test_order_and_splitting_change_nothing(self, counts, random):
        """Values may come in any order, stand in several places, and be nobody's."""
        everyone = [value for value, count in counts.items() for _ in range(count)]
        random.shuffle(everyone)
        mean = resampled_mean(list(counts), list(counts.values()))
        again = resampled_mean([*everyone, 99], [*([1] * len(everyone)), 0])
        assert again == mean
        assert np.array_equal(again.upto(everywhere(mean)), mean.upto(everywhere(mean)))


class TestQuantile:
    @given(SMALL, st.floats(0.001, 0.999))
    def test_inverts_the_mid_distribution(self, counts, p):
        """Against numpy's interpolation between all places; flat stretches aside."""
        mean = resampled_mean(list(counts), list(counts.values()))
        steps = everywhere(mean)
        below = mean.below(steps)
        found = (mean.quantile(p) - float(mean.mean)) / float(mean.step)
        assert np.interp(found, steps, below) == pytest.approx(min(max(p, below[0]), below[-1]), abs=1e-9)

    @pytest.mark.parametrize("rare", [1, 30])
    @pytest.mark.parametrize("p", [1e-11, 1e-4, 0.025, 0.2, 0.5, 0.51, 0.975, 0.9999, 1 - 1e-11])
    def test_a_staircase(self, p, rare):
        """Guesses by straight lines are bad ones here, and lead there all the same."""
        mean = resampled_mean([0, 100, 200, 201], [3000, 3000, 3000, rare])
        found = (mean.quantile(p) - float(mean.mean)) / float(mean.step)
        low = math.floor(found)
        ends = mean.below([low, low + 1])
        assert ends[0] - 1e-13 <= p <= ends[1] + 1e-13
        assert np.interp(found, [low, low + 1], ends) == pytest.approx(p, abs=1e-13)

    @given(SMALL, st.floats(0.001, 0.999))
    def test_turning_the_values_round_turns_it_round(self, counts, p):
        """Neither end is favoured."""
        values, count = np.array(list(counts)), list(counts.values())
        mean = resampled_mean(values, count)
        # On a flat stretch anything between its ends is a quantile.
        if np.abs(mean.below(everywhere(mean)) - p).min() < 1e-9:
            return
        assert resampled_mean(-values, count).quantile(1 - p) == pytest.approx(-mean.quantile(p), abs=1e-7)

    @given(SMALL, st.floats(0.001, 0.999))
    def test_near_the_inverse_of_the_step_function(self, counts, p):
        """At most one step away."""
        mean = resampled_mean(list(counts), list(counts.values()))
        steps = everywhere(mean)
        inverse = float(mean.mean + int(steps[np.argmax(mean.upto(steps) >= p)]) * mean.step)
        flat = np.abs(mean.upto(steps) - p).min() < 1e-12
        assert flat or abs(mean.quantile(p) - inverse) <= float(mean.step) * (1 + 1e-9)

    def test_the_ends(self):
        """Below half the chance of the least mean, and above that of the greatest, there is nothing more."""
        mean = resampled_mean([0, 1], [2, 2])
        assert (mean.quantile(0.03), mean.quantile(0.97)) == (0, 1)
        assert 0 < mean.quantile(0.04) < 0.5 < mean.quantile(0.96) < 1

    def test_normal_for_very_many(self):
        """With a hundred million people the quantiles are those of the normal distribution."""
        mean = resampled_mean([-3, -1, 0, 2, 5], [10**7, 3 * 10**7, 3 * 10**7, 2 * 10**7, 10**7])
        half = 1.959963984540054 * math.sqrt(mean.variance)
        assert mean.quantile(0.975) == pytest.approx(float(mean.mean) + half, abs=1e-3 * half)
        assert mean.quantile(0.025) == pytest.approx(float(mean.mean) - half, abs=1e-3 * half)

    @pytest.mark.parametrize("p", [0, 1e-13, 1 - 1e-13, 1, -1, 2, math.nan])
    def test_too_far_out(self, p):
        """What rounding hides is not told."""
        with pytest.raises(NotApplicableError, match="too small to tell"):
            resampled_mean([0, 1], [20, 20]).quantile(p)


class TestBadInput:
    @pytest.mark.parametrize(
        ("values", "count", "reason"),
        [
            ([], [], "no values"),
            ([1, 2], [0, 0], "no values"),
            ([7], [1], "all values are the same"),
            ([7, 7, 8], [2, 3, 0], "all values are the same"),
            ([0, 1, 2**30], [1, 1, 1], "too many different steps"),
            ([0, 1, 10**7], [1000, 1, 1000], "too many different steps"),
            ([0, 1, 10**5], [5 * 10**11, 1, 5 * 10**11], "too many different steps"),
            ([0, 1, 10**5], [250, 1, 250], "too many different steps"),
        ],
    )
    def test_not_applicable(self, values, count, reason):
        """A reason in words."""
        with pytest.raises(NotApplicableError, match=reason):
            resampled_mean(values, count)

    @pytest.mark.parametrize(
        ("values", "count", "error", "reason"),
        [
            ([1, 2], [1, -1], ValueError, "'count' must not be negative, got -1"),
            ([1, 2], [1], ValueError, "one length"),
            ([[1, 2]], [[1, 2]], ValueError, "one-dimensional"),
            ([1.5, 2], [1, 1], TypeError, "'values' must hold whole numbers, got float64"),
            ([1, 2], [1, 0.5], TypeError, "'count' must hold whole numbers, got float64"),
        ],
    )
    def test_wrong(self, values, count, error, reason):
        """A fault of the caller."""
        with pytest.raises(error, match=reason):
            resampled_mean(values, count)

    @pytest.mark.parametrize("limit", ["_MOST_LOOKED_AT", "_MOST_SUMMED"])
    def test_too_many_frequencies(self, limit, monkeypatch):
        """What would take minutes is refused before it is begun."""
        values, count = [0, 10**4, 10**4 + 1], [10**7, 10**7, 10**4]
        assert resampled_mean(values, count).n == 2 * 10**7 + 10**4
        monkeypatch.setattr(lattice_sums, limit, 10)
        with pytest.raises(NotApplicableError, match="draw instead"):
            resampled_mean(values, count)

    def test_fine_scales_are_held(self):
        """A score in ten thousandths of its range with a million people."""
        values = np.arange(-10_000, 10_001, 37)
        mean = resampled_mean(values, np.full(values.size, 2000))
        assert mean.quantile(0.5) == pytest.approx(float(mean.mean), abs=1e-3)
