"""
The table of the evaluation file.
"""

import datetime

import pytest
from livingwell_nhs_england.cmh_proms import CommunityProms
from livingwell_nhs_england.settings import Criterion, Settings

from livingwell_core.errors import InputError
from livingwell_core.toml_files import structure

PERIOD = {"first_day": datetime.date(2024, 7, 1), "last_day": datetime.date(2024, 9, 30)}


def read(table):
    return structure(table, Settings, "livingwell.toml", at="analyses.x")


def problems(**table):
    with pytest.raises(InputError) as caught:
        read(table)
    return [str(problem) for problem in caught.value.problems]


def test_what_is_left_out():
    """The usual names and numbers."""
    settings = read(PERIOD)

    assert (settings.referred, settings.discharged, settings.contacts) == (
        "referred",
        "discharged",
        "contacts",
    )
    assert (settings.minimum_contacts, settings.minimum_days) == (2, 180)
    assert settings.referred_from == datetime.date(2019, 4, 1)
    assert settings.eligible == {}
    assert settings.met == ()


def test_criteria():
    """Shown by groups of the list of people, or met by the evaluation's word."""
    table = PERIOD | {"eligible": {"age": {"group": "years", "keep": ["18 to 64"]}}, "met": ["england"]}

    settings = read(table)

    assert settings.eligible == {"age": Criterion(group="years", keep=("18 to 64",))}
    assert settings.met == ("england",)


def test_the_period_is_needed():
    """Its end is said to be missing, beside what else is wrong."""
    found = problems(first_day=PERIOD["first_day"], minimum_days="many")

    assert any("analyses.x.last_day" in text for text in found)
    assert any("analyses.x.minimum_days" in text for text in found)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"minimum_contacts": -1}, "minimum_contacts"),
        ({"minimum_days": -1}, "minimum_days"),
        ({"met": ["ages"]}, "did you mean 'age'?"),
        ({"eligible": {"teams": {"keep": ["a"]}}}, "did you mean 'team'?"),
        ({"eligible": {"team": {"keep": []}}}, "at least one group"),
        ({"eligible": {"age": {"keep": ["a"]}}, "met": ["age"]}, "age in both"),
        ({"referred": "day", "discharged": "day"}, "expected two names for 'referred' and 'discharged'"),
        ({"refered": "day"}, "did you mean 'referred'?"),
    ],
)
def test_what_is_wrong(table, said):
    """The key is named, and what was expected."""
    (found,) = problems(**PERIOD, **table)

    assert found.startswith("livingwell.toml, analyses.x")
    assert said in found


def test_a_period_upside_down():
    """The last day is not before the first."""
    (found,) = problems(first_day=PERIOD["last_day"], last_day=PERIOD["first_day"])

    assert "'first_day' to be on or before 'last_day'" in found


@pytest.mark.parametrize("pairing", ["", '[pairing]\nby = "person"\n', "pairing = 3\n"])
def test_by_referral_only(tmp_path, pairing):
    """One clear message, with the settings' own."""
    (tmp_path / "livingwell.toml").write_text(pairing)

    with pytest.raises(InputError) as caught:
        CommunityProms().configured(PERIOD | {"met": ["x"]}, "livingwell.toml", tmp_path)

    pairing, settings = caught.value.problems
    assert pairing.column == "pairing.by"
    assert 'expected "referral"' in str(pairing)
    assert "met" in settings.column


def test_settings_are_needed():
    """A mistake in a program, not in a file."""
    with pytest.raises(ValueError, match="needs its settings"):
        CommunityProms().tally(None)
