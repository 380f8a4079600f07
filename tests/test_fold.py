"""The two pure functions of an evaluation: rows to scored cohorts, cohorts to tallies that add."""

from __future__ import annotations

import functools
import operator
import random

import polars as pl
import pytest
from helpers_files import AS_OF, DEMO, ROWS, csv_text, evaluation, make_plugins, put, read_text, wide_table

from livingwell_core.cohorts import Cohort
from livingwell_core.errors import Problem
from livingwell_core.evaluations import Key, Tallies, make_plan, partition, score_rows, tally_cohort

HEADER = "Id,Date,Q1,Q2,Q3\n"


def scored(folder, cells, **changes):
    table = wide_table(**changes)
    rows = read_text(folder, HEADER + f"p,01/02/2021,{cells}\n", table)
    return score_rows(
        rows.keys, DEMO, DEMO.orient(rows.answers, DEMO.flips(table.answers, table.directions))
    ).row(0, named=True)


class TestDirections:
    """Answers as circled, answers already reversed, and items that systems code either way."""

    @pytest.mark.parametrize(
        ("circled", "direction", "total", "third"),
        [
            # 4, then 1 (reversed: 3), then 3
            ("as-circled", "higher-is-better", 4 + 3 + 3, 3),
            ("scored", "higher-is-better", 4 + 1 + 3, 3),
            ("as-circled", "higher-is-worse", 4 + 3 + 1, 1),
            ("scored", "higher-is-worse", 4 + 1 + 1, 1),
        ],
    )
    def test_totals(self, tmp_path, circled, direction, total, third):
        """By hand: an item is reversed where the export says so, and only there."""
        row = scored(tmp_path, "4,1,3", answers=circled, directions={"3": direction})

        assert (row["total"], row["third"]) == (total, third)

    def test_missing_stays_missing(self, tmp_path):
        """A missing answer is not reversed into an answer."""
        row = scored(tmp_path, "4,,3")

        assert row["total"] == -(2**31)
        assert row["third"] == 3

    def test_content_tells_answers_apart(self, tmp_path):
        """Different answers with one total are different assessments; a missing one is not a zero."""
        contents = {
            scored(tmp_path, cells)["content"] for cells in ("1,4,0", "0,4,1", "0,3,0", ",4,1", "0,4,")
        }

        assert len(contents) == 5


def plan_of(tmp_path, **kwargs):
    return make_plan(evaluation(tmp_path, **kwargs), make_plugins(), as_of=AS_OF)


def everything(cohorts, plan):
    return functools.reduce(operator.add, (tally_cohort(cohort, plan) for cohort in cohorts), Tallies())


class TestPartition:
    """Parts by person."""

    @pytest.mark.parametrize("buckets", [1, 2, 7, 40])
    def test_everyone_is_in_one_bucket(self, tmp_path, buckets):
        """No person is split, none is lost, and the ledger is there once."""
        plan = plan_of(tmp_path)

        cohorts = partition(plan.parts[0], plan, buckets)

        people = [set(cohort.assessments["demo"]["person"]) for cohort in cohorts]
        assert len(cohorts) == buckets
        assert sum(map(len, people)) == len(set.union(*people)) == 5
        assert sum(cohort.assessments["demo"].height for cohort in cohorts) == 9
        assert sum(cohort.ledger.read("demo assessments", "here") for cohort in cohorts) == 9

    def test_a_file_that_cannot_be_used(self, tmp_path):
        """It gives empty cohorts, of which one says why."""
        plan = plan_of(tmp_path, sites={"here": ""})

        cohorts = partition(plan.parts[0], plan, 3)

        assert [len(cohort.refused) for cohort in cohorts] == [1, 0, 0]
        assert tally_cohort(cohorts[0], plan).refused == cohorts[0].refused

    @pytest.mark.parametrize("buckets", [1, 2, 7])
    def test_tallies_add(self, tmp_path, buckets):
        """The tallies of the parts are the tallies of the whole."""
        plan = plan_of(tmp_path)
        (whole,) = partition(plan.parts[0], plan, 1)

        parts = everything(partition(plan.parts[0], plan, buckets), plan)

        expected = tally_cohort(whole, plan)
        assert parts.tallies == expected.tallies
        assert parts.ledger == expected.ledger
        assert {key.analysis for key in parts.tallies} >= {"coverage", "paired-change"}

    def test_order_of_rows(self, tmp_path):
        """First and last go by date, never by the order of rows."""
        mixed = [ROWS[0], *random.Random(3).sample(ROWS[1:], len(ROWS) - 1)]
        plan, other = plan_of(tmp_path / "a"), plan_of(tmp_path / "b", sites={"here": csv_text(mixed)})

        tallies = [everything(partition(p.parts[0], p), p).tallies for p in (plan, other)]

        assert tallies[0] == tallies[1]

    def test_files_that_go_missing(self, tmp_path):
        """A file that goes away after the plan was made is a message."""
        plan = plan_of(tmp_path)
        plan.parts[0].source.path.unlink()

        (cohort,) = partition(plan.parts[0], plan)

        assert [str(problem) for problem in cohort.refused] == [
            "here/a.csv: cannot be read (No such file or directory)"
        ]


class TestSums:
    """What adds."""

    def test_cohorts_of_two_sites(self):
        """They do not add: whoever tries is told."""
        with pytest.raises(ValueError, match="'a' and 'b'"):
            Cohort(site="a") + Cohort(site="b")

    def test_people_of_one_part_only(self):
        """A list of people in one part stays when the other has none."""
        people = pl.DataFrame({"person": [1], "check": [2]}, schema={"person": pl.UInt64, "check": pl.UInt64})

        both = Cohort(site="a") + Cohort(site="a", people=people, problems=(Problem("f", "r"),))

        assert both.people.equals(people)
        assert both.problems == (Problem("f", "r"),)

    def test_nothing_else_adds(self):
        """A cohort or a tally and something else."""
        with pytest.raises(TypeError):
            Cohort(site="a") + 3
        with pytest.raises(TypeError):
            Tallies() + 3

    def test_zero(self, tmp_path):
        """Nobody's tallies change nothing."""
        plan = plan_of(tmp_path)
        tallies = everything(partition(plan.parts[0], plan), plan)

        assert (tallies + tallies.zero()).tallies == tallies.tallies
        assert (tallies.zero() + tallies).tallies == tallies.tallies

    def test_keys_sort(self):
        """Keys have one order."""
        assert Key("a", "b", "c", "d") < Key("a", "b", "c", "e")


def test_a_score_that_a_site_does_not_collect(tmp_path):
    """Of a score that its export cannot give a site has no tally, rather than one of nobody."""
    path = evaluation(tmp_path)
    profile = (tmp_path / "here.toml").read_text()
    put(tmp_path / "here.toml", profile.replace('1 = "Q1"\n', ""))
    plan = make_plan(path, make_plugins(), as_of=AS_OF)

    tallies = everything(partition(plan.parts[0], plan), plan)

    assert {key.score for key in tallies.tallies} == {"third"}
    tallies.ledger.check()
    assert tallies.ledger.used("demo assessments", "here") == 0
