"""
Every state of both instruments, against plain Python written straight from the published tables.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from livingwell_utilities.plugin import livingwell_value_sets

from livingwell_core.instruments import Valued, load_value_set
from livingwell_core.marks import MISSING_ANSWER, MISSING_SCORE
from livingwell_core.testing import instruments_of

EQ5D3L, MHQOL = instruments_of("livingwell-utilities")

#: Dolan 1997, Medical Care 35(11):1095-1108, in thousandths: what levels 2 and 3 take off.
UK = {
    "mobility": (69, 314),
    "self_care": (104, 214),
    "usual_activities": (36, 94),
    "pain": (123, 386),
    "anxiety": (71, 236),
}
#: van Krugten et al. 2024, doi 10.1177/0272989X231208645, in thousandths: what levels 0 to 3 add.
DUTCH = {
    "self_image": (-211, -137, -7, 0),
    "independence": (-184, -118, -18, 0),
    "mood": (-311, -179, -63, 0),
    "relationships": (-269, -172, -15, 0),
    "daily_activities": (-213, -140, -21, 0),
    "physical_health": (-383, -243, -64, 0),
    "future": (-170, -106, 0, 0),
}


def uk(state) -> int:
    """Utility of an EQ-5D-3L state in thousandths."""
    if set(state) == {1}:
        return 1000
    taken = sum(0 if level == 1 else UK[item][level - 2] for item, level in zip(UK, state, strict=True))
    return 1000 - 81 - taken - (269 if 3 in state else 0)


def dutch(state) -> int:
    """Utility of an MHQoL state in thousandths."""
    return 1000 + sum(DUTCH[item][level] for item, level in zip(DUTCH, state, strict=True))


CASES = [
    pytest.param(EQ5D3L, UK, range(1, 4), uk, id="eq5d3l"),
    pytest.param(MHQOL, DUTCH, range(4), dutch, id="mhqol"),
]


@pytest.mark.parametrize(("instrument", "table", "levels", "utility"), CASES)
class TestUtility:
    """The value set that is used where none is named."""

    def test_every_state(self, instrument, table, levels, utility):
        """All 243 and all 16,384 states, scored as answers, exactly."""
        states = list(itertools.product(levels, repeat=len(table)))
        order = [list(table).index(item.id) for item in instrument.items]
        sheets = np.array(states, dtype=np.int8)[:, order]
        score = instrument.score_named("utility")

        assert instrument.scale(score).denominator == 1000
        assert instrument.compute(score, sheets).tolist() == [utility(state) for state in states]

    def test_a_missing_answer(self, instrument, table, levels, utility):
        """No state is known without every answer, whichever it is, and however good the others are."""
        best = max(itertools.product({levels[0], levels[-1]}, repeat=len(table)), key=utility)
        sheets = np.array([best] * len(table), dtype=np.int8)
        np.fill_diagonal(sheets, MISSING_ANSWER)

        score = instrument.score_named("utility")

        assert instrument.compute(score, sheets).tolist() == [MISSING_SCORE] * len(table)


@pytest.mark.parametrize("instrument", [EQ5D3L, MHQOL], ids=["eq5d3l", "mhqol"])
def test_is_installed_too(instrument):
    """The default can be asked for by its id."""
    (file,) = (f for f in livingwell_value_sets() if f.id.startswith(instrument.id))

    assert instrument.score_named("utility").rule == Valued(load_value_set(file))


class TestPrinted:
    """States whose utility is in print."""

    @pytest.mark.parametrize(
        ("state", "utility"),
        [("11111", 1000), ("11221", 760), ("12321", 329), ("33221", -37), ("33333", -594)],
    )
    def test_uk(self, state, utility):
        """Worked from the table of Dolan 1997."""
        assert uk([int(level) for level in state]) == utility

    @pytest.mark.parametrize(("level", "utility"), [(3, 1000), (2, 812), (1, -95), (0, -741)])
    def test_dutch(self, level, utility):
        """Every item at one level."""
        assert dutch([level] * 7) == utility
