"""
The part of the page on value for money, to be read alone by whoever pays.
"""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING, Final

import attrs

from livingwell_report.costs import COSTS, OUTCOME, TOGETHER, Found, chance_text, scenario_title
from livingwell_report.notes import is_illustrative, left_to_say
from livingwell_report.numbers import level_of
from livingwell_report.sentences import whole_group
from livingwell_report.tables import finding_cell, joined
from livingwell_report.value_charts import draw_curve, draw_plane, draw_tornado
from livingwell_report.value_words import assumptions, lead, terms
from livingwell_report.views import Cell, Row, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from livingwell_core.analyses import Finding
    from livingwell_report.bands import Drawing
    from livingwell_report.marks import Chart
    from livingwell_report.scores import ScoreFindings
    from livingwell_report.tables import Desk
    from livingwell_report.views import Figure, Section

__all__ = ["CHEERS", "Value"]

#: How the ids of definitions begin that are items of a checklist: they stand in a table of their own.
CHEERS: Final = "cheers-2022:"
#: How the note of a gain begins that is of people who did not have the service.
_OTHERS: Final = "comparison group"


@attrs.frozen(kw_only=True)
class Value:
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
    """

    data: ScoreFindings
    desk: Desk
    figure: Callable[[str, Callable[[Drawing], Chart | None]], Figure | None]
    section: Callable[..., Section]

    def sections(self) -> list[Section]:
        """Give what there is: of a utility all of it, of other scores what an outcome costs."""
        if not self.data.has(COSTS):
            return []
        places = self.data.places(COSTS)
        whole = whole_group(places)
        # All together first; where these say nothing, as when nothing could be compared, a site.
        for place in (*([whole] if whole else ()), *places):
            found = Found(data=self.data, place=place)
            if found.scenarios:
                return [self._value(found)]
        return [self._outcomes()]

    def _value(self, found: Found) -> Section:
        text = lead(found, self._whose(found))
        for place in self.data.places(COSTS):
            # That sites are not put together is said by what there is in their place.
            Found(data=self.data, place=place).get(TOGETHER)
        tables = [self._scenarios(found), self._evens(found), self._by_site(found)]
        below = [
            self._comparison(found),
            self._chances(found),
            self._pairs(found),
            self._said("What was assumed", ("What", "Assumed"), assumptions(found, self.desk.definitions)),
            self._said("What the words mean", ("Word", "Meaning"), terms(found)),
            self._named(found),
        ]
        figures = [
            self.figure("cost and gain of each scenario", functools.partial(draw_plane, found=found)),
            self.figure(
                f"how probable it is to be worth its cost, if {scenario_title(found.scenarios[0])}",
                functools.partial(draw_curve, found=found),
            ),
            self.figure(
                "what would change the answer, one number at a time",
                lambda drawing: draw_tornado(drawing, found.bars()),
            ),
        ]
        section = self.section("value", "Value for money", text, None, tables, below)
        others = [self._more(found), self._others(found), self._cheers()]
        return attrs.evolve(
            section,
            figures=tuple(figure for figure in figures if figure),
            quiet=tuple(table for table in others if table.rows),
            quiet_on="value for money, with the CHEERS 2022 checklist",
        )

    def _whose(self, found: Found) -> str:
        """Say whose the thresholds are: their source, the first where there are several."""
        first = found.get(f"threshold, {found.thresholds[0]}") if found.thresholds else None
        definition = self.desk.definitions.get(first.definition) if first is not None else None
        return definition.source.partition("; ")[0] if definition is not None else ""

    def _outcomes(self) -> Section:
        """What it costs that a person improves, and recovers."""
        lines, rows = [], []
        for place in self.data.places(COSTS):
            found = Found(data=self.data, place=place)
            lines.append((place, [(name, found.get(name)) for name in found.statistics]))
        names = tuple(dict.fromkeys(name for _, pairs in lines for name, _ in pairs))
        for place, pairs in lines:
            by_name = dict(pairs)
            cells = [self.desk.people(list(by_name.values())), *(finding_cell(by_name.get(n)) for n in names)]
            rows.append(Row(label=place.label, cells=tuple(cells), total=place.total))
        labels = [name.removeprefix(OUTCOME) for name in names]
        table = self._table(
            f"{self.data.title}: pounds for each person with an outcome",
            ("Site", "People", *(f"{label[:1].upper()}{label[1:]}" for label in labels)),
            rows,
            [finding for _, pairs in lines for _, finding in pairs if finding is not None],
        )
        lead = (
            "The cost of a person divided by the share who improved reliably, or recovered. It is no extra "
            "cost of an extra person who gets better: how many would have without the service is not known."
        )
        return self.section("costs", "What an improvement costs", lead, None, (), [table])

    def _table(
        self,
        caption: str,
        head: tuple[str, ...],
        rows: Sequence[Row],
        findings: Sequence[Finding],
        left: int = 1,
    ) -> Table:
        shown = [finding for finding in findings if finding.level is not None]
        level = level_of(list(shown))
        return Table(
            number=self.desk.next_table() if rows else 0,
            caption=f"{caption}, with {level} intervals" if level else caption,
            head=head,
            rows=tuple(rows),
            links=self.desk.links([(what, own) for what, own in _kinds(findings)]),
            notes=left_to_say((f for f in findings if f.value is not None), self.data.notes),
            left=left,
            illustrative=is_illustrative(findings),
        )

    def _scenarios(self, found: Found) -> Table:
        rows, findings = [], []
        for scenario in found.scenarios:
            gain = found.get(f"QALY gain, {scenario}")
            left = found.left(scenario)
            ratios = [found.ratio(scenario, cost) for cost in found.costs]
            taken = [finding_cell(left)] if left is not gain else []
            cells = [self.desk.people([gain]), finding_cell(gain), *taken, *map(finding_cell, ratios)]
            rows.append(Row(label=f"If {scenario_title(scenario)}", cells=tuple(cells)))
            findings += [f for f in (gain, left, *ratios) if f is not None]
        extra = any(found.left(s) is not found.get(f"QALY gain, {s}") for s in found.scenarios)
        head = (
            "What is assumed",
            "People",
            "QALYs gained",
            *(("QALYs gained beyond what is taken off",) if extra else ()),
            *map(_a_qaly, found.costs),
        )
        return self._table("What a QALY costs, by what is assumed", head, rows, findings)

    def _comparison(self, found: Found) -> Table:
        """Both gains, and the difference of people who started alike."""
        rows, findings = [], []
        for scenario in found.scenarios if found.compared else ():
            own = [found.plain(scenario), found.others(scenario), found.left(scenario), found.alike(scenario)]
            own += [found.ratio(scenario, cost, alike=True) for cost in found.costs]
            people = [self.desk.people([finding]) for finding in own[:2]]
            gains = [finding_cell(finding) for finding in own]
            cells = (people[0], gains[0], people[1], *gains[1:])
            rows.append(Row(label=f"If {scenario_title(scenario)}", cells=cells))
            findings += [f for f in own if f is not None]
            # What follows from it at a threshold is in the lead.
            for threshold, cost in itertools.product(found.thresholds, found.costs):
                found.worth(threshold, scenario, cost, alike=True)
                found.chance(threshold, scenario, cost, alike=True)
        head = (
            "What is assumed",
            "People of the service",
            "QALYs they gained",
            "People of the comparison group",
            "QALYs they gained",
            "Difference",
            "Difference of people who started alike",
            *(f"{_a_qaly(cost)}, who started alike" for cost in found.costs),
        )
        apart = found.get("difference in mean first utility, service less comparison group")
        findings += [apart] if apart is not None and rows else []
        caption = "The service and the comparison group, which is not a randomised one"
        return self._table(caption, head, rows, findings)

    def _pairs(self, found: Found) -> Table:
        """What a QALY costs as two numbers vary together, and in words whether that is worth it."""
        cells = {(row, column): (ratio, worth) for row, column, ratio, worth in found.pairs()}
        columns = tuple(dict.fromkeys(column for _, column in cells))
        rows, findings = [], []
        for row in dict.fromkeys(row for row, _ in cells):
            own = [cells.get((row, column), (None, None)) for column in columns]
            label = f"{row[:1].upper()}{row[1:]}"
            rows.append(Row(label=label, cells=tuple(_paired(ratio, worth) for ratio, worth in own)))
            findings += [finding for ratio, _ in own for finding in [ratio] if finding is not None]
        head = ("£ a QALY, if", *(f"{column[:1].upper()}{column[1:]}" for column in columns))
        at = found.thresholds[0] if found.thresholds else "the threshold"
        caption = f"What a QALY costs if two things are different at once, and if that is worth it at {at}"
        return self._table(caption, head, rows, findings)

    def _said(self, caption: str, head: tuple[str, ...], lines: Iterable[tuple[str, str]]) -> Table:
        rows = [Row(label=what, cells=(Cell(text=text, numeric=False),)) for what, text in lines]
        return self._table(caption, head, rows, (), left=2)

    def _evens(self, found: Found) -> Table:
        rows, findings = [], []
        for what, ends, unit in (
            ("Highest cost of a person, if", found.scenarios, "£"),
            ("Smallest gain,", found.costs, "QALYs"),
            ("Shortest time that the mean gain has to last,", found.costs, "days"),
        ):
            name = {"£": "highest cost", "QALYs": "smallest gain", "days": "shortest duration"}[unit]
            for end in ends:
                own = [found.get(f"{name} that passes {threshold}, {end}") for threshold in found.thresholds]
                if not any(own):
                    continue
                label = f"{what} {scenario_title(end) if unit == '£' else end}"
                rows.append(Row(label=label, cells=(*map(finding_cell, own), Cell(text=unit, numeric=False))))
                findings += [finding for finding in own if finding is not None]
        head = (
            "Where it would just be worth its cost",
            *(f"at {t} a QALY" for t in found.thresholds),
            "Unit",
        )
        return self._table("What would still pass", head, rows, findings)

    def _chances(self, found: Found) -> Table:
        """How probable it is to be worth its cost, and by how much it is."""
        thresholds, compared = found.thresholds, found.for_comparison
        rows, findings = [], []
        for scenario, cost in itertools.product(found.scenarios, found.costs):
            own = [found.chance(threshold, scenario, cost) for threshold in (*thresholds, *compared)]
            own += [found.at("net monetary benefit", threshold, scenario, cost) for threshold in thresholds]
            chances = len(thresholds) + len(compared)
            cells = [*map(_chance_cell, own[:chances]), *map(finding_cell, own[chances:])]
            rows.append(Row(label=_at(scenario, cost), cells=tuple(joined(cells))))
            findings += [f for f in own if f is not None]
        head = (
            "What is assumed",
            *(f"Worth its cost at {threshold}, probability" for threshold in thresholds),
            *(f"At {threshold}, for comparison" for threshold in compared),
            *(f"Worth minus cost at {threshold}, £ a person" for threshold in thresholds),
        )
        return self._table("How probable it is to be worth its cost, and by how much", head, rows, findings)

    def _more(self, found: Found) -> Table:
        """The net benefit in QALYs, and what it would be worth to know for certain."""
        rows, findings = [], []
        kinds = ("net health benefit", "value of perfect information")
        for scenario, cost in itertools.product(found.scenarios, found.costs):
            own = [
                found.at(kind, threshold, scenario, cost) for kind in kinds for threshold in found.thresholds
            ]
            cells = joined([finding_cell(finding) for finding in own])
            rows.append(Row(label=_at(scenario, cost), cells=tuple(cells)))
            findings += [f for f in own if f is not None]
        head = (
            "What is assumed",
            *(f"Worth minus cost at {threshold}, QALYs a person" for threshold in found.thresholds),
            *(f"Knowing for certain at {threshold}, £ a person" for threshold in found.thresholds),
        )
        caption = "Net benefit in QALYs, and what it would be worth to know for certain"
        return self._table(caption, head, rows, findings)

    def _by_site(self, found: Found) -> Table:
        scenario = found.scenarios[0]
        rows, findings = [], []
        places = self.data.places(COSTS)
        for place in places if len(places) > 1 else ():
            own = Found(data=self.data, place=place)
            if not own.scenarios or own.compared:
                continue  # the sites that are compared have a table of their own
            gain = own.left(scenario)
            ratios = [own.ratio(scenario, cost) for cost in found.costs]
            shown = [finding_cell(ratio) for ratio in ratios]
            if gain is not None and gain.note.startswith(_OTHERS):
                shown = [Cell(text=_OTHERS, missing=True, span=len(shown))] if shown else []
            cells = (self.desk.people([gain]), finding_cell(gain), *shown)
            rows.append(Row(label=place.label, cells=cells, total=place.total))
            findings += [f for f in (gain, *ratios) if f is not None]
        head = ("Site", "People", "QALYs gained", *map(_a_qaly, found.costs))
        against = ", against no change" if found.compared else ""
        return self._table(f"By site{against}, if {scenario_title(scenario)}", head, rows, findings)

    def _named(self, found: Found) -> Table:
        """Say whose thresholds they are, and since when."""
        rows, findings = [], []
        named = [(t, found.get(f"threshold, {t}")) for t in found.thresholds]
        named += [(t, found.get(f"threshold for comparison, {t}")) for t in found.for_comparison]
        by_definition: dict[str, list[str]] = {}
        for threshold, finding in named:
            if finding is not None:
                by_definition.setdefault(finding.definition, []).append(threshold)
                findings.append(finding)
        for name, ends in by_definition.items():
            definition = self.desk.definitions.get(name)
            if definition is not None:
                cell = Cell(
                    text=f"{definition.text.rstrip('.')}. Source: {definition.source}.", numeric=False
                )
                rows.append(Row(label=" and ".join(ends), cells=(cell,)))
        head = ("What a QALY may cost", "Whose threshold it is, since when, and the source")
        return self._table("Thresholds", head, rows, findings, left=2)

    def _others(self, found: Found) -> Table:
        """What no chart or table has shown of these people; the same of each site is not on the page."""
        left = [f for f in self.data.take(COSTS) if self.data.place_of(f) == found.place]
        rows = [
            Row(
                label=f"{finding.statistic[:1].upper()}{finding.statistic[1:]}",
                cells=(finding_cell(finding), Cell(text=finding.unit or "number", numeric=False)),
            )
            for finding in left
        ]
        caption = "Other figures; all of them, by site, are in the workbook and in findings.csv"
        return self._table(caption, ("Figure", "Value", "Unit"), rows, left)

    def _cheers(self) -> Table:
        rows = []
        for name, definition in self.desk.definitions.items():
            if name.startswith(CHEERS):
                status, label, place = [*definition.text.split(" | ", 2), "", ""][:3]
                where = "-" if place in {"", "-"} else place
                read = "" if definition.verified else "; label not verified"
                texts = (label, status + read, where)
                cells = tuple(Cell(text=text, numeric=False) for text in texts)
                rows.append(Row(label=str(int(name.removeprefix(CHEERS))), cells=cells))
        head = ("Item", "What a report should say (our words)", "Here", "Where")
        caption = "CHEERS 2022, a checklist for reports of economic evaluations"
        return self._table(caption, head, rows, (), left=4)


def _at(scenario: str, cost: str) -> str:
    return f"If {scenario_title(scenario)}, {cost}"


def _a_qaly(cost: str) -> str:
    """Head a column of costs of a QALY."""
    start = "if a person costs " if cost.startswith("at £") else "at "
    return f"£ a QALY, {start}{cost.removeprefix('at ')}"


def _chance_cell(finding: Finding | None) -> Cell:
    return Cell(text=chance_text(finding)) if chance_text(finding) else finding_cell(finding)


def _paired(ratio: Finding | None, worth: Finding | None) -> Cell:
    """Write the cost of a QALY with, in words, whether it is worth it."""
    cell = finding_cell(ratio)
    if worth is None or worth.value is None:
        return cell
    return attrs.evolve(cell, small=(*cell.small, "worth it" if worth.value > 0 else "not worth it"))


def _kinds(findings: Sequence[Finding]) -> list[tuple[str, list[Finding]]]:
    """Sort findings by what they are: the words before the first comma or threshold."""
    kinds: dict[str, list[Finding]] = {}
    for finding in findings:
        what = finding.statistic.partition(", ")[0].partition(" at £")[0].partition(" that passes")[0]
        what = what.partition(" if ")[0]
        kinds.setdefault(f"{what[:1].upper()}{what[1:]}", []).append(finding)
    return list(kinds.items())
