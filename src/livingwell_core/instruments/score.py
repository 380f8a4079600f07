"""
A score: its items and rule, which way is better, and what is published about it, with sources.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final, Literal, TypeAlias, TypeVar

import attrs

from livingwell_core.errors import did_you_mean
from livingwell_core.instruments.external_codes import external_codes, right_codes
from livingwell_core.instruments.rules import Rule
from livingwell_core.instruments.scale import exact_number
from livingwell_core.instruments.score_definitions import (
    DEFINITIONS,
    ClinicalRange,
    ImportantDifference,
    PopulationNorm,
    Reliability,
    ReliableChange,
    ScoreDefinition,
    called,
)

__all__ = ["CHOICES", "Score", "ZeroStart"]

#: What becomes of people whose first score is 0 where change is counted in percent of it.
ZeroStart: TypeAlias = Literal["set-aside", "any-change", "refuse"]

T = TypeVar("T", ReliableChange, ClinicalRange, Reliability, PopulationNorm, ImportantDifference)

#: What can be asked for by name, and the attribute of a score that holds it.
CHOICES: Final[Mapping[str, str]] = {
    "reliable_change": "reliable_changes",
    "clinical_range": "clinical_ranges",
    "reliability": "reliabilities",
    "functional_norm": "norms",
    "clinical_norm": "norms",
    "important_difference": "important_differences",
}


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
    reliabilities : tuple of Reliability
        Likewise.
    norms : tuple of PopulationNorm
        Likewise, the first of each kind of population.
    important_differences : tuple of ImportantDifference
        Likewise.
    note : str
        A caution that goes with every use, or "".
    external_codes : mapping of str to tuple of str
        What code systems call the score: ``{"SNOMED CT": ("720433000",)}``.
    percentage_change : int or Fraction or None
        What share of the first score counts as change, in percent, > 0; None where nobody asked for one.
        Set by `using`.
    zero_start : {"set-aside", "any-change", "refuse"}
        What becomes of people whose first score is 0, where that is asked for: they are set aside and
        counted, any change of theirs counts, or nothing is said at all. Set by `using`.
    named : frozenset of str
        Keys of `CHOICES` that were asked for: then the first is used, verified or not. Set by `using`.
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
    reliabilities: tuple[Reliability, ...] = ()
    norms: tuple[PopulationNorm, ...] = ()
    important_differences: tuple[ImportantDifference, ...] = ()
    note: str = ""
    external_codes: Mapping[str, tuple[str, ...]] = attrs.field(
        factory=dict, converter=external_codes, validator=right_codes
    )
    percentage_change: int | Fraction | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(exact_number),
        validator=attrs.validators.optional(attrs.validators.gt(0)),
    )
    zero_start: ZeroStart = attrs.field(
        default="set-aside", validator=attrs.validators.in_(("set-aside", "any-change", "refuse"))
    )
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

    @property
    def reliability(self) -> Reliability | None:
        """The reliability in use, or None."""
        return _in_use(self.reliabilities, named="reliability" in self.named)

    @property
    def functional_norm(self) -> PopulationNorm | None:
        """The norm of a functional population in use, or None."""
        norms = tuple(norm for norm in self.norms if norm.population == "functional")
        return _in_use(norms, named="functional_norm" in self.named)

    @property
    def clinical_norm(self) -> PopulationNorm | None:
        """The norm of a clinical population in use, or None."""
        norms = tuple(norm for norm in self.norms if norm.population == "clinical")
        return _in_use(norms, named="clinical_norm" in self.named)

    @property
    def important_difference(self) -> ImportantDifference | None:
        """The minimal important difference in use, or None."""
        return _in_use(self.important_differences, named="important_difference" in self.named)

    @property
    def definitions(self) -> tuple[ScoreDefinition, ...]:
        """Everything that is published about it, used or not."""
        return tuple(definition for kind in DEFINITIONS for definition in getattr(self, kind))

    def using(  # noqa: PLR0913 - a keyword for each thing that can be chosen
        self,
        *,
        reliable_change: str | ReliableChange | None = None,
        clinical_range: str | ClinicalRange | None = None,
        reliability: str | Reliability | None = None,
        functional_norm: str | PopulationNorm | None = None,
        clinical_norm: str | PopulationNorm | None = None,
        important_difference: str | ImportantDifference | None = None,
        percentage_change: float | Fraction | None = None,
        zero_start: ZeroStart | None = None,
        rule: Rule | None = None,
    ) -> Score:
        """
        Give the same score with other definitions: by name, or with one that it does not have.

        What is left out stays as it is.

        Raises
        ------
        ValueError
            If there is no definition of that name, the message lists those there are; or if a norm is not of
            the population that it is asked for.
        """
        choices: dict[str, str | ScoreDefinition | None] = {
            "reliable_change": reliable_change,
            "clinical_range": clinical_range,
            "reliability": reliability,
            "functional_norm": functional_norm,
            "clinical_norm": clinical_norm,
            "important_difference": important_difference,
        }
        named = {what: choice for what, choice in choices.items() if choice is not None}
        lists: dict[str, Any] = {kind: getattr(self, kind) for kind in DEFINITIONS}
        for what, choice in named.items():
            lists[CHOICES[what]] = _first(lists[CHOICES[what]], choice, what)
        return attrs.evolve(
            self,
            **lists,
            rule=rule or self.rule,
            percentage_change=self.percentage_change if percentage_change is None else percentage_change,
            zero_start=zero_start or self.zero_start,
            named=self.named.union(named),
        )


def _in_use(options: tuple[T, ...], *, named: bool) -> T | None:
    """Give the first, but a number that nobody verified only where somebody asked for it."""
    return next((option for option in options if named or option.verified), None)


def _first(
    options: tuple[ScoreDefinition, ...], choice: str | ScoreDefinition, what: str
) -> tuple[ScoreDefinition, ...]:
    """Put what was chosen before the others: one of them, or one more in the place of any of its name."""
    can_be = [option for option in options if _answers(option, what)]
    if isinstance(choice, str):
        chosen = next((option for option in can_be if option.id == choice), None)
        if chosen is None:
            msg = f"{what!r} has no {choice!r}; {did_you_mean(choice, [option.id for option in can_be])}"
            raise ValueError(msg)
    elif _answers(choice, what):
        chosen = choice
    else:
        msg = f"{what!r} must be a definition of that kind, got {called(choice)} {choice.id!r}"
        raise ValueError(msg)
    replaced = [option for option in can_be if option.id == chosen.id]
    return (chosen, *(option for option in options if option not in replaced))


def _answers(definition: ScoreDefinition, what: str) -> bool:
    """Say whether a definition is of the kind that is asked for, a norm of that population."""
    return called(definition).replace(" ", "_") == what
