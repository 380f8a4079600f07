"""
Time bootstrap intervals: from a tally, without drawing and by drawing, and from raw pairs; then all findings.

    python benchmarks/bootstrap.py --repeat 7
    python benchmarks/bootstrap.py --coverage 4000

Pairs are invented: scores of 0 to 40, about normal, a change of 4 on average. From the tally: the ideal
bootstrap of the mean change (percentile and BCa together), and 9,999 draws of d_z, the median change and the
correlation, either interval where it exists. From raw pairs, the changes being formed before the clock runs:
the mean change by 10,000 resamples with numpy, one at a time as it is usually written, and by 9,999 with
scipy.stats.bootstrap. Those two run on fewer resamples and are scaled [X], and so is only their drawing:
sorting the replicates is left out for numpy. scipy's BCa leaves out one person at a time, which is n by n: it
is run whole at 10^4, and not at all at 10^6. Last, what an evaluation does with the tallies of a ReQoL-10
total of as many people: `conclude` of every analysis that the core brings and that needs no settings,
whatever those are by then.

One process; the ways take turns, so that a busy spell of the machine meets them all; medians, and for the
last table the least too. Intervals have to agree within the chance of drawing.

With --coverage: how often intervals at 95% hold the true mean in samples of 20, 100 and 700.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from livingwell_reqol.reqol10 import REQOL10
from run import machine
from scipy.special import stdtrit
from scipy.stats import bootstrap

from livingwell_core.analyses import About, Analysis, Finding, Sample
from livingwell_core.builtin import livingwell_analyses
from livingwell_core.errors import NotApplicableError
from livingwell_core.instruments import Scale
from livingwell_core.pairing import History, Pairs
from livingwell_core.statistics.change_distribution import changes
from livingwell_core.statistics.counted_statistics import correlations, d_zs, mean_changes, median_changes
from livingwell_core.statistics.drawn_bootstrap import drawn_bootstrap
from livingwell_core.statistics.ideal_bootstrap import ideal_mean, ideal_mean_change
from livingwell_core.tallies import JointTable

SCALE: Final = Scale(lowest=0, highest=40)
LEVEL: Final = 0.95
RESAMPLES: Final = 10_000
IDEAL, TALLY = "mean change without drawing, from the tally", "the tally itself, from raw pairs"
MEAN, D_Z, MEDIAN, CORRELATION = (
    f"drawn from the tally: {name}" for name in ("mean change", "d_z", "median change", "correlation")
)
DRAWN: Final = (D_Z, MEDIAN, CORRELATION)
LOOP = "numpy resamples of raw pairs: mean change"
SCIPY, SCIPY_BCA = "scipy, percentile: mean change", "scipy, BCa: mean change"
CONCLUDE = "conclude, all analyses"
#: Resamples that the scaled ones draw, by people.
FEW: Final = {10_000: 1_000, 1_000_000: 20}


class DifferentIntervalsError(Exception):
    """Two ways came to other intervals than chance allows."""


def invented(n: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(n)
    first = random.normal(18, 8, size=n)
    last = first + random.normal(4, 7, size=n)
    first, last = np.clip(np.rint([first, last]), 0, 40).astype(np.int64)
    return first, last


def ideal(table: JointTable) -> tuple[float, ...]:
    found = ideal_mean_change(table)
    intervals = found.percentile(level=LEVEL), found.bca(level=LEVEL)
    return tuple(end for interval in intervals for end in (interval.low, interval.high))


def drawn(tally: Any, statistic: Any) -> tuple[float, ...]:
    """Both intervals, or what there is of them: a median of many people may not vary."""
    ends: list[float] = []
    try:
        found = drawn_bootstrap(tally, statistic, seed=1)
        for interval in (found.percentile(level=LEVEL), found.bca(level=LEVEL)):
            ends += [interval.low, interval.high]
    except NotApplicableError:
        pass
    return tuple(ends)


def loop(raw: np.ndarray, resamples: int) -> np.ndarray:
    """As it is usually written."""
    random = np.random.default_rng(2)
    means = np.empty(resamples)
    for number in range(resamples):
        means[number] = raw[random.integers(0, raw.size, size=raw.size)].mean()
    return means


def scipys(raw: np.ndarray, resamples: int, method: str) -> Any:
    batch = max(1, 2_000_000 // raw.size)  # 16 MB of indices at a time
    return bootstrap((raw,), np.mean, n_resamples=resamples, batch=batch, method=method, rng=3)


def check(exact: tuple[float, ...], other: tuple[float, ...], name: str, resamples: int) -> None:
    """Demand that ends differ as chance has it: 2.5% quantiles have 2.7 times a mean's error."""
    error = (exact[1] - exact[0]) / (2 * 1.96) * 2.7 / resamples**0.5
    for ours, theirs in zip(exact, other, strict=True):
        if abs(ours - theirs) > 5 * error:
            msg = f"{name}: {other}, and without drawing {exact}"
            raise DifferentIntervalsError(msg)


def seconds(job: Callable[[], Any]) -> float:
    started = time.perf_counter()
    job()
    return time.perf_counter() - started


def jobs(n: int) -> dict[str, tuple[Callable[[], Any], float]]:
    """The ways, each with what its time is to be multiplied by."""
    first, last = invented(n)
    raw, few = (last - first).astype(np.float64), FEW[n]
    table = JointTable.of(SCALE, first, last)
    exact = ideal(table)
    check(exact, drawn(changes(table), mean_changes), MEAN, 9_999)
    if n == min(FEW):
        check(exact[:2], tuple(np.quantile(loop(raw, 2_000), [0.025, 0.975])), LOOP, 2_000)
        found = scipys(raw, 2_000, "BCa").confidence_interval
        check(exact[2:], (found.low, found.high), SCIPY_BCA, 2_000)
    concluding = conclusions(n)
    ways = {
        IDEAL: (lambda: ideal(table), 1.0),
        TALLY: (lambda: JointTable.of(SCALE, first, last), 1.0),
        D_Z: (lambda: drawn(changes(table), d_zs), 1.0),
        MEDIAN: (lambda: drawn(changes(table), median_changes), 1.0),
        CORRELATION: (lambda: drawn(table, correlations), 1.0),
        LOOP: (lambda: loop(raw, few), RESAMPLES / few),
        SCIPY: (lambda: scipys(raw, few, "percentile"), (RESAMPLES - 1) / few),
        CONCLUDE: (lambda: [job() for job in concluding.values()], 1.0),
    }
    if n == min(FEW):
        ways[SCIPY_BCA] = (lambda: scipys(raw, RESAMPLES - 1, "BCa"), 1.0)
    return ways


def people(n: int) -> Sample:
    """Give as many people with a first and a last ReQoL-10 total, and half as many with one score only."""
    scale = REQOL10.scale(REQOL10.score_named("total"))
    first, last = (scale.denominator * each for each in invented(n))
    person, days = np.arange(n, dtype=np.uint64), np.full(n, 90, dtype=np.int32)
    pairs = Pairs(
        first=first.astype(np.int32),
        last=last.astype(np.int32),
        days=days,
        person=person,
        unpaired=first[: n // 2].astype(np.int32),
        people=2 * n,
        assessed=n + n // 2,
        scores=2 * n + n // 2,
        prorated=0,
        one_day=n // 2,
        three_or_more=0,
    )
    history = History(
        person=np.repeat(person, 2),
        day=np.tile(np.array([0, 90], dtype=np.int32), n),
        score=np.column_stack([first, last]).ravel().astype(np.int32),
    )
    return Sample(pairs=pairs, scale=scale, history=lambda: history)


def conclusions(n: int) -> dict[str, Callable[[], Sequence[Finding]]]:
    """`conclude` of every analysis of the core that says something of a ReQoL-10 total, its tally made."""
    score, sample = REQOL10.score_named("total"), people(n)

    def job(analysis: Analysis) -> Callable[[], Sequence[Finding]]:
        tally = analysis.tally(sample)
        about = About(analysis=analysis.id, instrument=REQOL10, score=score, site="all", level=LEVEL)
        return lambda: analysis.conclude(tally, about)

    return {
        analysis.id: job(analysis)
        for analysis in livingwell_analyses()
        # By name only are those that need settings, or costs, or more than one site.
        if analysis.applies(REQOL10, score) and not getattr(analysis, "by_name", False)
    }


def timed(ways: dict[int, dict[str, tuple[Callable[[], Any], float]]], repeat: int) -> dict[int, Any]:
    times: dict[int, dict[str, list[float]]] = {n: {name: [] for name in own} for n, own in ways.items()}
    for _ in range(repeat):
        for n, own in ways.items():
            for name, (job, factor) in own.items():
                if name == SCIPY_BCA and times[n][name]:
                    continue  # minutes, perhaps: once is enough
                # The ideal one takes a millisecond: as many as make a time that can be told.
                often = 20 if name == IDEAL else 1
                took = min(seconds(job) for _ in range(often)) if often > 1 else seconds(job)
                times[n][name].append(took * factor)
    return times


def print_times(repeat: int) -> None:
    times = timed({n: jobs(n) for n in FEW}, repeat)
    medians = {n: {name: statistics.median(each) for name, each in own.items()} for n, own in times.items()}
    print("| people | what | milliseconds | ÷ ideal |\n| ---: | --- | ---: | ---: |")
    for n, own in medians.items():
        for name, value in own.items():
            mark = " [X]" if name in (LOOP, SCIPY) else ""
            print(f"| {n:,} | {name} | {1000 * value:,.2f}{mark} | {value / own[IDEAL]:,.0f}{mark} |")
    small, large = (medians[n] for n in sorted(medians))
    print("\n| what | a million people ÷ ten thousand | numpy ÷ it [X] | scipy ÷ it [X] |")
    print("| --- | ---: | ---: | ---: |")
    together = {"drawn from the tally: all three": DRAWN, "with the tally": (IDEAL, TALLY)}
    for name, parts in {**{name: (name,) for name in (IDEAL, *DRAWN, CONCLUDE)}, **together}.items():
        few, many = (sum(each[part] for part in parts) for each in (small, large))
        print(f"| {name} | {many / few:.2f} | {large[LOOP] / many:,.0f} | {large[SCIPY] / many:,.0f} |")
    print(
        f"\n{machine()} Medians of {repeat} runs; [X] is scaled from {FEW[10_000]:,} resamples of 10,000"
        f" people and {FEW[1_000_000]} of a million, and held against {RESAMPLES:,} of a million."
    )


def print_conclusions(repeat: int) -> None:
    """By analysis, what concluding takes."""
    ways = {n: {name: (job, 1.0) for name, job in conclusions(n).items()} for n in FEW}
    times = timed(ways, repeat)
    few, many = (times[n] for n in sorted(times))
    print("\n| conclude | findings | ms at 10,000 | ms at a million | ratio | ratio of the least |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name in few:
        number = len(ways[min(FEW)][name][0]())
        middle = [1000 * statistics.median(each[name]) for each in (few, many)]
        least = [min(each[name]) for each in (few, many)]
        print(
            f"| {name} | {number} | {middle[0]:,.1f} | {middle[1]:,.1f} | {middle[1] / middle[0]:.2f}"
            f" | {least[1] / least[0]:.2f} |"
        )
    # Whole runs, the least: what busy neighbours add has no place in the ratio.
    whole = [min(map(sum, zip(*each.values(), strict=True))) for each in (few, many)]
    print(f"| all | | {1000 * whole[0]:,.1f} | {1000 * whole[1]:,.1f} | | {whole[1] / whole[0]:.2f} |")


def populations() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Values and their shares."""
    wide, short = np.arange(-40, 61), np.arange(-10, 11)
    weights = {
        "normal, SD 8": (wide, np.exp(-((wide - 3) ** 2) / 128)),
        "normal, SD 1.5": (short, np.exp(-((short - 0.4) ** 2) / 4.5)),
        "exponential, mean 5": (wide, (wide >= 0) * np.exp(-wide / 5)),
        "-1, 0, 1": (np.array([-1, 0, 1]), np.array([0.1, 0.6, 0.3])),
        "a share of .1": (np.array([0, 1]), np.array([0.9, 0.1])),
    }
    return {name: (values, each / each.sum()) for name, (values, each) in weights.items()}


def print_coverage(samples: int) -> None:
    print(
        "| changes | n | percentile | BCa | Student | samples |\n| --- | ---: | ---: | ---: | ---: | ---: |"
    )
    for name, (values, shares) in populations().items():
        true = float(np.dot(values, shares))
        for n in (20, 100, 700):
            held, told = np.zeros(3), 0
            for count in np.random.default_rng(5).multinomial(n, shares, size=samples):
                try:
                    found = ideal_mean(values, count)
                except NotApplicableError:
                    continue  # all the same
                half = stdtrit(n - 1, 0.975) * found.standard_error * (n / (n - 1)) ** 0.5
                intervals = [
                    (each.low, each.high) for each in (found.percentile(level=LEVEL), found.bca(level=LEVEL))
                ]
                intervals.append((found.value - half, found.value + half))
                # A mean may lie on an end: there rounding must not decide.
                held += [low - 1e-12 <= true <= high + 1e-12 for low, high in intervals]
                told += 1
            print(f"| {name} | {n} | " + " | ".join(f"{each:.3f}" for each in held / told) + f" | {told:,} |")


def main() -> None:
    parser = argparse.ArgumentParser(description="Time bootstrap intervals, or count how often they cover.")
    parser.add_argument("--repeat", type=int, default=7)
    parser.add_argument("--coverage", type=int, metavar="SAMPLES", help="count instead of timing")
    given = parser.parse_args()
    if given.coverage:
        print_coverage(given.coverage)
    else:
        print_times(given.repeat)
        print_conclusions(given.repeat)


if __name__ == "__main__":
    main()
