"""
Questions About Your Life: five answers from 1 to 7, with the published medians.

The report gives medians and marks changes, but no numbers of people and no spread. Both are made up here.
"""

from __future__ import annotations

import datetime
import math
from statistics import median
from typing import TYPE_CHECKING, Final

import attrs

from livingwell_example.making.chance import bell, shuffled, stream, weekday
from livingwell_example.making.sites import FIRST_DAY, LAST_DAY, SITES

if TYPE_CHECKING:
    from random import Random

    from livingwell_example.making.assessments import Drawn
    from livingwell_example.making.sites import Questions, Site
    from livingwell_example.making.utilities import Pair

__all__ = ["ASKED", "Form", "draw_questions"]

#: What is asked, in the order of the columns.
ASKED: Final = ("friendships", "family", "occupation", "accommodation", "safety")

_LOWEST, _HIGHEST = 1, 7
# Chances in a hundred of a better and of a worse answer at the last.
_BETTER, _WORSE = 44, 23
# Published of safety and accommodation: between a third and half better, between a fifth and a quarter worse.
_SHARES: Final = {
    "accommodation": ((0.345, 0.485), (0.205, 0.245)),
    "safety": ((0.345, 0.485), (0.205, 0.245)),
}
# Published as significant: the rest. Of those who changed, more than this many standard errors are better.
_CLEAR: Final = 2.3
_MOST_DRAWS: Final = 20_000
_APART: Final = datetime.timedelta(days=20)
# One answer in this many is left blank.
_BLANK: Final = 25


@attrs.frozen(kw_only=True)
class Form:
    """
    Answers to some questions on one day.

    Attributes
    ----------
    person : str
    day : date
    answers : tuple of int or None
    fault : str
        "duplicate", "not_an_answer", "no_date" or "".
    """

    person: str
    day: datetime.date
    answers: tuple[int | None, ...]
    fault: str = ""


def draw_questions(drawn: dict[str, Drawn]) -> dict[str, list[Form]]:
    """
    Draw the forms of every site.

    Parameters
    ----------
    drawn : dict of site id to Drawn

    Returns
    -------
    dict of site id to list of Form
    """
    return {
        site.id: _forms(site, drawn[site.id].pairs, stream(50 + number)) for number, site in enumerate(SITES)
    }


def _forms(site: Site, pairs: list[Pair], rng: Random) -> list[Form]:
    asked = site.questions
    chosen = shuffled(pairs, rng)
    paired, rest = chosen[: asked.pairs], [first.person for first, _ in chosen[asked.pairs :]]
    answers = _answers(asked, rng)
    found = [
        Form(person=one.person, day=one.day, answers=tuple(row))
        for pair, both in zip(paired, answers, strict=True)
        for one, row in zip(pair, both, strict=True)
    ]
    again = [attrs.evolve(form, fault="duplicate") for form in shuffled(found, rng)[: asked.duplicate]]
    found += _between(asked, paired, answers, rng)
    faults = [""] * asked.single + ["not_an_answer"] * asked.not_an_answer + ["no_date"] * asked.no_date
    for fault, person in zip(faults, rest, strict=False):
        row = answers[rng.randrange(len(answers))][0]
        found.append(
            Form(person=person, day=weekday(FIRST_DAY, LAST_DAY, rng), answers=tuple(row), fault=fault)
        )
    return found + again


def _between(
    asked: Questions, pairs: list[Pair], answers: list[list[list[int | None]]], rng: Random
) -> list[Form]:
    """Draw forms between a first and a last one that lack no answer, so that those stay first and last."""
    wide = [
        (first, last, both)
        for (first, last), both in zip(pairs, answers, strict=True)
        if last.day - first.day > 3 * _APART and None not in both[0] + both[1]
    ]
    return [
        Form(
            person=first.person,
            day=weekday(first.day + _APART, last.day - _APART, rng),
            answers=tuple(both[rng.randrange(2)][place] for place in range(len(ASKED))),
        )
        for first, last, both in wide[: asked.middle]
    ]


def _answers(asked: Questions, rng: Random) -> list[list[list[int | None]]]:
    """Give first and last answers of each pair, item by item such that the item's figures hold."""
    both: list[list[list[int | None]]] = [
        [[None] * len(ASKED), [None] * len(ASKED)] for _ in range(asked.pairs)
    ]
    for place, item in enumerate(ASKED):
        there = [(bool(rng.randrange(_BLANK)), bool(rng.randrange(_BLANK))) for _ in both]
        whole = [number for number, ends in enumerate(there) if all(ends)]
        # Halfway between two answers lies the median of an even number of people only.
        if len(whole) % 2:
            there[whole.pop()] = (True, False)
        drawn = iter(_fitting(item, len(whole), asked, rng))
        for ends, pair in zip(there, both, strict=True):
            values = next(drawn) if all(ends) else _draw(asked.centres[item], rng)
            for end, value in enumerate(values):
                pair[end][place] = value if ends[end] else None
    return both


def _fitting(item: str, number: int, asked: Questions, rng: Random) -> list[tuple[int, int]]:
    for _ in range(_MOST_DRAWS):
        pairs = [_draw(asked.centres[item], rng) for _ in range(number)]
        if _fits(item, pairs, asked):
            return pairs
    msg = f"{item}: no draw has the published figures"
    raise RuntimeError(msg)


def _fits(item: str, pairs: list[tuple[int, int]], asked: Questions) -> bool:
    better = sum(last > first for first, last in pairs)
    worse = sum(last < first for first, last in pairs)
    if item in _SHARES:
        return all(
            low < count / len(pairs) < high
            for count, (low, high) in zip((better, worse), _SHARES[item], strict=True)
        )
    medians = tuple(median(pair[end] for pair in pairs) for end in range(2))
    return medians == asked.medians[item] and better - worse > _CLEAR * math.sqrt(better + worse)


def _draw(centre: float, rng: Random) -> tuple[int, int]:
    first = min(max(round(centre + 1.5 * bell(rng)), _LOWEST), _HIGHEST)
    chance, step = rng.randrange(100), 1 + (rng.randrange(3) == 0)
    if chance < _BETTER:
        return first, min(first + step, _HIGHEST)
    return first, max(first - step, _LOWEST) if chance < _BETTER + _WORSE else first
