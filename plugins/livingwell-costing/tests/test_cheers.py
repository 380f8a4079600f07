"""CHEERS 2022, item by item."""

from __future__ import annotations

import pytest
from livingwell_costing.cheers import checklist


class TestChecklist:
    def test_twenty_eight(self):
        """Each once, in order, with a label of our own and where it was read."""
        items = checklist().items
        assert [item.number for item in items] == list(range(1, 29))
        assert len({item.label for item in items}) == 28
        assert [item.number for item in items if item.read == "table"] == list(range(1, 18))
        assert checklist().secondary

    def test_what_may_not_apply(self):
        """As the statement's authors say: outcomes, models, and their parameters."""
        assert [item.number for item in checklist().items if item.may_not_apply] == [11, 12, 13, 16, 22]

    def test_filled(self):
        """Reported with the place, not applicable with the reason, and not reported otherwise."""
        lines = checklist().filled(
            {9: "Value for money, paragraph 1", 10: "Value for money, paragraph 2"},
            not_applicable={16: "there is no model"},
        )
        found = {line.item.number: (line.status, line.place) for line in lines}
        assert len(lines) == 28
        assert found[9] == ("reported", "Value for money, paragraph 1")
        assert found[16] == ("not applicable", "there is no model")
        assert found[28] == ("not reported", "")
        assert {line.status for line in checklist().filled({})} == {"not reported"}

    @pytest.mark.parametrize(
        ("reported", "absent", "message"),
        [
            ({29: "x"}, {}, "an item from 1 to 28"),
            ({1: " "}, {}, "with a place or a reason"),
            ({}, {16: ""}, "with a place or a reason"),
            ({}, {1: "why"}, "need not apply"),
            ({16: "x"}, {16: "y"}, "are not reported"),
        ],
    )
    def test_refused(self, reported, absent, message):
        """A place for an item that is not there, none, or two answers."""
        with pytest.raises(ValueError, match=message):
            checklist().filled(reported, not_applicable=absent)
