"""The README is true: its table is what the profiles say, and its example runs as it shows."""

from __future__ import annotations

import re
from pathlib import Path

import attrs
import pytest
from click.testing import CliRunner
from livingwell_sites import plugin

from livingwell_core.cli.main import cli
from livingwell_core.profiles import ProfileFile, load_profile

FILES = {file.id: file for file in plugin.livingwell_site_profiles()}
TEXT = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
ROWS = [re.split(r" *\| *", line.strip("| ")) for line in TEXT.splitlines() if line.startswith("| `")]
EXAMPLE = re.findall(r"^`([\w./-]+)`, [^\n]*:\n\n```\w+\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
SESSION = re.findall(r"^```console\n\$ (.*?)\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Give the folder that the README makes, and stay in it."""
    for name, content in EXAMPLE:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


class TestTable:
    def test_every_profile_has_a_row(self):
        """One each."""
        assert sorted(row[0].strip("`") for row in ROWS) == sorted(FILES)

    @pytest.mark.parametrize("row", ROWS, ids=[row[0].strip("`") for row in ROWS])
    def test_counts(self, row):
        """What each profile knows."""
        name, _, service, outcomes, measures, files = row
        profile = load_profile(FILES[name.strip("`")], FILES)
        known = [value for value in attrs.asdict(profile.service).values() if value not in (None, ())]

        assert (int(service), int(outcomes)) == (len(known), len(profile.outcomes))
        assert int(measures) == len(profile.measures)
        assert files == ("invented" if profile.tables else "none")

    @pytest.mark.parametrize("row", ROWS, ids=[row[0].strip("`") for row in ROWS])
    def test_localities(self, row):
        """Who inherits from Greater Manchester is called a locality of it."""
        profile = load_profile(FILES[row[0].strip("`")], FILES)

        assert ("locality of Greater Manchester" in row[1]) == (profile.inherits == "greater-manchester")

    def test_all_that_can_be_known(self):
        """The head of the table counts the entries of `[service]`."""
        from livingwell_core.profiles import Service

        assert f"service, of {len(attrs.fields(Service))} |" in TEXT


class TestExample:
    def test_files(self):
        """All that the evaluation needs is shown."""
        assert [name for name, _ in EXAMPLE] == [
            *["derbyshire/people.csv", "derbyshire/reqol10.csv", "derbyshire-2026.toml", "livingwell.toml"]
        ]

    def test_what_is_taken_over(self, folder):
        """Derbyshire's region; the notes, the source and the rest are its own."""
        own = load_profile(ProfileFile("derbyshire-2026", folder / "derbyshire-2026.toml"), FILES)
        whole = load_profile(FILES["derbyshire"], FILES)

        assert own.region == whole.region == "Derbyshire, the whole county"
        assert not set(own.notes) & set(whole.notes)
        assert own.source != whole.source
        assert own.service == attrs.evolve(whole.service, access=("self-referral", "GP or primary care"))

    @pytest.mark.usefixtures("folder")
    def test_session(self):
        """The answer of `check` is what the README shows."""
        ((command, answer),) = SESSION
        result = CliRunner().invoke(cli, command.split()[1:])

        assert (result.exit_code, result.stdout) == (0, answer)

    def test_evaluate(self, folder):
        """A report comes out of it, and with two people it shows next to nothing."""
        result = CliRunner().invoke(cli, ["evaluate", "livingwell.toml", "--out", "results"])

        assert result.exit_code == 0, result.output
        assert "derbyshire-2026       -" in result.stdout
        assert "not shown: fewer than 5 people" in result.stdout
        assert (folder / "results" / "findings.csv").is_file()

    def test_the_id_is_taken(self, folder):
        """A second profile of the inherited name is refused, with what to do."""
        path = folder / "derbyshire-2026.toml"
        path.write_text(
            path.read_text(encoding="utf-8").replace('"derbyshire-2026"', '"derbyshire"'), encoding="utf-8"
        )
        result = CliRunner().invoke(cli, ["check", "livingwell.toml"])

        assert result.exit_code == 1
        assert "an installed profile has this id too" in result.output
        assert "it may inherit from the other" in result.output
