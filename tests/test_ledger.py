import pytest

from livingwell_core.cohorts import READ, USED, Entry, Ledger, LedgerError

LEDGER = Ledger.of("people", "b", {READ: 5, USED: 3, "blank row": 2}) + Ledger.of(
    "answers", "a", {USED: 1, READ: 1, "odd": 0}
)


class TestLedger:
    def test_answers_by_table_and_site(self):
        """Read, used and set aside of each table and site; a reason with no rows is not there."""
        assert (
            LEDGER.read("people", "b"),
            LEDGER.used("people", "b"),
            LEDGER.set_aside("people", "b"),
        ) == (5, 3, {"blank row": 2})
        assert (
            LEDGER.set_aside("answers", "a"),
            LEDGER.read("people", "a"),
            LEDGER.used("answers", "b"),
        ) == ({}, 0, 0)
        assert LEDGER.tables() == [("answers", "a"), ("people", "b")]

    def test_lines_come_read_used_set_aside(self):
        """Each table starts with what was read; 0 used is said too."""
        ledger = LEDGER + Ledger.of("zzz", "a", {READ: 1, "gone": 1})
        assert [
            Entry("answers", "a", READ, 1),
            Entry("answers", "a", USED, 1),
            Entry("people", "b", READ, 5),
            Entry("people", "b", USED, 3),
            Entry("people", "b", "blank row", 2),
            Entry("zzz", "a", READ, 1),
            Entry("zzz", "a", USED, 0),
            Entry("zzz", "a", "gone", 1),
        ] == list(ledger)

    def test_check_passes_what_adds_up(self):
        """A ledger that adds up, and an empty one, pass."""
        LEDGER.check()
        Ledger().check()

    @pytest.mark.parametrize(
        ("counts", "said"),
        [
            ({READ: 4, USED: 3}, "4 read, 3 used, 0 set aside"),
            ({READ: 4, USED: 3, "a": 1, "b": 1}, "4 read, 3 used, 2 set aside"),
            ({"a": 1}, "0 read, 0 used, 1 set aside"),
        ],
    )
    def test_check_names_what_does_not(self, counts, said):
        """
        Lost rows and rows counted twice are an error with table, site and numbers; tables that add up
        are not in it.
        """
        with pytest.raises(LedgerError, match=f"rows do not add up: answers of here: {said}$"):
            (LEDGER + Ledger.of("answers", "here", counts)).check()

    def test_check_refuses_fewer_rows_than_none(self):
        """Rows set aside twice make "used" negative though the sum holds: that is a fault as well."""
        with pytest.raises(LedgerError):
            Ledger.of("answers", "here", {READ: 2, USED: -1, "a": 2, "b": 1}).check()

    def test_adds_to_ledgers_only(self):
        """A ledger and a number do not add."""
        with pytest.raises(TypeError):
            LEDGER + 1
