"""
The change of people who started in the clinical range, beside the change that chance alone would give them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.analyses.counted import people
from livingwell_core.analyses.finding import Definition, Finding
from livingwell_core.analyses.paired_change import SINGLE_ARM
from livingwell_core.errors import NotApplicableError
from livingwell_core.instruments.score_definitions import called
from livingwell_core.statistics.clinical_change import in_clinical_range
from livingwell_core.statistics.paired import summarise
from livingwell_core.statistics.regression_to_the_mean import from_first_scores

if TYPE_CHECKING:
    from collections.abc import Callable

    from livingwell_core.analyses.analysis import About, Sample
    from livingwell_core.instruments import ClinicalRange, Instrument, PopulationNorm, Reliability, Score
    from livingwell_core.instruments.score_definitions import ScoreDefinition
    from livingwell_core.statistics.estimate import Estimate
    from livingwell_core.statistics.regression_to_the_mean import RegressionToTheMean, Started
    from livingwell_core.tallies import JointTable

__all__ = ["NO_EFFECT", "RegressionToTheMeanAnalysis"]

#: Goes with what remains when chance is taken off: it is tempting to take that for an effect.
NO_EFFECT: Final = "a single-arm change is not an effect, nor is what remains of it"

_AT_FIRST: Final = "in the clinical range at first"
_STARTED: Final[dict[Started, str]] = {
    "inside": "started in the clinical range",
    "outside": "started outside the clinical range",
}
_EXPECTED: Final = "regression-to-the-mean"
_BEYOND: Final = "beyond-regression-to-the-mean"
_OWN: Final = "first-scores"
_OWN_TEXT: Final = (
    "the mean first score of all these people with a pair, which takes it that they were not picked for it: "
    "where people come at their worst, too little is expected"
)
_SOURCE: Final = (
    "Speer 1992, Journal of Consulting and Clinical Psychology 60:402-408, doi 10.1037/0022-006X.60.3.402"
)


@attrs.frozen(kw_only=True)
class _Known:
    """The numbers that are taken as known."""

    edge: ClinicalRange
    reliability: Reliability
    reference: PopulationNorm | None

    @classmethod
    def of(cls, score: Score) -> _Known:
        if score.clinical_range is None or score.reliability is None:
            msg = f"score {score.id!r} has no clinical range or no reliability"
            raise ValueError(msg)
        return cls(edge=score.clinical_range, reliability=score.reliability, reference=_norm(score))

    @property
    def doubt_of_range(self) -> str:
        """What is said where the range was not verified, or ""."""
        return "" if self.edge.verified else "edge of the range not verified"

    @property
    def doubt(self) -> str:
        """What is said where one of them was not verified, or ""."""
        used: list[ScoreDefinition] = [self.edge, self.reliability]
        used += [self.reference] if self.reference else []
        return "; ".join(f"{called(one)} not verified" for one in used if not one.verified)

    def observed_id(self, instrument: Instrument, score: Score) -> str:
        """Give the id of the definition that rests on the range alone."""
        return f"change-by-start:{instrument.id}.{score.id}:{self.edge.id}"

    def id(self, of: str, instrument: Instrument, score: Score) -> str:
        """Give the id of a definition that rests on all of them."""
        reference = self.reference.id if self.reference else _OWN
        return f"{of}:{instrument.id}.{score.id}:{self.edge.id}:{self.reliability.id}:{reference}"


def _norm(score: Score) -> PopulationNorm | None:
    """Give the norm that somebody asked for: of people in services where there are both."""
    if "clinical_norm" in score.named:
        return score.clinical_norm
    return score.functional_norm if "functional_norm" in score.named else None


@attrs.frozen
class RegressionToTheMeanAnalysis:
    """Observed and expected mean change, and what remains, by where people started."""

    id: str = "regression-to-the-mean"
    title: str = "Regression to the mean"

    def applies(self, instrument: Instrument, score: Score) -> bool:  # noqa: ARG002 - the protocol's signature
        """A score needs a mean, a clinical range to start in, and a reliability."""
        known = score.clinical_range is not None and score.reliability is not None
        return known and score.measurement == "interval"

    def tally(self, sample: Sample) -> JointTable:
        """Count pairs by first and last score."""
        return sample.joint_table

    def conclude(self, tally: JointTable, about: About) -> list[Finding]:
        """Compare what is observed with what an unreliable first score makes one expect."""
        known = _Known.of(about.score)
        inside = in_clinical_range(tally, tally.first, edge=known.edge.edge, sign=about.score.sign)
        k = int(tally.count[inside].sum())
        # One number with that of the clinical range, where that is given; this analysis may be alone.
        counted = people(
            about,
            _STARTED["inside"],
            known.observed_id(about.instrument, about.score),
            k,
            tally.n,
            note=known.doubt_of_range,
            alike=_AT_FIRST,
        )
        numbers: dict[Started, int] = {"inside": k, "outside": tally.n - k}
        return [
            *counted,
            *(one for started, n in numbers.items() for one in _findings(tally, about, known, started, n)),
        ]

    def definitions(self, instrument: Instrument, score: Score) -> tuple[Definition, ...]:
        """The range, the reliability and the reference in use, with their sources."""
        known = _Known.of(score)
        side = "below" if score.better == "higher" else "above"
        inside = f"{instrument.title}: a score of {known.edge.edge} or {side} is in the clinical range."
        r = f"{float(known.reliability.value):g} ({known.reliability.kind})"
        sources = [_SOURCE, f"range: {known.edge.source}", f"reliability: {known.reliability.source}"]
        reference = _OWN_TEXT
        if known.reference is not None:
            mean, population = float(known.reference.mean), known.reference.population
            reference = f"{mean:g}, the mean of a {population} population"
            sources.append(f"reference: {known.reference.source}")
        return (
            Definition(
                id=known.observed_id(instrument, score),
                text=f"{inside} People who started in it, of everyone with a pair, with Wilson's interval; "
                "mean change of people who started in it, or outside, with Student's t interval.",
                source=f"range: {known.edge.source}; Student 1908, Biometrika 6(1):1-25; Wilson 1927, JASA "
                "22:209-212",
                verified=known.edge.verified,
            ),
            Definition(
                id=known.id(_EXPECTED, instrument, score),
                text=f"{inside} The mean change to expect of people who started in it, or outside, if "
                "nothing had happened to them but that a first score is partly chance: (1 - r) times the "
                f"distance from their mean first score to the reference. r is the reliability, {r}; the "
                f"reference is {reference}.",
                source="; ".join(sources),
                verified=not known.doubt,
            ),
            Definition(
                id=known.id(_BEYOND, instrument, score),
                text=f"{inside} Observed mean change less the expected, with Student's t interval of these "
                "differences, which takes reliability and reference as known. Also in it: whatever else "
                "would have happened without the service.",
                source="; ".join(sources),
                verified=not known.doubt,
            ),
        )


def _findings(tally: JointTable, about: About, known: _Known, started: Started, n: int) -> list[Finding]:
    instrument, score = about.instrument, about.score

    def found() -> RegressionToTheMean:
        if not n:
            # With a figure, so that disclosure control takes it out where it hides the number.
            msg = f"0 people {_STARTED[started]}"
            raise NotApplicableError(msg)
        return from_first_scores(
            tally,
            edge=known.edge.edge,
            sign=score.sign,
            started=started,
            reliability=known.reliability.value,
            reference_mean=known.reference.mean if known.reference else summarise(tally).mean_first,
            level=about.level,
        )

    def finding(name: str, definition: str, estimate: Callable[[], Estimate], *notes: str) -> Finding:
        note = "; ".join(text for text in notes if text)
        name = f"{name}, {_STARTED[started]}"
        one = about.attempt(name, definition, estimate, n=n, unit=score.unit, note=note)
        # n tells how many started inside, or the rest of everyone.
        return attrs.evolve(one, only_with=(_STARTED["inside"], _AT_FIRST))

    observed, doubt = known.observed_id(instrument, score), known.doubt
    expected, beyond = (known.id(what, instrument, score) for what in (_EXPECTED, _BEYOND))
    return [
        finding("mean change", observed, lambda: found().observed, SINGLE_ARM, known.doubt_of_range),
        finding("expected change", expected, lambda: found().expected, doubt),
        finding("change beyond the expected", beyond, lambda: found().remaining, NO_EFFECT, doubt),
    ]
