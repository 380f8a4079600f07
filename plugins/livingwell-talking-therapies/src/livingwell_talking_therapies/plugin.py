"""
Entry point: what this distribution brings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from livingwell_core import hookimpl

if TYPE_CHECKING:
    from livingwell_core.instruments import Instrument


@hookimpl
def livingwell_instruments() -> list[Instrument]:
    """PHQ-9 and GAD-7."""
    from importlib.resources import files

    from livingwell_core.instruments import read_instrument

    folder = files("livingwell_talking_therapies")
    return [read_instrument(folder / name) for name in ("phq9.toml", "gad7.toml")]
