"""
What is known of one place: who its service is for, how it works, and how its files are laid out.
"""

from __future__ import annotations

import attrs

from livingwell_core.profiles.answer_table import AnswerTable
from livingwell_core.profiles.checks import date_format, one_line, slug
from livingwell_core.profiles.file_table import FileTable
from livingwell_core.profiles.group_column import GroupColumn

__all__ = ["AnswerTable", "LocalOutcome", "PeopleTable", "Service", "SiteProfile"]


@attrs.frozen(kw_only=True)
class Service:
    """
    The service, in the terms of the programme's comparison of its sites.

    What the documents do not say is left out.

    Attributes
    ----------
    target_group : str or None
        For whom the service is.
    access : tuple of str
        How people reach it.
    core_offer : str or None
        What it offers.
    time_limit : str or None
        For how long.
    wider_network : bool or None
        Whether it works within a wider network of organisations.
    team : tuple of str
        Who works there.
    peer_support : bool or None
        Whether people with experience of their own are part of it.
    recovery_focused : bool or None
        Whether its documents call it focused on recovery.
    strengths_based : bool or None
        Whether its documents say that it builds on people's strengths.
    social_needs_and_goals : bool or None
        Whether it works on social needs and personal goals.
    exit : str or None
        How support ends.
    onward_referral : str or None
        Where people go next.
    post_support : str or None
        What there is afterwards.
    """

    target_group: str | None = None
    access: tuple[str, ...] = ()
    core_offer: str | None = None
    time_limit: str | None = None
    wider_network: bool | None = None
    team: tuple[str, ...] = ()
    peer_support: bool | None = None
    recovery_focused: bool | None = None
    strengths_based: bool | None = None
    social_needs_and_goals: bool | None = None
    exit: str | None = None
    onward_referral: str | None = None
    post_support: str | None = None


@attrs.frozen(kw_only=True)
class LocalOutcome:
    """
    What a site calls an outcome that the programme shares.

    Attributes
    ----------
    outcome : str
        The programme's word for it.
    name : str
        The site's.
    source : str
        Where it is written.
    """

    outcome: str
    name: str
    source: str


def _named(instance: object, attribute: attrs.Attribute[dict[str, object]], value: dict[str, object]) -> None:
    for name in value:
        one_line(instance, attribute, name)
        if not name or "=" in name:
            msg = f"names without '=' in {attribute.name!r}, got {name!r}"
            raise ValueError(msg)


@attrs.frozen(kw_only=True)
class PeopleTable(FileTable):
    """
    Where the people who were supported are listed, a row a person.

    Attributes
    ----------
    groups : mapping of str to GroupColumn
        What people are sorted by, such as ``"sex"``, and the column that says it.
    amounts : mapping of str to str
        Numbers known of each person, such as ``"cost"``, and their columns.
    dates : mapping of str to str
        Days known of each person, such as ``"referred"``, and their columns.
    date_format : str or None
        Of `dates`, as strptime writes it: ``%d/%m/%Y``.
    """

    groups: dict[str, GroupColumn] = attrs.field(factory=dict, validator=_named)
    amounts: dict[str, str] = attrs.field(factory=dict, validator=_named)
    dates: dict[str, str] = attrs.field(factory=dict, validator=_named)
    date_format: str | None = attrs.field(default=None, validator=attrs.validators.optional(date_format))

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        # What is not listed is shown in a message, and this column would name a person.
        columns = {
            **{f"groups.{k}": g.column for k, g in self.groups.items()},
            **{f"amounts.{k}": c for k, c in self.amounts.items()},
            **{f"dates.{k}": c for k, c in self.dates.items()},
        }
        same = [key for key, column in columns.items() if column == self.person]
        if same:
            msg = f"{' and '.join(same)} to name another column than 'person', got {self.person!r}"
            raise ValueError(msg)
        if bool(self.dates) != (self.date_format is not None):
            msg = "'dates' and 'date_format' together"
            raise ValueError(msg)


@attrs.frozen(kw_only=True)
class SiteProfile:
    """
    One place.

    Attributes
    ----------
    id : str
        Lower case with hyphens; the name of the site in every finding.
    title : str
        The name for people.
    source : str
        The documents that this profile was made from.
    region : str or None
        Where the service is.
    service : Service
    outcomes : tuple of LocalOutcome
    measures : tuple of str
        What the site asks people, or counts of its service, by the names that the documents use.
    notes : tuple of str
        What a reader has to know of the site's data.
    people : PeopleTable or None
        Left out where the people are only known from their assessments.
    tables : tuple of AnswerTable
    inherits : str or None
        Id of an installed profile that this one adds to.
    """

    id: str = attrs.field(validator=slug)
    title: str
    source: str
    region: str | None = None
    service: Service = attrs.field(factory=Service)
    outcomes: tuple[LocalOutcome, ...] = ()
    measures: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    people: PeopleTable | None = None
    tables: tuple[AnswerTable, ...] = ()
    inherits: str | None = None
