"""The search for totals keeps its books, and says when it fails."""

import pytest
from livingwell_example.making import assessments, totals
from livingwell_example.making.chance import stream
from livingwell_example.making.sites import SITES


def test_a_search_that_ends_too_early_says_how_far_off_it_is(monkeypatch):
    """Data that miss a published figure are never written."""
    monkeypatch.setattr(totals, "_MOST_STEPS", 3)

    with pytest.raises(RuntimeError, match="do not fit the published figures"):
        totals.draw_totals(SITES, stream(2))


def test_taking_a_pair_away_undoes_adding_it():
    """Sums and histograms are kept up to date without recounting."""
    sums = totals._Sums(2)
    sums.count((10, 20), 1)
    before = ([*sums.sums], [list(histogram) for histogram in sums.histograms])
    sums.count((3, 40), 1)
    sums.count((3, 40), -1)

    assert ([*sums.sums], [list(histogram) for histogram in sums.histograms]) == before


def test_too_little_room_for_assessments_between(monkeypatch):
    """Where no pair is far enough apart, the generator says so."""
    import attrs

    site = attrs.evolve(SITES[0], middle=1)
    draw = assessments._SiteDraw(site, [], stream(9))

    with pytest.raises(RuntimeError, match="too few pairs with room"):
        draw._between([])
