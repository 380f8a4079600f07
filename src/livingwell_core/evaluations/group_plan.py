"""
What an evaluation looks at by group: names looked up, and what a site has of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from livingwell_core.errors import Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from livingwell_core.evaluations.settings import Groups
    from livingwell_core.instruments import Instrument
    from livingwell_core.profiles import SiteProfile

__all__ = ["check_groups", "group_columns"]


def group_columns(groups: Groups, profiles: Iterable[SiteProfile]) -> tuple[str, ...]:
    """Give what people are sorted by: as the evaluation names it, or all that these profiles declare."""
    declared = dict.fromkeys(
        name for profile in profiles if profile.people is not None for name in profile.people.groups
    )
    if groups.columns is None:
        return tuple(declared)
    return tuple(name for name in groups.columns if name in declared)


def check_groups(
    groups: Groups,
    profiles: Iterable[SiteProfile],
    analyses: Collection[str],
    instruments: Mapping[str, Instrument],
    file: str,
) -> list[Problem]:
    """
    Look up every name in ``[groups]``.

    Parameters
    ----------
    groups : Groups
    profiles : iterable of SiteProfile
    analyses : collection of str
        Ids.
    instruments : mapping of id to Instrument
    file : str
        The evaluation file as messages name it.
    """
    declared = [name for profile in profiles if profile.people for name in profile.people.groups]
    scores = [f"{i.id}.{score.id}" for i in instruments.values() for score in i.scores]
    wanted = (
        ("columns", groups.columns or (), declared, "no profile has such a group"),
        ("analyses", groups.analyses, analyses, "no such analysis"),
        ("scores", groups.scores or (), scores, "no such score"),
    )
    return [
        Problem(
            file=file, column=f"groups.{key}", reason=f"{reason}; {did_you_mean(name, known)}", value=name
        )
        for key, names, known, reason in wanted
        for name in names
        if name not in known
    ]
