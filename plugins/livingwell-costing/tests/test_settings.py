"""The table of the evaluation file: what may stand in it, and everything wrong at once."""

from __future__ import annotations

import pytest
from livingwell_costing.settings import DEFAULT_SCENARIOS, read_choice

from livingwell_core.errors import InputError

UNITS = {"file": "units.csv", "kind": "Contact", "cost": "Cost", "source": "our own", "price_year": "2021/22"}
CONTACTS = {"contacts": {"visit": 100, "call": 40}, "people": 20, "price_year": "2021/22"}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "units.csv").write_text("Contact,Cost\nvisit,£50\ncall,10\n", encoding="utf-8")
    (tmp_path / "index.csv").write_text("Year,Level\n2021/22,100\n2022/23,110\n", encoding="utf-8")
    return tmp_path


def read(folder, **table):
    return read_choice(table, "evaluation.toml", folder)


def problems(folder, **table):
    with pytest.raises(InputError) as error:
        read(folder, **table)
    return {
        problem.column.removeprefix("analyses.cost-effectiveness."): problem
        for problem in error.value.problems
    }


class TestRead:
    def test_nothing(self, folder):
        """Defaults, and no cost."""
        choice = read(folder)
        assert (choice.cost, choice.amount, choice.costed) == (None, None, False)
        assert choice.scenarios == DEFAULT_SCENARIOS
        assert (choice.rate.id, choice.thresholds) == ("3.5%", (20_000, 30_000))
        assert (choice.counterfactual.kind, choice.severity.weight) == ("no-change", 1)

    @pytest.mark.parametrize(("given", "ends"), [(800, (800.0,)), ([800, 1160.5], (800.0, 1160.5))])
    def test_a_cost(self, folder, given, ends):
        """A figure or a range."""
        assert read(folder, cost_per_person=given).cost.ends == ends

    def test_by_year(self, folder):
        """Annual cost by people."""
        cost = read(folder, annual_cost=450_000, people=500, source="the ledger").cost
        assert (cost.ends, cost.basis, cost.source) == ((900.0,), "annual", "the ledger")

    def test_by_activity(self, folder):
        """(100 times 50 and 40 times 10) by 20 people."""
        cost = read(folder, **CONTACTS, unit_costs=UNITS).cost
        assert (cost.ends, cost.basis, cost.price_year) == ((270.0,), "activity", "2021/22")

    def test_other_prices(self, folder):
        """An index of this package, or a file."""
        given = {"cost_per_person": 100, "price_year": "2021/22", "to_price_year": "2022/23"}
        assert read(folder, **given, index="nhscii").cost.ends == pytest.approx((107.32,))
        own = {
            "file": "index.csv",
            "year": "Year",
            "value": "Level",
            "holds": "level",
            "title": "i",
            "source": "s",
        }
        assert read(folder, **given, index_file=own).cost.ends == pytest.approx((110.0,))

    def test_by_name(self, folder):
        """Whatever is off unless it is named."""
        choice = read(
            folder,
            amount="cost",
            scenarios=["lasts-months:6"],
            rate="1.5%",
            thresholds=[30_000, 15_000],
            severity_weight="severity-1.2",
            counterfactual={"kind": "natural-recovery", "gain": 0.02, "source": "a trial"},
            reported={"funding": "the council"},
        )
        assert (choice.amount, choice.costed, choice.cost) == ("cost", True, None)
        assert [one.id for one in choice.scenarios] == ["lasts-months:6"]
        assert (choice.rate.rate, choice.thresholds, choice.own_thresholds) == (0.015, (15_000, 30_000), True)
        assert (choice.severity.weight, float(choice.counterfactual.gain)) == (1.2, 0.02)
        assert choice.reported.funding == "the council"


class TestWrong:
    def test_all_at_once(self, folder):
        """Every key with a wrong value is named, with what was expected."""
        found = problems(
            folder,
            cost_per_person="much",
            scenarios=["for-ever"],
            rate=3.5,
            severity_weight="heavy",
            index="rpi",
            counterfactual={"kind": "no-change", "gain": 1, "source": ""},
            nonsense=1,
        )
        assert set(found) == {
            "cost_per_person",
            "scenarios[1]",
            "rate",
            "severity_weight",
            "index",
            "counterfactual.kind",
            "nonsense",
        }
        assert found["cost_per_person"].expected == "a number of pounds, or [lower, higher]"
        assert found["cost_per_person"].value == "much"
        assert found["nonsense"].reason.startswith("unknown key")

    @pytest.mark.parametrize(
        ("table", "where"),
        [
            ({"cost_per_person": [1160, 800]}, "cost_per_person"),
            ({"cost_per_person": -1}, "cost_per_person"),
            ({"cost_per_person": float("nan")}, "cost_per_person"),
            ({"cost_per_person": [1, 2, 3]}, "cost_per_person"),
            ({"cost_per_person": 800, "price_year": "2021"}, "price_year"),
            ({"cost_per_person": 800, "to_price_year": "2022/23"}, "index"),
            ({"cost_per_person": 800, "to_price_year": "2022/23", "index": "nhscii"}, "price_year"),
            ({"cost_per_person": 800, "amount": "cost"}, "amount"),
            ({"cost_per_person": 800, "people": 5}, "people"),
            ({"cost_per_person": 800, "unit_costs": UNITS}, "unit_costs"),
            ({"annual_cost": 800}, "people"),
            ({"annual_cost": 800, "people": 0}, "people"),
            ({"contacts": {"visit": 1}, "people": 2, "price_year": "2021/22"}, "unit_costs"),
            ({**CONTACTS, "contacts": {"chat": 1}, "unit_costs": UNITS}, "contacts.chat"),
            ({**CONTACTS, "contacts": {"visit": -1}, "unit_costs": UNITS}, "contacts.visit"),
            ({"amount": "cost", "to_price_year": "2022/23", "index": "nhscii"}, "to_price_year"),
            ({"thresholds": [0]}, "thresholds"),
            ({"thresholds": [1, 1]}, "thresholds"),
            ({"scenarios": []}, "scenarios"),
            ({"scenarios": ["gain-stops", "gain-stops"]}, "scenarios"),
            ({"index": "nhscii", "index_file": {}}, "index_file.file"),
            (
                {"counterfactual": {"kind": "natural-recovery", "gain": 0.1, "source": " "}},
                "counterfactual.source",
            ),
            (
                {"counterfactual": {"kind": "natural-recovery", "gain": float("inf"), "source": "a"}},
                "counterfactual.gain",
            ),
        ],
    )
    def test_each(self, folder, table, where):
        """Named by its key."""
        assert where in problems(folder, **table)

    def test_two_indices(self, folder):
        """One is enough."""
        own = {
            "file": "index.csv",
            "year": "Year",
            "value": "Level",
            "holds": "level",
            "title": "i",
            "source": "s",
        }
        assert "index_file" in problems(folder, index="nhscii", index_file=own)

    def test_another_file(self, folder):
        """What is wrong in a table of unit costs is said of that table."""
        (folder / "units.csv").write_text("Contact,Cost\nvisit,much\n", encoding="utf-8")
        with pytest.raises(InputError) as error:
            read(folder, **CONTACTS, unit_costs=UNITS)
        (problem,) = error.value.problems
        assert (problem.file, problem.row, problem.column, problem.value) == ("units.csv", 2, "Cost", "much")
