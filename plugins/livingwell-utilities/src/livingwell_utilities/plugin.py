"""
Entry point: what this distribution brings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from livingwell_core import hookimpl

if TYPE_CHECKING:
    from livingwell_core.instruments import Instrument, ValueSetFile


@hookimpl
def livingwell_instruments() -> list[Instrument]:
    """EQ-5D-3L and MHQoL."""
    from importlib.resources import files

    from livingwell_core.instruments import read_instrument

    folder = files("livingwell_utilities")
    return [read_instrument(folder / name) for name in ("eq5d3l.toml", "mhqol.toml")]


@hookimpl
def livingwell_value_sets() -> list[ValueSetFile]:
    """The value sets that these instruments use where none is named."""
    from importlib.resources import files

    from livingwell_core.instruments import ValueSetFile

    folder = files("livingwell_utilities") / "value_sets"
    return [ValueSetFile(name, folder / f"{name}.toml") for name in ("eq5d3l-uk-tto", "mhqol-nl")]
