"""The command line: help, exit codes, what goes where, and no traceback whatever comes in."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner
from helpers_cli import invoke, no_traceback, python
from helpers_files import ROWS, csv_text, evaluation, put

from livingwell_core.cli.main import cli
from livingwell_core.plugins import load_plugins

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
