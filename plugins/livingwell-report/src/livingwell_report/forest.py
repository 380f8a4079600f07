"""
The chart of one figure in several groups of people: each with its interval, and what they come to together.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import attrs

from livingwell_report.bands import Band, Drawing, any_value, band_label, short_reason
from livingwell_report.dumbbells import Axis, diamond
from livingwell_report.marks import WIDTH, Chart, Mark, line, path, rect, text
from livingwell_report.notes import why_missing
from livingwell_report.numbers import exact, interval_of, value_of

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["ForestRow", "draw_forest"]

_TOP: Final = 34.0
_ROW: Final = 58.0
_HEADING: Final = 30.0
_STEPS: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
#: Side of a square without a weight, and of one with all the weight.
_SIDE: Final = (9.0, 17.0)


@attrs.frozen(kw_only=True)
class ForestRow:
    """
    One row of the chart.

    Attributes
    ----------
    band : Band
        Its one finding is what is drawn.
    heading : str
        What stands above it and its like, or "".
    weight : float or None
        Its part of the whole, in [0, 1].
    pooled : bool
        True for what the others come to together: a diamond.
    """

    band: Band
    heading: str = ""
    weight: float | None = None
    pooled: bool = False


def draw_forest(drawing: Drawing, rows: Sequence[ForestRow], *, title: str, points: int) -> Chart | None:
    """
    Draw each row's figure with its interval on one axis, and a line at no change.

    Parameters
    ----------
    drawing : Drawing
    rows : sequence of ForestRow
    title : str
        Of the axis.
    points : int
        Decimals of figures in points.

    Returns
    -------
    Chart or None
        None if there is nothing to draw.
    """
    bands = [row.band for row in rows]
    if not any_value(bands):
        return None
    axis = _axis(bands, title)
    marks: list[Mark] = [*_legend(rows)]
    y, heading = _TOP, ""
    for row in rows:
        if row.heading != heading:
            heading = row.heading
            marks.append(text(0, y + 18, heading, "small muted"))
            y += _HEADING
        marks += [line(axis.x(tick), y + 24, axis.x(tick), y + 50, "grid") for tick in axis.ticks()]
        marks.append(line(axis.x(0), y + 20, axis.x(0), y + 54, "edge"))
        marks += band_label(row.band, y + 16)
        marks += _estimate(row, y + 38, axis, points)
        y += _ROW
    marks += [text(axis.x(t), y + 16, exact(t), "small muted", anchor="middle") for t in axis.ticks()]
    marks.append(text(WIDTH / 2, y + 36, title, "small muted", anchor="middle"))
    return drawing.finish(marks, y + 44, " ".join(_sentence(row, points) for row in rows))


def _axis(bands: Sequence[Band], title: str) -> Axis:
    """Round outwards to a handful of ticks, with no change among them."""
    ends = [
        end
        for band in bands
        for finding in band.findings
        if finding is not None
        for end in (finding.value, finding.low, finding.high)
        if end is not None
    ]
    low, high = min(0.0, *ends), max(0.0, *ends)
    step = next((step for step in _STEPS if (high - low) / step <= 6), (high - low) / 5) or 1.0
    lowest, highest = step * math.floor(low / step + 1e-9), step * math.ceil(high / step - 1e-9)
    # Room to the right for the value of the row that reaches farthest.
    return Axis(lowest=lowest, highest=max(highest, lowest + step), title=title, left=24, right=WIDTH - 74)


def _legend(rows: Sequence[ForestRow]) -> list[Mark]:
    marks = [rect(2, 5, 12, 12, "bar-last"), text(22, 16, "estimate", "small")]
    marks += [*_whisker(96, 132, 11), text(142, 16, "interval", "small")]
    if any(row.pooled for row in rows):
        marks += [path(diamond(222, 11), "last"), text(236, 16, "together", "small")]
    return marks


def _estimate(row: ForestRow, y: float, axis: Axis, points: int) -> list[Mark]:
    finding = row.band.findings[0]
    if finding is None or finding.value is None:
        return [text(axis.left, y + 5, short_reason(finding), "small missing")]
    x = right = axis.x(finding.value)
    marks = [line(axis.left, y, axis.right, y, "track")]
    if finding.low is not None and finding.high is not None:
        right = max(right, axis.x(finding.high))
        marks += _whisker(axis.x(finding.low), axis.x(finding.high), y)
    if row.pooled:
        marks.append(path(diamond(x, y), "last"))
    else:
        # The area of a square is a site's weight.
        side = _SIDE[0] + (_SIDE[1] - _SIDE[0]) * math.sqrt(row.weight or 0.0)
        marks.append(rect(x - side / 2, y - side / 2, side, side, "bar-last"))
    label = value_of(finding, signed=True, points=points)
    marks.append(text(max(right, x + 9) + 6, y + 5, label, "value"))
    return marks


def _whisker(x1: float, x2: float, y: float) -> list[Mark]:
    ends = [line(x, y - 5, x, y + 5, "whisker") for x in (x1, x2)]
    return [line(x1, y, x2, y, "whisker"), *ends]


def _sentence(row: ForestRow, points: int) -> str:
    """Say a row in words."""
    finding = row.band.findings[0]
    label = f"{row.heading}, {row.band.label}" if row.heading else row.band.label
    if finding is None or finding.value is None:
        return f"{label}: {why_missing(finding)}."
    interval = interval_of(finding, signed=True, points=points)
    bracket = f" ({interval})" if interval else ""
    weight = f", weight {row.weight:.0%}" if row.weight is not None else ""
    return f"{label}, {row.band.people}: {value_of(finding, signed=True, points=points)}{bracket}{weight}."
