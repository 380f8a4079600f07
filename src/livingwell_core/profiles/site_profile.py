"""
What is known of one place: who its service is for, how it works, and how its files are laid out.
"""

from __future__ import annotations

from typing import Literal

import attrs

from livingwell_core.profiles.checks import date_format, delimiter, one_line, one_of, slug
from livingwell_core.profiles.group_column import GroupColumn

__all__ = ["AnswerTable", "LocalOutcome", "PeopleTable", "Service", "SiteProfile"]


@attrs.frozen(kw_only=True)
class Service:
    """
    The service, in the terms of the programme's comparison of its sites.

    What the documents do not say stays None or empty.
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
class PeopleTable:
    """
    Where the people who were supported are listed, a row a person.

    Attributes
    ----------
    file : str
        Name of the file in the site's folder; ``*`` stands for any text.
    person : str
        Column of the local identifier.
    sheet : str or None
        For workbooks; the first sheet if left out.
    header_row : int
        The row that holds the names of the columns, counted from 1. Rows above it are passed over.
    encoding : str
        Of a text file.
    delimiter : str
        Of a text file.
    groups : mapping of str to GroupColumn
        What people are sorted by, such as ``"sex"``, and the column that says it.
    amounts : mapping of str to str
        Numbers known of each person, such as ``"cost"``, and their columns.
    """

    file: str
    person: str
    sheet: str | None = None
    header_row: int = attrs.field(default=1, validator=attrs.validators.ge(1))
    encoding: str = "utf-8"
    delimiter: str = attrs.field(default=",", validator=delimiter)
    groups: dict[str, GroupColumn] = attrs.field(factory=dict, validator=_named)
    amounts: dict[str, str] = attrs.field(factory=dict, validator=_named)

    def __attrs_post_init__(self) -> None:
        # What is not listed is shown in a message, and this column would name a person.
        columns = {
            **{f"groups.{k}": g.column for k, g in self.groups.items()},
            **{f"amounts.{k}": c for k, c in self.amounts.items()},
        }
        same = [key for key, column in columns.items() if column == self.person]
        if same:
            msg = f"{' and '.join(same)} to name another column than 'person', got {self.person!r}"
            raise ValueError(msg)


@attrs.frozen(kw_only=True)
class AnswerTable:
    """
    Where the answers to one questionnaire are, and how they are coded.

    Attributes
    ----------
    file, sheet, header_row, encoding, delimiter
        As for `PeopleTable`.
    instrument : str
        Id of the instrument.
    layout : {"wide", "long"}
        A row an assessment, or a row an answer.
    answers : {"as-circled", "scored"}
        Whether negatively worded items are as the person answered them, or already reversed.
        There is no default: guessing turns gains into losses.
    person, date : str
        Columns. In a wide table each row is an assessment; in a long one see `assessment`.
    date_format : str
        As strptime writes it: ``%d/%m/%Y``.
    items : mapping of item id to str
        In a wide table the item's column, in a long one the text in the column `question`.
    assessment, question, answer : str or None
        Columns of a long table: what makes answers one assessment, which item, what was answered.
    codes : mapping of str to int
        Labels and the codes that they stand for; empty where the export holds numbers.
    missing : tuple of str
        What stands for "no answer", besides a blank cell.
    directions : mapping of item id to {"higher-is-better", "higher-is-worse"}
        For items whose coding differs between systems.
    totals : mapping of score id to str
        Scores that the source system gave: in a wide table the column, in a long one the text in the column
        `question`. They are compared with ours and never used.
    """

    file: str
    instrument: str
    layout: Literal["wide", "long"] = attrs.field(validator=one_of("wide", "long"))
    answers: Literal["as-circled", "scored"] = attrs.field(validator=one_of("as-circled", "scored"))
    person: str
    date: str
    date_format: str = attrs.field(validator=date_format)
    items: dict[str, str]
    assessment: str | None = None
    question: str | None = None
    answer: str | None = None
    codes: dict[str, int] = attrs.field(factory=dict)
    missing: tuple[str, ...] = ()
    directions: dict[str, Literal["higher-is-better", "higher-is-worse"]] = attrs.field(factory=dict)
    totals: dict[str, str] = attrs.field(factory=dict)
    sheet: str | None = None
    header_row: int = attrs.field(default=1, validator=attrs.validators.ge(1))
    encoding: str = "utf-8"
    delimiter: str = attrs.field(default=",", validator=delimiter)

    def __attrs_post_init__(self) -> None:
        long_only = ("assessment", "question", "answer")
        given = [name for name in long_only if getattr(self, name) is not None]
        if self.layout == "long" and len(given) < len(long_only):
            absent = [name for name in long_only if name not in given]
            msg = f"a long table to name its columns {', '.join(absent)}"
            raise ValueError(msg)
        if self.layout == "wide" and given:
            msg = f"a wide table without {', '.join(given)}"
            raise ValueError(msg)
        if not self.items:
            msg = "'items' to name at least one item"
            raise ValueError(msg)
        places = list(self.items.values())
        twice = sorted({place for place in places if places.count(place) > 1})
        if twice:
            msg = f"'items' to name each place once, got {', '.join(map(repr, twice))} for two items"
            raise ValueError(msg)
        # A cell that is no answer is shown, and this one would name a person.
        own = {"date": self.date, "question": self.question, "answer": self.answer}
        same = [name for name, column in own.items() if column == self.person]
        if self.layout == "wide":
            same += [f"items.{item}" for item, column in self.items.items() if column == self.person]
        if same:
            msg = f"{' and '.join(same)} to name another column than 'person', got {self.person!r}"
            raise ValueError(msg)
        taken = {*places, *((self.person, self.date) if self.layout == "wide" else ())}
        totals = list(self.totals.values())
        shared = sorted({place for place in totals if place in taken or totals.count(place) > 1})
        if shared:
            msg = f"'totals' to name places of their own, got {', '.join(map(repr, shared))}"
            raise ValueError(msg)
        seen: dict[str, str] = {}
        for label in self.codes:
            other = seen.setdefault(" ".join(label.split()).casefold(), label)
            if self.codes[other] != self.codes[label]:
                msg = f"labels that differ by more than case, got {other!r} and {label!r} for two codes"
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
    source : str
        The documents that this profile was made from.
    region : str or None
    service : Service
    outcomes : tuple of LocalOutcome
    measures : tuple of str
        What the site asks people, by the names that the documents use.
    notes : tuple of str
        What a reader has to know of the site's data.
    people : PeopleTable or None
        None where the people are only known from their assessments.
    tables : tuple of AnswerTable
    inherits : str or None
        Id of the profile that this one adds to; resolved when loaded.
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
