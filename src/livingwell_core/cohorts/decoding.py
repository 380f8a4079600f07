"""
From the text of cells to people, days and answer codes.

Nearly every cell of a real export is plain, so each column is first read in one vectorised
step; what that step leaves over is looked at once more as text, value by value rather than
row by row, and what is then still unclear becomes a problem with its place.
"""

from __future__ import annotations

import contextlib
import datetime
import re
import zoneinfo
from typing import TYPE_CHECKING, Final

import attrs
import polars as pl

from livingwell_core.cohorts.readers import exact
from livingwell_core.marks import MISSING_ANSWER
from livingwell_core.profiles.checks import EXCEL_SERIAL

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

__all__ = [
    "LEFT_OVER",
    "NO_DAY",
    "UNREADABLE_DAY",
    "AnswerCodes",
    "day_of",
    "days",
    "each",
    "folded",
    "is_blank",
]

#: Marks an answer that the vectorised step could not read. No item's range reaches it.
LEFT_OVER: Final = MISSING_ANSWER + 1
#: Marks a blank date, and one that could not be read, in int32 arrays of days since 1970.
NO_DAY: Final = -(2**31) + 1
UNREADABLE_DAY: Final = -(2**31) + 2

# The day that Excel calls 0; with its leap day of 1900, which never was, right from March 1900 on.
_EXCEL_FIRST, _EXCEL_LAST = 61, 2_958_465  # 1 March 1900 to the end of the year 9999
_EXCEL_ZERO: Final = (datetime.date(1899, 12, 30) - datetime.date(1970, 1, 1)).days
_TIME = re.compile(r"%[HIMSTRXcpf]")
_NUMBER = re.compile(r"\d{1,9}(\.\d*)?")
_WHOLE = re.compile(r"([+-]?\d{1,9})(?:\.0*)?")


def is_blank(column: str) -> pl.Expr:
    """Say where a text column holds nothing but white space."""
    return exact(column).is_null() | (exact(column).str.strip_chars() == "")


def days(column: str, date_format: str, time_zone: str | None = None) -> pl.Expr:
    """
    Read dates as days since 1970-01-01 (int32).

    Parameters
    ----------
    column : str
    date_format : str
        As a profile has it.
    time_zone : str, optional
        Where the day is taken, of moments with an offset.

    Returns
    -------
    polars.Expr
        `NO_DAY` where blank, `UNREADABLE_DAY` where not read.
    """
    text = exact(column)
    day = _day(text, date_format, time_zone)
    return pl.when(text.is_null()).then(pl.lit(NO_DAY, pl.Int32)).otherwise(day.fill_null(UNREADABLE_DAY))


def _day(text: pl.Expr, date_format: str, time_zone: str | None) -> pl.Expr:
    if date_format == EXCEL_SERIAL:
        number = text.cast(pl.Float64, strict=False)
        whole = number.is_between(_EXCEL_FIRST, _EXCEL_LAST)
        return pl.when(whole).then(number.floor()).cast(pl.Int32) + _EXCEL_ZERO
    written = text
    if "%z" in date_format and time_zone is not None:
        offset = text.str.replace(r"\s*[Zz]\s*$", "+00:00")
        moment = offset.str.to_datetime(
            date_format.replace(".%f", "%.f"), strict=False, time_unit="ms", time_zone="UTC"
        )
        return moment.dt.convert_time_zone(time_zone).dt.date().cast(pl.Int32)
    if "%z" in date_format:
        # The day at that place's clock, as people meant it, and not the day in Greenwich.
        written = text.str.replace(r"\s*(?:Z|[+-]\d{2}:?\d{2})\s*$", "")
        date_format = date_format.replace("%z", "").rstrip()
    # What Python writes .%f, chrono writes %.f.
    date_format = date_format.replace(".%f", "%.f")
    if _TIME.search(date_format):
        date = written.str.to_datetime(
            date_format, strict=False, time_unit="ms", ambiguous="earliest"
        ).dt.date()
    else:
        date = written.str.to_date(date_format, strict=False)
    return date.cast(pl.Int32)


def each(texts: Sequence[str | None], read: Callable[[str], int]) -> list[int]:
    """Read cells one by one, each distinct text once; a blank cell is an empty text."""
    known = {text: read(text or "") for text in set(texts)}
    return [known[text] for text in texts]


def day_of(text: str, formats: Sequence[str], time_zone: str | None = None) -> int:
    """Read one date that the vectorised step left over; `UNREADABLE_DAY` if no format fits."""
    stripped = text.strip()
    if not stripped:
        return NO_DAY
    for date_format in formats:
        if date_format == EXCEL_SERIAL:
            number = float(stripped) if _NUMBER.fullmatch(stripped) else 0
            if _EXCEL_FIRST <= number <= _EXCEL_LAST:
                return int(number) + _EXCEL_ZERO
            continue
        try:
            date = datetime.datetime.strptime(stripped, date_format)
        except ValueError:
            continue
        if time_zone is not None and date.tzinfo is not None:
            # On the first and the last day there is, another clock may show none; neither is a day of ours.
            with contextlib.suppress(OverflowError):
                date = date.astimezone(zoneinfo.ZoneInfo(time_zone))
        return (date.date() - datetime.date(1970, 1, 1)).days
    return UNREADABLE_DAY


def folded(text: str) -> str:
    """Give a text without the differences that do not matter: case, and how much white space."""
    return " ".join(text.split()).casefold()


def _folded_keys(labels: Mapping[str, int]) -> dict[str, int]:
    return {folded(label): code for label, code in labels.items()}


def _folded_set(texts: Collection[str]) -> frozenset[str]:
    return frozenset(map(folded, texts))


@attrs.frozen(kw_only=True)
class AnswerCodes:
    """
    How one column of a table codes answers, or all its columns.

    Attributes
    ----------
    labels : mapping of str to int
        Labels and their codes; may be empty.
    missing : collection of str
        What stands for "no answer", besides a blank cell.
    numbers : bool
        Whether a number is read as the code that it is; by default where there are no labels.
    """

    labels: Mapping[str, int] = attrs.field(converter=_folded_keys)
    missing: Collection[str] = attrs.field(converter=_folded_set)
    numbers: bool = attrs.field()

    @numbers.default
    def _no_labels(self) -> bool:
        return not self.labels

    def codes(self, column: str) -> pl.Expr:
        """Read answers as int8: the code, `MISSING_ANSWER` where blank, `LEFT_OVER` where not plain."""
        text = exact(column)
        if not self.numbers:
            code = self._labelled(text)
        else:
            # Our own mark for "no answer", written in a file, is a wrong answer: clip lifts it to LEFT_OVER.
            code = text.cast(pl.Int8, strict=False).clip(lower_bound=LEFT_OVER)
            if self.labels:
                words = pl.when(code.is_null()).then(text)
                code = pl.coalesce(code, self._labelled(words))
            else:
                code = code.fill_null(LEFT_OVER)
            if self.missing:
                # A code for "no answer" may lie within the item's range: it goes first.
                plain = [int(word) for word in self.missing if _is_plain(word)]
                code = (
                    pl.when(text.is_in(list(self.missing)) | code.is_in(plain))
                    .then(LEFT_OVER)
                    .otherwise(code)
                )
        return pl.when(text.is_null()).then(pl.lit(MISSING_ANSWER, pl.Int8)).otherwise(code)

    def _labelled(self, text: pl.Expr) -> pl.Expr:
        plain = {
            label: code
            for label, code in self.labels.items()
            # A number is a number before it is a label, for both looks.
            if label not in self.missing and not (self.numbers and _WHOLE.fullmatch(label))
        }
        words = text.str.strip_chars().str.to_lowercase()
        return words.replace_strict(plain, default=LEFT_OVER, return_dtype=pl.Int8)

    def code_of(self, text: str) -> int:
        """Read one answer that the vectorised step left over; `LEFT_OVER` if it is none."""
        word = folded(text)
        if not word or word in self.missing:
            return MISSING_ANSWER
        match = _WHOLE.fullmatch(word) if self.numbers else None
        if match is None:
            return self.labels.get(word, LEFT_OVER)
        number = int(match[1])
        if str(number) in self.missing:
            return MISSING_ANSWER
        return number if -100 <= number <= 100 else LEFT_OVER


def _is_plain(word: str) -> bool:
    """Say whether a text is a code as a computer writes it; other spellings are left to the second look."""
    match = _WHOLE.fullmatch(word)
    return match is not None and str(int(match[1])) == word and -100 <= int(match[1]) <= 100
