"""`livingwell new instrument`: what it writes works as it is, and it never writes over anything."""

from __future__ import annotations

import ast
import importlib.util
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from livingwell_core.cli import scaffold
from livingwell_core.cli.main import cli
from livingwell_core.instruments import read_instrument
from livingwell_core.marks import MISSING_ANSWER, MISSING_SCORE
from livingwell_core.testing import check_instrument

FILES = {
    ".gitignore",
    "CHANGELOG.md",
    "README.md",
    "noxfile.py",
    "pyproject.toml",
    "src/livingwell_harbour_scale/__init__.py",
    "src/livingwell_harbour_scale/harbour-scale.cases.toml",
    "src/livingwell_harbour_scale/harbour-scale.toml",
    "src/livingwell_harbour_scale/plugin.py",
    "src/livingwell_harbour_scale/py.typed",
    "tests/test_harbour_scale.py",
}


def run(folder, *words):
    return CliRunner().invoke(cli, ["new", "instrument", *words, "--folder", str(folder)])


def written(folder, *words, name="harbour-scale"):
    result = run(folder, name, *words)
    assert result.exit_code == 0, result.output
    return folder / f"livingwell-{name}"


def content(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }


def install(place, folder):
    """Write what pip would write of a distribution's metadata; give the folders to import from."""
    project = tomllib.loads((place / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    metadata = folder / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    metadata.mkdir(parents=True)
    ((name, target),) = project["entry-points"]["livingwell"].items()
    (metadata / "entry_points.txt").write_text(f"[livingwell]\n{name} = {target}\n")
    return [str(place / "src"), str(folder)]


class TestWritten:
    """What is in the folder."""

    def test_files(self, tmp_path):
        """Every file is there and named on the screen, and nothing else is left beside them."""
        result = run(tmp_path, "harbour-scale")
        place = tmp_path / "livingwell-harbour-scale"
        shown = {line.strip() for line in result.output.splitlines() if line.startswith("  ")}

        assert set(content(place)) == shown == FILES
        assert [path.name for path in tmp_path.iterdir()] == ["livingwell-harbour-scale"]

    def test_the_folder_is_made(self, tmp_path):
        """A folder that is not there yet is made."""
        assert written(tmp_path / "a" / "b").is_dir()

    def test_scored_by_hand(self, tmp_path):
        """The plugin's hook brings the instrument, and it scores: two people by hand."""
        place = written(tmp_path, "--items", "4", "--lowest=-1", "--highest", "2")
        spec = importlib.util.spec_from_file_location(
            "livingwell_harbour_scale", place / "src" / "livingwell_harbour_scale" / "__init__.py"
        )
        sys.modules["livingwell_harbour_scale"] = importlib.util.module_from_spec(spec)
        try:
            spec.loader.exec_module(sys.modules["livingwell_harbour_scale"])
            (instrument,) = importlib.import_module(
                "livingwell_harbour_scale.plugin"
            ).livingwell_instruments()
        finally:
            for name in [name for name in sys.modules if name.startswith("livingwell_harbour_scale")]:
                del sys.modules[name]
        answers = np.array([[2, -1, 0, 1], [2, 2, MISSING_ANSWER, 2]], dtype=np.int8)
        oriented = instrument.orient(answers, instrument.flips("as-circled", {}))

        assert (instrument.id, instrument.title) == ("harbour-scale", "Harbour scale")
        assert instrument.compute(instrument.scores[0], oriented).tolist() == [2, MISSING_SCORE]

    @pytest.mark.parametrize(
        "words",
        [
            (),
            ("--items", "1"),
            ("--items", "40", "--lowest", "-5", "--highest", "5"),
            ("--items", "2", "--lowest", "-100", "--highest", "100"),
            ("--title", 'A "quoted" \\ title: é, ${name} and """ more'),
        ],
    )
    def test_it_passes_the_suite(self, tmp_path, words):
        """Whatever the options, the instrument passes every check, and what is Python or TOML is so."""
        place = written(tmp_path, *words)
        instrument = read_instrument(place / "src" / "livingwell_harbour_scale" / "harbour-scale.toml")

        assert {r.check: r.reason for r in check_instrument(instrument) if r.outcome == "failed"} == {}
        assert not words or words[0] != "--title" or instrument.title == words[1]
        for name, text in content(place).items():
            if name.endswith(".py"):
                ast.parse(text)
            if name.endswith(".toml"):
                tomllib.loads(text)

    def test_its_own_tests_pass(self, tmp_path):
        """The tests that it brings pass, as pytest runs them there."""
        place = written(tmp_path)
        paths = install(place, tmp_path / "site")
        result = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
            cwd=place,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            capture_output=True,
            text=True,
            check=False,
        )

        assert result.returncode == 0, result.stdout + result.stderr
        assert " passed" in result.stdout
        assert " failed" not in result.stdout

    def test_names_no_place_of_this_machine(self, tmp_path):
        """What is written can be given to anybody."""
        for name, text in content(written(tmp_path)).items():
            for place in (tmp_path, Path(scaffold.__file__).parents[3], Path.home()):
                assert str(place) not in text, name

    def test_says_that_it_is_a_draft(self, tmp_path):
        """Nobody takes it for a finished instrument: source, licence and status say what is missing."""
        place = written(tmp_path)
        instrument = read_instrument(place / "src" / "livingwell_harbour_scale" / "harbour-scale.toml")

        assert instrument.source.startswith("to be filled in")
        assert instrument.licence.startswith("to be filled in")
        assert "not verified" in instrument.status


class TestCore:
    """Where the noxfile takes livingwell-core from."""

    @pytest.fixture
    def core(self, tmp_path, monkeypatch):
        """Give the function of the noxfile, with a distribution whose direct_url.json is as asked for."""
        nox = type("nox", (), {"options": type("options", (), {}), "session": staticmethod(lambda f: f)})
        nox.Session = object
        monkeypatch.setitem(sys.modules, "nox", nox)
        monkeypatch.delenv("LIVINGWELL_CORE", raising=False)
        space = {}
        exec((written(tmp_path) / "noxfile.py").read_text(encoding="utf-8"), space)

        def ask(record):
            def distribution(_name):
                if record is LookupError:
                    raise space["PackageNotFoundError"]
                return type("found", (), {"read_text": staticmethod(lambda _: record)})

            space["distribution"] = distribution
            return space["core"]()

        return ask

    def test_a_folder_or_a_wheel(self, core, tmp_path):
        """From a folder or a wheel: that, as long as it is there."""
        place = tmp_path / "a folder"
        record = f'{{"url": "{place.as_uri()}", "dir_info": {{"editable": true}}}}'

        assert core(record) == []
        place.mkdir()
        assert core(record) == [str(place)]

    def test_a_repository(self, core):
        """From a repository: the same commit."""
        record = '{"url": "https://example.org/x.git", "vcs_info": {"vcs": "git", "commit_id": "abc"}}'

        assert core(record) == ["livingwell-core @ git+https://example.org/x.git@abc"]

    @pytest.mark.parametrize("record", [None, LookupError, '{"url": "https://example.org/x.whl"}'])
    def test_the_index(self, core, record):
        """From the index, or not installed beside nox: by name."""
        assert core(record) == []

    def test_what_the_user_says(self, core, monkeypatch):
        """The environment variable comes first."""
        monkeypatch.setenv("LIVINGWELL_CORE", "somewhere")

        assert core(None) == ["somewhere"]


class TestRefused:
    """What is not written."""

    def test_a_folder_that_is_there(self, tmp_path):
        """Nothing is ever written over."""
        place = written(tmp_path)
        (place / "README.md").write_text("mine")
        result = run(tmp_path, "harbour-scale", "--items", "5")

        assert result.exit_code == 1
        assert "is there already, and is left as it is" in result.output
        assert (place / "README.md").read_text() == "mine"

    def test_a_file_of_that_name(self, tmp_path):
        """Nor over a file."""
        (tmp_path / "livingwell-harbour-scale").write_text("mine")

        assert run(tmp_path, "harbour-scale").exit_code == 1
        assert (tmp_path / "livingwell-harbour-scale").read_text() == "mine"

    @pytest.mark.parametrize(
        ("name", "near"),
        [
            ("Harbour_Scale", ", such as 'harbour-scale'"),
            ("3d", ", such as 'd'"),
            ("a--b", ", such as 'a-b'"),
            ("a/../b", ", such as 'a-b'"),
            ("x" * 31, f", such as '{'x' * 30}'"),
            ("", ""),
            ("é", ""),
            ("..", ""),
        ],
    )
    def test_names(self, tmp_path, name, near):
        """What is no name of a package is refused with what is allowed and, if any, a name like it."""
        result = run(tmp_path, name)

        assert result.exit_code == 2
        assert (
            "NAME must be lower-case letters, digits and single hyphens, begin with a letter and be at most "
            f"30 long{near}, got {name!r}"
        ) in result.output
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("name", ["con", "nul", "lpt1"])
    def test_names_that_windows_keeps(self, tmp_path, name):
        """A folder with con.toml could not be copied there."""
        result = run(tmp_path, name)

        assert result.exit_code == 2
        assert f"Windows can have no file named {name}.toml" in result.output

    def test_names_that_are_taken(self, tmp_path):
        """Neither a distribution nor an instrument that is installed."""
        result = run(tmp_path, "core")

        assert result.exit_code == 2
        assert "livingwell-core is installed already" in result.output

    def test_instruments_that_are_installed(self, tmp_path):
        """Two instruments of one id could not be used side by side."""
        pytest.importorskip("livingwell_talking_therapies")
        result = run(tmp_path, "phq9")

        assert result.exit_code == 2
        assert "livingwell-talking-therapies 0.1.0 brings an instrument 'phq9' already" in result.output

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("--lowest", "4", "--highest", "4"), "--lowest must be below --highest, got 4 and 4"),
            (("--title", "  "), "--title must be one line of text, got ''"),
            (("--title", "a\nb"), "--title must be one line of text, got 'a\\nb'"),
            (("--items", "0"), "0 is not in the range 1<=x<=100"),
            (("--highest", "101"), "101 is not in the range -100<=x<=100"),
        ],
    )
    def test_options(self, tmp_path, words, said):
        """Options that contradict each other or go too far."""
        result = run(tmp_path, "harbour-scale", *words)

        assert result.exit_code == 2
        assert said in result.output
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
    def test_whole_or_not_at_all(self, tmp_path, monkeypatch, error):
        """A disk that is full, or Ctrl-C half way: nothing is left behind."""
        real = Path.write_text

        def write_text(path, *args, **kwargs):
            if path.name == "plugin.py":
                raise error
            return real(path, *args, **kwargs)

        monkeypatch.setattr(Path, "write_text", write_text)
        result = run(tmp_path, "harbour-scale")

        assert result.exit_code == 1
        assert isinstance(error, KeyboardInterrupt) or "No space left on device" in result.output
        assert list(tmp_path.iterdir()) == []

    def test_a_folder_that_cannot_be_made(self, tmp_path):
        """A file where the folder should be."""
        (tmp_path / "x").write_text("")
        result = run(tmp_path / "x", "harbour-scale")

        assert result.exit_code == 1
        assert "cannot write" in result.output
