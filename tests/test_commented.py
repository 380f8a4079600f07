"""Files to start from: what is given is there, what is not is shown and explained, and all of it is TOML."""

from __future__ import annotations

import re
import tomllib
from typing import Any, Literal

import attrs
import pytest

from livingwell_core.errors import InputError
from livingwell_core.instruments.definitions.draft import KINDS
from livingwell_core.schemas import FILES, TO_FILL_IN, commented
from livingwell_core.schemas.keys import keys_of
from livingwell_core.toml_files import structure

OFF = re.compile(r"^#(?! |$)", re.MULTILINE)


@attrs.frozen(kw_only=True)
class Part:
    """
    One part.

    Attributes
    ----------
    name : str
        Its name.
    """

    name: str
    size: int = 3


@attrs.frozen(kw_only=True)
class Whole:
    """
    A file.

    Attributes
    ----------
    word : {"a", "b"}
        Which, of ``two``.
    places : mapping of str to str
        Where things are.
    """

    word: Literal["a", "b"]
    flags: tuple[bool, ...] = ()
    settings: Part | None = None
    parts: tuple[Part, ...] = ()
    named: dict[str, Part] = attrs.field(factory=dict)
    places: dict[str, str] = attrs.field(factory=dict)
    open: dict[str, dict[str, Any]] = attrs.field(factory=dict)
    anything: Any = None


def everything(text):
    """Give what a file holds once the # in front of each key is gone."""
    return tomllib.loads(OFF.sub("", text))


DATA = {
    "word": "b",
    "flags": [True],
    "settings": {"name": "s"},
    "parts": [{"name": "first"}, {"name": 'a "second"', "size": 4}],
    "named": {"one two": {"name": "n"}},
    "places": {"1": "q1"},
    "open": {"x": {"y": [1]}},
    "anything": {"value": 0.5},
}


class TestGiven:
    """What is known."""

    def test_is_there(self):
        """Everything that was given is read back, and nothing else."""
        assert tomllib.loads(commented(Whole, DATA)) == DATA

    def test_short(self):
        """Keys that are not in use can be left out."""
        text = commented(Whole, {"word": "a", "places": {"1": "q1"}}, short=True)

        assert not OFF.search(text)
        assert tomllib.loads(text) == {"word": "a", "places": {"1": "q1"}}

    def test_form(self):
        """Words, line by line."""
        assert commented(Whole, {"word": "a", "parts": [{"name": "p"}]}, short=True) == (
            '# Which, of two. One of: "a", "b".\nword = "a"\n\n'
            '# One part.\n[[parts]]\n\n# Its name.\nname = "p"\n'
        )


class TestNotGiven:
    """What is not known."""

    def test_is_shown(self):
        """Every key of every table is there behind a #, each with a value of its type."""
        text = commented(Whole, {})

        assert tomllib.loads(text) == {}
        assert everything(text) == {
            "word": "a",
            "flags": [True],
            "anything": "...",
            "places": {"...": "..."},
            "settings": {"name": "...", "size": 3},
            "parts": [{"name": "...", "size": 3}],
            "named": {"NAME": {"name": "...", "size": 3}},
            "open": {"NAME": {}},
        }

    def test_needed(self):
        """What has to be filled in says so, and is shown although the rest is left out."""
        text = commented(Whole, {"parts": [{}]}, needed=["word", "parts[1].name", "places"], short=True)

        assert text.count(TO_FILL_IN) == 3
        assert tomllib.loads(text) == {"parts": [{}], "places": {}}
        assert everything(text) == {"word": "a", "places": {"NAME": "..."}, "parts": [{"name": "..."}]}

    def test_choices(self):
        """Keys that a table may have stand there with a note, in use or not."""
        choices = {"places": {"1": "first", "2": "second"}, "open": {"x": "an x"}, "named": {"a.b": ""}}
        text = commented(Whole, {"word": "a", "places": {"2": "q2"}}, choices=choices)

        assert '\n#1 = "..."  # first\n2 = "q2"  # second\n' in text
        assert "\n#[open.x]  # an x\n" in text
        assert '\n#[named."a.b"]\n' in text
        assert tomllib.loads(text) == {"word": "a", "places": {"2": "q2"}}


@pytest.mark.parametrize("kind", FILES)
class TestOurFiles:
    """The files that people write."""

    def test_every_key_is_there(self, kind):
        """With nothing given, every key that the file can have is shown, and no other."""
        file = FILES[kind]
        shown = everything(commented(file.cls, {}))
        unknown = []
        try:
            structure(shown, file.cls, "file", KINDS)
        except InputError as error:
            unknown = [p for p in error.problems if p.reason != "wrong value"]

        assert unknown == []
        assert set(shown) == {key.name for key in keys_of(file.cls)}

    def test_lines(self, kind):
        """No line of a text is wider than a screen, and each key stands below its text."""
        lines = commented(FILES[kind].cls, {}).splitlines()

        assert [line for line in lines if line.startswith("# ") and len(line) > 100] == []
        assert [
            line for line, above in zip(lines[1:], lines, strict=False) if line and not above.strip("#")
        ] == [
            line for line, above in zip(lines[1:], lines, strict=False) if not above and line.startswith("# ")
        ]
