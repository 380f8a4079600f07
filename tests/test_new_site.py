"""`livingwell new site`: what it writes is read, or says what is missing; nothing is overwritten."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner
from helpers_files import PROFILE, make_plugins, module, put

from livingwell_core.cli import new_site
from livingwell_core.cli.main import cli
from livingwell_core.cli.scaffold import write_file
from livingwell_core.plugins import load_plugins
from livingwell_core.profiles import ProfileFile, load_profile
from livingwell_core.schemas import TO_FILL_IN

DOCS = Path(__file__).parents[1] / "docs"
WIDE = (
    "--source", "manual", "--file", "a.csv", "--instrument", "demo", "--layout", "wide",
    "--answers", "scored", "--person", "Id", "--date", "Date", "--date-format", "%d/%m/%Y",
)  # fmt: skip
ITEMS = ("--items", "Q#", "--direction", "3=higher-is-better")


@pytest.fixture
def plugins(tmp_path):
    """The demo questionnaire, and an installed profile."""
    profile = put(tmp_path / "far" / "far.toml", PROFILE.format(id="far", more="", file="b.csv", table=""))
    return make_plugins(module(livingwell_site_profiles=lambda: [ProfileFile("far", profile)]))


def run(folder, plugins, *words, typed=None):
    return CliRunner().invoke(
        cli,
        ["new", "site", *words, "--folder", str(folder)],
        obj=plugins,
        prog_name="livingwell",
        input=typed,
    )


def loaded(folder, plugins, name="harbour"):
    known = {p.id: p for p in plugins.registry("livingwell_site_profiles", "site profile")}
    return load_profile(ProfileFile(name, folder / f"{name}.toml"), known)


def missing(result):
    return re.findall(r"^  (\S+)$", result.stdout, re.MULTILINE)


class TestComplete:
    """With options enough."""

    def test_wide(self, tmp_path, plugins):
        """It can be read as it is, and holds what was said and nothing else."""
        result = run(tmp_path, plugins, "harbour", *WIDE, *ITEMS, "--people", "p.csv", "--region", "South")
        profile = loaded(tmp_path, plugins)
        (table,) = profile.tables

        assert result.exit_code == 0, result.output
        assert "It can be read as it is." in result.stdout
        assert (profile.id, profile.title, profile.source, profile.region) == (
            "harbour", "Harbour", "manual", "South",
        )  # fmt: skip
        assert (profile.people.file, profile.people.person) == ("p.csv", "Id")
        assert (table.file, table.instrument, table.layout, table.answers) == (
            "a.csv", "demo", "wide", "scored",
        )  # fmt: skip
        assert table.items == {"1": "Q1", "2": "Q2", "3": "Q3"}
        assert table.directions == {"3": "higher-is-better"}

    def test_long(self, tmp_path, plugins):
        """A long file with its three columns, items one by one."""
        words = ["--layout", "long", "--assessment", "Form", "--question", "Asked", "--answer", "Said"]
        result = run(tmp_path, plugins, "harbour", *WIDE, *words, "--item", "1=One?", "--item", "2=Two = 2?")
        (table,) = loaded(tmp_path, plugins).tables

        assert result.exit_code == 0, result.output
        assert (table.layout, table.question, table.answer) == ("long", "Asked", "Said")
        assert table.items == {"1": "One?", "2": "Two = 2?"}

    def test_one_item_differs(self, tmp_path, plugins):
        """An item that is named goes before the pattern."""
        run(tmp_path, plugins, "harbour", *WIDE, *ITEMS, "--item", "2=second")

        assert loaded(tmp_path, plugins).tables[0].items == {"1": "Q1", "2": "second", "3": "Q3"}

    def test_inherits_people(self, tmp_path):
        """A table that is inherited may be stated in part."""
        more = '[people]\nfile = "p.csv"\nperson = "Id"\n'
        profile = put(tmp_path / "near.toml", PROFILE.format(id="near", more=more, file="b.csv", table=""))
        near = make_plugins(module(livingwell_site_profiles=lambda: [ProfileFile("near", profile)]))
        run(tmp_path, near, "harbour", "--inherits", "near", "--people", "other.csv")
        people = loaded(tmp_path, near).people

        assert (people.file, people.person) == ("other.csv", "Id")

    def test_inherits(self, tmp_path, plugins):
        """Only the name is needed where an installed profile says the rest."""
        result = run(tmp_path, plugins, "harbour", "--inherits", "far")
        profile = loaded(tmp_path, plugins)

        assert "It can be read as it is." in result.stdout
        assert (profile.title, profile.tables[0].file) == ("Site far", "b.csv")
        assert "takes over from far" in (tmp_path / "harbour.toml").read_text(encoding="utf-8")

    def test_inherits_no_tables(self, tmp_path):
        """Nothing can be read by a profile that knows of no file, and what gives it one is named."""
        parent = tmp_path / "near.toml"
        parent.write_text('id = "near"\ntitle = "Near"\nsource = "invented"\n', encoding="utf-8")
        near = make_plugins(module(livingwell_site_profiles=lambda: [ProfileFile("near", parent)]))
        result = run(tmp_path, near, "harbour", "--inherits", "near")

        assert result.exit_code == 0, result.output
        assert "It says nothing of files yet. livingwell map FILE" in result.stdout
        assert "new evaluation" not in result.stdout

    def test_workbook(self, tmp_path, plugins):
        """A sheet, and a row of names further down."""
        run(tmp_path, plugins, "harbour", *WIDE, *ITEMS, "--sheet", "Data", "--header-row", "3")

        assert loaded(tmp_path, plugins).tables[0].header_row == 3

    def test_text(self, tmp_path, plugins):
        """The first line is for editors; items have their labels; every other key is there behind a #."""
        run(tmp_path, plugins, "harbour", *WIDE, *ITEMS)
        text = (tmp_path / "harbour.toml").read_text(encoding="utf-8")

        assert text.startswith("#:schema ./profile.schema.json\n# A site profile")
        assert '\n1 = "Q1"  # first\n' in text
        assert '\n#missing = ["..."]\n' in text
        assert TO_FILL_IN not in text

    def test_short(self, tmp_path, plugins):
        """The others can be left out."""
        run(tmp_path, plugins, "harbour", *WIDE, *ITEMS, "--short")

        assert not re.search(r"^#\w", (tmp_path / "harbour.toml").read_text(encoding="utf-8"), re.MULTILINE)
        assert loaded(tmp_path, plugins).tables[0].items["1"] == "Q1"

    def test_any_text(self, tmp_path, plugins):
        """Quotes, backslashes and other letters are read back as they were given."""
        title = 'Häfen "North" \\ South # 1'
        run(tmp_path, plugins, "harbour", "--title", title, "--source", "manual")

        assert loaded(tmp_path, plugins).title == title


class TestIncomplete:
    """With too few options."""

    def test_only_a_name(self, tmp_path, plugins):
        """What the profile cannot be without; files of answers are not among it."""
        result = run(tmp_path, plugins, "harbour")
        text = (tmp_path / "harbour.toml").read_text(encoding="utf-8")

        assert missing(result) == ["source"]
        assert text.count(TO_FILL_IN) == 1
        assert tomllib.loads(text) == {"id": "harbour", "title": "Harbour", "service": {}}

    @pytest.mark.parametrize(
        ("words", "needed"),
        [
            (
                ["--file", "a.csv"],
                ["source", *(f"tables[1].{key}" for key in (
                    "person", "instrument", "layout", "date", "date_format", "items", "answers",
                ))],
            ),
            (["--people", "p.csv"], ["source", "people.person"]),
            ([*WIDE, "--item", "3=Q3"], ["tables[1].directions"]),
            (
                [*WIDE, "--item", "1=Q1", "--layout", "long", "--question", "Asked"],
                ["tables[1].assessment", "tables[1].answer"],
            ),
            # The profile that is inherited has no list of people that would name the column.
            (["--inherits", "far", "--people", "p.csv"], ["people.person"]),
        ],
    )  # fmt: skip
    def test_named_and_marked(self, tmp_path, plugins, words, needed):
        """Each key that is missing is listed, and marked in the file, which has no made-up value for it."""
        result = run(tmp_path, plugins, "harbour", *words)
        text = (tmp_path / "harbour.toml").read_text(encoding="utf-8")

        assert result.exit_code == 0, result.output
        assert sorted(missing(result)) == sorted(needed)
        assert text.count(TO_FILL_IN) == len(needed)
        assert '"..."' not in re.sub(r"^#.*", "", text, flags=re.MULTILINE)

    def test_filled_in(self, tmp_path, plugins):
        """The file is right once the marked lines have lost their # and got a value."""
        run(tmp_path, plugins, "harbour", *WIDE, "--item", "3=Q3")
        path = tmp_path / "harbour.toml"
        put(path, path.read_text(encoding="utf-8").replace('#3 = "higher', '3 = "higher'))

        assert loaded(tmp_path, plugins).tables[0].directions == {"3": "higher-is-better"}

    def test_unknown_instrument(self, tmp_path, plugins):
        """It may still come, and is a warning."""
        words = [*WIDE, "--instrument", "dem", "--item", "1=Q1"]
        result = run(tmp_path, plugins, "harbour", *words)

        assert "no instrument 'dem' is known so far; did you mean 'demo'?" in result.stderr
        assert loaded(tmp_path, plugins).tables[0].instrument == "dem"


class TestRefused:
    """Nothing is written."""

    @pytest.mark.parametrize(
        ("words", "code", "said"),
        [
            (["Harbour"], 2, "NAME: expected lower case letters"),
            (["all"], 2, "not 'all'"),
            (["../x"], 2, "NAME: expected lower case letters"),
            (["con"], 2, "Windows can have no file named con.toml"),
            (["far"], 2, "brings a profile 'far' already"),
            (["harbour", "--inherits", "fa"], 1, "did you mean 'far'?"),
            (["harbour", "--title", "a\nb"], 2, "one line of text is needed"),
            (["harbour", "--date-format", "%d/%m"], 2, "--date-format: expected a date_format with day"),
            (["harbour", "--layout", "tall"], 2, "'tall' is not one of"),
            (["harbour", *WIDE, "--items", "q"], 2, "--items needs a #"),
            (["harbour", "--items", "q#"], 2, "--items needs an --instrument that is known"),
            (["harbour", "--item", "q1"], 2, "ITEM=COLUMN is needed"),
            (["harbour", *WIDE, "--item", "7=Q7"], 1, "Demo has no such item"),
            (["harbour", *WIDE, *ITEMS, "--direction", "3=up"], 1, "directions.3: wrong value"),
            (["harbour", *WIDE, *ITEMS, "--answer", "A"], 1, "a wide table without answer"),
            (["harbour", "--file", "a.csv", "--direction", "3=up"], 1, "directions.3: wrong value"),
        ],
    )
    def test_wrong(self, tmp_path, plugins, words, code, said):
        """What is wrong is named, whether or not something is missing too."""
        result = run(tmp_path / "new", plugins, *words)

        assert result.exit_code == code, result.output
        assert said in " ".join(result.stderr.split())
        assert not (tmp_path / "new").exists()

    def test_there_already(self, tmp_path, plugins):
        """A file that is there stays as it is."""
        path = put(tmp_path / "harbour.toml", "mine")
        result = run(tmp_path, plugins, "harbour")

        assert result.exit_code == 1
        assert "is there already, and is left as it is; choose another NAME" in result.stderr
        assert path.read_text(encoding="utf-8") == "mine"

    def test_no_folder(self, tmp_path, plugins):
        """A place where nothing can be written is named."""
        put(tmp_path / "file", "x")
        result = run(tmp_path / "file", plugins, "harbour")

        assert result.exit_code == 1
        assert "cannot write" in result.stderr


def test_half_a_file(tmp_path):
    """A file that could not be written to its end is taken away again."""
    with pytest.raises(UnicodeEncodeError):
        write_file(tmp_path / "new.toml", "a \ud800", "choose another")

    assert list(tmp_path.iterdir()) == []


class TestAsked:
    """On a terminal."""

    @pytest.fixture(autouse=True)
    def at_terminal(self, monkeypatch):
        monkeypatch.setattr(new_site, "at_terminal", lambda: True)

    def test_everything(self, tmp_path, plugins):
        """What no option says is asked for, a wrong answer again."""
        answers = [
            "", "manual", "p.csv", "a.csv", "Id", "demo", "tall", "long", "scored", "Date", "%d", "%d/%m/%Y",
            "Form", "Asked", "Said", "item #",
        ]  # fmt: skip
        words = ["harbour", "--direction", "3=higher-is-worse"]
        result = run(tmp_path, plugins, *words, typed="\n".join([*answers, ""]))
        profile = loaded(tmp_path, plugins)

        assert "expected wide or long, got 'tall'" in result.stderr
        assert "expected a date_format with day" in result.stderr
        assert (profile.title, profile.source, profile.people.person) == ("Harbour", "manual", "Id")
        assert profile.tables[0].items == {"1": "item 1", "2": "item 2", "3": "item 3"}
        assert "It can be read as it is." in result.stdout

    def test_nothing(self, tmp_path, plugins):
        """An empty answer leaves it open, and no more is asked than makes sense."""
        result = run(tmp_path, plugins, "harbour", typed="\n\n\n\n")

        assert missing(result) == ["source"]
        assert result.stderr.count(": ") == 4

    def test_what_options_say_is_not_asked(self, tmp_path, plugins):
        """Of a complete profile only the list of people is open."""
        result = run(tmp_path, plugins, "harbour", "--title", "H", *WIDE, *ITEMS, typed="\n")

        assert result.exit_code == 0, result.output
        assert result.stderr.count(": ") == 1

    def test_inherits(self, tmp_path, plugins):
        """What is inherited need not be said."""
        result = run(tmp_path, plugins, "harbour", "--inherits", "far", typed="\n\n")

        assert "It can be read as it is." in result.stdout


def test_nobody_is_asked_without_a_terminal(tmp_path, plugins):
    """In a script a missing option is no question that waits for ever."""
    result = run(tmp_path, plugins, "harbour", typed="")

    assert result.exit_code == 0
    assert result.stderr == ""


def test_the_example_of_the_documentation(tmp_path, monkeypatch):
    """With options for Harbour both commands write files with which `livingwell check` runs through."""
    if "livingwell-reqol" not in {plugin.distribution for plugin in load_plugins().loaded}:
        pytest.skip("not installed: livingwell-reqol")
    page = (DOCS / "how-to" / "evaluate-your-site.md").read_text(encoding="utf-8")
    for name in ("people", "reqol10"):
        content = re.search(rf":caption: harbour/{name}\.csv\n(.*?)```", page, re.DOTALL)[1]
        put(tmp_path / "harbour" / f"{name}.csv", content)
    monkeypatch.chdir(tmp_path)

    def answer(*words):
        return CliRunner().invoke(cli, words, obj=load_plugins(), prog_name="livingwell")

    site = answer(
        "new", "site", "harbour", "--source", "Harbour's data manual, June 2023", "--people", "people.csv",
        "--file", "reqol10.csv", "--instrument", "reqol10", "--layout", "wide", "--answers", "as-circled",
        "--person", "client", "--date", "date", "--date-format", "%d/%m/%Y", "--items", "q#",
    )  # fmt: skip
    words = ["--title", "Harbour, spring 2023", "--site", "harbour.toml=harbour"]
    evaluation = answer("new", "evaluation", *words)
    check = answer("check", "livingwell.toml")
    shown = re.search(r"\$ livingwell check livingwell.toml\n(.*?)```", page, re.DOTALL)[1]

    assert (site.exit_code, evaluation.exit_code, check.exit_code) == (0, 0, 0), check.output
    assert check.output == shown
