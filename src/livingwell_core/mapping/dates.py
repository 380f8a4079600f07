"""
How the dates of a column are written: the day first or the month first, and where one column has two ways.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import attrs

from livingwell_core.mapping.guess import CERTAIN, GUESS, LIKELY, OPEN, Confidence
from livingwell_core.profiles.checks import EXCEL_SERIAL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import polars as pl

__all__ = ["DATE_SHAPE", "DateFormat", "date_format_of", "is_serial"]

_TIMES: Final = (
    ("", ""),
    (r" \d{1,2}:\d{2}", " %H:%M"),
    (r" \d{1,2}:\d{2}:\d{2}", " %H:%M:%S"),
    (r"T\d{2}:\d{2}", "T%H:%M"),
    (r"T\d{2}:\d{2}:\d{2}", "T%H:%M:%S"),
    (r"[ T]\d{2}:\d{2}:\d{2}\.\d{1,6}", "{}%H:%M:%S.%f"),
    (r" \d{1,2}:\d{2} ?[AaPp][Mm]", " %I:%M %p"),
)
_ZONE: Final = (r"(?:Z|[+-]\d{2}:?\d{2})", "%z")
_MONTH: Final = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_LONG_MONTH: Final = r"(?:january|february|march|april|june|july|august|september|october|november|december)"
# What a date is written as: the shape of its text, and the format. {} is the mark between the parts.
_PLAIN: Final = (
    (r"\d{{4}}{}\d{{1,2}}{}\d{{1,2}}", "%Y{}%m{}%d", "-/."),
    (r"\d{{1,2}}{}(?i:" + _MONTH + r"){}\d{{4}}", "%d{}%b{}%Y", " -/"),
    (r"\d{{1,2}}{}(?i:" + _LONG_MONTH + r"){}\d{{4}}", "%d{}%B{}%Y", " -"),
    (r"\d{{1,2}}{}(?i:" + _MONTH + r"){}\d{{2}}", "%d{}%b{}%y", " -"),
)
_EITHER: Final = (
    (r"(\d{{1,2}}){}(\d{{1,2}}){}\d{{4}}", "{}%Y", "/-."),
    (r"(\d{{1,2}}){}(\d{{1,2}}){}\d{{2}}", "{}%y", "/-."),
)
#: What is at least shaped like a date, with or without a time.
DATE_SHAPE: Final = (
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})"
    rf"|\d{{1,2}}[ /-](?i:{_MONTH})[A-Za-z]{{0,6}}[ /-]\d{{2,4}})(?:[ T].*)?"
)
# Excel's day numbers of 1 January 1980 and of 31 December 2060. Answers and ages are below, codes above.
_SERIALS: Final = (29221, 58805)
_NEARLY_ALL: Final = 0.9


class _Shape(NamedTuple):
    """One way to write dates; `either` where day and month may have changed places."""

    pattern: str
    written: str
    either: bool


@attrs.frozen(kw_only=True)
class DateFormat:
    """
    How a column's dates are written.

    Attributes
    ----------
    written : str or None
        As a profile says it; None if a person has to.
    sure : str
    evidence : str
    problems : tuple of str
        What keeps some dates from being read, and the remedy.
    choices : tuple of str
        Where `written` is None: what it could be.
    """

    written: str | None
    sure: Confidence
    evidence: str
    problems: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()


def _shapes() -> Iterator[_Shape]:
    zoned = [(time + _ZONE[0], text + _ZONE[1]) for time, text in _TIMES[2:6] if "%S" in text]
    for time, clock in (*_TIMES, *zoned):
        for pattern, written, marks in _PLAIN:
            yield from _marked(pattern, written, marks, time, clock, either=False)
        for pattern, written, marks in _EITHER:
            yield from _marked(pattern, written, marks, time, clock, either=True)


def _marked(
    pattern: str, written: str, marks: str, time: str, clock: str, *, either: bool
) -> Iterator[_Shape]:
    for mark in marks:
        date = pattern.replace("{{", "{").replace("}}", "}").replace("{}", f"[{mark}]")
        text = f"{{0}}{mark}{written[2:]}" if either else written.replace("{}", mark)
        if "{}" in clock:
            for between in " T":
                moment = time.replace("[ T]", between)
                yield _Shape(f"^{date}{moment}$", text + clock.replace("{}", between), either)
        else:
            yield _Shape(f"^{date}{time}$", text + clock, either)


def is_serial(lowest: int | None, highest: int | None) -> bool:
    """Say whether whole numbers can all be Excel's own day numbers."""
    return lowest is not None and highest is not None and _SERIALS[0] <= lowest <= highest <= _SERIALS[1]


def date_format_of(texts: pl.DataFrame, own: Collection[str] = ()) -> DateFormat:
    """
    Find out how dates are written.

    Parameters
    ----------
    texts : polars.DataFrame
        Columns ``value`` (distinct texts) and ``cells`` (how many cells hold each).
    own : collection of str
        Formats that the reader gives to cells which the file itself holds as dates; those are read anyway.
    """
    import polars as pl

    value, cells = pl.col("value"), pl.col("cells")
    shapes = list(_shapes())
    # A cell is of the first shape that it has; each shape is one look at the distinct texts.
    counted = texts.select(
        cells.sum().alias("all"),
        *(
            cells.filter(value.str.contains(shape.pattern)).sum().alias(str(n))
            for n, shape in enumerate(shapes)
        ),
    ).row(0, named=True)
    found = [(counted[str(n)], shape) for n, shape in enumerate(shapes) if counted[str(n)]]
    if not found:
        return _no_format(texts, counted["all"])
    formats: dict[str, int] = {}
    evidence: dict[str, tuple[Confidence, str]] = {}
    unclear: dict[str, tuple[str, ...]] = {}
    for count, shape in found:
        if not shape.either:
            formats[shape.written] = formats.get(shape.written, 0) + count
            evidence[shape.written] = (CERTAIN, f"{count:,} of {counted['all']:,} cells are written so")
            continue
        for written, cells_of, sure, why, choices in _day_or_month(texts, shape, count):
            formats[written] = cells_of
            evidence[written] = (sure, why)
            if choices:
                unclear[written] = choices
    unread = (counted["all"] - sum(formats.values()), _serials(texts))
    return _summed_up(formats, evidence, unclear, unread, own)


def _day_or_month(
    texts: pl.DataFrame, shape: _Shape, count: int
) -> list[tuple[str, int, Confidence, str, tuple[str, ...]]]:
    """Tell dates that begin with the day from those that begin with the month, by numbers above 12."""
    import polars as pl

    pattern = shape.pattern
    here = texts.filter(pl.col("value").str.contains(pattern))
    first, second = (
        here["value"].str.extract(pattern, group).cast(pl.Int32, strict=False) for group in (1, 2)
    )
    cells = here["cells"]
    days = int(cells.filter(first > 12).sum() or 0)
    months = int(cells.filter(second > 12).sum() or 0)
    mark = shape.written[3]
    day_first = shape.written.replace("{0}", f"%d{mark}%m")
    month_first = shape.written.replace("{0}", f"%m{mark}%d")
    why = f"{days:,} of {count:,} cells have a first part above 12, {months:,} a second part above 12"
    if days and months:
        # What fits both is counted with the more frequent one.
        plain = count - days - months
        more_days = days >= months
        return [
            (day_first, days + plain * more_days, GUESS, why, ()),
            (month_first, months + plain * (not more_days), GUESS, why, ()),
        ]
    if days or months:
        return [(day_first if days else month_first, count, CERTAIN, why, ())]
    none = f"in none of {count:,} cells is a part above 12, so that day and month cannot be told apart"
    return [(day_first, count, OPEN, none, (day_first, month_first))]


def _summed_up(
    formats: dict[str, int],
    evidence: dict[str, tuple[Confidence, str]],
    unclear: dict[str, tuple[str, ...]],
    unread: tuple[int, int],
    own: Collection[str],
) -> DateFormat:
    in_cells = {written: count for written, count in formats.items() if written in own}
    others = {written: count for written, count in formats.items() if written not in own} or in_cells
    first = max(others, key=lambda written: (others[written], written))
    sure, why = evidence[first]
    problems = []
    rest = {written: count for written, count in others.items() if written != first}
    if in_cells and first not in in_cells:
        why += f"; {sum(in_cells.values()):,} more are dates of the file itself, and read in any case"
    if rest:
        listed = ", ".join(f'"{written}": {count:,} cells' for written, count in sorted(rest.items()))
        problems.append(
            f'dates are written in more than one way, "{first}": {others[first]:,} cells, {listed}; only the '
            "first is read, the rest would be set aside: export the column with one format"
        )
        sure = GUESS if sure == CERTAIN else sure
    unknown, serials = unread
    if serials:
        problems.append(
            f"{_cells(serials)} hold a number as Excel counts days, and would be set aside: format the whole "
            "column as text in the program that exports it"
        )
    if unknown > serials:
        problems.append(
            f"{_cells(unknown - serials)} hold no date that is known here, and would be set aside"
        )
    if unknown > sum(formats.values()) / 20 and sure == CERTAIN:
        sure = LIKELY
    if first in unclear:
        return DateFormat(
            written=None, sure=OPEN, evidence=why, problems=tuple(problems), choices=unclear[first]
        )
    return DateFormat(written=first, sure=sure, evidence=why, problems=tuple(problems))


def _serials(texts: pl.DataFrame) -> int:
    """Count the cells with a number as Excel counts days, with or without a time of day."""
    import polars as pl

    number = texts["value"].cast(pl.Float64, strict=False)
    serial = (number >= _SERIALS[0]) & (number <= _SERIALS[1] + 1)
    return int(texts["cells"].filter(serial.fill_null(value=False)).sum() or 0)


def _no_format(texts: pl.DataFrame, total: int) -> DateFormat:
    count = _serials(texts)
    if count >= _NEARLY_ALL * total > 0:
        problem = (
            f"{_cells(count)} hold numbers as Excel counts days, not dates; they are read as such, but what "
            "Excel took for another date stays wrong: export the column as text such as 2023-01-31 if you can"
        )
        return DateFormat(
            written=EXCEL_SERIAL,
            sure=LIKELY,
            evidence=f"{count:,} of {total:,} cells are numbers as Excel counts days",
            problems=(problem,),
        )
    return DateFormat(
        written=None, sure=OPEN, evidence="its cells are written in no way that is known here", choices=()
    )


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count:,} cells"
