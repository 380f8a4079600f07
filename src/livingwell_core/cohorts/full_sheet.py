"""
A table that ends where a spreadsheet ends: what came after may be lost, and nothing else shows it.
"""

from __future__ import annotations

import csv
import itertools
from typing import TYPE_CHECKING, Final

from livingwell_core.cohorts.sniffing import sniffed
from livingwell_core.errors import InputError, Problem

if TYPE_CHECKING:
    from pathlib import Path

    from livingwell_core.cohorts.readers import Source

__all__ = ["OLD_SHEET_ROWS", "SHEET_ROWS", "cut_off", "full_text"]

#: Rows of a sheet, its header among them: of Excel since 2007, and of the .xls files before it.
SHEET_ROWS: Final = 1_048_576
OLD_SHEET_ROWS: Final = 65_536

_STEP: Final = 1 << 22


def cut_off(source: Source, rows: int, sheet: str | None = None) -> Problem:
    """Say that a table has as many rows as a sheet holds."""
    return Problem(
        file=source.name,
        column=None if sheet is None else f"sheet {sheet!r}",
        reason=f"has exactly {rows:,} rows, as many as a sheet of Excel holds: it may be cut off",
        expected="as many rows as the system has; if it has more, an export in parts",
    )


def full_text(source: Source) -> list[Problem]:
    """
    Look whether a text file was saved from a full sheet.

    Lines are counted, up to one more than a sheet holds. Where cells may hold line breaks, rows are.

    Parameters
    ----------
    source : Source

    Returns
    -------
    list of Problem
        One or none. What makes the file unreadable is left to its reader to say.
    """
    rows, quoted = _lines(source.path)
    if quoted and rows >= OLD_SHEET_ROWS:
        rows = _records(source)
    return [cut_off(source, rows)] if rows in (SHEET_ROWS, OLD_SHEET_ROWS) else []


def _lines(path: Path) -> tuple[int, bool]:
    """Count lines until a sheet could not hold them, and say if there is a quote among them."""
    lines, quoted, last = 0, False, b""
    with path.open("rb") as file:
        while lines <= SHEET_ROWS and (block := file.read(_STEP)):
            lines += block.count(b"\n")
            quoted = quoted or b'"' in block
            last = block[-1:]
    return lines + (last not in (b"", b"\n")), quoted


def _records(source: Source) -> int:
    """Count rows until a sheet could not hold them; 0 if they cannot be told."""
    try:
        known = sniffed(source)
        encoding = "utf-8-sig" if known.encoding == "utf-8" else known.encoding
        with source.path.open(encoding=encoding, newline="") as file:
            rows = csv.reader(file, delimiter=known.delimiter or ",")
            return sum(1 for _ in itertools.islice(rows, SHEET_ROWS + 1))
    except (csv.Error, UnicodeError, LookupError, ValueError, InputError):
        return 0
