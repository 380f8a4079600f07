"""
What a tally is: something small that adds.
"""

from __future__ import annotations

from typing import Protocol, Self, runtime_checkable

__all__ = ["Tally"]


@runtime_checkable
class Tally(Protocol):
    """
    A commutative monoid: sums of people, of sites, of machines.

    ``a + b == b + a``, ``(a + b) + c == a + (b + c)``, ``a + a.zero() == a``, and adding the
    tallies of two parts gives the tally of the whole.
    """

    def __add__(self, other: Self, /) -> Self:
        """Give the tally of both."""
        ...

    def zero(self) -> Self:
        """Give the tally of nobody, of the same kind."""
        ...
