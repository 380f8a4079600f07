"""
A survey of the raw data as lines for a terminal.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import groupby
from typing import TYPE_CHECKING, Final

from livingwell_core.cli.summary import _table
from livingwell_core.errors import shorten, visible
from livingwell_core.surveys.completeness import MONTH
from livingwell_core.surveys.patterns import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from livingwell_core.errors import Problem
    from livingwell_core.surveys import Completeness, Pattern, Survey, Unmapped

__all__ = ["completeness_lines", "pattern_lines", "unmapped_lines"]

# So many cells of a kind and so many columns of a file are named; the rest is counted.
_SHOWN: Final = 3
_NONE_OF: Final = {
    "answer": "no answer",
    "score": "no value of the score",
    "question": "questions that are not mapped",
    "group": "in no group",
}


def unmapped_lines(survey: Survey, problems: Iterable[Problem], *, everything: bool) -> list[str]:
    """
    Give the values that are mapped to nothing.

    Parameters
    ----------
    survey : Survey
    problems : iterable of Problem
        The cells that were named one by one. Values of a file all of whose wrong cells were named, and
        values of groups, of which a warning speaks, are left out.
    everything : bool
        Whether to leave out none.
    """
    told = Counter(problem.file for problem in problems if problem.value is not None)
    lines: list[str] = []
    for (file, kind), group in groupby(survey.unmapped, key=lambda found: (found.file, found.kind)):
        same = list(group)
        short = kind in {"answer", "score"} and told[file] <= _SHOWN
        if (short or kind == "group") and not everything:
            continue
        shown = same if everything else same[:_SHOWN]
        lines += [_unmapped_line(found) for found in shown]
        if len(shown) < len(same):
            rows = sum(found.rows for found in same[len(shown) :])
            lines.append(
                f"    and {rows:,} more in {len(same) - len(shown):,} other columns or questions of {file}"
            )
    return ["Values that stand for nothing, and how often:", *lines] if lines else []


def _unmapped_line(found: Unmapped) -> str:
    parts = []
    for value in found.values:
        parts.append(f"{shorten(visible(value.text))!r} ({value.rows:,})")
        if value.meant:
            parts[-1] += f", perhaps {' or '.join(value.meant)}"
    if found.not_shown:
        others = found.different - len(found.values)
        parts.append(f"{others:,} other{'s' if others > 1 else ''} ({found.not_shown:,}), not shown here")
    place = f"{visible(found.file)}, {shorten(visible(found.place))}"
    line = f"  {place}, {_NONE_OF[found.kind]}: {', '.join(parts)}"
    if found.lost_digits:
        line += (
            f"; {found.lost_digits:,} {'rows hold codes' if found.lost_digits > 1 else 'row holds a code'} "
            "that a spreadsheet cut: export again, with that column as text"
        )
    return line


def pattern_lines(survey: Survey, *, everything: bool) -> list[str]:
    """
    Give what looks odd, or say what was looked for in vain.

    Parameters
    ----------
    survey : Survey
    everything : bool
        Whether to say too what was not found beside what was.
    """
    found = {pattern.kind for pattern in survey.patterns}
    absent = "; ".join(KINDS[kind] for kind in survey.looked_for if kind not in found)
    if not found:
        return [f"No suspicious patterns. Looked for: {absent}."]
    lines = ["Patterns to look at (the rows are used all the same):"]
    # What several sites have is explained once.
    together: dict[tuple[str, str], list[Pattern]] = defaultdict(list)
    for pattern in sorted(survey.patterns, key=lambda pattern: list(KINDS).index(pattern.kind)):
        together[pattern.meaning, pattern.advice].append(pattern)
    for (meaning, advice), patterns in together.items():
        lines += [_pattern_line(pattern) for pattern in patterns]
        lines.append(f"    {meaning} {advice}")
    if everything and absent:
        lines.append(f"  Looked for and not found: {absent}.")
    return lines


def _pattern_line(pattern: Pattern) -> str:
    of_a_file = pattern.place.startswith(f"{pattern.site}/")
    place = pattern.place if of_a_file else f"{pattern.site}, {pattern.place}"
    how_many = f"{pattern.count:,} of {pattern.of:,} {pattern.unit} ({pattern.share:.1%})"
    return f"  {visible(place)}, {how_many}: {pattern.text}"


def completeness_lines(tables: Sequence[Completeness], *, minimum: int) -> list[str]:
    """
    Give how complete the data are, a table for each questionnaire, site, and months or groups.

    Parameters
    ----------
    tables : sequence of Completeness
    minimum : int
        Counts below it are written as ``<5``, and shares of so few as ``-``; 0 and 1 show all.
    """
    if not tables:
        return []
    lines: list[str] = []
    for table in tables:
        head = f"Completeness of {table.instrument.title} at {table.site}, by {visible(table.by)}"
        lines += [*([""] if lines else []), head, *_table(_cells(table, minimum))]
    note = [f"<{minimum}: fewer than {minimum}; --all shows all"] if minimum > 1 else []
    return [*lines, *(f"  {line}" for line in (*_legend(tables), *note))]


def _legend(tables: Sequence[Completeness]) -> list[str]:
    """Explain the columns that are there."""
    with_people = {table.by == MONTH for table in tables if any(row.people is not None for row in table.rows)}
    lines = [
        "starting: people whose first assessment is here; items answered and with a score: of the assessments"
    ]
    if True in with_people:
        lines.append(
            "referred: people referred in the month; assessed, twice: of these, on a day, on two days, ever"
        )
    if False in with_people:
        lines.append("people: those listed; assessed, twice: of these, on a day, on two days")
    return lines


def _cells(table: Completeness, minimum: int) -> list[tuple[str, ...]]:
    of_scores = all(not row.asked for row in table.rows)
    known = any(row.people is not None for row in table.rows)
    people = "referred" if table.by == MONTH else "people"
    head = ["starting", "assessments", *([] if of_scores else ["items answered"]), "with a score"]
    rows = [(visible(table.by), *head, *([people, "assessed", "twice"] if known else []))]
    for row in table.rows:
        cells = [_count(row.starting, minimum), _count(row.assessments, minimum)]
        enough = row.assessments >= max(minimum, 1)
        if not of_scores:
            cells.append(f"{row.answered / row.asked:.0%}" if enough and row.asked else "-")
        cells.append(f"{row.scored / row.assessments:.0%}" if enough else "-")
        if known:
            cells += [_count(count or 0, minimum) for count in (row.people, row.assessed, row.assessed_twice)]
        rows.append((visible(row.name), *cells))
    return rows


def _count(count: int, minimum: int) -> str:
    return f"<{minimum}" if count < minimum and minimum > 1 else f"{count:,}"
