import pytest

from livingwell_core.tallies import Counts, Tally


class TestCounts:
    def test_an_absent_name_counts_nothing(self):
        """What was never counted is 0, and 0 is as good as absent."""
        counts = Counts({"b": 2, "a": 0})
        assert (counts["a"], counts["b"], counts["c"], counts.total) == (0, 2, 0, 2)
        assert Counts({"b": 2}) == counts
        assert Counts({"b": 3}) != counts
        assert isinstance(counts, Tally)

    def test_adds_by_name(self):
        """Each name adds to itself."""
        assert Counts({"a": 3, "b": 2, "c": 4}) == Counts({"a": 1, "b": 2}) + Counts({"a": 2, "c": 4})

    def test_does_not_follow_its_source(self):
        """A change of the dict that it was made from does not change it."""
        source = {"a": 1}
        counts = Counts(source)
        source["a"] = 9
        assert counts["a"] == 1

    def test_a_negative_count_is_refused(self):
        """A count below 0 is named."""
        with pytest.raises(ValueError, match=r"'values' must not be negative, got {'b': -1}"):
            Counts({"a": 1, "b": -1})

    def test_adds_to_counts_only(self):
        """Counts and a number do not add."""
        with pytest.raises(TypeError):
            Counts() + 1
