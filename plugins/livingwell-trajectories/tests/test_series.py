"""
Series of scores: what they hold, how they add, and that nobody is known again.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from livingwell_trajectories.series import ScoreSeries

from livingwell_core.instruments import Scale
from livingwell_core.pairing import History

SCALE = Scale(lowest=0, highest=40)
# Scores of a person by day, at most one a day.
persons = st.dictionaries(st.integers(0, 3000), st.integers(0, 40), min_size=1, max_size=6)
people = st.dictionaries(st.integers(0, 2**64 - 1), persons, max_size=8)


def history(scores_of):
    """The scores of people by the hash of their identifiers, as an evaluation orders them."""
    rows = [
        (person, day, score)
        for person, scores in sorted(scores_of.items())
        for day, score in sorted(scores.items())
    ]
    person, day, score = zip(*rows, strict=True) if rows else ((), (), ())
    return History(
        person=np.array(person, dtype=np.uint64),
        day=np.array(day, dtype=np.int32),
        score=np.array(score, dtype=np.int32),
    )


def series(scores_of, at_least=3):
    return ScoreSeries.of(SCALE, history(scores_of), at_least=at_least)


def by_hand(scores_of, at_least=3):
    """Days since the first score, with the scores, of each person with enough of them; in any order."""
    return sorted(
        [(day - min(scores), score) for day, score in sorted(scores.items())]
        for scores in scores_of.values()
        if len(scores) >= at_least
    )


def held(tally):
    return sorted(
        [(int(day), int(score)) for day, score in zip(tally.day[mine], tally.score[mine], strict=True)]
        for mine in (tally.person == number for number in range(tally.people))
    )


class TestOf:
    @given(people, st.integers(1, 5))
    def test_equals_plain_python(self, scores_of, at_least):
        """It holds the scores of those with enough of them, by day, and how many have fewer."""
        tally = series(scores_of, at_least)

        assert held(tally) == by_hand(scores_of, at_least)
        assert tally.people + tally.fewer == len(scores_of)

    @given(people, st.integers(0, 2**63))
    def test_nobody_is_known_again(self, scores_of, shift):
        """Other identifiers, and so another order of people, give the same series."""
        others = {(person * 7919 + shift) % 2**64: scores for person, scores in scores_of.items()}

        assert series(others) == series(scores_of)
        assert [getattr(series(others).ordered, name).tolist() for name in ("person", "day", "score")] == [
            getattr(series(scores_of).ordered, name).tolist() for name in ("person", "day", "score")
        ]


class TestAddition:
    @given(people, st.randoms())
    def test_the_whole_is_the_sum_of_the_parts(self, scores_of, random):
        """People split in any way are tallied to the same; a person is never in two parts."""
        parts = [{}, {}, {}]
        for person, scores in scores_of.items():
            random.choice(parts)[person] = scores
        one, two, three = (series(part) for part in parts)

        assert one + two + three == series(scores_of)
        assert one + (two + three) == three + two + one
        assert one + one.zero() == one == one.zero() + one

    def test_twice_the_same_people(self):
        """Two people with the same scores are two people."""
        one = series({1: {0: 4, 9: 5, 20: 6}})

        assert (one + one).people == 2
        assert one + one != one

    def test_other_scales(self):
        """They do not add."""
        other = ScoreSeries(Scale(lowest=0, highest=20), 0, [], [], [])
        with pytest.raises(ValueError, match="series on different scales do not add"):
            series({}) + other

    def test_other_things(self):
        """A number is no series."""
        with pytest.raises(TypeError):
            series({}) + 1
        assert series({}) != 1

    def test_cannot_be_a_key(self):
        """Series are compared by what they hold, and not by a number of theirs."""
        with pytest.raises(TypeError):
            hash(series({}))


class TestRefused:
    @pytest.mark.parametrize(
        ("fewer", "person", "day", "score", "message"),
        [
            (0, [0, 0], [0, 1], [1], "of one length"),
            (0, [[0]], [[0]], [[1]], "one-dimensional"),
            (-1, [], [], [], "'fewer' must not be negative, got -1"),
            (0, [1], [0], [1], "'person' must rise from 0 without gaps"),
            (0, [0, 2], [0, 0], [1, 1], "'person' must rise from 0 without gaps"),
            (0, [0, 1, 0], [0, 0, 1], [1, 1, 1], "'person' must rise from 0 without gaps"),
            (0, [0, 0], [1, 2], [1, 1], "'day' must rise from 0 within each person"),
            (0, [0, 0], [0, 0], [1, 1], "'day' must rise from 0 within each person"),
            (0, [0, 1], [0, 5], [1, 1], "'day' must rise from 0 within each person"),
            (0, [0, 0], [0, 1], [0, 41], "'score' must be within 0 to 40 steps, got 0 to 41"),
            (0, [0, 0], [0, 1], [-1, 4], "'score' must be within 0 to 40 steps, got -1 to 4"),
        ],
    )
    def test_what_is_no_series(self, fewer, person, day, score, message):
        """With what has to hold."""
        with pytest.raises(ValueError, match=message):
            ScoreSeries(SCALE, fewer, person, day, score)

    def test_cannot_be_changed(self):
        """Its arrays are its own, and not to be written to."""
        with pytest.raises(ValueError, match="read-only"):
            series({1: {0: 4, 9: 5, 20: 6}}).score[0] = 1
