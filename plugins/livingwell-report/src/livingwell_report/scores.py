"""
The findings on one score, looked up by what they are, and what was not looked up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from livingwell_core.analyses import ALL_SITES
from livingwell_report.notes import no_list

if TYPE_CHECKING:
    from livingwell_core.analyses import Finding
    from livingwell_core.instruments import Instrument, Score
    from livingwell_core.reports import Report

__all__ = ["Place", "ScoreFindings", "by_score", "site_names"]

_EVERYONE = "everyone"

#: A scale of this many points or fewer is shown with two decimals.
_SHORT_SCALE = 10


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


def site_names(report: Report) -> dict[str, str]:
    """Give each site's name for people by its id."""
    names = {profile.id: profile.title for profile in report.profiles}
    return {**names, ALL_SITES: "All sites"}


@attrs.define(kw_only=True, eq=False)
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
    def title(self) -> str:
        """The instrument and, where it says more, the score."""
        instrument = self.instrument.title if self.instrument else self.instrument_id
        return f"{instrument}, {self.score.title if self.score else self.score_id}"

    @property
    def points(self) -> int:
        """Decimals of figures in points: two where the whole scale is short."""
        return 2 if self.score is not None and self.score.highest - self.score.lowest <= _SHORT_SCALE else 1

    @property
    def primary(self) -> bool:
        """True for the instrument's first score."""
        return self.instrument is None or self.instrument.scores[0].id == self.score_id

    def has(self, analysis: str) -> bool:
        """Say whether there are findings of an analysis."""
        return any(finding.analysis == analysis for finding in self.findings)

    def places(self, analysis: str) -> list[Place]:
        """Give whom an analysis speaks of, in the report's order with all sites together last."""
        keys = dict.fromkeys((f.site, f.group) for f in self.findings if f.analysis == analysis)
        found = [self._place(site, group) for site, group in keys]
        return sorted(found, key=lambda place: place.total)

    def _place(self, site: str, group: str) -> Place:
        name = self.names.get(site, site)
        return Place(site=site, group=group, label=name if group == _EVERYONE else f"{name}: {group}")

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
        for index, finding in enumerate(self.findings):
            same = (finding.analysis, finding.statistic, finding.site, finding.group) == (
                analysis,
                statistic,
                place.site,
                place.group,
            )
            if same and unit in {None, finding.unit}:
                self._taken.add(index)
                return finding
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
        """Give the findings that were not handed out."""
        return [finding for index, finding in enumerate(self.findings) if index not in self._taken]

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
