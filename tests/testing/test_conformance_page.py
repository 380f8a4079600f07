"""The page on the suite lists every check, with the words of the code; and the cases file's keys."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import attrs

from livingwell_core.testing import CHECKS, Case
from livingwell_core.testing import checks as package

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "conformance.md").read_text(encoding="utf-8")
LINES = re.findall(r"^\| `.*\|$", PAGE, re.MULTILINE)
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in LINES]


def test_every_check_is_listed():
    """In the order of the code, with what it demands as its docstring says it, and with what to do."""
    listed = [tuple(row) for row in ROWS if row[0].startswith("`check_")]
    code = [
        (f"`{demand.name}`", " ".join(inspect.getdoc(demand.function).split("\n\n")[0].split()))
        for demand in CHECKS
    ]

    assert [row[:2] for row in listed] == code
    assert all(len(row) == 3 and row[2] for row in listed)


def test_every_function_is_a_check():
    """Whatever is called check_* in the modules is in the list, once."""
    modules = [
        module for name, module in vars(package).items() if inspect.ismodule(module) and name[0] != "_"
    ]
    written = {name for module in modules for name in vars(module) if name.startswith("check_")}
    names = [demand.name for demand in CHECKS]

    assert set(names) == written
    assert len(names) == len(written)


def test_keys_of_a_case():
    """Each key of the cases file with its default."""
    shown = {row[0].strip("`"): row[2] for row in ROWS if not row[0].startswith("`check_")}
    defaults = {
        field.name: "required"
        if field.default is attrs.NOTHING
        else ("none" if field.default is None else "empty")
        for field in attrs.fields(Case)
    }

    assert shown == defaults
