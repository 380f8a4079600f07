"""
The bundled example gives the interim evaluation's shares of people with progress on their goals.

The interim evaluations say neither of how many people the shares are nor what counted as progress. Both are
assumed: the example's README gives the numbers of people, the analysis a definition marked as not verified.
"""

from __future__ import annotations

import json

import pytest
from helpers_published import SITES, agrees, figures, named

pytest.importorskip("livingwell_example", reason="needs every plugin: nox -s tests")

FIGURES = figures("interim.goals.")
PEOPLE = {"edinburgh": 160, "tameside-glossop": 180}
ROWS = {
    "percent with progress on at least one goal": "progress on at least one goal",
    "percent with progress on at least two goals": "progress on at least two goals",
}


def row_of(findings, site: str, statistic: str, unit: str = "%"):
    return findings["personal-goals", "goals", site, "goal-progress", statistic, unit]


@pytest.mark.parametrize("figure", FIGURES, ids=named)
def test_published_share_is_reproduced(figure, findings):
    """Edinburgh 97% and 66%, Tameside & Glossop 90% and 66%."""
    site = SITES[figure["site"]]
    row = row_of(findings, site, ROWS[figure["statistic"]])

    assert agrees(figure, row), (figure["value"], row)
    assert int(row["n"]) == PEOPLE[site]


def test_none_is_left_out():
    """Four shares were published, two of each of the two sites."""
    assert len(FIGURES) == 4
    assert {SITES[figure["site"]] for figure in FIGURES} == set(PEOPLE)


def test_the_readme_says_of_how_many_people(demo):
    """The numbers of people are made up, and the example says which they are."""
    text = (demo / "data" / "README.txt").read_text()

    assert "Edinburgh 160, Tameside & Glossop 180" in text


def test_salford_has_none(findings):
    """No figure was published, so there are no goals."""
    assert {site for instrument, _, site, *_ in findings if instrument == "personal-goals"} == {
        *PEOPLE,
        "all",
    }


def test_the_definition_is_marked_as_not_verified(demo):
    """What the interim evaluation took for progress is not known, and every finding's definition says so."""
    report = json.loads((demo / "report" / "findings.json").read_text())
    definitions = {one["id"]: one for one in report["definitions"] if one["id"].startswith("goal-progress")}

    assert definitions
    assert not any(one["verified"] for one in definitions.values())
