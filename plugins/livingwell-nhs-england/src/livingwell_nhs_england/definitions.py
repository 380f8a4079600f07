"""
How the figures of the measure are defined.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from livingwell_core.analyses import Definition
from livingwell_nhs_england.dashboard import CRITERIA, ORDERING, SCRIPT, cut_off, threshold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from livingwell_core.instruments import Instrument, ReliableChange, Score
    from livingwell_nhs_england.settings import Settings

__all__ = [
    "BASELINE",
    "DENOMINATORS",
    "EFFECT",
    "PAIR",
    "SCORES",
    "below_id",
    "change_id",
    "definitions_of",
    "eligible_id",
    "recovery_id",
    "recovery_rate_id",
    "threshold_of",
]

DENOMINATORS: Final = "nhs-england-cmh-proms:denominators"
BASELINE: Final = "nhs-england-cmh-proms:baseline"
PAIR: Final = "nhs-england-cmh-proms:pair"
SCORES: Final = "nhs-england-cmh-proms:sums"
EFFECT: Final = "nhs-england-cmh-proms:effect-size"

_WILSON: Final = "Shares with Wilson's interval, which is not NHS England's"
_WILSON_SOURCE: Final = "interval: Wilson 1927, JASA 22:209-212"


def threshold_of(instrument: Instrument, score: Score) -> ReliableChange:
    """Give the threshold of a score that the measure is of; ValueError of any other."""
    found = threshold(instrument, score)
    if found is None:
        msg = f"{instrument.id}.{score.id} is not in the measure"
        raise ValueError(msg)
    return found


def change_id(instrument: Instrument, score: Score) -> str:
    """Name the definition of change among referrals with both scores."""
    return f"nhs-england-cmh-proms:change:{instrument.id}.{score.id}:{threshold_of(instrument, score).id}"


def eligible_id(instrument: Instrument, score: Score) -> str:
    """Name the definition of change among all referrals of a denominator."""
    return f"{change_id(instrument, score)}:of-all"


def below_id(instrument: Instrument, score: Score) -> str:
    """Name the definition of a case."""
    return f"nhs-england-cmh-proms:case:{instrument.id}.{score.id}:{cut_off(instrument, score)}"


def recovery_id(instrument: Instrument, score: Score) -> str:
    """Name the definition of reliable recovery among referrals with both scores."""
    return f"nhs-england-cmh-proms:recovery:{instrument.id}.{score.id}:{cut_off(instrument, score)}"


def recovery_rate_id(instrument: Instrument, score: Score) -> str:
    """Name the definition of reliable recovery among cases."""
    return f"{recovery_id(instrument, score)}:of-cases"


def definitions_of(instrument: Instrument, score: Score, settings: Settings) -> tuple[Definition, ...]:
    """
    Give every definition of the findings on a score.

    Parameters
    ----------
    instrument : Instrument
    score : Score
    settings : Settings
        The words depend on them.
    """
    return (
        Definition(id=DENOMINATORS, text=_denominators(settings), source=SCRIPT),
        Definition(
            id=BASELINE,
            text=f"Baseline: the earliest usable score of the referral up to {settings.last_day}, before the "
            f"period or in it. {_WILSON}.",
            source=f"{SCRIPT}; {ORDERING}; {_WILSON_SOURCE}",
        ),
        Definition(
            id=PAIR,
            text="Follow-up: the latest usable score of the referral on a later day than its baseline, up to "
            f"{settings.last_day}. NHS England takes two scores of one day for a pair, in an order that its "
            f"code leaves open; here they are none. {_WILSON}.",
            source=f"{SCRIPT}; {ORDERING}; {_WILSON_SOURCE}",
        ),
        *_of_change(instrument, score),
        *_of_recovery(instrument, score),
        Definition(
            id=SCORES,
            text="Of referrals with baseline and follow-up: mean of either score, and the sum of all "
            "changes, whether the score is ordinal or not.",
            source=SCRIPT,
        ),
        Definition(
            id=EFFECT,
            text="Sum of changes divided by the number of pairs and by the standard deviation (n - 1) of "
            f"baseline scores given from {settings.first_day} to {settings.last_day}, of all referrals that "
            "meet the criteria, in either denominator or in neither. NHS England's code stores the sum and "
            "this standard deviation, of all England; here it is that of the site, or of all sites. The "
            "division is not in the code. No interval.",
            source=SCRIPT,
        ),
    )


def _denominators(settings: Settings) -> str:
    contacts, days = settings.minimum_contacts, settings.minimum_days
    return (
        f"Referrals received from {settings.referred_from} to {settings.last_day} that meet the criteria: "
        f"{'; '.join(CRITERIA.values())}; as far as these are checked. Open: not discharged by "
        f"{settings.last_day}, received {days} days before it or earlier, {contacts} direct contacts or "
        f"more. Closed: discharged from {settings.first_day} to {settings.last_day}, {contacts} direct "
        "contacts or more, however long it was. Neither: every other referral on the list of people. A "
        "referral without a number of contacts has none. NHS England counts a referral once for each type "
        "of team, and contacts up to the end of the period; here it counts once, with the contacts that the "
        "list gives."
    )


def _of_change(instrument: Instrument, score: Score) -> Iterator[Definition]:
    found = threshold_of(instrument, score)
    rule = (
        f"{instrument.title}, {score.title}: improved where follow-up is {found.points} or more above "
        f"baseline, deteriorated where it is {found.points} or more below, else no change"
    )
    source = f"{SCRIPT}; threshold: {found.source}; {_WILSON_SOURCE}"
    yield Definition(
        id=change_id(instrument, score),
        text=f"{rule}. Of referrals with baseline and follow-up. {_WILSON}.",
        source=source,
    )
    yield Definition(
        id=eligible_id(instrument, score),
        text=f"{rule}. Of all referrals in the denominator, with scores or without: the share is a part of "
        "these, and of those without a pair nothing is known. NHS England gives it of improvement only. "
        f"{_WILSON}.",
        source=source,
    )


def _of_recovery(instrument: Instrument, score: Score) -> Iterator[Definition]:
    edge = cut_off(instrument, score)
    if edge is None:
        return
    points = threshold_of(instrument, score).points
    source = f"{SCRIPT}; {_WILSON_SOURCE}"
    rule = (
        f"{instrument.title}, {score.title}: reliable recovery is a baseline below {edge}, a follow-up of "
        f"{edge} or more, and {points} points or more between them"
    )
    yield Definition(
        id=below_id(instrument, score),
        text=f"{instrument.title}, {score.title}: referrals whose baseline is below {edge}, of those with "
        f"baseline and follow-up. {_WILSON}.",
        source=source,
    )
    yield Definition(
        id=recovery_id(instrument, score),
        text=f"{rule}. Of referrals with baseline and follow-up: reliably recovered, and improved otherwise. "
        f"{_WILSON}.",
        source=source,
    )
    yield Definition(
        id=recovery_rate_id(instrument, score),
        text=f"{rule}. Of referrals with baseline and follow-up whose baseline is below {edge}. {_WILSON}.",
        source=source,
    )
