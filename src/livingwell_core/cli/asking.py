"""
What the commands that write a file to start from share: what they take, and how they ask for the rest.
"""

from __future__ import annotations

import re
import sys
import textwrap
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["LINE", "RESERVED", "Pair", "ask", "at_terminal", "file_head"]

#: Names that no file can have on Windows, whatever its ending.
RESERVED: Final = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]")
_WIDTH: Final = 98
_HOW_TO_READ: Final = (
    "A line that begins with a # and a space explains. One that begins with a # and no space is a key, "
    "or the name of a table, that is not in use: take the # away to use it."
)


class _Line(click.ParamType[str]):
    """One line of text."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401 - click's signature
        """Take spaces off both ends."""
        text = str(value).strip()
        if not text or not text.isprintable():
            self.fail(f"one line of text is needed, got {value!r}", param, ctx)
        return text


LINE: Final = _Line()


class Pair(click.ParamType[tuple[str, str]]):
    """
    Two texts with = between them.

    Parameters
    ----------
    form : str
        As the help shows it: ``"ID=COLUMN"``.
    """

    name = "pair"

    def __init__(self, form: str) -> None:
        self.form = form

    def convert(
        self,
        value: Any,  # noqa: ANN401 - click's signature
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[str, str]:
        """Part the text at its first =."""
        before, _, after = str(value).partition("=")
        before, after = before.strip(), after.strip()
        if not before or not after or not str(value).isprintable():
            self.fail(f"{self.form} is needed, got {value!r}", param, ctx)
        return before, after


def at_terminal() -> bool:
    """Say whether there is somebody to ask."""
    return sys.stdin.isatty()


def ask(question: str, default: str = "", check: Callable[[str], object] | None = None) -> str | None:
    """
    Ask for a line; an empty one leaves the matter open, where there is no default.

    Parameters
    ----------
    question : str
    default : str
    check : callable, optional
        Raises a ValueError that says what was expected; then the question is asked again.
    """

    def checked(text: str) -> str:
        text = text.strip()
        try:
            if text and check is not None:
                check(text)
        except ValueError as error:
            msg = f"expected {error}"
            raise click.UsageError(msg) from error
        if not text.isprintable():
            msg = "one line of text is needed"
            raise click.UsageError(msg)
        return text

    answer: str = click.prompt(
        question, default=default, show_default=bool(default), value_proc=checked, err=True
    )
    return answer or None


def file_head(schema: str, *lines: str) -> str:
    """
    Give the head of a file: where an editor finds its schema, and how to read it.

    Parameters
    ----------
    schema : str
        A kind of file, as `livingwell schema` knows it.
    *lines : str
        What the file is.
    """
    file = f"{schema}.schema.json"
    paragraphs = [
        *lines,
        "",
        _HOW_TO_READ,
        "",
        "The first line lets an editor complete and check this file, once this command has been run here:",
        f"livingwell schema {schema} --out {file}",
    ]
    said = [line for text in paragraphs for line in textwrap.wrap(text, _WIDTH) or [""]]
    return "\n".join([f"#:schema ./{file}", *(f"# {line}".rstrip() for line in said), "", ""])
