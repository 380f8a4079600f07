"""
The numbers that are published about a score, each under a name and with its source.

Five kinds: change beyond measurement error, the clinical range, reliability, what is usual in a population,
and change that people notice. Of each kind a score may have several; the first that is verified is used, and
any other only where somebody asks for it by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

import attrs

from livingwell_core.instruments.scale import exact_number, number_as_data

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from fractions import Fraction

__all__ = [
    "DEFINITIONS",
    "OWN",
    "ClinicalRange",
    "ImportantDifference",
    "Misfit",
    "PopulationNorm",
    "Reliability",
    "ReliableChange",
    "ScoreDefinition",
    "called",
    "misfits",
]

#: The id of a number that an evaluation brings itself; no instrument's own number has it.
OWN: Final = "this-evaluation"


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


@attrs.frozen(kw_only=True)
class Reliability:
    """
    How much of the score's variance is not measurement error.

    Attributes
    ----------
    id : str
        The name it is asked for by.
    value : int or Fraction
        Without unit, more than 0 and below 1.
    kind : str
        What was measured: ``"test-retest"``, ``"internal consistency"``.
    source : str
        Where the number stands, and of whom it is.
    verified : bool
        False where the source was not read: never used unless it is asked for by name, and said wherever
        it is used.
    """

    id: str
    value: int | Fraction = attrs.field(
        converter=exact_number, validator=[attrs.validators.gt(0), attrs.validators.lt(1)]
    )
    kind: str = attrs.field(validator=attrs.validators.min_len(1))
    source: str = attrs.field(validator=attrs.validators.min_len(1))
    verified: bool = True


@attrs.frozen(kw_only=True)
class PopulationNorm:
    """
    Mean and standard deviation of the score in a population.

    Attributes
    ----------
    id : str
        The name it is asked for by, among those of the same kind of population.
    population : {"functional", "clinical"}
        People in general, or people whom mental health services support.
    mean : int or Fraction
        In points of the score.
    sd : int or Fraction
        Standard deviation in points, > 0.
    source : str
        Where the numbers stand, and who the people are.
    verified : bool
        False where the source was not read: never used unless it is asked for by name, and said wherever
        it is used.
    """

    id: str
    population: Literal["functional", "clinical"] = attrs.field(
        validator=attrs.validators.in_(("functional", "clinical"))
    )
    mean: int | Fraction = attrs.field(converter=exact_number)
    sd: int | Fraction = attrs.field(converter=exact_number, validator=attrs.validators.gt(0))
    source: str = attrs.field(validator=attrs.validators.min_len(1))
    verified: bool = True


@attrs.frozen(kw_only=True)
class ImportantDifference:
    """
    The minimal important difference: the least change that people themselves notice.

    Change of exactly this many points counts (>=).

    Attributes
    ----------
    id : str
        The name it is asked for by.
    points : int or Fraction
        In points of the score, > 0.
    points_worse : int or Fraction or None
        The one for getting worse, where it is another, > 0; None where it is `points`.
    source : str
        Where the numbers stand.
    verified : bool
        False where the source was not read: never used unless it is asked for by name, and said wherever
        it is used.
    """

    id: str
    points: int | Fraction = attrs.field(converter=exact_number, validator=attrs.validators.gt(0))
    points_worse: int | Fraction | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(exact_number),
        validator=attrs.validators.optional(attrs.validators.gt(0)),
    )
    source: str = attrs.field(validator=attrs.validators.min_len(1))
    verified: bool = True


ScoreDefinition: TypeAlias = (
    ReliableChange | ClinicalRange | Reliability | PopulationNorm | ImportantDifference
)

#: The attributes of a score that hold such numbers, and what each holds.
DEFINITIONS: Final[Mapping[str, type[ScoreDefinition]]] = {
    "reliable_changes": ReliableChange,
    "clinical_ranges": ClinicalRange,
    "reliabilities": Reliability,
    "norms": PopulationNorm,
    "important_differences": ImportantDifference,
}
_CALLED: Final = {
    ReliableChange: "reliable change",
    ClinicalRange: "clinical range",
    Reliability: "reliability",
    ImportantDifference: "important difference",
}
# Attributes in points: what is said of one that is longer than the score's range; and those within it.
_LENGTHS: Final = {
    "points": "nobody's score can change by this",
    "points_worse": "nobody's score can change by this",
    "sd": "is wider than the score's range",
}
_PLACES: Final = ("edge", "mean")


def called(definition: ScoreDefinition) -> str:
    """Give what a definition is, in words: ``"clinical range"``, ``"functional norm"``."""
    if isinstance(definition, PopulationNorm):
        return f"{definition.population} norm"
    return _CALLED[type(definition)]


class Misfit(NamedTuple):
    """
    A number that a score of this range cannot have.

    Attributes
    ----------
    key : str
        The attribute: ``"points"``.
    reason : str
    value, expected : str
        What is there, and what could be.
    """

    key: str
    reason: str
    value: str
    expected: str


def misfits(definition: object, lowest: int | Fraction, highest: int | Fraction) -> Iterator[Misfit]:
    """
    Give each number of a definition that a score from `lowest` to `highest` cannot have.

    Parameters
    ----------
    definition : ScoreDefinition, or keys of a file with the same names
    lowest, highest : int or Fraction
        In points.
    """
    span = highest - lowest
    for key, reason in _LENGTHS.items():
        length = getattr(definition, key, None)
        if length is not None and not 0 < length <= span:
            told = reason if length > 0 else "wrong value"
            yield Misfit(key, told, _said(length), f"more than 0, at most {_said(span)}")
    for key in _PLACES:
        place = getattr(definition, key, None)
        if place is not None and not lowest <= place <= highest:
            expected = f"{_said(lowest)} to {_said(highest)}"
            yield Misfit(key, "is outside the score's range", _said(place), expected)
    share = getattr(definition, "value", None)
    if share is not None and not 0 < share < 1:
        yield Misfit("value", "wrong value", _said(share), "more than 0, below 1")


def _said(number: int | Fraction) -> str:
    return str(number_as_data(number))
