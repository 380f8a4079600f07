"""`livingwell new evaluation`: what it writes is read, or says what is missing; nothing is overwritten."""

from __future__ import annotations

import datetime
import re
import tomllib

import pytest
from click.testing import CliRunner
from helpers_files import PROFILE, make_plugins, module, put

from livingwell_core.analyses.coverage import CoverageAnalysis
from livingwell_core.cli import new_evaluation
from livingwell_core.cli.main import cli
from livingwell_core.evaluations import EvaluationFile
from livingwell_core.profiles import ProfileFile
from livingwell_core.schemas import TO_FILL_IN
from livingwell_core.toml_files import read_toml, structure

WORDS = ("--title", "Harbour, 2023", "--site", "far=exports")


class Rare(CoverageAnalysis):
    """An analysis that runs by name only."""

    by_name = True


@pytest.fixture
def plugins(tmp_path):
    """An installed profile, and an analysis that runs by name only."""
    profile = put(tmp_path / "far" / "far.toml", PROFILE.format(id="far", more="", file="b.csv", table=""))
    return make_plugins(
        module(
            livingwell_site_profiles=lambda: [ProfileFile("far", profile)],
            livingwell_analyses=lambda: [Rare(id="rare")],
        )
    )


@pytest.fixture
def folder(tmp_path):
    """A folder with exports of a site, and a profile beside them."""
    put(tmp_path / "new" / "exports" / "b.csv", "x")
    put(tmp_path / "new" / "harbour.toml", 'id = "harbour"')
    return tmp_path / "new"


def run(folder, plugins, *words, typed=None):
    return CliRunner().invoke(
        cli,
        ["new", "evaluation", *words, "--folder", str(folder)],
        obj=plugins,
        prog_name="livingwell",
        input=typed,
    )


def text_of(folder):
    return (folder / "livingwell.toml").read_text(encoding="utf-8")


def loaded(folder):
    path = folder / "livingwell.toml"
    return structure(read_toml(path, path.name), EvaluationFile, path.name)


class TestWritten:
    """What is in the file."""

    def test_complete(self, folder, plugins):
        """It can be read, and holds what was said; all else is as if left out."""
        words = ["--first-day", "2019-05-01", "--last-day", "2022-03-31", "--invented"]
        result = run(folder, plugins, *WORDS, "--site", "harbour.toml=exports", *words)
        file = loaded(folder)

        assert (result.exit_code, result.stderr) == (0, "")
        assert (file.title, file.invented) == ("Harbour, 2023", True)
        assert [(site.profile, site.folder) for site in file.sites] == [
            ("far", "exports"), ("harbour.toml", "exports"),
        ]  # fmt: skip
        assert (file.period.first_day, file.period.last_day) == (
            datetime.date(2019, 5, 1), datetime.date(2022, 3, 31),
        )  # fmt: skip
        assert file == structure(
            {
                "title": "Harbour, 2023",
                "invented": True,
                "sites": [{"profile": p, "folder": "exports"} for p in ("far", "harbour.toml")],
                "period": {"first_day": file.period.first_day, "last_day": file.period.last_day},
            },
            EvaluationFile,
            "file",
        )

    def test_text(self, folder, plugins):
        """Every other key stands there with its default, behind a #, under the name of its table."""
        run(folder, plugins, *WORDS)
        text = text_of(folder)

        assert text.startswith("#:schema ./evaluation.schema.json\n# An evaluation of livingwell")
        for line in (
            "[period]", "[pairing]", '#same_day = "set-aside"', "[groups]", "[disclosure]", "#minimum = 5",
            '#[scores."INSTRUMENT.SCORE"]', "#[analyses.rare]  # runs only where its table stands here",
        ):  # fmt: skip
            assert f"\n{line}\n" in text
        assert TO_FILL_IN not in text

    def test_a_default_may_lose_its_mark(self, folder, plugins):
        """A default that is taken into use changes nothing."""
        run(folder, plugins, *WORDS)
        before = loaded(folder)
        keys = re.compile(r"^#(same_day|minimum|level|seed|replicates|invented) =", re.MULTILINE)
        text = keys.sub(r"\1 =", text_of(folder))
        put(folder / "livingwell.toml", text)

        assert loaded(folder) == before
        assert tomllib.loads(text)["statistics"] == {"level": 0.95, "seed": 0, "replicates": 9999}

    def test_short(self, folder, plugins):
        """Keys that are not in use can be left out, but the analyses that could run."""
        run(folder, plugins, *WORDS, "--short")

        assert re.findall(r"^#\S.*$", text_of(folder), re.MULTILINE) == [
            "#:schema ./evaluation.schema.json",
            '#[scores."INSTRUMENT.SCORE"]',
            "#[analyses.rare]  # runs only where its table stands here",
        ]

    def test_incomplete(self, folder, plugins):
        """Without options it says what is missing."""
        result = run(folder, plugins)

        assert result.exit_code == 0
        assert re.findall(r"^  (\S+)$", result.stdout, re.MULTILINE) == ["title", "sites"]
        assert text_of(folder).count(TO_FILL_IN) == 2


class TestWarned:
    """What is not there yet may still come."""

    @pytest.mark.parametrize(
        ("site", "said"),
        [
            ("fa=exports", "no profile 'fa' is installed; did you mean 'far'?"),
            ("other.toml=exports", "there is no file 'other.toml' beside livingwell.toml so far"),
            ("far=elsewhere", "there is no folder 'elsewhere' beside livingwell.toml so far"),
        ],
    )
    def test_not_there(self, folder, plugins, site, said):
        """It is named, and the file is written."""
        result = run(folder, plugins, "--title", "T", "--site", site)

        assert result.exit_code == 0
        assert result.stderr == f"Warning: {said}\n"
        assert loaded(folder).sites[0].profile == site.partition("=")[0]


class TestRefused:
    """Nothing is written."""

    @pytest.mark.parametrize(
        ("words", "code", "said"),
        [
            ([*WORDS, "--site", "far"], 2, "PROFILE=FOLDER is needed"),
            ([*WORDS, "--first-day", "01/05/2019"], 2, "does not match the format"),
            (
                [*WORDS, "--first-day", "2020-01-01", "--last-day", "2019-01-01"],
                1,
                "'first_day' to be on or before",
            ),
            (["--title", "a\nb"], 2, "one line of text is needed"),
        ],
    )
    def test_wrong(self, folder, plugins, words, code, said):
        """What is wrong is named."""
        result = run(folder, plugins, *words)

        assert result.exit_code == code, result.output
        assert said in " ".join(result.stderr.split())
        assert not (folder / "livingwell.toml").exists()

    def test_there_already(self, folder, plugins):
        """A file that is there stays as it is."""
        path = put(folder / "livingwell.toml", "mine")
        result = run(folder, plugins, *WORDS)

        assert result.exit_code == 1
        assert "is there already, and is left as it is; choose another --folder" in result.stderr
        assert path.read_text(encoding="utf-8") == "mine"


class TestAsked:
    """On a terminal."""

    @pytest.fixture(autouse=True)
    def at_terminal(self, monkeypatch):
        monkeypatch.setattr(new_evaluation, "at_terminal", lambda: True)

    def test_sites(self, folder, plugins):
        """One site after the other, until there is none; a folder is proposed."""
        result = run(folder, plugins, typed="Harbour\nfar\nexports\nharbour.toml\n\n\n")

        assert result.exit_code == 0, result.output
        assert [(site.profile, site.folder) for site in loaded(folder).sites] == [
            ("far", "exports"), ("harbour.toml", "harbour"),
        ]  # fmt: skip
        assert "Another site's profile" in result.stderr

    def test_what_options_say_is_not_asked(self, folder, plugins):
        """With both options there is nothing to ask."""
        assert run(folder, plugins, *WORDS, typed="").exit_code == 0
