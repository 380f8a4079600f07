"""
Codes whose last digits a spreadsheet took.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["lost_digits", "meant"]

# A spreadsheet keeps so many digits of a number, and writes zeros for the rest.
_KEPT: Final = 15
_ZEROS: Final = re.compile(rf"[1-9][0-9]{{{_KEPT - 1}}}0{{1,3}}")
# As spreadsheets show numbers that are too long for their cell: 1.03766E+15.
_SCIENTIFIC: Final = re.compile(r"([1-9])(?:[.,]([0-9]{1,15}))?[eE]\+?([0-9]{1,2})")


def _product(left: int, right: int) -> int:
    """Multiply in the group of the turns (0 to 4) and flips (5 to 9) of a pentagon."""
    if left < 5:
        return (left + right) % 5 if right < 5 else (left + right - 5) % 5 + 5
    return (left - 5 - right) % 5 + 5 if right < 5 else (left - right) % 5


_STEP: Final = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def _places() -> list[list[int]]:
    rows = [list(range(10))]
    while len(rows) < 8:
        rows.append([_STEP[digit] for digit in rows[-1]])
    return rows


_PLACES: Final = _places()


def _is_checked(code: str) -> bool:
    """
    Say whether the last digit of a code fits the others, as in every SNOMED CT code.

    References
    ----------
    .. [1] Verhoeff J (1969), Error Detecting Decimal Codes, Mathematical Centre Tracts 29, Amsterdam.
    """
    total = 0
    for place, digit in enumerate(reversed(code)):
        total = _product(total, _PLACES[place % 8][int(digit)])
    return total == 0


def lost_digits(text: str) -> bool:
    """
    Say whether a text looks like a code that a spreadsheet cut: a power of ten, or zeros from digit 16 on.

    A code whose check digit fits is taken for whole; one in ten of those spoiled does by chance.

    Parameters
    ----------
    text : str
        Without spaces at its ends; ``.0`` behind it does not matter.

    Examples
    --------
    >>> lost_digits("1.03766E+15"), lost_digits("1037661000000100"), lost_digits("1037661000000102")
    (True, True, False)
    """
    code = text.removesuffix(".0")
    if _SCIENTIFIC.fullmatch(code):
        return True
    return _ZEROS.fullmatch(code) is not None and not _is_checked(code)


def meant(text: str, known: Iterable[str]) -> tuple[str, ...]:
    """
    Give the known codes that a spreadsheet may have turned into this text.

    Parameters
    ----------
    text : str
        One of which `lost_digits` is true.
    known : iterable of str

    Examples
    --------
    >>> meant("1.03766E+15", ["1037661000000102", "1037671000000109", "720433000"])
    ('1037661000000102',)
    """
    codes = sorted({code for code in known if code.isascii() and code.isdecimal()})
    code = text.removesuffix(".0")
    shown = _SCIENTIFIC.fullmatch(code)
    forms: dict[str, list[str]] = defaultdict(list)
    for other in codes:
        if shown is None:
            forms[other[:_KEPT].ljust(len(other), "0")].append(other)
            continue
        mantissa, _, exponent = f"{int(other):.{len(shown[2] or '')}e}".partition("e")
        forms[f"{mantissa.replace('.', '')}e{int(exponent)}"].append(other)
    return tuple(forms.get(code if shown is None else f"{shown[1]}{shown[2] or ''}e{int(shown[3])}", ()))
