"""Completeness by month and by group: counted as plain Python counts."""

from __future__ import annotations

import pytest
from helpers_surveys import clean, histories, once, people_of, recount_months, surveyed

from livingwell_core.errors import LivingwellError


def rows_with_gaps():
    rows = clean()
    for place, row in enumerate(rows[1:]):
        if place % 4 == 0:
            row[3] = ""
        if place % 12 == 0:
            row[4] = ""  # two missing: no score
    return [*rows, *rows[1:6]]  # a row twice counts once


class TestByMonth:
    @pytest.mark.parametrize("long", [False, True])
    def test_assessments(self, tmp_path, long):
        """People starting, assessments, answers and scores of each month, with months of none between."""
        rows = rows_with_gaps()

        (table,) = surveyed(tmp_path, rows, long=long).completeness

        months = recount_months(rows)
        scored = {
            month: sum(row[1][:7] == month and row[2:].count("") < 2 for row in once(rows))
            for month in months
        }
        assert table.by == "month"
        assert {
            row.name: (row.starting, row.assessments, row.answered) for row in table.rows if row.assessments
        } == months
        assert {row.name: row.scored for row in table.rows if row.assessments} == scored
        assert all(row.asked == 6 * row.assessments for row in table.rows)
        assert [row.name for row in table.rows] == [
            f"{month // 12}-{month % 12 + 1:02}"
            for month in range(
                *(
                    int(name[:4]) * 12 + int(name[5:]) - 1 + more
                    for name, more in ((min(months), 0), (max(months), 1))
                )
            )
        ]
        assert all(row.people is None for row in table.rows)

    def test_referred(self, tmp_path):
        """Of those referred in a month, how many were assessed, and how many on two days."""
        rows = rows_with_gaps()
        people = [*people_of(rows), *([f"n{number}", "2020-02-11", "North"] for number in range(7))]
        for row in people[5:20]:
            row[1] = ""
        days = {person: len({row[1] for row in history}) for person, history in histories(rows).items()}

        table = surveyed(tmp_path, rows, people).completeness[0]

        for row in table.rows:
            there = [person for person, day, _ in people[1:] if day[:7] == row.name]
            assert row.people == len(there)
            assert row.assessed == sum(person in days for person in there)
            assert row.assessed_twice == sum(days.get(person, 0) > 1 for person in there)

    def test_many_years(self, tmp_path):
        """Over more than ten years, only months with something in them."""
        rows = clean()
        rows[1][1] = "1991-05-05"

        (table,) = surveyed(tmp_path, rows).completeness

        assert table.rows[0].name == "1991-05"
        assert all(row.assessments for row in table.rows)

    def test_nothing(self, tmp_path):
        """Without a usable assessment there is no month, and no pattern."""
        rows = clean(5)
        for row in rows[1:]:
            row[1] = "soon"

        found = surveyed(tmp_path, rows)

        assert found.completeness[0].rows == ()
        assert found.patterns == ()


class TestByGroup:
    def test_team(self, tmp_path):
        """By team where the profile has one: the largest first, and those without."""
        rows = rows_with_gaps()
        people = people_of(rows)
        team = {
            person: {"North": "north", "South": "south"}.get(name, "not recorded")
            for person, _, name in people[1:]
        }
        days = {person: len({row[1] for row in history}) for person, history in histories(rows).items()}

        _, table = surveyed(tmp_path, rows, people).completeness

        assert table.by == "team"
        assert {row.name for row in table.rows} == {"north", "south", "not recorded"}
        assert [row.people for row in table.rows] == sorted((row.people for row in table.rows), reverse=True)
        for row in table.rows:
            theirs = [one for one in once(rows) if team[one[0]] == row.name]
            there = [person for person, name in team.items() if name == row.name]
            assert row.assessments == len(theirs)
            assert row.answered == sum(answer != "" for one in theirs for answer in one[2:])
            assert row.starting == row.assessed == row.people == len(there)
            assert row.assessed_twice == sum(days[person] > 1 for person in there)

    def test_another_group(self, tmp_path):
        """A group that is not there is refused, with those that are."""
        rows = clean()
        with pytest.raises(LivingwellError, match=r"has a group 'tem' of people; did you mean 'team'\?"):
            surveyed(tmp_path, rows, people_of(rows), by="tem")
        with pytest.raises(LivingwellError, match="nothing here"):
            surveyed(tmp_path / "other", rows, by="team")
