"""
A score: its items and rule, which way is better, and its thresholds with their sources.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, TypeVar

import attrs

from livingwell_core.errors import did_you_mean
from livingwell_core.instruments.rules import Rule
from livingwell_core.instruments.scale import exact_number

__all__ = ["ClinicalRange", "ReliableChange", "Score"]


@attrs.frozen(kw_only=True)
class ReliableChange:
    """
    A published threshold for change that is more than measurement error.

    Change of exactly this many points counts (>=), as NHS England's and the programme's do.

    Attributes
    ----------
    id : str
        The name it is asked for by.
    points : int or Fraction
        In points of the score, > 0.
    source : str
        Where the number stands.
    verified : bool
        False where the source was not read: never used unless it is asked for by name, and said wherever
        it is used.
    """

    id: str
    points: int | Fraction = attrs.field(converter=exact_number, validator=attrs.validators.gt(0))
    source: str = attrs.field(validator=attrs.validators.min_len(1))
    verified: bool = True


@attrs.frozen(kw_only=True)
class ClinicalRange:
    """
    The scores of people who would be expected in a mental health service.

    Attributes
    ----------
    id : str
        The name it is asked for by.
    edge : int or Fraction
        The last score inside the range: the highest where higher is better, else the lowest.
    source : str
        Where the number stands.
    verified : bool
        False where the source was not read: never used unless it is asked for by name, and said wherever
        it is used.
    """

    id: str
    edge: int | Fraction = attrs.field(converter=exact_number)
    source: str = attrs.field(validator=attrs.validators.min_len(1))
    verified: bool = True


Named = TypeVar("Named", ReliableChange, ClinicalRange)


@attrs.frozen(kw_only=True)
class Score:
    """
    One score of an instrument.

    Attributes
    ----------
    id : str
        Unique within the instrument: ``"total"``.
    title : str
        For people.
    items : tuple of str
        Ids of the items that it is made of.
    rule : Rule
        How the answers become the score.
    lowest, highest : int or Fraction
        The range, in points. Checked against the rule when the instrument is made.
    better : {"higher", "lower"}
        Which way is better.
    unit : str
        "points", or "utility".
    measurement : {"interval", "ordinal"}
        An ordinal score is summarised by medians; means of it are not given.
    reliable_changes : tuple of ReliableChange
        The first that is verified is used unless another is named. May be empty.
    clinical_ranges : tuple of ClinicalRange
        Likewise.
    note : str
        A caution that goes with every use, or "".
    named : frozenset of {"reliable_change", "clinical_range"}
        Which of these were asked for by name: then the first is used, verified or not. Set by `using`.
    """

    id: str
    title: str
    items: tuple[str, ...]
    rule: Rule
    lowest: int | Fraction = attrs.field(converter=exact_number)
    highest: int | Fraction = attrs.field(converter=exact_number)
    better: Literal["higher", "lower"] = attrs.field(validator=attrs.validators.in_(("higher", "lower")))
    unit: str = "points"
    measurement: Literal["interval", "ordinal"] = attrs.field(
        default="interval", validator=attrs.validators.in_(("interval", "ordinal"))
    )
    reliable_changes: tuple[ReliableChange, ...] = ()
    clinical_ranges: tuple[ClinicalRange, ...] = ()
    note: str = ""
    named: frozenset[str] = frozenset()

    @property
    def sign(self) -> int:
        """1 where higher is better, -1 where lower is."""
        return 1 if self.better == "higher" else -1

    @property
    def reliable_change(self) -> ReliableChange | None:
        """The threshold in use, or None."""
        return _in_use(self.reliable_changes, named="reliable_change" in self.named)

    @property
    def clinical_range(self) -> ClinicalRange | None:
        """The range in use, or None."""
        return _in_use(self.clinical_ranges, named="clinical_range" in self.named)

    def using(
        self,
        *,
        reliable_change: str | None = None,
        clinical_range: str | None = None,
        rule: Rule | None = None,
    ) -> Score:
        """
        Give the same score with other definitions, by name.

        Raises
        ------
        ValueError
            If there is no definition of that name; the message lists those there are.
        """
        named = {"reliable_change": reliable_change, "clinical_range": clinical_range}
        return attrs.evolve(
            self,
            reliable_changes=_first(self.reliable_changes, reliable_change, "reliable_change"),
            clinical_ranges=_first(self.clinical_ranges, clinical_range, "clinical_range"),
            rule=rule or self.rule,
            named=self.named.union(what for what, name in named.items() if name is not None),
        )


def _in_use(options: tuple[Named, ...], *, named: bool) -> Named | None:
    """Give the first, but a number that nobody verified only where somebody asked for it."""
    return next((option for option in options if named or option.verified), None)


def _first(options: tuple[Named, ...], name: str | None, what: str) -> tuple[Named, ...]:
    if name is None:
        return options
    chosen = tuple(option for option in options if option.id == name)
    if not chosen:
        msg = f"{what!r} has no {name!r}; {did_you_mean(name, [option.id for option in options])}"
        raise ValueError(msg)
    return chosen + tuple(option for option in options if option.id != name)
