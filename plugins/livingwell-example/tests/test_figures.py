"""The example's files hold the published figures, by a second count that shares no code with the core."""

import math
from statistics import fmean, median, stdev

import pytest

PAIRS = {"edinburgh": 186, "salford": 155, "tameside-glossop": 385}
MEANS = {"edinburgh": (16.4, 24.4), "salford": (14.1, 20.1), "tameside-glossop": (11.6, 19.2)}
MEDIANS = {
    "edinburgh": {"friendships": (4, 5), "family": (4, 4), "occupation": (4, 5)},
    "salford": {"friendships": (5, 5), "family": (4.5, 5), "occupation": (3, 4)},
    "tameside-glossop": {"friendships": (4, 4), "family": (4, 5), "occupation": (4, 4)},
}


@pytest.fixture
def everyone(plain):
    return [pair for site in plain.values() for pair in site.pairs()]


def totals(pairs):
    return [first[1] for first, _ in pairs], [last[1] for _, last in pairs]


def d_z(pairs):
    changes = [last[1] - first[1] for first, last in pairs]
    return fmean(changes) / stdev(changes)


def test_people(plain):
    """3,438 people were supported, each of one site."""
    assert sum(len(site.people) for site in plain.values()) == 3438
    assert len(set.union(*(site.people for site in plain.values()))) == 3438


@pytest.mark.parametrize("site", PAIRS)
def test_pairs_and_means_of_each_site(plain, site):
    """As many pairs as published, with the published means."""
    pairs = plain[site].pairs()
    first, last = totals(pairs)

    assert len(pairs) == PAIRS[site]
    assert (round(fmean(first), 1), round(fmean(last), 1)) == MEANS[site]


def test_means_of_the_programme(everyone):
    """13.4 and 20.7 over 726 people."""
    first, last = totals(everyone)

    assert len(everyone) == 726
    assert (round(fmean(first), 1), round(fmean(last), 1)) == (13.4, 20.7)


def test_figure_7(everyone):
    """435 reliably better, 236 without reliable change, 55 reliably worse."""
    changes = [last[1] - first[1] for first, last in everyone]

    assert sum(change >= 5 for change in changes) == 435
    assert sum(-5 < change < 5 for change in changes) == 236
    assert sum(change <= -5 for change in changes) == 55


def test_clinical_range(everyone):
    """92% are at 24 or below at first, 63% at last."""
    first, last = totals(everyone)

    assert round(100 * fmean(total <= 24 for total in first)) == 92
    assert round(100 * fmean(total <= 24 for total in last)) == 63


def test_effect_sizes(plain, everyone):
    """Mean change over the SD of changes: .99, .63 and .88."""
    assert round(d_z(plain["edinburgh"].pairs()), 2) == 0.99
    assert round(d_z(plain["salford"].pairs()), 2) == 0.63
    assert round(d_z(everyone), 2) == 0.88


def test_changes_are_far_from_chance(plain):
    """t above 3.3 is p < .001 two-sided for groups of this size; published is p < .05."""
    for site in plain.values():
        pairs = site.pairs()
        assert d_z(pairs) * math.sqrt(len(pairs)) > 3.3


def test_utilities(plain):
    """559 people, .60 first and .73 last, .13 more, d .5, 439 of them higher, 202.6 days apart."""
    pairs = [pair for site in plain.values() for pair in site.utility_pairs()]
    first, last = ([pair[end][1] for pair in pairs] for end in range(2))

    assert len(pairs) == 559
    assert (round(fmean(first) / 1000, 2), round(fmean(last) / 1000, 2)) == (0.6, 0.73)
    assert round((fmean(last) - fmean(first)) / 1000, 2) == 0.13
    assert round(d_z(pairs), 1) == 0.5
    assert sum(after > before for before, after in zip(first, last, strict=True)) == 439
    assert round(fmean((last[0] - first[0]).days for first, last in pairs), 1) == 202.6


def test_utility_pairs_are_those_with_physical_health_at_both_ends(plain):
    """Nobody's first or last utility is of another day than their first or last total."""
    for site in plain.values():
        ends = {(first[0], last[0]) for first, last in site.utility_pairs()}

        assert ends <= {(first[0], last[0]) for first, last in site.pairs()}


def test_enough_at_each_site_have_the_same_utility_twice(plain):
    """Otherwise their number would be hidden, and others with it."""
    for site in plain.values():
        assert sum(first[1] == last[1] for first, last in site.utility_pairs()) >= 5


@pytest.mark.parametrize("item", ["friendships", "family", "occupation"])
@pytest.mark.parametrize("site", MEDIANS)
def test_medians_of_the_questions(plain, site, item):
    """Figures 4 and 5, and more people better than worse."""
    pairs = plain[site].answer_pairs(item)

    assert tuple(median(ends) for ends in zip(*pairs, strict=True)) == MEDIANS[site][item]
    assert sum(last > first for first, last in pairs) > 1.5 * sum(last < first for first, last in pairs)


@pytest.mark.parametrize("item", ["safety", "accommodation"])
@pytest.mark.parametrize("site", MEDIANS)
def test_safety_and_accommodation(plain, site, item):
    """Between a third and half better, between a fifth and a quarter worse."""
    pairs = plain[site].answer_pairs(item)

    assert 1 / 3 < fmean(last > first for first, last in pairs) < 1 / 2
    assert 1 / 5 < fmean(last < first for first, last in pairs) < 1 / 4


@pytest.mark.parametrize(("site", "one", "two"), [("edinburgh", 97, 66), ("tameside-glossop", 90, 66)])
def test_goals(plain, site, one, two):
    """Progress on at least one goal and on at least two."""
    progress = plain[site].progress().values()

    assert round(100 * fmean(number >= 1 for number in progress)) == one
    assert round(100 * fmean(number >= 2 for number in progress)) == two


def test_salford_has_no_goals(plain):
    """No figure was published."""
    assert not plain["salford"].goals


def test_days_between(everyone):
    """From two weeks to 700 days, on working days."""
    days = [(last[0] - first[0]).days for first, last in everyone]

    assert min(days) >= 14
    assert max(days) <= 700
    assert all(end[0].weekday() < 5 for pair in everyone for end in pair)


def test_totals_look_like_people(everyone):
    """No heap: no total or change holds much more than its neighbours do."""
    first, last = totals(everyone)
    changes = [after - before for before, after in zip(first, last, strict=True)]
    for values in (first, last, changes):
        for value in range(min(values) + 1, max(values)):
            near = (values.count(value - 1) + values.count(value + 1)) / 2
            assert abs(values.count(value) - near) < 4 * math.sqrt(near + 1)


def test_some_have_three_or_more(plain):
    """Tens of people have usable assessments between the first and the last."""
    more = {site: sum(len(r) > 2 for r in found.usable.values()) for site, found in plain.items()}

    assert more == {"edinburgh": 33, "salford": 26, "tameside-glossop": 70}
