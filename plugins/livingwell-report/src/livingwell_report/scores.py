"""
The findings on one score, looked up by what they are, and what was not looked up.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.analyses import ALL_SITES, EVERYONE
from livingwell_report.columns import CHANGE, COVERAGE, RELIABLE
from livingwell_report.notes import in_every, is_illustrative, no_list, plain

if TYPE_CHECKING:
    from livingwell_core.analyses import Finding
    from livingwell_core.instruments import Instrument, Score
    from livingwell_core.reports import Report

__all__ = ["Place", "ScoreFindings", "by_score", "column_of", "site_names", "slug"]

#: A scale of this many points or fewer is shown with two decimals.
_SHORT_SCALE = 10
#: Whose findings by group the section of groups shows.
_BY_GROUP: Final = (COVERAGE, CHANGE, RELIABLE)


@attrs.frozen(kw_only=True)
class Place:
    """
    Whom a row of a table or a chart is about.

    Attributes
    ----------
    site, group : str
        As in findings.
    label : str
        For people.
    """

    site: str
    group: str
    label: str

    @property
    def total(self) -> bool:
        """True for all sites together."""
        return self.site == ALL_SITES


def slug(*parts: str) -> str:
    """Make the end of an HTML id."""
    return re.sub(r"[^a-z0-9]+", "-", "-".join(parts).lower())


def column_of(group: str) -> str:
    """Give the column of a group: "sex" of "sex=female"."""
    return group.partition("=")[0]


def site_names(report: Report) -> dict[str, str]:
    """Give each site's name for people by its id."""
    names = {profile.id: profile.title for profile in report.profiles}
    return {**names, ALL_SITES: "All sites"}


@attrs.frozen(kw_only=True, eq=False)
class ScoreFindings:
    """
    The findings on one score.

    Each finding is handed out once, so that `rest` is what no chart or table has shown yet.

    Attributes
    ----------
    instrument_id, score_id : str
    findings : list of Finding
        In the report's order.
    names : dict of site id to str
    instrument : Instrument or None
        None where the report lists no such instrument.
    score : Score or None
    """

    instrument_id: str
    score_id: str
    findings: list[Finding]
    names: dict[str, str]
    instrument: Instrument | None = None
    score: Score | None = None
    _taken: set[int] = attrs.field(factory=set, init=False)

    @property
    def heading(self) -> str:
        """The score alone, with the value set of a utility."""
        return plain(self.score.title) if self.score else self.score_id

    @property
    def name(self) -> str:
        """The score alone, short."""
        if self.utility and self.instrument is not None and self.instrument.utility is not None:
            return self.instrument.utility.title
        return self.heading

    @property
    def title(self) -> str:
        """The instrument and, where it says more, the score."""
        instrument = self.instrument.title if self.instrument else self.instrument_id
        return self.name if self.name.startswith(instrument) else f"{instrument}, {self.name}"

    @property
    def utility(self) -> bool:
        """True for a score that a value set gives."""
        return self.score is not None and self.score.unit == "utility"

    @property
    def points(self) -> int:
        """Decimals of figures in points: two where the whole scale is short."""
        return 2 if self.score is not None and self.score.highest - self.score.lowest <= _SHORT_SCALE else 1

    @functools.cached_property
    def illustrative(self) -> bool:
        """True where what is found rests on a value set that is only an example."""
        return is_illustrative(self.findings)

    @functools.cached_property
    def notes(self) -> tuple[str, ...]:
        """What is said of every finding on this score."""
        return in_every(self.findings)

    @functools.cached_property
    def _index(self) -> dict[tuple[str, str, str, str], list[int]]:
        """Where each finding is, by analysis, statistic, site and group: there may be hundreds."""
        index: dict[tuple[str, str, str, str], list[int]] = {}
        for number, f in enumerate(self.findings):
            index.setdefault((f.analysis, f.statistic, f.site, f.group), []).append(number)
        return index

    @functools.cached_property
    def _places(self) -> dict[str, list[Place]]:
        keys: dict[str, dict[tuple[str, str], None]] = {}
        for finding in self.findings:
            if finding.group == EVERYONE:
                keys.setdefault(finding.analysis, {})[finding.site, finding.group] = None
        return {
            analysis: sorted((self._place(*key) for key in found), key=lambda place: place.total)
            for analysis, found in keys.items()
        }

    def has(self, *analyses: str) -> bool:
        """Say whether there are findings of any of these analyses."""
        return any(analysis in self._places for analysis in analyses)

    def places(self, analysis: str) -> list[Place]:
        """Give whom an analysis speaks of, groups apart, with all sites together last."""
        return self._places.get(analysis, [])

    @functools.cached_property
    def _groups(self) -> dict[str, list[Place]]:
        keys = {
            (f.site, f.group): None for f in self.findings if f.group != EVERYONE and f.analysis in _BY_GROUP
        }
        groups: dict[str, list[Place]] = {}
        for site, group in sorted(keys, key=lambda key: key[0] == ALL_SITES):
            groups.setdefault(site, []).append(self._place(site, group))
        return groups

    @functools.cached_property
    def own_groups(self) -> dict[str, list[Finding]]:
        """
        The findings by groups that the section of groups does not have, by analysis.

        Of groups that it has, other analyses' figures are in the workbook.
        """
        there = {column_of(place.group) for places in self._groups.values() for place in places}
        own: dict[str, list[Finding]] = {}
        for finding in self.findings:
            if finding.group != EVERYONE and column_of(finding.group) not in there:
                own.setdefault(finding.analysis, []).append(finding)
        return own

    def group_sites(self) -> list[str]:
        """Give the sites with findings for the section of groups, all sites together last."""
        return list(self._groups)

    def group_places(self, site: str) -> list[Place]:
        """Give the groups at a site, in the report's order."""
        return self._groups.get(site, [])

    def _place(self, site: str, group: str) -> Place:
        name = self.names.get(site, site)
        return Place(site=site, group=group, label=name if group == EVERYONE else f"{name}: {group}")

    def find(self, analysis: str, statistic: str, place: Place, *, unit: str | None = None) -> Finding | None:
        """
        Give a finding and remember that it was shown.

        Parameters
        ----------
        analysis, statistic : str
        place : Place
        unit : str, optional
            Where one statistic comes in two units.
        """
        number = self._number(analysis, statistic, place, unit)
        if number is None:
            return None
        self._taken.add(number)
        return self.findings[number]

    def peek(self, analysis: str, statistic: str, place: Place) -> Finding | None:
        """Give a finding that a table shows as well, without taking it from there."""
        number = self._number(analysis, statistic, place, None)
        return None if number is None else self.findings[number]

    def _number(self, analysis: str, statistic: str, place: Place, unit: str | None) -> int | None:
        for number in self._index.get((analysis, statistic, place.site, place.group), ()):
            if unit in {None, self.findings[number].unit}:
                return number
        return None

    @property
    def everyone(self) -> str:
        """Whom the findings of coverage count: those on a list, or only those who have an assessment."""
        found = [f for f in self.findings if f.analysis == "coverage" and f.statistic == "people supported"]
        without = [f for f in found if no_list(f)]
        if not without:
            return "people supported"
        sites = [f for f in found if f.site != ALL_SITES] or found
        if all(no_list(f) for f in sites):
            return "people with an assessment"
        return "people supported or with an assessment"

    def rest(self) -> list[Finding]:
        """Give the findings on everyone that were not handed out; those on groups have sections."""
        return [
            finding
            for index, finding in enumerate(self.findings)
            if index not in self._taken and finding.group == EVERYONE
        ]

    def take(self, analysis: str) -> list[Finding]:
        """Hand out all that an analysis found of everyone and nothing has shown yet."""
        found = [
            (index, finding)
            for index, finding in enumerate(self.findings)
            if finding.analysis == analysis and finding.group == EVERYONE and index not in self._taken
        ]
        self._taken.update(index for index, _ in found)
        return [finding for _, finding in found]

    def place_of(self, finding: Finding) -> Place:
        """Give whom a finding speaks of."""
        return self._place(finding.site, finding.group)


def by_score(report: Report) -> list[ScoreFindings]:
    """Split a report's findings by instrument and score, in the report's order."""
    names = site_names(report)
    instruments = {instrument.id: instrument for instrument in report.instruments}
    split: dict[tuple[str, str], list[Finding]] = {}
    for finding in report.findings:
        split.setdefault((finding.instrument, finding.score), []).append(finding)
    return [
        ScoreFindings(
            instrument_id=instrument_id,
            score_id=score_id,
            findings=findings,
            names=names,
            instrument=instruments.get(instrument_id),
            score=_score(instruments.get(instrument_id), score_id),
        )
        for (instrument_id, score_id), findings in split.items()
    ]


def _score(instrument: Instrument | None, score_id: str) -> Score | None:
    scores = instrument.scores if instrument else ()
    return next((score for score in scores if score.id == score_id), None)
