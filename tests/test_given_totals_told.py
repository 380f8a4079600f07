"""
What is told of totals: warnings, remarks, and what a profile may say.
"""

from __future__ import annotations

import json

import pytest
from helpers_files import (
    ROWS,
    csv_text,
    evaluation,
    make_plugins,
    module,
    put,
)
from helpers_given_totals import KEY, OURS, TOTALS, invoke, run, with_totals

from livingwell_core.cohorts import Comparison
from livingwell_core.reports import make_report


def wrong_way(number):
    """Rows of which the profile says as-circled, and that are reversed already: totals as scored."""
    rows = [[f"p{n}", "01/02/2021", n % 5, (n + 1) % 5, n % 3] for n in range(number)]
    return with_totals([sum(row[2:]) for row in rows], [ROWS[0], *rows])


class TestWarning:
    """More than a quarter of the totals differ."""

    def test_the_other_way(self, tmp_path):
        """Where every difference would vanish with the contrary `answers`, the warning says so."""
        found = run(evaluation(tmp_path, sites={"here": csv_text(wrong_way(15))}, table=TOTALS))

        (warning,) = [str(w) for w in found.warnings if "totals" in str(w)]
        assert warning == (
            "here, a.csv: 12 of 15 totals of the source system differ from our score demo.total; none would "
            "if 'answers' said the contrary: does the profile say the wrong one?"
        )

    def test_neither_way(self, tmp_path):
        """Else it says where to look."""
        found = run(evaluation(tmp_path, sites={"here": csv_text(with_totals([12] * 9))}, table=TOTALS))

        (warning,) = map(str, found.warnings)
        assert (
            "8 of 9 totals of the source system differ from our score demo.total; look at 'answers'"
            in warning
        )

    def test_a_quarter_is_no_sign(self, tmp_path):
        """Up to a quarter is reported and no more."""
        found = run(
            evaluation(tmp_path, sites={"here": csv_text(with_totals([1, 1, *OURS[2:]]))}, table=TOTALS)
        )

        assert found.remarks.totals[KEY] == Comparison(agree=7, differ=2)
        assert found.warnings == ()


class TestTold:
    """Where the counts and the rows are said."""

    @pytest.fixture
    def path(self, tmp_path):
        rows = with_totals([0, 8, 3, 4, 6, 12, 6, "x", ""])
        return evaluation(tmp_path, sites={"here": csv_text(rows)}, table=TOTALS)

    def test_check(self, path):
        """Counts, and the first rows."""
        put(path.parent / "here" / "a.csv", csv_text(with_totals([1, 8, 1, 1, 1, 1, 6, 7, 5])))

        lines = invoke("check", path).stdout.splitlines()

        assert "  Demo, total, here: re-scored 9, 6 differ" in lines
        assert sum("the total differs from our score" in line for line in lines) == 3
        assert "      and 3 more in here/a.csv, T" in lines

    def test_check_all(self, path):
        """Every row, with the file of each count."""
        lines = invoke("check", path, "--all").stdout.splitlines()
        place = lines.index("Remarks (the rows are used, with our scores):")

        assert lines[place + 1 : place + 4] == [
            (
                "  Demo, total, here, a.csv: re-scored 7, 1 differ; 1 without a total; 1 with a total that "
                "cannot be read"
            ),
            "    here/a.csv, row 3, T: the total differs from our score, got '8', expected 9",
            "    here/a.csv, row 9, T: the total is no number, expected a number",
        ]
        assert "p1" not in "".join(lines)

    def test_evaluate(self, path):
        """The summary has the counts and says where the rows are; the report has no rows."""
        result = invoke("evaluate", path, "--out", path.parent / "out")
        content = json.loads((path.parent / "out" / "findings.json").read_text())

        assert result.exit_code == 0
        assert result.stderr == ""
        assert "Demo, total, here: re-scored 7, 1 differ; 1 without a total;" in result.stdout
        assert f"(livingwell check {path} --all lists the rows)" in result.stdout
        assert content["remarks"] == {
            "totals": [
                {
                    "site": "here",
                    "instrument": "demo",
                    "score": "total",
                    "compared": 7,
                    "agree": 6,
                    "differ": 1,
                    "only_theirs": 0,
                    "only_ours": 1,
                    "unreadable": 1,
                }
            ],
            "missing_codes": [],
        }

    def test_report_has_no_rows(self, path):
        """What may leave the site are counts by site."""
        report = make_report(run(path))

        assert report.remarks.differing == ()
        assert [key.table for key in report.remarks.totals] == [""]

    def test_nothing_to_say(self, tmp_path):
        """Without totals nothing is said of them."""
        path = evaluation(tmp_path)

        assert "Remarks" not in invoke("check", path).stdout
        assert "re-scored" not in invoke("evaluate", path).stdout
        assert not run(path).remarks.totals

    def test_sites_lists_them(self, path):
        """`livingwell sites ID` says that a profile names totals."""
        from livingwell_core.profiles import ProfileFile

        profile = ProfileFile("here", path.parent / "here.toml")
        plugins = make_plugins(module(livingwell_site_profiles=lambda: [profile]))

        assert "answers as-circled, totals given: total" in invoke("sites", "here", plugins=plugins).stdout


class TestProfile:
    """What a profile may say."""

    @pytest.mark.parametrize(
        ("table", "words"),
        [
            ('totals = { total = "Q1" }', "'totals' to name places of their own"),
            ('totals = { total = "Id" }', "'totals' to name places of their own"),
            ('totals = { total = "Date" }', "'totals' to name places of their own"),
            ('totals = { total = "T", third = "T" }', "'totals' to name places of their own"),
            (
                'totals = { totl = "T" }',
                "tables[1].totals.totl: Demo has no such score; did you mean 'total'?",
            ),
            ('totals = { utility = "T" }', "tables[1].totals.utility: Demo has no such score"),
            ('totals = ["T"]', "a table, written"),
        ],
    )
    def test_refused(self, tmp_path, table, words):
        """A place that holds something else, or a score that the instrument does not have."""
        result = invoke("check", evaluation(tmp_path, table=table))

        assert result.exit_code == 1
        assert words in result.stderr
