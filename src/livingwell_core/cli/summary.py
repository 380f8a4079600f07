"""
The main results as small tables for the terminal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from livingwell_core.analyses import ALL_SITES
from livingwell_core.instruments import UTILITY
from livingwell_core.reports import remark_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from livingwell_core.instruments import Instrument, Score
    from livingwell_core.reports import Report

__all__ = ["summary_lines"]

# A column of a table: its heading, the statistic, its unit, how it is written.
_Column = tuple[str, str, str, str]
_Values = dict[tuple[str, str, str], float | None]

#: A scale of this many points or fewer is shown with two decimals.
_SHORT: Final = 10
_EVERYONE: Final = "everyone"


def summary_lines(report: Report) -> list[str]:
    """Give the main results of each instrument as small tables, and remarks on what was read."""
    lines = [f"{report.title}" + (" (INVENTED DATA)" if report.invented else "")]
    tables = {
        instrument.title: [
            *(
                line
                for score in instrument.scores
                if score.id in {instrument.counted_by[0], UTILITY} and score.measurement == "interval"
                for line in _by_site(report, instrument, score)
            ),
            *_by_item(report, instrument),
        ]
        for instrument in report.instruments
    }
    # Scores of several items come first: single items say less.
    single = {i.title for i in report.instruments if all(s.measurement == "ordinal" for s in i.scores)}
    for title in sorted(tables, key=single.__contains__):
        lines += tables[title]
    speaking = {finding.instrument for finding in report.findings}
    others = [i.title for i in report.instruments if i.id in speaking and not tables[i.title]]
    if others:
        lines += ["", f"Also in the report: {', '.join(others)}"]
    remarks = remark_lines(report.remarks, report.instruments)
    return [*lines, *([""] if remarks else []), *remarks]


def _values(report: Report, instrument: Instrument, score: Score) -> _Values:
    return {
        (finding.site, finding.statistic, finding.unit): finding.value
        for finding in report.findings
        if (finding.instrument, finding.score, finding.group) == (instrument.id, score.id, _EVERYONE)
    }


def _by_site(report: Report, instrument: Instrument, score: Score) -> list[str]:
    """Give one score, a row a site."""
    values = _values(report, instrument, score)
    if not values:
        return []  # nobody collects it, or an analysis of several scores together says it all
    decimals = 2 if score.highest - score.lowest <= _SHORT else 1
    columns: list[_Column] = [
        ("paired", "people with a first and a last score", "people", "{:,.0f}"),
        ("of", "people supported", "people", "{:,.0f}"),
        ("first", "mean first", score.unit, f"{{:.{decimals}f}}"),
        ("last", "mean last", score.unit, f"{{:.{decimals}f}}"),
        ("change", "mean change", score.unit, f"{{:+.{decimals}f}}"),
        ("d_z", "effect size", "sd", "{:.2f}"),
        ("reliably improved", "reliably improved", "%", "{:.0f}%")
        if score.reliable_change
        else ("better", "better", "%", "{:.0f}%"),
    ]
    about = f"{float(score.lowest):g} to {float(score.highest):g}, {score.better} is better"
    rows = [("site", *(heading for heading, *_ in columns))]
    rows += [(site, *_cells(values, site, columns)) for site in dict.fromkeys(site for site, *_ in values)]
    whole = score.title if score.title.startswith(instrument.title) else f"{instrument.title}, {score.title}"
    return ["", f"{whole}, {about}", *_table(rows)]


def _by_item(report: Report, instrument: Instrument) -> list[str]:
    """Give the single items of an instrument, a row an item, for all sites together."""
    ordinal = [score for score in instrument.scores if score.measurement == "ordinal"]
    found = [(score, values) for score in ordinal if (values := _values(report, instrument, score))]
    if not found:
        return []
    rows = [("item", *(heading for heading, *_ in _item_columns("")))]
    rows += [(score.title, *_cells(values, ALL_SITES, _item_columns(score.unit))) for score, values in found]
    return ["", f"{instrument.title}, single items, all sites", *_table(rows)]


def _item_columns(unit: str) -> list[_Column]:
    return [
        ("paired", "people with a first and a last score", "people", "{:,.0f}"),
        ("median first", "median first", unit, "{:g}"),
        ("median last", "median last", unit, "{:g}"),
        ("better", "better", "%", "{:.0f}%"),
        ("worse", "worse", "%", "{:.0f}%"),
    ]


def _cells(
    values: Mapping[tuple[str, str, str], float | None], site: str, columns: Sequence[_Column]
) -> list[str]:
    cells = ((form, values.get((site, statistic, unit))) for _, statistic, unit, form in columns)
    return ["-" if value is None else form.format(value) for form, value in cells]


def _table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Align: the first column to the left, the numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            ["", row[0].ljust(widths[0])]
            + [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        )
        for row in rows
    ]
