"""Whatever a site's files hold, a survey counts no more than there is, and the same in any order."""

from __future__ import annotations

import tempfile
from pathlib import Path

from helpers_surveys import (
    HEAD,
    counts,
    recount_alike,
    recount_copies,
    recount_early,
    recount_intervals,
    recount_straight,
    recount_zeros,
    surveyed,
)
from hypothesis import given, settings
from hypothesis import strategies as st

PEOPLE = st.sampled_from(["0012", "12", "012", "0034", "34", "p5", "p6"])
DAYS = st.sampled_from(["2014-01-01", "2021-01-01", "2021-01-02", "2021-02-01", "2021-02-17"])
ANSWERS = st.lists(st.sampled_from(["0", "2", "2", "4", "", "9", "Jane"]), min_size=6, max_size=6)
PLAIN = st.lists(st.sampled_from(["2", "2", "2", "3", ""]), min_size=6, max_size=6)
LISTED = st.lists(
    st.tuples(PEOPLE, DAYS, st.sampled_from(["North", "South", "East", ""])).map(list),
    min_size=1,
    max_size=6,
    unique_by=lambda row: row[0],
)


def rows_of(answers):
    row = st.tuples(PEOPLE, DAYS, answers).map(lambda row: [row[0], row[1], *row[2]])
    # A row with nothing in it but a person and a day is an assessment; runs make copies likely.
    return st.lists(st.tuples(row, st.integers(1, 3)), min_size=1, max_size=12).map(
        lambda found: [HEAD, *(list(row) for row, times in found for _ in range(times))]
    )


def survey_of(rows, people=None):
    with tempfile.TemporaryDirectory() as folder:
        return surveyed(Path(folder), rows, people)


@settings(max_examples=20, deadline=None)
@given(rows=rows_of(ANSWERS), people=LISTED)
def test_counts_never_exceed_rows(rows, people):
    """No count is larger than what it is of, and nothing is of more than the rows that were read."""
    found = survey_of(rows, [["Id", "Referred", "Team"], *people])

    for pattern in found.patterns:
        assert 0 < pattern.count <= pattern.of <= len(rows) - 1
        assert 0 < pattern.share <= 1
    for one in found.unmapped:
        assert 0 < one.different <= one.rows <= max(len(rows), len(people) + 1) - 1
        assert 0 <= one.not_shown <= one.rows
        assert all("Jane" not in value.text for value in one.values)
    for table in found.completeness:
        assert sum(row.assessments for row in table.rows) <= len(rows) - 1
        assert sum(row.starting for row in table.rows) <= len(people)
        for row in table.rows:
            assert row.answered <= row.asked
            assert row.starting <= row.assessments
            assert row.scored <= row.assessments
            assert row.assessed_twice <= row.assessed <= row.people <= len(people)


@settings(max_examples=20, deadline=None)
@given(rows=rows_of(PLAIN))
def test_counted_again(rows):
    """Each pattern is what plain Python counts."""
    found = survey_of(rows)
    short, long_ones, of = recount_intervals(rows)
    alike, of_people = recount_alike(rows)
    straight, copied = recount_straight(rows), recount_copies(rows)

    assert counts(found, "intervals") == [(count, of) for count in (short, long_ones) if count]
    assert [count for count, _ in counts(found, "straight-lines")] == [straight] * bool(straight)
    assert [count for count, _ in counts(found, "copied-rows")] == [copied] * bool(copied)
    told = bool(alike) and alike >= 0.05 * of_people
    assert counts(found, "first-and-last-alike") == [(alike, of_people)] * told


@settings(max_examples=20, deadline=None)
@given(rows=rows_of(PLAIN), listed=LISTED)
def test_counted_again_with_a_list(rows, listed):
    """So is what needs the list of people; of these only people who are listed have referrals."""
    people = [["Id", "Referred", "Team"], *listed]
    found = survey_of(rows, people)
    near, unknown, _ = recount_zeros(rows, people)
    early = recount_early(rows, people)

    assert counts(found, "lost-zeros") == [(near, unknown)] * bool(near)
    assert [count for count, _ in counts(found, "before-referral")] == [early] * bool(early)


@settings(max_examples=10, deadline=None)
@given(rows=rows_of(ANSWERS), data=st.data())
def test_order_of_rows(rows, data):
    """But for copied rows, which stand below each other, the order of rows changes nothing."""
    other = [HEAD, *data.draw(st.permutations(rows[1:]))]
    one, two = survey_of(rows), survey_of(other)

    assert [p for p in one.patterns if p.kind != "copied-rows"] == [
        p for p in two.patterns if p.kind != "copied-rows"
    ]
    assert one.completeness == two.completeness
    assert sorted(map(str, one.unmapped)) == sorted(map(str, two.unmapped))
