"""
Findings of some referrals: how many have scores, who changed, who recovered, and the sums of their scores.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from livingwell_core.analyses.counted import (
    DETERIORATED,
    IMPROVED,
    IN_AT_FIRST,
    UNCHANGED,
    by_change,
    people,
)
from livingwell_core.analyses.paired_change import SINGLE_ARM
from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.reliable_index import cells_by_points
from livingwell_nhs_england import definitions as defined
from livingwell_nhs_england.dashboard import cut_off

if TYPE_CHECKING:
    from fractions import Fraction

    from livingwell_core.analyses import About, Finding
    from livingwell_core.statistics.reliable_index import ReliableCells
    from livingwell_core.tallies import Histogram
    from livingwell_nhs_england.referrals import Referrals

__all__ = ["counted", "of_all", "scored"]

_IMPROVED: Final = "improved"
_CHANGES: Final = (_IMPROVED, "no change", "deteriorated")
_RECOVERED: Final = "reliably recovered"
_OTHERWISE: Final = "improved without recovery"
_SPREAD: Final = "sd of baseline scores given in the period"
_NO_PAIRS: Final = "no referral has a baseline and a follow-up"


def counted(referrals: Referrals, about: About, note: str) -> list[Finding]:
    """
    Count referrals, and those with both scores who changed and who recovered.

    Parameters
    ----------
    referrals : Referrals
    about : About
    note : str
        Said with each finding.
    """
    everyone = referrals.referrals
    number = about.finding(
        "referrals", defined.DENOMINATORS, everyone, n=everyone, unit="people", note=note, numerator=everyone
    )
    changed = by_change(
        about,
        _CHANGES,
        defined.change_id(about.instrument, about.score),
        _cells(referrals, about).counts(referrals.paired),
        note=f"{SINGLE_ARM}; {note}",
    )
    return [
        attrs.evolve(number, all_is_open=True),
        *changed,
        *_recovery(referrals, about, f"{SINGLE_ARM}; {note}"),
    ]


def of_all(referrals: Referrals, about: About, note: str) -> list[Finding]:
    """
    Give shares of all referrals of a denominator: those with scores, and those who changed.

    Parameters
    ----------
    referrals, about, note
        As for `counted`.
    """
    counts = _cells(referrals, about).counts(referrals.paired)
    numbers = (counts.improved, counts.unchanged, counts.deteriorated)
    definition = defined.eligible_id(about.instrument, about.score)
    everyone = referrals.referrals
    asked = [
        *about.share("with a baseline", defined.BASELINE, referrals.baseline, everyone, note=note),
        *about.share("with baseline and follow-up", defined.PAIR, referrals.paired.n, everyone, note=note),
    ]
    # Who was asked, and how often, is no secret: it follows from the n of other figures.
    findings = [attrs.evolve(finding, all_is_open=True) for finding in asked]
    if not referrals.paired.n:
        # That nobody improved would be known, and would say nothing.
        note = f"not applicable: {_NO_PAIRS}"
        return findings + [
            about.finding(name, definition, None, n=everyone, unit="%", note=note) for name in _CHANGES
        ]
    for name, k, alike in zip(_CHANGES, numbers, (IMPROVED, UNCHANGED, DETERIORATED), strict=True):
        _, share = people(about, name, definition, k, everyone, note=f"{SINGLE_ARM}; {note}", alike=alike)
        findings.append(attrs.evolve(share, gives_way=True))
    return findings


def scored(referrals: Referrals, baselines: Histogram, about: About, note: str) -> list[Finding]:
    """
    Give mean scores, the sum of changes and the effect size of referrals with both scores.

    Parameters
    ----------
    referrals : Referrals
    baselines : Histogram
        Whose standard deviation the effect size is in.
    about, note
        As for `counted`.
    """
    table, unit = referrals.paired, about.score.unit
    step = table.scale.denominator
    change = int(np.dot(table.change, table.count))

    def mean(total: int) -> float:
        if not table.n:
            raise NotApplicableError(_NO_PAIRS)
        return total / (table.n * step)

    effect = about.attempt(
        "effect size",
        defined.EFFECT,
        lambda: mean(change) / spread(baselines),
        n=table.n,
        unit="sd",
        note=f"{SINGLE_ARM}; {note}",
    )
    return [
        *(
            about.attempt(
                f"mean {name} score",
                defined.SCORES,
                functools.partial(mean, int(np.dot(scores, table.count))),
                n=table.n,
                unit=unit,
                note=note,
            )
            for name, scores in (("baseline", table.first), ("follow-up", table.last))
        ),
        about.finding(
            "sum of change scores",
            defined.SCORES,
            change / step,
            n=table.n,
            unit=unit,
            note=f"{SINGLE_ARM}; {note}",
        ),
        about.attempt(
            _SPREAD, defined.EFFECT, lambda: spread(baselines), n=baselines.n, unit=unit, note=note
        ),
        # Beside the sum of changes it gives the standard deviation away.
        attrs.evolve(effect, only_with=(_SPREAD,)),
    ]


def spread(baselines: Histogram) -> float:
    """
    Give the standard deviation (n - 1) of scores, in points.

    Raises
    ------
    NotApplicableError
        Below two scores, and where all are the same.
    """
    n, value, count = baselines.n, baselines.value, baselines.count
    if n < 2:
        msg = "needs two baseline scores given in the period"
        raise NotApplicableError(msg)
    # In whole numbers up to the root, so that no split of the referrals changes a digit.
    squared = n * int(np.dot(value * value, count)) - int(np.dot(value, count)) ** 2
    if not squared:
        msg = "every baseline score given in the period is the same"
        raise NotApplicableError(msg)
    return math.sqrt(squared / (n * (n - 1))) / baselines.scale.denominator


def _points(about: About) -> int | Fraction:
    return defined.threshold_of(about.instrument, about.score).points


def _cells(referrals: Referrals, about: About) -> ReliableCells:
    # All of the measure's scores run upwards.
    return cells_by_points(referrals.paired, points=_points(about), sign=1)


def _recovery(referrals: Referrals, about: About, note: str) -> list[Finding]:
    """Count cases and who of them recovered, where the measure has a cut-off."""
    edge = cut_off(about.instrument, about.score)
    if edge is None:
        return []
    table, cells = referrals.paired, _cells(referrals, about)
    # Not the instrument's last score inside the range: with imputed answers there are scores between.
    below = edge * table.scale.denominator
    case = table.first < below
    cases = int(table.count[case].sum())
    recovered = int(table.count[case & (table.last >= below) & cells.improved].sum())
    otherwise = int(table.count[cells.improved].sum()) - recovered
    definition = defined.recovery_id(about.instrument, about.score)
    findings = people(
        about,
        f"baseline below {edge}",
        defined.below_id(about.instrument, about.score),
        cases,
        table.n,
        note=note,
        alike=IN_AT_FIRST,
    )
    for name, k, other, alike in (
        (_RECOVERED, recovered, _OTHERWISE, IN_AT_FIRST),
        (_OTHERWISE, otherwise, _RECOVERED, None),
    ):
        # Each of the two would give the other away, beside their sum.
        findings += people(
            about, name, definition, k, table.n, note=note, alike=alike, part_of=_IMPROVED, only_with=(other,)
        )
    _, rate = people(
        about,
        f"{_RECOVERED}, of those with a baseline below {edge}",
        defined.recovery_rate_id(about.instrument, about.score),
        recovered,
        cases,
        note=note,
        alike=IN_AT_FIRST,
        only_with=(_RECOVERED,),
    )
    return [attrs.evolve(finding, gives_way=True) for finding in (*findings, rate)]
