"""
The charts of shares: one bar in parts for categories, two bars for first and last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from livingwell_report.bands import SMALL_SIZE, Band, Drawing, any_value, band_label, short_reason
from livingwell_report.marks import WIDTH, Chart, Mark, line, rect, text, text_width
from livingwell_report.notes import why_missing
from livingwell_report.numbers import fixed, interval_of, value_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from livingwell_core.analyses import Finding

__all__ = ["draw_parts", "draw_two_bars", "parts", "words"]

_PART_BAND: Final = 88.0
_BAR: Final = 26.0
_TWO_BAND: Final = 84.0
_FROM: Final = 44.0
_TO: Final = 330.0


def draw_parts(drawing: Drawing, bands: Sequence[Band], names: Sequence[str]) -> Chart | None:
    """
    Draw a bar a site, divided into three categories that make up everyone.

    Parameters
    ----------
    drawing : Drawing
    bands : sequence of Band
        Findings: the share of each category in percent.
    names : sequence of str
        Of the three categories, short enough to stand below a bar.

    Returns
    -------
    Chart or None
        None if there is nothing to draw.
    """
    if not any_value(bands):
        return None
    marks: list[Mark] = []
    for number, band in enumerate(bands):
        top = _PART_BAND * number
        marks += band_label(band, top + 18)
        marks += parts(drawing, band.findings, top + 28)
        marks += _part_labels(band, names, top + 28 + _BAR + 17)
    return drawing.finish(marks, _PART_BAND * len(bands), words(bands, names))


def parts(
    drawing: Drawing,
    findings: Sequence[Finding | None],
    y: float,
    *,
    left: float = 0.0,
    height: float = _BAR,
) -> list[Mark]:
    """Draw the parts that are known, in order; what is not known of is one dashed gap after them."""
    fills = ("", drawing.pattern("dots"), drawing.pattern("hatch"))
    kinds = ("improved", "unchanged", "deteriorated")
    marks, x = [], left
    for kind, fill, finding in zip(kinds, fills, findings, strict=True):
        share = _share(finding)
        if not share:
            continue
        width = (WIDTH - left) * share / 100
        marks.append(rect(x, y, width, height, kind))
        if fill:
            marks.append(rect(x, y, width, height, "pattern", fill=fill))
        x += width
    absent = [finding for finding in findings if _share(finding) is None]
    if absent:
        marks.append(rect(x, y, WIDTH - x, height, "gap"))
    if len(absent) == len(findings):
        marks.append(text(left + 10, y + height / 2 + 5, short_reason(absent[0]), "small missing"))
    return marks


def _part_labels(band: Band, names: Sequence[str], y: float) -> list[Mark]:
    """Name the parts below the bar: the first left, the last right, the middle below its part if it can."""
    shares = [_share(finding) for finding in band.findings]
    known = [
        f"{fixed(share, 0)}% {name}" for share, name in zip(shares, names, strict=True) if share is not None
    ]
    if not known:
        return []
    if len(known) < len(names):
        absent = [name for share, name in zip(shares, names, strict=True) if share is None]
        why = short_reason(band.findings[shares.index(None)])
        return [
            text(0, y, ", ".join(known), "small"),
            text(WIDTH, y, f"{', '.join(absent)}: {why}", "small missing", anchor="end"),
        ]
    left, middle, right = (text_width(label, SMALL_SIZE) for label in known)
    centre, gap = WIDTH * ((shares[0] or 0) + (shares[1] or 0) / 2) / 100, 12
    centre = max(min(centre, WIDTH - right - gap - middle / 2), left + gap + middle / 2)
    return [
        text(0, y, known[0], "small"),
        text(centre, y, known[1], "small", anchor="middle"),
        text(WIDTH, y, known[2], "small", anchor="end"),
    ]


def draw_two_bars(drawing: Drawing, bands: Sequence[Band], names: Sequence[str]) -> Chart | None:
    """
    Draw two bars a site with their intervals, such as at first and at last.

    Parameters
    ----------
    drawing : Drawing
    bands : sequence of Band
        Findings: two shares in percent.
    names : sequence of str
        Of the two bars.

    Returns
    -------
    Chart or None
        None if there is nothing to draw.
    """
    if not any_value(bands):
        return None
    left = max(_FROM, *(text_width(name, SMALL_SIZE) + 2 for name in names))
    marks: list[Mark] = []
    for number, band in enumerate(bands):
        top = _TWO_BAND * number
        marks += band_label(band, top + 18)
        for bar, (name, finding) in enumerate(zip(names, band.findings, strict=True)):
            marks += _bar(drawing, finding, name, bar, left, top + 28 + 25 * bar)
    bottom = _TWO_BAND * len(bands)
    for tick in (0, 50, 100):
        x = left + (_TO - left) * tick / 100
        marks.append(text(x, bottom + 14, f"{tick}%", "small muted", anchor="middle"))
    return drawing.finish(marks, bottom + 22, words(bands, names))


def _bar(
    drawing: Drawing, finding: Finding | None, name: str, number: int, left: float, y: float
) -> list[Mark]:
    height, span = 18.0, _TO - left
    marks = [text(0, y + 14, name, "small"), rect(left, y, span, height, "track-box")]
    share = _share(finding)
    if finding is None or share is None:
        return [*marks, text(left + 8, y + 14, short_reason(finding), "small missing")]
    width = span * share / 100
    marks.append(rect(left, y, width, height, ("bar-first", "bar-last")[number]))
    if number == 0:
        marks.append(rect(left, y, width, height, "pattern", fill=drawing.pattern("lines")))
    if finding.low is not None and finding.high is not None:
        x1, x2, middle = left + span * finding.low / 100, left + span * finding.high / 100, y + height / 2
        for css in ("halo", "whisker"):
            marks.append(line(x1, middle, x2, middle, css))
            marks += [line(x, middle - 5, x, middle + 5, css) for x in (x1, x2)]
    return [*marks, text(WIDTH, y + 14, value_of(finding), "value", anchor="end")]


def _share(finding: Finding | None) -> float | None:
    if finding is None or finding.value is None:
        return None
    return min(max(finding.value, 0.0), 100.0)


def words(bands: Sequence[Band], names: Sequence[str]) -> str:
    """Say the chart in words."""
    sentences = []
    for band in bands:
        parts = []
        for name, finding in zip(names, band.findings, strict=True):
            if finding is None or finding.value is None:
                parts.append(f"{name} {why_missing(finding)}")
                continue
            interval = interval_of(finding)
            parts.append(f"{name} {value_of(finding)}" + (f" ({interval})" if interval else ""))
        sentences.append(f"{band.label}, {band.people}: {', '.join(parts)}.")
    return " ".join(sentences)
