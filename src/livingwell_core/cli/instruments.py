"""
``livingwell instruments``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from livingwell_core.cli.main import CONTEXT_SETTINGS, plugins_of

if TYPE_CHECKING:
    from livingwell_core.instruments import Instrument

__all__ = ["instruments"]


@click.command(context_settings=CONTEXT_SETTINGS)
@click.argument("instrument_id", metavar="[ID]", required=False)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_context
def instruments(ctx: click.Context, instrument_id: str | None, *, as_json: bool) -> None:
    """
    List the questionnaires and scores.

    With ID, everything about one: items, rules, thresholds and their sources.

    \b
    Examples:
      livingwell instruments
      livingwell instruments reqol10
      livingwell instruments --json
    """
    registry = plugins_of(ctx).registry("livingwell_instruments", "instrument")
    chosen = [registry[instrument_id]] if instrument_id else list(registry)
    if as_json:
        click.echo(
            json.dumps([_described(instrument) for instrument in chosen], indent=1, ensure_ascii=False)
        )
    elif instrument_id:
        _show(chosen[0])
    else:
        for instrument in chosen:
            click.echo(f"{instrument.id}  {instrument.title}  ({registry.brought_by(instrument.id)})")
            for score in instrument.scores:
                span = f"{score.lowest} to {score.highest}, {score.better} is better"
                click.echo(f"  {score.id}: {score.title}, {span}")
            click.echo(f"  source: {instrument.source}")
            if instrument.status:
                click.echo(f"  status: {instrument.status}")


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
    for item in instrument.items:
        direction = {
            True: "runs against the score",
            False: "runs with the score",
            None: "direction stated by the profile",
        }
        click.echo(
            f"    {item.id}: {item.label}, {item.lowest} to {item.highest}, {direction[item.negative]}"
        )
    for score in instrument.scores:
        click.echo(
            f"  score {score.id}: {score.title}, {score.lowest} to {score.highest}, {score.better} is better"
        )
        click.echo(f"    missing answers: {score.rule.missing.id}")
        for number, change in enumerate(score.reliable_changes):
            used = "" if number else " (default)"
            mark = "" if change.verified else " NOT VERIFIED"
            click.echo(
                f"    reliable change {change.id!r}{used}: {change.points} or more{mark}; {change.source}"
            )
        for number, edge in enumerate(score.clinical_ranges):
            used = "" if number else " (default)"
            mark = "" if edge.verified else " NOT VERIFIED"
            side = "below" if score.better == "higher" else "above"
            click.echo(f"    clinical range {edge.id!r}{used}: {edge.edge} or {side}{mark}; {edge.source}")
        if score.note:
            click.echo(f"    note: {score.note}")
