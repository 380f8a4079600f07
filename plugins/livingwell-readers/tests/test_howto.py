"""The pages on formats are true: their profiles read files of their format, and no column is left out."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import polars as pl
import pyreadstat
import pytest
import samples_fhir as fhir
from helpers_readers import AS_OF, READERS, put, source_of
from livingwell_readers.fhir import LINE
from livingwell_readers.fhir_rows import ANSWERS

from livingwell_core import builtin
from livingwell_core.cohorts import AskedItem, Context, read_answers, read_people_table, reader_for
from livingwell_core.profiles import SiteProfile
from livingwell_core.toml_files import structure

README = Path(__file__).parents[1] / "README.md"
PAGES = Path(__file__).parents[3] / "docs" / "how-to"
BINARY = ("read-parquet", "read-spss-or-stata", "read-fhir")
HEAD = 'id = "here"\ntitle = "Here"\nsource = "a page"\n'


def page(name: str) -> str:
    return (PAGES / f"{name}.md").read_text(encoding="utf-8")


def profiles(name: str) -> list[SiteProfile]:
    """Give the profiles of a page; a block may leave out what every profile has."""
    found = []
    for block in re.findall(
        r"^```(?:toml|\{code-block\} toml)\n(.*?)^```", page(name), re.MULTILINE | re.DOTALL
    ):
        text = re.sub(r"\A(:\w+: .*\n)+", "", block)
        data = tomllib.loads(text if text.startswith("id =") else HEAD + text)
        found.append(structure(data, SiteProfile, name))
    return found


def written(frame: pl.DataFrame, path: Path) -> Path:
    """Write a table in the format of the file's ending; answers as numbers, days as days."""
    write = {
        ".parquet": lambda: frame.write_parquet(path),
        ".sav": lambda: pyreadstat.write_sav(frame, path),
        ".zsav": lambda: pyreadstat.write_sav(frame, path, compress=True),
        ".dta": lambda: pyreadstat.write_dta(frame, path),
    }
    write[path.suffix]()
    return path


def read(path: Path, table, items):
    asked = [AskedItem(id=item, lowest=0, highest=7) for item in items]
    source = source_of(path, sheet=table.sheet)
    return read_answers(source, reader_for(source, READERS), table, asked, "here", Context(as_of=AS_OF))


@pytest.mark.parametrize(
    ("name", "endings"), [("read-parquet", [".parquet"]), ("read-spss-or-stata", [".sav", ".zsav", ".dta"])]
)
def test_tables(tmp_path, name, endings):
    """The page's profile reads a file of its format, as it stands."""
    (profile,) = profiles(name)
    (table,) = profile.tables
    columns = {column: [1.0, 2.0] for column in table.items.values()}
    frame = pl.DataFrame({table.person: ["H01", "H02"], table.date: ["2023-01-09", "2023-01-16"], **columns})
    frame = frame.with_columns(pl.col(table.date).str.to_date())

    for ending in endings:
        path = written(frame, (tmp_path / table.file).with_suffix(ending))
        assert read(path, table, table.items).answers.tolist() == [[1] * 10, [2] * 10]


class TestFhir:
    """The page's three profiles, each on resources of its kind."""

    def test_responses(self, tmp_path):
        """A response a person, an answer a question."""
        table = profiles("read-fhir")[0].tables[0]
        resources = [
            fhir.response(1, "p", "2021-02-01", [1] * 10),
            fhir.response(2, "q", "2021-02-01", [2] * 10),
        ]
        path = put(tmp_path / table.file, fhir.lines(resources))

        assert sorted(read(path, table, table.items).answers.tolist()) == [[1] * 10, [2] * 10]

    def test_observations(self, tmp_path):
        """DIALOG, an observation an item."""
        table = profiles("read-fhir")[1].tables[0]
        resources = []
        for number, code in enumerate(table.items.values(), start=1):
            resource = fhir.observation(number, "p", "2021-02-01", 1, 3)
            resource["code"]["coding"][1]["code"] = code
            resources.append(resource)
        path = put(tmp_path / table.file, json.dumps(fhir.bundle(resources)))

        assert read(path, table, table.items).answers.tolist() == [[3] * 11]

    def test_people(self, tmp_path):
        """A patient a person."""
        table = profiles("read-fhir")[2].people
        source = source_of(put(tmp_path / table.file, fhir.lines(fhir.patients())), sheet=table.sheet)

        rows = read_people_table(source, reader_for(source, READERS), table, "here", Context(as_of=AS_OF))

        assert rows.keys.height == 7

    def test_columns(self):
        """The table of columns has each column of the reader, in its order."""
        listed = re.findall(r"^\| `(\w+)` \|", page("read-fhir").partition("## Columns")[2], re.MULTILINE)

        assert listed == [*ANSWERS.head, LINE, *ANSWERS.cells]


@pytest.mark.parametrize("name", ["read-redcap", "read-mhsds"])
def test_readers_by_name(name):
    """A page on a system names its reader, and the reader is there."""
    known = {reader.id for reader in READERS}
    named = set(re.findall(r'^reader = "(\w+)"', page(name), re.MULTILINE))

    assert named == {name.removeprefix("read-")}
    assert named <= known


class TestReadme:
    """The README leads to the pages."""

    TEXT = README.read_text(encoding="utf-8")

    def test_endings_and_names(self):
        """Every ending and every reader without one is there."""
        endings = re.findall(r"`(\.\w+)`", self.TEXT)
        names = re.findall(r'^\| `"(\w+)"` \|', self.TEXT, re.MULTILINE)

        assert sorted(endings) == sorted(ending for reader in READERS for ending in reader.extensions)
        assert sorted(names) == sorted(reader.id for reader in READERS if not reader.extensions)

    def test_links(self):
        """Every link leads somewhere, and to each of the pages on formats."""
        links = re.findall(r"\]\(([^)#]+)", self.TEXT)

        assert all((README.parent / link).is_file() for link in links)
        linked = {Path(link).stem for link in links}
        assert {path.stem for path in PAGES.glob("read-*.md")} <= linked


def test_text_formats_are_the_cores():
    """CSV files and workbooks, which the pages say need nothing installed."""
    endings = {ending for reader in builtin.livingwell_readers() for ending in reader.extensions}

    assert (
        set(re.findall(r"`(\.\w+)`", page("read-csv").partition("\n\n")[2].partition("\n\n")[0])) <= endings
    )
    assert (
        set(re.findall(r"`(\.\w+)`", page("read-a-workbook").partition("\n\n")[2].partition("\n\n")[0]))
        <= endings
    )
