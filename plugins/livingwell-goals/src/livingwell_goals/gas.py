"""
Goal attainment scaling: up to five goals of the person's own, each rated from -2 to 2.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Final

from livingwell_core.instruments import Instrument, Item, Score
from livingwell_goals.gas_rule import GasT

__all__ = ["GAS"]

_GOALS: Final = range(1, 6)
_ATTAINMENTS: Final = tuple(f"attainment_{goal}" for goal in _GOALS)
_WEIGHTS: Final = tuple(f"weight_{goal}" for goal in _GOALS)

GAS: Final = Instrument(
    id="gas",
    title="Goal attainment scaling",
    items=(
        *(
            Item(id=name, label=f"attainment, goal {goal}", lowest=-2, highest=2)
            for goal, name in zip(_GOALS, _ATTAINMENTS, strict=True)
        ),
        *(
            Item(id=name, label=f"weight, goal {goal}", lowest=0, highest=9)
            for goal, name in zip(_GOALS, _WEIGHTS, strict=True)
        ),
        Item(id="goals_set", label="number of goals set", lowest=1, highest=5),
    ),
    scores=(
        Score(
            id="t",
            title="T-score, weighted",
            items=(*_ATTAINMENTS, *_WEIGHTS),
            rule=GasT(weighted=True),
            lowest="19.85",
            highest="80.15",
            better="higher",
        ),
        Score(
            id="t_equal",
            title="T-score, all goals of one weight",
            items=(*_ATTAINMENTS, "goals_set"),
            rule=GasT(weighted=False),
            lowest="19.85",
            highest="80.15",
            better="higher",
        ),
    ),
    primary=("t", "t_equal"),
    cases=files("livingwell_goals") / "gas.cases.toml",
    licence="none found: a method, with no wording of its own; goals are the person's",
    source="Turner-Stokes 2009, Clinical Rehabilitation, doi 10.1177/0269215508101742",
    status="Turner-Stokes 2009 has a published erratum: its formulas as printed on pages 364 and 367 are "
    "wrong. The formula used here, with rho .3, is from a secondary source. Weights are 0 to 9, importance "
    "times difficulty; that each of those runs from 0 to 3 is not verified. A goal that was not set has the "
    "weight 0, a blank is no answer. No threshold for reliable change was found",
)
