"""
Settings as a reader sees them: what scores have in common said once, and days in words.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["day_in_words", "folded"]

_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

#: So many settings that say the same of scores of one instrument are one line.
_TOGETHER: Final = 3


def day_in_words(day: str) -> str:
    """
    Write a day as people do; what is no day stays as it is.

    Examples
    --------
    >>> day_in_words("2019-05-01"), day_in_words("not limited")
    ('1 May 2019', 'not limited')
    """
    try:
        found = datetime.date.fromisoformat(day)
    except ValueError:
        return day
    return f"{found.day} {_MONTHS[found.month - 1]} {found.year}"


def folded(settings: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Write what several scores of one instrument have in common on one line."""
    alike: dict[tuple[str, str], list[str]] = {}
    for name, value in settings.items():
        instrument, dot, _ = name.partition(".")
        alike.setdefault((instrument if dot and ", " in instrument else name, value), []).append(name)
    lines: list[tuple[str, str]] = []
    for (name, value), names in alike.items():
        if len(names) < _TOGETHER:
            lines += [(each, value) for each in names]
        else:
            lines.append((f"{name} ({len(names)} scores)", value))
    return tuple(lines)
