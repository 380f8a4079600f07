"""
A whole run on files of our own: for what only an evaluation shows.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from helpers_files import AS_OF, make_plugins, put

from livingwell_core.engines.local import LocalEngine
from livingwell_core.evaluations import evaluate, make_plan

if TYPE_CHECKING:
    from pathlib import Path

    from livingwell_core.evaluations import Evaluation

#: A wide table of answers; what a test adds stands below it.
WIDE = """
    [[tables]]
    file = "a.csv"
    instrument = "demo"
    layout = "wide"
    answers = "scored"
    person = "Id"
    date = "Date"
    date_format = "%d/%m/%Y"
    directions = { 3 = "higher-is-better" }
    items = { 1 = "Q1", 2 = "Q2", 3 = "Q3" }
"""
PROFILE = 'id = "here"\ntitle = "Here"\nsource = "invented for tests"\n'
CONFIG = 'title = "T"\ninvented = true\n[[sites]]\nprofile = "here.toml"\nfolder = "here"\n'


def run(folder: Path, profile: str, files: dict[str, str | bytes], config: str = "") -> Evaluation:
    """Evaluate one site; `profile` and `config` are what stands below the usual heads."""
    put(folder / "here.toml", PROFILE + textwrap.dedent(profile))
    put(folder / "livingwell.toml", CONFIG + textwrap.dedent(config))
    for name, content in files.items():
        put(folder / "here" / name, content)
    return evaluate(make_plan(folder / "livingwell.toml", make_plugins(), as_of=AS_OF), LocalEngine())


def found(evaluation: Evaluation, statistic: str, score: str = "total", site: str = "here") -> float | None:
    """Give the value of the one finding on everyone with this name, the first of its definitions."""
    values = [
        finding.value
        for finding in evaluation.findings
        if (finding.statistic, finding.score, finding.site, finding.group)
        == (statistic, score, site, "everyone")
    ]
    assert values, f"no finding {statistic!r}"
    return values[0]


def aside(evaluation: Evaluation, table: str) -> dict[str, int]:
    """Give the rows of a table that were set aside, by reason."""
    return evaluation.ledger.set_aside(table, "here")
