"""
Entry point: what this distribution brings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from livingwell_core import hookimpl

if TYPE_CHECKING:
    from livingwell_core.cli.lazy import LazyCommand


@hookimpl
def livingwell_commands() -> list[LazyCommand]:
    """The demonstration on the bundled example."""
    from livingwell_core.cli.lazy import LazyCommand

    return [LazyCommand("demo", "livingwell_example.demo:demo", "Evaluate the bundled, invented example.")]
