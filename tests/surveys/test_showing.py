"""What may be shown of an export: no name, no identifier, no story."""

from __future__ import annotations

import polars as pl
import pytest

from livingwell_core.surveys.showing import Identifiers, is_label, words_of
from livingwell_core.surveys.tables import PERSON

WORDS = words_of(["Rarely", "Some of the time"])


class TestIsLabel:
    @pytest.mark.parametrize(
        "text",
        [
            "7",
            "-1",
            "3?",
            "2 or 3",
            "??",
            "n/a",
            "Not known",
            "rarely/some",
            "5 or 6 of 7",
            "Don't know",
            "999",
        ],
    )
    def test_of_one_person(self, text):
        """Short numbers and words of answering are shown whoever wrote them."""
        assert is_label(text, people=1, words=WORDS)

    @pytest.mark.parametrize(
        "text",
        [
            "Jane",
            "PERSONID-123",
            "9434765919",
            "943 476 5919",
            "02/03/85",
            "1985",
            "jane@example.org",
            "rarely or rarely or rarely",  # longer than 20
            "rarely, Jane",
            "Jürgen",
            "١٢٣٤٥",
            "no\u200bJane",
        ],
    )
    def test_could_name_somebody(self, text):
        """Anything else could be somebody's name, number, birthday or story."""
        assert not is_label(text, people=4, words=WORDS)

    def test_of_five_people(self):
        """What five people have is a label, unless it holds a long number."""
        assert is_label("Hardly ever", people=5, words=frozenset())
        assert is_label("10-15 days", people=5, words=frozenset())
        assert not is_label("see 9434765919", people=5, words=frozenset())
        assert not is_label("943 476 5919", people=5, words=frozenset())
        assert not is_label("02/03/85", people=5, words=frozenset())
        assert is_label("1037661000000102", people=5, words=frozenset(), codes=True)


class TestIdentifiers:
    KNOWN = Identifiers(
        [pl.LazyFrame({PERSON: ["PersonID-123", "A 7", "12", None]}), pl.LazyFrame({PERSON: ["4711"]})]
    )

    @pytest.mark.parametrize(
        "text", ["PERSONID-123", "see personid-123.", "(PersonID-123)", "a  7", "4711", "x/4711"]
    )
    def test_within(self, text):
        """An identifier, whole or among the words, whatever its case."""
        assert self.KNOWN.within([text, "fine"]) == {text}

    def test_numbers_from_one(self):
        """Where people are numbered from 1, a code is still a code."""
        assert self.KNOWN.within(["12", "7", "no answer"]) == frozenset()

    def test_nobody(self):
        """A site without identifiers has none to hide."""
        assert Identifiers([]).within(["4711"]) == frozenset()
