"""
When people were first and last assessed.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Final

from livingwell_example.making.chance import shuffled, weekday
from livingwell_example.making.sites import FIRST_DAY, LAST_DAY

if TYPE_CHECKING:
    from random import Random

    from livingwell_example.making.sites import Site

__all__ = ["draw_gaps", "draw_span"]

_LEAST, _MOST = 14, 700
# Published: 202.6 days on average between the two, over the 559 with physical health at both ends.
_MEAN: Final = 202.6


def draw_gaps(sites: tuple[Site, ...], rng: Random) -> list[list[tuple[int, bool]]]:
    """
    Draw the days from first to last assessment of each pair.

    Parameters
    ----------
    sites : tuple of Site
    rng : random.Random

    Returns
    -------
    list of list of (days, has physical health at both ends)
        One list a site, one tuple a pair.
    """
    gaps = [[_draw(site, rng) for _ in range(site.pairs)] for site in sites]
    chosen = [
        (number, place)
        for number, site in enumerate(sites)
        for place in sorted(shuffled(list(range(site.pairs)), rng)[: site.with_physical])
    ]
    excess = sum(gaps[number][place] for number, place in chosen) - round(_MEAN * len(chosen))
    while excess:
        number, place = chosen[rng.randrange(len(chosen))]
        step = -1 if excess > 0 else 1
        if _LEAST <= gaps[number][place] + step <= _MOST:
            gaps[number][place] += step
            excess += step
    marked = [[(days, False) for days in site_gaps] for site_gaps in gaps]
    for number, place in chosen:
        marked[number][place] = (gaps[number][place], True)
    return marked


def draw_span(days: int, rng: Random) -> tuple[datetime.date, datetime.date]:
    """Draw a first and a last day, both working days inside the period."""
    gap = datetime.timedelta(days=days)
    while True:
        first = weekday(FIRST_DAY, LAST_DAY - gap, rng)
        if (first + gap).weekday() < 5:
            return first, first + gap


def _draw(site: Site, rng: Random) -> int:
    while True:
        # Mean 1, at most 4, with a long tail to the right.
        skewed = (rng.random() + rng.random()) * (rng.random() + rng.random())
        days = site.gap_least + int(site.gap_more * skewed)
        if _LEAST <= days <= _MOST:
            return days
