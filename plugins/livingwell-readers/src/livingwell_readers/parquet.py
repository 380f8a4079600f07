"""
Parquet files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from livingwell_core.cohorts.readers import ROW, Reader, exact
from livingwell_core.errors import InputError, Problem
from livingwell_readers.files import check_settings, columns_of, not_a, start_of
from livingwell_readers.text import DATE_FORMATS, text_of

if TYPE_CHECKING:
    from livingwell_core.cohorts import Source

__all__ = ["parquet_reader"]

_WHAT: Final = "a Parquet file"
# What a file begins and ends with; the second where its list of columns is encrypted.
_MAGIC: Final = b"PAR1"
_ENCRYPTED: Final = b"PARE"


def _scan(source: Source) -> pl.LazyFrame:
    """
    Open a Parquet file; nothing but its list of columns is read before a column is asked for.

    The first record is row 1: there is no row with names.
    """
    check_settings(source, _WHAT)
    _check_ends(source)
    schema = _schema(source)
    names = columns_of(source, list(schema))
    frame = _open(source, row_index_name=ROW, row_index_offset=1)
    return frame.select(
        pl.col(ROW).cast(pl.UInt32),
        *(
            text_of(exact(old), dtype).alias(new)
            for new, (old, dtype) in zip(names, schema.items(), strict=True)
        ),
    )


def _open(source: Source, row_index_name: str | None = None, row_index_offset: int = 0) -> pl.LazyFrame:
    # Brackets and "name=value" are parts of names that people give to files and folders.
    return pl.scan_parquet(
        source.path,
        glob=False,
        hive_partitioning=False,
        row_index_name=row_index_name,
        row_index_offset=row_index_offset,
    )


def _check_ends(source: Source) -> None:
    start = start_of(source, _WHAT)
    if start.startswith(_ENCRYPTED):
        raise InputError([_encrypted(source)])
    if not start.startswith(_MAGIC):
        raise not_a(source, start, _WHAT)
    with source.path.open("rb") as file:
        file.seek(-min(4, source.path.stat().st_size), 2)
        end = file.read()
    if end == _ENCRYPTED:
        raise InputError([_encrypted(source)])
    if end != _MAGIC:
        problem = Problem(
            file=source.name,
            reason="is cut off: the end of the Parquet file is missing",
            expected="a file that was copied or downloaded to its end",
        )
        raise InputError([problem])


def _encrypted(source: Source) -> Problem:
    return Problem(file=source.name, reason="is encrypted", expected="a Parquet file without encryption")


def _schema(source: Source) -> dict[str, pl.DataType]:
    """Read the names of the columns and their types; polars panics over some damaged files."""
    try:
        return dict(_open(source).collect_schema())
    except pl.exceptions.DuplicateError as error:
        raise InputError([Problem(file=source.name, reason="two columns have one name")]) from error
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        problem = Problem(
            file=source.name,
            reason="is damaged: its list of columns cannot be read",
            expected="a Parquet file, written anew by the system that it comes from",
        )
        raise InputError([problem]) from error


parquet_reader = Reader(
    id="parquet", extensions=(".parquet",), scan=_scan, date_formats=DATE_FORMATS, names_in_a_row=False
)
