"""Which item a name or a text means."""

from __future__ import annotations

import attrs
import pytest
from helpers_mapping import CALM, LIFE, LIFE_CODES, WORRY

from livingwell_core.instruments import Item
from livingwell_core.mapping.names import CODE, ENDS, NAMED, NUMBER, SERIES, WORDS, Names, tokens


def meant(instrument, text):
    found = Names(instrument).meant(text)
    return (found.item, found.how) if found else None


class TestMeant:
    @pytest.mark.parametrize(
        ("text", "how"),
        [
            ("q3", NUMBER),
            ("Q03", NUMBER),
            ("Item 3", NUMBER),
            ("3", NUMBER),
            ("question_3", NUMBER),
            ("3. Sleep", NUMBER),
            ("3. Thoughts of this kind", NUMBER),
            ("3. Standing up", NUMBER),
            ("3. Daytime", NUMBER),
            ("3. Meaning", NUMBER),
            ("Calm-10 3. Thoughts", NAMED),
            ("calm10_3", NAMED),
            ("Calm-10 item 3", NAMED),
            ("calm_3", NAMED),
            ("CALM10Q3", NAMED),
            ("calm10 3 answer", NAMED),
            ("rx3", SERIES),
        ],
    )
    def test_numbers(self, text, how):
        """The third item, however it is written."""
        assert meant(CALM, text) == ("3", how)

    @pytest.mark.parametrize(
        ("text", "how"),
        [
            ("friends", WORDS),
            ("FRIENDS", WORDS),
            ("POL friends", NAMED),
            ("life_friends", NAMED),
            ("Satisfied with friends", ENDS),
        ],
    )
    def test_words(self, text, how):
        """An item by its own word."""
        assert meant(LIFE, text) == ("friends", how)

    @pytest.mark.parametrize(
        "text", ["Partner/family", "partner and family", "Family of the partner", "partner"]
    )
    def test_links(self, text):
        """Small words between an item's words do not matter; their order does."""
        family = Item(id="7", label="partner or family", lowest=1, highest=7)
        found = Names(attrs.evolve(LIFE, items=(*LIFE.items, family))).meant(text)

        assert (found is not None and found.item == "7") == (text in {"Partner/family", "partner and family"})

    def test_codes(self):
        """A code of a terminology goes before everything."""
        assert meant(LIFE, LIFE_CODES["money"]) == ("money", CODE)

    @pytest.mark.parametrize("text", ["calm10_total", "postcode", "3 month score", "", "friends of Bob"])
    def test_no_item(self, text):
        """What names no item means none, the questionnaire's own name and its total among them."""
        found = Names(CALM).meant(text)

        assert found is None or not found.how

    def test_the_tenth_item_is_not_the_questionnaire(self):
        """`calm10` in a series calm1, calm2 is the tenth item by its family's name."""
        assert Names(CALM).meant("calm_10").strong is False

    def test_beyond_the_items(self):
        """A number that no item has belongs to the series, and to no item."""
        found = Names(WORRY).meant("q8")

        assert (found.how, found.family) == (0, "q")


class TestNames:
    @pytest.mark.parametrize(
        ("text", "strength"),
        [("calm10.csv", 2), ("Calm-10, spring", 2), ("Calm", 1), ("calmness10", 0), ("", 0)],
    )
    def test_in_full_and_by_family(self, text, strength):
        """The full name tells more than what a family of questionnaires shares."""
        assert Names(CALM).names(text) == strength

    def test_short_name(self):
        """What stands in brackets in capitals is a name too."""
        assert Names(LIFE).names("POL, 2023") == 2

    def test_tokens(self):
        """Letters and digits fall apart, whatever the case."""
        assert tokens("Calm10_q3") == ("calm", "10", "q", "3")
