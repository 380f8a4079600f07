from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from livingwell_core.instruments import CompleteCases, Mean, Prorate, Rule, Scale, Single, Sum
from livingwell_core.marks import MISSING_ANSWER, MISSING_SCORE

ONE = Prorate(max_missing=1)


@st.composite
def answers_and_rule(draw):
    """Answers with many missing, and a rule that may allow some of them."""
    n_items = draw(st.integers(1, 8))
    lowest = draw(st.integers(-3, 2))
    highest = draw(st.integers(lowest + 1, 7))
    cell = st.one_of(st.integers(lowest, highest), st.integers(lowest, highest), st.just(MISSING_ANSWER))
    row = st.lists(cell, min_size=n_items, max_size=n_items)
    rows = draw(st.lists(row, max_size=12))
    most = draw(st.integers(0, n_items - 1))
    rule = Sum(missing=Prorate(max_missing=most) if most else CompleteCases())
    return np.array(rows, dtype=np.int8).reshape(len(rows), n_items), rule, (lowest, highest)


def oracle(row: list[int], max_missing: int) -> Fraction | None:
    """Score one row in plain Python."""
    given_answers = [answer for answer in row if answer != MISSING_ANSWER]
    if len(row) - len(given_answers) > max_missing:
        return None
    return Fraction(sum(given_answers) * len(row), len(given_answers))


class TestSum:
    @given(answers_and_rule())
    def test_is_the_sum_scaled_up_for_the_missing(self, drawn):
        """
        Every score equals exact arithmetic with fractions, and lies on its scale; nothing given is
        changed.
        """
        answers, rule, answer_range = drawn
        before = answers.copy()
        scale = rule.scale([answer_range] * answers.shape[1])
        scores = rule.score(answers)
        assert scores.dtype == np.int32
        for row, score in zip(answers.tolist(), scores.tolist(), strict=True):
            expected = oracle(row, rule.missing.max_missing)
            assert (MISSING_SCORE if expected is None else expected * scale.denominator) == score
            assert score == MISSING_SCORE or scale.first_step <= score <= scale.last_step
        assert np.array_equal(before, answers)

    def test_a_missing_answer_cannot_hide_in_a_sum(self):
        """A row with a missing answer has no score even where the rest are as high as they go."""
        answers = np.array([[100, 100, MISSING_ANSWER], [100, 100, 100]], dtype=np.int8)
        assert Sum().score(answers).tolist() == [MISSING_SCORE, 300]

    def test_many_items(self):
        """A questionnaire may have more than 127 items, prorated or not."""
        answers = np.ones((2, 130), dtype=np.int8)
        answers[1, 0] = MISSING_ANSWER
        rule = Sum(missing=ONE)
        assert rule.score(answers).tolist() == [130 * 129, 130 * 129]

    def test_steps_too_fine_for_the_array_are_refused(self):
        """
        Twenty items of 0 to 10 with ten missing need 2.3 thousand million steps: an error, never a wrong
        score.
        """
        rule = Sum(missing=Prorate(max_missing=10))
        ranges = [(0, 10)] * 20
        with pytest.raises(ValueError, match=r"steps|max_missing"):
            rule.scale(ranges)

    def test_using_replaces_the_missing_rule(self):
        """The same sum with another rule for missing answers, and the first is unchanged."""
        rule = Sum()
        assert Sum(missing=ONE) == rule.using(ONE)
        assert Sum(missing=CompleteCases()) == rule
        assert isinstance(rule, Rule)

    def test_the_scale_adds_the_ranges_of_the_items(self):
        """Items may have different ranges."""
        assert Scale(lowest=1, highest=9) == Sum().scale([(0, 4), (1, 5)])

    def test_prorating_items_of_different_ranges_is_refused(self):
        """Scaled up, what is left of them could leave the range, or be better than the worst answers."""
        with pytest.raises(ValueError, match=r"one range for all items, got \[\(0, 4\), \(0, 10\)\]"):
            Sum(missing=Prorate(max_missing=1)).scale([(0, 10), (0, 4)])

    def test_nobody(self):
        """No assessments give no scores."""
        assert Sum(missing=ONE).score(np.empty((0, 3), dtype=np.int8)).tolist() == []


class TestSingle:
    def test_is_the_answer(self):
        """The score is the answer, with the scores' own mark where there is none."""
        answers = np.array([[3], [MISSING_ANSWER], [-100]], dtype=np.int8)
        assert Single().score(answers).tolist() == [3, MISSING_SCORE, -100]
        assert Scale(lowest=-100, highest=4) == Single().scale([(-100, 4)])

    def test_cannot_be_prorated(self):
        """One answer cannot be imputed from itself."""
        with pytest.raises(ValueError, match="'missing' must be 'complete-cases' for a single item"):
            Single().using(ONE)
        assert Single() == Single().using(CompleteCases())


class TestMean:
    """The mean, held as an exact number of n-th parts."""

    def test_the_mean_of_given_answers(self):
        """Three of four answers: their mean, exactly, on twelfths."""
        rule = Mean(missing=Prorate(max_missing=1))
        scale = rule.scale([(1, 7)] * 4)
        assert (scale.lowest, scale.highest, scale.denominator) == (1, 7, 12)
        sheets = np.array(
            [[1, 2, 3, 7], [1, 2, 4, MISSING_ANSWER], [1, 2, *[MISSING_ANSWER] * 2]], dtype=np.int8
        )
        steps = rule.score(sheets)
        assert [scale.points(int(step)) for step in steps[:2]] == [13 / 4, 7 / 3]
        assert steps[2] == MISSING_SCORE

    def test_a_mean_of_different_ranges_is_refused(self):
        """A mean of a yes/no item and one of seven answers is on no scale."""
        with pytest.raises(ValueError, match="one range for all of them"):
            Mean().scale([(0, 1), (1, 7)])

    @given(st.data())
    def test_against_fractions(self, data):
        """Every allowed number of missing answers, against plain fractions."""
        n = data.draw(st.integers(2, 12))
        missing = data.draw(st.integers(0, n - 1))
        rule = Mean(missing=Prorate(max_missing=missing) if missing else CompleteCases())
        sheet = data.draw(
            st.lists(st.one_of(st.integers(1, 7), st.just(MISSING_ANSWER)), min_size=n, max_size=n)
        )
        (steps,) = rule.score(np.array([sheet], dtype=np.int8))
        given_answers = [answer for answer in sheet if answer != MISSING_ANSWER]
        if n - len(given_answers) > missing:
            assert steps == MISSING_SCORE
        else:
            mean = Fraction(sum(given_answers), len(given_answers))
            assert Fraction(int(steps), rule.scale([(1, 7)] * n).denominator) == mean
