"""
``livingwell schema``.
"""

from __future__ import annotations

import json
from pathlib import Path

import click

from livingwell_core.cli.main import CONTEXT_SETTINGS
from livingwell_core.errors import LivingwellError

__all__ = ["schema"]

# The keys of `livingwell_core.schemas.FILES`, which help need not import; a test compares them.
_KINDS = ("evaluation", "profile", "instrument")


@click.command(context_settings=CONTEXT_SETTINGS)
@click.argument("kind", type=click.Choice(_KINDS), metavar="KIND")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write it to a file; one that this command wrote before is replaced.",
)
def schema(kind: str, out: Path | None) -> None:
    """
    Print the JSON schema of a kind of file.

    KIND is evaluation (livingwell.toml), profile or instrument. With the schema an editor completes and
    checks such a file: its first line is then #:schema ./profile.schema.json.

    \b
    Examples:
      livingwell schema profile
      livingwell schema evaluation --out evaluation.schema.json
    """
    from livingwell_core.schemas import file_schema

    text = json.dumps(file_schema(kind), indent=1, ensure_ascii=False) + "\n"
    if out is None:
        click.echo(text, nl=False)
        return
    _check_place(out)
    from livingwell_core.reports.writing import write_all

    write_all(out.parent, {out.name: text.encode()})
    click.echo(str(out))


def _check_place(path: Path) -> None:
    """Refuse to write over anything but an older schema, such as the file that the schema is of."""
    from livingwell_core.schemas import is_ours

    if not path.exists():
        return
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found = None
    if not is_ours(found):
        msg = f"{path} is there already and is no schema of ours, and is left as it is; choose another --out"
        raise LivingwellError(msg)
