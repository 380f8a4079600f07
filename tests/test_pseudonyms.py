"""
Keyed pseudonyms: the same person under the same name, and nobody's identifier.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import stat
import sys

import polars as pl
import pytest
from click.testing import CliRunner
from helpers_files import make_plugins, put
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from livingwell_core.cli.main import cli
from livingwell_core.errors import LivingwellError
from livingwell_core.pseudonyms import key_from_environment, key_from_file, new_key, pseudonyms

KEY = "0123456789abcdef" * 4
FILE = (
    "NHS,Name,Team,Date\n"
    "943 476 5919,Ann PERSONAL,north,01/02/2021\n"
    "9434765919,Ann PERSONAL,north,01/05/2021\n"
    "9434765918,Bob PERSONAL,south,01/02/2021\n"
    ",Cid PERSONAL,south,01/02/2021\n"
)


def said(folder, *words, key=KEY, content=FILE, code=0):
    """Run the command on a file; give what it said."""
    put(folder / "site.key", key + "\n")
    put(folder / "a.csv", content)
    words = (str(folder / "a.csv"), "--person", "NHS", "--out", str(folder / "out.csv"), *words)
    if "--key-env" not in words:
        words = (*words, "--key-file", str(folder / "site.key"))
    result = CliRunner().invoke(cli, ["pseudonymise", *words], obj=make_plugins())
    assert result.exit_code == code, result.output
    return result.output


class TestPseudonyms:
    """HMAC-SHA-256, cut to 128 bits."""

    def test_rfc_4231(self):
        """Test case 2 of the standard, with its own short key."""
        (made,) = pseudonyms(pl.Series(["what do ya want for nothing?"]), b"Jefe")

        assert made == "5bdcc146bf60754e6a042426089575c7"

    @given(st.lists(st.one_of(st.none(), st.text()), max_size=20), st.binary(min_size=32, max_size=64))
    def test_against_the_standard_library(self, texts, key):
        """Each as if it stood alone, null where there is none."""
        expected = [t and hmac.new(key, t.encode(), hashlib.sha256).hexdigest()[:32] for t in texts]
        expected = [
            hmac.new(key, b"", hashlib.sha256).hexdigest()[:32] if t == "" else e
            for t, e in zip(texts, expected, strict=True)
        ]

        assert pseudonyms(pl.Series(texts, dtype=pl.String), key).to_list() == expected

    def test_another_key(self):
        """Another key gives other pseudonyms, all of them."""
        numbers = pl.Series([str(number) for number in range(1000)])

        assert not set(pseudonyms(numbers, b"a" * 32)) & set(pseudonyms(numbers, b"b" * 32))


class TestCommand:
    """A file goes in, a file without identifiers comes out."""

    def test_written(self, tmp_path):
        """Columns that were asked for and no other; rows left out are counted."""
        text = said(tmp_path, "--nhs-number", "--keep", "Team", "--keep", "Date")

        assert "4 rows read, 2 written, of 1 people under pseudonyms" in text
        assert "1 left out: no person" in text
        assert "1 left out: not an NHS number" in text
        made = pl.read_csv(tmp_path / "out.csv", infer_schema=False)
        assert made.columns == ["pseudonym", "Team", "Date"]
        assert made["Date"].to_list() == ["01/02/2021", "01/05/2021"]
        expected = hmac.new(KEY.encode(), b"9434765919", hashlib.sha256).hexdigest()[:32]
        assert set(made["pseudonym"]) == {expected}

    def test_nothing_personal(self, tmp_path):
        """Neither in the file nor on the screen."""
        text = said(tmp_path, "--nhs-number", "--keep", "Team")
        both = text + (tmp_path / "out.csv").read_text()

        assert not any(part in both for part in ("PERSONAL", "943", KEY))

    def test_as_text(self, tmp_path):
        """Other identifiers are compared exactly."""
        assert "3 written, of 3 people" in said(tmp_path)

    def test_key_of_the_environment(self, tmp_path, monkeypatch):
        """The same key from another place gives the same file."""
        said(tmp_path, "--keep", "Team")
        first = (tmp_path / "out.csv").read_bytes()
        monkeypatch.setenv("SITE_KEY", KEY)
        said(tmp_path, "--keep", "Team", "--key-env", "SITE_KEY")

        assert (tmp_path / "out.csv").read_bytes() == first

    @pytest.mark.parametrize(
        ("words", "code", "expected"),
        [
            (("--keep", "Taem"), 1, "no such column; did you mean 'Team'"),
            (("--keep", "NHS"), 2, "that is the identifier"),
            (("--key-env", "NO_SUCH_KEY"), 1, "there is no environment variable NO_SUCH_KEY"),
            (("--out", "out.xlsx"), 2, "--out must end in .csv"),
            (("--reader", "cvs"), 1, "no such reader is installed; did you mean 'csv'"),
        ],
    )
    def test_refused(self, tmp_path, words, code, expected):
        """One message, nothing written."""
        assert expected in said(tmp_path, *words, code=code)
        assert not (tmp_path / "out.csv").exists()

    @pytest.mark.parametrize("cell", ["943 476 5919", "9434765919", " 9434765919 "])
    def test_an_identifier_kept(self, tmp_path, cell):
        """A column that says again who it is of would undo it all."""
        content = f"NHS,Again\n943 476 5919,{cell}\n9434765870,other\n"
        text = said(tmp_path, "--nhs-number", "--keep", "Again", content=content, code=1)

        assert "a.csv, Again: holds the identifier itself in 1 row," in text
        assert "943" not in text
        assert not (tmp_path / "out.csv").exists()

    def test_two_kinds_of_dates(self, tmp_path):
        """Dates of a workbook's own beside dates as text are said: no profile could read both."""
        book = Workbook()
        for row in (["NHS", "Day"], ["a", datetime.date(2021, 2, 1)], ["b", "01/03/2021"], ["c", None]):
            book.active.append(row)
        book.save(tmp_path / "a.xlsx")
        put(tmp_path / "site.key", KEY)
        words = ["pseudonymise", str(tmp_path / "a.xlsx"), "--person", "NHS", "--keep", "Day"]
        words += ["--key-file", str(tmp_path / "site.key"), "--out", str(tmp_path / "out.csv")]
        result = CliRunner().invoke(cli, words, obj=make_plugins())

        assert result.exit_code == 0
        assert "Day: 1 cells are dates of the file's own, 1 are text" in result.output

    def test_not_over_its_source(self, tmp_path):
        """The export stays what it is."""
        out = str(tmp_path / "a.csv")

        assert "would be written over" in said(tmp_path, "--out", out, code=2)
        assert (tmp_path / "a.csv").read_text() == FILE

    def test_not_over_its_source_by_another_way(self, tmp_path):
        """Nor where the path takes a detour."""
        (tmp_path / "x").mkdir()
        out = str(tmp_path / "x" / ".." / "a.csv")

        assert "would be written over" in said(tmp_path, "--out", out, code=2)
        assert (tmp_path / "a.csv").read_text() == FILE

    def test_kept_twice(self, tmp_path):
        """Is kept once."""
        said(tmp_path, "--keep", "Team", "--keep", "Team")

        assert (tmp_path / "out.csv").read_text().startswith("pseudonym,Team\n")

    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            (FILE.replace("Team", "pseudonym"), "is kept, expected other columns"),
            (FILE.replace("north", '"north', 1), "row 2: a quote is out of place"),
            ("NHS,Team\n", "has no rows below its header"),
        ],
    )
    def test_of_a_bad_file(self, tmp_path, content, expected):
        """What is wrong, without a cell of the file; nothing is written."""
        keep = "pseudonym" if "pseudonym" in content else "Team"
        text = said(tmp_path, "--keep", keep, content=content, code=1)

        assert expected in text
        assert "PERSONAL" not in text
        assert not (tmp_path / "out.csv").exists()

    def test_both_keys(self, tmp_path):
        """Two keys are one too many."""
        words = ("--key-env", "X", "--key-file", str(tmp_path / "site.key"))

        assert "one of them" in said(tmp_path, *words, code=2)

    @pytest.mark.parametrize("key", ["", "short", "a" * 64])
    def test_weak_key(self, tmp_path, key):
        """A key that could be guessed is refused, and not shown."""
        text = said(tmp_path, key=key, code=1)

        assert "holds no key that is hard to guess" in text
        assert not key or key not in text


class TestKey:
    """Keys: made, kept, read."""

    def test_made(self, tmp_path):
        """For its owner's eyes, and never twice the same."""
        path = tmp_path / "site.key"
        result = CliRunner().invoke(cli, ["new", "key", str(path)], obj=make_plugins())

        assert result.exit_code == 0
        assert len(key_from_file(path)) == 64
        assert key_from_file(path).decode() not in result.output
        assert new_key() != new_key()
        if sys.platform != "win32":
            assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def test_never_over_another(self, tmp_path):
        """A lost key is a lost link."""
        path = put(tmp_path / "site.key", KEY)
        result = CliRunner().invoke(cli, ["new", "key", str(path)], obj=make_plugins())

        assert (result.exit_code, path.read_text()) == (1, KEY)
        assert "is there already" in result.output

    def test_no_folder(self, tmp_path):
        """A place that is not there is a message."""
        result = CliRunner().invoke(cli, ["new", "key", str(tmp_path / "x" / "y")], obj=make_plugins())

        assert result.exit_code == 1
        assert "cannot write" in result.output

    def test_environment(self, monkeypatch):
        """A short one is refused there too."""
        monkeypatch.setenv("SITE_KEY", "short")

        with pytest.raises(LivingwellError, match="hard to guess"):
            key_from_environment("SITE_KEY")
