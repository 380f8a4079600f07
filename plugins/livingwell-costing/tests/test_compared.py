"""A service against a comparison group: both gains, whom they are of, and what is said without one."""

from __future__ import annotations

import re

import numpy as np
import pytest
import statsmodels.api as sm
from costing_people import INSTRUMENT, ROWS, TOTAL, TOTAL_SCALE, UTILITY, about, configured, sample
from livingwell_costing.compared import OWN_TIME
from livingwell_costing.comparison import NOT_RANDOMISED
from scipy.stats import ttest_ind

from livingwell_core.reports.disclosure import protect

GROUP = {"kind": "comparison-group", "sites": ["hill"], "source": "people who wait"}
# Gains of .02, -.01, .05 and .1 in 100 days.
ENDS = {11: (50, 52), 12: (45, 44), 13: (30, 35), 14: (60, 70)}
OTHERS = [(p, day, ends[i]) for p, ends in ENDS.items() for i, day in enumerate((0, 100))]
MORE = [(21, 0, 20), (21, 200, 50), (22, 0, 55), (22, 200, 60)]
CHANGES = np.array([0.03, 0.13, 0.23])
CHANGES_THERE = np.array([0.02, -0.01, 0.05, 0.1])
GAIN = "QALY gain beyond that of a comparison group"


def compared(tmp_path, tallies=None, score=UTILITY, costs=None, counterfactual=None, **table):
    """Compare the port with the hill."""
    analysis = configured(tmp_path, counterfactual={**GROUP, **(counterfactual or {})}, **table)
    rows = tallies or {"port": ROWS, "hill": OTHERS}
    scale = {"scale": TOTAL_SCALE} if score is TOTAL else {}
    found = {site: analysis.tally(sample(own, costs=costs, **scale)) for site, own in rows.items()}
    return {f.statistic: f for f in analysis.compare(found, about(score))}


class TestGains:
    def test_both(self, tmp_path):
        """Against no change and beyond the others, each of its own people."""
        found = compared(tmp_path, cost_per_person=800)
        plain = found["QALY gain, mean-gain-one-year"]
        there = found["gain of the comparison group in QALYs, mean-gain-one-year"]
        beyond = found[f"{GAIN}, mean-gain-one-year"]
        assert (plain.value, there.value) == pytest.approx((CHANGES.mean(), CHANGES_THERE.mean()))
        assert (plain.n, there.n, beyond.n) == (3, 4, 7)
        interval = ttest_ind(CHANGES, CHANGES_THERE, equal_var=False).confidence_interval(0.95)
        assert beyond.value == pytest.approx(CHANGES.mean() - CHANGES_THERE.mean())
        assert (beyond.low, beyond.high) == pytest.approx(tuple(interval))
        assert (plain.compares, there.compares, beyond.compares) == (("port",), ("hill",), ("port", "hill"))

    def test_same_first_utility(self, tmp_path):
        """The group's coefficient beside the first utility."""
        found = compared(tmp_path, cost_per_person=800)
        first = [0.5, 0.4, 0.3, 0.5, 0.45, 0.3, 0.6]
        group = np.repeat([1.0, 0.0], [3, 4])
        change = np.concatenate([CHANGES, CHANGES_THERE])
        fit = sm.OLS(change, np.column_stack([np.ones(7), group, first])).fit()
        one = found[f"{GAIN} at the same first utility, mean-gain-one-year"]
        assert (one.value, one.low, one.high) == pytest.approx((fit.params[1], *fit.conf_int()[1]))
        assert "Manca" in "".join(d.source for d in definitions(tmp_path) if d.id == one.definition)

    def test_words(self, tmp_path):
        """No randomised group, and no same time where each has their own."""
        found = compared(tmp_path, cost_per_person=800)
        held = [f for f in found.values() if f.compares == ("port", "hill")]
        assert held
        assert all(NOT_RANDOMISED in f.note for f in held)
        timed = {name for name, f in found.items() if OWN_TIME in f.note}
        assert f"{GAIN}, gain-stops" in timed
        assert not any("mean-gain-one-year" in name for name in timed)
        assert found["mean days from first to last assessment, comparison group"].value == 100

    def test_shown_only_with_the_sites(self, tmp_path):
        """Whatever holds them against each other goes where the gain of one of them is hidden."""
        found = compared(tmp_path, cost_per_person=800)
        assert found["cost per QALY, gain-stops, at £800"].only_with == ("QALY gain, gain-stops",)

    def test_severity(self, tmp_path):
        """Both gains count as much more."""
        found = compared(tmp_path, cost_per_person=800, severity_weight="severity-1.2")
        beyond = found[f"{GAIN}, mean-gain-one-year"].value
        assert beyond == pytest.approx(1.2 * (CHANGES.mean() - CHANGES_THERE.mean()))

    def test_without_a_cost(self, tmp_path):
        """Gains alone."""
        found = compared(tmp_path)
        assert "no cost given" in found["QALY gain, gain-stops"].note
        assert not any(name.startswith("cost per QALY") for name in found)


def definitions(tmp_path, **table):
    analysis = configured(tmp_path, counterfactual=GROUP, **table)
    return analysis.definitions(INSTRUMENT, UTILITY)


class TestCosts:
    def test_taken_as_nothing(self, tmp_path):
        """An assumption, and said to be one."""
        found = compared(tmp_path, cost_per_person=800)
        ratio = found["cost per QALY, mean-gain-one-year, at £800"]
        assert ratio.value == pytest.approx(800 / (CHANGES.mean() - CHANGES_THERE.mean()))
        assert "taken to cost nothing, an assumption" in ratio.note

    def test_given(self, tmp_path):
        """What the others cost is no extra cost, and may be spent on top."""
        found = compared(tmp_path, cost_per_person=800, counterfactual={"cost_per_person": 300})
        beyond = CHANGES.mean() - CHANGES_THERE.mean()
        assert found["extra cost of a person, mean-gain-one-year, at £800"].value == 500
        assert found["cost per QALY, mean-gain-one-year, at £800"].value == pytest.approx(500 / beyond)
        name = "highest cost that passes £20,000, mean-gain-one-year"
        assert found[name].value == pytest.approx(20_000 * beyond + 300)
        assert found["smallest gain that passes £20,000, at £800"].value == pytest.approx(500 / 20_000)

    def test_own(self, tmp_path):
        """Each person's own on both sides."""
        costs = {1: 500.0, 2: 900.0, 3: 1000.0, 11: 100.0, 12: 300.0, 13: 200.0, 14: 400.0}
        found = compared(tmp_path, costs=costs, amount="cost")
        extra = found["extra cost of a person, mean-gain-one-year, at each person's cost"]
        assert extra.value == pytest.approx(800 - 250)
        assert "less what people of the comparison group cost themselves" in extra.note

    def test_own_here_given_there(self, tmp_path):
        """Everyone of the group counts at what one is said to cost."""
        costs = {1: 500.0, 2: 900.0, 3: 1000.0, 11: 100.0}
        found = compared(tmp_path, costs=costs, amount="cost", counterfactual={"cost_per_person": 250})
        name = "mean-gain-one-year, at each person's cost"
        assert found[f"extra cost of a person, {name}"].value == pytest.approx(800 - 250)
        assert found[f"{GAIN}, mean-gain-one-year"].n == 7

    def test_nobody_can_be_adjusted(self, tmp_path):
        """Two and one are too few, and that is said in place of a number."""
        found = compared(tmp_path, {"port": ROWS[:4], "hill": OTHERS[:2]}, cost_per_person=800)
        ratio = found["cost per QALY at the same first utility, gain-stops, at £800"]
        assert ratio.value is None
        assert ratio.note.startswith("not applicable: needs two groups with 4 people")


class TestNobody:
    def test_no_utilities_there(self, tmp_path):
        """One message, and the service by itself."""
        found = compared(tmp_path, {"port": ROWS, "harbour": MORE}, cost_per_person=800)
        assert found[GAIN].value is None
        assert "nobody of hill has a first and a last utility of this questionnaire" in found[GAIN].note
        assert found["QALY gain, gain-stops"].n == 5
        assert "single arm" in found["cost per QALY, gain-stops, at £800"].note

    def test_no_costs_there(self, tmp_path):
        """What one costs may be said."""
        found = compared(tmp_path, costs={1: 5.0, 2: 6.0}, amount="cost")
        assert "counterfactual.cost_per_person may say" in found[GAIN].note

    def test_nobody_of_the_service(self, tmp_path):
        """Said as well."""
        found = compared(tmp_path, {"port": ROWS[-1:], "hill": OTHERS}, cost_per_person=800)
        assert list(found) == [GAIN]
        assert "nobody of the service" in found[GAIN].note


class TestSites:
    def test_all_together(self, tmp_path):
        """The sites are not put together, and that is said."""
        analysis = configured(tmp_path, cost_per_person=800, counterfactual=GROUP)
        (finding,) = analysis.conclude(analysis.tally(sample(ROWS)), about())
        assert finding.value is None
        assert "hill is the comparison group" in finding.note
        assert analysis.conclude(analysis.tally(sample(ROWS)), about(TOTAL)) == []

    def test_the_comparison_group_by_itself(self, tmp_path):
        """What it gained, and no cost of a service that it did not have."""
        analysis = configured(tmp_path, cost_per_person=800, counterfactual=GROUP)
        found = analysis.conclude(analysis.tally(sample(OTHERS)), about(site="hill"))
        assert {f.unit for f in found} == {"days", "QALYs"}
        assert analysis.conclude(analysis.tally(sample(OTHERS)), about(TOTAL, site="hill")) == []
        assert analysis.conclude(analysis.tally(sample(OTHERS[:1])), about(site="hill")) == []

    def test_the_service_by_itself(self, tmp_path):
        """Against no change, at its cost."""
        analysis = configured(tmp_path, cost_per_person=800, counterfactual=GROUP)
        found = {f.statistic: f for f in analysis.conclude(analysis.tally(sample(ROWS)), about(site="port"))}
        assert found["cost per QALY, mean-gain-one-year, at £800"].value == pytest.approx(800 / 0.13)

    def test_outcomes(self, tmp_path):
        """Of the service's people alone; where only the others were asked, nothing."""
        rows = [(1, 0, 10), (1, 9, 30), (2, 0, 5), (2, 9, 6)]
        found = compared(tmp_path, {"port": rows, "hill": rows}, TOTAL, cost_per_person=800)
        assert found["cost per person reliably improved, at £800"].compares == ("port",)
        assert found["cost per person reliably improved, at £800"].n == 2
        assert compared(tmp_path, {"hill": rows}, TOTAL, cost_per_person=800) == {}

    def test_none_named(self, tmp_path):
        """Without a comparison group sites are not compared."""
        analysis = configured(tmp_path, cost_per_person=800)
        tallies = {"port": analysis.tally(sample(ROWS)), "hill": analysis.tally(sample(OTHERS))}
        assert analysis.compare(tallies, about()) == []

    def test_everything_is_defined(self, tmp_path):
        """Every definition that a finding names is given."""
        for table in ({"cost_per_person": [800, 900]}, {}):
            named = {f.definition for f in compared(tmp_path, **table).values()}
            assert named <= {d.id for d in definitions(tmp_path, **table)}


@pytest.mark.parametrize(("here", "there"), [(3, 30), (30, 3), (3, 3)])
def test_few_people(tmp_path, here, there):
    """Of a group of three nothing is shown, nor what would give it away beside the other group."""
    analysis = configured(tmp_path, cost_per_person=800, counterfactual=GROUP)
    sizes = {"port": here, "hill": there}
    tallies = {
        site: analysis.tally(
            sample([(p, day, 30 + (p + day) % 40) for p in range(1, n + 1) for day in (0, 100)])
        )
        for site, n in sizes.items()
    }
    found = [f for site, tally in tallies.items() for f in analysis.conclude(tally, about(site=site))]
    found += analysis.conclude(sum(list(tallies.values())[1:], start=tallies["port"]), about())
    shown, _ = protect(found + analysis.compare(tallies, about()), minimum=5)
    small = {site for site, n in sizes.items() if n < 5}
    for finding in shown:
        if small & {finding.site, *finding.compares}:
            assert (finding.value, finding.low, finding.n) == (None, None, None), finding.statistic
            # Nor a figure that was found, in the note.
            assert not re.search(r"\d\.\d", finding.note)
