"""
The job in pandas a row at a time.
"""

from __future__ import annotations

import datetime
from collections import Counter
from pathlib import Path
from typing import Any

from contending import (
    AS_OF,
    COPY,
    EARLIEST,
    IMPOSSIBLE,
    NEGATIVE,
    NO_DATE,
    NO_PERSON,
    NOT_AN_ANSWER,
    NOT_GIVEN,
    QUESTIONS,
    TOO_FEW,
    UNREADABLE,
    Clock,
    Figures,
    concluded,
    counted,
    preload,
)


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
        **counted(dict(counts), differs, cells, rows),
        "people": people,
        "assessed": assessed,
        **concluded(pd.Series(first), pd.Series(last)),
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
