"""The bootstrap by drawing: against the one without, scipy on the same replicates, and its seeds."""

from __future__ import annotations

import math
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import bootstrap

from livingwell_core.errors import NotApplicableError
from livingwell_core.instruments import Scale
from livingwell_core.statistics import drawn_bootstrap as module
from livingwell_core.statistics.change_distribution import changes
from livingwell_core.statistics.counted_statistics import (
    correlations,
    d_zs,
    mean_changes,
    median_changes,
    shares_improved,
)
from livingwell_core.statistics.drawn_bootstrap import (
    BLOCK,
    draw_block,
    drawn_bootstrap,
    jackknife_acceleration,
)
from livingwell_core.statistics.ideal_bootstrap import ideal_mean_change, ideal_share
from livingwell_core.statistics.resampled_means import resampled_mean
from livingwell_core.statistics.resamples import Resampler
from livingwell_core.tallies import JointTable

SCALE = Scale(lowest=0, highest=40)
SHORT = Scale(lowest=0, highest=3)
improved = partial(shares_improved, points=5, sign=1)
STATISTICS = {
    "mean": mean_changes,
    "median": median_changes,
    "d_z": d_zs,
    "share": improved,
    "correlation": correlations,
}


def invented(n, seed=3):
    random = np.random.default_rng(seed)
    first = random.normal(18, 8, size=n)
    last = first + random.exponential(6, size=n) - 2
    return np.clip(np.rint([first, last]), 0, 40).astype(np.int64)


def table(n, seed=3):
    return JointTable.of(SCALE, *invented(n, seed))


def changed(n, seed=3):
    return changes(table(n, seed))


def of(name, tally):
    """What the statistic is told of: the table, or the changes alone."""
    return tally if name == "correlation" else changes(tally)


class TestAgainstTheIdeal:
    @pytest.mark.parametrize("n", [20, 100, 700])
    @pytest.mark.parametrize("method", ["percentile", "bca"])
    def test_mean(self, n, method):
        """Drawn ends are where the exact distribution has them, but for the chance of 9,999 draws."""
        tally = changed(n)
        drawn, ideal = drawn_bootstrap(tally, mean_changes, seed=8), ideal_mean_change(table(n))
        one, other = (getattr(found, method)(level=0.95) for found in (drawn, ideal))
        exact = resampled_mean(tally.steps, tally.count)
        for ours, theirs in ((one.low, other.low), (one.high, other.high)):
            places = [round((end - float(exact.mean)) / float(exact.step)) for end in (ours, theirs)]
            reached, asked = exact.upto(places)
            # BCa adds the chance in the bias correction, 1.25 / sqrt(9999), twice.
            chance = math.sqrt(asked * (1 - asked) / 9999) + (0.0015 if method == "bca" else 0)
            # And each stands on one of the means that there are.
            step = exact.upto(places[1] + 1) - exact.upto(places[1] - 1)
            assert abs(reached - asked) < 4 * chance + step

        assert drawn.value == ideal.value
        assert drawn.acceleration == pytest.approx(ideal.acceleration, rel=1e-9)
        assert drawn.below == pytest.approx(ideal.below, abs=4 * 0.5 / math.sqrt(9999))
        assert drawn.standard_error == pytest.approx(ideal.standard_error, rel=4 / math.sqrt(2 * 9999))

    def test_share(self):
        """A share is the mean of 1 and 0."""
        tally = changed(200)
        ideal = ideal_share(int(tally.count[tally.steps >= 5].sum()), 200).percentile(level=0.95)
        drawn = drawn_bootstrap(tally, improved, seed=8).percentile(level=0.95)
        assert drawn.value == ideal.value
        assert (drawn.low, drawn.high) == pytest.approx((ideal.low, ideal.high), abs=2 / 200)


def blocks(tally, statistic, seed, replicates):
    """All replicates in the order of drawing."""
    draw = partial(draw_block, Resampler.of(tally.count), tally, statistic, seed, replicates)
    return np.concatenate([draw(block) for block in range(math.ceil(replicates / BLOCK))])


def raw(name):
    """The statistic of pairs, as scipy wants it."""

    def of(first, last, axis=-1):
        change = last - first
        if name == "median":
            return np.median(change, axis=axis)
        if name == "d_z":
            return change.mean(axis=axis) / change.std(axis=axis, ddof=1)
        if name == "share":
            return np.mean(change >= 5, axis=axis)
        x, y = (each - each.mean(axis=axis, keepdims=True) for each in (first, last))
        return (x * y).sum(axis=axis) / np.sqrt((x * x).sum(axis=axis) * (y * y).sum(axis=axis))

    return of


class TestAgainstScipy:
    @pytest.mark.parametrize("name", ["d_z", "share", "correlation"])
    @pytest.mark.parametrize("method", ["percentile", "bca"])
    def test_on_the_same_replicates(self, name, method):
        """scipy makes of our replicates the same interval, between the same two of them."""
        first, last = invented(60)
        tally = of(name, JointTable.of(SCALE, first, last))
        found = drawn_bootstrap(tally, STATISTICS[name], seed=4)
        ours = getattr(found, method)(level=0.95)
        replicates = blocks(tally, STATISTICS[name], 4, 9999)
        assert replicates.size == found.replicates == 9999
        reference = bootstrap(
            (first, last),
            raw(name),
            paired=True,
            n_resamples=0,
            bootstrap_result=SimpleNamespace(bootstrap_distribution=replicates),
            method={"bca": "BCa"}.get(method, method),
        )
        # They interpolate between replicates; so next to each other's at the most.
        ordered = np.sort(replicates)
        for end, theirs in (
            (ours.low, reference.confidence_interval.low),
            (ours.high, reference.confidence_interval.high),
        ):
            rank = np.searchsorted(ordered, end)
            last_rank = np.searchsorted(ordered, end, side="right")
            assert ordered[max(rank - 2, 0)] - 1e-12 <= theirs <= ordered[min(last_rank + 1, 9998)] + 1e-12
        assert found.standard_error == pytest.approx(reference.standard_error, rel=1e-12)

    @pytest.mark.parametrize("name", ["median", "d_z", "share", "correlation"])
    def test_on_its_own_replicates(self, name):
        """People drawn one by one vary as cells drawn together do."""
        first, last = invented(45, seed=6)
        ours = drawn_bootstrap(of(name, JointTable.of(SCALE, first, last)), STATISTICS[name], seed=1)
        theirs = bootstrap(
            (first, last), raw(name), paired=True, n_resamples=5000, method="percentile", rng=2
        )
        interval = ours.percentile(level=0.95)
        near = 0.15 * ours.standard_error + (1 / 45 if name == "share" else 0.5 if name == "median" else 0)
        assert interval.low == pytest.approx(theirs.confidence_interval.low, abs=near)
        assert interval.high == pytest.approx(theirs.confidence_interval.high, abs=near)
        assert ours.standard_error == pytest.approx(theirs.standard_error, rel=0.06)


class TestAcceleration:
    @given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=4, max_size=30))
    def test_leaving_out_one_person_at_a_time(self, pairs):
        """On everyone, person by person."""
        first, last = np.array(pairs).T
        tally = changes(JointTable.of(SCALE, first, last))
        found = jackknife_acceleration(tally, mean_changes)
        change = last - first
        if np.ptp(change) == 0:
            assert found is None
            return
        away = change - change.mean()
        assert found == pytest.approx(np.sum(away**3) / (6 * np.sum(away**2) ** 1.5), abs=1e-12)

    def test_correlation(self):
        """Where no formula tells."""
        first, last = invented(50)
        tally = JointTable.of(SCALE, first, last)
        without = np.array([np.corrcoef(np.delete(first, i), np.delete(last, i))[0, 1] for i in range(50)])
        away = without.mean() - without
        expected = np.sum(away**3) / (6 * np.sum(away**2) ** 1.5)
        assert jackknife_acceleration(tally, correlations) == pytest.approx(expected, rel=1e-9)

    @pytest.mark.parametrize("at_once", [1, 7, 10**6])
    def test_pieces(self, at_once, monkeypatch):
        """How many rows are held at a time changes nothing."""
        whole = jackknife_acceleration(table(100), correlations)
        monkeypatch.setattr(module, "_AT_ONCE", at_once)
        assert jackknife_acceleration(table(100), correlations) == whole

    def test_nobody_to_spare(self):
        """Without the one whose first score differs there is no correlation; or no median moves."""
        tally = JointTable.of(SCALE, [1, 1, 1, 2], [3, 4, 5, 5])
        assert jackknife_acceleration(tally, correlations) is None
        tally = JointTable.of(SCALE, [0] * 9, [1, 1, 2, 2, 2, 2, 2, 3, 3])
        assert jackknife_acceleration(changes(tally), median_changes) is None


class TestSeeds:
    @pytest.mark.parametrize("name", STATISTICS)
    def test_the_same_seed(self, name):
        """The same interval, to the last bit; another seed, another one."""
        tally = of(name, table(80))
        one, same, other = (
            drawn_bootstrap(tally, STATISTICS[name], seed=seed, replicates=1200) for seed in (5, 5, 6)
        )
        assert one == same
        assert one.percentile(level=0.9) == same.percentile(level=0.9)
        assert one != other

    def test_children_of_the_seed(self):
        """Blocks have the seeds that SeedSequence spawns."""
        tally = changed(30)
        resampler, found = Resampler.of(tally.count), blocks(tally, mean_changes, 9, 3 * BLOCK)
        for block, child in enumerate(np.random.SeedSequence(9).spawn(3)):
            counts = resampler.draw(BLOCK, np.random.PCG64(child))
            expected = mean_changes(tally, counts)
            assert np.array_equal(found[block * BLOCK : (block + 1) * BLOCK], expected)

    def test_fewer_replicates(self):
        """They are the first of more; the last block is shorter."""
        whole, part = (blocks(changed(30), mean_changes, 9, size) for size in (2 * BLOCK, BLOCK + 37))
        assert (whole.size, part.size) == (2 * BLOCK, BLOCK + 37)
        assert np.array_equal(whole[: BLOCK + 37], part)

    def test_pieces(self, monkeypatch):
        """How many rows a statistic is given at a time changes nothing."""
        whole = drawn_bootstrap(table(60), correlations, seed=3, replicates=1500)
        monkeypatch.setattr(module, "_AT_ONCE", 7)
        assert drawn_bootstrap(table(60), correlations, seed=3, replicates=1500) == whole

    def test_who_draws_does_not_matter(self):
        """One process, threads, two processes, or the last block first."""
        bootstrap_with = partial(drawn_bootstrap, table(50), correlations, seed=2, replicates=3 * BLOCK + 100)

        def backwards(function, blocks):
            done = {block: function(block) for block in reversed(blocks)}
            return [done[block] for block in blocks]

        with ThreadPoolExecutor(3) as threads, ProcessPoolExecutor(2) as processes:
            found = [
                bootstrap_with(run=run).bca(level=0.9) for run in (map, backwards, threads.map, processes.map)
            ]
        assert found == [found[0]] * 4


class TestInterval:
    def test_ends_are_replicates(self):
        """Of 9,999, the 250th and the 9,750th; of 999 at 90%, the 50th and the 950th."""
        tally = changed(40)
        for replicates, level, rank in ((9999, 0.95, 250), (999, 0.9, 50), (999, 0.5, 250)):
            drawn = np.sort(blocks(tally, d_zs, 3, replicates))
            found = drawn_bootstrap(tally, d_zs, seed=3, replicates=replicates).percentile(level=level)
            assert (found.low, found.high) == (drawn[rank - 1], drawn[-rank])

    def test_too_few_replicates(self):
        """Nothing is told of tails that nobody drew."""
        found = drawn_bootstrap(changed(40), d_zs, seed=3, replicates=39)
        assert found.percentile(level=0.95).low is not None
        with pytest.raises(NotApplicableError, match="reaches beyond 39 resamples; draw more"):
            found.percentile(level=0.96)

    @pytest.mark.parametrize("method", ["percentile", "bca"])
    def test_swapping_flips_signs(self, method):
        """Within the chance of drawing."""
        tally = table(300)
        there, back = (
            getattr(drawn_bootstrap(changes(each), d_zs, seed=3), method)(level=0.95)
            for each in (tally, tally.swapped())
        )
        assert back.value == pytest.approx(-there.value, rel=1e-14)
        half = (there.high - there.low) / 2
        assert (back.low, back.high) == pytest.approx((-there.high, -there.low), abs=0.1 * half)

    def test_more_of_the_same_narrow(self):
        """Nine times the people, all alike: a third of the width."""
        tally = table(60)
        nine = JointTable.of(SCALE, tally.first, tally.last, 9 * tally.count)
        few, many = (
            drawn_bootstrap(changes(each), d_zs, seed=3).percentile(level=0.95) for each in (tally, nine)
        )
        assert (many.high - many.low) / (few.high - few.low) == pytest.approx(1 / 3, rel=0.08)

    def test_an_own_statistic(self):
        """A plain function of the table and rows of counts."""

        def upper_half(tally, counts):
            return counts @ (tally.last > 20) / counts.sum(axis=1)

        found = drawn_bootstrap(table(100), upper_half, seed=1).bca(level=0.95)
        assert 0 < found.low < found.value < found.high < 1


class TestNotThere:
    def test_resamples_without_the_statistic(self):
        """A few are set aside and counted."""
        tally = changes(JointTable.of(SCALE, [0] * 30, [*[5] * 23, 4, 6, 7, 8, 8, 9, 10]))
        found = drawn_bootstrap(tally, d_zs, seed=1)
        assert found.undefined > 0
        assert found.replicates + found.undefined == 9999
        assert found.percentile(level=0.9).low < found.value

    def test_too_many_of_them(self):
        """Where they could shift the ends there is no interval."""
        tally = changes(JointTable.of(SCALE, [0] * 10, [5] * 8 + [6, 7]))
        found = drawn_bootstrap(tally, d_zs, seed=1)
        share = found.undefined / 9999
        assert share == pytest.approx(0.8**10, abs=0.015)
        with pytest.raises(
            NotApplicableError, match=f"does not exist in {found.undefined} of 9999 resamples"
        ):
            found.percentile(level=0.95)

    def test_the_same_in_every_resample(self):
        """An interval of no width would claim to know."""
        with pytest.raises(NotApplicableError, match="the same in every resample"):
            drawn_bootstrap(changes(JointTable.of(SCALE, [1, 2, 3], [2, 3, 4])), improved, seed=1)

    def test_in_no_resample(self):
        """A statistic that only the people themselves have."""

        def only_once(tally, counts):
            return np.ones(1) if len(counts) == 1 else np.full(len(counts), np.nan)

        with pytest.raises(NotApplicableError, match="exists in no resample"):
            drawn_bootstrap(table(10), only_once, seed=1)

    @pytest.mark.parametrize(
        ("first", "last", "reason"),
        [
            ([], [], "needs 3 pairs, there are 0"),
            ([1], [2], "needs 3 pairs, there are 1"),
            ([1, 1], [2, 5], "needs 3 pairs, there are 2"),
            ([1, 1, 2], [2, 2, 3], "the figure does not exist for these people"),
        ],
        ids=["nobody", "one", "two", "no variance"],
    )
    def test_not_applicable(self, first, last, reason):
        """A reason in words."""
        with pytest.raises(NotApplicableError, match=reason):
            drawn_bootstrap(changes(JointTable.of(SCALE, first, last)), d_zs, seed=1)

    @pytest.mark.parametrize("replicates", [1, 0, -5])
    def test_replicates(self, replicates):
        """One is not enough to vary."""
        with pytest.raises(ValueError, match="'replicates' must be at least 2"):
            drawn_bootstrap(changed(10), d_zs, seed=1, replicates=replicates)

    def test_shape(self):
        """A statistic of all rows together is a mistake that is told."""
        with pytest.raises(ValueError, match=r"must give shape \(1,\) for 1 rows, got \(\)"):
            drawn_bootstrap(table(10), lambda _, counts: counts.sum(), seed=1)


# Of people whose scores are 0 to 3: 16 cells, so that the correlation is known.
SHARES = np.array([[9, 6, 4, 1], [4, 9, 8, 4], [2, 4, 12, 10], [1, 2, 6, 18]]) / 100


@pytest.mark.parametrize("n", [20, 100, 700])
def test_coverage(n):
    """BCa of a correlation covers about as often as it says."""
    random = np.random.default_rng(n)
    x, y = (grid.ravel() for grid in np.indices((4, 4)))
    shares = SHARES.ravel()
    centre_x, centre_y = x - shares @ x, y - shares @ y
    true = shares @ (centre_x * centre_y) / math.sqrt((shares @ centre_x**2) * (shares @ centre_y**2))
    samples, held = 200, 0
    for count in random.multinomial(n, shares, size=samples):
        tally = JointTable.of(SHORT, x, y, count)
        interval = drawn_bootstrap(tally, correlations, seed=1, replicates=999).bca(level=0.95)
        held += interval.low <= true <= interval.high
    # Few people: a little below what it says; four standard errors of 200 samples.
    assert held / samples == pytest.approx(0.93 if n == 20 else 0.945, abs=4 * (0.06 * 0.94 / samples) ** 0.5)
