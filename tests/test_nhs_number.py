"""NHS numbers by their check digit."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from livingwell_core.cohorts import nhs_number
from livingwell_core.cohorts.nhs_number import check_digit, count_verdicts, is_valid, verdict

NINES = st.integers(0, 10**9 - 1).map(lambda n: f"{n:09d}")


def one(text):
    return pl.DataFrame({"*": [text]}, schema={"*": pl.String}).select(verdict("*")).item()


class TestCheckDigit:
    """Modulus 11."""

    # By hand: 90 + 36 + 24 + 28 + 42 + 30 + 20 + 27 + 2 = 299 = 27 * 11 + 2, and 11 - 2 = 9. The second is
    # the patient of HL7 UK's guide "UK Core Access".
    @pytest.mark.parametrize("number", ["9434765919", "9912003888"])
    def test_examples(self, number):
        """A number by hand, and one that is published as an example."""
        assert check_digit(number[:9]) == int(number[9])
        assert is_valid(number)

    def test_ten_is_none(self):
        """Nine digits that would need a ten begin no number, whatever the last digit."""
        nine = next(f"{n:09d}" for n in range(123456780, 123456800) if check_digit(f"{n:09d}") is None)

        assert not any(is_valid(f"{nine}{digit}") for digit in range(10))

    def test_eleven_is_nought(self):
        """Where nothing remains, the last digit is 0."""
        nine = next(f"{n:09d}" for n in range(123456780, 123456880) if check_digit(f"{n:09d}") == 0)
        total = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), nine, strict=True))

        assert total % 11 == 0
        assert is_valid(f"{nine}0")

    @given(NINES)
    def test_both_ways(self, nine):
        """One number by Python's own arithmetic, and columns by polars, agree on all ten last digits."""
        right = check_digit(nine)
        column = pl.DataFrame({"n": [f"{nine}{digit}" for digit in range(10)]})

        valid = column.select(verdict("n"))["n"].to_list()

        expected = [digit == right and len(set(nine + str(digit))) > 1 for digit in range(10)]
        assert [found == nhs_number.VALID for found in valid] == expected

    @given(NINES.filter(lambda nine: check_digit(nine) is not None), st.integers(0, 9), st.integers(1, 9))
    def test_one_digit_wrong(self, nine, place, more):
        """Any one digit changed is noticed."""
        number = f"{nine}{check_digit(nine)}"
        changed = number[:place] + str((int(number[place]) + more) % 10) + number[place + 1 :]

        assert not is_valid(changed)

    @pytest.mark.parametrize("nine", ["", "12345678", "1234567890", "12345678a"])
    def test_wrong_arguments(self, nine):
        """What is not nine digits; the message does not show it."""
        with pytest.raises(ValueError, match=r"^'nine' must be nine digits$"):
            check_digit(nine)


class TestColumn:
    """A whole column."""

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("943 476 5919", nhs_number.VALID),
            (" 943-476-5919 ", nhs_number.VALID),
            ("9434765918", nhs_number.WRONG_DIGIT),
            ("943476591", nhs_number.NOT_TEN_DIGITS),
            ("9434765919.0", nhs_number.NOT_TEN_DIGITS),
            ("99434765919", nhs_number.NOT_TEN_DIGITS),
            ("H01", nhs_number.NOT_TEN_DIGITS),
            ("٩٤٣٤٧٦٥٩١٩", nhs_number.NOT_TEN_DIGITS),
            ("0000000000", nhs_number.ONE_DIGIT),
            ("1111111111", nhs_number.ONE_DIGIT),
            ("", None),
            ("  ", None),
            (None, None),
        ],
    )
    def test_verdicts(self, text, found):
        """Spaces and hyphens do not matter; one digit ten times passes the check and is no number."""
        assert one(text) == found

    def test_all_of_one_digit_pass_the_check(self):
        """Which is why they are looked for."""
        assert [check_digit(str(digit) * 9) for digit in range(10)] == list(range(10))

    def test_counts(self):
        """By verdict, and no number is shown."""
        numbers = pl.Series(["9434765919", "943 476 5919", "9434765918", "x", "2222222222", None, ""])

        assert count_verdicts(numbers) == {
            nhs_number.VALID: 2,
            nhs_number.NOT_TEN_DIGITS: 1,
            nhs_number.ONE_DIGIT: 1,
            nhs_number.WRONG_DIGIT: 1,
        }

    def test_nothing(self):
        """A column with nothing in it."""
        assert sum(count_verdicts(pl.Series([None, ""], dtype=pl.String)).values()) == 0
