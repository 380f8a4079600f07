import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties.strategies import columns, scale_and_pairs, steps
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from livingwell_core.errors import NotApplicableError
from livingwell_core.instruments import Scale
from livingwell_core.statistics.missing_bounds import (
    change_range,
    changes_if,
    improved_range,
    tipping_point,
)
from livingwell_core.statistics.paired import summarise
from livingwell_core.tallies import Histogram, JointTable

SCALE = Scale(lowest=0, highest=40)
levels = st.sampled_from([0.8, 0.95, 0.99])
numbers = st.integers(1, 500).flatmap(
    lambda paired: st.tuples(
        st.integers(0, paired), st.just(paired), st.integers(0, 500).map(lambda others: paired + others)
    )
)


def ends(estimate):
    return estimate.value, estimate.low, estimate.high


class TestImprovedRange:
    @given(numbers, levels)
    def test_is_wilson_scaled(self, drawn, level):
        """statsmodels' Wilson of people with a pair, times their share, plus the others or not."""
        improved, paired, supported = drawn
        none, everyone = improved_range(improved, paired=paired, supported=supported, level=level)
        low, high = proportion_confint(improved, paired, alpha=1 - level, method="wilson")
        share, rest = paired / supported, 1 - paired / supported
        expected = (improved / supported, low * share, high * share)
        assert pytest.approx(expected, abs=1e-12) == ends(none.estimate)
        assert pytest.approx([x + rest for x in expected], abs=1e-12) == list(ends(everyone.estimate))
        assert improved / supported == none.estimate.value
        assert (improved + supported - paired) / supported == everyone.estimate.value
        assert 0 <= none.estimate.low <= everyone.estimate.high <= 1

    def test_by_hand(self):
        """Of 100 people 40 have a pair and 10 improved: from 10 to 70 percent."""
        none, everyone = improved_range(10, paired=40, supported=100, level=0.95)
        assert (none.estimate.value, everyone.estimate.value) == (0.1, 0.7)
        assert (none.name, everyone.name) == ("none_improved", "all_improved")
        assert none.definition == "Of the people supported who have no pair, none improved reliably."

    @given(numbers, numbers)
    def test_adds(self, one, other):
        """Of two sites together: the sites' bounds, each times its part of the people supported."""
        both = tuple(x + y for x, y in zip(one, other, strict=True))
        a, b, whole = (improved_range(k, paired=n, supported=m, level=0.95) for k, n, m in (one, other, both))
        for x, y, z in zip(a, b, whole, strict=True):
            mean = (x.estimate.value * one[2] + y.estimate.value * other[2]) / both[2]
            assert pytest.approx(mean, abs=1e-12) == z.estimate.value

    def test_refused(self):
        """Numbers that cannot be, and nobody with a pair."""
        with pytest.raises(ValueError, match="'improved' must be from 0 to 'paired', got 3 and 2"):
            improved_range(3, paired=2, supported=5, level=0.95)
        with pytest.raises(ValueError, match=r"'supported' must be at least .* got 1 and 2"):
            improved_range(1, paired=2, supported=1, level=0.95)
        for supported in (0, 5):
            with pytest.raises(NotApplicableError, match="no pairs"):
                improved_range(0, paired=0, supported=supported, level=0.95)


class TestChangesIf:
    @given(scale_and_pairs(min_size=2), st.integers(0, 60), levels)
    def test_equals_filled_in_data(self, drawn, others, level):
        """Means of raw changes with the others' put in; intervals are scipy's, times the same factor."""
        scale, pairs = drawn
        change = np.array([(y - x) / scale.denominator for x, y in pairs])
        summary = summarise(JointTable.of(scale, *columns(pairs)))
        supported = len(pairs) + others
        unchanged, opposite = changes_if(summary, supported=supported, level=level)
        for bound, fill in ((unchanged, 0.0), (opposite, -change.mean())):
            filled = np.concatenate([change, np.full(others, fill)])
            assert pytest.approx(filled.mean(), abs=1e-10) == bound.estimate.value
        share = len(pairs) / supported
        half = stats.t.ppf(0.5 + level / 2, len(pairs) - 1) * stats.sem(change)
        assert pytest.approx(half * share, rel=1e-9, abs=1e-9) == (
            unchanged.estimate.high - unchanged.estimate.value
        )
        assert pytest.approx(half * abs(2 * share - 1), rel=1e-9, abs=1e-9) == (
            opposite.estimate.high - opposite.estimate.value
        )
        assert opposite.estimate.low <= opposite.estimate.value <= opposite.estimate.high
        if others:
            tip = tipping_point(summary, supported=supported, level=level).estimate
            filled = np.concatenate([change, np.full(others, tip.value)])
            # Many others with a far tipping point sum to what the pairs did: rounding of their sum.
            assert pytest.approx(0, abs=1e-9) == filled.mean()
            assert pytest.approx(half * len(pairs) / others, rel=1e-9, abs=1e-9) == tip.high - tip.value

    def test_by_hand(self):
        """Two of four changed by 2 and 4: 1.5 if the others did not, 0 if the other way; and tipped by -3."""
        summary = summarise(JointTable.of(SCALE, [10, 10], [12, 14]))
        unchanged, opposite = changes_if(summary, supported=4, level=0.95)
        assert (unchanged.name, unchanged.estimate.value) == ("unchanged", 1.5)
        assert (opposite.name, *ends(opposite.estimate)) == ("opposite", 0, 0, 0)
        tip = tipping_point(summary, supported=4, level=0.95)
        half = stats.t.ppf(0.975, 1)
        assert tip.name == "tipping_point"
        assert pytest.approx((-3, -3 - half, -3 + half)) == ends(tip.estimate)

    def test_one_pair(self):
        """A value without an interval."""
        summary = summarise(JointTable.of(SCALE, [10], [12]))
        unchanged, _ = changes_if(summary, supported=4, level=0.95)
        assert ends(unchanged.estimate) == (0.5, None, None)
        assert unchanged.estimate.level is None

    def test_refused(self):
        """Everyone has a pair: no others to tip it; fewer supported than paired cannot be."""
        summary = summarise(JointTable.of(SCALE, [10, 10], [12, 14]))
        with pytest.raises(NotApplicableError, match="everyone supported has a pair"):
            tipping_point(summary, supported=2, level=0.95)
        with pytest.raises(ValueError, match="at least the people with a pair"):
            changes_if(summary, supported=1, level=0.95)


class TestChangeRange:
    @given(scale_and_pairs(), st.data(), levels)
    def test_equals_filled_in_data(self, drawn, data, level):
        """scipy's t on raw changes, the others' put at either end; every completion lies between."""
        scale, pairs = drawn
        others = data.draw(st.lists(steps(scale), max_size=30))
        table = JointTable.of(scale, *columns(pairs))
        rest = Histogram.of(scale, np.array(others, dtype=np.int64))
        if not pairs and not others:
            with pytest.raises(NotApplicableError, match="nobody was assessed"):
                change_range(table, rest, level=level)
            return
        found = change_range(table, rest, level=level)
        seen = [y - x for x, y in pairs]
        for bound, end in zip(found, (scale.first_step, scale.last_step), strict=True):
            filled = [*seen, *(end - x for x in others)]
            exact = Fraction(sum(filled), len(filled) * scale.denominator)
            assert float(exact) == bound.estimate.value
            if len(filled) == 1:
                assert bound.estimate.low is None
                continue
            raw = np.array(filled) / scale.denominator
            half = stats.t.ppf(0.5 + level / 2, len(raw) - 1) * stats.sem(raw)
            value, low, high = ends(bound.estimate)
            assert pytest.approx((value - half, value + half), rel=1e-9, abs=1e-9) == (low, high)
        last = [data.draw(steps(scale)) for _ in others]
        made = [*seen, *(y - x for x, y in zip(others, last, strict=True))]
        low, high = (bound.estimate.value for bound in found)
        assert low - 1e-12 <= sum(made) / len(made) / scale.denominator <= high + 1e-12

    def test_names(self):
        """Each end says what it assumes."""
        low, high = change_range(JointTable.of(SCALE, [10], [20]), Histogram.of(SCALE, [30]), level=0.95)
        assert [(low.name, low.estimate.value), (high.name, high.estimate.value)] == [
            ("to_lowest", -10),
            ("to_highest", 10),
        ]
        assert "lowest score" in low.definition

    def test_everyone_paired(self):
        """Both ends are the mean change."""
        table = JointTable.of(SCALE, [10, 20], [12, 26])
        low, high = change_range(table, Histogram.of(SCALE, []), level=0.95)
        assert low.estimate == high.estimate
        assert low.estimate.value == 4
        assert math.isfinite(low.estimate.low)

    def test_scales(self):
        """On one scale only."""
        with pytest.raises(ValueError, match="on one scale"):
            change_range(
                JointTable.of(SCALE, [1], [1]),
                Histogram.of(Scale(lowest=0, highest=41), [1]),
                level=0.95,
            )
