"""One run of the bundled example, through the command line."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

from livingwell_core.cli.main import cli


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    result = CliRunner().invoke(cli, ["demo", "--out", str(folder)])
    assert result.exit_code == 0, result.output
    assert result.stdout.strip().endswith("report.html")
    (folder / "said.txt").write_text(result.output)
    return folder


@pytest.fixture(scope="session")
def findings(demo) -> dict[tuple[str, ...], dict[str, str]]:
    """Rows of findings.csv of everyone, by instrument, score, site, analysis, statistic and unit."""
    with (demo / "report" / "findings.csv").open(newline="") as file:
        return {
            tuple(row[name] for name in ("instrument", "score", "site", "analysis", "statistic", "unit")): row
            for row in csv.DictReader(file)
            if row["group"] == "everyone"
        }
