"""
From files to the draft of a profile.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from livingwell_core.errors import InputError, Problem
from livingwell_core.mapping.joins import completed
from livingwell_core.mapping.names import Names
from livingwell_core.mapping.one_table import TableDraft
from livingwell_core.mapping.opening import Opened, open_tables
from livingwell_core.mapping.people_draft import PeopleDraft, could_be_people, listed_columns, people_draft
from livingwell_core.mapping.tables import answer_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from livingwell_core.cohorts import Reader
    from livingwell_core.instruments import Instrument
    from livingwell_core.mapping.guess import Guess

__all__ = ["Draft", "make_draft", "site_id"]


@attrs.frozen(kw_only=True)
class Draft:
    """
    A draft of a profile.

    Attributes
    ----------
    id, title : str
    people : PeopleDraft or None
    tables : tuple of TableDraft
    remarks : tuple of str
        What was passed over.
    """

    id: str
    title: str
    people: PeopleDraft | None
    tables: tuple[TableDraft, ...]
    remarks: tuple[str, ...] = ()

    @property
    def guesses(self) -> tuple[Guess, ...]:
        """All of them."""
        of_people = self.people.guesses if self.people else ()
        return (*of_people, *(guess for table in self.tables for guess in table.guesses))


def site_id(text: str) -> str:
    """
    Make an id of a text.

    Examples
    --------
    >>> site_id("Harbour (North)"), site_id("...")
    ('harbour-north', 'my-site')
    """
    found = "-".join(re.findall(r"[a-z0-9]+", text.casefold()))
    return found if found and found != "all" else "my-site"


def make_draft(
    paths: Sequence[Path],
    readers: Iterable[Reader],
    instruments: Iterable[Instrument],
    *,
    site: str,
    wanted: str | None = None,
    step: Callable[[str, int], None] = lambda _what, _of: None,
) -> Draft:
    """
    Look at files and draft a profile.

    Parameters
    ----------
    paths : sequence of Path
    readers : iterable of Reader
    instruments : iterable of Instrument
    site : str
        The id of the profile.
    wanted : str, optional
        Id of the one questionnaire that may be in the files.
    step : callable, optional
        Told what is looked at, and how many steps there are.

    Raises
    ------
    InputError
        If a file cannot be read, or nothing in the files is recognised.
    """
    paths = list(dict.fromkeys(paths))
    readers = list(readers)
    opened: list[Opened] = []
    remarks: list[str] = []
    for path, name in zip(paths, _names(paths), strict=True):
        step(f"opening {name}", 2 * len(paths))
        tables, passed = open_tables(path, name, readers)
        opened += tables
        remarks += passed
    known = [Names(one) for one in sorted(instruments, key=lambda one: one.id) if wanted in {None, one.id}]
    drafted: list[tuple[Opened, list[Guess], list[TableDraft]]] = []
    rest: list[Opened] = []
    joined: set[str] = set()
    asked_for = wanted is not None and len(opened) == 1
    for table in opened:
        step(f"looking at {table.called}", 2 * len(paths))
        whole, joins = completed(table, opened)
        found = answer_tables(whole, known, wanted=asked_for)
        if found:
            drafted.append((whole, joins, found))
            joined |= {str(join.value["file"]) for join in joins if isinstance(join.value, dict)}
        else:
            rest.append(table)
    listing, passed_over = _listing(rest, joined)
    remarks += passed_over
    people = people_draft(listing, [whole for whole, _, _ in drafted]) if listing else None
    drafts: list[TableDraft] = []
    for whole, joins, found in drafted:
        again = found
        if listing and people and (listed := _listed(whole, listing, people, found)):
            again = answer_tables(whole, known, wanted=asked_for, listed=listed)
        drafts += [attrs.evolve(draft, guesses=(*draft.guesses, *joins)) for draft in again]
    if not drafts and not people:
        raise InputError(_nothing(table, wanted) for table in opened)
    title = site.replace("-", " ").capitalize()
    return Draft(id=site, title=title, people=people, tables=tuple(drafts), remarks=tuple(remarks))


def _names(paths: Sequence[Path]) -> list[str]:
    """Name files as a profile does: from the folder that holds all of them."""
    if len(paths) == 1:
        return [paths[0].name]
    folder = os.path.commonpath([path.absolute().parent for path in paths])
    return [path.absolute().relative_to(folder).as_posix() for path in paths]


def _listed(
    table: Opened, listing: Opened, people: PeopleDraft, found: Iterable[TableDraft]
) -> dict[str, str]:
    """Give the columns that hold the listed people, where another one was taken for that by its name."""
    person = next(str(guess.value) for guess in people.guesses if guess.key == "person")
    listed = listed_columns(table, listing, person)
    taken = {str(guess.value) for draft in found for guess in draft.guesses if guess.key == "person"}
    return {} if taken & listed.keys() else listed


def _listing(rest: Sequence[Opened], joined: Iterable[str]) -> tuple[Opened | None, list[str]]:
    """Choose the list of people among the tables without answers, and say what the others are not."""
    ranked = [(rank, table) for table in rest if (rank := could_be_people(table))]
    best = max(ranked, key=lambda one: one[0])[1] if ranked else None
    passed = [
        f"{table.called}: passed over, no answers to an installed questionnaire and not the list of people"
        for table in rest
        if table is not best and table.source.name not in set(joined)
    ]
    return best, passed


def _nothing(table: Opened, wanted: str | None) -> Problem:
    what = f"answers to {wanted}" if wanted else "answers to an installed questionnaire"
    return Problem(
        file=table.called,
        reason=f"holds neither {what} nor a list of people",
        expected="columns or texts that name items; `livingwell instruments ID` shows their names",
    )
