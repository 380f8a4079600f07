"""
Personal goals from a file to findings.
"""

import json
import random

import pytest
from click.testing import CliRunner
from livingwell_goals import plugin

from livingwell_core import __version__, builtin
from livingwell_core.cli.main import cli
from livingwell_core.plugins import Plugins

PROFILE = """
id = "harbour"
title = "Harbour"
source = "invented"

[[tables]]
file = "goals.csv"
instrument = "personal-goals"
layout = "wide"
answers = "scored"
person = "client_id"
date = "rated_on"
date_format = "%Y-%m-%d"

[tables.items]
goal_1 = "goal 1"
goal_2 = "goal 2"
"""
HEADER = "client_id,rated_on,goal 1,goal 2\n"


def evaluated(folder, rows, profile=PROFILE):
    """Evaluate ratings (person, day, goal 1, goal 2); give findings.json and what was printed."""
    (folder / "harbour").mkdir()
    (folder / "harbour.toml").write_text(profile)
    (folder / "livingwell.toml").write_text(
        'title = "Goals"\ninvented = true\n[[sites]]\nprofile = "harbour.toml"\nfolder = "harbour"\n'
    )
    lines = [",".join(map(str, row)) + "\n" for row in rows]
    random.Random(1).shuffle(lines)
    (folder / "harbour" / "goals.csv").write_text(HEADER + "".join(lines))
    plugins = Plugins(strict=True)
    plugins.register(builtin, "builtin", "livingwell-core", __version__)
    plugins.register(plugin, "goals", "livingwell-goals", "0.1.0")
    command = ["evaluate", str(folder / "livingwell.toml"), "--out", str(folder / "out")]
    result = CliRunner().invoke(cli, command, obj=plugins, prog_name="livingwell")
    assert result.exit_code == 0, result.output
    return json.loads((folder / "out" / "findings.json").read_text())["findings"], result.output


def people(count, first, last, start):
    for person in range(start, start + count):
        yield f"p{person}", "2020-01-05", *first
        yield f"p{person}", "2020-06-05", *last


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """66 of 100 made progress on two goals, 31 on one, 3 on none."""
    rows = [
        *people(66, (1, 2), (2, 5), 0),
        *people(20, (3, 3), (4, 2), 66),
        *people(11, (1, ""), (3, ""), 86),
        *people(3, (2, ""), (2, ""), 97),
        *((f"once{person}", "2020-01-05", 4, 4) for person in range(25)),
    ]
    return evaluated(tmp_path_factory.mktemp("goals"), rows)


def value(run, statistic, unit="%"):
    found = [f for f in run[0] if (f["site"], f["statistic"], f["unit"]) == ("harbour", statistic, unit)]
    assert len(found) == 1
    return found[0]["value"], found[0]["n"]


def test_by_person(run):
    """Shares of the people with a goal rated twice; the 3 without progress keep the other share hidden."""
    assert value(run, "people with a goal rated on two days", "people") == (100, 125)
    assert value(run, "progress on at least two goals") == (66, 100)
    assert value(run, "progress on at least one goal") == (None, 100)


def test_by_goal(run):
    """They would give the 3 away: 152 goals with progress are 66 on two and so 20 on one."""
    assert value(run, "goals with progress", "goals") == (None, None)


def test_no_goal_is_looked_at_by_itself(run):
    """Its numbers, added up, would give away what is hidden of all goals."""
    assert {(f["analysis"], f["score"]) for f in run[0]} == {("goal-progress", "goals")}
    assert "Personal goals, goal 1" not in run[1]


def test_nothing_is_hidden_of_large_numbers(tmp_path):
    """Progress and slipping back by goal, where enough people have each."""
    rows = [*people(66, (1, 2), (2, 5), 0), *people(20, (3, 3), (4, 2), 66), *people(14, (2, 5), (2, 5), 86)]
    run = evaluated(tmp_path, rows)
    assert value(run, "progress on at least one goal") == (86, 100)
    assert value(run, "goals with progress", "goals") == (152, 200)
    assert value(run, "goals that slipped back") == (10, 200)
    assert value(run, "goals achieved at the last rating", "goals") == (80, 200)


def test_a_site_without_the_first_goal_counts(tmp_path):
    """The number of a goal means nothing: a site may map the second and the third alone."""
    rows = [*people(66, (1, 2), (2, 5), 0), *people(20, (3, 3), (4, 2), 66), *people(14, (2, 5), (2, 5), 86)]
    (tmp_path / "later").mkdir()
    later = PROFILE.replace("goal_2 =", "goal_3 =").replace("goal_1 =", "goal_2 =")
    run = evaluated(tmp_path / "later", rows, later)
    (tmp_path / "first").mkdir()
    assert run[0] == evaluated(tmp_path / "first", rows)[0]
    assert value(run, "progress on at least one goal") == (86, 100)
