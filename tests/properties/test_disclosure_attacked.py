"""
From what is shown nobody can work out a small number of people.
"""

import functools
import itertools

import attrs
import pytest
from helpers_examples import one_in
from hypothesis import given
from hypothesis import strategies as st
from properties.attacker import EVERYONE, Knowledge, Solver, recovered
from properties.strategies import TINY_SCALE, TOTAL, about, sample_pairs

from livingwell_core.analyses import ALL_SITES, Sample
from livingwell_core.analyses.clinical_range import ClinicalRangeAnalysis
from livingwell_core.analyses.coverage import CoverageAnalysis
from livingwell_core.analyses.direction import DirectionAnalysis
from livingwell_core.analyses.important_change import ImportantChangeAnalysis
from livingwell_core.analyses.paired_change import PairedChangeAnalysis
from livingwell_core.analyses.reliable_change import ReliableChangeAnalysis
from livingwell_core.instruments import ImportantDifference
from livingwell_core.reports.disclosure import SUPPRESSED, protect

MINIMUM = 5
SCORE = attrs.evolve(TOTAL, important_differences=(ImportantDifference(id="2", points=2, source="made up"),))
STEPS = range(TINY_SCALE.first_step, TINY_SCALE.last_step + 1)
# A person is of one of these kinds: by first and last score, and three without a pair or with more scores.
PAIRS = [(first, last) for first in STEPS for last in STEPS]
ONE_DAY, NEVER, THREE = "one day", "never", "three"
KINDS = [*PAIRS, ONE_DAY, NEVER, THREE]
# Improved, unchanged and deteriorated, in and out of the clinical range at either end.
DRAWN = ((0, 8), (0, 4), (8, 0), (8, 4), (5, 5), (0, 0), (4, 5), (5, 4), (3, 5), ONE_DAY, NEVER, THREE)
COLUMNS = {"sex": ("female", "male"), "age band": ("18 to 64", "65 and over")}

RELIABLE, PAIRED, CLINICAL, COVERAGE, DIRECTION, IMPORTANT = (
    ReliableChangeAnalysis(), PairedChangeAnalysis(), ClinicalRangeAnalysis(), CoverageAnalysis(),
    DirectionAnalysis(), ImportantChangeAnalysis(),
)  # fmt: skip


def tally(analysis, people):
    """Tally people: numbers by kind."""
    scores = [kind for kind, number in people.items() if kind in PAIRS for _ in range(number)]
    scores += [(0, 0)] * people[THREE]
    pairs = attrs.evolve(
        sample_pairs(scores),
        people=len(scores) + people[ONE_DAY] + people[NEVER],
        assessed=len(scores) + people[ONE_DAY],
        one_day=people[ONE_DAY],
        three_or_more=people[THREE],
    )
    return analysis.tally(Sample(pairs=pairs, scale=TINY_SCALE))


@functools.cache
def knowledge(*analyses):
    """Whom the figures of analyses count, as everyone can know."""

    def conclude(numbers):
        people = dict(zip(KINDS, numbers, strict=True))
        return [
            finding
            for analysis in analyses
            for finding in analysis.conclude(tally(analysis, people), about(analysis.id, score=SCORE))
        ]

    return Knowledge(conclude, len(KINDS))


def evaluation(drawn, analyses):
    """
    Give all findings, by site and group, and of all sites together.

    Each site drawn is numbers of each kind for each sex and age band, and the columns that it records.
    """
    found = []
    for analysis in analyses:
        tallies = {}
        for place, (parts, recorded) in enumerate(drawn):
            for numbers, values in zip(parts, itertools.product(*COLUMNS.values()), strict=False):
                one = tally(analysis, dict(zip(DRAWN, numbers, strict=True)))
                groups = [f"{c}={value}" for c, value in zip(COLUMNS, values, strict=True) if c in recorded]
                for key in itertools.product((EVERYONE, *groups), (f"site-{place}", ALL_SITES)):
                    tallies[key] = tallies[key] + one if key in tallies else one
        for group, site in sorted(tallies, key=lambda key: (key[0] != EVERYONE, key[0], key[1] == ALL_SITES)):
            here = about(analysis.id, site=site, group=group, score=SCORE)
            found += analysis.conclude(tallies[group, site], here)
    return found


def attack(drawn, analyses):
    findings = evaluation(drawn, analyses)
    shown, suppressed = protect(findings, minimum=MINIMUM)
    assert suppressed == sum(finding.note.startswith(SUPPRESSED) for finding in shown)
    return recovered(shown, findings, knowledge(*analyses), MINIMUM)


# Mostly numbers around the minimum, some large: what is hidden alone is what subtraction finds.
numbers = st.one_of(st.integers(0, 6), st.sampled_from([0, 0, 20, 50]), st.sampled_from([0, 0, 0, 1, 2]))
recorded = st.sampled_from([tuple(COLUMNS), tuple(COLUMNS), *((column,) for column in COLUMNS), ()])


def enough(people):
    """Give enough people for whatever is small to be a category."""
    return people[0] + 5, *people[1:4], people[4] + 5, *people[5:]


def sites(most, *, groups=False, large=False):
    """Draw sites, with two sexes by two age bands or without groups."""
    people = st.tuples(*(numbers for _ in DRAWN))
    parts = st.lists(
        people.map(enough) if large else people, min_size=4 if groups else 1, max_size=4 if groups else 1
    )
    return st.lists(st.tuples(parts, recorded if groups else st.just(())), min_size=1, max_size=most)


class TestOneFamily:
    @given(sites(4, large=True))
    def test_categories(self, drawn):
        """No category of reliable change, at any site or at all, follows from the others."""
        assert attack(drawn, [RELIABLE]) == []

    @given(sites(4, large=True))
    def test_better_and_worse(self, drawn):
        """No number of people who got better, stayed or got worse follows from the others."""
        assert attack(drawn, [DIRECTION]) == []

    @given(sites(4, large=True))
    def test_the_clinical_range(self, drawn):
        """No number in the clinical range, nor of those who crossed its edge, follows from the others."""
        assert attack(drawn, [CLINICAL]) == []

    @given(sites(4, large=True))
    def test_coverage(self, drawn):
        """Nobody without a second score follows from those with one, nor from the other sites."""
        assert attack(drawn, [COVERAGE]) == []

    @given(sites(4))
    def test_small_sites(self, drawn):
        """How many pairs a small site has does not follow from the numbers of the others and of all."""
        assert attack(drawn, [PAIRED]) == []


class TestAllFamilies:
    @one_in(2)
    @given(sites(3))
    def test_everything_that_is_shown_together(self, drawn):
        """All analyses together, as they stand in findings.csv, give no small number away."""
        assert attack(drawn, [COVERAGE, PAIRED, RELIABLE, CLINICAL, IMPORTANT]) == []

    @one_in(2)
    @given(sites(3))
    def test_a_score_without_a_threshold(self, drawn):
        """The same where better and worse stand in the place of reliable change."""
        assert attack(drawn, [COVERAGE, PAIRED, DIRECTION, CLINICAL, IMPORTANT]) == []


class TestGroups:
    @given(sites(3, groups=True))
    def test_small_groups(self, drawn):
        """How many pairs a small group has does not follow along sites, along groups, or along both."""
        assert attack(drawn, [PAIRED]) == []

    @given(sites(3, groups=True, large=True))
    def test_categories(self, drawn):
        """No category at any site and in any group follows from other categories, sites and groups."""
        assert attack(drawn, [RELIABLE]) == []

    @one_in(2)
    @given(sites(3, groups=True))
    def test_everything_that_is_shown_together(self, drawn):
        """All analyses together give no small number of any group away."""
        assert attack(drawn, [COVERAGE, PAIRED, RELIABLE, CLINICAL, IMPORTANT]) == []

    def test_a_site_that_does_not_record_a_column(self):
        """It has nobody of a category; that the age bands of the others then make up all must not tell."""
        nobody, many = (0,) * 12, 20
        drawn = [
            ([nobody, nobody, nobody, (*nobody[:11], many)], ("sex",)),
            (
                [
                    nobody,
                    (*nobody[:11], 2),
                    (0, 0, 0, 0, 5, *nobody[5:]),
                    (0, 0, 0, many, *nobody[4:11], 2),
                ],
                ("sex", "age band"),
            ),
            (
                [nobody, (*nobody[:11], 1), (0, 0, 0, many, *nobody[4:]), nobody],
                ("sex", "age band"),
            ),
        ]
        assert attack(drawn, [COVERAGE, PAIRED, RELIABLE, CLINICAL, IMPORTANT]) == []


class TestTheAttacker:
    # At the second of two sites few women deteriorated; of all others there are enough.
    MANY, FEW = (9,) * 12, (9, 9, 1, 0, 9, 9, 9, 9, 9, 2, 9, 0)
    DRAWN = (([MANY] * 4, ("sex", "age band")), ([FEW, FEW, MANY, MANY], ("sex", "age band")))

    def test_finds_what_is_there(self):
        """The attack is worth something: without protection it finds every small number."""
        analyses = [COVERAGE, RELIABLE, CLINICAL]
        findings = evaluation([([self.FEW], ())], analyses)
        small = {
            f"site-0, everyone: {f.statistic} = {f.numerator}"
            for f in findings
            if f.site != ALL_SITES and f.numerator is not None and f.numerator < MINIMUM
        }
        assert {"site-0, everyone: reliably deteriorated = 1", "site-0, everyone: harmed = 1"} <= small
        assert small <= set(recovered(findings, findings, knowledge(*analyses), MINIMUM))

    @pytest.mark.parametrize("apart", ["group", "site"])
    def test_finds_what_sums_give_away(self, apart):
        """It finds numbers that are hidden, but only as if each group, or each site, stood for itself."""
        findings = evaluation(self.DRAWN, [RELIABLE])
        shown = []
        for name in {getattr(finding, apart) for finding in findings}:
            part = [finding for finding in findings if getattr(finding, apart) == name]
            shown += protect(part, minimum=MINIMUM)[0]
        found = recovered(shown, findings, knowledge(RELIABLE), MINIMUM)
        assert "site-1, sex=female: reliably deteriorated = 2" in found
        assert attack(self.DRAWN, [RELIABLE]) == []

    @pytest.mark.parametrize(
        ("known", "expected"), [([({"a": 1, "b": 1}, 5)], None), ([({"a": 1, "b": 1}, 5), ({"b": 2}, 6)], 2)]
    )
    def test_solves(self, known, expected):
        """It subtracts: a + b = 5 alone says nothing of a, with 2 b = 6 it does."""
        assert expected == Solver(known).value({"a": 1})
