"""
From the prices of one year to those of another.

Years are financial years, "2021/22": what begins in April 2021.
"""

from __future__ import annotations

import functools
import re
from fractions import Fraction
from importlib.resources import files
from typing import TYPE_CHECKING, Final, Literal

import attrs

from livingwell_core.analyses import Definition
from livingwell_core.errors import InputError, Problem, did_you_mean
from livingwell_core.instruments.scale import exact_number
from livingwell_core.toml_files import read_toml, structure
from livingwell_costing.tables import Faults, money, read_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from livingwell_core.cohorts.readers import Source

__all__ = ["PriceIndex", "financial_year", "price_index", "price_indices", "read_price_index"]

_FILE: Final = "price_indices.toml"
_YEAR: Final = re.compile(r"((?:19|20)[0-9]{2})\s*[/-]\s*((?:19|20)?[0-9]{2})")
_EXAMPLE: Final = "a financial year such as 2021/22"


def financial_year(text: str) -> int:
    """
    Read a financial year: the calendar year that it begins in.

    Raises
    ------
    ValueError
        If it is none, or its halves do not follow each other.

    Examples
    --------
    >>> financial_year("2021/22"), financial_year("1999-2000")
    (2021, 1999)
    """
    match = _YEAR.fullmatch(text.strip())
    if match is None or (int(match[1]) + 1) % 100 != int(match[2]) % 100:
        msg = f"{_EXAMPLE}, got {text!r}"
        raise ValueError(msg)
    if len(match[2]) == 4 and int(match[2]) != int(match[1]) + 1:
        msg = f"{_EXAMPLE}, got {text!r}"
        raise ValueError(msg)
    return int(match[1])


def _written(year: int) -> str:
    return f"{year}/{(year + 1) % 100:02d}"


@attrs.frozen(kw_only=True)
class PriceIndex:
    """
    Levels of prices by financial year.

    Attributes
    ----------
    id, title : str
    levels : mapping of int to Fraction
        By the calendar year that the financial year begins in; > 0, any base.
    source : str
    verified : bool
        False where the source itself was not read.
    note : str
        What has to be said with it; or "".
    """

    id: str
    title: str
    levels: Mapping[int, Fraction]
    source: str
    verified: bool = True
    note: str = ""

    @property
    def years(self) -> str:
        """The years it has, for people: "2014/15 to 2024/25"."""
        return f"{_written(min(self.levels))} to {_written(max(self.levels))}"

    def factor(self, from_year: str, to_year: str, *, file: str = "the price index") -> Fraction:
        """
        Give what prices of one year are multiplied by to be those of another.

        Parameters
        ----------
        from_year, to_year : str
            "2021/22".
        file : str
            Where the years were named, for messages.

        Raises
        ------
        InputError
            If one of them is no year, or one that the index does not have.
        """
        found: list[Fraction] = []
        problems = []
        for year in (from_year, to_year):
            try:
                found.append(self.levels[financial_year(year)])
            except KeyError:
                problems.append(
                    Problem(
                        file=file,
                        reason=f"the price index {self.id!r} does not have this year",
                        column="price year",
                        value=year,
                        expected=f"one of {self.years}",
                    )
                )
            except ValueError:
                problems.append(
                    Problem(
                        file=file, reason="wrong value", column="price year", value=year, expected=_EXAMPLE
                    )
                )
        if problems:
            raise InputError(problems)
        return found[1] / found[0]

    @property
    def definition(self) -> Definition:
        """What findings name, ``price-index:`` and the id."""
        text = f"{self.title}, {self.years}. {self.note}".strip()
        return Definition(id=f"price-index:{self.id}", text=text, source=self.source, verified=self.verified)


@attrs.frozen(kw_only=True)
class _Entry:
    id: str
    title: str
    source: str
    percent: dict[str, float]
    verified: bool = True
    note: str = ""


@attrs.frozen(kw_only=True)
class _File:
    indices: tuple[_Entry, ...]


@functools.cache
def price_indices() -> tuple[PriceIndex, ...]:
    """Give the indices of this package."""
    entries = structure(read_toml(files(__package__) / "data" / _FILE, _FILE), _File, _FILE).indices
    return tuple(
        PriceIndex(
            id=entry.id,
            title=entry.title,
            levels=_chained({financial_year(y): Fraction(exact_number(p)) for y, p in entry.percent.items()}),
            source=entry.source,
            verified=entry.verified,
            note=entry.note,
        )
        for entry in entries
    )


def price_index(name: str) -> PriceIndex:
    """
    Give an index of this package by its id.

    Raises
    ------
    ValueError
        If there is none of that id.
    """
    for index in price_indices():
        if index.id == name:
            return index
    msg = f"a price index, {did_you_mean(name, [index.id for index in price_indices()])}, got {name!r}"
    raise ValueError(msg)


def _chained(percent: Mapping[int, Fraction]) -> dict[int, Fraction]:
    """Give levels from changes into each year, which have no gap; the year before the first is 1."""
    level, levels = Fraction(1), {min(percent) - 1: Fraction(1)}
    for year in sorted(percent):
        level *= 1 + percent[year] / 100
        levels[year] = level
    return levels


def read_price_index(
    source: Source,
    *,
    year: str,
    value: str,
    holds: Literal["percent", "level"],
    title: str,
    origin: str,
) -> PriceIndex:
    """
    Read an index of the user's own.

    Parameters
    ----------
    source : Source
        A CSV file or a workbook.
    year, value : str
        Names of the columns.
    holds : {"percent", "level"}
        Whether values are percent changes into the year, or levels.
    title : str
    origin : str
        Where the figures come from.

    Raises
    ------
    InputError
        With all that is wrong: no year, no number, a year twice, a gap between changes, a level not above 0.
    """
    columns = (year, value)
    faults = Faults(source.name, columns)
    low = -100 if holds == "percent" else 0
    found: dict[int, Fraction] = {}
    for row in read_table(source, columns):
        when, number = faults.read(row, 0, financial_year), faults.read(row, 1, money)
        if when is None or number is None:
            continue
        if number <= low:
            faults.add(row, 1, "wrong value", expected=f"above {low}")
        if when in found:
            faults.add(row, 0, "a year twice", expected="each year once")
        found[when] = number
    faults.stop()
    if holds == "level":
        levels = dict(sorted(found.items()))
        return PriceIndex(id=source.name, title=title, levels=levels, source=origin)
    gaps = [_written(gap) for gap in range(min(found), max(found)) if gap not in found]
    if gaps:
        faults.add(None, 0, f"no change into {', '.join(gaps)}", expected="years without a gap")
    faults.stop()
    return PriceIndex(id=source.name, title=title, levels=_chained(found), source=origin)
