"""
Sites held against each other: by how much they differ, and what their mean changes come to together.
"""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.analyses.finding import Definition, Finding
from livingwell_core.analyses.pooled_sites import POOLING, pooled
from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.clinical_change import in_clinical_range, reliable_change
from livingwell_core.statistics.comparisons import difference_of_mean_changes, difference_of_shares
from livingwell_core.statistics.families import holm
from livingwell_core.statistics.paired import summarise

if TYPE_CHECKING:
    from collections.abc import Mapping

    from livingwell_core.analyses.analysis import About, Sample
    from livingwell_core.instruments import ClinicalRange, Instrument, ReliableChange, Score
    from livingwell_core.statistics.comparisons import WelchDifference
    from livingwell_core.tallies import JointTable

__all__ = ["SITES_DIFFER", "BetweenSitesAnalysis"]

#: Goes with every figure that holds sites against each other.
SITES_DIFFER: Final = "sites differ in whom they serve: a difference is not an effect"

_MEAN: Final = "mean change"
_IMPROVED: Final = "reliably improved"
_IN_RANGE: Final = "in the clinical range at last"

_WELCH: Final = Definition(
    id="welch",
    text="The mean change at one site less that at another, without taking their spreads as equal, with "
    "Welch's interval; p is two-sided.",
    source="Welch 1947, Biometrika 34:28-35, doi 10.1093/biomet/34.1-2.28",
)
_HOLM: Final = Definition(
    id="welch:holm",
    text="p of Welch's test, adjusted by Holm's step-down rule for a family of tests: every two sites at "
    "which the test applies, of one score in one group. Below .05, the chance of even one false finding "
    "among them is at most .05.",
    source="Holm 1979, Scandinavian Journal of Statistics 6:65-70",
)
_NEWCOMBE: Final = "interval: Newcombe 1998, Statistics in Medicine 17:873-890, method 10"


@attrs.frozen
class BetweenSitesAnalysis:
    """Differences between every two sites, and the mean change pooled, with how much sites differ."""

    id: str = "between-sites"
    title: str = "Between sites"

    def applies(self, instrument: Instrument, score: Score) -> bool:  # noqa: ARG002 - the protocol's signature
        """Of an ordinal score there is no mean."""
        return score.measurement == "interval"

    def tally(self, sample: Sample) -> JointTable:
        """Count pairs by first and last score."""
        return sample.joint_table

    def conclude(self, tally: JointTable, about: About) -> list[Finding]:  # noqa: ARG002 - the protocol's signature
        """Of one site there is nothing to compare."""
        return []

    def compare(self, tallies: Mapping[str, JointTable], about: About) -> list[Finding]:
        """Compare every two sites, then pool them."""
        careful = attrs.evolve(about, notes=(SITES_DIFFER, *about.notes))
        return [
            *_mean_changes(tallies, careful),
            *_shares(tallies, careful),
            *pooled(tallies, careful),
        ]

    def definitions(self, instrument: Instrument, score: Score) -> tuple[Definition, ...]:
        """Those of means, and of shares with the threshold and the range in use."""
        found = [_WELCH, _HOLM, *POOLING]
        threshold, used = score.reliable_change, score.clinical_range
        if threshold is not None:
            text = f"The share with a change of {threshold.points} {score.unit} or more for the better"
            found.append(_newcombe(_improved_id(instrument, score, threshold), text, threshold))
        if used is not None:
            side = "below" if score.better == "higher" else "above"
            text = f"The share with a last score of {used.edge} or {side}"
            found.append(_newcombe(_in_range_id(instrument, score, used), text, used))
        return tuple(found)


def _newcombe(name: str, text: str, used: ReliableChange | ClinicalRange) -> Definition:
    return Definition(
        id=name,
        text=f"{text} at one site less that at another, in percentage points, with Newcombe's hybrid score "
        "interval.",
        source=f"{used.source}; {_NEWCOMBE}",
        verified=used.verified,
    )


def _improved_id(instrument: Instrument, score: Score, threshold: ReliableChange) -> str:
    return f"newcombe:reliable-change:{instrument.id}.{score.id}:{threshold.id}"


def _in_range_id(instrument: Instrument, score: Score, used: ClinicalRange) -> str:
    return f"newcombe:clinical-range:{instrument.id}.{score.id}:{used.id}"


def _mean_changes(tallies: Mapping[str, JointTable], about: About) -> list[Finding]:
    """Give the difference, p and adjusted p of every two sites."""
    tested = [_welch(two, tallies, about) for two in itertools.combinations(tallies, 2)]
    family = [p for _, p in tested if p.value is not None]
    adjusted = iter(holm([p.value for p in family if p.value is not None]).tolist() if family else ())
    # An adjusted p rests on every p of the family, and so on every site in it.
    sites = tuple(site for site in tallies if any(site in p.compares for p in family))
    many = f"adjusted by Holm over {len(family)} comparison{'' if len(family) == 1 else 's'} of sites"
    findings = []
    for difference, p in tested:
        last = attrs.evolve(p, statistic=f"{p.statistic}, Holm", definition=_HOLM.id)
        if p.value is not None:
            last = attrs.evolve(last, value=next(adjusted), compares=sites, note=f"{many}; {p.note}")
        findings += [difference, p, last]
    return findings


def _welch(two: tuple[str, str], tallies: Mapping[str, JointTable], about: About) -> tuple[Finding, Finding]:
    one, other = (tallies[site] for site in two)

    def test() -> WelchDifference:
        # No number of people as in Welch's own reason, but a figure: disclosure control takes that out.
        if min(one.n, other.n) < 2:
            msg = "needs 2 pairs at each site"
            raise NotApplicableError(msg)
        return difference_of_mean_changes(summarise(one), summarise(other), level=about.level)

    n, name = one.n + other.n, f"difference in {_MEAN}, {_less(two)}"
    difference = about.attempt(name, _WELCH.id, lambda: test().difference, n=n, unit=about.score.unit)
    p = about.attempt(f"p of the {name}", _WELCH.id, lambda: test().p, n=n, note="two-sided")
    difference, p = (attrs.evolve(f, compares=two, only_with=(_MEAN,)) for f in (difference, p))
    return difference, p


def _less(two: tuple[str, str]) -> str:
    return " less ".join(two)


def _shares(tallies: Mapping[str, JointTable], about: About) -> list[Finding]:
    """Give the differences in shares of every two sites."""
    instrument, score = about.instrument, about.score
    threshold, used = score.reliable_change, score.clinical_range
    findings = []
    if threshold is not None:
        improved = {
            site: reliable_change(tally, points=threshold.points, sign=score.sign).improved
            for site, tally in tallies.items()
        }
        note = "" if threshold.verified else "threshold not verified"
        findings += _differences(
            _IMPROVED, _improved_id(instrument, score, threshold), improved, tallies, about, note
        )
    if used is not None:
        inside = {
            site: int(
                tally.count[in_clinical_range(tally, tally.last, edge=used.edge, sign=score.sign)].sum()
            )
            for site, tally in tallies.items()
        }
        note = "" if used.verified else "edge of the range not verified"
        findings += _differences(
            _IN_RANGE, _in_range_id(instrument, score, used), inside, tallies, about, note
        )
    return findings


def _differences(
    name: str,
    definition: str,
    counted: Mapping[str, int],
    tallies: Mapping[str, JointTable],
    about: About,
    note: str,
) -> list[Finding]:
    findings = []
    for two in itertools.combinations(tallies, 2):
        (k, n), (k_other, n_other) = ((counted[site], tallies[site].n) for site in two)
        finding = about.attempt(
            f"difference in the share {name}, {_less(two)}",
            definition,
            functools.partial(difference_of_shares, k, n, k_other, n_other, level=about.level),
            n=n + n_other,
            unit="percentage points",
            note=note,
            scale=100,
        )
        findings.append(attrs.evolve(finding, compares=two, only_with=(name,)))
    return findings
