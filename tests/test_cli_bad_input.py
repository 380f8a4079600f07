"""
Whatever the files hold: a message, never a traceback.
"""

from __future__ import annotations

import os

import pytest
from helpers_cli import invoke, no_traceback, python
from helpers_files import ROWS, csv_text, evaluation, put, workbook

BAD = {
    "empty": b"",
    "blank": b"\n\n\n",
    "pdf": b"%PDF-1.7 \n",
    "zip": b"PK\x03\x04zzz",
    "binary": bytes(range(256)),
    "high bytes": bytes(range(128, 256)) * 3,
    "nul": b"Id,Date,Q1,Q2,Q3\n\x00,\x00,\x00,\x00,\x00\n",
    "header only": b"Id,Date,Q1,Q2,Q3\n",
    "other columns": b"a,b,c\n1,2,3\n",
    "no header": b"p1,01/02/2021,1,2,3\np2,01/02/2021,1,2,3\n",
    "ragged": b"Id,Date,Q1,Q2,Q3\n1\n1,2,3,4,5,6,7,8\n",
    "only quotes": b'Id,Date,Q1,Q2,Q3\n"""",1,"""\n"',
    "unclosed quote": b'Id,Date,Q1,Q2,Q3\n"p1,01/02/2021,1,2,3\n' * 50,
    "unclosed header": b'"Id,Date,Q1,Q2,Q3\np1,01/02/2021,1,2,3\n' + b"x" * 200_000,
    "two encodings": b"Id,Date,Q1,Q2,Q3\np\xc3\xa9,01/02/2021,1,2,3\np\xe9,01/02/2021,1,2,3\n",
    "long numbers": b"Id,Date,Q1,Q2,Q3\np," + b"9" * 6000 + b"," + b"9" * 6000 + b",1,2\n",
    "control characters": b"Id,Date,Q1,Q2,Q3\np,\x1b[31m,\x07,\r,\x08\n",
    "half of utf-16": "Id,Date,Q1,Q2,Q3\np,01/02/2021,1,2,3\n".encode("utf-16")[:-1],
    "emoji": "Id,Date,Q1,Q2,Q3\np,😀,😀,1,2\n".encode(),
    "surrogates": b"Id,Date,Q1,Q2,Q3\np,\xed\xa0\x80,1,2,3\n",
    "html": b"<!DOCTYPE html><html><body>Please log in</body></html>",
    "one line of a megabyte": b"x" * 1_000_000,
}


class TestBadInput:
    """Whatever the files hold: a message, never a traceback."""

    @pytest.mark.parametrize("command", ["check", "evaluate"])
    @pytest.mark.parametrize("kind", BAD)
    @pytest.mark.parametrize("ending", [".csv", ".xlsx"])
    def test_no_traceback(self, tmp_path, kind, ending, command):
        """Exit 0 with rows set aside, or 1 with a message that names the file; nothing else."""
        path = evaluation(tmp_path, sites={"here": BAD[kind]}, file=f"a{ending}")

        result = invoke(command, path)

        assert no_traceback(result)
        assert result.exit_code in {0, 1}
        assert f"here/a{ending}" in result.stderr + result.stdout
        assert all(len(line) < 400 for line in (result.stderr + result.stdout).splitlines())
        assert "\x1b" not in result.stderr + result.stdout

    @pytest.mark.parametrize("file", ["livingwell.toml", "here.toml"])
    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"\xff\xfe",
            b"= 1",
            b"title = ",
            b"[[sites]]",
            b"sites = 3",
            b"a = [" * 3000,
            b"title = '\\u0000'",
            b"\xef\xbb\xbf",
            b"inherits = []",
            b"id = []",
            b"inherits = {a = 1}",
            b"[tables]\nx = 1",
            b"tables = [1]",
            b"scores = {a = {b = 1}}",
            b"id = 'here'\ntitle = ''\nsource = ''",
        ],
    )
    def test_settings(self, tmp_path, file, content):
        """Nor for settings and profiles: exit 1, and the file is named."""
        path = evaluation(tmp_path)
        put(tmp_path / file, content)

        result = invoke("check", path)

        assert no_traceback(result)
        assert result.exit_code == 1
        assert file in result.stderr or "profile here" in result.stderr or "sites[1]" in result.stderr

    def test_all_sites_together(self, tmp_path):
        """Faults of several sites' files come in one list."""
        path = evaluation(tmp_path, sites={"a": "", "b": "%PDF", "c": csv_text(ROWS)})

        result = invoke("check", path)

        assert result.stderr.startswith("2 problems, nothing was written:\n  a/a.csv: is empty")
        assert "b/a.csv: is a PDF" in result.stderr

    def test_workbook(self, tmp_path):
        """A workbook's cells are named by row and column too."""
        path = evaluation(tmp_path, file="a.xlsx")
        workbook(tmp_path / "here" / "a.xlsx", {"S": [*ROWS, ["p", "01/01/2021", 9, 1, 1]]})

        assert "here/a.xlsx, row 11, Q1: not an answer of the item, got '9'" in invoke("check", path).stdout

    def test_people_are_not_named(self, tmp_path):
        """No output, and no file, holds an identifier or a hash of one."""
        rows = [ROWS[0], ["Jane Eyre", "soon", "x" * 60, 1, 2], ["Jane Eyre", "01/01/2021", 1, 1, 1]]
        path = evaluation(tmp_path, sites={"here": csv_text(rows)})

        text = "".join(invoke(command, path).output for command in ("check", "evaluate"))
        text += "".join(p.read_text() for p in (tmp_path / "report").iterdir())

        assert "Jane" not in text
        assert "x" * 41 not in text

    def test_a_terminal_that_knows_few_characters(self, tmp_path):
        """A value that the terminal cannot show is escaped: no UnicodeEncodeError on Windows or in a pipe."""
        rows = "Id,Date,Q1,Q2,Q3\np,01/01/2021,😀,é,3\nq,01/01/2021,1,2,3\n"
        path = evaluation(tmp_path, sites={"here": rows})
        code = (
            "import sys; sys.path.insert(0, sys.argv[2])\n"
            "from helpers_files import make_plugins\nfrom livingwell_core.cli import main as module\n"
            "import livingwell_core.plugins as plugins\n"
            "plugins.load_plugins = lambda **_: make_plugins()\n"
            "from livingwell_core.cli import main\nmain(['check', sys.argv[1]])\n"
        )

        # click mends a terminal that claims ASCII; the one of Windows it leaves alone.
        result = python(path, os.path.dirname(__file__), code=code, PYTHONIOENCODING="cp1252", PYTHONUTF8="0")  # noqa: PTH120

        assert "Traceback" not in result.stderr
        assert result.returncode == 0
        assert "row 2, Q1" in result.stdout
