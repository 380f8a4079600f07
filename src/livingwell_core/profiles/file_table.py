"""
A file of a site: how it is opened, which of its rows count, and whose they are.
"""

from __future__ import annotations

from typing import Literal

import attrs

from livingwell_core.profiles.checks import delimiter, one_of

__all__ = ["FileKeys", "FileTable", "Join"]


@attrs.frozen(kw_only=True)
class FileKeys:
    """
    How a file of a site is opened.

    Attributes
    ----------
    file : str
        Name of the file in the site's folder; ``*`` stands for any text.
    sheet : str or None
        For workbooks; the first sheet if left out.
    header_row : int
        The row that holds the names of the columns, counted from 1. Rows above it are passed over.
    encoding : str or None
        Of a text file; found out if left out.
    delimiter : str or None
        Of a text file; found out if left out.
    reader : str or None
        Id of the reader; chosen by the file's ending if left out.
    """

    file: str
    sheet: str | None = None
    header_row: int = attrs.field(default=1, validator=attrs.validators.ge(1))
    encoding: str | None = None
    delimiter: str | None = attrs.field(default=None, validator=attrs.validators.optional(delimiter))
    reader: str | None = None


@attrs.frozen(kw_only=True)
class Join(FileKeys):
    """
    A second file that says more about the rows of a first; its name is that of one file, without ``*``.

    Attributes
    ----------
    match : mapping of str to str
        Columns of the first file, and those of the second that have to hold the same.
    take : tuple of str
        Columns of the second file that the rows of the first get.
    """

    match: dict[str, str]
    take: tuple[str, ...]

    def __attrs_post_init__(self) -> None:
        if not self.match or not self.take:
            msg = "'match' and 'take' to name at least one column each"
            raise ValueError(msg)
        both = sorted({*self.take} & {*self.match.values()})
        twice = sorted({name for name in self.take if self.take.count(name) > 1})
        if both or twice:
            msg = f"'take' to name each column once and none of 'match', got {', '.join(both or twice)}"
            raise ValueError(msg)
        if "*" in self.file:
            msg = f"the name of one file, without a star, got {self.file!r}"
            raise ValueError(msg)


@attrs.frozen(kw_only=True)
class FileTable(FileKeys):
    """
    What tables of people and tables of answers have in common.

    Attributes
    ----------
    person : str
        Column of the local identifier.
    person_is : {"text", "nhs-number"}
        What identifiers are: any text, compared exactly; or NHS numbers, which may be written with spaces or
        hyphens and whose check digit has to be right.
    referral : str or None
        Column that says which referral a row belongs to; for evaluations by referral.
    only : mapping of str to tuple of str
        Columns and the values that count: rows with another value are left out, and counted. ``""`` stands
        for a blank cell; case and doubled spaces do not matter.
    joins : tuple of Join
        Second files, one after the other; a later one may match what an earlier one gave.
    """

    person: str
    person_is: Literal["text", "nhs-number"] = attrs.field(
        default="text", validator=one_of("text", "nhs-number")
    )
    referral: str | None = None
    only: dict[str, tuple[str, ...]] = attrs.field(factory=dict)
    joins: tuple[Join, ...] = ()

    def __attrs_post_init__(self) -> None:
        empty = [column for column, values in self.only.items() if not values]
        if empty:
            msg = f"'only' to list at least one value for {', '.join(empty)}"
            raise ValueError(msg)
        # What does not count is never shown, but a person's identifier in a profile would be.
        if self.person in self.only:
            msg = f"'only' to name another column than 'person', got {self.person!r}"
            raise ValueError(msg)
        taken = [column for join in self.joins for column in join.take]
        twice = sorted({column for column in taken if taken.count(column) > 1})
        if twice:
            msg = f"'joins' to take each column once, got {', '.join(twice)}"
            raise ValueError(msg)
        for place, join in enumerate(self.joins):
            later = {column for other in self.joins[place:] for column in other.take}
            early = sorted(later & join.match.keys())
            if early:
                msg = f"a join to match what an earlier one takes, or the file itself has, got {early[0]!r}"
                raise ValueError(msg)
