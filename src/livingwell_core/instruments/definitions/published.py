"""
What a definition says is published about a score: thresholds, reliabilities, norms, differences; read and
written.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import attrs

from livingwell_core.instruments.definitions.items import check_texts
from livingwell_core.instruments.scale import number_as_data
from livingwell_core.instruments.score_definitions import DEFINITIONS, OWN, misfits

if TYPE_CHECKING:
    from livingwell_core.instruments.definitions.entries import ScoreKeys
    from livingwell_core.instruments.scale import Scale
    from livingwell_core.instruments.score import Score
    from livingwell_core.instruments.value_sets.faults import Faults

__all__ = ["check_published", "published_as_data", "published_of"]

_PLURALS: Final = {
    "reliable_changes": "thresholds",
    "clinical_ranges": "thresholds",
    "reliabilities": "reliabilities",
    "norms": "norms of one population",
    "important_differences": "differences",
}


def check_published(keys: ScoreKeys, key: str, span: Scale | ScoreKeys, faults: Faults) -> None:
    """
    Note every number without a name or a source, every name twice, and what a score cannot have.

    Parameters
    ----------
    keys : ScoreKeys
    key : str
        The score's place in the file: ``"scores[1]"``.
    span : Scale or ScoreKeys
        What knows the score's range: its rule, or else the file.
    faults : Faults
    """
    for kind in DEFINITIONS:
        earlier: list[tuple[str, str]] = []
        for number, entry in enumerate(getattr(keys, kind), start=1):
            place = f"{key}.{kind}[{number}]"
            texts = {name: getattr(entry, name) for name in ("id", "kind", "source") if hasattr(entry, name)}
            check_texts({f"{place}.{name}": text for name, text in texts.items()}, faults)
            # A norm is asked for by its name and its population.
            name = (getattr(entry, "population", ""), entry.id)
            if entry.id == OWN:
                reason = "is kept for numbers that an evaluation brings itself"
                faults.add(f"{place}.id", reason, value=OWN, expected="another id")
            elif name in earlier:
                faults.add(f"{place}.id", f"two {_PLURALS[kind]} have one id", value=entry.id)
            earlier.append(name)
            for misfit in misfits(entry, span.lowest, span.highest):
                faults.add(
                    f"{place}.{misfit.key}", misfit.reason, value=misfit.value, expected=misfit.expected
                )


def published_of(keys: ScoreKeys) -> dict[str, Any]:
    """Make the attributes of a score that hold what is published, of keys without a fault."""
    return {
        kind: tuple(cls(**attrs.asdict(entry)) for entry in getattr(keys, kind))
        for kind, cls in DEFINITIONS.items()
    }


def published_as_data(score: Score) -> dict[str, list[dict[str, Any]]]:
    """
    Write what is published about a score as the tables of a file.

    Raises
    ------
    ValueError
        If an evaluation has brought a number of its own.
    """
    if any(definition.id == OWN for definition in score.definitions):
        msg = f"the score {score.id!r} has a number that is an evaluation's own"
        raise ValueError(msg)
    return {
        kind: [
            {
                name: number_as_data(value) if isinstance(value, Fraction) else value
                for name, value in attrs.asdict(definition).items()
                if value is not None
            }
            for definition in getattr(score, kind)
        ]
        for kind in DEFINITIONS
    }
