"""
Value sets of decrements and of a model.
"""

from __future__ import annotations

import pytest
from helpers_files import put
from helpers_value_sets import MODEL, MODEL_WORST, edited, wrong
from helpers_values import ADDITIVE, problems, value_set_file


class TestAdditive:
    """Decrements."""

    @pytest.mark.parametrize(
        ("old", "new", "line"),
        [
            ("1 = { 0", "first = { 0", "additive.levels: no such item in 'items'; one of: 1, 3, got 'first'"),
            ("1 = { 0", "first = { 0", "additive.levels.1: is missing, expected a number for each level"),
            ("1 = -0.4, 2", "2", "additive.levels.3.1: is missing, expected a number for every level from 0"),
            (
                "1 = -0.4, 2",
                "x = -0.4, 2",
                "additive.levels.3: is no level, got 'x', expected a whole number",
            ),
            ("1 = -0.4, 2", "01 = -0.4, 1 = -0.4, 2", "additive.levels.3.1: is there twice"),
            (
                "4 = 0",
                "4 = -0.1",
                "additive.levels.3.4: is the best level, got '-0.1', expected 0, or nothing",
            ),
            (
                "1 = -0.4, 2",
                "1 = -0.401, 2",
                "additive.levels.3.1: has more decimals than stated, got '-0.401'",
            ),
            (
                "1 = -0.4, 2",
                "1 = -400, 2",
                "additive.levels.3.1: wrong value, got '-400.0', expected a number be",
            ),
            (
                "1 = -0.4, 2",
                "1 = inf, 2",
                "additive.levels.3.1: wrong value, got 'inf', expected a number betwe",
            ),
            ("1 = -0.4, 2", "1 = true, 2", "additive.levels.3.1: wrong value, got 'True', expected a number"),
            (
                "level = 0",
                "level = 7",
                "additive.any_at[1].level: no item has this level, got '7', expected one",
            ),
            ("-0.05", "-0.055", "additive.any_not_best: has more decimals than stated"),
            ("\nvalue = -0.1", "\nvalue = -0.001", "additive.any_at[1].value: has more decimals than stated"),
            (
                "0 = -0.6",
                "-101 = -0.6, 0 = -0.6",
                "additive.levels.3: is no level, got '-101', expected a whole",
            ),
            (
                "0 = -0.6, 1 = -0.4, 2 = -0.2, 3 = -0.1, 4 = 0",
                "",
                "additive.levels: the levels of '3' make no",
            ),
        ],
    )
    def test_wrong(self, tmp_path, old, new, line):
        """Each is named by its key."""
        assert any(found.startswith(f"demo.toml, {line}") for found in edited(tmp_path, old, new))

    def test_decrements_without_a_minus(self, tmp_path):
        """A table of decrements copied as it is printed: the sign is what is wrong, said once."""
        found = wrong(tmp_path, ADDITIVE.replace("-", ""))

        assert found == [
            "demo.toml, additive: every number is above zero, expected a minus: they are added to 1"
        ]

    def test_too_many_states(self, tmp_path):
        """More states than anyone values."""
        items = [f"i{number}" for number in range(15)]
        levels = "".join(f"{item} = {{ 1 = -0.01, 2 = -0.02 }}\n" for item in items)
        path = value_set_file(tmp_path, f"[additive]\n[additive.levels]\n{levels}", worst=0.4)
        text = path.read_text().replace('["3", "1"]', str(items)).replace("[4, 4]", str([0] * 15))

        assert problems(put(path, text)) == [
            "demo.toml, additive.levels: too many states, got '14,348,907', expected at most 1,000,000"
        ]


class TestModel:
    """A polynomial."""

    @pytest.mark.parametrize(
        ("old", "new", "line"),
        [
            (
                '["3"]',
                '["33"]',
                "model.variables.third: no such item in 'items'; did you mean '3'?, got '33'",
            ),
            ('["1", "3"]', '["3"]', "model.variables: item '1' is in none of them, expected every item"),
            (
                '["1", "3"]',
                '["1", "1"]',
                "model.variables.both: wrong value, got '1, 1', expected at least one",
            ),
            ('["1", "3"]', "[]", "model.variables.both: wrong value, got '', expected at least one item"),
            (
                "{ third = 2 }",
                "{ thrid = 2 }",
                "model.terms[1].powers: no such variable; did you mean 'third'?",
            ),
            ("{ both = 1 }", "{ third = 1 }\n", None),
            ("third = 1, both = 2", "third = 1", None),
            (
                "{ third = 2 }",
                "{ third = 0 }",
                "model.terms[1].powers.third: wrong value, got '0', expected a w",
            ),
            (
                "{ third = 2 }",
                "{}",
                "model.terms[1].powers: is empty, expected a power for one of third, both",
            ),
            (
                "-0.021",
                "-1000",
                "model.terms[1].value: wrong value, got '-1000.0', expected a number between",
            ),
            (
                "lowest = 0\n",
                "",
                "model.levels.3: is missing, expected 'lowest' and 'highest' of [model], or",
            ),
            (
                "highest = 4\n",
                "highest = 4\nlevels = { 1 = [4] }\n",
                "model.levels.1: wrong value, got '[4]'",
            ),
            (
                "highest = 4\n",
                "highest = 4\nlevels = { 9 = [0, 4] }\n",
                "model.levels: no such item in 'items'",
            ),
            (
                "highest = 4\n",
                "highest = 3\n",
                "best: no such level, got '4', expected a level of '3', 0 to 3",
            ),
            (
                "highest = 4\n",
                "highest = -1\n",
                "model.levels: the levels of '3' make no item, got '0 to -1'",
            ),
            ("-0.021", "-99", "model, state 00: is worth more than any utility, got '-1583"),
        ],
    )
    def test_wrong(self, tmp_path, old, new, line):
        """Each is named by its key."""
        found = edited(tmp_path, old, new, MODEL, worst=float(MODEL_WORST))

        assert found
        assert line is None or any(text.startswith(f"demo.toml, {line}") for text in found)

    def test_a_variable_that_is_not_used(self, tmp_path):
        """A variable in no term was meant for something."""
        form = MODEL.replace("{ third = [", '{ idle = ["3"], third = [')

        assert wrong(tmp_path, form, worst=float(MODEL_WORST)) == [
            "demo.toml, model.terms: no term has the variable 'idle', expected every variable"
        ]
