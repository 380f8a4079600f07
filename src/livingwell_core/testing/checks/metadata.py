"""
What an instrument says of itself: complete, with a source for every number, and fit to be named in a file.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Final

from livingwell_core.instruments import OWN, Reliability, Rule
from livingwell_core.instruments.scale import number_as_data
from livingwell_core.instruments.score_definitions import called, misfits
from livingwell_core.testing.failing import ask, fail

if TYPE_CHECKING:
    from livingwell_core.instruments import Instrument, PopulationNorm, Score

__all__ = [
    "check_counted_by",
    "check_definitions_in_range",
    "check_ids",
    "check_metadata_complete",
    "check_norms_in_order",
    "check_thresholds_have_sources",
    "check_traits_declared",
    "check_unverified_is_said",
    "norms_of_both",
]

# Ids become keys of TOML files, names of columns and parts of "instrument.score".
_ID: Final = re.compile(r"[a-z0-9][a-z0-9_-]*")
# Columns that stand beside the scores in the table of assessments.
_TAKEN: Final = frozenset({"person", "check", "day", "content"})
_NOT_VERIFIED: Final = re.compile(r"\b(not (been )?verified|unverified)\b|\[U\]", re.IGNORECASE)
_NO_SOURCE: Final = re.compile(r"\W*|(todo|tbd|tbc|unknown|none|n/?a|x+|fixme)\W*", re.IGNORECASE)


def check_metadata_complete(instrument: Instrument) -> None:
    """Title, licence, source, and a label and a title for each item and score."""
    texts = {
        "title": instrument.title,
        "licence": instrument.licence,
        "source": instrument.source,
        **{f"label of item {item.id!r}": item.label for item in instrument.items},
        **{f"title of score {score.id!r}": score.title for score in instrument.scores},
        **{f"unit of score {score.id!r}": score.unit for score in instrument.scores},
    }
    empty = [name for name, text in texts.items() if not text.strip()]
    if _NO_SOURCE.fullmatch(instrument.source) and "source" not in empty:
        empty.append(f"source (it says {instrument.source!r})")
    if empty:
        fail(instrument, f"has no {', no '.join(empty)}")


def check_ids(instrument: Instrument) -> None:
    """Ids are lower-case words that a file can name, and no score takes a column that is needed."""
    ids = [instrument.id, *(item.id for item in instrument.items), *(s.id for s in instrument.scores)]
    wrong = [name for name in ids if not _ID.fullmatch(name)]
    if wrong:
        fail(
            instrument,
            "ids are lower-case letters, digits, - and _",
            got=", ".join(map(repr, wrong)),
            expected="such as 'physical_health'",
        )
    taken = [score.id for score in instrument.scores if score.id in _TAKEN]
    if taken:
        fail(
            instrument,
            "the table of assessments needs these names itself",
            got=", ".join(map(repr, taken)),
            expected=f"ids of scores other than {', '.join(sorted(_TAKEN))}",
        )


def check_traits_declared(instrument: Instrument) -> None:
    """Each score's rule says all that the other checks go by: missing rule, directions, scale."""
    for score in instrument.scores:
        if not score.items:
            fail(instrument, "a score is made of items", score=score, got="none", expected="at least one")
        rule = score.rule
        if not isinstance(rule, Rule):
            lacks = [
                name
                for name in ("missing", "using", "directions", "scale", "score")
                if not hasattr(rule, name)
            ]
            fail(
                instrument, f"its rule {type(rule).__name__} does not say its {', '.join(lacks)}", score=score
            )
        _directions_declared(instrument, score)
        items = len(score.items)
        most = rule.missing.max_missing
        if type(most) is not int or not 0 <= most < items:
            fail(
                instrument,
                "'max_missing' of its missing rule leaves at least one answer",
                score=score,
                got=repr(most),
                expected=f"0 to {items - 1}",
            )


def _directions_declared(instrument: Instrument, score: Score) -> None:
    items = len(score.items)
    directions = ask(instrument, f"'directions' of score {score.id!r}", score.rule.directions, items)
    if not (
        isinstance(directions, tuple)
        and len(directions) == items
        and all(type(way) is int and way in {1, 0, -1} for way in directions)
    ):
        fail(
            instrument,
            "'directions' of its rule say 1, -1 or 0 for each item",
            score=score,
            got=repr(directions),
            expected=f"a tuple of {items}",
        )
    if not any(directions):
        fail(
            instrument,
            "no item moves it in a known direction",
            score=score,
            got=repr(directions),
            expected="at least one of 1 or -1",
        )


def check_thresholds_have_sources(instrument: Instrument) -> None:
    """A threshold, a reliability or a norm without a source is no definition; nor are two under one name."""
    for score in instrument.scores:
        names = [(called(definition), definition.id) for definition in score.definitions]
        for kind, name in names:
            if names.count((kind, name)) > 1:
                fail(instrument, f"two definitions have one id, {name!r}, each a {kind}", score=score)
            if name == OWN:
                fail(instrument, f"{kind} {name!r} has an id that is kept for evaluations", score=score)
            if not name.strip():
                fail(instrument, f"a {kind} has no id", score=score)
        for definition in score.definitions:
            if isinstance(definition, Reliability) and not definition.kind.strip():
                fail(
                    instrument, f"reliability {definition.id!r} does not say of what kind it is", score=score
                )
            if _NO_SOURCE.fullmatch(definition.source):
                fail(
                    instrument,
                    f"{called(definition)} {definition.id!r} names no source",
                    score=score,
                    got=repr(definition.source),
                    expected="where the number stands",
                )


def check_unverified_is_said(instrument: Instrument) -> None:
    """Whatever is not verified is marked so, and `status` says that something is not."""
    for score in instrument.scores:
        for definition in score.definitions:
            if definition.verified and _NOT_VERIFIED.search(definition.source):
                fail(
                    instrument,
                    f"the source of {called(definition)} {definition.id!r} says that it is not verified",
                    score=score,
                    got="verified=True",
                    expected="verified=False",
                )
            if not definition.verified and not _NOT_VERIFIED.search(instrument.status):
                fail(
                    instrument,
                    f"{called(definition)} {definition.id!r} is not verified, and 'status' does not say so",
                    score=score,
                    got=repr(instrument.status),
                    expected="a status with the words 'not verified'",
                )


def check_definitions_in_range(instrument: Instrument) -> None:
    """A reliability lies between 0 and 1, every threshold, difference and norm within the score's range."""
    for score in instrument.scores:
        for definition in score.definitions:
            for misfit in misfits(definition, score.lowest, score.highest):
                fail(
                    instrument,
                    f"{misfit.key!r} of {called(definition)} {definition.id!r}: {misfit.reason}",
                    score=score,
                    got=misfit.value,
                    expected=misfit.expected,
                )


def check_norms_in_order(instrument: Instrument) -> None:
    """Every functional population of a score's norms is better off than every clinical one."""
    for score in instrument.scores:
        for functional, clinical in norms_of_both(score):
            if score.sign * (functional.mean - clinical.mean) <= 0:
                fail(
                    instrument,
                    f"functional norm {functional.id!r} is no better than clinical norm {clinical.id!r}",
                    score=score,
                    got=number_as_data(functional.mean),
                    expected=f"{score.better} than {number_as_data(clinical.mean)}",
                )


def norms_of_both(score: Score) -> list[tuple[PopulationNorm, PopulationNorm]]:
    """Give every pair of a functional and a clinical norm of a score."""
    functional, clinical = (
        [norm for norm in score.norms if norm.population == population]
        for population in ("functional", "clinical")
    )
    return list(itertools.product(functional, clinical))


def check_counted_by(instrument: Instrument) -> None:
    """The scores that make an assessment count as used are the same each time, there, and named once."""
    counted = ask(instrument, "'counted_by'", lambda: instrument.counted_by)
    again = instrument.counted_by
    known = [score.id for score in instrument.scores]
    if counted != again:
        fail(instrument, "'counted_by' changes from one call to the next", got=again, expected=counted)
    if not counted or len(set(counted)) < len(counted) or set(counted) - set(known):
        fail(
            instrument,
            "'counted_by' names scores, each once",
            got=counted,
            expected=f"some of {', '.join(known)}",
        )
