"""
The whole plugin interface on one page.

A plugin is a distribution with an entry point in the group ``livingwell`` that names a light
module: functions marked `hookimpl`, with every heavy import inside them. A hook takes no argument,
may be called more than once in a run, and returns a list; an empty list means "nothing from me".
What comes back is sorted by id, so the order of installation never matters, and one id may
come from one plugin only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from livingwell_core.analyses import Analysis
    from livingwell_core.cli.lazy import LazyCommand
    from livingwell_core.cohorts import Reader
    from livingwell_core.engines import Engine
    from livingwell_core.instruments import Instrument, ValueSetFile
    from livingwell_core.profiles import ProfileFile
    from livingwell_core.reports import ReportFormat

__all__ = ["PROJECT", "hookimpl", "hookspec"]

#: Name of the entry-point group and of the pluggy project.
PROJECT = "livingwell"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def livingwell_instruments() -> Sequence[Instrument]:  # type: ignore[empty-body]
    """
    Bring questionnaires.

    Returns
    -------
    sequence of livingwell_core.instruments.Instrument
        Each with an id that is never reused, e.g. ``"reqol10"``.
    """


@hookspec
def livingwell_analyses() -> Sequence[Analysis]:  # type: ignore[empty-body]
    """
    Bring analyses: folds from pairs of scores to findings.

    Returns
    -------
    sequence of livingwell_core.analyses.Analysis
        Each is asked which scores it applies to and then run on every one of them.
    """


@hookspec
def livingwell_site_profiles() -> Sequence[ProfileFile]:  # type: ignore[empty-body]
    """
    Bring descriptions of services and of the files that they export.

    Returns
    -------
    sequence of livingwell_core.profiles.ProfileFile
        Places of TOML files; they are read only when a profile is asked for.
    """


@hookspec
def livingwell_value_sets() -> Sequence[ValueSetFile]:  # type: ignore[empty-body]
    """
    Bring value sets, which turn the answers of a preference-based measure into utilities.

    Returns
    -------
    sequence of livingwell_core.instruments.ValueSetFile
        Places of TOML files; they are read only when a value set is asked for.
    """


@hookspec
def livingwell_readers() -> Sequence[Reader]:  # type: ignore[empty-body]
    """
    Bring file formats.

    Returns
    -------
    sequence of livingwell_core.cohorts.Reader
        Each names the file endings that it reads and yields the cells as text.
    """


@hookspec
def livingwell_report_formats() -> Sequence[ReportFormat]:  # type: ignore[empty-body]
    """
    Bring ways to write a report.

    Returns
    -------
    sequence of livingwell_core.reports.ReportFormat
        Each turns one report into the bytes of one file; it never writes by itself.
    """


@hookspec
def livingwell_engines() -> Sequence[Engine]:  # type: ignore[empty-body]
    """
    Bring places where an evaluation runs: cores, a cluster.

    Returns
    -------
    sequence of livingwell_core.engines.Engine
        Each runs the same two pure functions and adds up the tallies.
    """


@hookspec
def livingwell_commands() -> Sequence[LazyCommand]:  # type: ignore[empty-body]
    """
    Bring commands of the command line.

    Returns
    -------
    sequence of livingwell_core.cli.lazy.LazyCommand
        Name, one line of help and where the click command is; it is imported when used.
    """
