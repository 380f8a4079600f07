"""TOML files: everything that is wrong is said at once, each with the path of its key."""

from __future__ import annotations

import os

import pytest
from helpers_files import put

from livingwell_core.errors import InputError
from livingwell_core.evaluations import EvaluationFile
from livingwell_core.toml_files import read_toml, structure

SITES = '[[sites]]\nprofile = "a"\nfolder = "b"\n'
TITLE = 'title = "x"\n'


def read(folder, content, cls=EvaluationFile):
    return structure(read_toml(put(folder / "x.toml", content), "x.toml"), cls, "x.toml")


def problems(folder, content, cls=EvaluationFile):
    with pytest.raises(InputError) as caught:
        read(folder, content, cls)
    assert all(problem.file == "x.toml" for problem in caught.value.problems)
    return caught.value.problems


class TestText:
    """From bytes to TOML."""

    def test_read(self, tmp_path):
        """The smallest evaluation file."""
        assert read(tmp_path, TITLE + SITES).sites[0].folder == "b"

    def test_line_ends_of_windows(self, tmp_path):
        """Saved by Notepad."""
        assert read(tmp_path, (TITLE + SITES).replace("\n", "\r\n")).title == "x"

    def test_byte_order_mark(self, tmp_path):
        """Saved by an older Notepad, which begins UTF-8 with a mark."""
        assert read(tmp_path, b"\xef\xbb\xbf" + (TITLE + SITES).encode()).title == "x"

    def test_missing(self, tmp_path):
        """A file that is not there."""
        with pytest.raises(InputError, match=r"y\.toml: there is no such file"):
            read_toml(tmp_path / "y.toml", "y.toml")

    def test_a_folder(self, tmp_path):
        """A folder in its place."""
        with pytest.raises(InputError, match=r"t: "):
            read_toml(tmp_path, "t")

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
    def test_a_pipe(self, tmp_path):
        """A pipe is not waited for."""
        os.mkfifo(tmp_path / "x.toml")

        with pytest.raises(InputError, match=r"x\.toml: is no file, expected a TOML file"):
            read_toml(tmp_path / "x.toml", "x.toml")

    @pytest.mark.parametrize("name", ["a\0.toml", "a" * 300 + ".toml"])
    def test_names_that_no_file_has(self, tmp_path, name):
        """They end in a message like any other."""
        with pytest.raises(InputError, match=r"there is no such file|cannot be read"):
            read_toml(tmp_path / name, name)

    def test_too_large(self, tmp_path):
        """Nobody's definitions; only as much is read as is needed to see that."""
        (problem,) = problems(tmp_path, TITLE + "#" * 5_000_000)

        assert (problem.reason, problem.expected) == ("is too large", "a TOML file of up to 5 MB")

    @pytest.mark.parametrize(
        "number",
        ["9" * 5000, "9" * 30, "0x" + "f" * 9000, "-" + "9" * 30],
        ids=["5000", "30", "hex", "minus"],
    )
    def test_numbers_without_end(self, tmp_path, number):
        """Python would read some of them, and then fail to write them in a message."""
        (problem,) = problems(tmp_path, f"{TITLE}[statistics]\nlevel = {number}\n")

        assert problem.expected == "whole numbers of at most 18 digits"

    @pytest.mark.parametrize(
        "content", ["[" + ".".join("a" * 3000) + "]\n", "a = " + "[" * 9999, "a=" + "[" * 30 + "]" * 30]
    )
    def test_too_deep(self, tmp_path, content):
        """Tables in tables in tables."""
        (problem,) = problems(tmp_path, content)

        assert problem.reason == "is not TOML that anyone would write"

    def test_keys_that_move_the_cursor(self, tmp_path):
        """A key can neither clear the terminal nor look like another line of the message."""
        (problem,) = problems(tmp_path, TITLE + '"\\u001b[2J\\n  y.toml: wrong" = 1\n' + SITES)

        assert str(problem).startswith(r"x.toml, \x1b[2J\n  y.toml: wrong: unknown key")

    @pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
    def test_not_utf8(self, tmp_path, encoding):
        """Another encoding is named."""
        (problem,) = problems(tmp_path, 'title = "café"\n'.encode(encoding))

        assert problem.reason == "is not UTF-8 text"

    @pytest.mark.parametrize(
        ("content", "row"),
        [
            (TITLE + "sites = [\n'a' 'b']", 3),
            (TITLE + "sites\n", 2),
            ("title = \u201cx\u201d\n", 1),
            (TITLE + "[[sites]]\nprofile = edinburgh\n", 3),
            ("title = 'it's'\n", 1),
        ],
    )
    def test_syntax(self, tmp_path, content, row):
        """A slip of syntax is named with its line."""
        (problem,) = problems(tmp_path, content)

        assert problem.row == row
        assert problem.reason.startswith("is not TOML: ")

    def test_a_key_twice(self, tmp_path):
        """A key given twice."""
        (problem,) = problems(tmp_path, TITLE * 2)

        assert "is not TOML" in problem.reason

    def test_nested_beyond_reason(self, tmp_path):
        """Ten thousand brackets end in a message too."""
        assert problems(tmp_path, "a = " + "[" * 10_000 + "]" * 10_000)


class TestKeys:
    """Unknown and missing keys."""

    @pytest.mark.parametrize(
        ("content", "path", "hint"),
        [
            ("titel = 'y'\n" + TITLE + SITES, "titel", "did you mean 'title'?"),
            (TITLE + SITES + "fodler = 'x'\n", "sites[1].fodler", "did you mean 'folder'?"),
            (
                TITLE + SITES + "[period]\nfrist_day = 2020-01-01\n",
                "period.frist_day",
                "did you mean 'first_day'?",
            ),
            (TITLE + SITES + "[pairing]\nsameday = 'x'\n", "pairing.sameday", "did you mean 'same_day'?"),
            (TITLE + SITES + "[statistics]\nlevle = 0.9\n", "statistics.levle", "did you mean 'level'?"),
            (TITLE + SITES + "[disclosure]\nminimun = 5\n", "disclosure.minimun", "did you mean 'minimum'?"),
            (
                TITLE + SITES + "[scores.'demo.total']\nmising = 'x'\n",
                "scores.demo.total.mising",
                "did you mean 'missing'?",
            ),
            (TITLE + SITES + "zzz = 1\n", "sites[1].zzz", "one of: folder, profile"),
        ],
    )
    def test_unknown(self, tmp_path, content, path, hint):
        """At every level, with what was probably meant."""
        (problem,) = problems(tmp_path, content)

        assert (problem.column, problem.reason) == (path, f"unknown key; {hint}")

    @pytest.mark.parametrize(
        ("content", "paths"),
        [
            ("", ["title", "sites"]),
            (SITES, ["title"]),
            (TITLE + "[[sites]]\nprofile = 'a'\n", ["sites[1].folder"]),
            (TITLE + SITES + "[[sites]]\n", ["sites[2].profile", "sites[2].folder"]),
        ],
    )
    def test_missing(self, tmp_path, content, paths):
        """Each missing key by its path."""
        found = problems(tmp_path, content)

        assert [problem.column for problem in found] == paths
        assert {problem.reason for problem in found} == {"is missing"}

    def test_unquoted_score(self, tmp_path):
        """[scores.demo.total] without quotes is three keys in TOML: the message says where."""
        (problem,) = problems(tmp_path, TITLE + SITES + "[scores.demo.total]\nmissing = 'complete-cases'\n")

        assert problem.column == "scores.demo.total"


class TestValues:
    """Values of the wrong kind."""

    @pytest.mark.parametrize(
        ("content", "path", "value", "expected"),
        [
            ("title = 5\n" + SITES, "title", "5", "text"),
            (TITLE + "invented = 'yes'\n" + SITES, "invented", "yes", "true or false"),
            (
                TITLE + SITES + "[disclosure]\nminimum = true\n",
                "disclosure.minimum",
                "True",
                "a whole number",
            ),
            (TITLE + SITES + "[disclosure]\nminimum = 5.0\n", "disclosure.minimum", "5.0", "a whole number"),
            (TITLE + SITES + "[disclosure]\nminimum = '5'\n", "disclosure.minimum", "5", "a whole number"),
            (TITLE + SITES + "[statistics]\nlevel = '0.9'\n", "statistics.level", "0.9", "a number"),
            (TITLE + SITES + "[statistics]\nlevel = true\n", "statistics.level", "True", "a number"),
            (
                TITLE + SITES + "[period]\nfirst_day = '2019-05-01'\n",
                "period.first_day",
                "2019-05-01",
                "a date such as 2019-05-01, without quotes",
            ),
        ],
    )
    def test_kinds(self, tmp_path, content, path, value, expected):
        """Path, value and what was expected."""
        (problem,) = problems(tmp_path, content)

        assert (problem.column, problem.value, problem.expected) == (path, value, expected)

    @pytest.mark.parametrize(
        ("content", "path", "word"),
        [
            (TITLE + "sites = 'abc'\n", "sites", "list"),
            (TITLE + "[sites]\nprofile = 'a'\nfolder = 'b'\n", "sites", "[[sites]]"),
            (TITLE + "sites = ['a']\n", "sites[1]", "table"),
            (TITLE + "sites = 5\n", "sites", "list"),
            (TITLE + SITES + "[[period]]\nfirst_day = 2020-01-01\n", "period", "table"),
            (TITLE + "period = '2019'\n" + SITES, "period", "table"),
            (TITLE + "scores = 'x'\n" + SITES, "scores", "table"),
        ],
    )
    def test_shapes(self, tmp_path, content, path, word):
        """A table where a list belongs, and the like, is one problem in words of TOML, not of Python."""
        (problem,) = problems(tmp_path, content)

        assert problem.column == path
        assert word in str(problem)
        assert "attribute" not in str(problem)

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (TITLE + "sites = []\n", "at least one site"),
            (TITLE + SITES + "[statistics]\nlevel = 95\n", "a number from 0.5 to below 1"),
            (TITLE + SITES + "[statistics]\nlevel = nan\n", "a number from 0.5 to below 1"),
            (TITLE + SITES + "[statistics]\nlevel = 1.0\n", "a number from 0.5 to below 1"),
            (TITLE + SITES + "[disclosure]\nminimum = -1\n", "minimum"),
            (TITLE + SITES + "[pairing]\nsame_day = 'lowst'\n", "set-aside or lowest or highest"),
        ],
    )
    def test_ranges(self, tmp_path, content, words):
        """A value that a validator refuses."""
        (problem,) = problems(tmp_path, content)

        assert words in str(problem)

    def test_period_backwards(self, tmp_path):
        """A period that ends before it begins."""
        (problem,) = problems(
            tmp_path, TITLE + SITES + "[period]\nfirst_day = 2020-01-01\nlast_day = 2019-01-01\n"
        )

        assert str(problem) == (
            "x.toml, period: wrong value, got '2020-01-01 and 2019-01-01', "
            "expected 'first_day' to be on or before 'last_day'"
        )

    def test_one_day(self, tmp_path):
        """A period of one day is one."""
        assert read(tmp_path, TITLE + SITES + "[period]\nfirst_day = 2020-01-01\nlast_day = 2020-01-01\n")

    def test_long_values_are_cut(self, tmp_path):
        """No message holds more than forty characters of a value."""
        (problem,) = problems(tmp_path, TITLE + f"invented = '{'v' * 99}'\n" + SITES)

        assert "v" * 40 not in str(problem)


def test_a_title_that_moves_the_cursor(tmp_path):
    """The title is printed, and stands in the page and the workbook."""
    (problem,) = problems(tmp_path, 'title = "a\\u001b[2J"\n' + SITES)

    assert problem.expected == "one line of text without control characters"


def test_everything_at_once(tmp_path):
    """All that is wrong in a file is said in one go."""
    found = problems(
        tmp_path,
        "titel = 'x'\n[[sites]]\nprofile = 1\n[[sites]]\nfolder = 'b'\nfodler = 'c'\n"
        "[period]\nfirst_day = 'x'\n[statistics]\nlevel = 2\n",
    )

    assert {(problem.column or "").removesuffix(".level") for problem in found} == {
        "title",
        "titel",
        "sites[1].profile",
        "sites[1].folder",
        "sites[2].profile",
        "sites[2].fodler",
        "period.first_day",
        "statistics",
    }
