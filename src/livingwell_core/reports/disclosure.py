"""
Keep small numbers out of what is shared, and keep them from being worked out.

The rule is the one of NHS England's monthly mental health statistics: numbers of people below 5, zero
among them, are not shown. That pipeline stops there. Here a number is also withheld where fewer than 5
people are left over, where two counts by rules that differ a little are fewer than 5 people apart, and where
additions and subtractions would give a hidden one away: of the categories of everyone, the parts of a whole,
the sites of all together, and the groups of everyone at a site.

That happens in two steps. No hidden number may be alone in a sum. Then exact elimination over all sums says
what still follows from several of them together, and one number more is hidden, until nothing does.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import attrs

from livingwell_core.reports.hiding import Hiding

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from livingwell_core.analyses.finding import Finding

__all__ = ["SUPPRESSED", "protect"]

#: How the note of a suppressed finding begins.
SUPPRESSED = "suppressed"
_BETWEEN_NOTES = "; "


def protect(findings: Sequence[Finding], *, minimum: int) -> tuple[tuple[Finding, ...], int]:
    """
    Take small numbers out of findings.

    Parameters
    ----------
    findings : sequence of Finding
    minimum : int
        Smallest number of people that is shown; 0 and 1 switch the protection off.

    Returns
    -------
    findings : tuple of Finding
        In the same order; a suppressed one has no numbers and a note that says so.
    suppressed : int
        How many they are.
    """
    if minimum <= 1:
        return tuple(findings), 0
    hiding = Hiding(findings, minimum)
    hiding.run()
    common = _common_notes(findings)
    protected = tuple(
        _hide(finding, minimum, common, with_n=place in hiding.nameless)
        if place in hiding.hidden
        else finding
        for place, finding in enumerate(findings)
    )
    return protected, len(hiding.hidden)


def _line(finding: Finding) -> tuple[str, ...]:
    f = finding
    return f.instrument, f.score, f.analysis, f.definition, f.unit, f.statistic


def _notes(finding: Finding) -> list[str]:
    return [note for note in finding.note.split(_BETWEEN_NOTES) if note]


def _common_notes(findings: Sequence[Finding]) -> set[tuple[tuple[str, ...], str]]:
    """
    Give the notes of each line of findings that tell no number of people; "df 2" does, of three people.

    Those without a figure, and those that stand beside every n.
    """
    of: dict[tuple[str, ...], set[int | None]] = defaultdict(set)
    beside: dict[tuple[tuple[str, ...], str], set[int | None]] = defaultdict(set)
    for finding in findings:
        line = _line(finding)
        of[line].add(finding.n)
        for note in _notes(finding):
            beside[line, note].add(finding.n)
    return {
        (line, note)
        for (line, note), ns in beside.items()
        if not any(map(str.isdigit, note)) or (len(ns) > 1 and ns == of[line])
    }


def _hide(
    finding: Finding, minimum: int, common: Container[tuple[tuple[str, ...], str]], *, with_n: bool
) -> Finding:
    why = f"{SUPPRESSED}: fewer than {minimum} people, or a number that would give such a one away"
    return attrs.evolve(
        finding,
        value=None,
        low=None,
        high=None,
        level=None,
        n=None if with_n else finding.n,
        numerator=None,
        note=_BETWEEN_NOTES.join([why, *(n for n in _notes(finding) if (_line(finding), n) in common)]),
    )
