"""The search for utilities starts from the value set as it is written, and says when it fails."""

import datetime
from fractions import Fraction
from importlib.resources import files

import pytest
from livingwell_example.making import utilities
from livingwell_example.making.answers import ITEMS, NEGATIVE, VALUED, Assessment, draw_later
from livingwell_example.making.chance import stream

from livingwell_core.instruments import read_value_set

DAY = datetime.date(2021, 3, 1)


def assessment(items, physical):
    return Assessment(person="INV-E-00001", day=DAY, items=items, physical=physical)


@pytest.fixture(scope="module")
def value_set():
    return read_value_set(files("livingwell_reqol") / "value_sets" / "illustrative.toml")


class TestTable:
    def test_the_items_are_those_of_the_value_set(self, value_set):
        """The generator and the value set speak of the same six items and physical health."""
        ours = {str(place + 1) for place in VALUED} | {"physical_health"}

        assert set(value_set.items) == ours

    @pytest.mark.parametrize("physical", range(5))
    def test_same_as_the_core(self, value_set, physical):
        """Every sum of distances has the utility that the core gives to a state with it."""
        table = utilities.utilities()
        for mental in range(25):
            codes = [4 - mental // 6 - (place < mental % 6) for place in range(6)]
            expected = Fraction(value_set.utility([*codes, 4 - physical]))

            assert Fraction(table[mental][physical], 1000) == expected

    def test_utility_of_an_assessment(self):
        """Items of no theme's choice do not matter; the best state is worth 1, the worst -.195."""
        table = utilities.utilities()
        items = [4 if place in VALUED else 0 for place in range(ITEMS)]

        assert utilities.utility(assessment(tuple(items), 4), table) == 1000
        assert utilities.utility(assessment((0,) * ITEMS, 0), table) == -195


class TestSearch:
    def test_totals_stay(self):
        """A move changes physical health or shifts a point; never the total, the day or the range."""
        rng = stream(7)
        pair = assessment((4, 0, 2, 1, 3, 0, 4, 2, 1, 0), 0), assessment((1,) * ITEMS, 4)
        moved = pair
        for _ in range(500):
            moved = utilities._moved(moved, rng)

        assert moved != pair
        for before, after in zip(pair, moved, strict=True):
            assert sum(before.items) == sum(after.items)
            assert before.day == after.day
            assert all(0 <= answer <= 4 for answer in (*after.items, after.physical))

    def test_a_search_that_ends_too_early_says_how_far_off_it_is(self, monkeypatch):
        """Data that miss a published figure are never written."""
        monkeypatch.setattr(utilities, "_MOST_STEPS", 3)
        pairs = [
            (assessment((1,) * ITEMS, 1), assessment((last,) * ITEMS, 2)) for last in (0, 1, 2, 3, 4) * 10
        ]

        with pytest.raises(RuntimeError, match="do not fit the published figures"):
            utilities.fit_utilities(pairs, stream(8))


@pytest.mark.parametrize("total", [0, 7, 20, 33, 40])
def test_later_answers_add_up(total):
    """Whichever items a person changes in, the new total is met and each answer is one."""
    rng = stream(9)
    for _ in range(20):
        later = draw_later((0, 1, 2, 3, 4, 4, 3, 2, 1, 0), total, rng)

        assert sum(later) == total
        assert all(0 <= answer <= 4 for answer in later)


def test_some_of_the_items_are_worded_negatively():
    """The utility is made of items of both kinds, so reversing them matters to it."""
    assert set(NEGATIVE) < set(VALUED)
