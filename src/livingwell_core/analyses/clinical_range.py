"""
Who scores like people who need a mental health service, at first and at last.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.analyses.counted import IN_AT_FIRST, IN_AT_LAST, people
from livingwell_core.analyses.finding import Definition, Finding
from livingwell_core.analyses.paired_change import SINGLE_ARM
from livingwell_core.statistics.comparisons import (
    PairedShares,
    clinical_range_shares,
    clopper_pearson,
    mcnemar,
    paired_difference,
)

if TYPE_CHECKING:
    from livingwell_core.analyses.analysis import About, Sample
    from livingwell_core.instruments import ClinicalRange, Instrument, Score
    from livingwell_core.tallies import JointTable

__all__ = ["ClinicalRangeAnalysis"]

_AT: Final = (IN_AT_FIRST, IN_AT_LAST)
_MOVES: Final = (
    "left the clinical range",
    "entered the clinical range",
    "stayed in the clinical range",
    "stayed out of the clinical range",
)

_TESTS: Final = (
    Definition(
        id="tango",
        text="The share in the clinical range at last less that at first, of the same people, in "
        "percentage points, with Tango's score interval.",
        source="Tango 1998, Statistics in Medicine 17:891-908",
    ),
    Definition(
        id="mcnemar:exact",
        text="Whether, among people who crossed the edge of the clinical range, either way was as likely: "
        "McNemar's test, two-sided, from the binomial distribution.",
        source="McNemar 1947, Psychometrika 12(2):153-157, doi 10.1007/BF02295996",
    ),
    Definition(
        id="mcnemar:asymptotic",
        text="The same by the chi-squared distribution with one degree of freedom, without continuity "
        "correction. It goes with Tango's interval.",
        source="McNemar 1947, Psychometrika 12(2):153-157, doi 10.1007/BF02295996",
    ),
)


@attrs.frozen
class ClinicalRangeAnalysis:
    """The share of people in the clinical range, at first and at last, and who crossed its edge."""

    id: str = "clinical-range"
    title: str = "In the clinical range"

    def applies(self, instrument: Instrument, score: Score) -> bool:  # noqa: ARG002 - the protocol's signature
        """A score needs a clinical range."""
        return score.clinical_range is not None

    def tally(self, sample: Sample) -> JointTable:
        """Count pairs by first and last score."""
        return sample.joint_table

    def conclude(self, tally: JointTable, about: About) -> list[Finding]:
        """Count people in the range, and those who left and entered it."""
        used = _range(about.score)
        note = "" if used.verified else "edge of the range not verified"
        shares = clinical_range_shares(tally, edge=used.edge, sign=about.score.sign)
        findings: list[Finding] = []
        for name, k in zip(
            _AT, (shares.both + shares.first_only, shares.both + shares.last_only), strict=True
        ):
            findings += _share(about, name, k, shares.n, note=note)
        change_note = f"{SINGLE_ARM}; {note}" if note else SINGLE_ARM
        return [*findings, *_moves(about, shares, change_note), *_tests(about, shares, change_note, note)]

    def definitions(self, instrument: Instrument, score: Score) -> tuple[Definition, ...]:
        """The range in use, with its source, and the tests of change."""
        used = _range(score)
        side = "below" if score.better == "higher" else "above"
        inside = f"{instrument.title}: a score of {used.edge} or {side} is in the clinical range"
        name = _range_id(instrument, score)
        return (
            Definition(
                id=name,
                text=f"{inside}. Shares with Wilson's interval.",
                source=used.source,
                verified=used.verified,
            ),
            Definition(
                id=f"{name}:exact",
                text=f"{inside}. The same shares with Clopper and Pearson's exact interval, which covers at "
                "least as often as it says.",
                source=f"{used.source}; interval: Clopper & Pearson 1934, Biometrika 26:404-413",
                verified=used.verified,
            ),
            Definition(
                id=_moves_id(instrument, score),
                text=f"{inside}. Left: in it at first and not at last; entered: the other way round; by "
                "however little. Shares with Wilson's interval.",
                source=used.source,
                verified=used.verified,
            ),
            *_TESTS,
        )


def _share(about: About, name: str, k: int, n: int, *, note: str) -> list[Finding]:
    definition = _range_id(about.instrument, about.score)
    exact = about.attempt(
        f"{name}, exact",
        f"{definition}:exact",
        lambda: clopper_pearson(k, n, level=about.level),
        n=n,
        unit="%",
        note=note,
        scale=100,
    )
    # Whoever is called by this name too, those of them who started at 0, say, may be nearly all of them.
    findings = people(about, name, definition, k, n, note=note, alike=name)
    return [*findings, attrs.evolve(exact, numerator=k, alike=name)]


def _moves(about: About, shares: PairedShares, note: str) -> list[Finding]:
    """Give the four groups by first and last; any of them gives the others away, beside the shares."""
    definition = _moves_id(about.instrument, about.score)
    counts = (shares.first_only, shares.last_only, shares.both, shares.neither)
    # Those who stayed in it are a part of those in it at last too; the shares that each asks for see to that.
    wholes = (IN_AT_FIRST, None, IN_AT_FIRST, None)
    likes = (IN_AT_FIRST, IN_AT_LAST, None, None)
    findings: list[Finding] = []
    for name, k, whole, alike in zip(_MOVES, counts, wholes, likes, strict=True):
        only_with = (*(other for other in _MOVES if other != name), *_AT)
        findings += people(
            about, name, definition, k, shares.n, note=note, alike=alike, part_of=whole, only_with=only_with
        )
    # Who recovered is of more interest than who left, and often nearly the same people.
    return [attrs.evolve(finding, gives_way=True) for finding in findings]


def _tests(about: About, shares: PairedShares, note: str, caution: str) -> list[Finding]:
    """Test the change of the share; beside the shares each gives away how many left and entered."""
    test = functools.partial(mcnemar, shares)
    after = f"; {caution}" if caution else ""
    findings = [
        about.attempt(
            "change of the share in the clinical range",
            "tango",
            lambda: paired_difference(shares, level=about.level),
            n=shares.n,
            unit="percentage points",
            note=note,
            scale=100,
        ),
        about.attempt(
            "McNemar p, exact",
            "mcnemar:exact",
            lambda: test().p_exact,
            n=shares.n,
            note=f"two-sided{after}",
        ),
        about.attempt(
            "McNemar p, asymptotic",
            "mcnemar:asymptotic",
            lambda: test().p_asymptotic,
            n=shares.n,
            note=f"two-sided, without continuity correction{after}",
        ),
    ]
    return [attrs.evolve(finding, only_with=_MOVES) for finding in findings]


def _range_id(instrument: Instrument, score: Score) -> str:
    return f"clinical-range:{instrument.id}.{score.id}:{_range(score).id}"


def _moves_id(instrument: Instrument, score: Score) -> str:
    return f"clinical-range-change:{instrument.id}.{score.id}:{_range(score).id}"


def _range(score: Score) -> ClinicalRange:
    if score.clinical_range is None:
        msg = f"score {score.id!r} has no clinical range"
        raise ValueError(msg)
    return score.clinical_range
