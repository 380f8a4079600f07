"""The answers that the checks try: all there are, or what is telling; always the same."""

from __future__ import annotations

import itertools

import attrs
import numpy as np
import pytest
from testing.planted import total
from testing.right import RIGHT, TOTAL
from testing.wrong_rules import Refusing

from livingwell_core.instruments import CompleteCases
from livingwell_core.marks import MISSING_ANSWER
from livingwell_core.testing.sheets import (
    any_sheets,
    complete,
    directions_of,
    embed,
    extreme,
    holes,
    mixed,
    ranges_of,
    with_rules,
)

MANY = ((0, 4),) * 12


def rows(array):
    return {tuple(row) for row in array.tolist()}


def test_every_state_where_there_are_few():
    """A product of the codes, each once."""
    ranges = ((1, 3), (0, 1), (-1, 0))
    states = complete(ranges)

    assert rows(states) == set(itertools.product((1, 2, 3), (0, 1), (-1, 0)))
    assert len(states) == 12


def test_many_items():
    """The ends, each item by itself at its end, and every answer of every item before others."""
    sheets = complete(MANY)
    found = rows(sheets)

    assert {(0,) * 12, (4,) * 12} <= found
    for place in range(12):
        assert tuple(4 if other == place else 0 for other in range(12)) in found
        assert tuple(0 if other == place else 4 for other in range(12)) in found
        assert {0, 1, 2, 3, 4} == set(sheets[:, place].tolist())
    assert sheets.min() == 0
    assert sheets.max() == 4
    assert len(sheets) < 10_000


@pytest.mark.parametrize(("items", "patterns"), [(1, 1), (3, 7), (10, 1023)])
def test_every_pattern_where_there_are_few(items, patterns):
    """Something is missing in each."""
    found = holes(items)

    assert found.any(axis=1).all()
    assert len(rows(found)) == len(found) == patterns


def test_patterns_of_many_items():
    """One missing, any two missing, each number of missing, and all."""
    found = holes(12)
    missing = found.sum(axis=1)

    assert len(rows(found[missing == 1])) == 12
    assert len(rows(found[missing == 2])) == 66
    assert set(missing.tolist()) == set(range(1, 13))


def test_mixed_has_whole_and_sparse_sheets():
    """Both, and always the same."""
    sheets = mixed(MANY)
    absent = (sheets == MISSING_ANSWER).any(axis=1)

    assert absent.any()
    assert not absent.all()
    mixed.cache_clear()
    assert np.array_equal(mixed(MANY), sheets)


@pytest.mark.parametrize(
    "sheets", [complete(MANY), mixed(MANY), holes(3)], ids=["complete", "mixed", "holes"]
)
def test_shared_arrays_cannot_be_written_to(sheets):
    """They are kept from one check to the next."""
    assert not sheets.flags.writeable


class TestExtreme:
    def test_by_direction(self):
        """Each item at the end that its direction says."""
        directions = np.array([1, -1], dtype=np.int8)

        assert rows(extreme(((0, 4), (1, 5)), directions, best=True)) == {(4, 1)}
        assert rows(extreme(((0, 4), (1, 5)), directions, best=False)) == {(0, 5)}

    def test_without_direction(self):
        """Everything that such an item may be."""
        directions = np.array([1, 0], dtype=np.int8)

        assert rows(extreme(((0, 4), (1, 3)), directions, best=True)) == {(4, 1), (4, 2), (4, 3)}

    def test_many_without_direction(self):
        """All at one answer, whichever it is, and some of the rest."""
        found = extreme(MANY, np.zeros(12, dtype=np.int8), best=True)

        assert {(code,) * 12 for code in range(5)} <= rows(found)
        assert len(found) < 6_000

    def test_lower_is_better(self):
        """The best answers of a score where lower is better are those that lower it."""
        assert directions_of(attrs.evolve(TOTAL, better="lower")).tolist() == [-1, -1, -1]


def test_embedded_in_the_whole_sheet():
    """The score's items hold the answers, the others something within their range."""
    answers = complete(ranges_of(RIGHT, TOTAL))[:7]
    sheets = embed(RIGHT, TOTAL, answers)

    assert np.array_equal(sheets[:, :3], answers)
    assert set(sheets[:, 3].tolist()) <= {0, 1, 2, 3}
    assert any_sheets(RIGHT).shape[1] == 4


def test_rules_that_a_score_allows():
    """Complete cases and prorating as far as an answer is left, and only what is not refused."""
    assert [missing.id for missing, _, _ in with_rules(RIGHT, TOTAL)] == [
        "complete-cases",
        "prorate(max_missing=1)",
        "prorate(max_missing=2)",
    ]
    refusing = total(rule=Refusing())
    assert [missing for missing, _, _ in with_rules(refusing, refusing.scores[0])] == [CompleteCases()]
