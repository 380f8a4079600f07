"""
The people of one site and their scored assessments, or a part of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import polars as pl

from livingwell_core.cohorts.ledger import Ledger
from livingwell_core.cohorts.remarks import Remarks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from livingwell_core.errors import Problem

__all__ = ["PEOPLE_SCHEMA", "Cohort"]

PEOPLE_SCHEMA = {"person": pl.UInt64, "check": pl.UInt64}


@attrs.frozen(kw_only=True, eq=False)
class Cohort:
    """
    People and scored assessments of one site.

    Cohorts of one site add, and split by person: whatever is computed person by person and
    then summed is the same for the whole and for its parts.

    Attributes
    ----------
    site : str
    people : polars.DataFrame or None
        ``person``, ``check`` (uint64 hashes of the identifier), and groups, amounts and dates as `details`
        gives them. None if the site lists no people.
    seen : polars.DataFrame or None
        Likewise, of a site without a list: everyone of whom a row was set aside, and any others.
    assessments : mapping of instrument id to polars.DataFrame
        ``person``, ``check``, ``day`` (int32), ``content`` (uint64 hash of the answers), and an int32
        column for each score, in steps of its scale; ``SCORE?prorated`` (bool) where its missing rule may
        have imputed answers.
    ledger : Ledger
        Of the rows that this cohort was made from.
    problems : tuple of Problem
        With the rows that were set aside.
    refused : tuple of Problem
        With files that could not be used at all.
    warnings : tuple of Problem
        Signs that a profile says the wrong thing.
    remarks : Remarks
        On totals that came with the answers, and on codes for "no answer".
    """

    site: str
    people: pl.DataFrame | None = None
    seen: pl.DataFrame | None = None
    assessments: Mapping[str, pl.DataFrame] = attrs.field(factory=dict)
    ledger: Ledger = attrs.field(factory=Ledger)
    problems: tuple[Problem, ...] = ()
    refused: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    remarks: Remarks = attrs.field(factory=Remarks)

    def __add__(self, other: Cohort) -> Cohort:
        """Give the cohort of both parts of one site."""
        if not isinstance(other, Cohort):
            return NotImplemented
        if self.site != other.site:
            msg = f"cohorts of two sites do not add: {self.site!r} and {other.site!r}"
            raise ValueError(msg)
        return Cohort(
            site=self.site,
            people=_joined(self.people, other.people),
            seen=_joined(self.seen, other.seen),
            assessments={
                instrument: pl.concat(
                    part.assessments[instrument] for part in (self, other) if instrument in part.assessments
                )
                for instrument in sorted({*self.assessments, *other.assessments})
            },
            ledger=self.ledger + other.ledger,
            problems=self.problems + other.problems,
            refused=self.refused + other.refused,
            warnings=self.warnings + other.warnings,
            remarks=self.remarks + other.remarks,
        )

    def split(self, parts: int) -> list[Cohort]:
        """
        Split by person.

        Parameters
        ----------
        parts : int
            How many; the first also takes the ledger, the problems and the remarks.

        Returns
        -------
        list of Cohort
            Of this length; each person is in exactly one.
        """
        if parts == 1:
            return [self]
        bucket = (pl.col("person") % parts).alias("bucket")

        def pieces(frame: pl.DataFrame) -> list[pl.DataFrame]:
            return [frame.filter(bucket == number) for number in range(parts)]

        people = pieces(self.people) if self.people is not None else [None] * parts
        seen = pieces(self.seen) if self.seen is not None else [None] * parts
        tables = {instrument: pieces(frame) for instrument, frame in self.assessments.items()}
        return [
            Cohort(
                site=self.site,
                people=people[number],
                seen=seen[number],
                assessments={instrument: frames[number] for instrument, frames in tables.items()},
                ledger=self.ledger if number == 0 else Ledger(),
                problems=self.problems if number == 0 else (),
                refused=self.refused if number == 0 else (),
                warnings=self.warnings if number == 0 else (),
                remarks=self.remarks if number == 0 else Remarks(),
            )
            for number in range(parts)
        ]


def _joined(left: pl.DataFrame | None, right: pl.DataFrame | None) -> pl.DataFrame | None:
    frames = [frame for frame in (left, right) if frame is not None]
    return pl.concat(frames) if frames else None
