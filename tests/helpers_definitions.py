"""
An instrument as TOML and by hand, and ways to change the one and read it.
"""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from helpers_files import put

from livingwell_core.errors import InputError
from livingwell_core.instruments import (
    ClinicalRange,
    Instrument,
    Item,
    Mean,
    Prorate,
    ReliableChange,
    Score,
    Single,
    Sum,
    Utility,
    ValueSet,
    definition_of,
    instrument_of,
    read_instrument,
)

TOML = """
id = "harbour"
title = "Harbour scale"
source = "Harbour manual"
licence = "invented"

[responses.often]
lowest = 0
highest = 3
labels = { "never" = 0, "always" = 3 }
missing_codes = [9]

[[items]]
id = "1"
label = "sleep"
responses = "often"

[[items]]
id = "2"
label = "worry"
responses = "often"
polarity = "against"

[[items]]
id = "health"
label = "health"
lowest = 1
highest = 5
polarity = "stated-by-profile"

[[scores]]
id = "total"
title = "total"
items = ["1", "2"]
rule = "sum"
lowest = 0
highest = 6
better = "higher"

[[scores.reliable_changes]]
id = "half"
points = "1/2"
source = "Harbour manual, table 4"
verified = false

[[scores.clinical_ranges]]
id = "2"
edge = 2.5
source = "Harbour manual, table 5"

[[scores]]
id = "mean"
title = "mean"
items = ["2", "1"]
rule = "mean"
missing = "prorate(max_missing=1)"
lowest = 0
highest = 3
better = "higher"
unit = "steps"
measurement = "ordinal"
note = "take care"

[[scores]]
id = "health"
title = "health"
items = ["health"]
rule = "single"
lowest = 1
highest = 5
better = "higher"
"""


BY_HAND = Instrument(
    id="harbour",
    title="Harbour scale",
    source="Harbour manual",
    licence="invented",
    items=(
        Item(
            id="1", label="sleep", lowest=0, highest=3, labels={"never": 0, "always": 3}, missing_codes=(9,)
        ),
        Item(
            id="2",
            label="worry",
            lowest=0,
            highest=3,
            negative=True,
            labels={"never": 0, "always": 3},
            missing_codes=(9,),
        ),
        Item(id="health", label="health", lowest=1, highest=5, negative=None),
    ),
    scores=(
        Score(
            id="total",
            title="total",
            items=("1", "2"),
            rule=Sum(),
            lowest=0,
            highest=6,
            better="higher",
            reliable_changes=(
                ReliableChange(
                    id="half", points=Fraction(1, 2), source="Harbour manual, table 4", verified=False
                ),
            ),
            clinical_ranges=(ClinicalRange(id="2", edge=Fraction(5, 2), source="Harbour manual, table 5"),),
        ),
        Score(
            id="mean",
            title="mean",
            items=("2", "1"),
            rule=Mean(missing=Prorate(max_missing=1)),
            lowest=0,
            highest=3,
            better="higher",
            unit="steps",
            measurement="ordinal",
            note="take care",
        ),
        Score(
            id="health",
            title="health",
            items=("health",),
            rule=Single(),
            lowest=1,
            highest=5,
            better="higher",
        ),
    ),
)


VALUE_SET = ValueSet(
    id="harbour-anywhere",
    title="Harbour, anywhere",
    instrument="harbour",
    items=("1", "2"),
    levels=(range(4), range(4)),
    best=(3, 3),
    worst_value="-0.5",
    decimals=2,
    values=[-50, -40, -30, -20, -10, 0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100],
    author="Nobody",
    year=2024,
    version="1",
    licence="invented",
)


UTILITY = Utility(title="Harbour utility", source="Harbour manual", note="invented", value_set=VALUE_SET)


VALUE_SET_TOML = """
id = "harbour-anywhere"
title = "Harbour, anywhere"
instrument = "harbour"
author = "Nobody"
year = 2024
version = "1"
licence = "invented"
items = ["1", "2"]
best = [3, 3]
worst_value = -0.5
decimals = 2
[additive.levels]
1 = { 0 = -0.8, 1 = -0.5, 2 = -0.2 }
2 = { 0 = -0.7, 1 = -0.4, 2 = -0.1 }
"""


def read(folder, content, **options):
    return read_instrument(put(folder / "harbour.toml", content), **options)


def problems(folder, content, **options):
    with pytest.raises(InputError) as caught:
        read(folder, content, **options)
    assert all(problem.file == "harbour.toml" for problem in caught.value.problems)
    return caught.value.problems


def changed(*edits):
    text = TOML
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def by_json(instrument):
    return instrument_of(json.loads(json.dumps(definition_of(instrument))), allow_python=True)


def with_rule(rule):
    """Give the instrument with another rule of its score."""
    return changed(('rule = "sum"\nlowest = 0\nhighest = 6', f"rule = {rule}\nlowest = 0\nhighest = 3"))
