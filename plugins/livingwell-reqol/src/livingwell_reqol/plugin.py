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
    """ReQoL-10, and the total of the ReQoL-20."""
    from importlib.resources import files

    from livingwell_core.instruments import read_instrument
    from livingwell_reqol.reqol10 import REQOL10

    return [REQOL10, read_instrument(files("livingwell_reqol") / "reqol20.toml")]


@hookimpl
def livingwell_value_sets() -> list[ValueSetFile]:
    """A value set for the ReQoL-UI that is only an example; the licensed ones are not in this package."""
    from importlib.resources import files

    from livingwell_core.instruments import ValueSetFile

    return [
        ValueSetFile("reqol-ui-illustrative", files("livingwell_reqol") / "value_sets" / "illustrative.toml")
    ]
