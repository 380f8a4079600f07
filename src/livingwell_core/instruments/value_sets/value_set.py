"""
A value set: what each state that some items describe is worth, with who found that out and how.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
import numpy as np

from livingwell_core.instruments.scale import exact_number
from livingwell_core.instruments.value_sets.checks import check_table
from livingwell_core.instruments.value_sets.grid import Grid

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

__all__ = ["ILLUSTRATIVE", "MOST_DECIMALS", "ValueSet"]

#: Said wherever a number rests on a value set that is only an example.
ILLUSTRATIVE = "ILLUSTRATIVE, NOT THE LICENSED VALUE SET"
#: Finer utilities than this would not fit the exact scale of scores.
MOST_DECIMALS = 6


def _fixed(values: Iterable[int]) -> NDArray[np.int32]:
    fixed = np.array(values, dtype=np.int32).reshape(-1)
    fixed.flags.writeable = False
    return fixed


@attrs.frozen(kw_only=True)
class ValueSet:
    """
    What every state is worth.

    Attributes
    ----------
    id : str
        Never reused: ``"eq5d3l-uk-tto"``.
    title : str
    instrument : str
        Id of the instrument whose answers it values.
    items : tuple of str
        Ids of the instrument's items that it uses, in its own order.
    levels : tuple of range
        The codes of each of them, of oriented answers.
    best : tuple of int
        The codes of the state that is worth 1.
    worst_value : int or Fraction
        The lowest utility.
    decimals : int
        To how many decimals utilities are given.
    values : array of int32, shape (number of states,)
        Utilities in steps of ``10**-decimals``, the last item's level changing fastest. Cannot be written to.
    author, year, doi, country, method, version, licence, note
        Whose it is.
    illustrative : bool
        True for an example that must never be taken for the published one.

    Raises
    ------
    ValueError
        If the table is not complete, the best state is not worth 1, the worst value is not the lowest, or a
        state is worth more than one that is better.
    """

    id: str = attrs.field(validator=attrs.validators.min_len(1))
    title: str = attrs.field(validator=attrs.validators.min_len(1))
    instrument: str
    items: tuple[str, ...] = attrs.field(validator=attrs.validators.min_len(1))
    levels: tuple[range, ...]
    best: tuple[int, ...]
    worst_value: int | Fraction = attrs.field(converter=exact_number)
    decimals: int = attrs.field(validator=[attrs.validators.ge(0), attrs.validators.le(MOST_DECIMALS)])
    values: NDArray[np.int32] = attrs.field(
        converter=_fixed, repr=False, eq=attrs.cmp_using(eq=np.array_equal), hash=False
    )
    author: str = attrs.field(validator=attrs.validators.min_len(1))
    year: int
    version: str = attrs.field(validator=attrs.validators.min_len(1))
    licence: str = attrs.field(validator=attrs.validators.min_len(1))
    doi: str = ""
    country: str = ""
    method: str = ""
    note: str = ""
    illustrative: bool = False

    def __attrs_post_init__(self) -> None:
        if not len(self.items) == len(self.levels) == len(self.best) == len(set(self.items)):
            msg = f"value set {self.id!r}: each item once, with its levels and its best level"
            raise ValueError(msg)
        if any(code not in levels for code, levels in zip(self.best, self.levels, strict=True)):
            msg = f"value set {self.id!r}: 'best' must be one of each item's levels, got {self.best}"
            raise ValueError(msg)
        if len(self.values) != self.grid.size:
            msg = f"value set {self.id!r}: {self.grid.size} states have {len(self.values)} utilities"
            raise ValueError(msg)
        faults = check_table(
            self.grid,
            self.values.astype(np.int64),
            best=self.best,
            worst_value=self.worst_value,
            decimals=self.decimals,
        )
        lines = [
            f"state {self.grid.name(fault.index)}: {fault.reason}, got {fault.value}"
            for fault in faults
            if fault.index is not None
        ]
        if lines:
            msg = f"value set {self.id!r}: {'; '.join(lines)}"
            raise ValueError(msg)

    @property
    def grid(self) -> Grid:
        """The states, in the order of `values`."""
        return Grid(self.items, self.levels)

    @property
    def identity(self) -> str:
        """Everything that tells it from another, on one line."""
        parts = (
            ILLUSTRATIVE if self.illustrative else "",
            f"{self.title} ({self.id})",
            f"{self.author} {self.year}",
            f"doi {self.doi}" if self.doi else "",
            self.country,
            self.method,
            f"version {self.version}",
        )
        return "; ".join(filter(None, parts))

    @property
    def worst_state(self) -> tuple[int, ...]:
        """The codes of the first state that is worth least."""
        return self.grid.codes(int(np.argmin(self.values)))

    def utility(self, codes: Iterable[int]) -> int | Fraction:
        """
        Give the utility of one state, exactly.

        Raises
        ------
        ValueError
            If that is no state of it.
        """
        state = tuple(codes)
        if len(state) != len(self.items) or any(
            code not in levels for code, levels in zip(state, self.levels, strict=True)
        ):
            msg = f"value set {self.id!r}: {state} is no state of {', '.join(self.items)}"
            raise ValueError(msg)
        return exact_number(Fraction(int(self.values[self.grid.index(state)]), 10**self.decimals))
