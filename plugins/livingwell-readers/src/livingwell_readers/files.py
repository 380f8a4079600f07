"""
What every format asks of a file before it is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from livingwell_core.cohorts.readers import check_header
from livingwell_core.errors import InputError, Problem

if TYPE_CHECKING:
    from livingwell_core.cohorts import Source

__all__ = ["MOST_NAMED", "check_settings", "columns_of", "limited", "not_a", "start_of"]

#: The most problems of one file that are named.
MOST_NAMED: Final = 20

# What other formats begin with, so that a file with the wrong name can be told what it is.
_MAGIC: Final = {
    b"PAR1": "a Parquet file",
    b"PK\x03\x04": "an Excel workbook or another zip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook, or one with a password",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a compressed file (gzip); unpack it first",
    b"$FL2": "an SPSS file",
    b"$FL3": "an SPSS file",
    b"<stata_dta>": "a Stata file",
}


def start_of(source: Source, expected: str, count: int = 64) -> bytes:
    """
    Give the first bytes of a file.

    Parameters
    ----------
    source : Source
    expected : str
        What the file should be: "a Parquet file".
    count : int
        How many bytes, > 0.

    Raises
    ------
    InputError
        If it cannot be opened, or has nothing in it.
    """
    try:
        with source.path.open("rb") as file:
            start = file.read(count)
    except OSError as error:
        raise InputError([Problem(file=source.name, reason=f"cannot be read ({error.strerror})")]) from error
    if not start:
        raise InputError([Problem(file=source.name, reason="is empty", expected=expected)])
    return start


def not_a(source: Source, start: bytes, expected: str) -> InputError:
    """Say that a file is not what its name says, and what it is if that can be seen."""
    found = next((what for magic, what in _MAGIC.items() if start.startswith(magic)), None)
    if found is None or found.startswith(expected):
        reason = f"is not {expected} as its name says"
    else:
        reason = f"is {found}, not {expected} as its name says"
    return InputError([Problem(file=source.name, reason=reason)])


def check_settings(source: Source, what: str, *, sheets: bool = False) -> None:
    """
    Refuse settings of the profile that mean nothing here, rather than pass over them.

    Parameters
    ----------
    source : Source
    what : str
        What the file is: "a Parquet file".
    sheets : bool
        Whether the format has something to choose by `sheet`.

    Raises
    ------
    InputError
        If the profile says a row of names, or a sheet where there is none.
    """
    problems = []
    if source.header_row != 1:
        # Rows above it would be passed over, and here every row is data.
        reason = f"{what} has no row with names; leave 'header_row' out of the profile"
        problems.append(Problem(file=source.name, reason=reason, value=str(source.header_row)))
    if source.sheet is not None and not sheets:
        reason = f"{what} has no sheets; leave 'sheet' out of the profile"
        problems.append(Problem(file=source.name, reason=reason, value=source.sheet))
    if problems:
        raise InputError(problems)


def columns_of(source: Source, names: list[str]) -> list[str]:
    """
    Check the names of the columns as `check_header` does; here they stand in no row.

    Raises
    ------
    InputError
        If there is no name at all, or one stands twice.
    """
    try:
        return check_header(source, names)
    except InputError as error:
        raise InputError(problem._replace(row=None) for problem in error.problems) from error


def limited(source: Source, problems: list[Problem]) -> list[Problem]:
    """Give the first problems, and how many more there are."""
    if len(problems) <= MOST_NAMED:
        return problems
    more = f"has {len(problems) - MOST_NAMED:,} more problems like these"
    return [*problems[:MOST_NAMED], Problem(file=source.name, reason=more)]
