"""
The items of a definition, and the scales of answers that they share.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from livingwell_core.instruments.instrument import Item

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from livingwell_core.instruments.definitions.draft import Draft
    from livingwell_core.instruments.definitions.entries import ItemKeys, Responses
    from livingwell_core.instruments.value_sets.faults import Faults

__all__ = ["check_id", "check_texts", "items_of", "texts_of"]

# Ids become keys of TOML files, names of columns and parts of "instrument.score".
_ID: Final = re.compile(r"[a-z0-9][a-z0-9_-]*")
_MOST: Final = 100
_POLARITY: Final = {"with": False, "against": True, "stated-by-profile": None}
_LEFT_OUT: Final[tuple[object, ...]] = (None, {}, ())


def check_id(key: str, name: str, earlier: Iterable[str], kind: str, faults: Faults) -> None:
    """Note an id that no file could name, or that another has."""
    if not _ID.fullmatch(name):
        faults.add(key, "wrong value", value=name, expected="lower-case letters, digits, - and _")
    elif name in earlier:
        faults.add(key, f"two {kind} have one id", value=name)


def check_texts(texts: Mapping[str, str], faults: Faults) -> None:
    """Note each text that is empty or more than one line, by its key."""
    for key, text in texts.items():
        if not text.strip():
            faults.add(key, "is empty", expected="text")
        faults.one_line(key, text)


def texts_of(draft: Draft, faults: Faults) -> dict[str, str]:
    """Give id, title, source, licence and status; an id that no file could name is a fault."""
    check_texts({key: text for key, text in draft.texts.items() if key not in {"id", "status"}}, faults)
    faults.one_line("status", draft.texts.get("status", ""))
    if "id" in draft.texts:
        check_id("id", draft.texts["id"], (), "instruments", faults)
    return draft.texts


def items_of(draft: Draft, faults: Faults) -> dict[str, Item | None]:
    """Give the items by id; None where one has a fault, which is noted."""
    items: dict[str, Item | None] = {}
    scales = draft.responses
    wrong = {name for name, scale in scales.items() if scale and not _scale_right(name, scale, faults)}
    for number, (name, keys) in enumerate(draft.items, start=1):
        key = f"items[{number}]"
        if keys is not None:
            check_id(f"{key}.id", name, items, "items", faults)
            check_texts({f"{key}.label": keys.label}, faults)
        items[name] = _item(keys, key, scales, wrong, faults) if keys else None
    if not draft.items and not any(problem.column == "items" for problem in faults.problems):
        faults.add("items", "is empty", expected="at least one item, written [[items]]")
    return items


def _scale_right(name: str, scale: Responses, faults: Faults) -> bool:
    key = f"responses.{name}"
    return _codes_right(key, scale.lowest, scale.highest, scale.labels, scale.missing_codes, faults)


def _codes_right(
    key: str,
    lowest: int,
    highest: int,
    labels: Mapping[str, int],
    missing_codes: Iterable[int],
    faults: Faults,
) -> bool:
    before = len(faults.problems)
    for name, code in (("lowest", lowest), ("highest", highest)):
        if abs(code) > _MOST:
            faults.add(f"{key}.{name}", "wrong value", value=code, expected=f"-{_MOST} to {_MOST}")
    span = f"{lowest} to {highest}"
    if lowest >= highest:
        faults.add(f"{key}.highest", "wrong value", value=highest, expected=f"more than 'lowest', {lowest}")
    else:
        for label, code in labels.items():
            if not lowest <= code <= highest:
                faults.add(f"{key}.labels.{label}", "is no answer's code", value=code, expected=span)
        for code in missing_codes:
            if abs(code) > _MOST:
                expected = f"-{_MOST} to {_MOST}; a text for 'no answer' goes into 'missing' of the profile"
                faults.add(f"{key}.missing_codes", "wrong value", value=code, expected=expected)
            elif lowest <= code <= highest:
                reason = "is the code of an answer, and cannot mean that there is none"
                faults.add(f"{key}.missing_codes", reason, value=code, expected=f"codes outside {span}")
    return len(faults.problems) == before


def _item(
    keys: ItemKeys, key: str, responses: Mapping[str, Responses | None], wrong: set[str], faults: Faults
) -> Item | None:
    given = [
        name
        for name in ("lowest", "highest", "labels", "missing_codes")
        if getattr(keys, name) not in _LEFT_OUT
    ]
    scale: ItemKeys | Responses | None = keys
    if keys.responses is not None:
        if given:
            reason = f"stands beside 'responses', which says it already; leave out {' and '.join(given)}"
            faults.add(f"{key}.{given[0]}", reason)
        if not faults.known(f"{key}.responses", [keys.responses], responses, "scale of answers"):
            return None
        scale = None if keys.responses in wrong else responses[keys.responses]
    elif keys.lowest is None or keys.highest is None:
        absent = [name for name in ("lowest", "highest") if getattr(keys, name) is None]
        expected = "'responses' with the name of a [responses.NAME], or 'lowest' and 'highest'"
        faults.add(f"{key}.{absent[0]}", "is missing", expected=expected)
        return None
    elif not _codes_right(key, keys.lowest, keys.highest, keys.labels, keys.missing_codes, faults):
        return None
    if scale is None or scale.lowest is None or scale.highest is None:
        return None
    try:
        return Item(
            id=keys.id,
            label=keys.label,
            lowest=scale.lowest,
            highest=scale.highest,
            negative=_POLARITY[keys.polarity],
            labels=scale.labels,
            missing_codes=scale.missing_codes,
            external_codes=keys.external_codes,
        )
    except ValueError as error:
        # What an item demands beyond the checks above.
        faults.add(key, str(error))
        return None
