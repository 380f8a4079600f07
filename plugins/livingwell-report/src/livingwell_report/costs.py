"""
What was found of value for money, sorted by scenario, cost and threshold.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final

import attrs

from livingwell_report.numbers import value_of

if TYPE_CHECKING:
    from livingwell_core.analyses import Finding
    from livingwell_report.scores import Place, ScoreFindings

__all__ = [
    "ALIKE",
    "BEYOND",
    "COSTS",
    "OURS",
    "OUTCOME",
    "TOGETHER",
    "Found",
    "chance_text",
    "money",
    "scenario_title",
]

#: The analysis.
COSTS: Final = "cost-effectiveness"
#: How its statistics of people with an outcome begin.
OUTCOME: Final = "cost per person "

#: What stands for all sites together where some of them are the comparison group.
TOGETHER: Final = "gain of all sites together"
#: How gains are called from which that of a comparison group is taken off.
BEYOND: Final = "QALY gain beyond that of a comparison group"
#: Goes with figures of two groups at the same first utility.
ALIKE: Final = "at the same first utility"
#: Goes with a range that nobody named and no data gave.
OURS: Final = "this tool's own assumption"

_GAIN: Final = "QALY gain, "
_OTHERS: Final = "gain of the comparison group in QALYs"
_RATIO: Final = "cost per QALY, "
_CHANCE: Final = "probability of being worth its cost"
_THRESHOLD: Final = re.compile(r"threshold, (£[\d,.]+)")
_COMPARED: Final = re.compile(r"threshold for comparison, (£[\d,.]+)")
_VARIES: Final = re.compile(r"net monetary benefit at (£[\d,.]+) as it varies, (.+)")
_TWO: Final = re.compile(r"cost per QALY if (.+) and (.+)")
_WORTH: Final = re.compile(r"net monetary benefit at (£[\d,.]+) if (.+) and (.+)")
_POINT: Final = re.compile(rf"{_CHANCE} at £([\d,.]+), (.+)")

# A probability is never printed as certain: people drawn once more could always be others.
_NEARLY: Final = 0.1

_TITLES: Final = {
    "mean-gain-one-year": "the whole gain lasts one year (the programme's own)",
    "gain-stops": "the gain stops at the last assessment",
    "to-one-year": "the last gain is held to one year",
    "lasts-months": "the last gain lasts {} months more",
    "fades-linearly": "the last gain fades over {} months",
}


def scenario_title(name: str) -> str:
    """Say what a scenario assumes; one that is not known by its name."""
    kind, _, months = name.partition(":")
    return _TITLES.get(kind, name).format(months)


def money(finding: Finding | None) -> str:
    """Write pounds, or "" where there is no value."""
    if finding is None or finding.value is None:
        return ""
    text = value_of(finding)
    return f"£{text}" if text[0].isdigit() else f"{text[0]}£{text[1:]}"


def chance_text(finding: Finding | None) -> str:
    """Write a probability in percent, which rounding makes neither impossible nor certain; "" without one."""
    if finding is None or finding.value is None:
        return ""
    if finding.value < _NEARLY:
        return f"< {_NEARLY:g}%"
    return f"> {100 - _NEARLY:g}%" if finding.value > 100 - _NEARLY else value_of(finding)


@attrs.frozen(kw_only=True, eq=False)
class Found:
    """
    The findings at one place.

    Attributes
    ----------
    data : ScoreFindings
    place : Place
    """

    data: ScoreFindings
    place: Place

    @functools.cached_property
    def statistics(self) -> tuple[str, ...]:
        """Names of all statistics at the place, in the report's order."""
        place = self.place
        return tuple(
            finding.statistic
            for finding in self.data.findings
            if (finding.analysis, finding.site, finding.group) == (COSTS, place.site, place.group)
        )

    def get(self, statistic: str) -> Finding | None:
        """Give a finding, which then is shown."""
        return self.data.find(COSTS, statistic, self.place)

    @functools.cached_property
    def scenarios(self) -> tuple[str, ...]:
        """Ids of scenarios, that of charts first."""
        return tuple(name.removeprefix(_GAIN) for name in self.statistics if name.startswith(_GAIN))

    @functools.cached_property
    def costs(self) -> tuple[str, ...]:
        """At which costs: "at £800"."""
        found = (name.split(", ", 2)[2] for name in self.statistics if name.startswith(_RATIO))
        return tuple(dict.fromkeys(found))

    @functools.cached_property
    def thresholds(self) -> tuple[str, ...]:
        """Those that are used: "£20,000"."""
        return tuple(m[1] for name in self.statistics if (m := _THRESHOLD.fullmatch(name)))

    @functools.cached_property
    def for_comparison(self) -> tuple[str, ...]:
        """Those that are shown for comparison."""
        found = tuple(m[1] for name in self.statistics if (m := _COMPARED.fullmatch(name)))
        return tuple(name for name in found if name not in self.thresholds)

    @functools.cached_property
    def compared(self) -> bool:
        """True where a comparison group's gain is taken off."""
        return any(name.startswith(f"{BEYOND}, ") for name in self.statistics)

    def plain(self, scenario: str) -> Finding | None:
        """Give the gain against no change."""
        return self.get(f"{_GAIN}{scenario}")

    def left(self, scenario: str) -> Finding | None:
        """Give the gain that a cost is held against: with what is taken off, where something is."""
        names = [
            name
            for name in self.statistics
            if name.startswith("QALY ") and name.endswith(f", {scenario}") and ALIKE not in name
        ]
        return self.get(names[-1]) if names else None

    def others(self, scenario: str) -> Finding | None:
        """Give the gain of the comparison group."""
        return self.get(f"{_OTHERS}, {scenario}")

    def alike(self, scenario: str) -> Finding | None:
        """Give the gain beyond that of the comparison group at the same first utility."""
        return self.get(f"{BEYOND} {ALIKE}, {scenario}")

    def ratio(self, scenario: str, cost: str, *, alike: bool = False) -> Finding | None:
        """Give the cost per QALY; with `alike` of two groups at the same first utility."""
        return self.get(
            f"cost per QALY {ALIKE}, {scenario}, {cost}" if alike else f"{_RATIO}{scenario}, {cost}"
        )

    def worth(self, threshold: str, scenario: str, cost: str, *, alike: bool = False) -> Finding | None:
        """Give what the gain is worth less what it costs, in pounds."""
        what = f"net monetary benefit at {threshold}" + (f" {ALIKE}" if alike else "")
        return self.get(f"{what}, {scenario}, {cost}")

    def extra_cost(self, scenario: str, cost: str) -> Finding | None:
        """Give what a person costs beyond one of the comparison group."""
        return self.get(f"extra cost of a person, {scenario}, {cost}")

    def at(self, what: str, threshold: str, scenario: str, cost: str) -> Finding | None:
        """Give what follows at a threshold."""
        return self.get(f"{what} at {threshold}, {scenario}, {cost}")

    def chance(self, threshold: str, scenario: str, cost: str, *, alike: bool = False) -> Finding | None:
        """Give the probability of being worth its cost; with `alike` of groups at the same first utility."""
        what = f" {ALIKE}" if alike else ""
        return self.get(f"{_CHANCE} at {threshold}{what}, {scenario}, {cost}")

    def curve(self, scenario: str, cost: str) -> list[tuple[float, Finding]]:
        """Give the probability by threshold in pounds, rising."""
        points = []
        for name in self.statistics:
            match = _POINT.fullmatch(name)
            if match and match[2] == f"{scenario}, {cost}" and (finding := self.get(name)) is not None:
                points.append((float(match[1].replace(",", "")), finding))
        return sorted(points, key=lambda point: point[0])

    def pairs(self) -> list[tuple[str, str, Finding, Finding | None]]:
        """Give what two numbers are together, the cost of a QALY then, and the net benefit."""
        benefits = {(m[2], m[3]): name for name in self.statistics if (m := _WORTH.fullmatch(name))}
        return [
            (match[1], match[2], finding, self.get(benefits.get((match[1], match[2]), "")))
            for name in self.statistics
            if (match := _TWO.fullmatch(name)) and (finding := self.get(name)) is not None
        ]

    def bars(self) -> list[tuple[str, str, Finding]]:
        """Give what varies, the threshold, and the net benefit with both ends."""
        return [
            (match[2], match[1], finding)
            for name in self.statistics
            if (match := _VARIES.fullmatch(name)) and (finding := self.get(name)) is not None
        ]
