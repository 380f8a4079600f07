"""
Which value set an evaluation uses for which instrument.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from livingwell_core.errors import InputError, Problem, did_you_mean
from livingwell_core.instruments import UTILITY, ValueSetFile, load_value_set, read_value_set
from livingwell_core.instruments.value_sets import read_definition

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from livingwell_core.evaluations.settings import EvaluationFile, ScoreSettings
    from livingwell_core.instruments import Instrument, ValueSet

__all__ = ["Valuation", "installed_for", "value"]


@attrs.frozen(kw_only=True)
class Valuation:
    """
    What became of the instruments that have a utility.

    Attributes
    ----------
    instruments : mapping of id to Instrument
        All that were given, with the score `utility` where there is a value set.
    without : mapping of id to str
        Those whose utility is not computed, and the reason.
    problems : tuple of Problem
    """

    instruments: Mapping[str, Instrument]
    without: Mapping[str, str]
    problems: tuple[Problem, ...]


def installed_for(instrument: str, installed: Iterable[ValueSetFile]) -> list[str]:
    """Give the ids of the installed value sets of an instrument; a file that cannot be read is of none."""
    found = []
    for file in installed:
        try:
            definition = read_definition(file.path, file.name)
        except InputError:
            continue
        if definition.instrument == instrument:
            found.append(file.id)
    return found


def value(
    file: EvaluationFile,
    folder: Path,
    instruments: Mapping[str, Instrument],
    installed: Mapping[str, ValueSetFile],
    name: str,
) -> Valuation:
    """
    Give the instruments the utilities that an evaluation asks for.

    Parameters
    ----------
    file : EvaluationFile
    folder : Path
        Where the evaluation file is, and value sets beside it.
    instruments : mapping of id to Instrument
    installed : mapping of id to ValueSetFile
    name : str
        The evaluation file as messages name it.
    """
    valued = dict(instruments)
    without: dict[str, str] = {}
    problems: list[Problem] = []
    for key, settings in file.scores.items():
        of, _, score = key.partition(".")
        known = {other.id for other in instruments[of].scores} if of in instruments else set()
        if settings.value_set is not None and score in known - {UTILITY}:
            reason = "only a utility has a value set"
            problems.append(_problem(name, key, reason, settings.value_set, f"[scores.'{of}.{UTILITY}']"))
    for instrument in instruments.values():
        if instrument.utility is None:
            continue
        key = f"{instrument.id}.{UTILITY}"
        asked = file.scores.get(key)
        named = asked.value_set if asked else None
        if named is None and instrument.utility.value_set is None:
            choice = ", ".join(installed_for(instrument.id, installed.values())) or "none"
            without[instrument.id] = f"no value set named; installed: {choice}"
            if asked is not None:
                problems.append(_unnamed(name, key, choice, asked))
        elif named is not None:
            try:
                valued[instrument.id] = instrument.valued(_found(named, folder, installed, instrument, name))
            except InputError as error:
                problems += error.problems
            except ValueError as error:
                problems.append(_problem(name, key, str(error), named, None))
    return Valuation(instruments=valued, without=without, problems=tuple(problems))


def _found(
    named: str, folder: Path, installed: Mapping[str, ValueSetFile], instrument: Instrument, file: str
) -> ValueSet:
    codes = {item.id: item.codes for item in instrument.items}
    if named in installed:
        return load_value_set(installed[named], codes)
    if named.lower().endswith((".toml", ".csv")):
        value_set = read_value_set(folder / named, named, codes)
        if value_set.id in installed:
            problem = Problem(
                file=named,
                column="id",
                reason="an installed value set has this id too",
                value=value_set.id,
                expected="an id of its own",
            )
            raise InputError([problem])
        return value_set
    choice = installed_for(instrument.id, installed.values())
    reason = f"no such value set; {did_you_mean(named, choice or installed)}"
    expected = "an installed value set, or a .toml or .csv file beside this one"
    raise InputError([_problem(file, f"{instrument.id}.{UTILITY}", reason, named, expected)])


def _unnamed(name: str, key: str, choice: str, settings: ScoreSettings) -> Problem:
    fields = attrs.fields(type(settings))
    given = ", ".join(field.name for field in fields if getattr(settings, field.name) != field.default)
    reason = f"names no value set, without which {given or 'this'} is of nothing"
    expected = f"'value_set', installed: {choice}"
    return Problem(file=name, column=f"scores.{key}", reason=reason, expected=expected)


def _problem(name: str, key: str, reason: str, value: str, expected: str | None) -> Problem:
    column = f"scores.{key}.value_set"
    return Problem(file=name, column=column, reason=reason, value=value, expected=expected)
