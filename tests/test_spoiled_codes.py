"""Check digits of SNOMED CT, and codes that lost theirs in a spreadsheet."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from livingwell_core.cohorts import spoiled_codes
from livingwell_core.cohorts.spoiled_codes import SpoiledCodes, check_codes, check_digit, is_valid, looks_cut

# NHS England's reference tables for MHSDS, by questionnaire: 46 codes.
CODES = {
    "DIALOG": "1037651000000100 1037661000000102 1037671000000109 1037681000000106 1037691000000108 "
    "1037701000000108 1037711000000105 1037721000000104 1037731000000102 1037741000000106 1037751000000109",
    "ReQoL": "1091071000000100 1091081000000103",
    "GBO": "1638531000000102 1638541000000106 1638551000000109 959951000000108 1034351000000101 "
    "1034361000000103 1034371000000105",
    "PHQ-9": "720433000 506701000000100",
    "GAD-7": "445455005",
    "CORE-10": "718583008 958051000000104",
    "SWEMWBS": "718466001 960481000000107",
    "WEMWBS": "718426000 885541000000103",
    "CORE-OM": "718490000 718612000 718613005 718492008",
    "QPR": "1035441000000106",
    "HoNOS": "979641000000103 979651000000100 979661000000102 979671000000109 979681000000106 "
    "979691000000108 979701000000108 979711000000105 979721000000104 979731000000102 979741000000106 "
    "979751000000109",
}
KNOWN = [code for codes in CODES.values() for code in codes.split()]
# From the SNOMED CT UK edition; each passes its check digit.
WHOLE = ["1037661000000102", "1037671000000109", "720433000", "999000011000000103"]
LONG = [code for code in KNOWN if len(code) > 15]


def spoiled(code: str) -> str:
    """What is left of a code in a spreadsheet: 15 digits, and zeros."""
    return code[:15].ljust(len(code), "0")


def verdicts(codes, known=KNOWN):
    found = check_codes(pl.Series(codes, dtype=pl.String), known)
    return dict(zip(found["code"], found["verdict"], strict=True))


class TestCheckDigit:
    """Verhoeff's check."""

    @pytest.mark.parametrize(("digits", "digit"), [("236", 3), ("12345", 1), ("123456789012", 0)])
    def test_worked_examples(self, digits, digit):
        """The examples of Rosetta Code's task, which several languages agree on."""
        assert check_digit(digits) == digit

    def test_tables(self):
        """The tables that are computed here are those that others print."""
        assert spoiled_codes._PRODUCT[5].tolist() == [5, 9, 8, 7, 6, 0, 4, 3, 2, 1]
        assert spoiled_codes._PRODUCT[9].tolist() == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]
        assert spoiled_codes._INVERSE == (0, 4, 3, 2, 1, 5, 6, 7, 8, 9)
        assert spoiled_codes._PLACES[2].tolist() == [5, 8, 0, 3, 7, 9, 6, 1, 4, 2]
        assert spoiled_codes._PLACES[7].tolist() == [7, 0, 4, 6, 9, 1, 3, 2, 5, 8]

    def test_there_are_46(self):
        """Every code of the tables."""
        assert len(set(KNOWN)) == 46

    @pytest.mark.parametrize("code", KNOWN)
    def test_known_codes(self, code):
        """Each passes, and its last digit is the one that is computed."""
        assert is_valid(code)
        assert check_digit(code[:-1]) == int(code[-1])

    @given(st.integers(10**5, 10**17 - 1).map(str), st.data())
    def test_single_errors(self, digits, data):
        """Any one digit changed, and any two neighbours exchanged, is noticed (Verhoeff 1969)."""
        code = digits + str(check_digit(digits))
        place = data.draw(st.integers(0, len(code) - 1))
        other = data.draw(st.sampled_from([d for d in "0123456789" if d != code[place]]))
        changed = code[:place] + other + code[place + 1 :]

        assert is_valid(code)
        assert not is_valid(changed)
        for at in range(len(code) - 1):
            exchanged = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
            assert exchanged == code or not is_valid(exchanged)

    @pytest.mark.parametrize(
        "code", ["", "12345", "0123456", "1234567890123456789", "72043300a", "٧٢٠٤٣٣٠٠٠"]
    )
    def test_no_codes(self, code):
        """Too short, too long, a zero in front, letters, digits of another script."""
        assert not is_valid(code)

    @pytest.mark.parametrize("digits", ["", "12a", "1" * 18])
    def test_wrong_arguments(self, digits):
        """What is no number without its check digit."""
        with pytest.raises(ValueError, match="'digits' must be 1 to 17 digits"):
            check_digit(digits)


class TestSpoiled:
    """Codes after a spreadsheet."""

    @pytest.mark.parametrize("code", [code for code in LONG if spoiled(code) != code])
    def test_named(self, code):
        """Each of them, and what it was; those that end in 100 anyway are none of them."""
        found = check_codes(pl.Series([spoiled(code)]), KNOWN)

        assert found.row(0, named=True) == {
            "code": spoiled(code),
            "rows": 1,
            "verdict": spoiled_codes.LOST_DIGITS,
            "meant": code,
        }

    def test_of_all(self):
        """18 of the 20 long ones are spoiled, and fail the check; the others end in 0 anyway."""
        lost = [code for code in LONG if spoiled(code) != code]

        assert (len(lost), len(LONG)) == (18, 20)
        assert not any(is_valid(spoiled(code)) for code in lost)
        assert set(verdicts(KNOWN).values()) == {spoiled_codes.KNOWN}

    def test_the_check_may_pass_by_chance(self):
        """A spoiled code of 17 digits or more may be right by its digit; it is named all the same."""
        stems = [f"99900001100000{n}" for n in range(1, 10)]
        known = [stem[:15] + "1" + str(check_digit(stem[:15] + "1")) for stem in stems]
        lucky = [spoiled(code) for code in known if is_valid(spoiled(code))]

        assert lucky
        assert {verdicts([code], known)[code] for code in lucky} == {spoiled_codes.LOST_DIGITS}

    @pytest.mark.parametrize(
        "text", ["1.03766E+15", "1,03766E+15", "1.03766e15", "1.037661e+15", "1.037661000000102e+15"]
    )
    def test_scientific(self, text):
        """As a spreadsheet shows a long number, and other programs after it."""
        (row,) = check_codes(pl.Series([text]), KNOWN).rows(named=True)

        assert (row["verdict"], row["meant"]) == (spoiled_codes.LOST_DIGITS, "1037661000000102")

    def test_several(self):
        """Where it may have been several, all of them."""
        (row,) = check_codes(pl.Series(["1.64E+15"]), KNOWN).rows(named=True)

        assert row["meant"] == "1638531000000102 or 1638541000000106 or 1638551000000109"

    def test_several_texts(self):
        """Each for itself."""
        assert verdicts(["1.64E+15", "1.65E+15"]) == {
            "1.64E+15": spoiled_codes.LOST_DIGITS,
            "1.65E+15": spoiled_codes.NO_CODE,
        }

    def test_of_another_length(self):
        """The same digits with another number of zeros are another code."""
        assert verdicts(["10376610000001000", "9.99E+20"]) == {
            "10376610000001000": spoiled_codes.WRONG_DIGIT,
            "9.99E+20": spoiled_codes.NO_CODE,
        }


class TestColumn:
    """A whole column."""

    def test_counts(self):
        """Each distinct text once, sorted, with how often it stands there; blanks are passed over."""
        column = pl.Series(
            ["720433000", " 720433000 ", None, "", "720433000.0", "720433001", "73211009", "PHQ"]
        )

        found = check_codes(column, KNOWN)

        assert found.rows() == [
            ("720433000", 2, spoiled_codes.KNOWN, "720433000"),
            ("720433000.0", 1, spoiled_codes.KNOWN, "720433000"),
            ("720433001", 1, spoiled_codes.WRONG_DIGIT, None),
            ("73211009", 1, spoiled_codes.OTHER, None),
            ("PHQ", 1, spoiled_codes.NO_CODE, None),
        ]

    @pytest.mark.parametrize("values", [[], [None], ["", " "]])
    def test_nothing(self, values):
        """A column with nothing in it."""
        assert check_codes(pl.Series(values, dtype=pl.String), KNOWN).height == 0

    def test_numbers(self):
        """A column of whole numbers is read as their digits."""
        assert check_codes(pl.Series([720433000]), KNOWN)["verdict"].to_list() == [spoiled_codes.KNOWN]

    @given(st.lists(st.text(max_size=20)))
    def test_every_text_gets_a_verdict(self, texts):
        """Whatever stands there, and no row is lost."""
        found = check_codes(pl.Series(texts, dtype=pl.String), KNOWN)

        column = pl.Series(texts, dtype=pl.String).str.strip_chars()
        assert found["rows"].sum() == (column != "").sum()
        assert set(found["verdict"]) <= set(spoiled_codes.VERDICTS)


class TestLooksCut:
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
        assert looks_cut(text) is lost

    def test_a_code_that_ends_in_zero(self):
        """A whole code may end in 0: its check digit says so."""
        ends = [f"10376610000{number:04}0" for number in range(1000)]

        assert 80 < sum(not looks_cut(code) for code in ends) < 120


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
        assert tuple(SpoiledCodes([*WHOLE, "a question in words"]).meant(text)) == codes

    @pytest.mark.parametrize("code", WHOLE)
    @pytest.mark.parametrize("digits", [3, 6])
    def test_round_trip(self, code, digits):
        """What Python shows in powers of ten is found again."""
        assert code in SpoiledCodes(WHOLE).meant(f"{float(code):.{digits - 1}E}")
