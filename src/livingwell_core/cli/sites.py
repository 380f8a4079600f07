"""
``livingwell sites``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from livingwell_core.cli.main import CONTEXT_SETTINGS, plugins_of

if TYPE_CHECKING:
    from livingwell_core.profiles import SiteProfile

__all__ = ["sites"]


@click.command(context_settings=CONTEXT_SETTINGS)
@click.argument("site_id", metavar="[ID]", required=False)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_context
def sites(ctx: click.Context, site_id: str | None, *, as_json: bool) -> None:
    """
    List the site profiles, or show one.

    \b
    Examples:
      livingwell sites
      livingwell sites edinburgh
      livingwell sites salford --json
    """
    import cattrs

    from livingwell_core.profiles import load_profile

    registry = plugins_of(ctx).registry("livingwell_site_profiles", "site profile")
    known = {file.id: file for file in registry}
    chosen = [registry[site_id]] if site_id else list(registry)
    profiles = [load_profile(file, known) for file in chosen]
    if as_json:
        converter = cattrs.Converter(omit_if_default=True)
        click.echo(json.dumps([converter.unstructure(p) for p in profiles], indent=1, ensure_ascii=False))
    elif site_id:
        _show(profiles[0])
    else:
        for profile in profiles:
            mapped = sorted({table.instrument for table in profile.tables})
            what = f"maps {', '.join(mapped)}" if mapped else "maps no files"
            click.echo(f"{profile.id}  {profile.title}  ({what})")


def _show(profile: SiteProfile) -> None:
    import attrs

    click.echo(f"{profile.title}  [{profile.id}]")
    click.echo(f"  source: {profile.source}")
    if profile.region:
        click.echo(f"  region: {profile.region}")
    if profile.inherits:
        click.echo(f"  inherits: {profile.inherits}")
    for field in attrs.fields(type(profile.service)):
        value = getattr(profile.service, field.name)
        if value is None or value == ():
            continue
        text = "; ".join(value) if isinstance(value, tuple) else {True: "yes", False: "no"}.get(value, value)
        click.echo(f"  {field.name.replace('_', ' ')}: {text}")
    for outcome in profile.outcomes:
        click.echo(f"  local name of {outcome.outcome!r}: {outcome.name} ({outcome.source})")
    if profile.measures:
        click.echo(f"  measures: {', '.join(profile.measures)}")
    _show_files(profile)
    for note in profile.notes:
        click.echo(f"  note: {note}")


def _show_files(profile: SiteProfile) -> None:
    if profile.people:
        click.echo(f"  people: {profile.people.file}, column {profile.people.person!r}")
    for table in profile.tables:
        given = f", totals given: {', '.join(table.totals)}" if table.totals else ""
        answers = f"answers {table.answers}" if table.answers else "scores as the file gives them"
        click.echo(f"  {table.instrument}: {table.file}, {table.layout}, {answers}{given}")
    if not profile.tables:
        click.echo(f"  files: none; to map some, inherits = {profile.id!r} in a profile with [[tables]]")
