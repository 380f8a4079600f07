"""
Invented people, a questionnaire of our own, and ways to read and evaluate files of them.
"""

from __future__ import annotations

import csv
import datetime
import io
from typing import TYPE_CHECKING

import pytest
from livingwell_readers import plugin

from livingwell_core import __version__, builtin, hookimpl
from livingwell_core.cohorts import AskedItem, Context, Source, read_answers, reader_for
from livingwell_core.engines.local import LocalEngine
from livingwell_core.errors import InputError
from livingwell_core.evaluations import evaluate, make_plan
from livingwell_core.instruments import ClinicalRange, Instrument, Item, ReliableChange, Score, Sum
from livingwell_core.plugins import Plugins
from livingwell_core.profiles import AnswerTable

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

AS_OF = datetime.date(2024, 6, 30)
READERS = plugin.livingwell_readers()

DEMO = Instrument(
    id="demo",
    title="Demo",
    items=tuple(Item(id=str(n), label=f"item {n}", lowest=0, highest=4, negative=n == 2) for n in (1, 2, 3)),
    scores=(
        Score(
            id="total",
            title="total",
            items=("1", "2", "3"),
            rule=Sum(),
            lowest=0,
            highest=12,
            better="higher",
            reliable_changes=(ReliableChange(id="3", points=3, source="invented"),),
            clinical_ranges=(ClinicalRange(id="6", edge=6, source="invented"),),
        ),
    ),
    licence="none needed",
    source="invented for tests",
)
ITEMS = [AskedItem(id=item.id, lowest=item.lowest, highest=item.highest) for item in DEMO.items]
WORDS = ("Never", "Rarely", "Sometimes", "Often", "Always")

# Person, day, answers: one blank, one that is no answer, one sheet that came twice, two people seen once.
SHEETS = (
    ("p1", "2021-02-01", (0, 4, 0)),
    ("p1", "2021-08-01", (3, 1, 3)),
    ("p2", "2021-02-01", (1, 3, 1)),
    ("p2", "2021-09-01", (1, 3, 2)),
    ("p3", "2021-02-05", (2, 2, 2)),
    ("p3", "2021-06-05", (2, None, 2)),
    ("p3", "2021-09-05", (4, 0, 4)),
    ("p4", "2021-02-05", (2, 2, 2)),
    ("p5", "2021-02-06", (3, 2, 2)),
    ("p5", "2021-07-06", (3, 2, 7)),
    ("p5", "2021-12-06", (1, 2, 2)),
    ("p6", "2021-12-31", (0, 0, 0)),
    ("p6", "2021-12-31", (0, 0, 0)),
)
PEOPLE = ("p1", "p2", "p3", "p4", "p5", "p6", "p7")


class DemoPlugin:
    """Brings the questionnaire above."""

    @hookimpl
    def livingwell_instruments(self):
        return [DEMO]


def put(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def csv_text(rows, delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue()


def wide_rows() -> list[list[object]]:
    return [
        ["Id", "Date", "Q1", "Q2", "Q3"],
        *([person, day, *answers] for person, day, answers in SHEETS),
    ]


def long_rows() -> list[list[object]]:
    """A row an answer; what is blank has a row all the same."""
    rows = [
        [number, person, day, f"Q{item}", answer]
        for number, (person, day, answers) in enumerate(SHEETS, start=1)
        for item, answer in enumerate(answers, start=1)
    ]
    return [["Form", "Id", "Date", "Question", "Answer"], *rows]


def source_of(path: Path, **settings: object) -> Source:
    return Source(path=path, name=path.name, **settings)


def scan(path: Path, reader: str | None = None, **settings: object) -> pl.LazyFrame:
    source = source_of(path, **settings)
    return reader_for(source, READERS, reader).scan(source)


def table_of(path: Path, reader: str | None = None, **settings: object) -> pl.DataFrame:
    return scan(path, reader, **settings).collect(engine="streaming")


def refused(path: Path, reader: str | None = None, **settings: object) -> list[str]:
    """Give the messages of a file that cannot be read."""
    with pytest.raises(InputError) as caught:
        table_of(path, reader, **settings)
    return [str(problem) for problem in caught.value.problems]


def wide_table(**changes: object) -> AnswerTable:
    return AnswerTable(
        **{
            "file": "*",
            "instrument": "demo",
            "layout": "wide",
            "answers": "as-circled",
            "person": "Id",
            "date": "Date",
            "date_format": "%Y-%m-%d",
            "items": {"1": "Q1", "2": "Q2", "3": "Q3"},
        }
        | changes
    )


def read(path: Path, table: AnswerTable | None = None):
    """Read a file of answers as the core does."""
    table = table or wide_table()
    source = source_of(path, header_row=table.header_row, sheet=table.sheet, encoding=table.encoding)
    reader = reader_for(source, [*READERS, *builtin.livingwell_readers()], table.reader)
    return read_answers(source, reader, table, ITEMS, "here", Context(as_of=AS_OF))


HEAD = """\
id = "here"
title = "Here"
source = "invented for tests"
{people}
"""
PROFILE = (
    HEAD
    + """\
[[tables]]
file = "{file}"
instrument = "demo"
answers = "as-circled"
{table}
"""
)
WIDE = """\
layout = "wide"
person = "Id"
date = "Date"
date_format = "%Y-%m-%d"
[tables.items]
1 = "Q1"
2 = "Q2"
3 = "Q3"
"""
LONG = """\
layout = "long"
person = "Id"
date = "Date"
date_format = "%Y-%m-%d"
assessment = "Form"
question = "Question"
answer = "Answer"
[tables.items]
1 = "Q1"
2 = "Q2"
3 = "Q3"
"""


def evaluated(folder: Path, file: str, table: str = WIDE, people: str = ""):
    """Evaluate a file in `folder`/here by a profile that is written for it; `table` may be all its tables."""
    profile = PROFILE.format(file=file, table=table, people=people)
    if table.startswith("[[tables]]"):
        profile = HEAD.format(people=people) + table
    put(folder / "here.toml", profile)
    text = 'title = "A test"\n[[sites]]\nprofile = "here.toml"\nfolder = "here"\n[disclosure]\nminimum = 0\n'
    path = put(folder / "livingwell.toml", text)
    plugins = Plugins(strict=True)
    plugins.register(builtin, "builtin", "livingwell-core", __version__)
    plugins.register(DemoPlugin(), "demo", "demo", "1")
    plugins.register(plugin, "readers", "livingwell-readers", "0.1.0")
    return evaluate(make_plan(path, plugins, as_of=AS_OF), LocalEngine())
