"""
``livingwell instruments``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from livingwell_core.cli.main import CONTEXT_SETTINGS, plugins_of
from livingwell_core.cli.value_sets import ValueSets, number

if TYPE_CHECKING:
    from livingwell_core.instruments import Instrument, Score
    from livingwell_core.plugins import Registry

__all__ = ["instruments"]


@click.command(context_settings=CONTEXT_SETTINGS)
@click.argument("instrument_id", metavar="[ID]", required=False)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_context
def instruments(ctx: click.Context, instrument_id: str | None, *, as_json: bool) -> None:
    """
    List the questionnaires and scores.

    With ID, everything about one: items, rules, thresholds and their sources. ID may be the path of a TOML
    file.

    \b
    Examples:
      livingwell instruments
      livingwell instruments reqol10
      livingwell instruments instruments/harbour3.toml
      livingwell instruments --json
    """
    registry = plugins_of(ctx).registry("livingwell_instruments", "instrument")
    chosen = [_found(instrument_id, registry)] if instrument_id else list(registry)
    value_sets = ValueSets(plugins_of(ctx).registry("livingwell_value_sets", "value set"))
    if as_json:
        described = [_described(i) | {"utility": value_sets.described(i)} for i in chosen]
        click.echo(json.dumps(described, indent=1, ensure_ascii=False, default=float))
    elif instrument_id:
        _show(chosen[0])
        value_sets.print_all(chosen[0])
    else:
        for instrument in chosen:
            click.echo(f"{instrument.id}  {instrument.title}  ({registry.brought_by(instrument.id)})")
            for score in instrument.scores:
                span = f"{number(score.lowest)} to {number(score.highest)}, {score.better} is better"
                click.echo(f"  {score.id}: {score.title}, {span}")
            value_sets.print_short(instrument)
            click.echo(f"  source: {instrument.source}")
            if instrument.status:
                click.echo(f"  status: {instrument.status}")


def _found(name: str, registry: Registry[Instrument]) -> Instrument:
    if not name.endswith(".toml"):
        return registry[name]
    from livingwell_core.instruments import read_instrument

    return read_instrument(Path(name), name)


def _described(instrument: Instrument) -> dict[str, Any]:
    return {
        "id": instrument.id,
        "title": instrument.title,
        "licence": instrument.licence,
        "source": instrument.source,
        "status": instrument.status,
        "items": [
            {
                "id": item.id,
                "label": item.label,
                "lowest": item.lowest,
                "highest": item.highest,
                "negative": item.negative,
                "labels": dict(item.labels),
                "missing_codes": list(item.missing_codes),
            }
            for item in instrument.items
        ],
        "scores": [
            {
                "id": score.id,
                "title": score.title,
                "items": list(score.items),
                "lowest": score.lowest,
                "highest": score.highest,
                "better": score.better,
                "missing": score.rule.missing.id,
                "reliable_changes": [
                    {"id": t.id, "points": t.points, "source": t.source, "verified": t.verified}
                    for t in score.reliable_changes
                ],
                "clinical_ranges": [
                    {"id": r.id, "edge": r.edge, "source": r.source, "verified": r.verified}
                    for r in score.clinical_ranges
                ],
                "note": score.note,
            }
            for score in instrument.scores
        ],
    }


def _show(instrument: Instrument) -> None:
    click.echo(f"{instrument.title}  [{instrument.id}]")
    click.echo(f"  source:  {instrument.source}")
    click.echo(f"  licence: {instrument.licence}")
    if instrument.status:
        click.echo(f"  status:  {instrument.status}")
    click.echo("  items:")
    scored = {item for score in instrument.scores for item in score.items}
    for item in instrument.items:
        direction = {
            True: "runs against the score",
            False: "runs with the score",
            None: "direction stated by the profile",
        }
        way = direction[item.negative] if item.id in scored else "in no score"
        codes = ", ".join(map(str, sorted(item.missing_codes)))
        verb = "means" if len(item.missing_codes) == 1 else "mean"
        none = f"; {codes} {verb} no answer" if codes else ""
        click.echo(f"    {item.id}: {item.label}, {item.lowest} to {item.highest}, {way}{none}")
    said: dict[tuple[str, str], list[str]] = {}
    for score in instrument.scores:
        for detail in _details(score):
            said.setdefault(detail, []).append(score.id)
    for score in instrument.scores:
        click.echo(
            f"  score {score.id}: {score.title}, {number(score.lowest)} to {number(score.highest)}, "
            f"{score.better} is better"
        )
        click.echo(f"    missing answers: {score.rule.missing.id}")
        for name, text in _details(score):
            if len(said[name, text]) == 1:
                click.echo(f"    {name}: {text}")
    for (name, text), scores in said.items():
        if len(scores) > 1:
            click.echo(f"  {name}, of scores {', '.join(scores)}: {text}")


def _details(score: Score) -> list[tuple[str, str]]:
    """Give what is known of a score as names and texts."""
    found = []
    for change in score.reliable_changes:
        used = " (default)" if change is score.reliable_change else ""
        mark = "" if change.verified else " NOT VERIFIED"
        points = f"{number(change.points)} or more{mark}"
        found.append((f"reliable change {change.id!r}{used}", f"{points}; {change.source}"))
    for edge in score.clinical_ranges:
        used = " (default)" if edge is score.clinical_range else ""
        mark = "" if edge.verified else " NOT VERIFIED"
        side = "below" if score.better == "higher" else "above"
        where = f"{number(edge.edge)} or {side}{mark}"
        found.append((f"clinical range {edge.id!r}{used}", f"{where}; {edge.source}"))
    if score.note:
        found.append(("note", score.note))
    return found
