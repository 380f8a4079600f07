"""Price years and indices."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from livingwell_costing.price_index import financial_year, price_index, price_indices, read_price_index

from livingwell_core.cohorts.readers import Source
from livingwell_core.errors import InputError

NHSCII = price_index("nhscii")
years = st.integers(2014, 2024).map(lambda year: f"{year}/{(year + 1) % 100:02d}")


def write(folder, text):
    path = folder / "index.csv"
    path.write_text(text)
    return Source(path=path, name="index.csv")


def read(source, holds):
    return read_price_index(source, year="Year", value="Value", holds=holds, title="ours", origin="us")


class TestYears:
    @pytest.mark.parametrize(
        ("text", "year"),
        [("2021/22", 2021), ("2021-22", 2021), (" 2021/2022 ", 2021), ("1999/00", 1999), ("1999/2000", 1999)],
    )
    def test_written(self, text, year):
        """As people write financial years."""
        assert financial_year(text) == year

    @pytest.mark.parametrize("text", ["2021", "2021/23", "21/22", "2021/1922", "", "2021/22/23", "2099/3000"])
    def test_refused(self, text):
        """Halves that do not follow each other, or no financial year."""
        with pytest.raises(ValueError, match="a financial year such as 2021/22"):
            financial_year(text)


class TestFactor:
    def test_known(self):
        """2021/22 to 2024/25, pay and prices: 1.14392."""
        assert float(NHSCII.factor("2021/22", "2024/25")) == pytest.approx(1.14392, abs=5e-6)
        expected = Fraction("1.0732") * Fraction("1.0247") * Fraction("1.0402")
        assert NHSCII.factor("2021/22", "2024/25") == expected

    @given(years, years, years)
    def test_there_and_back(self, a, b, c):
        """By way of another year, and back again, exactly."""
        assert NHSCII.factor(a, b) * NHSCII.factor(b, c) == NHSCII.factor(a, c)
        assert NHSCII.factor(a, b) * NHSCII.factor(b, a) == 1

    def test_missing_years(self):
        """Both are said, with those that there are."""
        with pytest.raises(InputError) as error:
            NHSCII.factor("2013/14", "2025", file="livingwell.toml")
        place, known = "livingwell.toml, price year", "one of 2014/15 to 2024/25"
        assert list(map(str, error.value.problems)) == [
            f"{place}: the price index 'nhscii' does not have this year, got '2013/14', expected {known}",
            f"{place}: wrong value, got '2025', expected a financial year such as 2021/22",
        ]


class TestOurs:
    @pytest.mark.parametrize("index", price_indices(), ids=lambda index: index.id)
    def test_each_says_that_it_is_second_hand(self, index):
        """The manual itself was not read."""
        assert not index.verified
        assert not index.definition.verified
        assert "secondary source" in index.definition.text
        assert "2024/25 is provisional" in index.note
        assert index.years == "2014/15 to 2024/25"

    def test_three(self):
        """Pay and prices is between pay and prices over the ten years."""
        factors = {index.id: index.factor("2014/15", "2024/25") for index in price_indices()}
        assert factors["nhscii-prices"] < factors["nhscii"] < factors["nhscii-pay"]

    def test_unknown(self):
        """Refused with what there is."""
        with pytest.raises(ValueError, match="did you mean 'nhscii'"):
            price_index("nhsci")


class TestOwn:
    def test_percent(self, tmp_path):
        """Changes into each year, in any order."""
        source = write(tmp_path, "Year,Value\n2022/23,10\n2021/22,5\n")
        index = read(source, "percent")
        assert index.factor("2020/21", "2022/23") == Fraction("1.05") * Fraction("1.1")
        assert (index.years, index.source, index.verified) == ("2020/21 to 2022/23", "us", True)

    def test_levels(self, tmp_path):
        """Levels need no year between."""
        index = read(write(tmp_path, "Year,Value\n2015/16,80\n2022/23,100\n"), "level")
        assert index.factor("2015/16", "2022/23") == Fraction(5, 4)
        with pytest.raises(InputError, match="does not have this year"):
            index.factor("2016/17", "2022/23")

    def test_all_that_is_wrong(self, tmp_path):
        """Row by row."""
        text = "Year,Value\n2021,5\n2022/23,much\n2023/24,\n2024/25,4\n2024/25,5\n2025/26,-100\n"
        with pytest.raises(InputError) as error:
            read(write(tmp_path, text), "percent")
        assert list(map(str, error.value.problems)) == [
            "index.csv, row 2, Year: wrong value, got '2021', expected a financial year such as 2021/22",
            "index.csv, row 3, Value: wrong value, got 'much', expected a number such as 49 or £1,234.50",
            "index.csv, row 4, Value: is blank, expected a number such as 49 or £1,234.50",
            "index.csv, row 6, Year: a year twice, got '2024/25', expected each year once",
            "index.csv, row 7, Value: wrong value, got '-100', expected above -100",
        ]

    def test_a_gap(self, tmp_path):
        """Between changes; a level of 0 is none."""
        with pytest.raises(InputError, match="no change into 2022/23, 2023/24, expected years without a gap"):
            read(write(tmp_path, "Year,Value\n2021/22,5\n2024/25,4\n"), "percent")
        with pytest.raises(InputError, match="row 2, Value: wrong value, got '0', expected above 0"):
            read(write(tmp_path, "Year,Value\n2021/22,0\n"), "level")
