"""Which scores are first and last, rule by rule, held against a person at a time in plain Python."""

from collections import Counter, defaultdict

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from properties.pairing_model import cohort_of

from livingwell_core.marks import MISSING_SCORE
from livingwell_core.pairing import (
    FIRST_LAST,
    PAIRING_RULES,
    history,
    pair,
    pairing_rule,
    settle,
    usable_scores,
)

ENDS = pairing_rule("first-and-last-assessment", target_days=None, window_days=None)


def nearest(target, window):
    return pairing_rule("nearest", target_days=target, window_days=window)


def frame_of(rows):
    rows = [(person, day, content, score, False) for content, (person, day, score) in enumerate(rows)]
    settled = settle(cohort_of(rows))
    return settled.frames["tiny"], settled.people


def pairs_of(rows, rule):
    frame, people = frame_of(rows)
    return pair(frame, "total", people=people, rule=rule)[0]


def found(pairs):
    return Counter(zip(pairs.first.tolist(), pairs.last.tolist(), pairs.days.tolist(), strict=True))


class TestNames:
    """Rules are asked for by name."""

    def test_the_default(self):
        """It is the first of the names."""
        assert FIRST_LAST.name == PAIRING_RULES[0] == "first-last"

    def test_the_title_has_the_days(self):
        """What is printed says which day is aimed at."""
        assert nearest(180, 60).title == "nearest to day 180, within 60 days"
        assert ENDS.title == "first-and-last-assessment"

    @pytest.mark.parametrize(
        ("name", "target", "window", "message"),
        [
            ("frist", None, None, "'rule' to be one of first-last"),
            ("nearest", None, 5, "target_days with the rule 'nearest', got none"),
            ("nearest", None, None, "target_days and window_days with the rule"),
            ("first-last", 5, None, "no target_days with the rule 'first-last'"),
            ("nearest", 0, 0, "'target_days' to be from 1"),
            ("nearest", 40_000, 0, "'target_days' to be from 1 to 32,767"),
            ("nearest", 30, 30, "'window_days' to be from 0 to below 'target_days'"),
        ],
    )
    def test_what_does_not_go_together(self, name, target, window, message):
        """It is refused, with what was expected."""
        with pytest.raises(ValueError, match=message):
            pairing_rule(name, target_days=target, window_days=window)


class TestRules:
    """Each on a few assessments."""

    def test_the_name_of_the_nhs(self):
        """First valid and last valid are the first and the last usable score."""
        rows = [("a", 1, MISSING_SCORE), ("a", 3, 4), ("a", 9, 8), ("a", 12, MISSING_SCORE)]
        rule = pairing_rule("first-valid-last-valid", target_days=None, window_days=None)

        assert found(pairs_of(rows, rule)) == found(pairs_of(rows, FIRST_LAST)) == Counter([(4, 8, 6)])

    def test_both_assessments_have_to_be_usable(self):
        """Where the first or the last assessment has no score there is no pair, and the person is counted."""
        rows = [("a", 1, MISSING_SCORE), ("a", 3, 4), ("a", 9, 8), ("b", 1, 5), ("b", 2, 6)]

        pairs = pairs_of(rows, ENDS)

        assert found(pairs) == Counter([(5, 6, 1)])
        assert (pairs.assessed, pairs.one_day, pairs.outside_rule) == (2, 0, 1)
        assert pairs.unpaired.tolist() == [4]

    def test_the_nearest_within_the_window(self):
        """Not the last, and nobody outside the window."""
        rows = [("a", 0, 1), ("a", 100, 2), ("a", 170, 3), ("a", 400, 4), ("b", 0, 5), ("b", 300, 6)]

        pairs = pairs_of(rows, nearest(180, 60))

        assert found(pairs) == Counter([(1, 3, 170)])
        assert pairs.outside_rule == 1

    def test_equally_near(self):
        """Of two that are equally near the earlier."""
        rows = [("a", 0, 1), ("a", 190, 2), ("a", 170, 3)]

        assert found(pairs_of(rows, nearest(180, 60))) == Counter([(1, 3, 170)])

    @pytest.mark.parametrize("rule", [ENDS, nearest(30, 10)])
    def test_nobody(self, rule):
        """Of nobody there are no pairs."""
        assert pairs_of([], rule).paired == 0


def naive(rows, rule):
    """Pair person by person."""
    by_person = defaultdict(dict)
    for person, day, score in rows:
        by_person[person].setdefault(day, []).append(score)
    expected = Counter()
    for days in by_person.values():
        usable = {
            day: scores[0]
            for day, scores in days.items()
            if len([s for s in scores if s != MISSING_SCORE]) == 1
            for scores in [[s for s in scores if s != MISSING_SCORE]]
        }
        if not usable:
            continue
        first, last = min(usable), max(usable)
        if rule.nearest:
            target, window = first + rule.nearest.target_days, rule.nearest.window_days
            near = [day for day in usable if abs(day - target) <= window]
            last = min(near, key=lambda day: (abs(day - target), day), default=first)
        elif rule is ENDS and (first != min(days) or last != max(days)):
            continue
        if last > first:
            expected[usable[first], usable[last], last - first] += 1
    return expected


row = st.tuples(
    st.sampled_from("abc"), st.integers(-3, 40), st.one_of(st.integers(0, 8), st.just(MISSING_SCORE))
)


@given(rows=st.lists(row, max_size=14), target=st.integers(1, 30), window=st.integers(0, 29))
@example(rows=[("a", -3, 1), ("a", 3, 2), ("a", 9, 2)], target=9, window=3)
def test_like_a_person_at_a_time(rows, target, window):
    """Every rule gives what going through people one by one gives."""
    for rule in (FIRST_LAST, ENDS, *([nearest(target, window)] if window < target else [])):
        pairs = pairs_of(rows, rule)

        assert found(pairs) == naive(rows, rule), rule.name
        assert pairs.paired + pairs.one_day + pairs.outside_rule == pairs.assessed
        assert pairs.unpaired.size == pairs.assessed - pairs.paired


class TestHistory:
    """All usable scores of each person."""

    @given(rows=st.lists(row, max_size=14))
    def test_in_order(self, rows):
        """By person and by day, each usable score once, and the first and last are those of the pairs."""
        frame, people = frame_of(rows)
        usable, _ = usable_scores(frame, "total", same_day="set-aside")

        all_scores = history(usable)

        key = list(zip(all_scores.person.tolist(), all_scores.day.tolist(), strict=True))
        assert key == sorted(set(key))
        assert all_scores.score.size == usable.height
        number = all_scores.number
        assert np.array_equal(number, np.unique(all_scores.person, return_inverse=True)[1])
        pairs = pair(frame, "total", people=people)[0]
        ends = (
            pl.DataFrame({"n": number, "d": all_scores.day, "s": all_scores.score})
            .group_by("n")
            .agg(
                pl.col("s").sort_by("d").first().alias("first"),
                pl.col("s").sort_by("d").last().alias("last"),
                (pl.col("d").max() - pl.col("d").min()).alias("days"),
            )
        )
        expected = Counter(ends.filter(pl.col("days") > 0).select("first", "last", "days").rows())
        assert found(pairs) == expected
