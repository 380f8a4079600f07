"""`livingwell cost` on the terminal."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from livingwell_core.cli.main import cli

ITEMS = tuple(map(str, range(1, 11)))
PROFILE = """\
id = "harbour"
title = "Harbour"
source = "made up"

[[tables]]
file = "answers.csv"
instrument = "reqol10"
layout = "wide"
answers = "scored"
person = "client"
date = "date"
date_format = "%Y-%m-%d"

[tables.directions]
physical_health = "higher-is-better"

[tables.items]
physical_health = "p"
""" + "".join(f'{item} = "q{item}"\n' for item in ITEMS)
EVALUATION = """\
title = "Harbour"
invented = true

[scores."reqol10.utility"]
value_set = "reqol-ui-illustrative"

[[sites]]
profile = "harbour.toml"
folder = "harbour"
"""


@pytest.fixture
def make(tmp_path):
    """Write an evaluation of so many people, who all get better by one or two answers in each item."""

    def written(more="", people=12):
        folder = tmp_path / "harbour"
        folder.mkdir(exist_ok=True)
        rows = [["client", "date", *(f"q{item}" for item in ITEMS), "p"]]
        for person in range(people):
            rows.append([f"P{person}", "2023-01-01", *["1"] * 11])
            rows.append([f"P{person}", "2023-07-01", *[str(2 + person % 2)] * 11])
        with (folder / "answers.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        (tmp_path / "harbour.toml").write_text(PROFILE, encoding="utf-8")
        path = tmp_path / "livingwell.toml"
        path.write_text(EVALUATION + more, encoding="utf-8")
        return str(path)

    return written


def run(*arguments):
    return CliRunner().invoke(cli, ["cost", *arguments])


class TestWords:
    def test_everything(self, make):
        """What it costs, how sure, where it would just pass and what would change it."""
        result = run(make("[analyses.cost-effectiveness]\ncost_per_person = [800, 1160]\n"))
        assert result.exit_code == 0, result.output
        lines = [line.strip() for line in result.stdout.splitlines()]
        assert lines[0] == "INVENTED DATA"
        for start in (
            "QALYs gained by a person",
            "What a QALY costs:",
            "How sure that it is worth its cost",
            "Where it would just pass:",
            "What would change the answer",
            "What a QALY costs if two numbers are others together:",
            "What it costs that a person improves",
        ):
            assert any(line.startswith(start) for line in lines)
        assert "ILLUSTRATIVE, NOT THE LICENSED VALUE SET" in lines
        assert lines[-2:] == [
            "A gain against no change from the first assessment is no effect: nobody was compared.",
            "Ranges that are this tool's own assumption were not measured; the table `ranges` names others.",
        ]

    def test_cost_on_the_line(self, make):
        """No table is needed; twice is a range, in any table's place."""
        for more in ("", "[analyses.cost-effectiveness]\ncost_per_person = 5\n"):
            result = run(make(more), "--cost", "100", "--cost", "200")
            assert result.exit_code == 0, result.output
            assert "gain-stops, at £100: £" in result.stdout
            assert "gain-stops, at £200: £" in result.stdout
            assert "at £5:" not in result.stdout

    def test_no_cost(self, make):
        """QALYs, and that no cost is given."""
        result = run(make())
        assert result.exit_code == 0, result.output
        assert "No cost given" in result.stdout
        assert "What a QALY costs" not in result.stdout

    def test_nobody(self, make):
        """Without a utility there is nothing to say, and that is said."""
        path = make()
        text = EVALUATION.replace('[scores."reqol10.utility"]\nvalue_set = "reqol-ui-illustrative"\n', "")
        Path(path).write_text(text, encoding="utf-8")
        result = run(path)
        assert result.exit_code == 0, result.output
        assert "nobody with a first and a last utility" in result.stdout

    def test_few_people(self, make):
        """Fewer than five are not shown, nor what would give them away."""
        result = run(make(people=4), "--cost", "800")
        assert result.exit_code == 0, result.output
        assert "suppressed: fewer than 5 people" in result.stdout
        assert "n = 4" not in result.stdout


class TestFiles:
    def test_json(self, make):
        """Findings as in findings.json, of this analysis only."""
        result = run(make(), "--cost", "800", "--json")
        content = json.loads(result.stdout)
        assert (content["invented"], content["note"]) == (True, "INVENTED DATA")
        assert {finding["analysis"] for finding in content["findings"]} == {"cost-effectiveness"}
        assert all("INVENTED DATA" in finding["note"] for finding in content["findings"])

    def test_cheers(self, make, tmp_path):
        """All items of the checklist, marked as invented."""
        path = tmp_path / "cheers.csv"
        result = run(make(), "--cost", "800", "--cheers", str(path))
        assert result.stdout.splitlines()[-1] == str(path)
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
        assert [row["item"] for row in rows] == [str(number) for number in range(1, 29)]
        assert {row["status"] for row in rows} == {"reported", "not reported", "not applicable"}
        assert all(bool(row["place"]) == (row["status"] != "not reported") for row in rows)
        assert {row["note"] for row in rows} == {"INVENTED DATA"}


GROUP = """
[[sites]]
profile = "hill.toml"
folder = "harbour"

[analyses.cost-effectiveness]
cost_per_person = 800

[analyses.cost-effectiveness.counterfactual]
kind = "comparison-group"
source = "people who wait"
sites = ["hill"]
"""


class TestCompared:
    def make_two(self, make, more=GROUP):
        path = Path(make(more))
        text = PROFILE.replace('id = "harbour"', 'id = "hill"')
        path.with_name("hill.toml").write_text(text, encoding="utf-8")
        return str(path)

    def test_the_same_people(self, make):
        """Against themselves under another name nothing is gained, and it is said what the group is not."""
        result = run(self.make_two(make))
        assert result.exit_code == 0, result.output
        assert "gain-stops, gain beyond that of a comparison group: 0.000" in result.stdout
        assert "How far apart the groups started, in first utility: 0.000" in result.stdout
        assert "the same first utility" in result.stdout
        assert "A comparison group is not a randomised one" in result.stdout
        assert "nobody was compared" not in result.stdout

    def test_unknown_site(self, make):
        """Refused before anything is read, with what was meant."""
        result = run(self.make_two(make, GROUP.replace('["hill"]', '["hil"]')))
        assert result.exit_code == 1
        assert result.stderr.count("counterfactual.sites") == 1
        assert "did you mean 'hill'" in result.stderr

    def test_itself(self, make):
        """One message."""
        result = run(self.make_two(make, GROUP.replace('["hill"]', '["hill", "harbour"]')))
        assert result.exit_code == 1
        assert "the service would be compared with itself" in result.stderr


def test_warnings(make):
    """What a run warns of is said on the other stream."""
    path = Path(make("[analyses.cost-effectiveness]\ncost_per_person = 5\n"))
    with (path.parent / "harbour" / "answers.csv").open("a", encoding="utf-8") as file:
        file.write("P1,not a day" + ",1" * 11 + "\n")
        file.writelines(f"Q{n},2023-02-30" + ",1" * 11 + "\n" for n in range(30))
    result = run(str(path))
    assert result.exit_code == 0, result.output
    assert result.stderr
    assert result.stderr not in result.stdout


class TestWrong:
    def test_three_costs(self, make):
        """A range has two ends."""
        result = run(make(), "--cost", "1", "--cost", "2", "--cost", "3")
        assert result.exit_code == 2
        assert "once, or twice for a range" in result.stderr

    @pytest.mark.parametrize("costs", [("2", "1"), ("-1",), ("nan",)])
    def test_no_costs(self, make, costs):
        """As in the file: what was found and what was expected."""
        result = run(make(), *(part for cost in costs for part in ("--cost", cost)))
        assert result.exit_code == 1
        assert "--cost" in result.stderr

    def test_table(self, make):
        """What is wrong in the table is all named, with its key."""
        result = run(make('[analyses.cost-effectiveness]\ncost_per_person = [2, 1]\nrate = "9%"\n'))
        assert result.exit_code == 1
        assert "analyses.cost-effectiveness.rate" in result.stderr


def test_help_is_light():
    """Help imports neither numpy nor polars."""
    code = (
        "import sys\n"
        "from click.testing import CliRunner\n"
        "from livingwell_core.cli.main import cli\n"
        "result = CliRunner().invoke(cli, ['cost', '--help'])\n"
        "assert 'Say what a QALY costs' in result.output, result.output\n"
        "print(sorted({'numpy', 'polars', 'scipy', 'attrs'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
