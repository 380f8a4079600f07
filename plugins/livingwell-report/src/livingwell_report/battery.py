"""
The section of an instrument's single questions: all of them in one chart and one table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from livingwell_report.answers import battery_sentences
from livingwell_report.bands import Band, Drawing
from livingwell_report.columns import (
    CATEGORIES,
    CHANGE,
    COVERAGE,
    COVERAGE_COLUMNS,
    DIRECTION,
    DIRECTION_COLUMNS,
    DIRECTIONS,
    MEAN_COLUMNS,
    MEANS,
    MEDIAN_COLUMNS,
    MEDIAN_STATISTICS,
    MEDIANS,
    RELIABLE,
    RELIABLE_COLUMNS,
    SCORE_COLUMNS,
    SIZE_COLUMNS,
    SPREAD_COLUMNS,
)
from livingwell_report.dumbbells import axis_of
from livingwell_report.questions import draw_questions
from livingwell_report.rows import rows_table
from livingwell_report.scores import slug
from livingwell_report.tables import Line
from livingwell_report.views import Figure, Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from livingwell_core.reports import Report
    from livingwell_report.chapters import Chapter
    from livingwell_report.columns import Column
    from livingwell_report.marks import Chart
    from livingwell_report.scores import Place, ScoreFindings
    from livingwell_report.tables import Desk
    from livingwell_report.views import Table

__all__ = ["battery_section"]


def battery_section(found: Chapter, report: Report, desk: Desk, said: Sequence[str] = ()) -> Section:
    """
    Make one section of all single questions of an instrument.

    Parameters
    ----------
    found : Chapter
    report : Report
    desk : Desk
    said : sequence of str
        Notes that stand above the section.
    """
    makers = [
        _Battery(scores=scores, report=report, desk=desk, title=found.title) for scores in found.batteries
    ]
    figures = [figure for maker in makers if (figure := maker.figure())]
    everything = [data for scores in found.batteries for data in scores]
    notes: dict[str, list[str]] = {}
    for data in everything:
        for note in data.notes:
            notes.setdefault(note, []).append(data.heading)
    tables = [maker.main() for maker in makers]
    quiet = [table for maker in makers for table in maker.quiet()]
    if found.leading is None:
        quiet.append(rows_table(report, everything[0], desk))
    return Section(
        id=f"questions-{slug(found.instrument_id)}",
        title="Each question, first and last",
        lead=" ".join(battery_sentences(everything)),
        notes=tuple(
            note if len(whose) == len(everything) else f"{', '.join(whose)}: {note}"
            for note, whose in notes.items()
            if note not in said
        ),
        illustrative=any(data.illustrative for data in everything),
        figures=tuple(figures),
        tables=tuple(table for table in tables if table.rows),
        quiet=tuple(table for table in quiet if table.rows),
        quiet_on="these questions",
        stacked=True,
    )


@attrs.frozen(kw_only=True)
class _Battery:
    scores: Sequence[ScoreFindings]
    report: Report
    desk: Desk
    title: str

    @property
    def means(self) -> bool:
        """True where questions have means."""
        return any(data.has(CHANGE) for data in self.scores)

    @property
    def middle(self) -> tuple[str, tuple[str, ...], tuple[Column, ...]]:
        """The analysis, statistics and columns of first and last."""
        if self.means:
            return CHANGE, MEANS, MEAN_COLUMNS
        return MEDIANS, MEDIAN_STATISTICS, MEDIAN_COLUMNS

    @property
    def ways(self) -> tuple[str, tuple[str, ...], tuple[Column, ...], tuple[str, str, str]]:
        """The same of who changed which way, with short names."""
        if any(data.has(RELIABLE) for data in self.scores):
            return RELIABLE, CATEGORIES, RELIABLE_COLUMNS, ("improved", "unchanged", "worse")
        return DIRECTION, DIRECTIONS, DIRECTION_COLUMNS, ("better", "the same", "worse")

    def _lines(self, analysis: str) -> list[Line]:
        """Give a row a question, by site."""
        places = dict.fromkeys(place for data in self.scores for place in data.places(analysis))
        sites = list(self.scores[0].names)
        # A question that a site does not ask may stand first, with another order of the sites.
        ordered = sorted(places, key=lambda place: sites.index(place.site) if place.site in sites else -1)
        several = len(ordered) > 1
        return [
            Line(data=data, place=place, label=_label(data), heading=place.label if several else "")
            for place in ordered
            for data in self.scores
            if place in data.places(analysis)
        ]

    def _table(self, caption: str, columns: Sequence[Column], analysis: str, people: str = "People") -> Table:
        return self.desk.table(
            f"{self.title}: {caption}", columns, self._lines(analysis), people=people, head="Question"
        )

    def main(self) -> Table:
        """First, last and who changed which way, of every question at every site."""
        what = "means" if self.means else "medians"
        caption = f"{what}, first and last, and how many people changed which way"
        table = self._table(caption, (*self.middle[2], *self.ways[2]), self.middle[0])
        return attrs.evolve(table, dense=True)

    def quiet(self) -> list[Table]:
        """What few will ask for."""
        tables = []
        if self.means:
            size = (*SIZE_COLUMNS, *MEDIAN_COLUMNS)
            tables.append(self._table("size of the change and medians", size, CHANGE))
            tables.append(self._table("spread of the answers", SPREAD_COLUMNS, CHANGE))
        columns = (*COVERAGE_COLUMNS, *SCORE_COLUMNS)
        return [*tables, self._table("of how many people each is known", columns, COVERAGE, people="")]

    def figure(self) -> Figure | None:
        """A small chart a site."""
        what = "mean" if self.means else "median"
        places = dict.fromkeys((line.place, line.place.total) for line in self._lines(self.middle[0]))
        number = self.desk.figures + 1
        charts = [
            chart
            for part, (place, total) in enumerate(places, start=1)
            if (chart := self._chart(f"figure-{number}-{part}", what, place, total=total))
        ]
        if not charts:
            return None
        return Figure(
            caption=f"Figure {self.desk.next_figure()}. {what.capitalize()} of each question at first and at "
            "last, and the share of people by the way that they changed",
            charts=tuple(charts),
            illustrative=any(data.illustrative for data in self.scores),
        )

    def _chart(self, name: str, what: str, place: Place, *, total: bool) -> Chart | None:
        analysis, statistics, _, names = self.ways
        bands = []
        for data in self.scores:
            if place not in data.places(self.middle[0]):
                continue
            ends = tuple(data.find(self.middle[0], name, place) for name in self.middle[1][:2])
            shares = tuple(data.find(analysis, way, place, unit="%") for way in statistics)
            bands.append(
                Band(
                    label=_label(data),
                    people=self.desk.equals((*ends, *shares)),
                    total=False,
                    findings=(*ends, *shares),
                )
            )
        drawing = Drawing(
            id=name,
            title=f"{self.title}, {place.label}: {what}s, first and last, and the ways that people changed",
            invented=self.report.invented,
            illustrative=any(data.illustrative for data in self.scores),
        )
        axis = axis_of(self.scores[0], bands)
        return draw_questions(drawing, place.label, bands, axis, names, total=total)


def _label(data: ScoreFindings) -> str:
    return data.heading[:1].upper() + data.heading[1:]
