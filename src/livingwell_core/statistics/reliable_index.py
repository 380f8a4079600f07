"""
Reliable change by index: six published ones, and all of them on the same people in one table.

Each index is the last score's distance from a line over the first score, divided by a standard error.
Whether it passes z is decided on squares, in whole numbers without rounding, so that an index of exactly
z is never nearly z.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal, get_args

import attrs
import numpy as np

from livingwell_core.errors import NotApplicableError, did_you_mean
from livingwell_core.instruments.scale import exact_number
from livingwell_core.statistics.clinical_change import ReliableChangeCounts
from livingwell_core.statistics.paired import _sum, _variance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from livingwell_core.tallies import JointTable

__all__ = [
    "METHODS",
    "Boundary",
    "Method",
    "MethodRow",
    "ReliableCells",
    "ReliableIndex",
    "cells_by_points",
    "compare_methods",
    "reliable_index",
]

Method = Literal[
    "jacobson_truax",
    "gulliksen_lord_novick",
    "hsu_linn_nord",
    "edwards_nunnally",
    "nunnally_kotsch",
    "hageman_arrindell",
]
Boundary = Literal[">", ">="]

METHODS: Final[tuple[Method, ...]] = get_args(Method)

# Two-sided 95 %; Hageman and Arrindell test each side at 5 %.
_Z: Final = Fraction(196, 100)
_Z_OF: Final[Mapping[str, Fraction]] = {"hageman_arrindell": Fraction(165, 100)}


@attrs.frozen(kw_only=True, eq=False)
class ReliableCells:
    """
    Which cells of a table hold people who changed reliably.

    Attributes
    ----------
    improved, deteriorated : array of bool, shape (cells,)
        No cell is in both.
    """

    improved: NDArray[np.bool_]
    deteriorated: NDArray[np.bool_]

    def counts(self, table: JointTable) -> ReliableChangeCounts:
        """Count the people of the table that the cells are of; the three add up to everyone."""
        improved = int(table.count[self.improved].sum())
        deteriorated = int(table.count[self.deteriorated].sum())
        return ReliableChangeCounts(
            improved=improved, unchanged=table.n - improved - deteriorated, deteriorated=deteriorated
        )


@attrs.frozen(kw_only=True)
class ReliableIndex:
    """
    An index as a line: ``(last + slope * first + offset) / sqrt(variance)``, scores in steps.

    Attributes
    ----------
    method : str
        As in `METHODS`.
    slope : Fraction
        Without unit.
    offset : Fraction
        In steps.
    variance : Fraction
        Of the line's error, in squared steps, > 0.
    z : Fraction
        What the index has to pass, > 0.
    """

    method: Method
    slope: Fraction
    offset: Fraction
    variance: Fraction
    z: Fraction

    def values(self, table: JointTable) -> NDArray[np.float64]:
        """Give the index of each cell: above 0 where the last score is higher than expected."""
        line = table.last + float(self.slope) * table.first + float(self.offset)
        return np.asarray(line / math.sqrt(self.variance))

    def cells(self, table: JointTable, *, sign: int, boundary: Boundary = ">") -> ReliableCells:
        """
        Say which cells passed z, either way.

        Parameters
        ----------
        table : JointTable
        sign : {1, -1}
            1 where higher is better.
        boundary : {">", ">="}
            Whether an index of exactly z counts; by the published rule it does not.
        """
        unit = math.lcm(self.slope.denominator, self.offset.denominator)
        slope, offset = int(self.slope * unit), int(self.offset * unit)
        # The least whole number whose square passes z squared times the variance.
        square = self.z * self.z * self.variance * unit * unit
        least = 1 + math.isqrt(math.floor(square) if boundary == ">" else math.ceil(square) - 1)
        first, cell = np.unique(table.first, return_inverse=True)
        line = [slope * score + offset for score in first.tolist()]
        # No last score is outside these, and no other number has to fit into 64 bits.
        lowest, highest = table.scale.first_step - 1, table.scale.last_step + 1
        up = [min(highest, max(lowest, -((value - least) // unit))) for value in line]
        down = [min(highest, max(lowest, (-least - value) // unit)) for value in line]
        above = table.last >= np.array(up, dtype=np.int64)[cell]
        below = table.last <= np.array(down, dtype=np.int64)[cell]
        improved, deteriorated = (above, below) if sign > 0 else (below, above)
        return ReliableCells(improved=improved, deteriorated=deteriorated)


@attrs.frozen(kw_only=True)
class MethodRow:
    """
    One line of `compare_methods`.

    Attributes
    ----------
    method : str
        As in `METHODS`, or the name of a published threshold.
    rule : str
        What counts as reliable: "index > 1.96", "change >= 5".
    counts : ReliableChangeCounts or None
    reason : str or None
        Why there are none, fit to print.
    """

    method: str
    rule: str
    counts: ReliableChangeCounts | None = None
    reason: str | None = None


def reliable_index(
    table: JointTable,
    *,
    method: Method,
    reliability: float | Fraction,
    z: float | Fraction | None = None,
    reference_mean: float | Fraction | None = None,
    reliability_last: float | Fraction | None = None,
) -> ReliableIndex:
    """
    Fit an index of reliable change to a table.

    With r the reliability, M and SD the means and standard deviations of the first (1) and last (2) scores,
    ``SEM = SD1 sqrt(1 - r)``, ``expected = r (first - M1) + M1``:

    - jacobson_truax [1]_: ``(last - first) / (sqrt(2) SEM)``
    - gulliksen_lord_novick [2]_: ``((last - M1) - r (first - M1)) / (SD1 sqrt(1 - r^2))``
    - hsu_linn_nord [3]_: ``((last - M2) - r (first - M1)) / (SD1 sqrt(1 - r^2))``
    - edwards_nunnally [4]_: ``(last - expected) / SEM``
    - nunnally_kotsch [5]_: ``(last - expected) / sqrt(r^2 SD1^2 (1 - r) + SD1^2 (1 - r_last))``
    - hageman_arrindell [6]_: ``((last - first) r_dd + (M2 - M1)(1 - r_dd)) / (sqrt(r_dd) sqrt(2) SEM)``,
      ``r_dd`` the reliability of the change: ``1 - 2 SEM^2 / variance of the change``, which is what the
      published formula comes to where SEM is the same at both times.

    Parameters
    ----------
    table : JointTable
    method : str
        One of `METHODS`.
    reliability : float or Fraction
        Of the first score, stated by its source; above 0 and below 1. A float is read by its shortest
        decimal form, here and below.
    z : float or Fraction, optional
        What the index has to pass, > 0: 1.96 if left out, 1.65 for hageman_arrindell.
    reference_mean : float or Fraction, optional
        In points: M1 of gulliksen_lord_novick, edwards_nunnally and nunnally_kotsch, the mean that scores
        regress to. The mean of the table's first scores if left out. The other methods take no reference.
    reliability_last : float or Fraction, optional
        r_last of nunnally_kotsch; `reliability` if left out.

    Returns
    -------
    ReliableIndex

    Raises
    ------
    NotApplicableError
        Below two pairs; if first scores do not vary; for hageman_arrindell also if last scores or changes do
        not vary, or if nothing of the change is reliable (r_dd not above 0).
    ValueError
        If there is no such method, or if a reliability or z is out of its range.

    References
    ----------
    .. [1] Jacobson NS, Truax P (1991), Journal of Consulting and Clinical Psychology 59:12-19,
       doi 10.1037/0022-006X.59.1.12.
    .. [2] Hsu LM (1989), Behavioral Assessment 11:459-467.
    .. [3] Hsu LM (1995), Journal of Consulting and Clinical Psychology 63:141-144.
    .. [4] Speer DC (1992), Journal of Consulting and Clinical Psychology 60:402-408,
       doi 10.1037/0022-006X.60.3.402.
    .. [5] Nunnally JC, Kotsch WE (1983), British Journal of Clinical Psychology 22:83-93.
    .. [6] Hageman WJJM, Arrindell WA (1999), Behaviour Research and Therapy 37:1169-1193.
    """
    if method not in METHODS:
        msg = f"'method' {method!r} is unknown; {did_you_mean(method, METHODS)}"
        raise ValueError(msg)
    r = _share("reliability", reliability)
    r_last = r if reliability_last is None else _share("reliability_last", reliability_last)
    passes = Fraction(_Z_OF.get(method, _Z) if z is None else exact_number(z))
    if passes <= 0:
        msg = f"'z' must be above 0, got {z}"
        raise ValueError(msg)
    n = table.n
    if n < 2:
        msg = f"needs two pairs, there is {n}"
        raise NotApplicableError(msg)
    sum_first, sum_last = _sum(table.first, table.count), _sum(table.last, table.count)
    mean, mean_last = Fraction(sum_first, n), Fraction(sum_last, n)
    variance = _variance(sum_first, _sum(table.first * table.first, table.count), n)
    if not variance:
        msg = "every first score is the same"
        raise NotApplicableError(msg)
    regress = mean if reference_mean is None else exact_number(reference_mean) * table.scale.denominator
    to_reference, to_own = regress * (r - 1), r * mean - mean_last
    error, prediction = variance * (1 - r), variance * (1 - r * r)
    if method == "hageman_arrindell":
        slope, offset, square = _hageman_arrindell(table, mean_last - mean, error)
    else:
        slope, offset, square = {
            "jacobson_truax": (Fraction(-1), Fraction(0), 2 * error),
            "gulliksen_lord_novick": (-r, to_reference, prediction),
            "hsu_linn_nord": (-r, to_own, prediction),
            "edwards_nunnally": (-r, to_reference, error),
            "nunnally_kotsch": (-r, to_reference, variance * (r * r * (1 - r) + 1 - r_last)),
        }[method]
    return ReliableIndex(method=method, slope=slope, offset=Fraction(offset), variance=square, z=passes)


def cells_by_points(
    table: JointTable,
    *,
    points: float | Fraction,
    sign: int,
    points_worse: float | Fraction | None = None,
) -> ReliableCells:
    """
    Say which cells changed by at least a published threshold, as the NHS counts.

    Parameters
    ----------
    table : JointTable
    points : int, float or Fraction
        The threshold, > 0; a change of exactly this much counts. A float is read by its shortest decimal
        form.
    sign : {1, -1}
        1 where higher is better.
    points_worse : int, float or Fraction, optional
        The threshold for getting worse, > 0; `points` if left out.

    Raises
    ------
    ValueError
        If a threshold is not above 0.
    """
    least = []
    for name, threshold in (("points", points), ("points_worse", points_worse)):
        exact = exact_number(points if threshold is None else threshold)
        if exact <= 0:
            msg = f"{name!r} must be above 0, got {threshold}"
            raise ValueError(msg)
        # The next whole step: no change lies between it and the threshold.
        least.append(min(math.ceil(table.scale.steps(exact)), table.scale.span))
    gain = sign * table.change
    return ReliableCells(improved=gain >= least[0], deteriorated=gain <= -least[1])


def compare_methods(
    table: JointTable,
    *,
    reliability: float | Fraction,
    sign: int,
    z: float | Fraction | None = None,
    boundary: Boundary = ">",
    reference_mean: float | Fraction | None = None,
    reliability_last: float | Fraction | None = None,
    thresholds: Mapping[str, int | Fraction] | None = None,
) -> tuple[MethodRow, ...]:
    """
    Count the same people by every method, in one table, so that nobody picks the one that flatters.

    Parameters
    ----------
    table : JointTable
    reliability, z, reference_mean, reliability_last
        As in `reliable_index`; `z`, where given, is every method's.
    sign : {1, -1}
        1 where higher is better.
    boundary : {">", ">="}
        Whether an index of exactly z counts.
    thresholds : mapping of str to int or Fraction, optional
        Published thresholds in points by their names; change of exactly as much counts.

    Returns
    -------
    tuple of MethodRow
        Thresholds in the order given, then the indices in the order of `METHODS`; one that does not apply
        has the reason in place of counts.

    Raises
    ------
    ValueError
        As `reliable_index` and `cells_by_points`.
    """
    rows = []
    for name, points in (thresholds or {}).items():
        rule = f"change >= {float(points):g}"
        if table.n:
            counts = cells_by_points(table, points=points, sign=sign).counts(table)
            rows.append(MethodRow(method=name, rule=rule, counts=counts))
        else:
            rows.append(MethodRow(method=name, rule=rule, reason="no pairs"))
    for method in METHODS:
        usual = _Z_OF.get(method, _Z) if z is None else exact_number(z)
        rule = f"index {boundary} {float(usual):g}"
        try:
            index = reliable_index(
                table,
                method=method,
                reliability=reliability,
                z=z,
                reference_mean=reference_mean,
                reliability_last=reliability_last,
            )
        except NotApplicableError as error:
            rows.append(MethodRow(method=method, rule=rule, reason=str(error)))
        else:
            counts = index.cells(table, sign=sign, boundary=boundary).counts(table)
            rows.append(MethodRow(method=method, rule=rule, counts=counts))
    return tuple(rows)


def _share(name: str, value: float | Fraction) -> Fraction:
    exact = Fraction(exact_number(value))
    if not 0 < exact < 1:
        msg = f"{name!r} must be above 0 and below 1, got {value}"
        raise ValueError(msg)
    return exact


def _hageman_arrindell(
    table: JointTable, mean_change: Fraction, error: Fraction
) -> tuple[Fraction, Fraction, Fraction]:
    """Give slope, offset and variance of the index divided by the reliability of the change."""
    n, change, count = table.n, table.change, table.count
    for values, what in ((table.last, "last score"), (change, "change")):
        if values.min() == values.max():
            msg = f"every {what} is the same"
            raise NotApplicableError(msg)
    variance = _variance(_sum(change, count), _sum(change * change, count), n)
    reliable = 1 - 2 * error / variance
    if reliable <= 0:
        msg = "the changes vary no more than measurement error would make them"
        raise NotApplicableError(msg)
    return Fraction(-1), mean_change * (1 - reliable) / reliable, 2 * error / reliable
