"""
Personal goals: up to five a person, rated from 1 to 5, with the interim evaluation's shares.

The interim evaluation gives shares of people who made progress and not of how many people. That is made up.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Final

from livingwell_example.making.chance import shuffled, stream, weekday
from livingwell_example.making.questions import Form
from livingwell_example.making.sites import SITES

if TYPE_CHECKING:
    from random import Random

    from livingwell_example.making.assessments import Drawn
    from livingwell_example.making.sites import Goals
    from livingwell_example.making.utilities import Pair

__all__ = ["GOALS", "draw_goals"]

#: The most goals of a person.
GOALS: Final = 5

_HIGHEST: Final = 5
_APART: Final = datetime.timedelta(days=20)
# How many goals people set who made progress on none, on one, and on two or more; as often as it stands here.
_NUMBERS: Final = ((1, 1, 2), (1, 2, 2, 3), (2, 3, 3, 3, 4, 5))


def draw_goals(drawn: dict[str, Drawn]) -> dict[str, list[Form]]:
    """
    Draw the ratings of every site that uses personal goals.

    Parameters
    ----------
    drawn : dict of site id to Drawn

    Returns
    -------
    dict of site id to list of Form
        Empty for a site without any.
    """
    return {
        site.id: _forms(site.goals, drawn[site.id].pairs, stream(60 + number)) if site.goals else []
        for number, site in enumerate(SITES)
    }


def _forms(goals: Goals, pairs: list[Pair], rng: Random) -> list[Form]:
    chosen = shuffled(pairs, rng)
    progressed = [0] * goals.none + [1] * goals.one + [2] * goals.two_or_more
    found: list[Form] = []
    between: list[Form] = []
    for (first, last), progress in zip(chosen, shuffled(progressed, rng), strict=False):
        rows = _ratings(progress, rng)
        ends = [
            Form(person=one.person, day=one.day, answers=tuple(row))
            for one, row in zip((first, last), rows, strict=True)
        ]
        found += ends
        if last.day - first.day > 3 * _APART and len(between) < goals.middle:
            day = weekday(first.day + _APART, last.day - _APART, rng)
            # Only goals that are there at both ends: those of the first then stay the first.
            seen = tuple(None if None in both else both[rng.randrange(2)] for both in zip(*rows, strict=True))
            between.append(Form(person=first.person, day=day, answers=seen))
    rest = chosen[len(progressed) :]
    single = [
        Form(person=first.person, day=first.day, answers=tuple(_ratings(1, rng)[0]))
        for first, _ in rest[: goals.single]
    ]
    return found + between + single


def _ratings(progress: int, rng: Random) -> tuple[list[int | None], list[int | None]]:
    """Draw first and last ratings: progress on none, on one, or on two goals or more."""
    numbers = _NUMBERS[progress]
    number = numbers[rng.randrange(len(numbers))]
    better = progress if progress < 2 else 2 + rng.randrange(number - 1)
    first: list[int | None] = [None] * GOALS
    last: list[int | None] = [None] * GOALS
    for goal, gains in enumerate(shuffled([True] * better + [False] * (number - better), rng)):
        start = 1 + rng.randrange(3)
        if gains:
            end = min(start + 1 + rng.randrange(3), _HIGHEST)
        else:
            # Most stay where they are, some slip back.
            end = max(start - (rng.randrange(3) == 0), 1)
        first[goal], last[goal] = start, end
    if number < GOALS and rng.randrange(12) == 0:
        last[number] = 1 + rng.randrange(3)  # set later, so rated once
    return first, last
