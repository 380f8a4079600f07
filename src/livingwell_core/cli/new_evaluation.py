"""
``livingwell new evaluation``.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from livingwell_core.cli.asking import LINE, Pair, ask, at_terminal, file_head
from livingwell_core.cli.main import CONTEXT_SETTINGS, plugins_of

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Mapping

    from livingwell_core.plugins import Plugins

__all__ = ["evaluation"]

_FILE: Final = "livingwell.toml"
_DAY: Final = click.DateTime(formats=["%Y-%m-%d"])


@click.command(context_settings=CONTEXT_SETTINGS)
@click.option("--title", type=LINE, help="Stands above the report.")
@click.option(
    "--site", "sites", type=Pair("PROFILE=FOLDER"), metavar="PROFILE=FOLDER", multiple=True,
    help="An installed profile or a .toml file, and the folder of its exports. May be given again.",
)  # fmt: skip
@click.option("--first-day", type=_DAY, metavar="DAY", help="Such as 2019-05-01: no assessment before it.")
@click.option("--last-day", type=_DAY, metavar="DAY", help="No assessment after it.")
@click.option("--invented", is_flag=True, help="The data are made up, and everything written says so.")
@click.option("--short", is_flag=True, help="Leave out the keys that are not in use.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="DIR",
    help="Where to write it; what it names is beside it.  [default: here]",
)
@click.pass_context
def evaluation(
    ctx: click.Context,
    /,
    title: str | None,
    sites: tuple[tuple[str, str], ...],
    *,
    folder: Path,
    short: bool,
    **given: Any,  # noqa: ANN401 - the other options
) -> None:
    """
    Write an evaluation file: what to evaluate.

    livingwell.toml has every key with what it means and its default. What the options say is filled in; on a
    terminal the rest is asked for. A profile or a folder that is not there yet is named in a warning.

    \b
    Examples:
      livingwell new evaluation --title "Harbour, spring 2023" --site harbour.toml=harbour
      livingwell new evaluation --site edinburgh=edinburgh --site salford=salford \\
        --first-day 2019-05-01 --last-day 2022-03-31
    """
    from livingwell_core.cli.scaffold import write_file
    from livingwell_core.evaluations import EvaluationFile
    from livingwell_core.schemas import commented
    from livingwell_core.toml_files import structure

    plugins = plugins_of(ctx)
    if at_terminal():
        title = title or ask("What stands above the report")
        sites = sites or tuple(_asked_sites())
    data = _data(title, sites, given)
    needed = [key for key in ("title", "sites") if key not in data]
    body = commented(EvaluationFile, data, needed=needed, choices=_choices(plugins), short=short)
    head = file_head(
        "evaluation", "An evaluation of livingwell: which sites, which period, which definitions."
    )
    if not needed:
        structure(tomllib.loads(body), EvaluationFile, _FILE)
    warnings = list(_warnings(sites, folder, plugins))
    path = folder / _FILE
    write_file(path, head + body, "choose another --folder")
    for warning in warnings:
        click.echo(f"Warning: {warning}", err=True)
    _tell(path, needed)


def _asked_sites() -> Iterator[tuple[str, str]]:
    """Ask for one site after the other, until there is no further one."""
    another = "A"
    while profile := ask(f"{another} site's profile: an installed one, or a .toml file"):
        folder = ask("The folder of its exports", Path(profile).stem)
        if folder:
            yield profile, folder
        another = "Another"


def _data(title: str | None, sites: tuple[tuple[str, str], ...], given: Mapping[str, Any]) -> dict[str, Any]:
    """Give the file as far as the options say it, as plain data."""
    data: dict[str, Any] = {} if title is None else {"title": title}
    if sites:
        data["sites"] = [{"profile": profile, "folder": folder} for profile, folder in sites]
    if given["invented"]:
        data["invented"] = True
    days: dict[str, datetime.datetime | None] = {key: given[key] for key in ("first_day", "last_day")}
    period = {key: day.date() for key, day in days.items() if day is not None}
    if period:
        data["period"] = period
    return data


def _choices(plugins: Plugins) -> dict[str, dict[str, str]]:
    """Name what tables with keys of the user's own may be called."""
    by_name = {
        analysis.id: "runs only where its table stands here"
        for analysis in plugins.registry("livingwell_analyses", "analysis")
        if getattr(analysis, "by_name", False)
    }
    return {"scores": {"INSTRUMENT.SCORE": ""}, **({"analyses": by_name} if by_name else {})}


def _warnings(sites: tuple[tuple[str, str], ...], folder: Path, plugins: Plugins) -> Iterator[str]:
    """Name the profiles and folders that are not there: they may still come."""
    from livingwell_core.errors import did_you_mean
    from livingwell_core.files import is_file, is_folder

    known = plugins.registry("livingwell_site_profiles", "site profile")
    for profile, exports in sites:
        if profile.endswith(".toml"):
            if not is_file(folder / profile):
                yield f"there is no file {profile!r} beside {_FILE} so far"
        elif profile not in known:
            yield f"no profile {profile!r} is installed; {did_you_mean(profile, known.ids())}"
        if not is_folder(folder / exports):
            yield f"there is no folder {exports!r} beside {_FILE} so far"


def _tell(path: Path, needed: list[str]) -> None:
    from livingwell_core.schemas import TO_FILL_IN

    click.echo(str(path))
    click.echo()
    if needed:
        click.echo(f"Fill these in before it is used; each is marked {TO_FILL_IN}")
        for key in needed:
            click.echo(f"  {key}")
    click.echo(f"Next: livingwell check {path}")
