"""
Reliable change and the clinical range together: recovered, improved, unchanged, deteriorated, harmed.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import attrs

from livingwell_core.instruments.scale import exact_number
from livingwell_core.statistics.clinical_change import in_clinical_range

if TYPE_CHECKING:
    from fractions import Fraction

    from livingwell_core.statistics.reliable_index import ReliableCells
    from livingwell_core.tallies import JointTable

__all__ = ["RecoveryCounts", "recovery"]


@attrs.frozen(kw_only=True)
class RecoveryCounts:
    """
    People by what became of them; the first five add up to everyone.

    Attributes
    ----------
    recovered : int
        Started in the clinical range, ended outside it, reliably improved.
    improved : int
        Reliably improved otherwise.
    unchanged : int
    deteriorated : int
        Reliably worse, other than harmed.
    harmed : int
        Started outside the clinical range, ended in it, reliably worse.
    started_clinical : int
        People who started in the clinical range, and so could recover: what recovered is a share of.
    """

    recovered: int
    improved: int
    unchanged: int
    deteriorated: int
    harmed: int
    started_clinical: int


def recovery(
    table: JointTable,
    change: ReliableCells,
    *,
    cut_off: float | Fraction,
    sign: int,
    at_cut_off: Literal["clinical", "neither"] = "clinical",
) -> RecoveryCounts:
    """
    Count people by reliable change and by the side of the cut-off that they started and ended on [1]_.

    Parameters
    ----------
    table : JointTable
    change : ReliableCells
        Who changed reliably, of the same table: `cells_by_points`, or `ReliableIndex.cells`.
    cut_off : int, float or Fraction
        In points; a float is read by its shortest decimal form.
    sign : {1, -1}
        1 where higher is better.
    at_cut_off : {"clinical", "neither"}
        What a score at the cut-off is. "clinical": the last score in the clinical range, as an instrument
        declares it. "neither", as in the R package clinicalsignificance: whoever starts there was not in the
        clinical range, and whoever ends there has not left it.

    Raises
    ------
    ValueError
        If `change` is of another table.

    References
    ----------
    .. [1] Jacobson NS, Truax P (1991), Journal of Consulting and Clinical Psychology 59:12-19,
       doi 10.1037/0022-006X.59.1.12.
    """
    if change.improved.shape != table.count.shape:
        msg = f"'change' must be of the same table: {change.improved.size} and {table.count.size} cells"
        raise ValueError(msg)
    edge = exact_number(cut_off)
    ended_outside = ~in_clinical_range(table, table.last, edge=edge, sign=sign)
    if at_cut_off == "clinical":
        started_inside = in_clinical_range(table, table.first, edge=edge, sign=sign)
    else:
        started_inside = sign * table.first < math.ceil(sign * table.scale.steps(edge))
    recovered = int(table.count[change.improved & started_inside & ended_outside].sum())
    harmed = int(table.count[change.deteriorated & ~started_inside & ~ended_outside].sum())
    counts = change.counts(table)
    return RecoveryCounts(
        recovered=recovered,
        improved=counts.improved - recovered,
        unchanged=counts.unchanged,
        deteriorated=counts.deteriorated - harmed,
        harmed=harmed,
        started_clinical=int(table.count[started_inside].sum()),
    )
