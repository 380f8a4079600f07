"""
Which texts of an export may be shown: none that could name a person.

A text that several people have is a label. One that few have may be anything that somebody typed: it is shown
only where every word of it is a short number or a word of answering, which no name is made of.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import polars as pl

from livingwell_core.cohorts.decoding import folded
from livingwell_core.surveys.tables import PERSON

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ENOUGH_PEOPLE", "Identifiers", "is_label", "words_of"]

#: A text that fewer people have could be one person's own.
ENOUGH_PEOPLE: Final = 5

_LONGEST: Final = 20
_WORD: Final = re.compile(r"[^\W_]+")
_PIECE: Final = re.compile(r"[^\s,;:()\[\]\"'/]+")
_AT_ENDS: Final = ".!?-#*"
_SHORT_NUMBER: Final = re.compile(r"[0-9]{1,3}")
# A number of a person, a telephone or a day would be in here; codes of questions are looked at apart.
_LONG_NUMBER: Final = re.compile(r"[0-9]{4}|[0-9](?:[ ./-]?[0-9]){5}")
_MOST_DIGITS: Final = 4
_OF_ANSWERING: Final = frozenset(
    {
        *("answer", "answered", "answers", "applicable", "asked", "blank", "cannot", "cant", "declined"),
        *("did", "dk", "do", "does", "done", "dont", "either", "empty", "error", "false", "given", "know"),
        *("known", "left", "missing", "na", "nan", "nil", "no", "none", "not", "null", "prefer", "question"),
        *("recorded", "refused", "say", "skip", "skipped", "true", "unable", "unanswered", "unknown"),
        *("value", "was", "yes", "a", "and", "by", "in", "is", "it", "n", "of", "or", "the", "to", "y"),
    }
)


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """Give the words of labels, in lower case."""
    return frozenset(word for text in texts for word in _words(text))


def _words(text: str) -> list[str]:
    return _WORD.findall(folded(text).replace("'", "").replace("\u2019", ""))


def is_label(text: str, *, people: int, words: frozenset[str], codes: bool = False) -> bool:
    """
    Say whether a text can be shown, as far as it tells by itself; `Identifiers` has the last word.

    Parameters
    ----------
    text : str
    people : int
        How many different people have it.
    words : frozenset of str
        Words of labels that are known here; see `words_of`.
    codes : bool
        Whether long numbers are what is expected, as with the codes of questions.

    Examples
    --------
    >>> is_label("2 or 3", people=1, words=frozenset()), is_label("Jane", people=1, words=frozenset())
    (True, False)
    """
    if people >= ENOUGH_PEOPLE:
        return codes or not _LONG_NUMBER.search(text)
    # Short numbers together are a birthday.
    if len(text) > _LONGEST or sum(map(str.isdigit, text)) > _MOST_DIGITS:
        return False
    known = words | _OF_ANSWERING
    return all(_SHORT_NUMBER.fullmatch(word) or word in known for word in _words(text))


class Identifiers:
    """
    The identifiers of a site, asked whether a text holds one of them.

    Parameters
    ----------
    frames : iterable of polars.LazyFrame
        With identifiers in `PERSON`; they are read when a text is asked about.
    """

    def __init__(self, frames: Iterable[pl.LazyFrame]) -> None:
        self._frames = tuple(frames)

    def within(self, texts: Iterable[str]) -> frozenset[str]:
        """Give those texts that are an identifier, or have one among their words."""
        pieces = {text: {piece for piece in _pieces(text) if not _is_code(piece)} for text in texts}
        asked = sorted({piece for found in pieces.values() for piece in found})
        lower = pl.col(PERSON).str.to_lowercase()
        known: set[str] = set()
        for frame in self._frames if asked else ():
            there = frame.select(lower.alias("text")).filter(pl.col("text").is_in(asked)).unique()
            known.update(there.collect(engine="streaming")["text"].to_list())
        return frozenset(text for text, found in pieces.items() if found & known)


def _pieces(text: str) -> list[str]:
    whole = folded(text)
    found = _PIECE.findall(whole)
    return [whole, *found, *(piece.strip(_AT_ENDS) for piece in found)]


def _is_code(piece: str) -> bool:
    # Where people are numbered from 1, "7" is still an answer.
    return _SHORT_NUMBER.fullmatch(piece) is not None
