"""
Tables of the Mental Health Services Data Set: text files whose codes a spreadsheet may have spoiled.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final

from livingwell_core.cohorts.csv_reader import csv_reader
from livingwell_core.cohorts.readers import Reader, exact
from livingwell_core.cohorts.spoiled_codes import LOST_DIGITS, NO_CODE, WRONG_DIGIT, counted, judge
from livingwell_core.errors import Problem
from livingwell_readers.files import limited

if TYPE_CHECKING:
    from collections.abc import Collection

    import polars as pl

    from livingwell_core.cohorts import Source

__all__ = ["CODES", "SYSTEM", "code_notices", "known_codes", "mhsds_reader"]

#: Column of the tables 606, 607, 608 and 802 with the code of what was asked.
CODES: Final = "CodedAssToolType"
#: As instruments name the system that these codes are of.
SYSTEM: Final = "SNOMED CT"

_SHOWN_FROM: Final = 5
_OF_DIGITS: Final = re.compile(r"[0-9.eE+-]+")
_REMEDY: Final = "codes as text: export again, and do not save the file from a spreadsheet"


@functools.cache
def known_codes() -> frozenset[str]:
    """Give the SNOMED CT codes of the instruments that are installed: their items' and scores'."""
    from livingwell_core.plugins import load_plugins

    instruments = load_plugins().registry("livingwell_instruments", "instrument")
    return frozenset(
        code
        for instrument in instruments
        for thing in (*instrument.items, *instrument.scores)
        for code in thing.external_codes.get(SYSTEM, ())
    )


def code_notices(source: Source, known: Collection[str]) -> list[Problem]:
    """
    Name the codes of a file that are none any more, and what they probably were.

    A code that checks, and that no installed instrument has, is one of the many tools of the data set: it is
    no fault.

    Parameters
    ----------
    source : Source
    known : collection of str

    Returns
    -------
    list of Problem
        One a code, those first of which the file has most rows; none for a file without `CODES`.
    """
    frame = _scan(source)
    if CODES not in frame.collect_schema().names():
        return []
    judged = judge(counted(frame, CODES), known).sort("rows", "code", descending=[True, False])
    problems = []
    for code, rows, verdict, meant in judged.rows():
        if verdict not in (LOST_DIGITS, WRONG_DIGIT, NO_CODE):
            continue
        reason = f"{rows:,} {'row' if rows == 1 else 'rows'}: "
        reason += {NO_CODE: "is no SNOMED CT code", WRONG_DIGIT: "a digit is wrong"}.get(verdict, verdict)
        if meant is not None:
            reason += f"; it probably was {meant}, and is not read as that"
        # What is no number, however it is written, in few rows, may be somebody's name in the wrong column.
        shown = code if _OF_DIGITS.fullmatch(code) or rows >= _SHOWN_FROM else None
        problems.append(Problem(file=source.name, column=CODES, reason=reason, value=shown, expected=_REMEDY))
    return limited(source, problems)


def _scan(source: Source) -> pl.LazyFrame:
    """Open a table; decimals behind a code, which programs that took it for a number leave, are dropped."""
    frame = csv_reader.scan(source)
    if CODES not in frame.collect_schema().names():
        return frame
    return frame.with_columns(exact(CODES).str.replace(r"\.0+\s*$", ""))


def _notices(source: Source) -> list[Problem]:
    found = csv_reader.notices(source) if csv_reader.notices else []
    return [*found, *code_notices(source, known_codes())]


mhsds_reader = Reader(
    id="mhsds",
    extensions=(),
    scan=_scan,
    audit=csv_reader.audit,
    notices=_notices,
    explain=csv_reader.explain,
)
