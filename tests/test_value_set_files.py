"""Value sets as files: three forms of one table, and everything that can be wrong with them."""

from __future__ import annotations

import re
import zipfile
from fractions import Fraction
from pathlib import Path

import attrs
import numpy as np
import pytest
from helpers_files import put
from helpers_value_sets import MODEL, MODEL_WORST, edited, modelled, states, wrong
from helpers_values import ADDITIVE, TABLE, problems, states_csv, value_set_file
from hypothesis import given
from hypothesis import strategies as st

from livingwell_core.errors import InputError
from livingwell_core.instruments import ValueSetFile, load_value_set, read_value_set
from livingwell_core.instruments.value_sets import Definition, read_definition


def same(value_set) -> bool:
    return {codes: value_set.utility(codes) * 100 for codes in TABLE} == TABLE


class TestForms:
    """One table in three forms."""

    def test_additive(self, tmp_path):
        """Decrements, a constant and a term for any item at a level."""
        assert same(read_value_set(value_set_file(tmp_path)))

    def test_additive_plainly(self, tmp_path):
        """Decrements alone."""
        path = value_set_file(tmp_path, ADDITIVE.replace("-0.05", "0").split("[[")[0], worst=0)

        assert read_value_set(path).utility((0, 3)) == Fraction(3, 10)

    def test_model(self, tmp_path):
        """Every state of a polynomial equals plain fractions, rounded half to even."""
        value_set = read_value_set(value_set_file(tmp_path, MODEL, worst=float(MODEL_WORST)))

        assert {codes: value_set.utility(codes) for codes in TABLE} == {
            codes: round(modelled(*codes), 2) for codes in TABLE
        }

    def test_model_half_to_even(self, tmp_path):
        """Exactly half a step goes to the even one, above zero and below."""
        form = (
            '[model]\nlowest = 0\nhighest = 4\nvariables = { b = ["1", "3"] }\n'
            "[[model.terms]]\npowers = { b = 1 }\nvalue = -0.165\n"
        )
        value_set = read_value_set(value_set_file(tmp_path, form, worst=-0.32))

        # 1 - .165 b: .835, .67, .505, .34, .175, .01, -.155, -.32
        assert [int(value_set.utility((4 - min(b, 4), 4 - max(0, b - 4))) * 100) for b in range(9)] == [
            *(100, 84, 67, 50, 34, 18, 1, -16, -32)
        ]

    def test_model_beyond_64_bits(self, tmp_path):
        """Coefficients with many digits are as exact."""
        many = MODEL.replace("-0.0005", "-0.00050000000000001").replace("-0.021", "-2.1e-2")
        exact = read_value_set(value_set_file(tmp_path, many, worst=float(MODEL_WORST)))

        assert exact.utility((4, 4)) == 1
        assert exact.values.dtype == np.int32
        assert exact.worst_value == MODEL_WORST

    def test_model_levels(self, tmp_path):
        """An item may have levels of its own."""
        form = MODEL.replace(
            "lowest = 0\nhighest = 4\n", "lowest = 0\nhighest = 4\nlevels = { 1 = [1, 4] }\n"
        )
        value_set = read_value_set(value_set_file(tmp_path, form, worst=float(round(modelled(0, 1), 2))))

        assert value_set.levels == (range(5), range(1, 5))

    @given(st.permutations(sorted(TABLE)), st.sampled_from([(",", "."), (";", ","), ("\t", ","), (",", ",")]))
    def test_states(self, tmp_path_factory, order, marks):
        """Rows in any order, with the marks of any country."""
        folder = tmp_path_factory.mktemp("states")
        put(folder / "demo.csv", states_csv({codes: TABLE[codes] for codes in order}, *marks))

        assert same(read_value_set(value_set_file(folder, "[states]\n")))

    @pytest.mark.parametrize(
        "content",
        [
            states_csv().encode("utf-8-sig"),
            states_csv().encode("utf-16"),
            ("\n;;\n" + states_csv(delimiter=";").replace("\n", ";;\n\n") + ";;;;\n").encode(),
            states_csv().replace("-", "\N{MINUS SIGN}").encode(),
            states_csv().replace("4,4,1.00", "4.0,+4,1").encode(),
            states_csv().replace("utility", " Utility ").replace("\n", "\r\n").encode(),
        ],
    )
    def test_states_as_spreadsheets_write_them(self, tmp_path, content):
        """A mark at the start, UTF-16, blank rows and columns, a proper minus, wholes with decimals."""
        put(tmp_path / "demo.csv", content)

        assert same(read_value_set(value_set_file(tmp_path, "[states]\n")))

    @pytest.mark.parametrize("lost", [False, True])
    def test_states_in_one_column(self, tmp_path, lost):
        """One column of digits; a spreadsheet that took 04 for 4 is understood."""
        names = {codes: f"{codes[0]}{codes[1]}" for codes in TABLE}
        rows = [f"{str(int(name)) if lost else name},{TABLE[codes] / 100}" for codes, name in names.items()]
        put(tmp_path / "other.csv", "\n".join(["State,Utility", *rows]))

        assert same(read_value_set(value_set_file(tmp_path, '[states]\nfile = "other.csv"\n')))

    def test_one_item(self, tmp_path):
        """A measure of one item."""
        put(tmp_path / "demo.csv", "3,utility\n0,0\n1,0.5\n2,1\n")
        text = value_set_file(tmp_path, "[states]\n", worst=0).read_text()
        path = put(tmp_path / "demo.toml", text.replace('["3", "1"]', '["3"]').replace("[4, 4]", "[2]"))

        assert read_value_set(path).values.tolist() == [0, 50, 100]


class TestPlaces:
    """Which file is read."""

    def test_csv_by_itself(self, tmp_path):
        """A CSV with a TOML of the same name beside it."""
        path = put(tmp_path / "demo.csv", states_csv())
        value_set_file(tmp_path, "[states]\n")

        assert same(read_value_set(path))

    def test_csv_without_toml(self, tmp_path):
        """A CSV alone does not say whose it is."""
        (line,) = problems(put(tmp_path / "mine.csv", states_csv()), "sets/mine.csv")

        assert line.startswith(
            "sets/mine.csv: does not say whose value set it is, expected a file sets/mine.toml beside it, "
            "with id, author"
        )

    def test_no_such_csv(self, tmp_path):
        """A file that is not there is not asked whose it is."""
        assert problems(tmp_path / "mine.csv", "sets/mine.csv") == ["sets/mine.csv: there is no such file"]

    @pytest.mark.parametrize("form", [ADDITIVE, '[states]\nfile = "other.csv"\n'])
    def test_csv_with_the_wrong_toml(self, tmp_path, form):
        """A TOML beside it that is of something else."""
        path = put(tmp_path / "demo.csv", states_csv())
        value_set_file(tmp_path, form)

        (line,) = problems(path)

        assert line.startswith("demo.toml, states.file: is of another file than the one asked for")

    def test_csv_missing(self, tmp_path):
        """A TOML whose CSV is not there."""
        assert wrong(tmp_path, "[states]\n") == [
            "demo.toml, states.file: there is no such file, got 'demo.csv', expected a CSV file beside this"
        ]

    def test_in_an_archive(self, tmp_path):
        """A plugin may be a zip file."""
        with zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
            archive.writestr("p/demo.toml", value_set_file(tmp_path, "[states]\n").read_text())
            archive.writestr("p/demo.csv", states_csv())

        assert same(read_value_set(zipfile.Path(tmp_path / "p.zip") / "p" / "demo.toml"))

    def test_by_id(self, tmp_path):
        """An installed file has to be of the id that it is listed under."""
        path = value_set_file(tmp_path)

        assert load_value_set(ValueSetFile("demo-values", path)).id == "demo-values"
        with pytest.raises(
            InputError, match=r"demo.toml, id: wrong value, got 'demo-values', expected 'other'"
        ):
            load_value_set(ValueSetFile("other", path))

    def test_who_without_what(self, tmp_path):
        """Who made it is known without reading the states."""
        assert read_definition(value_set_file(tmp_path, "[states]\n")).author == "Nobody N"


class TestIdentity:
    """Who made it, and what it is of."""

    @pytest.mark.parametrize(
        ("old", "new", "line"),
        [
            ('author = "Nobody N"', 'auhtor = "N"', "demo.toml, auhtor: unknown key; did you mean 'author'?"),
            ('author = "Nobody N"', "", "demo.toml, author: is missing"),
            ('author = "Nobody N"', 'author = " "', "demo.toml, author: is empty, expected text"),
            (
                "year = 2020",
                "year = 20",
                "demo.toml, year: wrong value, got '20', expected a year such as 1997",
            ),
            (
                "year = 2020",
                'year = "2020"',
                "demo.toml, year: wrong value, got '2020', expected a whole number",
            ),
            (
                'items = ["3", "1"]',
                'items = ["3", "3"]',
                "demo.toml, items: wrong value, got '3, 3', expected",
            ),
            ('items = ["3", "1"]', "items = []", "demo.toml, items: wrong value, got '', expected items"),
            (
                "best = [4, 4]",
                "best = [4]",
                "demo.toml, best: wrong value, got '[4]', expected a code for each of the 2 items",
            ),
            (
                "best = [4, 4]",
                "best = [4, 9]",
                "demo.toml, additive.levels.1.8: is missing, expected a number",
            ),
            ("decimals = 2", "decimals = 9", "demo.toml, decimals: wrong value, got '9', expected 0 to 6"),
            (
                "worst_value = -0.15",
                "worst_value = -0.155",
                "demo.toml, worst_value: has more decimals than stated, got '-0.155', expected at most 2",
            ),
            ("worst_value = -0.15", "worst_value = nan", "demo.toml, worst_value: wrong value, got 'nan'"),
            ("[additive]", "[model]\n[additive]", "demo.toml, model.variables: is missing"),
            (
                "[additive]",
                "[states]\n[additive]",
                "demo.toml: wrong form, got '[additive] and [states]', expected one of",
            ),
        ],
    )
    def test_wrong(self, tmp_path, old, new, line):
        """Each key that is wrong, with what was expected."""
        assert any(found.startswith(line) for found in edited(tmp_path, old, new))

    def test_no_form(self, tmp_path):
        """A file with no utilities at all."""
        assert wrong(tmp_path, "") == [
            "demo.toml: wrong form, got 'none of them', expected one of [additive], [model] and [states]"
        ]


class TestTable:
    """What contradicts what a value set is, in whatever form."""

    @pytest.mark.parametrize(
        ("old", "new", "line"),
        [
            (
                "worst_value = -0.15",
                "worst_value = -0.1",
                "00: is worth less than the stated worst value, got '-0.15', expected no utility below -0.10",
            ),
            (
                "worst_value = -0.15",
                "worst_value = -0.2",
                (
                    "00: is worth least of all, so that the stated worst value is never reached, "
                    "got '-0.15', expected -0.20"
                ),
            ),
            (
                "1 = -0.4, 2 = -0.2",
                "1 = -0.2, 2 = -0.4",
                (
                    "10: is worth more than state 20 at 0.05, which is better in '3' and the same in all "
                    "else (and 4 more such pairs), got '0.25', expected at most 0.05"
                ),
            ),
            (
                "3 = -0.1, 4 = 0 }",
                "3 = 0.1 }",
                (
                    "30: is worth more than state 40 at 0.45, which is better in '3' and the same in all "
                    "else (and 4 more such pairs), got '0.55', expected at most 0.45"
                ),
            ),
        ],
    )
    def test_contradiction(self, tmp_path, old, new, line):
        """Each is named by state and value."""
        assert f"demo.toml, additive, state {line}" in edited(tmp_path, old, new)

    def test_all_at_once(self, tmp_path):
        """A hole, a state twice, a wrong best, a contradiction and an end that is not reached."""
        table = TABLE | {(4, 4): 99, (0, 1): 50}
        del table[2, 2], table[0, 0]
        found = states(tmp_path, states_csv(table).replace("0.85", "O.85") + "1,4,0.50\n")

        assert [line.partition(":")[0] for line in found] == [
            "demo.csv, row 19, utility",
            "demo.csv, row 23, utility",
            "demo.csv, row 25, state",
            "demo.csv",
            "demo.csv, row 24, state 44",
            "demo.csv, row 2, state 01",
            "demo.csv, row 2, state 01",
        ]
        assert "demo.csv: 2 of 25 states are missing: 00, 22, expected every state once" in found

    def test_many_missing(self, tmp_path):
        """The first few are named, the rest counted."""
        table = {codes: TABLE[codes] for codes in TABLE if sum(codes) != 4}

        assert (
            "5 of 25 states are missing: 04, 13, 22 and 2 more, expected"
            in states(tmp_path, states_csv(table))[0]
        )

    def test_nothing_known(self, tmp_path):
        """Where no utility can be read at all, that is what is said."""
        found = states(tmp_path, "1,3,utility\n" + "".join(f"{f},{t},x\n" for t, f in TABLE))

        assert len(found) == 21
        assert found[-1] == "demo.csv: 5 more cells are wrong"


class TestPage:
    """docs/reference/value-set.md."""

    PAGE = (Path(__file__).parents[1] / "docs" / "reference" / "value-set.md").read_text()

    def test_example(self, tmp_path):
        """The example is a value set, worth what plain arithmetic gives."""
        (body,) = re.findall(r":caption: harbour3.toml\n(.*?)```", self.PAGE, flags=re.DOTALL)

        value_set = read_value_set(put(tmp_path / "harbour3.toml", body))

        assert value_set.utility((2, 3)) == 1 - Fraction("0.1") - Fraction("0.2") - Fraction("0.6")

    def test_keys(self):
        """Every key of the file is there, and no other."""
        table = self.PAGE.partition("## Who made it")[2].partition("\n## ")[0]
        keys = {key for line in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for key in line.split(", ")}

        assert {key.strip("`") for key in keys} | {"additive", "model", "states"} == {
            field.name for field in attrs.fields(Definition)
        }
