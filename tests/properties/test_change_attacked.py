"""
From counts by several rules, and from what ranks give away, nobody can work out a small number of people.
"""

import functools

import attrs
import pytest
from helpers_examples import one_in
from hypothesis import given
from hypothesis import strategies as st
from properties.attacker import EVERYONE, Knowledge, recovered
from properties.strategies import TOTAL, about

from livingwell_core.analyses import ALL_SITES
from livingwell_core.analyses.clinical_range import ClinicalRangeAnalysis
from livingwell_core.analyses.important_change import ImportantChangeAnalysis
from livingwell_core.analyses.percentage_change import PercentageChangeAnalysis
from livingwell_core.analyses.ranks import RanksAnalysis
from livingwell_core.analyses.reliable_change import ReliableChangeAnalysis
from livingwell_core.analyses.reliable_change_methods import ReliableChangeMethodsAnalysis
from livingwell_core.instruments import ClinicalRange, ImportantDifference, Reliability, ReliableChange, Scale
from livingwell_core.reports.disclosure import protect
from livingwell_core.tallies import JointTable

MINIMUM = 5
# Long enough that no rule asks for a longer way than there is inside the clinical range, or outside. Where
# one does, whoever changed by it is a part of a group by range, and nobody looks after their difference.
SCALE = Scale(lowest=0, highest=20)
SCORE = attrs.evolve(
    TOTAL,
    reliable_changes=(*TOTAL.reliable_changes, ReliableChange(id="4", points=4, source="made up")),
    clinical_ranges=(ClinicalRange(id="9", edge=9, source="made up"),),
    reliabilities=(Reliability(id="alpha", value=0.8, kind="alpha", source="made up"),),
    important_differences=(ImportantDifference(id="2", points=2, source="made up"),),
).using(percentage_change=50)
# A person is of one of these kinds: first and last score.
KINDS = [(first, last) for first in range(21) for last in range(21)]
# Changes of every size either way, and every way across the edge of the clinical range.
DRAWN = (
    (0, 8), (0, 1), (0, 20), (8, 11), (8, 10), (9, 10), (7, 11), (2, 15), (5, 9), (4, 6), (12, 15), (13, 20),
    (11, 12), (0, 0), (6, 6), (15, 15), (20, 0), (12, 9), (11, 9), (10, 9), (14, 8), (9, 5), (8, 6), (20, 15),
    (15, 12), (13, 12), (18, 10),
)  # fmt: skip
RULES = (
    ReliableChangeAnalysis(), ClinicalRangeAnalysis(), ImportantChangeAnalysis(), PercentageChangeAnalysis(),
    ReliableChangeMethodsAnalysis(),
)  # fmt: skip
EVERYTHING = (*RULES, RanksAnalysis())


def findings_of(tally, analyses, site, group=EVERYONE):
    """
    Conclude, without the indices: whom these count depends on everybody, so they give no sums.
    """
    found = [
        finding
        for analysis in analyses
        for finding in analysis.conclude(tally, about(analysis.id, site=site, group=group, score=SCORE))
    ]
    return [f for f in found if f.analysis != "reliable-change-methods" or "threshold" in f.statistic]


def as_counts(findings, whole):
    """Turn what gives a number away into that number, as a reader could."""
    return [
        attrs.evolve(shown, value=None if shown.value is None else full.numerator, unit="people")
        if full.analysis == "ranks" and full.numerator is not None
        else shown
        for shown, full in zip(findings, whole, strict=True)
    ]


def table(kinds, numbers):
    first, last = (list(column) for column in zip(*kinds, strict=True))
    return JointTable.of(SCALE, first, last, list(numbers))


@functools.cache
def knowledge(analyses):
    """Whom the figures of analyses count, as everyone can know."""

    def conclude(numbers):
        found = findings_of(table(KINDS, numbers), analyses, "a")
        return as_counts(found, found)

    return Knowledge(conclude, len(KINDS))


def attack(sites, analyses):
    tables = {f"site-{place}": table(DRAWN, numbers) for place, numbers in enumerate(sites)}
    tables[ALL_SITES] = table(DRAWN, [sum(numbers) for numbers in zip(*sites, strict=True)])
    findings = [
        finding
        for analysis in sorted(analyses, key=lambda one: one.id)
        for site, tally in tables.items()
        for finding in findings_of(tally, [analysis], site)
    ]
    shown, _ = protect(findings, minimum=MINIMUM)
    told = as_counts(shown, findings), as_counts(findings, findings)
    return recovered(*told, knowledge(analyses), MINIMUM)


numbers = st.one_of(st.integers(0, 6), st.sampled_from([0, 0, 5, 20, 50]))
sites = st.lists(st.tuples(*(numbers for _ in DRAWN)), min_size=1, max_size=3)


@pytest.mark.parametrize("analyses", [RULES, EVERYTHING], ids=["rules", "ranks too"])
@one_in(2)
@given(sites)
def test_no_small_number_follows(analyses, sites):
    """However many people there are of each kind, at one site or several."""
    assert attack(sites, analyses) == []
