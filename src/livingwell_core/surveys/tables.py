"""
The rows of one file as they came, and the texts that stand for people in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from livingwell_core.cohorts import nhs_number
from livingwell_core.cohorts.joining import blank
from livingwell_core.cohorts.opening import open_table

if TYPE_CHECKING:
    from livingwell_core.evaluations.plan import TablePart
    from livingwell_core.profiles import FileTable

__all__ = ["PERSON", "identifier", "opened"]

#: Column of what says whose a row is.
PERSON: Final = "__person__"


def opened(part: TablePart) -> pl.LazyFrame:
    """
    Open a file by what its profile says of it.

    Parameters
    ----------
    part : TablePart

    Returns
    -------
    polars.LazyFrame
        Only the rows that count, every column as text, `PERSON` among them (null where there is nobody).

    Raises
    ------
    InputError
        If the file has changed since the plan was made, so that it cannot be used any more.
    """
    columns = (part.table.person,)
    name = ("survey", part.site)
    frame = open_table(part.source, part.reader, part.table, columns, name, part.seconds).frame
    return frame.with_columns(identifier(part.table).alias(PERSON))


def identifier(table: FileTable) -> pl.Expr:
    """Give the text that names a person, as a run compares it; null where it is blank."""
    if table.person_is == "nhs-number":
        digits = nhs_number.digits(table.person).str.strip_chars()
        return pl.when(digits != "").then(digits)
    return blank(table.person)
