"""Statistics of rows of counts against numpy and our own on everyone."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from livingwell_core.instruments import Scale
from livingwell_core.statistics.change_distribution import changes
from livingwell_core.statistics.clinical_change import reliable_change
from livingwell_core.statistics.counted_statistics import (
    correlations,
    d_zs,
    mean_changes,
    median_changes,
    shares_improved,
)
from livingwell_core.statistics.effect_sizes import d_z
from livingwell_core.statistics.paired import summarise
from livingwell_core.tallies import JointTable

NINTHS = Scale(lowest=0, highest=40, denominator=9)
SCORES = st.integers(0, 360)
PAIRS = st.lists(st.tuples(SCORES, SCORES), min_size=1, max_size=12)


def table(pairs, scale=NINTHS):
    first, last = np.array(pairs, dtype=np.int64).T
    return JointTable.of(scale, first, last)


def of(name, tally):
    """What the statistic is told of: the table, or the changes alone."""
    return tally if name == "correlation" else changes(tally)


def some_rows(tally, seed, rows=20):
    """Resamples, and a row of nobody and one of a single person."""
    random = np.random.default_rng(seed)
    drawn = random.multinomial(tally.n, tally.count / tally.n, size=rows)
    one = np.zeros((2, tally.count.size), dtype=np.int64)
    one[1, 0] = 1
    return np.concatenate([drawn, one])


def by_numpy(name, tally, counts):
    """The same of everyone, one by one; scores are in ninths of a point."""
    if name == "correlation":
        first, last = np.repeat(tally.first, counts) / 9, np.repeat(tally.last, counts) / 9
        if first.size < 2 or np.ptp(first) == 0 or np.ptp(last) == 0:
            return np.nan
        return np.corrcoef(first, last)[0, 1]
    change = np.repeat(tally.steps, counts) / 9
    if change.size == 0 or (name == "d_z" and np.ptp(change) == 0):
        return np.nan
    return {
        "mean": change.mean,
        "median": lambda: np.median(change),
        "d_z": lambda: change.mean() / change.std(ddof=1),
        "share": lambda: np.mean(change >= 5),
    }[name]()


FUNCTIONS = {
    "mean": mean_changes,
    "median": median_changes,
    "d_z": d_zs,
    "share": partial(shares_improved, points=5, sign=1),
    "correlation": correlations,
}


@pytest.mark.parametrize("name", FUNCTIONS)
@given(pairs=PAIRS, seed=st.integers(0, 10**6))
def test_against_numpy(name, pairs, seed):
    """Each row is what numpy finds for its people; NaN where there is nothing to find."""
    tally = of(name, table(pairs))
    counts = some_rows(tally, seed)
    found = FUNCTIONS[name](tally, counts)
    assert (found.shape, found.dtype) == ((len(counts),), np.float64)
    expected = [by_numpy(name, tally, row) for row in counts]
    assert found == pytest.approx(expected, rel=1e-10, abs=1e-10, nan_ok=True)


@given(PAIRS.filter(lambda pairs: len({last - first for first, last in pairs}) > 1))
def test_against_our_own(pairs):
    """The row of all people gives the table's own figures."""
    tally = table(pairs)
    change = changes(tally)
    all_of_them = change.count[np.newaxis]
    summary = summarise(tally)
    assert mean_changes(change, all_of_them)[0] == summary.mean_change
    assert d_zs(change, all_of_them)[0] == pytest.approx(d_z(summary, level=0.95).value, rel=1e-14)
    if summary.correlation is not None:
        assert correlations(tally, tally.count[np.newaxis])[0] == pytest.approx(
            summary.correlation, rel=1e-14
        )
    for sign in (1, -1):
        counted = reliable_change(tally, points=5, sign=sign)
        share = shares_improved(change, all_of_them, points=5, sign=sign)
        assert share[0] == counted.improved / tally.n


@pytest.mark.parametrize("points", [5, Fraction(44, 9), Fraction(9, 2)])
def test_exactly_the_threshold_counts(points):
    """45 ninths are five points; 4.5 points lie between two steps."""
    tally = JointTable.of(NINTHS, [0, 0, 0, 0], [40, 41, 44, 45])
    found = shares_improved(changes(tally), np.ones((1, 4), dtype=np.int64), points=points, sign=1)
    assert found[0] == {5: 0.25, Fraction(44, 9): 0.5, Fraction(9, 2): 0.75}[points]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_rows_and_no_cells(name):
    """Nothing asked, nothing found; and of nobody no figure."""
    tally = JointTable.of(NINTHS, [1, 2], [3, 5])
    assert FUNCTIONS[name](of(name, tally), np.empty((0, 2), dtype=np.int64)).shape == (0,)
    nobody = of(name, tally.zero())
    assert np.isnan(FUNCTIONS[name](nobody, np.empty((1, 0), dtype=np.int64))).tolist() == [True]


@pytest.mark.parametrize("name", ["mean", "d_z", "correlation"])
def test_beyond_int64(name):
    """Very fine steps and very many people: sums stay whole numbers."""
    steps = 2**29
    fine = Scale(lowest=0, highest=1, denominator=steps)
    plain = JointTable.of(Scale(lowest=0, highest=4), [0, 0, 4], [0, 4, 4], [1, 2, 3])
    large = JointTable.of(fine, [0, 0, steps], [0, steps, steps], [10**9, 2 * 10**9, 3 * 10**9])
    large, plain = of(name, large), of(name, plain)
    found = FUNCTIONS[name](large, large.count[np.newaxis])[0]
    # With this many people n and n - 1 are the same.
    expected = FUNCTIONS[name](plain, plain.count[np.newaxis])[0]
    factor = {"mean": 1 / 4, "d_z": (6 / 5) ** 0.5, "correlation": 1}[name]
    assert found == pytest.approx(expected * factor, rel=1e-9)


def test_a_line_correlates_by_one():
    """Exactly, up and down."""
    for last, expected in (([5, 7, 9], 1.0), ([9, 7, 5], -1.0)):
        tally = JointTable.of(NINTHS, [1, 2, 3], last)
        assert correlations(tally, np.array([[1, 1, 1], [3, 7, 1]])).tolist() == [expected] * 2
