"""
How answers are coded: numbers, labels, and what stands for no answer.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.cohorts.decoding import folded
from livingwell_core.mapping.guess import GUESS, LIKELY, OPEN, Confidence, Guess, Value
from livingwell_core.mapping.hints import MISSING_NUMBERS, MISSING_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from livingwell_core.instruments import Instrument, Item
    from livingwell_core.mapping.places import Place, Seen

__all__ = ["Coding", "Fit", "coding_of", "fit_of", "whole_number"]

_WHOLE: Final = re.compile(r"([+-]?\d{1,9})(?:\.0*)?")
# "3 - often", "(3) often", "3 of 7": the label itself says its number. "2 or 3 times" does not.
_LEADING: Final = re.compile(r"\(?([+-]?\d{1,3})(?:\)\s*|\s*[-:=.]\s*)[^\d\s].*|([+-]?\d{1,3}) of \d{1,3}")
_OFTEN: Final = 0.01
_TELLING: Final = 0.1
_EVER: Final = 0.001


def whole_number(text: str) -> int | None:
    """Give the whole number that a text is."""
    match = _WHOLE.fullmatch(text)
    return int(match[1]) if match else None


@attrs.frozen
class Fit:
    """
    How the cells of places agree with items.

    Attributes
    ----------
    agree : int
        Cells with a code or a label of the item, or a code of it for no answer.
    judged : int
        Cells that can be judged: numbers, and labels where the item has labels.
    places, full : int
        How many places there are, and in how many the answers reach both ends of the item's range.
    cells : int
        All that are not blank.
    """

    agree: int = 0
    judged: int = 0
    places: int = 0
    full: int = 0
    cells: int = 0

    def __add__(self, other: Fit) -> Fit:
        return Fit(
            self.agree + other.agree,
            self.judged + other.judged,
            self.places + other.places,
            self.full + other.full,
            self.cells + other.cells,
        )

    @property
    def tells(self) -> bool:
        """Whether enough cells can be judged: a slip among labels says nothing."""
        return self.judged > _TELLING * self.cells

    def agrees(self, share: float) -> bool:
        """Whether so large a share of the cells that can be judged agrees, or too few can be."""
        return not self.tells or self.agree >= share * self.judged

    @property
    def exact(self) -> bool:
        """Whether most places use their whole range."""
        return self.full > self.places / 2


def fit_of(place: Place, item: Item) -> Fit:
    """Hold the values of a place against an item."""
    labels = {folded(label) for label in item.labels}
    agree = judged = 0
    codes = set()
    for seen in place.values:
        number = whole_number(seen.text)
        if number is None and not labels:
            number = _leading(seen.text)
        if number is None:
            word = folded(seen.text)
            if labels and word not in MISSING_WORDS:
                judged += seen.cells
                agree += seen.cells * (word in labels)
            continue
        fits = number in item.codes or number in item.missing_codes
        if fits or number not in MISSING_NUMBERS:
            judged += seen.cells
            agree += seen.cells * fits
        codes.add(number)
    full = int(item.lowest in codes and item.highest in codes)
    return Fit(agree, judged, 1, full, place.cells)


@attrs.frozen(kw_only=True)
class Coding:
    """
    What a profile should say of the answers of one table.

    Attributes
    ----------
    guesses : tuple of Guess
        `codes` and `missing`, where there is anything to say.
    remarks : tuple of str
    known : bool
        Whether every answer's code is known already.
    """

    guesses: tuple[Guess, ...]
    remarks: tuple[str, ...]
    known: bool


def coding_of(instrument: Instrument, items: Mapping[str, Place]) -> Coding:
    """
    Sort the answers of a table into codes, labels, and what stands for no answer.

    A label gets a code only from the instrument, or from a number in the label itself.

    Parameters
    ----------
    instrument : Instrument
    items : mapping of item id to Place
    """
    of = {item.id: item for item in instrument.items}
    words: dict[str, list[Seen]] = {}
    strange: dict[int, list[Seen]] = {}
    labelled = cells = 0
    used: set[int] = set()
    for item_id, place in items.items():
        item = of[item_id]
        known = {folded(label) for label in item.labels}
        cells += place.cells
        for seen in place.values:
            number = whole_number(seen.text)
            if number is not None and (number in item.codes or number in item.missing_codes):
                used.add(number)
            elif number is not None:
                strange.setdefault(number, []).append(seen)
            elif folded(seen.text) in known:
                labelled += seen.cells
            else:
                words.setdefault(folded(seen.text), []).append(seen)
    missing, remarks = _missing(words, strange, cells, [of[item] for item in items])
    labels = {word: seen for word, seen in words.items() if word not in MISSING_WORDS}
    guesses, open_labels, hidden = _codes(labels, used, [of[item] for item in items], labelled)
    if hidden:
        some = "1 further text" if hidden == 1 else f"{hidden} further texts"
        remarks.append(
            f"answers hold {some}, each of fewer than 5 people and not shown: `livingwell check` counts them"
        )
    return Coding(guesses=(*guesses, *missing), remarks=tuple(remarks), known=not open_labels)


def _missing(
    words: Mapping[str, list[Seen]], strange: Mapping[int, list[Seen]], cells: int, items: Iterable[Item]
) -> tuple[list[Guess], list[str]]:
    """Find what stands for no answer: words of our own list, and numbers of it that no item has."""
    items = list(items)
    found: dict[str, int] = {}
    remarks = []
    sure: Confidence = LIKELY
    for word, seen in sorted(words.items()):
        if word in MISSING_WORDS:
            found[seen[0].text] = sum(one.cells for one in seen)
    other = 0
    for number, seen in sorted(strange.items()):
        count = sum(one.cells for one in seen)
        in_some = any(number in item.codes for item in items)
        # 8 and 9 are codes for no answer, and slips of the finger: they have to be frequent.
        least = _OFTEN if 0 < number <= 9 else _EVER
        if number in MISSING_NUMBERS and not in_some and count >= least * cells:
            found[str(number)] = count
            sure = GUESS if 0 < number <= 9 else sure
        else:
            other += count
    if other:
        cells_of = "1 cell holds a number" if other == 1 else f"{other:,} cells hold numbers"
        remarks.append(f"{cells_of} that no answer has: `livingwell check` names them")
    if not found:
        return [], remarks
    listed = ", ".join(f"{text!r} in {count:,} cells" for text, count in found.items()).replace(
        " 1 cells", " 1 cell"
    )
    evidence = f"{listed}; no code of an item"
    return [Guess(key="missing", value=tuple(found), sure=sure, evidence=evidence)], remarks


def _codes(
    labels: Mapping[str, list[Seen]], used: set[int], items: Iterable[Item], labelled: int
) -> tuple[list[Guess], int, int]:
    """Draft the table of codes: (guess, labels left to a person, labels of too few people to be shown)."""
    shown = {word: seen for word, seen in labels.items() if max(one.people for one in seen) >= 5}
    hidden = len(labels) - len(shown)
    if not shown:
        return [], 0, hidden
    codes = {code for item in items for code in item.codes}
    leading = {word: _leading(seen[0].text) for word, seen in shown.items()}
    own = set(leading.values())
    alike = None not in own and own <= codes and len(own) == len(shown) > 1
    # Where some answers are numbers, numbers have to be listed as well once there are codes.
    value: dict[str, Value] = {str(number): number for number in sorted(used)}
    fill = []
    for word in sorted(shown, key=lambda word: (leading[word] if alike else 0, -_cells(shown[word]), word)):
        text, number = shown[word][0].text, leading[word]
        if alike and number is not None:
            value[text] = number
        else:
            fill.append(f"{json.dumps(text, ensure_ascii=False)} =")
    if fill:
        evidence = f"{len(shown)} labels; nothing in the export says which number a label stands for"
    else:
        evidence = f"{len(shown)} labels, each of which begins with its own number"
    if labelled:
        evidence += "; labels that the questionnaire brings need none"
    sure: Confidence = OPEN if fill else LIKELY
    return (
        [Guess(key="codes", value=value, sure=sure, evidence=evidence, fill=tuple(fill))],
        len(fill),
        hidden,
    )


def _cells(seen: Iterable[Seen]) -> int:
    return sum(one.cells for one in seen)


def _leading(text: str) -> int | None:
    match = _LEADING.fullmatch(text)
    return int(match[1] or match[2]) if match else None
