"""
The contenders: one job, done in several ways, each in a process of its own.

    python jobs.py livingwell folder

`folder` is what generate.py wrote. Prints one JSON object: seconds by stage, peak memory and the figures,
which have to be the same for all. Every contender reads the file, sets rows aside by reason and lists each
wrong cell with row, column and value, removes copies, reverses items, totals, takes first and last by date,
and concludes.
"""

from __future__ import annotations

import datetime
import importlib
import json
import math
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
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


# (a) livingwell


def _plan(folder: Path) -> Any:
    from livingwell_core.evaluations import make_plan
    from livingwell_core.plugins import load_plugins

    return make_plan(folder / "livingwell.toml", load_plugins(), as_of=AS_OF)


def _preload_livingwell(folder: Path) -> Any:
    from livingwell_core.cli.main import give_memory_back

    give_memory_back()  # as the command line does, before polars is loaded
    preload("numpy", "polars", "scipy.special", "_strptime", "livingwell_core.engines.local")
    return _plan(folder)  # loads the plugins, which import


def livingwell(folder: Path, clock: Clock) -> Figures:
    """The two pure functions and the conclusion, one after the other."""
    _preload_livingwell(folder)
    from livingwell_core.evaluations import conclude, partition, tally_cohort

    clock.done("imports")
    plan = _plan(folder)
    (part,) = plan.parts
    (cohort,) = partition(part, plan)
    clock.done("read, check, score")
    tallies = tally_cohort(cohort, plan)
    clock.done("pair, tally")
    evaluation = conclude(plan, tallies)
    clock.done("conclude")
    return _livingwell_figures(evaluation)


def evaluate(folder: Path, clock: Clock, buckets: int | None = None) -> Figures:
    """All of it on the local engine, as `livingwell evaluate` runs it."""
    _preload_livingwell(folder)
    from livingwell_core import evaluations
    from livingwell_core.engines.local import LocalEngine

    clock.done("imports")
    evaluation = evaluations.evaluate(_plan(folder), LocalEngine(buckets=buckets))
    clock.done("whole")
    return _livingwell_figures(evaluation)


def one_bucket(folder: Path, clock: Clock) -> Figures:
    """The local engine without splitting people into groups."""
    return evaluate(folder, clock, buckets=1)


def two_buckets(folder: Path, clock: Clock) -> Figures:
    """The local engine with people in two groups."""
    return evaluate(folder, clock, buckets=2)


def _livingwell_figures(evaluation: Any) -> Figures:
    from livingwell_core.cohorts import reasons

    found = {
        (finding.statistic, finding.unit): finding
        for finding in evaluation.findings
        if finding.site == "benchmark" and finding.score == "total"
    }
    ledger = evaluation.ledger
    (table,) = ledger.tables()
    named = {getattr(reasons, name): own for name, own in REASON_NAMES.items()}
    change, size = found["mean change", "points"], found["effect size", "sd"]
    improved = found["reliably improved", "%"]
    return {
        "rows": ledger.read(*table),
        "used": ledger.used(*table),
        "set aside": {named[reason]: rows for reason, rows in ledger.set_aside(*table).items()},
        "wrong cells": len(evaluation.problems),
        "rows of wrong cells": sum(problem.row for problem in evaluation.problems),
        "people": found["people supported", "people"].value,
        "assessed": found["people with a usable score", "people"].value,
        "pairs": change.n,
        "mean first": found["mean first", "points"].value,
        "mean last": found["mean last", "points"].value,
        "change": [change.value, change.low, change.high],
        "sd": [found[f"sd {name}", "points"].value for name in ("first", "last", "change")],
        "correlation": found["correlation", ""].value,
        "t": found["t", ""].value,
        "p": found["p", ""].value,
        "d_z": [size.value, size.low, size.high],
        "improved": found["reliably improved", "people"].value,
        "improved share": [improved.value, improved.low, improved.high],
        "deteriorated": found["reliably deteriorated", "people"].value,
        "clinical": [found[f"in the clinical range at {name}", "people"].value for name in ("first", "last")],
    }


# (b) vectorised pandas


def pandas_categories(folder: Path, clock: Clock) -> Figures:
    """
    Vectorised, answers and dates read as categories: the fastest way that was found.

    Of a column with a few different texts only the categories have to be converted and checked.
    """
    preload("numpy", "pandas", "scipy.stats", "scipy.optimize", "pyarrow", "_strptime")
    import pandas as pd

    clock.done("imports")
    few = ("date", *QUESTIONS)
    table = pd.read_csv(
        folder / "site" / "assessments.csv",
        dtype={"person": "str", **dict.fromkeys(few, "category")},
        na_values=list(NOT_GIVEN),
        keep_default_na=False,
    )
    clock.done("read")
    return _from_categories(table, clock)


def pandas_arrow(folder: Path, clock: Clock) -> Figures:
    """The same, read by pyarrow with dictionaries, which become categories without a copy of the text."""
    preload("numpy", "pandas", "scipy.stats", "scipy.optimize", "pyarrow", "pyarrow.csv", "_strptime")
    import pyarrow as pa
    from pyarrow import csv

    clock.done("imports")
    coded = pa.dictionary(pa.int32(), pa.string())
    options = csv.ConvertOptions(
        column_types={"person": pa.string(), **dict.fromkeys(("date", *QUESTIONS), coded)},
        null_values=list(NOT_GIVEN),
        strings_can_be_null=True,
    )
    table = csv.read_csv(folder / "site" / "assessments.csv", convert_options=options)
    table = table.unify_dictionaries().to_pandas(split_blocks=True, self_destruct=True)
    clock.done("read")
    return _from_categories(table, clock)


def _from_categories(table: Any, clock: Clock) -> Figures:
    import numpy as np
    import pandas as pd

    def decoded(column: Any, values: np.ndarray, blank: Any) -> np.ndarray:
        # Code -1 is a blank: the last place.
        return np.append(values, np.array([blank], dtype=values.dtype))[column.cat.codes.to_numpy()]

    texts = pd.to_datetime(table["date"].cat.categories, format="%d/%m/%Y", errors="coerce")
    date = decoded(table["date"], texts.to_numpy("datetime64[s]"), "NaT")
    items = {}
    for question in QUESTIONS:
        column = table[question]
        values = pd.to_numeric(column.cat.categories, errors="coerce").to_numpy(dtype="float64")
        codes = np.where(np.isin(values, range(5)), values, -1).astype("int8")
        items[question] = decoded(column, codes, -2)  # -1 is wrong, -2 is not given
    wrong = {question: codes == -1 for question, codes in items.items()}
    status, cells = _set_aside(table, date, wrong)
    good = status == 0
    person, _ = pd.factorize(table["person"][good])
    kept = pd.DataFrame(
        {"person": person, "date": date[good], **{q: codes[good] for q, codes in items.items()}}, copy=False
    )
    rows, people = len(table), table["person"].nunique()
    del table, items, date, wrong

    copies = _copies(kept)
    if copies.any():
        kept = kept[~copies]
    answers = kept[list(QUESTIONS)]
    complete = (answers >= 0).all(axis=1)
    total = sum(4 - answers[q] if q in NEGATIVE else answers[q] for q in QUESTIONS)
    scored = kept[["person", "date"]].assign(total=total)[complete]
    clock.done("check, score")
    counts = {**_named(status), COPY: int(copies.sum()), TOO_FEW: int((~complete).sum())}
    return _paired(scored, counts, cells, rows, people, clock)


def pandas_plain(folder: Path, clock: Clock) -> Figures:
    """Vectorised in the plain way: read_csv as it comes, to_numeric and to_datetime by column."""
    preload("numpy", "pandas", "scipy.stats", "scipy.optimize", "pyarrow", "pyarrow.csv", "_strptime")
    import pandas as pd

    clock.done("imports")
    table = pd.read_csv(
        folder / "site" / "assessments.csv",
        engine="pyarrow",
        na_values=list(NOT_GIVEN),
        keep_default_na=False,
    )
    clock.done("read")
    date = pd.to_datetime(table["date"], format="%d/%m/%Y", errors="coerce")
    items = table[list(QUESTIONS)].apply(pd.to_numeric, errors="coerce")
    given = table[list(QUESTIONS)].notna()
    wrong = given & ~((items >= 0) & (items <= 4))
    status, cells = _set_aside(table, date.to_numpy(), wrong)
    kept = items[status == 0]
    kept.insert(0, "person", table["person"])
    kept.insert(1, "date", date)
    rows, people = len(table), table["person"].nunique()
    del table, date, items, given, wrong

    copies = kept.duplicated()
    kept = kept[~copies]
    answers = kept[list(QUESTIONS)].copy()
    for question in NEGATIVE:
        answers[question] = 4 - answers[question]
    total = answers.sum(axis=1, skipna=False)
    scored = kept[["person", "date"]].assign(total=total)[total.notna()]
    few = int(total.isna().sum())
    clock.done("check, score")
    counts = {**_named(status), COPY: int(copies.sum()), TOO_FEW: few}
    return _paired(scored, counts, cells, rows, people, clock)


def _set_aside(table: Any, date: Any, wrong: Any) -> tuple[Any, list[tuple[int, str, Any]]]:
    """Give what becomes of each row, and each wrong cell with row, column and value."""
    import numpy as np

    nobody = table["person"].isna().to_numpy()
    no_date = table["date"].isna().to_numpy()
    unreadable = np.isnat(date) & ~no_date
    impossible = (date < np.datetime64(EARLIEST)) | (date > np.datetime64(AS_OF))
    odd = np.zeros(len(table), dtype=bool)
    for question in QUESTIONS:
        odd |= np.asarray(wrong[question])
    checks = [nobody, no_date, unreadable, impossible, odd]
    status = np.select(checks, range(1, len(REASONS)), 0).astype("int8")

    cells: list[tuple[int, str, Any]] = []
    places = {"person": nobody, "date": no_date | unreadable | impossible, **dict(wrong)}
    for column, where in places.items():
        found = np.flatnonzero(where)
        values = table[column].iloc[found].to_list()
        cells += zip((found + 2).tolist(), [column] * len(found), values, strict=True)
    return status, cells


def _copies(kept: Any) -> Any:
    """Find rows that repeat another; only those with another on that day have to be compared whole."""
    import numpy as np

    shared = kept.duplicated(["person", "date"], keep=False).to_numpy()
    copies = np.zeros(len(kept), dtype=bool)
    copies[shared] = kept[shared].duplicated().to_numpy()
    return copies


def _named(status: Any) -> dict[str, int]:
    import numpy as np

    return dict(zip(REASONS, np.bincount(status, minlength=len(REASONS)).tolist(), strict=True))


def _paired(
    scored: Any, counts: dict[str, int], cells: list[Any], rows: int, people: int, clock: Clock
) -> Figures:
    differs = scored.duplicated(["person", "date"], keep=False)
    if differs.any():
        scored = scored[~differs]
    by_person = scored.sort_values(["person", "date"]).groupby("person", sort=False)
    both = by_person.first().join(by_person.last().add_suffix("_last"))
    pairs = both[both["date"] < both["date_last"]]
    clock.done("pair, tally")
    figures = {
        **_counted(counts, int(differs.sum()), cells, rows),
        "people": people,
        "assessed": len(both),
        **_concluded(pairs["total"], pairs["total_last"]),
    }
    clock.done("conclude")
    return figures


def _counted(counts: dict[str, int], differs: int, cells: list[Any], rows: int) -> Figures:
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


def _concluded(first: Any, last: Any) -> Figures:
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


# (c) row-wise pandas


def pandas_rows(folder: Path, clock: Clock) -> Figures:
    """A row at a time, a person at a time, as it is often seen."""
    preload("numpy", "pandas", "scipy.stats", "scipy.optimize", "pyarrow", "_strptime")
    import pandas as pd

    clock.done("imports")
    table = pd.read_csv(
        folder / "site" / "assessments.csv", dtype=str, na_values=list(NOT_GIVEN), keep_default_na=False
    )
    clock.done("read")
    counts: Counter[str] = Counter()
    cells: list[tuple[int, str, Any]] = []
    kept = []
    for index, row in table.iterrows():
        reason, wrong = _check(row)
        cells += [(index + 2, column, row[column]) for column in wrong]
        counts[reason] += 1
        if reason == "used":
            kept.append({**row, "date": datetime.datetime.strptime(row["date"], "%d/%m/%Y")})
    rows, people = len(table), table["person"].nunique()
    usable = pd.DataFrame(kept)
    counts[COPY] = int(usable.duplicated().sum())
    usable = usable.drop_duplicates()
    usable["total"] = usable.apply(_total, axis=1)
    counts[TOO_FEW] = int(usable["total"].isna().sum())
    usable = usable[usable["total"].notna()]
    clock.done("check, score")
    differs, assessed, first, last = 0, 0, [], []
    for _, own in usable.groupby("person"):
        once = own[~own["date"].duplicated(keep=False)].sort_values("date")
        differs += len(own) - len(once)
        assessed += len(once) > 0
        if len(once) > 1:
            first.append(once["total"].iloc[0])
            last.append(once["total"].iloc[-1])
    clock.done("pair, tally")
    figures = {
        **_counted(dict(counts), differs, cells, rows),
        "people": people,
        "assessed": assessed,
        **_concluded(pd.Series(first), pd.Series(last)),
    }
    clock.done("conclude")
    return figures


def _check(row: Any) -> tuple[str, list[str]]:
    """Give what becomes of a row, and its wrong columns."""
    import pandas as pd

    reason, wrong = "used", []
    if pd.isna(row["person"]):
        reason = NO_PERSON
        wrong.append("person")
    dated = NO_DATE if pd.isna(row["date"]) else "used"
    if dated == "used":
        try:
            date = datetime.datetime.strptime(row["date"], "%d/%m/%Y").date()
            dated = "used" if EARLIEST <= date <= AS_OF else IMPOSSIBLE
        except ValueError:
            dated = UNREADABLE
    if dated != "used":
        wrong.append("date")
        reason = dated if reason == "used" else reason
    for question in QUESTIONS:
        if pd.notna(row[question]) and row[question] not in {"0", "1", "2", "3", "4"}:
            wrong.append(question)
            reason = NOT_AN_ANSWER if reason == "used" else reason
    return reason, wrong


def _total(row: Any) -> float:
    total = 0.0
    for question in QUESTIONS:
        answer = float(row[question])  # nan where there is none
        total += 4 - answer if question in NEGATIVE else answer
    return total


CONTENDERS: Final[dict[str, Callable[[Path, Clock], Figures]]] = {
    "livingwell": livingwell,
    "livingwell-evaluate": evaluate,
    "livingwell-1-bucket": one_bucket,
    "livingwell-2-buckets": two_buckets,
    "pandas-categories": pandas_categories,
    "pandas-arrow": pandas_arrow,
    "pandas-plain": pandas_plain,
    "pandas-rows": pandas_rows,
}


def main() -> None:
    name, folder = sys.argv[1:]
    clock = Clock()
    figures = CONTENDERS[name](Path(folder), clock)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    result = {"seconds": clock.seconds, "peaks": clock.peaks, "peak": peak, "figures": figures}
    print(json.dumps(result, default=float))


if __name__ == "__main__":
    main()
