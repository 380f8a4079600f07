"""
Entry point: what this distribution brings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from livingwell_core import hookimpl

if TYPE_CHECKING:
    from livingwell_core.analyses import Analysis
    from livingwell_core.cli.lazy import LazyCommand


@hookimpl
def livingwell_analyses() -> list[Analysis]:
    """Value for money, where an evaluation file asks for it."""
    from livingwell_costing.analysis import CostEffectiveness

    return [CostEffectiveness()]


@hookimpl
def livingwell_commands() -> list[LazyCommand]:
    """Value for money alone."""
    from livingwell_core.cli.lazy import LazyCommand

    help_line = "Say what a QALY costs, and how sure that is."
    return [LazyCommand("cost", "livingwell_costing.cost_command:cost", help_line)]
