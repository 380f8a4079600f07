"""The three evaluated sites' profiles load, and say what the report says."""

import pytest
from livingwell_sites import plugin

from livingwell_core.profiles import SiteProfile, load_profile

FILES = {file.id: file for file in plugin.livingwell_site_profiles()}
EVALUATED = ("edinburgh", "salford", "tameside-glossop")
ITEMS = {
    "reqol10": {*map(str, range(1, 11)), "physical_health"},
    "qayl": {"friendships", "family", "occupation", "accommodation", "safety"},
    "personal-goals": {f"goal_{number}" for number in range(1, 6)},
}
CODES = {"reqol10": range(5), "qayl": range(1, 8), "personal-goals": range(1, 6)}


@pytest.fixture(params=EVALUATED)
def profile(request) -> SiteProfile:
    return load_profile(FILES[request.param], FILES)


def test_only_the_evaluated_sites_have_files():
    """Of the others the documents show no figure, and there is no invented export."""
    mapped = [site for site, file in FILES.items() if load_profile(file, FILES).tables]

    assert tuple(mapped) == EVALUATED


def test_every_site_says_where_it_comes_from(profile):
    """A profile without a source is an opinion."""
    assert "November 2022, figure 2" in profile.source
    assert profile.measures[0] == "ReQoL-10"
    assert profile.notes


def test_figure_2_is_complete(profile):
    """Figure 2 has a cell for each site in every row."""
    service = profile.service

    assert service.target_group
    assert service.access
    assert service.core_offer
    assert service.time_limit
    assert service.team
    assert service.exit
    assert service.onward_referral
    assert service.post_support
    yes = (service.wider_network, service.peer_support, service.recovery_focused, service.strengths_based)
    assert yes == (True,) * 4
    assert service.social_needs_and_goals is True


def test_local_outcomes_follow_the_footnotes(profile):
    """Footnotes 11 and 13 give each site's own words."""
    named = {outcome.outcome: outcome.source.rpartition(" ")[2] for outcome in profile.outcomes}

    assert named == {"recovery": "11", "settled accommodation": "13"}


def test_every_item_has_a_place(profile):
    """Each questionnaire has a place for each item; the one whose direction differs has it stated."""
    for table in profile.tables:
        assert set(table.items) == ITEMS[table.instrument]
        assert len(set(table.items.values())) == len(table.items)
        assert set(table.directions) == ({"physical_health"} if table.instrument == "reqol10" else set())
        assert all(code in CODES[table.instrument] for code in table.codes.values())


def test_what_each_site_asks(profile):
    """All ask the ReQoL-10 and Questions About Your Life; of Salford's goals no figure was published."""
    goals = [] if profile.id == "salford" else ["personal-goals"]

    assert [table.instrument for table in profile.tables] == ["reqol10", "qayl", *goals]


def test_one_table_carries_totals(profile):
    """Edinburgh's system gives its own total; the others give none."""
    totals = {name: place for table in profile.tables for name, place in table.totals.items()}

    assert totals == ({"total": "reqol_total"} if profile.id == "edinburgh" else {})


@pytest.mark.parametrize(
    ("site", "layout", "answers", "direction", "header_row"),
    [
        ("edinburgh", "wide", "as-circled", "higher-is-better", 1),
        ("salford", "long", "as-circled", "higher-is-worse", 1),
        ("tameside-glossop", "wide", "scored", "higher-is-better", 2),
    ],
)
def test_three_shapes(site, layout, answers, direction, header_row):
    """Each site stands for another way to keep records."""
    profile = load_profile(FILES[site], FILES)
    table = profile.tables[0]

    assert (table.layout, table.answers) == (layout, answers)
    assert table.directions["physical_health"] == direction
    assert {table.header_row for table in profile.tables} == {header_row}
    assert {table.layout for table in profile.tables} == {layout}


def test_the_entry_point_is_light():
    """Loading the plugin imports nothing of the core but the marker."""
    import subprocess
    import sys

    heavy = "{'numpy', 'polars', 'attrs', 'cattrs'}"
    code = f"import sys, livingwell_sites.plugin; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
