"""
The analysis of value for money, which runs where an evaluation file asks for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from livingwell_core.analyses import About, Definition, Finding, Sample
from livingwell_core.analyses.paired_change import SINGLE_ARM
from livingwell_core.statistics.estimate import Estimate
from livingwell_core.statistics.recovery import recovery
from livingwell_core.statistics.reliable_index import cells_by_points
from livingwell_costing.acceptability import EDGEWORTH
from livingwell_costing.break_even import HIGHEST_COST, SHORTEST_DURATION, SMALLEST_GAIN
from livingwell_costing.conclusions import FOLLOW_UP, OWN_THRESHOLD, pounds, value_findings
from livingwell_costing.information import PERFECT_INFORMATION
from livingwell_costing.net_benefit import NET_HEALTH_BENEFIT, NET_MONETARY_BENEFIT
from livingwell_costing.outcome_costs import COST_PER_OUTCOME, cost_per_outcome
from livingwell_costing.ratios import COST_PER_QALY
from livingwell_costing.reporting import cheers_definitions
from livingwell_costing.sensitivity import ONE_WAY
from livingwell_costing.settings import Choice, read_choice
from livingwell_costing.tallied import ValueTally
from livingwell_costing.thresholds import default_thresholds, extra_thresholds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from livingwell_core.instruments import Instrument, Score

__all__ = ["CostEffectiveness"]

_OWN_COST: Final = Definition(
    id="cost-per-person:own",
    text="Each person's own cost, from the list of people; people of whom it is not known are left out of "
    "gains and costs alike. The mean with Student's interval.",
    source="the list of people of each site",
)
_KNOWN_COST: Final = Definition(
    id="cost-known", text="People with a first and a last score whose own cost is known.", source="-"
)
_FOLLOW_UP: Final = Definition(
    id=FOLLOW_UP,
    text="Days from the first to the last assessment, the mean of people with both.",
    source="standard definition",
)
_OWN_THRESHOLD: Final = Definition(
    id=OWN_THRESHOLD, text="A threshold that the evaluation file names.", source="this evaluation"
)


@attrs.frozen
class CostEffectiveness:
    """QALYs, what one costs, how sure that is, and what would change it; cost of each who improves."""

    id: str = "cost-effectiveness"
    title: str = "Value for money"
    by_name: bool = True
    choice: Choice = attrs.field(factory=Choice)

    def configured(self, table: dict[str, Any], file: str, folder: Path) -> CostEffectiveness:
        """
        Give the analysis with the settings of an evaluation file.

        Raises
        ------
        InputError
            With all that is wrong in the table.
        """
        return attrs.evolve(self, choice=read_choice(table, file, folder))

    def applies(self, instrument: Instrument, score: Score) -> bool:  # noqa: ARG002 - the protocol's signature
        """A utility, or a score with a threshold for reliable change and a cost to divide."""
        return score.unit == "utility" or (score.reliable_change is not None and self.choice.costed)

    def tally(self, sample: Sample) -> ValueTally:
        """Reduce people to moments of gain and cost, and to counts of first and last scores."""
        return ValueTally.of(sample, self.choice.scenarios, self.choice.rate, self.choice.amount)

    def conclude(self, tally: ValueTally, about: About) -> list[Finding]:
        """Give what there is to say of this score."""
        findings: list[Finding] = []
        n = tally.table.n
        if self.choice.amount is not None and n:
            known = about.finding(
                "people with a known cost",
                _KNOWN_COST.id,
                tally.costed,
                n=n,
                unit="people",
                numerator=tally.costed,
            )
            # Who has a cost follows from the n of every other figure.
            findings.append(attrs.evolve(known, all_is_open=True))
        if about.score.unit == "utility":
            findings += value_findings(tally, self.choice, about)
        if about.score.reliable_change is not None:
            findings += self._outcomes(tally, about)
        return findings

    def _outcomes(self, tally: ValueTally, about: About) -> Iterator[Finding]:
        """Give the cost of each person who improves reliably, and who recovers."""
        score, n = about.score, tally.table.n
        ends = self.choice.cost.ends if self.choice.cost is not None else ()
        note = (
            self.choice.cost.note
            if self.choice.cost is not None
            else "the mean cost of people with a known one"
        )
        if not ends and tally.change.n:
            ends = (float(tally.change.combination(0, 1).mean),)
        if score.reliable_change is None or not n or min(ends, default=-1.0) < 0:
            return
        cells = cells_by_points(tally.table, points=score.reliable_change.points, sign=score.sign)
        counted = {"reliably improved": cells.counts(tally.table).improved}
        if score.clinical_range is not None:
            edge = score.clinical_range.edge
            counted["recovered"] = recovery(tally.table, cells, cut_off=edge, sign=score.sign).recovered
        for outcome, k in counted.items():
            for cost in ends:
                found = cost_per_outcome(cost, k, n, level=about.level)
                estimate, reason = None, f"not applicable: {found.note}"
                if found.value is not None:
                    level = about.level if found.high is not None else None
                    low = found.low if found.high is not None else None
                    estimate = Estimate(value=found.value, low=low, high=found.high, level=level)
                    reason = ""
                name = pounds(cost) if self.choice.cost is not None else "each person's cost"
                made = about.finding(
                    f"cost per person {outcome}, at {name}",
                    found.definition,
                    estimate,
                    n=n,
                    unit="£",
                    note="; ".join(text for text in (reason, SINGLE_ARM, note) if text),
                )
                # By the cost and n it is the number of people.
                yield attrs.evolve(made, only_with=(outcome,))

    def definitions(self, instrument: Instrument, score: Score) -> list[Definition]:  # noqa: ARG002
        """All that findings name, and the items of the checklist."""
        choice = self.choice
        found = [choice.cost.definition] if choice.cost is not None else []
        if choice.cost is not None and choice.cost.index is not None:
            found.append(choice.cost.index.definition)
        if choice.amount is not None:
            found += [_OWN_COST, _KNOWN_COST]
        if score.reliable_change is not None:
            found.append(COST_PER_OUTCOME)
        if score.unit != "utility":
            return found
        found += [_FOLLOW_UP, choice.counterfactual.definition, _rate(choice)]
        found += [scenario.definition for scenario in choice.scenarios]
        if choice.severity.weight != 1:
            found.append(choice.severity.definition)
        found += [one.definition for one in extra_thresholds()]
        found += [_OWN_THRESHOLD] if choice.own_thresholds else [t.definition for t in default_thresholds()]
        if self.choice.costed:
            found += [COST_PER_QALY, NET_MONETARY_BENEFIT, NET_HEALTH_BENEFIT, EDGEWORTH]
            found += [PERFECT_INFORMATION, HIGHEST_COST, SMALLEST_GAIN, SHORTEST_DURATION, _one_way()]
        return [*found, *cheers_definitions(choice)]


def _rate(choice: Choice) -> Definition:
    text = f"QALYs after the first year are discounted: {choice.rate.text}."
    return Definition(id="discount-rate", text=text, source=choice.rate.source)


def _one_way() -> Definition:
    """Say of the ends of the bars what they are not."""
    base = "As it is, the mean gain lasts one year, at the cost given or the middle of its range."
    text = f"{ONE_WAY.text} {base} The two ends are the results there; they are not a confidence interval."
    return attrs.evolve(ONE_WAY, text=text)
