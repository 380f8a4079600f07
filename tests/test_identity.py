"""
Whose a row is: NHS numbers, referrals, days on another clock.
"""

from __future__ import annotations

from typing import ClassVar

import pytest
from helpers_runs import WIDE, aside, found, run

from livingwell_core.cohorts import reasons
from livingwell_core.errors import InputError

LONG = """
    [[tables]]
    file = "a.csv"
    instrument = "demo"
    layout = "long"
    answers = "scored"
    person = "Id"
    date = "Date"
    date_format = "%d/%m/%Y"
    assessment = "Date"
    question = "Question"
    answer = "Answer"
    directions = { 3 = "higher-is-better" }
    items = { 1 = "1", 2 = "2", 3 = "3" }
"""
HEAD = "Id,Date,Q1,Q2,Q3\n"
# Made up, with a right check digit.
NUMBER, SPACED, WRONG = "9434765919", "943 476 5919", "9434765918"


class TestNhsNumbers:
    """Identifiers with a check digit."""

    PROFILE = WIDE + '    person_is = "nhs-number"\n'

    def test_written_two_ways(self, tmp_path):
        """Spaces and hyphens make no other person."""
        rows = HEAD + f"{NUMBER},01/02/2021,1,1,1\n{SPACED},01/05/2021,2,2,2\n943-476-5919,01/06/2021,3,3,3\n"
        evaluation = run(tmp_path, self.PROFILE, {"a.csv": rows})

        assert (found(evaluation, "mean first"), found(evaluation, "mean last")) == (3, 9)

    def test_wrong(self, tmp_path):
        """A number that cannot be right is set aside, and never shown."""
        rows = HEAD + f"{NUMBER},01/02/2021,1,1,1\n{WRONG},01/05/2021,2,2,2\nH01,01/05/2021,1,1,1\n"
        evaluation = run(tmp_path, self.PROFILE, {"a.csv": rows})

        assert aside(evaluation, "demo assessments") == {reasons.NOT_RIGHT_PERSON: 2}
        texts = " ".join(map(str, evaluation.problems))
        assert "row 3, Id: not an NHS number, expected ten digits" in texts
        assert WRONG not in texts

    def test_people_and_long(self, tmp_path):
        """Likewise in the list of people, and in a table with a row an answer."""
        profile = '[people]\nfile = "p.csv"\nperson = "Nhs"\nperson_is = "nhs-number"\n' + LONG.replace(
            "    layout", '    person_is = "nhs-number"\n    layout'
        )
        answers = "Id,Date,Question,Answer\n" + "".join(
            f"{number},{date},{question},1\n"
            for number, date in ((SPACED, "01/02/2021"), (WRONG, "02/02/2021"))
            for question in (1, 2, 3)
        )
        evaluation = run(tmp_path, profile, {"p.csv": f"Nhs\n{NUMBER}\n{WRONG}\n", "a.csv": answers})

        assert aside(evaluation, "people") == {reasons.NOT_RIGHT_PERSON: 1}
        assert aside(evaluation, "demo answers") == {reasons.NOT_RIGHT_PERSON: 3}
        assert evaluation.ledger.used("demo assessments", "here") == 1


class TestReferrals:
    """All of a person's scores together, or those of each referral."""

    PROFILE = '[people]\nfile = "p.csv"\nperson = "Id"\nreferral = "Ref"\n' + WIDE + '    referral = "Ref"\n'
    FILES: ClassVar = {
        "p.csv": "Id,Ref\np,1\np,2\nq,1\n",
        "a.csv": "Id,Ref,Date,Q1,Q2,Q3\np,1,01/02/2021,0,0,0\np,1,01/03/2021,1,1,1\n"
        "p,2,01/06/2021,2,2,2\np,2,01/08/2021,4,4,4\nq,,01/08/2021,4,4,4\n",
    }

    def test_by_person(self, tmp_path):
        """The default: one pair, from the first referral to the last, and one of two rows too many."""
        evaluation = run(tmp_path, self.PROFILE, self.FILES)

        assert (found(evaluation, "mean first"), found(evaluation, "mean last")) == (0, 12)
        assert aside(evaluation, "people") == {reasons.DUPLICATE_PERSON: 1}

    def test_by_referral(self, tmp_path):
        """Two pairs; every finding says that referrals are counted."""
        evaluation = run(tmp_path, self.PROFILE, self.FILES, '[pairing]\nby = "referral"\n')

        assert (found(evaluation, "mean first"), found(evaluation, "mean last")) == (3, 7.5)
        assert evaluation.ledger.used("people", "here") == 3
        assert aside(evaluation, "demo assessments") == {reasons.NO_PERSON: 1}
        assert all("each referral counts as a person" in finding.note for finding in evaluation.findings)

    def test_not_stated(self, tmp_path):
        """Each table has to say where the referral stands."""
        with pytest.raises(InputError) as error:
            run(
                tmp_path,
                self.PROFILE.replace('    referral = "Ref"\n', ""),
                self.FILES,
                '[pairing]\nby = "referral"\n',
            )

        assert "profile here, tables[1].referral: is missing: the evaluation is by referral" in str(
            error.value
        )
        assert "people.referral" not in str(error.value)

    def test_parts_of_a_key(self, tmp_path):
        """Person 1 in referral 12 is not person 11 in referral 2."""
        files = {
            "p.csv": "Id,Ref\n1,12\n11,2\n",
            "a.csv": "Id,Ref,Date,Q1,Q2,Q3\n1,12,01/02/2021,0,0,0\n11,2,01/03/2021,1,1,1\n",
        }
        evaluation = run(tmp_path, self.PROFILE, files, '[pairing]\nby = "referral"\n')

        assert found(evaluation, "people with a first and a last score") == 0


class TestDays:
    """Days by another clock, and by Excel's count."""

    def when(self, folder, date_format, texts, more=""):
        """Give the first day of the period that leaves a row out, found by moving the period."""
        profile = WIDE.replace("%d/%m/%Y", date_format) + more
        rows = HEAD + "".join(f"p,{text},1,1,1\n" for text in texts)
        evaluation = run(
            folder, profile, {"a.csv": rows}, "[period]\nfirst_day = 2021-06-02\nlast_day = 2021-06-02\n"
        )
        return evaluation.ledger.used("demo assessments", "here"), aside(evaluation, "demo assessments")

    def test_time_zone(self, tmp_path):
        """Half past eleven in the evening in Greenwich is the next day in London's summer."""
        zone = '    time_zone = "Europe/London"\n'
        form = "%Y-%m-%dT%H:%M:%S%z"
        texts = ["2021-06-01T23:30:00Z"]

        assert self.when(tmp_path / "1", form, texts)[0] == 0
        assert self.when(tmp_path / "2", form, texts, zone)[0] == 1
        assert self.when(tmp_path / "3", form, [" 2021-06-02T01:30:00+02:00 "], zone)[0] == 1
        assert self.when(tmp_path / "4", form, ["2021-06-01T22:30:00+00:00"], zone)[0] == 0

    def test_serial(self, tmp_path):
        """Excel's 44349 is 2 June 2021, with a time of day or without."""
        assert self.when(tmp_path / "1", "excel-serial", ["44349"])[0] == 1
        assert self.when(tmp_path / "2", "excel-serial", [" 44349.75 "])[0] == 1
        used, rows = self.when(tmp_path / "3", "excel-serial", ["44350", "02/06/2021", "12"])
        assert (used, rows) == (0, {reasons.OUTSIDE_PERIOD: 1, reasons.UNREADABLE_DATE: 2})

    def test_serial_where_none_was_expected(self, tmp_path):
        """The message says what the number probably is."""
        evaluation = run(tmp_path, WIDE, {"a.csv": HEAD + "p,44349,1,1,1\n"})

        assert 'is read by date_format = "excel-serial"' in str(evaluation.problems[0])

    def test_a_zone_without_an_offset(self, tmp_path):
        """A time zone means nothing where dates have no offset."""
        with pytest.raises(InputError, match="'time_zone' only where 'date_format' has %z"):
            run(tmp_path, WIDE + '    time_zone = "Europe/London"\n', {"a.csv": HEAD})


class TestIdentifiersInOtherCells:
    """Who is typed in the place of an answer is not shown."""

    @pytest.mark.parametrize(
        ("cell", "shown"),
        [
            ("person-1", False),
            (" seen person-2 today", False),
            ("943 476 5919", False),
            ("(9434765919)", False),
            ("see k12", False),
            ("person-9", True),
            ("k13", True),
            ("9434765918", True),
            ("p", True),
            ("12", True),
        ],
    )
    def test_cells(self, tmp_path, cell, shown):
        """Neither an identifier of the file nor an NHS number; the place and the reason stay."""
        rows = HEAD + f"person-1,01/02/2021,{cell},1,1\nperson-2,01/02/2021,1,1,1\np,01/02/2021,1,1,1\n"
        rows += "k12,01/02/2021,1,1,1\n"
        (problem,) = run(tmp_path, WIDE, {"a.csv": rows}).problems

        assert (problem.row, problem.column) == (2, "Q1")
        assert (problem.value is not None) == shown
        assert shown or cell.strip() not in str(problem)

    def test_scores(self, tmp_path):
        """Nor in the place of a score."""
        table = WIDE.split("    directions", maxsplit=1)[0].replace('    answers = "scored"\n', "")
        rows = HEAD + "person-1,01/02/2021,person-2,1,1\nperson-2,01/02/2021,1,1,1\n"
        evaluation = run(tmp_path, table + '    scores = { total = "Q1" }\n', {"a.csv": rows})

        assert [problem.value for problem in evaluation.problems] == [None]
