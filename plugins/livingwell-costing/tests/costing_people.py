"""A score, and samples of made-up people, for tests of the analysis."""

from __future__ import annotations

import attrs
import numpy as np
from livingwell_costing.analysis import CostEffectiveness

from livingwell_core.analyses import About, Sample
from livingwell_core.instruments import ClinicalRange, Instrument, ReliableChange, Score, Sum, items
from livingwell_core.pairing import History, Pairs

UTILITY = Score(
    id="utility",
    title="utility",
    items=("1",),
    rule=Sum(),
    lowest=-1,
    highest=1,
    better="higher",
    unit="utility",
)
TOTAL = Score(
    id="total",
    title="total",
    items=("1", "2"),
    rule=Sum(),
    lowest=0,
    highest=40,
    better="higher",
    reliable_changes=(ReliableChange(id="5", points=5, source="a report"),),
    clinical_ranges=(ClinicalRange(id="24", edge=24, source="a report"),),
)
INSTRUMENT = Instrument(
    id="made-up",
    title="Made up",
    items=items(2, lowest=0, highest=20),
    scores=(TOTAL,),
    licence="none",
    source="us",
)
TOTAL_SCALE = INSTRUMENT.scale(TOTAL)
UTILITY_SCALE = attrs.evolve(TOTAL_SCALE, lowest=-1, highest=1, denominator=100)


def sample(rows, scale=UTILITY_SCALE, costs=None):
    """Make a sample of (person, day, score in steps)."""
    person, day, score = (np.array(column) for column in zip(*rows, strict=True))
    history = History(person=person.astype(np.uint64), day=day.astype(np.int32), score=score.astype(np.int32))
    start = np.flatnonzero(np.diff(person, prepend=-1))
    end = np.concatenate([start[1:], [len(person)]]) - 1
    several = end > start
    who, first, last = person[start][several], start[several], end[several]
    order = np.argsort(-who)  # pairs come in any order
    pairs = Pairs(
        first=score[first][order].astype(np.int32),
        last=score[last][order].astype(np.int32),
        days=(day[last] - day[first])[order].astype(np.int32),
        person=who[order].astype(np.uint64),
        people=len(start),
        assessed=len(start),
        scores=len(rows),
        prorated=0,
        one_day=int((~several).sum()),
        three_or_more=0,
    )
    own = None if costs is None else np.array([costs.get(int(p), np.nan) for p in pairs.person])
    return Sample(pairs=pairs, scale=scale, history=lambda: history, amounts={"cost": own}.get)


# Gains of .03, .13 and .23 in half a year; the fourth was seen once.
ROWS = [(1, 0, 50), (1, 183, 53), (2, 0, 40), (2, 183, 53), (3, 10, 30), (3, 193, 53), (4, 0, 70)]


def configured(tmp_path, **table):
    return CostEffectiveness().configured(table, "evaluation.toml", tmp_path)


def about(score=UTILITY, site="all"):
    return About(
        analysis="cost-effectiveness", instrument=INSTRUMENT, score=score, site=site, notes=("INVENTED DATA",)
    )


def found(analysis, one=None, score=UTILITY):
    tally = analysis.tally(one or sample(ROWS))
    return {finding.statistic: finding for finding in analysis.conclude(tally, about(score))}
