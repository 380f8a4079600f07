"""
Referrals by denominator, held to a plain walk over invented rows.
"""

import datetime
import statistics

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from livingwell_nhs_england.referrals import CLOSED, NEITHER, OPEN, tally_of
from livingwell_nhs_england.reporting import spread
from livingwell_nhs_england.settings import Criterion, Settings

from livingwell_core.analyses import Sample
from livingwell_core.cohorts import AMOUNT, DATE, GROUP
from livingwell_core.errors import NotApplicableError
from livingwell_core.instruments import Scale
from livingwell_core.pairing import History, Pairs
from livingwell_core.tallies import Histogram

SCALE = Scale(lowest=0, highest=40)
EPOCH = datetime.date(1970, 1, 1)
FIRST, LAST = datetime.date(2024, 7, 1), datetime.date(2024, 9, 30)
START, END = (FIRST - EPOCH).days, (LAST - EPOCH).days
SETTINGS = Settings(
    first_day=FIRST,
    last_day=LAST,
    referred_from=datetime.date(2023, 1, 1),
    eligible={"age": Criterion(keep=("adult", "older"))},
    met=("england",),
)
FROM = (SETTINGS.referred_from - EPOCH).days


def sample(rows):
    """Give what an analysis gets of referrals: (referred, discharged, contacts, age, {day: score})."""
    # Hashes are in no order of the list.
    names = [(7 * place + 3) % 1_009 for place in range(len(rows))]
    listed = pl.DataFrame(
        {
            "person": pl.Series(names, dtype=pl.UInt64),
            DATE + "referred": pl.Series([row[0] for row in rows], dtype=pl.Int32),
            DATE + "discharged": pl.Series([row[1] for row in rows], dtype=pl.Int32),
            AMOUNT + "contacts": pl.Series([row[2] for row in rows], dtype=pl.Float64),
            GROUP + "age": pl.Series([row[3] for row in rows], dtype=pl.String),
        }
    )
    scores = sorted(
        (name, day, score) for name, row in zip(names, rows, strict=True) for day, score in row[4].items()
    )
    columns = list(zip(*scores, strict=True)) or [(), (), ()]
    history = History(
        person=np.array(columns[0], dtype=np.uint64),
        day=np.array(columns[1], dtype=np.int32),
        score=np.array(columns[2], dtype=np.int32),
    )
    none = np.empty(0, dtype=np.int32)
    pairs = Pairs(
        first=none, last=none, days=none, person=none.astype(np.uint64), people=len(rows), assessed=0,
        scores=0, prorated=0, one_day=0, three_or_more=0,
    )  # fmt: skip
    return Sample(pairs=pairs, scale=SCALE, history=lambda: history, listed=lambda: listed)


def plainly(rows):
    """Walk over the rows, one by one."""
    found = {name: {"referrals": 0, "baseline": 0, "pairs": []} for name in (OPEN, CLOSED, NEITHER)}
    spread_of = []
    for referred, discharged, contacts, age, scores in rows:
        meets = referred is not None and FROM <= referred <= END and age in {"adult", "older"}
        enough = (contacts or 0) >= 2
        where = NEITHER
        if meets and enough:
            if discharged is None or discharged > END:
                where = OPEN if END - referred >= 180 else NEITHER
            elif discharged >= START:
                where = CLOSED
        days = sorted(day for day in scores if day <= END)
        cell = found[where]
        cell["referrals"] += 1
        cell["baseline"] += bool(days)
        if len(days) > 1:
            cell["pairs"].append((scores[days[0]], scores[days[-1]]))
        if meets and days and days[0] >= START:
            spread_of.append(scores[days[0]])
    return found, spread_of


def pairs_in(table):
    return [
        (first, last)
        for first, last, count in zip(
            table.first.tolist(), table.last.tolist(), table.count.tolist(), strict=True
        )
        for _ in range(count)
    ]


# Days about the edges that matter: those of the period, 180 days before its end, the first day of referrals.
edges = st.sampled_from([START, END, END - 180, FROM]).flatmap(lambda day: st.integers(day - 2, day + 2))
days = st.one_of(edges, st.integers(FROM - 30, END + 60))
row = st.tuples(
    st.one_of(st.none(), days),
    st.one_of(st.none(), days),
    st.one_of(st.none(), st.sampled_from([0, 1, 2, 3, 12])),
    st.sampled_from(["adult", "older", "adult", "under 18", "not recorded"]),
    st.dictionaries(days, st.integers(0, 40), max_size=4),
)
rows_of = st.lists(row, max_size=30)


@given(rows_of)
def test_equals_a_plain_walk(rows):
    """Every referral is where a loop over the rows puts it, with the same scores."""
    tally = tally_of(sample(rows), SETTINGS)
    expected, scores = plainly(rows)

    for name, cell in expected.items():
        referrals = getattr(tally, name)
        assert cell["referrals"] == referrals.referrals
        assert cell["baseline"] == referrals.baseline
        assert sorted(cell["pairs"]) == pairs_in(referrals.paired)
    assert Histogram.of(SCALE, np.array(scores, dtype=np.int64)) == tally.baselines
    assert tally.everyone.referrals == len(rows)
    if len(set(scores)) > 1:
        assert statistics.stdev(scores) == pytest.approx(spread(tally.baselines), rel=1e-12)
    else:
        with pytest.raises(NotApplicableError):
            spread(tally.baselines)


@given(rows_of, rows_of)
def test_tallies_add(some, others):
    """The tally of both lists is the sum; nothing changes nothing."""
    one, other = tally_of(sample(some), SETTINGS), tally_of(sample(others), SETTINGS)

    assert tally_of(sample(some + others), SETTINGS) == one + other == other + one
    assert one + one.zero() == one.zero() + one == one
    assert one.open + one.open.zero() == one.open


def test_they_add_to_nothing_else():
    """A tally and a number are a mistake."""
    tally = tally_of(sample([]), SETTINGS)

    with pytest.raises(TypeError):
        tally + 1
    with pytest.raises(TypeError):
        tally.open + 1


def only(referral):
    """Give the denominator of one referral, and its referrals."""
    tally = tally_of(sample([referral]), SETTINGS)
    (found,) = ((name, cell) for name in (OPEN, CLOSED, NEITHER) if (cell := getattr(tally, name)).referrals)
    return found


LONG_AGO = END - 300


class TestEdges:
    @pytest.mark.parametrize(
        ("referral", "expected"),
        [
            ((END - 180, None, 2, "adult"), OPEN),
            ((END - 179, None, 2, "adult"), NEITHER),
            ((LONG_AGO, None, 1, "adult"), NEITHER),
            ((LONG_AGO, None, None, "adult"), NEITHER),
            ((LONG_AGO, END + 1, 2, "adult"), OPEN),
            ((LONG_AGO, END, 2, "adult"), CLOSED),
            ((LONG_AGO, START, 2, "adult"), CLOSED),
            ((LONG_AGO, START - 1, 2, "adult"), NEITHER),
            ((END - 20, END - 3, 2, "adult"), CLOSED),  # discharged before 180 days
            ((END - 20, END - 3, 1, "adult"), NEITHER),
            ((END + 1, None, 9, "adult"), NEITHER),
            ((None, None, 9, "adult"), NEITHER),
            ((None, END, 9, "adult"), NEITHER),
            ((FROM, None, 2, "adult"), OPEN),
            ((FROM - 1, None, 2, "adult"), NEITHER),
            ((LONG_AGO, None, 2, "under 18"), NEITHER),
            ((LONG_AGO, None, 2, "not recorded"), NEITHER),
        ],
    )
    def test_denominators(self, referral, expected):
        """Each end of each rule, on both sides."""
        assert only((*referral, {}))[0] == expected

    @pytest.mark.parametrize(
        ("scores", "baseline", "pairs"),
        [
            ({}, 0, []),
            ({END + 1: 20}, 0, []),  # a baseline after the period
            ({END: 20, END + 1: 30}, 1, []),  # a follow-up after it
            ({END - 1: 20, END: 30}, 1, [(20, 30)]),
            ({LONG_AGO - 90: 10, END: 11}, 1, [(10, 11)]),  # a baseline before the referral
            ({1: 3, 2: 40, END: 5}, 1, [(3, 5)]),
        ],
    )
    def test_scores(self, scores, baseline, pairs):
        """Only what is known at the end of the period counts."""
        _, cell = only((LONG_AGO, None, 2, "adult", scores))

        assert (baseline, pairs) == (cell.baseline, pairs_in(cell.paired))


class TestLists:
    def test_no_list(self):
        """Without a list nothing is counted, and it is said."""
        nobody = sample([])
        tally = tally_of(Sample(pairs=nobody.pairs, scale=SCALE, history=nobody.history), SETTINGS)

        assert not tally.listed
        assert tally.lacking == {"a list of people"}
        assert tally.everyone.referrals == 0

    def test_what_a_list_lacks(self):
        """Every name that the list does not have."""
        listed = sample([(LONG_AGO, None, 2, "adult", {})])
        settings = Settings(first_day=FIRST, last_day=LAST, discharged="left", contacts="seen")

        tally = tally_of(listed, settings)

        assert tally.lacking == {"the date 'left'", "the amount 'seen'"}
        assert not tally.listed

    def test_with_a_list_and_without(self):
        """Both together are what is known, and what is lacking."""
        with_list = tally_of(sample([(LONG_AGO, None, 2, "adult", {})]), SETTINGS)
        without = with_list.zero()

        both = with_list + without

        assert both.listed
        assert both.open.referrals == 1

    def test_what_is_not_checked(self):
        """A criterion without a group in the list is none; one that is met by word is not looked for."""
        tally = tally_of(sample([(LONG_AGO, None, 2, "under 18", {})]), SETTINGS)
        assert tally.unchecked == {"team", "reason", "rejected", "hospital"}

        elsewhere = Settings(
            first_day=FIRST, last_day=LAST, eligible={"age": Criterion(group="years", keep=("adult",))}
        )
        tally = tally_of(sample([(LONG_AGO, None, 2, "under 18", {})]), elsewhere)
        assert "age" in tally.unchecked
        assert tally.open.referrals == 1
