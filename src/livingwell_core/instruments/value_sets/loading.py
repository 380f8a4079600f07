"""
From files to value sets.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import attrs
import numpy as np

from livingwell_core.errors import InputError, Problem
from livingwell_core.files import is_file, read_small
from livingwell_core.instruments.value_sets.checks import check_table
from livingwell_core.instruments.value_sets.definition import Definition
from livingwell_core.instruments.value_sets.faults import Faults
from livingwell_core.instruments.value_sets.forms import additive_table, model_table
from livingwell_core.instruments.value_sets.states import StatesTable, decoded, states_table
from livingwell_core.instruments.value_sets.value_set import MOST_DECIMALS, ValueSet
from livingwell_core.toml_files import read_toml, structure

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

    from numpy.typing import NDArray

    from livingwell_core.instruments.value_sets.grid import Grid

__all__ = ["ValueSetFile", "load_value_set", "read_definition", "read_value_set"]

_FORMS = ("additive", "model", "states")
# A million states of twenty items.
_MOST_BYTES = 50_000_000


@attrs.frozen
class ValueSetFile:
    """
    The place of a value set, to be read when it is asked for.

    Attributes
    ----------
    id : str
        The id that the file states; checked when it is read.
    path : Path or Traversable
        A TOML file on disk, or one inside an installed plugin.
    name : str
        The file as messages name it.
    """

    id: str
    path: Path | Traversable

    name: str = attrs.field()

    @name.default
    def _own_name(self) -> str:
        return self.path.name


def load_value_set(file: ValueSetFile, codes: Mapping[str, range] | None = None) -> ValueSet:
    """
    Read a value set whose id is known.

    Raises
    ------
    InputError
        As `read_value_set`, or if the file states another id.
    """
    value_set = read_value_set(file.path, file.name, codes)
    if value_set.id != file.id:
        problem = Problem(
            file=file.name, reason="wrong value", column="id", value=value_set.id, expected=repr(file.id)
        )
        raise InputError([problem])
    return value_set


def read_definition(path: Path | Traversable, name: str | None = None) -> Definition:
    """
    Read who made a value set and in what form it is, without its utilities.

    Parameters
    ----------
    path : Path or Traversable
        A TOML file.
    name : str, optional
        The file as messages name it.

    Raises
    ------
    InputError
    """
    name = name or path.name
    definition = structure(read_toml(path, name), Definition, name)
    faults = Faults(name)
    for key in ("id", "title", "author", "licence", "version"):
        if not getattr(definition, key).strip():
            faults.add(key, "is empty", expected="text")
    for key in ("id", "title", "author", "licence", "version", "country", "method", "doi", "note"):
        faults.one_line(key, getattr(definition, key))
    for number, item in enumerate(definition.items, start=1):
        faults.one_line(f"items[{number}]", item)
    if not 1900 <= definition.year <= 2200:
        faults.add("year", "wrong value", value=definition.year, expected="a year such as 1997")
    if not definition.items or len(set(definition.items)) < len(definition.items):
        faults.add("items", "wrong value", value=", ".join(definition.items), expected="items, each once")
    if len(definition.best) != len(definition.items):
        expected = f"a code for each of the {len(definition.items)} items"
        faults.add("best", "wrong value", value=list(definition.best), expected=expected)
    if not 0 <= definition.decimals <= MOST_DECIMALS:
        faults.add("decimals", "wrong value", value=definition.decimals, expected=f"0 to {MOST_DECIMALS}")
    else:
        faults.steps("worst_value", definition.worst_value, definition.decimals)
    given = [form for form in _FORMS if getattr(definition, form) is not None]
    if len(given) != 1:
        found = " and ".join(f"[{form}]" for form in given) or "none of them"
        faults.add("", "wrong form", value=found, expected="one of [additive], [model] and [states]")
    faults.stop()
    return definition


def read_value_set(
    path: Path | Traversable, name: str | None = None, codes: Mapping[str, range] | None = None
) -> ValueSet:
    """
    Read a value set and check all of it.

    Parameters
    ----------
    path : Path or Traversable
        A TOML file; or a CSV file of states with a TOML file of the same name beside it.
    name : str, optional
        The file as messages name it.
    codes : mapping of item id to range, optional
        The codes of the instrument's items; in a file of states others are refused with their row.

    Raises
    ------
    InputError
        With all that is wrong: file, line or state, value and what was expected.
    """
    name = name or path.name
    if not is_file(path):
        raise InputError([Problem(file=name, reason="there is no such file")])
    if not path.name.lower().endswith(".csv"):
        return _checked(read_definition(path, name), path, name, codes)
    toml_name = str(PurePosixPath(name).with_suffix(".toml"))
    toml = _beside(path, PurePosixPath(path.name).with_suffix(".toml").name)
    if not is_file(toml):
        problem = Problem(
            file=name,
            reason="does not say whose value set it is",
            expected=f"a file {toml_name} beside it, with id, author, year, licence, version, items, best, "
            "worst_value and [states]",
        )
        raise InputError([problem])
    definition = read_definition(toml, toml_name)
    if definition.states is None or definition.states.file not in {None, path.name}:
        found = None if definition.states is None else definition.states.file
        problem = Problem(
            file=toml_name,
            column="states.file",
            reason="is of another file than the one asked for",
            value=found,
            expected=repr(path.name),
        )
        raise InputError([problem])
    return _checked(definition, toml, toml_name, codes)


def _beside(path: Path | Traversable, name: str) -> Path | Traversable:
    # Files on disk and in archives know their folder, though the protocol does not say so.
    folder: Path | Traversable = getattr(path, "parent")  # noqa: B009
    return folder / name


def _checked(
    definition: Definition, path: Path | Traversable, name: str, codes: Mapping[str, range] | None
) -> ValueSet:
    faults = Faults(name)
    rows = known = seen = None
    form = "additive"
    if definition.additive is not None:
        grid, values = additive_table(definition, definition.additive, faults)
    elif definition.model is not None:
        form = "model"
        grid, values = model_table(definition, definition.model, faults)
    else:
        table, faults = _states(definition, path, name, codes)
        grid, values, known, seen, rows = table.grid, table.values, table.known, table.seen, table.rows
    for fault in check_table(
        grid,
        values,
        best=definition.best,
        worst_value=faults.exact("worst_value", definition.worst_value),
        decimals=definition.decimals,
        known=known,
        seen=seen,
    ):
        row = None if rows is None or fault.index is None else int(rows[fault.index]) or None
        place = [form] if rows is None else []
        place += [f"state {grid.name(fault.index)}"] if fault.index is not None else []
        faults.add(", ".join(place), fault.reason, value=fault.value, expected=fault.expected, row=row)
    faults.stop()
    return _made(definition, grid, values)


def _states(
    definition: Definition, path: Path | Traversable, name: str, codes: Mapping[str, range] | None
) -> tuple[StatesTable, Faults]:
    stated = definition.states.file if definition.states else None
    file = PurePosixPath(path.name).with_suffix(".csv").name if stated is None else stated
    place = _beside(path, file)
    faults = Faults(str(PurePosixPath(name).parent / file))
    if stated is not None and (not file.lower().endswith(".csv") or "/" in file or "\\" in file):
        Faults(name).fatal(
            "states.file", "wrong value", value=file, expected="the name of a CSV file beside this"
        )
    try:
        content = read_small(place, faults.file, _MOST_BYTES, "a CSV file")
    except InputError as error:
        (problem,) = error.problems
        expected = problem.expected or "a CSV file beside this"
        Faults(name).fatal("states.file", problem.reason, value=file, expected=expected)
    return states_table(definition, decoded(content, faults), faults, codes), faults


def _made(definition: Definition, grid: Grid, values: NDArray[np.int64]) -> ValueSet:
    given = attrs.asdict(definition, recurse=False)
    for form in _FORMS:
        del given[form]
    return ValueSet(levels=grid.levels, values=values, **given)
