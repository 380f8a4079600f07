"""
Instruments in which something that is published about a score is wrong, each with the check that has to find
it.
"""

from __future__ import annotations

from typing import Any

import attrs
from testing.planted import Planted, total
from testing.right import TOTAL

from livingwell_core.instruments import OWN, ClinicalRange, Instrument, ReliableChange

FUNCTIONAL, CLINICAL = TOTAL.norms


def threshold(**changes: Any) -> Instrument:
    """RIGHT with one reliable change."""
    fields = {"id": "3", "points": 3, "source": "Invented 2020, table 1"} | changes
    return total(reliable_changes=(ReliableChange(**fields),))


def one(attribute: str, **changes: Any) -> Instrument:
    """RIGHT with the first definition in an attribute of its total changed."""
    first, *others = getattr(TOTAL, attribute)
    return total(**{attribute: (attrs.evolve(first, **changes), *others)})


def forced(attribute: str, key: str, number: int) -> Instrument:
    """RIGHT with a number in that definition that its class, or the instrument, would refuse."""
    wrong = one(attribute)
    definition = getattr(wrong.scores[0], attribute)[0]
    object.__setattr__(definition, key, number)
    return wrong


PLANTED_DEFINITIONS = [
    Planted(
        "no source of a threshold", "check_thresholds_have_sources", threshold(source="tbc"), "no source"
    ),
    Planted(
        "no source of a reliability",
        "check_thresholds_have_sources",
        one("reliabilities", source="n/a"),
        "reliability 'retest' names no source: got 'n/a'",
    ),
    Planted(
        "no source of a norm",
        "check_thresholds_have_sources",
        one("norms", source="?"),
        "functional norm '2020' names no source",
    ),
    Planted(
        "no source of a difference",
        "check_thresholds_have_sources",
        one("important_differences", source="unknown"),
        "important difference '2' names no source",
    ),
    Planted(
        "a reliability of no kind",
        "check_thresholds_have_sources",
        one("reliabilities", kind=" "),
        "reliability 'retest' does not say of what kind it is",
    ),
    Planted(
        "two thresholds of one name",
        "check_thresholds_have_sources",
        total(reliable_changes=TOTAL.reliable_changes[:1] * 2),
        "have one id, '3', each a reliable change",
    ),
    Planted(
        "two norms of one population and name",
        "check_thresholds_have_sources",
        total(norms=(CLINICAL, attrs.evolve(CLINICAL, mean=6))),
        "have one id, '2020', each a clinical norm",
    ),
    Planted(
        "a threshold without a name",
        "check_thresholds_have_sources",
        threshold(id=" "),
        "a reliable change has no id",
    ),
    Planted(
        "a name that is kept for evaluations",
        "check_thresholds_have_sources",
        total(clinical_ranges=(ClinicalRange(id=OWN, edge=8, source="Invented 2020, table 2"),)),
        "clinical range 'this-evaluation' has an id that is kept",
    ),
    Planted(
        "not verified, not marked",
        "check_unverified_is_said",
        threshold(source="A blog, not verified"),
        "expected verified=False",
    ),
    Planted(
        "a norm not verified, not marked",
        "check_unverified_is_said",
        one("norms", source="A table [U]"),
        "the source of functional norm '2020' says that it is not verified",
    ),
    Planted(
        "a difference not verified, not said",
        "check_unverified_is_said",
        attrs.evolve(
            total(
                reliable_changes=(),
                important_differences=(attrs.evolve(TOTAL.important_differences[0], verified=False),),
            ),
            status="the norms are from one town",
        ),
        "important difference '2' is not verified, and 'status' does not say so",
    ),
    Planted(
        "nothing but error",
        "check_definitions_in_range",
        forced("reliabilities", "value", 0),
        "'value' of reliability 'retest': wrong value: got 0, expected more than 0, below 1",
    ),
    Planted(
        "no error at all",
        "check_definitions_in_range",
        forced("reliabilities", "value", 1),
        "got 1, expected more than 0, below 1",
    ),
    Planted(
        "a mean in percent",
        "check_definitions_in_range",
        forced("norms", "mean", 75),
        "'mean' of functional norm '2020': is outside the score's range: got 75, expected 3 to 15",
    ),
    Planted(
        "a slip of the decimal point",
        "check_definitions_in_range",
        forced("norms", "sd", 20),
        "'sd' of functional norm '2020': is wider than the score's range: got 20",
    ),
    Planted(
        "a change that nobody can make",
        "check_definitions_in_range",
        forced("reliable_changes", "points", 13),
        "nobody's score can change by this: got 13, expected more than 0, at most 12",
    ),
    Planted(
        "a change of nothing for getting worse",
        "check_definitions_in_range",
        forced("important_differences", "points_worse", 0),
        "'points_worse' of important difference '2': wrong value: got 0",
    ),
    Planted(
        "an edge outside",
        "check_definitions_in_range",
        forced("clinical_ranges", "edge", 2),
        "'edge' of clinical range '8': is outside the score's range: got 2",
    ),
    Planted(
        "populations the wrong way round",
        "check_norms_in_order",
        total(norms=(attrs.evolve(FUNCTIONAL, mean=7), CLINICAL)),
        "functional norm '2020' is no better than clinical norm '2020': got 7, expected higher than 7.5",
    ),
    Planted(
        "populations alike",
        "check_norms_in_order",
        total(norms=(FUNCTIONAL, CLINICAL, attrs.evolve(CLINICAL, id="2021", mean=12))),
        "is no better than clinical norm '2021': got 12, expected higher than 12",
    ),
]
