"""The rules of the house: which floor may import which, names that the core must not know, sizes."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import livingwell_core

SOURCE = Path(livingwell_core.__file__).parent
MODULES = sorted(path for path in SOURCE.rglob("*.py") if "__pycache__" not in path.parts)

# From the ground up to the roof: a module imports from its own floor and from those above it in this list.
FLOORS = (
    "errors",
    "marks",
    "files",
    "hookspecs",
    "discovery",
    "toml_files",
    "plugins",
    "profiles",
    "cohorts",
    "instruments",
    "pairing",
    "tallies",
    "statistics",
    "analyses",
    "engines",
    "evaluations",
    "reports",
    "pseudonyms",
    "mapping",
    "surveys",
    "schemas",
    "testing",
    "cli",
    "builtin",
)
# Who may reach down, and why.
EXCEPTIONS = {
    # The loader registers what the core itself brings; the package shows the mark and the version.
    ("plugins", "builtin"),
}

# Functions that would not be clearer in pieces: one pass over a table, one list of checks.
LONG = {"read_wide", "read_long", "pair", "make_plan", "plugins", "conclude", "parts_of", "check_tables"}


def floor(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return parts[0]


def imports(path: Path) -> list[tuple[int, str]]:
    """Everything that is imported at run time, in functions too, but not under TYPE_CHECKING."""
    found = []

    def walk(node: ast.AST) -> None:
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            for child in node.orelse:
                walk(child)
            return
        if isinstance(node, ast.Import):
            found.extend((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import"
            if node.module == "livingwell_core":
                found.extend((node.lineno, f"livingwell_core.{alias.name}") for alias in node.names)
            else:
                found.append((node.lineno, node.module or ""))
        for child in ast.iter_child_nodes(node):
            walk(child)

    walk(ast.parse(path.read_text()))
    return found


def test_there_are_modules():
    """The tests below are not of nothing."""
    assert len(MODULES) > 50
    assert {floor(path) for path in MODULES} - {"__init__"} <= set(FLOORS)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
class TestModule:
    """Each module."""

    def test_floors(self, path):
        """It imports from its own floor or one above, never from below."""
        mine = floor(path)
        if mine == "__init__":
            return
        wrong = []
        for line, name in imports(path):
            package, _, rest = name.partition(".")
            theirs = rest.split(".")[0]
            if package != "livingwell_core" or theirs not in FLOORS or (mine, theirs) in EXCEPTIONS:
                continue
            if FLOORS.index(theirs) > FLOORS.index(mine):
                wrong.append(f"{path.name}:{line} imports {name}")

        assert wrong == []

    def test_size(self, path):
        """At most 400 lines."""
        assert len(path.read_text().splitlines()) <= 400

    def test_functions(self, path):
        """A function does one thing: below its docstring 40 lines, a few of them up to 75."""
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
                lines = node.end_lineno - body[0].lineno + 1
                assert lines <= (75 if node.name in LONG else 40), f"{node.name} has {lines} lines"

    def test_names_no_instrument_and_no_site(self, path):
        """Questionnaires and places come from plugins; only help texts may show one as an example."""
        tree = ast.parse(path.read_text())
        texts = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node)
        }
        words = re.compile(r"reqol|edinburgh|salford|tameside|glossop|mansa", re.IGNORECASE)
        wrong = [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in texts
            and words.search(node.value)
        ]
        wrong += [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and words.search(node.id)]

        assert wrong == []

    def test_docstring(self, path):
        """It says what it is for."""
        assert ast.get_docstring(ast.parse(path.read_text()))

    def test_no_assert_for_input(self, path):
        """`assert` is gone under python -O: input is never checked with it."""
        assert (
            not [n.lineno for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Assert)]
            or floor(path) == "testing"
        )


def test_long_functions_are_there():
    """The list of long functions holds none that is gone."""
    named = {
        node.name
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
    }

    assert named >= LONG


LIGHT = [
    "__init__",
    "errors",
    "hookspecs",
    "discovery",
    "plugins",
    "builtin",
    "cli/main",
    "cli/lazy",
    "cli/__init__",
]


@pytest.mark.parametrize("name", LIGHT)
def test_light_modules(name):
    """What --help needs imports nothing heavy at its top."""
    tree = ast.parse((SOURCE / f"{name}.py").read_text())
    top = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.name.split(".")[0] for node in top if isinstance(node, ast.Import) for alias in node.names}
    names |= {(node.module or "").split(".")[0] for node in top if isinstance(node, ast.ImportFrom)}

    assert not names & {"numpy", "polars", "scipy", "attrs", "cattrs", "fastexcel"}


def test_exports_exist():
    """Every name in an `__all__` is there, and the lists are sorted."""
    import importlib

    for path in MODULES:
        name = ".".join(["livingwell_core", *path.relative_to(SOURCE).with_suffix("").parts]).removesuffix(
            ".__init__"
        )
        exported = getattr(importlib.import_module(name), "__all__", None)
        if exported is not None:
            loaded = importlib.import_module(name)
            assert [item for item in exported if not hasattr(loaded, item)] == []
            assert len(set(exported)) == len(exported)
