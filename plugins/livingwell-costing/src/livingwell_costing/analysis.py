"""
The analysis of value for money, which runs where an evaluation file asks for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from livingwell_core.analyses import ALL_SITES, About, Definition, Finding, Sample
from livingwell_core.analyses.paired_change import SINGLE_ARM
from livingwell_core.statistics.estimate import Estimate
from livingwell_core.statistics.recovery import recovery
from livingwell_core.statistics.reliable_index import cells_by_points
from livingwell_costing.acceptability import EDGEWORTH
from livingwell_costing.break_even import HIGHEST_COST, SHORTEST_DURATION, SMALLEST_GAIN
from livingwell_costing.compared import COMPARED, compared_findings
from livingwell_costing.conclusions import FOLLOW_UP, OWN_THRESHOLD
from livingwell_costing.information import PERFECT_INFORMATION
from livingwell_costing.levels import ranges_definition
from livingwell_costing.net_benefit import NET_HEALTH_BENEFIT, NET_MONETARY_BENEFIT
from livingwell_costing.outcome_costs import COST_PER_OUTCOME, cost_per_outcome
from livingwell_costing.ratios import COST_PER_QALY
from livingwell_costing.reporting import cheers_definitions
from livingwell_costing.sensitivity import ONE_WAY, TWO_WAY
from livingwell_costing.settings import Choice, read_choice
from livingwell_costing.single import comparison_findings, single_findings
from livingwell_costing.tallied import ValueTally
from livingwell_costing.thresholds import default_thresholds, extra_thresholds
from livingwell_costing.words import pounds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from livingwell_core.instruments import Instrument, Score

__all__ = ["TOGETHER", "CostEffectiveness"]

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
#: Stands for all sites together where some of them are the comparison group.
TOGETHER: Final = "gain of all sites together"


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
        choice = self.choice
        compared = choice.comparison is not None
        return ValueTally.of(sample, choice.scenarios, choice.rate, choice.amount, compared=compared)

    def conclude(self, tally: ValueTally, about: About) -> list[Finding]:
        """Give what there is to say of this score."""
        comparison, n = self.choice.comparison, tally.table.n
        if comparison is not None and about.site == ALL_SITES:
            return self._not_together(n, about)
        findings: list[Finding] = []
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
        if comparison is not None and about.site in comparison.sites:
            if about.score.unit == "utility":
                everyone = tally.gains if comparison.cost is None else tally.gains + tally.uncosted
                findings += comparison_findings(everyone, self.choice, about)
            return findings
        if about.score.unit == "utility":
            findings += single_findings(tally.gains, self.choice, about)
        if about.score.reliable_change is not None:
            findings += self._outcomes(tally, about)
        return findings

    def compare(self, tallies: Mapping[str, ValueTally], about: About) -> list[Finding]:
        """Hold the service against the comparison group, where the evaluation file names one."""
        comparison = self.choice.comparison
        if comparison is None:
            return []
        if about.score.unit == "utility":
            return compared_findings(tallies, self.choice, comparison, about)
        service, _ = comparison.split(tallies)
        if not service:
            return []
        first, *others = service.values()
        found = self._outcomes(sum(others, start=first), about)
        return [attrs.evolve(finding, compares=tuple(service)) for finding in found]

    def _not_together(self, n: int, about: About) -> list[Finding]:
        """Say that the sites are not put together: some of their people are held against the others."""
        comparison = self.choice.comparison
        if comparison is None or about.score.unit != "utility" or not n:
            return []
        why = f"{comparison.named} is the comparison group, so that not all sites are put together"
        definition, note = comparison.definition.id, f"not applicable: {why}"
        return [about.finding(TOGETHER, definition, None, n=n, unit="QALYs", note=note)]

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
        if choice.comparison is not None:
            found += [choice.comparison.definition, *COMPARED]
        found += [scenario.definition for scenario in choice.scenarios]
        if choice.severity.weight != 1:
            found.append(choice.severity.definition)
        found += [one.definition for one in extra_thresholds()]
        found += [_OWN_THRESHOLD] if choice.own_thresholds else [t.definition for t in default_thresholds()]
        if self.choice.costed:
            found += [COST_PER_QALY, NET_MONETARY_BENEFIT, NET_HEALTH_BENEFIT, EDGEWORTH]
            found += [PERFECT_INFORMATION, HIGHEST_COST, SMALLEST_GAIN, SHORTEST_DURATION]
            found += [_what_if(ONE_WAY), _what_if(TWO_WAY), ranges_definition(choice)]
        return [*found, *cheers_definitions(choice)]


def _rate(choice: Choice) -> Definition:
    text = f"QALYs after the first year are discounted: {choice.rate.text}."
    return Definition(id="discount-rate", text=text, source=choice.rate.source)


def _what_if(definition: Definition) -> Definition:
    """Say what is varied from, and what the ends are not."""
    base = "As it is, the mean gain lasts one year, at the cost given or the middle of its range."
    ends = "What is shown are the results there; they are not a confidence interval."
    return attrs.evolve(definition, text=f"{definition.text} {base} {ends}")
