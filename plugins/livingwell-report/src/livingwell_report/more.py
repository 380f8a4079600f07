"""
Tables of findings that the page has no chart for, such as those of analyses that it has never heard of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from livingwell_report.notes import NOT_SHOWN, is_illustrative, left_to_say
from livingwell_report.numbers import level_of, whole
from livingwell_report.tables import finding_cell, joined
from livingwell_report.views import Cell, Row, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from livingwell_core.analyses import Finding
    from livingwell_report.scores import Place, ScoreFindings
    from livingwell_report.tables import Desk

__all__ = ["Shares", "listed", "more_tables", "shares_of"]

#: So few findings are listed, a row each.
_FEW: Final = 6
_MOST_COLUMNS: Final = 6


@attrs.frozen(kw_only=True)
class Shares:
    """
    A statistic at each place: what is shown, and the same counted where it comes as a share too.

    Attributes
    ----------
    label : str
    by_place : dict of Place to dict of unit to Finding
    """

    label: str
    by_place: dict[Place, dict[str, Finding]]

    @property
    def findings(self) -> list[Finding]:
        """All of them."""
        return [finding for units in self.by_place.values() for finding in units.values()]

    def of(self) -> tuple[tuple[Place, int | None], ...]:
        """Give how many it is said of at each place: columns that agree can share a table."""
        return tuple((place, next(iter(units.values())).n) for place, units in self.by_place.items())

    def pair(self, place: Place) -> tuple[Finding | None, Finding | None]:
        """Give what is shown, and what is shown below it."""
        units = self.by_place.get(place, {})
        share = units.get("%")
        counts = [finding for unit, finding in units.items() if unit != "%"]
        if share is None:
            return (counts[0], None) if counts else (None, None)
        return share, counts[0] if counts else None


def more_tables(desk: Desk, data: ScoreFindings, findings: Sequence[Finding]) -> list[Table]:
    """
    Show findings that no other table shows.

    Parameters
    ----------
    desk : Desk
    data : ScoreFindings
    findings : sequence of Finding
        Of this score.

    Returns
    -------
    list of Table
        A row a site and a column a statistic where that can be, else a row a finding.
    """
    tables = []
    for analysis in dict.fromkeys(finding.analysis for finding in findings):
        own = [finding for finding in findings if finding.analysis == analysis]
        caption = f"{data.title}: {analysis.replace('-', ' ')}"
        columns = shares_of(data, own) if len(own) > _FEW else None
        if columns is None:
            tables.append(listed(desk, data, caption, own))
        else:
            tables += [_across(desk, data, caption, part) for part in _parted(columns)]
    return tables


def shares_of(data: ScoreFindings, findings: Sequence[Finding]) -> list[Shares] | None:
    """Sort findings by statistic; None where a cell would hold more than a share and its count."""
    found: dict[tuple[str, str], dict[Place, dict[str, Finding]]] = {}
    for finding in findings:
        places = found.setdefault((finding.statistic, finding.definition), {})
        units = places.setdefault(data.place_of(finding), {})
        if finding.unit in units or len({*units, finding.unit} - {"%"}) > 1:
            return None
        units[finding.unit] = finding
    return [Shares(label=label, by_place=places) for (label, _), places in found.items()]


def _parted(columns: Sequence[Shares]) -> list[list[Shares]]:
    """Part columns into tables: each of one group of people, and no wider than a page."""
    groups: dict[tuple[tuple[Place, int | None], ...], list[Shares]] = {}
    for column in columns:
        groups.setdefault(column.of(), []).append(column)
    return [
        group[start : start + _MOST_COLUMNS]
        for group in groups.values()
        for start in range(0, len(group), _MOST_COLUMNS)
    ]


def _across(desk: Desk, data: ScoreFindings, caption: str, columns: Sequence[Shares]) -> Table:
    findings = [finding for column in columns for finding in column.findings]
    places = sorted(
        dict.fromkeys(place for column in columns for place in column.by_place), key=lambda p: p.total
    )
    counted = {finding.unit for finding in findings} - {"%", "people"}
    rows = []
    for place in places:
        pairs = [column.pair(place) for column in columns]
        cells = joined([finding_cell(shown, count=count, points=data.points) for shown, count in pairs])
        of = desk.people([shown or count for shown, count in pairs])
        rows.append(Row(label=place.label, cells=(of, *cells), total=place.total))
    level = level_of(findings)
    return Table(
        number=desk.next_table(),
        caption=f"{caption}, with {level} intervals" if level else caption,
        head=("Site", "n" if counted else "People", *(_headed(column.label) for column in columns)),
        rows=tuple(rows),
        links=desk.links([(_headed(column.label), column.findings) for column in columns]),
        notes=left_to_say(findings, data.notes),
        illustrative=is_illustrative(findings),
    )


def _headed(label: str) -> str:
    return label[:1].upper() + label[1:]


def listed(desk: Desk, data: ScoreFindings, caption: str, findings: Sequence[Finding]) -> Table:
    """List findings, a row each."""
    rows = []
    for finding in findings:
        place = data.place_of(finding)
        note = "; ".join(left_to_say([finding], data.notes)) or "none"
        cells = (
            Cell(text=finding.statistic, numeric=False),
            finding_cell(finding, points=data.points),
            Cell(text=finding.unit or "number", numeric=False),
            Cell(text=whole(finding.n) if finding.n is not None else NOT_SHOWN),
            Cell(text=finding.definition, numeric=False),
            Cell(text=note, numeric=False),
        )
        rows.append(Row(label=place.label, cells=cells, total=place.total))
    return Table(
        number=desk.next_table(),
        caption=caption,
        head=("Site", "Statistic", "Value", "Unit", "People", "Definition", "Note"),
        rows=tuple(rows),
        links=desk.links([("These figures", findings)]),
        left=99,
        illustrative=is_illustrative(findings),
    )
