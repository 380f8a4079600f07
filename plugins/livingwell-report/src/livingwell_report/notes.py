"""
Notes of findings: why a number is missing, and what is left to say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from livingwell_core.analyses.paired_change import SINGLE_ARM
from livingwell_core.evaluations import INVENTED
from livingwell_core.instruments import ILLUSTRATIVE
from livingwell_core.reports.disclosure import SUPPRESSED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from livingwell_core.analyses import Finding

__all__ = [
    "NOT_APPLICABLE",
    "NOT_SHOWN",
    "degrees_of_freedom",
    "in_every",
    "is_illustrative",
    "is_single_arm",
    "left_to_say",
    "no_list",
    "plain",
    "why_missing",
]

NOT_APPLICABLE: Final = "not applicable"
NOT_SHOWN: Final = "not shown"
_NO_LIST: Final = "no list of people from"

#: Said once on the page, or shown beside the number itself.
_SAID_ELSEWHERE: Final = (SUPPRESSED, NOT_APPLICABLE, INVENTED, ILLUSTRATIVE, SINGLE_ARM, "df ", "two-sided")


def _parts(finding: Finding) -> list[str]:
    return [part for part in finding.note.split("; ") if part]


def why_missing(finding: Finding | None) -> str:
    """
    Say why there is no number, in words for people.

    Parameters
    ----------
    finding : Finding or None
        Without a value; None where nothing was found at all.
    """
    if finding is None:
        return "not reported"
    for part in _parts(finding):
        if part.startswith(SUPPRESSED):
            reason = part.removeprefix(SUPPRESSED).lstrip(": ")
            return f"{NOT_SHOWN} ({reason})" if reason else NOT_SHOWN
        if part.startswith(NOT_APPLICABLE):
            return part
    return "no value"


def degrees_of_freedom(finding: Finding) -> str:
    """Give "df 725" where the note has it, else ""."""
    return next((part for part in _parts(finding) if part.startswith("df ")), "")


def no_list(finding: Finding | None) -> str:
    """Give the note that a site has no list of people but only assessments, else ""."""
    parts = () if finding is None else _parts(finding)
    return next((part for part in parts if part.startswith(_NO_LIST)), "")


def is_single_arm(findings: Iterable[Finding]) -> bool:
    """Say whether any finding is a change in one group only."""
    return any(SINGLE_ARM in finding.note for finding in findings)


def is_illustrative(findings: Iterable[Finding]) -> bool:
    """Say whether any finding rests on a value set that is only an example."""
    return any(ILLUSTRATIVE in finding.note for finding in findings)


def plain(title: str) -> str:
    """Take the mark of such a value set out of a title that stands beside that mark."""
    return title.replace(f" ({ILLUSTRATIVE})", "").replace(ILLUSTRATIVE, "").strip()


def in_every(findings: Collection[Finding]) -> tuple[str, ...]:
    """Give what the notes of all these findings, one or more, say: it is said once, above them."""
    first, *others = (dict.fromkeys(_parts(finding)) for finding in findings)
    shared = [part for part in first if all(part in other for other in others)]
    return tuple(part for part in shared if not part.startswith(_SAID_ELSEWHERE))


def left_to_say(findings: Iterable[Finding], said: Collection[str] = ()) -> tuple[str, ...]:
    """Give what the notes say beyond what the page says once or beside the numbers, each once."""
    parts = (part for finding in findings for part in _parts(finding) if part not in said)
    return tuple(dict.fromkeys(part for part in parts if not part.startswith(_SAID_ELSEWHERE)))
