"""
What the analysis of value for money keeps of people: joint moments of gain and cost, and counts of changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from livingwell_core.tallies import JointTable
from livingwell_costing.moments import JointMoments
from livingwell_costing.qalys import qaly_gains
from livingwell_costing.scenarios import PROGRAMME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from livingwell_core.analyses import Sample
    from livingwell_costing.discounting import DiscountRate
    from livingwell_costing.scenarios import Scenario

__all__ = ["ValueTally"]


@attrs.frozen(kw_only=True)
class ValueTally:
    """
    People with a first and a last score.

    Attributes
    ----------
    table : JointTable
        By first and last score.
    change : JointMoments
        Of last utility less first; of nobody where the score is no utility.
    by_scenario : tuple of JointMoments
        Of the gain in QALYs, in the order of the scenarios.
    days : int
        From first to last assessment, added up over people.
    costed : int
        People whose cost is known, where each has a cost of their own; the moments are of them. Else 0.
    """

    table: JointTable
    change: JointMoments = attrs.field(factory=JointMoments)
    by_scenario: tuple[JointMoments, ...] = ()
    days: int = 0
    costed: int = 0

    @classmethod
    def of(
        cls, sample: Sample, scenarios: Sequence[Scenario], rate: DiscountRate, amount: str | None
    ) -> ValueTally:
        """
        Tally the people of a sample.

        Parameters
        ----------
        sample : Sample
        scenarios : sequence of Scenario
        rate : DiscountRate
        amount : str or None
            Of the list of people: what each person cost. People of whom it is not known are left out of the
            moments.
        """
        costs = _costs(sample, amount)
        costed = 0 if costs is None else int(np.isfinite(costs).sum())
        if sample.scale.highest > 1:
            # No utility is above 1. Of other scores only who improved is asked, and what people cost.
            change = JointMoments()
            if costs is not None:
                known = costs[np.isfinite(costs)]
                change = JointMoments.of(np.zeros_like(known), known)
            return cls(table=sample.joint_table, change=change, costed=costed)
        history = sample.history()
        utility = history.score / sample.scale.denominator
        number, people = history.number, np.unique(history.person)
        found = [
            qaly_gains(number, history.day, utility, scenario=scenario, rate=rate)
            for scenario in (PROGRAMME, *scenarios)
        ]
        own, kept = _of_people(costs, sample.pairs.person, people[found[0].person])
        moments = [JointMoments.of(one.gain[kept], own) for one in found]
        return cls(
            table=sample.joint_table,
            change=moments[0],
            by_scenario=tuple(moments[1:]),
            days=int(found[0].days[kept].sum()),
            costed=costed,
        )

    def zero(self) -> ValueTally:
        """Give the tally of nobody."""
        return ValueTally(table=self.table.zero(), by_scenario=(JointMoments(),) * len(self.by_scenario))

    def __add__(self, other: ValueTally) -> ValueTally:
        """Give the tally of both groups of people."""
        if not isinstance(other, ValueTally):
            return NotImplemented
        return ValueTally(
            table=self.table + other.table,
            change=self.change + other.change,
            by_scenario=tuple(a + b for a, b in zip(self.by_scenario, other.by_scenario, strict=True)),
            days=self.days + other.days,
            costed=self.costed + other.costed,
        )


def _costs(sample: Sample, amount: str | None) -> NDArray[np.float64] | None:
    """Give each pair's own cost, NaN where it is not known; None where costs are not people's own."""
    if amount is None:
        return None
    known = sample.amounts(amount)
    return np.full(sample.pairs.person.size, np.nan) if known is None else known


def _of_people(
    costs: NDArray[np.float64] | None, pairs: NDArray[np.uint64], people: NDArray[np.uint64]
) -> tuple[NDArray[np.float64] | float, NDArray[np.bool_]]:
    """Give the costs of those people for whom they are known, and who they are; 0 and all without costs."""
    if costs is None:
        return 0.0, np.ones(people.size, dtype=np.bool_)
    if not pairs.size:
        return np.zeros(0), np.zeros(people.size, dtype=np.bool_)
    order = np.argsort(pairs)
    place = order[np.minimum(np.searchsorted(pairs, people, sorter=order), pairs.size - 1)]
    own = np.where(pairs[place] == people, costs[place], np.nan)
    kept = np.isfinite(own)
    return own[kept], kept
