"""What must hold of every figure of change, whatever the scores."""

from __future__ import annotations

import math

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from livingwell_core.errors import NotApplicableError
from livingwell_core.instruments import Scale
from livingwell_core.statistics.change_distribution import changes
from livingwell_core.statistics.comparisons import clinical_range_shares, mcnemar, paired_difference
from livingwell_core.statistics.eta_squared import eta_squared
from livingwell_core.statistics.hodges_lehmann import hodges_lehmann
from livingwell_core.statistics.paired import mean_interval, paired_t, summarise
from livingwell_core.statistics.ranks import rank_biserial, sign_test, signed_rank
from livingwell_core.statistics.recovery import recovery
from livingwell_core.statistics.reliable_index import METHODS, cells_by_points, reliable_index
from livingwell_core.statistics.standardised import EFFECT_SIZES
from livingwell_core.tallies import JointTable

SCALE = Scale(lowest=0, highest=40)
WIDE = Scale(lowest=-200, highest=400)
LEVEL = 0.95

pair = st.tuples(st.integers(0, 40), st.integers(0, 40))
pairs = st.lists(pair, min_size=3, max_size=40).filter(
    lambda found: len({first for first, _ in found}) > 1 and len({last - first for first, last in found}) > 1
)


def table_of(found, scale=SCALE, *, times=1, shift=0, by=1):
    first, last = (np.array(side) * times + shift for side in zip(*found, strict=True))
    return JointTable.of(scale, first, last, np.full(len(found), by))


def ends(estimate):
    return [end for end in (estimate.value, estimate.low, estimate.high) if end is not None]


def figures(table):
    """Every standardised figure of change: none of them has a unit."""
    summary, moved = summarise(table), changes(table)
    found = {}
    for name, size in EFFECT_SIZES.items():
        try:
            found[name] = ends(size(summary, level=LEVEL).estimate)
        except NotApplicableError:
            found[name] = []
    test = paired_t(summary)
    found |= {"t": [test.t], "p": [test.p], "eta squared": ends(eta_squared(summary, level=LEVEL).estimate)}
    if moved.n_zero < moved.n:
        for zeros in ("wilcox", "pratt"):
            ranks = signed_rank(moved, zeros=zeros, continuity=True)
            found[zeros] = [ranks.w_plus - ranks.w_minus, ranks.p]
            found[f"r {zeros}"] = ends(rank_biserial(moved, zeros=zeros, level=LEVEL))
        found["sign"] = [sign_test(moved).p]
    return found


@given(pairs, st.integers(-150, 150))
def test_shifting_changes_nothing(found, shift):
    """Scores counted from another zero: the same change, in every standard."""
    here, there = figures(table_of(found, WIDE)), figures(table_of(found, WIDE, shift=shift))

    assert here.keys() == there.keys()
    for name, numbers in here.items():
        assert there[name] == pytest.approx(numbers, rel=1e-9, abs=1e-9), name


@given(pairs, st.integers(2, 9))
def test_another_unit_changes_nothing(found, times):
    """Scores in another unit: points change in proportion, what has no unit not at all."""
    one, other = table_of(found, WIDE), table_of(found, WIDE, times=times)

    for name, numbers in figures(one).items():
        assert figures(other)[name] == pytest.approx(numbers, rel=1e-9, abs=1e-9), name
    middle, wider = (hodges_lehmann(changes(table), level=LEVEL).estimate for table in (one, other))
    assert [times * end for end in ends(middle)] == pytest.approx(ends(wider))


SIGNLESS = {"p", "sign", "eta squared"}


@given(pairs)
def test_swapping_first_and_last(found):
    """First and last exchanged: signs turn, p stay; only what divides by the first SD is another figure."""
    here = figures(table_of(found))
    there = figures(table_of([(last, first) for first, last in found]))

    for name, numbers in here.items():
        if name == "d_baseline" or not numbers:
            continue
        turned = there[name]
        if name in SIGNLESS:
            assert turned == pytest.approx(numbers, rel=1e-9, abs=1e-12), name
        elif name in {"wilcox", "pratt"}:
            assert turned == pytest.approx([-numbers[0], numbers[1]]), name
        else:
            value, *interval = numbers
            assert turned == pytest.approx([-value, *(-end for end in reversed(interval))], abs=1e-9), name


@given(pairs, st.integers(1, 20))
def test_swapping_exchanges_improved_and_deteriorated(found, points):
    """By a threshold, and by Jacobson and Truax's index where both times have the same spread."""
    table, swapped = table_of(found), table_of(found).swapped()

    here = cells_by_points(table, points=points, sign=1).counts(table)
    there = cells_by_points(swapped, points=points, sign=1).counts(swapped)

    assert (here.improved, here.unchanged, here.deteriorated) == (
        there.deteriorated,
        there.unchanged,
        there.improved,
    )


@given(pairs, st.integers(1, 20), st.integers(0, 40))
def test_recovery_swapped_is_harm(found, points, edge):
    """Whoever recovered was, the other way round, harmed."""
    table, swapped = table_of(found), table_of(found).swapped()

    here = recovery(table, cells_by_points(table, points=points, sign=1), cut_off=edge, sign=1)
    there = recovery(swapped, cells_by_points(swapped, points=points, sign=1), cut_off=edge, sign=1)

    assert (here.recovered, here.harmed) == (there.harmed, there.recovered)


@given(pairs, st.sampled_from(METHODS), st.integers(50, 95))
def test_reversing_the_score(found, method, hundredths):
    """Where lower is better, 40 minus the score is one where higher is: the same people improved."""
    turned = [(40 - first, 40 - last) for first, last in found]
    counts = []
    for table, sign in ((table_of(found), 1), (table_of(turned), -1)):
        try:
            index = reliable_index(table, method=method, reliability=hundredths / 100)
        except NotApplicableError:
            counts.append(None)
        else:
            counts.append(index.cells(table, sign=sign).counts(table))

    assert counts[0] == counts[1]


@given(pairs, st.integers(2, 5))
def test_more_of_the_same_people_narrow_intervals(found, by):
    """Everybody several times over: the same means, narrower intervals, smaller p."""
    once, often = summarise(table_of(found)), summarise(table_of(found, by=by))

    narrow = [
        mean_interval(summary.mean_change, summary.sd_change, summary.n, level=LEVEL)
        for summary in (once, often)
    ]
    assert narrow[0].value == pytest.approx(narrow[1].value)
    assert narrow[1].high - narrow[1].low < narrow[0].high - narrow[0].low
    assert paired_t(often).p <= paired_t(once).p or math.isclose(once.mean_change, 0)
    wide, small = (EFFECT_SIZES["d_z"](summary, level=LEVEL).estimate for summary in (once, often))
    assert small.high - small.low < wide.high - wide.low


@given(pairs, st.integers(0, 40))
def test_the_clinical_range_swapped(found, edge):
    """Those who left it entered it, the other way round; p stays and the difference turns."""
    table = table_of(found)
    here = clinical_range_shares(table, edge=edge, sign=1)
    there = clinical_range_shares(table.swapped(), edge=edge, sign=1)

    assert attrs.astuple(here) == (there.both, there.last_only, there.first_only, there.neither)
    ahead, back = (paired_difference(shares, level=LEVEL) for shares in (here, there))
    assert (ahead.value, ahead.low, ahead.high) == pytest.approx((-back.value, -back.high, -back.low))
    if here.first_only + here.last_only:
        assert mcnemar(here) == mcnemar(there)
