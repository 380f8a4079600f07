"""
Reliable change by every index on the same people, beside every other published threshold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import attrs

from livingwell_core.analyses.counted import by_change, not_counted
from livingwell_core.analyses.finding import Definition, Finding
from livingwell_core.analyses.paired_change import SINGLE_ARM
from livingwell_core.statistics.reliable_index import METHODS, compare_methods

if TYPE_CHECKING:
    from livingwell_core.analyses.analysis import About, Sample
    from livingwell_core.instruments import Instrument, Reliability, ReliableChange, Score
    from livingwell_core.statistics.reliable_index import Method
    from livingwell_core.tallies import JointTable

__all__ = ["ReliableChangeMethodsAnalysis", "rules"]


class _Index(NamedTuple):
    """An index: what it is called, its formula in words, where it stands, and what it has to pass."""

    name: str
    formula: str
    source: str
    z: str = "1.96"


_EXPECTED: Final = (
    "the last score less the one expected from the first (the mean first score, plus reliability times the "
    "first score's distance from it)"
)
_INDICES: Final[dict[Method, _Index]] = {
    "jacobson_truax": _Index(
        name="Jacobson-Truax",
        formula="the change, by the root of 2 times the standard error of measurement (the standard "
        "deviation of first scores times the root of 1 - reliability)",
        source="Jacobson & Truax 1991, Journal of Consulting and Clinical Psychology 59(1):12-19, doi "
        "10.1037/0022-006X.59.1.12",
    ),
    "gulliksen_lord_novick": _Index(
        name="Gulliksen-Lord-Novick",
        formula=f"{_EXPECTED}, by the standard error of prediction (the standard deviation of first scores "
        "times the root of 1 - reliability squared)",
        source="Hsu 1989, Behavioral Assessment 11(4):459-467",
    ),
    "hsu_linn_nord": _Index(
        name="Hsu-Linn-Nord",
        formula="the last score's distance from the mean last score, less reliability times the first "
        "score's distance from the mean first score, by the standard error of prediction: change beyond "
        "that of the group",
        source="Hsu 1995, Journal of Consulting and Clinical Psychology 63(1):141-144, doi "
        "10.1037/0022-006X.63.1.141",
    ),
    "edwards_nunnally": _Index(
        name="Edwards-Nunnally",
        formula=f"{_EXPECTED}, by the standard error of measurement",
        source="Speer 1992, Journal of Consulting and Clinical Psychology 60(3):402-408, doi "
        "10.1037/0022-006X.60.3.402",
    ),
    "nunnally_kotsch": _Index(
        name="Nunnally-Kotsch",
        formula=f"{_EXPECTED}, by the standard deviation of first scores times the root of r squared (1 - "
        "r) + (1 - r), r the reliability, taken to be the same at last",
        source="Nunnally & Kotsch 1983, British Journal of Clinical Psychology 22(2):83-93, doi "
        "10.1111/j.2044-8260.1983.tb00582.x",
    ),
    "hageman_arrindell": _Index(
        name="Hageman-Arrindell",
        formula="the change times its own reliability, plus the mean change times what that leaves to 1, "
        "by the root of 2 times the standard error of measurement and the root of the change's reliability",
        source="Hageman & Arrindell 1999, Behaviour Research and Therapy 37(12):1169-1193",
        z="1.65",
    ),
}


@attrs.frozen
class ReliableChangeMethodsAnalysis:
    """Improved, unchanged and deteriorated by six indices, and by the thresholds that are not in use."""

    id: str = "reliable-change-methods"
    title: str = "Reliable change by other methods"

    def applies(self, instrument: Instrument, score: Score) -> bool:  # noqa: ARG002 - the protocol's signature
        """An index needs a reliability, and means."""
        return score.reliability is not None and score.measurement == "interval"

    def tally(self, sample: Sample) -> JointTable:
        """Count pairs by first and last score."""
        return sample.joint_table

    def conclude(self, tally: JointTable, about: About) -> list[Finding]:
        """Count the same people by every method."""
        score = about.score
        used = _reliability(score)
        others = {other.id: other for other in _other_thresholds(score)}
        rows = compare_methods(
            tally,
            reliability=used.value,
            sign=score.sign,
            thresholds={name: other.points for name, other in others.items()},
        )
        caution = "" if used.verified else "; reliability not verified"
        findings: list[Finding] = []
        for place, row in enumerate(rows):
            if place < len(others):
                by, name, note = f"threshold {row.method}", row.method, SINGLE_ARM
            else:
                index = _INDICES[METHODS[place - len(others)]]
                by, name, note = index.name, index.name.lower(), f"{SINGLE_ARM}{caution}"
            names = (f"reliably improved, {by}", f"no reliable change, {by}", f"reliably deteriorated, {by}")
            definition = _definition_id(about.instrument, score, name)
            if row.counts is None:
                findings += not_counted(about, names, definition, tally.n, str(row.reason))
            else:
                findings += by_change(about, names, definition, row.counts, note=note)
        return findings

    def definitions(self, instrument: Instrument, score: Score) -> tuple[Definition, ...]:
        """Each index with the reliability that it uses, and each other threshold."""
        used = _reliability(score)
        return (
            *(
                Definition(
                    id=_definition_id(instrument, score, other.id),
                    text=f"{instrument.title}: a change of {float(other.points):g} {score.unit} or more "
                    "from first to last score is reliable; not the threshold in use. Shares with Wilson's "
                    "interval.",
                    source=other.source,
                    verified=other.verified,
                )
                for other in _other_thresholds(score)
            ),
            *(
                Definition(
                    id=_definition_id(instrument, score, index.name.lower()),
                    text=f"{instrument.title}, change by the index of {index.name}: {index.formula}. "
                    f"Reliable where the index is above {index.z} (not at it), either way. Reliability "
                    f"{float(used.value):g}, {used.kind}; means and standard deviations are those of these "
                    "people. Shares with Wilson's interval.",
                    source=f"{index.source}; reliability: {used.source}",
                    verified=used.verified,
                )
                for index in _INDICES.values()
            ),
        )


def rules(score: Score) -> dict[str, str]:
    """
    Give each rule by which findings on a score count reliable change, in words.

    Returns
    -------
    dict of str to str
        By what stands after the comma in the names of statistics; that of the threshold in use is empty.
    """
    thresholds = {"": score.reliable_change} if score.reliable_change is not None else {}
    found: dict[str, str] = {}
    if score.reliability is not None and score.measurement == "interval":
        thresholds |= {f"threshold {other.id}": other for other in _other_thresholds(score)}
        found = {index.name: f"index above {index.z}" for index in _INDICES.values()}
    return {
        name: f"{float(threshold.points):g} {score.unit} or more" for name, threshold in thresholds.items()
    } | found


def _other_thresholds(score: Score) -> list[ReliableChange]:
    """Give the published thresholds that are not in use, as far as their sources were read."""
    return [other for other in score.reliable_changes if other.verified and other != score.reliable_change]


def _definition_id(instrument: Instrument, score: Score, name: str) -> str:
    return f"reliable-change:{instrument.id}.{score.id}:{name}"


def _reliability(score: Score) -> Reliability:
    if score.reliability is None:
        msg = f"score {score.id!r} has no reliability"
        raise ValueError(msg)
    return score.reliability
