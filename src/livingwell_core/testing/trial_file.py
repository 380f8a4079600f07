"""
A small export with the answers that a check wants to see read, and what came of it.

It goes the way of a real one: a CSV file, a profile's table, the reader, the scores.
"""

from __future__ import annotations

import csv
import datetime
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import attrs

from livingwell_core.instruments import Score, Single
from livingwell_core.testing.failing import fail

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from livingwell_core.cohorts import Cohort
    from livingwell_core.instruments import Direction, Instrument

__all__ = ["FILE", "as_single_items", "column_of", "read_rows"]

#: The name of the file, as messages give it.
FILE: Final = "answers.csv"
_FIRST_DAY: Final = datetime.date(2020, 1, 1)
_EPOCH: Final = datetime.date(1970, 1, 1)


def column_of(item: str) -> str:
    """Give the name of an item's column."""
    return f"answer {item}"


def as_single_items(instrument: Instrument) -> Instrument:
    """Give the instrument with each item as a score of its own, so that what was read of it can be seen."""
    scores = tuple(
        Score(
            id=f"item_{place}",
            title=item.label or item.id,
            items=(item.id,),
            rule=Single(),
            lowest=item.lowest,
            highest=item.highest,
            better="higher",
        )
        for place, item in enumerate(instrument.items)
    )
    return attrs.evolve(instrument, scores=scores, primary=())


def read_rows(
    instrument: Instrument,
    rows: Sequence[Sequence[str]],
    *,
    answers: Literal["as-circled", "scored"] = "scored",
    directions: Mapping[str, Direction] | None = None,
) -> tuple[Cohort, dict[str, list[Any]]]:
    """
    Write a wide CSV file, a person and a day for each row, and read it.

    Parameters
    ----------
    instrument : Instrument
    rows : sequence of sequence of str
        The cells of each row, in the order of the instrument's items.
    answers, directions
        As the table of a profile says them; by default nothing is turned.

    Returns
    -------
    Cohort
        With its ledger and problems.
    dict of score id to list of int or None
        The scores in steps, a place a row; None where the row was set aside.
    """
    from livingwell_core.cohorts import Context, Source
    from livingwell_core.cohorts.csv_reader import csv_reader
    from livingwell_core.evaluations.fold import partition
    from livingwell_core.evaluations.plan import Plan, TablePart
    from livingwell_core.evaluations.settings import EvaluationFile, SiteEntry
    from livingwell_core.profiles import AnswerTable

    stated: dict[str, Direction] = {
        item.id: "higher-is-better" for item in instrument.items if item.negative is None
    }
    table = AnswerTable(
        file=FILE,
        instrument=instrument.id,
        layout="wide",
        answers=answers,
        person="person",
        date="date",
        date_format="%Y-%m-%d",
        items={item.id: column_of(item.id) for item in instrument.items},
        directions={**stated, **(directions or {})},
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE
        _write(path, instrument, rows)
        plan = Plan(
            file=EvaluationFile(title="a check", sites=(SiteEntry(profile="here", folder=".."),)),
            folder=path.parent,
            profiles=(),
            instruments={instrument.id: instrument},
            analyses=(),
            parts=(),
            context=Context(as_of=_FIRST_DAY + datetime.timedelta(days=len(rows))),
        )
        part = TablePart(site="here", source=Source(path=path, name=FILE), reader=csv_reader, table=table)
        (cohort,) = partition(part, plan)
    return cohort, _by_row(instrument, cohort, len(rows))


def _write(path: Path, instrument: Instrument, rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["person", "date", *(column_of(item.id) for item in instrument.items)])
        for number, cells in enumerate(rows):
            day = _FIRST_DAY + datetime.timedelta(days=number)
            writer.writerow([f"p{number}", day.isoformat(), *cells])


def _by_row(instrument: Instrument, cohort: Cohort, rows: int) -> dict[str, list[Any]]:
    if cohort.refused:
        fail(instrument, f"a file with its answers is refused: {cohort.refused[0]}")
    frame = cohort.assessments[instrument.id]
    found: dict[str, list[Any]] = {score.id: [None] * rows for score in instrument.scores}
    first = (_FIRST_DAY - _EPOCH).days
    for score_id, steps in found.items():
        for day, value in zip(frame["day"].to_list(), frame[score_id].to_list(), strict=True):
            steps[day - first] = value
    return found
