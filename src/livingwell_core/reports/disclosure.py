"""
Keep small numbers out of what is shared, and keep them from being worked out.

The rule is the one of NHS England's monthly mental health statistics: numbers of people below 5, zero
among them, are not shown. That pipeline stops there; here a number is also withheld where a
subtraction would give a small one away: from the total of its categories, or from all sites together.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import attrs

from livingwell_core.analyses.finding import ALL_SITES, Finding

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

__all__ = ["SUPPRESSED", "protect"]

#: How the note of a suppressed finding begins.
SUPPRESSED = "suppressed"


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
    hidden = {place for place, finding in enumerate(findings) if _small(finding, minimum)}
    while True:
        more = set(_companions(findings, hidden)) - hidden
        if not more:
            break
        hidden |= more
    protected = tuple(
        _hide(finding, minimum) if place in hidden else finding for place, finding in enumerate(findings)
    )
    return protected, len(hidden)


def _small(finding: Finding, minimum: int) -> bool:
    if finding.n is not None and 0 < finding.n < minimum:
        return True
    if finding.numerator is None or finding.n is None or finding.n == 0:
        return False
    return finding.numerator < minimum or 0 < finding.n - finding.numerator < minimum


def _companions(findings: Sequence[Finding], hidden: set[int]) -> Iterable[int]:
    """Find what else has to be hidden because a subtraction would give a hidden number away."""
    categories: dict[Hashable, list[int]] = defaultdict(list)
    sites: dict[Hashable, list[int]] = defaultdict(list)
    for place, f in enumerate(findings):
        same = (f.analysis, f.instrument, f.score, f.group, f.definition, f.unit)
        sites[same, f.statistic].append(place)
        if f.numerator is not None:
            categories[same, f.site].append(place)
    for places in categories.values():
        # Categories that make up everyone: with one of them hidden the rest gives it away.
        whole = sum(findings[place].numerator or 0 for place in places) == findings[places[0]].n
        if len(places) > 1 and whole:
            yield from _one_more(findings, places, hidden)
    for places in sites.values():
        parts = [place for place in places if findings[place].site != ALL_SITES]
        total = [place for place in places if findings[place].site == ALL_SITES and place not in hidden]
        if not total:
            continue
        if len(parts) == 1 and parts[0] in hidden:
            yield from total
        elif len(parts) > 1:
            yield from _one_more(findings, parts, hidden)


def _one_more(findings: Sequence[Finding], places: list[int], hidden: set[int]) -> Iterable[int]:
    """If exactly one is hidden, choose the smallest of the others to hide with it."""
    if len(hidden.intersection(places)) != 1:
        return

    def size(place: int) -> tuple[int, int]:
        finding = findings[place]
        return (finding.numerator if finding.numerator is not None else finding.n or 0, place)

    yield min((place for place in places if place not in hidden), key=size)


def _hide(finding: Finding, minimum: int) -> Finding:
    why = f"{SUPPRESSED}: fewer than {minimum} people, or a number that would give such a one away"
    return attrs.evolve(
        finding,
        value=None,
        low=None,
        high=None,
        n=None if finding.n is not None and finding.n < minimum else finding.n,
        numerator=None,
        note="; ".join(text for text in (why, finding.note) if text),
    )
