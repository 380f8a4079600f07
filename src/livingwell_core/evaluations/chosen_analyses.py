"""
Which analyses an evaluation runs, with the settings that its file has for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from livingwell_core.errors import InputError, Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from livingwell_core.analyses import Analysis
    from livingwell_core.instruments import Instrument

__all__ = ["chosen_analyses", "unknown_scores"]


def chosen_analyses(
    analyses: Iterable[Analysis], tables: Mapping[str, Mapping[str, Any]], file: str, folder: Path
) -> tuple[tuple[Analysis, ...], list[Problem]]:
    """
    Leave out analyses that run by name only and are not named, and configure the others.

    Parameters
    ----------
    analyses : iterable of Analysis
    tables : mapping of analysis id to table
        The tables ``[analyses.ID]`` of the evaluation file.
    file : str
        The evaluation file as messages name it.
    folder : Path
        Where it is: other files are beside it.

    Returns
    -------
    analyses : tuple of Analysis
    problems : list of Problem
        With tables of no analysis, and with settings that are wrong.
    """
    known = {analysis.id: analysis for analysis in analyses}
    problems = [
        Problem(file=file, column=f"analyses.{name}", reason=f"no such analysis; {did_you_mean(name, known)}")
        for name in tables
        if name not in known
    ]
    chosen = []
    for name, analysis in known.items():
        table = tables.get(name)
        if table is None:
            if not getattr(analysis, "by_name", False):
                chosen.append(analysis)
            continue
        configured = getattr(analysis, "configured", None)
        if configured is None:
            problems += [
                Problem(file=file, column=f"analyses.{name}.{key}", reason="this analysis has no settings")
                for key in table
            ]
            chosen.append(analysis)
            continue
        try:
            chosen.append(configured(dict(table), file, folder))
        except InputError as error:
            problems += error.problems
    return tuple(chosen), problems


def unknown_scores(
    analyses: Iterable[Analysis], instruments: Mapping[str, Instrument], file: str
) -> list[Problem]:
    """
    Look up the scores that settings of analyses name, where these have an attribute ``scores``.

    Parameters
    ----------
    analyses : iterable of Analysis
        As configured.
    instruments : mapping of id to Instrument
    file : str
        The evaluation file as messages name it.
    """
    known = [f"{i.id}.{score.id}" for i in instruments.values() for score in i.scores]
    return [
        Problem(
            file=file,
            column=f"analyses.{analysis.id}.scores",
            reason=f"no such score; {did_you_mean(name, known)}",
            value=name,
        )
        for analysis in analyses
        for name in getattr(analysis, "scores", None) or ()
        if name not in known
    ]
