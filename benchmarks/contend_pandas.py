"""
The job in vectorised pandas: as it is usually written, and tuned.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from contending import (
    AS_OF,
    COPY,
    EARLIEST,
    NEGATIVE,
    NOT_GIVEN,
    QUESTIONS,
    REASONS,
    TOO_FEW,
    Clock,
    Figures,
    concluded,
    counted,
    preload,
)


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
        **counted(counts, int(differs.sum()), cells, rows),
        "people": people,
        "assessed": len(both),
        **concluded(pairs["total"], pairs["total_last"]),
    }
    clock.done("conclude")
    return figures
