"""
Who changed by more than measurement error, and who of them crossed the edge of the clinical range.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.analyses.counted import IN_AT_FIRST, IN_AT_LAST, by_change, people
from livingwell_core.analyses.finding import Definition, Finding
from livingwell_core.analyses.paired_change import SINGLE_ARM
from livingwell_core.statistics.proportions import wilson
from livingwell_core.statistics.recovery import RecoveryCounts, recovery
from livingwell_core.statistics.reliable_index import cells_by_points

if TYPE_CHECKING:
    from livingwell_core.analyses.analysis import About, Sample
    from livingwell_core.instruments import ClinicalRange, Instrument, ReliableChange, Score
    from livingwell_core.tallies import JointTable

__all__ = ["ReliableChangeAnalysis"]

_NAMES: Final = ("reliably improved", "no reliable change", "reliably deteriorated")
_RECOVERED: Final = "recovered"
_IMPROVED: Final = "reliably improved without recovery"
_HARMED: Final = "harmed"
_DETERIORATED: Final = "reliably deteriorated without harm"
_RATE: Final = "recovered, of those who started in the clinical range"
_CATEGORIES_SOURCE: Final = (
    "categories: Jacobson & Truax 1991, Journal of Consulting and Clinical Psychology 59(1):12-19, doi "
    "10.1037/0022-006X.59.1.12; harmed: R package clinicalsignificance, Claus, Wager & Bonnet 2024, "
    "Journal of Statistical Software 111(1):1-39, doi 10.18637/jss.v111.i01"
)
_RATE_SOURCE: Final = "NHS England, CMH PROMs dashboard (reliable recovery)"


@attrs.frozen
class ReliableChangeAnalysis:
    """Reliable improvement, no reliable change and reliable deterioration; recovered and harmed."""

    id: str = "reliable-change"
    title: str = "Reliable change"

    def applies(self, instrument: Instrument, score: Score) -> bool:  # noqa: ARG002 - the protocol's signature
        """A score needs a published threshold."""
        return score.reliable_change is not None

    def tally(self, sample: Sample) -> JointTable:
        """Count pairs by first and last score."""
        return sample.joint_table

    def conclude(self, tally: JointTable, about: About) -> list[Finding]:
        """Count people by category."""
        threshold = _threshold(about.score)
        cells = cells_by_points(tally, points=threshold.points, sign=about.score.sign)
        note = SINGLE_ARM if threshold.verified else f"{SINGLE_ARM}; threshold not verified"
        findings = by_change(
            about,
            _NAMES,
            _threshold_id(about.instrument, about.score),
            cells.counts(tally),
            note=note,
            gives_way=False,
        )
        used = about.score.clinical_range
        if used is None:
            return findings
        note = note if used.verified else f"{note}; edge of the range not verified"
        counts = recovery(tally, cells, cut_off=used.edge, sign=about.score.sign)
        return [
            *findings,
            *_crossing(about, used, counts, tally.n, note=note),
            _recovery_rate(about, used, counts, note=note),
        ]

    def definitions(self, instrument: Instrument, score: Score) -> tuple[Definition, ...]:
        """The threshold in use, with its source; what it says with the clinical range."""
        threshold = _threshold(score)
        reliable = f"a change of {threshold.points} {score.unit} or more from first to last score is reliable"
        plain = Definition(
            id=_threshold_id(instrument, score),
            text=f"{instrument.title}: {reliable}. Shares with Wilson's interval.",
            source=threshold.source,
            verified=threshold.verified,
        )
        used = score.clinical_range
        if used is None:
            return (plain,)
        side = "below" if score.better == "higher" else "above"
        inside = f"a score of {used.edge} or {side} is in the clinical range, and {reliable}"
        sources = f"threshold: {threshold.source}; range: {used.source}"
        verified = threshold.verified and used.verified
        return (
            plain,
            Definition(
                id=_recovery_id(instrument, score, used),
                text=f"{instrument.title}: {inside}. Recovered: started in the range, ended outside it, "
                "reliably better. Harmed: started outside, ended in it, reliably worse; a name for a "
                "change of score, not for its cause. Shares of everyone with both scores, with Wilson's "
                "interval.",
                source=f"{_CATEGORIES_SOURCE}; {sources}",
                verified=verified,
            ),
            Definition(
                id=_rate_id(instrument, score, used),
                text=f"{instrument.title}: {inside}. People who started in the range, ended outside it and "
                "got reliably better, of all who started in the range, who alone can recover; Wilson's "
                "interval.",
                source=f"{_RATE_SOURCE}; {sources}",
                verified=verified,
            ),
        )


def _crossing(
    about: About, used: ClinicalRange, counts: RecoveryCounts, n: int, *, note: str
) -> list[Finding]:
    """Part those who changed reliably by whether they crossed the edge of the range."""
    definition = _recovery_id(about.instrument, about.score, used)
    improved, _, deteriorated = _NAMES
    findings: list[Finding] = []
    for name, k, whole, other, alike in (
        (_RECOVERED, counts.recovered, improved, _IMPROVED, IN_AT_FIRST),
        (_IMPROVED, counts.improved, improved, _RECOVERED, None),
        (_HARMED, counts.harmed, deteriorated, _DETERIORATED, IN_AT_LAST),
        (_DETERIORATED, counts.deteriorated, deteriorated, _HARMED, None),
    ):
        findings += people(
            about,
            name,
            definition,
            k,
            n,
            note=note,
            alike=alike,
            part_of=whole,
            # Each two hang together: one of them would give the other away, beside their sum.
            only_with=(other,),
        )
    return findings


def _recovery_rate(about: About, used: ClinicalRange, counts: RecoveryCounts, *, note: str) -> Finding:
    k, n = counts.recovered, counts.started_clinical
    rate = about.attempt(
        _RATE,
        _rate_id(about.instrument, about.score, used),
        lambda: wilson(k, n, level=about.level),
        n=n,
        unit="%",
        note=note,
        scale=100,
    )
    return attrs.evolve(rate, numerator=k, alike=IN_AT_FIRST, only_with=(_RECOVERED,))


def _threshold_id(instrument: Instrument, score: Score) -> str:
    return f"reliable-change:{instrument.id}.{score.id}:{_threshold(score).id}"


def _recovery_id(instrument: Instrument, score: Score, used: ClinicalRange) -> str:
    return f"recovery:{instrument.id}.{score.id}:{_threshold(score).id}:{used.id}"


def _rate_id(instrument: Instrument, score: Score, used: ClinicalRange) -> str:
    return f"reliable-recovery:{instrument.id}.{score.id}:{_threshold(score).id}:{used.id}"


def _threshold(score: Score) -> ReliableChange:
    if score.reliable_change is None:
        msg = f"score {score.id!r} has no threshold for reliable change"
        raise ValueError(msg)
    return score.reliable_change
