"""What `livingwell instruments` says of what is published about a score."""

from __future__ import annotations

import json

import attrs
import pytest
from click.testing import CliRunner
from helpers_files import DEMO, module

from livingwell_core import __version__, builtin
from livingwell_core.cli.main import cli
from livingwell_core.instruments import (
    ClinicalRange,
    ImportantDifference,
    PopulationNorm,
    Reliability,
    ReliableChange,
)
from livingwell_core.instruments.score_definitions import DEFINITIONS
from livingwell_core.plugins import Plugins

CLINIC = PopulationNorm(id="2020", population="clinical", mean=4.25, sd=2, source="table 4")
SCORE = attrs.evolve(
    DEMO.scores[0],
    reliable_changes=(ReliableChange(id="3", points=3, source="table 1"),),
    clinical_ranges=(ClinicalRange(id="5", edge=5, source="table 2", verified=False),),
    reliabilities=(
        Reliability(id="alpha", value=0.9, kind="internal consistency", source="hearsay", verified=False),
        Reliability(id="retest", value="5/6", kind="test-retest", source="table 3"),
        Reliability(id="other", value=0.8, kind="test-retest", source="table 9"),
    ),
    norms=(CLINIC, attrs.evolve(CLINIC, population="functional", mean=9)),
    important_differences=(
        ImportantDifference(id="uneven", points=2, points_worse=1.5, source="table 5"),
        ImportantDifference(id="2", points=2, source="table 6"),
    ),
)


def said(*arguments, score=SCORE):
    plugins = Plugins(strict=True)
    plugins.register(builtin, "builtin", "livingwell-core", __version__)
    demo = attrs.evolve(DEMO, scores=(score, *DEMO.scores[1:]))
    plugins.register(module(livingwell_instruments=lambda: [demo]), "demo", "livingwell-demo", "1")
    result = CliRunner().invoke(cli, ["instruments", "demo", *arguments], obj=plugins)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_each_kind():
    """Numbers, source, whether it is verified, and which are used where nothing else is asked for."""
    lines = [line.strip() for line in said().splitlines()]
    published = lines[lines.index("missing answers: complete-cases") + 1 :][:9]

    assert published == [
        "reliable change '3' (default): 3 or more; table 1",
        "clinical range '5': 5 or below NOT VERIFIED; table 2",
        "reliability 'alpha': 0.9, internal consistency NOT VERIFIED; hearsay",
        "reliability 'retest' (default): 5/6, test-retest; table 3",
        "reliability 'other': 0.8, test-retest; table 9",
        "clinical norm '2020' (default): mean 4.25, standard deviation 2; table 4",
        "functional norm '2020' (default): mean 9, standard deviation 2; table 4",
        "important difference 'uneven' (default): 2 or more for better, 1.5 or more for worse; table 5",
        "important difference '2': 2 or more; table 6",
    ]


def test_lower_is_better():
    """Then the clinical range lies above its edge."""
    score = attrs.evolve(SCORE, better="lower", norms=())

    assert "clinical range '5': 5 or above NOT VERIFIED" in said(score=score)


@pytest.mark.parametrize("kind", DEFINITIONS)
def test_json(kind):
    """The same for programs: every attribute, numbers as numbers."""
    (described,) = json.loads(said("--json"))
    shown = described["scores"][0][kind]

    assert [set(one) for one in shown] == [
        {field.name for field in attrs.fields(DEFINITIONS[kind])} for _ in getattr(SCORE, kind)
    ]
    assert [one["verified"] for one in shown] == [one.verified for one in getattr(SCORE, kind)]


def test_json_numbers():
    """What is no whole number is the nearest there is, and what there is not is null."""
    (described,) = json.loads(said("--json"))
    score = described["scores"][0]

    assert score["reliabilities"][1]["value"] == 5 / 6
    assert score["norms"][0]["mean"] == 4.25
    assert [one["points_worse"] for one in score["important_differences"]] == [1.5, None]
