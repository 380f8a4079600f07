"""
DIALOG against plain Python, and in a whole evaluation with the codes that systems write.
"""

import datetime
from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from livingwell_dialog import plugin

from livingwell_core import builtin
from livingwell_core.engines.local import LocalEngine
from livingwell_core.evaluations import evaluate, make_plan
from livingwell_core.instruments import missing_rule
from livingwell_core.marks import MISSING_ANSWER, MISSING_SCORE
from livingwell_core.plugins import Plugins
from livingwell_core.statistics.clinical_change import reliable_change
from livingwell_core.tallies import JointTable

(DIALOG,) = plugin.livingwell_instruments()
LIFE, TREATMENT, *SINGLE = DIALOG.scores

answers = st.one_of(*[st.integers(1, 7)] * 12, st.just(MISSING_ANSWER))
sheets = st.lists(st.lists(answers, min_size=11, max_size=11), min_size=1, max_size=10)


def points(rows, score, instrument=DIALOG):
    """Score rows; give fractions, None for no score."""
    array = np.array(rows, dtype=np.int8).reshape(len(rows), 11)
    steps = instrument.compute(score, instrument.orient(array, instrument.flips("as-circled", {})))
    denominator = instrument.scale(score).denominator
    return [None if step == MISSING_SCORE else Fraction(step, denominator) for step in steps.tolist()]


def by_hand(codes, most_missing=0):
    answered = [code for code in codes if code != MISSING_ANSWER]
    missing = len(codes) - len(answered)
    return Fraction(sum(answered), len(answered)) if missing <= most_missing else None


class TestScores:
    @given(sheets)
    def test_the_two_means(self, rows):
        """Life is the mean of items 1 to 8 and treatment of 9 to 11, each without regard to the other."""
        assert [by_hand(row[:8]) for row in rows] == points(rows, LIFE)
        assert [by_hand(row[8:]) for row in rows] == points(rows, TREATMENT)

    @given(sheets)
    def test_each_item(self, rows):
        """Each item is a score of its own."""
        for place, score in enumerate(SINGLE):
            assert [by_hand(row[place : place + 1]) for row in rows] == points(rows, score)

    @given(sheets, st.integers(1, 7))
    def test_prorated_by_name(self, rows, most):
        """Under a rule that an evaluation names, up to so many of the eight may be missing."""
        rule = LIFE.rule.using(missing_rule(f"prorate(max_missing={most})"))
        life = LIFE.using(rule=rule)
        other = attrs.evolve(DIALOG, scores=(life, TREATMENT, *SINGLE))
        assert [by_hand(row[:8], most) for row in rows] == points(rows, life, other)


class TestThresholds:
    @pytest.mark.parametrize("score", SINGLE[:8], ids=lambda score: score.id)
    def test_a_change_of_one_counts(self, score):
        """One point more is better, one less worse, and none is none; as NHS England's dashboard has it."""
        table = JointTable.of(DIALOG.scale(score), [4, 4, 4], [5, 4, 3])
        found = reliable_change(table, points=score.reliable_change.points, sign=score.sign)
        assert (found.improved, found.unchanged, found.deteriorated) == (1, 1, 1)

    @pytest.mark.parametrize("score", [TREATMENT, *SINGLE[8:]], ids=lambda score: score.id)
    def test_none_for_the_care_received(self, score):
        """The dashboard leaves items 9 to 11 out of change, and a note says so."""
        assert score.reliable_changes == ()
        assert "leaves it out of measures of change" in score.note

    def test_none_for_the_means(self):
        """No reliable change of a mean is published, and below 4 is no clinical range."""
        for score in (LIFE, TREATMENT):
            assert (score.reliable_changes, score.clinical_ranges) == ((), ())
            assert "no clinical range" in score.note


class TestPublished:
    @pytest.mark.parametrize(
        ("score", "alpha", "mean", "sd"), [(LIFE, 71, 465, 110), (TREATMENT, 57, 525, 117)]
    )
    def test_means(self, score, alpha, mean, sd):
        """Internal consistency of 2012 and East London's means of 2020, in hundredths."""
        assert (score.reliability.value, score.reliability.kind) == (
            Fraction(alpha, 100),
            "internal consistency",
        )
        assert (score.clinical_norm.mean, score.clinical_norm.sd) == (Fraction(mean, 100), Fraction(sd, 100))

    def test_nothing_else(self):
        """No norm of people in general, no difference that people notice, and nothing of single items."""
        assert all(score.functional_norm is score.important_difference is None for score in DIALOG.scores)
        assert all(score.reliabilities == score.norms == () for score in SINGLE)


class TestDefinition:
    def test_items(self):
        """Eleven items of 1 to 7; 0 and 8 are no answers; no answers in words are named."""
        assert [item.id for item in DIALOG.items] == [str(number) for number in range(1, 12)]
        for item in DIALOG.items:
            assert (item.lowest, item.highest, item.missing_codes) == (1, 7, (0, 8))
            assert not item.labels
            assert len(item.label) <= 30

    def test_one_answer_makes_an_assessment_count(self):
        """Every score counts: without a job there is no mean of life, and ten answers are no blank sheet."""
        assert DIALOG.counted_by == tuple(score.id for score in DIALOG.scores)


PROFILE = """\
id = "here"
title = "Here"
source = "invented for tests"
[[tables]]
file = "a.csv"
instrument = "dialog"
layout = "wide"
answers = "as-circled"
person = "Id"
date = "Date"
date_format = "%Y-%m-%d"
[tables.items]
"""


def run(folder, rows):
    """Evaluate one site."""
    numbers = [item.id for item in DIALOG.items]
    table = [",".join(["Id", "Date", *(f"Q{n}" for n in numbers)]), *(",".join(row) for row in rows)]
    (folder / "here").mkdir()
    (folder / "here" / "a.csv").write_text("\n".join([*table, ""]))
    (folder / "here.toml").write_text(PROFILE + "".join(f'{n} = "Q{n}"\n' for n in numbers))
    file = folder / "livingwell.toml"
    sites = '[[sites]]\nprofile = "here.toml"\nfolder = "here"\n'
    file.write_text(f'title = "A test"\n{sites}[disclosure]\nminimum = 0\n')
    plugins = Plugins(strict=True)
    plugins.register(builtin, "builtin", "livingwell-core", "0")
    plugins.register(plugin, "dialog", "livingwell-dialog", "0")
    return evaluate(make_plan(file, plugins, as_of=datetime.date(2024, 6, 30)), LocalEngine())


def value(found, score, statistic, unit=None):
    (finding,) = (
        f
        for f in found.findings
        if (f.score, f.statistic, f.site) == (score, statistic, "here") and unit in {None, f.unit}
    )
    return finding.value


class TestEvaluation:
    def test_eight_and_nought_are_no_answers(self, tmp_path):
        """Read as missing and counted: the mean is left out, the other items count, the row is used."""
        low, high = ["4"] * 11, ["6"] * 11
        found = run(
            tmp_path,
            [
                ["p1", "2021-01-01", *low],
                ["p1", "2021-07-01", *high],
                ["p2", "2021-01-01", *low],
                ["p2", "2021-07-01", "5", "5", "8", "5", "5", "5", "0", "5", "5", "5", "5"],
                ["p3", "2021-01-01", *["8"] * 11],
            ],
        )
        pairs = "people with a first and a last score"
        assert value(found, "life", pairs, "people") == 1
        assert value(found, "job", pairs, "people") == 1
        assert value(found, "family", pairs, "people") == 1
        assert value(found, "mental_health", pairs, "people") == 2
        assert value(found, "mental_health", "mean change") == 1.5
        assert value(found, "treatment", pairs, "people") == 2
        table = ("dialog assessments", "here")
        assert (found.ledger.read(*table), found.ledger.used(*table)) == (5, 4)
        assert not found.problems
        coded = found.remarks.shared().coded
        assert {(key.instrument, key.code): count for key, count in coded.items()} == {
            ("dialog", 0): 1,
            ("dialog", 8): 12,
        }

    def test_nine_is_still_wrong(self, tmp_path):
        """What is neither an answer nor a known code is set aside, with its place."""
        found = run(
            tmp_path,
            [["p1", "2021-01-01", *["4"] * 11], ["p1", "2021-07-01", "9", *["4"] * 10]],
        )
        (problem,) = found.problems
        assert (problem.row, problem.column, problem.value) == (3, "Q1", "9")
        assert "1 to 7" in problem.expected
