"""
The assessments of each person below each other, in the order of days.
"""

from __future__ import annotations

import polars as pl

__all__ = ["in_order"]


def in_order(frame: pl.DataFrame) -> pl.DataFrame:
    """
    Sort assessments by person and day; one sort serves all that looks at a person's course.

    Parameters
    ----------
    frame : polars.DataFrame
        With ``person``, ``check`` and ``day``.

    Returns
    -------
    polars.DataFrame
        With ``starts`` and ``ends`` (bool) too: whether a row is the person's first, or the last.
    """
    by_person = frame.sort("person", "check", "day")
    changes = (pl.col("person") != pl.col("person").shift()) | (pl.col("check") != pl.col("check").shift())
    starts = changes.fill_null(value=True)
    return by_person.with_columns(
        starts.alias("starts"), starts.shift(-1).fill_null(value=True).alias("ends")
    )
