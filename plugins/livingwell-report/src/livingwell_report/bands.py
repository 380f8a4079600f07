"""
What charts share: rows for sites one below the other, legends, and what stands where a number is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from livingwell_core.instruments import ILLUSTRATIVE
from livingwell_report.marks import WIDTH, Chart, Mark, fit, line, rect, text, text_width
from livingwell_report.notes import why_missing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from livingwell_core.analyses import Finding

__all__ = ["LABEL_SIZE", "SMALL_SIZE", "Band", "Drawing", "any_value", "band_label", "short_reason"]

LABEL_SIZE = 15.0
SMALL_SIZE = 13.0

#: Space for each mark at the foot of a chart.
_FOOT = 22.0


@attrs.frozen(kw_only=True)
class Band:
    """
    One row of a chart.

    Attributes
    ----------
    label : str
    people : str
        "n = 186".
    total : bool
        True for all sites together.
    findings : tuple of Finding or None
        What the chart draws, in its order.
    """

    label: str
    people: str
    total: bool
    findings: tuple[Finding | None, ...]


def any_value(bands: Sequence[Band]) -> bool:
    """Say whether there is anything to draw."""
    return any(f is not None and f.value is not None for band in bands for f in band.findings)


def short_reason(finding: Finding | None) -> str:
    """Give the first words of the reason for a missing number; the table has all of it."""
    return why_missing(finding).split(" (")[0].split(":")[0]


@attrs.frozen(kw_only=True)
class Drawing:
    """
    How a chart is named, and what has to be said of its data.

    Attributes
    ----------
    id, title : str
    invented : bool
    illustrative : bool
        True where it rests on a value set that is only an example.
    """

    id: str
    title: str
    invented: bool
    illustrative: bool = False

    def finish(self, marks: Sequence[Mark], height: float, description: str) -> Chart:
        """Close a chart with the marks of its data."""
        closed = list(marks)
        title, full = self.title, height
        if self.illustrative:
            full += _FOOT
            closed.append(rect(0, full - 20, text_width(ILLUSTRATIVE, 13), 18, "alert"))
            closed.append(text(6, full - 7, ILLUSTRATIVE, "mark example"))
            title = f"{title} ({ILLUSTRATIVE})"
        if self.invented:
            full += _FOOT
            closed.append(text(WIDTH, full - 6, "Invented data", "mark small", anchor="end"))
            title = f"{title} (invented data)"
        return Chart(
            id=self.id,
            title=title,
            description=description,
            height=full,
            marks=tuple(closed),
        )

    def pattern(self, name: str) -> str:
        """Refer to one of the page's patterns in this chart."""
        return f"url(#{self.id}-{name})"


def band_label(band: Band, y: float) -> list[Mark]:
    """Write a row's name and n at baseline y, with a rule above all sites together."""
    room = WIDTH - text_width(band.people, SMALL_SIZE) - 12
    marks = [
        text(0, y, fit(band.label, room, LABEL_SIZE), "strong"),
        text(WIDTH, y, band.people, "small muted", anchor="end"),
    ]
    if band.total:
        marks.insert(0, line(0, y - 22, WIDTH, y - 22, "rule"))
    return marks
