"""What `sites` and `instruments` say of the plugins that come with the core."""

from __future__ import annotations

import itertools
import json

import pytest
from click.testing import CliRunner

pytest.importorskip("livingwell_sites", reason="needs every plugin: nox -s tests")
pytest.importorskip("livingwell_reqol", reason="needs every plugin: nox -s tests")

from livingwell_core.cli.main import cli


def said(*arguments: str) -> str:
    result = CliRunner().invoke(cli, list(arguments))
    assert result.exit_code == 0, result.output
    return result.stdout


class TestSites:
    def test_list(self):
        """A line a place, with what its files hold."""
        lines = said("sites").splitlines()

        mapped = [line.split()[0] for line in lines if not line.endswith("(maps no files)")]
        assert mapped == ["edinburgh", "salford", "tameside-glossop"]
        assert all("qayl, reqol10)" in line for line in lines if line.split()[0] in mapped)
        places = {line.split()[0] for line in lines}
        assert {"derbyshire", "greater-manchester", "lambeth", "luton", "york"} <= places

    def test_one(self):
        """Everything that is known of one, and nothing that is not."""
        text = said("sites", "edinburgh")

        assert "peer support: yes" in text
        assert "time limit: " in text
        assert "local name of 'recovery': " in text
        assert "reqol10: reqol10.csv, wide, answers as-circled" in text
        assert "None" not in text

    def test_json(self):
        """The same for programs."""
        (profile,) = json.loads(said("sites", "salford", "--json"))

        assert profile["id"] == "salford"
        assert profile["tables"][0]["layout"] == "long"


class TestInstruments:
    def test_list(self):
        """Each with its scores, source and status."""
        text = said("instruments")

        assert "\nreqol10  ReQoL-10  (livingwell-reqol " in text
        assert "  total: total, 0 to 40, higher is better" in text
        assert "not verified" in text

    @pytest.mark.parametrize(
        "instrument",
        [
            *("dialog", "eq5d3l", "gad7", "gas", "gbo", "mansa", "mhqol", "personal-goals", "phq9", "qayl"),
            *("reqol10", "reqol20"),
        ],
    )
    def test_every_one_is_listed(self, instrument):
        """With a source, and a status that says what is known."""
        head, *rest = f"\n{said('instruments')}".partition(f"\n{instrument}  ")[2].splitlines()
        block = list(itertools.takewhile(lambda line: line.startswith("  "), rest))

        assert "(livingwell-" in head
        assert any(line.startswith("  source: ") for line in block)
        assert any(line.startswith("  status: ") for line in block)

    def test_codes_for_no_answer(self):
        """They stand at the items."""
        text = said("instruments", "dialog")

        assert "    1: mental health, 1 to 7, runs with the score; 0, 8 mean no answer; SNOMED CT " in text

    def test_one_code_for_no_answer(self, tmp_path):
        """In the singular; and what only one score has stays at that score."""
        path = tmp_path / "mine.toml"
        path.write_text(
            'id = "mine"\ntitle = "Mine"\nsource = "s"\nlicence = "none"\n[[items]]\nid = "1"\nlabel = "l"\n'
            'lowest = 0\nhighest = 4\nmissing_codes = [9]\n[[scores]]\nid = "total"\ntitle = "total"\n'
            'rule = "sum"\nlowest = 0\nhighest = 4\nbetter = "higher"\nnote = "alone"\n'
        )
        text = said("instruments", str(path))

        assert "    1: l, 0 to 4, runs with the score; 9 means no answer\n" in text
        assert "\n    note: alone\n" in text

    def test_what_scores_share_is_said_once(self):
        """With the scores that it is of."""
        text = said("instruments", "dialog")

        assert text.count("reliable change '1'") == 1
        assert "\n  reliable change '1' (default), of scores mental_health, physical_health, job, " in text
        assert "\n  note, of scores medication, practical_help, meetings: about the care received" in text

    @pytest.mark.parametrize("instrument", ["eq5d3l", "mhqol"])
    def test_a_utility_names_its_instrument_once(self, instrument):
        """The title of a value set does not repeat it."""
        text = said("instruments", instrument)
        title = text.partition("  [")[0]
        (line,) = [line for line in text.splitlines() if line.startswith("  score utility: ")]

        assert line.count(title) == 1

    def test_one(self):
        """Items without wording, every threshold with its source, and which is the default."""
        text = said("instruments", "reqol10")

        assert text.count("runs against the score") == 4
        assert "physical health, 0 to 4, direction stated by the profile" in text
        assert "clinical range '24' (default): 24 or below; Living Well summary report" in text
        assert "clinical range '23': 23 or below; Franklin et al. 2021" in text

    def test_what_is_not_verified_is_no_default(self):
        """A number that nobody could verify is listed, marked, and not in use."""
        text = said("instruments", "reqol20")

        assert "reliable change '10': 10 or more NOT VERIFIED" in text
        assert "clinical range '49': 49 or below NOT VERIFIED" in text
        assert "reliability 'retest' (default): 0.85, test-retest; Keetharuth et al. 2018" in text

    def test_items_that_no_score_uses(self):
        """Of an item that no score uses there is no direction to tell."""
        text = said("instruments", "mansa")

        assert text.count("0 to 1, in no score") == 4
        assert text.count("1 to 7, runs with the score") == 12

    def test_json(self):
        """The same for programs."""
        (instrument,) = json.loads(said("instruments", "reqol10", "--json"))

        assert [score["id"] for score in instrument["scores"]] == ["total", "physical_health"]
        assert [edge["edge"] for edge in instrument["scores"][0]["clinical_ranges"]] == [24, 25, 23]
