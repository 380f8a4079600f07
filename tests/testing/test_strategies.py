"""Strategies for plugin authors give what they promise."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import find, given
from testing.right import RIGHT

from livingwell_core.marks import MISSING_ANSWER
from livingwell_core.testing.strategies import complete_answers, sparse_answers


def in_range(answers):
    return all(
        set(answers[:, place].tolist()) <= {*item.codes, MISSING_ANSWER}
        for place, item in enumerate(RIGHT.items)
    )


@given(complete_answers(RIGHT, min_size=1, max_size=4))
def test_complete(answers):
    """Rows and columns as asked for, int8 in column order, nothing missing, every code in its range."""
    assert answers.shape[1] == len(RIGHT.items)
    assert 1 <= len(answers) <= 4
    assert answers.dtype == np.int8
    assert answers.flags.f_contiguous
    assert not (answers == MISSING_ANSWER).any()
    assert in_range(answers)


@given(sparse_answers(RIGHT))
def test_sparse(answers):
    """The same with answers missing; no row at all is possible."""
    assert answers.shape == (len(answers), len(RIGHT.items))
    assert answers.dtype == np.int8
    assert in_range(answers)


def test_sparse_holds_every_kind_of_row():
    """A row that lacks everything and one that lacks nothing are among them."""
    assert find(
        sparse_answers(RIGHT, min_size=1), lambda rows: (rows == MISSING_ANSWER).all(axis=1).any()
    ).size
    assert find(
        sparse_answers(RIGHT, min_size=1), lambda rows: (rows != MISSING_ANSWER).all(axis=1).any()
    ).size


@pytest.mark.parametrize(("least", "most"), [(-1, 3), (4, 3)])
def test_impossible_sizes_are_refused(least, most):
    """A wrong number of rows is an error of the call, not of the draw."""
    with pytest.raises(ValueError, match="'min_size' must be from 0 to 'max_size'"):
        complete_answers(RIGHT, min_size=least, max_size=most)


def test_the_suite_itself_needs_neither_pytest_nor_hypothesis():
    """From a notebook or the command line the checks run without them."""
    code = (
        "import sys; sys.modules['pytest'] = sys.modules['hypothesis'] = None\n"
        "sys.path.insert(0, sys.argv[1])\n"
        "from testing.planted import RIGHT\n"
        "from livingwell_core.testing import check_instrument\n"
        "print({result.outcome for result in check_instrument(RIGHT)})\n"
    )
    from pathlib import Path

    tests = str(Path(__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", code, tests], capture_output=True, encoding="utf-8", check=False
    )

    assert done.stdout.strip() == "{'passed'}", done.stderr
