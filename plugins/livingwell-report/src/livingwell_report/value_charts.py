"""
The charts of value for money: the plane of gain and cost, the acceptability curve, the tornado.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Final

import attrs

from livingwell_report.costs import OURS, chance_text, money, scenario_title
from livingwell_report.dumbbells import diamond
from livingwell_report.marks import WIDTH, Chart, Mark, circle, fit, line, path, rect, text
from livingwell_report.numbers import exact, fixed, interval_of, value_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from livingwell_core.analyses import Finding
    from livingwell_report.bands import Drawing
    from livingwell_report.costs import Found

__all__ = ["draw_curve", "draw_plane", "draw_tornado"]

_LEFT: Final = 58.0
_RIGHT: Final = WIDTH - 14.0
_STEPS: Final = tuple(m * 10.0**e for e in range(-4, 8) for m in (1, 2, 5))
_ROW: Final = 66.0
# Size of small letters, in units.
_SMALL: Final = 13.0


@attrs.frozen(kw_only=True)
class _Scale:
    """From numbers to places, straight."""

    lowest: float
    highest: float
    start: float
    end: float
    step: float

    @classmethod
    def over(cls, values: Sequence[float], start: float, end: float) -> _Scale:
        """Round outwards to a handful of ticks, with 0 among them."""
        low, high = min(0.0, *values), max(0.0, *values)
        step = next((step for step in _STEPS if (high - low) / step <= 5), (high - low) / 5) or 1.0
        lowest, highest = step * math.floor(low / step + 1e-9), step * math.ceil(high / step - 1e-9)
        return cls(lowest=lowest, highest=max(highest, lowest + step), start=start, end=end, step=step)

    def at(self, value: float) -> float:
        share = (value - self.lowest) / (self.highest - self.lowest)
        return self.start + min(max(share, 0.0), 1.0) * (self.end - self.start)

    def ticks(self) -> list[float]:
        count = round((self.highest - self.lowest) / self.step)
        return [self.lowest + self.step * i for i in range(count + 1)]


def _square(x: float, y: float) -> Mark:
    return rect(x - 6, y - 6, 12, 12, "bar-last")


def _triangle(x: float, y: float) -> Mark:
    return path([(x, y - 8), (x + 8, y + 6), (x - 8, y + 6)], "bar-first")


# A shape a scenario, so that colour never says it alone.
_SHAPES: Final[tuple[Callable[[float, float], Mark], ...]] = (
    lambda x, y: circle(x, y, 6, "first"),
    lambda x, y: path(diamond(x, y), "last"),
    _square,
    _triangle,
)


def _pounds(value: float) -> str:
    sign = "\N{MINUS SIGN}" if value < 0 else ""
    return f"{sign}£{fixed(abs(value), 0)}"


def draw_plane(drawing: Drawing, found: Found) -> Chart | None:
    """
    Draw each scenario's gain, with its interval, at each cost, and a line at each threshold.

    Parameters
    ----------
    drawing : Drawing
    found : Found

    Returns
    -------
    Chart or None
        None if there is nothing to draw.
    """
    points = [
        (number, gain, _cost(found, scenario, cost))
        for number, scenario in enumerate(found.scenarios)
        for cost in found.costs
        if (gain := found.left(scenario)) is not None and gain.value is not None
    ]
    places = [(number, gain, cost) for number, gain, cost in points if cost is not None]
    if not places:
        return None
    legend = 24.0 * len(found.scenarios)
    top, bottom = legend + 28, legend + 268
    ends = [e for _, g, _ in places for e in (g.value, g.low, g.high) if e is not None]
    x = _Scale.over(ends, _LEFT, _RIGHT)
    y = _Scale.over([cost * 1.15 for _, _, cost in places], bottom, top)
    marks: list[Mark] = []
    for number, scenario in enumerate(found.scenarios):
        marks.append(_SHAPES[number % 4](8, 24 * number + 11))
        marks.append(text(22, 24 * number + 16, scenario_title(scenario), "small"))
    marks += _frame(x, y, exact, _pounds)
    for threshold in found.thresholds:
        marks += _threshold(threshold, x, y)
    for _, gain, cost in places:
        if gain.low is not None and gain.high is not None:
            marks += _whisker(x.at(gain.low), x.at(gain.high), y.at(cost))
    marks += [_SHAPES[number % 4](x.at(gain.value or 0.0), y.at(cost)) for number, gain, cost in places]
    marks.append(text(WIDTH / 2, bottom + 40, "QALYs gained by a person", "small muted", anchor="middle"))
    what = "extra cost of a person" if found.compared else "cost of a person"
    lines = "dotted lines: thresholds; below a line a QALY costs less"
    marks.append(text(0, bottom + 62, lines, "small muted"))
    marks.append(text(0, bottom + 80, f"upwards: {what}; bars: intervals of the gain", "small muted"))
    said = " ".join(_told(found, scenario) for scenario in found.scenarios)
    return drawing.finish(marks, bottom + 88, said)


def _cost(found: Found, scenario: str, label: str) -> float | None:
    """Give what a person costs beyond a comparison, or the cost that a label names; None if it is neither."""
    extra = found.extra_cost(scenario, label)
    if extra is not None:
        return extra.value
    try:
        return float(label.removeprefix("at £").replace(",", ""))
    except ValueError:
        return None


def _told(found: Found, scenario: str) -> str:
    gain = found.left(scenario)
    if gain is None or gain.value is None:
        return f"If {scenario_title(scenario)}: not shown."
    interval = interval_of(gain)
    costs = [
        f"{money(ratio)} a QALY {cost}" if money(ratio) else f"no cost of a QALY {cost}"
        for cost in found.costs
        if (ratio := found.ratio(scenario, cost)) is not None
    ]
    bracket = f" ({interval})" if interval else ""
    return f"If {scenario_title(scenario)}: {value_of(gain)} QALYs{bracket}, {', '.join(costs)}."


def _frame(
    x: _Scale, y: _Scale, across: Callable[[float], str], upwards: Callable[[float], str]
) -> list[Mark]:
    marks = [line(x.at(tick), y.start, x.at(tick), y.end, "grid") for tick in x.ticks()]
    marks += [line(x.start, y.at(tick), x.end, y.at(tick), "grid") for tick in y.ticks()]
    marks += [line(x.at(0), y.start, x.at(0), y.end, "track"), line(x.start, y.at(0), x.end, y.at(0), "rule")]
    marks += [text(x.at(t), y.start + 18, across(t), "small muted", anchor="middle") for t in x.ticks()]
    marks += [text(x.start - 10, y.at(t) + 5, upwards(t), "small muted", anchor="end") for t in y.ticks()]
    return marks


def _threshold(threshold: str, x: _Scale, y: _Scale) -> list[Mark]:
    """Draw where a QALY costs just so much, up to the edge of the chart, with its name there."""
    slope = float(threshold.removeprefix("£").replace(",", ""))
    right = min(x.highest, y.highest / slope)
    ends = (x.at(0), y.at(0), x.at(right), y.at(slope * right))
    return [line(*ends, "edge"), text(ends[2] + 2, ends[3] - 5, threshold, "tiny muted", anchor="middle")]


def _whisker(x1: float, x2: float, y: float) -> list[Mark]:
    ends = [line(x, y - 5, x, y + 5, "whisker") for x in (x1, x2)]
    return [line(x1, y, x2, y, "whisker"), *ends]


def draw_curve(drawing: Drawing, found: Found) -> Chart | None:
    """
    Draw how probable it is to be worth its cost, by what a QALY may cost: a line a cost.

    Parameters
    ----------
    drawing : Drawing
    found : Found

    Returns
    -------
    Chart or None
        None if there is nothing to draw.
    """
    curves = [
        (cost, [(at, f) for at, f in found.curve(found.scenarios[0], cost) if f.value is not None])
        for cost in found.costs[:2]
    ]
    if not any(len(points) > 1 for _, points in curves):
        return None
    top, bottom = 40.0, 240.0
    x = _Scale.over([at for _, points in curves for at, _ in points], _LEFT, _RIGHT - 14)
    y = _Scale(lowest=0, highest=100, start=bottom, end=top, step=25)
    marks = _frame(x, y, _pounds, lambda value: f"{value:g}%")
    for threshold in found.thresholds:
        at = x.at(float(threshold.removeprefix("£").replace(",", "")))
        marks.append(line(at, top, at, bottom, "edge"))
    for number, (cost, points) in enumerate(curves):
        left = 8 + 150 * number
        marks += [_SHAPES[number](left, 11), text(left + 14, 16, cost.removeprefix("at "), "small")]
        css = ("link", "whisker")[number]
        for (a, first), (b, second) in itertools.pairwise(points):
            marks.append(line(x.at(a), y.at(first.value or 0), x.at(b), y.at(second.value or 0), css))
        marks += [_SHAPES[number](x.at(at), y.at(f.value or 0)) for at, f in points]
    marks.append(text(WIDTH / 2, bottom + 40, "what a QALY may cost", "small muted", anchor="middle"))
    marks.append(text(0, bottom + 62, "dotted lines: thresholds; upwards: probability", "small muted"))
    said = " ".join(
        f"{cost[:1].upper()}{cost[1:]}: "
        + ", ".join(f"{chance_text(finding)} at {_pounds(at)}" for at, finding in points)
        + "."
        for cost, points in curves
    )
    return drawing.finish(marks, bottom + 70, said)


def draw_tornado(drawing: Drawing, bars: Sequence[tuple[str, str, Finding]]) -> Chart | None:
    """
    Draw how far the net benefit moves as one number varies, the widest first.

    Parameters
    ----------
    drawing : Drawing
    bars : sequence of (title, threshold, Finding)

    Returns
    -------
    Chart or None
        None if there is nothing to draw.
    """
    shown = [(title, f) for title, _, f in bars if f.value is not None and f.low is not None]
    if not shown:
        return None
    ends = [end for _, f in shown for end in (f.value, f.low, f.high) if end is not None]
    x = _Scale.over(ends, 24, WIDTH - 34)
    marks: list[Mark] = []
    for number, (title, finding) in enumerate(shown):
        top = _ROW * number
        low, high, base = (end or 0.0 for end in (finding.low, finding.high, finding.value))
        marks += [line(x.at(tick), top + 40, x.at(tick), top + 62, "grid") for tick in x.ticks()]
        marks.append(text(0, top + 16, f"{title[:1].upper()}{title[1:]}", "strong"))
        marks.append(text(0, top + 33, fit(_short(finding), WIDTH, _SMALL), "small muted"))
        marks.append(rect(x.at(low), top + 43, x.at(high) - x.at(low), 16, "bar-first"))
        marks.append(line(x.at(base), top + 39, x.at(base), top + 63, "rule"))
        marks.append(line(x.at(0), top + 38, x.at(0), top + 64, "edge"))
    bottom = _ROW * len(shown)
    marks += [text(x.at(t), bottom + 18, _pounds(t), "small muted", anchor="middle") for t in x.ticks()]
    name = f"worth minus cost, for each person, at {bars[0][1]} a QALY"
    marks.append(text(WIDTH / 2, bottom + 40, name, "small muted", anchor="middle"))
    marks.append(
        text(0, bottom + 62, "upright line: as it is; dotted line: just worth its cost", "small muted")
    )
    ours = any(OURS in _range(finding) for _, finding in shown)
    if ours:
        marks.append(text(0, bottom + 80, f"* {OURS}: nobody measured it", "small muted"))
    said = " ".join(
        f"{title[:1].upper()}{title[1:]}, {_range(f)}: {_pounds(f.low or 0)} to {_pounds(f.high or 0)}."
        for title, f in shown
    )
    return drawing.finish(marks, bottom + (88 if ours else 70), said)


def _range(finding: Finding) -> str:
    return finding.note.split("; ")[0]


def _short(finding: Finding) -> str:
    return _range(finding).replace(f" ({OURS})", " *")
