"""
How many of the people who were supported the findings speak of.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from livingwell_core.analyses.finding import Definition, Finding
from livingwell_core.statistics.paired import mean_interval
from livingwell_core.tallies import Counts

if TYPE_CHECKING:
    from livingwell_core.analyses.analysis import About, Sample
    from livingwell_core.instruments import Instrument, Score
    from livingwell_core.statistics.estimate import Estimate

__all__ = ["CoverageAnalysis"]

_DEFINITIONS: Final = (
    Definition(
        id="count",
        text="People, or scores, counted.",
        source="the ledger of this evaluation",
    ),
    Definition(
        id="first-last",
        text="First and last are each person's earliest and latest usable score by date; a pair needs two "
        "different days.",
        source="the programme's summary report, section 2.3.1",
    ),
    Definition(
        id="mean-days",
        text="Mean days from the first to the last score, with Student's t interval.",
        source="Student 1908, Biometrika 6(1):1-25",
    ),
    Definition(
        id="paired-share",
        text="People with a first and a last score, of all people supported; Wilson's interval. "
        "Nothing is known here of the change of the others.",
        source="Wilson 1927, JASA 22:209-212",
    ),
)


@attrs.frozen
class CoverageAnalysis:
    """People supported, assessed and paired."""

    id: str = "coverage"
    title: str = "Who the findings speak of"

    def applies(self, instrument: Instrument, score: Score) -> bool:  # noqa: ARG002 - the protocol's signature
        """Every score is known for some people only."""
        return True

    def tally(self, sample: Sample) -> Counts:
        """Count people by how often they were assessed, and the days between."""
        pairs = sample.pairs
        days = pairs.days.astype(np.int64)
        return Counts(
            {
                "supported": pairs.people,
                "assessed": pairs.assessed,
                "one day only": pairs.one_day,
                "outside rule": pairs.outside_rule,
                "paired": pairs.paired,
                "three or more": pairs.three_or_more,
                "scores": pairs.scores,
                "prorated": pairs.prorated,
                "days between": int(days.sum()),
                "days between, squared": int(np.dot(days, days)),
            }
        )

    def conclude(self, tally: Counts, about: About) -> list[Finding]:
        """Say how many people there are, and how many the change is known of."""
        people, paired = tally["supported"], tally["paired"]

        def count(
            statistic: str, name: str, *, definition: str = "count", part_of: str | None = None
        ) -> Finding:
            number = tally[name]
            finding = about.finding(statistic, definition, number, n=people, unit="people", numerator=number)
            return attrs.evolve(finding, part_of=part_of, all_is_open=True)

        scored = "people with a usable score"
        findings = [
            count("people supported", "supported"),
            count(scored, "assessed"),
            count("people with usable scores on one day only", "one day only", part_of=scored),
            *(
                [
                    count(
                        "people with usable scores on several days and no pair",
                        "outside rule",
                        part_of=scored,
                    )
                ]
                if tally["outside rule"]
                else []
            ),
            count("people with three usable scores or more", "three or more", part_of="usable scores"),
            count("people with a first and a last score", "paired", definition="first-last", part_of=scored),
        ]
        _, share = about.share("people with a first and a last score", "paired-share", paired, people)
        findings.append(attrs.evolve(share, all_is_open=True))
        if paired:
            findings.append(
                about.finding(
                    "mean days between first and last",
                    "mean-days",
                    _mean_days(tally, about),
                    n=paired,
                    unit="days",
                )
            )
        findings.append(about.finding("usable scores", "count", tally["scores"], n=people, unit="scores"))
        if about.score.rule.missing.max_missing:
            findings.append(
                about.finding(
                    "prorated scores",
                    "count",
                    tally["prorated"],
                    n=people,
                    unit="scores",
                    note=about.score.rule.missing.id,
                )
            )
        return findings

    def definitions(self, instrument: Instrument, score: Score) -> tuple[Definition, ...]:  # noqa: ARG002
        """They are the same for every score."""
        return _DEFINITIONS


def _mean_days(tally: Counts, about: About) -> Estimate:
    n, total, squares = tally["paired"], tally["days between"], tally["days between, squared"]
    # In whole numbers up to the division, so that no split of the people changes a digit.
    sd = math.sqrt((n * squares - total * total) / (n * (n - 1))) if n > 1 else None
    return mean_interval(total / n, sd, n, level=about.level)
