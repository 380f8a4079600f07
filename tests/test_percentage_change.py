from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties.strategies import columns, scale_and_pairs

from livingwell_core.errors import NotApplicableError
from livingwell_core.instruments import Scale
from livingwell_core.statistics.percentage_change import percentage_change
from livingwell_core.tallies import JointTable

SCALE = Scale(lowest=0, highest=40)
percents = st.one_of(st.fractions(Fraction(1, 9), 400, max_denominator=9), st.just(Fraction(50)))
RULES = ["set aside", "any change counts"]


def counts(table, percent, **kwargs):
    return attrs.astuple(percentage_change(table, percent=percent, **{"sign": 1, **kwargs}))


class TestPercentageChange:
    def test_exactly_the_percentage_counts(self):
        """From 20 to 30 and to 10 is 50 percent; a point less is not."""
        table = JointTable.of(SCALE, [20] * 4, [30, 10, 29, 11])
        assert counts(table, 50, zero_start="refuse") == (1, 2, 1, 0)

    def test_a_percentage_for_each_side(self):
        """Half better, a quarter worse."""
        table = JointTable.of(SCALE, [20] * 4, [30, 15, 29, 16])
        assert counts(table, 50, percent_worse=25, zero_start="refuse") == (1, 2, 1, 0)

    def test_a_decimal_is_what_it_says(self):
        """A tenth of a percent of 10,000 steps is ten, not ten and a bit."""
        table = JointTable.of(Scale(lowest=0, highest=20, denominator=1000), [10_000] * 2, [10_010, 10_009])
        assert counts(table, 0.1, zero_start="refuse") == (1, 1, 0, 0)

    @pytest.mark.parametrize(
        ("rule", "sign", "expected"),
        [
            ("set aside", 1, (1, 0, 0, 3)),
            ("any change counts", 1, (3, 1, 0, 0)),
            ("any change counts", -1, (0, 1, 3, 0)),
        ],
    )
    def test_from_zero(self, rule, sign, expected):
        """Zero to 1 and 9 moved, zero to zero did not; direction is the score's, not the package's."""
        table = JointTable.of(SCALE, [0, 0, 0, 10], [0, 1, 9, 20])
        assert expected == counts(table, 50, sign=sign, zero_start=rule)

    def test_from_zero_refused(self):
        """With how many there are."""
        with pytest.raises(NotApplicableError, match="3 started at 0"):
            counts(JointTable.of(SCALE, [0, 0, 0, 10], [0, 1, 1, 20]), 50, zero_start="refuse")

    def test_below_zero(self):
        """A utility below 0 has no percent."""
        table = JointTable.of(Scale(lowest=-1, highest=1, denominator=10), [-1, 5], [5, 5])
        with pytest.raises(NotApplicableError, match="below 0"):
            counts(table, 50, zero_start="set aside")

    def test_nobody(self):
        """Nobody has a change."""
        with pytest.raises(NotApplicableError, match="no pairs"):
            counts(JointTable.of(SCALE, [], []), 50, zero_start="set aside")

    @pytest.mark.parametrize("percent", [0, -5])
    def test_no_percentage(self, percent):
        """It is above 0, on both sides."""
        table = JointTable.of(SCALE, [10], [20])
        for kwargs in ({"percent": percent}, {"percent": 50, "percent_worse": percent}):
            with pytest.raises(ValueError, match="above 0"):
                percentage_change(table, sign=1, zero_start="refuse", **kwargs)

    def test_an_enormous_percentage(self):
        """Nobody reaches it, and nothing overflows."""
        table = JointTable.of(Scale(lowest=0, highest=10**6, denominator=1000), [10**9], [0])
        assert counts(table, 10**30, zero_start="refuse") == (0, 1, 0, 0)

    @given(scale_and_pairs(min_size=1), percents, percents, st.sampled_from([1, -1]), st.sampled_from(RULES))
    def test_equals_one_by_one(self, drawn, percent, worse, sign, rule):
        """Person by person in fractions; the four make up everyone."""
        scale, pairs = drawn
        scale = attrs.evolve(scale, lowest=0, highest=scale.highest - scale.lowest)
        low = min(min(pair) for pair in pairs)
        pairs = [(x - low, y - low) for x, y in pairs]
        expected = [0, 0, 0, 0]
        for first, last in pairs:
            gain = sign * (last - first)
            if first == 0 and rule == "set aside":
                expected[3] += 1
            elif first == 0:
                expected[0 if gain > 0 else 2 if gain < 0 else 1] += 1
            else:
                change = Fraction(100 * gain, first)
                expected[0 if change >= percent else 2 if change <= -worse else 1] += 1
        found = counts(
            JointTable.of(scale, *columns(pairs)), percent, percent_worse=worse, sign=sign, zero_start=rule
        )
        assert tuple(expected) == found
        turned = counts(
            JointTable.of(scale, *columns(pairs)), worse, percent_worse=percent, sign=-sign, zero_start=rule
        )
        assert (found[2], found[1], found[0], found[3]) == turned
