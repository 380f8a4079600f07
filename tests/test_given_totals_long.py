"""
Totals of the source system in long tables.
"""

from __future__ import annotations

from helpers_files import (
    csv_text,
    evaluation,
    put,
)
from helpers_given_totals import KEY, run

from livingwell_core.cohorts import Comparison, reasons

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
