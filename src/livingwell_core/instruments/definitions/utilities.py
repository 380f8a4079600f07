"""
The utility of a definition, with the value set that is used where none is named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from livingwell_core.errors import InputError
from livingwell_core.instruments.definitions.items import check_texts
from livingwell_core.instruments.utility import Utility
from livingwell_core.instruments.value_sets import ValueSet, read_value_set

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from livingwell_core.instruments.definitions.draft import Draft
    from livingwell_core.instruments.definitions.entries import UtilityKeys
    from livingwell_core.instruments.instrument import Item
    from livingwell_core.instruments.value_sets.faults import Faults

__all__ = ["utility_of"]


def utility_of(
    draft: Draft,
    items: Mapping[str, Item | None],
    file: Callable[[str], Path | Traversable | None],
    faults: Faults,
) -> Utility | None:
    """Give the utility, with its own value set if it names one; None where there is none or it has faults."""
    keys = draft.utility
    if keys is None:
        return None
    check_texts({"utility.title": keys.title, "utility.source": keys.source}, faults)
    faults.one_line("utility.note", keys.note)
    codes = {item.id: item.codes for item in items.values() if item}
    value_set = None
    if keys.value_set is not None:
        try:
            value_set = _value_set(keys, codes, file, faults)
        except InputError as error:
            faults.problems += error.problems
        if value_set is None:
            return None
    try:
        utility = Utility(title=keys.title, source=keys.source, note=keys.note, value_set=value_set)
        if value_set is not None and all(items.values()):
            utility.score(value_set, draft.texts.get("id", ""), codes)
    except ValueError as error:
        faults.add("utility", str(error))
        return None
    return utility


def _value_set(
    keys: UtilityKeys,
    codes: Mapping[str, range],
    file: Callable[[str], Path | Traversable | None],
    faults: Faults,
) -> ValueSet | None:
    key = "utility.value_set"
    given: Any = keys.value_set
    if isinstance(given, dict):
        try:
            levels = tuple(range(lowest, highest + 1) for lowest, highest in given["levels"])
            lists = {name: tuple(given[name]) for name in ("items", "best")}
            return ValueSet(**{**given, **lists, "levels": levels})
        except (KeyError, OverflowError, TypeError, ValueError) as error:
            faults.add(key, f"is no value set: {error}")
            return None
    named = isinstance(given, str) and given.lower().endswith((".toml", ".csv"))
    path = file(given) if named else None
    if path is None:
        faults.add(key, "wrong value", value=given, expected="a .toml or .csv file beside this one")
        return None
    return read_value_set(path, given, codes)
