"""
ReQoL-20: a total as the source system gives it, and item scoring from a licence holder's file.
"""

import datetime
import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from livingwell_reqol import plugin

from livingwell_core import builtin
from livingwell_core.engines.local import LocalEngine
from livingwell_core.errors import InputError
from livingwell_core.evaluations import evaluate, make_plan
from livingwell_core.instruments import read_instrument
from livingwell_core.marks import MISSING_ANSWER, MISSING_SCORE
from livingwell_core.plugins import Plugins
from livingwell_core.statistics.clinical_change import in_clinical_range, reliable_change
from livingwell_core.tallies import JointTable

(REQOL20,) = (i for i in plugin.livingwell_instruments() if i.id == "reqol20")
(TOTAL,) = REQOL20.scores
README = Path(__file__).parents[1] / "README.md"


class TestTotal:
    def test_is_what_was_given(self):
        """Every total of 0 to 80 is itself, and none is none."""
        given = [*range(81), MISSING_ANSWER]
        answers = np.array(given, dtype=np.int8).reshape(-1, 1)
        steps = REQOL20.compute(TOTAL, REQOL20.orient(answers, REQOL20.flips("scored", {})))
        assert steps.tolist() == [*range(81), MISSING_SCORE]

    def test_says_that_it_was_given(self):
        """Title and note say that nothing was scored here."""
        assert "as the source system gives it" in REQOL20.title
        assert "not scored from answers" in TOTAL.note
        assert "Not verified" in REQOL20.status


class TestThresholds:
    def test_none_unless_it_is_asked_for(self):
        """Numbers that nobody could verify are never in use by themselves."""
        assert (TOTAL.reliable_change, TOTAL.clinical_range) == (None, None)
        assert TOTAL.using(reliable_change="10").clinical_range is None

    def test_reliability(self):
        """The retest of both English versions, above .85; that of the Japanese version by name."""
        assert TOTAL.reliability.value == Fraction(85, 100)
        assert TOTAL.using(reliability="japanese").reliability.value == Fraction(766, 1000)

    def test_by_name_they_are_marked(self):
        """An evaluation may name them; they stay not verified, which findings then say."""
        chosen = TOTAL.using(reliable_change="10", clinical_range="49")
        assert (chosen.reliable_change.points, chosen.clinical_range.edge) == (10, 49)
        for threshold in (chosen.reliable_change, chosen.clinical_range):
            assert not threshold.verified
            assert "not verified" in threshold.source

    def test_at_the_edge(self):
        """By name, 10 points count and 9 do not; 49 is inside and 50 is not."""
        chosen = TOTAL.using(reliable_change="10", clinical_range="49")
        table = JointTable.of(REQOL20.scale(TOTAL), [49, 49, 50, 50], [59, 58, 40, 41])
        found = reliable_change(table, points=chosen.reliable_change.points, sign=1)
        assert (found.improved, found.unchanged, found.deteriorated) == (1, 2, 1)
        low = JointTable.of(REQOL20.scale(TOTAL), [48, 49, 50], [0, 0, 0])
        inside = in_clinical_range(low, low.first, edge=chosen.clinical_range.edge, sign=1)
        assert inside.tolist() == [True, True, False]


PROFILE = """\
id = "here"
title = "Here"
source = "invented for tests"
[[tables]]
file = "a.csv"
instrument = "reqol20"
layout = "wide"
answers = "scored"
person = "Id"
date = "Date"
date_format = "%Y-%m-%d"
[tables.items]
total = "ReQoL-20 total"
"""

ROWS = """\
Id,Date,ReQoL-20 total
p1,2021-01-01,40
p1,2021-07-01,50
p2,2021-01-01,40
p2,2021-07-01,49
p3,2021-01-01,81
"""


def run(folder, settings="", *, profile=PROFILE, rows=ROWS):
    """Evaluate an export; one that holds totals if nothing else is said."""
    (folder / "here").mkdir(parents=True)
    (folder / "here" / "a.csv").write_text(rows)
    (folder / "here.toml").write_text(profile)
    file = folder / "livingwell.toml"
    sites = '[[sites]]\nprofile = "here.toml"\nfolder = "here"\n'
    file.write_text(f'title = "A test"\n{sites}[disclosure]\nminimum = 0\n{settings}')
    plugins = Plugins(strict=True)
    plugins.register(builtin, "builtin", "livingwell-core", "0")
    plugins.register(plugin, "reqol", "livingwell-reqol", "0")
    return evaluate(make_plan(file, plugins, as_of=datetime.date(2024, 6, 30)), LocalEngine())


class TestEvaluation:
    def test_totals_without_thresholds(self, tmp_path):
        """Means come from the totals as given; no reliable change and no clinical range is made up."""
        found = run(tmp_path)
        (change,) = (f for f in found.findings if (f.statistic, f.site) == ("mean change", "here"))
        assert change.value == 9.5
        assert "not scored from answers" in change.note
        assert not {f.analysis for f in found.findings} & {"reliable-change", "clinical-range"}

    def test_a_total_out_of_range_is_refused(self, tmp_path):
        """No total is 81: set aside, with its place."""
        (problem,) = run(tmp_path).problems
        assert (problem.row, problem.value, problem.expected) == (6, "81", "0 to 80")

    def test_thresholds_by_name(self, tmp_path):
        """Asked for by name they are used, and findings and definitions say that they are not verified."""
        settings = '[scores."reqol20.total"]\nreliable_change = "10"\nclinical_range = "49"\n'
        found = run(tmp_path, settings)
        counts = {
            (f.analysis, f.statistic): f
            for f in found.findings
            if f.site == "here" and f.unit == "people" and f.analysis in {"reliable-change", "clinical-range"}
        }
        assert counts["reliable-change", "reliably improved"].value == 1
        assert counts["clinical-range", "in the clinical range at last"].value == 1
        assert all("not verified" in finding.note for finding in counts.values())
        used = {"reliable-change:reqol20.total:10", "clinical-range:reqol20.total:49"}
        named = [d for d in found.definitions if d.id in used]
        assert len(named) == 2
        assert not any(definition.verified for definition in named)


class TestLicenceHoldersFile:
    """The skeleton in the README, which has to work once the holes are filled."""

    def skeleton(self):
        start = "# instruments/reqol20-items.toml"
        (text,) = re.findall(rf"```toml\n({start}.*?)```", README.read_text(), re.DOTALL)
        return text

    def filled(self):
        head, items, tail = re.split(r"(?=\[\[items\]\])|(?=\[\[scores\]\])", self.skeleton())
        ways = ("with", "against")
        made = [
            items.replace('id = "1"', f'id = "{number}"').replace('"?"', f'"{ways[number % 2]}"')
            for number in range(1, 21)
        ]
        return head + "".join(made) + tail

    def test_as_it_stands_it_is_refused(self, tmp_path):
        """Nobody scores with a polarity that was not looked up."""
        file = tmp_path / "reqol20-items.toml"
        file.write_text(self.skeleton())
        with pytest.raises(InputError, match=r"items\[1\].polarity"):
            read_instrument(file)

    def test_filled_in_it_scores(self, tmp_path):
        """With twenty items and a polarity each, totals run from 0 to 80."""
        file = tmp_path / "reqol20-items.toml"
        file.write_text(self.filled())
        instrument = read_instrument(file)
        (total,) = instrument.scores
        assert (total.id, total.lowest, total.highest, len(total.items)) == ("total", 0, 80, 20)
        best = np.array([[4 if number % 2 == 0 else 0 for number in range(1, 21)]], dtype=np.int8)
        oriented = instrument.orient(best, instrument.flips("as-circled", {}))
        assert instrument.compute(total, oriented).tolist() == [80]
        assert instrument.id != REQOL20.id

    def test_an_evaluation_finds_it_in_its_folder(self, tmp_path):
        """As `instruments/reqol20-items.toml` beside `livingwell.toml`, a profile can name it."""
        (tmp_path / "instruments").mkdir()
        (tmp_path / "instruments" / "reqol20-items.toml").write_text(self.filled())
        numbers = [str(number) for number in range(1, 21)]
        items = "".join(f'{number} = "Q{number}"\n' for number in numbers)
        profile = PROFILE.partition("[tables.items]")[0].replace("reqol20", "reqol20-items")
        header = ",".join(["Id", "Date", *(f"Q{number}" for number in numbers)])
        rows = [
            ",".join(["p1", day, *[code] * 20]) for day, code in (("2021-01-01", "2"), ("2021-07-01", "3"))
        ]
        found = run(
            tmp_path, profile=f"{profile}[tables.items]\n{items}", rows="\n".join([header, *rows, ""])
        )
        (change,) = (f for f in found.findings if (f.statistic, f.site) == ("mean change", "here"))
        assert (change.instrument, change.value) == ("reqol20-items", 20)
