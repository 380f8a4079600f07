"""
The bundled example gives the programme's published figures of Questions About Your Life.

Figures 4 and 5 mark medians as significantly different without naming the test, so that no p value can be
reproduced. What is tested is that more people are better than worse, by more than chance would give.
"""

from __future__ import annotations

from math import comb

import pytest
from helpers_published import SITES, agrees, figures, named

pytest.importorskip("livingwell_example", reason="needs every plugin: nox -s tests")

PLACES = ("edinburgh", "salford", "tameside-glossop")
MEDIANS = [figure for figure in figures("qayl.") if figure["statistic"] == "median"]
SHARES = {figure["id"].rpartition(".")[2]: figure for figure in figures("qayl.safety_accommodation.")}


def item_of(figure) -> str:
    return figure["id"].split(".")[1]


def count(findings, item: str, site: str, statistic: str) -> int:
    return int(findings["qayl", item, site, "direction", statistic, "people"]["value"])


@pytest.mark.parametrize("figure", MEDIANS, ids=named)
def test_published_median_is_reproduced(figure, findings):
    """Each median of figures 4 and 5."""
    occasion = f"median {figure['occasion']}"
    row = findings["qayl", item_of(figure), SITES[figure["site"]], "medians", occasion, "points"]

    assert agrees(figure, row), (figure["value"], row)


def test_every_median_of_the_two_figures():
    """Three items, three sites, first and last; none is left out."""
    assert len(MEDIANS) == 3 * 3 * 2
    assert {item_of(figure) for figure in MEDIANS} == {"friendships", "family", "occupation"}


@pytest.mark.parametrize("figure", [f for f in MEDIANS if "significant" in f.get("note", "")], ids=named)
def test_what_is_marked_as_significant(figure, findings):
    """By the sign test, two-sided, p is below .05; the report does not say which test it used."""
    site = SITES[figure["site"]]
    better, worse = (count(findings, item_of(figure), site, name) for name in ("better", "worse"))
    changed = better + worse
    tail = sum(comb(changed, k) for k in range(better, changed + 1))

    assert 2 * tail / 2**changed < 0.05


@pytest.mark.parametrize("item", ["safety", "accommodation"])
@pytest.mark.parametrize("site", PLACES)
def test_safety_and_accommodation(item, site, findings):
    """Between one third and half better, between a fifth and a quarter worse, in each site."""
    better, worse = (
        float(findings["qayl", item, site, "direction", name, "%"]["value"]) for name in ("better", "worse")
    )

    assert SHARES["improved"]["value"] < better < SHARES["improved"]["value_high"]
    assert SHARES["worse"]["value"] < worse < SHARES["worse"]["value_high"]


def test_no_means_of_single_items(findings):
    """A single item is ordinal and no validated scale: medians, and a note that says so."""
    rows = [row for (instrument, *_), row in findings.items() if instrument == "qayl"]

    assert {row["analysis"] for row in rows} == {"coverage", "direction", "family", "medians", "ranks"}
    assert {row["statistic"] for row in rows if row["analysis"] == "ranks"} == {"sign test p"}
    assert all("not a validated scale" in row["note"] for row in rows)
    assert all(row["value"] for row in rows)
