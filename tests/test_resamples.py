"""Resamples against numpy's multinomial and against the probabilities that define them."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import pdtr, pdtrc
from scipy.stats import binom, chi2, multinomial, poisson

from livingwell_core.statistics import resamples as module
from livingwell_core.statistics.resamples import Resampler

COUNTS = st.lists(st.integers(1, 40), min_size=1, max_size=30)


def by_tables(count):
    """However few the cells are."""
    return Resampler(count=np.array(count), tables=module._Tables.of(np.array(count)))


def by_numpy(count):
    return Resampler(count=np.array(count), tables=None)


either_way = pytest.mark.parametrize(
    "resampler", [by_tables, by_numpy, lambda count: Resampler.of(np.array(count))]
)


def surprise(seen, chances):
    """How likely it is to see what is less alike, by Pearson's chi-squared; rare outcomes go together."""
    size = seen.sum()
    order = np.argsort(chances)
    seen, expected = seen[order], chances[order] * size
    rare = int(np.searchsorted(np.cumsum(expected), 5)) + 1
    seen = np.concatenate([[seen[:rare].sum()], seen[rare:]])
    expected = np.concatenate([[expected[:rare].sum()], expected[rare:]])
    return chi2.sf(np.sum((seen - expected) ** 2 / expected), seen.size - 1)


@either_way
@given(COUNTS, st.integers(0, 40), st.integers(0, 10**6))
def test_as_many_people(resampler, count, size, seed):
    """Each row is as many people as there are, and nobody is drawn less often than never."""
    drawn = resampler(count).draw(size, np.random.PCG64(seed))
    assert (drawn.shape, drawn.dtype.kind) == ((size, len(count)), "i")
    assert np.all(drawn.sum(axis=1) == sum(count))
    assert np.all(drawn >= 0)


@pytest.mark.parametrize("groups", [1, 2, 8])
@pytest.mark.parametrize("count", [[1, 1, 1], [1, 2, 3], [5, 1], [1, 1, 1, 1, 1], [2, 2, 1, 1]], ids=str)
def test_every_outcome(count, groups, monkeypatch):
    """Of few people each table that can be drawn is drawn as often as the multinomial distribution has it."""
    monkeypatch.setattr(module, "_GROUPS", groups)
    n = sum(count)
    drawn = by_tables(count).draw(20_000, np.random.PCG64(1))
    outcomes, seen = np.unique(drawn, axis=0, return_counts=True)
    chances = multinomial.pmf(outcomes, n, np.array(count) / n)
    assert chances.sum() == pytest.approx(1, abs=1e-3)
    assert surprise(seen, chances / chances.sum()) > 1e-3


def spread(cells, n, seed=3):
    """Counts of about log-normal size."""
    weights = np.random.default_rng(seed).lognormal(0, 1.5, size=cells)
    return np.maximum(1, np.rint(n * weights / weights.sum())).astype(np.int64)


@pytest.mark.parametrize(("cells", "n"), [(30, 100), (60, 3_000), (400, 3_000), (200, 10**5), (900, 10**6)])
def test_each_cell_is_binomial(cells, n):
    """The middle, the rarest and the commonest cell, and half of all cells together."""
    count = spread(cells, n)
    n = int(count.sum())
    resampler, random = by_tables(count), np.random.PCG64(7)
    drawn = np.concatenate([resampler.draw(2000, random) for _ in range(5)])
    order = np.argsort(count)
    for some in ([order[0]], [order[cells // 2]], [order[-1]], order[: cells // 2], range(0, cells, 2)):
        people = drawn[:, list(some)].sum(axis=1)
        chances = binom.pmf(np.arange(people.max() + 1), n, count[list(some)].sum() / n)
        assert surprise(np.bincount(people), chances / chances.sum()) > 1e-4


@pytest.mark.parametrize(("cells", "n"), [(20, 60), (60, 3_000), (200, 10**5)])
def test_moments_of_all_cells(cells, n):
    """Means, variances and covariances as the multinomial distribution has them."""
    count = spread(cells, n)
    n, share = int(count.sum()), count / count.sum()
    size = 20_000
    drawn = by_tables(count).draw(size, np.random.PCG64(2))
    true = n * (np.diag(share) - np.outer(share, share))
    sd = np.sqrt(np.diag(true))
    z = (drawn.mean(axis=0) - count) / (sd / math.sqrt(size))
    # Of 200 the largest; and together, as z squared.
    assert np.abs(z).max() < 4.5
    assert np.mean(z**2) == pytest.approx(1, abs=5 * math.sqrt(2 / cells))
    correlation = np.cov(drawn.T) / np.outer(sd, sd)
    # Rare cells are skew: their variance varies more than that of a normal one.
    near = 5 * np.sqrt((1 + np.eye(cells) * (1 + 1 / np.diag(true))) / size)
    assert np.all(np.abs(correlation - true / np.outer(sd, sd)) < near)


def test_neighbours_do_not_depend():
    """Rows one after the other, the first of one seed and of another, the halves of one draw."""
    resampler = Resampler.of(spread(200, 10**5))
    one, other = (resampler.draw(2000, np.random.PCG64(seed)) @ np.arange(200) for seed in (1, 2))
    for x, y in ((one[1:], one[:-1]), (one, other), (one[:1000], one[1000:])):
        assert abs(np.corrcoef(x, y)[0, 1]) < 4 / math.sqrt(x.size)


@either_way
def test_seeds(resampler):
    """The same seed, the same rows; another one, others."""
    one, same, other = (
        resampler(spread(150, 2000)).draw(100, np.random.PCG64(seed)).tolist() for seed in (4, 4, 5)
    )
    assert one == same
    assert one != other


def test_other_processes_can_be_handed_it():
    """What was packed and unpacked draws the same."""
    resampler = Resampler.of(spread(150, 2000))
    again = pickle.loads(pickle.dumps(resampler))
    assert np.array_equal(again.draw(50, np.random.PCG64(1)), resampler.draw(50, np.random.PCG64(1)))


@pytest.mark.parametrize("at_once", [1, 1000])
def test_at_once(at_once, monkeypatch):
    """However many are drawn at a time, they are as many people; the words are used in another order."""
    monkeypatch.setattr(module, "_AT_ONCE", at_once)
    count = spread(150, 2000)
    drawn = Resampler.of(count).draw(500, np.random.PCG64(1))
    assert np.all(drawn.sum(axis=1) == count.sum())
    assert drawn.mean(axis=0) == pytest.approx(count, abs=5 * math.sqrt(count.max() / 500))


def test_who_draws(monkeypatch):
    """Tables for many cells, unless they would be too large; numpy for few."""
    count = spread(900, 10**6)
    assert Resampler.of(count)._tables is not None
    assert Resampler.of(count[:99])._tables is None
    assert Resampler.of(count * 10**9)._tables is None
    monkeypatch.setattr(module, "_MOST_HELD", 1000)
    assert Resampler.of(count)._tables is None


@pytest.mark.parametrize("count", [[10**8, 10**8], [10**12] * 3, [1, 10**11]])
def test_many_people_in_few_cells(count):
    """The share of the first is what it is but for the chance of drawing."""
    drawn = Resampler.of(np.array(count)).draw(2000, np.random.PCG64(3))
    n, p = sum(count), count[0] / sum(count)
    assert np.all(drawn.sum(axis=1) == n)
    assert drawn[:, 0].mean() == pytest.approx(count[0], abs=5 * math.sqrt(n * p * (1 - p) / 2000))


class TestMatch:
    @given(st.lists(st.integers(0, 30), max_size=20), st.lists(st.integers(0, 30), max_size=20))
    def test_none_larger_and_none_twice(self, needed, given_):
        """As many are matched as can be, and those left out are the smallest."""
        place = module._match(np.array(needed, dtype=np.int64), np.array(given_, dtype=np.int64))
        matched = place[place >= 0]
        assert len(set(matched.tolist())) == matched.size
        assert all(given_[at] <= need for need, at in zip(needed, place, strict=True) if at >= 0)
        # One after the other, from the largest.
        left, expected = sorted(given_), {}
        for number in sorted(range(len(needed)), key=lambda i: (needed[i], i), reverse=True):
            below = [value for value in left if value <= needed[number]]
            expected[number] = max(below, default=None)
            if below:
                left.remove(max(below))
        assert [given_[at] if at >= 0 else None for at in place] == [expected[i] for i in range(len(needed))]


class TestPoisson:
    @given(st.lists(st.floats(1e-3, 2000), min_size=1, max_size=3))
    def test_probabilities(self, means):
        """Those of scipy; what is left out is next to nothing."""
        chance, width, low = module._poissons(np.array(means))
        ends = np.cumsum(width)
        for mean, start, end, least in zip(means, ends - width, ends, low, strict=True):
            k = np.arange(least, least + end - start)
            # scipy's logarithms of factorials carry the error here.
            assert chance[start:end] == pytest.approx(poisson.pmf(k, mean), rel=1e-9, abs=1e-18)
            below = pdtr(least - 1, mean) if least else 0
            assert below + pdtrc(k[-1], mean) < 1e-19
            assert chance[start:end].sum() == pytest.approx(1, abs=1e-12)

    @pytest.mark.parametrize("bits", [2, 5, 13, 16])
    def test_looking_up(self, bits):
        """Whatever the first bits are, the whole word leads to where the distribution function says."""
        means = np.array([0.2, 3.0, 170.5, 2000.0])
        chance, width, low = module._poissons(means)
        lookup = module._Lookup.of(chance, width, low, bits)
        drawn = lookup.draw(np.arange(4), 50_000, np.random.PCG64(6))
        for values, mean in zip(drawn, means, strict=True):
            chances = poisson.pmf(np.arange(values.max() + 1), mean)
            assert surprise(np.bincount(values), chances / chances.sum()) > 1e-4
