"""
What happens to a score when answers are missing: named rules, none of them silent.
"""

from __future__ import annotations

import math
import re
from typing import Protocol, runtime_checkable

import attrs

__all__ = ["CompleteCases", "MissingRule", "Prorate", "missing_rule"]


@runtime_checkable
class MissingRule(Protocol):
    """
    How many answers may be missing from a sum of `n_items`, and what the sum then is.

    A rule never sees what was answered, so it cannot favour anyone.
    """

    @property
    def id(self) -> str:
        """The name that findings and pages give."""
        ...

    @property
    def max_missing(self) -> int:
        """The largest number of missing answers for which a score is given."""
        ...

    def denominator(self, n_items: int) -> int:
        """Steps to a point that make every score of this rule an integer."""
        ...


@attrs.frozen
class CompleteCases:
    """A score needs every answer."""

    @property
    def id(self) -> str:
        """The name that findings and pages give."""
        return "complete-cases"

    @property
    def max_missing(self) -> int:
        """None may be missing."""
        return 0

    def denominator(self, n_items: int) -> int:  # noqa: ARG002 - the protocol's signature
        """Whole points."""
        return 1


@attrs.frozen(kw_only=True)
class Prorate:
    """
    Up to `max_missing` missing answers are replaced by the mean of those given.

    The sum of the k given of n answers is multiplied by n / k. This is a rule of thumb in wide
    use, not a rule of any instrument's authors unless a definition says so; a score made
    with it carries its name.

    Attributes
    ----------
    max_missing : int
        >= 1.
    """

    max_missing: int = attrs.field(validator=attrs.validators.ge(1))

    @property
    def id(self) -> str:
        """The name that findings and pages give."""
        return f"prorate(max_missing={self.max_missing})"

    def denominator(self, n_items: int) -> int:
        """
        Give the least common denominator of n / (n - 1), ..., n / (n - max_missing).

        Raises
        ------
        ValueError
            If not a single answer would be needed.
        """
        if self.max_missing >= n_items:
            msg = f"'max_missing' must be below the number of items, {n_items}, got {self.max_missing}"
            raise ValueError(msg)
        given = (n_items - missing for missing in range(self.max_missing + 1))
        return math.lcm(*(k // math.gcd(n_items, k) for k in given))


_PRORATE = re.compile(r"prorate\(\s*max_missing\s*=\s*(\d+)\s*\)")


def missing_rule(name: str) -> MissingRule:
    """
    Read a rule by the name that settings and findings use.

    Parameters
    ----------
    name : str
        ``"complete-cases"`` or ``"prorate(max_missing=1)"``.

    Raises
    ------
    ValueError
        If there is no such rule; the message names those there are.

    Examples
    --------
    >>> missing_rule("prorate(max_missing=1)").denominator(10)
    9
    """
    if name == CompleteCases().id:
        return CompleteCases()
    match = _PRORATE.fullmatch(name)
    if match and int(match[1]) >= 1:
        return Prorate(max_missing=int(match[1]))
    msg = f"'missing' must be 'complete-cases' or 'prorate(max_missing=1)' (or 2, ...), got {name!r}"
    raise ValueError(msg)
