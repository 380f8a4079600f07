"""What commands take, and how they ask."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from livingwell_core.cli.asking import LINE, RESERVED, Pair, ask, at_terminal, file_head

PAIR = Pair("ITEM=COLUMN")


def asked(answers, *arguments):
    """Ask in a command whose user types these answers; give what came of it, and the screen."""
    given = []
    command = click.Command("x", callback=lambda: given.append(ask("Which", *arguments)))
    result = CliRunner().invoke(command, input="".join(f"{answer}\n" for answer in answers))
    return given, result.stderr


def test_line():
    """Spaces go off the ends; nothing, or more than a line, is refused."""
    assert LINE.convert(" a b ", None, None) == "a b"
    for text in ("", "  ", "a\nb", "a\x1b"):
        with pytest.raises(click.BadParameter, match="one line of text is needed"):
            LINE.convert(text, None, None)


def test_pair():
    """The first = parts a pair; either half is needed."""
    assert PAIR.convert("1 = Q=1", None, None) == ("1", "Q=1")
    for text in ("1", "=q", "1=", "1=q\n2"):
        with pytest.raises(click.BadParameter, match="ITEM=COLUMN is needed"):
            PAIR.convert(text, None, None)


class TestAsk:
    """A question."""

    def test_answer(self):
        """What was typed, without spaces around it."""
        assert asked([" wide "]) == (["wide"], "Which:  wide \n")

    def test_empty(self):
        """Nothing leaves it open; a default is shown and taken."""
        assert asked([""]) == ([None], "Which: \n")
        assert asked([""], "Harbour") == (["Harbour"], "Which [Harbour]: \n")

    def test_again(self):
        """What is wrong is asked for again, with what was expected."""

        def check(text):
            if text != "wide":
                msg = f"wide, got {text!r}"
                raise ValueError(msg)

        given, screen = asked(["tall", "a\x1b", "wide"], "", check)

        assert given == ["wide"]
        assert "Error: expected wide, got 'tall'" in screen

    def test_control_characters(self):
        """What moves a cursor is no answer."""
        given, screen = asked(["a\x1b", "b"])

        assert given == ["b"]
        assert "Error: one line of text is needed" in screen


def test_at_terminal():
    """Under a test there is nobody to ask."""
    with CliRunner().isolation():
        assert not at_terminal()


def test_head():
    """The first line is for editors, the others for people."""
    first, *others = file_head("profile", "word " * 40).splitlines()

    assert first == "#:schema ./profile.schema.json"
    assert max(map(len, others)) <= 100
    assert "# livingwell schema profile --out profile.schema.json" in others


def test_reserved():
    """Windows' own names, and no longer ones."""
    assert [name for name in ("con", "com1", "console", "harbour") if RESERVED.fullmatch(name)] == [
        "con", "com1",
    ]  # fmt: skip
