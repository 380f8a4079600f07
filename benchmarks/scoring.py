"""
Time scoring alone: a sum of ten items and a utility of seven, against a copy and against a loop over rows.

    python benchmarks/scoring.py --rows 10000000 --repeat 7

Answers to ReQoL-10 are invented, 2% of the rows with one missing, and held as the core holds them: one int8
array in column order. Scored is what an evaluation scores: items turned, the total, and a utility by a value
set of 78,125 states made up for this (no licensed numbers are at hand). The copy is `array.copy(order="F")`.

The loops are plain Python, a row at a time: over the rows of the same array as they come, over those rows
made lists, and over lists made before the clock runs. They run on fewer rows and are scaled; their scores are
compared with ours. One process; the ways take turns, so that a busy spell of the machine meets them all;
medians.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterable
from typing import Any, Final

import numpy as np
from livingwell_reqol.reqol10 import REQOL10
from run import machine

from livingwell_core.instruments import Instrument, ValueSet
from livingwell_core.marks import MISSING_ANSWER, MISSING_SCORE

ITEMS: Final = ("1", "9", "3", "6", "10", "5", "physical_health")
NEGATIVE: Final = frozenset(
    number for number, item in enumerate(REQOL10.items) if item.negative
)  # physical health is held the way it counts
DIRECTIONS: Final = {"physical_health": "higher-is-better"}
LOOPED: Final = 20_000


class DifferentScoresError(Exception):
    """The loop over rows came to other scores."""


def made_up() -> ValueSet:
    """A value set of the shape that the ReQoL-UI has: seven items of five levels."""
    away = 4 - np.indices((5,) * len(ITEMS)).reshape(len(ITEMS), -1)
    values = 1000 - away.sum(axis=0) * 40 - (away.max(axis=0) == 4) * 75
    return ValueSet(
        id="made-up",
        title="made up",
        instrument=REQOL10.id,
        items=ITEMS,
        levels=(range(5),) * len(ITEMS),
        best=(4,) * len(ITEMS),
        worst_value=-0.195,
        decimals=3,
        values=values,
        author="nobody",
        year=2026,
        version="1",
        licence="none needed",
        illustrative=True,
    )


def invented(rows: int) -> np.ndarray:
    generator = np.random.default_rng(5)
    answers = np.empty((rows, len(REQOL10.items)), dtype=np.int8, order="F")
    for column in range(answers.shape[1]):
        answers[:, column] = generator.integers(0, 5, size=rows, dtype=np.int8)
    without = np.flatnonzero(generator.random(rows) < 0.02)
    answers[without, generator.integers(0, answers.shape[1], size=len(without))] = MISSING_ANSWER
    return answers


def scored(instrument: Instrument, answers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Turn the items, and give total and utility."""
    oriented = instrument.orient(answers, instrument.flips("as-circled", DIRECTIONS))
    total, utility = (instrument.score_named(name) for name in ("total", "utility"))
    return instrument.compute(total, oriented), instrument.compute(utility, oriented)


class Loop:
    """The same as one would write it by hand, a row at a time, with a dictionary of the states."""

    def __init__(self, instrument: Instrument) -> None:
        value_set = instrument.score_named("utility").rule.value_set
        self.table = {value_set.grid.codes(place): int(v) for place, v in enumerate(value_set.values)}
        self.places = [[item.id for item in instrument.items].index(item) for item in ITEMS]

    def over_array(self, answers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Take the rows from the array one by one, as they are."""
        return self.over_lists(answers)

    def over_rows_as_lists(self, answers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The same, with each row made a list first: Python's own numbers are faster."""
        return self.over_lists(row.tolist() for row in answers)

    def over_lists(self, rows: Iterable[Any]) -> tuple[np.ndarray, np.ndarray]:
        """Take rows that are lists already."""
        totals, utilities = [], []
        for row in rows:
            turned = self.turned(row)
            totals.append(self.total(turned))
            utilities.append(self.utility(turned))
        return np.array(totals, dtype=np.int32), np.array(utilities, dtype=np.int32)

    def turned(self, row: list[int]) -> list[int]:
        return [
            answer if answer == MISSING_ANSWER or place not in NEGATIVE else 4 - answer
            for place, answer in enumerate(row)
        ]

    def total(self, turned: list[int]) -> int:
        ten = turned[:10]
        return MISSING_SCORE if MISSING_ANSWER in ten else sum(ten)

    def utility(self, turned: list[int]) -> int:
        state = tuple(turned[place] for place in self.places)
        return MISSING_SCORE if MISSING_ANSWER in state else self.table[state]  # no such state: an error


def seconds(job: Callable[[], Any]) -> float:
    started = time.perf_counter()
    job()
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description="Time scoring against a copy and against a loop over rows.")
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--repeat", type=int, default=7)
    given = parser.parse_args()
    instrument = REQOL10.valued(made_up())
    answers = invented(given.rows)
    few, loop = answers[:LOOPED], Loop(instrument)
    lists = few.tolist()
    if not all(map(np.array_equal, scored(instrument, few), loop.over_array(few))):
        msg = "the loop over rows gives other scores"
        raise DifferentScoresError(msg)
    flips = instrument.flips("as-circled", DIRECTIONS)
    oriented = instrument.orient(answers, flips)
    total, utility = (instrument.score_named(name) for name in ("total", "utility"))
    jobs: dict[str, Callable[[], Any]] = {
        "copy": lambda: answers.copy(order="F"),
        "turn the items": lambda: instrument.orient(answers, flips),
        "total": lambda: instrument.compute(total, oriented),
        "utility": lambda: instrument.compute(utility, oriented),
        "turn, total and utility": lambda: scored(instrument, answers),
    }
    loops: dict[str, Callable[[], Any]] = {
        "loop over the array's rows": lambda: loop.over_array(few),
        "loop over its rows as lists": lambda: loop.over_rows_as_lists(few),
        "loop over lists made before": lambda: loop.over_lists(lists),
    }
    times: dict[str, list[float]] = {name: [] for name in (*jobs, *loops)}
    for _ in range(given.repeat):
        for name, job in jobs.items():
            times[name].append(seconds(job))
        for name, job in loops.items():
            times[name].append(seconds(job) * given.rows / len(few))
    medians = {name: statistics.median(own) for name, own in times.items()}
    print("| rows | what | seconds | ÷ copy |\n| ---: | --- | ---: | ---: |")
    for name, value in medians.items():
        mark = " [X]" if name in loops else ""
        print(f"| {given.rows:,} | {name} | {value:.3f}{mark} | {value / medians['copy']:.1f}{mark} |")
    whole = medians["turn, total and utility"]
    ratios = ", ".join(f"{medians[name] / whole:.0f}" for name in loops)
    copies = whole / medians["copy"]
    print(
        f"\nScoring takes {copies:.1f} times the copy, and the loops {ratios} times as long as scoring."
        f"\n\n{machine()} Medians of {given.repeat} runs; [X] is scaled from {LOOPED:,} rows."
    )


if __name__ == "__main__":
    main()
