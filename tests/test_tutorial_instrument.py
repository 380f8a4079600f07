"""The tutorial's instrument, built as its page says, scores by hand and passes its own tests."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from livingwell_core.marks import MISSING_ANSWER, MISSING_SCORE
from livingwell_core.testing import check_instrument, instruments_of

DOCS = Path(__file__).parents[1] / "docs"
PAGE = (DOCS / "tutorial" / "add-an-instrument.md").read_text(encoding="utf-8")


def _load_refresh():
    spec = importlib.util.spec_from_file_location("docs_refresh_instrument", DOCS / "refresh.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


refresh = _load_refresh()


@pytest.fixture
def built(tmp_path, monkeypatch):
    """Do what the page says, from top to bottom; give the folder of the plugin, as if it was installed."""
    monkeypatch.chdir(tmp_path)
    with refresh.installed(tmp_path):
        for match in re.finditer(r"^(```+)(.*)\n((?:.*\n)*?)\1\n", PAGE, re.MULTILINE):
            refresh.prepare(match[0])
            if match[3].startswith("$ livingwell new"):
                refresh.answer(match[3].splitlines()[0], tmp_path)
        refresh.install(tmp_path)
        yield tmp_path / "livingwell-harbour3"


def test_scored_by_hand(built):
    """Three people by hand: totals, and the worst answer; without an answer there is neither."""
    (instrument,) = instruments_of("livingwell-harbour3")
    circled = np.array([[4, 0, 4], [3, 3, 1], [3, MISSING_ANSWER, 1]], dtype=np.int8)
    oriented = instrument.orient(circled, instrument.flips("as-circled", {}))
    scores = {score.id: instrument.compute(score, oriented).tolist() for score in instrument.scores}

    assert scores == {"total": [12, 5, MISSING_SCORE], "worst": [4, 1, MISSING_SCORE]}


def test_it_passes_the_suite(built):
    """Every check, with the cases of the page."""
    (instrument,) = instruments_of("livingwell-harbour3")

    assert {r.check: r.reason for r in check_instrument(instrument) if r.outcome == "failed"} == {}


def test_its_own_tests_pass(built):
    """The draft's tests, that nobody had to change, pass on the tutorial's instrument."""
    paths = [str(built / "src"), str(built.parent / "site")]
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=built,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0, result.stdout + result.stderr
