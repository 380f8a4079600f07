"""The frontier: published answers, and the definition tried on every option."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from livingwell_costing.frontier import Option, frontier

options = st.lists(st.tuples(st.integers(0, 12), st.integers(-6, 6)), min_size=1, max_size=8).map(
    lambda rows: [Option(name=f"o{i}", cost=c, effect=e) for i, (c, e) in enumerate(rows)]
)


def by_name(places):
    return {place.option.name: place for place in places}


class TestPublished:
    def test_six_options(self):
        """The third is extended-dominated, the fifth dominated; steps of 5,000, 12,500 and 20,000."""
        costs, effects = (55_000, 35_000, 25_000, 10_000, 12_000, 5_000), (5, 4, 3, 2, 1.5, 1)
        found = by_name(
            frontier(
                [
                    Option(name=str(i), cost=c, effect=e)
                    for i, (c, e) in enumerate(zip(costs, effects, strict=True), start=1)
                ]
            )
        )
        assert found["3"].status == "extended-dominated"
        assert found["3"].beaten_by == ("4", "2")
        assert found["5"].status == "dominated"
        assert found["5"].beaten_by == ("4",)
        ratios = [found[name].ratio for name in ("6", "4", "2", "1")]
        assert ratios == [None, 5000, 12_500, 20_000]
        assert [found[name].over for name in ("4", "2", "1")] == ["6", "4", "2"]

    def test_hiv_model(self):
        """Briggs's HIV model: 6,275.9556 pounds a life year."""
        found = frontier(
            [
                Option(name="monotherapy", cost=44_663.4535637, effect=7.9912066),
                Option(name="combination", cost=50_601.6513312, effect=8.9373889),
            ]
        )
        # Life years are printed to seven decimals: 1e-7 of .95 is 7e-4 of the ratio.
        assert found[1].ratio == pytest.approx(6275.95560, abs=1e-3)


class TestFrontier:
    @given(options)
    def test_definition(self, given_options):
        """
        Dominated, beaten by a mix, or on the line: each tried against all others and all pairs of others.
        """
        places = by_name(frontier(given_options))
        assert set(places) == {option.name for option in given_options}
        for option in given_options:
            same = [o for o in given_options if (o.cost, o.effect) == (option.cost, option.effect)]
            dominated = any(
                o.cost <= option.cost and o.effect >= option.effect and o not in same for o in given_options
            ) or option.name != min(o.name for o in same)
            mixed = any(
                left.effect < option.effect < right.effect
                and self.mix(left, right, option.effect) < option.cost
                for left in given_options
                for right in given_options
            )
            expected = "dominated" if dominated else "extended-dominated" if mixed else "on the frontier"
            assert places[option.name].status == expected

    @staticmethod
    def mix(left, right, effect):
        share = Fraction(effect - left.effect) / (right.effect - left.effect)
        return left.cost + share * (right.cost - left.cost)

    @given(options, st.randoms(use_true_random=False))
    def test_order(self, given_options, random):
        """The order in which options are named changes nothing."""
        shuffled = list(given_options)
        random.shuffle(shuffled)
        assert frontier(shuffled) == frontier(given_options)

    @given(options)
    def test_steps_get_dearer(self, given_options):
        """Along the frontier; each is over the one before."""
        line = [place for place in frontier(given_options) if place.status == "on the frontier"]
        ratios = [place.ratio for place in line[1:]]
        assert ratios == sorted(ratios)
        assert all(ratio > 0 for ratio in ratios)
        assert [place.over for place in line[1:]] == [place.option.name for place in line[:-1]]
        assert line[0].ratio is None

    def test_on_the_line_between(self):
        """Is on the frontier."""
        found = frontier(
            [Option(name=n, cost=c, effect=e) for n, c, e in (("a", 0, 0), ("b", 5, 1), ("c", 10, 2))]
        )
        assert [place.status for place in found] == ["on the frontier"] * 3

    def test_two_alike(self):
        """The later name is dominated by the other; nothing is divided by 0."""
        found = by_name(frontier([Option(name=name, cost="0.1", effect=0.1) for name in "ba"]))
        assert (found["a"].status, found["b"].status) == ("on the frontier", "dominated")
        assert found["b"].beaten_by == ("a",)

    def test_nothing_to_place(self):
        """No options, no places."""
        assert frontier([]) == ()

    def test_one_name_twice(self):
        """Cannot be told apart."""
        with pytest.raises(ValueError, match="names of their own"):
            frontier([Option(name="a", cost=1, effect=1), Option(name="a", cost=2, effect=2)])

    def test_no_number(self):
        """Costs are numbers."""
        with pytest.raises(ValueError, match="a number"):
            Option(name="a", cost="much", effect=1)
