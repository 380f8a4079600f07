"""Codes that a spreadsheet cut."""

from __future__ import annotations

import pytest

from livingwell_core.surveys.codes import lost_digits, meant

# From the SNOMED CT UK edition; each passes its check digit.
CODES = ["1037661000000102", "1037671000000109", "720433000", "999000011000000103"]


class TestLostDigits:
    @pytest.mark.parametrize(
        ("text", "lost"),
        [
            ("1.03766E+15", True),
            ("1,03766E+15", True),
            ("1E+15", True),
            ("1.0376610000001e15", True),
            ("1037661000000100", True),
            ("1037661000000100.0", True),
            ("999000011000000000", True),
            ("1037661000000102", False),
            ("720433000", False),
            ("100000000000000", False),  # fifteen digits are kept
            ("item 1E", False),
            ("", False),
        ],
    )
    def test_texts(self, text, lost):
        """Powers of ten, and zeros from the sixteenth digit on where the check digit is wrong."""
        assert lost_digits(text) is lost

    def test_a_code_that_ends_in_zero(self):
        """A whole code may end in 0: its check digit says so."""
        ends = [f"10376610000{number:04}0" for number in range(1000)]

        assert 80 < sum(not lost_digits(code) for code in ends) < 120


class TestMeant:
    @pytest.mark.parametrize(
        ("text", "codes"),
        [
            ("1037661000000100", ("1037661000000102",)),
            ("1037661000000100.0", ("1037661000000102",)),
            ("1.03766E+15", ("1037661000000102",)),
            ("1.04E+15", ("1037661000000102", "1037671000000109")),
            ("7.20433E+08", ("720433000",)),
            ("9.99E+17", ("999000011000000103",)),
            ("999000011000000000", ("999000011000000103",)),
            ("5E+08", ()),
            ("1037661000000900", ()),
        ],
    )
    def test_texts(self, text, codes):
        """The codes that it may have been, all of them."""
        assert meant(text, [*CODES, "a question in words"]) == codes

    @pytest.mark.parametrize("code", CODES)
    @pytest.mark.parametrize("digits", [3, 6])
    def test_round_trip(self, code, digits):
        """What Python shows in powers of ten is found again."""
        assert code in meant(f"{float(code):.{digits - 1}E}", CODES)
