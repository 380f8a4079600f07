"""The checklist of an evaluation: what the program knows of it, and where."""

from __future__ import annotations

import pytest
from costing_people import configured
from livingwell_costing.reporting import cheers_definitions

UNITS = {"file": "units.csv", "kind": "Contact", "cost": "Cost", "source": "our own", "price_year": "2021/22"}
GROUP = {"kind": "comparison-group", "sites": ["hill"], "source": "people who wait"}


def lines(tmp_path, **table):
    found = cheers_definitions(configured(tmp_path, **table).choice)
    return {int(d.id.removeprefix("cheers-2022:")): d.text.split(" | ") for d in found}


def test_activity(tmp_path):
    """Contacts and unit costs are among the definitions."""
    (tmp_path / "units.csv").write_text("Contact,Cost\nvisit,50\n", encoding="utf-8")
    found = lines(tmp_path, contacts={"visit": 100}, people=20, price_year="2021/22", unit_costs=UNITS)
    assert found[14][0::2] == ["reported", "the definitions at the end: contacts and unit costs"]
    assert found[15][2] == "the section Value for money: pounds, prices of 2021/22"


@pytest.mark.parametrize(
    ("table", "place"),
    [
        ({}, "gain against no change from the first assessment"),
        ({"counterfactual": GROUP}, "gain beyond that of a comparison group: hill"),
        (
            {"counterfactual": {"kind": "natural-recovery", "gain": 0.1, "source": "a"}},
            "gain beyond natural recovery",
        ),
    ],
)
def test_comparator(tmp_path, table, place):
    """What the gain is against is known."""
    assert lines(tmp_path, **table)[7][2] == f"the section Value for money: {place}"


def test_people_have_the_last_word(tmp_path):
    """What the evaluation file reports stands in place of what the program knows; blanks do not."""
    found = lines(tmp_path, reported={"comparator": " usual care ", "funding": "  "})
    assert found[7][2] == "usual care"
    assert found[27][0] == "not reported"
