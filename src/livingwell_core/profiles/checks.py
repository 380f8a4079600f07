"""
Validators whose messages read well after the word "expected".
"""

from __future__ import annotations

import contextlib
import datetime
import re
import zoneinfo
from typing import TYPE_CHECKING, Any

from livingwell_core.errors import visible

if TYPE_CHECKING:
    from collections.abc import Callable

    import attrs

__all__ = ["EXCEL_SERIAL", "date_format", "delimiter", "one_line", "one_of", "slug", "time_zone"]

#: In place of a format: days as Excel counts them, from 1900.
EXCEL_SERIAL = "excel-serial"

_YEAR = re.compile(r"%[YyGcxDF]")
# Names that tell of a machine's settings, or of none.
_OF_THIS_MACHINE = ("localtime", "posixrules", "Factory")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def one_of(*options: str) -> Callable[[object, attrs.Attribute[Any], object], None]:
    """Accept only these values."""

    def check(_instance: object, _attribute: attrs.Attribute[Any], value: object) -> None:
        if value not in options:
            msg = f"{' or '.join(options)}, got {value!r}"
            raise ValueError(msg)

    return check


def delimiter(_instance: object, _attribute: attrs.Attribute[Any], value: str) -> None:
    """Accept one character that can stand between cells."""
    if len(value) != 1 or not value.isascii() or value in '"\r\n' or value.isalnum():
        msg = f"one character as delimiter, such as ',' or ';' or a tab, got {value!r}"
        raise ValueError(msg)


def date_format(_instance: object, _attribute: attrs.Attribute[Any], value: str) -> None:
    """Accept a format from which day, month and year follow, or `EXCEL_SERIAL`."""
    if value == EXCEL_SERIAL:
        return
    # Two dates with nothing in common, so that no constant text can look like part of one.
    for moment in (
        datetime.datetime(2021, 12, 31, 10, 53, 28, tzinfo=datetime.UTC),
        datetime.datetime(2020, 2, 9, 5, 6, 7, tzinfo=datetime.UTC),
    ):
        read = None
        # Newer Pythons warn of dates without a year, which are refused here anyway.
        if _YEAR.search(value):
            with contextlib.suppress(ValueError, re.error):
                read = datetime.datetime.strptime(moment.strftime(value), value).date()
        if read != moment.date():
            msg = f"a date_format with day, month and year, such as %d/%m/%Y or %d %b %Y, got {value!r}"
            raise ValueError(msg)


def time_zone(_instance: object, _attribute: attrs.Attribute[Any], value: str) -> None:
    """Accept the name of a time zone that is the same on every machine."""
    known = False
    with contextlib.suppress(ValueError, OSError, KeyError):
        known = zoneinfo.ZoneInfo(value).key == value
    if not known or value in _OF_THIS_MACHINE or value.startswith(("posix/", "right/")):
        msg = f"a time zone such as Europe/London, got {value!r}"
        raise ValueError(msg)


def one_line(_instance: object, _attribute: attrs.Attribute[Any], value: str) -> None:
    """Accept what a page, a cell and a terminal can show: no line breaks, no control characters."""
    if visible(value) != value:
        msg = f"one line of text without control characters, got {value!r}"
        raise ValueError(msg)


def slug(_instance: object, _attribute: attrs.Attribute[Any], value: str) -> None:
    """Accept lower case letters, digits and single hyphens; not the word kept for all sites together."""
    if not _SLUG.fullmatch(value) or value == "all":
        msg = f"lower case letters, digits and hyphens, and not 'all', got {value!r}"
        raise ValueError(msg)
