"""
The parts of the page that speak of one score.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import attrs

from livingwell_report.bands import Band, Drawing
from livingwell_report.bars import draw_parts, draw_two_bars
from livingwell_report.dumbbells import Axis, axis_for, draw_dumbbells
from livingwell_report.flow import draw_flow, people_steps, row_steps, table_title
from livingwell_report.numbers import whole
from livingwell_report.sentences import change_sentence, range_sentence, reliable_sentence
from livingwell_report.tables import Column, Desk
from livingwell_report.views import Cell, Row, Section, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from livingwell_core.reports import Report
    from livingwell_report.marks import Chart
    from livingwell_report.scores import ScoreFindings

__all__ = ["sections_for"]

_CHANGE: Final = "paired-change"
_RELIABLE: Final = "reliable-change"
_RANGE: Final = "clinical-range"
_COVERAGE: Final = "coverage"

_COVERAGE_COLUMNS: Final = (
    Column(label="Supported", analysis=_COVERAGE, statistic="people supported", unit="people"),
    Column(label="With a score", analysis=_COVERAGE, statistic="people with a usable score"),
    Column(
        label="On one day only", analysis=_COVERAGE, statistic="people with usable scores on one day only"
    ),
    Column(
        label="First and last",
        analysis=_COVERAGE,
        statistic="people with a first and a last score",
        unit="%",
        with_unit="people",
    ),
)
_SCORE_COLUMNS: Final = (
    Column(label="Usable scores", analysis=_COVERAGE, statistic="usable scores"),
    Column(label="Prorated scores", analysis=_COVERAGE, statistic="prorated scores"),
    Column(
        label="People with three or more",
        analysis=_COVERAGE,
        statistic="people with three usable scores or more",
    ),
    Column(
        label="Mean days, first to last",
        analysis=_COVERAGE,
        statistic="mean days between first and last",
        of=True,
    ),
)
_MEAN_COLUMNS: Final = (
    Column(label="Mean first", analysis=_CHANGE, statistic="mean first"),
    Column(label="Mean last", analysis=_CHANGE, statistic="mean last"),
    Column(label="Mean change", analysis=_CHANGE, statistic="mean change", signed=True),
)
_SIZE_COLUMNS: Final = (
    Column(label="Effect size", analysis=_CHANGE, statistic="effect size", signed=True),
    Column(label="t", analysis=_CHANGE, statistic="t"),
    Column(label="p", analysis=_CHANGE, statistic="p"),
)
_SPREAD_COLUMNS: Final = (
    Column(label="SD first", analysis=_CHANGE, statistic="sd first"),
    Column(label="SD last", analysis=_CHANGE, statistic="sd last"),
    Column(label="SD change", analysis=_CHANGE, statistic="sd change"),
    Column(label="Pearson's r", analysis=_CHANGE, statistic="correlation"),
)
_CATEGORIES: Final = ("reliably improved", "no reliable change", "reliably deteriorated")
_RELIABLE_COLUMNS: Final = tuple(
    Column(
        label=label,
        analysis=_RELIABLE,
        statistic=statistic,
        unit="%",
        with_unit="people",
    )
    for label, statistic in zip(
        ("Improved", "Unchanged", "Deterio\N{SOFT HYPHEN}rated"), _CATEGORIES, strict=True
    )
)
_OCCASIONS: Final = ("in the clinical range at first", "in the clinical range at last")
_RANGE_COLUMNS: Final = tuple(
    Column(label=label, analysis=_RANGE, statistic=statistic, unit="%", with_unit="people")
    for label, statistic in zip(("At first", "At last"), _OCCASIONS, strict=True)
)


def sections_for(data: ScoreFindings, report: Report, desk: Desk) -> list[Section]:
    """
    Make the sections of one score: all of them for a primary score, one for any other.

    Parameters
    ----------
    data : ScoreFindings
    report : Report
    desk : Desk
        Numbers tables and figures.
    """
    maker = _Maker(data=data, report=report, desk=desk)
    if data.primary:
        makers = [
            (_COVERAGE, maker.coverage),
            (_CHANGE, maker.change),
            (_RELIABLE, maker.reliable),
            (_RANGE, maker.clinical),
        ]
        sections = [make() for analysis, make in makers if data.has(analysis)]
    else:
        sections = [maker.compact()]
    rest = maker.rest()
    return [*sections, rest] if rest else sections


@attrs.frozen(kw_only=True)
class _Maker:
    data: ScoreFindings
    report: Report
    desk: Desk

    def _section(
        self,
        name: str,
        title: str,
        lead: str,
        chart: Chart | None,
        tables: Sequence[Table],
        below: Sequence[Table] = (),
    ) -> Section:
        slug = re.sub(r"[^a-z0-9]+", "-", f"{self.data.instrument_id}-{self.data.score_id}".lower())
        return Section(
            id=f"{name}-{slug}",
            eyebrow=self.data.title,
            title=title,
            lead=lead,
            charts=(chart,) if chart else (),
            tables=_filled(tables),
            below=_filled(below),
            compact=not self.data.primary,
        )

    def _drawing(self, caption: str) -> Drawing:
        number = self.desk.next_figure()
        return Drawing(
            id=f"figure-{number}",
            caption=f"Figure {number}. {caption[0].upper()}{caption[1:]}",
            title=f"{self.data.title}: {caption}",
            invented=self.report.invented,
        )

    def _table(self, caption: str, columns: Sequence[Column], analysis: str) -> Table:
        places = self.data.places(analysis)
        people = analysis != _COVERAGE  # there the columns themselves are people
        return self.desk.table(self.data, f"{self.data.title}: {caption}", columns, places, people=people)

    def _coverage_tables(self) -> list[Table]:
        whom, (first, *others) = self.data.everyone, _COVERAGE_COLUMNS
        label = whom.removeprefix("people ")
        columns = [attrs.evolve(first, label=label[:1].upper() + label[1:]), *others]
        caption = f"{whom}, {'assessed' if whom == 'people supported' else 'scored'} and paired"
        return [
            self._table(caption, columns, _COVERAGE),
            self._table("scores and the time between them", _SCORE_COLUMNS, _COVERAGE),
        ]

    def _change_tables(self) -> list[Table]:
        return [
            self._table("size of the change", self._size_columns(), _CHANGE),
            self._table("spread of the scores", _SPREAD_COLUMNS, _CHANGE),
        ]

    def _bands(self, analysis: str, statistics: Sequence[str], unit: str | None) -> list[Band]:
        bands = []
        for place in self.data.places(analysis):
            findings = tuple(self.data.find(analysis, name, place, unit=unit) for name in statistics)
            people = self.desk.people(findings).text
            equals = "n < " + str(self.desk.minimum) if people.startswith("fewer") else f"n = {people}"
            bands.append(Band(label=place.label, people=equals, total=place.total, findings=findings))
        return bands

    def coverage(self) -> Section:
        """Rows read, used and set aside; people supported, assessed and paired."""
        everyone = [place for place in self.data.places(_COVERAGE) if place.group == "everyone"]
        steps = [*row_steps(self.report.ledger, self.data), *people_steps(self.data, everyone)]
        chart = draw_flow(self._drawing("from rows read to people with a first and a last score"), steps)
        tables = [*self._coverage_tables(), self._rows_table()]
        lead = (
            "From the rows of the files to the people whose change is known. Rows that could not be used "
            "were set aside, each with its reason. Counts of rows are counts of rows of files, not of "
            "people; they are shown in full, for those who run the evaluation."
        )
        return self._section("who", "Who the findings speak of", lead, chart, tables)

    def _rows_table(self) -> Table:
        ledger, data = self.report.ledger, self.data
        title = data.instrument.title if data.instrument else data.instrument_id
        rows = []
        for table, site in ledger.tables():
            if table.startswith(f"{data.instrument_id} ") or " " not in table:
                aside = sum(ledger.set_aside(table, site).values())
                numbers = (ledger.read(table, site), ledger.used(table, site), aside)
                cells = (
                    Cell(text=table_title(table, data.instrument_id, title), numeric=False),
                    *(Cell(text=whole(number)) for number in numbers),
                )
                rows.append(Row(label=data.names.get(site, site), cells=cells))
        return Table(
            number=self.desk.next_table() if rows else 0,
            caption=f"{title}: rows read, used and set aside at each site",
            head=("Site", "Rows of", "Read", "Used", "Set aside"),
            rows=tuple(rows),
            left=2,
        )

    def change(self) -> Section:
        """Means at first and last, the change and its size."""
        chart = draw_dumbbells(
            self._drawing("mean first and last score"),
            *self._means(("mean first", "mean last", "mean change")),
        )
        tables = [self._table("mean scores", _MEAN_COLUMNS, _CHANGE)]
        lead = change_sentence(self.data, self.data.places(_CHANGE))
        return self._section(
            "change", "Mean scores, first and last", lead, chart, tables, self._change_tables()
        )

    def _size_columns(self) -> list[Column]:
        """Name the effect size by its definition: there are several, and they differ."""
        names = {f.definition for f in self.data.findings if f.statistic == "effect size"}
        if len(names) != 1:
            return list(_SIZE_COLUMNS)
        return [attrs.evolve(_SIZE_COLUMNS[0], label=f"Effect size {names.pop()}"), *_SIZE_COLUMNS[1:]]

    def _means(self, statistics: Sequence[str]) -> tuple[list[Band], Axis]:
        bands = self._bands(_CHANGE, statistics, None)
        score = self.data.score
        if score is None:
            return bands, axis_for(bands, "score")
        title = f"{score.unit}, {score.lowest} to {score.highest}; {score.better} is better"
        edge = score.clinical_range
        if edge is None:
            return bands, Axis(
                lowest=score.lowest, highest=score.highest, title=title, points=self.data.points
            )
        side = "below" if score.better == "higher" else "above"
        label = f"dotted line: {edge.edge} and {side} is the clinical range"
        axis = Axis(
            lowest=score.lowest,
            highest=score.highest,
            title=title,
            points=self.data.points,
            edge=edge.edge,
            edge_label=label,
        )
        return bands, axis

    def reliable(self) -> Section:
        """People by category of reliable change."""
        bands = self._bands(_RELIABLE, _CATEGORIES, "%")
        drawing = self._drawing("share of people in each category of reliable change")
        chart = draw_parts(drawing, bands, ("improved", "unchanged", "deteriorated"))
        tables = [self._table("people by category of reliable change", _RELIABLE_COLUMNS, _RELIABLE)]
        lead = reliable_sentence(self.data, self.data.places(_RELIABLE))
        return self._section("reliable", "Reliable change", lead, chart, tables)

    def clinical(self) -> Section:
        """People in the clinical range at first and at last."""
        bands = self._bands(_RANGE, _OCCASIONS, "%")
        chart = draw_two_bars(
            self._drawing("share of people in the clinical range"), bands, ("first", "last")
        )
        tables = [self._table("people in the clinical range", _RANGE_COLUMNS, _RANGE)]
        lead = range_sentence(self.data, self.data.places(_RANGE))
        return self._section("range", "Clinical range, first and last", lead, chart, tables)

    def compact(self) -> Section:
        """Everything on a score beside the primary one, in one section."""
        chart = None
        if self.data.has(_CHANGE):
            drawing = self._drawing("mean first and last score")
            chart = draw_dumbbells(drawing, *self._means(("mean first", "mean last", "mean change")))
        means = self._table("mean scores", _MEAN_COLUMNS, _CHANGE)
        tables = [
            *self._change_tables(),
            self._table("people by category of reliable change", _RELIABLE_COLUMNS, _RELIABLE),
            self._table("people in the clinical range", _RANGE_COLUMNS, _RANGE),
            *self._coverage_tables(),
        ]
        title = self.data.score.title if self.data.score else self.data.score_id
        lead = change_sentence(self.data, self.data.places(_CHANGE))
        heading = title[:1].upper() + title[1:]
        return self._section("score", heading, lead, chart, [means], tables)

    def rest(self) -> Section | None:
        """What analyses found that this page has no chart for."""
        findings = self.data.rest()
        if not findings:
            return None
        analyses = dict.fromkeys(finding.analysis for finding in findings)
        tables = [
            self.desk.plain(
                self.data,
                f"{self.data.title}: {analysis.replace('-', ' ')}",
                [finding for finding in findings if finding.analysis == analysis],
            )
            for analysis in analyses
        ]
        return self._section("more", "More findings", "", None, tables)


def _filled(tables: Sequence[Table]) -> tuple[Table, ...]:
    """Leave out tables of which nothing was found."""
    return tuple(table for table in tables if table.rows)
