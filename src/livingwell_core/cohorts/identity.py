"""
Whose a row is: two hashes of an identifier, so that the identifier itself goes no further.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import polars as pl

from livingwell_core.cohorts import nhs_number
from livingwell_core.cohorts.decoding import is_blank
from livingwell_core.cohorts.readers import exact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from livingwell_core.errors import Problem
    from livingwell_core.profiles import AnswerTable, FileTable

__all__ = ["key_hash", "who", "without_identifiers"]

# Two independent hashes: a collision of both within one run would need some 2**64 people.
_SEED, _CHECK_SEED = 0x4C57, 0x554B
# Between parts of a key, so that "1" and "12" are not "11" and "2".
_BETWEEN: Final = "\x1f"
# A shorter text is rather an answer than the identifier that it happens to be: people may be numbered from 1.
_SHORTEST: Final = 3


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


def without_identifiers(problems: Sequence[Problem], *people: pl.DataFrame) -> tuple[Problem, ...]:
    """
    Leave cells out of problems that hold an identifier in the place of an answer.

    Parameters
    ----------
    problems : sequence of Problem
    *people : polars.DataFrame
        ``person`` as `who` gives it: everyone whom the file names; may repeat. Where that is a person's
        referral, only NHS numbers are found.
    """
    values = [problem.value for problem in problems if problem.value is not None]
    words = [(value, word) for value in dict.fromkeys(values) for word in _words(value)]
    if not words:
        return tuple(problems)
    frame = pl.DataFrame(words, schema={"value": pl.String, "word": pl.String}, orient="row")
    hashes = frame["word"].hash(_SEED)
    # There may be many people, and there are few words.
    known = pl.concat([each["person"].filter(each["person"].is_in(hashes.implode())) for each in people])
    number = nhs_number.verdict("word") == nhs_number.VALID
    named = set(frame.filter(hashes.is_in(known.implode()) | number)["value"].to_list())
    return tuple(problem._replace(value=None) if problem.value in named else problem for problem in problems)


def _words(value: str) -> set[str]:
    """Give what could be an identifier in a cell: all of it, its words, and digits with what is between."""
    found = {value.strip(), *value.split(), *re.split(r"[\s,;:/()]+", value)}
    digits = re.findall(r"[0-9](?:[\s-]?[0-9])+", value)
    found |= {re.sub(r"[\s-]", "", number) for number in digits}
    return {word for word in found if len(word) >= _SHORTEST}
