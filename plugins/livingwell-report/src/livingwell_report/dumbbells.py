"""
The chart of means: first and last score of each site on the score's own scale.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import attrs

from livingwell_report.bands import Band, Drawing, any_value, band_label, short_reason
from livingwell_report.marks import WIDTH, Chart, Mark, circle, line, path, text
from livingwell_report.notes import why_missing
from livingwell_report.numbers import exact, interval_of, value_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from livingwell_core.analyses import Finding
    from livingwell_report.scores import ScoreFindings

__all__ = ["Axis", "axis_for", "axis_of", "diamond", "draw_dumbbells"]

_SIDE: Final = 44.0
_TOP: Final = 34.0
_BAND: Final = 66.0
_STEPS: Final = (0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)


@attrs.frozen(kw_only=True)
class Axis:
    """
    The scale of a score.

    Attributes
    ----------
    lowest, highest : float
    title : str
    points : int
        Decimals of figures in points.
    edge : float or None
        Where the clinical range ends.
    edge_label : str
    left, right : float
        Where the scale begins and ends in the drawing.
    """

    lowest: float
    highest: float
    title: str
    points: int = 1
    edge: float | None = None
    edge_label: str = ""
    left: float = _SIDE
    right: float = WIDTH - _SIDE

    def x(self, value: float) -> float:
        """Place a value; what lies outside is put at the end."""
        share = (value - self.lowest) / (self.highest - self.lowest)
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)

    def ticks(self) -> list[float]:
        """Give a handful of round values."""
        span = self.highest - self.lowest
        step = next((step for step in _STEPS if span / step <= 6), span / 5)
        first, last = math.ceil(self.lowest / step - 1e-9), math.floor(self.highest / step + 1e-9)
        return [step * i for i in range(first, last + 1)]


def axis_of(data: ScoreFindings, bands: Sequence[Band]) -> Axis:
    """Make the axis of a score, with its clinical range."""
    score = data.score
    if score is None:
        return axis_for(bands, "score")
    ends = f"{exact(score.lowest)} to {exact(score.highest)}"
    axis = Axis(
        lowest=float(score.lowest),
        highest=float(score.highest),
        title=f"{score.unit}, {ends}; {score.better} is better",
        points=data.points,
    )
    edge = score.clinical_range
    if edge is None:
        return axis
    side = "below" if score.better == "higher" else "above"
    label = f"dotted line: {exact(edge.edge)} and {side} is the clinical range"
    return attrs.evolve(axis, edge=float(edge.edge), edge_label=label)


def axis_for(bands: Sequence[Band], title: str) -> Axis:
    """Make an axis from what is drawn, for a score whose range is not known."""
    ends = [
        end
        for band in bands
        for finding in band.findings
        if finding is not None
        for end in (finding.value, finding.low, finding.high)
        if end is not None
    ]
    lowest, highest = math.floor(min(ends, default=0.0)), math.ceil(max(ends, default=1.0))
    return Axis(lowest=lowest, highest=max(highest, lowest + 1), title=title)


def draw_dumbbells(drawing: Drawing, bands: Sequence[Band], axis: Axis) -> Chart | None:
    """
    Draw first and last means.

    Parameters
    ----------
    drawing : Drawing
    bands : sequence of Band
        Findings: mean first, mean last, mean change.
    axis : Axis

    Returns
    -------
    Chart or None
        None if there is nothing to draw.
    """
    if not any_value(bands):
        return None
    bottom = _TOP + _BAND * len(bands) + 4
    marks = [*_legend(), *_ticks(axis, bottom)]
    for number, band in enumerate(bands):
        top = _TOP + _BAND * number
        marks += _grid(axis, top + 26, top + 58)
        marks += band_label(band, top + 18)
        marks += _band(band, top + 42, axis)
    marks.append(text(WIDTH / 2, bottom + 38, axis.title, "small muted", anchor="middle"))
    height = bottom + 46
    if axis.edge is not None:
        height += 20
        marks.append(text(WIDTH / 2, height - 8, axis.edge_label, "small muted", anchor="middle"))
    return drawing.finish(marks, height, " ".join(_sentence(band, axis.points) for band in bands))


def _legend() -> list[Mark]:
    return [
        circle(8, 11, 6, "first"),
        text(20, 16, "first", "small"),
        path(diamond(78, 11), "last"),
        text(90, 16, "last", "small"),
        *_whisker(142, 178, 11),
        text(188, 16, "interval", "small"),
    ]


def _ticks(axis: Axis, bottom: float) -> list[Mark]:
    return [
        text(axis.x(tick), bottom + 18, exact(tick), "small muted", anchor="middle") for tick in axis.ticks()
    ]


def _grid(axis: Axis, top: float, bottom: float) -> list[Mark]:
    """Draw the grid behind one row, clear of its label."""
    marks = [line(axis.x(tick), top, axis.x(tick), bottom, "grid") for tick in axis.ticks()]
    if axis.edge is not None:
        marks.append(line(axis.x(axis.edge), top, axis.x(axis.edge), bottom, "edge"))
    return marks


def _band(band: Band, y: float, axis: Axis) -> list[Mark]:
    first, last = band.findings[0], band.findings[1]
    shown = [finding for finding in (first, last) if finding is not None and finding.value is not None]
    if not shown:
        return [text(_SIDE, y + 5, short_reason(first), "small missing")]
    marks = [line(axis.x(axis.lowest), y, axis.x(axis.highest), y, "track")]
    if len(shown) == 2:
        marks.append(line(axis.x(_value(shown[0])), y, axis.x(_value(shown[1])), y, "link"))
    for finding in shown:
        if finding.low is not None and finding.high is not None:
            marks += _whisker(axis.x(finding.low), axis.x(finding.high), y)
    for finding in shown:
        x = axis.x(_value(finding))
        marks.append(circle(x, y, 6, "first") if finding is first else path(diamond(x, y), "last"))
    marks += _values(shown, y, axis)
    if len(shown) == 1:
        absent, name = (first, "first") if shown[0] is last else (last, "last")
        reason = f"{name} {short_reason(absent)}"
        if axis.x(_value(shown[0])) < WIDTH / 2:
            marks.append(text(WIDTH, y + 5, reason, "small missing", anchor="end"))
        else:
            marks.append(text(0, y + 5, reason, "small missing"))
    return marks


def _values(shown: Sequence[Finding], y: float, axis: Axis) -> list[Mark]:
    """Write the lower value to the left and the higher to the right, clear of the intervals."""
    low, *rest = sorted(shown, key=_value)
    left = axis.x(_value(low) if low.low is None else low.low)
    marks = [
        text(
            min(left, axis.x(_value(low)) - 8) - 5,
            y + 5,
            value_of(low, points=axis.points),
            "value",
            anchor="end",
        )
    ]
    for high in rest:
        right = axis.x(_value(high) if high.high is None else high.high)
        marks.append(
            text(max(right, axis.x(_value(high)) + 8) + 5, y + 5, value_of(high, points=axis.points), "value")
        )
    return marks


def _value(finding: Finding) -> float:
    return 0.0 if finding.value is None else finding.value


def _whisker(x1: float, x2: float, y: float) -> list[Mark]:
    ends = [line(x, y - 5, x, y + 5, "whisker") for x in (x1, x2)]
    return [line(x1, y, x2, y, "whisker"), *ends]


def diamond(x: float, y: float, radius: float = 8) -> list[tuple[float, float]]:
    """Give the corners of the mark of a last score."""
    return [(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)]


def _sentence(band: Band, points: int) -> str:
    """Say a row in words."""
    parts = []
    for name, finding in zip(("first", "last", "change"), band.findings, strict=True):
        if finding is None or finding.value is None:
            parts.append(f"{name} {why_missing(finding)}")
            continue
        signed = name == "change"
        interval = interval_of(finding, signed=signed, points=points)
        bracket = f" ({interval})" if interval else ""
        parts.append(f"{name} {value_of(finding, signed=signed, points=points)}{bracket}")
    return f"{band.label}, {band.people}: {', '.join(parts)}."
