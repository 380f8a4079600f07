"""
Pairing equals pairing by hand, for any order of rows and any split of the people.
"""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from properties.pairing_model import TABLE, cohort_of, naive, paired

from livingwell_core.analyses import Sample
from livingwell_core.analyses.coverage import CoverageAnalysis
from livingwell_core.analyses.paired_change import PairedChangeAnalysis
from livingwell_core.cohorts import PEOPLE, READ, Ledger
from livingwell_core.instruments import Scale
from livingwell_core.marks import MISSING_SCORE
from livingwell_core.pairing import SAME_DAY_RULES
from livingwell_core.tallies import Counts, JointTable

SCALE = Scale(lowest=0, highest=40)
# What the answers are decides score and whether it was prorated; different answers may score the same.
SCORES = {
    0: (MISSING_SCORE, False),
    1: (10, False),
    2: (10, True),
    3: (20, False),
    4: (5, False),
    5: (20, True),
}

row = st.tuples(st.sampled_from("abcd"), st.integers(-1, 3), st.sampled_from(sorted(SCORES))).map(
    lambda row: (*row, *SCORES[row[2]])
)
# The number of rows is drawn first: lists are short otherwise, and nobody comes twice on a day.
rows = st.integers(0, 40).flatmap(lambda number: st.lists(row, min_size=number, max_size=number))
listings = st.one_of(st.none(), st.lists(st.sampled_from("abcde"), max_size=8))
rules = st.sampled_from(SAME_DAY_RULES)


def triples(pairs):
    return Counter(zip(pairs.first.tolist(), pairs.last.tolist(), pairs.days.tolist(), strict=True))


def whole_ledger(rows, listed, expected):
    aside = +expected.aside
    ledger = Ledger.of(TABLE, "here", {READ: len(rows), "used": len(rows) - aside.total(), **aside})
    if listed is not None:
        counts = {
            READ: len(listed),
            "used": len(listed) - expected.people_aside,
            "person listed twice": expected.people_aside,
        }
        ledger += Ledger.of(PEOPLE, "here", counts)
    return ledger


class TestPairing:
    @given(rows, listings, rules)
    def test_equals_pairing_by_hand(self, rows, listed, same_day):
        """Pairs, counts and the ledger are those of a loop over people, and the ledger adds up."""
        expected = naive(rows, listed, same_day)
        pairs, _, ledger = paired(cohort_of(rows, listed), same_day)
        assert expected.pairs == triples(pairs)
        for name in ("people", "assessed", "scores", "prorated", "one_day", "three_or_more"):
            assert (name, getattr(expected, name)) == (name, getattr(pairs, name))
        assert whole_ledger(rows, listed, expected) == ledger
        ledger.check()
        assert pairs.scores == ledger.used(TABLE, "here")
        assert pairs.paired + pairs.one_day == pairs.assessed <= pairs.people

    @given(rows, listings, rules, st.randoms())
    def test_the_order_of_rows_does_not_matter(self, rows, listed, same_day, random):
        """Rows shuffled give the same pairs, counts and ledger."""
        pairs, aside, ledger = paired(cohort_of(rows, listed), same_day)
        shuffled = list(rows)
        random.shuffle(shuffled)
        others, other_aside, other_ledger = paired(cohort_of(shuffled, listed), same_day)
        assert triples(pairs) == triples(others)
        assert (pairs.prorated, pairs.scores) == (others.prorated, others.scores)
        assert (aside, ledger) == (other_aside, other_ledger)

    @given(rows, listings, rules, st.sampled_from([2, 3, 7]))
    def test_splitting_by_person_changes_nothing(self, rows, listed, same_day, parts):
        """Tallies and ledger of the parts add up to those of the whole."""
        cohort = cohort_of(rows, listed)

        def tallies(part):
            pairs, _, ledger = paired(part, same_day)
            sample = Sample(pairs=pairs, scale=SCALE)
            return PairedChangeAnalysis().tally(sample), CoverageAnalysis().tally(sample), ledger

        table, counts, ledger = JointTable.of(SCALE, [], []), Counts(), Ledger()
        for part in cohort.split(parts):
            part_table, part_counts, part_ledger = tallies(part)
            table, counts, ledger = table + part_table, counts + part_counts, ledger + part_ledger
        assert tallies(cohort) == (table, counts, ledger)

    @given(rows, rules)
    def test_does_not_change_its_input(self, rows, same_day):
        """The cohort is as it was."""
        cohort = cohort_of(rows)
        before = cohort.assessments["tiny"].clone()
        pairs, *_ = paired(cohort, same_day)
        assert before.equals(cohort.assessments["tiny"])
        assert pairs.first.dtype == pairs.last.dtype == np.int32
