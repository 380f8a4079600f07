import numpy as np
import polars as pl
import pytest
from properties.pairing_model import cohort_of, paired

from livingwell_core.cohorts import PEOPLE, READ, USED, Cohort, Ledger, reasons
from livingwell_core.cohorts.cohort import PEOPLE_SCHEMA
from livingwell_core.errors import LivingwellError
from livingwell_core.marks import MISSING_SCORE
from livingwell_core.pairing import SHARED, moved, pair, rows_set_aside, settle


def pairs_of(rows, **kwargs):
    """
    Pair (person, day, score) rows whose contents all differ; give sorted (first, last, days), and the
    Pairs.
    """
    rows = [(person, day, content, score, False) for content, (person, day, score) in enumerate(rows)]
    pairs, set_aside, _ = paired(cohort_of(rows), **kwargs)
    return (
        sorted(zip(pairs.first.tolist(), pairs.last.tolist(), pairs.days.tolist(), strict=True)),
        pairs,
        set_aside,
    )


class TestPair:
    def test_first_and_last_by_date_not_by_row(self):
        """The earliest and the latest date count, wherever they stand in the file; those between do not."""
        rows = [("a", 20, 9), ("b", 5, 1), ("a", 10, 3), ("a", 30, 7), ("a", 15, 8), ("b", 4, 2)]
        found, pairs, _ = pairs_of(rows)
        assert found == [(2, 1, 1), (3, 7, 20)]
        assert (pairs.people, pairs.assessed, pairs.scores, pairs.one_day, pairs.three_or_more) == (
            2,
            2,
            6,
            0,
            1,
        )

    def test_dates_on_both_sides_of_1970(self):
        """A day before 1970 is before one after it."""
        found, *_ = pairs_of([("a", 3, 1), ("a", -3, 2)])
        assert found == [(2, 1, 6)]

    def test_one_day_is_no_pair(self):
        """People with one usable score, or all of them on one day, are assessed and not paired."""
        _, pairs, set_aside = pairs_of([("a", 1, 5), ("b", 1, 5), ("b", 9, MISSING_SCORE)])
        assert (pairs.paired, pairs.assessed, pairs.scores, pairs.one_day) == (0, 2, 2, 2)
        assert set_aside[reasons.TOO_FEW_ANSWERS] == 1

    def test_a_score_that_is_missing_is_neither_first_nor_last(self):
        """First and last are among usable scores; an incomplete earlier one is counted and left out."""
        found, _, set_aside = pairs_of(
            [("a", 1, MISSING_SCORE), ("a", 2, 4), ("a", 3, 6), ("a", 4, MISSING_SCORE)]
        )
        assert found == [(4, 6, 1)]
        assert set_aside == {reasons.TOO_FEW_ANSWERS: 2, reasons.DIFFERS_ON_ONE_DAY: 0}

    @pytest.mark.parametrize(
        ("same_day", "expected", "aside"),
        [("set-aside", [(2, 9, 4)], 2), ("lowest", [(3, 9, 5)], 1), ("highest", [(8, 9, 5)], 1)],
    )
    def test_two_answers_on_one_day(self, same_day, expected, aside):
        """Differing assessments of a day are all set aside, or one of them is, by the rule that is named."""
        found, _, set_aside = pairs_of(
            [("a", 1, 8), ("a", 1, 3), ("a", 2, 2), ("a", 6, 9)], same_day=same_day
        )
        assert expected == found
        assert aside == set_aside[reasons.DIFFERS_ON_ONE_DAY]

    @pytest.mark.parametrize("same_day", ["set-aside", "lowest", "highest"])
    def test_an_unusable_one_on_the_day_does_not_hurt(self, same_day):
        """A complete assessment stays usable beside an incomplete one of the same day."""
        found, _, set_aside = pairs_of([("a", 1, 8), ("a", 1, MISSING_SCORE), ("a", 6, 9)], same_day=same_day)
        assert found == [(8, 9, 5)]
        assert set_aside == {reasons.TOO_FEW_ANSWERS: 1, reasons.DIFFERS_ON_ONE_DAY: 0}

    @pytest.mark.parametrize("backwards", [False, True])
    @pytest.mark.parametrize("same_day", ["lowest", "highest"])
    def test_of_two_equal_scores_the_complete_one_is_used(self, same_day, backwards):
        """
        Where a prorated score ties with a complete one, which is used does not depend on the order of
        rows.
        """
        rows = [("a", 1, 0, 20, False), ("a", 1, 1, 20, True), ("a", 6, 2, 9, False)]
        pairs, _, _ = paired(cohort_of(rows[::-1] if backwards else rows), same_day=same_day)
        assert (pairs.prorated, pairs.scores) == (0, 2)

    def test_nobody(self):
        """No assessments are no pairs; the people are still people."""
        cohort = cohort_of([], listed=["a", "b"])
        pairs, set_aside, _ = paired(cohort)
        assert (pairs.paired, pairs.people, pairs.assessed, pairs.scores) == (0, 2, 0, 0)
        assert set(set_aside.values()) == {0}

    def test_people_who_share_a_hash_are_not_mixed_up(self):
        """If the second hash differs within one person, the run stops rather than pair two people."""
        frame = pl.DataFrame(
            {"person": [7, 7], "check": [1, 2], "day": [1, 5], "total": [3, 4], SHARED: [False, False]},
            schema={**PEOPLE_SCHEMA, "day": pl.Int32, "total": pl.Int32, SHARED: pl.Boolean},
        )
        with pytest.raises(LivingwellError, match="two identifiers have one hash"):
            pair(frame, "total", people=2)


class TestSettle:
    def test_duplicates_go_and_are_counted(self):
        """
        The same answers of a person on a day are one assessment, even apart in the file; else they are
        two.
        """
        rows = [("a", 1, 5, 8, False), ("b", 1, 5, 8, False), ("a", 2, 5, 8, False), ("a", 1, 5, 8, False)]
        settled = settle(cohort_of(rows))
        assert settled.frames["tiny"].height == 3
        assert settled.ledger.set_aside("tiny assessments", "here") == {reasons.DUPLICATE: 1}
        assert settled.ledger.used("tiny assessments", "here") == 3
        settled.ledger.check()

    def test_people_not_listed_are_left_out(self):
        """
        Assessments of people whom the site does not list are counted apart; a person listed twice is
        one.
        """
        rows = [("a", 1, 0, 8, False), ("x", 1, 1, 8, False), ("a", 9, 2, 3, False)]
        settled = settle(cohort_of(rows, listed=["a", "b", "a"]))
        assert settled.people == 2
        assert settled.ledger.set_aside(PEOPLE, "here") == {reasons.DUPLICATE_PERSON: 1}
        assert settled.ledger.set_aside("tiny assessments", "here") == {reasons.UNKNOWN_PERSON: 1}
        settled.ledger.check()

    def test_without_a_list_people_are_those_assessed(self):
        """A site without a list of people counts those in its assessments, also the unusable ones."""
        rows = [("a", 1, 0, MISSING_SCORE, False), ("b", 1, 1, 8, False), ("b", 9, 2, 3, False)]
        assert settle(cohort_of(rows)).people == 2

    def test_listed_people_who_share_a_hash(self):
        """Two listed people with one hash stop the run."""
        cohort = Cohort(
            site="here", people=pl.DataFrame({"person": [7, 7], "check": [1, 2]}, schema=PEOPLE_SCHEMA)
        )
        with pytest.raises(LivingwellError, match="two identifiers have one hash"):
            settle(cohort)

    def test_does_not_change_its_cohort(self):
        """A cohort is as it was after it was settled."""
        rows = [("a", 1, 5, 8, False), ("a", 1, 5, 8, False)]
        cohort = cohort_of(rows, listed=["a"])
        frame, ledger = cohort.assessments["tiny"].clone(), cohort.ledger
        settle(cohort)
        assert frame.equals(cohort.assessments["tiny"])
        assert ledger == cohort.ledger

    def test_many_days_of_few_people(self):
        """
        A thousand assessments a person, each twice, leave each once: no day is lost and none is kept
        twice.
        """
        rows = [(who, day, day, day % 40, False) for who in "abc" for day in range(1000)] * 2
        settled = settle(cohort_of(rows))
        kept = settled.frames["tiny"]
        assert kept.height == 3000
        assert kept.select("person", "day").is_unique().all()
        assert kept[SHARED].all()


class TestMoved:
    def test_takes_from_used(self):
        """What is set aside is no longer used, the sum stays, and nothing is written of nothing."""
        ledger = Ledger.of("t", "s", {READ: 5, USED: 5}) + moved("t", "s", {"x": 2, "y": 0})
        assert Ledger.of("t", "s", {READ: 5, USED: 3, "x": 2}) == ledger


class TestSplit:
    @pytest.mark.parametrize("parts", [1, 2, 5])
    def test_each_person_is_in_one_part(self, parts):
        """All of a person's rows are in one part, all rows are in some part, the ledger is in the first."""
        rows = [(who, day, day, 5, False) for who in "abcdefgh" for day in range(3)]
        cohort = cohort_of(rows, listed="abcdefgh")
        pieces = cohort.split(parts)
        assert parts == len(pieces)
        people = [set(piece.assessments["tiny"]["person"].to_list()) for piece in pieces]
        assert sum(map(len, people)) == len(set().union(*people)) == 8
        assert people == [set(piece.people["person"].to_list()) for piece in pieces]
        assert sum(piece.assessments["tiny"].height for piece in pieces) == len(rows)
        assert [cohort.ledger] + [Ledger()] * (parts - 1) == [piece.ledger for piece in pieces]

    def test_parts_add_up_to_the_whole(self):
        """Adding the parts gives every row back."""
        rows = [(who, day, day, 5, False) for who in "abcd" for day in range(2)]
        cohort = cohort_of(rows, listed="abcd")
        first, *others = cohort.split(3)
        whole = sum(others, first)
        by = ["person", "day"]
        assert cohort.assessments["tiny"].sort(by).equals(whole.assessments["tiny"].sort(by))
        assert cohort.people.sort("person").equals(whole.people.sort("person"))
        assert cohort.ledger == whole.ledger

    def test_cohorts_of_two_sites_do_not_add(self):
        """People of two sites are never paired with each other."""
        with pytest.raises(ValueError, match="two sites do not add: 'here' and 'there'"):
            Cohort(site="here") + Cohort(site="there")
        with pytest.raises(TypeError):
            Cohort(site="here") + 1


def test_days_are_whole():
    """The days between are what lies between the two dates, as int32 above 0."""
    _, pairs, _ = pairs_of([("a", 1, 1), ("a", 20_000, 2)])
    assert np.array([19_999], dtype=np.int32) == pairs.days
    assert pairs.days.dtype == np.int32


class TestRowsSetAside:
    """Where several scores make a row count as used."""

    FRAME = pl.DataFrame(
        {
            "person": [1, 1, 2, 2, 3],
            "check": [1, 1, 2, 2, 3],
            "day": [5, 5, 5, 6, 5],
            "one": [3, 4, MISSING_SCORE, 1, MISSING_SCORE],
            "two": [MISSING_SCORE, 6, 2, MISSING_SCORE, MISSING_SCORE],
            SHARED: [True, True, False, False, False],
        },
        schema_overrides={"person": pl.UInt64, "check": pl.UInt64, "day": pl.Int32},
    )

    @pytest.mark.parametrize(("same_day", "differ"), [("set-aside", 1), ("lowest", 0), ("highest", 1)])
    def test_a_row_is_used_where_any_score_uses_it(self, same_day, differ):
        """
        The two rows of the first person differ on `one`; the second of them has the only `two` of that
        day, and so is used whatever becomes of `one`.
        """
        assert rows_set_aside(self.FRAME, ["one", "two"], same_day=same_day) == {
            reasons.TOO_FEW_ANSWERS: 1,
            reasons.DIFFERS_ON_ONE_DAY: differ,
        }

    @pytest.mark.parametrize("same_day", ["set-aside", "lowest", "highest"])
    def test_of_one_score_it_is_what_pairing_says(self, same_day):
        """For a single score without ties both count the same rows."""
        _, expected = pair(self.FRAME, "one", people=3, same_day=same_day)
        assert rows_set_aside(self.FRAME, ["one"], same_day=same_day) == expected

    @pytest.mark.parametrize("same_day", ["set-aside", "lowest", "highest"])
    def test_the_order_of_rows_changes_nothing(self, same_day):
        """Nor do ties, of which both rows count as used."""
        tied = pl.concat([self.FRAME, self.FRAME.with_columns(two=pl.lit(6, pl.Int64))])
        counts = {
            tuple(rows_set_aside(frame, ["one", "two"], same_day=same_day).values())
            for frame in (tied, tied.reverse())
        }
        assert len(counts) == 1
