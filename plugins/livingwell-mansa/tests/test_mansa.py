"""
MANSA against plain Python with fractions, and in a whole evaluation.
"""

import datetime
from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from livingwell_mansa import plugin

from livingwell_core import builtin
from livingwell_core.engines.local import LocalEngine
from livingwell_core.evaluations import evaluate, make_plan
from livingwell_core.instruments import missing_rule
from livingwell_core.marks import MISSING_ANSWER, MISSING_SCORE
from livingwell_core.plugins import Plugins
from livingwell_core.reports import make_report

MANSA, QAYL = plugin.livingwell_instruments()
(SATISFACTION,) = MANSA.scores
RATED = list(SATISFACTION.items)

sheets = st.lists(
    st.tuples(
        st.lists(st.one_of(*[st.integers(1, 7)] * 12, st.just(MISSING_ANSWER)), min_size=12, max_size=12),
        st.lists(st.sampled_from([0, 1, MISSING_ANSWER]), min_size=4, max_size=4),
    ),
    min_size=1,
    max_size=10,
)


def under(rule):
    """Give MANSA with another missing rule."""
    score = SATISFACTION.using(rule=SATISFACTION.rule.using(missing_rule(rule)))
    return attrs.evolve(MANSA, scores=(score,))


def means(rows, instrument=MANSA):
    """Score rows of sixteen answers; give fractions, None for no score."""
    (score,) = instrument.scores
    answers = np.array(rows, dtype=np.int8).reshape(len(rows), 16)
    steps = instrument.compute(score, instrument.orient(answers, instrument.flips("as-circled", {})))
    denominator = instrument.scale(score).denominator
    return [None if step == MISSING_SCORE else Fraction(step, denominator) for step in steps.tolist()]


def by_hand(rated, most_missing):
    answered = [code for code in rated if code != MISSING_ANSWER]
    return Fraction(sum(answered), len(answered)) if 12 - len(answered) <= most_missing else None


class TestScore:
    @given(sheets)
    def test_is_the_mean_of_the_twelve(self, rows):
        """With every item answered it is their mean, exactly; else there is none."""
        assert [by_hand(rated, 0) for rated, _ in rows] == means([[*rated, *rest] for rated, rest in rows])

    @given(sheets, st.integers(1, 11))
    def test_prorated_by_name_it_is_the_mean_of_those_given(self, rows, most):
        """Under a rule that an evaluation names, up to so many may be missing."""
        instrument = under(f"prorate(max_missing={most})")
        expected = [by_hand(rated, most) for rated, _ in rows]
        assert expected == means([[*rated, *rest] for rated, rest in rows], instrument)

    @given(sheets)
    def test_the_four_questions_are_not_in_it(self, rows):
        """Yes, no or nothing: the mean stays."""
        assert means([[*rated, *rest] for rated, rest in rows]) == means(
            [[*rated, *[MISSING_ANSWER] * 4] for rated, _ in rows]
        )

    @pytest.mark.parametrize("place", range(12))
    def test_every_item_counts_a_twelfth(self, place):
        """One step up on any item is a twelfth of a point up."""
        row = [4] * 12 + [0] * 4
        higher = list(row)
        higher[place] += 1
        before, after = means([row, higher])
        assert after - before == Fraction(1, 12)


class TestDefinition:
    def test_items(self):
        """Twelve items of 1 to 7, in the mean, and four of 0 and 1 that no score uses."""
        assert [item.id for item in MANSA.items[:12]] == RATED
        assert {(1, 7)} == {(item.lowest, item.highest) for item in MANSA.items[:12]}
        assert {(0, 1)} == {(item.lowest, item.highest) for item in MANSA.items[12:]}
        assert len(MANSA.items) == 16

    def test_what_is_not_verified_is_said(self):
        """The status names the twelfth item and the four questions; there are no thresholds to doubt."""
        for words in ("Not verified", "sex life", "four yes or no questions", "complete cases unless"):
            assert words in MANSA.status
        assert (SATISFACTION.reliable_changes, SATISFACTION.clinical_ranges) == ((), ())

    def test_reliability(self):
        """The 1999 paper's alpha; the lowest Dutch one by name. No norm and no difference was read."""
        assert SATISFACTION.reliability.value == Fraction(74, 100)
        dutch = SATISFACTION.using(reliability="dutch").reliability
        assert (dutch.value, dutch.kind) == (Fraction(78, 100), "internal consistency")
        assert ".78 to .85" in dutch.source
        assert SATISFACTION.norms == SATISFACTION.important_differences == ()

    def test_carries_no_wording(self):
        """Labels are a few words of our own, and no answers in words are named."""
        assert all(len(item.label) <= 35 and not item.labels for item in (*MANSA.items, *QAYL.items))


PROFILE = """\
id = "here"
title = "Here"
source = "invented for tests"
[[tables]]
file = "a.csv"
instrument = "mansa"
layout = "wide"
answers = "as-circled"
person = "Id"
date = "Date"
date_format = "%Y-%m-%d"
[tables.items]
"""


def run(folder, rows, settings=""):
    """Evaluate one site with the twelve items."""
    header = ",".join(["Id", "Date", *RATED])
    lines = [",".join([person, day, *answers]) for person, day, answers in rows]
    (folder / "here").mkdir(parents=True)
    (folder / "here" / "a.csv").write_text("\n".join([header, *lines, ""]))
    (folder / "here.toml").write_text(PROFILE + "".join(f'{item} = "{item}"\n' for item in RATED))
    file = folder / "livingwell.toml"
    sites = '[[sites]]\nprofile = "here.toml"\nfolder = "here"\n'
    file.write_text(f'title = "A test"\n{sites}[disclosure]\nminimum = 0\n{settings}')
    plugins = Plugins(strict=True)
    plugins.register(builtin, "builtin", "livingwell-core", "0")
    plugins.register(plugin, "mansa", "livingwell-mansa", "0")
    return evaluate(make_plan(file, plugins, as_of=datetime.date(2024, 6, 30)), LocalEngine())


class TestEvaluation:
    ROWS = (
        ("p1", "2021-01-01", ["3"] * 12),
        ("p1", "2021-07-01", ["4"] * 11 + [""]),
        ("p2", "2021-01-01", ["2"] * 12),
        ("p2", "2021-07-01", ["5"] * 12),
    )

    def value(self, found, statistic):
        (finding,) = (f for f in found.findings if (f.statistic, f.site) == (statistic, "here"))
        return finding

    def test_complete_cases_unless_told_otherwise(self, tmp_path):
        """An assessment with an item missing has no mean, is set aside, and the rule is on record."""
        found = run(tmp_path, self.ROWS)
        assert self.value(found, "mean change").value == 3
        assert found.ledger.used("mansa assessments", "here") == 3
        assert make_report(found).settings["missing answers, mansa.satisfaction"] == "complete-cases"

    def test_a_rule_by_name_is_on_record(self, tmp_path):
        """With prorating named the person counts, and findings and report say by which rule."""
        settings = '[scores."mansa.satisfaction"]\nmissing = "prorate(max_missing=2)"\n'
        found = run(tmp_path, self.ROWS, settings)
        change = self.value(found, "mean change")
        assert change.value == 2
        assert "prorate(max_missing=2), not a rule of the authors of MANSA" in change.note
        assert found.ledger.used("mansa assessments", "here") == 4
        record = make_report(found).settings["missing answers, mansa.satisfaction"]
        assert record == "prorate(max_missing=2)"
