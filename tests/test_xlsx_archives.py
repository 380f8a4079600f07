"""Workbooks that are not opened: those that would fill the memory, and those that need a password."""

from __future__ import annotations

import zipfile

import pytest
from helpers_files import put, read_path, wide_table, workbook

from livingwell_core.cohorts import xlsx_reader as module
from livingwell_core.cohorts.xlsx_reader import xlsx_reader
from livingwell_core.errors import InputError

ROWS = [["Id", "Date", "Q1", "Q2", "Q3"], ["p", "01/02/2021", 1, 2, 3]]


def refused(path) -> str:
    with pytest.raises(InputError) as caught:
        read_path(path, wide_table())
    (problem,) = caught.value.problems
    return str(problem)


def stuffed(path, megabytes, method=zipfile.ZIP_DEFLATED):
    """A workbook with a part of nothing but zeros."""
    workbook(path, {"S": ROWS})
    with (
        zipfile.ZipFile(path, "a", method) as archive,
        archive.open("xl/media/image1.emf", "w", force_zip64=True) as part,
    ):
        for _ in range(megabytes):
            part.write(bytes(1 << 20))
    return path


class TestBombs:
    """Nothing is unpacked: what the archive's own list says is enough."""

    def test_a_ratio_that_no_sheet_has(self, tmp_path):
        """120 MB of zeros take as many kB."""
        text = refused(stuffed(tmp_path / "a.xlsx", 120))

        assert text.startswith("a.xlsx: would unpack to 126 MB, ")
        assert "times its size: that is no workbook that people made, expected at most 4,295 MB" in text
        assert text.endswith("and 100 times; save the sheet as CSV")

    def test_a_small_one_does_no_harm(self, tmp_path):
        """Below 100 MiB the ratio does not matter: a small sheet of blanks shrinks well."""
        path = stuffed(tmp_path / "a.xlsx", 20)

        assert read_path(path, wide_table()).answers.tolist() == [[1, 2, 3]]

    def test_too_much_whatever_the_ratio(self, tmp_path, monkeypatch):
        """A workbook that does not fit into memory."""
        monkeypatch.setattr(module, "_HARMLESS_BYTES", 1 << 20)
        monkeypatch.setattr(module, "_MOST_BYTES", 2 << 20)

        text = refused(stuffed(tmp_path / "a.xlsx", 3, zipfile.ZIP_STORED))

        assert text == (
            "a.xlsx: would unpack to 3 MB, 1 times its size, "
            "expected at most 2 MB and 100 times; save the sheet as CSV"
        )

    def test_one_entry_many_times(self, tmp_path):
        """Entries that share their bytes, as in the smallest bombs: the list counts each."""
        path = stuffed(tmp_path / "a.xlsx", 40)
        with zipfile.ZipFile(path, "a") as archive:
            (large,) = (part for part in archive.infolist() if part.file_size > 1 << 20)
            archive.filelist += [large] * 3
            archive._didModify = True  # there is no other way to make zipfile write such a list

        assert "would unpack to 168 MB" in refused(path)


class TestPasswords:
    """Each kind of protected workbook is called that, with the remedy."""

    WORDS = (
        ": is protected by a password, expected the same workbook saved without one: in Excel File, Info, "
        "Protect Workbook, Encrypt with Password, and an empty password"
    )

    def test_xlsx(self, tmp_path):
        """Excel's own kind: an old container with a part of this name."""
        # One made by msoffcrypto-tool 6.1 was looked at: the name stands there in just these bytes.
        content = (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + bytes(900)
            + "EncryptedPackage".encode("utf-16-le")
            + bytes(90)
        )

        assert refused(put(tmp_path / "a.xlsx", content)) == f"a.xlsx{self.WORDS}"

    def test_zip(self, tmp_path):
        """An archive whose entries are encrypted."""
        path = workbook(tmp_path / "a.xlsx", {"S": ROWS})
        content = bytearray(path.read_bytes())
        place = content.find(b"PK\x01\x02")
        content[place + 8] |= 1  # the flag of the first entry in the list

        assert refused(put(tmp_path / "a.xlsx", bytes(content))) == f"a.xlsx{self.WORDS}"

    @pytest.mark.parametrize(
        ("manifest", "needed"),
        [("<manifest><encryption-data/></manifest>", True), ("<manifest/>", False)],
    )
    def test_ods(self, tmp_path, manifest, needed):
        """LibreOffice's: the list of parts says which are encrypted."""
        path = tmp_path / "a.ods"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("META-INF/manifest.xml", manifest)
            archive.writestr("content.xml", "x")

        assert refused(path).startswith(f"a.ods{self.WORDS}" if needed else "a.ods: is not an Excel workbook")

    def test_ods_that_is_damaged(self, tmp_path):
        """Where the list of parts cannot be read, nothing is said of a password."""
        path = tmp_path / "a.ods"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("META-INF/manifest.xml", "<encryption-data/>")
        path.write_bytes(path.read_bytes().replace(b"PK\x03\x04", b"PK\x03\x04\xff", 1))

        assert refused(path).startswith("a.ods: is not an Excel workbook")

    def test_an_old_workbook_that_is_none(self, tmp_path):
        """Without that part it may be either, and the message says both."""
        text = refused(put(tmp_path / "a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)))

        assert "is not an Excel workbook as its name says or is protected by a password" in text
        with pytest.raises(InputError):
            xlsx_reader.notices(module.Source(path=tmp_path / "a.xls", name="a.xls"))
