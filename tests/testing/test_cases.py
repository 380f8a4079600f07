"""Cases beside an instrument: read strictly, every problem at once, and run exactly."""

from __future__ import annotations

from fractions import Fraction

import attrs
import pytest
from testing.right import RIGHT

from livingwell_core.errors import InputError
from livingwell_core.testing import (
    Mismatch,
    check_instrument,
    parametrize_with_checks,
    read_cases,
    read_expected_failures,
    run_case,
)

GOOD = """
[[cases]]
name = "good"
source = "by hand"
answers = { a = 4, b = 3 }
answers_are = "as-circled"
expected = { total = "missing" }
"""


@pytest.fixture
def with_file(tmp_path):
    """Give RIGHT with a cases file of this text."""

    def make(text, instrument=RIGHT):
        path = tmp_path / "x.cases.toml"
        path.write_text(text, encoding="utf-8")
        return attrs.evolve(instrument, cases=path)

    return make


def problems(instrument):
    with pytest.raises(InputError) as caught:
        read_cases(instrument)
    return [str(problem).removeprefix(f"{instrument.cases.parent}/") for problem in caught.value.problems]


class TestReadCases:
    def test_numbers_are_exact(self):
        """A decimal and a fraction are read as written, and 'missing' is no score."""
        expected = {case.name: case.expected for case in read_cases(RIGHT)}

        assert expected["between"] == {"total": 8, "mean": Fraction(8, 3), "side": None}
        assert expected["one missing, prorated by name"] == {"total": Fraction(21, 2), "mean": Fraction(7, 2)}

    def test_none(self):
        """An instrument without a file has no cases."""
        assert read_cases(attrs.evolve(RIGHT, cases=None)) == ()

    def test_every_problem_at_once(self, with_file):
        """Each with file, place, value and what was expected."""
        text = (
            GOOD
            + """
[[cases]]
name = "good"
source = " "
answers = { a = 6, d = 1, c = 1 }
answers_are = "scored"
directions = { b = "higher-is-worse" }
missing = "prorate(2)"
expected = { totl = 3, mean = "three", side = true }
[[cases]]
name = "x"
source = "by hand"
answers = { b = 1 }
expected = {}
"""
        )

        assert problems(with_file(text)) == [
            "x.cases.toml, cases[2].source: is empty, expected text",
            "x.cases.toml, cases[2].name: two cases have one name, got 'good', expected a name of its own",
            "x.cases.toml, cases[2].answers.a: wrong value, got '6', expected 1 to 5",
            "x.cases.toml, cases[2].answers.d: no such item; one of: a, b, c, side",
            "x.cases.toml, cases[2].directions.b: this item has a direction of its own, or is none",
            (
                "x.cases.toml, cases[2].directions.c: is missing, "
                "expected 'higher-is-better' or 'higher-is-worse'"
            ),
            (
                "x.cases.toml, cases[2].missing: 'missing' must be 'complete-cases' or "
                "'prorate(max_missing=1)' (or 2, ...), got 'prorate(2)'"
            ),
            "x.cases.toml, cases[2].expected.totl: no such score; did you mean 'total'?",
            (
                "x.cases.toml, cases[2].expected.mean: wrong value, got \"'three'\", "
                "expected a number, or 'missing'"
            ),
            "x.cases.toml, cases[2].expected.side: wrong value, got 'True', expected a number, or 'missing'",
            (
                "x.cases.toml, cases[3].answers_are: is missing; item b runs against the score, "
                "expected 'as-circled' or 'scored'"
            ),
            "x.cases.toml, cases[3].expected: names no score, expected at least one",
        ]

    @pytest.mark.parametrize(
        ("old", "new", "problem"),
        [
            ('source = "by hand"', "", "cases[1].source: is missing"),
            ("expected =", "expect =", "did you mean 'expected'?"),
            ("a = 4", 'a = "4"', "cases[1].answers.a: wrong value"),
            ("a = 4", "a = [4]", "cases[1].answers.a: wrong value"),
            ('"missing"', "[1]", "cases[1].expected.total: wrong value, got '[1]'"),
            ('"as-circled"', '"as-is"', "cases[1].answers_are"),
            (
                "answers =",
                'state = "bset"\nanswers =',
                "x.cases.toml, cases[1].state: wrong value, got 'bset', expected best or worst",
            ),
        ],
    )
    def test_strict(self, with_file, old, new, problem):
        """What the format does not know is refused."""
        assert any(problem in text for text in problems(with_file(GOOD.replace(old, new))))

    def test_answers_are_may_be_left_out(self, with_file):
        """Where no item that is answered runs against the score there is nothing to turn."""
        text = GOOD.replace('answers_are = "as-circled"', "").replace("a = 4, b = 3", "a = 4")

        assert read_cases(with_file(text))[0].answers_are is None


class TestRunCase:
    def test_as_expected(self):
        """No mismatch."""
        assert [run_case(RIGHT, case) for case in read_cases(RIGHT)] == [[], [], [], [], []]

    def test_mismatch(self):
        """What came and what was expected, in points."""
        case = attrs.evolve(read_cases(RIGHT)[2], expected={"mean": 3, "side": 0, "total": 8})

        assert run_case(RIGHT, case) == [Mismatch("mean", Fraction(8, 3), 3), Mismatch("side", None, 0)]

    def test_refused_missing_rule(self):
        """A case that names a rule which its score cannot have fails as such."""
        case = attrs.evolve(read_cases(RIGHT)[3], expected={"side": None})

        with pytest.raises(ValueError, match="single item"):
            run_case(RIGHT, case)


class TestExpectedFailures:
    TEXT = GOOD + '[expected_failures]\ncheck_cases_present = "the ends are elsewhere"\n'

    def test_read(self, with_file):
        """By name with the reason."""
        instrument = with_file(self.TEXT)

        assert read_expected_failures(instrument) == {"check_cases_present": "the ends are elsewhere"}
        assert read_expected_failures(attrs.evolve(RIGHT, cases=None)) == {}
        assert read_expected_failures(with_file("cases = 3")) == {}

    def test_of_a_file_with_faults(self, with_file):
        """The file fails once; a check that waits for it neither fails nor is missed."""
        text = f'{self.TEXT}check_ids = "known"\ncheck_cases_pass = "known"\n'.replace("b = 3", "bb = 3")
        instrument = with_file(text.replace("check_cases_present", "check_repeatable"))
        found = {result.check: result for result in check_instrument(instrument)}
        (_, params) = parametrize_with_checks([instrument]).args

        assert found["check_cases_present"].outcome == "failed"
        assert found["check_cases_present"].reason == (
            f"right: its file of cases cannot be used: {instrument.cases}, cases[1].answers.bb: no such "
            "item; did you mean 'b'?"
        )
        assert found["check_cases_pass"].outcome == "not applicable"
        assert [param.id for param in params if param.marks] == ["right-check_ids", "right-check_repeatable"]

    def test_every_way_of_running_goes_by_them(self, with_file):
        """Without pytest and with it."""
        instrument = with_file(self.TEXT)
        found = {result.check: result for result in check_instrument(instrument)}
        (_, params) = parametrize_with_checks([instrument]).args
        marked = {param.id: param.marks for param in params if param.marks}

        assert found["check_cases_present"].outcome == "expected failure"
        assert found["check_cases_present"].reason == "the ends are elsewhere"
        assert list(marked) == ["right-check_cases_present"]

    @pytest.mark.parametrize(
        ("line", "message"), [('check_x = "a"', "no check 'check_x'"), ('check_ids = ""', "needs a reason")]
    )
    def test_wrong(self, with_file, line, message):
        """A slip stops both."""
        instrument = with_file(f"{GOOD}[expected_failures]\n{line}\n")

        for run in (check_instrument, lambda one: parametrize_with_checks([one])):
            with pytest.raises(InputError, match=rf"cases\.toml, expected_failures\.check_\w+: {message}"):
                run(instrument)
