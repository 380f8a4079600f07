"""The distribution of changes against counting them one by one."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from properties.strategies import columns, scale_and_pairs

from livingwell_core.instruments import Scale
from livingwell_core.statistics.change_distribution import Changes, changes
from livingwell_core.tallies import JointTable


def as_dict(found):
    return dict(zip(found.steps.tolist(), found.count.tolist(), strict=True))


@given(scale_and_pairs())
def test_counts_every_change(drawn):
    """Each distinct change is there once, with its people, from the greatest fall to the greatest rise."""
    scale, pairs = drawn
    found = changes(JointTable.of(scale, *columns(pairs)))
    expected = Counter(last - first for first, last in pairs)
    assert as_dict(found) == expected
    assert (found.n, found.n_zero, found.denominator) == (len(pairs), expected[0], scale.denominator)
    assert found.steps.tolist() == sorted(expected)


@given(scale_and_pairs(groups=2))
def test_adds(drawn):
    """The changes of two groups together are the changes of the sum of their tables."""
    scale, one, other = drawn
    tables = [JointTable.of(scale, *columns(pairs)) for pairs in (one, other)]
    assert changes(tables[0] + tables[1]) == changes(JointTable.of(scale, *columns(one + other)))
    assert as_dict(changes(tables[0] + tables[1])) == sum(
        (Counter(as_dict(changes(table))) for table in tables), Counter()
    )


@given(scale_and_pairs())
def test_exchanging_first_and_last(drawn):
    """Time run backwards turns every change round."""
    scale, pairs = drawn
    table = JointTable.of(scale, *columns(pairs))
    there, back = changes(table), changes(table.swapped())
    assert back == Changes(steps=-there.steps[::-1], count=there.count[::-1], denominator=there.denominator)


def test_tenths_are_tied():
    """1.9 - 0.7 and 0.8 - (-0.4) are one change on the exact scale; as floats they are two."""
    table = JointTable.of(Scale(lowest=-2, highest=2, denominator=10), [7, -4], [19, 8])
    assert as_dict(changes(table)) == {12: 2}
    assert 1.9 - 0.7 != 0.8 - (-0.4)


@pytest.mark.parametrize(
    ("steps", "count", "reason"),
    [
        ([1, 2], [1], "one length"),
        ([[1, 2]], [[1, 1]], "one-dimensional"),
        ([1, 2], [1, -4], "above 0 for every change, got -4"),
        ([1, 1], [1, 1], "must rise"),
        ([2, 1], [1, 1], "must rise"),
    ],
)
def test_refuses(steps, count, reason):
    """What is no distribution is refused with the reason."""
    with pytest.raises(ValueError, match=reason):
        Changes(steps=steps, count=count, denominator=1)


def test_cannot_be_changed():
    """Nobody can alter the counts in place, nor through the array that they were made from."""
    given_counts = np.array([1, 2])
    found = Changes(steps=[0, 1], count=given_counts, denominator=1)
    given_counts[0] = 7
    assert found.count.tolist() == [1, 2]
    with pytest.raises(ValueError, match="read-only"):
        found.count[0] = 7
