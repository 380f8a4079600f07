"""
Tables of findings: a row a site, a column a statistic, no cell empty.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

import attrs

from livingwell_report.notes import (
    NOT_SHOWN,
    degrees_of_freedom,
    is_illustrative,
    left_to_say,
    why_missing,
)
from livingwell_report.numbers import interval_of, level_of, value_of, whole
from livingwell_report.views import Cell, Link, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from livingwell_core.analyses import Definition, Finding
    from livingwell_report.columns import Column
    from livingwell_report.scores import Place, ScoreFindings

__all__ = ["Desk", "Line", "anchors", "finding_cell", "joined", "lines_of"]


@attrs.frozen(kw_only=True)
class Line:
    """
    A row of a table of findings.

    Attributes
    ----------
    data : ScoreFindings
    place : Place
    label : str
    heading : str
        What stands above it and its like, or "".
    """

    data: ScoreFindings
    place: Place
    label: str
    heading: str = ""


def lines_of(data: ScoreFindings, analysis: str) -> list[Line]:
    """Give one score's rows, a site each."""
    return [Line(data=data, place=place, label=place.label) for place in data.places(analysis)]


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
        f"{value_of(count)}\N{NO-BREAK SPACE}{count.unit}"
        if count is not None and count.value is not None
        else "",
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
    tables, figures : int
        How many there are so far.
    """

    definitions: dict[str, Definition]
    tables: int = 0
    figures: int = 0

    @functools.cached_property
    def anchors(self) -> dict[str, str]:
        """Where each definition stands on the page."""
        return anchors(self.definitions.values())

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
            text = " or ".join(whole(number) for number in numbers) or NOT_SHOWN
            return Cell(text=text)
        return Cell(text=whole(numbers[0]))

    def equals(self, findings: Sequence[Finding | None]) -> str:
        """Write how many people a row of a chart speaks of: "n = 186"."""
        people = self.people(findings).text
        return f"n {NOT_SHOWN}" if people == NOT_SHOWN else f"n = {people}"

    def table(
        self,
        caption: str,
        columns: Sequence[Column],
        lines: Sequence[Line],
        *,
        people: str = "People",
        head: str = "Site",
    ) -> Table:
        """
        Lay findings out as a table.

        Parameters
        ----------
        caption : str
            Without the interval's level, which is added.
        columns : sequence of Column
            Those of which nothing was found are left out.
        lines : sequence of Line
            The rows.
        people : str
            The column of those whom a row speaks of, "" for none.
        head : str
            What the rows are.

        Returns
        -------
        Table
            Without rows and without a number if nothing was found.
        """
        grid = [[_pick(column, line) for column in columns] for line in lines]
        used = [index for index in range(len(columns)) if any(row[index][0] or row[index][1] for row in grid)]
        shown = [finding for row in grid for pair in row for finding in pair if finding is not None]
        rows: list[Row] = []
        for number, (line, found) in enumerate(zip(lines, grid, strict=True)):
            if line.heading and (number == 0 or lines[number - 1].heading != line.heading):
                rows.append(Row(label=line.heading, heading=True, total=line.place.total))
            kept = [(columns[index], *found[index]) for index in used]
            rows.append(self._row(line, kept, people=bool(people)))
        level = level_of(shown)
        said = {note for line in lines for note in line.data.notes}
        return Table(
            number=self.next_table() if shown else 0,
            caption=f"{caption}, with {level} intervals" if level else caption,
            head=(head, *((people,) if people else ()), *(columns[index].label for index in used)),
            rows=tuple(rows) if shown else (),
            links=self.links([(columns[i].label, [f for row in grid for f in row[i] if f]) for i in used]),
            notes=(*left_to_say(shown, said), *_explained(columns[index] for index in used)),
            illustrative=is_illustrative(shown),
        )

    def _row(
        self, line: Line, kept: Sequence[tuple[Column, Finding | None, Finding | None]], *, people: bool
    ) -> Row:
        points = line.data.points
        cells = [
            finding_cell(finding, signed=column.signed, count=count, of=column.of, points=points)
            for column, finding, count in kept
        ]
        counted = [finding or count for column, finding, count in kept if not column.of]
        first = (self.people(counted),) if people else ()
        return Row(
            label=line.label, cells=(*first, *joined(cells)), total=line.place.total and not line.heading
        )

    def links(self, columns: Iterable[tuple[str, Sequence[Finding]]]) -> tuple[Link, ...]:
        """Give the definitions that columns use, each once, with the columns' labels."""
        labels: dict[str, list[str]] = {}
        for label, findings in columns:
            for name in dict.fromkeys(finding.definition for finding in findings):
                labels.setdefault(name, []).append(label.replace("\N{SOFT HYPHEN}", ""))
        links: dict[str, list[tuple[str, str, bool]]] = {}
        for name, what in labels.items():
            verified = name not in self.definitions or self.definitions[name].verified
            place = (name, self.anchors.get(name, ""), verified)
            links.setdefault(", ".join(dict.fromkeys(what)), []).append(place)
        return tuple(Link(what=what, names=tuple(names)) for what, names in links.items())


def _explained(columns: Iterable[Column]) -> tuple[str, ...]:
    """Say what looks like a mistake in some columns and is none."""
    medians = {column.statistic for column in columns if column.analysis == "medians"}
    if not {"median first", "median change"} <= medians:
        return ()
    return ("a median change is the middle of people's own changes, not the difference of the two medians",)


def _pick(column: Column, line: Line) -> tuple[Finding | None, Finding | None]:
    found = line.data.find(column.analysis, column.statistic, line.place, unit=column.unit)
    if column.with_unit is None:
        return found, None
    return found, line.data.find(column.analysis, column.statistic, line.place, unit=column.with_unit)


def joined(cells: list[Cell]) -> list[Cell]:
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
