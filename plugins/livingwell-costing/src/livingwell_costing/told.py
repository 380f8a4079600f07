"""
Value for money in plain words, for a terminal.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from livingwell_core.analyses import ALL_SITES, EVERYONE
from livingwell_core.instruments import ILLUSTRATIVE
from livingwell_costing.comparison import BEYOND, NOT_RANDOMISED
from livingwell_costing.levels import OURS
from livingwell_costing.words import percent, pounds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from livingwell_core.analyses import Finding
    from livingwell_core.reports import Report

__all__ = ["told_lines"]

_GAIN: Final = "QALY gain"
_OTHERS: Final = "gain of the comparison group in QALYs"
_RATIO: Final = re.compile(r"cost per QALY(?: (at the same first utility))?, (.+)")
_ALIKE: Final = "at the same first utility"
_DIFFER: Final = "difference in mean first utility"
_CHANCE: Final = re.compile(r"probability of being worth its cost at (£[\d,.]+), (.+)")
_EVEN: Final = re.compile(r"(highest cost|smallest gain|shortest duration) that passes (£[\d,.]+), (.+)")
_VARIES: Final = re.compile(r"net monetary benefit at (£[\d,.]+) as it varies, (.+)")
_TWO: Final = re.compile(r"cost per QALY if (.+) and (.+)")
_OUTCOME: Final = "cost per person "


def told_lines(report: Report) -> list[str]:
    """
    Say what a QALY costs, how sure that is, and what would change it.

    Parameters
    ----------
    report : Report
        After disclosure control.

    Returns
    -------
    list of str
    """
    lines: list[str] = ["INVENTED DATA"] if report.invented else []
    names = {instrument.id: instrument.title for instrument in report.instruments}
    everyone = [finding for finding in report.findings if finding.group == EVERYONE]
    scores = dict.fromkeys((finding.instrument, finding.score) for finding in everyone)
    for instrument, score in scores:
        own = [f for f in everyone if (f.instrument, f.score) == (instrument, score)]
        sites = dict.fromkeys(finding.site for finding in own)
        site = ALL_SITES if ALL_SITES in sites else next(iter(sites))
        found = [finding for finding in own if finding.site == site]
        where = "all sites" if site == ALL_SITES else site
        lines += ["", f"{names.get(instrument, instrument)}, {score}: {where}"]
        if any(ILLUSTRATIVE in finding.note for finding in found):
            lines.append(f"  {ILLUSTRATIVE}")
        lines += [f"  {line}".rstrip() for line in _told(found)]
    if not scores:
        return [*lines, "There is nobody with a first and a last utility, and so no QALY to cost."]
    return [*lines, "", *_caution(everyone)]


def _caution(found: Sequence[Finding]) -> Iterator[str]:
    """Say what the figures are not."""
    if any(BEYOND in finding.statistic for finding in found):
        yield f"{NOT_RANDOMISED[:1].upper()}{NOT_RANDOMISED[1:]}."
        yield "The groups may differ in more than the service."
    else:
        yield "A gain against no change from the first assessment is no effect: nobody was compared."
    if any(OURS in finding.note for finding in found):
        yield "Ranges that are this tool's own assumption were not measured; the table `ranges` names others."


def _told(found: Sequence[Finding]) -> Iterator[str]:
    gains = [finding for finding in found if finding.statistic.startswith(("QALY ", _OTHERS))]
    ratios = [(match, f) for f in found if (match := _RATIO.fullmatch(f.statistic))]
    if gains:
        yield "QALYs gained by a person (a QALY is a year in full health):"
        for finding in _by_scenario(gains):
            yield f"  {_named(finding.statistic)}: {_number(finding)}{_n(finding)}"
    for finding in found:
        if finding.statistic.startswith(_DIFFER):
            yield f"How far apart the groups started, in first utility: {_number(finding)}"
    if gains and not ratios:
        yield "No cost given, and so no cost of a QALY: --cost, or the table of the analysis."
    if ratios:
        yield "What a QALY costs:"
    for match, finding in ratios:
        yield f"  {match[2]}{f', {match[1]}' if match[1] else ''}: {_number(finding)}"
    yield from _chances(found)
    yield from _evens(found)
    yield from _varied(found)
    yield from _varied_together(found)
    outcomes = [finding for finding in found if finding.statistic.startswith(_OUTCOME)]
    if outcomes:
        yield "What it costs that a person improves or recovers (no extra cost of an extra one):"
    for finding in outcomes:
        yield f"  {finding.statistic.removeprefix(_OUTCOME)}: {_number(finding)}"


def _by_scenario(gains: Sequence[Finding]) -> Iterator[Finding]:
    """Put what is said of one scenario together: against no change, of the others, and beyond these."""
    scenarios = dict.fromkeys(gain.statistic.partition(", ")[2] for gain in gains)
    for scenario in scenarios:
        own = [gain for gain in gains if gain.statistic.partition(", ")[2] == scenario]
        yield from sorted(own, key=lambda gain: (_ALIKE in gain.statistic, BEYOND in gain.statistic))


def _named(statistic: str) -> str:
    what, _, scenario = statistic.partition(", ")
    if what == _GAIN:
        return scenario
    what = what.removeprefix("QALY ").removesuffix(" in QALYs")
    return f"{scenario}, {what}" if scenario else what


def _chances(found: Sequence[Finding]) -> Iterator[str]:
    # Those of thresholds have a net benefit beside them; the others are of the curve.
    shown = {
        match[1]
        for f in found
        if (match := re.match(r"net monetary benefit at (£[\d,.]+), ", f.statistic)) is not None
    }
    chances = [
        (match, finding)
        for finding in found
        if (match := _CHANCE.fullmatch(finding.statistic)) and match[1] in shown
    ]
    if chances:
        yield "How sure that it is worth its cost, if a QALY may cost:"
    for match, finding in chances:
        yield f"  {match[1]}, {match[2]}: {_number(finding)}"


def _evens(found: Sequence[Finding]) -> Iterator[str]:
    evens = [(match, f) for f in found if (match := _EVEN.fullmatch(f.statistic))]
    if evens:
        yield "Where it would just pass:"
    for match, finding in evens:
        yield f"  {match[1]} at {match[2]} a QALY, {match[3]}: {_number(finding)}"


def _varied(found: Sequence[Finding]) -> Iterator[str]:
    bars = [(match, f) for f in found if (match := _VARIES.fullmatch(f.statistic))]
    if bars:
        yield f"What would change the answer (worth less cost, if a QALY may cost {bars[0][0][1]}):"
    for match, finding in bars:
        why = finding.note.split("; ")[0]
        yield f"  {match[2]}, {why}: {_number(finding)}"


def _varied_together(found: Sequence[Finding]) -> Iterator[str]:
    cells = [(match, f) for f in found if (match := _TWO.fullmatch(f.statistic))]
    if cells:
        yield "What a QALY costs if two numbers are others together:"
    for match, finding in cells:
        yield f"  {match[1]}, {match[2]}: {_number(finding)}"


def _n(finding: Finding) -> str:
    return f", n = {finding.n:,}" if finding.n is not None else ""


def _number(finding: Finding) -> str:
    """Write the value with its interval, or why there is none."""
    if finding.value is None:
        return finding.note.split("; ")[0]
    text = _written(finding.value, finding.unit)
    if finding.low is None or finding.high is None:
        return text
    return f"{text} ({_written(finding.low, finding.unit)} to {_written(finding.high, finding.unit)})"


def _written(value: float, unit: str) -> str:
    if unit.startswith("£"):
        return ("-" if value < 0 else "") + pounds(float(round(abs(value))))
    if unit == "%":
        return percent(value)
    return f"{value:.0f} days" if unit == "days" else f"{value:.3f}"
