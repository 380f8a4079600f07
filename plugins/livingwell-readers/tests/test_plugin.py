"""What the distribution brings, and that its entry point is light."""

from __future__ import annotations

import ast
import doctest
import importlib
import tomllib
from pathlib import Path

import livingwell_readers
import pytest
from helpers_readers import READERS
from livingwell_readers import plugin

from livingwell_core import builtin
from livingwell_core.plugins import Plugins

SOURCE = Path(livingwell_readers.__file__).parent
MODULES = sorted(SOURCE.glob("*.py"))


def test_readers():
    """Six readers; endings are no other's, the core's own included, and two readers have none."""
    assert [reader.id for reader in READERS] == ["fhir", "mhsds", "parquet", "redcap", "spss", "stata"]
    assert [reader.id for reader in READERS if not reader.extensions] == ["mhsds", "redcap"]
    endings = [ending for reader in (*READERS, *builtin.livingwell_readers()) for ending in reader.extensions]
    assert len(set(endings)) == len(endings)


def test_the_core_finds_them():
    """Through the hook, beside its own."""
    plugins = Plugins(strict=True)
    plugins.register(builtin, "builtin", "livingwell-core", "0.1.0")
    plugins.register(plugin, "readers", "livingwell-readers", "0.1.0")

    assert plugins.registry("livingwell_readers", "reader").ids() == (
        "csv",
        "fhir",
        "mhsds",
        "parquet",
        "redcap",
        "spss",
        "stata",
        "xlsx",
    )


def test_entry_point_is_light():
    """Help is shown without importing anything heavy."""
    top = [
        node
        for node in ast.parse((SOURCE / "plugin.py").read_text()).body
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert {node.module for node in top} == {"__future__", "typing", "livingwell_core"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
class TestModule:
    """The rules of the house."""

    def test_size(self, path):
        """A module of at most 400 lines, functions of at most 40 below their docstring."""
        assert len(path.read_text().splitlines()) <= 400
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
                assert node.end_lineno - body[0].lineno + 1 <= 40, node.name

    def test_exports(self, path):
        """Every name in `__all__` is there, and the examples give what they show."""
        name = "livingwell_readers" if path.stem == "__init__" else f"livingwell_readers.{path.stem}"
        module = importlib.import_module(name)

        assert doctest.testmod(module).failed == 0
        exported = getattr(module, "__all__", [])
        assert [name for name in exported if not hasattr(module, name)] == []
        assert len(set(exported)) == len(exported)


def test_version():
    """The version stands in two places, which agree."""
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())["project"]

    assert project["version"] == livingwell_readers.__version__
