"""Costs from activity and a table of unit costs of the user's own."""

from __future__ import annotations

from fractions import Fraction

import pytest
from livingwell_costing.price_index import price_index
from livingwell_costing.unit_costs import activity_cost, read_activity, read_unit_costs

from livingwell_core.cohorts.readers import Source
from livingwell_core.errors import InputError

COSTS = "Staff,Per contact,Year\npeer worker,£31.50,2021/22\nnurse,62,2021/22\n"


def write(folder, name, text):
    path = folder / name
    path.write_text(text)
    return Source(path=path, name=name)


@pytest.fixture
def costs(tmp_path):
    source = write(tmp_path, "costs.csv", COSTS)
    return read_unit_costs(
        source, kind="Staff", cost="Per contact", price_year_column="Year", origin="our own table"
    )


def activity(folder, text="type,number\nnurse,100\npeer worker,40\nnurse,20\n"):
    return read_activity(write(folder, "contacts.csv", text), kind="type", contacts="number")


class TestActivity:
    def test_added_up(self, tmp_path):
        """By kind."""
        found = activity(tmp_path)
        assert found.contacts == {"nurse": 120, "peer worker": 40}
        assert found.first_row == {"nurse": 2, "peer worker": 3}

    def test_a_row_a_contact(self, tmp_path):
        """Without numbers each row is one."""
        source = write(tmp_path, "all.csv", "type\n" + "nurse\n" * 5 + "call\n" + "nurse\n")
        assert read_activity(source, kind="type").contacts == {"nurse": 6, "call": 1}

    def test_alike_rows_count_each(self, tmp_path):
        """Two rows of 20 are 40."""
        assert activity(tmp_path, "type,number\nnurse,20\nnurse,20\n").contacts == {"nurse": 40}

    def test_all_that_is_wrong(self, tmp_path):
        """Row by row."""
        with pytest.raises(InputError) as error:
            activity(tmp_path, "type,number\nnurse,many\n,5\ncall,-1\n")
        assert list(map(str, error.value.problems)) == [
            "contacts.csv, row 2, number: wrong value, got 'many', expected a number such as 49 or £1,234.50",
            "contacts.csv, row 3, type: is blank, expected a kind of contact",
            "contacts.csv, row 4, number: wrong value, got '-1', expected a number of at least 0",
        ]


class TestUnitCosts:
    def test_read(self, costs):
        """Exactly, with their rows and years."""
        assert costs.costs["peer worker"].pounds == Fraction(63, 2)
        assert costs.costs["nurse"].row == 3
        assert costs.source == "our own table"

    def test_all_that_is_wrong(self, tmp_path):
        """Row by row."""
        text = "Staff,Per contact,Year\nnurse,62,2021/22\nnurse,63,2021/22\ncall,-1,2021\n,5,\n"
        with pytest.raises(InputError) as error:
            read_unit_costs(
                write(tmp_path, "c.csv", text),
                kind="Staff",
                cost="Per contact",
                price_year_column="Year",
                origin="x",
            )
        assert list(map(str, error.value.problems)) == [
            "c.csv, row 3, Staff: a kind of contact twice, got 'nurse', expected once; it is in row 2 too",
            "c.csv, row 4, Per contact: wrong value, got '-1', expected a number of at least 0",
            "c.csv, row 4, Year: wrong value, got '2021', expected a financial year such as 2021/22",
            "c.csv, row 5, Staff: is blank, expected a kind of contact",
            "c.csv, row 5, Year: is blank, expected a financial year such as 2021/22",
        ]

    @pytest.mark.parametrize(
        ("year", "column", "message"),
        [
            (None, None, "costs.csv, price_year: no price year"),
            ("2021/22", "Year", "two price years"),
            ("2021", None, "costs.csv, price_year: wrong value, got '2021'"),
        ],
    )
    def test_price_year(self, tmp_path, year, column, message):
        """One has to be there, and one only."""
        with pytest.raises(InputError, match=message):
            read_unit_costs(
                write(tmp_path, "costs.csv", COSTS),
                kind="Staff",
                cost="Per contact",
                price_year=year,
                price_year_column=column,
                origin="x",
            )


class TestCost:
    def test_by_hand(self, tmp_path, costs):
        """120 contacts with a nurse and 40 with a peer worker, for 20 people."""
        cost = activity_cost(activity(tmp_path), costs, people=20, price_year="2021/22")
        assert cost.low == cost.high == Fraction(120 * 62 * 2 + 40 * 63, 40)
        assert cost.parts == {"nurse": 372, "peer worker": 63}
        assert (cost.basis, cost.price_year, cost.index) == ("activity", "2021/22", None)

    def test_in_other_prices(self, tmp_path, costs):
        """Each unit cost by the index from its own year."""
        index = price_index("nhscii")
        cost = activity_cost(activity(tmp_path), costs, people=20, price_year="2024/25", index=index)
        factor = index.factor("2021/22", "2024/25")
        assert cost.low == 435 * factor
        assert cost.index == index
        assert sum(cost.parts.values()) == cost.low
        moved = cost.in_prices_of("2021/22", index)
        assert moved.low == 435
        assert sum(moved.parts.values()) == 435

    def test_one_year_for_all(self, tmp_path):
        """Named once, and written in another way it is the same year."""
        source = write(tmp_path, "costs.csv", COSTS)
        costs = read_unit_costs(source, kind="Staff", cost="Per contact", price_year="2021-22", origin="x")
        assert activity_cost(activity(tmp_path), costs, people=20, price_year="2021/22").low == 435

    def test_unknown_kinds(self, tmp_path, costs):
        """All of them, with the row and what was probably meant."""
        none = "no unit cost for this kind of contact in costs.csv"
        contacts = activity(tmp_path, "type,number\nnurse,1\nnurses,2\nzzz,1\n")
        with pytest.raises(InputError) as error:
            activity_cost(contacts, costs, people=20, price_year="2021/22")
        assert list(map(str, error.value.problems)) == [
            f"contacts.csv, row 3: {none}; did you mean 'nurse'?, got 'nurses'",
            f"contacts.csv, row 4: {none}; one of: nurse, peer worker, got 'zzz'",
        ]

    def test_other_years_need_an_index(self, tmp_path, costs):
        """Prices of different years are not added."""
        with pytest.raises(InputError) as error:
            activity_cost(activity(tmp_path), costs, people=20, price_year="2022/23")
        assert [problem.row for problem in error.value.problems] == [3, 2]
        assert "no price index is named" in str(error.value)

    def test_years_that_the_index_lacks(self, tmp_path, costs):
        """With the row of the unit cost."""
        with pytest.raises(
            InputError, match=r"costs.csv, row 3, price year: the price index 'nhscii' does not"
        ):
            activity_cost(
                activity(tmp_path), costs, people=20, price_year="2030/31", index=price_index("nhscii")
            )

    def test_nobody(self, tmp_path, costs):
        """And no price year."""
        with pytest.raises(InputError) as error:
            activity_cost(activity(tmp_path), costs, people=0, price_year="2021")
        assert [problem.column for problem in error.value.problems] == ["price_year", "people"]
