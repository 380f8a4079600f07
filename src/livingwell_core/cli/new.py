"""
``livingwell new``.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from livingwell_core.cli.asking import RESERVED
from livingwell_core.cli.main import CONTEXT_SETTINGS, plugins_of
from livingwell_core.cli.new_evaluation import evaluation
from livingwell_core.cli.new_key import key
from livingwell_core.cli.new_site import site

if TYPE_CHECKING:
    from livingwell_core.plugins import Plugins

__all__ = ["new"]

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST_NAME = 30
_MOST_ITEMS = 100
_CODE = click.IntRange(-100, 100)


@click.group(context_settings=CONTEXT_SETTINGS)
def new() -> None:
    """
    Write something new to start from.

    \b
    Examples:
      livingwell new site harbour
      livingwell new evaluation --site harbour.toml=harbour
      livingwell new instrument harbour
      livingwell new instrument --help
    """


new.add_command(site)
new.add_command(evaluation)
new.add_command(key)


@new.command(context_settings=CONTEXT_SETTINGS)
@click.argument("name")
@click.option("--title", metavar="TEXT", help="What people call it.  [default: from NAME]")
@click.option(
    "--items", type=click.IntRange(1, _MOST_ITEMS), default=3, show_default=True, help="How many items."
)
@click.option("--lowest", type=_CODE, default=0, show_default=True, help="Code of the lowest answer.")
@click.option("--highest", type=_CODE, default=4, show_default=True, help="Code of the highest answer.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="DIR",
    help="Where to write it.  [default: here]",
)
@click.pass_context
def instrument(
    ctx: click.Context, name: str, title: str | None, *, items: int, lowest: int, highest: int, folder: Path
) -> None:
    """
    Write a plugin that brings one questionnaire.

    A new folder livingwell-NAME with the questionnaire as a TOML file, cases, tests, a README and a noxfile.
    It works as it is; what it says is for you to change.

    \b
    Examples:
      livingwell new instrument harbour
      livingwell new instrument harbour --title "Harbour scale" --items 12 --lowest 1 --highest 7
    """
    from livingwell_core.cli.scaffold import rendered, write_folder

    _check_name(name, plugins_of(ctx))
    title = name.replace("-", " ").capitalize() if title is None else title.strip()
    if not title or not title.isprintable():
        msg = f"--title must be one line of text, got {title!r}"
        raise click.UsageError(msg)
    if lowest >= highest:
        msg = f"--lowest must be below --highest, got {lowest} and {highest}"
        raise click.UsageError(msg)
    module = name.replace("-", "_")
    package = f"livingwell_{module}"
    texts = rendered(
        "instrument",
        _values(name, package, title, items, lowest, highest),
        {"PACKAGE": package, "MODULE": module, "NAME": name, "gitignore": ".gitignore"},
    )
    place = folder / f"livingwell-{name}"
    write_folder(place, {**texts, f"src/{package}/py.typed": ""})
    click.echo(f"{place}/")
    for path in sorted([*texts, f"src/{package}/py.typed"]):
        click.echo(f"  {path}")
    click.echo()
    click.echo(f"Change src/{package}/{name}.toml first; README.md says how to go on.")


def _check_name(name: str, plugins: Plugins) -> None:
    """Refuse what cannot name a distribution, a package, an instrument and files, or is taken."""
    if not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
        near = (
            "-".join(re.findall(r"[a-z0-9]+", name.lower())).lstrip("0123456789-")[:_LONGEST_NAME].rstrip("-")
        )
        hint = f", such as {near!r}" if near else ""
        msg = (
            f"NAME must be lower-case letters, digits and single hyphens, begin with a letter and be at most "
            f"{_LONGEST_NAME} long{hint}, got {name!r}"
        )
        raise click.UsageError(msg)
    if RESERVED.fullmatch(name):
        msg = f"Windows can have no file named {name}.toml; choose another NAME"
        raise click.UsageError(msg)
    registry = plugins.registry("livingwell_instruments", "instrument")
    if name in registry:
        msg = f"{registry.brought_by(name)} brings an instrument {name!r} already; choose another NAME"
        raise click.UsageError(msg)
    installed = {plugin.distribution for plugin in plugins.loaded}
    installed |= {failure.distribution for failure in plugins.failures}
    if f"livingwell-{name}" in installed:
        msg = f"livingwell-{name} is installed already; choose another NAME"
        raise click.UsageError(msg)


def _values(name: str, package: str, title: str, items: int, lowest: int, highest: int) -> dict[str, object]:
    """Give what the template leaves open."""
    numbers = range(1, items + 1)
    tables = [
        f'[[items]]\nid = "{number}"\nlabel = "item {number}"\nresponses = "answers"\n' for number in numbers
    ]
    return {
        "name": name,
        "module": package.removeprefix("livingwell_"),
        "package": package,
        "title": title,
        # JSON's texts are TOML's too.
        "title_toml": json.dumps(title, ensure_ascii=False),
        "description": json.dumps(f"{title} for livingwell", ensure_ascii=False),
        "items": items,
        "lowest": lowest,
        "highest": highest,
        "score_lowest": items * lowest,
        "score_highest": items * highest,
        "item_tables": "\n".join(tables),
        "all_lowest": _answers(numbers, lowest),
        "all_highest": _answers(numbers, highest),
        "first_missing": _answers(numbers[1:], highest),
    }


def _answers(numbers: range, code: int) -> str:
    return ", ".join(f"{number} = {code}" for number in numbers)
