"""
Run the contenders in turn, in fresh processes, and print a table in Markdown.

    python run.py --rows 100000 1000000 --repeat 5

Stops with an error if two contenders differ in any figure. Only the standard library is imported here: the
peak memory of a child starts at that of the process that it was forked from.
"""

from __future__ import annotations

import argparse
import datetime
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).parent
READING: Final = ("read", "check, score", "read, check, score")
CORE: Final = (*READING, "pair, tally")
OURS, ROW_WISE = "livingwell", "pandas-rows"
USUAL: Final = (OURS, "livingwell-evaluate", "pandas-arrow", "pandas-categories", "pandas-plain", ROW_WISE)
MOST_ROW_WISE: Final = 100_000
TOLERANCE: Final = 1e-7

Runs = list[dict[str, Any]]


class DifferentFiguresError(Exception):
    """Two contenders did not do the same job."""


def generate(rows: int, folder: Path) -> None:
    subprocess.run([sys.executable, HERE / "generate.py", str(rows), folder], check=True)


def once(name: str, folder: Path) -> dict[str, Any]:
    """Run one contender in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", HERE / "jobs.py", name, folder], check=True, stdout=subprocess.PIPE
    )
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def in_turn(names: Iterable[str], folder: Path, repeat: int) -> dict[str, Runs]:
    """Run each contender as often as asked, one after the other, so that a busy spell meets them all."""
    runs: dict[str, Runs] = {name: [] for name in names}
    for number in range(repeat):
        for name, own in runs.items():
            if name == ROW_WISE and number:
                continue  # minutes a run: once is enough
            print(f"{name} {number + 1}/{repeat}", file=sys.stderr)
            own.append(once(name, folder))
    check_same(runs)
    return runs


def check_same(runs: dict[str, Runs]) -> None:
    """Demand the same figures of all."""
    results = [(name, run["figures"]) for name, own in runs.items() for run in own]
    (first, wanted), *others = results
    for name, found in others:
        for figure in sorted({*wanted, *found}):
            if not same(wanted.get(figure), found.get(figure)):
                msg = f"{figure}: {first} found {wanted.get(figure)}, {name} found {found.get(figure)}"
                raise DifferentFiguresError(msg)


def same(left: Any, right: Any) -> bool:
    """Compare counts exactly, and other numbers up to rounding."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left == right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if left is None or right is None:
        return False
    if float(left).is_integer() and float(right).is_integer():
        return float(left) == float(right)
    return math.isclose(left, right, rel_tol=TOLERANCE, abs_tol=1e-12)


def seconds(runs: Runs, stages: Iterable[str]) -> float | None:
    """Give the median over runs of the sum of some stages; None where a contender has none of them."""
    sums = [[run["seconds"][stage] for stage in stages if stage in run["seconds"]] for run in runs]
    return statistics.median(map(sum, sums)) if sums and sums[0] else None


def peak(runs: Runs) -> float:
    return statistics.median(run["peak"] for run in runs)


def row_of(rows: int, name: str, runs: Runs, ours: Runs | None, scale: float = 1) -> list[str]:
    """Give the cells of one line; `scale` extrapolates, and is marked."""
    mark = " [X]" if scale != 1 else ""

    def number(value: float | None) -> str:
        if value is None:
            return ""
        return f"{value * scale:.0f}{mark}" if mark else f"{value:.3f}"

    def ratio(own: float | None, other: float | None) -> str:
        return "" if own is None or other is None else f"{own * scale / other:.1f}{mark}"

    core = seconds(runs, CORE)
    whole = seconds(runs, [stage for stage in runs[0]["seconds"] if stage != "imports"])
    return [
        f"{rows:,}",
        name,
        f"{seconds(runs, ['imports']):.2f}",
        number(seconds(runs, ["read"])),
        number(seconds(runs, READING)),
        number(seconds(runs, ["pair, tally"])),
        f"**{number(core)}**" if core is not None else "",
        number(seconds(runs, ["conclude"])),
        number(whole),
        "" if mark else f"{peak(runs):.0f}",
        ratio(core, seconds(ours, CORE)) if ours else "",
        "" if mark or not ours else f"{peak(runs) / peak(ours):.2f}",
    ]


HEADER: Final = (
    "rows",
    "contender",
    "imports",
    "read alone",
    "read, check, score",
    "pair, tally",
    "**core**",
    "conclude",
    "all but imports",
    "peak MB",
    "core ÷ livingwell",
    "peak ÷ livingwell",
)


def table(lines: list[list[str]]) -> str:
    rule = ["---:" if number != 1 else "---" for number in range(len(HEADER))]
    return "\n".join(f"| {' | '.join(line)} |" for line in [list(HEADER), rule, *lines])


def machine() -> str:
    """Say what it ran on."""
    names = ("livingwell-core", "polars", "numpy", "scipy", "pandas", "pyarrow")
    versions = []
    for name in names:
        try:
            versions.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            versions.append(f"no {name}")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return (
        f"{datetime.date.today():%d %B %Y}, {os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GiB, "
        f"load {load} at the end; Python {platform.python_version()}, {', '.join(versions)}."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Time livingwell against pandas on the same job.")
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--contenders", nargs="+", default=USUAL, help="names from jobs.py")
    given = parser.parse_args()
    lines = []
    row_wise: tuple[int, Runs] | None = None
    for rows in sorted(given.rows):
        names = [name for name in given.contenders if name != ROW_WISE or rows <= MOST_ROW_WISE]
        with tempfile.TemporaryDirectory(prefix="livingwell-") as folder:
            generate(rows, Path(folder))
            runs = in_turn(names, Path(folder), given.repeat)
        ours = runs.get(OURS)
        lines += [row_of(rows, name, own, ours) for name, own in runs.items()]
        if ROW_WISE in runs:
            row_wise = rows, runs[ROW_WISE]
        elif row_wise and ROW_WISE in given.contenders:
            lines.append(row_of(rows, ROW_WISE, row_wise[1], ours, scale=rows / row_wise[0]))
    print(table(lines))
    print(f"\n{machine()} Medians of {given.repeat} runs; {ROW_WISE} ran once; [X] is extrapolated.")


if __name__ == "__main__":
    main()
