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
    from livingwell_costing.qalys import QalyGains
    from livingwell_costing.scenarios import Scenario

__all__ = ["GainTally", "ValueTally"]


@attrs.frozen(kw_only=True)
class GainTally:
    """
    What some people gained.

    Attributes
    ----------
    change : JointMoments
        Of last utility less first, and of cost; of nobody where the score is no utility.
    by_scenario : tuple of JointMoments
        Of the gain in QALYs, and of cost, in the order of the scenarios.
    first_and_gain : tuple of JointMoments
        Of the first utility and the gain in QALYs, likewise; none where no comparison group is named.
    first_and_cost : JointMoments
        Of the first utility and of cost; of nobody where no comparison group is named.
    days : int
        From first to last assessment, added up over people.
    """

    change: JointMoments = attrs.field(factory=JointMoments)
    by_scenario: tuple[JointMoments, ...] = ()
    first_and_gain: tuple[JointMoments, ...] = ()
    first_and_cost: JointMoments = attrs.field(factory=JointMoments)
    days: int = 0

    @classmethod
    def of(
        cls,
        found: Sequence[QalyGains],
        cost: NDArray[np.float64] | float,
        kept: NDArray[np.bool_],
        *,
        first: bool,
    ) -> GainTally:
        """
        Tally some of the people with a gain.

        Parameters
        ----------
        found : sequence of QalyGains
            The programme's, whose gain is the change in utility, then the scenarios'; of the same people.
        cost : array of float64, shape (people kept,), or a number
        kept : array of bool, shape (people,)
        first : bool
            Whether the first utility is asked for.
        """
        moments = [JointMoments.of(one.gain[kept], cost) for one in found]
        start = found[0].first[kept]
        return cls(
            change=moments[0],
            by_scenario=tuple(moments[1:]),
            first_and_gain=tuple(JointMoments.of(start, one.gain[kept]) for one in found[1:] if first),
            first_and_cost=JointMoments.of(start, cost) if first else JointMoments(),
            days=int(found[0].days[kept].sum()),
        )

    def zero(self) -> GainTally:
        """Give the tally of nobody."""
        return GainTally(
            by_scenario=(JointMoments(),) * len(self.by_scenario),
            first_and_gain=(JointMoments(),) * len(self.first_and_gain),
        )

    def without_cost(self) -> GainTally:
        """Give the same people with a cost of 0."""
        return attrs.evolve(
            self,
            change=self.change.scaled(cost=0),
            by_scenario=tuple(one.scaled(cost=0) for one in self.by_scenario),
            first_and_cost=self.first_and_cost.scaled(cost=0),
        )

    def __add__(self, other: GainTally) -> GainTally:
        """Give the tally of both groups of people."""
        if not isinstance(other, GainTally):
            return NotImplemented
        return GainTally(
            change=self.change + other.change,
            by_scenario=_added(self.by_scenario, other.by_scenario),
            first_and_gain=_added(self.first_and_gain, other.first_and_gain),
            first_and_cost=self.first_and_cost + other.first_and_cost,
            days=self.days + other.days,
        )


def _added(mine: Sequence[JointMoments], others: Sequence[JointMoments]) -> tuple[JointMoments, ...]:
    return tuple(a + b for a, b in zip(mine, others, strict=True))


@attrs.frozen(kw_only=True)
class ValueTally:
    """
    People with a first and a last score.

    Attributes
    ----------
    table : JointTable
        By first and last score.
    gains : GainTally
        Of everyone; where each person has a cost of their own, of those whose cost is known.
    uncosted : GainTally
        Of the others, where a comparison group is named: whoever knows what they cost may say so.
    costed : int
        People whose cost is known, where each has a cost of their own. Else 0.
    """

    table: JointTable
    gains: GainTally = attrs.field(factory=GainTally)
    uncosted: GainTally = attrs.field(factory=GainTally)
    costed: int = 0

    @property
    def change(self) -> JointMoments:
        """Of last utility less first, and of cost."""
        return self.gains.change

    @classmethod
    def of(
        cls,
        sample: Sample,
        scenarios: Sequence[Scenario],
        rate: DiscountRate,
        amount: str | None,
        *,
        compared: bool = False,
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
            gains.
        compared : bool
            Whether the evaluation names a comparison group, for which first utilities are needed too.
        """
        costs = _costs(sample, amount)
        costed = 0 if costs is None else int(np.isfinite(costs).sum())
        if sample.scale.highest > 1:
            # No utility is above 1. Of other scores only who improved is asked, and what people cost.
            change = JointMoments()
            if costs is not None:
                known = costs[np.isfinite(costs)]
                change = JointMoments.of(np.zeros_like(known), known)
            return cls(table=sample.joint_table, gains=GainTally(change=change), costed=costed)
        history = sample.history()
        utility = history.score / sample.scale.denominator
        number, people = history.number, np.unique(history.person)
        found = [
            qaly_gains(number, history.day, utility, scenario=scenario, rate=rate)
            for scenario in (PROGRAMME, *scenarios)
        ]
        own, kept = _of_people(costs, sample.pairs.person, people[found[0].person])
        gains = GainTally.of(found, own, kept, first=compared)
        uncosted = gains.zero()
        if compared and not kept.all():
            uncosted = GainTally.of(found, 0.0, ~kept, first=True)
        return cls(table=sample.joint_table, gains=gains, uncosted=uncosted, costed=costed)

    def zero(self) -> ValueTally:
        """Give the tally of nobody."""
        return ValueTally(table=self.table.zero(), gains=self.gains.zero(), uncosted=self.uncosted.zero())

    def __add__(self, other: ValueTally) -> ValueTally:
        """Give the tally of both groups of people."""
        if not isinstance(other, ValueTally):
            return NotImplemented
        return ValueTally(
            table=self.table + other.table,
            gains=self.gains + other.gains,
            uncosted=self.uncosted + other.uncosted,
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
