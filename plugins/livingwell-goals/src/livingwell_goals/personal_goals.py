"""
The programme's personal goals: up to five that the person sets, each rated from 1 to 5.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Final

from livingwell_core.instruments import Instrument, Item, Score, Single

__all__ = ["GOALS", "PERSONAL_GOALS"]

#: Ids of the goals, as items and as scores.
GOALS: Final = tuple(f"goal_{number}" for number in range(1, 6))

PERSONAL_GOALS: Final = Instrument(
    id="personal-goals",
    title="Personal goals",
    items=tuple(
        Item(
            id=goal,
            label=f"goal {number}",
            lowest=1,
            highest=5,
            labels={"not at all": 1, "achieved": 5},
        )
        for number, goal in enumerate(GOALS, start=1)
    ),
    scores=tuple(
        Score(
            id=goal,
            title=f"goal {number}",
            items=(goal,),
            rule=Single(),
            lowest=1,
            highest=5,
            better="higher",
            measurement="ordinal",
        )
        for number, goal in enumerate(GOALS, start=1)
    ),
    primary=GOALS,
    cases=files("livingwell_goals") / "personal_goals.cases.toml",
    licence="the Living Well programme's own scale; goals are the person's, none of their wording is held",
    source="Living Well summary report, Cordis Bright and Innovation Unit, November 2022: personal goals "
    "attainment scoring",
    status="the scale and the labels of its two ends are published; the labels between, the most goals that "
    "a person may set (here five) and what the programme counted as progress are not verified",
)
