"""
A reader who knows how the figures hang together, and subtracts.

What each figure counts is found by adding one person of each kind to many: does the number grow? All that
is shown becomes linear equations over the numbers of people of each kind at each site and in each group. A
number is recovered if the equations leave it one value.
"""

import functools
from fractions import Fraction
from itertools import combinations
from math import gcd, lcm

import attrs

from livingwell_core.analyses import ALL_SITES

EVERYONE = "everyone"


class Solver:
    """
    Exact elimination: which linear forms do the equations determine?

    In whole numbers, which are many times as fast as fractions: a row is as good as any multiple of it.
    """

    def __init__(self, equations):
        self.rows = {}  # leading key -> reduced row
        self.values = {}  # what was asked for before
        for coefficients, right in equations:
            row, _ = self._reduce(*_whole({**coefficients, None: right}))
            keys = sorted((k for k in row if k is not None), key=str)
            if keys:
                common = gcd(*row.values())
                self.rows[keys[0]] = {k: c // common for k, c in row.items()}

    def _reduce(self, row, times=1):
        """Give what is left of a row, and how many times itself it was taken."""
        row = dict(row)
        while True:
            lead = next((k for k in row if k is not None and k in self.rows), None)
            if lead is None:
                return row, times
            known, factor = self.rows[lead], row[lead]
            common = gcd(known[lead], factor)
            step, factor = known[lead] // common, factor // common
            if step != 1:
                row, times = {key: step * coefficient for key, coefficient in row.items()}, step * times
            for key, coefficient in known.items():
                row[key] = row.get(key, 0) - factor * coefficient
                if row[key] == 0 and key is not None:
                    del row[key]

    def value(self, form):
        """Give the value of a linear form if the equations leave only one, else None."""
        key = frozenset(form.items())
        if key not in self.values:
            left, times = self._reduce(*_whole({**form, None: 0}))
            self.values[key] = None if any(k is not None for k in left) else Fraction(-left[None], times)
        return self.values[key]


def _whole(row):
    """Give a row in whole numbers, and how many times the row that is."""
    times = lcm(*(c.denominator for c in row.values()))
    return {key: int(c * times) for key, c in row.items()}, times


@attrs.frozen
class Form:
    """
    A number of people: of whom.

    `kinds` says how many of its number one person of each kind is; `basis` is the same as a sum of other
    numbers, which are few and not sums of each other.
    """

    kinds: tuple
    basis: dict = attrs.field(eq=False)

    def minus(self, other):
        keys = {*self.basis, *other.basis}
        return Form(
            tuple(a - b for a, b in zip(self.kinds, other.kinds, strict=True)),
            {key: self.basis.get(key, 0) - other.basis.get(key, 0) for key in keys},
        )

    def at(self, site, group):
        return {(site, group, key): number for key, number in self.basis.items() if number}


@functools.cache
def holds(larger, smaller):
    """Whether one number counts everybody whom another counts: the same for all data."""
    return all(x <= y for x, y in zip(smaller, larger, strict=True))


def name_of(finding):
    return finding.analysis, finding.definition, finding.unit, finding.statistic


class Knowledge:
    """
    What everyone knows of the figures of some analyses: whom each of them counts, and whom it is said of.

    Parameters
    ----------
    conclude : callable
        Takes numbers of people by kind, gives findings.
    kinds : int
        How many kinds there are.
    """

    def __init__(self, conclude, kinds):
        many = [20] * kinds
        before = self._numbers(conclude(many))
        grown = [
            self._numbers(conclude([number + (place == kind) for place, number in enumerate(many)]))
            for kind in range(kinds)
        ]
        self.counts, self.beside = {}, {}
        self._rows = []  # reduced: the numbers from which all others follow
        for name, (k, n) in before.items():
            if n is not None:
                self.beside[name] = self._form([after[name][1] - n for after in grown])
            if k is not None:
                self.counts[name] = self._form([after[name][0] - k for after in grown])

    @staticmethod
    def _numbers(findings):
        return {name_of(finding): (finding.numerator, finding.n) for finding in findings}

    def _form(self, kinds):
        left, basis = [Fraction(number) for number in kinds], {}
        for key, (lead, row) in enumerate(self._rows):
            if left[lead]:
                basis[key] = left[lead]
                left = [a - left[lead] * b for a, b in zip(left, row, strict=True)]
        lead = next((place for place, number in enumerate(left) if number), None)
        if lead is not None:
            basis[len(self._rows)] = left[lead]
            self._rows.append((lead, [number / left[lead] for number in left]))
        return Form(tuple(kinds), basis)

    def equations(self, shown, cells):
        """Turn what is shown, and how sites and groups add up, into (coefficients, right side)."""
        for finding in shown:
            cell, name = (finding.site, finding.group), name_of(finding)
            if finding.n is not None:
                yield self.beside[name].at(*cell), finding.n
            if finding.value is None or name not in self.counts:
                continue
            if finding.unit == "%":
                yield self.counts[name].at(*cell), round(finding.value * finding.n / 100)
            else:
                yield self.counts[name].at(*cell), round(finding.value)
        for whole, parts in sums(cells):
            for key in range(len(self._rows)):
                yield {(*whole, key): -1, **{(*part, key): 1 for part in parts}}, 0


def sums(cells):
    """Sites add up to all sites, and the groups of a column to everyone at a site that records it."""
    sites = list(dict.fromkeys(site for site, _ in cells if site != ALL_SITES))
    groups = list(dict.fromkeys(group for _, group in cells))
    for group in groups:
        yield (ALL_SITES, group), [(site, group) for site in sites if (site, group) in cells]
    for site in sites:
        for column in {group.partition("=")[0] for group in groups} - {EVERYONE}:
            parts = [(site, group) for group in groups if group.startswith(f"{column}=")]
            if parts[0] in cells:
                yield (site, EVERYONE), parts


def recovered(shown, findings, knowledge, minimum):
    """
    Name every small number of people that what is shown gives away.

    Parameters
    ----------
    shown, findings : sequence of Finding
        With protection and without.
    knowledge : Knowledge
    minimum : int
    """
    cells = list(dict.fromkeys((finding.site, finding.group) for finding in findings))
    solver = Solver(knowledge.equations(shown, cells))
    truth = {(finding.site, finding.group): {} for finding in findings}
    for finding in findings:
        truth[finding.site, finding.group][name_of(finding)] = finding
    found = {}
    for cell, there in truth.items():
        for what, form, number in (*_small(there, knowledge, minimum), *_near(there, knowledge, minimum)):
            if (value := solver.value(form.at(*cell))) is not None:
                assert value == number
                found[f"{', '.join(cell)}: {what} = {number}"] = None
    return [*found, *_few_together(solver, truth, knowledge, minimum)]


def _small(there, knowledge, minimum):
    """Numbers that are small, and what they leave over."""
    said_openly = set(knowledge.beside.values())
    for name, finding in there.items():
        beside = knowledge.beside[name]
        if finding.n and finding.n < minimum:
            yield f"n of {name[-1]}", beside, finding.n
        if finding.numerator is None or not finding.n:
            continue
        form, rest = knowledge.counts[name], finding.n - finding.numerator
        # That nobody has a pair is said openly: "not applicable: no pairs".
        open_zero = finding.all_is_open and not finding.numerator and form in said_openly
        if finding.numerator < minimum and not open_zero:
            yield name[-1], form, finding.numerator
        # Who was not assessed twice is no secret beside the n of every mean.
        if rest < minimum and not finding.all_is_open:
            yield f"all but {name[-1]}", beside.minus(form), rest


def _near(there, knowledge, minimum):
    """
    Small differences of the same people: of whom one count holds the other, or of what is called alike.

    Not of how often people were asked, which is no secret beside the n of every mean.
    """
    counts = {
        (knowledge.counts[name], knowledge.beside[name]): finding
        for name, finding in there.items()
        if finding.numerator is not None and not finding.all_is_open
    }
    for ((a, of_a), one), ((b, of_b), other) in combinations(counts.items(), 2):
        apart = abs(one.numerator - other.numerator)
        if not 0 < apart < minimum or of_a != of_b:
            continue
        alike = one.alike is not None and one.alike == other.alike
        if alike or holds(a.kinds, b.kinds) or holds(b.kinds, a.kinds):
            larger, smaller = (a, b) if one.numerator > other.numerator else (b, a)
            yield f"between {one.statistic} and {other.statistic}", larger.minus(smaller), apart


def _few_together(solver, truth, knowledge, minimum):
    """
    Name hidden numbers that are known to add up to few people: numbers of people are never below 0.

    Along sites and groups, and over what one definition counts.
    """
    lines = [
        [(cell, name) for cell in parts if name in truth[cell] and truth[cell][name].n]
        for _, parts in sums(truth)
        for name in knowledge.counts
    ]
    for cell, there in truth.items():
        definitions = {}
        for name, finding in there.items():
            if finding.numerator is not None and finding.n:
                definitions.setdefault(name[:3], []).append((cell, name))
        lines += [
            line
            for line in definitions.values()
            if sum(truth[c][n].numerator for c, n in line) == truth[line[0][0]][line[0][1]].n
        ]
    found = {}
    for line in lines:
        hidden = [
            (cell, name) for cell, name in line if solver.value(knowledge.counts[name].at(*cell)) is None
        ]
        total = {}
        for cell, name in hidden:
            for key, number in knowledge.counts[name].at(*cell).items():
                total[key] = total.get(key, 0) + number
        if hidden and (value := solver.value(total)) is not None and value < minimum:
            found |= {f"{', '.join(cell)}: {name[-1]}, with others {value}": None for cell, name in hidden}
    return list(found)
