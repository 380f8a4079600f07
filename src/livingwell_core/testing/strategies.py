"""
Hypothesis strategies for the tests of a plugin: answers to an instrument, as arrays.

Needs hypothesis, which the core does not install: ``pip install 'livingwell-core[testing]'``.

Examples
--------
::

    from livingwell_core.testing.strategies import sparse_answers

    @given(sparse_answers(HARBOUR3))
    def test_total(answers):
        ...
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import strategies as st

from livingwell_core.marks import MISSING_ANSWER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from livingwell_core.instruments import Instrument

__all__ = ["complete_answers", "sparse_answers"]


def complete_answers(
    instrument: Instrument, *, min_size: int = 0, max_size: int = 10
) -> st.SearchStrategy[NDArray[np.int8]]:
    """
    Sheets on which every item is answered.

    Parameters
    ----------
    instrument : Instrument
    min_size, max_size : int
        How many rows.

    Returns
    -------
    strategy of array of int8, shape (n, number of items)
        In column order, as the readers give them.
    """
    return _sheets(instrument, min_size, max_size, missing=False)


def sparse_answers(
    instrument: Instrument, *, min_size: int = 0, max_size: int = 10
) -> st.SearchStrategy[NDArray[np.int8]]:
    """
    Sheets on which any answer may be missing, `MISSING_ANSWER`; see `complete_answers`.

    About one answer in four is missing, so that most rows have some and few have none or all.
    """
    return _sheets(instrument, min_size, max_size, missing=True)


def _sheets(
    instrument: Instrument, min_size: int, max_size: int, *, missing: bool
) -> st.SearchStrategy[NDArray[np.int8]]:
    if not 0 <= min_size <= max_size:
        msg = f"'min_size' must be from 0 to 'max_size', got {min_size} and {max_size}"
        raise ValueError(msg)
    cells = []
    for item in instrument.items:
        code = st.integers(item.lowest, item.highest)
        cells.append(st.one_of(code, code, code, st.just(MISSING_ANSWER)) if missing else code)
    rows = st.lists(st.tuples(*cells), min_size=min_size, max_size=max_size)
    shape = (-1, len(instrument.items))
    return rows.map(lambda drawn: np.array(drawn, dtype=np.int8, order="F").reshape(shape, order="A"))
