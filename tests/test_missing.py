from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livingwell_core.instruments import CompleteCases, MissingRule, Prorate, missing_rule


class TestMissingRule:
    @pytest.mark.parametrize("rule", [CompleteCases(), Prorate(max_missing=1), Prorate(max_missing=12)])
    def test_a_rule_is_found_by_its_id(self, rule):
        """The id that findings give reads back as the same rule."""
        assert rule == missing_rule(rule.id)
        assert isinstance(rule, MissingRule)

    def test_spaces_do_not_matter(self):
        """A person may write spaces inside the brackets."""
        assert Prorate(max_missing=2) == missing_rule("prorate( max_missing = 2 )")

    @pytest.mark.parametrize(
        "name",
        ["", "prorate", "prorate(1)", "prorate(max_missing=0)", "prorate(max_missing=-1)", "Complete-cases"],
    )
    def test_an_unknown_name_is_refused(self, name):
        """A name that is not a rule's is an error that says which names there are."""
        with pytest.raises(ValueError, match="'missing' must be 'complete-cases' or 'prorate"):
            missing_rule(name)


class TestCompleteCases:
    def test_whole_points(self):
        """Nothing may be missing, and scores are whole points."""
        assert (CompleteCases().max_missing, CompleteCases().denominator(10)) == (0, 1)


class TestProrate:
    def test_ten_items_one_missing_is_ninths(self):
        """Ten items with one imputed live on ninths."""
        assert Prorate(max_missing=1).denominator(10) == 9

    def test_none_missing_is_no_prorating(self):
        """A rule that imputes nothing is not called prorating."""
        with pytest.raises(ValueError, match="max_missing"):
            Prorate(max_missing=0)

    @pytest.mark.parametrize("n_items", [1, 2, 3])
    def test_one_answer_is_always_needed(self, n_items):
        """A score out of no answers at all is refused, with the number of items."""
        with pytest.raises(
            ValueError, match=f"'max_missing' must be below the number of items, {n_items}, got 3"
        ):
            Prorate(max_missing=3).denominator(n_items)

    @given(st.integers(2, 60), st.data())
    def test_the_denominator_is_the_least_that_makes_every_factor_whole(self, n_items, data):
        """Every n / given times the denominator is a whole number, and no smaller denominator does that."""
        most = data.draw(st.integers(1, n_items - 1))
        denominator = Prorate(max_missing=most).denominator(n_items)
        factors = [Fraction(n_items, n_items - missing) for missing in range(most + 1)]
        assert all((factor * denominator).denominator == 1 for factor in factors)
        for prime in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59):
            if denominator % prime == 0:
                smaller = denominator // prime
                assert any((factor * smaller).denominator != 1 for factor in factors)
