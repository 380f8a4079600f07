"""What a failed check says: the instrument, the answers, what came and what was expected."""

from __future__ import annotations

import attrs
import numpy as np
import pytest
from testing.right import RIGHT, TOTAL

from livingwell_core.instruments import Scale, ValueSetFile
from livingwell_core.marks import MISSING_ANSWER, MISSING_SCORE
from livingwell_core.testing.checks import proofs, reading
from livingwell_core.testing.failing import fail, in_points
from livingwell_core.testing.trial_file import read_rows

SHEET = np.array([1, MISSING_ANSWER, 3, 0], dtype=np.int8)


class TestFail:
    @pytest.mark.parametrize(
        ("details", "message"),
        [
            ({}, "right: is wrong"),
            ({"score": TOTAL}, "right, score 'total': is wrong"),
            (
                {"score": TOTAL, "answers": SHEET, "got": 0, "expected": 1},
                "right, score 'total': is wrong, for a = 1, b = missing, c = 3: got 0, expected 1",
            ),
            ({"answers": SHEET}, "right: is wrong, for a = 1, b = missing, c = 3, side = 0"),
        ],
    )
    def test_message(self, details, message):
        """Whatever is known of it, in one line."""
        with pytest.raises(AssertionError) as caught:
            fail(RIGHT, "is wrong", **details)

        assert str(caught.value) == message

    @pytest.mark.parametrize(
        ("steps", "text"),
        [
            (np.int32(14), "7"),
            (np.int32(13), "13/2"),
            (np.int32(MISSING_SCORE), "no score"),
            (np.float64(13.5), "6.75 (a float)"),
        ],
    )
    def test_points(self, steps, text):
        """Steps are shown in points, as people write them."""
        assert in_points(Scale(lowest=0, highest=10, denominator=2), steps) == text


class TestReading:
    """Faults of the reader itself, which no instrument can bring about."""

    def spoilt(self, monkeypatch, spoil):
        def read(*args, **kwargs):
            cohort, found = read_rows(*args, **kwargs)
            return spoil(cohort), found

        monkeypatch.setattr(reading, "read_rows", read)
        with pytest.raises(AssertionError) as caught:
            reading.check_wrong_answers_refused(RIGHT)
        return str(caught.value)

    def test_not_named(self, monkeypatch):
        """A wrong answer that is set aside and not named is a failure."""
        message = self.spoilt(monkeypatch, lambda cohort: attrs.evolve(cohort, problems=()))

        assert "item 'a': '0' in a file is not named with its place: got None" in message

    @pytest.mark.parametrize("part", ["file", "row", "column", "value", "reason", "expected"])
    def test_a_part_of_the_message_is_missing(self, monkeypatch, part):
        """File, row, column, value, reason and what was expected: each is needed."""
        other = {"file": "x.csv", "row": 1, "column": "x", "value": "x", "reason": "x", "expected": None}

        def spoil(cohort):
            return attrs.evolve(
                cohort, problems=tuple(p._replace(**{part: other[part]}) for p in cohort.problems)
            )

        assert "is not named with its place" in self.spoilt(monkeypatch, spoil)

    def test_not_counted(self, monkeypatch):
        """Nor may the ledger forget it."""

        def spoil(cohort):
            return attrs.evolve(cohort, ledger=cohort.ledger + cohort.ledger)

        assert "the ledger counts wrong answers otherwise: got 2 used" in self.spoilt(monkeypatch, spoil)

    def test_labels_name_what_was_expected(self):
        """Where a profile reads words, the words are what was expected."""
        side = RIGHT.items[3]

        assert reading._names_answers("one of 'Not at all', 'Some'", side)
        assert reading._names_answers("0 to 3", side)
        assert not reading._names_answers("1 to 5", side)
        assert not reading._names_answers(None, side)

    def test_a_refused_file(self):
        """A file that cannot be read at all fails with the reader's own words."""
        items = (RIGHT.items[0], attrs.evolve(RIGHT.items[0], id="a "), *RIGHT.items[1:])
        twice = attrs.evolve(RIGHT, items=items)

        with pytest.raises(
            AssertionError, match=r"is refused: answers\.csv, row 1, .*two columns have one name"
        ):
            read_rows(twice, [["1", "1", "1", "1", "0"]])


def test_a_value_set_for_another_time(tmp_path, monkeypatch):
    """A case of a value set that is installed and not in use waits for its turn."""
    path = tmp_path / "right.cases.toml"
    text = RIGHT.cases.read_text().replace('name = "between"', 'value_set = "installed"\nname = "between"')
    path.write_text(text)
    files = [ValueSetFile("installed", path)]
    monkeypatch.setattr(proofs, "value_set_files", lambda: files)

    assert proofs.check_cases_pass(attrs.evolve(RIGHT, cases=path)) is None
