"""
Files with totals of the source system.
"""

from __future__ import annotations

from click.testing import CliRunner
from helpers_files import (
    AS_OF,
    ROWS,
    make_plugins,
)

from livingwell_core.cli.main import cli
from livingwell_core.cohorts import Compared
from livingwell_core.engines.local import LocalEngine
from livingwell_core.evaluations import evaluate, make_plan

TOTALS = 'totals = { total = "T" }'


KEY = Compared(site="here", instrument="demo", score="total", table="a.csv")


# What the rows of ROWS score: the second item is turned.
OURS = (0, 9, 3, 4, 6, 12, 6, 7, 5)


def with_totals(totals, rows=ROWS):
    """Give rows with a column T of totals, one a row."""
    return [[*rows[0], "T"], *([*row, total] for row, total in zip(rows[1:], totals, strict=True))]


def run(path, plugins=None, buckets=None):
    plan = make_plan(path, plugins or make_plugins(), as_of=AS_OF)
    return evaluate(plan, LocalEngine(buckets=buckets))


def invoke(*args, plugins=None):
    return CliRunner().invoke(cli, list(map(str, args)), obj=plugins or make_plugins())
