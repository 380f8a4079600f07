import itertools
import math

import attrs
import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import assume, given
from hypothesis import strategies as st
from properties.strategies import columns, scale_and_pairs, scales, steps
from scipy import optimize, stats

from livingwell_core.errors import NotApplicableError
from livingwell_core.instruments import Scale
from livingwell_core.statistics import missing_weights
from livingwell_core.statistics.missing_weights import (
    CHANCE_MODELS,
    _fit_chance,
    _roots,
    weighted_change,
    weighted_share,
)
from livingwell_core.statistics.reliable_index import cells_by_points
from livingwell_core.tallies import Histogram, JointTable

SCALE = Scale(lowest=0, highest=40)
models = st.sampled_from(CHANCE_MODELS)
levels = st.sampled_from([0.8, 0.95, 0.99])


@st.composite
def paired_and_others(draw):
    """A scale, pairs on it, and first scores of others, in steps; mixed, and rarely apart."""
    scale, pairs = draw(scale_and_pairs(min_size=4))
    others = draw(st.lists(steps(scale), min_size=4, max_size=40))
    shared = draw(st.lists(st.sampled_from(columns(pairs)[0]), max_size=4))
    return scale, pairs, others + shared


def tallies(scale, pairs, others):
    return JointTable.of(scale, *columns(pairs)), Histogram.of(scale, np.array(others, dtype=np.int64))


def design(score, model):
    return np.vander(score, 2 + CHANCE_MODELS.index(model), increasing=True)


def psi(theta, x, paired, value):
    """Stack the estimating equations of coefficients and mean, a person a column; complex numbers pass."""
    chance = 1 / (1 + np.exp(-x @ theta[:-1]))
    return np.vstack([x.T * (paired - chance), paired / chance * (value - theta[-1])])


def sandwich(theta, x, paired, value):
    """A^-1 B A^-T, A by complex steps: exact to the last digits, and nothing in common with the code."""
    step = 1e-30
    bread = np.empty((theta.size, theta.size))
    for j in range(theta.size):
        moved = theta.astype(complex)
        moved[j] += 1j * step
        bread[:, j] = psi(moved, x, paired, value).sum(axis=1).imag / step
    each = psi(theta, x, paired, value)
    inverse = np.linalg.inv(bread)
    return math.sqrt((inverse @ (each @ each.T) @ inverse.T)[-1, -1])


def raw(scale, pairs, others):
    first = np.array([*columns(pairs)[0], *others]) / scale.denominator
    paired = np.array([1.0] * len(pairs) + [0.0] * len(others))
    change = np.array([(y - x) / scale.denominator for x, y in pairs] + [0.0] * len(others))
    return first, paired, change


def apart(x, labels, degree):
    """Say by linear programming whether a polynomial keeps the two kinds of scores apart."""
    powers = np.vander((np.array(x) - np.mean(x)) / max(1, np.ptp(x)), degree + 1, increasing=True)
    signs = np.array([1 if label == "paired" else -1 for label in labels])
    rows = -(signs[:, np.newaxis] * powers)
    found = optimize.linprog(rows.sum(axis=0), A_ub=rows, b_ub=np.zeros(len(rows)), bounds=(-1, 1))
    return -found.fun > 1e-9


class TestChance:
    @given(paired_and_others(), models)
    def test_equals_statsmodels(self, drawn, model):
        """Coefficients, in points, and chances are those of statsmodels' GLM on raw data."""
        scale, pairs, others = drawn
        try:
            fit = _fit_chance(*tallies(scale, pairs, others), model)
        except NotApplicableError:
            return
        first, paired, _ = raw(scale, pairs, others)
        # statsmodels on centred scores: on their own squares it loses digits, or warns of separation.
        centre = first.mean()
        expected = sm.GLM(paired, design(first - centre, model), family=sm.families.Binomial()).fit(
            tol=1e-14, maxiter=300
        )
        assume(np.abs(expected.params).max() < 50)
        line = np.polynomial.Polynomial(expected.params)(np.polynomial.Polynomial([-centre, 1]))
        assert pytest.approx(line.coef, rel=1e-6, abs=1e-7) == fit.coefficients
        at = np.searchsorted(fit.score, np.rint(first * scale.denominator))
        assert pytest.approx(expected.fittedvalues, abs=1e-9) == fit.chance[at]

    @given(paired_and_others(), models)
    def test_solves_the_equations(self, drawn, model):
        """As many pairs as chances, at every power of the score: what defines the fit."""
        scale, pairs, others = drawn
        table, rest = tallies(scale, pairs, others)
        try:
            fit = _fit_chance(table, rest, model)
        except NotApplicableError:
            return
        first, paired, _ = raw(scale, pairs, others)
        at = np.searchsorted(fit.score, np.rint(first * scale.denominator))
        assert pytest.approx(0, abs=1e-8) == np.abs(fit.design[at].T @ (paired - fit.chance[at])).max()

    @given(st.lists(st.sampled_from(["paired", "other", "both"]), min_size=2, max_size=9), st.data())
    def test_where_there_is_none(self, kinds, data):
        """Curves that keep both apart are found by counting just where linear programming finds one."""
        x = sorted(data.draw(st.sets(st.integers(0, 20), min_size=len(kinds), max_size=len(kinds))))
        found = _roots([k != "other" for k in kinds], [k != "paired" for k in kinds])
        people = [
            (score, label)
            for score, kind in zip(x, kinds, strict=True)
            for label in (["paired", "other"] if kind == "both" else [kind])
        ]
        for degree in (1, 2):
            if len(x) > degree:
                assert apart(*zip(*people, strict=True), degree) == (found <= degree)

    def test_a_step_too_far(self):
        """Plain Newton steps go past the solution here and lose likelihood; halved they arrive."""
        score, pairs, everyone = [14, 17, 22, 38], np.array([4, 758, 202, 4]), np.array([175, 766, 250, 4])
        table = JointTable.of(SCALE, score, score, pairs)
        fit = _fit_chance(table, Histogram.of(SCALE, score, everyone - pairs), "quadratic")
        expected = optimize.root(
            lambda beta: fit.design.T @ (pairs - everyone / (1 + np.exp(-fit.design @ beta))),
            np.linalg.lstsq(fit.design, np.log(fit.chance / (1 - fit.chance)), rcond=None)[0] + 0.01,
            tol=1e-13,
        ).x
        assert pytest.approx(1 / (1 + np.exp(-fit.design @ expected)), abs=1e-9) == fit.chance
        assert pytest.approx(0, abs=1e-9) == np.abs(fit.design.T @ (pairs - everyone * fit.chance)).max()

    def test_no_end(self, monkeypatch):
        """A fit that does not arrive has no result."""
        monkeypatch.setattr(missing_weights, "_MOST_STEPS", 1)
        with pytest.raises(NotApplicableError, match="not found in 1 steps"):
            _fit_chance(JointTable.of(SCALE, [1, 5], [1, 5]), Histogram.of(SCALE, [1, 1, 5]), "linear")


class TestWeightedChange:
    @given(paired_and_others(), models, levels)
    def test_equals_stacked_equations(self, drawn, model, level):
        """Mean and standard error from the stacked equations of raw data, their slopes by complex steps."""
        scale, pairs, others = drawn
        table, rest = tallies(scale, pairs, others)
        try:
            found = weighted_change(table, rest, model=model, level=level)
        except NotApplicableError:
            return
        assume(found.least_chance > 1e-3)
        first, paired, change = raw(scale, pairs, others)
        fit = _fit_chance(table, rest, model)
        at = np.searchsorted(fit.score, np.rint(first * scale.denominator))
        # The basis does not matter to the mean; powers of large scores would lose digits.
        x, chance = fit.design[at], fit.chance[at]
        # Nearer to 1 the odds have no digits left.
        assume(chance.max() < 1 - 1e-6)
        beta = np.linalg.lstsq(x, np.log(chance / (1 - chance)), rcond=None)[0]
        mean = (paired / chance * change).sum() / (paired / chance).sum()
        assert pytest.approx(mean, rel=1e-9, abs=1e-9) == found.estimate.value
        if len({y - x for x, y in pairs}) == 1:
            assert (found.error, found.estimate.low) == (0, None)
            return
        error = sandwich(np.array([*beta, mean]), x, paired, change)
        assert pytest.approx(error, rel=1e-7, abs=1e-7) == found.error
        half = stats.norm.ppf(0.5 + level / 2) * error
        ends = (found.estimate.low, found.estimate.high)
        assert pytest.approx((mean - half, mean + half), rel=1e-7, abs=1e-6) == ends
        weight = 1 / chance[paired == 1]
        assert pytest.approx(weight.sum() ** 2 / (weight**2).sum()) == found.effective_n
        assert pytest.approx(1 / weight.max()) == found.least_chance
        assert pytest.approx(change[paired == 1].mean(), abs=1e-10) == found.unweighted
        assert (len(pairs), len(others)) == (found.n_paired, found.n_others)

    @given(paired_and_others(), models)
    def test_turned(self, drawn, model):
        """The scale counted from its other end: the mean turns round, its error stays."""
        scale, pairs, others = drawn
        both = scale.first_step + scale.last_step
        turned = [(both - x, both - y) for x, y in pairs], [both - x for x in others]
        try:
            found = weighted_change(*tallies(scale, pairs, others), model=model, level=0.95)
        except NotApplicableError:
            with pytest.raises(NotApplicableError):
                weighted_change(*tallies(scale, *turned), model=model, level=0.95)
            return
        other = weighted_change(*tallies(scale, *turned), model=model, level=0.95)
        room = {"rel": 1e-6, "abs": 1e-7}
        assert pytest.approx(-found.estimate.value, **room) == other.estimate.value
        assert pytest.approx(found.error, **room) == other.error

    @given(scales(), st.lists(st.integers(1, 9), min_size=3, max_size=3), st.integers(1, 4), models)
    def test_no_selection(self, scale, counts, times, model):
        """Where everybody has the same chance of a pair, the weighted mean is the plain one."""
        first = [scale.first_step, (scale.first_step + scale.last_step) // 2, scale.last_step]
        assume(len(set(first)) == 3)
        table = JointTable.of(scale, first, first[::-1], counts)
        rest = Histogram.of(scale, first, [times * count for count in counts])
        found = weighted_change(table, rest, model=model, level=0.95)
        assert pytest.approx(found.unweighted, abs=1e-9) == found.estimate.value
        assert pytest.approx(1 / (1 + times)) == found.least_chance
        assert pytest.approx(sum(counts)) == found.effective_n

    def test_by_hand(self):
        """Two scores: chances are shares with a pair, and the mean is that of strata by people assessed."""
        table = JointTable.of(SCALE, [10, 10, 20, 20], [12, 14, 20, 22], [3, 1, 2, 2])
        rest = Histogram.of(SCALE, [10, 20], [12, 4])
        found = weighted_change(table, rest, model="linear", level=0.95)
        # 16 people at 10, mean change 2.5; 8 people at 20, mean change 1.
        assert pytest.approx((16 * 2.5 + 8 * 1) / 24, rel=1e-12) == found.estimate.value
        assert pytest.approx(0.25, rel=1e-12) == found.least_chance
        slope = math.log(1) - math.log(1 / 3)
        assert pytest.approx((math.log(1 / 3) - slope, slope / 10), rel=1e-10) == found.coefficients
        assert found.unweighted == 2 * 10 / 8 - 0.75

    def test_removes_bias(self):
        """
        Three hundred services of 600 people: who begins lower changes more and stays away more. The plain
        mean is off by a point, the weighted one is not, and its intervals hold the truth 95 % of times.
        """
        rng = np.random.default_rng(2024)
        scale = Scale(lowest=0, highest=100)
        plain, weighted, inside, errors = [], [], 0, []

        # The truth of whole scores, from a million people who all come back.
        def people(n):
            first = np.clip(np.rint(rng.normal(45, 12, n)), 0, 100).astype(int)
            last = np.clip(np.rint(first + 12 - 0.2 * (first - 45) + rng.normal(0, 8, n)), 0, 100).astype(int)
            return first, last, rng.random(n) < 1 / (1 + np.exp(-(first - 45) / 10))

        first, last, _ = people(10**6)
        truth = (last - first).mean()
        for _ in range(300):
            first, last, back = people(600)
            table = JointTable.of(scale, first[back], last[back])
            found = weighted_change(table, Histogram.of(scale, first[~back]), model="linear", level=0.95)
            plain.append(found.unweighted)
            weighted.append(found.estimate.value)
            errors.append(found.error)
            inside += found.estimate.low <= truth <= found.estimate.high
        assert np.mean(plain) < truth - 0.8
        # Within four standard errors of the simulation.
        assert abs(np.mean(weighted) - truth) < 4 * np.std(weighted) / math.sqrt(300)
        assert 0.91 < inside / 300 < 0.99
        assert pytest.approx(np.std(weighted), rel=0.15) == np.mean(errors)


class TestWeightedShare:
    @given(paired_and_others(), models, st.integers(1, 20))
    def test_is_a_mean_of_ones(self, drawn, model, points):
        """The same equations with 1 for whoever improved."""
        scale, pairs, others = drawn
        table, rest = tallies(scale, pairs, others)
        cells = cells_by_points(table, points=points, sign=1).improved
        try:
            found = weighted_share(table, rest, cells, model=model, level=0.95)
        except NotApplicableError:
            return
        assume(found.least_chance > 1e-3)
        first, paired, _ = raw(scale, pairs, others)
        value = np.array([float(y - x >= points * scale.denominator) for x, y in pairs] + [0.0] * len(others))
        fit = _fit_chance(table, rest, model)
        at = np.searchsorted(fit.score, np.rint(first * scale.denominator))
        x, chance = fit.design[at], fit.chance[at]
        assume(chance.max() < 1 - 1e-6)
        mean = np.average(value[paired == 1], weights=1 / chance[paired == 1])
        assert pytest.approx(mean, abs=1e-10) == found.estimate.value
        if len(set(value[paired == 1])) == 1:
            assert (found.estimate.low, found.error) == (None, 0)
            return
        beta = np.linalg.lstsq(x, np.log(chance / (1 - chance)), rcond=None)[0]
        error = sandwich(np.array([*beta, mean]), x, paired, value)
        assert pytest.approx(error, rel=1e-7, abs=1e-8) == found.error
        half = stats.norm.ppf(0.975) * error
        expected = (max(0, mean - half), min(1, mean + half))
        assert pytest.approx(expected, rel=1e-7, abs=1e-7) == (found.estimate.low, found.estimate.high)

    def test_cells_of_another_table(self):
        """Said, not broadcast."""
        table = JointTable.of(SCALE, [1, 5], [1, 5])
        with pytest.raises(ValueError, match="same table: 1 and 2 cells"):
            weighted_share(table, Histogram.of(SCALE, [1]), np.array([True]), model="linear", level=0.95)


class TestRefused:
    @pytest.mark.parametrize(
        ("first", "others", "model", "reason"),
        [
            ([], [1, 2], "linear", "no pairs"),
            ([1, 2], [], "linear", "everyone assessed has a pair"),
            ([7], [7, 7], "linear", "needs 2 different first scores, there is 1"),
            ([7, 8], [7, 8], "quadratic", "needs 3 different first scores, there are 2"),
            ([1, 2, 3], [4, 5], "linear", "lie apart by their first score"),
            ([4, 5], [1, 2, 3, 4], "linear", "lie apart by their first score"),
            ([1, 5], [2, 3, 4], "quadratic", "lie apart by their first score"),
            ([1, 3, 5], [3, 3], "quadratic", "lie apart by their first score"),
        ],
    )
    def test_reasons(self, first, others, model, reason):
        """Each fit to print."""
        table = JointTable.of(SCALE, np.array(first, dtype=int), np.array(first, dtype=int))
        rest = Histogram.of(SCALE, np.array(others, dtype=int))
        with pytest.raises(NotApplicableError, match=reason):
            weighted_change(table, rest, model=model, level=0.95)

    def test_next_to_no_chance(self):
        """One pair among millions without: the weight of that person would be the result."""
        table = JointTable.of(SCALE, [0, 20], [5, 30], [1, 10])
        rest = Histogram.of(SCALE, [0, 20], [10**8, 10])
        with pytest.raises(NotApplicableError, match="had a chance of 1e-08 of it, too small to weight by"):
            weighted_change(table, rest, model="linear", level=0.95)

    def test_many_people(self):
        """Billions fit into the sums."""
        table = JointTable.of(SCALE, [10, 10, 20, 20], [12, 14, 20, 22], [3, 1, 2, 2])
        rest = Histogram.of(SCALE, [10, 20], [12, 4])
        many = JointTable.of(SCALE, table.first, table.last, table.count * 10**11)
        others = Histogram.of(SCALE, rest.value, rest.count * 10**11)
        one, other = (
            weighted_change(*x, model="linear", level=0.95) for x in ((table, rest), (many, others))
        )
        assert pytest.approx(one.estimate.value, rel=1e-9) == other.estimate.value
        assert pytest.approx(one.error, rel=1e-9) == other.error * math.sqrt(10**11)

    def test_everyone_changed_alike(self):
        """A mean without an interval."""
        table = JointTable.of(SCALE, [1, 5], [3, 7])
        found = weighted_change(table, Histogram.of(SCALE, [1, 1, 5]), model="linear", level=0.95)
        assert attrs.astuple(found.estimate) == (2, None, None, None)
        assert found.error == 0

    def test_arguments(self):
        """No such model; two scales."""
        table = JointTable.of(SCALE, [1, 5], [3, 7])
        with pytest.raises(ValueError, match="'cubic' is unknown; one of: linear, quadratic"):
            weighted_change(table, Histogram.of(SCALE, [1]), model="cubic", level=0.95)
        rest = Histogram.of(Scale(lowest=0, highest=41), [1])
        with pytest.raises(ValueError, match="on one scale"):
            weighted_change(table, rest, model="linear", level=0.95)

    @pytest.mark.parametrize("kinds", list(itertools.product([0, 1, 2], repeat=4)))
    def test_all_patterns_of_four(self, kinds):
        """Every way in which four scores can have pairs, others or both: a result, or a reason."""
        first = [i for i, kind in enumerate(kinds) if kind != 1]
        others = [i for i, kind in enumerate(kinds) if kind != 0]
        table = JointTable.of(SCALE, np.array(first, dtype=int), np.array(first, dtype=int))
        rest = Histogram.of(SCALE, np.array(others, dtype=int))
        for model in CHANCE_MODELS:
            try:
                found = weighted_change(table, rest, model=model, level=0.95)
            except NotApplicableError:
                continue
            assert 0 < found.least_chance < 1
