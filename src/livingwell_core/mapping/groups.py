"""
What a list of people sorts them by: sex, age, ethnicity.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from livingwell_core.cohorts.decoding import folded
from livingwell_core.mapping.answers import whole_number
from livingwell_core.mapping.columns import texts_of
from livingwell_core.mapping.dates import date_format_of
from livingwell_core.mapping.guess import CERTAIN, LIKELY, OPEN, Confidence, Guess, Value
from livingwell_core.mapping.hints import GROUP_WORDS, MISSING_WORDS
from livingwell_core.mapping.names import compact
from livingwell_core.mapping.places import places_of_columns

if TYPE_CHECKING:
    from collections.abc import Collection

    from livingwell_core.mapping.columns import Column
    from livingwell_core.mapping.opening import Opened
    from livingwell_core.mapping.places import Place, Seen

__all__ = ["group_columns", "group_guesses"]

_MOST_VALUES: Final = 40
_BAND: Final = re.compile(r"(\d{1,3})\s*(?:-|\u2013|to)\s*(\d{1,3})")
_FROM: Final = re.compile(r"(\d{1,3})\s*(?:\+|and over|or over|plus)")
_BANDS: Final = "bands = [18, 25, 35, 45, 55, 65]"


def group_columns(opened: Opened, taken: Collection[str]) -> dict[str, str]:
    """Give the groups that columns are named for, and their columns; the age itself only without a band."""
    found: dict[str, str] = {}
    for group, words in GROUP_WORDS.items():
        for word in words:
            named = sorted(
                name for name in opened.table.columns if compact(name) == word and name not in taken
            )
            if named and group not in found:
                found[group] = named[0]
    for group, part in (("sex", "gender"), ("ethnicity", "ethnic")):
        named = sorted(name for name in opened.table.columns if part in compact(name) and name not in taken)
        if named and group not in found:
            found[group] = named[0]
    if "age band" in found:
        found.pop("age", None)
        found.pop("date of birth", None)
    elif "age" in found:
        found.pop("date of birth", None)
    return found


def group_guesses(opened: Opened, person: str, taken: Collection[str]) -> tuple[list[Guess], list[str]]:
    """
    Draft the groups of a list of people; keys are ``groups.NAME``.

    No value is shown that fewer than five people share, and no age or date of birth at all.
    """
    guesses, remarks = [], []
    columns = group_columns(opened, {*taken, person})
    places = places_of_columns(
        opened.table.frame,
        [column for group, column in columns.items() if group not in {"age", "date of birth"}],
        person,
    )
    for group, name in columns.items():
        column = opened.table.columns[name]
        if group == "date of birth" or (group == "age" and column.is_dates):
            guesses.append(_of_birth(opened, column))
        elif group == "age":
            guesses.append(_of_ages(column))
        elif places[name].distinct <= _MOST_VALUES and places[name].distinct:
            guess, hidden = _of_values(group, places[name])
            guesses.append(guess)
            if hidden:
                some = "1 value" if hidden == 1 else f"{hidden} values"
                remarks.append(
                    f"{name}: {some}, of fewer than 5 people, not listed: in the group 'not recorded'"
                )
    return guesses, remarks


def _of_ages(column: Column) -> Guess:
    return Guess(
        key="groups.age",
        value={"column": column.name},
        sure=OPEN,
        evidence=f"{column.whole:,} of {column.filled:,} cells are whole numbers; the bands are yours",
        fill=(_BANDS,),
    )


def _of_birth(opened: Opened, column: Column) -> Guess:
    found = date_format_of(texts_of(opened.table.frame, column.name), opened.reader.date_formats)
    value: dict[str, Value] = {"column": column.name}
    fill = [_BANDS, "age_on = 2024-01-01"]
    if found.written:
        value["date_format"] = found.written
    else:
        fill.append("date_format = " + (" or ".join(f'"{choice}"' for choice in found.choices) or '""'))
    return Guess(
        key="groups.age",
        value=value,
        sure=OPEN,
        evidence=f"dates of birth, none of which is kept; {found.evidence}; the bands are yours to choose",
        fill=tuple(fill),
    )


def _of_values(group: str, place: Place) -> tuple[Guess, int]:
    """List the values that enough people share: as they are, or left open where they are codes."""
    missing = [seen.text for seen in place.values if folded(seen.text) in MISSING_WORDS]
    rest = [seen for seen in place.values if folded(seen.text) not in MISSING_WORDS]
    shown = sorted((seen for seen in rest if seen.may_be_shown), key=_order)
    value: dict[str, Value] = {"column": place.name}
    fill = []
    if missing:
        value["missing"] = tuple(missing)
    values: dict[str, Value] = {}
    for seen in shown:
        if whole_number(seen.text) is None and len(seen.text) > 1:
            values[seen.text] = _called(group, seen.text)
        else:
            fill.append(f"{json.dumps(seen.text, ensure_ascii=False)} =")
    if not shown:
        fill.append('"VALUE" = "GROUP"')
    value["values"] = values
    evidence = f"{len(rest)} values, {len(shown)} of them of 5 people or more"
    sure: Confidence = CERTAIN if not fill else OPEN
    if fill and shown:
        evidence += "; what the codes stand for is not in the export"
    elif len(shown) < len(rest):
        sure = LIKELY
    return Guess(key=f"groups.{group}", value=value, sure=sure, evidence=evidence, fill=tuple(fill)), len(
        rest
    ) - len(shown)


def _order(seen: Seen) -> tuple[int, int, str]:
    """Bands of age by age; all else the most frequent first."""
    band = _BAND.fullmatch(seen.text) or _FROM.fullmatch(seen.text)
    return (int(band[1]), 0, "") if band else (0, -seen.cells, seen.text)


def _called(group: str, text: str) -> str:
    """Give a value as a group's name; bands of age as this tool writes its own."""
    if group == "age band":
        if band := _BAND.fullmatch(text):
            return f"{int(band[1])} to {int(band[2])}"
        if open_end := _FROM.fullmatch(text):
            return f"{int(open_end[1])} and over"
    return text.replace("=", "-")
