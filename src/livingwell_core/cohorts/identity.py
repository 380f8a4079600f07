"""
Whose a row is: two hashes of an identifier, so that the identifier itself goes no further.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from livingwell_core.cohorts import nhs_number
from livingwell_core.cohorts.decoding import is_blank
from livingwell_core.cohorts.readers import exact

if TYPE_CHECKING:
    from livingwell_core.profiles import AnswerTable, FileTable

__all__ = ["key_hash", "who"]

# Two independent hashes: a collision of both within one run would need some 2**64 people.
_SEED, _CHECK_SEED = 0x4C57, 0x554B
# Between parts of a key, so that "1" and "12" are not "11" and "2".
_BETWEEN: Final = "\x1f"


def who(table: FileTable, *, by_referral: bool = False) -> tuple[pl.Expr, ...]:
    """
    Read whose each row is.

    Parameters
    ----------
    table : FileTable
    by_referral : bool
        Whether each referral of a person stands for itself.

    Returns
    -------
    tuple of polars.Expr
        ``person`` and ``check`` (uint64), ``nobody`` (bool: there is no identifier), and ``misnamed`` (bool:
        there is one, and it cannot be right).
    """
    text = exact(table.person).str.strip_chars()
    nobody = is_blank(table.person)
    misnamed: pl.Expr = pl.lit(value=False)
    if table.person_is == "nhs-number":
        misnamed = (nhs_number.verdict(table.person) != nhs_number.VALID).fill_null(value=False)
        text = nhs_number.digits(table.person)
    if by_referral and table.referral is not None:
        nobody |= is_blank(table.referral)
        text = pl.concat_str(text, exact(table.referral).str.strip_chars(), separator=_BETWEEN)
    return (
        text.hash(_SEED).alias("person"),
        text.hash(_CHECK_SEED).alias("check"),
        nobody.alias("nobody"),
        misnamed.alias("misnamed"),
    )


def key_hash(table: AnswerTable) -> tuple[pl.Expr, pl.Expr]:
    """
    Read which answers are one assessment.

    One column is a key by itself; a list of columns is one together with the person.

    Parameters
    ----------
    table : AnswerTable
        A long one.

    Returns
    -------
    key : polars.Expr
        A 64-bit hash.
    nowhere : polars.Expr
        Where all of the columns are blank.
    """
    if isinstance(table.assessment, str):
        return exact(table.assessment).str.strip_chars().hash(_SEED), is_blank(table.assessment)
    columns = table.assessment_columns
    parts = [exact(name).str.strip_chars().fill_null("") for name in dict.fromkeys((*columns, table.person))]
    return pl.concat_str(parts, separator=_BETWEEN).hash(_SEED), pl.all_horizontal(map(is_blank, columns))
