"""
The flow of rows and people as a diagram: what was read, what was set aside and why, who is left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.cohorts import PEOPLE
from livingwell_report.bands import short_reason
from livingwell_report.marks import WIDTH, fit, line, path, rect, text, text_width
from livingwell_report.numbers import value_of, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from livingwell_core.analyses import Finding
    from livingwell_core.cohorts import Ledger
    from livingwell_report.bands import Drawing
    from livingwell_report.marks import Chart, Mark
    from livingwell_report.scores import Place, ScoreFindings

__all__ = ["Step", "draw_flow", "parted", "people_steps", "row_steps", "table_title"]

_MOST_SITES: Final = 6
_INDENT: Final = 38.0
_SPINE: Final = 18.0
#: Of what stands in boxes: larger than in other charts, as there may be three of these beside each other.
_SIZE: Final = 14.0


@attrs.frozen(kw_only=True)
class Step:
    """
    One box of the diagram.

    Attributes
    ----------
    label, number : str
    lines : tuple of (str, str)
        Reasons and their numbers, or sites and theirs.
    aside : bool
        True for what leaves the flow.
    heading : str
        Set above the box.
    """

    label: str
    number: str
    lines: tuple[tuple[str, str], ...] = ()
    aside: bool = False
    heading: str = ""


def table_title(table: str, instrument_id: str, instrument_title: str) -> str:
    """Give a ledger's table a name for people."""
    if table == PEOPLE:
        return "List of people"
    if table.startswith(f"{instrument_id} "):
        return f"{instrument_title}{table.removeprefix(instrument_id)}"
    return table


def row_steps(ledger: Ledger, data: ScoreFindings) -> list[Step]:
    """
    Give the steps of rows of one instrument's tables, all sites together.

    Parameters
    ----------
    ledger : Ledger
    data : ScoreFindings
        Of the score that the flow is for.
    """
    own = f"{data.instrument_id} "
    tables = sorted({table for table, _ in ledger.tables() if table == PEOPLE or table.startswith(own)})
    title = data.instrument.title if data.instrument else data.instrument_id
    steps: list[Step] = []
    for table in tables:
        sites = [site for name, site in ledger.tables() if name == table]
        name = table_title(table, data.instrument_id, title)
        read = [(data.names.get(site, site), ledger.read(table, site)) for site in sites]
        used = [(data.names.get(site, site), ledger.used(table, site)) for site in sites]
        reasons: dict[str, int] = {}
        for site in sites:
            for reason, rows in ledger.set_aside(table, site).items():
                reasons[reason] = reasons.get(reason, 0) + rows
        steps.append(_counted("Rows read", read, heading=name))
        if reasons:
            ordered = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
            lines = tuple((reason, whole(rows)) for reason, rows in ordered)
            steps.append(
                Step(label="Set aside", number=whole(sum(reasons.values())), lines=lines, aside=True)
            )
        steps.append(_counted("Used", used, sites=bool(reasons)))
    return steps


def _counted(label: str, by_site: list[tuple[str, int]], *, heading: str = "", sites: bool = True) -> Step:
    lines = tuple((name, whole(rows)) for name, rows in by_site)
    shown = lines if sites and 1 < len(lines) <= _MOST_SITES else ()
    return Step(label=label, number=whole(sum(rows for _, rows in by_site)), lines=shown, heading=heading)


def people_steps(data: ScoreFindings, places: Sequence[Place]) -> list[Step]:
    """
    Give the steps of people from all who are known to paired, from the findings of coverage.

    Parameters
    ----------
    data : ScoreFindings
    places : sequence of Place
        All sites together last, or a single site.
    """
    if not places:
        return []
    total, parts = places[-1], [place for place in places if not place.total]
    steps = []
    for label, statistic, aside in (
        (data.everyone[:1].upper() + data.everyone[1:], "people supported", False),
        ("No usable score", "", True),
        ("With a usable score", "people with a usable score", False),
        ("Usable scores on one day only", "people with usable scores on one day only", True),
        ("With a first and a last score", "people with a first and a last score", False),
    ):
        if statistic:
            found = data.find("coverage", statistic, total, unit="people")
            each = [(part.label, data.find("coverage", statistic, part, unit="people")) for part in parts]
            lines = tuple((name, _number(finding)) for name, finding in each)
            shown = lines if 1 < len(lines) <= _MOST_SITES else ()
            steps.append(Step(label=label, number=_number(found), lines=shown, aside=aside))
        else:
            steps.append(Step(label=label, number=_without(data, total), aside=aside))
    return [attrs.evolve(steps[0], heading="People"), *steps[1:]]


def _number(finding: Finding | None) -> str:
    return short_reason(finding) if finding is None or finding.value is None else value_of(finding)


def _without(data: ScoreFindings, place: Place) -> str:
    everyone = data.find("coverage", "people supported", place, unit="people")
    scored = data.find("coverage", "people with a usable score", place, unit="people")
    if everyone is None or scored is None or everyone.value is None or scored.value is None:
        return short_reason(scored)
    return whole(round(everyone.value - scored.value))


def parted(steps: Sequence[Step]) -> list[list[Step]]:
    """Part steps where a heading stands, so that they can be drawn beside each other."""
    parts: list[list[Step]] = []
    for step in steps:
        if step.heading or not parts:
            parts.append([])
        parts[-1].append(step)
    return parts


def draw_flow(drawing: Drawing, steps: Sequence[Step]) -> Chart:
    """Draw steps one below the other: what stays in boxes, what leaves in indented dashed boxes."""
    marks: list[Mark] = []
    y, words = 0.0, []
    for number, step in enumerate(steps):
        if number and not step.heading:
            marks += _arrow(y, step)
            y += 12 if step.aside else 24
        if step.heading:
            y += 34 if number else 20
            marks.append(text(0, y - 6, step.heading, "muted caps"))
            y += 4
        box, height = _box(step, y)
        if step.aside:
            marks.append(line(_SPINE, y, _SPINE, y + height, "spine"))
        marks += box
        y += height
        words.append(_words(step))
    return drawing.finish(marks, y + 4, " ".join(words))


def _arrow(y: float, step: Step) -> list[Mark]:
    if step.aside:
        return [line(_SPINE, y, _SPINE, y + 12, "spine")]
    tip = y + 22
    return [
        line(_SPINE, y, _SPINE, tip - 6, "spine"),
        path([(_SPINE, tip), (_SPINE - 6, tip - 9), (_SPINE + 6, tip - 9)], "tip"),
    ]


def _box(step: Step, y: float) -> tuple[list[Mark], float]:
    left = _INDENT if step.aside else 0.0
    pad, end = 12.0, WIDTH - 12.0
    size = 14.0
    label = fit(step.label, end - left - pad - text_width(step.number, size) - 8, size)
    css = ("medium" if step.aside else "strong", "value")
    content = [text(left + pad, y + 23, label, css[0]), text(end, y + 23, step.number, css[1], anchor="end")]
    height = 34.0
    for name, number in step.lines:
        room = end - left - pad - text_width(number, _SIZE) - 6
        content.append(text(left + pad, y + height + 8, fit(name, room, _SIZE), "muted"))
        content.append(text(end, y + height + 8, number, "muted", anchor="end"))
        height += 18
    height += 6 if step.lines else 0
    frame = rect(left, y + 0.5, WIDTH - left - 1, height, "aside" if step.aside else "box")
    marks = [frame, *content]
    if step.aside:
        marks.insert(0, line(_SPINE, y + 17, left, y + 17, "spine"))
    return marks, height


def _words(step: Step) -> str:
    details = ", ".join(f"{name} {number}" for name, number in step.lines)
    return f"{step.label}: {step.number}" + (f" ({details})." if details else ".")
