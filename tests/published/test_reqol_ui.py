"""
The bundled example gives the programme's published figures of the ReQoL-UI, by an illustrative value set.

The licensed coefficients are not at hand. These figures come out because the invented people and the invented
numbers of the value set were fitted to each other. That shows that utilities are computed, paired and summed
as they should be, and nothing of the licensed value set.
"""

from __future__ import annotations

import csv
import json

import pytest
from helpers_published import SITES, agrees, figures, named

pytest.importorskip("livingwell_example", reason="needs every plugin: nox -s tests")

MARK = "ILLUSTRATIVE, NOT THE LICENSED VALUE SET"
FIGURES = figures("reqol_ui.")
# Statistic of the report, with the occasion where it has one: analysis, statistic and unit of findings.csv.
ROWS = {
    ("mean", "first"): ("paired-change", "mean first", "utility"),
    ("mean", "last"): ("paired-change", "mean last", "utility"),
    ("mean change", None): ("paired-change", "mean change", "utility"),
    ("effect size", None): ("paired-change", "effect size", "sd"),
    ("people with a higher utility", None): ("direction", "better", "people"),
    ("percent with a higher utility", None): ("direction", "better", "%"),
    ("mean days between first and last", None): ("coverage", "mean days between first and last", "days"),
}


@pytest.mark.parametrize("figure", FIGURES, ids=named)
def test_published_figure_is_reproduced(figure, findings):
    """Each figure of section 2.3.3, at the precision that it was printed with."""
    analysis, statistic, unit = ROWS[figure["statistic"], figure.get("occasion")]
    row = findings["reqol10", "utility", SITES[figure["site"]], analysis, statistic, unit]

    assert agrees(figure, row), (figure["value"], row)
    assert int(row["n"]) == figure["n"]


def test_none_is_left_out():
    """Seven figures were published of the ReQoL-UI, and none is marked as not reproduced."""
    assert len(FIGURES) == 7
    assert all(figure.get("reproduced", True) for figure in FIGURES)


def test_nothing_is_hidden(findings):
    """Enough people are better, the same and worse at every site for the numbers to be shown."""
    rows = [row for (_, score, *_), row in findings.items() if score == "utility"]

    assert {row["site"] for row in rows} == set(SITES.values())
    assert not any(row["note"].startswith("suppressed") for row in rows)
    assert all(row["value"] or row["note"].startswith("not applicable") for row in rows)


def test_every_finding_says_that_the_value_set_is_illustrative(demo):
    """No number that rests on it can be taken for a result of the licensed value set."""
    with (demo / "report" / "findings.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    marked = {row["score"] for row in rows if MARK in row["note"]}

    assert marked == {"utility"}
    assert all(MARK in row["note"] for row in rows if row["score"] == "utility")
    found = json.loads((demo / "report" / "findings.json").read_text())["findings"]
    assert all(MARK in one["note"] for one in found if one["score"] == "utility")
    assert MARK in (demo / "report" / "report.html").read_text()


def test_the_value_set_is_asked_for_by_name(demo):
    """Nobody gets it without wanting it: the example's file names it, and says what it is."""
    text = (demo / "data" / "livingwell.toml").read_text()

    assert '[scores."reqol10.utility"]\nvalue_set = "reqol-ui-illustrative"' in text
    assert MARK in text
