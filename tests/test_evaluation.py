"""A whole evaluation, core and an invented questionnaire only."""

from __future__ import annotations

import attrs
import pytest
from helpers_files import AS_OF, DEMO, ROWS, csv_text, evaluation, make_plugins, module, put

from livingwell_core.cohorts import Ledger
from livingwell_core.engines.local import LocalEngine
from livingwell_core.errors import InputError
from livingwell_core.evaluations import INVENTED, conclude, evaluate, make_plan
from livingwell_core.evaluations.evaluation import Tallies


def run(path, *modules):
    return evaluate(make_plan(path, make_plugins(*modules), as_of=AS_OF), LocalEngine())


def value(found, statistic, *, site="here", score="total", unit=None):
    (finding,) = (
        f
        for f in found.findings
        if (f.statistic, f.site, f.score) == (statistic, site, score) and unit in {None, f.unit}
    )
    return finding.value


class TestFigures:
    """Against sums by hand: totals as circled, item 2 reversed."""

    # p1 0+0+0 to 3+3+3; p2 1+1+1 to 1+1+2; p3 2+2+2 to 4+4+4; p4 once; p5 3+2+2 to 1+2+2
    FIRST, LAST = [0, 3, 6, 7], [9, 4, 12, 5]

    def test_means(self, tmp_path):
        """Means first and last, and of the change."""
        found = run(evaluation(tmp_path))

        assert value(found, "mean first", unit="points") == pytest.approx(sum(self.FIRST) / 4)
        assert value(found, "mean last", unit="points") == pytest.approx(sum(self.LAST) / 4)
        assert value(found, "people with a first and a last score", unit="people") == 4
        assert value(found, "people with usable scores on one day only") == 1

    def test_reliable_change(self, tmp_path):
        """Three points or more: two better (p1 +9, p3 +6), none worse (p5 -2), and with 2 one worse."""
        three = run(evaluation(tmp_path / "3"))
        settings = '[scores."demo.total"]\nreliable_change = "2"\n[disclosure]\nminimum = 0'
        two = run(evaluation(tmp_path / "2", settings=settings))

        for found, worse in ((three, 0), (two, 1)):
            assert value(found, "reliably improved", unit="people") == 2
            assert value(found, "reliably deteriorated", unit="people") == worse

    def test_two_sites_together(self, tmp_path):
        """All together is everybody, and one person's id in two sites is two people."""
        found = run(evaluation(tmp_path, sites={"a": csv_text(ROWS), "b": csv_text(ROWS)}))

        assert value(found, "people supported", site="all") == 10
        means = [value(found, "mean change", site=site, unit="points") for site in ("all", "a", "b")]
        assert len(set(means)) == 1

    def test_three_scores(self, tmp_path):
        """Of three assessments only first and last count, by date."""
        rows = [
            ROWS[0],
            ["p", "01/03/2021", 4, 0, 4],
            ["p", "01/02/2021", 0, 4, 0],
            ["p", "01/04/2021", 2, 2, 2],
        ]

        found = run(evaluation(tmp_path, sites={"here": csv_text(rows)}))

        assert value(found, "mean change", unit="points") == 6
        assert value(found, "people with three usable scores or more") == 1


class TestFindings:
    """Their order, their definitions and their notes."""

    def test_order(self, tmp_path):
        """Sites in the file's order, then all; every definition that is named is given, once."""
        found = run(evaluation(tmp_path, sites={"b": csv_text(ROWS), "a": csv_text(ROWS)}))

        assert list(dict.fromkeys(f.site for f in found.findings)) == ["b", "a", "all"]
        ids = [definition.id for definition in found.definitions]
        assert ids == sorted(set(ids))
        assert {f.definition for f in found.findings} <= set(ids)
        assert {f.score for f in found.findings} == {"total", "third"}

    def test_invented(self, tmp_path):
        """Every finding on invented data says so."""
        path = evaluation(tmp_path)
        put(path, "invented = true\n" + path.read_text())

        assert all(INVENTED in f.note for f in run(path).findings)
        assert not any(INVENTED in f.note for f in run(evaluation(tmp_path / "2")).findings)

    def test_no_list_of_people(self, tmp_path):
        """Where only people with an assessment are known, every finding says so."""
        assert all("no list of people from here" in f.note for f in run(evaluation(tmp_path)).findings)

    def test_no_list_of_people_elsewhere(self, tmp_path):
        """All together speak of a site only where it asks this questionnaire."""
        other = attrs.evolve(DEMO, id="other")
        path = evaluation(tmp_path, sites={"a": csv_text(ROWS), "b": csv_text(ROWS)})
        profile = tmp_path / "b.toml"
        put(profile, profile.read_text().replace('"demo"', '"other"'))

        found = run(path, module(livingwell_instruments=lambda: [other]))

        where = {(f.instrument, f.site): f.note for f in found.findings}
        assert "no list of people from a:" in where["demo", "all"]
        assert "no list of people from b:" in where["other", "all"]

    def test_prorated(self, tmp_path):
        """A rule that is not the authors' is named with every figure that it may have touched."""
        settings = '[scores."demo.total"]\nmissing = "prorate(max_missing=1)"\n'

        found = run(evaluation(tmp_path, settings=settings))

        assert all(("prorate(max_missing=1)" in f.note) == (f.score == "total") for f in found.findings)


class TestRefused:
    """Files that cannot be used."""

    def test_all_files_in_one_error(self, tmp_path):
        """Every file that cannot be used is in the error, sorted."""
        path = evaluation(tmp_path, sites={"b": "%PDF-", "a": "", "c": csv_text(ROWS), "d": "Id,Date\n1,2\n"})

        with pytest.raises(InputError) as caught:
            run(path)

        assert [p.file for p in caught.value.problems] == ["a/a.csv", "b/a.csv"] + ["d/a.csv"] * 3

    def test_nothing_usable_is_no_error(self, tmp_path):
        """A file in which every row is wrong: each is set aside and nothing is claimed."""
        rows = [ROWS[0], ["", "soon", 9, 9, 9], ["p", "", 1, 2, 3]]

        found = run(evaluation(tmp_path, sites={"here": csv_text(rows)}))

        assert found.ledger.used("demo assessments", "here") == 0
        assert len(found.problems) == 6
        # The one person whom the file names is known of, and nothing else.
        assert {f.statistic for f in found.findings if f.value} == {"people supported"}
        assert [str(w) for w in found.warnings] == ["here, demo assessments: no row could be used"]


def test_the_ledger_is_checked(tmp_path, monkeypatch):
    """A row that is lost stops the run."""
    from livingwell_core.cohorts import LedgerError
    from livingwell_core.evaluations import evaluation as module

    lost = Tallies(ledger=Ledger.of("demo assessments", "here", {"rows read": 2, "used": 1}))
    monkeypatch.setattr(module, "tally_cohort", lambda *_: lost)

    with pytest.raises(LedgerError, match="demo assessments of here: 2 read, 1 used, 0 set aside"):
        run(evaluation(tmp_path))


def test_nothing_to_conclude(tmp_path):
    """No tallies, no findings."""
    plan = make_plan(evaluation(tmp_path), make_plugins(), as_of=AS_OF)

    assert conclude(plan, Tallies()).findings == ()


def test_the_questionnaire_is_our_own():
    """The core's tests lean on no plugin's content."""
    assert DEMO.id == "demo"
