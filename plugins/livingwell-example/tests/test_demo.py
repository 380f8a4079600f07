"""`livingwell demo` on the terminal."""

from __future__ import annotations

from click.testing import CliRunner

from livingwell_core.cli.main import cli


def test_mistakes_on_purpose_are_one_line(tmp_path):
    """The summary is what a newcomer sees, and where the cells that could not be used are listed."""
    result = CliRunner().invoke(cli, ["demo", "--out", str(tmp_path)])

    assert result.exit_code == 0, result.output
    assert result.stderr == (
        f"309 cells could not be used, on purpose; livingwell check {tmp_path}/data/livingwell.toml --all "
        "lists them\n"
    )
