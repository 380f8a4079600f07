"""
From a file, or plain data, to an instrument, or to the list of all that is wrong with it.
"""

from __future__ import annotations

import functools
import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

from livingwell_core.files import is_file
from livingwell_core.instruments.definitions.draft import draft_of
from livingwell_core.instruments.definitions.items import items_of, texts_of
from livingwell_core.instruments.definitions.scores import scores_of
from livingwell_core.instruments.definitions.utilities import utility_of
from livingwell_core.instruments.instrument import Instrument
from livingwell_core.instruments.value_sets.faults import Faults
from livingwell_core.toml_files import read_toml

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from livingwell_core.errors import Problem

__all__ = ["instrument_of", "read_instrument"]

_PARTS: Final = ("responses", "items", "scores", "utility")


def read_instrument(
    path: Path | Traversable, name: str | None = None, *, allow_python: bool = False
) -> Instrument:
    """
    Read an instrument from a TOML file.

    A file ``NAME.cases.toml`` beside ``NAME.toml`` becomes its `cases`.

    Parameters
    ----------
    path : Path or Traversable
        A file on disk, or one inside an installed plugin.
    name : str, optional
        The file as messages name it.
    allow_python : bool
        Whether a score may name a rule in Python. For a plugin's own files only: such a rule is imported.

    Raises
    ------
    InputError
        With all that is wrong, each with its key: ``items[3].polarity``.
    """
    name = name or path.name
    cases = _beside(path, f"{PurePath(path.name).stem}.cases.toml")
    return _read(
        read_toml(path, name),
        name,
        allow_python=allow_python,
        beside=path,
        cases=cases if is_file(cases) else None,
    )


def instrument_of(
    data: dict[str, Any], name: str = "definition", *, allow_python: bool = False
) -> Instrument:
    """
    Make an instrument of what `definition_of` gives; such data can come from JSON.

    Parameters
    ----------
    data : dict
    name : str
        What messages call it.
    allow_python : bool
        Whether a score may name a rule in Python, which is then imported. Only for data that you trust.

    Raises
    ------
    InputError
        As `read_instrument`.
    """
    return _read(data, name, allow_python=allow_python)


def _place(problem: Problem, file: str) -> tuple[int, ...]:
    """Order problems as the file does: the top level, answers, items, scores; then those of other files."""
    if problem.file != file:
        return (len(_PARTS) + 1,)
    column = problem.column or ""
    part = next((number for number, name in enumerate(_PARTS, start=1) if column.startswith(name)), 0)
    return (part, *map(int, re.findall(r"\[(\d+)\]", column)))


def _beside(path: Path | Traversable, name: str) -> Path | Traversable:
    # Files on disk and in archives know their folder, though the protocol does not say so.
    folder: Path | Traversable = getattr(path, "parent")  # noqa: B009
    return folder / name


def _read(
    data: dict[str, Any],
    name: str,
    *,
    allow_python: bool,
    beside: Path | Traversable | None = None,
    cases: Traversable | None = None,
) -> Instrument:
    faults = Faults(name)
    draft = draft_of(data, faults)
    texts = texts_of(draft, faults)
    items = items_of(draft, faults)

    def value_set_file(file: str) -> Path | Traversable | None:
        return None if beside is None else _beside(beside, file)

    utility = utility_of(draft, items, value_set_file, faults)
    scores = scores_of(draft, items, faults, allow_python=allow_python)
    faults.problems.sort(key=functools.partial(_place, file=name))
    faults.stop()
    whole = [item for item in items.values() if item is not None]
    if not scores and utility is not None and utility.value_set is not None:
        codes = {item.id: item.codes for item in whole}
        scores = (utility.score(utility.value_set, texts["id"], codes),)
    try:
        return Instrument(
            **texts,
            primary=draft.primary,
            items=tuple(whole),
            scores=scores,
            utility=utility,
            cases=cases,
        )
    except ValueError as error:
        # The parts are checked one by one above, each with its key; this is what only the whole can show.
        faults.fatal("", str(error))
