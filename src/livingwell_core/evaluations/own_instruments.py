"""
Instruments that an evaluation brings itself: TOML files in the folder ``instruments`` beside its file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.errors import InputError, Problem
from livingwell_core.instruments import Instrument, read_instrument
from livingwell_core.toml_files import read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from livingwell_core.plugins import Registry

__all__ = ["FOLDER", "KnownInstruments", "known_instruments"]

#: Name of the folder.
FOLDER: Final = "instruments"


@attrs.frozen(kw_only=True)
class KnownInstruments:
    """
    What profiles can name.

    Attributes
    ----------
    instruments : mapping of id to Instrument
        The installed ones and the evaluation's own.
    files : mapping of id to str
        The files of the evaluation's own, as messages name them.
    unreadable : frozenset of str
        Ids that files with faults state: no profile that names one is at fault.
    problems : tuple of Problem
    """

    instruments: Mapping[str, Instrument]
    files: Mapping[str, str] = attrs.field(factory=dict)
    unreadable: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()


def known_instruments(folder: Path, installed: Registry[Instrument]) -> KnownInstruments:
    """
    Read an evaluation's own instruments and put them beside the installed ones.

    Parameters
    ----------
    folder : Path
        Where the evaluation file is.
    installed : Registry of Instrument
    """
    own: dict[str, Instrument] = {}
    files: dict[str, str] = {}
    unreadable: set[str] = set()
    problems: list[Problem] = []
    paths = sorted((folder / FOLDER).glob("*.toml"))
    for path in paths:
        name = f"{FOLDER}/{path.name}"
        if path.name.endswith(".cases.toml"):
            continue
        try:
            instrument = read_instrument(path, name)
        except InputError as error:
            problems += error.problems
            unreadable |= {path.stem, _stated_id(path)}
            continue
        other = files.get(instrument.id)
        if instrument.id in installed:
            other = str(installed.brought_by(instrument.id))
        if other is not None:
            problems.append(_taken(name, instrument.id, other))
            continue
        own[instrument.id], files[instrument.id] = instrument, name
    return KnownInstruments(
        instruments={**{instrument.id: instrument for instrument in installed}, **own},
        files=files,
        unreadable=frozenset(unreadable),
        problems=tuple(problems),
    )


def _stated_id(path: Path) -> str:
    try:
        return str(read_toml(path, path.name).get("id", ""))
    except InputError:
        return ""


def _taken(file: str, instrument: str, other: str) -> Problem:
    return Problem(
        file=file,
        column="id",
        reason=f"{other} brings an instrument with this id too",
        value=instrument,
        expected="an id of its own",
    )
