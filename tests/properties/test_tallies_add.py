"""
Tallies and ledgers are commutative monoids, and the tally of a whole is the sum of its parts.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties.strategies import columns, scale_and_pairs

from livingwell_core.cohorts import READ, USED, Ledger
from livingwell_core.instruments import Scale
from livingwell_core.tallies import Counts, JointTable, Moments

counts = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 10**12)).map(Counts)
ledgers = st.dictionaries(
    st.tuples(st.sampled_from("pq"), st.sampled_from("st"), st.sampled_from([READ, USED, "x", "y"])),
    st.integers(-(10**6), 10**6),
).map(Ledger)
values = st.lists(st.floats(-1e6, 1e6), max_size=20)


def check_monoid(a, b, c):
    assert a + b == b + a
    assert (a + b) + c == a + (b + c)
    assert a + a.zero() == a == a.zero() + a
    assert a.zero() == b.zero()


class TestJointTable:
    @given(scale_and_pairs(groups=3))
    def test_is_a_monoid(self, drawn):
        """Order and brackets do not matter, and nobody adds nothing."""
        scale, *groups = drawn
        check_monoid(*(JointTable.of(scale, *columns(group)) for group in groups))

    @given(scale_and_pairs(groups=2), st.randoms())
    def test_the_whole_is_the_sum_of_the_parts(self, drawn, random):
        """Counting two groups in one, in any order of people, equals adding their tables."""
        scale, a, b = drawn
        both = a + b
        random.shuffle(both)
        whole = JointTable.of(scale, *columns(both))
        assert whole == JointTable.of(scale, *columns(a)) + JointTable.of(scale, *columns(b))
        assert len(a) + len(b) == whole.n
        assert sorted(both) == sorted(
            pair
            for first, last, count in zip(
                whole.first.tolist(), whole.last.tolist(), whole.count.tolist(), strict=True
            )
            for pair in [(first, last)] * count
        )

    @given(scale_and_pairs())
    def test_dense_and_sparse_counting_agree(self, drawn):
        """However the cells are found, they are the same."""
        scale, pairs = drawn
        ones = [1] * len(pairs)
        assert JointTable.of(scale, *columns(pairs)) == JointTable.of(scale, *columns(pairs), ones)

    def test_a_part_may_be_nobody(self):
        """Nobody is a table too."""
        scale = Scale(lowest=0, highest=1)
        assert JointTable.of(scale, [], []).n == 0
        assert JointTable.of(scale, [], []) == JointTable.of(scale, [1], [0]).zero()


class TestCounts:
    @given(counts, counts, counts)
    def test_is_a_monoid(self, a, b, c):
        """Order and brackets do not matter, nothing adds nothing, and totals add."""
        check_monoid(a, b, c)
        assert a.total + b.total == (a + b).total


class TestLedger:
    @given(ledgers, ledgers, ledgers)
    def test_is_a_monoid(self, a, b, c):
        """Order and brackets do not matter, nothing adds nothing."""
        check_monoid(a, b, c)
        assert list(a + b) == list(b + a)

    @given(ledgers, ledgers)
    def test_sums_are_sums_of_lines(self, a, b):
        """Every line of the sum is the sum of the two lines."""
        both = a + b
        for table in "pq":
            for site in "st":
                assert a.read(table, site) + b.read(table, site) == both.read(table, site)
                assert a.used(table, site) + b.used(table, site) == both.used(table, site)
                left, right = a.set_aside(table, site), b.set_aside(table, site)
                for reason in "xy":
                    expected = left.get(reason, 0) + right.get(reason, 0)
                    assert expected == both.set_aside(table, site).get(reason, 0)


class TestMoments:
    @given(values, values, values)
    def test_is_a_monoid_up_to_rounding(self, a, b, c):
        """Order and brackets matter in the last digits only; nothing adds nothing, exactly."""
        x, y, z = map(Moments.of, (a, b, c))
        assert (x + y).close(y + x)
        assert ((x + y) + z).close(x + (y + z))
        assert x + x.zero() == x == x.zero() + x

    @given(values, values)
    def test_the_whole_is_the_sum_of_the_parts(self, a, b):
        """Two groups tallied in one equal the sum of their tallies, to 1e-9 of the size of the values."""
        whole, parts = Moments.of(a + b), Moments.of(a) + Moments.of(b)
        size = max(map(abs, [1.0, *a, *b]))
        assert whole.n == parts.n
        assert whole.mean == pytest.approx(parts.mean, abs=1e-9 * size)
        assert whole.centred == pytest.approx(parts.centred, rel=1e-9, abs=1e-9 * size**2)
