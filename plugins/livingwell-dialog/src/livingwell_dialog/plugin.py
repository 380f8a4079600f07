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
    """DIALOG."""
    from importlib.resources import files

    from livingwell_core.instruments import read_instrument

    return [read_instrument(files("livingwell_dialog") / "dialog.toml")]
