"""
Change that matters: by a published threshold, and across the edge of the clinical range.

Thresholds are compared on the exact scale of the score, so that a change of exactly the threshold
always counts.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import attrs
import numpy as np

if TYPE_CHECKING:
    from fractions import Fraction

    from numpy.typing import NDArray

    from livingwell_core.tallies import JointTable

__all__ = ["ReliableChangeCounts", "in_clinical_range", "reliable_change"]


@attrs.frozen(kw_only=True)
class ReliableChangeCounts:
    """
    People by the size of their change; the three add up to everyone.

    Attributes
    ----------
    improved, unchanged, deteriorated : int
    """

    improved: int
    unchanged: int
    deteriorated: int


def reliable_change(table: JointTable, *, points: int | Fraction, sign: int) -> ReliableChangeCounts:
    """
    Count people whose change reaches a threshold, either way.

    Parameters
    ----------
    table : JointTable
    points : int or Fraction
        The threshold; a change of exactly this much counts.
    sign : {1, -1}
        1 where higher is better.
    """
    gain = sign * table.change
    # The next whole step: no change lies between it and the threshold.
    threshold = math.ceil(table.scale.steps(points))
    improved = int(table.count[gain >= threshold].sum())
    deteriorated = int(table.count[gain <= -threshold].sum())
    return ReliableChangeCounts(
        improved=improved, unchanged=table.n - improved - deteriorated, deteriorated=deteriorated
    )


def in_clinical_range(
    table: JointTable, scores: NDArray[np.int64], *, edge: int | Fraction, sign: int
) -> NDArray[np.bool_]:
    """
    Say which cells of a table are in the clinical range.

    Parameters
    ----------
    table : JointTable
    scores : array of int64, shape (cells,)
        ``table.first`` or ``table.last``.
    edge : int or Fraction
        The last score inside the range, in points.
    sign : {1, -1}
        1 where higher is better.
    """
    return np.asarray(sign * scores <= math.floor(sign * table.scale.steps(edge)))
