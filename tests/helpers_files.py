"""
Files, profiles and a questionnaire of our own for tests of input: the core must not need a plugin.
"""

from __future__ import annotations

import csv
import datetime
import io
from types import SimpleNamespace
from typing import TYPE_CHECKING

from livingwell_core import __version__, builtin, hookimpl
from livingwell_core.cohorts import AskedItem, Context, Source, read_answers, read_people_table, reader_for
from livingwell_core.cohorts.csv_reader import csv_reader
from livingwell_core.cohorts.xlsx_reader import xlsx_reader
from livingwell_core.instruments import (
    ClinicalRange,
    Instrument,
    Item,
    ReliableChange,
    Score,
    Single,
    Sum,
)
from livingwell_core.plugins import Plugins
from livingwell_core.profiles import AnswerTable, PeopleTable

if TYPE_CHECKING:
    from pathlib import Path

AS_OF = datetime.date(2024, 6, 30)
CONTEXT = Context(as_of=AS_OF)
EPOCH = datetime.date(1970, 1, 1)

DEMO = Instrument(
    id="demo",
    title="Demo",
    items=(
        Item(id="1", label="first", lowest=0, highest=4),
        Item(id="2", label="second", lowest=0, highest=4, negative=True),
        Item(id="3", label="third", lowest=0, highest=4, negative=None),
    ),
    scores=(
        Score(
            id="total",
            title="total",
            items=("1", "2", "3"),
            rule=Sum(),
            lowest=0,
            highest=12,
            better="higher",
            reliable_changes=(
                ReliableChange(id="3", points=3, source="invented"),
                ReliableChange(id="2", points=2, source="invented"),
            ),
            clinical_ranges=(
                ClinicalRange(id="5", edge=5, source="invented"),
                ClinicalRange(id="6", edge=6, source="invented"),
            ),
        ),
        Score(id="third", title="third", items=("3",), rule=Single(), lowest=0, highest=4, better="higher"),
    ),
    licence="none needed",
    source="invented for tests",
)
ITEMS = [AskedItem(id=item.id, lowest=item.lowest, highest=item.highest) for item in DEMO.items]


class DemoPlugin:
    """A plugin that brings the questionnaire above."""

    @hookimpl
    def livingwell_instruments(self):
        return [DEMO]


def make_plugins(*modules: object, strict: bool = False) -> Plugins:
    """The built-in plugin, the demo questionnaire, and more; nothing that happens to be installed."""
    plugins = Plugins(strict=strict)
    plugins.register(builtin, "builtin", "livingwell-core", __version__)
    plugins.register(DemoPlugin(), "demo", "demo-dist", "1.2")
    for number, module in enumerate(modules, start=1):
        plugins.register(module, f"extra{number}", f"extra-dist{number}", f"0.{number}")
    return plugins


def wide_table(**changes: object) -> AnswerTable:
    return AnswerTable(
        **{
            "file": "a.csv",
            "instrument": "demo",
            "layout": "wide",
            "answers": "as-circled",
            "person": "Id",
            "date": "Date",
            "date_format": "%d/%m/%Y",
            "items": {"1": "Q1", "2": "Q2", "3": "Q3"},
            "directions": {"3": "higher-is-better"},
        }
        | changes
    )


def long_table(**changes: object) -> AnswerTable:
    return wide_table(
        **{
            "layout": "long",
            "assessment": "Form",
            "question": "Question",
            "answer": "Answer",
            "items": {"1": "One?", "2": "Two?", "3": "Three?"},
        }
        | changes
    )


def people_table(**changes: object) -> PeopleTable:
    return PeopleTable(**{"file": "p.csv", "person": "Id"} | changes)


def csv_text(rows, delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue()


def put(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def source_of(path: Path, table: AnswerTable | PeopleTable) -> Source:
    return Source(
        path=path,
        name=path.name,
        header_row=table.header_row,
        sheet=table.sheet,
        encoding=table.encoding,
        delimiter=table.delimiter,
    )


def read_path(path: Path, table: AnswerTable, context: Context = CONTEXT, items=ITEMS):
    source = source_of(path, table)
    reader = reader_for(source, [csv_reader, xlsx_reader])
    return read_answers(source, reader, table, items, "here", context)


def read_people_path(path: Path, table: PeopleTable):
    source = source_of(path, table)
    return read_people_table(source, reader_for(source, [csv_reader, xlsx_reader]), table, "here", CONTEXT)


def read_text(
    folder: Path, content: str | bytes, table: AnswerTable | None = None, context=CONTEXT, items=ITEMS
):
    """Read a text file of answers; wide as `wide_table` says if no table is given."""
    return read_path(put(folder / "a.csv", content), table or wide_table(), context, items)


def set_aside(rows, table: str = "demo assessments") -> dict[str, int]:
    return rows.ledger.set_aside(table, "here")


def day(text: str) -> int:
    return (datetime.date.fromisoformat(text) - EPOCH).days


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    """Write a workbook with openpyxl; rows are lists of cells, a date is a date cell."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for number, row in enumerate(rows, start=1):
            for place, value in enumerate(row, start=1):
                if value is not None:
                    sheet.cell(number, place, value)
    book.save(path)
    return path


PROFILE = """\
id = "{id}"
title = "Site {id}"
source = "invented for tests"
{more}
[[tables]]
file = "{file}"
instrument = "demo"
layout = "wide"
answers = "as-circled"
person = "Id"
date = "Date"
date_format = "%d/%m/%Y"
{table}
[tables.items]
1 = "Q1"
2 = "Q2"
3 = "Q3"
[tables.directions]
3 = "higher-is-better"
"""

ROWS = [
    ["Id", "Date", "Q1", "Q2", "Q3"],
    ["p1", "01/02/2021", "0", "4", "0"],
    ["p1", "01/08/2021", "3", "1", "3"],
    ["p2", "01/02/2021", "1", "3", "1"],
    ["p2", "01/09/2021", "1", "3", "2"],
    ["p3", "05/02/2021", "2", "2", "2"],
    ["p3", "05/09/2021", "4", "0", "4"],
    ["p4", "05/02/2021", "2", "2", "2"],
    ["p5", "06/02/2021", "3", "2", "2"],
    ["p5", "06/12/2021", "1", "2", "2"],
]


def evaluation(
    folder: Path,
    *,
    sites: dict[str, str | bytes] | None = None,
    more: str = "",
    file: str = "a.csv",
    table: str = "",
    settings: str = "[disclosure]\nminimum = 0\n",
) -> Path:
    """Make a folder with an evaluation file, a profile for each site and its data; give the file's path."""
    sites = {"here": csv_text(ROWS)} if sites is None else sites
    lines = ['title = "A test"']
    for site, content in sites.items():
        put(folder / f"{site}.toml", PROFILE.format(id=site, more=more, file=file, table=table))
        put(folder / site / file, content)
        lines += ["[[sites]]", f'profile = "{site}.toml"', f'folder = "{site}"']
    return put(folder / "livingwell.toml", "\n".join([*lines, settings]))


def module(**hooks) -> SimpleNamespace:
    """A plugin as a namespace of hook implementations."""
    return type("Module", (), {name: staticmethod(hookimpl(function)) for name, function in hooks.items()})
