"""
What an evaluation chooses of a score: its definitions by name, numbers of its own, and a missing rule.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import attrs

from livingwell_core.errors import InputError, Problem
from livingwell_core.instruments import (
    OWN,
    ImportantDifference,
    PopulationNorm,
    Reliability,
    Score,
    missing_rule,
)
from livingwell_core.instruments.definitions.draft import KINDS
from livingwell_core.instruments.definitions.items import check_texts
from livingwell_core.instruments.score import CHOICES
from livingwell_core.instruments.score_definitions import misfits
from livingwell_core.instruments.value_sets.faults import Faults
from livingwell_core.toml_files import structure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from livingwell_core.evaluations.settings import ScoreSettings
    from livingwell_core.instruments import ScoreDefinition

__all__ = ["OwnDifference", "OwnNorm", "OwnReliability", "choose"]


@attrs.frozen(kw_only=True)
class OwnReliability:
    """
    A reliability in the place of a name; the attributes are those of `Reliability`.
    """

    value: int | Fraction
    source: str
    kind: str = "not stated"


@attrs.frozen(kw_only=True)
class OwnDifference:
    """
    A minimal important difference in the place of a name; the attributes are those of `ImportantDifference`.
    """

    points: int | Fraction
    points_worse: int | Fraction | None = None
    source: str


@attrs.frozen(kw_only=True)
class OwnNorm:
    """
    A norm in the place of a name; the attributes are those of `PopulationNorm`, and the key says of whom.
    """

    mean: int | Fraction
    sd: int | Fraction
    source: str


_OWN_KEYS: Final[Mapping[str, type[OwnReliability | OwnDifference | OwnNorm]]] = {
    "reliability": OwnReliability,
    "important_difference": OwnDifference,
    "functional_norm": OwnNorm,
    "clinical_norm": OwnNorm,
}
_MADE: Final[Mapping[str, Callable[..., ScoreDefinition]]] = {
    "reliability": Reliability,
    "important_difference": ImportantDifference,
    "functional_norm": lambda **keys: PopulationNorm(population="functional", **keys),
    "clinical_norm": lambda **keys: PopulationNorm(population="clinical", **keys),
}


def choose(score: Score, settings: ScoreSettings, file: str, key: str) -> tuple[Score, list[Problem]]:
    """
    Give a score with the definitions that an evaluation asks for, and all that is wrong with what it asks.

    Parameters
    ----------
    score : Score
    settings : ScoreSettings
    file : str
        The evaluation file as messages name it.
    key : str
        The table's place in it: ``"scores.reqol10.total"``.

    Returns
    -------
    tuple of Score and list of Problem
        What is wrong is not chosen.
    """
    faults = Faults(file)
    try:
        score = _with_missing_rule(score, settings.missing)
    except ValueError as error:
        faults.add(key, str(error))
    # One by one, so that all that is wrong is said at once.
    for what in CHOICES:
        choice: Any = getattr(settings, what)
        if isinstance(choice, dict):
            choice = _own(choice, what, score, f"{key}.{what}", faults)
        try:
            score = score.using(**{what: choice})
        except ValueError as error:
            faults.add(key, str(error))
    if settings.percentage_change is None and settings.zero_start != "set-aside":
        faults.add(f"{key}.zero_start", "is of nothing without 'percentage_change'")
    score = score.using(percentage_change=settings.percentage_change, zero_start=settings.zero_start)
    return score, faults.problems


def _with_missing_rule(score: Score, name: str | None) -> Score:
    if name is None:
        return score
    rule = score.rule.using(missing_rule(name))
    rule.missing.denominator(len(score.items))
    return score.using(rule=rule)


def _own(table: dict[str, Any], what: str, score: Score, key: str, faults: Faults) -> ScoreDefinition | None:
    """Make a definition of an evaluation's own number; None and faults where that cannot be done."""
    before = len(faults.problems)
    try:
        keys = structure(table, _OWN_KEYS[what], faults.file, KINDS)
    except InputError as error:
        faults.problems += [
            problem._replace(column=f"{key}.{problem.column}" if problem.column else key)
            for problem in error.problems
        ]
        return None
    texts = {name: text for name, text in attrs.asdict(keys).items() if name in {"kind", "source"}}
    check_texts({f"{key}.{name}": text for name, text in texts.items()}, faults)
    for misfit in misfits(keys, score.lowest, score.highest):
        faults.add(f"{key}.{misfit.key}", misfit.reason, value=misfit.value, expected=misfit.expected)
    if len(faults.problems) > before:
        return None
    source = f"this evaluation: {keys.source}"
    return _MADE[what](**{**attrs.asdict(keys), "id": OWN, "source": source})
