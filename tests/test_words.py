"""Texts are read once and found again; no text is taken for another."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from helpers_files import ITEMS, long_table
from hypothesis import given
from hypothesis import strategies as st

from livingwell_core.cohorts import AskedItem
from livingwell_core.cohorts.decoding import LEFT_OVER
from livingwell_core.cohorts.words import NO_ITEM, AnswerWords, QuestionWords, Words
from livingwell_core.marks import MISSING_ANSWER as NA


def lengths(texts: pl.Series) -> np.ndarray:
    """Say of a text how long it is, and how long twice."""
    length = texts.str.len_chars().fill_null(99).cast(pl.Int8).to_numpy()
    return np.stack([length, 2 * length])


TEXT = st.none() | st.text("ab", max_size=5)


@given(batches=st.lists(st.lists(st.tuples(TEXT, st.integers(0, 3)), max_size=20), max_size=4))
def test_texts_by_kind(batches):
    """Each text says by its kind what reading it says; a kind that is not read says 0."""
    words = Words(lengths, 2, np.int8)
    for batch in batches:
        texts = pl.Series([text for text, _ in batch], dtype=pl.String)
        kinds = np.array([kind for _, kind in batch], dtype=np.uint8)

        found = words.look_up(texts, kinds)

        length = [99 if text is None else len(text) for text, _ in batch]
        wanted = [[n, 2 * n, 0, 0][kind] for n, (_, kind) in zip(length, batch, strict=True)]
        assert found.tolist() == np.array(wanted, dtype=np.int64).astype(np.int8).tolist()


def test_each_text_is_read_once():
    """What was read is remembered."""
    asked = []

    def read(texts):
        asked.extend(texts.to_list())
        return lengths(texts)[:1]

    words = Words(read, 1, np.int8)
    for _ in range(3):
        assert words.look_up(pl.Series(["a", "bb", "a"])).tolist() == [1, 2, 1]

    assert sorted(asked) == ["a", "bb"]


def test_more_texts_than_places():
    """Texts for which there is no room are read each time, and rightly."""
    words = Words(lambda texts: texts.str.to_integer().cast(pl.Int32).to_numpy()[None], 1, np.int32)
    numbers = list(range(20_000))

    for _ in range(2):
        assert words.look_up(pl.Series(list(map(str, numbers)))).tolist() == numbers


@pytest.mark.parametrize(
    ("text", "place"),
    [("One?", 0), (" Two? ", 1), ("Sum", 3), ("one?", NO_ITEM), ("", NO_ITEM), (None, NO_ITEM)],
)
def test_questions(text, place):
    """White space around a question does not matter; beyond the items come the totals."""
    words = QuestionWords(long_table(totals={"total": "Sum"}), ITEMS)

    assert words.places(pl.Series([text], dtype=pl.String)).tolist() == [place]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *[("3", 3), (" 3.0 ", 3), ("", NA), (None, NA), ("n/a", NA)],
        *[("5", LEFT_OVER), ("x", LEFT_OVER), ("-128", LEFT_OVER), ("-127", LEFT_OVER)],
    ],
)
def test_answers(text, code):
    """An answer that its item does not hold is none."""
    words = AnswerWords(long_table(missing=("n/a",)), ITEMS)

    found = words.codes(pl.Series([text, text], dtype=pl.String), np.array([1, 200], dtype=np.uint8))

    assert found.tolist() == [code, 0]


def test_items_differ():
    """One text means what it means for its item."""
    items = [
        AskedItem(id="1", lowest=0, highest=4, labels={"yes": 1}),
        AskedItem(id="2", lowest=1, highest=2, labels={"yes": 2}),
        AskedItem(id="3", lowest=0, highest=4, missing_codes=(9,)),
    ]
    words = AnswerWords(long_table(), items)
    texts = pl.Series(["yes", "yes", "yes", "0", "0", "9", "9"])
    item = np.array([0, 1, 2, 0, 1, 1, 2], dtype=np.uint8)

    for _ in range(2):
        assert words.codes(texts, item).tolist() == [1, 2, LEFT_OVER, 0, LEFT_OVER, LEFT_OVER, 9]
