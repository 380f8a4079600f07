"""
What the templates are given: texts, ready to be written.
"""

from __future__ import annotations

import attrs

from livingwell_report.marks import Chart

__all__ = ["Cell", "Link", "Page", "Row", "Section", "SiteCard", "Table", "Tile"]


@attrs.frozen(kw_only=True)
class Cell:
    """
    A cell: a number with its interval below, or the reason why there is none.

    Attributes
    ----------
    text : str
        Never empty.
    small : tuple of str
        Lines below: people, the interval, degrees of freedom.
    missing : bool
        True where `text` is a reason.
    span : int
        Columns that it covers.
    numeric : bool
    """

    text: str
    small: tuple[str, ...] = ()
    missing: bool = False
    span: int = 1
    numeric: bool = True


@attrs.frozen(kw_only=True)
class Row:
    """
    A row of a table.

    Attributes
    ----------
    label : str
    cells : tuple of Cell
    total : bool
        True for all sites together.
    """

    label: str
    cells: tuple[Cell, ...]
    total: bool = False


@attrs.frozen(kw_only=True)
class Link:
    """
    A definition that a table names.

    Attributes
    ----------
    id, anchor : str
        `anchor` is "" where the report has no such definition.
    what : str
        The columns that it defines.
    verified : bool
    """

    id: str
    anchor: str
    what: str
    verified: bool = True


@attrs.frozen(kw_only=True)
class Table:
    """
    A table with its caption.

    Attributes
    ----------
    number : int
    caption : str
    head : tuple of str
        Labels of the columns, that of the rows first.
    rows : tuple of Row
    links : tuple of Link
    notes : tuple of str
    left : int
        Columns of words, from the left; the rest are numbers.
    """

    number: int
    caption: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    links: tuple[Link, ...] = ()
    notes: tuple[str, ...] = ()
    left: int = 1


@attrs.frozen(kw_only=True)
class Section:
    """
    A part of the page: a chart beside its tables.

    Attributes
    ----------
    id, eyebrow, title : str
    lead : str
        The section in a sentence.
    charts : tuple of Chart
    tables : tuple of Table
        Beside the charts.
    below : tuple of Table
        Below them, in the whole width.
    compact : bool
        True for scores beside the primary one.
    """

    id: str
    eyebrow: str
    title: str
    lead: str = ""
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    below: tuple[Table, ...] = ()
    compact: bool = False


@attrs.frozen(kw_only=True)
class Tile:
    """
    A key figure.

    Attributes
    ----------
    label, value, detail : str
    """

    label: str
    value: str
    detail: str


@attrs.frozen(kw_only=True)
class SiteCard:
    """
    What is known of one site.

    Attributes
    ----------
    title, id, region, source : str
    facts : tuple of (str, tuple of str)
        What, and one or more statements.
    notes : tuple of str
    """

    title: str
    id: str
    region: str
    source: str
    facts: tuple[tuple[str, tuple[str, ...]], ...]
    notes: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Page:
    """
    The whole page.

    Attributes
    ----------
    title : str
    invented : bool
    period : str
        Of which dates assessments were asked for.
    summary : tuple of str
        Sentences.
    scales : tuple of str
        How to read each questionnaire's score.
    others : tuple of str
        That those whose change is known may differ from the others.
    tiles : tuple of (str, tuple of Tile)
        By score.
    single_arm : bool
    minimum, suppressed, findings : int
    sections : tuple of Section
    sites : tuple of SiteCard
    ledger : Table or None
    definitions : tuple of (anchor, id, text, source, verified)
    instruments : tuple of (title, id, source, licence, status)
    settings, versions : tuple of (str, str)
    """

    title: str
    invented: bool
    period: str
    summary: tuple[str, ...]
    scales: tuple[str, ...]
    others: tuple[str, ...]
    tiles: tuple[tuple[str, tuple[Tile, ...]], ...]
    single_arm: bool
    minimum: int
    suppressed: int
    findings: int
    sections: tuple[Section, ...]
    sites: tuple[SiteCard, ...]
    ledger: Table | None
    definitions: tuple[tuple[str, str, str, str, bool], ...]
    instruments: tuple[tuple[str, str, str, str, str], ...]
    settings: tuple[tuple[str, str], ...]
    versions: tuple[tuple[str, str], ...]
