"""
The scores of a definition, checked against its items: rule, range, thresholds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from livingwell_core.instruments.definitions.items import check_id, check_texts
from livingwell_core.instruments.definitions.published import check_published, published_of
from livingwell_core.instruments.definitions.rules import rule_of
from livingwell_core.instruments.rules import Single
from livingwell_core.instruments.scale import number_as_data
from livingwell_core.instruments.score import Score
from livingwell_core.instruments.utility import UTILITY

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from livingwell_core.instruments.definitions.draft import Draft
    from livingwell_core.instruments.definitions.entries import ScoreKeys
    from livingwell_core.instruments.instrument import Item
    from livingwell_core.instruments.rules import Rule
    from livingwell_core.instruments.scale import Scale
    from livingwell_core.instruments.value_sets.faults import Faults

__all__ = ["scores_of"]

# Columns that stand beside the scores in the table of assessments.
_TAKEN: Final = ("person", "check", "day", "content")


def scores_of(
    draft: Draft,
    items: Mapping[str, Item | None],
    faults: Faults,
    *,
    allow_python: bool,
) -> tuple[Score, ...]:
    """Give the scores that have no fault; every fault of the others is noted."""
    found: list[Score] = []
    earlier: list[str] = []
    for number, (name, keys) in enumerate(draft.scores, start=1):
        key = f"scores[{number}]"
        if keys is not None:
            check_id(f"{key}.id", name, earlier, "scores", faults)
            if name in _TAKEN:
                reason = "the table of assessments has a column of this name"
                faults.add(f"{key}.id", reason, value=name, expected="another id")
            check_texts({f"{key}.title": keys.title, f"{key}.unit": keys.unit}, faults)
            faults.one_line(f"{key}.note", keys.note)
            score = _score(keys, key, items, faults, allow_python=allow_python)
            found += [score] if score else []
        earlier.append(name)
    asked = draft.utility is not None and draft.utility.value_set is not None
    if not draft.scores and not asked and not any(problem.column == "scores" for problem in faults.problems):
        faults.add("scores", "is missing", expected="at least one score, written [[scores]]")
    faults.known("primary", draft.primary, [*earlier, *([UTILITY] if asked else [])], "score")
    return tuple(found)


def _score(
    keys: ScoreKeys, key: str, items: Mapping[str, Item | None], faults: Faults, *, allow_python: bool
) -> Score | None:
    before = len(faults.problems)
    names = tuple(items) if keys.items is None else keys.items
    known = faults.known(f"{key}.items", names, items, "item")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        faults.add(f"{key}.items", "uses an item twice", value=", ".join(twice))
    if keys.items == ():
        faults.add(f"{key}.items", "is empty", expected="ids of items; left out, it is all of them")
    rule = rule_of(keys.rule, keys.missing, key, faults, allow_python=allow_python)
    used = [items[name] for name in names] if known and not twice else []
    scale = None
    if rule is not None and used and all(used):
        scale = _scale(rule, [item for item in used if item], key, keys, faults)
    check_published(keys, key, scale or keys, faults)
    if rule is None or len(faults.problems) > before:
        return None
    try:
        return _made(keys, names, rule)
    except ValueError as error:
        # What a score demands beyond the checks above.
        faults.add(key, str(error))
        return None


def _made(keys: ScoreKeys, items: tuple[str, ...], rule: Rule) -> Score:
    return Score(
        id=keys.id,
        title=keys.title,
        items=items,
        rule=rule,
        lowest=keys.lowest,
        highest=keys.highest,
        better=keys.better,
        unit=keys.unit,
        measurement=keys.measurement,
        note=keys.note,
        external_codes=keys.external_codes,
        **published_of(keys),
    )


def _scale(rule: Rule, used: list[Item], key: str, keys: ScoreKeys, faults: Faults) -> Scale | None:
    """Give the scale that the rule gives; a fault where the stated range is another."""
    if isinstance(rule, Single) and len(used) > 1:
        faults.add(f"{key}.items", "the rule 'single' is of one item", value=", ".join(i.id for i in used))
        return None
    try:
        rule.missing.denominator(len(used))
    except ValueError as error:
        faults.add(f"{key}.missing", str(error))
        return None
    try:
        scale = rule.scale([(item.lowest, item.highest) for item in used])
    except ValueError as error:
        faults.add(f"{key}.rule", str(error))
        return None
    for name in ("lowest", "highest"):
        stated, given = getattr(keys, name), getattr(scale, name)
        if stated != given:
            reason = "is not what the rule gives for these items"
            faults.add(f"{key}.{name}", reason, value=_said(stated), expected=_said(given))
    return scale


def _said(number: int | Fraction) -> str:
    return str(number_as_data(number))
