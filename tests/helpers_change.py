"""
Two hundred people with first and last scores from 0 to 40, and a questionnaire with every published number.
"""

import attrs
import numpy as np

from livingwell_core.analyses import About
from livingwell_core.instruments import (
    ClinicalRange,
    ImportantDifference,
    Instrument,
    PopulationNorm,
    Reliability,
    ReliableChange,
    Score,
    Sum,
    items,
)
from livingwell_core.tallies import JointTable

SCORE = Score(
    id="total",
    title="total",
    items=tuple(map(str, range(1, 11))),
    rule=Sum(),
    lowest=0,
    highest=40,
    better="higher",
    reliable_changes=(
        ReliableChange(id="5", points=5, source="one"),
        ReliableChange(id="8", points=8, source="another"),
        ReliableChange(id="9", points=9, source="hearsay", verified=False),
    ),
    clinical_ranges=(ClinicalRange(id="24", edge=24, source="a report"),),
    reliabilities=(Reliability(id="retest", value=0.85, kind="test-retest", source="a study"),),
    norms=(
        PopulationNorm(id="clinic", population="clinical", mean=14, sd=10, source="a clinic"),
        PopulationNorm(id="town", population="functional", mean=29, sd=5, source="a town"),
    ),
    important_differences=(ImportantDifference(id="felt", points=4, points_worse=3, source="people"),),
    percentage_change=20,
)
ORDINAL = attrs.evolve(
    SCORE, measurement="ordinal", reliable_changes=(), clinical_ranges=(), reliabilities=(), norms=(),
)  # fmt: skip
INSTRUMENT = Instrument(
    id="ten", title="Ten", items=items(10, lowest=0, highest=4), scores=(SCORE,), licence="none",
    source="made up",
)  # fmt: skip
SCALE = INSTRUMENT.scale(SCORE)

_DRAWN = np.random.default_rng(20_220_331)
FIRST = np.clip(_DRAWN.normal(15, 7, 200).round(), 0, 40).astype(int)
LAST = np.clip(FIRST + _DRAWN.normal(5, 8, 200).round(), 0, 40).astype(int)
CHANGE = LAST - FIRST


def table(first=FIRST, last=LAST):
    """Count pairs of scores, in points."""
    return JointTable.of(SCALE, first, last)


def about(analysis, score=SCORE, **kwargs):
    """Make an About of the questionnaire."""
    return About(
        **{"analysis": analysis.id, "instrument": INSTRUMENT, "score": score, "site": "all", **kwargs}
    )


def found(analysis, tally=None, score=SCORE, **kwargs):
    """Give findings by statistic and unit; each is there once."""
    findings = analysis.conclude(table() if tally is None else tally, about(analysis, score, **kwargs))
    named = {(finding.statistic, finding.unit): finding for finding in findings}
    assert len(named) == len(findings)
    return named


def people(analysis, tally=None, score=SCORE):
    """Give the numbers of people counted, by statistic."""
    findings = found(analysis, tally, score).values()
    return {f.statistic: f.value for f in findings if f.unit == "people"}


def definition(analysis, name, score=SCORE):
    """Give the definition of this id."""
    (one,) = (one for one in analysis.definitions(INSTRUMENT, score) if one.id == name)
    return one
