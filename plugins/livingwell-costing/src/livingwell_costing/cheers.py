"""
CHEERS 2022: what a report of an economic evaluation has to say, item by item.
"""

from __future__ import annotations

import functools
from importlib.resources import files
from typing import TYPE_CHECKING, Final, Literal

import attrs

from livingwell_core.toml_files import read_toml, structure

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Checklist", "Item", "Line", "checklist"]

_FILE: Final = "cheers.toml"

Status = Literal["reported", "not reported", "not applicable"]


@attrs.frozen(kw_only=True)
class Item:
    """
    One thing to report.

    Attributes
    ----------
    number : int
        1 to 28, the statement's.
    section : str
        Of a report: "methods".
    label : str
        In our own words.
    read : {"table", "secondary"}
        Whether it was read in the statement's own table, or only in others' lists.
    may_not_apply : bool
        True where the statement's authors allow "not applicable": outcomes in analyses of costs only, models
        and their parameters where there is no model.
    """

    number: int
    section: str
    label: str
    read: Literal["table", "secondary"]
    may_not_apply: bool = False


@attrs.frozen(kw_only=True)
class Line:
    """
    An item and what this evaluation says of it.

    Attributes
    ----------
    item : Item
    status : {"reported", "not reported", "not applicable"}
        Never that something was not done: the checklist is about what is reported.
    place : str
        Where it is reported, or why it does not apply; or "".
    """

    item: Item
    status: Status
    place: str = ""


@attrs.frozen(kw_only=True)
class Checklist:
    """
    All items.

    Attributes
    ----------
    title, source : str
    secondary : str
        Where items with ``read = "secondary"`` were read.
    items : tuple of Item
    """

    title: str
    source: str
    secondary: str
    items: tuple[Item, ...]

    def filled(
        self, reported: Mapping[int, str], *, not_applicable: Mapping[int, str] | None = None
    ) -> tuple[Line, ...]:
        """
        Say of each item whether it is reported, and where; what is not named is not reported.

        Parameters
        ----------
        reported : mapping of int to str
            Place in the report, by item: "Value for money, paragraph 2".
        not_applicable : mapping of int to str, optional
            Reasons, by item.

        Raises
        ------
        ValueError
            If there is no such item, a place or reason is blank, an item is named twice, or it always
            applies.
        """
        absent = not_applicable or {}
        known = {item.number: item for item in self.items}
        for number, text in (*reported.items(), *absent.items()):
            if number not in known or not text.strip():
                msg = f"an item from 1 to {len(known)} with a place or a reason, got {number} with {text!r}"
                raise ValueError(msg)
        for number in absent:
            if number in reported or not known[number].may_not_apply:
                msg = f"'not applicable' for items that need not apply and are not reported, got {number}"
                raise ValueError(msg)
        return tuple(_line(item, reported, absent) for item in self.items)


def _line(item: Item, reported: Mapping[int, str], absent: Mapping[int, str]) -> Line:
    if item.number in reported:
        return Line(item=item, status="reported", place=reported[item.number])
    if item.number in absent:
        return Line(item=item, status="not applicable", place=absent[item.number])
    return Line(item=item, status="not reported")


@functools.cache
def checklist() -> Checklist:
    """Give CHEERS 2022."""
    return structure(read_toml(files(__package__) / "data" / _FILE, _FILE), Checklist, _FILE)
