"""
Beside the core's analyses nobody can work out a small number of referrals from what denominators show.
"""

import datetime
import functools

import attrs
from hypothesis import given
from hypothesis import strategies as st
from livingwell_nhs_england.cmh_proms import COLUMN, CommunityProms
from livingwell_nhs_england.definitions import EFFECT
from livingwell_nhs_england.referrals import CLOSED, NEITHER, OPEN, Referrals, ReferralTally
from livingwell_nhs_england.settings import Settings
from properties.attacker import EVERYONE, Knowledge, recovered
from properties.strategies import sample_pairs

from livingwell_core.analyses import ALL_SITES, About, Sample
from livingwell_core.analyses.clinical_range import ClinicalRangeAnalysis
from livingwell_core.analyses.coverage import CoverageAnalysis
from livingwell_core.analyses.paired_change import PairedChangeAnalysis
from livingwell_core.analyses.reliable_change import ReliableChangeAnalysis
from livingwell_core.instruments import ClinicalRange, Instrument, Item, ReliableChange, Score, Single
from livingwell_core.reports.disclosure import SUPPRESSED, protect
from livingwell_core.tallies import Histogram, JointTable

MINIMUM = 5
# As the ReQoL-10 about its cut-off, but short, so that whatever anybody could have scored can be tried.
LOWEST, HIGHEST = 18, 31
SHORT = Instrument(
    id="reqol10",
    title="Short",
    items=(Item(id="1", label="1", lowest=LOWEST, highest=HIGHEST),),
    scores=(
        Score(
            id="total",
            title="total",
            items=("1",),
            rule=Single(),
            lowest=LOWEST,
            highest=HIGHEST,
            better="higher",
            reliable_changes=(ReliableChange(id="5", points=5, source="CMH PROMs dashboard"),),
            clinical_ranges=(ClinicalRange(id="24", edge=24, source="made up"),),
        ),
    ),
    licence="none",
    source="made up",
)
SCORE = SHORT.scores[0]
SCALE = SHORT.scale(SCORE)
MEASURE = CommunityProms(
    settings=Settings(first_day=datetime.date(2024, 7, 1), last_day=datetime.date(2024, 9, 30))
)
CORE = (CoverageAnalysis(), PairedChangeAnalysis(), ReliableChangeAnalysis(), ClinicalRangeAnalysis())
PAIRS = [(first, last) for first in range(LOWEST, HIGHEST + 1) for last in range(LOWEST, HIGHEST + 1)]
ONE_DAY, NEVER = "one day", "never"
KINDS = [*PAIRS, ONE_DAY, NEVER]
# Recovered, improved otherwise, no change on either side and across, deteriorated, harmed.
DRAWN = (
    (20, 26),
    (18, 23),
    (26, 31),
    (20, 22),
    (23, 26),
    (28, 29),
    (24, 19),
    (31, 26),
    (28, 22),
    ONE_DAY,
    NEVER,
)
DENOMINATORS = (OPEN, CLOSED, NEITHER)


def about(analysis, site=ALL_SITES):
    return About(analysis=analysis, instrument=SHORT, score=SCORE, site=site)


def scores_of(people):
    return [kind for kind, number in people.items() if kind in PAIRS for _ in range(number)]


def referrals(people):
    scores = scores_of(people)
    return Referrals(
        referrals=len(scores) + people[ONE_DAY] + people[NEVER],
        baseline=len(scores) + people[ONE_DAY],
        paired=JointTable.of(SCALE, [a for a, _ in scores], [b for _, b in scores])
        if scores
        else JointTable.of(SCALE, [25], [25]).zero(),
    )


def tally(parts):
    """Tally three groups of people: numbers by kind, of each denominator."""
    cells = dict(zip(DENOMINATORS, map(referrals, parts), strict=True))
    baselines = Histogram.of(SCALE, [LOWEST, HIGHEST] * 50)
    return ReferralTally(**cells, baselines=baselines, listed=True)


def core_sample(people):
    pairs = attrs.evolve(
        sample_pairs(scores_of(people)),
        people=sum(people.values()),
        assessed=sum(people.values()) - people[NEVER],
        one_day=people[ONE_DAY],
    )
    return Sample(pairs=pairs, scale=SCALE)


def of_the_core(people, site=ALL_SITES):
    found = [
        finding
        for analysis in CORE
        for finding in analysis.conclude(analysis.tally(core_sample(people)), about(analysis.id, site))
    ]
    # Nobody here was asked three times.
    return [finding for finding in found if "three usable" not in finding.statistic]


def measured(parts, site):
    # The standard deviation is of other scores, and counts nobody here.
    return [f for f in MEASURE.conclude(tally(parts), about(MEASURE.id, site)) if f.definition != EFFECT]


@functools.cache
def knowledge():
    nobody = dict.fromkeys(KINDS, 0)

    def conclude(numbers):
        people = dict(zip(KINDS, numbers, strict=True))
        found = [f for f in measured([people, nobody, nobody], "a") if f.group == f"{COLUMN}={OPEN}"]
        return found + of_the_core(people)

    return Knowledge(conclude, len(KINDS))


def added(parts):
    return {kind: sum(people[kind] for people in parts) for kind in parts[0]}


def evaluation(sites):
    """Give all findings; each site is numbers of each kind for each denominator."""
    parts = {
        f"site-{place}": [
            dict.fromkeys(KINDS, 0) | dict(zip(DRAWN, numbers, strict=True)) for numbers in site
        ]
        for place, site in enumerate(sites)
    }
    parts[ALL_SITES] = [added(several) for several in zip(*parts.values(), strict=True)]
    found = []
    for site, of_site in parts.items():
        found += measured(of_site, site)
        found += of_the_core(added(of_site), site)
    return found


def attack(sites):
    findings = evaluation(sites)
    shown, suppressed = protect(findings, minimum=MINIMUM)
    assert suppressed == sum(finding.note.startswith(SUPPRESSED) for finding in shown)
    return recovered(shown, findings, knowledge(), MINIMUM), shown


numbers = st.one_of(st.integers(0, 6), st.sampled_from([0, 0, 20, 50]), st.sampled_from([0, 0, 0, 1, 2]))
people = st.tuples(*(numbers for _ in DRAWN))


class TestAttacked:
    @given(st.lists(st.tuples(people, people, people), min_size=1, max_size=3))
    def test_nothing_small_follows(self, sites):
        """Not from denominators, nor from these and what the core says of everyone, nor from other sites."""
        assert attack(sites)[0] == []

    def test_two_who_are_in_neither(self):
        """Two pairs in neither denominator do not follow from the pairs of the core and of both."""
        inside = (10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10)
        found, shown = attack([(inside, tuple(2 * n for n in inside), (2, *(0 for _ in DRAWN[1:])))])

        assert found == []
        # The larger denominator stays, and so does what the core says.
        improved = {
            (f.analysis, f.group): f.value for f in shown if f.unit == "people" and "improved" in f.statistic
        }
        assert improved["reliable-change", EVERYONE] is not None
        assert improved[MEASURE.id, f"{COLUMN}={CLOSED}"] is not None
        assert improved[MEASURE.id, f"{COLUMN}={OPEN}"] is None

    def test_large_numbers_are_shown(self):
        """Where every number is large, nothing is withheld."""
        inside = (10,) * len(DRAWN)

        _, shown = attack([(inside, inside, inside), (inside, inside, inside)])

        assert not [f for f in shown if f.note.startswith(SUPPRESSED)]
