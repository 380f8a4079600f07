"""
Value for money in words: the answer first, then what was assumed and what the terms mean.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

from livingwell_report.costs import BEYOND, OURS, chance_text, money, scenario_title
from livingwell_report.numbers import interval_of, level_of, value_of, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from livingwell_core.analyses import Definition, Finding
    from livingwell_report.costs import Found

__all__ = ["assumptions", "lead", "terms"]

_HALF: Final = "gain that would have come anyway"
_SINGLE: Final = (
    "Nobody was compared: this is gain against no change from the first assessment. Some people would have "
    "got better without the service, so the true cost of a QALY gained by it is likely to be higher."
)
_COMPARED: Final = (
    "The service's people were held against a comparison group. It is not a randomised one: who was in which "
    "was not left to chance, and the groups may differ in more than the service."
)
_VERDICTS: Final = {True: "less than", False: "more than", None: "not clearly less than"}
# Those about costs come last.
_TERMS: Final = {
    "QALY": "A quality-adjusted life year: one year of life in full health, or two years at half of it.",
    "QALYs gained": "How much better people's own answers say that life was than at their first assessment, "
    "added up over time. 0.1 is a tenth of a year in full health.",
    "Interval": "What the figure could be, as other people might have come. It is about chance in who was "
    "assessed alone. It knows nothing of assumptions, nor of people who were not assessed twice.",
    "Who started alike": "Both groups as if their people had had the same utility at first: a group that "
    "starts lower has more to gain. Utility is the worth of a state of health, 1 for full health.",
    "£ a QALY": "Cost divided by QALYs gained. The lower, the more health for the money.",
    "Threshold": "What a QALY may cost for a service to be worth its money. The table of thresholds says "
    "whose it is.",
    "Worth its cost": "A QALY costs less than the threshold. Its probability says how often that would be "
    "so, were as many people drawn again from those at hand. It is never said to be 0% or 100%.",
    "Worth minus cost": "QALYs gained times the threshold, less the cost: what is gained in pounds for each "
    "person. Below 0 it is not worth it. Divided by the threshold it is in QALYs.",
    "Knowing for certain": "What it would be worth at most, for each person, to ask so many more people that "
    "chance plays no part. Near £0, more data of this kind would not change the decision.",
    "This tool's own assumption": "Nobody measured that range. It is there to show how much hangs on it; the "
    "evaluation file can name another.",
}


def lead(found: Found, whose: str) -> str:
    """
    Say it all in one paragraph, the answer first, with nothing that needs explaining elsewhere.

    Parameters
    ----------
    found : Found
    whose : str
        Whose thresholds they are; "" where that is not known.
    """
    first = found.scenarios[0]
    parts = [
        _answer(found),
        *(_costs(found, scenario) for scenario in found.scenarios),
        "A QALY is one year of life in full health, or two years at half of it.",
        _accepted(found, whose),
        _gained(found, first),
        _chance(found, first),
        _against(found),
        _if_half(found),
    ]
    return " ".join(part for part in parts if part)


def _passes(found: Found, scenario: str) -> set[bool]:
    """Say whether it is worth its cost at the costs and thresholds; empty where that is not known."""
    ways = (False, True) if found.compared else (False,)
    worth = [
        found.worth(threshold, scenario, cost, alike=alike)
        for threshold, cost, alike in itertools.product(found.thresholds, found.costs, ways)
    ]
    return {finding.value > 0 for finding in worth if finding is not None and finding.value is not None}


def _answer(found: Found) -> str:
    if not found.costs:
        return "No cost is given, so that what a QALY costs is not known."
    verdicts = [passes for scenario in found.scenarios if (passes := _passes(found, scenario))]
    if not verdicts:
        return ""
    if set().union(*verdicts) == {True}:
        return "On every assumption that is shown here, the service is worth its cost."
    if set().union(*verdicts) == {False}:
        return "On no assumption that is shown here is the service worth its cost."
    if all(passes == {True, False} for passes in verdicts):
        return "Whether the service is worth its cost is not clear: it depends on what a QALY may cost."
    return "Whether the service is worth its cost depends on how long gains last, which was not measured."


def _spans(found: Found, scenario: str, *, alike: bool = False) -> str:
    """Write the cost of a QALY, or what it is between."""
    ratios = [found.ratio(scenario, cost, alike=alike) for cost in found.costs]
    return " to ".join(value for ratio in ratios if (value := money(ratio)))


def _costs(found: Found, scenario: str) -> str:
    """Say what a QALY costs by one assumption, and whether that is worth it."""
    if not found.costs:
        return ""
    start = f"If {scenario_title(scenario)}"
    spans = _spans(found, scenario)
    if not spans:
        ratio = found.ratio(scenario, found.costs[0])
        why = ratio.note.partition("; ")[0].removeprefix("not applicable: ") if ratio else "not reported"
        return f"{start}, there is no cost of a QALY: {why}."
    alike = _spans(found, scenario, alike=True) if found.compared else ""
    also = f" ({alike} for people who started alike)" if alike else ""
    if scenario == found.scenarios[0]:
        costs = " to ".join(cost.removeprefix("at ") for cost in found.costs)
        spans = f"a QALY costs {spans}{also}, at {costs} for a person"
    else:
        spans = f"it costs {spans}{also}"
    return f"{start}, {spans}{_held(found, scenario)}."


def _held(found: Found, scenario: str) -> str:
    """Hold the cost of a QALY against what one may cost."""
    passes = _passes(found, scenario)
    if not passes:
        return ""
    verdict = _VERDICTS[passes.pop() if len(passes) == 1 else None]
    return f": {verdict} the {' to '.join(found.thresholds)} that one may cost here"


def _accepted(found: Found, whose: str) -> str:
    if not found.thresholds or not found.costs:
        return ""
    ends = " to ".join(found.thresholds)
    return f"The {ends} that one may cost {'are those of ' + whose if whose else 'are a rule'}."


def _gained(found: Found, scenario: str) -> str:
    gain = found.plain(scenario) if found.compared else found.left(scenario)
    if gain is None or gain.value is None:
        return "How much people gained is not shown here."
    who = f"The {whole(gain.n)} people assessed twice" if gain.n is not None else "People"
    text = f"{who} gained {_with_interval(gain)} on average, on the first assumption"
    others = found.others(scenario) if found.compared else None
    if others is not None and others.value is not None and others.n is not None:
        text += f"; the {whole(others.n)} of the comparison group {_with_interval(others)}"
    return f"{text}."


def _with_interval(finding: Finding) -> str:
    interval = interval_of(finding)
    bracket = f" ({level_of([finding])} interval {interval})" if interval else ""
    return f"{value_of(finding)} QALYs{bracket}"


def _chance(found: Found, scenario: str) -> str:
    """Give the probability at the lowest threshold and the highest cost: the hardest test."""
    if not found.thresholds or not found.costs:
        return ""
    threshold, cost = found.thresholds[0], found.costs[-1]
    text = chance_text(found.chance(threshold, scenario, cost))
    if not text:
        return ""
    alike = chance_text(found.chance(threshold, scenario, cost, alike=True))
    also = f" ({alike} for people who started alike)" if alike else ""
    return (
        "As far as chance goes in who was assessed, the probability that the service is then worth its cost "
        f"is {text}{also}, {cost} and {threshold} a QALY."
    )


def _against(found: Found) -> str:
    if found.compared:
        return _COMPARED
    missing = found.get(BEYOND)
    if missing is not None:
        why = missing.note.partition("; ")[0].removeprefix("not applicable: ")
        return f"A comparison group is named, but nothing could be compared: {why}. {_SINGLE}"
    if any(name.startswith("QALY gain beyond") for name in found.statistics):
        return "What would have been gained without the service is taken off."
    return _SINGLE


def _if_half(found: Found) -> str:
    bar = next(((at, f) for title, at, f in found.bars() if title == _HALF), None)
    if bar is None or bar[1].low is None:
        return ""
    at, finding = bar
    passes = "still be" if (finding.low or 0) > 0 else "no longer be"
    if not finding.note.startswith("from none to half of the mean gain"):
        return ""
    text = "Had half of the gain come anyway, and if the rest lasts one year"
    return f"{text}, it would {passes} worth its cost at {at} a QALY."


def assumptions(found: Found, definitions: Mapping[str, Definition]) -> Iterator[tuple[str, str]]:
    """
    Say what was assumed, with where it comes from.

    Parameters
    ----------
    found : Found
    definitions : mapping of id to Definition

    Returns
    -------
    iterator of (what, text)
    """
    days = found.get("mean days from first to last assessment")
    if days is not None and days.value is not None:
        others = found.get("mean days from first to last assessment, comparison group")
        more = (
            f", and {value_of(others)} in the comparison group" if others is not None and others.value else ""
        )
        text = f"From first to last assessment {value_of(days)} days passed on average{more}."
        yield "How long people were followed", f"{text} What comes later is assumed: see the first table."
    kinds = ("counterfactual:", "cost-per-person:", "discount-rate", "severity-", "sensitivity:ranges")
    names = ("What it is against", "Cost of a person", "Later years", "Severity", "Ranges of what may vary")
    for start, name in zip(kinds, names, strict=True):
        own = [one for one in definitions.values() if one.id.startswith(start)]
        if len(own) > 1:
            # No change is there beside whatever else is taken off.
            own = [one for one in own if one.id != "counterfactual:no-change"]
        for one in own[:1]:
            source = f" Source: {one.source}." if one.source not in {"", "-"} else ""
            yield name, f"{one.text.rstrip('.')}.{source}"


def terms(found: Found) -> Iterator[tuple[str, str]]:
    """Say what each term means that the section uses."""
    skipped = set()
    if not found.compared:
        skipped.add("Who started alike")
    if not any(OURS in finding.note for _, _, finding in found.bars()):
        skipped.add("This tool's own assumption")
    for word, meaning in _TERMS.items():
        if not found.costs and word == "£ a QALY":
            return  # what follows is about costs
        if word not in skipped:
            yield word, meaning
