"""
The part of the page for findings by groups that the section of groups does not have.

An analysis may make groups of its own, such as the denominators of a national measure. None is named here.
"""

from __future__ import annotations

import functools
import itertools
import re
from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.analyses import EVERYONE
from livingwell_report.more import listed, shares_of
from livingwell_report.notes import is_illustrative, left_to_say
from livingwell_report.numbers import level_of, value_of, whole
from livingwell_report.scores import column_of, slug
from livingwell_report.tables import finding_cell, joined
from livingwell_report.views import Cell, Row, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from livingwell_core.analyses import Finding
    from livingwell_report.more import Shares
    from livingwell_report.scores import Place, ScoreFindings
    from livingwell_report.tables import Desk
    from livingwell_report.views import Section

__all__ = ["measure_sections"]

_MOST_COLUMNS: Final = 6
_SPACE: Final = "\N{NO-BREAK SPACE}"


def measure_sections(
    scores: Sequence[ScoreFindings], desk: Desk, section: Callable[..., Section]
) -> list[Section]:
    """
    Show what analyses found of groups that no other section shows.

    Parameters
    ----------
    scores : sequence of ScoreFindings
        One, or single questions that share a section.
    desk : Desk
    section : callable
        Puts a section together: name, title, lead, figure, tables, tables below.

    Returns
    -------
    list of Section
        One an analysis. The groups of which most is said, over all sites, stand open.
    """
    sections = []
    for analysis in dict.fromkeys(name for data in scores for name in data.own_groups):
        parts = [
            _Part(data=data, desk=desk, analysis=analysis) for data in scores if analysis in data.own_groups
        ]
        below = [table for part in parts for table in part.open()]  # numbered before those that are folded
        quiet = tuple(table for part in parts for table in part.folded())
        title = parts[0].title
        made = section(f"measure-{slug(analysis)}", title, parts[0].lead, None, (), below)
        sections.append(attrs.evolve(made, quiet=quiet, quiet_on=title))
    return sections


@attrs.frozen(kw_only=True, eq=False)
class _Part:
    """One score in such a section."""

    data: ScoreFindings
    desk: Desk
    analysis: str

    @functools.cached_property
    def findings(self) -> list[Finding]:
        """Those of groups, and those of everyone unless all of them are shown already."""
        of_everyone = self.data.take(self.analysis)
        if of_everyone:  # a column of them is whole, or is not there
            of_everyone = [
                f for f in self.data.findings if f.analysis == self.analysis and f.group == EVERYONE
            ]
        return [*self.data.own_groups[self.analysis], *of_everyone]

    @functools.cached_property
    def panels(self) -> list[tuple[str, ...]]:
        """Groups of which the same is said share a table; those of which most is said come first."""
        panels: list[tuple[str, frozenset[str], list[str]]] = []
        for group, names in self._said.items():
            for column, same, groups in panels:
                if names == same and column_of(group) in {column, EVERYONE}:
                    groups.append(group)
                    break
            else:
                panels.append((column_of(group), names, [group]))
        return [tuple(groups) for *_, groups in sorted(panels, key=lambda panel: -len(panel[1]))]

    @functools.cached_property
    def _said(self) -> dict[str, frozenset[str]]:
        """What is said of each group, by definition; everyone last."""
        said: dict[str, dict[str, None]] = {}
        for finding in self.findings:
            said.setdefault(finding.group, {})[finding.definition] = None
        return {group: frozenset(names) for group, names in said.items()}

    @functools.cached_property
    def _first(self) -> list[tuple[str, ...]]:
        """The panels of groups of which most is said."""
        own = [panel for panel in self.panels if panel[0] != EVERYONE]
        return [panel for panel in own if len(self._said[panel[0]]) == len(self._said[own[0][0]])]

    @property
    def _sites(self) -> list[str]:
        """All sites together last."""
        sites = dict.fromkeys(self.data.place_of(finding) for finding in self.findings)
        return list(dict.fromkeys(place.site for place in sorted(sites, key=lambda place: place.total)))

    def open(self) -> list[Table]:
        """Tables of the widest place."""
        return self._tables(self._sites[-1:], self._first)

    def folded(self) -> list[Table]:
        """Tables of other groups there, and of each site."""
        others = [panel for panel in self.panels if panel not in self._first]
        return self._tables(self._sites[-1:], others) + self._tables(self._sites[:-1], self.panels)

    @property
    def lead(self) -> str:
        """Which groups they are."""
        columns: dict[str, list[str]] = {}
        for panel in self._first:
            for group in panel:
                if group != EVERYONE:
                    columns.setdefault(column_of(group), []).append(_name(group))
        groups = "; ".join(f"{column}: {', '.join(names)}" for column, names in columns.items())
        return (
            f"Figures by {groups}. Below each it says of how many it is. Who is in a group, and what is "
            "counted, is in the definitions named below the table."
        )

    @functools.cached_property
    def title(self) -> str:
        """The analysis, with its words spelt as its definitions and groups spell them."""
        names = dict.fromkeys(finding.definition for finding in self.findings)
        texts = [finding.group for finding in self.findings]
        for name in names:
            definition = self.desk.definitions.get(name)
            if definition is not None:
                texts += [definition.text, definition.source]
        words = re.findall(r"\w+", " ".join(dict.fromkeys(texts)))
        title = " ".join(_spelt(word, words) for word in self.analysis.split("-"))
        return title[:1].upper() + title[1:]

    def _tables(self, sites: Sequence[str], panels: Sequence[tuple[str, ...]]) -> list[Table]:
        tables = []
        for site in sites:
            for panel in panels:
                for start in range(0, len(panel), _MOST_COLUMNS):
                    groups = panel[start : start + _MOST_COLUMNS]
                    found = [f for f in self.findings if f.site == site and f.group in groups]
                    if found:
                        tables.append(self._table(site, groups, found))
        return tables

    def _table(self, site: str, groups: Sequence[str], found: Sequence[Finding]) -> Table:
        columns = dict.fromkeys(column_of(group) for group in groups if group != EVERYONE)
        by = f" by {', '.join(columns)}" if columns else ""
        caption = f"{self.data.title}: {self.title}{by}, {self.data.names.get(site, site)}"
        statistics = shares_of(self.data, found)
        if statistics is None:
            return listed(self.desk, self.data, caption, found)
        places = sorted(
            dict.fromkeys(self.data.place_of(finding) for finding in found),
            key=lambda place: groups.index(place.group),
        )
        labels = _labels(statistics)
        level = level_of(list(found))
        return Table(
            number=self.desk.next_table(),
            caption=f"{caption}, with {level} intervals" if level else caption,
            head=("Statistic", "Unit", *(_capital(_name(place.group)) for place in places)),
            rows=tuple(
                self._row(label, statistic, places)
                for label, statistic in zip(labels, statistics, strict=True)
            ),
            links=self.desk.links(
                [(label, statistic.findings) for label, statistic in zip(labels, statistics, strict=True)]
            ),
            notes=left_to_say(found, self.data.notes),
            left=2,
            illustrative=is_illustrative(found),
        )

    def _row(self, label: str, statistic: Shares, places: Sequence[Place]) -> Row:
        units = [finding.unit for finding in statistic.findings]
        unit = "%" if "%" in units else units[0]
        cells = joined([self._cell(*statistic.pair(place)) for place in places])
        return Row(label=label, cells=(Cell(text=unit or "number", numeric=False), *cells))

    def _cell(self, finding: Finding | None, count: Finding | None) -> Cell:
        """Write a finding with how many of how many it is, each cell having its own."""
        cell = finding_cell(finding, points=self.data.points)
        if finding is None or cell.missing:
            return cell
        of = self.desk.equals((finding,)).replace(" ", _SPACE)
        if count is not None and count.value is not None and finding.n is not None:
            of = f"{value_of(count)}{_SPACE}of{_SPACE}{whole(finding.n)}"
        elif finding.value == finding.n:
            return cell  # all of them: the number itself
        return attrs.evolve(cell, small=(of, *cell.small))


def _labels(statistics: Sequence[Shares]) -> list[str]:
    """Name rows; of two with one name each has the end of its definition's name that the others lack."""
    by_name: dict[str, list[list[str]]] = {}
    for statistic in statistics:
        by_name.setdefault(statistic.label, []).append(_words(statistic))
    labels = []
    for statistic in statistics:
        alike, own = by_name[statistic.label], _words(statistic)
        shared = itertools.takewhile(lambda words: len(set(words)) == 1, zip(*alike, strict=False))
        end = " ".join(own[len(list(shared)) :]).replace("-", " ")
        labels.append(_capital(f"{statistic.label} ({end})" if end else statistic.label))
    return labels


def _words(statistic: Shares) -> list[str]:
    """Give the parts of the name of a statistic's definition."""
    return statistic.findings[0].definition.split(":")


def _name(group: str) -> str:
    return group.partition("=")[2] or group


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _spelt(word: str, words: Collection[str]) -> str:
    """Spell a word with the capitals that it has in a text wherever it stands there."""
    found = [other for other in words if other.lower() == word]
    return word if word in found or not found else max(found, key=found.count)
