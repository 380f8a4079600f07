"""
People who are not in the list only because a spreadsheet took the zeros before their number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from livingwell_core.surveys.patterns import ZEROS, Pattern
from livingwell_core.surveys.tables import PERSON

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["lost_zeros"]

_DIGITS: Final = r"^[0-9]+$"


def lost_zeros(site: str, listed: pl.Series, files: Mapping[str, pl.DataFrame]) -> Iterator[Pattern]:
    """
    Count people who would be in the list with more, or with fewer, zeros before their number.

    Nobody is matched by that: two people may differ by a zero only.

    Parameters
    ----------
    site : str
    listed : polars.Series of str
        Identifiers of the list of people, each once.
    files : mapping of str to polars.DataFrame
        Of each file with answers the identifiers that are not in the list, each once, in `PERSON`, and
        ``rows``.
    """
    bare = pl.col(PERSON).str.strip_chars_start("0")
    digits = pl.col(PERSON).str.contains(_DIGITS)
    people = pl.DataFrame({PERSON: listed})
    known = (
        people.filter(digits)
        .group_by(bare.alias("bare"))
        .agg(pl.col(PERSON).str.len_chars().max().alias("longest"))
    )
    for file, unknown in files.items():
        near = unknown.filter(digits).with_columns(bare.alias("bare")).join(known, on="bare")
        if near.is_empty():
            continue
        shorter = near.filter(pl.col(PERSON).str.len_chars() < pl.col("longest"))
        lost_here = shorter.height >= near.height - shorter.height
        where, how_many = ("this file", "more") if lost_here else ("the list of people", "fewer")
        yield Pattern(
            kind=ZEROS,
            site=site,
            place=file,
            count=near.height,
            of=unknown.height,
            unit="people",
            text=f"not in the list, and would be with {how_many} zeros before their "
            f"number ({near['rows'].sum():,} rows)",
            meaning=f"A spreadsheet took {where} for numbers and dropped the zeros.",
            advice=f"Export {where} again and do not open it before, or with that column as text; nobody is "
            "matched by a guess.",
        )
