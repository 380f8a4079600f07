"""
The file of a value set: who made it, and one of three forms of the utilities.
"""

from __future__ import annotations

import attrs

__all__ = ["Additive", "AnyAt", "Definition", "Model", "States", "Term"]


@attrs.frozen(kw_only=True)
class AnyAt:
    """
    What is added once where any item is at a level.

    Attributes
    ----------
    level : int
    value : float
    """

    level: int
    value: float


@attrs.frozen(kw_only=True)
class Additive:
    """
    One and a number for each level that is not the best.

    Attributes
    ----------
    levels : mapping of item id to mapping of code to number
        What is added to 1; below zero. The best level may be left out.
    any_not_best : float
        Added once unless every item is at its best.
    any_at : tuple of AnyAt
    """

    levels: dict[str, dict[str, float]]
    any_not_best: float = 0.0
    any_at: tuple[AnyAt, ...] = ()


@attrs.frozen(kw_only=True)
class Term:
    """
    One term of a polynomial.

    Attributes
    ----------
    powers : mapping of variable to int
        ``{ mental = 2, physical = 1 }``: mental squared times physical.
    value : float
    """

    powers: dict[str, int]
    value: float


@attrs.frozen(kw_only=True)
class Model:
    """
    One and a polynomial in sums of distances from the best levels, rounded half to even.

    Attributes
    ----------
    variables : mapping of name to tuple of item ids
        A variable is the sum of its items' distances from their best levels.
    terms : tuple of Term
    lowest, highest : int or None
        Codes of every item that `levels` does not name.
    levels : mapping of item id to (lowest, highest)
        Codes of items that differ from the others.
    """

    variables: dict[str, tuple[str, ...]]
    terms: tuple[Term, ...]
    lowest: int | None = None
    highest: int | None = None
    levels: dict[str, tuple[int, ...]] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class States:
    """
    A CSV file with every state and its utility.

    Attributes
    ----------
    file : str or None
        Beside the TOML file; the same name with .csv if left out.
    """

    file: str | None = None


@attrs.frozen(kw_only=True)
class Definition:
    """
    A value set's TOML file.

    Attributes
    ----------
    id, title, instrument, items, best, worst_value, decimals, illustrative
        As `ValueSet` has them.
    author, year, version, licence, doi, country, method, note
        Likewise; the first four have to be there.
    additive, model, states
        Exactly one of them.
    """

    id: str
    title: str
    instrument: str
    author: str
    year: int
    licence: str
    version: str
    items: tuple[str, ...]
    best: tuple[int, ...]
    worst_value: float
    decimals: int = 3
    country: str = ""
    method: str = ""
    doi: str = ""
    note: str = ""
    illustrative: bool = False
    additive: Additive | None = None
    model: Model | None = None
    states: States | None = None
