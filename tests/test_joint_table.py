import numpy as np
import pytest

from livingwell_core.instruments import Scale
from livingwell_core.tallies import JointTable, Tally

SCALE = Scale(lowest=-2, highest=10)


class TestJointTable:
    def test_counts_pairs_whatever_their_order(self):
        """Equal pairs are counted together; cells come sorted by first, then last."""
        table = JointTable.of(SCALE, [3, -2, 3, 3], [4, 10, 4, -1])
        assert list(zip(table.first.tolist(), table.last.tolist(), table.count.tolist(), strict=True)) == [
            (-2, 10, 1),
            (3, -1, 1),
            (3, 4, 2),
        ]
        assert (table.n, table.change.tolist()) == (4, [12, -4, 1])
        assert isinstance(table, Tally)

    def test_counts_with_weights(self):
        """A place may stand for several people, or for nobody, and then there is no cell."""
        table = JointTable.of(SCALE, [1, 1, 2], [1, 1, 2], [3, 4, 0])
        assert JointTable.of(SCALE, [1] * 7, [1] * 7) == table

    def test_a_large_scale_counts_the_same(self):
        """Above the size of a dense table the cells are the same."""
        wide = Scale(lowest=-2000, highest=2000)
        first, last = [5, -2000, 5, 2000], [7, 2000, 7, -2000]
        table = JointTable.of(wide, first, last)
        assert JointTable.of(wide, [-2000, 5, 2000], [2000, 7, -2000], [1, 2, 1]) == table

    def test_swapped(self):
        """First and last change places, twice gives the table back."""
        table = JointTable.of(SCALE, [1, 2, 2], [5, 3, 1])
        assert JointTable.of(SCALE, [5, 3, 1], [1, 2, 2]) == table.swapped()
        assert table == table.swapped().swapped()
        assert table != table.swapped()

    def test_cannot_be_changed(self):
        """Arrays are copies, and cannot be written to."""
        count = np.array([1], dtype=np.int64)
        table = JointTable(SCALE, [1], [1], count)
        count[0] = 99
        assert table.n == 1
        with pytest.raises(ValueError, match="read-only"):
            table.count[0] = 2

    @pytest.mark.parametrize("place", ["first", "last"])
    @pytest.mark.parametrize("wrong", [-3, 11, -(2**31)])
    def test_a_score_off_the_scale_is_refused(self, place, wrong):
        """A score that cannot be, a mark for a missing one among them, is named with the scale."""
        scores = {"first": [0, 0], "last": [0, 0], place: [0, wrong]}
        low, high = min(0, wrong), max(0, wrong)
        message = f"'{place}' must be within -2 to 10 steps, got {low} to {high}"
        with pytest.raises(ValueError, match=message):
            JointTable.of(SCALE, **scores)
        cells = {"first": [0], "last": [0], place: [wrong]}
        with pytest.raises(
            ValueError, match=f"'{place}' must be within -2 to 10 steps, got {wrong} to {wrong}"
        ):
            JointTable(SCALE, count=[1], **cells)

    def test_a_negative_count_is_refused(self):
        """Nobody can be there less than not at all."""
        with pytest.raises(ValueError, match="'count' must not be negative, got -1"):
            JointTable.of(SCALE, [1, 1], [1, 1], [2, -1])
        with pytest.raises(ValueError, match="'count' must be above 0 in every cell, got 0"):
            JointTable(SCALE, [1], [1], [0])

    @pytest.mark.parametrize("cells", [([2, 1], [0, 0]), ([1, 1], [2, 2]), ([1, 1], [3, 2])])
    def test_cells_come_sorted_and_once(self, cells):
        """A table made by hand with cells out of order or twice would not equal itself made otherwise."""
        with pytest.raises(ValueError, match=r"sorted .* each once"):
            JointTable(SCALE, *cells, [1, 1])

    @pytest.mark.parametrize(
        "columns", [([1], [1, 2], [1, 1]), ([1, 2], [1, 2], [1]), ([[1, 2]], [[1, 2]], [[1, 1]])]
    )
    def test_differing_shapes_are_refused(self, columns):
        """A score without its partner is an error: nothing is repeated to fill up."""
        with pytest.raises(ValueError, match="one length"):
            JointTable(SCALE, *columns)
        with pytest.raises(ValueError, match="one length"):
            JointTable.of(SCALE, *columns)
        with pytest.raises(ValueError, match="one length"):
            JointTable.of(SCALE, [1], [1, 2, 3])

    @pytest.mark.parametrize("columns", [([2.5], [1]), ([2], [1.5]), ([2], [1], [1.5])])
    def test_parts_of_a_step_are_refused(self, columns):
        """Scores in points where steps are wanted must not be cut down to whole ones in silence."""
        with pytest.raises((TypeError, ValueError)):
            JointTable.of(SCALE, *columns)

    def test_tables_on_two_scales_do_not_add(self):
        """Adding ninths to whole points is an error that names both scales."""
        ninths = Scale(lowest=-2, highest=10, denominator=9)
        with pytest.raises(ValueError, match=r"different scales do not add: .*denominator=1.*denominator=9"):
            JointTable.of(SCALE, [1], [1]) + JointTable.of(ninths, [1], [1])

    def test_adds_to_tables_only(self):
        """A table and a number do not add."""
        with pytest.raises(TypeError):
            JointTable.of(SCALE, [1], [1]) + 1
