"""
``livingwell map``.
"""

from __future__ import annotations

import os
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from livingwell_core.cli.main import CONTEXT_SETTINGS, plugins_of
from livingwell_core.cli.progress import Progress
from livingwell_core.errors import LivingwellError, shorten, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from livingwell_core.mapping import Draft, Guess

__all__ = ["map_"]

_WIDTH: Final = 100
_LONGEST: Final = 24


@click.command("map", context_settings=CONTEXT_SETTINGS)
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="Where to write it.  [default: NAME.toml]"
)
@click.option("--id", "name", metavar="NAME", help="Id of the site.  [default: the folder of the first FILE]")
@click.option("--instrument", metavar="ID", help="Look for this questionnaire only.")
@click.pass_context
def map_(
    ctx: click.Context, files: tuple[Path, ...], out: Path | None, name: str | None, instrument: str | None
) -> None:
    """
    Draft a site profile from its exports.

    Looks at each FILE, guesses which column is what, and writes a profile with the evidence for each guess.
    What only you can know is left open and marked. Shows counts and names of columns; nobody's identifier,
    name, date of birth or words. Never writes over a file.

    \b
    Examples:
      livingwell map harbour/people.csv harbour/reqol10.csv
      livingwell map outcomes.xlsx --id harbour --instrument reqol10
    """
    from livingwell_core.mapping import MARK, draft_text, make_draft, site_id

    plugins = plugins_of(ctx)
    registry = plugins.registry("livingwell_instruments", "instrument")
    site = name or site_id(files[0].absolute().parent.name)
    if name is not None and site_id(name) != name:
        msg = f"--id must be lower-case letters, digits and hyphens, such as {site_id(name)!r}, got {name!r}"
        raise click.UsageError(msg)
    place = out or Path(f"{site}.toml")
    _refuse_to_overwrite(place)
    wanted = registry[instrument].id if instrument else None
    readers = list(plugins.registry("livingwell_readers", "reader"))
    with Progress("looking at the files") as progress:
        draft = make_draft(files, readers, list(registry), site=site, wanted=wanted, step=progress.step)
    text = draft_text(draft)
    _write(place, text)
    for line in _listing(draft):
        click.echo(line)
    lines = [number for number, line in enumerate(text.splitlines(), start=1) if line.startswith(MARK)]
    click.echo(f"{place} written.")
    click.echo(
        f"{_places(len(lines))} to fill in, marked {MARK.strip()!r}: line {', '.join(map(str, lines))}."
    )


def _places(count: int) -> str:
    return "1 place" if count == 1 else f"{count} places"


def _refuse_to_overwrite(place: Path) -> None:
    if os.path.lexists(place):
        msg = f"{place} is there already, and is left as it is; choose another --out"
        raise LivingwellError(msg)


def _write(place: Path, text: str) -> None:
    """Write a new file, or nothing; one that somebody made in the meantime stays."""
    try:
        with place.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        msg = f"cannot write {place}: {error.strerror or error}"
        raise LivingwellError(msg) from error


def _listing(draft: Draft) -> Iterator[str]:
    """Say what was guessed, a block a table: key, value, how sure, evidence."""
    if draft.people:
        yield from _block(f"People: {draft.people.called}", draft.people.guesses, draft.people.remarks)
    for table in draft.tables:
        heading = f"{table.instrument or 'A questionnaire that is not known'}: {table.called}"
        yield from _block(heading, table.guesses, table.remarks)
    for remark in draft.remarks:
        yield from _wrapped(visible(remark), "")
    if draft.remarks:
        yield ""


def _block(heading: str, guesses: tuple[Guess, ...], remarks: tuple[str, ...]) -> Iterator[str]:
    yield heading
    rows = [(guess.key, visible(_shown(guess)), guess.sure, visible(guess.evidence)) for guess in guesses]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for key, value, sure, evidence in rows:
        start = f"  {key:<{widths[0]}}  {value:<{widths[1]}}  {sure:<{widths[2]}}  "
        yield from _wrapped(evidence, start)
    for remark in remarks:
        for part in remark.split("\n"):
            yield from _wrapped(visible(part.strip()), "  ! " if part == remark.split("\n")[0] else "      ")
    yield ""


def _wrapped(text: str, start: str) -> Iterator[str]:
    room = max(_WIDTH - len(start), 40)
    lines = textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False) or [""]
    yield (start + lines[0]).rstrip()
    for line in lines[1:]:
        yield " " * len(start) + line


def _shown(guess: Guess) -> str:
    """Give a value in a few characters."""
    if guess.value is None:
        return "?"
    if isinstance(guess.value, dict):
        known, to_do = len(guess.value), len(guess.fill)
        if guess.key.startswith("groups."):
            return shorten(str(guess.value.get("column", "")), _LONGEST)
        if guess.key == "joins":
            return shorten(str(guess.value.get("file", "")), _LONGEST)
        return f"{known} known, {to_do} open" if to_do else f"{known} mapped"
    value = ", ".join(guess.value) if isinstance(guess.value, tuple) else str(guess.value)
    return shorten(value, _LONGEST)
