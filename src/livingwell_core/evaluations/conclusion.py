"""
From tallies to findings: everyone and every group, at each site, at all of them, and between them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from livingwell_core.analyses import ALL_SITES, EVERYONE, About, Analysis, Definition, Finding
from livingwell_core.analyses.families import adjusted
from livingwell_core.evaluations.fold import Key
from livingwell_core.profiles import group_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from livingwell_core.evaluations.plan import Plan
    from livingwell_core.instruments import Instrument, Score

__all__ = ["INVENTED", "all_findings"]

#: Said with every finding on invented data.
INVENTED: Final = "INVENTED DATA"


def all_findings(
    plan: Plan, tallies: Mapping[Key, Any]
) -> tuple[tuple[Finding, ...], tuple[Definition, ...]]:
    """
    Conclude from every tally.

    Parameters
    ----------
    plan : Plan
    tallies : mapping of Key to Tally

    Returns
    -------
    findings : tuple of Finding
        By instrument, score, analysis, group (everyone first) and site: each site in the plan's order, then
        all together, then what is found between them; last the tests of single items, adjusted.
    definitions : tuple of Definition
        Of all that they name, sorted by id.
    """
    findings: list[Finding] = []
    definitions: dict[str, Definition] = {}
    groups = (EVERYONE, *_groups(plan))
    for instrument in plan.instruments.values():
        for score in instrument.scores:
            # Coverage comes first: of whom the rest speaks.
            analyses = sorted(plan.analyses_of(instrument, score), key=lambda a: (a.id != "coverage", a.id))
            for analysis in analyses:
                found = [
                    finding
                    for group in groups
                    for finding in _conclude(plan, tallies, analysis, instrument, score, group)
                ]
                if found:
                    findings += found
                    definitions |= {d.id: d for d in plan.ask(analysis, "definitions", instrument, score)}
    items = {
        (instrument.id, score.id)
        for instrument in plan.instruments.values()
        for score in instrument.scores
        if score.measurement == "ordinal"
    }
    more, of_families = adjusted(findings, items)
    definitions |= {d.id: d for d in of_families}
    return (*findings, *more), tuple(definitions[name] for name in sorted(definitions))


def _groups(plan: Plan) -> Iterator[str]:
    """Give every group that a profile declares, in the order of its columns and of their values."""
    names: dict[str, None] = {}
    for profile in plan.profiles:
        for column in plan.group_columns(profile.id):
            if profile.people is not None:
                names |= {group_name(column, name): None for name in profile.people.groups[column].names}
    columns = list(dict.fromkeys(name.partition("=")[0] for name in names))
    yield from sorted(names, key=lambda name: columns.index(name.partition("=")[0]))


def _conclude(
    plan: Plan,
    tallies: Mapping[Key, Any],
    analysis: Analysis,
    instrument: Instrument,
    score: Score,
    group: str,
) -> Iterator[Finding]:
    by_site = {
        profile.id: tallies[key]
        for profile in plan.profiles
        if (key := Key(instrument.id, score.id, analysis.id, profile.id, group)) in tallies
    }
    if not by_site:
        return
    everyone = sum(list(by_site.values())[1:], start=next(iter(by_site.values())))
    statistics = plan.file.statistics
    about = About(
        analysis=analysis.id,
        instrument=instrument,
        score=score,
        site=ALL_SITES,
        group=group,
        level=statistics.level,
        seed=statistics.seed,
        replicates=statistics.replicates,
    )
    for site, tally in [*by_site.items(), (ALL_SITES, everyone)]:
        notes = _notes(plan, instrument, score, site, group)
        yield from plan.ask(analysis, "conclude", tally, attrs.evolve(about, site=site, notes=notes))
    if len(by_site) > 1 and hasattr(analysis, "compare"):
        notes = _notes(plan, instrument, score, ALL_SITES, group)
        yield from plan.ask(analysis, "compare", by_site, attrs.evolve(about, notes=notes))


def _notes(plan: Plan, instrument: Instrument, score: Score, site: str, group: str) -> tuple[str, ...]:
    """Say what goes with every finding on this score."""
    notes = []
    if score.rule.missing.max_missing:
        notes.append(f"scores by {score.rule.missing.id}, not a rule of the authors of {instrument.title}")
    here = [
        profile
        for profile in plan.profiles
        if site in {profile.id, ALL_SITES}
        and any(table.instrument == instrument.id for table in profile.tables)
    ]
    unlisted = [profile.id for profile in here if profile.people is None]
    if unlisted and group == EVERYONE:
        notes.append(
            f"no list of people from {', '.join(unlisted)}: only people with an assessment are known"
        )
    given = [
        profile.id
        for profile in here
        if any(score.id in table.scores for table in profile.tables if table.instrument == instrument.id)
    ]
    if given:
        notes.append(f"scores of {', '.join(given)} as its files give them: the answers were not seen")
    if plan.file.pairing.by == "referral":
        notes.append("each referral counts as a person")
    column = group.partition("=")[0]
    without = [profile.id for profile in here if column not in plan.group_columns(profile.id)]
    if without and group != EVERYONE:
        notes.append(f"without {', '.join(without)}, where {column} is not in the list of people")
    if plan.file.pairing.rule != "first-last":
        notes.append(f"pairs by the rule {plan.file.pairing.chosen.title}")
    if score.note:
        notes.append(score.note)
    if plan.file.invented:
        notes.append(INVENTED)
    return tuple(notes)
