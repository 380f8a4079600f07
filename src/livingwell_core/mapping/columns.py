"""
What kind of values the columns of a table hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs
import polars as pl

from livingwell_core.cohorts.readers import ROW, exact
from livingwell_core.mapping.dates import DATE_SHAPE, is_serial

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Column", "Table", "columns_of", "texts_of"]

_WHOLE: Final = r"^[+-]?\d{1,9}(?:\.0*)?$"
_NUMBER: Final = r"^[+-]?\d+(?:[.,]\d+)?$"
_NEARLY_ALL: Final = 0.8


@attrs.frozen(kw_only=True)
class Column:
    """
    One column of the rows that were looked at, in numbers.

    Attributes
    ----------
    name : str
    filled : int
        Cells that are not blank.
    distinct : int
        Differing texts in them.
    whole, numbers : int
        Cells with a whole number, and with any number.
    lowest, highest : int or None
        Of the whole numbers.
    dates : int
        Cells shaped like a date.
    longest : int
        Characters of the longest text.
    """

    name: str
    filled: int
    distinct: int
    whole: int
    numbers: int
    lowest: int | None
    highest: int | None
    dates: int
    longest: int

    @property
    def is_dates(self) -> bool:
        """Whether nearly all cells are shaped like a date."""
        return self.filled > 0 and self.dates >= _NEARLY_ALL * self.filled

    @property
    def is_serials(self) -> bool:
        """Whether nearly all cells are numbers that can be Excel's days."""
        mostly = self.filled > 0 and self.numbers >= _NEARLY_ALL * self.filled
        return mostly and is_serial(self.lowest, self.highest)


@attrs.frozen(kw_only=True)
class Table:
    """
    A table of a file, with the names of its columns found, before anything is guessed of them.

    Attributes
    ----------
    frame : polars.LazyFrame
        All rows; stripped text, blank cells are null.
    sample : polars.DataFrame
        The first rows of it.
    rows : int
        Rows in all, blank ones too.
    columns : mapping of str to Column
        Of the sample.
    """

    frame: pl.LazyFrame
    sample: pl.DataFrame
    rows: int
    columns: Mapping[str, Column]


def columns_of(sample: pl.DataFrame) -> dict[str, Column]:
    """Look at each column of stripped text, all of them in one pass."""
    names = [name for name in sample.columns if name != ROW]
    asked = []
    for place, name in enumerate(names):
        text = exact(name)
        whole = pl.when(text.str.contains(_WHOLE)).then(text.str.extract(r"^([+-]?\d+)").cast(pl.Int64))
        asked += [
            text.count().alias(f"{place} filled"),
            text.drop_nulls().n_unique().alias(f"{place} distinct"),
            text.str.contains(_WHOLE).sum().alias(f"{place} whole"),
            text.str.contains(_NUMBER).sum().alias(f"{place} numbers"),
            whole.min().alias(f"{place} lowest"),
            whole.max().alias(f"{place} highest"),
            text.str.contains(f"^{DATE_SHAPE}$").sum().alias(f"{place} dates"),
            text.str.len_chars().max().fill_null(0).alias(f"{place} longest"),
        ]
    found = sample.select(asked).row(0, named=True) if names else {}
    facts = [field.name for field in attrs.fields(Column) if field.name != "name"]
    return {
        name: Column(name=name, **{fact: found[f"{place} {fact}"] for fact in facts})
        for place, name in enumerate(names)
    }


def texts_of(frame: pl.LazyFrame, column: str) -> pl.DataFrame:
    """Give the distinct texts of a column as ``value``, and how many cells hold each as ``cells``."""
    value = exact(column).alias("value")
    return frame.select(value).drop_nulls().group_by("value").agg(pl.len().alias("cells")).collect()
