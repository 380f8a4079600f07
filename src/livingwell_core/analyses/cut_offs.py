"""
Where a clinical and a functional population part, from what is published of both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.analyses.finding import Definition, Finding
from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.cut_offs import Norm, cut_off_a, cut_off_b, cut_off_c
from livingwell_core.statistics.paired import summarise

if TYPE_CHECKING:
    from collections.abc import Callable

    from livingwell_core.analyses.analysis import About, Sample
    from livingwell_core.instruments import Instrument, PopulationNorm, Score
    from livingwell_core.tallies import JointTable

__all__ = ["CutOffsAnalysis"]

_SOURCE: Final = (
    "Jacobson & Truax 1991, Journal of Consulting and Clinical Psychology 59(1):12-19, doi "
    "10.1037/0022-006X.59.1.12"
)
_OWN: Final = "cut-off-a:first-scores"
_TEXTS: Final = {
    "a": "two standard deviations from the mean of a clinical population, on the better side",
    "b": "two standard deviations from the mean of a functional population, on the worse side. The "
    "standard deviation is the functional one; some programs take the clinical one",
    "c": "as many clinical standard deviations from the clinical mean as functional ones from the "
    "functional mean",
}
_NEEDED: Final[dict[str, tuple[str, ...]]] = {
    "a": ("clinical",),
    "b": ("functional",),
    "c": ("clinical", "functional"),
}


@attrs.frozen
class CutOffsAnalysis:
    """Jacobson and Truax's cut-offs a, b and c, from norms, and a from these people's first scores."""

    id: str = "cut-offs"
    title: str = "Cut-offs between populations"

    def applies(self, instrument: Instrument, score: Score) -> bool:  # noqa: ARG002 - the protocol's signature
        """A score that is used to tell recovery: with a clinical range or a reliability, and a mean."""
        used = score.clinical_range is not None or score.reliability is not None
        return used and score.measurement == "interval"

    def tally(self, sample: Sample) -> JointTable:
        """Count pairs by first and last score."""
        return sample.joint_table

    def conclude(self, tally: JointTable, about: About) -> list[Finding]:
        """Compute what the norms allow."""
        score, n = about.score, tally.n
        own = about.attempt(
            "cut-off a, first scores", _OWN, lambda: _from_first(tally, score.sign), n=n, unit=score.unit
        )
        norms = _norms(score)
        findings = []
        for which in _TEXTS:
            doubtful = [norm for kind in _NEEDED[which] if (norm := norms[kind]) and not norm.verified]
            finding = about.attempt(
                f"cut-off {which}",
                _definition_id(which, about.instrument, score),
                _cut_off(which, score),
                n=n,
                unit=score.unit,
                note="from norms, the same whoever is looked at"
                + ("; norm not verified" if doubtful else ""),
            )
            findings.append(finding)
        return [*findings, own]

    def definitions(self, instrument: Instrument, score: Score) -> tuple[Definition, ...]:
        """Each cut-off with the norms that it is made from."""
        return (
            *(_definition(which, instrument, score) for which in _TEXTS),
            Definition(
                id=_OWN,
                text="Cut-off a with the first scores of these people as the clinical population: two "
                "standard deviations (n - 1) from their mean, on the better side. It moves with whoever is "
                "looked at.",
                source=_SOURCE,
            ),
        )


def _norms(score: Score) -> dict[str, PopulationNorm | None]:
    return {"clinical": score.clinical_norm, "functional": score.functional_norm}


def _cut_off(which: str, score: Score) -> Callable[[], float]:
    def cut_off() -> float:
        norms = _norms(score)
        missing = [kind for kind in _NEEDED[which] if norms[kind] is None]
        if missing:
            msg = f"the score has no norm of a {' and none of a '.join(missing)} population"
            raise NotApplicableError(msg)
        used = [Norm(mean=norm.mean, sd=norm.sd) for kind in _NEEDED[which] if (norm := norms[kind])]
        if which == "a":
            return float(cut_off_a(used[0], sign=score.sign))
        if which == "b":
            return float(cut_off_b(used[0], sign=score.sign))
        return float(cut_off_c(*used, sign=score.sign))

    return cut_off


def _from_first(tally: JointTable, sign: int) -> float:
    summary = summarise(tally)
    if summary.sd_first is None:
        msg = f"needs two pairs, there is {summary.n}"
        raise NotApplicableError(msg)
    if not summary.sd_first:
        msg = "every first score is the same"
        raise NotApplicableError(msg)
    return summary.mean_first + sign * 2 * summary.sd_first


def _definition_id(which: str, instrument: Instrument, score: Score) -> str:
    norms = _norms(score)
    names = [norm.id if (norm := norms[kind]) else "none" for kind in _NEEDED[which]]
    return ":".join([f"cut-off-{which}", f"{instrument.id}.{score.id}", *names])


def _definition(which: str, instrument: Instrument, score: Score) -> Definition:
    norms = [norm for kind in _NEEDED[which] if (norm := _norms(score)[kind]) is not None]
    stated = "; ".join(
        f"{norm.population} mean {float(norm.mean):g}, standard deviation {float(norm.sd):g}"
        for norm in norms
    )
    return Definition(
        id=_definition_id(which, instrument, score),
        text=f"{instrument.title}, cut-off {which}: {_TEXTS[which]}. "
        + (f"With: {stated}." if stated else "No norm is known."),
        source="; ".join([_SOURCE, *(f"{norm.population} norm: {norm.source}" for norm in norms)]),
        verified=all(norm.verified for norm in norms),
    )
