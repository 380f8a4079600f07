"""
What a profile says of an instrument, held against the instrument.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from livingwell_core.errors import Problem, did_you_mean
from livingwell_core.instruments import UTILITY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from livingwell_core.evaluations.own_instruments import KnownInstruments
    from livingwell_core.instruments import Instrument, Item
    from livingwell_core.profiles import AnswerTable, SiteProfile

__all__ = ["check_tables", "without_referral", "without_scores"]


def check_tables(profile: SiteProfile, found: KnownInstruments) -> list[Problem]:
    """Check what a profile says of an instrument against the instrument."""
    known = found.instruments
    problems = []
    for number, table in enumerate(profile.tables, start=1):
        where = f"tables[{number}]"
        file = f"profile {profile.id}"
        if table.instrument in found.unreadable:
            continue
        if table.instrument not in known:
            hint = did_you_mean(table.instrument, known)
            problems.append(
                Problem(
                    file=file,
                    column=f"{where}.instrument",
                    reason=f"no such instrument is installed; {hint}",
                    value=table.instrument,
                )
            )
            continue
        instrument = known[table.instrument]
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
        problems += _directions(file, where, table, items)
        problems += _codes(file, where, table, items)
        scores = {score.id for score in instrument.scores} | ({UTILITY} if instrument.utility else set())
        problems += [
            Problem(
                file=file,
                column=f"{where}.totals.{score}",
                reason=f"{instrument.title} has no such score; {did_you_mean(score, scores)}",
            )
            for score in table.totals
            if score not in scores
        ]
        problems += _given(file, where, table, instrument)
    return problems


def _given(file: str, where: str, table: AnswerTable, instrument: Instrument) -> Iterator[Problem]:
    """Check the scores that a file holds in place of answers."""
    known = [score.id for score in instrument.scores]
    for score in table.scores:
        if score not in known:
            yield Problem(
                file=file,
                column=f"{where}.scores.{score}",
                reason=f"{instrument.title} has no such score; {did_you_mean(score, known)}",
            )
    if table.scores and not {*instrument.counted_by} & {*table.scores}:
        yield Problem(
            file=file,
            column=f"{where}.scores",
            reason="lacks the score by which an assessment counts",
            expected=" or ".join(instrument.counted_by),
        )


def without_referral(profile: SiteProfile) -> Iterator[Problem]:
    """Find tables that do not say which referral a row belongs to."""
    tables = {f"tables[{number}]": table for number, table in enumerate(profile.tables, start=1)}
    for where, table in ({"people": profile.people} | tables).items():
        if table is not None and table.referral is None:
            yield Problem(
                file=f"profile {profile.id}",
                column=f"{where}.referral",
                reason="is missing: the evaluation is by referral",
                expected='the name of a column, or pairing by = "person"',
            )


def _directions(file: str, where: str, table: AnswerTable, items: Mapping[str, Item]) -> Iterator[Problem]:
    """Demand a direction of the items that systems code either way, and of no other."""
    for name in table.directions:
        if name in items and items[name].negative is not None:
            yield Problem(
                file=file,
                column=f"{where}.directions.{name}",
                reason="the instrument itself says which way this item runs",
            )
    for item in items.values():
        if item.negative is None and item.id in table.items and item.id not in table.directions:
            yield Problem(
                file=file,
                column=f"{where}.directions.{item.id}",
                reason="is missing: systems code this item either way",
                expected="higher-is-better or higher-is-worse",
            )


def _codes(file: str, where: str, table: AnswerTable, items: Mapping[str, Item]) -> Iterator[Problem]:
    """Find labels whose code no item knows, and such as the instrument takes for "no answer"."""
    lowest = min(item.lowest for item in items.values())
    highest = max(item.highest for item in items.values())
    missing = {code for item in items.values() for code in item.missing_codes if abs(code) <= 100}
    for label, code in table.codes.items():
        column = f"{where}.codes.{label!r}"
        if not lowest <= code <= highest and code not in missing:
            yield Problem(
                file=file,
                column=column,
                reason="no answer has this code",
                value=str(code),
                expected=f"{lowest} to {highest}",
            )
        taken = [
            item.id
            for item in items.values()
            if label.strip() in map(str, item.missing_codes) and item.id in table.items and code in item.codes
        ]
        if taken:
            yield Problem(
                file=file,
                column=column,
                reason=f"the instrument takes {label.strip()} for no answer to {', '.join(taken)}",
                value=str(code),
                expected="no label, or the same code",
            )


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
            if not table.scores and len(absent) == len(instruments[table.instrument].scores):
                first, items = next(iter(absent.items()))
                yield Problem(
                    file=f"profile {profile.id}",
                    column=f"tables[{number}].items",
                    reason=f"no score can be computed: {first!r} lacks {', '.join(items)}",
                )
