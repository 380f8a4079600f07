"""
What ``livingwell instruments`` says of utilities and their value sets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from livingwell_core.errors import InputError
from livingwell_core.instruments import Valued
from livingwell_core.instruments.definitions.rules import number_as_data
from livingwell_core.instruments.value_sets import ILLUSTRATIVE, read_definition, read_value_set
from livingwell_core.instruments.value_sets.grid import state_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from fractions import Fraction
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from livingwell_core.evaluations import Plan
    from livingwell_core.instruments import Instrument, ValueSet, ValueSetFile

__all__ = ["ValueSets", "in_use_lines", "number"]

T = TypeVar("T")


def number(value: int | Fraction) -> str:
    """Write a number of points: as a decimal where it is one, else as a fraction."""
    return str(number_as_data(value))


def in_use_lines(plan: Plan) -> list[str]:
    """Give a line for each value set that an evaluation uses, so that its holder sees what was read."""
    lines = []
    for instrument in plan.instruments.values():
        for score in instrument.scores:
            if not isinstance(score.rule, Valued):
                continue
            value_set = score.rule.value_set
            settings = plan.file.scores.get(f"{instrument.id}.{score.id}")
            named = settings.value_set if settings else None
            place = value_set.id if named in {None, value_set.id} else f"{named} ({value_set.id})"
            parts = (
                f"{_span(value_set)}, worst state {state_name(value_set.worst_state)}",
                f"{value_set.author} {value_set.year}",
                ILLUSTRATIVE if value_set.illustrative else "",
            )
            lines.append(f"value set {place}: {'; '.join(filter(None, parts))}")
    return lines


def _span(value_set: ValueSet) -> str:
    return f"{len(value_set.values):,} states, {number(value_set.worst_value)} to 1"


class ValueSets:
    """The installed value sets, read when they are asked for; what cannot be read is named, with why."""

    def __init__(self, files: Iterable[ValueSetFile]) -> None:
        self.files = tuple(files)

    def print_short(self, instrument: Instrument) -> None:
        """Write a line on the utility of an instrument, and one for each value set; nothing without one."""
        utility = instrument.utility
        if utility is None:
            return
        own = utility.value_set
        status = f"by {own.id} unless another is named" if own else "none unless a value set is named"
        click.echo(f"  utility, {utility.title}: {status}; {utility.source}")
        found, broken = self._of(instrument, read_definition)
        for value_set in found:
            mark = f", {ILLUSTRATIVE}" if value_set.illustrative else ""
            whose = f"{value_set.author} {value_set.year}{mark}"
            click.echo(f"    value set {value_set.id}: {value_set.title}, {whose}")
        for line in broken:
            click.echo(f"    value set {line}")

    def print_all(self, instrument: Instrument) -> None:
        """Write everything about the utility of an instrument and its value sets; nothing without one."""
        utility = instrument.utility
        if utility is None:
            return
        click.echo(f"  utility: {utility.title}; {utility.source}")
        if utility.note:
            click.echo(f"    note: {utility.note}")
        default = utility.value_set.id if utility.value_set else "none, an evaluation names one"
        click.echo(f"    default value set: {default}")
        found, broken = self._of(instrument, read_value_set)
        for value_set in found:
            click.echo(f"    value set {value_set.identity}")
            for name, text in _details(value_set).items():
                click.echo(f"      {name}: {text}")
        for line in broken:
            click.echo(f"    value set {line}")

    def described(self, instrument: Instrument) -> dict[str, Any] | None:
        """Give the same for programs; None without a utility."""
        utility = instrument.utility
        if utility is None:
            return None
        found, broken = self._of(instrument, read_value_set)
        return {
            "title": utility.title,
            "source": utility.source,
            "note": utility.note,
            "default": utility.value_set.id if utility.value_set else None,
            "value_sets": [_as_data(value_set) for value_set in found],
            "not_read": broken,
        }

    def _of(
        self, instrument: Instrument, read: Callable[[Path | Traversable, str], T]
    ) -> tuple[list[T | ValueSet], list[str]]:
        """Give the value sets of an instrument, its own with them, by id; and a line for each broken one."""
        found: dict[str, T | ValueSet] = {}
        broken = []
        own = instrument.utility.value_set if instrument.utility else None
        if own is not None:
            found[own.id] = own
        for file in self.files:
            try:
                if read_definition(file.path, file.name).instrument == instrument.id:
                    found.setdefault(file.id, read(file.path, file.name))
            except InputError as error:
                broken.append(f"{file.id} cannot be read: {error.problems[0]}")
        return [found[name] for name in sorted(found)], broken


def _details(value_set: ValueSet) -> dict[str, str]:
    return {
        "items": ", ".join(value_set.items),
        "range": f"{number(value_set.worst_value)} to 1, {len(value_set.values):,} states",
        "worst state": state_name(value_set.worst_state),
        "licence": value_set.licence,
        **({"note": value_set.note} if value_set.note else {}),
    }


def _as_data(value_set: ValueSet) -> dict[str, Any]:
    names = ("id", "title", "country", "method", "author", "year", "doi", "licence", "version", "note")
    return {
        **{name: getattr(value_set, name) for name in names},
        "illustrative": value_set.illustrative,
        "items": list(value_set.items),
        "best": list(value_set.best),
        "worst": list(value_set.worst_state),
        "lowest": value_set.worst_value,
        "highest": 1,
        "states": len(value_set.values),
    }
