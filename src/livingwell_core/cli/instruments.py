"""
``livingwell instruments``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import click

from livingwell_core.cli.main import CONTEXT_SETTINGS, plugins_of
from livingwell_core.cli.value_sets import ValueSets, number
from livingwell_core.instruments import ClinicalRange, PopulationNorm, Reliability, ReliableChange
from livingwell_core.instruments.score import CHOICES
from livingwell_core.instruments.score_definitions import DEFINITIONS, called

if TYPE_CHECKING:
    from livingwell_core.instruments import Instrument, Item, Score, ScoreDefinition
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
                "external_codes": dict(item.external_codes),
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
                **{kind: [attrs.asdict(one) for one in getattr(score, kind)] for kind in DEFINITIONS},
                "note": score.note,
                "external_codes": dict(score.external_codes),
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
        called = _called(item)
        click.echo(f"    {item.id}: {item.label}, {item.lowest} to {item.highest}, {way}{none}{called}")
    said: dict[tuple[str, str], list[str]] = {}
    for score in instrument.scores:
        for detail in _details(score):
            said.setdefault(detail, []).append(score.id)
    for score in instrument.scores:
        click.echo(
            f"  score {score.id}: {score.title}, {number(score.lowest)} to {number(score.highest)}, "
            f"{score.better} is better{_called(score)}"
        )
        click.echo(f"    missing answers: {score.rule.missing.id}")
        for name, text in _details(score):
            if len(said[name, text]) == 1:
                click.echo(f"    {name}: {text}")
    for (name, text), scores in said.items():
        if len(scores) > 1:
            click.echo(f"  {name}, of scores {', '.join(scores)}: {text}")


def _called(what: Item | Score) -> str:
    """Say what code systems call an item or a score."""
    return "".join(f"; {system} {', '.join(codes)}" for system, codes in what.external_codes.items())


def _details(score: Score) -> list[tuple[str, str]]:
    """Give what is known of a score as names and texts."""
    in_use = [getattr(score, choice) for choice in CHOICES]
    found = []
    for definition in score.definitions:
        used = " (default)" if any(definition is one for one in in_use) else ""
        mark = "" if definition.verified else " NOT VERIFIED"
        name = f"{called(definition)} {definition.id!r}{used}"
        found.append((name, f"{_numbers(definition, score)}{mark}; {definition.source}"))
    if score.note:
        found.append(("note", score.note))
    return found


def _numbers(definition: ScoreDefinition, score: Score) -> str:
    if isinstance(definition, ClinicalRange):
        return f"{number(definition.edge)} or {'below' if score.better == 'higher' else 'above'}"
    if isinstance(definition, Reliability):
        return f"{number(definition.value)}, {definition.kind}"
    if isinstance(definition, PopulationNorm):
        return f"mean {number(definition.mean)}, standard deviation {number(definition.sd)}"
    points = f"{number(definition.points)} or more"
    if isinstance(definition, ReliableChange) or definition.points_worse is None:
        return points
    return f"{points} for better, {number(definition.points_worse)} or more for worse"
