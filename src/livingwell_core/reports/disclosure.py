"""
Keep small numbers out of what is shared, and keep them from being worked out.

The rule is the one of NHS England's monthly mental health statistics: numbers of people below 5, zero
among them, are not shown. That pipeline stops there. Here a number is also withheld where fewer than 5
people are left over, and where a subtraction would give a hidden one away: from the total of its
categories, from what it is a part of, or from all sites together.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import attrs

from livingwell_core.analyses.finding import ALL_SITES, Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

__all__ = ["SUPPRESSED", "protect"]

# A number of people of one score: instrument, score, group, and how many at each site.
_Number = tuple[str, str, str, tuple[tuple[str, int], ...]]

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
    nameless = _small_sites(findings, minimum)
    hidden = nameless | {place for place, finding in enumerate(findings) if _small(finding, minimum)}
    while True:
        more = set(_companions(findings, hidden, minimum)) - hidden
        if not more:
            break
        hidden |= more
    protected = tuple(
        _hide(finding, minimum, with_n=place in nameless or bool(finding.only_with))
        if place in hidden
        else finding
        for place, finding in enumerate(findings)
    )
    return protected, len(hidden)


def _small(finding: Finding, minimum: int) -> bool:
    if finding.n is not None and 0 < finding.n < minimum:
        return True
    if finding.numerator is None or finding.n is None or finding.n == 0:
        return False
    # Who was asked once only, or never, follows from the n of every figure of change beside the people
    # supported; to hide it here alone would protect nobody.
    rest = finding.n - finding.numerator
    return finding.numerator < minimum or (rest < minimum and not finding.all_is_open)


def _small_sites(findings: Sequence[Finding], minimum: int) -> set[int]:
    """
    Find everything that shows how many people a small site has, or that gives it away.

    One number of people, such as those with a pair, stands in many findings: as their n, or as what they
    count. Where it is small at one site, all of them are hidden there, n included; and because the other
    sites and all together would give it away, they are hidden at the next smallest site too, or else for
    all together. A number is known again by being the same at every site.
    """
    shows: dict[_Number, list[dict[str, int]]] = defaultdict(list)
    counted: list[tuple[_Number, dict[str, int]]] = []
    for places in _groups(findings, lambda f: (*_about(f), f.definition, f.unit, f.statistic)):
        by_site = {findings[place].site: place for place in places}
        first = findings[places[0]]
        about = (first.instrument, first.score, first.group)
        of = {site: findings[place].n or 0 for site, place in by_site.items()}
        counts = {site: findings[place].numerator or 0 for site, place in by_site.items()}
        shows[*about, tuple(sorted(of.items()))].append(by_site)
        counted.append(((*about, tuple(sorted(counts.items()))), by_site))
    for number, by_site in counted:
        # What is counted here and is the n of other findings, such as the people with a pair.
        if number in shows:
            shows[number].append(by_site)
    small: set[int] = set()
    for (*_, numbers), families in shows.items():
        size = {site: n for site, n in numbers if n and site != ALL_SITES}
        tiny = {site for site, n in size.items() if n < minimum}
        others = sorted((n, site) for site, n in size.items() if site not in tiny)
        while tiny and (len(tiny) == 1 or sum(size[site] for site in tiny) < minimum):
            # One alone, or several that are few together: the others and all together give them away.
            if not others:
                tiny.add(ALL_SITES)
                break
            tiny.add(others.pop(0)[1])
        small |= {family[site] for family in families for site in tiny if site in family}
    return small


def _companions(findings: Sequence[Finding], hidden: set[int], minimum: int) -> Iterable[int]:
    """Find what else has to be hidden because a subtraction would give a hidden number away."""
    yield from _twins(findings, hidden)
    yield from _wholes(findings, hidden, minimum)
    yield from _categories(findings, hidden, minimum)
    yield from _dependants(findings, hidden)
    yield from _sites(findings, hidden, minimum)


def _about(finding: Finding) -> tuple[str, ...]:
    return finding.analysis, finding.instrument, finding.score, finding.group


def _groups(findings: Sequence[Finding], key: Callable[[Finding], Hashable | None]) -> Iterable[list[int]]:
    """Give the places of findings that have one key; None is no key."""
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for place, finding in enumerate(findings):
        name = key(finding)
        if name is not None:
            groups[name].append(place)
    return groups.values()


def _twins(findings: Sequence[Finding], hidden: set[int]) -> Iterable[int]:
    """One number as people and as a share: hidden both or shown both."""
    for places in _groups(
        findings, lambda f: None if f.numerator is None else (*_about(f), f.site, f.statistic, f.numerator)
    ):
        if hidden.intersection(places):
            yield from places


def _wholes(findings: Sequence[Finding], hidden: set[int], minimum: int) -> Iterable[int]:
    """Parts and what they add up to: never only one of them hidden."""
    sums = {(*_about(f), f.site, f.statistic): place for place, f in enumerate(findings)}
    for places in _groups(findings, lambda f: None if f.part_of is None else (*_about(f), f.site, f.part_of)):
        part = findings[places[0]]
        whole = sums[*_about(part), part.site, str(part.part_of)]
        if _given_away(findings, hidden.intersection(places), minimum):
            yield whole  # missed least
        elif whole in hidden and not hidden.intersection(places):
            yield places[0]


def _categories(findings: Sequence[Finding], hidden: set[int], minimum: int) -> Iterable[int]:
    """Categories that make up everyone: with one of them hidden the rest gives it away."""
    for places in _groups(
        findings, lambda f: None if f.numerator is None else (*_about(f), f.site, f.definition, f.unit)
    ):
        whole = sum(findings[place].numerator or 0 for place in places) == findings[places[0]].n
        if len(places) > 1 and whole:
            yield from _one_more(findings, places, hidden, minimum)


def _dependants(findings: Sequence[Finding], hidden: set[int]) -> Iterable[int]:
    """Statistics that would give others away, of which one is hidden."""
    gone = {(*_about(findings[place]), findings[place].site, findings[place].statistic) for place in hidden}
    for place, finding in enumerate(findings):
        if any((*_about(finding), finding.site, name) in gone for name in finding.only_with):
            yield place


def _sites(findings: Sequence[Finding], hidden: set[int], minimum: int) -> Iterable[int]:
    """All sites together: with one of them hidden the rest gives it away, and the sum if no site is."""
    for places in _groups(findings, lambda f: (*_about(f), f.definition, f.unit, f.statistic)):
        parts = [place for place in places if findings[place].site != ALL_SITES]
        total = [place for place in places if findings[place].site == ALL_SITES and place not in hidden]
        if parts and not total and len(places) > len(parts) and not hidden.intersection(parts):
            yield min(parts, key=lambda place: (_size(findings[place]), place))
        elif total and len(parts) == 1 and parts[0] in hidden:
            yield from total
        elif total and len(parts) > 1:
            yield from _one_more(findings, parts, hidden, minimum)


def _size(finding: Finding) -> int:
    return finding.numerator if finding.numerator is not None else finding.n or 0


def _given_away(findings: Sequence[Finding], out: set[int], minimum: int) -> bool:
    """Say if what is hidden of a sum is one number, or several that are few together: the rest tells."""
    return len(out) == 1 or (bool(out) and sum(_size(findings[place]) for place in out) < minimum)


def _one_more(
    findings: Sequence[Finding], places: list[int], hidden: set[int], minimum: int
) -> Iterable[int]:
    """If what is hidden can be worked out, choose the smallest of the others to hide with it."""
    rest = [place for place in places if place not in hidden]
    if rest and _given_away(findings, hidden.intersection(places), minimum):
        yield min(rest, key=lambda place: (_size(findings[place]), place))


def _hide(finding: Finding, minimum: int, *, with_n: bool) -> Finding:
    why = f"{SUPPRESSED}: fewer than {minimum} people, or a number that would give such a one away"
    return attrs.evolve(
        finding,
        value=None,
        low=None,
        high=None,
        level=None,
        n=None if with_n or (finding.n is not None and finding.n < minimum) else finding.n,
        numerator=None,
        note="; ".join(text for text in (why, finding.note) if text),
    )
