"""
Which numbers of people findings show, and how these numbers add up.

Findings say that "reliably improved" are 20 of 60. The 20 is a number of that name at one site in one group;
the 60 is the number of people with a pair there, which stands beside many other findings. A number is known
again by being the same at every site and in every group.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from typing import TYPE_CHECKING

import attrs

from livingwell_core.analyses.finding import ALL_SITES, Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = ["Numbers", "Sum", "numbers_of"]

_EVERYONE = "everyone"

# A site and a group.
_Cell = tuple[str, str]
# An instrument and a score: whose findings are on the same answers.
_Family = tuple[str, str]


@attrs.frozen
class Sum:
    """
    Parts that add up to a whole.

    Attributes
    ----------
    whole : int
        A number.
    parts : tuple of int
    named : bool
        True where the parts name the whole (`Finding.part_of`): then it is missed least.
    """

    whole: int
    parts: tuple[int, ...]
    named: bool = False

    @property
    def all(self) -> tuple[int, ...]:
        """The whole and its parts."""
        return self.whole, *self.parts


@attrs.define(eq=False)
class Numbers:
    """
    The numbers that findings show. Numbers and findings are known by their places.

    Attributes
    ----------
    size : list of int
        People, by number.
    counted : list of list of int
        The findings that count it, by number.
    beside : list of list of int
        The findings of which it is the n, by number.
    count, n : mapping of int to int
        What a finding counts, and its n. A finding that counts nobody has a number here too if it might be
        hidden for what it gives away: it adds up over sites and groups like its n.
    sums : list of Sum
    ties : mapping of int to list of int
        By finding of a part: findings of its whole, where the parts do not add up to it.
    loose : mapping of int to list of int
        By finding that compares sites, where its n is no sum over these sites: the numbers of people there.
    """

    size: list[int] = attrs.field(factory=list)
    counted: list[list[int]] = attrs.field(factory=list)
    beside: list[list[int]] = attrs.field(factory=list)
    count: dict[int, int] = attrs.field(factory=dict)
    n: dict[int, int] = attrs.field(factory=dict)
    sums: list[Sum] = attrs.field(factory=list)
    ties: dict[int, list[int]] = attrs.field(factory=dict)
    loose: dict[int, list[int]] = attrs.field(factory=dict)

    def new(self, size: int) -> int:
        """Make a number."""
        self.size.append(size)
        self.counted.append([])
        self.beside.append([])
        return len(self.size) - 1

    def counts(self, place: int, number: int) -> None:
        """Say that a finding counts a number."""
        self.count[place] = number
        self.counted[number].append(place)

    def stands_beside(self, place: int, number: int) -> None:
        """Say that a number is the n of a finding."""
        self.n[place] = number
        self.beside[number].append(place)

    def add_up(self, whole: int, parts: Iterable[int], *, named: bool = False) -> bool:
        """Note that parts add up to a whole, and say so, if they do."""
        one = Sum(whole, tuple(parts), named)
        found = (
            bool(one.parts)
            and whole not in one.parts
            and sum(self.size[part] for part in one.parts) == self.size[whole]
        )
        if found:
            self.sums.append(one)
        return found


@attrs.define(eq=False)
class _Series:
    """A number over sites and groups: how many, and the number's place, by cell; and who speaks of it."""

    sizes: dict[_Cell, int] = attrs.field(factory=dict)
    numbers: dict[_Cell, int] = attrs.field(factory=dict)
    names: set[object] = attrs.field(factory=set)

    def agrees(self, sizes: Mapping[_Cell, int]) -> bool:
        """Say if these are the same people wherever both are given."""
        common = self.sizes.keys() & sizes.keys()
        return bool(common) and all(self.sizes[cell] == sizes[cell] for cell in common)

    def number(self, cell: _Cell, size: int, numbers: Numbers) -> int:
        if cell not in self.numbers:
            self.sizes[cell] = size
            self.numbers[cell] = numbers.new(size)
        return self.numbers[cell]


# A statistic by a definition in one unit, over sites and groups: places of findings by cell.
_Line = dict[_Cell, int]


def numbers_of(findings: Sequence[Finding]) -> Numbers:
    """
    Find the numbers that findings show, and how they add up.

    Parameters
    ----------
    findings : sequence of Finding
    """
    numbers = Numbers()
    families = _families(findings)
    beside = _beside(findings, families, numbers)
    series = [*beside, *_counted(findings, families, beside, numbers), *_others(findings, families, numbers)]
    for one in series:
        _grid(one.numbers, numbers)
    _categories(findings, numbers)
    _parts(findings, numbers)
    _comparisons(findings, beside, numbers)
    numbers.sums = list(dict.fromkeys(numbers.sums))
    return numbers


def _family(finding: Finding) -> _Family:
    return finding.instrument, finding.score


def _families(findings: Sequence[Finding]) -> dict[_Family, list[_Line]]:
    """Gather findings of the same over sites and groups; one that compares sites is of no site."""
    lines: dict[tuple[object, ...], _Line] = {}
    repeats: dict[tuple[object, ...], int] = defaultdict(int)
    for place, finding in enumerate(findings):
        if finding.compares:
            continue
        about = (*_family(finding), finding.analysis, finding.definition, finding.unit, finding.statistic)
        cell = (finding.site, finding.group)
        repeat = repeats[*about, *cell]
        repeats[*about, *cell] += 1
        lines.setdefault((*about, repeat), {})[cell] = place
    families: dict[_Family, list[_Line]] = defaultdict(list)
    for line in lines.values():
        families[_family(_first(findings, line))].append(line)
    return families


def _beside(
    findings: Sequence[Finding], families: Mapping[_Family, list[_Line]], numbers: Numbers
) -> list[_Series]:
    """
    Find the numbers that are an n.

    People supported are the same beside every score, so these are looked for over all findings.
    """
    alike: dict[tuple[tuple[_Cell, int], ...], list[tuple[_Family, _Line]]] = defaultdict(list)
    for family, lines in families.items():
        for line in lines:
            shown = ((cell, findings[place].n) for cell, place in line.items())
            alike[tuple((cell, n) for cell, n in shown if n is not None)].append((family, line))
    found: list[_Series] = []
    for pairs in sorted(alike, key=len, reverse=True):
        sizes = dict(pairs)
        # Of nobody anywhere it cannot be said whether they are the same.
        series = next((one for one in found if one.agrees(sizes)), None) if any(sizes.values()) else None
        if series is None:
            series = _Series()
            found.append(series)
        for cell, n in pairs:
            number = series.number(cell, n, numbers)
            for _, line in alike[pairs]:
                numbers.stands_beside(line[cell], number)
        series.names.update(family for family, _ in alike[pairs])
    return found


def _counted(
    findings: Sequence[Finding],
    families: Mapping[_Family, list[_Line]],
    beside: Sequence[_Series],
    numbers: Numbers,
) -> list[_Series]:
    """
    Find the numbers that are counted; some are the n of other findings, and those are not given again.

    One number may be counted as people and as a share, by two thresholds that make no difference, or of other
    people: its findings have a statistic or `Finding.alike` in common, or one would give the other away.
    """
    found: list[_Series] = []
    for family, lines in families.items():
        ns = [one for one in beside if family in one.names]
        here: list[_Series] = []
        for line in sorted(lines, key=lambda line: bool(_first(findings, line).only_with)):
            sizes = {c: k for c, place in line.items() if (k := findings[place].numerator) is not None}
            if not sizes:
                continue
            first = _first(findings, line)
            names = {("statistic", first.statistic), ("alike", first.alike or first.statistic)}
            others = {("statistic", name) for name in first.only_with}
            series = next((one for one in here if one.names & (names | others) and one.agrees(sizes)), None)
            if series is None:
                series = _new_or_n(findings, line, sizes, ns)
                here.append(series)
            series.names |= names
            for cell, k in sizes.items():
                numbers.counts(line[cell], series.number(cell, k, numbers))
        found += [one for one in here if one not in ns]
    return found


def _first(findings: Sequence[Finding], line: _Line) -> Finding:
    return findings[next(iter(line.values()))]


def _new_or_n(
    findings: Sequence[Finding], line: _Line, sizes: Mapping[_Cell, int], ns: Iterable[_Series]
) -> _Series:
    """Give the n that is the same as what a line counts, or else a new number."""
    everyone = all(findings[line[cell]].n == k for cell, k in sizes.items())
    if everyone or not any(sizes.values()):
        return _Series()
    return next((one for one in ns if one.agrees(sizes)), _Series())


def _others(
    findings: Sequence[Finding], families: Mapping[_Family, list[_Line]], numbers: Numbers
) -> Iterator[_Series]:
    """Give findings that count nobody, and might be hidden for what they give away, numbers of their own."""
    wholes = {(_family(finding), finding.part_of) for finding in findings if finding.part_of is not None}
    for family, lines in families.items():
        for line in lines:
            those = [findings[place] for place in line.values()]
            if not any(f.only_with or (family, f.statistic) in wholes for f in those):
                continue
            series = _Series()
            for cell, place in line.items():
                if place not in numbers.count:
                    number = series.number(cell, findings[place].n or 0, numbers)
                    numbers.counts(place, number)
            yield series


def _grid(by_cell: Mapping[_Cell, int], numbers: Numbers) -> None:
    """Sites add up to all, and the groups of each column to everyone."""
    sites: dict[str, list[int]] = defaultdict(list)
    columns: dict[tuple[str, str], list[int]] = defaultdict(list)
    for (site, group), number in by_cell.items():
        if site != ALL_SITES:
            sites[group].append(number)
        if group != _EVERYONE:
            columns[site, group.partition("=")[0]].append(number)
    for group, parts in sites.items():
        if (ALL_SITES, group) in by_cell:
            numbers.add_up(by_cell[ALL_SITES, group], parts)
    for (site, column), parts in columns.items():
        # For all sites they do only where each site records the column; what is left follows from these. That
        # they happen to add up is not enough: nobody knows that a site without the column has none of these.
        everywhere = all((one, column) in columns for one, group in by_cell if group == _EVERYONE)
        recorded = site != ALL_SITES or everywhere
        if recorded and (site, _EVERYONE) in by_cell:
            numbers.add_up(by_cell[site, _EVERYONE], parts)


def _categories(findings: Sequence[Finding], numbers: Numbers) -> None:
    """What one definition counts makes up everyone, if it adds up to the n."""
    together: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, f in enumerate(findings):
        if f.numerator is not None and f.n is not None and not f.compares:
            together[*_family(f), f.analysis, f.definition, f.unit, f.site, f.group].append(place)
    for places in together.values():
        if len(places) > 1:
            parts = [numbers.count[place] for place in places]
            numbers.add_up(numbers.n[places[0]], parts)


def _parts(findings: Sequence[Finding], numbers: Numbers) -> None:
    """Parts add up to the whole that they name, in this or in another analysis."""
    named: dict[tuple[str, ...], list[int]] = defaultdict(list)
    wholes: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, f in enumerate(findings):
        if not f.compares:
            wholes[*_family(f), f.site, f.group, f.statistic].append(place)
        if f.part_of is not None and not f.compares:
            named[*_family(f), f.site, f.group, f.part_of, f.analysis].append(place)
    for (*about, analysis), places in named.items():
        there = wholes.get(tuple(about), [])
        same = [place for place in there if findings[place].analysis == analysis] or there
        if not _named_parts(findings, places, same, numbers):
            for place in places:
                numbers.ties.setdefault(place, []).extend(same)


def _named_parts(
    findings: Sequence[Finding], places: Sequence[int], wholes: Iterable[int], numbers: Numbers
) -> bool:
    """Add parts up, of all definitions together or else of each by itself; say if they do."""
    of_all: dict[tuple[str, int], int] = {}
    by_definition: dict[str, dict[tuple[str, int], int]] = defaultdict(dict)
    for place in places:
        f = findings[place]
        if f.numerator is not None:
            number = numbers.count[place]
            of_all[f.statistic, number] = by_definition[f.definition][f.statistic, number] = number
    candidates = sorted({numbers.count[place] for place in wholes if findings[place].numerator is not None})

    def add_up(*several: Mapping[tuple[str, int], int]) -> bool:
        pairs = itertools.product(candidates, several)
        # Of two wholes by that name that are as large either may be meant.
        return sum(numbers.add_up(whole, parts.values(), named=True) for whole, parts in pairs) > 0

    return add_up(of_all) or add_up(*by_definition.values())


def _comparisons(findings: Sequence[Finding], beside: Sequence[_Series], numbers: Numbers) -> None:
    """The n of a comparison is the sum of those of its sites."""
    for place, f in enumerate(findings):
        if not f.compares or f.n is None:
            continue
        number = numbers.new(f.n)
        numbers.stands_beside(place, number)
        there: list[int] = []
        found = False
        for series in beside:
            if _family(f) in series.names:
                parts = [
                    series.numbers[site, f.group] for site in f.compares if (site, f.group) in series.numbers
                ]
                there += parts
                found |= numbers.add_up(number, parts)
        if not found:
            numbers.loose[place] = there
