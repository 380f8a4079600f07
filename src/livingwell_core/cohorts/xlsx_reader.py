"""
Excel workbooks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from livingwell_core.cohorts.readers import ROW, Reader, Source, check_header
from livingwell_core.errors import InputError, Problem, did_you_mean

if TYPE_CHECKING:
    import fastexcel

__all__ = ["xlsx_reader"]

# How calamine writes a cell that Excel holds as a date.
_DATE_CELLS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d")


def _scan(source: Source) -> pl.LazyFrame:
    book = _open(source)
    if not book.sheet_names:
        raise InputError([_no_workbook(source)])
    sheet = source.sheet or book.sheet_names[0]
    if sheet not in book.sheet_names:
        problem = Problem(
            file=source.name, reason=f"no such sheet; {did_you_mean(sheet, book.sheet_names)}", value=sheet
        )
        raise InputError([problem])
    try:
        # skip_rows=0 keeps blank rows at the top: rows are counted as the spreadsheet counts them.
        cells = book.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string").to_polars()
    except _excel_error() as error:
        raise InputError([_no_workbook(source)]) from error
    if cells.height < source.header_row:
        problem = Problem(
            file=source.name,
            reason="is empty" if cells.height == 0 else "ends before the header row",
            row=source.header_row,
            column=f"sheet {sheet!r}",
            expected="names of columns",
        )
        raise InputError([problem])
    header = [name or "" for name in cells.row(source.header_row - 1)]
    cells.columns = check_header(source, header)
    rows = cells.slice(source.header_row).with_row_index(ROW, offset=source.header_row + 1)
    return rows.lazy().with_columns(pl.col(ROW).cast(pl.UInt32))


def _open(source: Source) -> fastexcel.ExcelReader:
    import fastexcel

    try:
        with source.path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        raise InputError([Problem(file=source.name, reason=f"cannot be read ({error.strerror})")]) from error
    if not start:
        raise InputError([Problem(file=source.name, reason="is empty", expected="an Excel workbook")])
    try:
        return fastexcel.read_excel(source.path)
    except fastexcel.FastExcelError as error:
        protected = " or is protected by a password" if start.startswith(b"\xd0\xcf") else ""
        raise InputError([_no_workbook(source, protected)]) from error


def _excel_error() -> type[Exception]:
    import fastexcel

    return fastexcel.FastExcelError


def _no_workbook(source: Source, protected: str = "") -> Problem:
    return Problem(
        file=source.name,
        reason=f"is not an Excel workbook as its name says{protected}",
        expected="a workbook saved by Excel, without a password",
    )


xlsx_reader = Reader(
    id="xlsx", extensions=(".xlsx", ".xlsm", ".xls", ".ods"), scan=_scan, date_formats=_DATE_CELLS
)
