"""`livingwell schema`: prints a schema, or writes it over nothing but an older one."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from helpers_files import make_plugins

from livingwell_core.cli import schema as module
from livingwell_core.cli.main import cli
from livingwell_core.schemas import FILES, file_schema


def run(*words):
    return CliRunner().invoke(cli, ["schema", *map(str, words)], obj=make_plugins(), prog_name="livingwell")


def test_kinds():
    """The command knows every kind of file of which there is a schema."""
    assert tuple(FILES) == module._KINDS


@pytest.mark.parametrize("kind", FILES)
def test_print(kind):
    """On the screen."""
    assert json.loads(run(kind).stdout) == file_schema(kind)


def test_write(tmp_path):
    """Into a file, whose folder is made; again over itself."""
    path = tmp_path / "new" / "profile.schema.json"

    for _ in range(2):
        assert run("profile", "--out", path).stdout == f"{path}\n"
    assert json.loads(path.read_text(encoding="utf-8")) == file_schema("profile")
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("content", ['title = "mine"', '{"mine": 1}', "[1]", b"\xff"])
def test_nothing_else_is_written_over(tmp_path, content):
    """The file that the schema is of is easily named by mistake."""
    path = tmp_path / "livingwell.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    before = path.read_bytes()
    result = run("evaluation", "--out", path)

    assert result.exit_code == 1
    assert "is there already and is no schema of ours, and is left as it is" in result.stderr
    assert path.read_bytes() == before


def test_unknown_kind():
    """Another word is wrong usage."""
    result = run("site")

    assert result.exit_code == 2
    assert "'site' is not one of 'evaluation', 'profile', 'instrument'" in result.stderr
