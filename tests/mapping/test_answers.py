"""Codes, labels, and what stands for no answer."""

from __future__ import annotations

import pytest
from helpers_mapping import CALM, WORRY

from livingwell_core.mapping.answers import coding_of, fit_of
from livingwell_core.mapping.places import Place, Seen


def place(*values, people=20):
    seen = tuple(Seen(str(text), cells, people) for text, cells in values)
    return Place(name="x", values=seen, distinct=len(seen), cells=sum(s.cells for s in seen), people=people)


def coding(*values, instrument=CALM, people=20):
    return coding_of(instrument, {"1": place(*values, people=people)})


def guess(found, key):
    return next((one for one in found.guesses if one.key == key), None)


class TestFit:
    def test_numbers(self):
        """Codes agree, other numbers do not, and those for no answer are not judged."""
        fit = fit_of(place((0, 5), (4, 5), (7, 2), (99, 3)), CALM.items[0])

        assert (fit.agree, fit.judged, fit.exact) == (10, 12, True)

    def test_labels(self):
        """Labels are judged where the questionnaire brings some."""
        assert fit_of(place(("Never", 5), ("weird", 5)), WORRY.items[0]).agree == 5
        assert fit_of(place(("Never", 5)), CALM.items[0]).judged == 0


class TestCoding:
    def test_labels_are_left_open(self):
        """A label has no code unless somebody says so."""
        found = guess(coding(("Often", 9), ("Rarely", 9)), "codes")

        assert (found.value, found.sure, found.fill) == ({}, "to fill in", ('"Often" =', '"Rarely" ='))

    def test_numbers_among_labels(self):
        """Where both stand, the numbers are listed as the codes that they are."""
        assert guess(coding(("Often", 9), (2, 9), (3, 9)), "codes").value == {"2": 2, "3": 3}

    @pytest.mark.parametrize("text", ["2 or 3 times", "10 days"])
    def test_a_number_in_a_label_is_not_its_code(self, text):
        """Only a number that is set apart counts."""
        assert guess(coding((text, 9), ("4 - always", 9)), "codes").value == {}

    def test_few_people(self):
        """What fewer than five people answered is counted and not shown."""
        found = coding(("Jo was here", 9), people=4)

        assert found.guesses == ()
        assert len(found.remarks) == 1
        assert "1 further text, each of fewer than 5 people and not shown" in found.remarks[0]

    def test_numbers_for_no_answer(self):
        """99 counts from the first, a 9 only where it is frequent: it may be a slip."""
        assert guess(coding((1, 500), (99, 1)), "missing").value == ("99",)
        assert guess(coding((1, 500), (9, 1)), "missing") is None
        assert guess(coding((1, 50), (9, 5)), "missing").sure == "a guess"

    def test_other_numbers(self):
        """Other numbers are said to be there."""
        assert coding((1, 500), (7, 2)).remarks == (
            "2 cells hold numbers that no answer has: `livingwell check` names them",
        )
