"""
From a file to its tables: encoding, delimiter, sheets and the row with the names of the columns.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs
import polars as pl

from livingwell_core.cohorts.readers import ROW, Reader, Source, reader_for
from livingwell_core.cohorts.reading import OF_POLARS, audit, explained
from livingwell_core.cohorts.sniffing import WINDOWS, encoding_of, separator_of
from livingwell_core.errors import InputError, Problem
from livingwell_core.files import is_file
from livingwell_core.mapping.columns import Table, columns_of
from livingwell_core.mapping.guess import CERTAIN, LIKELY, Guess
from livingwell_core.mapping.header import FIRST_ROWS, Row, delimiter_of, first_rows, header_row
from livingwell_core.mapping.hints import OWN_SHEETS

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["SAMPLE", "Opened", "open_tables"]

#: Rows of a table that guesses are made from; counts that matter are of all rows.
SAMPLE: Final = 100_000


@attrs.frozen(kw_only=True)
class Opened:
    """
    A table that could be opened.

    Attributes
    ----------
    source : Source
    reader : Reader
    table : Table
    titles : tuple of str
        Texts above the header. They may name a questionnaire; they are never shown.
    guesses : tuple of Guess
        How it is to be opened: `sheet`, `header_row`, `encoding`, `delimiter`.
    remarks : tuple of str
    """

    source: Source
    reader: Reader
    table: Table
    titles: tuple[str, ...]
    guesses: tuple[Guess, ...]
    remarks: tuple[str, ...] = ()

    @property
    def called(self) -> str:
        """The file, and the sheet if there is one."""
        sheet = f", sheet {self.source.sheet}" if self.source.sheet else ""
        return f"{self.source.name}{sheet}"


def open_tables(path: Path, name: str, readers: Iterable[Reader]) -> tuple[list[Opened], list[str]]:
    """
    Open a file.

    Parameters
    ----------
    path : Path
    name : str
        As the profile and messages name it.
    readers : iterable of Reader

    Returns
    -------
    tuple of (list of Opened, list of str)
        Its tables, and what was passed over, with the reason.

    Raises
    ------
    InputError
        If there is no such file, no reader opens it, or there is no table in it.
    """
    source = Source(path=path, name=name)
    if not is_file(path):
        raise InputError([Problem(file=name, reason="there is no such file")])
    reader = reader_for(source, readers)
    if reader.id == "csv":
        return [_text_table(source, reader)], []
    if reader.id == "xlsx":
        return _workbook(source, reader)
    return _other(source, reader)


def _text_table(source: Source, reader: Reader) -> Opened:
    _refuse_what_is_no_table(source, reader)
    encoding = encoding_of(source)
    mark, width = delimiter_of(source, encoding.name)
    rows = first_rows(source, encoding.name, mark)
    found = header_row(rows)
    if found is None:
        raise InputError([_no_header(source)])
    source = attrs.evolve(source, header_row=found[0])
    guesses = [Guess(key="header_row", value=found[0], sure=found[1], evidence=found[2])]
    if encoding.name == WINDOWS:
        source = attrs.evolve(source, encoding=WINDOWS)
        guesses.append(Guess(key="encoding", value=WINDOWS, sure=LIKELY, evidence=encoding.evidence))
    if separator_of(source, encoding.name) != mark:
        source = attrs.evolve(source, delimiter=mark)
        evidence = f"it cuts most rows into {width} cells"
        guesses.append(Guess(key="delimiter", value=mark, sure=LIKELY, evidence=evidence))
    return _opened(source, reader, rows, guesses)


def _refuse_what_is_no_table(source: Source, reader: Reader) -> None:
    """Let the reader say what is wrong with a file; where its header stands is found out later."""
    try:
        reader.scan(source)
    except InputError as error:
        # A blank first sheet, or a title in the first row: whatever else is wrong is wrong with the file.
        if not all(problem.row == 1 for problem in error.problems):
            raise


def _workbook(source: Source, reader: Reader) -> tuple[list[Opened], list[str]]:
    import fastexcel

    _refuse_what_is_no_table(source, reader)
    book = fastexcel.read_excel(source.path)
    opened, passed = [], []
    for sheet in book.sheet_names:
        cells = book.load_sheet(
            sheet, header_row=None, skip_rows=0, n_rows=FIRST_ROWS, dtypes="string"
        ).to_polars()
        rows = [[(cell or "").strip() for cell in row] for row in cells.rows()]
        found = header_row(rows)
        if found is None or len([row for row in rows if any(row)]) == 1:
            passed.append(
                f"{source.name}, sheet {sheet}: passed over, no names of columns above rows of data"
            )
            continue
        here = attrs.evolve(source, sheet=sheet, header_row=found[0])
        guesses = [
            Guess(key="sheet", value=sheet, sure=CERTAIN, evidence=f"{len(book.sheet_names)} in the file"),
            Guess(key="header_row", value=found[0], sure=found[1], evidence=found[2]),
        ]
        opened.append(_opened(here, reader, rows, guesses))
    if not opened:
        raise InputError([_no_header(source)])
    return opened, passed


def _other(source: Source, reader: Reader) -> tuple[list[Opened], list[str]]:
    """Open a format whose columns have names of their own."""
    opened: list[Opened] = []
    failed: list[InputError] = []
    for sheet in OWN_SHEETS.get(reader.id, (None,)):
        here = attrs.evolve(source, sheet=sheet)
        guesses = (
            [Guess(key="sheet", value=sheet, sure=CERTAIN, evidence="the reader's own name")] if sheet else []
        )
        try:
            opened.append(_opened(here, reader, [], guesses))
        except InputError as error:
            failed.append(error)
    if not opened:
        raise failed[0]
    return opened, []


def _opened(source: Source, reader: Reader, rows: list[Row], guesses: list[Guess]) -> Opened:
    """Read the first rows of all columns, and count the rest."""
    try:
        scanned = reader.scan(source)
        text = pl.all().exclude(ROW).cast(pl.String).str.strip_chars()
        frame = scanned.with_columns(pl.when(text != "").then(text))
        sample = frame.head(SAMPLE).collect()
        height = sample.height if sample.height < SAMPLE else scanned.select(pl.len()).collect().item()
    except OF_POLARS as error:
        raise explained(source, reader, error) from error
    audit(source, reader, height)
    return Opened(
        source=source,
        reader=reader,
        table=Table(frame=frame, sample=sample, rows=height, columns=columns_of(sample)),
        titles=tuple(cell for row in rows[: source.header_row - 1] for cell in row if cell),
        guesses=tuple(guesses),
        remarks=tuple(_reasons(reader, source)),
    )


def _reasons(reader: Reader, source: Source) -> list[str]:
    """What a reader wants people to know of the file, without its place."""
    notices = getattr(reader, "notices", None)
    return [problem.reason for problem in notices(source)] if notices else []


def _no_header(source: Source) -> Problem:
    return Problem(
        file=source.name,
        reason="no row with the names of the columns was found",
        expected="a row of differing names above the data; give the export one",
    )
