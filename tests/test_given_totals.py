"""Totals that the source system gave are compared with ours, counted, named by row, and never used."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction

import attrs
import polars as pl
import pytest
from click.testing import CliRunner
from helpers_files import (
    AS_OF,
    DEMO,
    ROWS,
    csv_text,
    evaluation,
    make_plugins,
    module,
    put,
    workbook,
)
from hypothesis import example, given
from hypothesis import strategies as st

from livingwell_core.cli.main import cli
from livingwell_core.cohorts import Compared, Comparison, reasons
from livingwell_core.engines.local import LocalEngine
from livingwell_core.evaluations import evaluate, make_plan
from livingwell_core.evaluations.given_totals import _read
from livingwell_core.instruments import Mean, Scale, Utility
from livingwell_core.reports import make_report

THIRDS = Scale(lowest=0, highest=40, denominator=9)
TOTALS = 'totals = { total = "T" }'
KEY = Compared(site="here", instrument="demo", score="total", table="a.csv")
# What the rows of ROWS score: the second item is turned.
OURS = (0, 9, 3, 4, 6, 12, 6, 7, 5)


def with_totals(totals, rows=ROWS):
    """Give rows with a column T of totals, one a row."""
    return [[*rows[0], "T"], *([*row, total] for row, total in zip(rows[1:], totals, strict=True))]


def run(path, plugins=None, buckets=None):
    plan = make_plan(path, plugins or make_plugins(), as_of=AS_OF)
    return evaluate(plan, LocalEngine(buckets=buckets))


def compared(tmp_path, totals, **kwargs):
    path = evaluation(tmp_path, sites={"here": csv_text(with_totals(totals))}, **{"table": TOTALS, **kwargs})
    return run(path).remarks


def invoke(*args, plugins=None):
    return CliRunner().invoke(cli, list(map(str, args)), obj=plugins or make_plugins())


def agrees(theirs: str, ours: Fraction, scale: Scale = THIRDS) -> bool:
    ((kind,), (first,), (last,)) = _read(pl.Series([theirs], dtype=pl.String), scale, ())
    assert kind == 2
    return bool(first <= ours * scale.denominator <= last)


class TestRounding:
    """When a total is ours."""

    @pytest.mark.parametrize(
        ("theirs", "ours", "equal"),
        [
            ("24.3", "73/3", True),
            ("24.33", "73/3", True),
            ("24.4", "73/3", False),
            ("24.30", "73/3", False),
            ("24", "73/3", True),
            ("24.", "73/3", True),
            ("25", "73/3", False),
            ("24,3", "73/3", True),
            ("+24.3", "73/3", True),
            # As a spreadsheet keeps a third: wrong in the sixteenth place.
            ("24.333333333333332", "73/3", True),
            ("24.333333333333336", "73/3", True),
            ("24.333333", "73/3", True),
            ("24.333334", "73/3", False),
            ("2.43E1", "73/3", True),
            ("-0", "0", True),
            ("999999999", "40", False),
        ],
    )
    def test_by_hand(self, theirs, ours, equal):
        """Ours rounds to theirs at the decimals that theirs is written with, or it does not."""
        assert agrees(theirs, Fraction(ours)) is equal

    def test_halves_go_either_way(self):
        """Some round halves up and some to even: both are right."""
        halves = Scale(lowest=0, highest=40, denominator=2)

        assert [agrees(text, Fraction(49, 2), halves) for text in ("24", "25", "24.5", "23", "24.4")] == [
            True,
            True,
            True,
            False,
            False,
        ]

    @given(
        steps=st.integers(-2000, 2000),
        denominator=st.sampled_from([1, 2, 3, 8, 9, 1000, 2520]),
        decimals=st.integers(0, 6),
        off=st.integers(-2, 2),
    )
    def test_naively(self, steps, denominator, decimals, off):
        """The same as rounding exactly and comparing, for every rule of rounding halves."""
        scale = Scale(lowest=-2000, highest=2000, denominator=denominator)
        ours, unit = Fraction(steps, denominator), Fraction(1, 10**decimals)
        theirs = round(ours, decimals) + off * unit
        text = f"{Decimal(int(theirs * 10**decimals)).scaleb(-decimals):f}"

        assert agrees(text, ours, scale) is (abs(ours - theirs) <= unit / 2)

    @pytest.mark.parametrize(
        "text",
        [
            "x",
            "12 points",
            "nan",
            "NaN",
            "sNaN",
            "Infinity",
            "-inf",
            "1e99",
            "1e-999999999",
            "0e999999999",
            "1e9",
            "9" * 5000,
            "0." + "0" * 5000,
            "1.2.3",
            "1,204.5",
            "٣x",
            "\u00a0",
            None,
        ],
    )
    def test_no_number(self, text):
        """What is no number, or none that a score could be, is unreadable, and at once."""
        (kind,), _, _ = _read(pl.Series([text], dtype=pl.String), THIRDS, ("n/a",))

        assert kind == 1

    @pytest.mark.parametrize(
        ("text", "missing", "kind"),
        [
            ("n/a", ("N/A ",), 0),
            ("99", ("99",), 0),
            # A code for "no answer" to an item may be a total.
            ("9", ("9",), 2),
            ("9", (), 2),
            ("n/a", (), 1),
        ],
    )
    def test_missing(self, text, missing, kind):
        """What the profile calls missing is no total, unless it is one."""
        (found,), _, _ = _read(pl.Series([text]), THIRDS, missing)

        assert found == kind

    @given(st.lists(st.none() | st.text(max_size=6) | st.sampled_from(["1", "2.5", "x"]), max_size=20))
    @example([])
    def test_each_text_is_read_alike(self, texts):
        """A text means the same in whatever company."""
        alone = [[c[0] for c in _read(pl.Series([text], dtype=pl.String), THIRDS, ())] for text in texts]

        together = _read(pl.Series(texts, dtype=pl.String), THIRDS, ())

        assert [list(row) for row in zip(*together, strict=True)] == alone


class TestCounts:
    """Every row with a score or a total is counted once."""

    def test_all_agree(self, tmp_path):
        """Nothing to say but how many."""
        remarks = compared(tmp_path, OURS)

        assert remarks.totals == {KEY: Comparison(agree=9)}
        assert remarks.differing == ()

    def test_each_kind(self, tmp_path):
        """One that differs, one of no number, one blank, one only theirs; the rows that differ are named."""
        rows = [*ROWS[:9], ["p5", "06/12/2021", "1", "", "2"]]
        content = csv_text(with_totals([0, 9, "", "x", 6, 11, 6, 7, 5], rows))

        found = run(evaluation(tmp_path, sites={"here": content}, table=TOTALS)).remarks

        assert found.totals == {KEY: Comparison(agree=5, differ=1, only_theirs=1, only_ours=1, unreadable=1)}
        (differences,) = found.differing
        assert [str(problem) for problem in differences.problems()] == [
            "here/a.csv, row 7, T: the total differs from our score, got '11', expected 12",
            "here/a.csv, row 5, T: the total is no number, expected a number",
        ]

    def test_rows_set_aside_are_not_compared(self, tmp_path):
        """A row that is no assessment has its own message."""
        rows = [*ROWS, ["p9", "soon", 1, 1, 1], ["", "", "", "", ""], ["p9", "01/02/2021", 7, 1, 1]]
        content = csv_text(with_totals([*OURS, 3, 0, 3], rows))

        found = run(evaluation(tmp_path, sites={"here": content}, table=TOTALS))

        assert found.remarks.totals == {KEY: Comparison(agree=9)}
        assert found.ledger.set_aside("demo assessments", "here") == {
            reasons.UNREADABLE_DATE: 1,
            reasons.BLANK_ROW: 1,
            reasons.NOT_AN_ANSWER: 1,
        }

    def test_several_scores(self, tmp_path):
        """Each score has its own column."""
        rows = [[*row, third] for row, third in zip(with_totals(OURS), ["U", *"031223222"], strict=True)]
        path = evaluation(
            tmp_path, sites={"here": csv_text(rows)}, table='totals = { total = "T", third = "U" }'
        )

        remarks = run(path).remarks

        third = attrs.evolve(KEY, score="third")
        assert remarks.totals == {third: Comparison(agree=8, differ=1), KEY: Comparison(agree=9)}

    def test_thirds(self, tmp_path):
        """A mean in thirds agrees at whatever decimals it is written."""
        mean = attrs.evolve(DEMO.scores[0], rule=Mean(), highest=4, clinical_ranges=(), reliable_changes=())
        means = attrs.evolve(DEMO, id="means", scores=(mean,))
        texts = ["0.00", "3", "1.0", "1.33", "2", "4.000", "2", "2,3", "1.6"]
        path = evaluation(tmp_path, sites={"here": csv_text(with_totals(texts))}, table=TOTALS)
        put(tmp_path / "here.toml", (tmp_path / "here.toml").read_text().replace('"demo"', '"means"'))

        remarks = run(path, make_plugins(module(livingwell_instruments=lambda: [means]))).remarks

        (found,) = remarks.totals.values()
        assert found == Comparison(agree=8, differ=1)
        (differences,) = remarks.differing
        (problem,) = differences.problems()
        assert (problem.row, problem.value, problem.expected) == (10, "1.6", "1 2/3")

    def test_utility_without_a_value_set(self, tmp_path):
        """Theirs is there and ours is not: counted, no fault."""
        valued = attrs.evolve(DEMO, id="valued", utility=Utility(title="U", source="invented"))
        path = evaluation(
            tmp_path,
            sites={"here": csv_text(with_totals(["0.5"] * 9))},
            table='totals = { utility = "T" }',
        )
        put(tmp_path / "here.toml", (tmp_path / "here.toml").read_text().replace('"demo"', '"valued"'))

        remarks = run(path, make_plugins(module(livingwell_instruments=lambda: [valued]))).remarks

        assert list(remarks.totals.values()) == [Comparison(only_theirs=9)]

    def test_workbook(self, tmp_path):
        """Cells of a workbook that hold numbers."""
        rows = [ROWS[0], *([row[0], row[1], *map(int, row[2:])] for row in ROWS[1:])]
        book = workbook(tmp_path / "b.xlsx", {"s": with_totals([0.0, 9, 3, 4, 6, 12, 6, 7, 5.5], rows)})
        path = evaluation(tmp_path, sites={"here": book.read_bytes()}, file="a.xlsx", table=TOTALS)

        (found,) = run(path).remarks.totals.values()

        assert found == Comparison(agree=8, differ=1)

    def test_column_that_is_not_there(self, tmp_path):
        """A fault of the profile, told before anything is read."""
        result = invoke("check", evaluation(tmp_path, table=TOTALS))

        assert result.exit_code == 1
        assert "here/a.csv, row 1, T: no such column" in result.stderr


LONG = """\
id = "here"
title = "Here"
source = "invented"
[[tables]]
file = "{file}"
instrument = "demo"
layout = "long"
answers = "as-circled"
person = "Id"
date = "Date"
date_format = "%d/%m/%Y"
assessment = "Form"
question = "Question"
answer = "Answer"
totals = {{ total = "Sum" }}
items = {{ 1 = "One?", 2 = "Two?", 3 = "Three?" }}
directions = {{ 3 = "higher-is-better" }}
"""


def long_site(tmp_path, rows, file="a.csv", **more):
    header = ["Id", "Date", "Form", "Question", "Answer"]
    path = evaluation(tmp_path, sites={"here": csv_text([header, *rows])}, file=file, **more)
    put(tmp_path / "here.toml", LONG.format(file=file))
    return path


def form(name, answers, *totals, person="p", date="01/02/2021"):
    questions = ("One?", "Two?", "Three?")
    return [
        *(
            [person, date, name, question, answer]
            for question, answer in zip(questions, answers, strict=True)
        ),
        *([person, date, name, "Sum", total] for total in totals),
    ]


class TestLong:
    """A total is a row of a long table."""

    def test_counts(self, tmp_path):
        """Total by total; a row with one is no answer and does its assessment no harm."""
        rows = [
            *form("agrees", "333", "7"),
            *form("differs", "333", "8", date="02/02/2021"),
            *form("twice", "333", "7", "7", date="03/02/2021"),
            *form("two", "333", "7", "8", date="04/02/2021"),
            *form("none", "333", date="05/02/2021"),
            *form("blank", "333", " ", date="06/02/2021"),
            *form("no score", ["3", "", "3"], "7", date="07/02/2021"),
            *form("wrong answer", "339", "7", date="08/02/2021"),
            ["p", "09/02/2021", "alone", "Sum", "7"],
            ["p", "soon", "alone without a day", "Sum", "7"],
            ["", "09/02/2021", "alone without a person", "Sum", "7"],
            ["p", "10/02/2021", "other", "Other?", "7"],
        ]

        found = run(long_site(tmp_path, rows))

        assert found.remarks.totals == {
            KEY: Comparison(agree=2, differ=1, only_theirs=2, only_ours=2, unreadable=1)
        }
        assert found.ledger.set_aside("demo answers", "here") == {
            reasons.GIVEN_TOTAL: 12,
            reasons.OTHER_QUESTION: 1,
            reasons.NOT_AN_ANSWER: 1,
        }
        assert found.ledger.set_aside("demo assessments", "here") == {
            reasons.ANSWER_SET_ASIDE: 1,
            reasons.TOO_FEW_ANSWERS: 1,
        }
        (differences,) = found.remarks.differing
        assert [(p.row, p.column, p.value, p.expected) for p in differences.problems()] == [
            (9, "Sum", "8", "7"),
            (18, "Sum", None, "a number"),
        ]

    def test_no_assessment(self, tmp_path):
        """A total of no assessment is named, as an answer would be."""
        rows = [*form("f", "333", "7"), ["p", "01/02/2021", "", "Sum", "7"]]

        found = run(long_site(tmp_path, rows))

        assert [(p.row, p.column, p.reason) for p in found.problems] == [(6, "Form", reasons.NO_ASSESSMENT)]
        assert found.remarks.totals == {KEY: Comparison(agree=1)}

    def test_outside_the_period(self, tmp_path):
        """Neither an assessment nor a lone total before the first day counts."""
        rows = [
            *form("f", "333", "7"),
            *form("g", "333", "7", date="01/02/2020"),
            ["p", "01/02/2020", "h", "Sum", "7"],
        ]

        found = run(long_site(tmp_path, rows, settings="[period]\nfirst_day = 2021-01-01\n"))

        assert found.remarks.totals == {KEY: Comparison(agree=1)}

    def test_people_named_by_a_total_only(self, tmp_path):
        """Who has a total of the questionnaire was asked: a person without a usable row is a person."""
        rows = [*form("f", "333", "7"), ["q", "01/02/2021", "g", "Sum", "7"]]

        found = run(long_site(tmp_path, rows))

        people = {f.statistic: f.value for f in found.findings if f.score == "total" and f.unit == "people"}
        assert people["people supported"] == 2


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
