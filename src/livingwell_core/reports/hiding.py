"""
Which findings are hidden: those of small numbers, and those that would give them away.
"""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING

from livingwell_core.reports.numbers import Sum, numbers_of
from livingwell_core.reports.subtraction import Solved, reasons

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from livingwell_core.analyses.finding import Finding

__all__ = ["Hiding"]


class Hiding:
    """
    What is hidden so far, and what has to be.

    Parameters
    ----------
    findings : sequence of Finding
    minimum : int
        Smallest number of people that is shown.

    Attributes
    ----------
    hidden, nameless : set of int
        Places of findings; of the nameless ones n is hidden too.
    guarded : set of int
        Numbers that must not follow from what is shown: small ones, and those hidden to protect them.
    """

    def __init__(self, findings: Sequence[Finding], minimum: int) -> None:
        self.findings = findings
        self.minimum = minimum
        self.numbers = numbers_of(findings)
        self.hidden: set[int] = set()
        self.nameless: set[int] = set()
        self.guarded: set[int] = set()
        self._waiting: deque[int] = deque()
        self._shown = [
            len(counted) + len(beside)
            for counted, beside in zip(self.numbers.counted, self.numbers.beside, strict=True)
        ]
        self._sums: list[list[Sum]] = [[] for _ in self.numbers.size]
        for one in self.numbers.sums:
            for number in set(one.all):
                self._sums[number].append(one)
        self._dependants = _dependants(findings)
        # What must not follow: small numbers, and small differences of numbers.
        self._secrets: dict[tuple[tuple[int, int], ...], None] = {}

    def run(self) -> None:
        """Hide all that has to be."""
        self._small_ns()
        self._settle(ns_only=True)
        self._small_counts()
        self._nearly_alike()
        self._waiting.extend(sorted(self.guarded))
        self._settle()
        self._hide_what_tells()

    def known(self, number: int) -> bool:
        """Say if a finding shows a number."""
        return self._shown[number] > 0

    def hide(self, place: int, *, with_n: bool = False) -> None:
        """Hide a finding, and those that would give it away by themselves."""
        finding = self.findings[place]
        small = finding.n is not None and finding.n < self.minimum
        if (with_n or small or finding.only_with) and place not in self.nameless:
            self.nameless.add(place)
            if place in self.numbers.n:
                self._shown[self.numbers.n[place]] -= 1
        if place in self.hidden:
            return
        self.hidden.add(place)
        if place in self.numbers.count:
            number = self.numbers.count[place]
            self._shown[number] -= 1
            for twin in self.numbers.counted[number]:
                # As people and as a share of the same people; of others it may stay.
                if self.numbers.n.get(twin) == self.numbers.n.get(place):
                    self.hide(twin)
        others = self._dependants.get((*_people(finding), finding.site, finding.statistic), [])
        for other in (*others, *self.numbers.ties.get(place, ())):
            if other not in self.hidden:
                self.hide(other)
                self._guard_finding(other)

    def _guard_finding(self, place: int) -> None:
        """See that what a hidden finding said does not follow from other sites and groups."""
        n = self.numbers.n.get(place)
        if n is None or self.findings[place].compares:
            return  # it adds up to nothing
        if not self.numbers.size[n] and self.known(n):
            return  # of nobody there is nothing to know
        self._guard(self.numbers.count[place])
        self._guard(n)

    def _guard(self, number: int) -> None:
        if number not in self.guarded and not self.known(number):
            self.guarded.add(number)
            self._waiting.append(number)

    def _hide_number(self, number: int) -> None:
        for place in self.numbers.counted[number]:
            self.hide(place)
        for place in self.numbers.beside[number]:
            self.hide(place, with_n=True)
        self._guard(number)

    def _keep_secret(self, secret: dict[int, int]) -> None:
        self._secrets[tuple(sorted(secret.items()))] = None

    def _small_ns(self) -> None:
        """Hide all that is said of few people."""
        for number, places in enumerate(self.numbers.beside):
            if not places or not 0 < self.numbers.size[number] < self.minimum:
                continue
            if self._only_compares(number):
                self.hide(places[0])  # of few sites of few people, each of which is small itself
            else:
                self._hide_number(number)
                self._keep_secret({number: 1})

    def _small_counts(self) -> None:
        """Hide small counts, and those that leave few over."""
        for place, finding in enumerate(self.findings):
            if finding.numerator is None or not finding.n:
                continue
            rest = finding.n - finding.numerator
            # Who was asked once only, or never, follows from the n of every figure of change beside the
            # people supported; to hide it here alone would protect nobody.
            left_over = rest < self.minimum and not finding.all_is_open
            if finding.numerator >= self.minimum and not left_over:
                continue
            self.hide(place)
            number = self.numbers.count.get(place)
            if number is None:
                continue
            if finding.all_is_open and not finding.numerator and self.known(number):
                continue  # nobody has a pair, as every figure of change says
            if finding.numerator < self.minimum:
                self._hide_number(number)
                self._keep_secret({number: 1})
            if left_over:
                self._hide_difference(self.numbers.n[place], number)

    def _hide_difference(self, n: int, number: int) -> None:
        """See that nobody knows how many a number leaves over of its n."""
        self._keep_secret({n: 1, number: -1})
        if self.known(n) and self.known(number):
            self._hide_number(number)
        self._guard(n)
        self._guard(number)

    def _nearly_alike(self) -> None:
        """Of counts of the same people by rules that differ a little keep those that are far enough apart."""
        # Whether all that show a number give way; those that do not are looked at first, and so kept.
        groups: dict[tuple[str, ...], dict[int, bool]] = defaultdict(dict)
        for place, finding in enumerate(self.findings):
            if finding.alike is not None and finding.n and place in self.numbers.count:
                key = (*_people(finding), finding.site, finding.alike)
                number = self.numbers.count[place]
                groups[key][number] = groups[key].get(number, True) and finding.gives_way
        for counted in groups.values():
            kept: list[int] = []
            for number in sorted(counted, key=counted.__getitem__):
                near = [other for other in counted if 0 < self._apart(number, other) < self.minimum]
                for other in near:
                    self._keep_secret({min(number, other): 1, max(number, other): -1})
                if self.known(number) and not set(near).isdisjoint(kept):
                    self._hide_number(number)
                elif self.known(number):
                    kept.append(number)

    def _apart(self, one: int, other: int) -> int:
        return abs(self.numbers.size[one] - self.numbers.size[other])

    def _settle(self, *, ns_only: bool = False) -> None:
        """See that no guarded number is alone in a sum."""
        while self._waiting:
            number = self._waiting.popleft()
            for one in self._sums[number]:
                if not ns_only or all(self.numbers.beside[other] for other in one.all):
                    self._keep(one)
        for place, numbers in self.numbers.loose.items():
            if not self._all_known(numbers):
                self.hide(place, with_n=True)

    def _keep(self, one: Sum) -> None:
        size = self.numbers.size
        while True:
            unknown = {number for number in one.all if not self.known(number)}
            guarded = unknown & self.guarded
            # Several numbers that are few together are as good as known.
            few = self.known(one.whole) and sum(size[p] for p in one.parts if p in unknown) < self.minimum
            if len(unknown) > 1 and not few:
                if len(guarded) == 1:
                    self._guard(min(unknown - guarded, key=lambda number: self._missed(number, one)))
                return
            choice = [number for number in one.all if self.known(number) and size[number]]
            if not choice:
                return
            self._hide_number(min(choice, key=lambda number: self._missed(number, one)))

    def _missed(self, number: int, one: Sum) -> tuple[int, ...]:
        """Say how much a number would be missed: as a key to sort by."""
        if self._only_compares(number) or (one.named and number == one.whole):
            rank = 0
        elif self.numbers.beside[number] and not all(self.numbers.beside[other] for other in one.all):
            rank = 3  # everything that is said of these people would have to go
        else:
            rank = 2 if number == one.whole else 1
        return rank, self._alone(number, one), self.numbers.size[number], number

    def _only_compares(self, number: int) -> bool:
        places = self.numbers.beside[number]
        return bool(places) and all(self.findings[place].compares for place in places)

    def _alone(self, number: int, but: Sum | None = None) -> int:
        """Count the sums that would give a number away if it was hidden."""
        return sum(
            all(self.known(other) for other in one.all if other != number)
            for one in self._sums[number]
            if one is not but
        )

    def _hide_what_tells(self) -> None:
        """Hide one number more for each secret that follows from several sums, until none does."""
        sums = self.numbers.sums
        solved = Solved(sums, self.known)
        secrets = map(dict, (*self._secrets, *self._few_together(solved)))
        # The less is known, the less follows: no other secret can become one of these.
        found = [secret for secret in secrets if solved.follows(secret) and not self._all_known(secret)]
        while found:
            left = []
            for secret, reason in zip(found, reasons(sums, found, self.known), strict=True):
                choice = [number for number in reason or () if self.numbers.size[number]]
                if not choice:
                    continue
                left.append(secret)
                if self._all_known(choice):
                    self._hide_number(min(choice, key=self._missed_at_all))
                    self._settle()
            found = left

    def _all_known(self, numbers: Iterable[int]) -> bool:
        return all(self.known(number) for number in numbers)

    def _missed_at_all(self, number: int) -> tuple[int, ...]:
        sums = self._sums[number]
        rank = 2 if self.numbers.beside[number] else int(any(one.whole == number for one in sums))
        return rank, self._alone(number), self.numbers.size[number], number

    def _few_together(self, solved: Solved) -> Iterator[tuple[tuple[int, int], ...]]:
        """Give numbers of one sum that are few together and do not follow by themselves."""
        for one in self.numbers.sums:
            if self.guarded.isdisjoint(one.parts):
                continue
            parts = [n for n in one.parts if not self.known(n) and not solved.follows({n: 1})]
            if parts and sum(self.numbers.size[part] for part in parts) < self.minimum:
                yield tuple((part, 1) for part in sorted(set(parts)))


def _people(finding: Finding) -> tuple[str, str, str]:
    return finding.instrument, finding.score, finding.group


def _dependants(findings: Sequence[Finding]) -> dict[tuple[str, ...], list[int]]:
    """Give the findings that could give a statistic at a site away, by that statistic."""
    found: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, finding in enumerate(findings):
        for site in finding.compares or (finding.site,):
            for name in finding.only_with:
                found[*_people(finding), site, name].append(place)
    return found
