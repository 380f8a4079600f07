"""
What the templates are given: texts, ready to be written.
"""

from __future__ import annotations

import attrs

from livingwell_report.marks import Chart

__all__ = [
    "Cell",
    "Chapter",
    "Figure",
    "Link",
    "Page",
    "Row",
    "Section",
    "SiteCard",
    "Table",
    "Tile",
    "Tiles",
]


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
    heading : bool
        True for a row that names those below it and has no cells.
    """

    label: str
    cells: tuple[Cell, ...] = ()
    total: bool = False
    heading: bool = False


@attrs.frozen(kw_only=True)
class Link:
    """
    Definitions that some columns of a table name.

    Attributes
    ----------
    what : str
        The columns.
    names : tuple of (id, anchor, verified)
        `anchor` is "" where the report has no such definition.
    """

    what: str
    names: tuple[tuple[str, str, bool], ...]


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
    illustrative : bool
        True where it rests on a value set that is only an example.
    dense : bool
        True where a cell is one line, if there is room.
    """

    number: int
    caption: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    links: tuple[Link, ...] = ()
    notes: tuple[str, ...] = ()
    left: int = 1
    illustrative: bool = False
    dense: bool = False

    @property
    def wide(self) -> bool:
        """True where it needs the page's whole width."""
        return len(self.head) > 6


@attrs.frozen(kw_only=True)
class Figure:
    """
    One chart, or several of one kind beside each other.

    Attributes
    ----------
    caption : str
    charts : tuple of Chart
    illustrative : bool
        True where it rests on a value set that is only an example.
    columns : bool
        True for charts of unequal heights that are read down one column and on in the next.
    """

    caption: str
    charts: tuple[Chart, ...]
    illustrative: bool = False
    columns: bool = False


@attrs.frozen(kw_only=True)
class Section:
    """
    A part of the page: figures beside their tables.

    Attributes
    ----------
    id, title : str
    lead : str
        The section in a sentence or two.
    notes : tuple of str
        What is said of everything in it.
    illustrative : bool
        True where it rests on a value set that is only an example.
    figures : tuple of Figure
    tables : tuple of Table
        Beside the figures.
    below : tuple of Table
        Below them, in the whole width.
    quiet : tuple of Table
        For those who ask for more.
    quiet_on : str
        On what they say more.
    unverified : bool
        True where what the lead says rests on a definition that is not verified.
    stacked : bool
        True where figures and tables need the whole width, one above the other.
    """

    id: str
    title: str
    lead: str = ""
    notes: tuple[str, ...] = ()
    illustrative: bool = False
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    below: tuple[Table, ...] = ()
    quiet: tuple[Table, ...] = ()
    quiet_on: str = ""
    unverified: bool = False
    stacked: bool = False


@attrs.frozen(kw_only=True)
class Chapter:
    """
    Everything on one instrument.

    Attributes
    ----------
    id, title : str
    notes : tuple of str
        What is said of everything in it.
    illustrative : bool
        True where all of it rests on a value set that is only an example.
    sections : tuple of Section
    """

    id: str
    title: str
    notes: tuple[str, ...]
    illustrative: bool
    sections: tuple[Section, ...]


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
class Tiles:
    """
    The key figures of one score.

    Attributes
    ----------
    title : str
    scale : str
        How to read the score.
    tiles : tuple of Tile
    illustrative : bool
        True where they rest on a value set that is only an example.
    """

    title: str
    scale: str
    tiles: tuple[Tile, ...]
    illustrative: bool


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
    illustrative : str
        The mark of what rests on a value set that is only an example.
    period : str
        Of which dates assessments were asked for.
    summary : str
        Of how many people the first chapter speaks.
    also : tuple of (title, text, unverified, illustrative)
        The other chapters in a few sentences each.
    tiles : tuple of Tiles
    others : str
        That those whose change is known may differ from the others.
    single_arm : bool
    minimum, suppressed, findings : int
    chapters : tuple of Chapter
    sites : tuple of SiteCard
    ledger : Table or None
    remark : str
        How many totals were scored again, and how many differ.
    remarks : tuple of Table
        What reading the files showed beside the ledger.
    definitions : tuple of (anchor, id, text, source, verified)
    instruments : tuple of (title, id, source, licence, status)
    settings, versions : tuple of (str, str)
    """

    title: str
    invented: bool
    illustrative: str
    period: str
    summary: str
    also: tuple[tuple[str, str, bool, bool], ...]
    tiles: tuple[Tiles, ...]
    others: str
    single_arm: bool
    minimum: int
    suppressed: int
    findings: int
    chapters: tuple[Chapter, ...]
    sites: tuple[SiteCard, ...]
    ledger: Table | None
    remark: str
    remarks: tuple[Table, ...]
    definitions: tuple[tuple[str, str, str, str, bool], ...]
    instruments: tuple[tuple[str, str, str, str, str], ...]
    settings: tuple[tuple[str, str], ...]
    versions: tuple[tuple[str, str], ...]
