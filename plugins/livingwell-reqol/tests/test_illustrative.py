"""The illustrative value set: in the published form, and never to be taken for the licensed one."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
from livingwell_reqol import plugin
from livingwell_reqol.reqol10 import REQOL10

from livingwell_core.instruments import load_value_set
from livingwell_core.instruments.value_sets import ILLUSTRATIVE


@pytest.fixture(scope="module")
def value_set():
    (file,) = plugin.livingwell_value_sets()
    return load_value_set(file, {item.id: item.codes for item in REQOL10.items})


class TestForm:
    def test_ends(self, value_set):
        """1 at best and -.195 at worst, as published; each reached by one state only."""
        assert value_set.utility([4] * 7) == 1
        assert value_set.utility([0] * 7) == Fraction("-0.195")
        assert int((value_set.values == 1000).sum()) == 1
        assert int((value_set.values == -195).sum()) == 1

    def test_every_state(self, value_set):
        """All 78,125 states follow from the coefficients, and a better answer is never worth less."""
        codes = np.array(list(itertools.product(range(5), repeat=7)))
        m, p = (4 - codes[:, :6]).sum(axis=1), 4 - codes[:, 6]
        # Whole numbers: hundred-thousandths of a step of .001.
        lost = 200_000 * m + 135_000 * m**2 + 1_500_000 * p + 250_000 * p**2 + 280_625 * m * p
        expected = [round(1000 - Fraction(value, 100_000)) for value in np.unique(lost).tolist()]
        table = dict(zip(np.unique(lost).tolist(), expected, strict=True))

        assert len(codes) == 78_125
        assert value_set.values.tolist() == [table[value] for value in lost.tolist()]
        grid = value_set.values.reshape((5,) * 7)
        assert all((np.diff(grid, axis=axis) >= 0).all() for axis in range(7))

    def test_one_item_of_each_theme(self, value_set):
        """Six items of six themes, and physical health."""
        labels = [REQOL10.item(item).label for item in value_set.items]
        themes = [label.partition(" (")[0] for label in labels]

        assert len(set(themes)) == 7
        assert themes[-1] == "physical health"


class TestMark:
    def test_it_says_what_it_is(self, value_set):
        """Whatever shows where it comes from says that it is not the licensed one."""
        assert value_set.illustrative
        assert value_set.method == "none: fitted to invented data so that means are .60 and .73"
        assert ILLUSTRATIVE in value_set.licence
        assert "illustrative" in value_set.title
        assert "illustrative" in value_set.version
        score = REQOL10.valued(value_set).score_named("utility")
        assert ILLUSTRATIVE in score.title
        assert ILLUSTRATIVE in score.note

    def test_it_is_no_default(self):
        """Nobody gets it who did not ask for it."""
        assert REQOL10.utility.value_set is None
        assert all(score.id != "utility" for score in REQOL10.scores)
