"""
The parts of the page behind the first ones: who is missing, sites and groups held side by side, and what an
unreliable first score makes by itself.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

import attrs

from livingwell_report.bands import Band
from livingwell_report.columns import CHANGE, COVERAGE, RELIABLE, Column
from livingwell_report.forest import ForestRow, draw_forest
from livingwell_report.numbers import value_of
from livingwell_report.scores import Place
from livingwell_report.sentences import whole_group
from livingwell_report.tables import Line, lines_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from livingwell_report.bands import Drawing
    from livingwell_report.marks import Chart
    from livingwell_report.scores import ScoreFindings
    from livingwell_report.tables import Desk
    from livingwell_report.views import Figure, Section, Table

__all__ = ["BETWEEN", "GROUPS", "MISSING", "REGRESSION", "Deeper"]

BETWEEN: Final = "between-sites"
MISSING: Final = "missing"
REGRESSION: Final = "regression-to-the-mean"
#: Stands for the section of groups where an analysis would be named.
GROUPS: Final = "groups"

_POOLED: Final = "mean change, random effects"
_WEIGHTED: Final = "mean change, weighted for those without a pair"
_FIRST_COLUMNS: Final = (
    Column(
        label="Assessed, no pair",
        analysis=MISSING,
        statistic="people assessed without a pair",
        unit="%",
        with_unit="people",
    ),
    Column(label="First score, with a pair", analysis=MISSING, statistic="mean first score, with a pair"),
    Column(label="First score, without", analysis=MISSING, statistic="mean first score, without a pair"),
    Column(
        label="Difference",
        analysis=MISSING,
        statistic="difference in first scores, with less without a pair",
        signed=True,
    ),
    Column(
        label="In SDs",
        analysis=MISSING,
        statistic="standardised difference in first scores, with less without a pair",
        signed=True,
    ),
)
_BOUND_COLUMNS: Final = (
    Column(label="Mean change, observed", analysis=CHANGE, statistic="mean change", signed=True, of=True),
    Column(
        label="Weighted for those assessed once", analysis=MISSING, statistic=_WEIGHTED, signed=True, of=True
    ),
    Column(
        label="If the others did not change",
        analysis=MISSING,
        statistic="mean change, if those without a pair did not change",
        signed=True,
        of=True,
    ),
    Column(
        label="Change of the others that would make it 0",
        analysis=MISSING,
        statistic="change of those without a pair that makes the mean change 0",
        signed=True,
    ),
    Column(
        label="Reliably improved, if none of the others did",
        analysis=MISSING,
        statistic="reliably improved, if none without a pair did",
    ),
    Column(
        label="If all of them did",
        analysis=MISSING,
        statistic="reliably improved, if all without a pair did",
    ),
)
_GROUP_COLUMNS: Final = (
    Column(label="Supported", analysis=COVERAGE, statistic="people supported", unit="people"),
    Column(
        label="First and last",
        analysis=COVERAGE,
        statistic="people with a first and a last score",
        unit="%",
        with_unit="people",
    ),
    Column(label="Mean first", analysis=CHANGE, statistic="mean first"),
    Column(label="Mean change", analysis=CHANGE, statistic="mean change", signed=True),
    Column(
        label="Reliably improved",
        analysis=RELIABLE,
        statistic="reliably improved",
        unit="%",
        with_unit="people",
    ),
)


@attrs.frozen(kw_only=True)
class Deeper:
    """
    A maker of these sections for one score.

    Attributes
    ----------
    data : ScoreFindings
    desk : Desk
    figure : callable
        Numbers a chart, given its caption and how to draw it.
    section : callable
        Puts a section together: name, title, lead, figure, tables, tables below.
    listed : callable
        Makes tables of findings that have no columns of their own.
    """

    data: ScoreFindings
    desk: Desk
    figure: Callable[[str, Callable[[Drawing], Chart | None]], Figure | None]
    section: Callable[..., Section]
    listed: Callable[[str], list[Table]]

    def missing(self) -> Section:
        """How those without a second score may differ, and what that could do to the figures."""
        found = self._weighted()
        lead = (
            "Whoever was not assessed twice may have fared otherwise. First scores of both are held against "
            "each other; the mean change is given once more with each person weighted by how rarely people "
            "with that first score were assessed again; and bounds say what the figures would be if the "
            f"others had fared as badly, or as well, as can be.{found}"
        )
        data, desk = self.data, self.desk
        lines = lines_of(data, MISSING)
        tables = [
            desk.table(f"{data.title}: {caption}", columns, lines, people="")
            for caption, columns in (
                ("first scores of people with a pair and without", _FIRST_COLUMNS),
                ("what those without a pair could make of the change", _BOUND_COLUMNS),
            )
        ]
        section = self.section("missing", "Who is missing", lead, None, (), tables)
        more = tuple(table for table in self.listed(MISSING) if table.rows)
        return attrs.evolve(section, quiet=more, quiet_on="who is missing")

    def _weighted(self) -> str:
        place = whole_group(self.data.places(MISSING))
        if place is None:
            return ""
        plain = self.data.find(CHANGE, "mean change", place)
        weighted = self.data.peek(MISSING, _WEIGHTED, place)
        if plain is None or weighted is None or plain.value is None or weighted.value is None:
            return ""
        points = self.data.points
        return (
            f" Together: {value_of(plain, signed=True, points=points)} as observed, "
            f"{value_of(weighted, signed=True, points=points)} weighted."
        )

    def between(self) -> Section:
        """Each site's mean change beside the others', and what they come to together."""
        lead = (
            "Sites differ in whom they serve, so a difference between them is not an effect. The diamond is "
            "the mean change of sites taken as some out of many (random effects); all people together, "
            "whatever their site, stand in the table of mean scores above."
        )
        caption = "mean change at each site, and together"
        title = f"mean change, {self.data.score.unit if self.data.score else 'points'}"
        draw = functools.partial(
            draw_forest, rows=self._sites(), title=f"{title}; dotted line: no change", points=self.data.points
        )
        figure = self.figure(caption, draw)
        section = self.section("sites", "Between sites", lead, figure, ())
        more = tuple(table for table in self.listed(BETWEEN) if table.rows)
        return attrs.evolve(section, quiet=more, quiet_on="differences between sites")

    def _sites(self) -> list[ForestRow]:
        total = whole_group(self.data.places(BETWEEN))
        rows = []
        for place in self.data.places(CHANGE):
            if place.total:
                continue
            finding = self.data.find(CHANGE, "mean change", place)
            weight = total and self.data.peek(
                BETWEEN, f"weight in the random-effects mean, {place.site}", total
            )
            part = weight.value / 100 if weight and weight.value is not None else None
            band = Band(
                label=place.label, people=self.desk.equals((finding,)), total=False, findings=(finding,)
            )
            rows.append(ForestRow(band=band, weight=part))
        if total is not None:
            pooled = self.data.peek(BETWEEN, _POOLED, total)
            band = Band(
                label="Sites together", people=self.desk.equals((pooled,)), total=True, findings=(pooled,)
            )
            rows.append(ForestRow(band=band, pooled=True))
        return rows

    def regression(self) -> Section:
        """The change that an unreliable first score makes by itself, beside the one that was seen."""
        lead = (
            "People are often first asked when they feel at their worst, and a score that is low by chance "
            "rises by chance. How much of that is to be expected from the reliability of the score stands "
            "beside the change that was observed. What is left is not an effect of the service either: "
            "there is no comparison."
        )
        return self.section("regression", "Regression to the mean", lead, None, (), self.listed(REGRESSION))

    def groups(self) -> Section:
        """Groups of people side by side, over all sites, and for each site for who asks."""
        lead = (
            "The same figures for groups of people. Groups differ in more than their name says, and small "
            "ones are withheld with what would give them away. Other figures by group are in the workbook "
            "and in findings.csv."
        )
        rows, tables = [], []
        for site in self.data.group_sites():
            places = self.data.group_places(site)
            if site == self._widest():
                rows = [self._group(place) for place in places]
            tables.append(self._group_table(places))
        unit = self.data.score.unit if self.data.score else "points"
        draw = functools.partial(
            draw_forest,
            rows=rows,
            title=f"mean change, {unit}; dotted line: no change",
            points=self.data.points,
        )
        figure = self.figure("mean change of groups of people", draw)
        section = self.section("groups", "By group", lead, figure, (), tables[-1:])
        quiet = tuple(table for table in tables[:-1] if table.rows)
        return attrs.evolve(section, quiet=quiet, quiet_on="groups at each site")

    def _widest(self) -> str:
        return self.data.group_sites()[-1]

    def _group(self, place: Place) -> ForestRow:
        finding = self.data.find(CHANGE, "mean change", place)
        column, _, name = place.group.partition("=")
        band = Band(label=name, people=self.desk.equals((finding,)), total=False, findings=(finding,))
        return ForestRow(band=band, heading=column)

    def _group_table(self, places: Sequence[Place]) -> Table:
        lines = [
            Line(
                data=self.data,
                place=place,
                label=place.group.partition("=")[2],
                heading=place.group.partition("=")[0],
            )
            for place in places
        ]
        where = self.data.names.get(places[0].site, places[0].site) if places else ""
        caption = f"{self.data.title}: groups of people, {where}"
        return self.desk.table(caption, _GROUP_COLUMNS, lines, people="", head="Group")
