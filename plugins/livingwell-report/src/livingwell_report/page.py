"""
From a report to what the template writes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from livingwell_report.flow import table_title
from livingwell_report.notes import is_single_arm
from livingwell_report.numbers import whole
from livingwell_report.scores import by_score, site_names
from livingwell_report.sections import sections_for
from livingwell_report.sentences import (
    coverage_sentence,
    key_tiles,
    others_sentence,
    period_sentence,
    scale_sentence,
)
from livingwell_report.tables import Desk, anchors
from livingwell_report.views import Cell, Page, Row, SiteCard, Table

if TYPE_CHECKING:
    from livingwell_core.profiles import SiteProfile
    from livingwell_core.reports import Report

__all__ = ["make_page"]

#: The fields of a service, in the order of the programme's comparison of its sites.
_SERVICE: Final = (
    ("target_group", "For whom"),
    ("access", "How people reach it"),
    ("core_offer", "Core offer"),
    ("time_limit", "Time limit"),
    ("team", "Team"),
    ("wider_network", "A wider network"),
    ("peer_support", "Peer support"),
    ("recovery_focused", "A focus on recovery"),
    ("strengths_based", "A focus on strengths"),
    ("social_needs_and_goals", "Attention to social needs and goals"),
    ("exit", "Exit"),
    ("onward_referral", "Onward referral"),
    ("post_support", "After support"),
)


def make_page(report: Report) -> Page:
    """Lay out a report as a page."""
    desk = Desk(definitions={d.id: d for d in report.definitions}, minimum=report.minimum)
    scores = by_score(report)
    primary = [data for data in scores if data.primary]
    sections = tuple(section for data in scores for section in sections_for(data, report, desk))
    places = anchors(report.definitions)
    return Page(
        title=report.title,
        invented=report.invented,
        period=period_sentence(report.settings),
        summary=tuple(
            f"{data.title}: {sentence}" if len(primary) > 1 else sentence
            for data in primary
            if (sentence := coverage_sentence(data, data.places("coverage")))
        ),
        scales=tuple(
            scale_sentence(data.instrument.title, data.score)
            for data in primary
            if data.instrument is not None and data.score is not None
        ),
        others=tuple(
            f"{data.title}: {sentence}" if len(primary) > 1 else sentence
            for data in primary
            if (sentence := others_sentence(data, data.places("coverage")))
        ),
        tiles=tuple((data.title, tiles) for data in primary if (tiles := key_tiles(data))),
        single_arm=is_single_arm(report.findings),
        minimum=report.minimum,
        suppressed=report.suppressed,
        findings=len(report.findings),
        sections=sections,
        sites=tuple(_card(profile) for profile in report.profiles),
        ledger=_ledger(report, desk),
        definitions=tuple((places[d.id], d.id, d.text, d.source, d.verified) for d in report.definitions),
        instruments=tuple((i.title, i.id, i.source, i.licence, i.status) for i in report.instruments),
        settings=tuple(report.settings.items()),
        versions=tuple(report.versions.items()),
    )


def _card(profile: SiteProfile) -> SiteCard:
    facts: list[tuple[str, tuple[str, ...]]] = []
    has: list[str] = []
    has_not: list[str] = []
    for name, label in _SERVICE:
        value = getattr(profile.service, name)
        if isinstance(value, bool):
            (has if value else has_not).append(label)
        elif value:
            facts.append((label, value if isinstance(value, tuple) else (value,)))
    facts += [
        (title, tuple(labels)) for title, labels in (("Has", has), ("Does not have", has_not)) if labels
    ]
    if profile.measures:
        facts.append(("Measures in use", profile.measures))
    facts += [
        (f"Local name for: {outcome.outcome}", (outcome.name, f"Source: {outcome.source}"))
        for outcome in profile.outcomes
    ]
    return SiteCard(
        title=profile.title,
        id=profile.id,
        region=profile.region or "",
        source=profile.source,
        facts=tuple(facts),
        notes=profile.notes,
    )


def _table_name(table: str, report: Report) -> str:
    names = (table_title(table, instrument.id, instrument.title) for instrument in report.instruments)
    return next((name for name in names if name != table), table)


def _ledger(report: Report, desk: Desk) -> Table | None:
    names = site_names(report)
    rows = [
        Row(
            label=_table_name(entry.table, report),
            cells=(
                Cell(text=names.get(entry.site, entry.site), numeric=False),
                Cell(text=entry.reason, numeric=False),
                Cell(text=whole(entry.rows)),
            ),
            total=entry.reason == "rows read",
        )
        for entry in report.ledger
    ]
    if not rows:
        return None
    return Table(
        number=desk.next_table(),
        caption="Every row that was read, by table, site and what became of it",
        head=("Table", "Site", "What became of it", "Rows"),
        rows=tuple(rows),
        left=3,
    )
