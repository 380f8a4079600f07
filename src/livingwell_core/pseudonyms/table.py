"""
A table with pseudonyms in place of identifiers.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Final, Literal

import attrs
import polars as pl

from livingwell_core.cohorts import nhs_number, reasons
from livingwell_core.cohorts.ledger import READ, USED
from livingwell_core.cohorts.readers import ROW, exact, require_columns
from livingwell_core.cohorts.reading import OF_POLARS, audit, explained
from livingwell_core.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from livingwell_core.cohorts.readers import Reader, Source

__all__ = ["PSEUDONYM", "Pseudonymised", "pseudonymised", "pseudonyms"]

#: Name of the column that takes the identifier's place.
PSEUDONYM: Final = "pseudonym"
# 128 bits: among a billion people two share one with a chance of 1 in 10^21.
_DIGITS: Final = 32
# As readers write cells that the file itself holds as dates.
_DATE_CELL: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}:[0-9]{2})?$"


@attrs.frozen(kw_only=True, eq=False)
class Pseudonymised:
    """
    What became of a file.

    Attributes
    ----------
    table : polars.DataFrame
        `PSEUDONYM` and the columns that were kept, as text, in the file's order.
    counts : mapping of str to int
        Rows read, used, and left out by reason.
    people : int
        Different pseudonyms.
    mixed : mapping of str to tuple of (int, int)
        Columns of a workbook in which some cells are dates of the file's own and others are text: how many of
        each. No one date format reads such a column.
    """

    table: pl.DataFrame
    counts: dict[str, int]
    people: int
    mixed: dict[str, tuple[int, int]] = attrs.field(factory=dict)


def pseudonyms(identifiers: pl.Series, key: bytes) -> pl.Series:
    """
    Give a pseudonym for each identifier: the first 128 bits of HMAC-SHA-256, in hexadecimal digits.

    A plain hash of an NHS number is no protection: all of them can be hashed in minutes. With a key they
    cannot, by anybody who does not have it.

    Parameters
    ----------
    identifiers : polars.Series of str
        Without white space around them. Null stays null.
    key : bytes

    Returns
    -------
    polars.Series of str
        Of 32 characters each. The same identifier and key give the same pseudonym on every machine.

    References
    ----------
    .. [1] RFC 2104, HMAC; RFC 4231, test cases for HMAC-SHA-256.
    """
    different = identifiers.drop_nulls().unique()
    # The one loop over people here: no library of ours makes keyed hashes of a column, and each
    # identifier is hashed once, by OpenSSL.
    made = [hmac.digest(key, text.encode(), hashlib.sha256).hex()[:_DIGITS] for text in different.to_list()]
    lookup = pl.DataFrame({"id": different, PSEUDONYM: pl.Series(made, dtype=pl.String)})
    return pl.DataFrame({"id": identifiers}).join(lookup, on="id", how="left", maintain_order="left")[
        PSEUDONYM
    ]


def pseudonymised(
    source: Source,
    reader: Reader,
    key: bytes,
    *,
    person: str,
    keep: Sequence[str],
    person_is: Literal["text", "nhs-number"] = "text",
) -> Pseudonymised:
    """
    Put pseudonyms in place of identifiers, and keep no column that is not asked for.

    Parameters
    ----------
    source : Source
    reader : Reader
    key : bytes
    person : str
        Column of the identifier.
    keep : sequence of str
        Columns to keep.
    person_is : {"text", "nhs-number"}
        As in a profile; rows with a wrong NHS number are left out.

    Raises
    ------
    InputError
        If the file cannot be read, reads as another one than it is, or lacks a column; or if a column that is
        kept has the name of the pseudonyms', or holds identifiers too.
    """
    kept = tuple(dict.fromkeys(keep))
    if PSEUDONYM in kept:
        expected = "other columns: this name is that of the pseudonyms"
        raise InputError([Problem(file=source.name, column=PSEUDONYM, reason="is kept", expected=expected)])
    try:
        read = _read(source, reader, person, kept, person_is)
    except OF_POLARS as error:
        raise explained(source, reader, error) from error
    audit(source, reader, read.height)
    _refuse_identifiers(source, read, kept)
    nobody = read["__id__"].is_null()
    wrong = ~nobody & ~read["__right__"]
    good = read.filter(~nobody & ~wrong)
    made = pseudonyms(good["__id__"], key)
    table = good.select(map(exact, kept))
    return Pseudonymised(
        table=pl.DataFrame([made.alias(PSEUDONYM), *table.get_columns()]),
        counts={
            READ: read.height,
            USED: good.height,
            reasons.NO_PERSON: int(nobody.sum()),
            reasons.NOT_RIGHT_PERSON: int(wrong.sum()),
        },
        people=made.n_unique(),
        mixed=_mixed(table) if reader.date_formats else {},
    )


def _refuse_identifiers(source: Source, read: pl.DataFrame, kept: Sequence[str]) -> None:
    """Refuse to keep a column that says again who a row is of."""
    problems = []
    for column in kept:
        plain = exact(column).str.strip_chars()
        same = read.select(
            ((plain == pl.col("__id__")) | (nhs_number.digits(column) == pl.col("__id__"))).sum()
        )
        if rows := same.item():
            reason = f"holds the identifier itself in {rows:,} {'row' if rows == 1 else 'rows'}"
            problems.append(
                Problem(file=source.name, column=column, reason=reason, expected="other columns to keep")
            )
    if problems:
        raise InputError(problems)


def _mixed(table: pl.DataFrame) -> dict[str, tuple[int, int]]:
    found = {}
    for column in table.columns:
        cells = table[column].drop_nulls().str.strip_chars()
        dates = int(cells.str.contains(_DATE_CELL).sum())
        if 0 < dates < len(cells):
            found[column] = (dates, len(cells) - dates)
    return found


def _read(
    source: Source, reader: Reader, person: str, kept: Sequence[str], person_is: Literal["text", "nhs-number"]
) -> pl.DataFrame:
    """Read identifiers, whether they can be right, and the columns that are kept."""
    frame = reader.scan(source)
    names = frame.collect_schema().names()
    require_columns(source, names, (person, *kept), names_in_a_row=reader.names_in_a_row)
    text = exact(person).str.strip_chars()
    verdict: pl.Expr = pl.lit(nhs_number.VALID)
    if person_is == "nhs-number":
        text, verdict = nhs_number.digits(person), nhs_number.verdict(person)
    return (
        frame.select(
            pl.col(ROW),
            pl.when(text != "").then(text).alias("__id__"),
            (verdict == nhs_number.VALID).fill_null(value=False).alias("__right__"),
            *map(exact, kept),
        )
        .collect(engine="streaming")
        .sort(ROW)
    )
