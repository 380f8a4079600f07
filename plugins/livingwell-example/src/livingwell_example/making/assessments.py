"""
Who was assessed, when, with what result, and which records are spoilt.
"""

from __future__ import annotations

import datetime
from itertools import islice
from typing import TYPE_CHECKING

import attrs

from livingwell_example.making.answers import (
    Assessment,
    draw_items,
    draw_later,
    draw_physical,
    without_some,
)
from livingwell_example.making.chance import bell, shuffled, stream, weekday
from livingwell_example.making.days import draw_gaps, draw_span
from livingwell_example.making.sites import FIRST_DAY, LAST_DAY, SITES, Site
from livingwell_example.making.totals import draw_totals
from livingwell_example.making.utilities import Pair, fit_utilities

if TYPE_CHECKING:
    from random import Random

    from livingwell_example.making.people import Person

__all__ = ["Drawn", "draw_assessments"]

# Faults of an assessment that comes on top of its person's usable ones.
_EXTRA = (
    "incomplete",
    "not_an_answer",
    "unreadable_date",
    "no_date",
    "impossible_date",
    "outside_period",
    "unclear",
    "conflicting",
    "no_assessment",
    "no_person",
)
# An extra assessment lies within some three months of the others.
_NEAR = 90


@attrs.frozen(kw_only=True)
class Drawn:
    """
    What was drawn for one site.

    Attributes
    ----------
    pairs : list of (Assessment, Assessment)
        The first and the last of everyone who has both.
    everything : list of Assessment
        All that the site's files hold, these and spoilt ones too.
    """

    pairs: list[Pair]
    everything: list[Assessment]


def draw_assessments(people: dict[str, list[Person]]) -> dict[str, Drawn]:
    """
    Draw every assessment of every site, spoilt ones too.

    Parameters
    ----------
    people : dict of site id to list of Person

    Returns
    -------
    dict of site id to Drawn
    """
    totals = draw_totals(SITES, stream(2))
    gaps = draw_gaps(SITES, stream(3))
    draws = [
        _SiteDraw(
            site,
            shuffled([person.id for person in people[site.id]], stream(10 + number)),
            stream(20 + number),
        )
        for number, site in enumerate(SITES)
    ]
    pairs = [
        draw.pairs(site_totals, site_gaps)
        for draw, site_totals, site_gaps in zip(draws, totals, gaps, strict=True)
    ]
    return {
        draw.site.id: Drawn(pairs=fitted, everything=draw.everything(fitted))
        for draw, fitted in zip(draws, _fitted(pairs), strict=True)
    }


def _fitted(pairs: list[list[Pair]]) -> list[list[Pair]]:
    """Fit the utilities of those who have one at both ends."""
    whole = [pair for drawn in pairs for pair in drawn if _valued(pair)]
    fitted = iter(fit_utilities(whole, stream(4)))
    return [[next(fitted) if _valued(pair) else pair for pair in drawn] for drawn in pairs]


def _valued(pair: Pair) -> bool:
    return all(one.physical is not None for one in pair)


@attrs.define
class _SiteDraw:
    """
    Draws the assessments of one site.

    Attributes
    ----------
    site : Site
    ids : list of str
        Everyone's identifiers, in random order: first pairs, then singles, one-day people, and the rest.
    rng : random.Random
    """

    site: Site
    ids: list[str]
    rng: Random

    def pairs(self, totals: list[tuple[int, int]], gaps: list[tuple[int, bool]]) -> list[Pair]:
        """Give the first and the last assessment of everyone who has both."""
        paired = self.ids[: self.site.pairs]
        return [
            self._pair(person, pair, days, physical_at_both=both)
            for person, pair, (days, both) in zip(paired, totals, gaps, strict=True)
        ]

    def everything(self, pairs: list[Pair]) -> list[Assessment]:
        """Give all assessments of the site."""
        site = self.site
        ids = iter(self.ids)
        paired, single, one_day = (
            list(islice(ids, number)) for number in (site.pairs, site.single, site.faults.one_day)
        )
        usable = [assessment for pair in pairs for assessment in pair]
        between = self._between(pairs)
        usable += [self._whole(person, weekday(FIRST_DAY, LAST_DAY, self.rng)) for person in single]
        spoilt = self._extras(usable, paired, single, list(ids))
        again = self._again(usable)
        return usable + between + spoilt + again + self._one_day(one_day) + self._unknown()

    def _pair(self, person: str, pair: tuple[int, int], days: int, *, physical_at_both: bool) -> Pair:
        # 0: physical health is missing at the first, 1: at the last, 2: at both.
        absent = -1 if physical_at_both else self.rng.randrange(3)
        items = draw_items(pair[0], self.rng)
        both = items, draw_later(items, pair[1], self.rng)
        lasting = bell(self.rng)
        # The health of every second person is another by the second day.
        health = lasting, lasting if self.rng.randrange(2) else 1.2 * bell(self.rng)
        span = draw_span(days, self.rng)
        first, last = (
            Assessment(
                person=person,
                day=day,
                items=items,
                physical=None if absent in {place, 2} else draw_physical(total, lasting, self.rng),
            )
            for place, (day, total, items, lasting) in enumerate(zip(span, pair, both, health, strict=True))
        )
        return first, last

    def _whole(self, person: str, day: datetime.date, total: int | None = None) -> Assessment:
        while total is None or not 0 <= total <= 40:
            total = round(self.site.mean_first + 1 + self.site.spread_first * bell(self.rng))
        physical = draw_physical(total, bell(self.rng), self.rng) if self.rng.randrange(8) else None
        return Assessment(person=person, day=day, items=draw_items(total, self.rng), physical=physical)

    def _between(self, pairs: list[Pair]) -> list[Assessment]:
        """Draw usable assessments between a first and a last; every fifth such person has two."""
        found: list[Assessment] = []
        for first, last in shuffled(pairs, self.rng):
            if (last.day - first.day).days < 60:
                continue
            half = first.day + (last.day - first.day) // 2
            spans = [(first.day, half), (half, last.day)]
            for start, end in spans if len(found) % 5 == 0 else spans[self.rng.randrange(2) :][:1]:
                if len(found) == self.site.middle:
                    return found
                inner = datetime.timedelta(days=5)
                expected = (_total(first) + _total(last)) / 2
                total = min(max(round(expected + 4 * bell(self.rng)), 0), 40)
                whole = self._whole(first.person, weekday(start + inner, end - inner, self.rng), total)
                # Who has no utility at both ends has none at two points.
                found.append(whole if _valued((first, last)) else attrs.evolve(whole, physical=None))
        msg = f"{self.site.id}: too few pairs with room for another assessment"
        raise RuntimeError(msg)

    def _extras(
        self, usable: list[Assessment], paired: list[str], single: list[str], rest: list[str]
    ) -> list[Assessment]:
        """Draw the spoilt assessments, each of another person; half of these have a pair, a quarter none."""
        with_pair, with_one, with_none = (shuffled(pool, self.rng) for pool in (paired, single, rest))
        pools = (with_pair, with_none, with_pair, with_one)
        days: dict[str, list[datetime.date]] = {}
        for assessment in usable:
            days.setdefault(assessment.person, []).append(assessment.day)
        found: list[Assessment] = []
        for fault in _EXTRA:
            for number in range(getattr(self.site.faults, fault)):
                person = pools[len(found) % 4].pop()
                day = self._day_apart(sorted(days.get(person, [])), early=bool(self.rng.randrange(2)))
                if fault == "outside_period":
                    day = self._day_outside(early=bool(number % 2))
                whole = self._whole(person, day)
                items = without_some(whole.items, self.rng) if fault == "incomplete" else whole.items
                found.append(attrs.evolve(whole, items=items, fault=fault))
        return found

    def _day_apart(self, taken: list[datetime.date], *, early: bool) -> datetime.date:
        """Draw a day before a person's usable assessments or after them, as far as there is room."""
        if not taken:
            return weekday(FIRST_DAY, LAST_DAY, self.rng)
        week, near = datetime.timedelta(days=7), datetime.timedelta(days=_NEAR)
        before = (max(FIRST_DAY, taken[0] - near), taken[0] - week)
        after = (taken[-1] + week, min(LAST_DAY, taken[-1] + near))
        sides = (before, after) if early else (after, before)
        # The longest gap leaves room on one side at least.
        start, end = next((start, end) for start, end in sides if end - start >= week)
        return weekday(start, end, self.rng)

    def _day_outside(self, *, early: bool) -> datetime.date:
        day, near = datetime.timedelta(days=1), datetime.timedelta(days=_NEAR)
        if early:
            return weekday(FIRST_DAY - near, FIRST_DAY - day, self.rng)
        return weekday(LAST_DAY + day, LAST_DAY + near, self.rng)

    def _again(self, usable: list[Assessment]) -> list[Assessment]:
        """Choose usable assessments that stand in the file twice."""
        faults = self.site.faults
        chosen = shuffled(usable, self.rng)
        again = ["duplicate"] * faults.duplicate + ["same_again"] * faults.same_again
        return [attrs.evolve(chosen.pop(), fault=fault) for fault in again]

    def _one_day(self, people: list[str]) -> list[Assessment]:
        """Draw two differing assessments of each of these people on one day."""
        found = []
        for person in people:
            first = self._whole(person, weekday(FIRST_DAY, LAST_DAY, self.rng))
            other = min(_total(first) + 3 + self.rng.randrange(6), 40)
            if other == _total(first):
                other -= 5
            second = self._whole(person, first.day, other)
            found += [attrs.evolve(one, fault="one_day") for one in (first, second)]
        return found

    def _unknown(self) -> list[Assessment]:
        """Draw assessments of people who are not in the people table."""
        return [
            attrs.evolve(
                self._whole(f"INV-{self.site.letter}-9{number:04d}", weekday(FIRST_DAY, LAST_DAY, self.rng)),
                fault="unknown_person",
            )
            for number in range(1, self.site.faults.unknown_person + 1)
        ]


def _total(assessment: Assessment) -> int:
    return sum(item for item in assessment.items if item is not None)
