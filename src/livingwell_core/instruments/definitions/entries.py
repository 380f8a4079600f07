"""
The keys of an instrument's file, as docs/reference/instrument-file.md lists them.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Literal

import attrs

__all__ = [
    "ChangeKeys",
    "DifferenceKeys",
    "InstrumentKeys",
    "ItemKeys",
    "NormKeys",
    "RangeKeys",
    "ReliabilityKeys",
    "Responses",
    "ScoreKeys",
    "UtilityKeys",
]


@attrs.frozen(kw_only=True)
class Responses:
    """
    A scale of answers that items share.

    Attributes
    ----------
    lowest, highest, labels, missing_codes
        As `Item` has them.
    """

    lowest: int
    highest: int
    labels: dict[str, int] = attrs.field(factory=dict)
    missing_codes: tuple[int, ...] = ()


@attrs.frozen(kw_only=True)
class ItemKeys:
    """
    One item.

    Attributes
    ----------
    id, label
        As `Item` has them.
    responses : str or None
        Name of a scale of answers; in its place the next four.
    lowest, highest, labels, missing_codes
        As `Responses` has them.
    polarity : {"with", "against", "stated-by-profile"}
        Whether the item as circled runs with the score.
    external_codes : mapping of str to tuple of str
        As `Item` has them.
    """

    id: str
    label: str
    responses: str | None = None
    lowest: int | None = None
    highest: int | None = None
    labels: dict[str, int] = attrs.field(factory=dict)
    missing_codes: tuple[int, ...] = ()
    polarity: Literal["with", "against", "stated-by-profile"] = "with"
    external_codes: dict[str, tuple[str, ...]] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class ChangeKeys:
    """
    A threshold of reliable change; the attributes are those of `ReliableChange`.
    """

    id: str
    points: int | Fraction
    source: str
    verified: bool = True


@attrs.frozen(kw_only=True)
class RangeKeys:
    """
    A clinical range; the attributes are those of `ClinicalRange`.
    """

    id: str
    edge: int | Fraction
    source: str
    verified: bool = True


@attrs.frozen(kw_only=True)
class ReliabilityKeys:
    """
    A reliability; the attributes are those of `Reliability`.
    """

    id: str
    value: int | Fraction
    kind: str
    source: str
    verified: bool = True


@attrs.frozen(kw_only=True)
class NormKeys:
    """
    Mean and standard deviation of a population; the attributes are those of `PopulationNorm`.
    """

    id: str
    population: Literal["functional", "clinical"]
    mean: int | Fraction
    sd: int | Fraction
    source: str
    verified: bool = True


@attrs.frozen(kw_only=True)
class DifferenceKeys:
    """
    A minimal important difference; the attributes are those of `ImportantDifference`.
    """

    id: str
    points: int | Fraction
    points_worse: int | Fraction | None = None
    source: str
    verified: bool = True


@attrs.frozen(kw_only=True)
class ScoreKeys:
    """
    One score.

    Attributes
    ----------
    items : tuple of str or None
        All items, in order, if left out.
    rule : str or dict
        "sum", "mean" or "single"; or ``{ python = "module:Class", ... }`` with its fields.
    missing : str or None
        Name of a missing rule; complete cases if left out.
    id, title, lowest, highest, better, unit, measurement, note, external_codes
        As `Score` has them.
    reliable_changes, clinical_ranges, reliabilities, norms, important_differences
        Likewise.
    """

    id: str
    title: str
    items: tuple[str, ...] | None = None
    rule: Any
    missing: str | None = None
    lowest: int | Fraction
    highest: int | Fraction
    better: Literal["higher", "lower"]
    unit: str = "points"
    measurement: Literal["interval", "ordinal"] = "interval"
    note: str = ""
    external_codes: dict[str, tuple[str, ...]] = attrs.field(factory=dict)
    reliable_changes: tuple[ChangeKeys, ...] = ()
    clinical_ranges: tuple[RangeKeys, ...] = ()
    reliabilities: tuple[ReliabilityKeys, ...] = ()
    norms: tuple[NormKeys, ...] = ()
    important_differences: tuple[DifferenceKeys, ...] = ()


@attrs.frozen(kw_only=True)
class UtilityKeys:
    """
    That the answers can be valued.

    Attributes
    ----------
    title, source, note
        As `Utility` has them.
    value_set : str or dict or None
        The value set that is used where none is named: a file beside this one; in plain data all of it.
    """

    title: str
    source: str
    note: str = ""
    value_set: Any = None


@attrs.frozen(kw_only=True)
class InstrumentKeys:
    """
    An instrument's file.

    Attributes
    ----------
    responses : mapping of name to Responses
    id, title, source, licence, status, primary, items, scores, utility
        As `Instrument` has them.
    """

    id: str
    title: str
    source: str
    licence: str
    status: str = ""
    primary: tuple[str, ...] = ()
    responses: dict[str, Responses] = attrs.field(factory=dict)
    items: tuple[ItemKeys, ...]
    scores: tuple[ScoreKeys, ...] = ()
    utility: UtilityKeys | None = None
