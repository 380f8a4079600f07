"""What an evaluation asks of a score: definitions by name, numbers of its own, a percentage."""

from __future__ import annotations

from fractions import Fraction

import pytest
from helpers_files import AS_OF, DEMO, evaluation, make_plugins

from livingwell_core.errors import InputError
from livingwell_core.evaluations import make_plan
from livingwell_core.evaluations.choices import choose
from livingwell_core.evaluations.settings import ScoreSettings
from livingwell_core.instruments import (
    OWN,
    ImportantDifference,
    PopulationNorm,
    Prorate,
    Reliability,
    definition_of,
    instrument_of,
)
from livingwell_core.toml_files import structure

PUBLISHED = {
    "reliabilities": [
        {"id": "retest", "value": "0.8", "kind": "test-retest", "source": "table 1"},
        {"id": "alpha", "value": "0.9", "kind": "alpha", "source": "hearsay", "verified": False},
    ],
    "norms": [
        {"id": "town", "population": "functional", "mean": 9, "sd": 2, "source": "table 2"},
        {"id": "village", "population": "functional", "mean": 8, "sd": 2, "source": "table 3"},
        {"id": "clinic", "population": "clinical", "mean": 4, "sd": 3, "source": "table 4"},
    ],
    "important_differences": [{"id": "2", "points": 2, "source": "table 5"}],
}
DATA = definition_of(DEMO)
DATA["scores"][0] |= PUBLISHED
SCORE = instrument_of(DATA).scores[0]
KEY = "scores.demo.total"


def chosen(score=SCORE, **settings):
    found, problems = choose(score, structure(settings, ScoreSettings, "x.toml"), "x.toml", KEY)
    assert problems == []
    return found


def refused(**settings):
    score, problems = choose(SCORE, structure(settings, ScoreSettings, "x.toml"), "x.toml", KEY)
    assert all(problem.file == "x.toml" for problem in problems)
    return score, [str(problem).removeprefix("x.toml, ") for problem in problems]


class TestNames:
    def test_nothing(self):
        """Nothing asked, nothing changed."""
        assert chosen() == SCORE

    def test_by_name(self):
        """All at once, verified or not."""
        score = chosen(
            missing="prorate(max_missing=1)",
            reliable_change="2",
            clinical_range="6",
            reliability="alpha",
            functional_norm="village",
            clinical_norm="clinic",
            important_difference="2",
        )

        assert score.rule.missing == Prorate(max_missing=1)
        assert (score.reliable_change.points, score.clinical_range.edge) == (2, 6)
        assert (score.reliability.id, score.reliability.verified) == ("alpha", False)
        assert (score.functional_norm.id, score.clinical_norm.id) == ("village", "clinic")
        assert score.important_difference.points == 2

    def test_unknown_names(self):
        """Each is a message with those there are, and what is right is chosen all the same."""
        score, lines = refused(
            missing="x",
            reliability="retset",
            functional_norm="clinic",
            clinical_norm="x",
            important_difference="3",
            clinical_range="6",
        )

        assert score.clinical_range.edge == 6
        assert lines[0].startswith(f"{KEY}: 'missing' must be")
        assert lines[1:] == [
            f"{KEY}: 'reliability' has no 'retset'; did you mean 'retest'?",
            f"{KEY}: 'functional_norm' has no 'clinic'; one of: town, village",
            f"{KEY}: 'clinical_norm' has no 'x'; one of: clinic",
            f"{KEY}: 'important_difference' has no '3'; one of: 2",
        ]


class TestOwnNumbers:
    def test_each(self):
        """Each is used, under a name and with a source that say whose it is."""
        score = chosen(
            reliability={"value": 0.95, "source": "our retest"},
            important_difference={"points": 1.5, "source": "agreed"},
            functional_norm={"mean": "28/3", "sd": 2, "source": "survey"},
            clinical_norm={"mean": 3, "sd": 2.25, "source": "last year"},
        )

        assert score.reliability == Reliability(
            id=OWN, value=Fraction(95, 100), kind="not stated", source="this evaluation: our retest"
        )
        assert score.important_difference == ImportantDifference(
            id=OWN, points=Fraction(3, 2), source="this evaluation: agreed"
        )
        assert score.functional_norm == PopulationNorm(
            id=OWN, population="functional", mean=Fraction(28, 3), sd=2, source="this evaluation: survey"
        )
        assert score.clinical_norm == PopulationNorm(
            id=OWN,
            population="clinical",
            mean=3,
            sd=Fraction(9, 4),
            source="this evaluation: last year",
        )
        assert set(score.definitions) > set(SCORE.definitions)

    def test_what_may_be_said_more(self):
        """The kind of a reliability, and another difference for getting worse."""
        score = chosen(
            reliability={"value": 0.95, "kind": "test-retest", "source": "ours"},
            important_difference={"points": 2, "points_worse": 1, "source": "ours"},
        )

        assert score.reliability.kind == "test-retest"
        assert score.important_difference.points_worse == 1

    @pytest.mark.parametrize(
        ("what", "table", "line"),
        [
            ("reliability", {"value": 0.9}, "reliability.source: is missing"),
            ("reliability", {"source": "s"}, "reliability.value: is missing"),
            (
                "reliability",
                {"value": 1, "source": "s"},
                "reliability.value: wrong value, got '1', expected more than 0, below 1",
            ),
            (
                "reliability",
                {"value": "high", "source": "s"},
                "reliability.value: wrong value, got 'high', expected a number",
            ),
            (
                "reliability",
                {"value": 0.9, "source": "s", "kidn": "x"},
                "reliability.kidn: unknown key; did you mean 'kind'?",
            ),
            (
                "reliability",
                {"value": 0.9, "source": " "},
                "reliability.source: is empty, expected text",
            ),
            (
                "reliability",
                {"value": 0.9, "source": "s", "kind": "a\nb"},
                (
                    r"reliability.kind: has a line break or a control character, got 'a\nb', "
                    "expected one line of text"
                ),
            ),
            (
                "important_difference",
                {"points": 13, "source": "s"},
                (
                    "important_difference.points: nobody's score can change by this, got '13', "
                    "expected more than 0, at most 12"
                ),
            ),
            (
                "important_difference",
                {"points": 1, "points_worse": 0, "source": "s"},
                "important_difference.points_worse: wrong value, got '0', expected more than 0, at most 12",
            ),
            (
                "functional_norm",
                {"mean": 13, "sd": 2, "source": "s"},
                "functional_norm.mean: is outside the score's range, got '13', expected 0 to 12",
            ),
            (
                "clinical_norm",
                {"mean": 3, "sd": 0, "source": "s"},
                "clinical_norm.sd: wrong value, got '0', expected more than 0, at most 12",
            ),
            (
                "clinical_norm",
                {"mean": 3, "sd": 1, "source": "s", "population": "functional"},
                "clinical_norm.population: unknown key; one of: mean, sd, source",
            ),
        ],
    )
    def test_wrong(self, what, table, line):
        """Each slip names its key and what would be right; the number is not used."""
        score, lines = refused(**{what: table})

        assert lines == [f"{KEY}.{line}"]
        assert score == SCORE

    def test_all_that_is_wrong(self):
        """Slips of one table and of several are said at once."""
        _, lines = refused(
            functional_norm={"mean": 99, "sd": 99, "source": ""},
            reliability={"values": 2},
            important_difference="x",
        )

        assert {line.partition(":")[0] for line in lines} == {
            KEY,
            f"{KEY}.reliability.source",
            f"{KEY}.reliability.value",
            f"{KEY}.reliability.values",
            f"{KEY}.functional_norm.source",
            f"{KEY}.functional_norm.sd",
            f"{KEY}.functional_norm.mean",
        }

    @pytest.mark.parametrize("value", [5, 0.9, True, ["a"]])
    @pytest.mark.parametrize(
        "what", ["reliability", "important_difference", "functional_norm", "clinical_norm"]
    )
    def test_neither_name_nor_table(self, what, value):
        """A bare number has no source."""
        with pytest.raises(InputError, match="expected a name, or a table with a number and its source, for"):
            structure({what: value}, ScoreSettings, "x.toml")


class TestPercentage:
    def test_asked_for(self):
        """Exact, with one of three rules for people who started at 0."""
        assert chosen(percentage_change=33.3).percentage_change == Fraction(333, 10)
        score = chosen(percentage_change=50, zero_start="any-change")
        assert (score.percentage_change, score.zero_start) == (50, "any-change")

    @pytest.mark.parametrize("value", [0, -20, float("inf"), float("nan")])
    def test_no_percentage(self, value):
        """Nothing, less than nothing and no number."""
        with pytest.raises(InputError, match="a number above 0 for 'percentage_change'"):
            structure({"percentage_change": value}, ScoreSettings, "x.toml")

    def test_in_words(self):
        """A number in quotes is none."""
        with pytest.raises(InputError, match=r"percentage_change: wrong value, got '50', expected a number"):
            structure({"percentage_change": "50"}, ScoreSettings, "x.toml")

    def test_no_rule_for_zero(self):
        """Three rules are known."""
        expected = "zero_start: wrong value, got 'drop', expected set-aside or any-change or refuse"
        with pytest.raises(InputError, match=expected):
            structure({"percentage_change": 50, "zero_start": "drop"}, ScoreSettings, "x.toml")

    def test_a_rule_for_nothing(self):
        """What would be passed over is refused."""
        _, lines = refused(zero_start="refuse")

        assert lines == [f"{KEY}.zero_start: is of nothing without 'percentage_change'"]


class TestPlan:
    def plan(self, folder, settings):
        return make_plan(evaluation(folder, settings=settings), make_plugins(), as_of=AS_OF)

    def test_in_the_file(self, tmp_path):
        """Tables in a line and tables of their own; the score of the plan has them."""
        plan = self.plan(
            tmp_path,
            '[scores."demo.total"]\nreliability = { value = 0.9, source = "ours" }\npercentage_change = 25\n'
            '[scores."demo.total".functional_norm]\nmean = 9\nsd = 2\nsource = "ours"\n',
        )
        score = plan.instruments["demo"].scores[0]

        assert (score.reliability.value, score.functional_norm.mean) == (Fraction(9, 10), 9)
        assert score.percentage_change == 25

    def test_wrong(self, tmp_path):
        """What is wrong is a problem of the file, and no such number reaches the instrument."""
        with pytest.raises(InputError) as caught:
            self.plan(
                tmp_path,
                '[scores."demo.total"]\nclinical_norm = { mean = 40, sd = 2, source = "ours" }\n'
                "reliability = { value = 0.9 }\n",
            )

        assert [str(problem) for problem in caught.value.problems] == [
            "livingwell.toml, scores.demo.total.reliability.source: is missing",
            (
                "livingwell.toml, scores.demo.total.clinical_norm.mean: is outside the score's range, "
                "got '40', expected 0 to 12"
            ),
        ]

    def test_without_quotes(self, tmp_path):
        """A dot without quotes is still told from a table of one's own."""
        with pytest.raises(InputError, match="needs quotes"):
            self.plan(tmp_path, '[scores.demo.total]\nreliability = { value = 0.9, source = "ours" }\n')
