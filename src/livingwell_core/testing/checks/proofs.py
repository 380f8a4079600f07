"""
What stands beside an instrument: the cases that prove its scores, and the definition as plain data.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.errors import InputError, did_you_mean
from livingwell_core.instruments import Valued, definition_of, instrument_of
from livingwell_core.testing.cases import read_cases, run_case
from livingwell_core.testing.failing import ask, fail, value_set_ids
from livingwell_core.testing.faulty import faulty, turned
from livingwell_core.testing.subjects import value_set_files

if TYPE_CHECKING:
    from fractions import Fraction

    from livingwell_core.instruments import Instrument, Score, ValueSet
    from livingwell_core.testing.cases import Case, Mismatch

__all__ = [
    "check_best_and_worst_states",
    "check_cases_notice_faults",
    "check_cases_pass",
    "check_cases_present",
    "check_json_round_trip",
    "without_cases",
]

_NAMED: Final = 5


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


def check_best_and_worst_states(instrument: Instrument) -> None:
    """Cases say which state is the best for a person and which the worst, and each score says the same."""
    cases = _cases(instrument)
    for score in instrument.scores:
        if not _somebody_elses(score, cases):
            _states_agree(instrument, score, _of(instrument, cases))


def _states_agree(instrument: Instrument, score: Score, cases: list[Case]) -> None:
    best, worst = (score.highest, score.lowest)[:: score.sign]
    ends = {"best": best, "worst": worst}
    for state, opposite in (("best", "worst"), ("worst", "best")):
        called = [case for case in cases if case.state == state and case.expected.get(score.id) is not None]
        for case in called:
            if case.expected[score.id] == ends[opposite]:
                other_way = "lower" if score.better == "higher" else "higher"
                fail(
                    instrument,
                    f"the case {case.name!r} is called the {state} state and has the {opposite} score, "
                    f"{ends[opposite]}",
                    score=score,
                    got=f"better = {score.better!r}",
                    expected=f"better = {other_way!r}, or another state of the case",
                )
        if all(case.expected[score.id] != ends[state] for case in called):
            fail(
                instrument,
                f"no case says which state is the {state}",
                score=score,
                got=", ".join(str(case.expected[score.id]) for case in called) or "none",
                expected=f"state = {state!r} in a case that expects {ends[state]}",
            )


def _somebody_elses(score: Score, cases: tuple[Case, ...]) -> bool:
    """Say whether a value set came from elsewhere: the file has cases of value sets, and of this one none."""
    named = {case.value_set for case in cases if case.value_set is not None}
    return isinstance(score.rule, Valued) and bool(named) and score.rule.value_set.id not in named


def check_cases_pass(instrument: Instrument) -> None:
    """Each case gives the scores that its source says."""
    cases = _cases(instrument)
    _value_sets_known(instrument, cases)
    failing = [line for case in _of(instrument, cases) if (line := _failing(instrument, case))]
    if failing:
        count = f"{len(failing)} cases fail: " if len(failing) > 1 else ""
        more = f"; and {len(failing) - _NAMED} more" if len(failing) > _NAMED else ""
        fail(instrument, f"{count}{'; '.join(failing[:_NAMED])}{more}")


def _failing(instrument: Instrument, case: Case) -> str:
    """Say what a case gives in place of what it expects; "" if it passes."""
    try:
        wrong = run_case(instrument, case)
    except Exception as error:  # noqa: BLE001 - somebody else's rule may raise anything; it is named
        return f"the case {case.name!r} raises {type(error).__name__}: {error}"
    differ = [f"got {_said(m.got)}, expected {_said(m.expected)} as score {m.score!r}" for m in wrong]
    return f"the case {case.name!r} ({case.source}): {' and '.join(differ)}" if differ else ""


def check_cases_notice_faults(instrument: Instrument) -> None:
    """Cases would notice a wrong polarity, item or missing rule, and a slip at each level of a value set."""
    cases = _of(instrument, _cases(instrument))
    before = [_outcome(instrument, case) for case in cases]
    if any(outcome != [] for outcome in before):
        _no_slip_behind(instrument, cases)
    for changed, slip, expected in faulty(instrument):
        if [_outcome(changed, case) for case in cases] == before:
            fail(instrument, f"{slip} no case fails", got="every case as before", expected=expected)
    for score in instrument.scores:
        if isinstance(score.rule, Valued) and not _somebody_elses(score, _cases(instrument)):
            _levels_tried(instrument, score, score.rule.value_set, cases)


def _outcome(instrument: Instrument, case: Case) -> list[Mismatch] | None:
    """Give what a case finds, None where such a score cannot even be computed."""
    try:
        return run_case(instrument, case)
    except ValueError:
        return None


def _no_slip_behind(instrument: Instrument, cases: list[Case]) -> None:
    """Where cases fail, demand that no one change of the definition would make all of them pass."""
    # Where nothing runs against the score a case need not say how its answers are; then they are as circled.
    circled = [attrs.evolve(case, answers_are=case.answers_are or "as-circled") for case in cases]
    for item, changed in turned(instrument):
        if all(_outcome(changed, case) == [] for case in circled):
            fail(
                instrument,
                f"with item {item!r} turned the other way every case passes: is its polarity wrong?",
            )
    for changed, slip, _ in faulty(instrument):
        if all(_outcome(changed, case) == [] for case in cases):
            fail(instrument, f"{slip} every case passes: is the definition wrong there?")


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
        fail(instrument, f"its file of cases cannot be used: {'; '.join(map(str, error.problems))}")


def without_cases(instrument: Instrument) -> str:
    """Say where it stands that there are no cases to go by; "" if there are."""
    try:
        _cases(instrument)
    except AssertionError:
        return "there are no cases to go by, see check_cases_present"
    return ""


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
