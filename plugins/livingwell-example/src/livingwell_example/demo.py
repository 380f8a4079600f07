"""
``livingwell demo``.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import click

from livingwell_core.cli import CONTEXT_SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

__all__ = ["demo", "unpack"]


@click.command(context_settings=CONTEXT_SETTINGS)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("livingwell-demo"),
    show_default=True,
    metavar="DIR",
    help="Folder for the example's files and its report.",
)
@click.pass_context
def demo(ctx: click.Context, out: Path) -> None:
    """
    Evaluate the bundled, invented example.

    Copies the example, three sites' exports in three shapes, to DIR/data and writes its report to
    DIR/report. The people are invented; most of its figures are those that the programme published; the
    README says which are not.

    \b
    Examples:
      livingwell demo
      livingwell demo --out /tmp/demo
    """
    from livingwell_core.cli.running import evaluate_and_tell

    unpack(out / "data")
    evaluate_and_tell(ctx, out / "data" / "livingwell.toml", out / "report", on_purpose=True)


def unpack(folder: Path) -> None:
    """
    Copy the example's files to a folder.

    Raises
    ------
    OutputError
        If they cannot be written.
    """
    from livingwell_core.reports import write_all

    by_folder: dict[Path, dict[str, bytes]] = {}
    for place, file in _walk(files("livingwell_example") / "data", folder):
        by_folder.setdefault(place.parent, {})[place.name] = file.read_bytes()
    for place, contents in by_folder.items():
        write_all(place, contents)


def _walk(source: Traversable, place: Path) -> Iterator[tuple[Path, Traversable]]:
    for entry in sorted(source.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _walk(entry, place / entry.name)
        elif not entry.name.startswith("__"):
            yield place / entry.name, entry
