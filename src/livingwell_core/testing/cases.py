"""
Cases beside an instrument: answers, the scores that they have to give, and where each case comes from.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import attrs
import numpy as np

from livingwell_core.errors import InputError, Problem, did_you_mean
from livingwell_core.instruments import UTILITY, missing_rule
from livingwell_core.instruments.scale import exact_number
from livingwell_core.marks import MISSING_ANSWER, MISSING_SCORE
from livingwell_core.toml_files import read_toml, structure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

    from livingwell_core.instruments import Instrument, Score

__all__ = ["Case", "Mismatch", "read_cases", "read_expected_failures", "run_case"]

#: What a cases file writes where no score may be given.
_MISSING = "missing"


@attrs.frozen(kw_only=True)
class Case:
    """
    Answers to an instrument and the scores that they have to give.

    Attributes
    ----------
    name : str
        Unique within the file.
    source : str
        Where the expected scores come from: a manual, a published record, or how they follow from the
        definition.
    state : {"best", "worst"} or None
        What the answers mean for the person, whatever the numbers: the best there is, or the worst.
    answers : mapping of item id to int
        An item left out is missing.
    answers_are : {"as-circled", "scored"} or None
        May be left out where no item runs against the score: then there is nothing to turn.
    directions : mapping of item id to {"higher-is-better", "higher-is-worse"}
        For items whose direction a profile states.
    missing : str or None
        Another missing rule for every score expected here.
    value_set : str or None
        Id of the value set that the utility expected here is of.
    expected : mapping of score id to int, Fraction or None
        In points; None where no score may be given.
    """

    name: str
    source: str
    state: Literal["best", "worst"] | None = None
    answers: dict[str, int]
    answers_are: Literal["as-circled", "scored"] | None = None
    directions: dict[str, Literal["higher-is-better", "higher-is-worse"]] = attrs.field(factory=dict)
    missing: str | None = None
    value_set: str | None = None
    expected: dict[str, Any]


@attrs.frozen(kw_only=True)
class _File:
    cases: tuple[Case, ...]
    expected_failures: dict[str, str] = attrs.field(factory=dict)


@attrs.frozen
class Mismatch:
    """A score that is not what its case expects, in points; None stands for no score."""

    score: str
    got: int | Fraction | None
    expected: int | Fraction | None


def read_cases(instrument: Instrument) -> tuple[Case, ...]:
    """
    Read the cases file of an instrument.

    Returns
    -------
    tuple of Case
        Empty if the instrument names no file.

    Raises
    ------
    InputError
        With every problem of the file: a key or a name that is not known, an answer out of range, a direction
        that is not stated, a case without a source.
    """
    if instrument.cases is None:
        return ()
    name = _file_name(instrument.cases)
    cases = structure(read_toml(instrument.cases, name), _File, name).cases
    problems = [
        Problem(file=name, column=f"cases[{number}]{column}", reason=reason, value=value, expected=expected)
        for number, case in enumerate(cases, start=1)
        for column, reason, value, expected in _wrong(instrument, case, [c.name for c in cases[: number - 1]])
    ]
    if problems:
        raise InputError(problems)
    return tuple(
        attrs.evolve(case, expected={score: _points(value) for score, value in case.expected.items()})
        for case in cases
    )


def read_expected_failures(instrument: Instrument) -> dict[str, str]:
    """
    Give the checks that an instrument need not pass, by name with the reason, as its cases file says them.

    They stand there under ``[expected_failures]``, so that every way of running the suite goes by them. A
    file that cannot be used has none; the checks of the cases say what is wrong with it.
    """
    if instrument.cases is None:
        return {}
    name = _file_name(instrument.cases)
    try:
        return structure(read_toml(instrument.cases, name), _File, name).expected_failures
    except InputError:
        return {}


def _file_name(cases: Traversable) -> str:
    """Give a file on disk with its folder, as the instrument's own file was named."""
    return str(cases) if isinstance(cases, Path) else cases.name


# Column below the case, reason, value, what was expected.
_Fault = tuple[str, str, str | None, str | None]


def _wrong(instrument: Instrument, case: Case, earlier: list[str]) -> Iterator[_Fault]:
    for key, text in (("name", case.name), ("source", case.source)):
        if not text.strip():
            yield f".{key}", "is empty", None, "text"
    if case.name in earlier:
        yield ".name", "two cases have one name", case.name, "a name of its own"
    items = {item.id: item for item in instrument.items}
    for item_id, code in case.answers.items():
        if item_id not in items:
            yield f".answers.{item_id}", f"no such item; {did_you_mean(item_id, items)}", None, None
        elif code not in items[item_id].codes:
            item = items[item_id]
            yield f".answers.{item_id}", "wrong value", str(code), f"{item.lowest} to {item.highest}"
    yield from _wrong_directions(instrument, case)
    if case.missing is not None:
        try:
            missing_rule(case.missing)
        except ValueError as error:
            yield ".missing", str(error), None, None
    yield from _wrong_scores(instrument, case)


def _wrong_directions(instrument: Instrument, case: Case) -> Iterator[_Fault]:
    negative = [item.id for item in instrument.items if item.negative and item.id in case.answers]
    if negative and case.answers_are is None:
        reason = f"is missing; item {negative[0]} runs against the score"
        yield ".answers_are", reason, None, "'as-circled' or 'scored'"
    stated = [item.id for item in instrument.items if item.negative is None]
    for item_id in case.directions:
        if item_id not in stated:
            yield f".directions.{item_id}", "this item has a direction of its own, or is none", None, None
    for item_id in stated:
        if item_id in case.answers and item_id not in case.directions:
            yield f".directions.{item_id}", "is missing", None, "'higher-is-better' or 'higher-is-worse'"


def _wrong_scores(instrument: Instrument, case: Case) -> Iterator[_Fault]:
    known = [score.id for score in instrument.scores]
    if instrument.utility is not None:
        known.append(UTILITY)
    if not case.expected:
        yield ".expected", "names no score", None, "at least one"
    for score_id, value in case.expected.items():
        if score_id not in known:
            yield f".expected.{score_id}", f"no such score; {did_you_mean(score_id, known)}", None, None
            continue
        try:
            _points(value)
        except ValueError as error:
            wanted, _, got = str(error).partition(", got ")
            yield f".expected.{score_id}", "wrong value", got, f"{wanted}, or {_MISSING!r}"


def _points(value: object) -> int | Fraction | None:
    if value == _MISSING:
        return None
    if not isinstance(value, int | float | str):
        msg = f"a number, got {value!r}"
        raise ValueError(msg)  # noqa: TRY004 - one kind of error for whatever is no number
    return exact_number(value)


def run_case(instrument: Instrument, case: Case) -> list[Mismatch]:
    """
    Score the answers of a case.

    Parameters
    ----------
    instrument : Instrument
        With the value set of the case, if it names one. Scores that it does not have are passed over.
    case : Case

    Returns
    -------
    list of Mismatch
        Empty if all is as expected.

    Raises
    ------
    ValueError
        If a score refuses the missing rule of the case.
    """
    row = [case.answers.get(item.id, MISSING_ANSWER) for item in instrument.items]
    flips = instrument.flips(case.answers_are or "scored", case.directions)
    oriented = instrument.orient(np.array([row], dtype=np.int8), flips)
    wrong = []
    for score in instrument.scores:
        if score.id not in case.expected:
            continue
        changed = _under(instrument, score, case.missing)
        expected = case.expected[score.id]
        (steps,) = changed.compute(changed.score_named(score.id), oriented).tolist()
        denominator = changed.scale(changed.score_named(score.id)).denominator
        got = None if steps == MISSING_SCORE else exact_number(Fraction(steps) / denominator)
        if got != expected:
            wrong.append(Mismatch(score.id, got, expected))
    return wrong


def _under(instrument: Instrument, score: Score, missing: str | None) -> Instrument:
    if missing is None:
        return instrument
    changed = score.using(rule=score.rule.using(missing_rule(missing)))
    scores = tuple(changed if other.id == score.id else other for other in instrument.scores)
    return attrs.evolve(instrument, scores=scores)
