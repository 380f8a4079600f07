"""
Named counts that add.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Counts"]


def _sorted(values: Mapping[str, int]) -> dict[str, int]:
    return {name: int(values[name]) for name in sorted(values)}


@attrs.frozen
class Counts:
    """
    How many of each named thing.

    A name that is absent counts 0, and a name that counts 0 equals an absent one.

    Attributes
    ----------
    values : mapping of str to int
        >= 0.
    """

    values: Mapping[str, int] = attrs.field(
        factory=dict, converter=_sorted, eq=lambda values: {k: v for k, v in values.items() if v}
    )

    def __attrs_post_init__(self) -> None:
        negative = {name: value for name, value in self.values.items() if value < 0}
        if negative:
            msg = f"'values' must not be negative, got {negative}"
            raise ValueError(msg)

    def __getitem__(self, name: str) -> int:
        return self.values.get(name, 0)

    def __add__(self, other: Counts) -> Counts:
        """Give the counts of both."""
        if not isinstance(other, Counts):
            return NotImplemented
        return Counts({name: self[name] + other[name] for name in {*self.values, *other.values}})

    def zero(self) -> Counts:
        """Give the counts of nothing."""
        return Counts()

    @property
    def total(self) -> int:
        """The sum over all names."""
        return sum(self.values.values())
