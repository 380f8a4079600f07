"""
An instrument with everything in it that the suite asks for, and nothing wrong.
"""

from __future__ import annotations

from pathlib import Path

from livingwell_core.instruments import (
    ClinicalRange,
    ImportantDifference,
    Instrument,
    Item,
    Mean,
    PopulationNorm,
    Reliability,
    ReliableChange,
    Score,
    Single,
    Sum,
)

HERE = Path(__file__).parent

RIGHT = Instrument(
    id="right",
    title="Right",
    items=(
        Item(id="a", label="with the score", lowest=1, highest=5),
        Item(id="b", label="against the score", lowest=1, highest=5, negative=True),
        Item(id="c", label="stated by the profile", lowest=1, highest=5, negative=None),
        Item(
            id="side",
            label="beside",
            lowest=0,
            highest=3,
            labels={"Not at all": 0, "Some": 1, "Much": 2, "Very much": 3},
            missing_codes=(8, 9),
        ),
    ),
    scores=(
        Score(
            id="total",
            title="total",
            items=("a", "b", "c"),
            rule=Sum(),
            lowest=3,
            highest=15,
            better="higher",
            reliable_changes=(
                ReliableChange(id="3", points=3, source="Invented 2020, table 1"),
                ReliableChange(id="2", points=2, source="Invented 2021, abstract only", verified=False),
            ),
            clinical_ranges=(ClinicalRange(id="8", edge=8, source="Invented 2020, table 2"),),
            reliabilities=(
                Reliability(id="retest", value=0.8, kind="test-retest", source="Invented 2020, table 3"),
            ),
            norms=(
                PopulationNorm(
                    id="2020", population="functional", mean=12, sd=2, source="Invented 2020, table 4"
                ),
                PopulationNorm(
                    id="2020", population="clinical", mean=7.5, sd=3, source="Invented 2020, table 4"
                ),
            ),
            important_differences=(
                ImportantDifference(id="2", points=2, points_worse=1, source="Invented 2020, table 5"),
            ),
        ),
        Score(
            id="mean", title="mean", items=("a", "b", "c"), rule=Mean(), lowest=1, highest=5, better="higher"
        ),
        Score(
            id="side", title="beside", items=("side",), rule=Single(), lowest=0, highest=3, better="higher"
        ),
    ),
    licence="none needed",
    source="Invented 2020",
    status="the reliable change of 2 is not verified",
    cases=HERE / "right.cases.toml",
)
TOTAL = RIGHT.scores[0]
