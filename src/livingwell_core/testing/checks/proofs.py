"""
What stands beside an instrument: the cases that prove its scores, and the definition as plain data.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import attrs

from livingwell_core.errors import InputError, did_you_mean
from livingwell_core.instruments import Valued, definition_of, instrument_of
from livingwell_core.testing.cases import read_cases, run_case
from livingwell_core.testing.failing import ask, fail, value_set_ids
from livingwell_core.testing.faulty import faulty
from livingwell_core.testing.subjects import value_set_files

if TYPE_CHECKING:
    from fractions import Fraction

    from livingwell_core.instruments import Instrument, Score, ValueSet
    from livingwell_core.testing.cases import Case

__all__ = [
    "check_cases_notice_faults",
    "check_cases_pass",
    "check_cases_present",
    "check_json_round_trip",
]


def check_cases_present(instrument: Instrument) -> None:
    """A cases file is there, each case with its source, and each score with its best and its worst end."""
    cases = _cases(instrument)
    for score in instrument.scores:
        ends = {"highest": score.highest, "lowest": score.lowest}
        expected = [case.expected[score.id] for case in _of(instrument, cases) if score.id in case.expected]
        if not expected and _somebody_elses(score, cases):
            continue
        if not expected:
            fail(instrument, "no case expects it", score=score, got="none", expected="at least one")
        absent = [f"its {word}, {end}" for word, end in ends.items() if end not in expected]
        if absent:
            fail(
                instrument,
                f"no case expects {' or '.join(absent)}",
                score=score,
                got=", ".join("missing" if value is None else str(value) for value in expected),
                expected="both ends of its range among the cases",
            )


def _somebody_elses(score: Score, cases: tuple[Case, ...]) -> bool:
    """Say whether a value set came from elsewhere: the file has cases of value sets, and of this one none."""
    named = {case.value_set for case in cases if case.value_set is not None}
    return isinstance(score.rule, Valued) and bool(named) and score.rule.value_set.id not in named


def check_cases_pass(instrument: Instrument) -> None:
    """Each case gives the scores that its source says."""
    cases = _cases(instrument)
    _value_sets_known(instrument, cases)
    for case in _of(instrument, cases):
        wrong = ask(instrument, f"the case {case.name!r}", run_case, instrument, case)
        for mismatch in wrong:
            fail(
                instrument,
                f"the case {case.name!r} ({case.source})",
                score=instrument.score_named(mismatch.score),
                got=_said(mismatch.got),
                expected=_said(mismatch.expected),
            )


def check_cases_notice_faults(instrument: Instrument) -> None:
    """Cases would notice a wrong polarity, item or missing rule, and a slip at each level of a value set."""
    cases = _of(instrument, _cases(instrument))
    for changed, what, expected in faulty(instrument):
        if not any(_noticed(changed, case) for case in cases):
            fail(instrument, what, got="every case as before", expected=expected)
    for score in instrument.scores:
        if isinstance(score.rule, Valued) and not _somebody_elses(score, _cases(instrument)):
            _levels_tried(instrument, score, score.rule.value_set, cases)


def _noticed(changed: Instrument, case: Case) -> bool:
    try:
        return bool(run_case(changed, case))
    except ValueError:  # such a score cannot even be computed
        return True


def _levels_tried(instrument: Instrument, score: Score, value_set: ValueSet, cases: list[Case]) -> None:
    """Demand that each level of each item stands in a case: a slip in one number moves only some states."""
    tried = [case for case in cases if case.expected.get(score.id) is not None]
    for item, levels in zip(value_set.items, value_set.levels, strict=True):
        found = {_oriented(instrument, item, case) for case in tried}
        absent = [level for level in levels if level not in found]
        if absent:
            fail(
                instrument,
                f"no case has item {item!r} at {', '.join(map(str, absent))}",
                score=score,
                got=f"{len(tried)} cases with a utility",
                expected="each level of each item in a case with a utility",
            )


def _oriented(instrument: Instrument, item: str, case: Case) -> int | None:
    if item not in case.answers:
        return None
    flips = instrument.flips(case.answers_are or "scored", case.directions)
    held = instrument.item(item)
    turned = flips[[other.id for other in instrument.items].index(item)]
    return held.lowest + held.highest - case.answers[item] if turned else case.answers[item]


def _value_sets_known(instrument: Instrument, cases: tuple[Case, ...]) -> None:
    """Demand that no case waits for a value set that does not exist: it would never be run."""
    wanted = {case.value_set for case in cases if case.value_set is not None} - {*value_set_ids(instrument)}
    if wanted:
        known = [file.id for file in value_set_files()]
        unknown = sorted(wanted - {*known})
        if unknown:
            hint = did_you_mean(unknown[0], known)
            fail(instrument, f"a case names the value set {unknown[0]!r}, which is not installed; {hint}")


def _said(points: int | Fraction | None) -> str:
    return "no score" if points is None else str(points)


def _cases(instrument: Instrument) -> tuple[Case, ...]:
    if instrument.cases is None:
        fail(
            instrument,
            "has no file of cases",
            got="cases=None",
            expected=f"cases, a file {instrument.id}.cases.toml beside the definition",
        )
    try:
        return read_cases(instrument)
    except InputError as error:
        fail(instrument, f"its file of cases cannot be used: {error}")


def _of(instrument: Instrument, cases: tuple[Case, ...]) -> list[Case]:
    """Give the cases that this instrument, with its value set or without, can be asked."""
    held = value_set_ids(instrument)
    return [case for case in cases if case.value_set is None or case.value_set in held]


def check_json_round_trip(instrument: Instrument) -> None:
    """Written as plain data, through JSON and read again, it is the same instrument."""
    text = ask(instrument, "its definition as JSON", lambda: json.dumps(definition_of(instrument)))
    again = ask(
        instrument, "its definition read again", lambda: instrument_of(json.loads(text), allow_python=True)
    )
    if again != instrument:
        names = [field.name for field in attrs.fields(type(instrument)) if field.eq]
        differs = [name for name in names if getattr(again, name, None) != getattr(instrument, name)]
        name = differs[0] if differs else "type"
        got, expected = (getattr(one, name, type(one).__name__) for one in (again, instrument))
        fail(instrument, f"read again from JSON its {name} differs", got=got, expected=expected)
