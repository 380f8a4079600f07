"""The analysis: from dated scores to findings, for one site or several, with and without a cost."""

from __future__ import annotations

import attrs
import numpy as np
import pytest
from costing_people import (
    INSTRUMENT,
    ROWS,
    TOTAL,
    TOTAL_SCALE,
    UTILITY,
    about,
    configured,
    found,
    sample,
)
from livingwell_costing.analysis import CostEffectiveness
from livingwell_costing.moments import JointMoments
from livingwell_costing.ratios import cost_per_qaly
from livingwell_costing.settings import read_choice


class TestPublished:
    def test_rounded_gain(self):
        """The programme's figures: 800 and 1,160 pounds by a gain of .13 QALYs of 559 people."""
        moments = JointMoments.of(np.full(559, 0.13))
        ratios = [cost_per_qaly(moments.shifted(cost=cost), level=0.95).value for cost in (800, 1160)]
        assert [round(ratio) for ratio in ratios] == [6154, 8923]

    def test_three_people(self, tmp_path):
        """The same mean, through the analysis."""
        findings = found(configured(tmp_path, cost_per_person=[800, 1160]))
        assert findings["QALY gain, mean-gain-one-year"].value == pytest.approx(0.13)
        assert round(findings["cost per QALY, mean-gain-one-year, at £800"].value) == 6154
        assert round(findings["cost per QALY, mean-gain-one-year, at £1,160"].value) == 8923
        assert findings["highest cost that passes £20,000, mean-gain-one-year"].value == pytest.approx(2600)
        assert findings["highest cost that passes £30,000, mean-gain-one-year"].value == pytest.approx(3900)


class TestUtility:
    def test_by_hand(self, tmp_path):
        """A gain that stops is a triangle; held to one year it is that and a rectangle."""
        findings = found(configured(tmp_path, cost_per_person=800))
        half = 183 / 365.25
        assert findings["QALY gain, gain-stops"].value == pytest.approx(0.13 * half / 2)
        assert findings["QALY gain, to-one-year"].value == pytest.approx(0.13 * (1 - half / 2))
        assert findings["mean days from first to last assessment"].value == 183
        assert {finding.n for finding in findings.values()} == {3}

    def test_everything_is_defined(self, tmp_path):
        """Every definition that a finding names is given."""
        for score, one in ((UTILITY, sample(ROWS)), (TOTAL, total_sample())):
            for table in ({}, {"cost_per_person": 800, "thresholds": [15_000]}, {"amount": "cost"}):
                analysis = configured(tmp_path, **table)
                if not analysis.applies(INSTRUMENT, score):
                    continue
                tally = analysis.tally(attrs.evolve(one, amounts=lambda _name: np.full(3, 800.0)))
                named = {finding.definition for finding in analysis.conclude(tally, about(score))}
                assert named
                assert named <= {d.id for d in analysis.definitions(INSTRUMENT, score)}

    def test_what_is_named_is_defined(self, tmp_path):
        """A price index and a weight."""
        given = {"price_year": "2021/22", "to_price_year": "2022/23", "index": "nhscii"}
        analysis = configured(tmp_path, cost_per_person=800, severity_weight="severity-1.2", **given)
        ids = {d.id for d in analysis.definitions(INSTRUMENT, UTILITY)}
        assert {"severity-1.2", analysis.choice.cost.index.definition.id} <= ids

    def test_no_cost(self, tmp_path):
        """QALYs alone, and that no cost is given."""
        findings = found(configured(tmp_path))
        assert "no cost given" in findings["QALY gain, gain-stops"].note
        assert not any(f.unit == "£ a QALY" and "threshold" not in s for s, f in findings.items())

    def test_notes(self, tmp_path):
        """A single arm, no price year, and what the evaluation says of its data."""
        note = found(configured(tmp_path, cost_per_person=800))["cost per QALY, gain-stops, at £800"].note
        for said in ("single arm", "gain against no change", "price year not stated", "INVENTED DATA"):
            assert said in note

    def test_a_loss(self, tmp_path):
        """No negative ratio: the quadrant in words."""
        rows = [(p, d, -s) for p, d, s in ROWS]
        finding = found(configured(tmp_path, cost_per_person=800), sample(rows))[
            "cost per QALY, gain-stops, at £800"
        ]
        assert finding.value is None
        assert finding.note.startswith("not applicable: less health at a higher cost: it is dominated")

    def test_counterfactual(self, tmp_path):
        """Both gains are shown, and the ratio is of the second."""
        taken = {"kind": "natural-recovery", "gain": 0.05, "source": "a trial"}
        findings = found(configured(tmp_path, cost_per_person=800, counterfactual=taken))
        assert findings["QALY gain, mean-gain-one-year"].value == pytest.approx(0.13)
        assert findings["QALY gain beyond natural recovery, mean-gain-one-year"].value == pytest.approx(0.08)
        assert findings["cost per QALY, mean-gain-one-year, at £800"].value == pytest.approx(10_000)

    def test_severity(self, tmp_path):
        """By name only."""
        findings = found(configured(tmp_path, cost_per_person=800, severity_weight="severity-1.2"))
        assert findings["QALY gain, mean-gain-one-year"].value == pytest.approx(0.156)

    def test_curve(self, tmp_path):
        """A grid for the first scenario; thresholds, and those for comparison, for all."""
        names = list(found(configured(tmp_path, cost_per_person=800)))
        start = "probability of being worth its cost at "
        assert sum(n.startswith(start) and ", mean-gain-one-year, " in n for n in names) == 11
        assert sum(n.startswith(start) and ", gain-stops, " in n for n in names) == 4

    def test_probability_at_nothing(self, tmp_path):
        """At a threshold of 0 only savings count, and there are none."""
        findings = found(configured(tmp_path, cost_per_person=800))
        name = "probability of being worth its cost at £0, mean-gain-one-year, at £800"
        assert findings[name].value == 0

    def test_one_way(self, tmp_path):
        """The ends are results, not an interval."""
        analysis = configured(tmp_path, cost_per_person=[800, 1160])
        bars = {s: f for s, f in found(analysis).items() if "as it varies" in s}
        cost = bars["net monetary benefit at £20,000 as it varies, cost of a person"]
        assert (cost.low, cost.value, cost.high) == pytest.approx((2600 - 1160, 2600 - 980, 2600 - 800))
        assert cost.level is None
        (text,) = [d.text for d in analysis.definitions(INSTRUMENT, UTILITY) if d.id == cost.definition]
        assert "not a confidence interval" in text

    def test_own_costs(self, tmp_path):
        """People without a known cost are left out, and counted."""
        analysis = configured(tmp_path, amount="cost")
        findings = found(analysis, sample(ROWS, costs={1: 500.0, 3: 1500.0}))
        assert findings["people with a known cost"].value == 2
        gain = findings["QALY gain, mean-gain-one-year"]
        assert (gain.n, gain.value) == (2, pytest.approx(0.13))
        name = "mean-gain-one-year, at each person's cost"
        assert findings[f"cost of a person, {name}"].value == 1000
        assert findings[f"net monetary benefit at £20,000, {name}"].value == pytest.approx(1600)

    def test_no_costs_known(self, tmp_path):
        """Nothing can be said but that."""
        findings = found(configured(tmp_path, amount="cost"))
        assert list(findings) == ["people with a known cost"]
        assert findings["people with a known cost"].value == 0


class TestTally:
    @pytest.mark.parametrize("costs", [None, {1: 500.0, 2: 600.0, 3: 1500.0}])
    def test_adds(self, tmp_path, costs):
        """The tally of all is the sum of the tallies of parts, exactly, with zero as nothing."""
        analysis = configured(tmp_path, **({"amount": "cost"} if costs else {"cost_per_person": 800}))
        whole = analysis.tally(sample(ROWS, costs=costs))
        parts = [analysis.tally(sample(rows, costs=costs)) for rows in (ROWS[:2], ROWS[2:])]
        assert parts[0] + parts[1] == whole
        assert whole.zero() + whole == whole + whole.zero() == whole

    def test_one_day_only(self, tmp_path):
        """Nobody with a gain, and no finding."""
        assert found(configured(tmp_path, cost_per_person=800), sample(ROWS[-1:])) == {}

    def test_of_something_else(self, tmp_path):
        """A tally and a number do not add."""
        with pytest.raises(TypeError):
            configured(tmp_path).tally(sample(ROWS)) + 1


def total_sample(costs=None):
    rows = [(1, 0, 10), (1, 90, 30), (2, 0, 12), (2, 90, 18), (3, 0, 20), (3, 90, 21), (4, 0, 9)]
    return sample(rows, TOTAL_SCALE, costs)


class TestOutcomes:
    def test_by_hand(self, tmp_path):
        """Two of three improved by 5 points, one of them out of the clinical range."""
        findings = found(configured(tmp_path, cost_per_person=800), total_sample(), TOTAL)
        assert findings["cost per person reliably improved, at £800"].value == pytest.approx(1200)
        assert findings["cost per person recovered, at £800"].value == pytest.approx(2400)

    def test_gives_no_count_away(self, tmp_path):
        """Shown only where the count is."""
        findings = found(configured(tmp_path, cost_per_person=800), total_sample(), TOTAL)
        assert {name: f.only_with for name, f in findings.items()} == {
            "cost per person reliably improved, at £800": ("reliably improved",),
            "cost per person recovered, at £800": ("recovered",),
        }

    def test_nobody(self, tmp_path):
        """No infinity."""
        one = sample([(1, 0, 10), (1, 90, 11)], TOTAL_SCALE)
        finding = found(configured(tmp_path, cost_per_person=800), one, TOTAL)[
            "cost per person recovered, at £800"
        ]
        assert (finding.value, finding.low, finding.high) == (None, None, None)
        assert finding.note.startswith("not applicable: none of 1 people has the outcome")

    def test_own_costs(self, tmp_path):
        """The mean of those that are known."""
        findings = found(configured(tmp_path, amount="cost"), total_sample({1: 400.0, 2: 1200.0}), TOTAL)
        name = "cost per person reliably improved, at each person's cost"
        assert findings[name].value == pytest.approx(1200)

    def test_no_costs_known(self, tmp_path):
        """Nothing is divided by the number of people."""
        findings = found(configured(tmp_path, amount="cost"), total_sample(), TOTAL)
        assert list(findings) == ["people with a known cost"]

    def test_no_clinical_range(self, tmp_path):
        """Nobody recovers where there is no range."""
        score = attrs.evolve(TOTAL, clinical_ranges=())
        findings = found(configured(tmp_path, cost_per_person=800), total_sample(), score)
        assert list(findings) == ["cost per person reliably improved, at £800"]

    def test_applies(self, tmp_path):
        """To a score with a threshold only where there is a cost."""
        assert configured(tmp_path, cost_per_person=1).applies(INSTRUMENT, TOTAL)
        assert not configured(tmp_path).applies(INSTRUMENT, TOTAL)
        assert configured(tmp_path).applies(INSTRUMENT, UTILITY)


class TestCheers:
    def test_items(self, tmp_path):
        """28 items; what people say is there, what nobody says is not reported."""
        analysis = CostEffectiveness(
            choice=read_choice(
                {
                    "annual_cost": 80_000,
                    "people": 100,
                    "price_year": "2021/22",
                    "reported": {"funding": "the council"},
                },
                "evaluation.toml",
                tmp_path,
            )
        )
        lines = {
            d.id.removeprefix("cheers-2022:"): d.text.split(" | ")
            for d in analysis.definitions(INSTRUMENT, UTILITY)
            if d.id.startswith("cheers-2022:")
        }
        assert len(lines) == 28
        assert lines["27"][0::2] == ["reported", "the council"]
        assert lines["28"][0::2] == ["not reported", "-"]
        assert lines["16"][0] == "not applicable"
        assert lines["15"][2] == "the section Value for money: pounds, prices of 2021/22"

    def test_without_a_cost(self, tmp_path):
        """Main results and prices are then not reported."""
        texts = {d.id: d.text for d in configured(tmp_path).definitions(INSTRUMENT, UTILITY)}
        assert texts["cheers-2022:23"].startswith("not reported")
        assert texts["cheers-2022:15"].startswith("not reported")
