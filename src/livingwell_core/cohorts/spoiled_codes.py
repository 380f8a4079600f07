"""
SNOMED CT codes by their check digit, and codes that a spreadsheet has spoiled.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from livingwell_core.cohorts.readers import exact

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from numpy.typing import NDArray

__all__ = [
    "KNOWN",
    "LOST_DIGITS",
    "NO_CODE",
    "OTHER",
    "VERDICTS",
    "WRONG_DIGIT",
    "SpoiledCodes",
    "check_codes",
    "check_digit",
    "counted",
    "is_valid",
    "judge",
    "looks_cut",
]

#: What a code turns out to be.
KNOWN: Final = "known"
LOST_DIGITS: Final = "lost its last digits in a spreadsheet"
OTHER: Final = "valid, but not one of those known"
WRONG_DIGIT: Final = "wrong check digit"
NO_CODE: Final = "no SNOMED CT code"
VERDICTS: Final = (KNOWN, LOST_DIGITS, OTHER, WRONG_DIGIT, NO_CODE)

# A spreadsheet keeps so many digits of a number, and writes zeros for the rest.
_KEPT: Final = 15
_LONGEST: Final = 18
# 6 to 18 digits, of which the first is not 0.
_CODE: Final = re.compile(rf"[1-9][0-9]{{5,{_LONGEST - 1}}}")
_SCIENTIFIC: Final = re.compile(r"([1-9])(?:[.,]([0-9]*))?[eE]\+?([0-9]{1,2})")


def _product(left: int, right: int) -> int:
    """Multiply in the group of the turns (0 to 4) and flips (5 to 9) of a pentagon."""
    if left < 5:
        return (left + right) % 5 if right < 5 else (left + right - 5) % 5 + 5
    return (left - 5 - right) % 5 + 5 if right < 5 else (left - right) % 5


# Verhoeff 1969: the group's table, its inverses, and a permutation applied once more at each place.
_PRODUCT: Final = np.array([[_product(left, right) for right in range(10)] for left in range(10)], np.uint8)
_INVERSE: Final = tuple(int(np.flatnonzero(row == 0)[0]) for row in _PRODUCT)
_STEP: Final = np.array((1, 5, 7, 6, 2, 8, 3, 0, 9, 4), np.uint8)


def _places() -> NDArray[np.uint8]:
    rows = [np.arange(10, dtype=np.uint8)]
    while len(rows) < 8:
        rows.append(_STEP[rows[-1]])
    return np.array(rows)


_PLACES: Final = _places()


def _checksums(codes: Sequence[str]) -> NDArray[np.uint8]:
    """
    Give the checksum of each code, 0 where its last digit is right.

    Parameters
    ----------
    codes : sequence of str, length n
        Digits only, at most 18.

    Returns
    -------
    array of uint8, shape (n,)
    """
    sums = np.zeros(len(codes), dtype=np.uint8)
    lengths = np.array([len(code) for code in codes])
    padded = np.array([list(code.rjust(_LONGEST, "0").encode()) for code in codes], np.uint8) - ord("0")
    for place in range(_LONGEST):
        digit = padded[:, _LONGEST - 1 - place]
        sums = np.where(place < lengths, _PRODUCT[sums, _PLACES[place % 8][digit]], sums)
    return sums


def check_digit(digits: str) -> int:
    """
    Give the digit that makes a number pass Verhoeff's check.

    Parameters
    ----------
    digits : str
        The number without its check digit, 1 to 17 digits.

    Raises
    ------
    ValueError
        If it is anything else.

    References
    ----------
    .. [1] Verhoeff J (1969), Error Detecting Decimal Codes, Mathematical Centre Tracts 29, Amsterdam.

    Examples
    --------
    >>> check_digit("236")
    3
    """
    if not re.fullmatch(rf"[0-9]{{1,{_LONGEST - 1}}}", digits):
        msg = f"'digits' must be 1 to {_LONGEST - 1} digits, got {digits!r}"
        raise ValueError(msg)
    return _INVERSE[int(_checksums([digits + "0"])[0])]


def is_valid(code: str) -> bool:
    """
    Say whether a text is built as a SNOMED CT code is: 6 to 18 digits, the last of which checks the others.

    Examples
    --------
    >>> is_valid("1037661000000102"), is_valid("1037661000000100")
    (True, False)
    """
    return bool(_CODE.fullmatch(code)) and int(_checksums([code])[0]) == 0


def check_codes(codes: pl.Series, known: Collection[str]) -> pl.DataFrame:
    """
    Judge the codes of a column; each distinct text is looked at once.

    Parameters
    ----------
    codes : polars.Series of str
        Blank ones are passed over. ``.0`` behind a code, which decimals leave, is no fault.
    known : collection of str
        Codes that may stand here.

    Returns
    -------
    polars.DataFrame
        A row a distinct text, in order: ``code``, ``rows`` (how often it stands there), ``verdict`` (one of
        `VERDICTS`) and ``meant`` (the known code, or several with " or " between them; null if none).

    Notes
    -----
    A spreadsheet keeps 15 digits. A code of 16 or more then ends in zeros, or it is shown as 1.03766E+15.
    One in ten of those spoiled passes the check by chance, so what is known is compared first.
    """
    return judge(counted(codes.to_frame("code").lazy(), "code"), known)


def counted(frame: pl.LazyFrame, column: str) -> pl.DataFrame:
    """Give each distinct text of a column but blanks, in order, as ``code``, and its ``rows``."""
    return (
        frame.select(exact(column).cast(pl.String).str.strip_chars().alias("code"))
        .filter(pl.col("code") != "")
        .group_by("code")
        .agg(pl.len().alias("rows"))
        .sort("code")
        .collect(engine="streaming")
    )


def judge(codes: pl.DataFrame, known: Collection[str]) -> pl.DataFrame:
    """Judge codes that `counted` has counted, as `check_codes` does."""
    texts = codes["code"].to_list()
    digits = [text.removesuffix(".0") for text in texts]
    shaped = [code if _CODE.fullmatch(code) else "0" for code in digits]
    valid = (_checksums(shaped) == 0) if shaped else np.zeros(0, dtype=np.bool_)
    spoiled = SpoiledCodes(known)
    judged = [
        (KNOWN, code) if code in known else _judge(code, spoiled.meant(code), right=right)
        for code, right in zip(digits, valid.tolist(), strict=True)
    ]
    return codes.with_columns(
        pl.Series("verdict", [verdict for verdict, _ in judged], pl.String),
        pl.Series("meant", [meant for _, meant in judged], pl.String),
    )


def _judge(code: str, meant: list[str], *, right: bool) -> tuple[str, str | None]:
    if meant:
        return LOST_DIGITS, " or ".join(meant)
    if not _CODE.fullmatch(code):
        return NO_CODE, None
    return (OTHER if right else WRONG_DIGIT), None


def looks_cut(text: str) -> bool:
    """
    Say whether a text looks like a code that a spreadsheet cut, known or not: a power of ten, or zeros.

    A code whose check digit fits is taken for whole; one in ten of those cut does by chance.

    Parameters
    ----------
    text : str
        Without spaces at its ends; ``.0`` behind it does not matter.

    Examples
    --------
    >>> looks_cut("1.03766E+15"), looks_cut("1037661000000100"), looks_cut("1037661000000102")
    (True, True, False)
    """
    code = text.removesuffix(".0")
    if _SCIENTIFIC.fullmatch(code):
        return True
    cut = len(code) > _KEPT and _CODE.fullmatch(code) is not None and not code[_KEPT:].strip("0")
    return cut and not is_valid(code)


class SpoiledCodes:
    """
    What spreadsheets make of the known codes.

    Parameters
    ----------
    known : iterable of str
        Texts that are no codes are passed over.
    """

    def __init__(self, known: Iterable[str]) -> None:
        self._known = sorted({code for code in known if code.isascii() and code.isdecimal()})
        self._cut: dict[str, list[str]] = defaultdict(list)
        for code in self._known:
            if len(code) > _KEPT:
                self._cut[code[:_KEPT].ljust(len(code), "0")].append(code)
        self._shown: dict[int, dict[str, list[str]]] = {}

    def meant(self, text: str) -> list[str]:
        """
        Give the known codes that a text may have been; ``.0`` behind it does not matter.

        Examples
        --------
        >>> SpoiledCodes(["1037661000000102", "1037671000000109", "720433000"]).meant("1.03766E+15")
        ['1037661000000102']
        """
        code = text.removesuffix(".0")
        shown = _SCIENTIFIC.fullmatch(code)
        if shown is None:
            return self._cut.get(code, [])
        decimals = shown[2] or ""
        return self._of_length(len(decimals)).get(f"{shown[1]}{decimals}e{int(shown[3])}", [])

    def _of_length(self, decimals: int) -> dict[str, list[str]]:
        if decimals not in self._shown:
            forms: dict[str, list[str]] = defaultdict(list)
            for code in self._known:
                mantissa, _, exponent = f"{int(code):.{min(decimals, _LONGEST)}e}".partition("e")
                forms[f"{mantissa.replace('.', '')}e{int(exponent)}"].append(code)
            self._shown[decimals] = forms
        return self._shown[decimals]
