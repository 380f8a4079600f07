"""
What an evaluation says of the measure: the table ``[analyses.nhs-england-cmh-proms]``.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import attrs

from livingwell_core.errors import Problem, did_you_mean
from livingwell_core.toml_files import read_toml
from livingwell_nhs_england.dashboard import CRITERIA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["Criterion", "Settings", "check_by_referral"]


def _some(_instance: object, attribute: attrs.Attribute[Any], value: tuple[str, ...]) -> None:
    if not value:
        msg = f"at least one group in {attribute.name!r}, got none"
        raise ValueError(msg)


def _above(_instance: object, attribute: attrs.Attribute[int], value: int) -> None:
    if value < 0:
        msg = f"0 or more for {attribute.name!r}, got {value}"
        raise ValueError(msg)


@attrs.frozen(kw_only=True)
class Criterion:
    """
    How the list of people shows that a referral meets a criterion.

    Attributes
    ----------
    keep : tuple of str
        Groups that meet it, by the names that the profiles give them.
    group : str or None
        Which of the groups of the profiles; the criterion's own name if left out.
    """

    keep: tuple[str, ...] = attrs.field(validator=_some)
    group: str | None = None


def _known(_instance: object, attribute: attrs.Attribute[Any], names: Iterable[str]) -> None:
    for name in names:
        if name not in CRITERIA:
            msg = (
                f"criteria of NHS England in {attribute.name!r}; {did_you_mean(name, CRITERIA)}, got {name!r}"
            )
            raise ValueError(msg)


@attrs.frozen(kw_only=True)
class Settings:
    """
    Which period, and how the lists of people say what the measure needs to know.

    Attributes
    ----------
    first_day, last_day : date
        The period, both days included: referrals are closed in it, or open at the end of its last day.
    referred, discharged : str
        Names of dates of the list of people.
    contacts : str
        Name of an amount: direct contacts of the referral.
    minimum_contacts : int
        Direct contacts that a referral needs.
    minimum_days : int
        Days from referral to the last day that an open referral needs.
    referred_from : date
        Referrals from this day on count.
    eligible : mapping of criterion to Criterion
        Which criteria groups of the list of people show.
    met : tuple of str
        Criteria that every row of the lists meets, as the export was made.
    """

    first_day: datetime.date
    last_day: datetime.date
    referred: str = "referred"
    discharged: str = "discharged"
    contacts: str = "contacts"
    minimum_contacts: int = attrs.field(default=2, validator=_above)
    minimum_days: int = attrs.field(default=180, validator=_above)
    referred_from: datetime.date = datetime.date(2019, 4, 1)
    eligible: dict[str, Criterion] = attrs.field(factory=dict, validator=_known)
    met: tuple[str, ...] = attrs.field(default=(), validator=_known)

    def __attrs_post_init__(self) -> None:
        if self.first_day > self.last_day:
            msg = f"'first_day' to be on or before 'last_day', got {self.first_day} and {self.last_day}"
            raise ValueError(msg)
        both = [name for name in self.eligible if name in self.met]
        if both:
            msg = f"each criterion in 'eligible' or in 'met', got {', '.join(both)} in both"
            raise ValueError(msg)
        if self.referred == self.discharged:
            msg = f"two names for 'referred' and 'discharged', got {self.referred!r}"
            raise ValueError(msg)


def check_by_referral(path: Path, file: str) -> Iterator[Problem]:
    """
    Find an evaluation that pairs the scores of people and not of referrals.

    Parameters
    ----------
    path : Path
        The evaluation file.
    file : str
        The same, as messages name it.
    """
    pairing = read_toml(path, file).get("pairing", {})
    by = pairing.get("by", "person") if isinstance(pairing, dict) else "person"
    if by != "referral":
        yield Problem(
            file=file,
            column="pairing.by",
            reason="NHS England's measure counts referrals, and pairs the scores of each",
            value=str(by),
            expected='"referral"',
        )
