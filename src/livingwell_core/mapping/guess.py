"""
One guess about an export: what it says, how sure it is, and why.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

import attrs

__all__ = [
    "CERTAIN",
    "GUESS",
    "LIKELY",
    "OPEN",
    "RULES",
    "SHOWN_FROM",
    "Confidence",
    "Guess",
    "Value",
    "sure_of",
]

Confidence: TypeAlias = Literal["certain", "likely", "a guess", "to fill in"]
#: What a profile's key can hold.
Value: TypeAlias = "str | int | tuple[str, ...] | dict[str, Value]"

CERTAIN: Final = "certain"
LIKELY: Final = "likely"
GUESS: Final = "a guess"
OPEN: Final = "to fill in"

#: What each word means; no number stands behind it but those of the evidence.
RULES: Final[dict[Confidence, str]] = {
    CERTAIN: "the file says so by a name that means nothing else, and at least 95 of 100 cells agree",
    LIKELY: "a name says so or the cells do, and nothing else fits as well",
    GUESS: "it fits better than the rest, and something else could be meant",
    OPEN: "the file cannot tell; a person has to",
}

#: A text from a file is shown only if so many people share it: fewer could be somebody's own words.
SHOWN_FROM: Final = 5

_NEARLY_ALL: Final = 0.95


@attrs.frozen(kw_only=True)
class Guess:
    """
    What one key of a profile should hold.

    Attributes
    ----------
    key : str
        Of the profile: ``"person"``.
    value : Value or None
        None where only a person can say.
    sure : str
        A key of `RULES`.
    evidence : str
        Counts and names of columns; never a cell that fewer than `SHOWN_FROM` people share.
    fill : tuple of str
        Lines of TOML that a person has to complete; inside the table of the key if `value` is one.
    """

    key: str
    value: Value | None
    sure: Confidence
    evidence: str
    fill: tuple[str, ...] = ()


def sure_of(*, named: bool, agree: int, of: int, alone: bool = True) -> Confidence:
    """
    Say how sure a guess is, by the rules.

    Parameters
    ----------
    named : bool
        Whether the file has a name for it that means nothing else.
    agree, of : int
        Cells that agree, of those that could.
    alone : bool
        Whether nothing else fits as well.

    Examples
    --------
    >>> sure_of(named=True, agree=99, of=100), sure_of(named=True, agree=90, of=100)
    ('certain', 'likely')
    >>> sure_of(named=False, agree=100, of=100), sure_of(named=False, agree=100, of=100, alone=False)
    ('likely', 'a guess')
    """
    agreed = agree >= _NEARLY_ALL * of
    if named and agreed and alone:
        return CERTAIN
    return LIKELY if alone and (named or agreed) else GUESS
