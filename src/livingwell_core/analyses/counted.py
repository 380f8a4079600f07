"""
Findings of people counted by their change, marked for disclosure control.

Several rules count who improved: thresholds, indices, percentages. What they count differs by few people, so
each says what its counts are like.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

if TYPE_CHECKING:
    from livingwell_core.analyses.analysis import About
    from livingwell_core.analyses.finding import Finding
    from livingwell_core.statistics.clinical_change import ReliableChangeCounts

__all__ = [
    "DETERIORATED",
    "IMPROVED",
    "IN_AT_FIRST",
    "IN_AT_LAST",
    "UNCHANGED",
    "by_change",
    "not_counted",
    "people",
]

#: What counts are called that say how many got better, by whatever rule; and so on (`Finding.alike`).
IMPROVED: Final = "improved"
UNCHANGED: Final = "unchanged"
DETERIORATED: Final = "deteriorated"

#: Those in the clinical range, under their statistics' names; who left it, recovered, or started at 0 may be
#: nearly all of these.
IN_AT_FIRST: Final = "in the clinical range at first"
#: Likewise who entered it, or came to harm.
IN_AT_LAST: Final = "in the clinical range at last"


def people(  # noqa: PLR0913 - a keyword for each mark of a finding
    about: About,
    statistic: str,
    definition: str,
    k: int,
    n: int,
    *,
    note: str = "",
    alike: str | None = None,
    part_of: str | None = None,
    only_with: tuple[str, ...] = (),
) -> list[Finding]:
    """
    Make the two findings of people counted, how many and what share, with marks for disclosure control.

    Parameters
    ----------
    about : About
    statistic, definition : str
    k, n : int
        People counted and people looked at.
    note : str
    alike : str, optional
        `Finding.alike`.
    part_of, only_with
        Those of `Finding`.
    """
    number, share = about.share(statistic, definition, k, n, note=note)
    return [
        attrs.evolve(number, alike=alike, part_of=part_of, only_with=only_with),
        attrs.evolve(share, alike=alike, part_of=part_of, only_with=only_with),
    ]


def by_change(
    about: About,
    names: tuple[str, str, str],
    definition: str,
    counts: ReliableChangeCounts,
    *,
    note: str,
    set_aside: int = 0,
    gives_way: bool = True,
) -> list[Finding]:
    """
    Make findings of people who improved, stayed and deteriorated by one rule.

    Parameters
    ----------
    about : About
    names : tuple of str
        The three statistics, in this order.
    definition : str
    counts : ReliableChangeCounts
    note : str
    set_aside : int
        People whom the rule cannot judge; they are part of everyone.
    gives_way : bool
        `Finding.gives_way`: False for the rule that is in use.
    """
    numbers = (counts.improved, counts.unchanged, counts.deteriorated)
    n = sum(numbers) + set_aside
    return [
        attrs.evolve(finding, gives_way=gives_way)
        for name, k, alike in zip(names, numbers, (IMPROVED, UNCHANGED, DETERIORATED), strict=True)
        for finding in people(about, name, definition, k, n, note=note, alike=alike)
    ]


def not_counted(about: About, names: tuple[str, ...], definition: str, n: int, reason: str) -> list[Finding]:
    """Make the same findings without numbers, and say why there are none."""
    note = f"not applicable: {reason}"
    return [
        about.finding(name, definition, None, n=n, unit=unit, note=note)
        for name in names
        for unit in ("people", "%")
    ]
