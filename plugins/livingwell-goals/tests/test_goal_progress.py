"""
Progress on goals against plain Python: people, their goals, and dates.
"""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from livingwell_goals.goal_progress import GoalProgress
from livingwell_goals.personal_goals import GOALS, PERSONAL_GOALS
from livingwell_goals.plugin import livingwell_instruments

from livingwell_core.analyses import About, Sample
from livingwell_core.instruments import Scale
from livingwell_core.marks import MISSING_SCORE
from livingwell_core.pairing import SHARED, pair
from livingwell_core.statistics.proportions import wilson

PROGRESS = GoalProgress()
SCALE = Scale(lowest=1, highest=5)
TWO_OF_TWO = "progress on at least two goals, of people with two or more rated"
#: Ratings of a person: by day, by goal.
ratings = st.dictionaries(
    st.integers(1, 4), st.dictionaries(st.sampled_from(GOALS), st.integers(1, 5)), max_size=4
)
people = st.lists(ratings, max_size=12)
collected = st.sets(st.sampled_from(GOALS[1:])).map(lambda goals: (GOALS[0], *sorted(goals)))


def samples(drawn, goals=GOALS, supported=None):
    """Pair the ratings of people as an evaluation does."""
    rows = [(person, day, rated) for person, days in enumerate(drawn) for day, rated in days.items()]
    frame = pl.DataFrame(
        {
            "person": pl.Series([person for person, _, _ in rows], dtype=pl.UInt64),
            "check": pl.Series([person for person, _, _ in rows], dtype=pl.UInt64),
            "day": pl.Series([day for _, day, _ in rows], dtype=pl.Int32),
            SHARED: pl.Series([False for _ in rows], dtype=pl.Boolean),
            **{
                goal: pl.Series([rated.get(goal, MISSING_SCORE) for _, _, rated in rows], dtype=pl.Int32)
                for goal in goals
            },
        }
    ).sample(fraction=1, shuffle=True, seed=1)
    found = {}
    for goal in goals:
        pairs, _ = pair(frame, goal, people=len(drawn) if supported is None else supported)
        found[goal] = Sample(pairs=pairs, scale=SCALE, others=found.get)
    return found


def tally(drawn, goals=GOALS):
    return PROGRESS.tally(samples(drawn, goals)[GOALS[0]])


def about(**changes):
    return About(
        **{
            "analysis": PROGRESS.id,
            "instrument": PERSONAL_GOALS,
            "score": PERSONAL_GOALS.scores[0],
            "site": "harbour",
            **changes,
        }
    )


def findings(drawn, goals=GOALS, **changes):
    return {(f.statistic, f.unit): f for f in PROGRESS.conclude(tally(drawn, goals), about(**changes))}


def changes_of(days, goals):
    """The first and last rating of each goal that a person rated on two days."""
    found = []
    for goal in goals:
        rated = [(day, values[goal]) for day, values in sorted(days.items()) if goal in values]
        if len(rated) > 1:
            found.append((rated[0][1], rated[-1][1]))
    return found


def by_hand(drawn, goals):
    """Numerator and n of every statistic."""
    each = [changes_of(days, goals) for days in drawn]
    rated = [person for person in each if person]
    gains = [sum(last > first for first, last in person) for person in rated]
    all_goals = [goal for person in rated for goal in person]
    n, of_goals = len(rated), len(all_goals)
    two = sum(gain >= 2 for gain in gains)
    return {
        "people with a goal rated on two days": (n, len(drawn)),
        "progress on at least one goal": (sum(gain >= 1 for gain in gains), n),
        "progress on one goal only": (gains.count(1), n),
        "progress on at least two goals": (two, n),
        TWO_OF_TWO: (two, sum(len(person) >= 2 for person in rated)),
        "goals with progress": (sum(last > first for first, last in all_goals), of_goals),
        "goals without change": (sum(last == first for first, last in all_goals), of_goals),
        "goals that slipped back": (sum(last < first for first, last in all_goals), of_goals),
        "goals achieved at the last rating": (sum(last == 5 for _, last in all_goals), of_goals),
    }


class TestNumbers:
    @given(people, collected)
    def test_equal_plain_python(self, drawn, goals):
        """Every number, and what it is of, is what counting one by one gives."""
        found = findings(drawn, goals)
        expected = by_hand(drawn, goals)
        units = {name: "goals" if name.startswith("goals") else "people" for name in expected}
        assert {(name, unit) for name in expected for unit in (units[name], "%")} == found.keys()
        for name, (k, n) in expected.items():
            count, share = found[name, units[name]], found[name, "%"]
            assert (count.value, count.numerator, count.n) == (k, k, n)
            assert (share.numerator, share.n) == (k, n)
            assert share.value == (pytest.approx(100 * k / n) if n else None)

    @given(people, st.randoms())
    def test_the_whole_is_the_sum_of_the_parts(self, drawn, random):
        """People split in any way are tallied to the same; a person is never in two parts."""
        parts = [[], [], []]
        for person in drawn:
            random.choice(parts).append(person)
        whole = sum((tally(part) for part in parts[1:]), tally(parts[0]))
        assert tally(drawn) == whole
        assert whole + whole.zero() == whole

    @given(people, st.permutations(GOALS))
    def test_the_number_of_a_goal_means_nothing(self, drawn, order):
        """Goals written down in another order give the same."""
        names = dict(zip(GOALS, order, strict=True))
        other = [
            {day: {names[goal]: value for goal, value in rated.items()} for day, rated in days.items()}
            for days in drawn
        ]
        assert tally(drawn) == tally(other)

    def test_two_goals_of_one_person(self):
        """By hand: one goal rose, one fell; a third was rated once and says nothing."""
        days = {1: {"goal_1": 1, "goal_2": 4, "goal_3": 1}, 9: {"goal_1": 5, "goal_2": 3}}
        found = findings([days, {}])
        assert found["people with a goal rated on two days", "people"].value == 1
        assert found["progress on one goal only", "%"].value == 100
        assert found["goals that slipped back", "%"].value == 50
        assert found["goals achieved at the last rating", "goals"].value == 1

    def test_goals_are_joined_by_person(self):
        """Two people with progress on different goals are not one with progress on two."""
        risen = [{1: {goal: 1}, 2: {goal: 2}} for goal in ("goal_1", "goal_2")]
        found = findings(risen)
        assert found["progress on at least two goals", "people"].value == 0
        assert found["progress on at least one goal", "people"].value == 2


class TestFindings:
    FEW = [{1: {"goal_1": 1}, 2: {"goal_1": 4}}] * 7 + [{1: {"goal_1": 3}, 2: {"goal_1": 3}}] * 3

    def test_intervals(self):
        """Shares of people have Wilson's interval, shares of goals none: goals are not independent."""
        found = findings(self.FEW)
        share, expected = found["progress on at least one goal", "%"], wilson(7, 10, level=0.95)
        assert (share.low, share.high) == (100 * expected.low, 100 * expected.high)
        goals = found["goals with progress", "%"]
        assert (goals.value, goals.low, goals.high, goals.level) == (70, None, None, None)
        assert "n is goals" in goals.note

    def test_are_of_all_goals(self):
        """They name no goal, and every one names a definition with a source."""
        found = findings(self.FEW)
        definitions = {d.id: d for d in PROGRESS.definitions(PERSONAL_GOALS, PERSONAL_GOALS.scores[0])}
        assert {f.score for f in found.values()} == {"goals"}
        assert {f.definition for f in found.values()} == definitions.keys()
        assert all(d.source for d in definitions.values())

    def test_say_what_is_not_verified(self):
        """The programme never said what it counted as progress."""
        found = findings(self.FEW)
        definitions = {d.id: d for d in PROGRESS.definitions(PERSONAL_GOALS, PERSONAL_GOALS.scores[0])}
        assert not definitions["goal-progress"].verified
        assert "is not verified" in found["progress on at least one goal", "%"].note
        assert "single arm" in found["progress on at least one goal", "%"].note

    def test_of_nobody(self):
        """Nobody rated twice: numbers are 0 and shares say why there are none."""
        found = findings([{1: {"goal_1": 1}}])
        assert found["goals with progress", "%"].note.startswith("not applicable")
        assert found["progress on at least one goal", "%"].note.startswith("not applicable")
        assert found["goals with progress", "goals"].value == 0

    def test_come_once(self):
        """With the first goal all are counted; the others bring nothing more."""
        found = samples(self.FEW)
        for goal, score in zip(GOALS[1:], PERSONAL_GOALS.scores[1:], strict=True):
            nothing = PROGRESS.tally(found[goal])
            assert nothing.total == 0
            assert PROGRESS.conclude(nothing, about(score=score)) == []


class TestApplies:
    def test_to_personal_goals(self):
        """To every goal of them, alone."""
        assert all(PROGRESS.applies(PERSONAL_GOALS, score) for score in PERSONAL_GOALS.scores)
        assert PROGRESS.alone

    def test_to_nothing_else(self):
        """Goal-based outcomes are reported goal by goal, as NHS England does."""
        other = [instrument for instrument in livingwell_instruments() if instrument != PERSONAL_GOALS]
        assert {instrument.id for instrument in other} == {"gas", "gbo"}
        assert not any(
            PROGRESS.applies(instrument, score) for instrument in other for score in instrument.scores
        )


def test_people_are_those_supported():
    """People without any rating are people too."""
    found = samples([], supported=9)
    assert PROGRESS.tally(found[GOALS[0]])["people"] == 9
    assert np.size(found[GOALS[0]].pairs.first) == 0
