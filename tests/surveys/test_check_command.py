"""What ``livingwell check`` prints of a survey, and that it prints nobody."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner
from helpers_files import csv_text, put
from helpers_surveys import as_long, clean, people_of, plugins, site

from livingwell_core.cli.main import cli


def check(path, *options):
    result = CliRunner().invoke(cli, ["check", str(path), *options], obj=plugins())
    assert result.exit_code == 0, result.output
    return result.stdout


def odd(number: int = 80):
    """Rows with every pattern in them, and their list of people."""
    rows = clean(number)
    for row in rows[1:]:
        row[0] = f"00{row[0][1:]}"
    people = people_of(rows)
    for row in rows[1:12]:
        row[0] = row[0].lstrip("0")
    for place, row in enumerate(rows[20:50]):
        row[1:] = ["2021-05-17", "0", "4", "1", "3", "2", str(place % 5) if place > 4 else "2"]
    for row in rows[60:66]:
        row[2:] = ["3"] * 6
    ends = {row[0]: row for row in sorted(rows[1:])}
    for row in rows[1:]:
        if int(row[0]) % 2:
            row[2:] = ends[row[0]][2:]
    for row in rows[70:74]:
        row[2] = "7"
    for row in people[1:8]:
        row[1:] = ["2024-06-01", "East"]
    return rows, people


class TestText:
    def test_nothing_found(self, tmp_path):
        """One line says that nothing was found, and what was looked for."""
        rows = clean()

        text = check(site(tmp_path, rows, people_of(rows)))

        assert text.endswith(
            "\n\nNo suspicious patterns. Looked for: the same answer to every item; odd intervals; dates "
            "before the referral; one date for many; first and last answers alike; copied rows; identifiers "
            "that lost zeros.\n\nEvery row is used or set aside; a run can go ahead.\n"
        )
        assert "stand for nothing" not in text
        assert "Completeness" not in text

    def test_everything_found(self, tmp_path):
        """Each pattern with its count, its share and what to do; the last line stays as it is."""
        text = check(site(tmp_path, *odd()))

        section = text[text.index("Patterns to look at (the rows are used all the same):") :]
        for words in (
            r"\): the same answer to all of 6 items",
            r"intervals \([\d.]+%\): 0 to 1 days from one assessment of a person to the next",
            r"before the day on which the person was referred",
            r"on 2021-05-17; a usual day holds",
            r"the same answer to every item at their first and at their last",
            r"people below each other, with one day and the same answers \(\d runs?\)",
            r"11 of 11 people \(100\.0%\): not in the list, and would be with more zeros",
        ):
            assert len(re.findall(words, section)) == 1, words
        assert "Looked for" not in text
        assert "  here/a.csv, Q1, no answer: '7' (4)" in text
        assert text.endswith("Look at the warnings first.\n")

    def test_values_that_were_all_listed(self, tmp_path):
        """Where every wrong cell was named by itself, values are not said again, but for --survey."""
        rows = clean()
        rows[1][2] = rows[2][3] = "7"
        path = site(tmp_path, rows)
        line = "  here/a.csv, Q1, no answer: '7' (1)"

        assert line not in check(path)
        assert line in check(path, "--survey")

    def test_many_columns(self, tmp_path):
        """Of a file three columns are shown, the fullest first."""
        rows = clean()
        for column in range(2, 8):
            for row in rows[1 : column + 1]:
                row[column] = "7"
        path = site(tmp_path, rows)

        text = check(path)

        assert [line for line in text.splitlines() if "no answer:" in line] == [
            f"  here/a.csv, Q{item}, no answer: '7' ({item + 1})" for item in (6, 5, 4)
        ]
        assert "    and 9 more in 3 other columns or questions of here/a.csv" in text
        assert check(path, "--survey").count("no answer:") == 6

    def test_questions(self, tmp_path):
        """Codes of questions that lost digits are named, with the remedy."""
        rows = clean(20)
        path = site(tmp_path, rows, long=True)
        lines = as_long(rows)
        lines += [[f"x{n}", f"p{n:03}", "2021-01-01", "1.03766E+15", "3"] for n in range(6)]
        put(tmp_path / "here" / "a.csv", csv_text(lines))

        assert (
            "  here/a.csv, Question, questions that are not mapped: '1.03766E+15' (6); 6 rows hold codes "
            "that a spreadsheet cut: export again, with that column as text"
        ) in check(path)

    def test_completeness(self, tmp_path):
        """With --survey a table by month and by team; small numbers are shown with --all only."""
        rows = clean()
        path = site(tmp_path, rows, people_of(rows))

        text = check(path, "--survey")

        assert "Completeness of Form at here, by month" in text
        assert "Completeness of Form at here, by team" in text
        months = re.findall(r"^  20\d\d-\d\d .*$", text, re.MULTILINE)
        assert any("<5" in month for month in months)
        assert not any(re.search(r" [1-4](?: |$)", month) for month in months)
        assert "<5: fewer than 5; --all shows all" in text
        assert "<5" not in check(path, "--survey", "--all")

    def test_by(self, tmp_path):
        """--by is --survey with another group; one that is not there is refused."""
        rows = clean()
        path = site(tmp_path, rows, people_of(rows))

        assert "by team" in check(path, "--by", "team")
        result = CliRunner().invoke(cli, ["check", str(path), "--by", "sex"], obj=plugins())
        assert result.exit_code == 1
        assert "no profile of this evaluation has a group 'sex' of people; one of: team" in result.stderr

    def test_no_assessments(self, tmp_path):
        """A file without a usable row has no months and no patterns."""
        rows = clean(4)
        for row in rows[1:]:
            row[1] = "soon"

        result = CliRunner().invoke(cli, ["check", str(site(tmp_path, rows)), "--survey"], obj=plugins())

        assert "No suspicious patterns." in result.stdout
        assert result.exit_code == 1
        assert "no assessment could be used" in result.stderr


class TestJson:
    def test_the_same(self, tmp_path):
        """The same numbers as the terminal shows, whole."""
        path = site(tmp_path, *odd())

        data = json.loads(check(path, "--json"))

        assert set(data) == {
            *("ledger", "problems", "remarks", "differing", "warnings", "unmapped", "patterns"),
            *("looked_for", "completeness", "minimum"),
        }
        assert {pattern["kind"] for pattern in data["patterns"]} == set(data["looked_for"])
        assert all(pattern["share"] == pattern["count"] / pattern["of"] for pattern in data["patterns"])
        for table in data["ledger"]:
            assert table["read"] == table["used"] + sum(table["set_aside"].values())
        assert [(one["place"], one["rows"]) for one in data["unmapped"]] == [("Q1", 4), ("Team", 7)]
        assert data["minimum"] == 5

    def test_small_numbers(self, tmp_path):
        """What is below the evaluation's minimum is null, but for --all."""
        rows = clean()
        path = site(tmp_path, rows, people_of(rows))

        by_month = json.loads(check(path, "--json"))["completeness"][0]["rows"]
        whole = json.loads(check(path, "--json", "--all"))["completeness"][0]["rows"]

        assert len(by_month) == len(whole)
        for hidden, known in zip(by_month, whole, strict=True):
            for name in ("starting", "assessments", "people", "assessed", "assessed_twice"):
                assert hidden[name] == (known[name] if known[name] >= 5 else None)
            if known["assessments"] < 5:
                assert (hidden["answered_share"], hidden["scored_share"]) == (None, None)

    def test_minimum_of_the_evaluation(self, tmp_path):
        """The minimum is the evaluation's."""
        rows = clean()
        path = site(tmp_path, rows, config="[disclosure]\nminimum = 0\n")

        assert "<" not in check(path, "--survey")
        assert json.loads(check(path, "--json"))["minimum"] == 0


NAME = "PERSONID-123"


class TestNobodyIsNamed:
    """An identifier, a name and a story in every column that could tell them."""

    def planted(self, rows, people):
        for number, row in enumerate(rows[1:]):
            row[0] = NAME if number < 8 else f"{NAME}{number % 40}"
        for number, row in enumerate(people[1:]):
            row[0] = f"{NAME}{number}"
            row[2] = f"{NAME}{number}" if number % 2 else NAME
        for column in range(2, 8):
            for row in rows[column * 10 : column * 10 + 8]:
                row[column] = NAME
            rows[column][column] = f"see {NAME}."
        return rows, people

    @pytest.mark.parametrize(
        "options", [(), ("--survey",), ("--by", "team"), ("--survey", "--all"), ("--json",)]
    )
    @pytest.mark.parametrize("long", [False, True])
    def test_wide_and_long(self, tmp_path, options, long):
        """Nothing of the survey holds one, however many rows and people do."""
        rows, people = self.planted(*odd())
        path = site(tmp_path, rows, people, long=long)
        if long:
            lines = as_long(rows)
            lines += [[f"x{n}", f"{NAME}{n}", "2021-01-01", NAME, NAME] for n in range(9)]
            lines += [[f"y{n}", f"{NAME}{n}", "2021-01-01", f"of {NAME}{n}", "a story"] for n in range(9)]
            put(tmp_path / "here" / "a.csv", csv_text(lines))

        text = check(path, *options)
        if options == ("--json",):
            data = json.loads(text)
            text = json.dumps({name: data[name] for name in data if name not in {"problems", "warnings"}})
        else:
            # The list of single cells shows what was typed in place of an answer, for the site's own eyes.
            text = text[text.index("Values that stand for nothing") : text.index("\nWarning:")]

        assert "personid" not in text.lower()
        assert "story" not in text
        assert "Q1" in text
