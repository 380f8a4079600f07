"""The committed files are what the generator writes."""

import fastexcel
import pytest
from livingwell_example.generate import generate, main

pytest.importorskip("xlsxwriter", reason="writing the workbook needs livingwell-example[generate]")


@pytest.fixture(scope="module")
def written():
    return generate()


def cells(source):
    book = fastexcel.read_excel(source)
    return {
        name: book.load_sheet(name, header_row=None, dtypes="string").to_polars().rows()
        for name in book.sheet_names
    }


def test_text_files_are_the_same_byte_by_byte(data, written):
    """A change of the generator and of its output go together."""
    for name, content in written.items():
        if not name.endswith(".xlsx"):
            assert (data / name).read_bytes() == content, name


def test_workbook_has_the_same_cells(data, written):
    """Bytes of a workbook may differ with the version of its writer; cells may not."""
    name = "tameside-glossop/outcomes.xlsx"

    assert cells(str(data / name)) == cells(written[name])


def test_no_other_files(data, written):
    """Nothing is in the folder that the generator does not write, and all of it is small."""
    there = {path.relative_to(data).as_posix() for path in data.rglob("*") if path.is_file()}

    assert there == set(written)
    assert sum(map(len, written.values())) < 1_500_000


def test_every_file_says_that_it_is_invented(written):
    """Nobody should take these for records of a service."""
    for name, content in written.items():
        assert name.endswith(".xlsx") or b"invented" in content.lower(), name


def test_main_writes_a_folder(tmp_path, written, monkeypatch):
    """The command line names the folder."""
    monkeypatch.setattr("livingwell_example.generate.generate", lambda: {"site/a.csv": b"invented"})

    assert main([str(tmp_path / "new")]) == 0
    assert (tmp_path / "new" / "site" / "a.csv").read_bytes() == b"invented"


def test_main_without_a_folder_says_what_it_needs(capsys):
    """2, as for any wrong use of a command."""
    assert main([]) == 2
    assert "DIR" in capsys.readouterr().err
