"""
Value sets with a list of all states.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from helpers_files import put
from helpers_value_sets import states, wrong
from helpers_values import TABLE, problems, states_csv, value_set_file


class TestStates:
    """A CSV file."""

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            (b"1,3,utility\n0,0,\xff\n", "demo.csv: is not UTF-8 text, expected a CSV file"),
            ("", "demo.csv: is empty, expected a column for each item, and 'utility'"),
            ("1,3,utility\n", "demo.csv: has no row with a state, expected a row for each state"),
            (
                "1,3,utilty\n",
                "demo.csv, utility: there is no such column; did you mean 'utilty'?, expected columns",
            ),
            (
                "1,utility\n0,1\n",
                "demo.csv, 3: there is no such column; nothing here, expected columns 3, 1, util",
            ),
            (
                "stat;value\n44;1\n",
                (
                    "demo.csv, state: there is no such column; did you mean 'stat'?, expected columns state, "
                    "utility, or 3, 1 in place of state"
                ),
            ),
            ("1,3,n,utility\n", "demo.csv, n: unknown column, expected columns 3, 1, utility and no other"),
            ("1,3,3,utility\n", "demo.csv, 3: two columns have this name"),
            ('1,3,utility\n0,0,"1\n0,1,1\n', "demo.csv, row 2, utility: is no utility, got '1\\n0,1,1'"),
            (
                "state,utility\n44,1\n4x,0\n",
                "demo.csv, row 3, state: is no state, got '4x', expected 2 digits",
            ),
            (
                "state,utility\n44,1\n444,0\n",
                "demo.csv, row 3, state: is no state, got '444', expected 2 digits",
            ),
            (
                "1,3,utility\n4,4,1\n\n4,,0\n",
                "demo.csv, row 4, 3: is no level, got '', expected a whole number",
            ),
            ("1,3,utility\n4,4,1\n4,999,0\n", "demo.csv, row 3, 3: is no level, got '999', expected a whole"),
            (
                "1,3,utility\n4,4,1\n4,3\n",
                "demo.csv, row 3, utility: is no utility, got '', expected a number",
            ),
            (
                "1,3,utility\n4,4,1\n4,3,815\n",
                "demo.csv, row 3, utility: is no utility, got '815', expected a num",
            ),
            (
                "1,3,utility\n4,4,1\n4,3,0.815\n",
                "demo.csv, row 3, utility: has more decimals than stated, got",
            ),
            (
                states_csv() + "4,33,-0.15\n",
                "demo.csv, row 27, 3: has level 33 and level 4, but none between them, expected levels that",
            ),
            (
                states_csv() + "0,3,0.15\n",
                "demo.csv, row 27, state: this state is in row 17 too, got '30', expected every state once",
            ),
        ],
    )
    def test_wrong(self, tmp_path, text, line):
        """Each is named by row and column."""
        found = states(tmp_path, text)

        assert any(each.startswith(line) for each in found), found

    def test_a_near_miss_of_state(self, tmp_path):
        """One line for the column, none for each item that it would have held."""
        assert len(states(tmp_path, "stat;utility\n44;1\n")) == 1

    @pytest.mark.parametrize(
        ("content", "line"),
        [
            ("," * 2000 + "utility\n1\n", "demo.csv: has too many columns, got '2,001', expected one for"),
            ("3,1,utility\n4,4,1\n".encode("utf-16-le"), "demo.csv: is not UTF-8 text"),
            ("3,1,utility\n4,4," + "1" * 6000 + "\n", "demo.csv, row 2, utility: is no utility"),
        ],
        ids=["columns", "UTF-16 without its mark", "digits"],
    )
    def test_what_no_spreadsheet_writes(self, tmp_path, content, line):
        """Each ends in a message, at once."""
        assert states(tmp_path, content)[0].startswith(line)

    @pytest.mark.parametrize("file", ["../../etc/passwd", "/dev/zero", "a/b.csv", "", "."])
    def test_a_file_elsewhere(self, tmp_path, file):
        """Only a CSV file beside the definition is opened: a message would show what stands in it."""
        assert wrong(tmp_path, f'[states]\nfile = "{file}"\n') == [
            f"demo.toml, states.file: wrong value, got {file!r}, expected the name of a CSV file beside this"
        ]

    def test_names_that_differ_only_in_capitals(self, tmp_path):
        """Items that no header could tell apart."""
        put(tmp_path / "demo.csv", "A,a,utility\n4,4,1\n")
        path = value_set_file(tmp_path, "[states]\n")
        put(path, path.read_text().replace('["3", "1"]', '["A", "a"]'))

        assert problems(path) == [
            "demo.csv: two columns cannot be told apart, got 'A, a, utility', expected a column 'state'"
        ]

    def test_not_a_table(self, tmp_path):
        """Something that no reader of CSV can take."""
        (line,) = states(tmp_path, "1,3,utility\n" + "x" * 200_000 + "\n")

        assert line.startswith("demo.csv: cannot be read as a table: ")

    def test_levels_that_no_answer_has(self, tmp_path):
        """Held against the instrument, a code that is no answer is refused in its row."""
        put(tmp_path / "demo.csv", states_csv() + "4,5,1\n")
        codes = {"1": range(5), "3": range(5)}

        assert problems(value_set_file(tmp_path, "[states]\n"), None, codes) == [
            "demo.csv, row 27, 3: is no level, got '5', expected 0 to 4"
        ]

    def test_a_level_that_never_occurs(self, tmp_path):
        """Held against the instrument, a file without any state of one level has holes."""
        table = {codes: value for codes, value in TABLE.items() if codes[0]}
        put(tmp_path / "demo.csv", states_csv(table))

        found = problems(value_set_file(tmp_path, "[states]\n"), None, {"1": range(5), "3": range(5)})

        assert found == [
            "demo.csv: 5 of 25 states are missing: 00, 01, 02 and 2 more, expected every state once"
        ]


def test_every_pair_that_dominates():
    """Comparing neighbours finds a contradiction whenever there is one anywhere."""
    from livingwell_core.instruments.value_sets.checks import check_table
    from livingwell_core.instruments.value_sets.grid import Grid

    generator = np.random.default_rng(11)
    grid = Grid(("a", "b"), (range(3), range(3)))
    best = (2, 1)
    seen = set()
    for _ in range(3000):
        values = generator.integers(0, 5, size=9)
        values[grid.index(best)] = 10
        states_of = list(itertools.product(range(3), range(3)))
        expected = any(
            values[grid.index(low)] > values[grid.index(high)]
            for low in states_of
            for high in states_of
            if high[0] >= low[0] and (high[1] == low[1] or high[1] == best[1])
        )
        found = any(
            "is worth more than state" in fault.reason
            for fault in check_table(grid, values, best=best, worst_value=0, decimals=1)
        )
        assert found == expected
        seen.add(found)
    assert seen == {True, False}
