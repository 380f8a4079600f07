"""The command line: help, exit codes, what goes where, and no traceback whatever comes in."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner
from helpers_files import DEMO, ROWS, csv_text, evaluation, make_plugins, module, put, workbook

from livingwell_core.cli import main as main_function
from livingwell_core.cli.lazy import LazyCommand
from livingwell_core.cli.main import cli
from livingwell_core.plugins import load_plugins
from livingwell_core.reports import ReportFormat


def invoke(*args, plugins=None):
    return CliRunner().invoke(
        cli, list(map(str, args)), obj=plugins or make_plugins(), prog_name="livingwell"
    )


def no_traceback(result) -> bool:
    return result.exception is None or isinstance(result.exception, SystemExit)


def python(*args, code=None, **env):
    command = [
        sys.executable,
        *(["-c", code] if code else ["-m", "livingwell_core.cli.main"]),
        *map(str, args),
    ]
    return subprocess.run(
        command,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        env={**os.environ, **env},
    )


INSTALLED = {command.id: command for command in load_plugins().registry("livingwell_commands", "command")}
ORDER = sorted(INSTALLED)


@pytest.mark.parametrize("name", ORDER)
class TestEveryCommand:
    """Those of the core and of every plugin that is installed."""

    def help(self, name):
        result = CliRunner().invoke(cli, [name, "--help"], obj=load_plugins(), prog_name="livingwell")
        assert result.exit_code == 0
        return result.stdout

    def test_examples(self, name):
        """Its help ends in examples that can be typed."""
        examples = self.help(name).partition("Examples:\n")[2].partition("\n\n")[0].splitlines()

        assert examples
        assert all(line.strip().startswith("livingwell ") for line in examples)
        assert any(f" {name}" in line for line in examples)

    def test_first_sentence(self, name):
        """The line in the list of commands is the first sentence of its help, and short."""
        command = INSTALLED[name]
        sentence = command.load().help.strip().split("\n\n")[0].replace("\n", " ")

        assert sentence == command.short_help
        assert len(sentence) <= 60
        assert sentence.endswith(".")

    def test_options_have_help(self, name):
        """Every option says what it does."""
        options = [p for p in INSTALLED[name].load().params if isinstance(p, click.Option)]

        assert all(option.help for option in options)

    def test_short_option(self, name):
        """-h is --help."""
        result = CliRunner().invoke(cli, [name, "-h"], obj=load_plugins(), prog_name="livingwell")

        assert result.stdout == self.help(name)


class TestHelp:
    """livingwell --help."""

    def test_lists_commands(self):
        """Each with its line."""
        text = invoke("--help").stdout

        assert "Say what a run would do with every row." in text
        assert "Examples:\n    livingwell demo" in text or "livingwell check livingwell.toml" in text

    def test_without_arguments(self):
        """No command: help, and exit code 2 as click has it."""
        result = invoke()

        assert "Usage: livingwell" in result.output
        assert result.exit_code in {0, 2}

    def test_light(self):
        """Help imports none of the heavy libraries, whatever is installed."""
        code = (
            "import sys\nfrom livingwell_core.cli import main\n"
            "try:\n    main(['--help'])\nexcept SystemExit as end:\n    assert not end.code\n"
            "heavy = {'numpy', 'polars', 'scipy', 'attrs', 'attr', 'cattrs', 'fastexcel', 'importlib.metadata'}\n"  # noqa: E501
            "print('HEAVY', sorted(heavy & set(sys.modules)))\n"
        )
        result = python(code=code)

        assert result.stdout.splitlines()[-1] == "HEAVY []", result.stderr

    def test_version(self):
        """--version."""
        from livingwell_core import __version__

        assert invoke("--version").stdout == f"livingwell, version {__version__}\n"


class TestExitCodes:
    """0, 1 for an error of ours, 2 for wrong usage; results on stdout, messages on stderr."""

    def test_evaluate(self, tmp_path):
        """A run that goes well: the summary and the paths on stdout, nothing on stderr."""
        result = invoke("evaluate", evaluation(tmp_path), "--out", tmp_path / "out" / "deep")

        assert result.exit_code == 0
        assert result.stderr == ""
        assert result.stdout.splitlines()[-1] == str(tmp_path / "out" / "deep" / "ledger.csv")
        assert sorted(p.name for p in (tmp_path / "out" / "deep").iterdir()) == [
            "findings.csv",
            "findings.json",
            "ledger.csv",
        ]

    def test_cells_that_could_not_be_used(self, tmp_path):
        """A run goes ahead over wrong rows; they are told on stderr, by kind where many."""
        rows = [*ROWS, *(["p", "soon", 1, 2, 3] for _ in range(40)), ["p", "01/01/2021", 9, 2, 3]]

        result = invoke("evaluate", evaluation(tmp_path, sites={"here": csv_text(rows)}))

        assert result.exit_code == 0
        assert "41 cells could not be used" in result.stderr
        assert "here/a.csv, row 11, Date: unreadable date, got 'soon', expected a date like" in result.stderr
        assert "here/a.csv, row 51, Q1: not an answer of the item, got '9'" in result.stderr
        assert result.stderr.count("unreadable date, got") == 1
        assert "39 more" in result.stderr
        assert "soon" not in result.stdout

    def test_a_few_cells_that_could_not_be_used(self, tmp_path):
        """A few are all named."""
        rows = [*ROWS, *(["p", "soon", 1, 2, 3] for _ in range(12))]

        result = invoke("evaluate", evaluation(tmp_path, sites={"here": csv_text(rows)}))

        assert result.stderr.count("unreadable date, got") == 12

    def test_check_writes_nothing(self, tmp_path):
        """Check says what would happen with every row, and leaves no trace."""
        path = evaluation(tmp_path, sites={"here": csv_text([*ROWS, ["p", "soon", 1, 2, 3]])})
        before = sorted(tmp_path.rglob("*"))

        result = invoke("check", path)

        assert result.exit_code == 0
        assert "here, demo assessments: 10 rows read, 9 used" in result.stdout
        assert "1 set aside: unreadable date" in result.stdout
        assert "row 11, Date" in result.stdout
        assert sorted(tmp_path.rglob("*")) == before

    def test_check_all(self, tmp_path):
        """--all lists every one."""
        rows = [*ROWS, *(["p", "soon", 1, 2, 3] for _ in range(20))]
        path = evaluation(tmp_path, sites={"here": csv_text(rows)})

        assert invoke("check", path, "--all").stdout.count("unreadable date, got") == 20
        assert invoke("check", path).stdout.count("unreadable date, got") == 3

    def test_same_bytes(self, tmp_path):
        """The same run gives the same files, byte by byte."""
        path = evaluation(tmp_path)
        for out in ("x", "y"):
            invoke("evaluate", path, "--out", tmp_path / out)

        for name in ("findings.csv", "findings.json", "ledger.csv"):
            assert (tmp_path / "x" / name).read_bytes() == (tmp_path / "y" / name).read_bytes()

    @pytest.mark.parametrize(
        ("args", "code", "words"),
        [
            (["evalute"], 2, "no command 'evalute'; did you mean 'evaluate'?"),
            (["check"], 2, "Missing argument 'CONFIG'"),
            (["check", "a", "b"], 2, "unexpected extra argument"),
            (["check", "--al", "x"], 2, "--al"),
            (["--colour"], 2, "--colour"),
            (["check", "no.toml"], 1, "no.toml: there is no such file"),
            (["check", "."], 1, "there is no such file"),
            (["instruments", "dmo"], 1, "no instrument 'dmo' is installed; did you mean 'demo'?"),
            (["sites", "x"], 1, "no site profile 'x'"),
        ],
    )
    def test_wrong(self, args, code, words):
        """Wrong usage is 2, what we refuse is 1; both on stderr."""
        result = invoke(*args)

        assert no_traceback(result)
        assert (result.exit_code, result.stdout) == (code, "")
        assert words in result.stderr

    def test_engine(self, tmp_path):
        """An engine that is not there."""
        result = invoke("check", evaluation(tmp_path), "--engine", "loca")

        assert result.exit_code == 1
        assert "no engine 'loca' is installed; did you mean 'local'?" in result.stderr

    @pytest.mark.parametrize("out", ["livingwell.toml", "livingwell.toml/deeper"])
    def test_out_is_a_file(self, tmp_path, out):
        """A file where the results should go."""
        path = evaluation(tmp_path)
        result = invoke("evaluate", path, "--out", tmp_path / out)

        assert no_traceback(result)
        assert result.exit_code in {1, 2}
        assert path.read_text().startswith("title")

    def test_report_stays_when_a_run_fails(self, tmp_path):
        """A run that cannot go on leaves the last report as it was."""
        path = evaluation(tmp_path)
        invoke("evaluate", path)
        before = {p.name: p.read_bytes() for p in (tmp_path / "report").iterdir()}
        put(tmp_path / "here" / "a.csv", "")

        result = invoke("evaluate", path)

        assert result.exit_code == 1
        assert "1 problem, nothing was written:\n  here/a.csv: is empty" in result.stderr
        assert {p.name: p.read_bytes() for p in (tmp_path / "report").iterdir()} == before


BAD = {
    "empty": b"",
    "blank": b"\n\n\n",
    "pdf": b"%PDF-1.7 \n",
    "zip": b"PK\x03\x04zzz",
    "binary": bytes(range(256)),
    "high bytes": bytes(range(128, 256)) * 3,
    "nul": b"Id,Date,Q1,Q2,Q3\n\x00,\x00,\x00,\x00,\x00\n",
    "header only": b"Id,Date,Q1,Q2,Q3\n",
    "other columns": b"a,b,c\n1,2,3\n",
    "no header": b"p1,01/02/2021,1,2,3\np2,01/02/2021,1,2,3\n",
    "ragged": b"Id,Date,Q1,Q2,Q3\n1\n1,2,3,4,5,6,7,8\n",
    "only quotes": b'Id,Date,Q1,Q2,Q3\n"""",1,"""\n"',
    "unclosed quote": b'Id,Date,Q1,Q2,Q3\n"p1,01/02/2021,1,2,3\n' * 50,
    "unclosed header": b'"Id,Date,Q1,Q2,Q3\np1,01/02/2021,1,2,3\n' + b"x" * 200_000,
    "two encodings": b"Id,Date,Q1,Q2,Q3\np\xc3\xa9,01/02/2021,1,2,3\np\xe9,01/02/2021,1,2,3\n",
    "long numbers": b"Id,Date,Q1,Q2,Q3\np," + b"9" * 6000 + b"," + b"9" * 6000 + b",1,2\n",
    "control characters": b"Id,Date,Q1,Q2,Q3\np,\x1b[31m,\x07,\r,\x08\n",
    "half of utf-16": "Id,Date,Q1,Q2,Q3\np,01/02/2021,1,2,3\n".encode("utf-16")[:-1],
    "emoji": "Id,Date,Q1,Q2,Q3\np,😀,😀,1,2\n".encode(),
    "surrogates": b"Id,Date,Q1,Q2,Q3\np,\xed\xa0\x80,1,2,3\n",
    "html": b"<!DOCTYPE html><html><body>Please log in</body></html>",
    "one line of a megabyte": b"x" * 1_000_000,
}


class TestBadInput:
    """Whatever the files hold: a message, never a traceback."""

    @pytest.mark.parametrize("command", ["check", "evaluate"])
    @pytest.mark.parametrize("kind", BAD)
    @pytest.mark.parametrize("ending", [".csv", ".xlsx"])
    def test_no_traceback(self, tmp_path, kind, ending, command):
        """Exit 0 with rows set aside, or 1 with a message that names the file; nothing else."""
        path = evaluation(tmp_path, sites={"here": BAD[kind]}, file=f"a{ending}")

        result = invoke(command, path)

        assert no_traceback(result)
        assert result.exit_code in {0, 1}
        assert f"here/a{ending}" in result.stderr + result.stdout
        assert all(len(line) < 400 for line in (result.stderr + result.stdout).splitlines())
        assert "\x1b" not in result.stderr + result.stdout

    @pytest.mark.parametrize("file", ["livingwell.toml", "here.toml"])
    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"\xff\xfe",
            b"= 1",
            b"title = ",
            b"[[sites]]",
            b"sites = 3",
            b"a = [" * 3000,
            b"title = '\\u0000'",
            b"\xef\xbb\xbf",
            b"inherits = []",
            b"id = []",
            b"inherits = {a = 1}",
            b"[tables]\nx = 1",
            b"tables = [1]",
            b"scores = {a = {b = 1}}",
            b"id = 'here'\ntitle = ''\nsource = ''",
        ],
    )
    def test_settings(self, tmp_path, file, content):
        """Nor for settings and profiles: exit 1, and the file is named."""
        path = evaluation(tmp_path)
        put(tmp_path / file, content)

        result = invoke("check", path)

        assert no_traceback(result)
        assert result.exit_code == 1
        assert file in result.stderr or "profile here" in result.stderr or "sites[1]" in result.stderr

    def test_all_sites_together(self, tmp_path):
        """Faults of several sites' files come in one list."""
        path = evaluation(tmp_path, sites={"a": "", "b": "%PDF", "c": csv_text(ROWS)})

        result = invoke("check", path)

        assert result.stderr.startswith("2 problems, nothing was written:\n  a/a.csv: is empty")
        assert "b/a.csv: is a PDF" in result.stderr

    def test_workbook(self, tmp_path):
        """A workbook's cells are named by row and column too."""
        path = evaluation(tmp_path, file="a.xlsx")
        workbook(tmp_path / "here" / "a.xlsx", {"S": [*ROWS, ["p", "01/01/2021", 9, 1, 1]]})

        assert "here/a.xlsx, row 11, Q1: not an answer of the item, got '9'" in invoke("check", path).stdout

    def test_people_are_not_named(self, tmp_path):
        """No output, and no file, holds an identifier or a hash of one."""
        rows = [ROWS[0], ["Jane Eyre", "soon", "x" * 60, 1, 2], ["Jane Eyre", "01/01/2021", 1, 1, 1]]
        path = evaluation(tmp_path, sites={"here": csv_text(rows)})

        text = "".join(invoke(command, path).output for command in ("check", "evaluate"))
        text += "".join(p.read_text() for p in (tmp_path / "report").iterdir())

        assert "Jane" not in text
        assert "x" * 41 not in text

    def test_a_terminal_that_knows_few_characters(self, tmp_path):
        """A value that the terminal cannot show is escaped: no UnicodeEncodeError on Windows or in a pipe."""
        path = evaluation(tmp_path, sites={"here": "Id,Date,Q1,Q2,Q3\np,01/01/2021,😀,é,3\n"})
        code = (
            "import sys; sys.path.insert(0, sys.argv[2])\n"
            "from helpers_files import make_plugins\nfrom livingwell_core.cli import main as module\n"
            "import livingwell_core.plugins as plugins\n"
            "plugins.load_plugins = lambda **_: make_plugins()\n"
            "from livingwell_core.cli import main\nmain(['check', sys.argv[1]])\n"
        )

        # click mends a terminal that claims ASCII; the one of Windows it leaves alone.
        result = python(path, os.path.dirname(__file__), code=code, PYTHONIOENCODING="cp1252", PYTHONUTF8="0")  # noqa: PTH120

        assert "Traceback" not in result.stderr
        assert result.returncode == 0
        assert "row 2, Q1" in result.stdout


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
