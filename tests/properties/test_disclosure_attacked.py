"""
From what is shown nobody can work out a small number of people.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from properties.attacker import Solver, recovered
from properties.strategies import TINY_SCALE, about, sample_pairs

from livingwell_core.analyses import ALL_SITES, Sample
from livingwell_core.analyses.clinical_range import ClinicalRangeAnalysis
from livingwell_core.analyses.coverage import CoverageAnalysis
from livingwell_core.analyses.direction import DirectionAnalysis
from livingwell_core.analyses.paired_change import PairedChangeAnalysis
from livingwell_core.analyses.reliable_change import ReliableChangeAnalysis
from livingwell_core.reports.disclosure import SUPPRESSED, protect

MINIMUM = 5
# Improved, unchanged and deteriorated, in and out of the clinical range at either end.
CELLS = ((0, 8), (0, 4), (8, 0), (8, 4), (5, 5), (0, 0), (4, 5), (5, 4))

RELIABLE, PAIRED, CLINICAL, COVERAGE, DIRECTION = (
    ReliableChangeAnalysis(), PairedChangeAnalysis(), ClinicalRangeAnalysis(), CoverageAnalysis(),
    DirectionAnalysis(),
)  # fmt: skip


def people(cells, others):
    pairs = [cell for cell, number in zip(CELLS, cells, strict=True) for _ in range(number)]
    return sample_pairs(pairs, others=others)


# Mostly numbers around the minimum, some large: what is hidden alone is what subtraction finds.
numbers = st.one_of(st.integers(0, 6), st.sampled_from([0, 0, 20, 50]))
few = st.lists(st.sampled_from([0, 0, 0, 1, 2]), min_size=8, max_size=8)
site_people = st.tuples(st.one_of(st.lists(numbers, min_size=8, max_size=8), few), numbers)


def evaluation(drawn, analyses):
    """Give all findings for each site and all together, and the true numbers."""
    by_site = {f"site-{place}": people(*one) for place, one in enumerate(drawn)}
    findings, truth = [], {}
    for analysis in analyses:
        tallies = {
            site: analysis.tally(Sample(pairs=pairs, scale=TINY_SCALE)) for site, pairs in by_site.items()
        }
        first, *others = tallies.values()
        tallies[ALL_SITES] = sum(others, first)
        for site, tally in tallies.items():
            findings += analysis.conclude(tally, about(analysis.id, site=site))
    for site, pairs in by_site.items():
        change = pairs.last - pairs.first
        truth |= {
            (site, "supported"): pairs.people,
            (site, "assessed"): pairs.assessed,
            (site, "one day"): pairs.one_day,
            (site, "paired"): pairs.paired,
            (site, "improved"): int((change >= 3).sum()),
            (site, "unchanged"): int((abs(change) < 3).sum()),
            (site, "deteriorated"): int((change <= -3).sum()),
            (site, "better"): int((change > 0).sum()),
            (site, "the same"): int((change == 0).sum()),
            (site, "worse"): int((change < 0).sum()),
            (site, "clinical first"): int((pairs.first <= 4).sum()),
            (site, "clinical last"): int((pairs.last <= 4).sum()),
        }
    for name in {name for _, name in truth}:
        truth[ALL_SITES, name] = sum(truth[site, name] for site in by_site)
    return findings, truth, list(by_site)


def attack(drawn, analyses):
    findings, truth, sites = evaluation(drawn, analyses)
    shown, suppressed = protect(findings, minimum=MINIMUM)
    assert suppressed == sum(finding.note.startswith(SUPPRESSED) for finding in shown)
    return recovered(shown, truth, sites, MINIMUM)


def sites(count):
    """Sites with a pair at least: that one has none is said openly, which hiding it elsewhere cannot undo."""
    return st.lists(site_people.filter(lambda one: any(one[0])), min_size=1, max_size=count)


def large_sites(count):
    """Sites with enough people: what is small is only the categories."""
    return st.lists(
        site_people.map(lambda one: ([*one[0][:5], one[0][5] + 5, *one[0][6:]], one[1])),
        min_size=1,
        max_size=count,
    )


class TestOneFamily:
    @given(large_sites(4))
    def test_categories(self, drawn):
        """No category of reliable change, at any site or at all, follows from the others."""
        assert attack(drawn, [RELIABLE]) == []

    @given(large_sites(4))
    def test_better_and_worse(self, drawn):
        """No number of people who got better, stayed or got worse follows from the others."""
        assert attack(drawn, [DIRECTION]) == []

    @given(large_sites(4))
    def test_the_clinical_range(self, drawn):
        """No number in the clinical range follows from the other sites."""
        assert attack(drawn, [CLINICAL]) == []

    @given(large_sites(4))
    def test_coverage(self, drawn):
        """Nobody without a second score follows from those with one, nor from the other sites."""
        assert attack(drawn, [COVERAGE]) == []

    @given(sites(4))
    def test_small_sites(self, drawn):
        """How many pairs a small site has does not follow from the numbers of the others and of all."""
        assert attack(drawn, [PAIRED]) == []


class TestAllFamilies:
    @given(sites(3))
    def test_everything_that_is_shown_together(self, drawn):
        """All analyses together, as they stand in findings.csv, give no small number away."""
        assert attack(drawn, [COVERAGE, PAIRED, RELIABLE, CLINICAL]) == []

    @given(sites(3))
    def test_a_score_without_a_threshold(self, drawn):
        """The same where better and worse stand in the place of reliable change."""
        assert attack(drawn, [COVERAGE, PAIRED, DIRECTION, CLINICAL]) == []


class TestTheAttacker:
    def test_finds_what_is_there(self):
        """The attack is worth something: without protection it finds every small number."""
        drawn = [([2, 0, 0, 0, 9, 9, 0, 0], 3), ([9] * 8, 9)]
        findings, truth, names = evaluation(drawn, [COVERAGE, RELIABLE, DIRECTION])
        small = {
            f"{site}: {name} = {truth[site, name]}" for site, name in truth if truth[site, name] < MINIMUM
        }
        found = set(recovered(findings, truth, names, MINIMUM))
        assert {name for name in small if "clinical" not in name} <= found

    @pytest.mark.parametrize(
        ("known", "expected"), [([({"a": 1, "b": 1}, 5)], None), ([({"a": 1, "b": 1}, 5), ({"b": 2}, 6)], 2)]
    )
    def test_solves(self, known, expected):
        """It subtracts: a + b = 5 alone says nothing of a, with 2 b = 6 it does."""
        assert expected == Solver(known).value({"a": 1})
