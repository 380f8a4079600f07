"""Which ranges are ours, which are the evaluation file's, and what follows at their ends."""

from __future__ import annotations

import pytest
from costing_people import INSTRUMENT, ROWS, UTILITY, configured, found, sample
from livingwell_costing.levels import OURS

from livingwell_core.errors import InputError

RANGES = {
    "source": "a survey of 2024",
    "cost": [700, 1500],
    "years": [1, 3],
    "gain": [0.1, 0.2],
    "taken_off": [0, 0.08],
    "rate": [0, 0.06],
}
VARIES = "net monetary benefit at £20,000 as it varies, "
WORTH = "net monetary benefit at £20,000 if "


class TestOneWay:
    def test_ours(self, tmp_path):
        """The data's range is an interval; ours are called ours."""
        bars = {
            n.removeprefix(VARIES): f for n, f in found(configured(tmp_path, cost_per_person=800)).items()
        }
        assert OURS in bars["how long the gain lasts"].note
        assert OURS in bars["gain that would have come anyway"].note
        assert bars["cost of a person"].note.startswith("a quarter less or more: £600 to £1,000 (this tool's")
        assert bars["mean gain"].note.startswith("from one end of its interval to the other")

    def test_named(self, tmp_path):
        """The file's, with their source; the discount rate only where it is named."""
        bars = found(configured(tmp_path, cost_per_person=800, ranges=RANGES))
        bars = {n.removeprefix(VARIES): f for n, f in bars.items() if n.startswith(VARIES)}
        assert len(bars) == 5
        assert all("a survey of 2024" in f.note and OURS not in f.note for f in bars.values())
        cost = bars["cost of a person"]
        assert (cost.low, cost.value, cost.high) == pytest.approx((2600 - 1500, 2600 - 800, 2600 - 700))
        taken = bars["gain that would have come anyway"]
        assert (taken.low, taken.high) == pytest.approx((20_000 * 0.05 - 800, 1800))

    def test_taken_off(self, tmp_path):
        """From nothing to half of the gain, with what is taken off between."""
        taken = {"kind": "natural-recovery", "gain": 0.03, "source": "a trial"}
        bar = found(configured(tmp_path, cost_per_person=800, counterfactual=taken))[
            f"{VARIES}gain that would have come anyway"
        ]
        assert (bar.low, bar.value, bar.high) == pytest.approx((500, 1200, 1800))

    def test_severity(self, tmp_path):
        """What would have come anyway weighs as much."""
        taken = {"kind": "natural-recovery", "gain": 0.03, "source": "a trial"}
        one = found(
            configured(tmp_path, cost_per_person=800, counterfactual=taken, severity_weight="severity-1.2")
        )["QALY gain beyond natural recovery, mean-gain-one-year"]
        assert one.value == pytest.approx(1.2 * 0.1)

    def test_a_loss(self, tmp_path):
        """Nothing would have come anyway, and two-way is left out with it."""
        lost = found(configured(tmp_path, cost_per_person=800), sample([(p, d, -s) for p, d, s in ROWS]))
        assert f"{VARIES}gain that would have come anyway" not in lost
        assert not any(name.startswith(WORTH) for name in lost)

    @pytest.mark.parametrize("given", [{}, {"ranges": RANGES}, {"amount": "cost"}])
    def test_definition(self, tmp_path, given):
        """Whose the ranges are is a definition of its own."""
        table = given if "amount" in given else {"cost_per_person": 800, **given}
        texts = {d.id: d.text for d in configured(tmp_path, **table).definitions(INSTRUMENT, UTILITY)}
        text = texts["sensitivity:ranges"]
        assert ("a survey of 2024" in text) == ("ranges" in given)
        assert (OURS in text) == ("ranges" not in given)
        assert ("people's own" in text) == ("amount" in given)


class TestTwoWay:
    def test_ours(self, tmp_path):
        """Duration by how much would have come anyway, by hand."""
        cells = found(configured(tmp_path, cost_per_person=[800, 1160]))
        name = "the gain lasts half a year and half of the gain would have come anyway"
        assert cells[WORTH + name].value == pytest.approx(20_000 * 0.065 / 2 - 980)
        assert cells[f"cost per QALY if {name}"].value == pytest.approx(980 / (0.065 / 2))
        assert "at £980 a person" in cells[WORTH + name].note
        assert sum(name.startswith(WORTH) for name in cells) == 9

    @pytest.mark.parametrize(
        ("pair", "expected"),
        [
            (["cost", "years"], {"a person costs £700": 3, "the gain lasts 3 years": 2}),
            (["gain", "rate"], {"the mean gain is 0.15": 3, "later years are discounted by 6%": 3}),
            (["taken_off", "rate"], {"none of the gain would have come anyway": 3, "0.04 would have": 3}),
        ],
    )
    def test_named(self, tmp_path, pair, expected):
        """Any two of the numbers, in the file's ranges."""
        cells = found(configured(tmp_path, cost_per_person=800, ranges=RANGES, two_way=pair))
        names = [name for name in cells if name.startswith(WORTH)]
        for words, times in expected.items():
            assert sum(words in name for name in names) >= times

    def test_rate(self, tmp_path):
        """NICE's two rates where none is named; it makes no bar then."""
        cells = found(configured(tmp_path, cost_per_person=800, two_way=["rate", "gain"]))
        assert any("discounted by 1.5%" in name for name in cells)
        assert f"{VARIES}discount rate" not in cells

    def test_own_costs(self, tmp_path):
        """No figure that was found stands in a name."""
        analysis = configured(tmp_path, amount="cost", two_way=["cost", "gain"])
        cells = found(analysis, sample(ROWS, costs={1: 500.0, 2: 700.0, 3: 1500.0}))
        name = "the cost is as it was found and the mean gain is at the lower end of its interval"
        assert WORTH + name in cells

    def test_no_ratio(self, tmp_path):
        """Words where nothing is gained."""
        ranges = {"source": "us", "gain": [-0.1, 0.1]}
        cells = found(configured(tmp_path, cost_per_person=800, ranges=ranges, two_way=["gain", "years"]))
        cell = cells["cost per QALY if the mean gain is -0.1 and the gain lasts 1 year"]
        assert cell.value is None
        assert cell.note.startswith("not applicable: less health at a higher cost")


@pytest.mark.parametrize(
    ("table", "where"),
    [
        ({"ranges": {"source": " ", "cost": [1, 2]}}, "ranges.source"),
        ({"ranges": {"source": "a", "years": [-1, 2]}}, "ranges.years"),
        ({"ranges": {"source": "a", "cost": [1, 2e9]}}, "ranges.cost"),
        ({"ranges": {"source": "a", "cost": [2, 1]}}, "ranges.cost"),
        ({"ranges": {"source": "a", "cost": 2}}, "ranges.cost"),
        ({"two_way": ["cost", "cost"]}, "two_way"),
        ({"two_way": ["cost"]}, "two_way"),
        ({"two_way": ["cost", "yeers"]}, "two_way"),
    ],
)
def test_wrong(tmp_path, table, where):
    """Named by its key, with what was expected."""
    with pytest.raises(InputError) as error:
        configured(tmp_path, cost_per_person=800, **table)
    (problem,) = error.value.problems
    assert problem.column == f"analyses.cost-effectiveness.{where}"
    assert problem.expected
