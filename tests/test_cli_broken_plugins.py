"""
Plugins that break, and the lists of what is installed.
"""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from helpers_cli import invoke, no_traceback
from helpers_files import DEMO, evaluation, make_plugins, module, put

from livingwell_core.cli import main as main_function
from livingwell_core.cli.lazy import LazyCommand
from livingwell_core.cli.main import cli
from livingwell_core.reports import ReportFormat


class TestBrokenPlugins:
    """A broken plugin never takes the tool with it, and is always named."""

    @pytest.mark.parametrize("target", ["no_such_module:x", "math:no_such_thing", "math:pi", "math", ""])
    def test_command_that_cannot_be_loaded(self, target):
        """A command that cannot be imported: named with its distribution, exit 1."""
        plugins = make_plugins(module(livingwell_commands=lambda: [LazyCommand("foo", target, "Do foo.")]))

        result = invoke("foo", plugins=plugins)

        assert no_traceback(result)
        assert result.exit_code == 1
        assert "extra-dist1 0.1" in result.stderr

    def test_help_with_a_broken_command(self):
        """The list of commands is there whatever a plugin returns."""
        plugins = make_plugins(module(livingwell_commands=lambda: [DEMO]))

        result = invoke("--help", plugins=plugins)

        assert no_traceback(result)
        assert result.exit_code == 0
        assert "Say what a run would do" in result.stdout

    def broken(self, kind):
        def boom(*_):
            msg = "boom"
            raise ValueError(msg)

        if kind == "render":
            return module(
                livingwell_report_formats=lambda: [ReportFormat(id="f", filename="f.txt", render=boom)]
            )
        if kind == "render text":
            return module(
                livingwell_report_formats=lambda: [
                    ReportFormat(id="f", filename="f.txt", render=lambda _: "text")
                ]
            )

        class Broken:
            id, title = "broken", "Broken"
            applies = tally = conclude = definitions = boom

        if kind == "analysis":
            return module(livingwell_analyses=lambda: [Broken()])
        return module(livingwell_instruments=boom)

    @pytest.mark.parametrize("kind", ["render", "render text", "analysis", "hook"])
    def test_evaluate(self, tmp_path, kind):
        """What a plugin breaks while a run goes on is named with its distribution; no half report."""
        result = invoke("evaluate", evaluation(tmp_path), plugins=make_plugins(self.broken(kind)))

        assert no_traceback(result)
        assert "extra-dist1 0.1" in result.stderr
        out = tmp_path / "report"
        names = sorted(path.name for path in out.iterdir()) if out.exists() else []
        assert names in ([], ["findings.csv", "findings.json", "ledger.csv"])

    def test_two_formats_of_one_file(self, tmp_path):
        """Two formats that write one file: neither silently replaces the other."""
        form = ReportFormat(id="a", filename="findings.csv", render=lambda _: b"mine")
        plugins = make_plugins(module(livingwell_report_formats=lambda: [form]))

        result = invoke("evaluate", evaluation(tmp_path), plugins=plugins)

        assert result.exit_code == 1
        assert no_traceback(result)
        assert "findings.csv" in result.stderr

    def test_warning_at_the_end(self):
        """A plugin that fails is warned of on stderr, once."""
        result = invoke("instruments", plugins=make_plugins(self.broken("hook")))

        assert result.exit_code == 0
        assert result.stdout.startswith("demo  Demo")
        assert result.stderr.count("Warning: plugin 'extra1' of extra-dist1 0.1 left out") == 1

    def test_plugins_lists_them(self):
        """`plugins` lists what was left out, with the reason, and clashes, instead of failing."""
        plugins = make_plugins(self.broken("hook"), module(livingwell_instruments=lambda: [DEMO]))
        result = invoke("plugins", plugins=plugins)

        assert result.exit_code == 0
        assert (
            "left out: extra1  (extra-dist1 0.1)\n  livingwell_instruments: ValueError: boom" in result.stdout
        )
        assert "clash: two plugins bring the instrument 'demo'" in result.stdout
        assert result.stderr == ""

    def test_plugins_json(self):
        """The same for programs."""
        content = json.loads(invoke("plugins", "--json", plugins=make_plugins(self.broken("hook"))).stdout)

        assert [plugin["name"] for plugin in content["plugins"]] == ["builtin", "demo", "extra1"]
        assert content["left_out"][0]["reason"] == "livingwell_instruments: ValueError: boom"
        assert content["plugins"][1] == {
            "name": "demo",
            "distribution": "demo-dist",
            "version": "1.2",
            "hooks": ["livingwell_instruments"],
            "brings": ["instruments: demo"],
        }

    def test_command_clash(self, monkeypatch, capsys):
        """Two commands of one name: said without traceback, exit 1."""
        clash = module(livingwell_commands=lambda: [LazyCommand("check", "x:y", "Z.")])
        monkeypatch.setattr("livingwell_core.plugins.load_plugins", lambda **_: make_plugins(clash))

        with pytest.raises(SystemExit) as end:
            main_function(["--help"])

        assert end.value.code == 1
        assert "two plugins bring the command 'check'" in capsys.readouterr().err

    def test_strict_and_without(self, monkeypatch):
        """The options reach the loader."""
        asked = {}
        monkeypatch.setattr(
            "livingwell_core.plugins.load_plugins", lambda **kw: asked.update(kw) or make_plugins()
        )

        CliRunner().invoke(cli, ["--strict", "--without", "a", "--without", "b", "plugins"])

        assert asked == {"strict": True, "without": ("a", "b")}

    def test_without_something_unknown(self, capsys):
        """--without a plugin that is not there."""
        with pytest.raises(SystemExit) as end:
            main_function(["--without", "livingwell-nothing", "plugins"])

        assert end.value.code == 1
        assert "--without livingwell-nothing: no such plugin" in capsys.readouterr().err


class TestLists:
    """instruments and sites."""

    def test_instrument(self):
        """Everything about one: items, directions, thresholds and sources."""
        text = invoke("instruments", "demo").stdout

        assert "2: second, 0 to 4, runs against the score" in text
        assert "3: third, 0 to 4, direction stated by the profile" in text
        assert "reliable change '3' (default): 3 or more; invented" in text
        assert "clinical range '6': 6 or below; invented" in text

    def test_instruments_json(self):
        """For programs."""
        (content,) = json.loads(invoke("instruments", "--json").stdout)

        assert content["id"] == "demo"
        assert [item["negative"] for item in content["items"]] == [False, True, None]
        assert content["scores"][0]["clinical_ranges"][0]["edge"] == 5

    def test_sites(self, tmp_path):
        """A list, one, and for programs."""
        from helpers_files import PROFILE

        from livingwell_core.profiles import ProfileFile

        profile = put(tmp_path / "far.toml", PROFILE.format(id="far", more="", file="a.csv", table=""))
        plugins = make_plugins(module(livingwell_site_profiles=lambda: [ProfileFile("far", profile)]))

        assert invoke("sites", plugins=plugins).stdout == "far  Site far  (maps demo)\n"
        assert "source: invented for tests" in invoke("sites", "far", plugins=plugins).stdout
        (content,) = json.loads(invoke("sites", "far", "--json", plugins=plugins).stdout)
        assert content["tables"][0]["items"] == {"1": "Q1", "2": "Q2", "3": "Q3"}

    def test_broken_profile(self, tmp_path):
        """A profile of a plugin that cannot be read: exit 1 with the reason, no traceback."""
        from livingwell_core.profiles import ProfileFile

        plugins = make_plugins(
            module(livingwell_site_profiles=lambda: [ProfileFile("x", put(tmp_path / "x.toml", "id"))])
        )
        result = invoke("sites", plugins=plugins)

        assert (result.exit_code, no_traceback(result)) == (1, True)
        assert "x.toml" in result.stderr
