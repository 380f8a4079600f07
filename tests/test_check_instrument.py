"""livingwell check-instrument."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from helpers_files import DEMO, make_plugins, module, put
from testing.planted import ruled
from testing.right import RIGHT
from testing.wrong_rules import Fills

from livingwell_core.cli.main import cli
from livingwell_core.testing import CHECKS

TOML = """
id = "harbour3"
title = "Harbour scale"
source = "Harbour manual"
licence = "invented"
[responses.r]
lowest = 0
highest = 4
[[items]]
id = "1"
label = "first"
responses = "r"
[[items]]
id = "2"
label = "second"
responses = "r"
polarity = "against"
[[scores]]
id = "total"
title = "total"
rule = "sum"
lowest = 0
highest = 8
better = "higher"
"""
CASES = """
[[cases]]
name = "best"
source = "by hand"
state = "best"
answers = { 1 = 4, 2 = 0 }
answers_are = "as-circled"
expected = { total = 8 }
[[cases]]
name = "worst"
source = "by hand"
state = "worst"
answers = { 1 = 0, 2 = 0 }
answers_are = "scored"
expected = { total = 0 }
[[cases]]
name = "one missing"
source = "complete cases"
answers = { 1 = 4 }
expected = { total = "missing" }
"""


def invoke(*args, instruments=(RIGHT,)):
    plugins = make_plugins(module(livingwell_instruments=lambda: list(instruments)))
    return CliRunner().invoke(cli, ["check-instrument", *map(str, args)], obj=plugins, prog_name="livingwell")


def test_right():
    """Each check with what became of it, a summary, exit code 0."""
    result = invoke("right")
    lines = result.stdout.splitlines()

    assert result.exit_code == 0
    assert lines[0] == "right"
    assert [line.split()[-1] for line in lines[1:-1]] == [demand.name for demand in CHECKS]
    assert lines[-1] == f"{len(CHECKS)} checks: {len(CHECKS)} passed"


def test_wrong():
    """What failed with its reason, and exit code 1."""
    result = invoke("right", instruments=[ruled(Fills())])

    assert result.exit_code == 1
    assert (
        "  FAILED            check_inputs_unchanged: right, score 'total': changes the answers"
        in result.stdout
    )
    assert " FAILED" in result.stdout.splitlines()[-1]


def test_not_applicable():
    """What is not asked of an instrument is listed with the reason."""
    assert "  not applicable    check_labels_read: no item has answers in words\n" in invoke("demo").stdout


def test_json():
    """A list of results with stable keys."""
    result = invoke("right", "--json")
    content = json.loads(result.stdout)

    assert result.exit_code == 0
    assert content[0] == {
        "check": "check_metadata_complete",
        "subject": "right",
        "outcome": "passed",
        "reason": "",
    }
    assert len(content) == len(CHECKS)


def test_all():
    """Every installed one."""
    result = invoke("--all", "--json")

    assert {entry["subject"] for entry in json.loads(result.stdout)} == {DEMO.id, "right"}
    assert result.exit_code == 1  # the demo has no cases


class TestAllShort:
    """Without --json, every installed one on a few lines."""

    def test_a_line_each(self):
        """Counts, and a line for each check that is not passed."""
        result = invoke("--all", instruments=[RIGHT])
        demo, failed, right, total = result.stdout.splitlines()

        assert demo.startswith(f"{DEMO.id}: {len(CHECKS)} checks: ")
        assert failed.startswith("  FAILED            check_cases_present: demo: has no file of cases")
        assert right == f"right: {len(CHECKS)} checks: {len(CHECKS)} passed"
        assert total.startswith(f"{2 * len(CHECKS)} checks: ")
        assert result.exit_code == 1

    def test_verbose(self):
        """Everything, as for a single one."""
        one = invoke("right").stdout.splitlines()[:-1]
        every = invoke("--all", "--verbose").stdout.splitlines()

        assert every[every.index("right") :][: len(one)] == one


def test_unknown():
    """The nearest one is named."""
    result = invoke("rihgt")

    assert result.exit_code == 1
    assert result.stderr == "Error: no instrument 'rihgt' is installed; did you mean 'right'?\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [((), "give an instrument, or --all"), (("right", "--all"), "; not both")],
)
def test_usage(arguments, message):
    """Neither, or both, is wrong usage."""
    result = invoke(*arguments)

    assert result.exit_code == 2
    assert message in result.stderr


class TestFile:
    def path(self, folder: Path, text=TOML) -> Path:
        (folder / "harbour3.cases.toml").write_text(CASES)
        path = folder / "harbour3.toml"
        path.write_text(text)
        return path

    def test_path(self, tmp_path):
        """An instrument that is not installed, by its file; cases beside it are run."""
        result = invoke(self.path(tmp_path))

        assert result.exit_code == 0, result.output
        assert "  passed            check_cases_pass\n" in result.stdout

    def test_a_typo_in_the_cases(self, tmp_path, monkeypatch):
        """Said once, with the file as it was named beside the instrument's."""
        self.path(tmp_path)
        put(tmp_path / "harbour3.cases.toml", CASES.replace("total = 8", "totl = 8"))
        monkeypatch.chdir(tmp_path.parent)

        lines = invoke(f"{tmp_path.name}/harbour3.toml").stdout.splitlines()

        assert [line for line in lines if "FAILED" in line and "check_" in line] == [
            (
                "  FAILED            check_cases_present: harbour3: its file of cases cannot be used: "
                f"{tmp_path.name}/harbour3.cases.toml, cases[1].expected.totl: no such score; "
                "did you mean 'total'?"
            )
        ]
        assert sum("there are no cases to go by, see check_cases_present" in line for line in lines) == 3

    def test_typo(self, tmp_path):
        """What is wrong with the file is said, without traceback."""
        result = invoke(self.path(tmp_path, TOML.replace("polarity", "polartiy")))

        assert result.exit_code == 1
        assert "did you mean 'polarity'?" in result.stderr
        assert "Traceback" not in result.output

    def test_no_such_file(self, tmp_path):
        """Nor is there one where there is no file."""
        result = invoke(tmp_path / "x.toml")

        assert result.exit_code == 1
        assert "there is no such file" in result.stderr
