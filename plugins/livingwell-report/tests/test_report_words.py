"""Numbers and reasons as a reader sees them."""

import attrs
import pytest
import samples
from livingwell_report.notes import why_missing
from livingwell_report.numbers import fixed, interval_of, p_value, value_of
from livingwell_report.settings import day_in_words


@pytest.mark.parametrize(
    ("value", "signed", "text"),
    [
        (7.26, True, "+7.3"),
        (-7.26, True, "\N{MINUS SIGN}7.3"),
        (-0.04, False, "0.0"),
        (0.04, True, "0.0"),
        (1234.5, False, "1,234.5"),
        (66.25, False, "66.3"),
        (-66.25, False, "\N{MINUS SIGN}66.3"),
        (0.35, False, "0.4"),
        (100 * 0.5735 - 0.1 + 0.1, False, "57.4"),
        (28.249999999999996, False, "28.3"),
        (28.2499, False, "28.2"),
        (7, True, "+7.0"),
        (1e300, False, f"{10**300:,}.0"),
    ],
)
def test_fixed(value, signed, text):
    """A true minus, no negative zero, thousands apart; a half away from zero, as a spreadsheet shows it."""
    assert fixed(value, 1, signed=signed) == text


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (0.0, "< .001"),
        (0.000999, "< .001"),
        (0.001, ".001"),
        (0.0312, ".031"),
        (0.0125, ".013"),
        (1.0, "1.000"),
    ],
)
def test_p(p, text):
    """As journals write it."""
    assert p_value(p) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (-0.04, 1.26, "\N{MINUS SIGN}0.04 to +1.3"),
        (0.04, 1.26, "+0.04 to +1.3"),
        (0.0, 1.26, "0.0 to +1.3"),
        (-1e-15, 1.26, "0.0 to +1.3"),
    ],
)
def test_an_end_that_is_not_zero(low, high, text):
    """An end of an interval is shown as zero only if it is."""
    change = next(f for f in samples.realistic().findings if f.statistic == "mean change")
    assert interval_of(attrs.evolve(change, low=low, high=high), signed=True) == text


@pytest.mark.parametrize(
    ("day", "text"),
    [
        ("2019-05-01", "1 May 2019"),
        ("2022-12-31", "31 December 2022"),
        ("not limited", "not limited"),
        ("2022-02-30", "2022-02-30"),
    ],
)
def test_days(day, text):
    """As people write them; what is no day stays."""
    assert day_in_words(day) == text


class TestWhyMissing:
    """A missing number always has a reason."""

    nothing = attrs.evolve(samples.realistic().findings[0], value=None, note="")

    @pytest.mark.parametrize(
        ("note", "text"),
        [
            ("", "no value"),
            ("suppressed", "not shown"),
            ("suppressed: fewer than 5 people; df 3", "not shown (fewer than 5 people)"),
            ("not applicable: there are no pairs; more", "not applicable: there are no pairs"),
        ],
    )
    def test_notes(self, note, text):
        """It is the one that the note gives."""
        assert why_missing(attrs.evolve(self.nothing, note=note)) == text

    def test_no_finding(self):
        """What was never found is not reported."""
        assert why_missing(None) == "not reported"

    def test_it_is_never_written_as_a_number(self):
        """Asking for its value is a mistake of the program."""
        with pytest.raises(ValueError, match="has nothing to write: 'people supported'"):
            value_of(self.nothing)
