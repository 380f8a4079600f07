"""
The parts of the page that speak of one score.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from livingwell_report.bands import Band, Drawing
from livingwell_report.bars import draw_parts, draw_two_bars
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
    MEDIANS,
    OCCASIONS,
    RANGE,
    RANGE_COLUMNS,
    RECOVERY_COLUMNS,
    RELIABLE,
    RELIABLE_COLUMNS,
    SCORE_COLUMNS,
    SIZE_COLUMNS,
    SPREAD_COLUMNS,
)
from livingwell_report.deeper import BETWEEN, MISSING, REGRESSION, Deeper
from livingwell_report.dumbbells import axis_of, draw_dumbbells
from livingwell_report.flow import draw_flow, parted, people_steps, row_steps
from livingwell_report.goals import PROGRESS, RATED, WAYS, goal_tables
from livingwell_report.measure import measure_sections
from livingwell_report.more import more_tables
from livingwell_report.rows import rows_table
from livingwell_report.scores import slug
from livingwell_report.sentences import (
    change_sentence,
    direction_sentence,
    goals_sentences,
    range_sentence,
    reliable_sentence,
)
from livingwell_report.tables import lines_of
from livingwell_report.value import Value
from livingwell_report.views import Figure, Section

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from livingwell_core.reports import Report
    from livingwell_report.columns import Column
    from livingwell_report.flow import Step
    from livingwell_report.marks import Chart
    from livingwell_report.scores import ScoreFindings
    from livingwell_report.tables import Desk
    from livingwell_report.views import Table

__all__ = [
    "leading_sections",
    "measure_of_questions",
    "rest_of_questions",
    "rest_section",
    "score_sections",
]

#: Analyses that say the same of the change, or of who changed reliably, by other rules.
_OF_CHANGE: Final = ("effect-sizes", "ranks", "bootstrap")
_OF_RULES: Final = ("reliable-change-methods", "important-change", "percentage-change")


def leading_sections(
    data: ScoreFindings, report: Report, desk: Desk, said: Sequence[str] = ()
) -> list[Section]:
    """
    Make the sections of the score that an instrument is about, one an analysis.

    Parameters
    ----------
    data : ScoreFindings
    report : Report
    desk : Desk
        Numbers tables and figures.
    said : sequence of str
        Notes that stand above the sections.
    """
    maker = _Maker(data=data, report=report, desk=desk, said=said)
    makers: list[tuple[str, Callable[[], Section]]] = [
        (COVERAGE, maker.coverage),
        (CHANGE, maker.change),
        (RELIABLE, maker.reliable),
        (DIRECTION, maker.direction),
        (RANGE, maker.clinical),
        (PROGRESS, maker.goals),
        (MISSING, maker.deeper.missing),
        (BETWEEN, maker.deeper.between),
        (REGRESSION, maker.deeper.regression),
    ]
    sections = [make() for analysis, make in makers if data.has(analysis)]
    if data.group_sites():
        sections.append(maker.deeper.groups())
    sections += measure_sections([data], desk, maker.section)
    sections += maker.value.sections()
    first, *others = sections
    return [first, *(attrs.evolve(section, notes=()) for section in others)]


def score_sections(
    data: ScoreFindings, report: Report, desk: Desk, said: Sequence[str] = ()
) -> list[Section]:
    """Make the section of a score beside the leading one; parameters as for `leading_sections`."""
    maker = _Maker(data=data, report=report, desk=desk, said=said)
    sections = [maker.compact()] if data.has(CHANGE, RELIABLE, DIRECTION, RANGE, COVERAGE) else []
    sections += [maker.goals()] if data.has(PROGRESS) else []
    return [*sections, *measure_sections([data], desk, maker.section), *maker.value.sections()]


def measure_of_questions(
    batteries: Sequence[Sequence[ScoreFindings]], report: Report, desk: Desk, said: Sequence[str] = ()
) -> list[Section]:
    """Show findings by groups of single questions together; parameters as for `leading_sections`."""
    maker = _Maker(data=batteries[0][0], report=report, desk=desk, said=said)
    questions = [data for battery in batteries for data in battery]
    sections = measure_sections(questions, desk, maker.section)
    return [attrs.evolve(section, notes=()) for section in sections]  # they stand with the questions


def rest_section(data: ScoreFindings, report: Report, desk: Desk, said: Sequence[str] = ()) -> list[Section]:
    """Show what analyses found that nothing else has shown yet; parameters as for `leading_sections`."""
    findings = data.rest()
    if not findings:
        return []
    maker = _Maker(data=data, report=report, desk=desk, said=said)
    section = maker.section("more", f"More findings: {data.name}", "", None, ())
    tables = more_tables(desk, data, findings)
    return [attrs.evolve(section, stacked=True, quiet=_filled(tables), quiet_on=data.name)]


def rest_of_questions(
    battery: Sequence[ScoreFindings], report: Report, desk: Desk, said: Sequence[str] = ()
) -> list[Section]:
    """Show the same of single questions, folded into one section; parameters as for `leading_sections`."""
    parts = [part for data in battery for part in rest_section(data, report, desk, said)]
    if not parts:
        return []
    tables = tuple(table for part in parts for table in part.quiet)
    together = attrs.evolve(parts[0], title="More findings: single questions", notes=())
    return [attrs.evolve(together, quiet=tables, quiet_on="single questions")]


@attrs.frozen(kw_only=True)
class _Maker:
    data: ScoreFindings
    report: Report
    desk: Desk
    said: Sequence[str]

    @property
    def deeper(self) -> Deeper:
        """The sections behind these."""
        return Deeper(
            data=self.data,
            desk=self.desk,
            figure=self._figure,
            section=self.section,
            listed=lambda analysis: more_tables(self.desk, self.data, self.data.take(analysis)),
        )

    @property
    def value(self) -> Value:
        """The sections on value for money."""
        return Value(data=self.data, desk=self.desk, figure=self._figure, section=self.section)

    def section(
        self,
        name: str,
        title: str,
        lead: str,
        figure: Figure | None,
        tables: Sequence[Table],
        below: Sequence[Table] = (),
    ) -> Section:
        """Put a section together, without tables of which nothing was found."""
        return Section(
            id=f"{name}-{slug(self.data.instrument_id, self.data.score_id)}",
            title=title,
            lead=lead,
            notes=tuple(note for note in self.data.notes if note not in self.said),
            illustrative=self.data.illustrative,
            figures=(figure,) if figure else (),
            tables=_filled(tables),
            below=_filled(below),
        )

    def _figure(self, caption: str, draw: Callable[[Drawing], Chart | None]) -> Figure | None:
        number = self.desk.figures + 1
        drawing = Drawing(
            id=f"figure-{number}",
            title=f"{self.data.title}: {caption}",
            invented=self.report.invented,
            illustrative=self.data.illustrative,
        )
        chart = draw(drawing)
        if chart is None:
            return None
        return Figure(
            caption=f"Figure {self.desk.next_figure()}. {caption[0].upper()}{caption[1:]}",
            charts=(chart,),
            illustrative=self.data.illustrative,
        )

    def _table(self, caption: str, columns: Sequence[Column], analysis: str) -> Table:
        lines = lines_of(self.data, analysis)
        people = "" if analysis == COVERAGE else "People"  # there the columns themselves are people
        return self.desk.table(f"{self.data.title}: {caption}", columns, lines, people=people)

    def _coverage_tables(self) -> list[Table]:
        whom, (first, *others) = self.data.everyone, COVERAGE_COLUMNS
        label = whom.removeprefix("people ")
        columns = [attrs.evolve(first, label=label[:1].upper() + label[1:]), *others]
        caption = f"{whom}, {'assessed' if whom == 'people supported' else 'scored'} and paired"
        return [
            self._table(caption, columns, COVERAGE),
            self._table("scores and the time between them", SCORE_COLUMNS, COVERAGE),
        ]

    def _spread(self) -> Table:
        if self.data.has(CHANGE):
            return self._table("spread and medians of the scores", (*SPREAD_COLUMNS, *MEDIAN_COLUMNS), CHANGE)
        return self._table("medians of the scores", MEDIAN_COLUMNS, MEDIANS)

    def _bands(self, analysis: str, statistics: Sequence[str], unit: str | None) -> list[Band]:
        bands = []
        for place in self.data.places(analysis):
            findings = tuple(self.data.find(analysis, name, place, unit=unit) for name in statistics)
            people = self.desk.equals(findings)
            bands.append(Band(label=place.label, people=people, total=place.total, findings=findings))
        return bands

    def coverage(self) -> Section:
        """Rows read, used and set aside; people supported, assessed and paired."""
        everyone = [place for place in self.data.places(COVERAGE) if place.group == "everyone"]
        steps = [*row_steps(self.report.ledger, self.data), *people_steps(self.data, everyone)]
        figure = self._flow(parted(steps))
        tables = [*self._coverage_tables(), rows_table(self.report, self.data, self.desk)]
        lead = (
            "From the rows of the files to the people whose change is known. Rows that could not be used "
            "were set aside, each with its reason. Counts of rows are counts of rows of files, not of "
            "people; they are shown in full, for those who run the evaluation."
        )
        title = "Who the findings speak of"
        if figure is None or not figure.columns:
            return self.section("who", title, lead, figure, tables)
        return attrs.evolve(self.section("who", title, lead, figure, (), tables), stacked=True)

    def _flow(self, parts: Sequence[Sequence[Step]]) -> Figure | None:
        """Draw the rows of each table and then the people: a chart each, as together they are long."""
        if not parts:
            return None
        number = self.desk.figures + 1
        what = "from rows read to people with a first and a last score"
        charts = []
        for part, steps in enumerate(parts, start=1):
            drawing = Drawing(
                id=f"figure-{number}-{part}",
                title=f"{self.data.title}: {what}: {steps[0].heading}",
                invented=self.report.invented,
                illustrative=self.data.illustrative,
            )
            charts.append(draw_flow(drawing, steps))
        return Figure(
            caption=f"Figure {self.desk.next_figure()}. {what[0].upper()}{what[1:]}",
            charts=tuple(charts),
            illustrative=self.data.illustrative,
            columns=len(charts) > 1,
        )

    def change(self) -> Section:
        """Means at first and last, the change and its size."""
        tables = [self._table("mean scores", MEAN_COLUMNS, CHANGE), self._sizes()]
        lead = change_sentence(self.data, self.data.places(CHANGE))
        title = "Mean scores, first and last"
        section = self.section("change", title, lead, self._dumbbells(), tables, [self._spread()])
        return self._more(section, "the change: other names, ranks, resamples", *_OF_CHANGE)

    def _more(self, section: Section, on: str, *analyses: str) -> Section:
        """Fold what other analyses say of the same into a section."""
        found = [t for name in analyses for t in more_tables(self.desk, self.data, self.data.take(name))]
        return attrs.evolve(section, quiet=_filled(found), quiet_on=on)

    def _dumbbells(self) -> Figure | None:
        if not self.data.has(CHANGE):
            return None
        bands = self._bands(CHANGE, MEANS, None)
        axis = axis_of(self.data, bands)
        return self._figure("mean first and last score", lambda d: draw_dumbbells(d, bands, axis))

    def _sizes(self) -> Table:
        """Name the effect size by its definition: there are several, and they differ."""
        names = {f.definition for f in self.data.findings if f.statistic == "effect size"}
        columns = list(SIZE_COLUMNS)
        if len(names) == 1:
            columns[0] = attrs.evolve(columns[0], label=f"Effect size {names.pop()}")
        return self._table("size of the change", columns, CHANGE)

    def reliable(self) -> Section:
        """People by category of reliable change."""
        bands = self._bands(RELIABLE, CATEGORIES, "%")
        figure = self._figure(
            "share of people in each category of reliable change",
            lambda d: draw_parts(d, bands, ("improved", "unchanged", "deteriorated")),
        )
        tables = [self._table("people by category of reliable change", RELIABLE_COLUMNS, RELIABLE)]
        lead = reliable_sentence(self.data, self.data.places(RELIABLE))
        caption = "reliable change and the clinical range together"
        below = [self._table(caption, RECOVERY_COLUMNS, RELIABLE)]
        section = self.section("reliable", "Reliable change", lead, figure, tables, below)
        return self._more(section, "reliable change by other rules", RELIABLE, *_OF_RULES)

    def direction(self) -> Section:
        """People by the way their score went."""
        lead = direction_sentence(self.data, self.data.places(DIRECTION))
        return self.section("direction", "Better, the same, worse", lead, self._ways(), [self._directions()])

    def _ways(self) -> Figure | None:
        bands = self._bands(DIRECTION, DIRECTIONS, "%")
        caption = "share of people with a better, the same and a worse score"
        return self._figure(caption, lambda d: draw_parts(d, bands, ("better", "the same", "worse")))

    def _directions(self) -> Table:
        return self._table("people with a better, the same and a worse score", DIRECTION_COLUMNS, DIRECTION)

    def clinical(self) -> Section:
        """People in the clinical range at first and at last."""
        bands = self._bands(RANGE, OCCASIONS, "%")
        figure = self._figure(
            "share of people in the clinical range", lambda d: draw_two_bars(d, bands, ("first", "last"))
        )
        tables = [self._table("people in the clinical range", RANGE_COLUMNS, RANGE)]
        lead = range_sentence(self.data, self.data.places(RANGE))
        section = self.section("range", "Clinical range, first and last", lead, figure, tables)
        return self._more(section, "the clinical range", RANGE, "cut-offs")

    def goals(self) -> Section:
        """Progress on goals, by person and by goal."""
        bands = self._bands(PROGRESS, WAYS, "%")
        figure = self._figure(
            "share of people with progress on at least one and on at least two goals",
            lambda d: draw_two_bars(d, bands, ("at least one", "at least two")),
        )
        tables, below = goal_tables(self.data, self.desk)
        lead = " ".join(goals_sentences(self.data, PROGRESS, RATED, WAYS))
        section = self.section("goals", "Progress on goals", lead, figure, tables, below)
        return attrs.evolve(section, unverified="not verified" in lead)

    def compact(self) -> Section:
        """Everything on a score beside the leading one, in one section."""
        heading = self.data.heading[:1].upper() + self.data.heading[1:]
        leads = [change_sentence(self.data, self.data.places(CHANGE))] if self.data.has(CHANGE) else []
        tables = [self._table("mean scores", MEAN_COLUMNS, CHANGE)]
        figures = [self._dumbbells()]
        if self.data.has(DIRECTION):
            figures.append(self._ways())
            tables.append(self._directions())
            leads.append(direction_sentence(self.data, self.data.places(DIRECTION)))
        tables += [
            self._table("people by category of reliable change", RELIABLE_COLUMNS, RELIABLE),
            self._table("people in the clinical range", RANGE_COLUMNS, RANGE),
        ]
        section = self.section("score", heading, " ".join(leads), None, tables)
        return attrs.evolve(
            section,
            figures=tuple(figure for figure in figures if figure),
            quiet=_filled([self._sizes(), self._spread(), *self._coverage_tables()]),
            quiet_on="this score",
        )


def _filled(tables: Sequence[Table]) -> tuple[Table, ...]:
    """Leave out tables of which nothing was found."""
    return tuple(table for table in tables if table.rows)
