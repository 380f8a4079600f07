"""
What can go wrong, as types.

Imported by everything, ``livingwell --help`` included, hence light: no attrs here.

Everything that the tool raises on purpose derives from `LivingwellError`, so a caller can
catch one type, and also from the builtin that a caller would expect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "DuplicateIdError",
    "InputError",
    "LivingwellError",
    "NotApplicableError",
    "PluginError",
    "Problem",
    "did_you_mean",
]

_LONGEST_VALUE = 40
_LONGEST_NAME = 200
_MOST_NAMED = 30


class LivingwellError(Exception):
    """Base of every error that the tool raises on purpose."""


class PluginError(LivingwellError, RuntimeError):
    """A plugin could not be loaded or broke a rule of the plugin interface."""


class DuplicateIdError(PluginError):
    """Two plugins, or a plugin and the evaluation, bring different things under one id."""


class NotApplicableError(LivingwellError, ValueError):
    """A statistic does not exist for these data; the message is the reason, fit to print."""


class Problem(NamedTuple):
    """
    One thing that is wrong with the input, and where.

    Attributes
    ----------
    file : str
        The file, as the user named it.
    reason : str
        The reason in a few words, the one under which the ledger counts it.
    row : int or None
        Row of the file, counted as a spreadsheet does: the first line is 1.
    column : str or None
        Name of the column, or the path of the key in a TOML file.
    value : str or None
        What was found; None where showing it could name a person.
    expected : str or None
        What would have been right.
    """

    file: str
    reason: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    expected: str | None = None

    def __str__(self) -> str:
        """Give the problem as one line: place, reason, value, what was expected."""
        place = visible(shorten(self.file, _LONGEST_NAME))
        if self.row is not None:
            place += f", row {self.row}"
        if self.column is not None:
            place += f", {visible(shorten(self.column, _LONGEST_NAME))}"
        text = f"{place}: {visible(self.reason)}"
        if self.value is not None:
            text += f", got {shorten(self.value)!r}"
        if self.expected is not None:
            text += f", expected {self.expected}"
        return text


class InputError(LivingwellError, ValueError):
    """
    The input cannot be used; all the problems found are in it, not only the first.

    Attributes
    ----------
    problems : tuple of Problem
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def shorten(value: str, longest: int = _LONGEST_VALUE) -> str:
    """Cut a cell's text to a length that cannot carry someone's story into a terminal."""
    return value if len(value) <= longest else value[: longest - 1] + "…"


def visible(text: str) -> str:
    r"""
    Write what moves a terminal's cursor, or looks like another line, as its number.

    Examples
    --------
    >>> visible("a name\n2 problems")
    'a name\\n2 problems'
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\xa0" else c.encode("unicode_escape").decode() for c in text)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """
    Say which known word was probably meant, or list them all.

    Examples
    --------
    >>> did_you_mean("titel", ["title", "sites"])
    "did you mean 'title'?"
    >>> did_you_mean("xyz", ["title", "sites"])
    'one of: sites, title'
    """
    import difflib

    known = sorted(known)
    close = difflib.get_close_matches(word, known, n=1)
    if close:
        return f"did you mean {close[0]!r}?"
    named = [shorten(name) for name in known[:_MOST_NAMED]]
    more = f" and {len(known) - len(named):,} more" if len(known) > len(named) else ""
    return f"one of: {', '.join(named)}{more}" if known else "nothing here"
