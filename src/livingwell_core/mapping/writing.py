"""
A draft as TOML, with the evidence as comments and a mark on each line that is left to a person.
"""

from __future__ import annotations

import json
import re
import textwrap
from typing import TYPE_CHECKING, Final

from livingwell_core.errors import visible
from livingwell_core.mapping.guess import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from livingwell_core.mapping.draft import Draft
    from livingwell_core.mapping.guess import Guess, Value

__all__ = ["MARK", "draft_text", "toml_key", "toml_value"]

#: What a line begins with that a person has to complete.
MARK: Final = "# FILL IN: "

_WIDTH: Final = 108
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_LISTS: Final = frozenset({"joins"})


def toml_key(key: str) -> str:
    """
    Write a key.

    Examples
    --------
    >>> toml_key("q1"), toml_key("age band")
    ('q1', '"age band"')
    """
    return key if _BARE.fullmatch(key) else toml_value(key)


def toml_value(value: Value) -> str:
    """
    Write a value on one line.

    Examples
    --------
    >>> toml_value(("99", "n/a")), toml_value({"a b": 1})
    ('["99", "n/a"]', '{ "a b" = 1 }')
    """
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple):
        return f"[{', '.join(map(toml_value, value))}]"
    if isinstance(value, dict):
        inside = ", ".join(f"{toml_key(key)} = {toml_value(one)}" for key, one in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    # JSON's texts are TOML's too, but for one control character.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def draft_text(draft: Draft) -> str:
    """Write the whole profile."""
    blocks = [_top(draft)]
    if draft.people:
        blocks.append(_block("people", "[people]", draft.people.guesses, draft.people.remarks))
    blocks += [_block("tables", "[[tables]]", table.guesses, table.remarks) for table in draft.tables]
    return "\n".join(line for block in blocks for line in block)


def _top(draft: Draft) -> list[str]:
    lines = [
        *_comment(
            "A draft by `livingwell map`. It knows what the files say and no more. Above each key stands how "
            "sure it is, and why:"
        ),
        *(line for word, rule in RULES.items() for line in _comment(f"  {word}: {rule}")),
        *_comment(
            f'A line that begins with "{MARK.strip()}" is left to you: write the value, take the mark away. '
            "Comments may go once you have read them."
        ),
        "",
        f"id = {toml_value(draft.id)}",
        f"title = {toml_value(draft.title)}",
        f'{MARK}source = "the document that says how the export is made"',
        "",
    ]
    if draft.remarks:
        lines[-1:] = [line for remark in draft.remarks for line in _comment(remark)] + [""]
    return lines


def _block(path: str, heading: str, guesses: Iterable[Guess], remarks: Iterable[str]) -> list[str]:
    plain, inside = [], []
    for guess in guesses:
        if isinstance(guess.value, dict) and guess.key != "only":
            inside += ["", *_table(path, guess)]
        else:
            plain += list(_line(guess))
    said = [line for remark in remarks for line in _comment(f"Look: {remark}")]
    return [heading, *said, *plain, *inside, ""]


def _line(guess: Guess) -> Iterator[str]:
    yield from _comment(f"{guess.sure}: {guess.evidence}" if guess.evidence else guess.sure)
    if guess.value is not None:
        yield f"{toml_key(guess.key)} = {toml_value(guess.value)}"
    yield from (f"{MARK}{line}" for line in guess.fill)


def _table(path: str, guess: Guess) -> Iterator[str]:
    """Write a table inside the block; lines with a quoted key belong to the deepest one."""
    name = ".".join([path, *map(toml_key, guess.key.split("."))])
    value = guess.value if isinstance(guess.value, dict) else {}
    deeper = {key: one for key, one in value.items() if isinstance(one, dict) and guess.key not in _LISTS}
    yield f"[[{name}]]" if guess.key in _LISTS else f"[{name}]"
    yield from _comment(f"{guess.sure}: {guess.evidence}")
    for key, one in value.items():
        if key not in deeper:
            yield f"{toml_key(key)} = {toml_value(one)}"
    last = [line for line in guess.fill if deeper and line.startswith('"')]
    yield from (f"{MARK}{line}" for line in guess.fill if line not in last)
    for key, one in deeper.items():
        if one or last:
            yield ""
            yield f"[{name}.{toml_key(key)}]"
            if isinstance(one, dict):
                yield from (f"{toml_key(label)} = {toml_value(text)}" for label, text in one.items())
            yield from (f"{MARK}{line}" for line in last)


def _comment(text: str) -> list[str]:
    """Write a text as comments; line breaks stay where the text has them."""
    lines = []
    for part in text.split("\n"):
        indent = " " * (len(part) - len(part.lstrip()))
        wrapped = textwrap.wrap(
            visible(part.strip()), _WIDTH - len(indent), break_long_words=False, break_on_hyphens=False
        )
        lines += [f"# {indent}{line}" for line in wrapped or [""]]
    return lines
