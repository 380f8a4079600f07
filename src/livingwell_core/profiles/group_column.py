"""
A column of the list of people that sorts them into groups.
"""

from __future__ import annotations

import datetime
from typing import Final

import attrs

from livingwell_core.profiles.checks import date_format, one_line

__all__ = ["NOT_RECORDED", "GroupColumn", "group_name"]

#: Whoever has no value, one that stands for none, or one that the profile does not list.
NOT_RECORDED: Final = "not recorded"


def _plain(_instance: object, attribute: attrs.Attribute[dict[str, str]], value: dict[str, str]) -> None:
    for label, name in value.items():
        one_line(_instance, attribute, name)
        if not name or "=" in name or name == NOT_RECORDED:
            msg = f"a name for {label!r} without '=' and other than {NOT_RECORDED!r}, got {name!r}"
            raise ValueError(msg)


def _rising(_instance: object, _attribute: attrs.Attribute[tuple[int, ...]], value: tuple[int, ...]) -> None:
    if any(low < 0 for low in value) or list(value) != sorted(set(value)):
        msg = f"'bands' to rise from 0 or above, each once, got {list(value)}"
        raise ValueError(msg)


@attrs.frozen(kw_only=True)
class GroupColumn:
    """
    How a column sorts people: by its values, or by bands of age.

    Only values that are listed here become groups, so that nothing else of the column is ever written.

    Attributes
    ----------
    column : str
        Of the list of people.
    values : mapping of str to str
        What the cells hold, whatever their case, and the group that each stands for.
    bands : tuple of int
        Ages, in years, at which a band begins; the last has no end.
    missing : tuple of str
        What stands for "not recorded", besides a blank cell.
    date_format : str or None
        Of bands: the column holds dates of birth in this format; left out, it holds ages in whole years.
    age_on : date or None
        Of dates of birth: the day on which people are so old.
    """

    column: str
    values: dict[str, str] = attrs.field(factory=dict, validator=_plain)
    bands: tuple[int, ...] = attrs.field(default=(), validator=_rising)
    missing: tuple[str, ...] = ()
    date_format: str | None = attrs.field(default=None, validator=attrs.validators.optional(date_format))
    age_on: datetime.date | None = None

    def __attrs_post_init__(self) -> None:
        if bool(self.values) == bool(self.bands):
            msg = "either 'values' or 'bands', one of them"
            raise ValueError(msg)
        if (self.date_format is None) != (self.age_on is None) or (self.age_on and not self.bands):
            msg = "'date_format' and 'age_on' together, and with 'bands'"
            raise ValueError(msg)
        seen: dict[str, str] = {}
        for label in (*self.values, *self.missing):
            other = seen.setdefault(folded_label(label), label)
            if other != label and self.values.get(other) != self.values.get(label):
                msg = f"labels that differ by more than case, got {other!r} and {label!r} for two groups"
                raise ValueError(msg)

    @property
    def names(self) -> tuple[str, ...]:
        """The groups in order, `NOT_RECORDED` last."""
        if self.values:
            return (*dict.fromkeys(self.values.values()), NOT_RECORDED)
        return (*self.band_names, NOT_RECORDED)

    @property
    def band_names(self) -> tuple[str, ...]:
        """Names of the bands; the first is of those below the first age, if that is above 0."""
        below = [f"under {self.bands[0]}"] if self.bands and self.bands[0] > 0 else []
        between = [
            f"{low} to {high - 1}" if high - low > 1 else f"{low}"
            for low, high in zip(self.bands, self.bands[1:], strict=False)
        ]
        return (*below, *between, f"{self.bands[-1]} and over") if self.bands else ()


def folded_label(text: str) -> str:
    """Give a label without case and doubled spaces, as labels are compared."""
    return " ".join(text.split()).casefold()


def group_name(column: str, name: str) -> str:
    """Give the `group` of findings: ``"sex=female"``."""
    return f"{column}={name}"
