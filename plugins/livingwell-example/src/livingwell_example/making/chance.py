"""
Draws that give the same on every machine and in every version of Python.

They use ``random()``, ``randrange()`` and ``shuffle()`` of a seeded `random.Random`, and of arithmetic only
sums and products: logarithms and cosines may differ in the last digit between systems.
"""

from __future__ import annotations

import datetime
from random import Random
from typing import TypeVar

__all__ = ["bell", "shuffled", "stream", "weekday"]

_SEED = 20220331
T = TypeVar("T")


def stream(number: int) -> Random:
    """Give a generator of its own to each step, so that a change in one leaves the others alone."""
    return Random(_SEED * 1000 + number)  # noqa: S311 - invented data, no secrets


def bell(rng: Random) -> float:
    """Draw from about a standard normal: twelve uniforms have mean 6 and variance 1."""
    return sum(rng.random() for _ in range(12)) - 6


def shuffled(values: list[T], rng: Random) -> list[T]:
    """Give the values in another order."""
    mixed = list(values)
    rng.shuffle(mixed)
    return mixed


def weekday(first: datetime.date, last: datetime.date, rng: Random) -> datetime.date:
    """Draw a day from Monday to Friday, both ends included."""
    while True:
        day = first + datetime.timedelta(days=rng.randrange((last - first).days + 1))
        if day.weekday() < 5:
            return day
