"""
Read a long table, a row an answer, and score it: livingwell against DuckDB's SQL doing the same pivot.

    python benchmarks/long_layout.py                 # 10**6 answers
    python benchmarks/long_layout.py --full          # 10**8 answers, 4.8 GB of disk and some minutes a run
    python benchmarks/long_layout.py --order apart   # all answers to the first item, then to the second ...

Answers to ReQoL-10 are invented, ten rows an assessment; `--answers` says whether they are labels or numbers.
2% of cells are blank and .01% mean nothing; .02% of dates cannot be read; .5% of rows are copies of another.
The same options always give the same file.

Each run is a fresh process, and the contenders take turns. Their figures have to be the same: how many
assessments are complete, and the sum of their totals and of the squares. Seconds are wall time from opening
the file to scores; processor seconds and the peak (VmHWM) are those of the process, imports included.
"""

from __future__ import annotations

import argparse
import datetime
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from invented import DAYS, EVALUATION, FIRST_DAY, NEGATIVE, PER_PERSON
from run import check_same, machine

ITEMS: Final = 10
LABELS: Final = ("never", "rarely", "sometimes", "often", "always")
WRONG: Final = "cannot say"
BLANK, MEANINGLESS, BAD_DATE, COPIED = 0.02, 0.0001, 0.0002, 0.005
BLANK_CODE, WRONG_CODE = 6, 5
AS_OF: Final = datetime.date(2024, 12, 31)
CHUNK: Final = 200_000
USUAL: Final = ("livingwell", "duckdb")
MEASURED: Final = ("seconds", "work", "peak")

PROFILE: Final = """\
id = "benchmark"
title = "Benchmark"
source = "invented by benchmarks/long_layout.py"

[[tables]]
file = "answers.csv"
instrument = "reqol10"
layout = "long"
answers = "as-circled"
assessment = "assessment"
person = "person"
date = "date"
date_format = "%d/%m/%Y"
question = "question"
answer = "answer"

[tables.items]
"""


# The file


def chunks(rows: int, order: str) -> Iterator[tuple[int, int, range]]:
    """Give first and last assessment and the items of each piece of the file."""
    assessments = max(1, rows // ITEMS)
    starts = range(0, assessments, CHUNK)
    for items in [range(ITEMS)] if order == "together" else [range(item, item + 1) for item in range(ITEMS)]:
        for start in starts:
            yield start, min(start + CHUNK, assessments), items


def write(rows: int, folder: Path, answers: str, order: str) -> None:
    """Write an evaluation of this many answers, piece by piece."""
    site = folder / "site"
    site.mkdir(parents=True, exist_ok=True)
    (folder / "livingwell.toml").write_text(EVALUATION, encoding="utf-8")
    profile = PROFILE + "".join(f'{number} = "item {number}"\n' for number in range(1, ITEMS + 1))
    if answers == "labels":
        codes = "".join(f'"{label}" = {code}\n' for code, label in enumerate(LABELS))
        profile += f"\n[tables.codes]\n{codes}"
    (folder / "benchmark.toml").write_text(profile, encoding="utf-8")
    with (site / "answers.csv").open("wb") as file:
        for number, (start, stop, items) in enumerate(chunks(rows, order)):
            piece(rows, start, stop, items, answers).write_csv(file, include_header=not number)


def piece(rows: int, start: int, stop: int, items: range, answers: str) -> Any:
    """Invent a piece of the table, all of it text; an item's answers are the same in either order."""
    import numpy as np
    import polars as pl

    n = stop - start
    own = np.random.default_rng((rows, start))
    person = own.integers(0, max(1, round(rows / ITEMS / PER_PERSON)), n)
    level = own.normal(2, 0.9, n)
    day = own.integers(0, DAYS, n)
    day[own.random(n) < BAD_DATE] = DAYS
    code = np.empty((n, len(items)), dtype=np.uint8)
    copied = np.empty((n, len(items)), dtype=np.int64)
    for place, item in enumerate(items):
        random = np.random.default_rng((rows, start, item))
        given = np.clip(np.rint(level + random.standard_normal(n)), 0, 4)
        luck = random.random(n)
        given[luck < BLANK] = BLANK_CODE
        given[luck > 1 - MEANINGLESS] = WRONG_CODE
        code[:, place] = given
        copied[:, place] = 1 + (random.random(n) < COPIED)
    times = copied.ravel()

    def each(values: Any) -> Any:
        return pl.Series(np.repeat(np.repeat(values, len(items)), times))

    dates = [(FIRST_DAY + datetime.timedelta(days=d)).strftime("%d/%m/%Y") for d in range(DAYS)]
    words = LABELS if answers == "labels" else tuple(map(str, range(5)))
    return pl.DataFrame(
        {
            "assessment": each(np.arange(start, stop)),
            "person": each(person),
            "date": pl.Series([*dates, "unknown"]).gather(each(day)),
            "question": pl.Series([f"item {item + 1}" for item in items]).gather(
                pl.Series(np.repeat(np.tile(np.arange(len(items)), n), times))
            ),
            "answer": pl.Series([*words, WRONG, None]).gather(pl.Series(np.repeat(code.ravel(), times))),
        }
    ).with_columns(
        assessment="A" + pl.col("assessment").cast(pl.String).str.zfill(8),
        person="P" + pl.col("person").cast(pl.String).str.zfill(8),
    )


# The contenders


def livingwell(folder: Path, _answers: str) -> tuple[float, dict[str, float]]:
    """Read, check, pivot, map and score, as every evaluation does."""
    from livingwell_core.cli.main import give_memory_back

    give_memory_back()  # as the command line does, before polars is loaded
    import polars as pl

    from livingwell_core.evaluations import make_plan, partition
    from livingwell_core.marks import MISSING_SCORE
    from livingwell_core.plugins import load_plugins

    plan = make_plan(folder / "livingwell.toml", load_plugins(), as_of=AS_OF)
    (part,) = plan.parts
    start = time.perf_counter()
    (cohort,) = partition(part, plan)
    taken = time.perf_counter() - start
    assert not cohort.refused, cohort.refused
    total = cohort.assessments["reqol10"].filter(pl.col("total") != MISSING_SCORE)["total"].cast(pl.Int64)
    return taken, {"complete": total.len(), "sum": int(total.sum()), "squares": int((total**2).sum())}


def duckdb_sql(folder: Path, answers: str) -> tuple[float, dict[str, float]]:
    """The pivot as it is usually written in SQL, on two threads and at most 4 GB."""
    import duckdb

    words = LABELS if answers == "labels" else tuple(map(str, range(5)))
    code = " ".join(f"WHEN '{word}' THEN {number}" for number, word in enumerate(words))
    pivoted = ", ".join(
        f"max(CASE WHEN question = 'item {item}' THEN code END) AS q{item}" for item in range(1, ITEMS + 1)
    )
    total = " + ".join(f"(4 - q{item})" if item in NEGATIVE else f"q{item}" for item in range(1, ITEMS + 1))
    csv = folder / "site" / "answers.csv"
    start = time.perf_counter()
    base = duckdb.connect(
        config={"memory_limit": "4GB", "threads": "2", "temp_directory": str(folder / "spilled")}
    )
    base.execute(
        f"""
        CREATE TABLE scored AS
        WITH answers AS (
            SELECT assessment, person, date, question, CASE answer {code} END AS code
            FROM read_csv('{csv}', all_varchar = true)
        ), pivoted AS (
            SELECT assessment, person, try_strptime(date, '%d/%m/%Y')::DATE AS date, {pivoted}
            FROM answers GROUP BY assessment, person, date
        )
        SELECT *, {total} AS total FROM pivoted
        """
    )
    taken = time.perf_counter() - start
    found = base.execute(
        "SELECT count(total), sum(total), sum(total * total) FROM scored WHERE date IS NOT NULL"
    ).fetchone()
    return taken, dict(zip(("complete", "sum", "squares"), map(int, found or ()), strict=True))


JOBS: Final[dict[str, Callable[[Path, str], tuple[float, dict[str, float]]]]] = {
    "livingwell": livingwell,
    "duckdb": duckdb_sql,
}


def peak() -> float:
    """Give the most memory that this process has held, in MiB."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    msg = "no VmHWM in /proc/self/status"
    raise OSError(msg)


# Running them


def again(*arguments: object) -> str:
    """Run this file in a process of its own."""
    command = [sys.executable, "-W", "ignore", __file__, *map(str, arguments)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def measured(given: argparse.Namespace, folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Run the contenders in turn, so that a busy spell of the machine meets them all."""
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in given.contenders}
    for number in range(given.repeat):
        for name, own in runs.items():
            own.append(json.loads(again("--job", name, "--folder", folder, "--answers", given.answers)))
            print(f"{name} {number + 1}/{given.repeat}: {own[-1]}", file=sys.stderr)
    check_same(runs)
    return runs


def report(given: argparse.Namespace, size: int, runs: dict[str, list[dict[str, Any]]]) -> None:
    print("| answers | contender | seconds | processor seconds, all | peak MiB |")
    print("| ---: | --- | ---: | ---: | ---: |")
    for name, own in runs.items():
        seconds, work, memory = (statistics.median(run[what] for run in own) for what in MEASURED)
        print(f"| {given.rows:,} | {name} | {seconds:.2f} | {work:.2f} | {memory:,.0f} |")
    if set(USUAL) <= set(runs):
        for what, words in (("seconds", "as long"), ("work", "as much processor time")):
            pairs = zip(runs["duckdb"], runs["livingwell"], strict=True)
            ratios = sorted(theirs[what] / ours[what] for theirs, ours in pairs)
            each = ", ".join(f"{ratio:.2f}" for ratio in ratios)
            print(f"\nDuckDB takes {statistics.median(ratios):.2f} times {words} as livingwell ({each}).")
    print(
        f"\n{given.answers}, rows of an assessment {given.order}, {size / 1e9:.2f} GB; "
        f"{machine()} Medians of {given.repeat} runs."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Time reading a long table against DuckDB.")
    parser.add_argument("--rows", type=int, default=1_000_000, help="answers, without copies")
    parser.add_argument("--full", action="store_true", help="10**8 answers")
    parser.add_argument("--answers", choices=("labels", "numbers"), default="labels")
    parser.add_argument("--order", choices=("together", "apart"), default="together")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--contenders", nargs="+", choices=tuple(JOBS), default=USUAL)
    parser.add_argument("--folder", type=Path, help="keep the file here, and use one that is there")
    parser.add_argument("--job", choices=(*JOBS, "write"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    given.rows = 100_000_000 if given.full else given.rows
    if given.job == "write":
        write(given.rows, given.folder, given.answers, given.order)
        return
    if given.job:
        taken, figures = JOBS[given.job](given.folder, given.answers)
        work = time.process_time()
        print(json.dumps({"seconds": taken, "work": work, "peak": peak(), "figures": figures}))
        return
    with tempfile.TemporaryDirectory(prefix="livingwell-") as own:
        folder = given.folder or Path(own)
        file = folder / "site" / "answers.csv"
        if not file.exists():
            options = ("--rows", given.rows, "--answers", given.answers, "--order", given.order)
            again("--job", "write", "--folder", folder, *options)
        report(given, file.stat().st_size, measured(given, folder))


if __name__ == "__main__":
    main()
