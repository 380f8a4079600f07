"""
From a report to what the template writes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from livingwell_core.instruments import ILLUSTRATIVE
from livingwell_report.battery import battery_section
from livingwell_report.chapters import by_instrument
from livingwell_report.notes import is_single_arm
from livingwell_report.remarks import remark_tables, remarks_sentence
from livingwell_report.rows import ledger_table
from livingwell_report.scores import slug
from livingwell_report.sections import (
    leading_sections,
    measure_of_questions,
    rest_of_questions,
    rest_section,
    score_sections,
)
from livingwell_report.sentences import DAYS, coverage_sentence, others_sentence, period_sentence
from livingwell_report.settings import day_in_words, folded
from livingwell_report.tables import Desk
from livingwell_report.tiles import key_tiles
from livingwell_report.value import CHEERS
from livingwell_report.views import Chapter, Page, SiteCard

if TYPE_CHECKING:
    from collections.abc import Mapping

    from livingwell_core.profiles import SiteProfile
    from livingwell_core.reports import Report
    from livingwell_report.chapters import Chapter as Findings
    from livingwell_report.views import Section

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
    desk = Desk(definitions={d.id: d for d in report.definitions})
    found = by_instrument(report)
    chapters = tuple(_chapter(each, report, desk) for each in found)
    leading = next((each.leading for each in found if each.leading), None)
    key = [data for each in found for data in each.scales if data is each.leading or data.utility]
    summary = coverage_sentence(leading, leading.places("coverage")) if leading else ""
    return Page(
        title=report.title,
        invented=report.invented,
        illustrative=ILLUSTRATIVE,
        period=period_sentence(report.settings),
        summary=f"{leading.title}: {summary}" if leading and summary and len(found) > 1 else summary,
        also=tuple(
            (each.title, *short, each.illustrative)
            for each, chapter in zip(found, chapters, strict=True)
            if each.leading is not leading and (short := _in_short(each, chapter))[0]
        ),
        tiles=tuple(tiles for data in key if (tiles := key_tiles(data))),
        others=others_sentence(leading, leading.places("coverage")) if leading else "",
        single_arm=is_single_arm(report.findings),
        minimum=report.minimum,
        suppressed=report.suppressed,
        findings=len(report.findings),
        chapters=chapters,
        sites=tuple(_card(profile) for profile in report.profiles),
        remark=remarks_sentence(report),
        remarks=remark_tables(report, desk),  # above the ledger, and so numbered before it
        ledger=ledger_table(report, desk),
        definitions=tuple(
            (desk.anchors[d.id], d.id, d.text, d.source, d.verified)
            for d in report.definitions
            if not d.id.startswith(CHEERS)  # they have a table
        ),
        instruments=tuple((i.title, i.id, i.source, i.licence, i.status) for i in report.instruments),
        settings=_settings(report.settings),
        versions=tuple(report.versions.items()),
    )


def _chapter(found: Findings, report: Report, desk: Desk) -> Chapter:
    """Lay out an instrument: its leading score, the others, its single questions, and what is left."""
    notes = found.notes
    sections: list[Section] = []
    for data in found.scales:
        if data is found.leading:
            sections += leading_sections(data, report, desk, notes)
        else:
            sections += score_sections(data, report, desk, notes)
    if found.batteries:
        sections.append(battery_section(found, report, desk, notes))
        sections += measure_of_questions(found.batteries, report, desk, notes)
    for data in found.scales:
        sections += rest_section(data, report, desk, notes)
    for battery in found.batteries:
        sections += rest_of_questions(battery, report, desk, notes)
    return Chapter(
        id=f"instrument-{slug(found.instrument_id)}",
        title=found.title,
        notes=notes,
        illustrative=found.illustrative,
        sections=tuple(sections),
    )


def _in_short(found: Findings, chapter: Chapter) -> tuple[str, bool]:
    """Say what a chapter is about in a few sentences, and whether what they rest on is not verified."""
    if found.leading is not None:
        return coverage_sentence(found.leading, found.leading.places("coverage")), False
    return next(((part.lead, part.unverified) for part in chapter.sections if part.lead), ("", False))


def _settings(settings: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, day_in_words(value) if name in DAYS else value) for name, value in folded(settings))


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
