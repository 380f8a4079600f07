"""
The files of a site: found by the names that its profile has for them, each with its reader.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

from livingwell_core.cohorts import Reader, SecondFile, Source, reader_for
from livingwell_core.errors import InputError, Problem, did_you_mean
from livingwell_core.files import is_folder
from livingwell_core.profiles import AnswerTable, PeopleTable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from livingwell_core.evaluations.settings import SiteEntry
    from livingwell_core.profiles import FileKeys, Join, SiteProfile

__all__ = ["TablePart", "parts_of"]


@attrs.frozen(kw_only=True, eq=False)
class TablePart:
    """
    A part of the data: one file, and how to read it.

    Attributes
    ----------
    site : str
    source : Source
    reader : Reader
    table : PeopleTable or AnswerTable
    seconds : tuple of SecondFile
        Files that say more about its rows.
    """

    site: str
    source: Source
    reader: Reader
    table: PeopleTable | AnswerTable
    seconds: tuple[SecondFile, ...] = ()


def parts_of(
    entry: SiteEntry,
    profile: SiteProfile,
    folder: Path,
    readers: Iterable[Reader],
    file: str,
    where: str,
) -> tuple[list[TablePart], list[Problem]]:
    """
    Find the files of a site.

    Parameters
    ----------
    entry : SiteEntry
    profile : SiteProfile
    folder : Path
        Where the evaluation file is.
    readers : iterable of Reader
    file, where : str
        The evaluation file and the entry's place in it, as messages name them.

    Returns
    -------
    parts : list of TablePart
    problems : list of Problem
        With what is not there or cannot be read.
    """
    tables: list[PeopleTable | AnswerTable] = [*([profile.people] if profile.people else []), *profile.tables]
    if not profile.tables:
        expected = "a profile with 'tables'"
        if entry.profile == profile.id:
            expected += (
                f": a .toml file beside this one with inherits = {profile.id!r} and its own [[tables]]"
            )
        problem = Problem(
            file=file,
            column=f"{where}.profile",
            reason=f"the profile {profile.id!r} maps no files with answers",
            expected=expected,
        )
        return [], [problem]
    site_folder = folder / entry.folder
    if not is_folder(site_folder):
        problem = Problem(
            file=file, column=f"{where}.folder", reason="there is no such folder", value=entry.folder
        )
        return [], [problem]
    parts, problems = [], []
    names = sorted(path.name for path in site_folder.iterdir() if path.is_file())
    for table in tables:
        # Only a star is special: brackets and question marks are parts of names that people give.
        pattern = re.compile(".*".join(map(re.escape, table.file.split("*"))), re.DOTALL)
        matching = [name for name in names if pattern.fullmatch(name)]
        if not matching:
            hint = did_you_mean(table.file, names) if names else "the folder is empty"
            problems.append(
                Problem(file=f"{entry.folder}/{table.file}", reason=f"there is no such file; {hint}")
            )
        for name in matching:
            source = _source(table, site_folder / name, entry.folder)
            try:
                reader = reader_for(source, readers, table.reader)
                seconds = tuple(
                    _second(join, site_folder, entry.folder, names, readers) for join in table.joins
                )
            except InputError as error:
                problems += error.problems
                continue
            parts.append(
                TablePart(site=profile.id, source=source, reader=reader, table=table, seconds=seconds)
            )
    return parts, problems


def _second(join: Join, folder: Path, name: str, names: list[str], readers: Iterable[Reader]) -> SecondFile:
    if join.file not in names:
        reason = f"there is no such file; {did_you_mean(join.file, names)}"
        raise InputError([Problem(file=f"{name}/{join.file}", reason=reason)])
    source = _source(join, folder / join.file, name)
    return SecondFile(source=source, reader=reader_for(source, readers, join.reader), join=join)


def _source(keys: FileKeys, path: Path, folder: str) -> Source:
    return Source(
        path=path,
        name=f"{folder}/{path.name}",
        header_row=keys.header_row,
        sheet=keys.sheet,
        encoding=keys.encoding,
        delimiter=keys.delimiter,
    )
