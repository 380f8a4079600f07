"""
What a file format has to provide: its cells as text, with the row each stands in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.errors import InputError, Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl

__all__ = ["ROW", "Reader", "Source", "check_header", "exact", "reader_for", "require_columns", "unreadable"]

#: Column that a reader adds: the row of the file, counted as a spreadsheet does.
ROW: Final = "__row__"


@attrs.frozen(kw_only=True)
class Source:
    """
    One file, or one sheet of a workbook, and how to open it.

    Attributes
    ----------
    path : Path
    name : str
        The file as messages name it: relative to the evaluation, never an absolute path.
    header_row : int
        Row with the names of the columns, from 1.
    sheet : str or None
    encoding, delimiter : str or None
        Of a text file; None where the reader is to find out.
    """

    path: Path
    name: str
    header_row: int = 1
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None


@attrs.frozen(kw_only=True)
class Reader:
    """
    One file format.

    Attributes
    ----------
    id : str
        ``"csv"``.
    extensions : tuple of str
        With the dot, in lower case.
    scan : callable
        Takes a `Source`, gives a polars LazyFrame of text columns plus `ROW` (uint32). Blank
        cells are null. Raises `InputError` where the file is not what its name says.
    date_formats : tuple of str
        How the reader writes cells that the file itself holds as dates, tried after the profile's.
    audit : callable or None
        Takes the `Source` and the number of rows that were read; gives problems with the file that
        reading alone does not show, such as a quote that swallowed rows. The file is then refused.
    notices : callable or None
        Takes the `Source`; gives problems that a person should know of while the file is used all the same.
    explain : callable or None
        Takes the `Source` and what polars raised; gives the error that says what is wrong with the file.
    names_in_a_row : bool
        Whether the names of the columns stand in a row of the file, so that messages can name it.
    """

    id: str
    extensions: tuple[str, ...]
    scan: Callable[[Source], pl.LazyFrame]
    date_formats: tuple[str, ...] = ()
    audit: Callable[[Source, int], list[Problem]] | None = None
    notices: Callable[[Source], list[Problem]] | None = None
    explain: Callable[[Source, BaseException], InputError] | None = None
    names_in_a_row: bool = True


def exact(column: str) -> pl.Expr:
    """Give the column of just this name: `polars.col` would take ``*`` or ``^Q.*$`` for a pattern."""
    import polars.selectors as cs

    return cs.by_name(column).as_expr()


def unreadable(source: Source, error: BaseException) -> Problem:
    """Say that a file cannot be read, in as many of polars' words as quote neither a path nor a cell."""
    words = re.split(r"[:`'\"\n]", str(error), maxsplit=1)[0].strip() or type(error).__name__
    return Problem(file=source.name, reason=f"cannot be read: {words}")


def reader_for(source: Source, readers: Iterable[Reader], name: str | None = None) -> Reader:
    """
    Choose the reader by its id, or by the file's ending.

    Parameters
    ----------
    source : Source
    readers : iterable of Reader
    name : str, optional
        An id; then the ending does not matter.

    Raises
    ------
    InputError
        If there is no such reader, or none knows the ending.
    """
    ending = source.path.suffix.lower()
    known: list[str] = []
    readers = list(readers)
    if name is not None:
        ids = {reader.id: reader for reader in readers}
        if name in ids:
            return ids[name]
        problem = Problem(
            file=source.name, reason=f"no such reader is installed; {did_you_mean(name, ids)}", value=name
        )
        raise InputError([problem])
    for reader in readers:
        if ending in reader.extensions:
            return reader
        known += reader.extensions
    problem = Problem(
        file=source.name,
        reason="no reader for this kind of file",
        expected=f"one of {', '.join(sorted(known))}",
    )
    raise InputError([problem])


def check_header(source: Source, names: list[str]) -> list[str]:
    """
    Check the names in the header row.

    Returns
    -------
    list of str
        Stripped; a nameless column is called ``column N``.

    Raises
    ------
    InputError
        If there is no name at all, or one stands twice.
    """
    stripped = [name.strip() or f"column {number}" for number, name in enumerate(names, start=1)]
    if ROW in stripped:
        problem = Problem(
            file=source.name, reason="a name that the reader needs itself", row=source.header_row, column=ROW
        )
        raise InputError([problem])
    if not any(name.strip() for name in names):
        problem = Problem(
            file=source.name, reason="no names of columns", row=source.header_row, expected="a header row"
        )
        raise InputError([problem])
    twice = sorted({name for name in stripped if stripped.count(name) > 1})
    if twice:
        raise InputError(
            Problem(
                file=source.name,
                reason="two columns have one name",
                row=source.header_row,
                column=name,
            )
            for name in twice
        )
    return stripped


def require_columns(
    source: Source, present: Iterable[str], wanted: Iterable[str], *, names_in_a_row: bool = True
) -> None:
    """
    Demand that every wanted column is there.

    Parameters
    ----------
    source : Source
    present, wanted : iterable of str
    names_in_a_row : bool
        As of the `Reader`.

    Raises
    ------
    InputError
        With one problem for each column that is not, and the name that comes nearest.
    """
    present = [name for name in present if name != ROW]
    absent = [name for name in dict.fromkeys(wanted) if name not in present]
    row = source.header_row if names_in_a_row else None
    others = [mark for mark in ";\t|," if len(present) == 1 and mark in present[0]]
    if absent and others:
        problem = Problem(
            file=source.name,
            reason=f"all names are in one column; say delimiter = {others[0]!r} in the profile",
            row=row,
            value=present[0],
        )
        raise InputError([problem])
    if absent:
        raise InputError(
            Problem(
                file=source.name,
                reason=f"no such column; {did_you_mean(name, present)}",
                row=row,
                column=name,
            )
            for name in absent
        )
