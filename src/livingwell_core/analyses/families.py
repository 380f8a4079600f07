"""
p adjusted for how many single items were tested: the items of one questionnaire at one site are a family.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.analyses.finding import Definition, Finding
from livingwell_core.statistics.families import benjamini_hochberg, holm

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

__all__ = ["FAMILY", "adjusted"]

#: Name of what is found here, in the place of an analysis.
FAMILY: Final = "family"

_OF: Final = "sign-test"
_WHICH: Final = (
    "The family is every single item of the questionnaire whose sign test applies, at one site or over all, "
    "in one group."
)
_DEFINITIONS: Final = (
    Definition(
        id="sign-test:holm",
        text=f"p of the sign test, adjusted by Holm's step-down rule for a family of tests. {_WHICH} Below "
        ".05, the chance of even one false finding among them is at most .05.",
        source="Holm 1979, Scandinavian Journal of Statistics 6:65-70",
    ),
    Definition(
        id="sign-test:benjamini-hochberg",
        text=f"p of the sign test, adjusted by Benjamini and Hochberg's step-up rule for a family of tests. "
        f"{_WHICH} Below .05, at most one in twenty of such findings is false on average.",
        source="Benjamini & Hochberg 1995, Journal of the Royal Statistical Society B 57:289-300",
    ),
)
_RULES: Final = (("Holm", holm), ("Benjamini-Hochberg", benjamini_hochberg))


def adjusted(
    findings: Sequence[Finding], items: Collection[tuple[str, str]]
) -> tuple[list[Finding], tuple[Definition, ...]]:
    """
    Adjust the sign tests of single items for their number.

    Parameters
    ----------
    findings : sequence of Finding
    items : collection of (instrument, score)
        Ids of the scores that are single items.

    Returns
    -------
    findings : list of Finding
        Two for each test of a family of two or more; each says how many there are and which.
    definitions : tuple of Definition
        Empty if there is no family.
    """
    families: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        one = (finding.instrument, finding.score)
        if finding.definition == _OF and finding.value is not None and one in items:
            families[finding.instrument, finding.site, finding.group].append(finding)
    found = []
    for members in families.values():
        scores = [finding.score for finding in members]
        if len(members) < 2:
            continue
        p = [finding.value for finding in members if finding.value is not None]
        for (rule, adjust), definition in zip(_RULES, _DEFINITIONS, strict=True):
            for finding, value in zip(members, adjust(p).tolist(), strict=True):
                family = f"adjusted by {rule} over {len(p)} items: {', '.join(scores)}"
                found.append(
                    attrs.evolve(
                        finding,
                        analysis=FAMILY,
                        statistic=f"{finding.statistic}, {rule}",
                        definition=definition.id,
                        value=value,
                        note=f"{family}; {finding.note}" if finding.note else family,
                        only_with=(*finding.only_with, finding.statistic),
                    )
                )
    return found, _DEFINITIONS if found else ()
