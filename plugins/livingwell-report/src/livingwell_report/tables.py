"""
Tables of findings: a row a site, a column a statistic, no cell empty.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

from livingwell_report.notes import NOT_SHOWN, degrees_of_freedom, left_to_say, why_missing
from livingwell_report.numbers import interval_of, level_of, value_of, whole
from livingwell_report.views import Cell, Link, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from livingwell_core.analyses import Definition, Finding
    from livingwell_report.scores import Place, ScoreFindings

__all__ = ["Column", "Desk", "anchors", "finding_cell"]


@attrs.frozen(kw_only=True)
class Column:
    """
    A column of a table of findings.

    Attributes
    ----------
    label : str
    analysis, statistic : str
    unit : str or None
        Where one statistic comes in two units.
    with_unit : str or None
        The same statistic in another unit, shown below: people below their share.
    signed : bool
        With a plus where it is positive.
    of : bool
        With how many people it is said of.
    """

    label: str
    analysis: str
    statistic: str
    unit: str | None = None
    with_unit: str | None = None
    signed: bool = False
    of: bool = False


def anchors(definitions: Iterable[Definition]) -> dict[str, str]:
    """Give each definition an id that a page can link to, no two the same."""
    found: dict[str, str] = {}
    for number, definition in enumerate(definitions, start=1):
        slug = re.sub(r"[^a-z0-9]+", "-", definition.id.lower()).strip("-")
        found[definition.id] = f"definition-{number}-{slug}"
    return found


def finding_cell(
    finding: Finding | None,
    *,
    signed: bool = False,
    count: Finding | None = None,
    of: bool = False,
    points: int = 1,
) -> Cell:
    """
    Write a finding as a cell.

    Parameters
    ----------
    finding : Finding or None
    signed : bool
        With a plus where it is positive.
    count : Finding, optional
        The same in people, shown below.
    of : bool
        Say below of how many people it is said.
    points : int
        Decimals of figures in points.
    """
    if finding is None or finding.value is None:
        return Cell(text=why_missing(finding), missing=True)
    lines = (
        f"{value_of(count)}\N{NO-BREAK SPACE}people" if count is not None and count.value is not None else "",
        interval_of(finding, signed=signed, points=points) or degrees_of_freedom(finding),
        f"of {whole(finding.n)}\N{NO-BREAK SPACE}people" if of and finding.n is not None else "",
    )
    return Cell(
        text=value_of(finding, signed=signed, points=points), small=tuple(text for text in lines if text)
    )


@attrs.define(kw_only=True)
class Desk:
    """
    Where tables are made: it numbers them and knows the definitions.

    Attributes
    ----------
    definitions : dict of id to Definition
    minimum : int
        Smallest number of people that is shown.
    tables, figures : int
        How many there are so far.
    """

    definitions: dict[str, Definition]
    minimum: int
    tables: int = 0
    figures: int = 0

    def next_table(self) -> int:
        """Number a table."""
        self.tables += 1
        return self.tables

    def next_figure(self) -> int:
        """Number a figure."""
        self.figures += 1
        return self.figures

    def people(self, findings: Sequence[Finding | None]) -> Cell:
        """Write how many people a row speaks of."""
        known = [finding for finding in findings if finding is not None]
        numbers = sorted({finding.n for finding in known if finding.n is not None})
        if not known:
            return Cell(text="not reported", missing=True)
        if len(numbers) != 1:
            text = " or ".join(whole(number) for number in numbers) or f"fewer than {self.minimum}"
            return Cell(text=text)
        return Cell(text=whole(numbers[0]))

    def table(
        self,
        data: ScoreFindings,
        caption: str,
        columns: Sequence[Column],
        places: Sequence[Place],
        *,
        people: bool = True,
    ) -> Table:
        """
        Lay findings out as a table.

        Parameters
        ----------
        data : ScoreFindings
        caption : str
            Without the interval's level, which is added.
        columns : sequence of Column
            Those of which nothing was found are left out.
        places : sequence of Place
            The rows.
        people : bool
            With a column for the people whom a row speaks of.

        Returns
        -------
        Table
            Without rows and without a number if nothing was found.
        """
        grid = [[_pick(data, column, place) for column in columns] for place in places]
        used = [index for index in range(len(columns)) if any(row[index][0] or row[index][1] for row in grid)]
        rows = []
        for place, found in zip(places, grid, strict=True):
            kept = [found[index] for index in used]
            cells = [
                finding_cell(
                    finding,
                    signed=columns[index].signed,
                    count=count,
                    of=columns[index].of,
                    points=data.points,
                )
                for index, (finding, count) in zip(used, kept, strict=True)
            ]
            first = (self.people([finding or count for finding, count in kept]),) if people else ()
            rows.append(Row(label=place.label, cells=(*first, *_joined(cells)), total=place.total))
        shown = [finding for row in grid for pair in row for finding in pair if finding is not None]
        level = level_of(shown)
        return Table(
            number=self.next_table() if shown else 0,
            caption=f"{caption}, with {level} intervals" if level else caption,
            head=("Site", *(("People",) if people else ()), *(columns[index].label for index in used)),
            rows=tuple(rows) if shown else (),
            links=self.links([(columns[i].label, [f for row in grid for f in row[i] if f]) for i in used]),
            notes=left_to_say(shown),
        )

    def links(self, columns: Iterable[tuple[str, Sequence[Finding]]]) -> tuple[Link, ...]:
        """Give the definitions that columns use, each once, with the columns' labels."""
        places = anchors(self.definitions.values())
        labels: dict[str, list[str]] = {}
        for label, findings in columns:
            for name in dict.fromkeys(finding.definition for finding in findings):
                labels.setdefault(name, []).append(label.replace("\N{SOFT HYPHEN}", ""))
        return tuple(
            Link(
                id=name,
                anchor=places.get(name, ""),
                what=", ".join(dict.fromkeys(what)),
                verified=name not in self.definitions or self.definitions[name].verified,
            )
            for name, what in labels.items()
        )

    def plain(self, data: ScoreFindings, caption: str, findings: Sequence[Finding]) -> Table:
        """List findings that no other table shows, a row each."""
        rows = []
        for finding in findings:
            place = data.place_of(finding)
            note = "; ".join(left_to_say([finding])) or "none"
            cells = (
                Cell(text=finding.statistic, numeric=False),
                finding_cell(finding, points=data.points),
                Cell(text=finding.unit or "number", numeric=False),
                self.people([finding]),
                Cell(text=finding.definition, numeric=False),
                Cell(text=note, numeric=False),
            )
            rows.append(Row(label=place.label, cells=cells, total=place.total))
        return Table(
            number=self.next_table(),
            caption=caption,
            head=("Site", "Statistic", "Value", "Unit", "People", "Definition", "Note"),
            rows=tuple(rows),
            links=self.links([("These figures", findings)]),
            left=99,
        )


def _pick(data: ScoreFindings, column: Column, place: Place) -> tuple[Finding | None, Finding | None]:
    found = data.find(column.analysis, column.statistic, place, unit=column.unit)
    if column.with_unit is None:
        return found, None
    return found, data.find(column.analysis, column.statistic, place, unit=column.with_unit)


def _joined(cells: list[Cell]) -> list[Cell]:
    """
    Say one reason once.

    What does not exist for the same reason becomes one wide cell. What is withheld is marked cell by cell, so
    that nobody has to guess which columns it was; neighbours do not repeat why.
    """
    joined: list[Cell] = []
    before = ""
    for cell in cells:
        same = cell.missing and cell.text == before
        if same and cell.text.startswith(NOT_SHOWN):
            joined.append(attrs.evolve(cell, text=NOT_SHOWN))
        elif same:
            joined[-1] = attrs.evolve(joined[-1], span=joined[-1].span + 1)
        else:
            joined.append(cell)
        before = cell.text if cell.missing else ""
    return joined
