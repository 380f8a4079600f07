"""
What a profile says of an instrument, held against the instrument.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from livingwell_core.errors import Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from livingwell_core.instruments import Instrument
    from livingwell_core.plugins import Registry
    from livingwell_core.profiles import SiteProfile

__all__ = ["check_tables", "without_scores"]


def check_tables(profile: SiteProfile, installed: Registry[Instrument]) -> list[Problem]:
    """Check what a profile says of an instrument against the instrument."""
    problems = []
    for number, table in enumerate(profile.tables, start=1):
        where = f"tables[{number}]"
        file = f"profile {profile.id}"
        if table.instrument not in installed:
            hint = did_you_mean(table.instrument, installed.ids())
            problems.append(
                Problem(
                    file=file,
                    column=f"{where}.instrument",
                    reason=f"no such instrument is installed; {hint}",
                    value=table.instrument,
                )
            )
            continue
        instrument = installed[table.instrument]
        items = {item.id: item for item in instrument.items}
        for key in ("items", "directions"):
            problems += [
                Problem(
                    file=file,
                    column=f"{where}.{key}.{item}",
                    reason=f"{instrument.title} has no such item; {did_you_mean(item, items)}",
                )
                for item in getattr(table, key)
                if item not in items
            ]
        problems += [
            Problem(
                file=file,
                column=f"{where}.directions.{item}",
                reason="the instrument itself says which way this item runs",
            )
            for item in table.directions
            if item in items and items[item].negative is not None
        ]
        problems += [
            Problem(
                file=file,
                column=f"{where}.directions.{item.id}",
                reason="is missing: systems code this item either way",
                expected="higher-is-better or higher-is-worse",
            )
            for item in items.values()
            if item.negative is None and item.id in table.items and item.id not in table.directions
        ]
        lowest = min(item.lowest for item in items.values())
        highest = max(item.highest for item in items.values())
        problems += [
            Problem(
                file=file,
                column=f"{where}.codes.{label!r}",
                reason="no answer has this code",
                value=str(code),
                expected=f"{lowest} to {highest}",
            )
            for label, code in table.codes.items()
            if not lowest <= code <= highest
        ]
    return problems


def without_scores(
    profiles: Iterable[SiteProfile], instruments: Mapping[str, Instrument]
) -> Iterable[Problem]:
    """Find tables that hold too few of the items for any score ever to be computed."""
    for profile in profiles:
        for number, table in enumerate(profile.tables, start=1):
            absent = {
                score.id: [item for item in score.items if item not in table.items]
                for score in instruments[table.instrument].scores
                if sum(item not in table.items for item in score.items) > score.rule.missing.max_missing
            }
            if len(absent) == len(instruments[table.instrument].scores):
                first, items = next(iter(absent.items()))
                yield Problem(
                    file=f"profile {profile.id}",
                    column=f"tables[{number}].items",
                    reason=f"no score can be computed: {first!r} lacks {', '.join(items)}",
                )
