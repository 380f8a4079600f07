"""
PHQ-9 and GAD-7 against plain Python, their thresholds exactly at the edge, and their answers in words.
"""

import datetime
from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from livingwell_talking_therapies import plugin

from livingwell_core import builtin
from livingwell_core.engines.local import LocalEngine
from livingwell_core.evaluations import evaluate, make_plan
from livingwell_core.instruments import missing_rule
from livingwell_core.marks import MISSING_ANSWER, MISSING_SCORE
from livingwell_core.plugins import Plugins
from livingwell_core.statistics.clinical_change import in_clinical_range, reliable_change
from livingwell_core.tallies import JointTable

PHQ9, GAD7 = plugin.livingwell_instruments()
BOTH = pytest.mark.parametrize("instrument", [PHQ9, GAD7], ids=lambda instrument: instrument.id)

answers = st.one_of(*[st.integers(0, 3)] * 12, st.just(MISSING_ANSWER))
sheets = st.lists(st.lists(answers, min_size=9, max_size=9), min_size=1, max_size=10)


def totals(rows, instrument):
    """Score rows; give fractions, None for no score."""
    (score,) = instrument.scores
    array = np.array(rows, dtype=np.int8)[:, : len(instrument.items)]
    steps = instrument.compute(score, instrument.orient(array, instrument.flips("as-circled", {})))
    denominator = instrument.scale(score).denominator
    return [None if step == MISSING_SCORE else Fraction(step, denominator) for step in steps.tolist()]


def by_hand(row, items, most_missing=0):
    answered = [code for code in row[:items] if code != MISSING_ANSWER]
    return Fraction(sum(answered) * items, len(answered)) if items - len(answered) <= most_missing else None


class TestTotal:
    @BOTH
    @given(rows=sheets)
    def test_is_the_sum(self, instrument, rows):
        """With every item answered it is their sum; else there is none."""
        items = len(instrument.items)
        assert [by_hand(row, items) for row in rows] == totals(rows, instrument)

    @BOTH
    @given(rows=sheets, most=st.integers(1, 6))
    def test_prorated_by_name(self, instrument, rows, most):
        """Under a rule that an evaluation names it is the sum scaled up, exactly."""
        (score,) = instrument.scores
        rule = missing_rule(f"prorate(max_missing={most})")
        other = attrs.evolve(instrument, scores=(score.using(rule=score.rule.using(rule)),))
        items = len(instrument.items)
        assert [by_hand(row, items, most) for row in rows] == totals(rows, other)


class TestThresholds:
    def changes(self, instrument, first, last):
        (score,) = instrument.scores
        table = JointTable.of(instrument.scale(score), first, last)
        found = reliable_change(table, points=score.reliable_change.points, sign=score.sign)
        return found.improved, found.unchanged, found.deteriorated

    @pytest.mark.parametrize(("instrument", "points"), [(PHQ9, 6), (GAD7, 4)])
    def test_reliable_change_at_the_edge(self, instrument, points):
        """A fall of exactly so many points is better, a rise is worse, and one less is neither."""
        first = [14, 14, 14, 14]
        last = [14 - points, 14 - points + 1, 14 + points - 1, 14 + points]
        assert self.changes(instrument, first, last) == (1, 2, 1)

    @pytest.mark.parametrize(
        ("instrument", "name", "edge"),
        [(PHQ9, None, 10), (PHQ9, "10", 10), (GAD7, None, 8), (GAD7, "8", 8), (GAD7, "10", 10)],
    )
    def test_caseness_at_the_edge(self, instrument, name, edge):
        """The edge and above is a case, one below is not."""
        score = instrument.scores[0].using(clinical_range=name)
        table = JointTable.of(instrument.scale(score), [edge - 1, edge, edge + 1], [0, 0, 0])
        inside = in_clinical_range(table, table.first, edge=score.clinical_range.edge, sign=score.sign)
        assert inside.tolist() == [False, True, True]

    @BOTH
    def test_what_was_read_second_hand_is_said(self, instrument):
        """Each number names where it was read, and a secondary source is called that."""
        (score,) = instrument.scores
        assert "secondary source" in score.reliable_change.source
        assert "secondary source" in score.clinical_range.source
        assert all(t.verified for t in (*score.reliable_changes, *score.clinical_ranges))


class TestDefinition:
    @pytest.mark.parametrize(("instrument", "items", "highest"), [(PHQ9, 9, 27), (GAD7, 7, 21)])
    def test_items_and_range(self, instrument, items, highest):
        """Items of 0 to 3, the higher the worse."""
        assert [item.id for item in instrument.items] == [str(n) for n in range(1, items + 1)]
        assert {(0, 3)} == {(item.lowest, item.highest) for item in instrument.items}
        (score,) = instrument.scores
        assert (score.lowest, score.highest, score.better) == (0, highest, "lower")

    @BOTH
    def test_answers_in_words(self, instrument):
        """The four answers are named, in order: the questionnaires are in the public domain."""
        for item in instrument.items:
            assert sorted(item.labels.values()) == [0, 1, 2, 3]
            assert item.labels["nearly every day"] == 3
        assert "Public domain" in instrument.licence


PROFILE = """\
id = "here"
title = "Here"
source = "invented for tests"
[[tables]]
file = "a.csv"
instrument = "gad7"
layout = "wide"
answers = "as-circled"
person = "Id"
date = "Date"
date_format = "%Y-%m-%d"
[tables.items]
"""


class TestEvaluation:
    def test_words_and_numbers(self, tmp_path):
        """An export may hold the answers in words; 14 to 8 is better by 6, and still a case."""
        rows = [
            ["Id", "Date", *(f"Q{number}" for number in range(1, 8))],
            ["p1", "2021-01-01", *["More than half the days"] * 7],
            ["p1", "2021-07-01", "Nearly every day", *["several days"] * 5, "Not at all"],
        ]
        (tmp_path / "here").mkdir()
        (tmp_path / "here" / "a.csv").write_text("\n".join([*map(",".join, rows), ""]))
        (tmp_path / "here.toml").write_text(PROFILE + "".join(f'{n} = "Q{n}"\n' for n in range(1, 8)))
        file = tmp_path / "livingwell.toml"
        sites = '[[sites]]\nprofile = "here.toml"\nfolder = "here"\n'
        file.write_text(f'title = "A test"\n{sites}[disclosure]\nminimum = 0\n')
        plugins = Plugins(strict=True)
        plugins.register(builtin, "builtin", "livingwell-core", "0")
        plugins.register(plugin, "talking-therapies", "livingwell-talking-therapies", "0")
        found = evaluate(make_plan(file, plugins, as_of=datetime.date(2024, 6, 30)), LocalEngine())
        values = {(f.statistic, f.unit): f.value for f in found.findings if f.site == "here"}
        assert values["mean change", "points"] == -6
        assert values["reliably improved", "people"] == 1
        assert values["in the clinical range at last", "people"] == 1
