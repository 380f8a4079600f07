"""
Which item a name or a text means, by an instrument's own ids, labels and codes.
"""

from __future__ import annotations

import functools
import itertools
import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from livingwell_core.instruments import Instrument, Item, Score

__all__ = [
    "CODE",
    "ENDS",
    "IN_FRONT",
    "NAMED",
    "NUMBER",
    "SERIES",
    "WORDS",
    "Meant",
    "Names",
    "codes_of",
    "compact",
    "tokens",
]

# How a text means an item, the better the higher: by its code, the instrument's name and the item, the
# item's own words, a plain number such as q3, words at its end, a number behind any other word.
CODE: Final = 6
NAMED: Final = 5
WORDS: Final = 4
NUMBER: Final = 3
ENDS: Final = 2
SERIES: Final = 1
#: How the family of a number with words behind it ends.
IN_FRONT: Final = " in front"

_FILLERS: Final = r"(?:item|question|quest|qn|qu|q|answer|ans|no|nr|number|i)*"
_BEHIND: Final = r"(?:answer|response|value|raw|code|scored?)*"
_NUMBERED: Final = re.compile(rf"{_FILLERS}0*(\d{{1,3}}){_BEHIND}")
_SERIES: Final = re.compile(r"(.*?\D)0*(\d{1,3})")
# A number in front, then words: "3. Sleep". Words that make a total of it are none.
_IN_FRONT: Final = re.compile(rf"({_FILLERS})0*(\d{{1,3}})([a-z].*)")
_OF_A_TOTAL: Final = re.compile(r"(total|score).*|(sum|mean|average|month|week|day|year|date)s?|st|nd|rd|th")
# Words at the end of a text are short enough to be there by chance below this.
_SHORT: Final = 6
_LINKS: Final = frozenset({"and", "or", "of", "the"})
_LONGEST_QUESTION: Final = 8
_SHORT_NAME: Final = 3


class Meant(NamedTuple):
    """
    An item that a text means.

    Attributes
    ----------
    item : str
    how : int
        `CODE` to `SERIES`.
    family : str
        Of `NUMBER` and `SERIES`: what stands before the number, the same for a series of columns.
    strong : bool
        Of `NAMED`: the instrument's full name, and not what it shares with another.
    """

    item: str
    how: int
    family: str = ""
    strong: bool = False


def tokens(text: str) -> tuple[str, ...]:
    """
    Give the words and numbers of a text, whatever its case.

    Examples
    --------
    >>> tokens("Form-10, Item 3")
    ('form', '10', 'item', '3')
    """
    return tuple(re.findall(r"[a-z]+|[0-9]+", text.casefold()))


def compact(text: str) -> str:
    """Give the letters and digits of a text, whatever its case."""
    return "".join(tokens(text))


def _without_links(text: str) -> str:
    return "".join(word for word in tokens(text) if word not in _LINKS)


def codes_of(thing: Item | Score) -> frozenset[str]:
    """Give the codes of an item or a score in any terminology."""
    external = getattr(thing, "external_codes", {})
    return frozenset(code for codes in external.values() for code in codes)


class Names:
    """
    The names of one instrument and of its items.

    Parameters
    ----------
    instrument : Instrument
    """

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        outside, _, inside = instrument.title.partition("(")
        full = {tokens(instrument.id), tokens(outside)}
        short = inside.rstrip(" )")
        if short.isupper() and short.isalnum():
            full.add(tokens(short))
        self._full = {name for name in full if name}
        # What is left of a name without the number at its end: a family of questionnaires shares it.
        stems = {name[:-1] for name in self._full if len(name) > 1 and name[-1].isdigit()}
        self._stems = {name for name in stems if len("".join(name)) >= _SHORT_NAME} - self._full
        self._items = {
            compact(name): item.id
            for item in reversed(instrument.items)
            for name in (item.label, item.id)
            if name and not _NUMBERED.fullmatch(compact(name))
        }
        # "Partner/family" is "partner or family".
        self._joined = {
            _without_links(item.label): item.id
            for item in reversed(instrument.items)
            if not _NUMBERED.fullmatch(compact(item.label))
        }
        self._numbers = {item.id for item in instrument.items if item.id.isdigit()}
        self._codes = {code: item.id for item in instrument.items for code in codes_of(item)}
        self.meant = functools.cache(self._meant)

    def names(self, text: str) -> int:
        """Say how a text names the instrument: 2 in full, 1 by its family's name, 0 not at all."""
        words = tokens(text)
        for strength, names in ((2, self._full), (1, self._stems)):
            if any(_run(words, name) for name in names):
                return strength
        return 0

    def named_by_any(self, texts: Iterable[str]) -> int:
        """Give the strongest of what `names` says of some texts."""
        return max(map(self.names, texts), default=0)

    def without_name(self, text: str) -> tuple[str, bool] | None:
        """Give what is left of a text that begins with the instrument's name, and whether that is in full."""
        words, whole = tokens(text), compact(text)
        for names, strong in ((self._full, True), (self._stems, False)):
            for name in sorted(names, key=lambda name: -len("".join(name))):
                joined = "".join(name)
                apart = words[: len(name)] == name
                if apart or (len(joined) > _SHORT_NAME and whole.startswith(joined)):
                    return whole[len(joined) :], strong
        return None

    def _meant(self, text: str) -> Meant | None:
        """Give the item that a text means, the best way."""
        if text.strip() in self._codes:
            return Meant(self._codes[text.strip()], CODE, strong=True)
        whole = compact(text)
        for names, strong in ((self._full, True), (self._stems, False)):
            for name in names:
                found = self._behind(text, whole, name)
                if found:
                    return Meant(found, NAMED, strong=strong)
        named = self._items.get(whole) or self._joined.get(_without_links(text))
        if named:
            return Meant(named, WORDS)
        number = _NUMBERED.fullmatch(whole)
        if number:
            family = whole[: number.start(1)].rstrip("0")
            return Meant(number[1], NUMBER if number[1] in self._numbers else 0, family)
        return self._at_the_end(text, whole)

    def _behind(self, text: str, whole: str, name: tuple[str, ...]) -> str | None:
        joined = "".join(name)
        words = tokens(text)
        if words[: len(name)] != name and (len(joined) <= _SHORT_NAME or not whole.startswith(joined)):
            return None
        rest = whole[len(joined) :]
        if rest in self._items:
            return self._items[rest]
        number = _NUMBERED.fullmatch(rest)
        if number:
            return number[1] if number[1] in self._numbers else None
        front = _front(rest, words)
        return front[1] if front and front[1] in self._numbers else None

    def _at_the_end(self, text: str, whole: str) -> Meant | None:
        if len(tokens(text)) <= _LONGEST_QUESTION:
            ends = [name for name in self._items if len(name) >= _SHORT and whole.endswith(name)]
            if ends:
                return Meant(self._items[max(ends, key=len)], ENDS)
        series = _SERIES.fullmatch(whole)
        if series:
            return Meant(series[2], SERIES if series[2] in self._numbers else 0, series[1])
        front = _front(whole, tokens(text))
        if front is None:
            return None
        return Meant(front[1], NUMBER if front[1] in self._numbers else 0, f"{front[0]}{IN_FRONT}")


def _front(text: str, words: tuple[str, ...]) -> tuple[str, str] | None:
    """Take the number off the front of a compact text that goes on with words."""
    front = _IN_FRONT.fullmatch(text)
    if front is None:
        return None
    # The word as it was written: "9. Thoughts" is no 9th.
    pairs = itertools.pairwise(words)
    after = next(
        (word for number, word in pairs if number.lstrip("0") == front[2] and front[3].startswith(word)),
        front[3],
    )
    return None if _OF_A_TOTAL.fullmatch(after) else (front[1], front[2])


def _run(words: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """Say whether words hold a name as neighbours."""
    return any(words[place : place + len(name)] == name for place in range(len(words) - len(name) + 1))
