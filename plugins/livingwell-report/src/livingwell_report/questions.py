"""
The chart of single questions: first and last on the scale of answers, and who changed which way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import attrs

from livingwell_report.bands import Band, Drawing, any_value, short_reason
from livingwell_report.bars import parts, words
from livingwell_report.dumbbells import Axis, diamond
from livingwell_report.marks import WIDTH, Chart, Mark, circle, fit, line, path, rect, text, text_width
from livingwell_report.numbers import exact, fixed, value_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from livingwell_core.analyses import Finding

__all__ = ["draw_questions"]

_LEFT, _RIGHT = 26.0, 150.0
_BARS: Final = 190.0
_BAR: Final = 16.0
_TOP: Final = 52.0
_ROW: Final = 60.0
_SIZE: Final = 12.0

_Anchor: TypeAlias = Literal["start", "middle", "end"]
_ENDS: Final[tuple[tuple[int, _Anchor], ...]] = ((0, "start"), (50, "middle"), (100, "end"))


def draw_questions(
    drawing: Drawing, label: str, bands: Sequence[Band], axis: Axis, names: Sequence[str], *, total: bool
) -> Chart | None:
    """
    Draw the questions of one site.

    Parameters
    ----------
    drawing : Drawing
    label : str
        The site.
    bands : sequence of Band
        Findings: first, last, and the shares of three categories in percent.
    axis : Axis
        Of the answers.
    names : sequence of str
        Of the three categories.
    total : bool
        True for all sites together.

    Returns
    -------
    Chart or None
        None if there is nothing to draw.
    """
    if not any_value(bands):
        return None
    axis = attrs.evolve(axis, left=_LEFT, right=_RIGHT)
    marks = [text(0, 17, fit(label, WIDTH, 15), "strong"), *_legend(drawing, names)]
    if total:
        marks.insert(0, line(0, 0, WIDTH, 0, "rule"))
    for number, band in enumerate(bands):
        top = _TOP + _ROW * number
        room = WIDTH - text_width(band.people, _SIZE) - 12
        marks.append(text(0, top + 13, fit(band.label, room, 13), "small medium"))
        marks.append(text(WIDTH, top + 13, band.people, "tiny muted", anchor="end"))
        marks += _scale(band.findings[:2], top + 29, axis)
        marks += parts(drawing, band.findings[2:], top + 21, left=_BARS, height=_BAR)
        marks += _shares(band.findings[2:], top + 50)
    bottom = _TOP + _ROW * len(bands)
    marks += [
        text(axis.x(tick), bottom + 10, exact(tick), "tiny muted", anchor="middle") for tick in axis.ticks()
    ]
    marks += [
        text(_BARS + (WIDTH - _BARS) * tick / 100, bottom + 10, f"{tick}%", "tiny muted", anchor=anchor)
        for tick, anchor in _ENDS
    ]
    marks.append(text(0, bottom + 27, axis.title, "tiny muted"))
    return drawing.finish(marks, bottom + 34, words(bands, ("first", "last", *names)))


def _legend(drawing: Drawing, names: Sequence[str]) -> list[Mark]:
    marks = [
        circle(7, 37, 5, "first"),
        text(17, 41, "first", "tiny"),
        path(diamond(62, 37, 6), "last"),
        text(72, 41, "last", "tiny"),
    ]
    x = _BARS
    kinds = (("improved", ""), ("unchanged", "dots"), ("deteriorated", "hatch"))
    for name, (kind, pattern) in zip(names, kinds, strict=True):
        marks.append(rect(x, 31, 11, 11, kind))
        if pattern:
            marks.append(rect(x, 31, 11, 11, "pattern", fill=drawing.pattern(pattern)))
        marks.append(text(x + 15, 41, name, "tiny"))
        x += text_width(name, _SIZE) + 22
    return marks


def _scale(findings: Sequence[Finding | None], y: float, axis: Axis) -> list[Mark]:
    """Draw first and last, one inside the other where they are the same."""
    marks = [line(axis.x(axis.lowest), y, axis.x(axis.highest), y, "track")]
    marks += [line(axis.x(tick), y - 3, axis.x(tick), y + 3, "track") for tick in axis.ticks()]
    first, last = findings
    ends = [(finding, finding.value) for finding in findings if finding and finding.value is not None]
    if not ends:
        return [*marks, text(_LEFT, y - 5, short_reason(first), "tiny missing")]
    places = [axis.x(value) for _, value in ends]
    same = len(ends) == 2 and abs(places[0] - places[1]) < 1
    if len(ends) == 2 and not same:
        marks.append(line(places[0], y, places[1], y, "link"))
    for (finding, _), x in zip(ends, places, strict=True):
        if finding is first:
            marks.append(circle(x, y, 8 if same else 5, "first"))
        else:
            marks.append(path(diamond(x, y, 5 if same else 7), "last"))
    marks += _values(ends[1:] if same else ends, y, axis)
    if len(ends) == 1:
        absent, name = (first, "first") if ends[0][0] is last else (last, "last")
        marks.append(text(_LEFT, y + 20, f"{name} {short_reason(absent)}", "tiny missing"))
    return marks


def _values(ends: Sequence[tuple[Finding, float]], y: float, axis: Axis) -> list[Mark]:
    """Write the lower value to the left of its mark and the higher to the right."""
    low, *rest = sorted(ends, key=lambda end: end[1])
    points = axis.points
    if not rest:
        return [text(axis.x(low[1]) + 11, y + 4, value_of(low[0], points=points), "tiny value")]
    return [
        text(axis.x(low[1]) - 10, y + 4, value_of(low[0], points=points), "tiny value", anchor="end"),
        *(text(axis.x(end) + 10, y + 4, value_of(high, points=points), "tiny value") for high, end in rest),
    ]


def _shares(findings: Sequence[Finding | None], y: float) -> list[Mark]:
    """Write the shares below the bar, in the order of its parts."""
    marks = []
    for finding, (share, anchor) in zip(findings, _ENDS, strict=True):
        if finding is not None and finding.value is not None:
            x = _BARS + (WIDTH - _BARS) * share / 100
            marks.append(text(x, y, f"{fixed(finding.value, 0)}%", "tiny", anchor=anchor))
    return marks
