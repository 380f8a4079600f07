"""
The goal attainment T-score against the formula in fifty decimal digits.
"""

import math
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from livingwell_goals.gas import GAS
from livingwell_goals.gas_rule import GasT

from livingwell_core.instruments import CompleteCases, Prorate
from livingwell_core.marks import MISSING_ANSWER, MISSING_SCORE

WEIGHTED, EQUAL = GasT(weighted=True), GasT(weighted=False)
ATTAINMENT = (-2, 2)
attainments = st.integers(-2, 2)
rhos = st.sampled_from([Fraction(3, 10), Fraction(0), Fraction(1), Fraction(1, 2), Fraction(999, 1000)])
goals = st.lists(st.tuples(attainments, st.integers(0, 9)), min_size=5, max_size=5)


def sheet(drawn):
    """Answers of goals (attainment, weight), those of weight 0 not rated."""
    return [x if w else MISSING_ANSWER for x, w in drawn] + [w for _, w in drawn]


def scores(rule, rows):
    return rule.score(np.array(rows, dtype=np.int8)).tolist()


def by_hand(drawn, rho=Fraction(3, 10)):
    """Hundredths of T, by the formula in fifty digits."""
    s, w, q = (
        sum(f(x, k) for x, k in drawn) for f in (lambda x, k: x * k, lambda _, k: k, lambda _, k: k * k)
    )
    if not w:
        return MISSING_SCORE
    with localcontext() as context:
        context.prec = 50
        part = Decimal(rho.numerator) / Decimal(rho.denominator)
        t = 50 + 10 * s / ((1 - part) * q + part * w * w).sqrt()
        return int((t * 100).to_integral_value(ROUND_HALF_EVEN))


class TestWeighted:
    @given(st.lists(goals, min_size=1, max_size=5), rhos)
    def test_equals_the_formula(self, rows, rho):
        """Every T is the formula's, rounded once."""
        rule = GasT(weighted=True, rho=rho)
        assert [by_hand(row, rho) for row in rows] == scores(rule, [sheet(row) for row in rows])

    def test_three_goals_of_any_weights(self):
        """All of them: wherever the float of a root is a little off, it is put right."""
        weights = [(a, b, c) for a in range(1, 10) for b in range(a + 1) for c in range(b + 1)]
        drawn = [
            [(2, a), (x, b), (y, c), (0, 0), (0, 0)] for a, b, c in weights for x in (-1, 1) for y in (0, 1)
        ]
        assert [by_hand(row) for row in drawn] == scores(WEIGHTED, [sheet(row) for row in drawn])

    @pytest.mark.parametrize(("total", "hundredths"), [(1, 5062), (3, 5188), (-1, 4938), (-3, 4812)])
    def test_a_tie_goes_to_the_even_one(self, total, hundredths):
        """With rho 1 and weights of 16 together T is half a hundredth off: 50.625, 51.875."""
        drawn = [(int(math.copysign(1, total)), abs(total)), (0, 9), (0, 7 - abs(total)), (0, 0), (0, 0)]
        assert scores(GasT(weighted=True, rho=1), [sheet(drawn)]) == [hundredths]

    @given(goals.filter(lambda drawn: any(w for _, w in drawn)), st.data())
    def test_nothing_may_be_missing(self, drawn, data):
        """Whatever is taken away of the answers, there is no score: none is a gain."""
        row = sheet(drawn)
        given_answers = [place for place, answer in enumerate(row) if answer != MISSING_ANSWER]
        gone = data.draw(st.sets(st.sampled_from(given_answers), min_size=1))
        assert scores(WEIGHTED, [row]) != [MISSING_SCORE]
        less = [MISSING_ANSWER if place in gone else answer for place, answer in enumerate(row)]
        assert scores(WEIGHTED, [less]) == [MISSING_SCORE]

    def test_fewer_bad_goals_would_be_a_gain(self):
        """Why: the fewer goals, the nearer the worst T is to 50."""
        worst = [sheet([(-2, 1)] * k + [(0, 0)] * (5 - k)) for k in range(1, 6)]
        found = scores(WEIGHTED, worst)
        assert sorted(found, reverse=True) == found
        assert len(set(found)) == 5


class TestEqual:
    @given(st.lists(attainments, min_size=1, max_size=5), rhos)
    def test_equals_weights_of_one(self, drawn, rho):
        """It is the weighted score of goals that weigh the same."""
        blank = [MISSING_ANSWER] * (5 - len(drawn))
        row = [*drawn, *blank, len(drawn)]
        expected = by_hand([(x, 1) for x in drawn], rho)
        assert scores(GasT(weighted=False, rho=rho), [row]) == [expected]

    @given(
        st.lists(st.one_of(attainments, st.just(MISSING_ANSWER)), min_size=5, max_size=5), st.integers(1, 5)
    )
    def test_the_first_goals_and_no_others(self, drawn, goals_set):
        """There is a score where exactly the goals that were set are rated."""
        rated = [answer != MISSING_ANSWER for answer in drawn]
        (found,) = scores(EQUAL, [[*drawn, goals_set]])
        assert (found != MISSING_SCORE) == (rated == [goal < goals_set for goal in range(5)])

    @given(st.lists(st.one_of(attainments, st.just(MISSING_ANSWER)), min_size=5, max_size=5))
    def test_an_unknown_number_of_goals(self, drawn):
        """Without it nobody knows whether all were rated."""
        assert scores(EQUAL, [[*drawn, MISSING_ANSWER]]) == [MISSING_SCORE]


class TestScale:
    @pytest.mark.parametrize("score", GAS.scores, ids=lambda score: score.id)
    def test_both_ends_are_reached(self, score):
        """Five goals of one weight, all at the best or the worst."""
        rest = [4] * 5 if score.id == "t" else [5]
        found = scores(score.rule, [[end] * 5 + rest for end in ATTAINMENT])
        assert found == [score.lowest * 100, score.highest * 100]

    def test_another_rho(self):
        """Its scale is what it reaches: with rho 1 the number of goals is no matter."""
        scale = GasT(weighted=False, rho=1).scale([ATTAINMENT, ATTAINMENT, (1, 2)])
        assert (scale.lowest, scale.highest, scale.denominator) == (30, 70, 100)

    @pytest.mark.parametrize(
        ("rule", "ranges", "message"),
        [
            (WEIGHTED, [(-2, 2), (0, 9), (0, 9)], "an attainment and a weight a goal, .* got 3 items"),
            (WEIGHTED, [], "for 1 to 10 goals; got 0 items"),
            (EQUAL, [(1, 1)], "attainments and their number, for 1 to 10 goals; got 1 items"),
            (WEIGHTED, [(0, 4), (0, 9)], "attainments must run from -2 to 2, got .*0, 4"),
            (WEIGHTED, [(-2, 2), (1, 9)], "weights must run from 0 to at most 9, got .*1, 9"),
            (WEIGHTED, [(-2, 2), (0, 10)], "weights must run from 0 to at most 9, got .*0, 10"),
            (EQUAL, [(-2, 2), (-2, 2), (0, 2)], "the number of goals must run from 1 to 2, got .*0, 2"),
        ],
    )
    def test_other_items_are_refused(self, rule, ranges, message):
        """A T of other codes would be no T."""
        with pytest.raises(ValueError, match=message):
            rule.scale(ranges)


class TestRule:
    @pytest.mark.parametrize("rho", [-0.1, 1.001, 0.0005])
    def test_rho_has_to_be_possible(self, rho):
        """0 to 1, in thousandths."""
        with pytest.raises(ValueError, match="'rho' must be from 0 to 1 in whole thousandths"):
            GasT(weighted=True, rho=rho)

    def test_rho_is_read_as_written(self):
        """.3 is three tenths."""
        assert GasT(weighted=True, rho=0.3) == WEIGHTED

    def test_is_never_prorated(self):
        """A goal that was not rated cannot be had from the others."""
        assert WEIGHTED.using(CompleteCases()) is WEIGHTED
        with pytest.raises(ValueError, match="'missing' must be 'complete-cases' for goal attainment"):
            WEIGHTED.using(Prorate(max_missing=1))

    def test_directions(self):
        """T rises with attainments only."""
        assert WEIGHTED.directions(10) == (1,) * 5 + (0,) * 5
        assert EQUAL.directions(6) == (1,) * 5 + (0,)
