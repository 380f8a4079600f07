"""Every hook is documented, called by the core, and used here by a plugin of our own."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import attrs
import click
import polars as pl
import pytest
from click.testing import CliRunner
from helpers_files import DEMO, PROFILE, ROWS, csv_text, evaluation, make_plugins, module, put

import livingwell_core
from livingwell_core import hookspecs
from livingwell_core.analyses import Definition
from livingwell_core.cli.lazy import LazyCommand
from livingwell_core.cli.main import cli
from livingwell_core.cohorts import ROW, Reader
from livingwell_core.engines.local import LocalEngine
from livingwell_core.instruments import ValueSetFile
from livingwell_core.plugins import HOOKS
from livingwell_core.profiles import ProfileFile
from livingwell_core.reports import ReportFormat
from livingwell_core.tallies import Counts

SOURCE = Path(livingwell_core.__file__).parent
ROOT = Path(__file__).parents[1]


def invoke(*args, plugin=None):
    result = CliRunner().invoke(
        cli, list(map(str, args)), obj=make_plugins(plugin) if plugin else make_plugins()
    )
    assert result.exit_code == 0, result.output
    return result.stdout


@click.command()
def hello():
    """Say hello."""
    click.echo("hello")


class TestUse:
    """One plugin for each hook, seen to work through the command line."""

    def test_livingwell_instruments(self):
        """A questionnaire is listed."""
        other = attrs.evolve(DEMO, id="other", title="Another")

        assert "other  Another" in invoke(
            "instruments", plugin=module(livingwell_instruments=lambda: [other])
        )

    def test_livingwell_analyses(self, tmp_path):
        """An analysis gives findings for every site and all together, with its definition."""

        @attrs.frozen
        class HowMany:
            id: str = "how-many"
            title: str = "How many"

            def applies(self, instrument, score):  # noqa: ARG002 - the protocol's signature
                return score.id == "total"

            def tally(self, sample):
                return Counts({"pairs": sample.pairs.paired})

            def conclude(self, tally, about):
                return [about.finding("pairs", "my-definition", tally["pairs"], n=tally["pairs"])]

            def definitions(self, instrument, score):  # noqa: ARG002
                return [Definition(id="my-definition", text="Pairs.", source="here")]

        path = evaluation(tmp_path)
        invoke("evaluate", path, plugin=module(livingwell_analyses=lambda: [HowMany()]))

        found = (tmp_path / "report" / "findings.csv").read_text()
        assert "how-many,demo,total,here,everyone,pairs,my-definition,4," in found
        assert "how-many,demo,total,all,everyone,pairs,my-definition,4," in found
        assert "my-definition" in (tmp_path / "report" / "findings.json").read_text()

    def test_livingwell_site_profiles(self, tmp_path):
        """A profile is listed, shown and inherited from."""
        profile = put(tmp_path / "far.toml", PROFILE.format(id="far", more="", file="a.csv", table=""))
        plugin = module(livingwell_site_profiles=lambda: [ProfileFile("far", profile)])

        assert "far  Site far  (maps demo)" in invoke("sites", plugin=plugin)
        assert "demo: a.csv, layout wide" in invoke("sites", "far", plugin=plugin).replace(
            "csv, wide", "csv, layout wide"
        )

    def test_livingwell_value_sets(self):
        """A value set is listed with the plugin that brings it; it is not read for that."""
        brought = ValueSetFile("uk-2099", Path("nowhere.toml"))

        assert "value sets: uk-2099" in invoke(
            "plugins", plugin=module(livingwell_value_sets=lambda: [brought])
        )

    def test_livingwell_readers(self, tmp_path):
        """A file format of one's own is read like any other."""

        def scan(source):
            lines = source.path.read_text().splitlines()
            rows = [line.split("~") for line in lines[1:]]
            frame = pl.DataFrame(rows, schema=dict.fromkeys(lines[0].split("~"), pl.String), orient="row")
            return frame.with_row_index(ROW, offset=2).lazy()

        content = csv_text(ROWS).replace(",", "~")
        path = evaluation(tmp_path, sites={"here": content}, file="a.tilde")
        plugin = module(livingwell_readers=lambda: [Reader(id="tilde", extensions=(".tilde",), scan=scan)])

        assert "here, demo assessments: 9 rows read, 9 used" in invoke("check", path, plugin=plugin)

    def test_livingwell_report_formats(self, tmp_path):
        """A format becomes a file beside the others, and its path is told."""
        form = ReportFormat(id="mine", filename="mine.txt", render=lambda report: report.title.encode())
        path = evaluation(tmp_path)

        out = invoke("evaluate", path, plugin=module(livingwell_report_formats=lambda: [form]))

        assert (tmp_path / "report" / "mine.txt").read_text() == "A test"
        assert str(tmp_path / "report" / "mine.txt") in out

    def test_livingwell_engines(self, tmp_path):
        """An engine is found by its id, and does the work."""
        ran = []

        @attrs.frozen
        class Mine:
            id: str = "mine"

            def run(self, job):
                ran.append(len(job.parts))
                return LocalEngine(buckets=3).run(job)

        path = evaluation(tmp_path)
        plugin = module(livingwell_engines=lambda: [Mine()])

        assert invoke("check", path, "--engine", "mine", plugin=plugin) == invoke("check", path)
        assert ran == [1]

    def test_livingwell_commands(self):
        """A command is listed with its line of help, and runs."""
        plugin = module(livingwell_commands=lambda: [LazyCommand("hello", f"{__name__}:hello", "Say hello.")])

        assert "Say hello." in invoke("--help", plugin=plugin)


def test_every_hook_is_used_above():
    """This file has a test for each hook of the interface, and for no other."""
    tested = {name.removeprefix("test_") for name in vars(TestUse) if name.startswith("test_")}

    assert tested == set(HOOKS)


@pytest.mark.parametrize("hook", HOOKS)
class TestContract:
    """What every hook has."""

    def test_docstring(self, hook):
        """A sentence on what it is for, and what it returns."""
        text = inspect.getdoc(getattr(hookspecs, hook))

        assert text.splitlines()[0].startswith("Bring ")
        assert "Returns\n-------" in text

    def test_called(self, hook):
        """The core calls it: its name stands in a call outside hookspecs, or every hook is called in turn."""
        calls = set()
        for path in SOURCE.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and node.func.attr == "registry"
                ):
                    calls |= {arg.value for arg in node.args if isinstance(arg, ast.Constant)}

        assert hook in calls

    def test_heading(self, hook):
        """It has a heading in the reference, and there is no heading of a hook that is gone."""
        text = (ROOT / "docs" / "reference" / "hooks.md").read_text()
        headings = re.findall(r"^#+\s+.*?(livingwell_\w+)", text, flags=re.MULTILINE)

        assert hook in headings
        assert set(headings) <= set(HOOKS)

    def test_no_arguments(self, hook):
        """Hooks take none, as the page says."""
        assert inspect.signature(getattr(hookspecs, hook)).parameters == {}
