"""
Survey the raw data of a plan: site by site, each file read once more.
"""

from __future__ import annotations

import functools
import operator
from typing import TYPE_CHECKING, Final

import attrs
import polars as pl

from livingwell_core.cohorts import DATE, GROUP, Cohort, read_people_table
from livingwell_core.errors import LivingwellError, did_you_mean
from livingwell_core.pairing import settle
from livingwell_core.profiles import PeopleTable
from livingwell_core.surveys.answer_patterns import alike, copies, straight_lines
from livingwell_core.surveys.completeness import Completeness, by_group, by_month
from livingwell_core.surveys.date_patterns import REFERRED, crowded_days, early, intervals
from livingwell_core.surveys.histories import in_order
from livingwell_core.surveys.lost_zeros import lost_zeros
from livingwell_core.surveys.patterns import (
    ALIKE,
    COPIES,
    CROWDED_DAYS,
    EARLY,
    INTERVALS,
    KINDS,
    STRAIGHT_LINES,
    ZEROS,
    Pattern,
)
from livingwell_core.surveys.sheets import ENOUGH_ITEMS, Sheets, read_sheets
from livingwell_core.surveys.showing import Identifiers
from livingwell_core.surveys.tables import PERSON, opened
from livingwell_core.surveys.unmapped import Unmapped
from livingwell_core.surveys.unmapped_answers import unmapped_answers, unmapped_questions
from livingwell_core.surveys.unmapped_groups import unmapped_groups

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from livingwell_core.evaluations.plan import Plan, TablePart
    from livingwell_core.pairing import Settled

__all__ = ["TEAM", "Survey", "survey"]

#: The group column by which completeness is told where none is named.
TEAM: Final = "team"


@attrs.frozen(kw_only=True)
class Survey:
    """
    What another look at the raw data found.

    Attributes
    ----------
    unmapped : tuple of Unmapped
        By site, file and kind; the column with most first.
    patterns : tuple of Pattern
        By site, in the order of `KINDS`.
    looked_for : tuple of str
        The `KINDS` that could be looked for at one site at least, found or not.
    completeness : tuple of Completeness
        By site and questionnaire.
    """

    unmapped: tuple[Unmapped, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    looked_for: tuple[str, ...] = ()
    completeness: tuple[Completeness, ...] = ()

    def __add__(self, other: Survey) -> Survey:
        """Give the survey of the sites of both."""
        if not isinstance(other, Survey):
            return NotImplemented
        both = {*self.looked_for, *other.looked_for}
        return Survey(
            unmapped=self.unmapped + other.unmapped,
            patterns=self.patterns + other.patterns,
            looked_for=tuple(kind for kind in KINDS if kind in both),
            completeness=self.completeness + other.completeness,
        )


def survey(
    plan: Plan, *, by: str | None = None, step: Callable[[str, int], None] = lambda _what, _of: None
) -> Survey:
    """
    Look at the raw data of a plan once more.

    Nothing of it says anything about one person: values that could are counted and not shown.

    Parameters
    ----------
    plan : Plan
    by : str, optional
        The group column by which completeness is told besides months; `TEAM` if left out, where there is
        one.
    step : callable
        Called with a few words and the number of steps whenever one is done.

    Raises
    ------
    LivingwellError
        If no site has that group column.
    InputError
        If a file has changed since the plan was made, so that it cannot be used any more.
    """
    columns = {name for profile in plan.profiles if profile.people for name in profile.people.groups}
    if by is not None and by not in columns:
        msg = f"no profile of this evaluation has a group {by!r} of people; {did_you_mean(by, columns)}"
        raise LivingwellError(msg)
    sites = dict.fromkeys(part.site for part in plan.parts)
    found = [_Site(site, plan, by or TEAM, step).survey() for site in sites]
    return functools.reduce(operator.add, found, Survey())


@attrs.define(eq=False)
class _Site:
    """One site, while its files are read."""

    site: str
    plan: Plan
    by: str
    step: Callable[[str, int], None]
    people: list[pl.DataFrame] = attrs.field(factory=list)
    sheets: list[Sheets] = attrs.field(factory=list)
    unknown: dict[str, pl.DataFrame] = attrs.field(factory=dict)
    listed: list[pl.Series] = attrs.field(factory=list)

    def survey(self) -> Survey:
        """Read the files one after the other, then look at them together."""
        parts = [part for part in self.plan.parts if part.site == self.site]
        frames = [opened(part) for part in parts]
        for part, frame in zip(parts, frames, strict=True):
            self._read(part, frame)
        unmapped = self._unmapped(parts, frames)
        patterns = [pattern for sheets in self.sheets for pattern in (*copies(sheets), *crowded_days(sheets))]
        if self.listed:
            patterns += lost_zeros(self.site, pl.concat(self.listed).unique(), self.unknown)
        settled = self._settled()
        settled.frames.update({name: in_order(frame) for name, frame in settled.frames.items()})
        patterns += self._of_people(settled)
        order = list(KINDS)
        return Survey(
            unmapped=tuple(sorted(unmapped, key=lambda one: (one.file, one.kind, -one.rows, one.place))),
            patterns=tuple(sorted(patterns, key=lambda pattern: order.index(pattern.kind))),
            looked_for=tuple(self._looked_for(settled)),
            completeness=tuple(self._completeness(settled)),
        )

    def _read(self, part: TablePart, frame: pl.LazyFrame) -> None:
        if isinstance(part.table, PeopleTable):
            rows = read_people_table(
                part.source, part.reader, part.table, part.site, self.plan.context, part.seconds
            )
            self.people.append(rows.keys)
            self.listed.append(frame.select(pl.col(PERSON).drop_nulls().unique()).collect()[PERSON])
        else:
            self.sheets.append(read_sheets(part, frame, self.plan))
            if self.listed:
                self._note_unknown(part.source.name, frame)
        self.step(f"looked at {part.source.name}", len(self.plan.parts))

    def _note_unknown(self, file: str, frame: pl.LazyFrame) -> None:
        """Keep whom a file names and the list does not; a profile's list is read before its answers."""
        listed = pl.concat(self.listed).to_frame().lazy()
        unknown = (
            frame.select(PERSON)
            .drop_nulls()
            .join(listed, on=PERSON, how="anti")
            .group_by(PERSON)
            .agg(pl.len().alias("rows"))
            .collect(engine="streaming")
        )
        before = self.unknown.get(file)
        # Two tables of one file are mostly the same rows.
        both = unknown if before is None else pl.concat([before, unknown])
        self.unknown[file] = both.group_by(PERSON).agg(pl.col("rows").max())

    def _unmapped(self, parts: list[TablePart], frames: list[pl.LazyFrame]) -> Iterator[Unmapped]:
        identifiers = Identifiers(frames)
        sheets = iter(self.sheets)
        for part, frame in zip(parts, frames, strict=True):
            if isinstance(part.table, PeopleTable):
                yield from unmapped_groups(part, frame, identifiers)
            elif not next(sheets).all_answers:
                instrument = self.plan.instruments[part.table.instrument]
                yield from unmapped_answers(part, frame, instrument, identifiers)
        numbered = dict(enumerate(frames))
        yield from unmapped_questions(parts, numbered, self.plan.instruments, identifiers)

    def _settled(self) -> Settled:
        cohort = Cohort(site=self.site, people=pl.concat(self.people) if self.people else None)
        for sheets in self.sheets:
            cohort += Cohort(site=self.site, assessments={sheets.instrument.id: sheets.frame})
        return settle(cohort)

    def _straight(self, instrument: str) -> tuple[str, ...]:
        return next((s.straight for s in self.sheets if s.instrument.id == instrument and s.straight), ())

    def _referred(self, settled: Settled) -> pl.DataFrame | None:
        listed = settled.listed
        return listed if listed is not None and DATE + REFERRED in listed.columns else None

    def _of_people(self, settled: Settled) -> Iterator[Pattern]:
        for name, frame in settled.frames.items():
            instrument = self.plan.instruments[name]
            yield from straight_lines(self.site, instrument, frame, self._straight(name))
            yield from intervals(self.site, instrument, frame)
            yield from alike(self.site, instrument, frame)
            referred = self._referred(settled)
            if referred is not None:
                yield from early(self.site, instrument, frame, referred)

    def _looked_for(self, settled: Settled) -> Iterator[str]:
        long_enough = any(sheets.items >= ENOUGH_ITEMS for sheets in self.sheets)
        possible = {
            STRAIGHT_LINES: any(sheets.straight for sheets in self.sheets),
            INTERVALS: True,
            EARLY: self._referred(settled) is not None,
            CROWDED_DAYS: True,
            ALIKE: long_enough,
            COPIES: long_enough,
            ZEROS: bool(self.listed),
        }
        return (kind for kind in KINDS if possible[kind])

    def _completeness(self, settled: Settled) -> Iterator[Completeness]:
        for name, frame in settled.frames.items():
            instrument = self.plan.instruments[name]
            yield by_month(self.site, instrument, frame, settled.listed)
            if settled.listed is not None and GROUP + self.by in settled.listed.columns:
                yield by_group(self.site, instrument, frame, settled.listed, self.by)
