import math
from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from properties.strategies import columns, scale_and_pairs
from scipy import stats

from livingwell_core.errors import NotApplicableError
from livingwell_core.instruments import Scale
from livingwell_core.statistics.clinical_change import ReliableChangeCounts, reliable_change
from livingwell_core.statistics.reliable_index import (
    METHODS,
    cells_by_points,
    compare_methods,
    reliable_index,
)
from livingwell_core.tallies import JointTable

SCALE = Scale(lowest=0, highest=200)
signs = st.sampled_from([1, -1])
boundaries = st.sampled_from([">", ">="])
reliabilities = st.sampled_from([0.5, 0.75, 0.823, 0.9, 0.96])
zs = st.sampled_from([None, 1, 1.28, 1.96, 2.5])


def by_formula(first, last, method, r, *, mean=None, r_last=None):
    """Give the index of each person: measures.md, section 6, symbol by symbol, on raw scores."""
    m1, m2, sd1, sd2 = first.mean(), last.mean(), first.std(ddof=1), last.std(ddof=1)
    ref = m1 if mean is None else mean
    r_post = r if r_last is None else r_last
    sem = sd1 * math.sqrt(1 - r)
    s_diff, se_pred = math.sqrt(2) * sem, sd1 * math.sqrt(1 - r**2)
    if method == "jacobson_truax":
        return (last - first) / s_diff
    if method == "gulliksen_lord_novick":
        return ((last - ref) - r * (first - ref)) / se_pred
    if method == "hsu_linn_nord":
        return ((last - m2) - r * (first - m1)) / se_pred
    if method == "edwards_nunnally":
        return (last - (r * (first - ref) + ref)) / sem
    if method == "nunnally_kotsch":
        error = math.sqrt(r**2 * sd1**2 * (1 - r) + sd1**2 * (1 - r_post))
        return (last - (r * (first - ref) + ref)) / error
    r1, r2 = ((sd**2 - sem**2) / sd**2 for sd in (sd1, sd2))
    r12 = np.corrcoef(first, last)[0, 1]
    r_dd = (sd1**2 * r1 + sd2**2 * r2 - 2 * sd1 * sd2 * r12) / (sd1**2 + sd2**2 - 2 * sd1 * sd2 * r12)
    return ((last - first) * r_dd + (m2 - m1) * (1 - r_dd)) / (math.sqrt(r_dd) * math.sqrt(2) * sem)


def in_cells(table, values, pairs):
    """Give each person the value of their cell."""
    by_cell = dict(zip(zip(table.first.tolist(), table.last.tolist(), strict=True), values, strict=True))
    return np.array([by_cell[pair] for pair in pairs])


def rows(table, **kwargs):
    return {row.method: row for row in compare_methods(table, **{"reliability": 0.8, "sign": 1, **kwargs})}


class TestIndex:
    @given(
        scale_and_pairs(min_size=2),
        st.sampled_from(METHODS),
        reliabilities,
        st.one_of(st.none(), st.sampled_from([3, 12.5])),
        st.one_of(st.none(), reliabilities),
    )
    def test_values_equal_the_formulas(self, drawn, method, r, mean, r_last):
        """The index of every person equals the formula on raw scores, to 1e-10."""
        scale, pairs = drawn
        table = JointTable.of(scale, *columns(pairs))
        given_ = {"method": method, "reliability": r, "reference_mean": mean, "reliability_last": r_last}
        try:
            index = reliable_index(table, **given_)
        except NotApplicableError:
            first, last = columns(pairs)
            assert len(set(first)) == 1 or method == "hageman_arrindell"
            return
        first, last = (np.array(scores) / scale.denominator for scores in columns(pairs))
        expected = by_formula(first, last, method, r, mean=mean, r_last=r_last)
        found = in_cells(table, index.values(table), pairs)
        # Where nearly nothing of the change is reliable, the formula in floats has few digits left.
        assume(index.variance < 10**6 * max(1, np.var(last - first)) * scale.denominator**2)
        size = np.abs(expected).max() + np.abs(last).max() / math.sqrt(index.variance)
        assert pytest.approx(expected, rel=1e-9, abs=1e-10 * max(1, size)) == found

    @given(scale_and_pairs(min_size=2), st.sampled_from(METHODS), reliabilities, zs, signs, boundaries)
    @example((SCALE, [(7, 13), (10, 10), (13, 19)]), "jacobson_truax", 0.5, 2, 1, ">")
    def test_cells_equal_exact_squares(self, drawn, method, r, z, sign, boundary):
        """Every cell: the square of the line in fractions against z squared times the variance."""
        scale, pairs = drawn
        table = JointTable.of(scale, *columns(pairs))
        try:
            index = reliable_index(table, method=method, reliability=r, z=z)
        except NotApplicableError:
            return
        cells = index.cells(table, sign=sign, boundary=boundary)
        limit = index.z**2 * index.variance
        for first, last, up, down in zip(
            table.first.tolist(), table.last.tolist(), cells.improved, cells.deteriorated, strict=True
        ):
            line = last + index.slope * first + index.offset
            far = line * line > limit or (boundary == ">=" and line * line == limit)
            assert (far and sign * line > 0) == up
            assert (far and sign * line < 0) == down

    @pytest.mark.parametrize(("boundary", "expected"), [(">", (0, 4, 0)), (">=", (2, 1, 1))])
    def test_exactly_at_z(self, boundary, expected):
        """
        SD 25 and r .5 make S_diff 25: 49 points are an index of exactly 1.96. Floats would say one thing or
        the other.
        """
        table = JointTable.of(SCALE, [50, 75, 75, 100], [99, 124, 26, 100])
        index = attrs.evolve(
            reliable_index(table, method="jacobson_truax", reliability=0.5), variance=Fraction(625)
        )
        assert Fraction(49, 25) == index.z
        assert expected == attrs.astuple(index.cells(table, sign=1, boundary=boundary).counts(table))

    def test_exactly_at_z_from_scores(self):
        """First scores 7, 10, 13 have an SD of 3, S_diff at r .5 is 3: six points are exactly 2."""
        table = JointTable.of(SCALE, [7, 10, 13], [13, 10, 19])
        index = reliable_index(table, method="jacobson_truax", reliability=0.5, z=2)
        assert index.variance == 9
        assert attrs.astuple(index.cells(table, sign=1).counts(table)) == (0, 3, 0)
        assert attrs.astuple(index.cells(table, sign=1, boundary=">=").counts(table)) == (2, 1, 0)

    def test_clinicalsignificance_by_hand(self):
        """Edwards and Nunnally: 20 expected at 18 with r .8 and M 10, SEM the root of .2 times SD."""
        table = JointTable.of(SCALE, [0, 10, 20], [0, 10, 30])
        index = reliable_index(table, method="edwards_nunnally", reliability=0.8)
        assert pytest.approx((30 - 18) / (10 * math.sqrt(0.2)), rel=1e-14) == index.values(table)[-1]

    def test_usual_z(self):
        """1.96, and 1.65 for Hageman and Arrindell."""
        table = JointTable.of(SCALE, [0, 10, 20, 30], [40, 10, 50, 20])
        found = {m: reliable_index(table, method=m, reliability=0.8).z for m in METHODS}
        assert {Fraction(49, 25)} == {z for m, z in found.items() if m != "hageman_arrindell"}
        assert Fraction(33, 20) == found["hageman_arrindell"]

    def test_large_sums(self):
        """A scale of a million steps a point and a z out of all reach: whole numbers throughout, no wrap."""
        scale = Scale(lowest=0, highest=1000, denominator=10**6)
        table = JointTable.of(scale, [0, 10**9, 5], [10**9, 0, 7])
        for method in METHODS[:-1]:
            index = reliable_index(table, method=method, reliability=0.123456789, z=10**30)
            counts = index.cells(table, sign=1).counts(table)
            assert attrs.astuple(counts) == (0, 3, 0)

    @pytest.mark.parametrize("first", [[], [4]])
    @pytest.mark.parametrize("method", METHODS)
    def test_too_few(self, first, method):
        """Nobody and one pair have no spread."""
        with pytest.raises(NotApplicableError, match=f"needs two pairs, there is {len(first)}"):
            reliable_index(JointTable.of(SCALE, first, first), method=method, reliability=0.8)

    @pytest.mark.parametrize(
        ("first", "last", "reason"),
        [
            ([3, 3, 3], [1, 2, 3], "every first score is the same"),
            ([1, 2, 3], [3, 3, 3], "every last score is the same"),
            ([1, 2, 3], [4, 5, 6], "every change is the same"),
            ([10, 20, 30], [11, 20, 30], "no more than measurement error"),
        ],
    )
    def test_hageman_arrindell_needs_more(self, first, last, reason):
        """What it divides by must be there and above 0."""
        with pytest.raises(NotApplicableError, match=reason):
            reliable_index(JointTable.of(SCALE, first, last), method="hageman_arrindell", reliability=0.8)

    @pytest.mark.parametrize(
        ("given_", "message"),
        [
            ({"reliability": 1}, "'reliability' must be above 0 and below 1, got 1"),
            ({"reliability": 0}, "'reliability'"),
            ({"reliability": -0.5}, "'reliability'"),
            ({"reliability_last": 1.5}, "'reliability_last' must be above 0 and below 1, got 1.5"),
            ({"z": 0}, "'z' must be above 0, got 0"),
            ({"z": -1.96}, "'z'"),
            ({"method": "jacobson"}, "'method' 'jacobson' is unknown; did you mean 'jacobson_truax'"),
        ],
    )
    def test_bad_arguments(self, given_, message):
        """Each is named with what it must be."""
        table = JointTable.of(SCALE, [1, 2, 3], [4, 6, 6])
        with pytest.raises(ValueError, match=message):
            reliable_index(table, **{"method": "nunnally_kotsch", "reliability": 0.8, **given_})


class TestCellsByPoints:
    @given(scale_and_pairs(), st.integers(1, 70), signs)
    def test_equals_reliable_change(self, drawn, points, sign):
        """Counted from its cells, the same as by `reliable_change`."""
        scale, pairs = drawn
        table = JointTable.of(scale, *columns(pairs))
        found = cells_by_points(table, points=points, sign=sign).counts(table)
        assert reliable_change(table, points=points, sign=sign) == found

    def test_a_decimal_threshold(self):
        """.3 of a point on tenths is three steps, though the float .3 is a little less, .1 * 3 more."""
        table = JointTable.of(Scale(lowest=0, highest=1, denominator=10), [0, 0, 5], [3, 2, 2])
        found = cells_by_points(table, points=0.3, sign=1).counts(table)
        assert ReliableChangeCounts(improved=1, unchanged=1, deteriorated=1) == found

    def test_out_of_reach(self):
        """A threshold beyond 64 bits is reached by nobody."""
        table = JointTable.of(SCALE, [0, 200], [200, 0])
        assert cells_by_points(table, points=10**40, sign=1).counts(table).unchanged == 2

    @pytest.mark.parametrize("points", [0, -5])
    def test_not_above_zero(self, points):
        """Either side."""
        table = JointTable.of(SCALE, [1], [2])
        with pytest.raises(ValueError, match=f"'points' must be above 0, got {points}"):
            cells_by_points(table, points=points, sign=1)
        with pytest.raises(ValueError, match=f"'points_worse' must be above 0, got {points}"):
            cells_by_points(table, points=5, sign=1, points_worse=points)


class TestCompareMethods:
    def test_one_table(self):
        """Thresholds first, as given, then the indices; each says its rule."""
        table = JointTable.of(SCALE, [10, 20, 30, 40], [15, 25, 70, 20])
        found = compare_methods(
            table, reliability=0.8, sign=1, thresholds={"published": 5, "other": Fraction(11, 2)}
        )
        assert ["published", "other", *METHODS] == [row.method for row in found]
        rules = ["change >= 5", "change >= 5.5", *["index > 1.96"] * 5, "index > 1.65"]
        assert rules == [row.rule for row in found]
        assert attrs.astuple(found[0].counts) == (3, 0, 1)
        assert attrs.astuple(found[1].counts) == (1, 2, 1)
        assert all(sum(attrs.astuple(row.counts)) == 4 and row.reason is None for row in found)

    def test_z_and_boundary_are_said(self):
        """One z for all where it is given."""
        found = rows(JointTable.of(SCALE, [10, 20, 35], [70, 20, 30]), z=1.28, boundary=">=")
        assert {"index >= 1.28"} == {row.rule for row in found.values()}

    def test_reasons_in_place_of_counts(self):
        """Nobody: every line is there, with its reason."""
        found = rows(JointTable.of(SCALE, [], []), thresholds={"published": 5})
        assert found.pop("published").reason == "no pairs"
        assert {"needs two pairs, there is 0"} == {row.reason for row in found.values()}
        alike = rows(JointTable.of(SCALE, [1, 2, 3], [6, 7, 8]))
        assert [m for m, row in alike.items() if row.reason] == ["hageman_arrindell"]

    @given(scale_and_pairs(min_size=2), reliabilities, signs, boundaries)
    def test_equals_raw_pairs(self, drawn, r, sign, boundary):
        """Counts are those of the formulas on raw scores, but for those within rounding of z."""
        scale, pairs = drawn
        table = JointTable.of(scale, *columns(pairs))
        first, last = (np.array(scores) / scale.denominator for scores in columns(pairs))
        for method, row in rows(table, reliability=r, sign=sign, boundary=boundary).items():
            if row.counts is None:
                continue
            index = sign * by_formula(first, last, method, r)
            z = 1.65 if method == "hageman_arrindell" else 1.96
            if np.abs(np.abs(index) - z).min() < 1e-7:
                continue
            expected = int((index > z).sum()), int((index < -z).sum())
            assert expected == (row.counts.improved, row.counts.deteriorated)

    @given(scale_and_pairs(min_size=2), reliabilities, signs, st.sampled_from([2, 5]))
    def test_how_it_moves(self, drawn, r, sign, factor):
        """Shifted, scaled or turned round with its sign: the same; the sign alone exchanges the two."""
        scale, pairs = drawn

        def found(scale, pairs, sign):
            table = JointTable.of(scale, *columns(pairs))
            return [row.counts for row in compare_methods(table, reliability=r, sign=sign)]

        before = found(scale, pairs, sign)
        up = 3 * scale.denominator
        wide = Scale(
            lowest=scale.lowest * factor + 3,
            highest=scale.highest * factor + 3,
            denominator=scale.denominator,
        )
        assert before == found(wide, [(factor * x + up, factor * y + up) for x, y in pairs], sign)
        both = scale.first_step + scale.last_step
        assert before == found(scale, [(both - x, both - y) for x, y in pairs], -sign)
        exchanged = [c and attrs.evolve(c, improved=c.deteriorated, deteriorated=c.improved) for c in before]
        assert exchanged == found(scale, pairs, -sign)

    @given(scale_and_pairs(groups=2, min_size=1))
    def test_the_whole_is_the_sum_of_the_parts(self, drawn):
        """Comparing the added tables equals comparing everyone."""
        scale, a, b = drawn
        added = JointTable.of(scale, *columns(a)) + JointTable.of(scale, *columns(b))
        assert rows(added) == rows(JointTable.of(scale, *columns(a + b)))

    @pytest.mark.parametrize("n", [20, 100, 700])
    def test_noise_is_seldom_reliable(self, n):
        """
        People who did not change, measured with error at r = .8. Jacobson and Truax's 1.96 and those of the
        predicting methods are passed about as often as Student's t with n - 1 does, since the SD is of n
        people: 5 % of many. Edwards and Nunnally's error is too small, as is known, and more pass.
        """
        rng = np.random.default_rng(n)
        passed = dict.fromkeys(METHODS, 0)
        for _ in range(7000 // n):
            true = rng.normal(100, 20 * math.sqrt(0.8), n)
            x, y = (np.rint(true + rng.normal(0, 20 * math.sqrt(0.2), n)).clip(0, 200) for _ in range(2))
            table = JointTable.of(SCALE, x.astype(np.int64), y.astype(np.int64))
            for method, row in rows(table).items():
                passed[method] += n - row.counts.unchanged if row.counts else 0
        expected = 2 * stats.t.sf(1.96, n - 1)
        for method in ("jacobson_truax", "gulliksen_lord_novick", "hsu_linn_nord"):
            assert pytest.approx(expected, abs=0.01) == passed[method] / 7000, (method, passed)
        assert passed["edwards_nunnally"] > passed["gulliksen_lord_novick"]
