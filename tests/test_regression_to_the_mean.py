import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties.strategies import columns, scale_and_pairs
from scipy import stats

from livingwell_core.errors import NotApplicableError
from livingwell_core.instruments import Scale
from livingwell_core.statistics.cut_offs import Norm
from livingwell_core.statistics.regression_to_the_mean import (
    STARTED,
    expected_if_normal,
    from_first_scores,
    if_normal,
)
from livingwell_core.tallies import JointTable

SCALE = Scale(lowest=0, highest=40)
signs, started = st.sampled_from([1, -1]), st.sampled_from(STARTED)
reliabilities = st.sampled_from([0.1, 0.5, 0.823, Fraction(9, 10), 0.99])
levels = st.sampled_from([0.8, 0.95, 0.99])
edges = st.integers(-30, 90)
references = st.sampled_from([0, 12.5, -7.25, Fraction(50, 3)])


def ends(estimate):
    return estimate.value, estimate.low, estimate.high


def chosen(scale, pairs, edge, sign, where):
    """Raw first and last scores, in points, of whom the words describe."""
    points = [(Fraction(x, scale.denominator), Fraction(y, scale.denominator)) for x, y in pairs]
    return [(x, y) for x, y in points if (sign * x <= sign * edge) == (where == "inside")]


class TestFromFirstScores:
    @given(scale_and_pairs(), edges, signs, started, reliabilities, references, levels)
    def test_equals_raw_data(self, drawn, edge, sign, where, r, reference, level):
        """Person by person in fractions, intervals by scipy's t on raw differences, to 1e-9."""
        scale, pairs = drawn
        people = chosen(scale, pairs, edge, sign, where)
        kwargs = {
            "edge": edge, "sign": sign, "started": where, "reliability": r,
            "reference_mean": reference, "level": level,
        }  # fmt: skip
        table = JointTable.of(scale, *columns(pairs))
        if not people:
            with pytest.raises(NotApplicableError, match=f"first score is {where} the clinical range"):
                from_first_scores(table, **kwargs)
            return
        found = from_first_scores(table, **kwargs)
        exact, mean = Fraction(str(r)), Fraction(str(reference))
        expected = [(1 - exact) * (mean - x) for x, _ in people]
        change = [y - x for x, y in people]
        rest = [c - e for c, e in zip(change, expected, strict=True)]
        n = len(people)
        assert (n, where, "linear") == (found.n, found.started, found.method)
        assert (float(sum(expected) / n), None) == (found.expected.value, found.expected.low)
        assert float(sum(rest) / n) == found.remaining.value
        assert float(sum(change) / n) == found.observed.value
        if n == 1:
            assert found.observed.low is found.remaining.low is None
            return
        for values, estimate in ((change, found.observed), (rest, found.remaining)):
            raw = np.array([float(x) for x in values])
            half = stats.t.ppf(0.5 + level / 2, n - 1) * stats.sem(raw)
            value, low, high = ends(estimate)
            assert pytest.approx((value - half, value + half), rel=1e-9, abs=1e-9) == (low, high)

    @given(scale_and_pairs(groups=2, min_size=1), edges, signs, reliabilities)
    def test_adds(self, drawn, edge, sign, r):
        """Of two sites together: their means, each by its people."""
        scale, *groups = drawn
        kwargs = {"edge": edge, "sign": sign, "reliability": r, "reference_mean": 20, "level": 0.95}
        tables = [JointTable.of(scale, *columns(pairs)) for pairs in groups]
        for where in STARTED:
            try:
                one, other = (from_first_scores(table, started=where, **kwargs) for table in tables)
            except NotApplicableError:
                continue
            both = from_first_scores(tables[0] + tables[1], started=where, **kwargs)
            assert one.n + other.n == both.n
            mean = (one.expected.value * one.n + other.expected.value * other.n) / both.n
            assert pytest.approx(mean, abs=1e-10) == both.expected.value

    @given(scale_and_pairs(min_size=2), edges, signs, started, reliabilities)
    def test_turned(self, drawn, edge, sign, where, r):
        """The scale counted from its other end, sign and all: every number turns round."""
        scale, pairs = drawn
        both = scale.lowest + scale.highest
        turned = [(both * scale.denominator - x, both * scale.denominator - y) for x, y in pairs]
        kwargs = {"started": where, "reliability": r, "level": 0.95}
        try:
            found = from_first_scores(
                JointTable.of(scale, *columns(pairs)), edge=edge, sign=sign, reference_mean=20, **kwargs
            )
        except NotApplicableError:
            return
        table = JointTable.of(scale, *columns(turned))
        other = from_first_scores(table, edge=both - edge, sign=-sign, reference_mean=both - 20, **kwargs)
        assert found.n == other.n
        for one, two in ((found.expected, other.expected), (found.remaining, other.remaining)):
            assert -one.value == two.value
            assert (one.low is None) or pytest.approx((-one.high, -one.low)) == (two.low, two.high)

    @pytest.mark.parametrize("where", STARTED)
    def test_nothing_happened(self, where):
        """
        A thousand services of 200 whose people do not change, correlation .7: those picked move, what
        remains is 0, and 95 % of its intervals hold that.
        """
        rng = np.random.default_rng(5)
        scale = Scale(lowest=-500, highest=700)
        remaining, observed, inside = [], [], 0
        for _ in range(1000):
            true = rng.normal(100, 20 * math.sqrt(0.7), 200)
            first, last = np.rint(true + rng.normal(0, 20 * math.sqrt(0.3), (2, 200))).astype(int)
            found = from_first_scores(
                JointTable.of(scale, first, last),
                edge=90, sign=1, started=where, reliability=0.7, reference_mean=100, level=0.95,
            )  # fmt: skip
            observed.append(found.observed.value)
            remaining.append(found.remaining.value)
            inside += found.remaining.low <= 0 <= found.remaining.high
        up = 1 if where == "inside" else -1
        assert up * np.mean(observed) > 2
        assert abs(np.mean(remaining)) < 4 * np.std(remaining) / math.sqrt(1000)
        assert 0.93 < inside / 1000 < 0.97

    def test_refused(self):
        """A reliability of 1, and no such people."""
        table = JointTable.of(SCALE, [1, 2], [3, 4])
        kwargs = {"edge": 24, "sign": 1, "reference_mean": 20, "level": 0.95}
        with pytest.raises(ValueError, match="'reliability' must be above 0 and below 1, got 1"):
            from_first_scores(table, reliability=1, started="inside", **kwargs)
        with pytest.raises(ValueError, match="'insid' is unknown; did you mean 'inside'"):
            from_first_scores(table, reliability=0.5, started="insid", **kwargs)


class TestExpectedIfNormal:
    @pytest.mark.parametrize("r", [x / 10 for x in range(1, 10)])
    def test_published(self, r):
        """Barnett's own code for mean 60, SD 15, cut-off 40, below it and above, line by line."""
        sigma, mu, cut = 15, 60, 40
        within, between = (1 - r) * sigma**2, r * sigma**2
        for side, z, up in (("below", (mu - cut) / sigma, 1), ("above", (cut - mu) / sigma, -1)):
            c = stats.norm.pdf(z) / (1 - stats.norm.cdf(z))
            expected = up * within / math.sqrt(between + within) * c
            found = expected_if_normal(Norm(mean=mu, sd=sigma), cut_off=cut, side=side, reliability=r)
            assert pytest.approx(expected, rel=1e-12) == found

    @given(
        st.integers(-60, 60).map(lambda x: x / 10),
        reliabilities,
        st.sampled_from(["below", "above"]),
    )
    def test_is_the_integral(self, z, r, side):
        """The mean of (1 - r)(mean - first) over the tail of the normal density, by quadrature."""
        norm, cut = Norm(mean=50, sd=8), Fraction(50) + 8 * Fraction(str(z))
        up = 1 if side == "below" else -1
        out = -up * z
        # The density from the cut-off outwards, as a multiple of what it is there.
        nodes, weights = np.polynomial.legendre.leggauss(200)
        u = 10 * (nodes + 1)
        density = weights * np.exp(-out * u - u * u / 2)
        mean = np.dot(density, out + u) / density.sum()
        found = expected_if_normal(norm, cut_off=cut, side=side, reliability=r)
        assert pytest.approx(up * (1 - float(r)) * 8 * mean, rel=1e-10, abs=1e-10) == found

    def test_far_out(self):
        """Where nobody is, the cut-off itself: no vanishing number over another."""
        norm = Norm(mean=0, sd=1)
        found = expected_if_normal(norm, cut_off=-1000, side="below", reliability=0.5)
        assert pytest.approx(500, rel=1e-5) == found
        assert expected_if_normal(norm, cut_off=1000, side="below", reliability=0.5) == 0
        assert expected_if_normal(norm, cut_off=-1000, side="above", reliability=0.5) == 0

    def test_refused(self):
        """A reliability of 0."""
        with pytest.raises(ValueError, match="'reliability' must be above 0"):
            expected_if_normal(Norm(mean=0, sd=1), cut_off=0, side="below", reliability=0)


class TestIfNormal:
    @pytest.mark.parametrize("sign", [1, -1])
    @pytest.mark.parametrize("where", STARTED)
    def test_goes_with_the_linear_one(self, sign, where):
        """On a discretised normal both expect the same, but for what lies in rounding to tenths: .002."""
        scale = Scale(lowest=0, highest=120, denominator=10)
        steps = np.arange(scale.first_step, scale.last_step + 1)
        cut = (steps[:-1] + 0.5) / 10
        share = np.diff(np.concatenate([[0], stats.norm.cdf(cut, 60, 10), [1]]))
        table = JointTable.of(scale, steps, steps, np.rint(1e9 * share).astype(np.int64))
        kwargs = {"edge": 52, "sign": sign, "started": where, "reliability": 0.75, "level": 0.95}
        linear = from_first_scores(table, reference_mean=60, **kwargs)
        normal = if_normal(table, reference=Norm(mean=60, sd=10), **kwargs)
        assert pytest.approx(linear.expected.value, abs=0.002) == normal.expected.value
        assert abs(linear.expected.value) > 0.4
        assert (linear.n, linear.observed, "normal") == (normal.n, normal.observed, normal.method)

    @given(scale_and_pairs(min_size=1), edges, signs, started, levels)
    def test_only_the_expected_differs(self, drawn, edge, sign, where, level):
        """What remains is what was observed, moved by what a normal population would do."""
        scale, pairs = drawn
        table = JointTable.of(scale, *columns(pairs))
        kwargs = {"edge": edge, "sign": sign, "started": where, "reliability": 0.7, "level": level}
        reference = Norm(mean=20, sd=9)
        try:
            found = if_normal(table, reference=reference, **kwargs)
        except NotApplicableError:
            assert not chosen(scale, pairs, edge, sign, where)
            return
        below = (sign > 0) == (where == "inside")
        cut = edge + sign * Fraction(1, 2 * scale.denominator)
        expected = expected_if_normal(
            reference, cut_off=cut, side="below" if below else "above", reliability=0.7
        )
        assert expected == found.expected.value
        assert (expected >= 0) == below or expected == 0
        moved = [None if x is None else pytest.approx(x - expected, abs=1e-9) for x in ends(found.observed)]
        assert moved == list(ends(found.remaining))
        assert len(chosen(scale, pairs, edge, sign, where)) == found.n

    def test_an_edge_between_scores(self):
        """An edge of 24.3 on whole points cuts between 24 and 25, counted from either end."""
        table = JointTable.of(SCALE, [20, 30], [22, 33])
        reference = Norm(mean=22, sd=6)
        for sign, cut in ((1, 24.5), (-1, 24.5)):
            found = if_normal(
                table,
                edge=Fraction(243, 10), sign=sign, started="inside", reliability=0.7,
                reference=reference, level=0.95,
            )  # fmt: skip
            side = "below" if sign > 0 else "above"
            expected = expected_if_normal(reference, cut_off=cut, side=side, reliability=0.7)
            assert expected == found.expected.value
