"""
Which rows of a file count, and what second files add to them.
"""

from __future__ import annotations

import textwrap
from typing import ClassVar

import pytest
from helpers_files import put
from helpers_runs import WIDE, aside, found, run

from livingwell_core.cohorts import READ, reasons
from livingwell_core.errors import InputError

LONG = """
    [[tables]]
    file = "scores.csv"
    instrument = "demo"
    layout = "long"
    answers = "scored"
    person = "Local"
    date = "Contact date"
    date_format = "%d/%m/%Y"
    assessment = ["Referral", "Contact date"]
    question = "Code"
    answer = "Value"
    directions = { 3 = "higher-is-better" }
    items = { 1 = "101", 2 = "102", 3 = "103" }
    [[tables.joins]]
    file = "contacts.csv"
    match = { Activity = "ActivityId" }
    take = ["Contact date"]
    [[tables.joins]]
    file = "referrals.csv"
    match = { Referral = "ReferralId" }
    take = ["Local"]
"""
SCORES = """\
Activity,Referral,Code,Value
A1,R1,101,1
A1,R1,102,2
A1,R1,103,3
A2,R1,101,2
A2,R1,102,3
A2,R1,103,4
A3,R2,101,4
A3,R2,102,4
A3,R2,103,4
"""
CONTACTS = "ActivityId,Contact date\nA1,01/02/2021\nA2,01/05/2021\nA3,01/06/2021\nA9,01/07/2021\n"
REFERRALS = "ReferralId,Local\nR1,p\nR2,q\n"


class TestOnly:
    """Rows that count, by the values of columns."""

    ROWS = """\
Id,Date,Form,Q1,Q2,Q3
p,01/02/2021,Demo,1,1,1
p,01/05/2021, demo ,2,2,2
p,01/08/2021,other,4,4,4
p,not a date,other,x,y,z
q,01/08/2021,,4,4,4
"""

    def test_left_out(self, tmp_path):
        """Other rows are not looked at: no cell of theirs is a problem, and they are counted."""
        evaluation = run(tmp_path, WIDE + '    only = { Form = ["demo"] }\n', {"a.csv": self.ROWS})

        assert evaluation.ledger.used("demo assessments", "here") == 2
        assert aside(evaluation, "demo assessments") == {reasons.LEFT_OUT: 3}
        assert evaluation.ledger.read("demo assessments", "here") == 5
        assert evaluation.problems == ()
        assert found(evaluation, "mean last") == 6

    def test_blank(self, tmp_path):
        """Blank cells count if the profile says so."""
        evaluation = run(tmp_path, WIDE + '    only = { Form = ["demo", ""] }\n', {"a.csv": self.ROWS})

        assert evaluation.ledger.used("demo assessments", "here") == 3

    def test_two_versions(self, tmp_path):
        """Versions of a form with codes of their own are two tables of one file."""
        rows = "Id,Date,Version,Q1,Q2,Q3\np,01/02/2021,1,1,1,1\np,01/05/2021,2,a,b,b\n"
        profile = textwrap.dedent(WIDE) + 'only = { Version = ["1"] }\n'
        profile += textwrap.dedent(WIDE) + 'only = { Version = ["2"] }\ncodes = { a = 1, b = 2 }\n'
        evaluation = run(tmp_path, profile, {"a.csv": rows})

        assert found(evaluation, "mean change") == 2
        assert aside(evaluation, "demo assessments") == {reasons.LEFT_OUT: 2}

    def test_taken_by_no_table(self, tmp_path):
        """A version that the profile does not know of is a warning, with its rows."""
        rows = "Id,Date,Version,Q1,Q2,Q3\n" + "".join(
            f"p{n},01/02/2021,{version},1,1,1\n" for n, version in enumerate([1, 2] + [3] * 6 + [4])
        )
        profile = textwrap.dedent(WIDE) + 'only = { Version = ["1"] }\n'
        profile += textwrap.dedent(WIDE) + 'only = { Version = ["2"] }\n'

        (warning,) = run(tmp_path / "1", profile, {"a.csv": rows}).warnings
        assert str(warning) == (
            "here/a.csv, Version: 7 rows are taken by no table of the profile, got '3 (6)', "
            "expected values that 'only' lists"
        )
        profile += textwrap.dedent(WIDE) + 'only = { Version = ["3", "4"] }\n'
        assert run(tmp_path / "2", profile, {"a.csv": rows}).warnings == ()

    @pytest.mark.parametrize(
        ("only", "words"),
        [
            ("{ From = ['demo'] }", "no such column; did you mean 'Form'?"),
            ("{ Form = [] }", "'only' to list at least one value for Form"),
            ("{ Id = ['p'] }", "'only' to name another column than 'person'"),
        ],
    )
    def test_refused(self, tmp_path, only, words):
        """A wrong `only` is a message."""
        with pytest.raises(InputError, match=words.replace("?", r"\?")):
            run(tmp_path, WIDE + f"    only = {only}\n", {"a.csv": self.ROWS})


class TestJoins:
    """Who and when from other files, as in national data sets."""

    FILES: ClassVar = {"scores.csv": SCORES, "contacts.csv": CONTACTS, "referrals.csv": REFERRALS}

    def test_gathered(self, tmp_path):
        """Two people, one of them twice; every row of every file is somewhere."""
        evaluation = run(tmp_path, LONG, self.FILES)

        assert evaluation.ledger.used("demo assessments", "here") == 3
        assert evaluation.ledger.used("contacts.csv for demo answers", "here") == 4
        assert (found(evaluation, "mean first"), found(evaluation, "mean last")) == (6, 9)
        assert evaluation.warnings == ()

    def test_nothing_found(self, tmp_path):
        """Rows without a partner are set aside for what they lack, and a warning says why."""
        files = self.FILES | {"contacts.csv": CONTACTS.replace("A2,", "B2,")}
        evaluation = run(tmp_path, LONG, files)

        (warning,) = [w for w in evaluation.warnings if "find nothing" in w.reason]
        assert "3 rows find nothing in here/contacts.csv" in str(warning)
        assert aside(evaluation, "demo answers") == {reasons.NO_DATE: 3}

    def test_two_meanings(self, tmp_path):
        """A key that says two different things says nothing; one said twice is one."""
        files = self.FILES | {"contacts.csv": CONTACTS + "A2,02/05/2021\nA1,01/02/2021\n,01/01/2021\n"}
        evaluation = run(tmp_path, LONG, files)

        assert aside(evaluation, "contacts.csv for demo answers") == {
            reasons.UNCLEAR_KEY: 2,
            reasons.DUPLICATE: 1,
            reasons.NO_KEY: 1,
        }
        assert any("1 keys say two different things" in w.reason for w in evaluation.warnings)
        assert aside(evaluation, "demo answers") == {reasons.NO_DATE: 3}

    def test_order_of_rows(self, tmp_path):
        """The order of a second file's rows changes nothing."""
        head, *rows = CONTACTS.splitlines(keepends=True)
        turned = run(tmp_path / "2", LONG, self.FILES | {"contacts.csv": head + "".join(rows[::-1])})

        assert turned.findings == run(tmp_path / "1", LONG, self.FILES).findings

    @pytest.mark.parametrize(
        ("old", "new", "words"),
        [
            (
                "contacts.csv",
                "contact.csv",
                "here/contact.csv: there is no such file; did you mean 'contacts.csv'",
            ),
            ('"ActivityId"', '"ActivtyId"', "here/contacts.csv, row 1, ActivtyId: no such column"),
            ('take = ["Local"]', 'take = ["Locale"]', "no such column"),
            ('take = ["Local"]', 'take = ["ReferralId"]', "none of 'match'"),
            ('take = ["Local"]', 'take = ["Contact date"]', "'joins' to take each column once"),
            ('"contacts.csv"', '"*.csv"', "the name of one file"),
        ],
    )
    def test_refused(self, tmp_path, old, new, words):
        """What cannot be joined is said with its place."""
        with pytest.raises(InputError) as error:
            run(tmp_path, LONG.replace(old, new), self.FILES)

        assert words in str(error.value)

    def test_a_column_of_both(self, tmp_path):
        """A column that both files have is refused: nobody could tell which was read."""
        files = self.FILES | {"referrals.csv": "ReferralId,Local,Value\nR1,p,1\nR2,q,1\n"}
        with pytest.raises(InputError, match=r"stands in this file and is taken from referrals\.csv too"):
            run(tmp_path, LONG.replace('take = ["Local"]', 'take = ["Local", "Value"]'), files)


class TestNotFilledIn:
    """Rows of an event in which nobody filled in the questionnaire."""

    def test_counted(self, tmp_path):
        """They are set aside under a name of their own, and are no problem."""
        rows = "Id,Date,Q1,Q2,Q3\np,01/02/2021,1,1,1\np,,,,\n,,,,\np,,1,,\n"
        evaluation = run(tmp_path, WIDE, {"a.csv": rows})

        assert aside(evaluation, "demo assessments") == {
            reasons.NOT_FILLED_IN: 1,
            reasons.BLANK_ROW: 1,
            reasons.NO_DATE: 1,
        }
        assert [problem.row for problem in evaluation.problems] == [5]


def test_a_reader_by_name(tmp_path):
    """A file whose ending says nothing is read by the reader that the profile names."""
    profile = WIDE.replace('"a.csv"', '"a.export"') + '    reader = "csv"\n'
    files = {"a.export": "Id,Date,Q1,Q2,Q3\np,01/02/2021,1,1,1\n"}

    assert run(tmp_path, profile, files).ledger.used("demo assessments", "here") == 1
    with pytest.raises(InputError, match="no such reader is installed; did you mean 'csv'"):
        run(tmp_path, profile.replace('"csv"', '"csw"'), files)


def test_rows_add_up(tmp_path):
    """What is left out, joined and used makes what was read, in every table."""
    put(tmp_path / "unused.txt", "")
    evaluation = run(tmp_path, LONG, TestJoins.FILES)

    for table, site in evaluation.ledger.tables():
        rows = evaluation.ledger.used(table, site) + sum(evaluation.ledger.set_aside(table, site).values())
        assert rows == evaluation.ledger.rows[table, site, READ]
