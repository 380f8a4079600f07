"""
Excel workbooks.
"""

from __future__ import annotations

import mmap
import re
import zipfile
from typing import TYPE_CHECKING, Final

import polars as pl

from livingwell_core.cohorts.full_sheet import OLD_SHEET_ROWS, SHEET_ROWS, cut_off
from livingwell_core.cohorts.readers import ROW, Reader, Source, check_header
from livingwell_core.errors import InputError, Problem, did_you_mean

if TYPE_CHECKING:
    import fastexcel

__all__ = ["xlsx_reader"]

# How calamine writes a cell that Excel holds as a date.
_DATE_CELLS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d")
_OLE: Final = b"\xd0\xcf\x11\xe0"
_ZIP: Final = b"PK\x03\x04"

# A sheet is in memory as a whole. A full one with 20 columns of numbers is .7 GB unpacked; beyond this it is
# more than the memory that a run may take.
_MOST_BYTES: Final = 4 * 1024**3
# Sheets shrink to a 10th or 25th, to the latter where every cell is the same (measured with openpyxl). Apache
# POI stops at a 100th; the format allows a 1,032nd. Up to so many bytes no ratio does harm.
_MOST_RATIO: Final = 100
_HARMLESS_BYTES: Final = 100 * 1024**2
_FROM_1904: Final = re.compile(rb"<(?:\w+:)?workbookPr\b[^>]*\bdate1904\s*=\s*[\"'](?:1|true|on)[\"']")
# A row with a cell in it takes more: `<row r="1"><c r="A1"><v>1</v></c></row>`.
_LEAST_BYTES_OF_A_ROW: Final = 32

# What zipfile raises of archives that it cannot read; NotImplementedError is its word for a compression or a
# version that it does not know. Whoever opens the workbook then says what is wrong with it.
_OF_ARCHIVES: Final = (zipfile.BadZipFile, OSError, ValueError, NotImplementedError)


def _scan(source: Source) -> pl.LazyFrame:
    book = _open(source)
    sheet = _sheet(source, book)
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


def _sheet(source: Source, book: fastexcel.ExcelReader) -> str:
    if not book.sheet_names:
        raise InputError([_no_workbook(source)])
    sheet = source.sheet or book.sheet_names[0]
    if sheet not in book.sheet_names:
        problem = Problem(
            file=source.name, reason=f"no such sheet; {did_you_mean(sheet, book.sheet_names)}", value=sheet
        )
        raise InputError([problem])
    return sheet


def _open(source: Source) -> fastexcel.ExcelReader:
    import fastexcel

    try:
        with source.path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        raise InputError([Problem(file=source.name, reason=f"cannot be read ({error.strerror})")]) from error
    if not start:
        raise InputError([Problem(file=source.name, reason="is empty", expected="an Excel workbook")])
    problem = _protected(source, start) or (_bomb(source) if start.startswith(_ZIP) else None)
    if problem is not None:
        raise InputError([problem])
    try:
        return fastexcel.read_excel(source.path)
    except fastexcel.FastExcelError as error:
        protected = " or is protected by a password" if start.startswith(_OLE) else ""
        raise InputError([_no_workbook(source, protected)]) from error


def _parts(source: Source) -> list[zipfile.ZipInfo]:
    """Give the parts of a workbook as its own list has them, without unpacking any; none without a list."""
    try:
        with zipfile.ZipFile(source.path) as archive:
            return archive.infolist()
    except _OF_ARCHIVES:
        return []


def _protected(source: Source, start: bytes) -> Problem | None:
    """Find out whether a password is needed."""
    needed = False
    if start.startswith(_OLE):
        # Excel wraps an encrypted workbook in an old kind of file; the name of the wrapped part is UTF-16.
        with source.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            needed = data.find("EncryptedPackage".encode("utf-16-le")) >= 0
    elif start.startswith(_ZIP):
        needed = any(part.flag_bits & 1 for part in _parts(source)) or _encrypted_ods(source)
    if not needed:
        return None
    return Problem(
        file=source.name,
        reason="is protected by a password",
        expected="the same workbook saved without one: in Excel File, Info, Protect Workbook, Encrypt with "
        "Password, and an empty password",
    )


def _encrypted_ods(source: Source) -> bool:
    return b"encryption-data" in _small_part(source, "META-INF/manifest.xml")


def _small_part(source: Source, name: str) -> bytes:
    """Read a part of an archive that is never large; nothing if it is, or is not there."""
    small = [part for part in _parts(source) if part.filename == name and part.file_size < 1 << 20]
    if not small:
        return b""
    try:
        with zipfile.ZipFile(source.path) as archive, archive.open(small[0]) as file:
            return file.read(1 << 20)
    except _OF_ARCHIVES:
        return b""


def _bomb(source: Source) -> Problem | None:
    """Refuse an archive that would fill the memory, before a byte of it is unpacked."""
    parts = _parts(source)
    unpacked = sum(part.file_size for part in parts)
    # Parts may overlap: what counts is how large the file itself is.
    ratio = unpacked / max(source.path.stat().st_size, 1)
    if unpacked <= _HARMLESS_BYTES or (unpacked <= _MOST_BYTES and ratio <= _MOST_RATIO):
        return None
    reason = f"would unpack to {unpacked / 1e6:,.0f} MB, {ratio:,.0f} times its size"
    if ratio > _MOST_RATIO:
        reason += ": that is no workbook that people made"
    return Problem(
        file=source.name,
        reason=reason,
        expected=f"at most {_MOST_BYTES / 1e6:,.0f} MB and {_MOST_RATIO} times; save the sheet as CSV",
    )


def _notices(source: Source) -> list[Problem]:
    return _old_mac(source) + _full(source)


def _old_mac(source: Source) -> list[Problem]:
    """Say whether days are counted from 1904: nothing in a number shows it, and it is four years off."""
    if not _FROM_1904.search(_small_part(source, "xl/workbook.xml")):
        return []
    reason = (
        "counts days from 1904, as old Macs do: cells held as dates are read right, plain day numbers "
        '(date_format = "excel-serial") would be four years and a day too early; format them as dates'
    )
    return [Problem(file=source.name, reason=reason)]


def _full(source: Source) -> list[Problem]:
    """Say whether the sheet is full, as it is where Excel had to cut off what it was given."""
    old = source.path.suffix.lower() == ".xls"
    parts = _parts(source)
    if not old and max((part.file_size for part in parts), default=0) < SHEET_ROWS * _LEAST_BYTES_OF_A_ROW:
        return []  # not to parse every workbook twice
    rows = OLD_SHEET_ROWS if old else SHEET_ROWS
    book = _open(source)
    sheet = _sheet(source, book)
    try:
        last = book.load_sheet(sheet, header_row=None, skip_rows=rows - 1, n_rows=1, dtypes="string")
    except _excel_error():  # it does not go so far
        return []
    filled = last.height == 1 and any(cell is not None for cell in last.to_polars().row(0))
    return [cut_off(source, rows, sheet)] if filled else []


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
    id="xlsx",
    extensions=(".xlsx", ".xlsm", ".xls", ".ods"),
    scan=_scan,
    date_formats=_DATE_CELLS,
    notices=_notices,
)
