"""
An instrument as plain data, in the form of its TOML file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from livingwell_core.instruments.definitions.published import published_as_data
from livingwell_core.instruments.definitions.rules import rule_as_data
from livingwell_core.instruments.scale import number_as_data
from livingwell_core.instruments.utility import UTILITY
from livingwell_core.instruments.value_sets import Valued

if TYPE_CHECKING:
    from livingwell_core.instruments.instrument import Instrument, Item
    from livingwell_core.instruments.score import Score
    from livingwell_core.instruments.utility import Utility
    from livingwell_core.instruments.value_sets import ValueSet

__all__ = ["definition_of"]

_POLARITY = {False: "with", True: "against", None: "stated-by-profile"}


def definition_of(instrument: Instrument) -> dict[str, Any]:
    """
    Give an instrument as plain data: texts, numbers, lists and tables, which JSON and TOML can hold.

    `instrument_of` makes the same instrument of it, without its cases, which are a file beside it. What data
    cannot say of a rule is the name of its class.

    Raises
    ------
    ValueError
        If a rule cannot be written, or a score uses a value set that an evaluation has chosen, or a number
        that is an evaluation's own.
    """
    return {
        "id": instrument.id,
        "title": instrument.title,
        "source": instrument.source,
        "licence": instrument.licence,
        "status": instrument.status,
        "primary": list(instrument.primary),
        "items": [_item(item) for item in instrument.items],
        "scores": [_score(score) for score in instrument.scores if not _is_default(score, instrument)],
        **({"utility": _utility(instrument.utility)} if instrument.utility else {}),
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "label": item.label,
        "lowest": item.lowest,
        "highest": item.highest,
        "labels": dict(item.labels),
        "missing_codes": list(item.missing_codes),
        "polarity": _POLARITY[item.negative],
        "external_codes": {system: list(codes) for system, codes in item.external_codes.items()},
    }


def _is_default(score: Score, instrument: Instrument) -> bool:
    """Say whether the score is the utility by the instrument's own value set, which brings it by itself."""
    if not isinstance(score.rule, Valued):
        return False
    utility = instrument.utility
    if score.id != UTILITY or utility is None or utility.value_set != score.rule.value_set:
        msg = f"the score {score.id!r} uses a value set that is not the instrument's own"
        raise ValueError(msg)
    return True


def _score(score: Score) -> dict[str, Any]:
    return {
        "id": score.id,
        "title": score.title,
        "items": list(score.items),
        **rule_as_data(score.rule),
        "lowest": number_as_data(score.lowest),
        "highest": number_as_data(score.highest),
        "better": score.better,
        "unit": score.unit,
        "measurement": score.measurement,
        "note": score.note,
        "external_codes": {system: list(codes) for system, codes in score.external_codes.items()},
        **published_as_data(score),
    }


def _utility(utility: Utility) -> dict[str, Any]:
    keys: dict[str, Any] = {"title": utility.title, "source": utility.source, "note": utility.note}
    return keys if utility.value_set is None else {**keys, "value_set": _value_set(utility.value_set)}


def _value_set(value_set: ValueSet) -> dict[str, Any]:
    return {
        **attrs.asdict(value_set, recurse=False),
        "items": list(value_set.items),
        "levels": [[levels[0], levels[-1]] for levels in value_set.levels],
        "best": list(value_set.best),
        "worst_value": number_as_data(value_set.worst_value),
        "values": value_set.values.tolist(),
    }
