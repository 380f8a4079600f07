"""
The part of the page on value for money, to be read alone by whoever pays.
"""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING, Final

import attrs

from livingwell_report.costs import COSTS, OUTCOME, Found, money, scenario_title
from livingwell_report.notes import is_illustrative, left_to_say
from livingwell_report.numbers import interval_of, level_of, value_of, whole
from livingwell_report.sentences import whole_group
from livingwell_report.tables import finding_cell, joined
from livingwell_report.value_charts import draw_curve, draw_plane, draw_tornado
from livingwell_report.views import Cell, Row, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from livingwell_core.analyses import Finding
    from livingwell_report.bands import Drawing
    from livingwell_report.marks import Chart
    from livingwell_report.scores import ScoreFindings
    from livingwell_report.tables import Desk
    from livingwell_report.views import Figure, Section

__all__ = ["CHEERS", "Value"]

#: How the ids of definitions begin that are items of a checklist: they stand in a table of their own.
CHEERS: Final = "cheers-2022:"

_SINGLE: Final = (
    "Nobody was compared: this is gain against no change from the first assessment. Some people would have "
    "got better without the service, so the true cost of a QALY gained by it is likely to be higher."
)
_HALF: Final = "gain that would have come anyway"


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
        place = whole_group(self.data.places(COSTS))
        place = place or self.data.places(COSTS)[0]
        found = Found(data=self.data, place=place)
        if found.scenarios:
            return [self._value(found)]
        return [self._outcomes()]

    def _value(self, found: Found) -> Section:
        lead = _lead(found, self._whose(found))
        tables = [self._scenarios(found), self._evens(found), self._by_site(found)]
        below = [self._chances(found), self._named(found)]
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
        section = self.section("value", "Value for money", lead, None, tables, below)
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
            *(f"£ a QALY, {cost}" for cost in found.costs),
        )
        return self._table("What a QALY costs, by what is assumed", head, rows, findings)

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
        thresholds, compared = found.thresholds, found.compared
        rows, findings = [], []
        for scenario, cost in itertools.product(found.scenarios, found.costs):
            own = [found.chance(threshold, scenario, cost) for threshold in (*thresholds, *compared)]
            own += [found.at("net monetary benefit", threshold, scenario, cost) for threshold in thresholds]
            rows.append(_row(scenario, cost, own))
            findings += [f for f in own if f is not None]
        head = (
            "What is assumed",
            *(f"Worth its cost at {threshold}, probability" for threshold in thresholds),
            *(f"At {threshold}, for comparison" for threshold in compared),
            *(f"Worth less cost at {threshold}, £ a person" for threshold in thresholds),
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
            rows.append(_row(scenario, cost, own))
            findings += [f for f in own if f is not None]
        head = (
            "What is assumed",
            *(f"Worth less cost at {threshold}, QALYs a person" for threshold in found.thresholds),
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
            gain = own.left(scenario)
            ratios = [own.ratio(scenario, cost) for cost in found.costs]
            cells = (self.desk.people([gain]), finding_cell(gain), *map(finding_cell, ratios))
            rows.append(Row(label=place.label, cells=cells, total=place.total))
            findings += [f for f in (gain, *ratios) if f is not None]
        head = ("Site", "People", "QALYs gained", *(f"£ a QALY, {cost}" for cost in found.costs))
        return self._table(f"By site, if {scenario_title(scenario)}", head, rows, findings)

    def _named(self, found: Found) -> Table:
        """Say whose thresholds they are, and since when."""
        rows, findings = [], []
        named = [(t, found.get(f"threshold, {t}")) for t in found.thresholds]
        named += [(t, found.get(f"threshold for comparison, {t}")) for t in found.compared]
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


def _row(scenario: str, cost: str, findings: Sequence[Finding | None]) -> Row:
    label = f"If {scenario_title(scenario)}, {cost}"
    return Row(label=label, cells=tuple(joined([finding_cell(finding) for finding in findings])))


def _kinds(findings: Sequence[Finding]) -> list[tuple[str, list[Finding]]]:
    """Sort findings by what they are: the words before the first comma or threshold."""
    kinds: dict[str, list[Finding]] = {}
    for finding in findings:
        what = finding.statistic.partition(", ")[0].partition(" at £")[0].partition(" that passes")[0]
        kinds.setdefault(f"{what[:1].upper()}{what[1:]}", []).append(finding)
    return list(kinds.items())


def _lead(found: Found, whose: str) -> str:
    """Say it all in one paragraph, with nothing that needs explaining elsewhere."""
    first, *others = found.scenarios
    parts = [
        "A QALY is one year of life in full health, or two years at half of it.",
        _gained(found, first),
        _costs(found, first),
        *(_otherwise(found, other) for other in others),
        _accepted(found, whose),
        _SINGLE if not _beyond(found) else "What would have been gained without the service is taken off.",
        _if_half(found),
    ]
    return " ".join(part for part in parts if part)


def _beyond(found: Found) -> bool:
    return any(name.startswith("QALY gain beyond") for name in found.statistics)


def _gained(found: Found, scenario: str) -> str:
    gain = found.left(scenario)
    if gain is None or gain.value is None:
        return "How much people gained is not shown here."
    interval = interval_of(gain)
    who = f"the {whole(gain.n)} people assessed twice" if gain.n is not None else "people"
    bracket = f", {level_of([gain])} interval {interval}" if interval else ""
    return f"If {scenario_title(scenario)}, {who} gained {value_of(gain)} QALYs each on average{bracket}."


def _spans(found: Found, scenario: str) -> str:
    """Write the cost of a QALY, or what it is between."""
    values = [money(ratio) for cost in found.costs if (ratio := found.ratio(scenario, cost))]
    return " to ".join(value for value in values if value)


def _costs(found: Found, scenario: str) -> str:
    if not found.costs:
        return "No cost is given, so that what a QALY costs is not known."
    spans = _spans(found, scenario)
    costs = " to ".join(cost.removeprefix("at ") for cost in found.costs)
    if not spans:
        ratio = found.ratio(scenario, found.costs[0])
        why = ratio.note.partition("; ")[0].removeprefix("not applicable: ") if ratio else "not reported"
        return f"There is no cost of a QALY: {why}."
    return f"At {costs} for a person, a QALY then costs {spans}."


def _otherwise(found: Found, scenario: str) -> str:
    spans = _spans(found, scenario)
    return f"If {scenario_title(scenario)}, it costs {spans}." if spans else ""


def _accepted(found: Found, whose: str) -> str:
    if not found.thresholds or not found.costs:
        return ""
    source = f" ({whose})" if whose else ""
    text = f"Here a QALY may cost {' to '.join(found.thresholds)}{source}."
    if not found.compared:
        return text
    compared = " to ".join(found.compared)
    return f"{text} {compared} is shown for comparison only; the table of thresholds says why."


def _if_half(found: Found) -> str:
    bar = next(((at, f) for title, at, f in found.bars() if title == _HALF), None)
    if bar is None or bar[1].low is None:
        return ""
    at, finding = bar
    passes = "still be" if (finding.low or 0) > 0 else "no longer be"
    what = finding.note.partition("; ")[0].removeprefix("from none to ")
    if what != "half of the mean gain":
        return ""
    text = "Had half of the gain come anyway, and if the rest lasts one year"
    return f"{text}, it would {passes} worth its cost at {at} a QALY."
