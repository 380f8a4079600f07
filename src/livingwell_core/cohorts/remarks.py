"""
What was read and used, and a person should still know of: totals that came with the answers, and codes that
mean "no answer".
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
import polars as pl

from livingwell_core.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["CodedMissing", "Compared", "Comparison", "Differences", "Remarks", "points_text"]


@attrs.frozen(kw_only=True, order=True)
class Compared:
    """
    Which totals were compared.

    Attributes
    ----------
    site, instrument, score : str
        Ids.
    table : str
        The file of the profile's table; empty where all tables of the site are taken together.
    """

    site: str
    instrument: str
    score: str
    table: str = ""


@attrs.frozen(kw_only=True)
class Comparison:
    """
    Rows by how our score and the total given by the source compare; comparisons add.

    Attributes
    ----------
    agree, differ : int
        Rows with both: ours rounds to theirs, at the decimals that theirs is written with, or does not.
    only_theirs, only_ours : int
        Rows with a total and no score of ours, and the other way about.
    unreadable : int
        Rows whose total is no number, or that have two.
    other_way : int
        Of those that differ: how many would agree if the profile's `answers` said the contrary.
    """

    agree: int = 0
    differ: int = 0
    only_theirs: int = 0
    only_ours: int = 0
    unreadable: int = 0
    other_way: int = 0

    @property
    def compared(self) -> int:
        """Rows with both."""
        return self.agree + self.differ

    def __add__(self, other: Comparison) -> Comparison:
        """Give the comparison of both groups of rows."""
        if not isinstance(other, Comparison):
            return NotImplemented
        return Comparison(
            **{
                field.name: getattr(self, field.name) + getattr(other, field.name)
                for field in attrs.fields(Comparison)
            }
        )


@attrs.frozen(kw_only=True, order=True)
class CodedMissing:
    """
    A code that the instrument itself takes for "no answer".

    Attributes
    ----------
    site, instrument : str
        Ids.
    code : int
    table, item : str
        The file of the profile's table, and the item; empty where all are taken together.
    """

    site: str
    instrument: str
    code: int
    table: str = ""
    item: str = ""


@attrs.frozen(kw_only=True, eq=False)
class Differences:
    """
    The rows of one file whose total is not our score, or is no number.

    Attributes
    ----------
    file : str
    column : str
        Where the total stands: the column, or the question of a long table.
    denominator : int
        Steps to a point.
    rows : polars.DataFrame
        ``row`` (uint32), ``theirs`` (text, null where it is no number) and ``ours`` (int32, in steps).
    """

    file: str
    column: str
    denominator: int
    rows: pl.DataFrame

    def problems(self, shown: int | None = None) -> Iterator[Problem]:
        """Describe the first rows of each kind, or all of them."""
        for theirs_read in (True, False):
            rows = self.rows.filter(pl.col("theirs").is_not_null() == theirs_read).sort("row")
            for row, theirs, ours in rows.head(rows.height if shown is None else shown).iter_rows():
                yield Problem(
                    file=self.file,
                    row=row,
                    column=self.column,
                    reason="the total differs from our score" if theirs_read else "the total is no number",
                    value=theirs,
                    expected=points_text(Fraction(ours, self.denominator)) if theirs_read else "a number",
                )


@attrs.frozen(kw_only=True, eq=False)
class Remarks:
    """
    All remarks of some rows; remarks add.

    Attributes
    ----------
    totals : mapping of Compared to Comparison
    coded : mapping of CodedMissing to int
        How many answers held the code.
    differing : tuple of Differences
    """

    totals: Mapping[Compared, Comparison] = attrs.field(factory=dict)
    coded: Mapping[CodedMissing, int] = attrs.field(factory=dict)
    differing: tuple[Differences, ...] = ()

    def __add__(self, other: Remarks) -> Remarks:
        """Give the remarks of both."""
        if not isinstance(other, Remarks):
            return NotImplemented
        return Remarks(
            totals=_summed([*self.totals.items(), *other.totals.items()]),
            coded=dict(sorted((Counter(self.coded) + Counter(other.coded)).items())),
            differing=self.differing + other.differing,
        )

    def shared(self) -> Remarks:
        """Give what may leave the site: counts of assessments and answers by site, and no rows."""
        coded: Counter[CodedMissing] = Counter()
        for key, answers in self.coded.items():
            coded[attrs.evolve(key, table="", item="")] += answers
        return Remarks(
            totals=_summed([(attrs.evolve(key, table=""), found) for key, found in self.totals.items()]),
            coded=dict(sorted(coded.items())),
        )

    def sorted(self) -> Remarks:
        """Give the same remarks, with the rows in the order of their files."""
        return attrs.evolve(
            self, differing=tuple(sorted(self.differing, key=lambda found: (found.file, found.column)))
        )


def _summed(entries: list[tuple[Compared, Comparison]]) -> dict[Compared, Comparison]:
    totals: dict[Compared, Comparison] = {}
    for key, found in sorted(entries, key=lambda entry: entry[0]):
        totals[key] = totals.get(key, Comparison()) + found
    return totals


def points_text(points: Fraction) -> str:
    """
    Write a score exactly.

    Examples
    --------
    >>> points_text(Fraction(73, 3))
    '24 1/3'
    >>> points_text(Fraction(-39, 200))
    '-0.195'
    """
    whole, rest = divmod(abs(points), 1)
    sign = "-" if points < 0 else ""
    if not rest:
        return f"{sign}{whole}"
    places = next((n for n in range(1, 10) if rest * 10**n % 1 == 0), None)
    if places is None:
        return f"{sign}{whole} {rest}" if whole else f"{sign}{rest}"
    return f"{sign}{whole}.{int(rest * 10**places):0{places}d}"
