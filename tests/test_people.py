"""The list of people: who counts, and what is said of rows that name nobody."""

from __future__ import annotations

import polars as pl
import pytest
from helpers_files import csv_text, people_table, put, read_people_path, read_text, workbook
from hypothesis import given
from hypothesis import strategies as st

from livingwell_core.cohorts import PEOPLE, Cohort, reasons
from livingwell_core.evaluations import score_rows
from livingwell_core.pairing import settle


def read(folder, rows, **changes):
    return read_people_path(put(folder / "p.csv", csv_text(rows)), people_table(**changes))


class TestRows:
    """Rows of the list."""

    def test_nobody(self, tmp_path):
        """A row with content and no identifier is named; a blank one is only counted."""
        people = read(tmp_path, [["Id", "Team"], ["a", "x"], ["", "y"], ["", ""], [" ", ""], ["b", ""]])

        assert people.ledger.set_aside(PEOPLE, "here") == {reasons.BLANK_ROW: 2, reasons.NO_PERSON: 1}
        assert people.ledger.used(PEOPLE, "here") == 2
        assert [str(problem) for problem in people.problems] == [
            "p.csv, row 3, Id: no person, expected an identifier"
        ]

    def test_one_column(self, tmp_path):
        """A list with no other column."""
        people = read(tmp_path, [["Id"], ["a"], ["b"]])

        assert people.keys.height == 2

    def test_blank_lines_in_one_column(self, tmp_path):
        """A blank line in such a list is a blank row, and rows below keep their numbers."""
        people = read_people_path(put(tmp_path / "p.csv", "Id\na\n\nb\n"), people_table())

        assert people.ledger.read(PEOPLE, "here") == 3
        assert people.ledger.set_aside(PEOPLE, "here") == {reasons.BLANK_ROW: 1}

    def test_spaces_around_are_nothing(self, tmp_path):
        """An identifier with spaces around it is the same person; one in other case is not."""
        people = read(tmp_path, [["Id"], ["a"], [" a "], ["A"]])

        assert people.keys["person"].n_unique() == 2

    def test_workbook(self, tmp_path):
        """A list in a workbook gives the same people as one in a text file."""
        path = workbook(tmp_path / "p.xlsx", {"S": [["Id", "Team"], [1001, "x"], ["b", "y"]]})

        book = read_people_path(path, people_table(file="p.xlsx"))

        assert book.keys.equals(read(tmp_path, [["Id", "Team"], ["1001", "x"], ["b", "y"]]).keys)

    @pytest.mark.parametrize("odd", ["*", "^.*$"])
    def test_odd_names_beside(self, tmp_path, odd):
        """A column whose name polars would take for a pattern does no harm."""
        people = read(tmp_path, [["Id", odd], ["a", "x"], ["", "y"]])

        assert [problem.row for problem in people.problems] == [3]


@given(
    ids=st.lists(
        st.text(
            st.characters(exclude_categories=["Cs"], exclude_characters="\x00\x1c\x1d\x1e\x1f"), max_size=6
        ),
        min_size=1,
    )
)
def test_any_text_is_a_person(tmp_path_factory, ids):
    """Whatever stands there: rows are accounted for, and people are told apart as Python tells them."""
    people = read(tmp_path_factory.getbasetemp() / "people", [["Id", "x"], *([i, "x"] for i in ids)])

    people.ledger.check()
    assert people.ledger.read(PEOPLE, "here") == len(ids)
    assert people.keys["person"].n_unique() == len({i.strip() for i in ids if i.strip()})


class TestListed:
    """People listed twice, and people who are not listed."""

    def settled(self, folder, ids, rows):
        from helpers_files import DEMO

        people = read(folder, [["Id"], *([i] for i in ids)])
        answers = read_text(folder, csv_text([["Id", "Date", "Q1", "Q2", "Q3"], *rows]))
        frame = score_rows(
            answers.keys,
            DEMO,
            DEMO.orient(answers.answers, DEMO.flips("as-circled", {"3": "higher-is-better"})),
        )
        return settle(
            Cohort(
                site="here",
                people=people.keys,
                assessments={"demo": frame},
                ledger=people.ledger + answers.ledger,
            )
        )

    def test_twice(self, tmp_path):
        """A person listed twice is one person, and the ledger says so."""
        settled = self.settled(tmp_path, ["a", "b", " a"], [["a", "01/02/2021", 1, 2, 3]])

        assert settled.people == 2
        assert settled.ledger.set_aside(PEOPLE, "here") == {reasons.DUPLICATE_PERSON: 1}
        settled.ledger.check()

    def test_unknown(self, tmp_path):
        """An assessment of someone who is not listed is set aside."""
        settled = self.settled(
            tmp_path,
            ["a"],
            [["a", "01/02/2021", 1, 2, 3], ["z", "01/02/2021", 1, 2, 3], ["z", "02/02/2021", 1, 2, 3]],
        )

        assert settled.ledger.set_aside("demo assessments", "here") == {reasons.UNKNOWN_PERSON: 2}
        assert isinstance(settled.frames["demo"], pl.DataFrame)
        assert settled.frames["demo"].height == 1
        settled.ledger.check()

    def test_duplicates(self, tmp_path):
        """The same answers of one person on one day, twice: one is used. Other answers: both stay."""
        same, other = ["a", "01/02/2021", 1, 2, 3], ["a", "01/02/2021", 1, 2, 4]

        settled = self.settled(tmp_path, ["a"], [same, same, other])

        assert settled.ledger.set_aside("demo assessments", "here") == {reasons.DUPLICATE: 1}
        assert settled.frames["demo"].height == 2
