import itertools
import random

import pytest
from properties.attacker import Solver

from livingwell_core.reports.numbers import Sum
from livingwell_core.reports.subtraction import Solved, reasons


def says(*known):
    return set(known).__contains__


class TestSolved:
    @pytest.mark.parametrize(
        ("known", "form", "expected"),
        [
            ((0, 1), {2: 1}, True),
            ((0,), {2: 1}, False),
            ((0,), {1: 1, 2: 1}, True),
            ((0,), {1: 1, 2: -1}, False),
            ((), {0: 1, 1: -1, 2: -1}, True),
            ((0, 1, 2), {2: 1}, True),
        ],
    )
    def test_a_whole_of_two_parts(self, known, form, expected):
        """One part follows from the whole and the other; of two unknown parts only the sum does."""
        assert expected == Solved([Sum(0, (1, 2))], says(*known)).follows(form)

    def test_a_part_that_counts_twice(self):
        """With a part twice in its whole it follows from the whole."""
        assert Solved([Sum(0, (1, 1))], says(0)).follows({1: 1})
        assert reasons([Sum(0, (1, 1))], [{1: 1}], says(0)) == [[0]]

    def test_no_sums(self):
        """Without sums only what is known follows."""
        assert Solved([], says(0)).follows({0: 1})
        assert not Solved([], says(0)).follows({1: 1})


class TestReasons:
    def test_a_chain(self):
        """What follows over two sums follows from the known numbers of both."""
        sums = [Sum(0, (1, 2)), Sum(1, (3, 4))]
        assert reasons(sums, [{4: 1}], says(0, 2, 3)) == [[0, 2, 3]]

    def test_what_does_not_follow(self):
        """It has no reasons."""
        assert reasons([Sum(0, (1, 2))], [{1: 1}], says(0)) == [None]

    def test_what_cancels_is_no_reason(self):
        """A known number that falls out of the sums tells nothing, nor does one elsewhere."""
        sums = [Sum(0, (1, 2)), Sum(3, (0, 2)), Sum(6, (7,))]
        # 1 + 2 = 3 - 2, so with 3 and 1 known, 2 follows without 0.
        assert reasons(sums, [{2: 1}], says(1, 3, 7)) == [[1, 3]]


def table(rows, columns):
    """Sums of a table of numbers with its margins, numbered row by row; the last of each is the margin."""
    number = {
        cell: place for place, cell in enumerate(itertools.product(range(rows + 1), range(columns + 1)))
    }
    across = [
        Sum(number[row, columns], tuple(number[row, column] for column in range(columns)))
        for row in range(rows + 1)
    ]
    down = [
        Sum(number[rows, column], tuple(number[row, column] for row in range(rows)))
        for column in range(columns + 1)
    ]
    return number, across + down


class TestTables:
    def test_a_bridge(self):
        """
        A hidden cell between two hidden blocks of four is known, though no row or column has it alone.
        """
        number, sums = table(4, 4)
        hidden = {(0, 0), (0, 1), (1, 0), (1, 1), (2, 2), (2, 3), (3, 2), (3, 3), (1, 2)}
        known = says(*(number[cell] for cell in number if cell not in hidden))
        solved = Solved(sums, known)
        assert [cell for cell in sorted(hidden) if solved.follows({number[cell]: 1})] == [(1, 2)]
        (reason,) = reasons(sums, [{number[1, 2]: 1}], known)
        assert Solved(sums, set(reason).__contains__).follows({number[1, 2]: 1})

    @pytest.mark.parametrize("seed", range(20))
    def test_the_same_as_gauss_with_fractions(self, seed):
        """Whatever is hidden of a table, it agrees with plain elimination, and its reasons suffice."""
        rng = random.Random(seed)
        number, sums = table(3, 4)
        sums.append(Sum(number[0, 0], (number[1, 1], number[2, 2])))
        unknown = set(rng.sample(sorted(number.values()), rng.randint(4, 16)))
        known = {place for place in number.values() if place not in unknown}
        forms = [{place: 1} for place in sorted(unknown)]
        forms += [{a: 1, b: -1} for a, b in itertools.combinations(sorted(unknown), 2)]
        plain = Solver(
            [
                ({place: (place == one.whole) * -1 + one.parts.count(place) for place in one.all}, 0)
                for one in sums
            ]
            + [({place: 1}, 0) for place in known]
        )
        expected = [plain.value(form) is not None for form in forms]
        solved = Solved(sums, known.__contains__)
        assert expected == [solved.follows(form) for form in forms]
        told = reasons(sums, forms, known.__contains__)
        assert expected == [reason is not None for reason in told]
        for form, reason in zip(forms, told, strict=True):
            if reason is not None:
                assert known.issuperset(reason)
                assert Solved(sums, set(reason).__contains__).follows(form)
