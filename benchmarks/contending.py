"""
What contenders share: the rules of the job, a clock, and the figures that all have to come to.
"""

from __future__ import annotations

import datetime
import importlib
import math
import resource
import time
from typing import Any, Final

EARLIEST, AS_OF = datetime.date(1980, 1, 1), datetime.date(2024, 12, 31)
QUESTIONS: Final = tuple(f"q{number}" for number in range(1, 11))
NEGATIVE: Final = ("q1", "q3", "q6", "q9")
POINTS, EDGE = 5, 24
NOT_GIVEN: Final = ("", "n/a")

NO_PERSON = "no person"
NO_DATE = "no date"
UNREADABLE = "unreadable date"
IMPOSSIBLE = "impossible date"
NOT_AN_ANSWER = "not an answer"
REASONS: Final = ("used", NO_PERSON, NO_DATE, UNREADABLE, IMPOSSIBLE, NOT_AN_ANSWER)
COPY = "copy of another row"
TOO_FEW = "too few answers"
DIFFERS = "differs on one day"
# livingwell words its reasons as it likes: these are the names of its constants.
REASON_NAMES: Final = {
    "NO_PERSON": NO_PERSON,
    "NO_DATE": NO_DATE,
    "UNREADABLE_DATE": UNREADABLE,
    "IMPOSSIBLE_DATE": IMPOSSIBLE,
    "NOT_AN_ANSWER": NOT_AN_ANSWER,
    "DUPLICATE": COPY,
    "TOO_FEW_ANSWERS": TOO_FEW,
    "DIFFERS_ON_ONE_DAY": DIFFERS,
}

Figures = dict[str, Any]


class Clock:
    """Seconds since the last stage ended, by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.peaks: dict[str, float] = {}
        self.last = time.perf_counter()

    def done(self, stage: str) -> None:
        now = time.perf_counter()
        self.seconds[stage] = now - self.last
        self.peaks[stage] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        self.last = time.perf_counter()


def preload(*modules: str) -> None:
    """Import what a job would import on the way, so that no stage pays for it."""
    for module in modules:
        importlib.import_module(module)


def counted(counts: dict[str, int], differs: int, cells: list[Any], rows: int) -> Figures:
    set_aside = {**counts, DIFFERS: differs}
    del set_aside["used"]
    set_aside = {reason: number for reason, number in set_aside.items() if number}
    return {
        "rows": rows,
        "used": rows - sum(set_aside.values()),
        "set aside": set_aside,
        "wrong cells": len(cells),
        "rows of wrong cells": sum(row for row, _, _ in cells),
    }


def concluded(first: Any, last: Any) -> Figures:
    """Means, SDs, t, d_z with the noncentral-t interval, reliable change and the clinical range."""
    from scipy import optimize, stats

    change = last - first
    n, mean, sd = len(change), change.mean(), change.std()
    error = sd / math.sqrt(n)
    test = stats.ttest_rel(last, first)
    t = float(test.statistic)
    half = stats.t.ppf(0.975, n - 1) * error
    reach = 6 * math.sqrt(1 + t * t / (2 * (n - 1)))  # six standard errors; far out nct.cdf is nan

    def noncentrality(p: float) -> float:
        return optimize.brentq(
            lambda value: stats.nct.cdf(t, n - 1, value) - p, t - reach, t + reach, xtol=1e-12, rtol=1e-14
        )

    improved = int((change >= POINTS).sum())
    share, z = improved / n, stats.norm.ppf(0.975)
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    spread = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    root = math.sqrt(n)
    return {
        "pairs": n,
        "mean first": first.mean(),
        "mean last": last.mean(),
        "change": [mean, mean - half, mean + half],
        "sd": [first.std(), last.std(), sd],
        "correlation": first.corr(last),
        "t": t,
        "p": float(test.pvalue),
        "d_z": [mean / sd, noncentrality(0.975) / root, noncentrality(0.025) / root],
        "improved": improved,
        "improved share": [100 * share, 100 * (centre - spread), 100 * (centre + spread)],
        "deteriorated": int((change <= -POINTS).sum()),
        "clinical": [int((first <= EDGE).sum()), int((last <= EDGE).sum())],
    }
