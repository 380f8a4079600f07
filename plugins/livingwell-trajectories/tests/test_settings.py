"""
The table [analyses.trajectories]: what it may hold, and what is said of what it may not.
"""

import pytest
from livingwell_trajectories.settings import Settings

from livingwell_core.errors import InputError
from livingwell_core.toml_files import structure

KEY = "analyses.trajectories"


def read(table):
    return structure(table, Settings, "livingwell.toml", at=KEY)


def problems(table):
    with pytest.raises(InputError) as caught:
        read(table)
    return [str(problem) for problem in caught.value.problems]


def test_defaults():
    """An empty table asks for everything as it is."""
    assert read({}) == Settings(scores=None, at_least=3, time="linear")


def test_all_of_them():
    """Each setting is read."""
    table = {"scores": ["demo.total", "demo.other"], "at_least": 5, "time": "log"}

    found = read(table)

    assert found == Settings(scores=("demo.total", "demo.other"), at_least=5, time="log")


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"at_least": 2}, "at_least: wrong value, got '2', expected a whole number of 3 or more"),
        ({"at_least": "3"}, "at_least: wrong value, got '3', expected a whole number"),
        ({"at_least": True}, "at_least: wrong value, got 'True', expected a whole number"),
        ({"time": "square"}, "time: wrong value, got 'square', expected linear or log"),
        ({"time": ["log"]}, "expected linear or log"),
        (
            {"scores": []},
            "scores: wrong value, got 'none', expected at least one score, or no 'scores' at all",
        ),
        ({"scores": ["total"]}, "got 'total', expected scores as \"instrument.score\""),
        ({"scores": ["a.b.c"]}, "got 'a.b.c', expected scores as \"instrument.score\""),
        ({"scores": ["a.b", "c.d", "a.b"]}, "scores: wrong value, got 'a.b', expected each score once"),
        ({"scores": "a.b"}, "scores: wrong value, got 'a.b', expected a list"),
        ({"scores": [1]}, "scores[1]: wrong value, got '1', expected text"),
        ({"atleast": 3}, "atleast: unknown key; did you mean 'at_least'?"),
    ],
)
def test_refused(table, message):
    """With file, key, value and what was expected."""
    (problem,) = problems(table)

    assert problem.startswith(f"livingwell.toml, {KEY}.")
    assert message in problem


def test_all_at_once():
    """Everything that is wrong is said together."""
    found = problems({"at_least": 1, "time": "", "scores": [], "what": 1})

    assert [line.split(", ")[1].split(":")[0] for line in found] == [
        f"{KEY}.{name}" for name in ("scores", "at_least", "time", "what")
    ]
