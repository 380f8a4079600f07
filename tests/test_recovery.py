from collections import Counter
from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties.strategies import columns, scale_and_pairs

from livingwell_core.instruments import Scale
from livingwell_core.statistics.recovery import RecoveryCounts, recovery
from livingwell_core.statistics.reliable_index import cells_by_points, reliable_index
from livingwell_core.tallies import JointTable

SCALE = Scale(lowest=0, highest=40)
signs = st.sampled_from([1, -1])
at = st.sampled_from(["clinical", "neither"])
cut_offs = st.fractions(-30, 90, max_denominator=9)


def found(table, points, **kwargs):
    sign = kwargs["sign"]
    return recovery(table, cells_by_points(table, points=points, sign=sign), **kwargs)


def naively(pairs, points, cut_off, sign, at_cut_off):
    """One person after the other, in words."""
    counts = Counter()
    for first, last in pairs:
        gain = sign * (last - first)
        before, after = sign * first - sign * cut_off, sign * last - sign * cut_off
        case = before < 0 or (before == 0 and at_cut_off == "clinical")
        counts["started_clinical"] += case
        if gain >= points:
            counts["recovered" if case and after > 0 else "improved"] += 1
        elif gain <= -points:
            counts["harmed" if not case and after <= 0 else "deteriorated"] += 1
        else:
            counts["unchanged"] += 1
    return RecoveryCounts(**{field.name: counts[field.name] for field in attrs.fields(RecoveryCounts)})


class TestRecovery:
    def test_one_of_each(self):
        """With a cut-off of 24 and five points needed."""
        people = [(20, 25), (20, 24), (25, 35), (20, 24), (20, 20), (30, 25), (20, 10), (25, 20), (30, 24)]
        table = JointTable.of(SCALE, *columns(people))
        counts = found(table, 5, cut_off=24, sign=1)
        expected = RecoveryCounts(
            recovered=1, improved=1, unchanged=3, deteriorated=2, harmed=2, started_clinical=5
        )
        assert expected == counts

    def test_recovered_needs_a_start_in_the_range(self):
        """Whoever began above the cut-off improves, and does not recover."""
        table = JointTable.of(SCALE, [25, 26, 20], [40, 40, 40])
        counts = found(table, 5, cut_off=24, sign=1)
        assert (counts.recovered, counts.improved, counts.started_clinical) == (1, 2, 1)

    def test_at_the_cut_off(self):
        """A start at it can recover only where the score is clinical; an end at it never has left."""
        table = JointTable.of(SCALE, [24, 10, 24], [35, 24, 10])
        clinical, neither = (
            found(table, 5, cut_off=24, sign=1, at_cut_off=a) for a in ("clinical", "neither")
        )
        assert attrs.astuple(clinical) == (1, 1, 0, 1, 0, 3)
        assert attrs.astuple(neither) == (0, 2, 0, 0, 1, 1)

    def test_a_cut_off_between_scores(self):
        """At 53.333 a score of 53 is in the range and 54 is not, under either rule."""
        table = JointTable.of(Scale(lowest=0, highest=100), [53, 40], [70, 54])
        for rule in ("clinical", "neither"):
            counts = found(table, 5, cut_off=Fraction(160, 3), sign=1, at_cut_off=rule)
            assert counts.recovered == 2

    def test_by_index(self):
        """The change may come from an index in place of a threshold."""
        table = JointTable.of(SCALE, [10, 20, 30], [30, 21, 5])
        index = reliable_index(table, method="jacobson_truax", reliability=0.9)
        counts = recovery(table, index.cells(table, sign=1), cut_off=24, sign=1)
        assert attrs.astuple(counts) == (1, 0, 1, 0, 1, 2)

    def test_nobody(self):
        """Nobody is anywhere."""
        counts = found(JointTable.of(SCALE, [], []), 5, cut_off=24, sign=1)
        assert not any(attrs.astuple(counts))

    def test_cells_of_another_table(self):
        """Said, not broadcast."""
        one, two = JointTable.of(SCALE, [1], [2]), JointTable.of(SCALE, [1, 2], [2, 3])
        with pytest.raises(ValueError, match="same table: 2 and 1 cells"):
            recovery(one, cells_by_points(two, points=5, sign=1), cut_off=24, sign=1)

    @given(scale_and_pairs(), st.integers(1, 70), cut_offs, signs, at)
    def test_equals_one_by_one(self, drawn, points, cut_off, sign, rule):
        """Person by person in fractions gives the same; the five make up everyone."""
        scale, pairs = drawn
        table = JointTable.of(scale, *columns(pairs))
        counts = found(table, points, cut_off=cut_off, sign=sign, at_cut_off=rule)
        exact = [(Fraction(x, scale.denominator), Fraction(y, scale.denominator)) for x, y in pairs]
        assert naively(exact, points, cut_off, sign, rule) == counts
        assert len(pairs) == sum(attrs.astuple(counts)[:5])

    @given(scale_and_pairs(groups=2), st.integers(1, 70), cut_offs, signs, at)
    def test_adds_and_turns(self, drawn, points, cut_off, sign, rule):
        """Groups add; the scale counted from the other end changes nothing."""
        scale, *groups = drawn
        tables = [JointTable.of(scale, *columns(pairs)) for pairs in (*groups, groups[0] + groups[1])]
        a, b, whole = (
            attrs.astuple(found(table, points, cut_off=cut_off, sign=sign, at_cut_off=rule))
            for table in tables
        )
        assert whole == tuple(x + y for x, y in zip(a, b, strict=True))
        both = scale.first_step + scale.last_step
        turned = JointTable.of(scale, *columns([(both - x, both - y) for x, y in groups[0]]))
        edge = scale.lowest + scale.highest - cut_off
        assert a == attrs.astuple(found(turned, points, cut_off=edge, sign=-sign, at_cut_off=rule))

    @given(scale_and_pairs(), st.integers(1, 70), cut_offs, signs)
    def test_time_reversed(self, drawn, points, cut_off, sign):
        """First and last exchanged, everyone recovered is harmed, and the rest improved are deteriorated."""
        scale, pairs = drawn
        table = JointTable.of(scale, *columns(pairs))
        forth, back = (found(t, points, cut_off=cut_off, sign=sign) for t in (table, table.swapped()))
        assert (forth.recovered, forth.improved, forth.unchanged) == (
            back.harmed,
            back.deteriorated,
            back.unchanged,
        )
