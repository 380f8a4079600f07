"""
``livingwell new key``.
"""

from __future__ import annotations

import os
from pathlib import Path

import click

from livingwell_core.cli.main import CONTEXT_SETTINGS
from livingwell_core.errors import LivingwellError

__all__ = ["key"]


@click.command(context_settings=CONTEXT_SETTINGS)
@click.argument("file", type=click.Path(path_type=Path))
def key(file: Path) -> None:
    """
    Write a new key for pseudonyms.

    FILE can then be read by you alone, where the system knows such rights. Whoever has the key can find out
    whose a pseudonym is; whoever loses it can link no new file. An existing file is never written over.

    \b
    Examples:
      livingwell new key site.key
    """
    from livingwell_core.pseudonyms import new_key

    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        msg = f"{file} is there already; a key is never written over"
        raise LivingwellError(msg) from error
    except OSError as error:
        msg = f"cannot write {file}: {error.strerror}"
        raise LivingwellError(msg) from error
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(new_key() + "\n")
    click.echo(f"{file}: keep it where the identifiers are, and apart from what is made with it")
