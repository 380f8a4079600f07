"""Thresholds, reliabilities, norms and differences of an instrument's file: read, refused and written."""

from __future__ import annotations

import json
import tomllib
from fractions import Fraction

import attrs
import pytest

from livingwell_core.errors import InputError
from livingwell_core.instruments import (
    OWN,
    ImportantDifference,
    PopulationNorm,
    Reliability,
    definition_of,
    instrument_of,
)

TOML = """
id = "harbour"
title = "Harbour scale"
source = "Harbour manual"
licence = "invented"
items = [{ id = "1", label = "sleep", lowest = 0, highest = 10 }]

[[scores]]
id = "total"
title = "total"
rule = "sum"
lowest = 0
highest = 10
better = "higher"

[[scores.reliabilities]]
id = "retest"
value = 0.85
kind = "test-retest"
source = "table 1"

[[scores.reliabilities]]
id = "alpha"
value = "2/3"
kind = "internal consistency"
source = "hearsay"
verified = false

[[scores.norms]]
id = "town"
population = "functional"
mean = 7.25
sd = 2
source = "table 2"

[[scores.norms]]
id = "town"
population = "clinical"
mean = 4
sd = 2.5
source = "table 3"

[[scores.important_differences]]
id = "2"
points = 2
source = "table 4"

[[scores.important_differences]]
id = "uneven"
points = 2
points_worse = 1.5
source = "table 5"
"""


def changed(old, new):
    assert old in TOML
    return tomllib.loads(TOML.replace(old, new, 1))


def problems(data):
    with pytest.raises(InputError) as caught:
        instrument_of(data, "harbour.toml")
    return caught.value.problems


HARBOUR = instrument_of(tomllib.loads(TOML))
(TOTAL,) = HARBOUR.scores


class TestRead:
    def test_every_key(self):
        """What the file says is what Python would have said."""
        assert TOTAL.reliabilities == (
            Reliability(id="retest", value=Fraction(85, 100), kind="test-retest", source="table 1"),
            Reliability(
                id="alpha",
                value=Fraction(2, 3),
                kind="internal consistency",
                source="hearsay",
                verified=False,
            ),
        )
        assert TOTAL.norms == (
            PopulationNorm(id="town", population="functional", mean=Fraction(29, 4), sd=2, source="table 2"),
            PopulationNorm(id="town", population="clinical", mean=4, sd=Fraction(5, 2), source="table 3"),
        )
        assert TOTAL.important_differences == (
            ImportantDifference(id="2", points=2, source="table 4"),
            ImportantDifference(id="uneven", points=2, points_worse=Fraction(3, 2), source="table 5"),
        )

    @pytest.mark.parametrize(
        ("edit", "place", "said"),
        [
            (
                ("value = 0.85", "value = 1"),
                "reliabilities[1].value",
                "got '1', expected more than 0, below 1",
            ),
            (
                ("value = 0.85", "value = 0"),
                "reliabilities[1].value",
                "got '0', expected more than 0, below 1",
            ),
            (("value = 0.85", "value = 85"), "reliabilities[1].value", "got '85'"),
            (("value = 0.85", "value = true"), "reliabilities[1].value", "got 'True', expected a number"),
            (("value = 0.85\n", ""), "reliabilities[1].value", "is missing"),
            (("verified = false", "verifyed = false"), "reliabilities[2].verifyed", "mean 'verified'?"),
            (('kind = "test-retest"\n', ""), "reliabilities[1].kind", "is missing"),
            (('kind = "test-retest"', "kind = ' '"), "reliabilities[1].kind", "is empty"),
            (('kind = "test-retest"', 'kind = "a\\nb"'), "reliabilities[1].kind", "has a line break"),
            (('source = "table 1"', "source = ''"), "reliabilities[1].source", "is empty"),
            (('source = "table 1"\n', ""), "reliabilities[1].source", "is missing"),
            (('id = "alpha"', 'id = "retest"'), "reliabilities[2].id", "two reliabilities have one id"),
            (('"functional"', '"healthy"'), "norms[1].population", "expected functional or clinical"),
            (("mean = 7.25", "mean = 72.5"), "norms[1].mean", "got '72.5', expected 0 to 10"),
            (("mean = 7.25", "mean = -1"), "norms[1].mean", "is outside the score's range, got '-1'"),
            (("sd = 2\n", "sd = 0\n"), "norms[1].sd", "wrong value, got '0', expected more than 0"),
            (("sd = 2\n", "sd = 20\n"), "norms[1].sd", "is wider than the score's range, got '20'"),
            (('"clinical"', '"functional"'), "norms[2].id", "two norms of one population have one id"),
            (("points = 2", "points = 0"), "important_differences[1].points", "wrong value, got '0'"),
            (("points = 2", "points = 11"), "important_differences[1].points", "nobody's score can change"),
            (
                ("points_worse = 1.5", "points_worse = -1"),
                "important_differences[2].points_worse",
                "wrong value, got '-1', expected more than 0, at most 10",
            ),
            (
                ("points_worse = 1.5", 'points_worse = "some"'),
                "important_differences[2].points_worse",
                "got 'some', expected a number",
            ),
            (('id = "uneven"', 'id = "2"'), "important_differences[2].id", "two differences have one id"),
            (
                ('id = "uneven"', f'id = "{OWN}"'),
                "important_differences[2].id",
                "an evaluation brings itself",
            ),
            (('id = "retest"', f'id = "{OWN}"'), "reliabilities[1].id", "expected another id"),
        ],
    )
    def test_faults(self, edit, place, said):
        """Every fault is the only one, and names its key, what is there and what was expected."""
        (problem,) = problems(changed(*edit))

        assert problem.column == f"scores[1].{place}"
        assert said in str(problem)

    def test_all_at_once(self):
        """Faults of several kinds are said together, whatever else is wrong."""
        data = changed("value = 0.85", "value = 8.5")
        data["scores"][0]["norms"][0]["mean"] = 11
        data["scores"][0]["norms"][1] |= {"sd": "wide"}
        data["scores"][0]["important_differences"][0]["points"] = 12
        data["scores"][0]["rule"] = "smu"

        # What cannot be read at all hides the others of its list, and no more.
        assert {problem.column for problem in problems(data)} == {
            "scores[1].rule",
            "scores[1].reliabilities[1].value",
            "scores[1].norms[2].sd",
            "scores[1].important_differences[1].points",
        }
        data["scores"][0]["norms"][1] |= {"sd": 2}
        assert {problem.column for problem in problems(data)} == {
            "scores[1].rule",
            "scores[1].reliabilities[1].value",
            "scores[1].norms[1].mean",
            "scores[1].important_differences[1].points",
        }


class TestWritten:
    def test_round_trip(self):
        """Through JSON it is the same instrument."""
        assert instrument_of(json.loads(json.dumps(definition_of(HARBOUR)))) == HARBOUR

    def test_form(self):
        """The data are those of a file: exact numbers as people write them, and what is none is left out."""
        (score,) = definition_of(HARBOUR)["scores"]

        assert score["reliabilities"][1] == {
            "id": "alpha",
            "value": "2/3",
            "kind": "internal consistency",
            "source": "hearsay",
            "verified": False,
        }
        assert score["norms"][0] == {
            "id": "town",
            "population": "functional",
            "mean": "7.25",
            "sd": 2,
            "source": "table 2",
            "verified": True,
        }
        assert [set(difference) for difference in score["important_differences"]] == [
            {"id", "points", "source", "verified"},
            {"id", "points", "points_worse", "source", "verified"},
        ]

    def test_a_null(self):
        """JSON may say that there is no other number for getting worse."""
        data = definition_of(HARBOUR)
        data["scores"][0]["important_differences"][0]["points_worse"] = None

        assert instrument_of(data) == HARBOUR

    def test_a_number_of_an_evaluation(self):
        """What an evaluation brought is no part of the definition."""
        own = ImportantDifference(id=OWN, points=1, source="this evaluation: agreed")
        chosen = attrs.evolve(HARBOUR, scores=(TOTAL.using(important_difference=own),))

        with pytest.raises(ValueError, match="'total' has a number that is an evaluation's own"):
            definition_of(chosen)
