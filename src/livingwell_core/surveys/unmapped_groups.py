"""
Values of the columns that sort people, which no group lists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import polars as pl

from livingwell_core.cohorts import GROUP
from livingwell_core.cohorts.decoding import folded
from livingwell_core.cohorts.details import details
from livingwell_core.cohorts.joining import blank
from livingwell_core.profiles import NOT_RECORDED, PeopleTable
from livingwell_core.surveys.showing import words_of
from livingwell_core.surveys.tables import PERSON
from livingwell_core.surveys.unmapped import as_unmapped, counted

if TYPE_CHECKING:
    from livingwell_core.cohorts import Reader
    from livingwell_core.evaluations.plan import TablePart
    from livingwell_core.profiles import GroupColumn
    from livingwell_core.surveys.showing import Identifiers
    from livingwell_core.surveys.unmapped import Found, Unmapped

__all__ = ["unmapped_groups"]


def unmapped_groups(part: TablePart, frame: pl.LazyFrame, identifiers: Identifiers) -> list[Unmapped]:
    """
    Find the values of the columns of groups that no group lists; parameters as for `unmapped_answers`.

    An age or a day of birth that is in no band is counted and never shown.
    """
    table = part.table
    if not isinstance(table, PeopleTable):
        return []
    result: list[Unmapped] = []
    for group in table.groups.values():
        cells = frame.filter(pl.col(PERSON).is_not_null()).select(
            PERSON, pl.lit(group.column).alias("place"), blank(group.column).alias("text")
        )
        result += as_unmapped(
            _unlisted(counted(cells), table, group, part.reader),
            identifiers,
            words_of([*group.values, *group.missing]),
            silent=bool(group.bands),
            kind="group",
            site=part.site,
            file=part.source.name,
        )
    return result


def _unlisted(found: list[Found], table: PeopleTable, group: GroupColumn, reader: Reader) -> list[Found]:
    """Leave those that a run would not know either: it is asked for each different value."""
    alone = attrs.evolve(table, groups={"it": group}, amounts={}, dates={}, date_format=None)
    texts = pl.DataFrame({group.column: pl.Series([one.text for one in found], dtype=pl.String)})
    names = details(texts, reader, alone)[f"{GROUP}it"].to_list()
    missing = {folded(text) for text in group.missing}
    return [
        one
        for one, name in zip(found, names, strict=True)
        if name == NOT_RECORDED and folded(one.text) not in missing
    ]
