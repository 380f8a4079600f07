"""
Write invented ReQoL-10 assessments, with the evaluation file and the profile that read them.

    python generate.py 1000000 folder

The same number of rows always gives the same files. Rates are a share of cells for blanks, values out of
range and text, and a share of rows for the rest.
"""

from __future__ import annotations

import argparse
import datetime
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from invented import DAYS, EVALUATION, FIRST_DAY, NEGATIVE, PER_PERSON

BLANK, OUT_OF_RANGE, TEXT = 0.02, 0.001, 0.0001
COPIED, SAME_DAY, BAD_DATE, NOBODY = 0.005, 0.005, 0.002, 0.0005

# What an item's cell may hold. "n/a" stands for no answer, as the profile says; "yes" and "3?" mean nothing.
ANSWERS: Final = ("0", "1", "2", "3", "4", "5", "9", "-1", "44", "n/a", "yes", "3?")
FIRST_WRONG, FIRST_TEXT = 5, 9
BLANK_CODE: Final = 255

# The first is no day, the next two are no dates at all, and the last two cannot be.
BAD_DATES: Final = ("31/02/2021", "unknown", "2021", "14/05/1921", "03/11/2091")

PROFILE: Final = """\
id = "benchmark"
title = "Benchmark"
source = "invented by benchmarks/generate.py"

[[tables]]
file = "assessments.csv"
instrument = "reqol10"
layout = "wide"
answers = "as-circled"
person = "person"
date = "date"
date_format = "%d/%m/%Y"
missing = ["n/a"]

[tables.items]
"""


def answers(
    random: np.random.Generator, person: np.ndarray, day: np.ndarray, people: int
) -> list[np.ndarray]:
    """Draw a code for each item: how a person is, plus how long it has been, plus noise."""
    level = random.normal(1.7, 0.7, people).astype(np.float32)[person] + day.astype(np.float32) / DAYS * 0.9
    drawn = []
    for item in range(1, 11):
        noise = random.standard_normal(len(person), dtype=np.float32)
        code = np.clip(np.rint(level + noise), 0, 4).astype(np.uint8)
        if item in NEGATIVE:
            code = 4 - code
        luck = random.random(len(person), dtype=np.float32)
        code[luck < BLANK] = BLANK_CODE
        wrong = (luck >= BLANK) & (luck < BLANK + OUT_OF_RANGE)
        code[wrong] = random.integers(FIRST_WRONG, FIRST_TEXT, int(wrong.sum()), dtype=np.uint8)
        text = (luck >= BLANK + OUT_OF_RANGE) & (luck < BLANK + OUT_OF_RANGE + TEXT)
        code[text] = random.integers(FIRST_TEXT, len(ANSWERS), int(text.sum()), dtype=np.uint8)
        drawn.append(code)
    return drawn


def assessments(rows: int) -> pl.DataFrame:
    """Invent a table of assessments, all of it text."""
    random = np.random.default_rng(rows)
    copied, same_day = int(rows * COPIED), int(rows * SAME_DAY)
    own = rows - copied - same_day
    people = max(1, round(rows / PER_PERSON))

    # Where each row comes from: its own assessment, a copy of one, or another on the day of one.
    origin = np.concatenate([np.arange(own), random.integers(0, own, copied + same_day)])
    person = random.integers(0, people, own)[origin]
    day = random.integers(0, DAYS, own).astype(np.uint16)[origin]
    cells = answers(random, person, day, people)
    for code in cells:
        code[own : own + copied] = code[origin[own : own + copied]]

    bad = random.random(rows, dtype=np.float32)
    day[bad < BAD_DATE] = DAYS + random.integers(0, len(BAD_DATES) + 1, int((bad < BAD_DATE).sum()))
    order = random.permutation(rows)

    dates = [(FIRST_DAY + datetime.timedelta(days=number)).strftime("%d/%m/%Y") for number in range(DAYS)]
    person[bad > 1 - NOBODY] = people
    known = pl.select("P" + pl.int_range(people).cast(pl.String).str.zfill(8)).to_series()
    identifiers = known.append(pl.Series([None], dtype=pl.String))
    columns = {
        "person": identifiers.gather(person[order]),
        "date": texts(day[order], (*dates, *BAD_DATES)),
    }
    columns |= {f"q{number}": texts(code[order], ANSWERS) for number, code in enumerate(cells, start=1)}
    return pl.DataFrame(columns)


def texts(codes: np.ndarray, known: tuple[str, ...]) -> pl.Series:
    """Give the text of each code; a code beyond those known is a blank."""
    return pl.Series([*known, None], dtype=pl.String).gather(np.minimum(codes, len(known)))


def write(rows: int, folder: Path) -> None:
    """Write an evaluation of this many assessments."""
    site = folder / "site"
    site.mkdir(parents=True, exist_ok=True)
    (folder / "livingwell.toml").write_text(EVALUATION, encoding="utf-8")
    items = "".join(f'{number} = "q{number}"\n' for number in range(1, 11))
    (folder / "benchmark.toml").write_text(PROFILE + items, encoding="utf-8")
    assessments(rows).write_csv(site / "assessments.csv")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument("rows", type=int)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    write(given.rows, given.folder)
