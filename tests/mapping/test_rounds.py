"""Time points that stand beside each other in one row."""

from __future__ import annotations

import pytest
from helpers_files import csv_text, put
from helpers_mapping import CALM, answers, data_of, days, drafted
from hypothesis import given
from hypothesis import strategies as st

from livingwell_core.mapping.rounds import rounds_of

ITEMS = [str(n) for n in range(1, 11)]


def both(
    before="Baseline {}", after="Follow-up {}", *, dates=("date", "date"), item="Calm-10 item {}", people=40
):
    """A row a person: the first answers and the last, of which one person in four has none."""
    names = [form.format(date) for form, date in zip((before, after), dates, strict=True)]
    columns = [[form.format(item.format(n)) for n in ITEMS] for form in (before, after)]
    rows = [["client", names[0], *columns[0], names[1], *columns[1]]]
    firsts, lasts = answers(1, people), answers(2, people)
    for place, (day, first, last) in enumerate(zip(days(people), firsts, lasts, strict=True)):
        later = day.replace(year=day.year + 1) if day.day < 29 else day
        again = [f"{later:%d/%m/%Y}", *last] if place % 4 else [""] * 11
        rows.append([f"INV-{place:03}", f"{day:%d/%m/%Y}", *first, *again])
    return rows


def tables(folder, rows):
    return data_of(drafted(folder, put(folder / "data" / "a.csv", csv_text(rows))))


class TestRounds:
    """Which columns belong to which time point, by their names."""

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("Baseline {}", "Follow-up {}"),
            ("{} (T1)", "{} (T2)"),
            ("pre_{}", "post_{}"),
            ("{} start", "{} end"),
            ("first {}", "last {}"),
        ],
    )
    def test_words(self, before, after):
        """Before a name or behind it, however it is joined."""
        names = [form.format(f"q{n}") for form in (before, after) for n in ITEMS]
        found = rounds_of(["client", *names])

        assert [sorted(one.columns.values()) for one in found] == [
            sorted(names[:10]), sorted(names[10:]), ["client"]
        ]  # fmt: skip
        assert found[0].columns.keys() == found[1].columns.keys()

    @pytest.mark.parametrize(
        "names",
        [
            ["first name", "last name", "start date", "end date", *ITEMS],
            [f"q{n}" for n in ITEMS],
            [f"Baseline q{n}" for n in ITEMS],
            [*(f"Baseline a{n}" for n in ITEMS), *(f"Follow-up b{n}" for n in ITEMS)],
            [],
        ],
    )
    def test_none(self, names):
        """A name or two, one time point alone, and other columns at another make none."""
        assert rounds_of(names) == []

    @given(
        st.lists(st.sampled_from(["pre q1", "pre q2", "pre q3", "post q1", "post q2", "post q3", "x", "y"]))
    )
    def test_nothing_is_lost(self, names):
        """Every column is in one time point, or in none."""
        names = list(dict.fromkeys(names))
        found = rounds_of(names)

        assert not found or sorted(c for one in found for c in one.columns.values()) == sorted(names)


class TestDrafts:
    """A block each, with its own date."""

    @pytest.mark.parametrize(
        ("before", "after"), [("Baseline {}", "Follow-up {}"), ("{} T1", "{} T2"), ("pre_{}", "post_{}")]
    )
    def test_two_blocks(self, tmp_path, before, after):
        """Each with the columns and the date of its time point, never with the other's."""
        draft = tables(tmp_path, both(before, after))

        assert [table["date"] for table in draft["tables"]] == [before.format("date"), after.format("date")]
        for table, form in zip(draft["tables"], (before, after), strict=True):
            assert table["instrument"] == CALM.id
            assert table["items"] == {n: form.format(f"Calm-10 item {n}") for n in ITEMS}
            assert table["person"] == "client"

    def test_the_order_of_columns(self, tmp_path):
        """Time points mixed column by column are told apart by their names."""
        rows = both()
        order = [0, *(place for n in range(11) for place in (1 + n, 12 + n))]
        mixed = tables(tmp_path / "1", [[row[place] for place in order] for row in rows])

        assert mixed["tables"] == tables(tmp_path / "2", rows)["tables"]

    def test_no_date_of_its_own(self, tmp_path):
        """A date that no time point's name goes with is left to a person, for both."""
        rows = both(dates=("date", "date"))
        rows[0][1], rows[0][12] = "Seen on", "Seen again on"
        draft = tables(tmp_path, rows)

        assert all("date" not in table for table in draft["tables"])
        assert draft["fill"].count('date = ""') == 2

    def test_names_that_do_not_tell(self, tmp_path):
        """Of two runs of columns that would do one is drafted, the other named, and the date left open."""
        rows = both(item="{}", before="a{}", after="b{}")
        rows[0][1], rows[0][12] = "Date one", "Date two"
        text = drafted(tmp_path, put(tmp_path / "data" / "a.csv", csv_text(rows)))
        draft = data_of(text)

        assert len(draft["tables"]) == 1
        assert "date" not in draft["tables"][0]
        assert "would fit as well" in text
