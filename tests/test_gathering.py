"""Answers are gathered into assessments as they come: in whatever order, in however many pieces."""

from __future__ import annotations

import attrs
import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from livingwell_core.cohorts.decoding import NO_DAY
from livingwell_core.cohorts.gathering import (
    CONFLICTING,
    FINE,
    SPOILT,
    UNCLEAR,
    AnswerColumns,
    Gathering,
    Loose,
    marked,
)
from livingwell_core.marks import MISSING_ANSWER as NA

ITEMS = 3
# assessment, person, day, item, code, good
ROW = st.tuples(
    st.sampled_from([0, 5, 6, 2**64 - 1]),
    st.sampled_from([7, 7, 7, 8]),
    st.sampled_from([100, 100, 100, 101]),
    st.integers(0, ITEMS - 1),
    st.sampled_from([0, 1, 1, NA]),
    st.sampled_from([True] * 7 + [False]),
)


def columns(rows) -> AnswerColumns:
    """Runs as `read_long` makes them: neighbours of one assessment, person and day."""
    runs: list[tuple[int, int, int]] = []
    run = []
    for assessment, person, day, *_ in rows:
        if not runs or runs[-1] != (assessment, person, day):
            runs.append((assessment, person, day))
        run.append(len(runs) - 1)
    good = np.array([row[5] for row in rows], dtype=np.bool_)
    person = np.array([who for _, who, _ in runs], dtype=np.uint64)
    return AnswerColumns(
        assessment=np.array([which for which, _, _ in runs], dtype=np.uint64),
        person=person,
        check=person + np.uint64(1000),
        day=np.array([when for _, _, when in runs], dtype=np.int32),
        run=np.array(run, dtype=np.intp),
        item=np.array([row[3] for row in rows], dtype=np.uint8),
        code=np.array([row[4] for row in rows], dtype=np.int8),
        good=good,
        harmful=~good,
    )


def gathered(rows, sizes, waiting):
    """Hand the rows over in batches of these sizes, over and over."""
    gathering = Gathering(ITEMS, waiting=waiting)
    rows = list(rows)
    turn = 0
    while rows:
        size = sizes[turn % len(sizes)]
        gathering.add(columns(rows[:size]))
        rows = rows[size:]
        turn += 1
    return gathering.done()


def reference(rows):
    """What becomes of each assessment, in plain Python; and how many good rows repeat another."""
    found, good = {}, [row for row in rows if row[5]]
    for which in sorted({row[0] for row in rows}):
        theirs = {row[1:5] for row in good if row[0] == which}
        cells = {(item, code) for _, _, item, code in theirs}
        if any(not row[5] for row in rows if row[0] == which):
            found[which] = (SPOILT,)
        elif len({row[:2] for row in theirs}) > 1:
            found[which] = (UNCLEAR,)
        elif len({item for item, _ in cells}) < len(cells):
            found[which] = (CONFLICTING,)
        else:
            ((person, day),) = {row[:2] for row in theirs}
            answers = dict(cells)
            found[which] = (FINE, person, person + 1000, day, [answers.get(i, NA) for i in range(ITEMS)])
    return found, len(good) - len({row[:5] for row in good})


def told(found):
    """Put what was gathered the way that `reference` does."""
    columns = (found.assessment, found.fate, found.person, found.check, found.day, found.answers)
    return {
        which: (fate, person, check, day, answers) if fate == FINE else (fate,)
        for which, fate, person, check, day, answers in zip(*(c.tolist() for c in columns), strict=True)
    }


@given(
    rows=st.lists(ROW, max_size=40),
    sizes=st.lists(st.integers(1, 9), min_size=1, max_size=4),
    waiting=st.sampled_from([0, 1, 3, 1000]),
)
def test_against_a_plain_reference(rows, sizes, waiting):
    """Fates, people, days, answers and repeats are the same in whatever batches the rows come."""
    found = gathered(rows, sizes, waiting)

    fates, repeats = reference(rows)
    assert told(found) == fates
    assert found.assessment.tolist() == sorted(fates)
    assert found.repeats == repeats
    there = found.day != NO_DAY
    people = set(found.people.rows()) | set(
        zip(found.person[there].tolist(), found.check[there].tolist(), strict=True)
    )
    assert people == {(row[1], row[1] + 1000) for row in rows if row[5]}


@given(rows=st.lists(ROW, min_size=1, max_size=25), data=st.data())
def test_order_changes_nothing(rows, data):
    """What came first decides nothing."""
    mixed = data.draw(st.permutations(rows))

    first, second = gathered(rows, [4], 5), gathered(mixed, [3], 2)

    assert told(first) == told(second)
    assert first.repeats == second.repeats


def test_what_lost_against_its_neighbour_counts_once():
    """An answer that is beside an assessment in one batch and in it in another is one answer."""
    rows = [(5, 7, 100, 0, 1, True), (5, 7, 100, 0, 0, True), (5, 7, 100, 0, 1, True)]

    for order in (rows, rows[::-1], rows[1:] + rows[:1]):
        found = gathered(order, [1, 2], 0)

        assert found.fate.tolist() == [CONFLICTING]
        assert found.repeats == 1


def test_two_people_with_one_hash():
    """The second hash tells them apart."""
    one, other = columns([(5, 7, 100, 0, 1, True)]), columns([(5, 7, 100, 1, 1, True)])
    gathering = Gathering(ITEMS)
    gathering.add(one)
    gathering.add(attrs.evolve(other, check=other.check + np.uint64(1)))

    found = gathering.done()

    assert found.fate.tolist() == [UNCLEAR]
    assert found.repeats == 0
    assert {*found.people.rows(), (int(found.person[0]), int(found.check[0]))} == {(7, 1007), (7, 1008)}


def test_nothing_at_all():
    """No rows make no assessments."""
    found = Gathering(ITEMS).done()

    assert found.answers.shape == (0, ITEMS)
    assert found.repeats == 0


class TestLoose:
    """Rows of which each is wanted once."""

    def test_repeats_go_as_they_come(self):
        """However often a row is added, it is kept a few times at most."""
        loose = Loose(most=10)
        for number in range(1000):
            loose.add(pl.DataFrame({"a": [number % 4, 7]}))
            assert loose.height <= 12

        assert sorted(loose.distinct()["a"].to_list()) == [0, 1, 2, 3, 7]

    def test_different_rows_are_all_kept(self):
        """Room is made where rows differ."""
        loose = Loose(most=2)
        for number in range(50):
            loose.add(pl.DataFrame({"a": [number]}))

        assert sorted(loose.distinct()["a"].to_list()) == list(range(50))

    def test_nothing(self):
        """Nothing gives a frame without rows."""
        assert Loose().distinct().is_empty()


def test_marked():
    """True where a place was named, however often."""
    assert marked(np.array([2, 0, 2], dtype=np.intp), 4).tolist() == [True, False, True, False]
