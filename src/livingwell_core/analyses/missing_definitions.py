"""
What is assumed of people without a pair, each assumption under a name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from livingwell_core.analyses.finding import Definition

if TYPE_CHECKING:
    from livingwell_core.instruments import Instrument, Score

__all__ = ["MISSING", "missing_shares", "share_id"]

_WEIGHTED: Final = (
    "Seaman & White 2013, Statistical Methods in Medical Research 22:278-295, doi 10.1177/0962280210395740; "
    "interval: Stefanski & Boos 2002, The American Statistician 56:29-38, doi 10.1198/000313002753631330"
)
_CHANCE: Final = (
    "each with one over the chance of a pair, by logistic regression on the first score; normal interval "
    "that knows that the chances were estimated. Assumes that people with the same first score change alike, "
    "with a pair or without, which nothing here can test. People never assessed are not reached."
)
_SENSITIVITY: Final = (
    "a sensitivity analysis: National Research Council 2010, The Prevention and Treatment of Missing Data in "
    "Clinical Trials, chapter 5, doi 10.17226/12955"
)
_NOT_LIKELY: Final = "Not likely, and stated for how far it reaches."

#: Definitions of what does not depend on a threshold.
MISSING: Final = (
    Definition(
        id="first-scores",
        text="Mean first usable score of people with a pair, or of people assessed without one, with "
        "Student's t interval.",
        source="Student 1908, Biometrika 6(1):1-25",
    ),
    Definition(
        id="first-scores:welch",
        text="Mean first score of people with a pair less that of people assessed without one, without "
        "taking their spreads as equal, with Welch's interval; p is two-sided.",
        source="Welch 1947, Biometrika 34:28-35, doi 10.1093/biomet/34.1-2.28",
    ),
    Definition(
        id="first-scores:standardised",
        text="The same difference divided by the root mean square of both standard deviations: unlike p it "
        "does not grow with the number of people. Normal interval that does not take spreads as equal.",
        source="Austin 2009, Statistics in Medicine 28:3083-3107, doi 10.1002/sim.3697; interval: Bonett "
        "2008, Psychological Methods 13:99-109, doi 10.1037/1082-989X.13.2.99",
    ),
    Definition(
        id="inverse-probability",
        text=f"Mean change of people with a pair, weighted to stand for everyone assessed: {_CHANCE} Beside "
        "it stands the mean change of those with a pair.",
        source=_WEIGHTED,
    ),
    Definition(
        id="if-lowest",
        text="Mean change of everyone assessed, assuming that all of them without a pair went from their "
        f"first score to the lowest that there is. {_NOT_LIKELY} Student's t interval.",
        source="Horowitz & Manski 2000, Journal of the American Statistical Association 95:77-84",
    ),
    Definition(
        id="if-highest",
        text="Mean change of everyone assessed, assuming that all of them without a pair went from their "
        f"first score to the highest that there is. {_NOT_LIKELY} Student's t interval.",
        source="Horowitz & Manski 2000, Journal of the American Statistical Association 95:77-84",
    ),
    Definition(
        id="if-unchanged",
        text="Mean change of everyone supported, assuming that those without a pair did not change: the mean "
        "change of people with a pair times their share. Student's t interval, times the same.",
        source=_SENSITIVITY,
    ),
    Definition(
        id="if-opposite",
        text="Mean change of everyone supported, assuming that those without a pair changed on average as "
        "much as the others, the other way. Student's t interval, times the same.",
        source=_SENSITIVITY,
    ),
    Definition(
        id="tipping-point",
        text="The mean change of people supported without a pair at which the mean change of everyone "
        "supported is 0; assumes nothing, and is to be judged by whether such a change can be. Student's t "
        "interval of the mean change with a pair, times the same.",
        source=_SENSITIVITY,
    ),
)


def share_id(what: str, instrument: Instrument, score: Score) -> str:
    """Give the id of the definition of a share: ``"inverse-probability"``, ``"if-none"`` or ``"if-all"``."""
    threshold = score.reliable_change
    name = threshold.id if threshold else ""
    return f"{what}:reliable-change:{instrument.id}.{score.id}:{name}"


def missing_shares(instrument: Instrument, score: Score) -> tuple[Definition, ...]:
    """Give the definitions of shares of people reliably improved; none without a threshold."""
    threshold = score.reliable_change
    if threshold is None:
        return ()
    improved = f"a change of {threshold.points} {score.unit} or more for the better"
    everyone = f"Share of everyone supported with {improved}, assuming that"
    bound = "Wilson's interval for people with a pair, put on the scale of people supported."
    manski = "Manski 1990, American Economic Review Papers and Proceedings 80:319-323"
    weighted = f"Share of people with {improved}, weighted to stand for everyone assessed: {_CHANCE}"
    texts = (
        ("inverse-probability", weighted, _WEIGHTED),
        ("if-none", f"{everyone} nobody without a pair had one: the least that it can be. {bound}", manski),
        ("if-all", f"{everyone} everybody without a pair had one: the most that it can be. {bound}", manski),
    )
    return tuple(
        Definition(
            id=share_id(what, instrument, score),
            text=text,
            source=f"threshold: {threshold.source}; {source}",
            verified=threshold.verified,
        )
        for what, text, source in texts
    )
