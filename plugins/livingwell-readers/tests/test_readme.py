"""The README is true: its profiles are read, its columns are all there, its examples give what they show."""

from __future__ import annotations

import doctest
import re
import tomllib
from pathlib import Path

import pytest
from helpers_readers import READERS
from livingwell_readers.fhir import LINE
from livingwell_readers.fhir_rows import ANSWERS

from livingwell_core.profiles import SiteProfile
from livingwell_core.toml_files import structure

README = Path(__file__).parents[1] / "README.md"
TEXT = README.read_text(encoding="utf-8")
PROFILES = re.findall(r"^```toml\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("block", PROFILES)
def test_profiles(block):
    """Each is part of a profile as the core reads it, and of a file that a reader knows."""
    data = tomllib.loads(f'id = "here"\ntitle = "Here"\nsource = "the README"\n{block}')

    profile = structure(data, SiteProfile, "README.md")

    (table,) = [*profile.tables, *([profile.people] if profile.people else [])]
    assert any(table.file.endswith(reader.extensions) for reader in READERS)
    named = {getattr(table, name, None) for name in ("date", "assessment", "question", "answer")}
    if table.file.endswith("json") and profile.tables:
        assert named <= {*ANSWERS.head, *ANSWERS.cells}


def test_columns():
    """The table of columns has each column of the reader, in its order."""
    listed = re.findall(r"^\| `(\w+)` \|", TEXT.partition("## Read FHIR")[2], re.MULTILINE)

    assert listed == [*ANSWERS.head, LINE, *ANSWERS.cells]


def test_endings():
    """The first table has every ending."""
    listed = re.findall(r"`(\.\w+)`", TEXT.partition("\n\n")[2].partition("A profile is written")[0])

    assert sorted(listed) == sorted(ending for reader in READERS for ending in reader.extensions)


def test_examples():
    """Python sessions give what they show."""
    assert doctest.testfile(str(README), module_relative=False).failed == 0
