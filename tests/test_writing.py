"""Files are written whole and together, or nothing is changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from livingwell_core.reports import OutputError, write_all

FILES = {"a.txt": b"new a", "b.txt": b"new b", "c.txt": b"new c"}


def content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"old a")
    (tmp_path / "b.txt").write_bytes(b"old b")
    (tmp_path / "other.txt").write_bytes(b"other")
    return tmp_path


def test_written(folder):
    """New files, replaced files, and others untouched; the paths in order."""
    paths = write_all(folder, FILES)

    assert paths == [folder / name for name in FILES]
    assert content(folder) == {**FILES, "other.txt": b"other"}


def test_folders_are_made(tmp_path):
    """As deep as asked."""
    write_all(tmp_path / "x" / "y", FILES)

    assert content(tmp_path / "x" / "y") == FILES


def test_readable_by_others(tmp_path):
    """Files have the permissions that any new file has, not those of a temporary one."""
    mask = os.umask(0o022)
    try:
        (path,) = write_all(tmp_path, {"a": b""})
    finally:
        os.umask(mask)

    assert path.stat().st_mode & 0o777 == 0o644


def failing(monkeypatch, owner, name, at, error):
    """Make the nth call of a function fail."""
    real, calls = getattr(owner, name), []

    def wrapped(*args, **kwargs):
        calls.append(args)
        if len(calls) == at:
            raise error
        return real(*args, **kwargs)

    monkeypatch.setattr(owner, name, wrapped)


@pytest.mark.parametrize("at", [1, 2, 3])
def test_disk_full(folder, monkeypatch, at):
    """An error while a file is written leaves everything as it was, and no litter."""
    before = content(folder)
    failing(monkeypatch, os, "fsync", at, OSError(28, "No space left on device"))

    with pytest.raises(OutputError, match="No space left on device"):
        write_all(folder, FILES)

    assert content(folder) == before


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_file_that_cannot_be_replaced(folder, monkeypatch, at):
    """Nor does an error when files take their places: those that did are put back."""
    before = content(folder)
    targets = [str(folder / name) for name in FILES]
    real = {name: getattr(os, name) for name in ("replace", "rename", "link")}
    seen: list[str] = []

    def guarded(name):
        def wrapped(source, target, *args, **kwargs):
            if str(target) in targets and str(target) not in seen:
                seen.append(str(target))
                if len(seen) == at:
                    raise PermissionError(13, "Permission denied")
            return real[name](source, target, *args, **kwargs)

        return wrapped

    for name in real:
        monkeypatch.setattr(os, name, guarded(name))

    with pytest.raises(OutputError, match="Permission denied"):
        write_all(folder, FILES)

    assert content(folder) == before


def test_a_folder_in_a_files_place(folder):
    """A folder with a file's name: nothing is changed."""
    (folder / "c.txt").mkdir()
    before = content(folder)

    with pytest.raises(OutputError):
        write_all(folder, FILES)

    assert content(folder) == before


def test_a_file_in_the_folders_place(tmp_path):
    """A file where the folder should be."""
    (tmp_path / "out").write_bytes(b"mine")

    with pytest.raises(OutputError, match="cannot write to"):
        write_all(tmp_path / "out", FILES)

    assert (tmp_path / "out").read_bytes() == b"mine"


@pytest.mark.parametrize("error", [KeyboardInterrupt(), MemoryError()])
def test_interrupted(folder, monkeypatch, error):
    """Ctrl-C leaves no litter either."""
    before = content(folder)
    failing(monkeypatch, os, "fsync", 2, error)

    with pytest.raises(type(error)):
        write_all(folder, FILES)

    assert content(folder) == before


def test_a_name_that_leads_elsewhere(folder):
    """A plugin's file name cannot lead out of the folder."""
    (folder / "in").mkdir()

    with pytest.raises((OutputError, ValueError)):
        write_all(folder / "in", {"../evil.txt": b"x"})

    assert not (folder / "evil.txt").exists()
    assert list(Path(folder / "in").iterdir()) == []
