"""
NHS England's measure of outcomes in community mental health services.

Whoever is in neither denominator is counted too: figures of all people are in other analyses, and what is
between these and the denominators must not follow by subtraction. So denominators stand in findings as groups
of a column do, with everyone, and disclosure control treats them as it treats groups.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from livingwell_core.analyses import ALL_SITES, EVERYONE, About, Definition, Finding, Sample
from livingwell_core.errors import InputError, Problem
from livingwell_core.toml_files import structure
from livingwell_nhs_england import definitions as defined
from livingwell_nhs_england.dashboard import ID, threshold
from livingwell_nhs_england.referrals import CLOSED, NEITHER, OPEN, ReferralTally, tally_of
from livingwell_nhs_england.reporting import counted, of_all, scored
from livingwell_nhs_england.settings import Settings, check_by_referral

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from livingwell_core.instruments import Instrument, Score

__all__ = ["COLUMN", "CommunityProms"]

#: What comes before "=" in the group of findings.
COLUMN: Final = "CMH PROMs denominator"

_BESIDE: Final = "not in NHS England's measure, which is of open and of closed referrals"


@attrs.frozen(kw_only=True)
class CommunityProms:
    """
    The measure, where the evaluation file asks for it.

    Attributes
    ----------
    id, title : str
    by_name : bool
    settings : Settings or None
        None as long as no evaluation has given them.
    file : str
        The evaluation file as messages name it.
    """

    id: str = ID
    title: str = "NHS England's measure of community mental health outcomes"
    by_name: bool = True
    settings: Settings | None = None
    file: str = "livingwell.toml"

    def configured(self, table: Mapping[str, Any], file: str, folder: Path) -> CommunityProms:
        """
        Give the measure with the settings of an evaluation.

        Raises
        ------
        InputError
            With all that is wrong in the settings; and if the evaluation is not by referral.
        """
        problems = list(check_by_referral(folder / file, file))
        try:
            settings = structure(table, Settings, file, at=f"analyses.{self.id}")
        except InputError as error:
            problems += error.problems
        if problems:
            raise InputError(problems)
        return attrs.evolve(self, settings=settings, file=file)

    def applies(self, instrument: Instrument, score: Score) -> bool:
        """To the total of the ReQoL-10, the goals of the GBO, and the DIALOG's items on life."""
        return threshold(instrument, score) is not None

    def tally(self, sample: Sample) -> ReferralTally:
        """Sort referrals by denominator, and pair their scores."""
        return tally_of(sample, self._settings)

    def conclude(self, tally: ReferralTally, about: About) -> list[Finding]:
        """
        Give the figures of each denominator, and of everyone.

        By group of people there are none: a group and a denominator would be two groups of one referral.

        Raises
        ------
        InputError
            If no site has a list of people that says what is needed.
        """
        if about.group != EVERYONE:
            return []
        if not tally.listed:
            return self._not_listed(tally, about)
        note = _note(tally, about, self._settings)
        cells = {OPEN: tally.open, CLOSED: tally.closed, NEITHER: tally.neither}
        beside = f"{_BESIDE}; {note}"
        findings = counted(tally.everyone, about, beside)
        for name, referrals in cells.items():
            of_these = attrs.evolve(about, group=f"{COLUMN}={name}")
            findings += counted(referrals, of_these, beside if name == NEITHER else note)
            if name != NEITHER:
                findings += of_all(referrals, of_these, note)
                findings += scored(referrals, tally.baselines, of_these, note)
        return findings

    def definitions(self, instrument: Instrument, score: Score) -> tuple[Definition, ...]:
        """The denominators, thresholds and cut-off, with NHS England's code as their source."""
        return defined.definitions_of(instrument, score, self._settings)

    @property
    def _settings(self) -> Settings:
        if self.settings is None:
            msg = f"the analysis {self.id!r} needs its settings: the table [analyses.{self.id}]"
            raise ValueError(msg)
        return self.settings

    def _not_listed(self, tally: ReferralTally, about: About) -> list[Finding]:
        lacking = ", ".join(sorted(tally.lacking))
        if about.site == ALL_SITES:
            problem = Problem(
                file=self.file,
                column=f"analyses.{self.id}",
                reason=f"no site with answers to {about.instrument.title} has what the denominators need: "
                f"lacking {lacking}",
                expected="[people] in a profile, with these names under 'dates' and 'amounts'",
            )
            raise InputError([problem])
        reason = f"not applicable: lacking {lacking}"
        return [about.finding("referrals", defined.DENOMINATORS, None, n=0, unit="people", note=reason)]


def _note(tally: ReferralTally, about: About, settings: Settings) -> str:
    notes = ["n is referrals"]
    if tally.unchecked:
        notes.append(f"criteria not checked: {', '.join(sorted(tally.unchecked))}")
    if settings.met:
        notes.append(f"criteria met by the evaluation's word: {', '.join(settings.met)}")
    if about.site == ALL_SITES and tally.lacking:
        notes.append(f"without sites that lack {', '.join(sorted(tally.lacking))}")
    return "; ".join(notes)
