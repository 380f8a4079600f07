"""
Time points that stand beside each other in one row: columns that only a word such as "baseline" sets apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs
import polars as pl

from livingwell_core.cohorts.readers import ROW, exact
from livingwell_core.mapping.columns import Table, columns_of
from livingwell_core.mapping.hints import TIME_POINTS
from livingwell_core.mapping.names import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from livingwell_core.mapping.guess import Value
    from livingwell_core.mapping.one_table import TableDraft
    from livingwell_core.mapping.opening import Opened

__all__ = ["Round", "rounds_of"]

_FEWEST: Final = 3
_MOSTLY: Final = 0.8


@attrs.frozen(kw_only=True)
class Round:
    """
    One time point of a row.

    Attributes
    ----------
    words : str
        What sets its columns apart: ``"follow up"``; empty for the columns of no time point.
    columns : mapping of str to str
        Names without these words, and the columns that they are of.
    """

    words: str
    columns: Mapping[str, str]

    def of(self, opened: Opened, person: str | None) -> Opened:
        """Give the part of a table with these columns, without the words in their names, and the person's."""
        taken = dict(self.columns) | ({person: person} if person else {})
        wanted = [exact(column).alias(plain) for plain, column in taken.items()]
        sample = opened.table.sample.select(pl.col(ROW), *wanted)
        table = Table(
            frame=opened.table.frame.select(pl.col(ROW), *wanted),
            sample=sample,
            rows=opened.table.rows,
            columns=columns_of(sample),
        )
        return attrs.evolve(opened, table=table)

    def named(self, draft: TableDraft) -> TableDraft:
        """Give a draft of that part with the file's own names of columns."""
        return attrs.evolve(
            draft,
            guesses=tuple(attrs.evolve(one, value=_back(one.value, self.columns)) for one in draft.guesses),
        )


def rounds_of(names: Iterable[str]) -> list[Round]:
    """
    Find the time points of a row.

    Parameters
    ----------
    names : iterable of str
        Columns, in the order of the file.

    Returns
    -------
    list of Round
        In the order of their first columns, last the columns of none; empty where names tell of fewer than
        two time points with the same columns.
    """
    apart: dict[str, dict[str, str]] = {}
    rest: dict[str, str] = {}
    for name in names:
        words, plain = _apart(tokens(name))
        place = apart.setdefault(words, {}) if words and plain else rest
        place.setdefault(plain if words and plain else name, name)
    several = {words: columns for words, columns in apart.items() if _again(words, apart)}
    if len(several) < 2:
        return []
    for words, columns in apart.items():
        if words not in several:
            rest |= {name: name for name in columns.values()}
    rounds = [Round(words=words, columns=columns) for words, columns in several.items()]
    return [*rounds, Round(words="", columns=rest)]


def _again(words: str, apart: Mapping[str, Mapping[str, str]]) -> bool:
    """Say whether most columns of a time point stand at another one too."""
    mine = apart[words].keys()
    shared = max((len(mine & other.keys()) for name, other in apart.items() if name != words), default=0)
    return shared >= max(_FEWEST, _MOSTLY * len(mine))


def _apart(words: tuple[str, ...]) -> tuple[str, str]:
    """Take the words of a time point out of a name."""
    for point in TIME_POINTS:
        for place in range(len(words) - len(point) + 1):
            if words[place : place + len(point)] == point:
                plain = " ".join((*words[:place], *words[place + len(point) :]))
                return " ".join(point), plain
    return "", " ".join(words)


def _back(value: Value | None, columns: Mapping[str, str]) -> Value | None:
    if isinstance(value, str):
        return columns.get(value, value)
    if isinstance(value, tuple):
        return tuple(columns.get(one, one) for one in value)
    if isinstance(value, dict):
        return {key: _back(one, columns) or one for key, one in value.items()}
    return value
