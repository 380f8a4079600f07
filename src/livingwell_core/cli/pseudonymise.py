"""
``livingwell pseudonymise``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from livingwell_core.cli.main import CONTEXT_SETTINGS, plugins_of

if TYPE_CHECKING:
    from livingwell_core.pseudonyms import Pseudonymised

__all__ = ["pseudonymise"]


@click.command(context_settings=CONTEXT_SETTINGS)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--person", required=True, metavar="COLUMN", help="The column of the identifier.")
@click.option(
    "--keep",
    multiple=True,
    metavar="COLUMN",
    help="A column to keep; once for each. No other one is written.",
)
@click.option("--key-file", type=click.Path(path_type=Path), metavar="FILE", help="The file with your key.")
@click.option("--key-env", metavar="NAME", help="Or the environment variable with your key.")
@click.option(
    "--nhs-number", is_flag=True, help="Identifiers are NHS numbers: check them, drop their spaces."
)
@click.option("--sheet", metavar="NAME", help="Of a workbook.  [default: the first]")
@click.option("--header-row", type=click.IntRange(1), default=1, show_default=True, help="Names of columns.")
@click.option("--reader", metavar="ID", help="How to read FILE.  [default: by its ending]")
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, metavar="FILE", help="A .csv to write."
)
@click.pass_context
def pseudonymise(  # noqa: PLR0913 - the options of the command
    ctx: click.Context,
    file: Path,
    *,
    person: str,
    keep: tuple[str, ...],
    key_file: Path | None,
    key_env: str | None,
    nhs_number: bool,
    sheet: str | None,
    header_row: int,
    reader: str | None,
    out: Path,
) -> None:
    """
    Put keyed pseudonyms in place of identifiers.

    The same identifier and key give the same pseudonym in every file, so that one person can be followed
    across systems by whoever never sees who it is. Keep the key where the identifiers are. What is written is
    still about single people: treat it as personal data.

    \b
    Examples:
      livingwell new key site.key
      livingwell pseudonymise a.csv --person nhs --nhs-number --keep team --key-file site.key --out b.csv
    """
    from livingwell_core.cohorts import Source, reader_for
    from livingwell_core.pseudonyms import key_from_environment, key_from_file, pseudonymised
    from livingwell_core.reports.writing import write_all

    if (key_file is None) == (key_env is None):
        msg = "give --key-file or --key-env, one of them"
        raise click.UsageError(msg)
    if person in keep:
        msg = f"--keep {person}: that is the identifier"
        raise click.UsageError(msg)
    _check_out(out, (file, key_file))
    key = key_from_file(key_file) if key_file is not None else key_from_environment(str(key_env))
    source = Source(path=file, name=file.name, header_row=header_row, sheet=sheet)
    readers = plugins_of(ctx).registry("livingwell_readers", "reader")
    found = pseudonymised(
        source,
        reader_for(source, readers, reader),
        key,
        person=person,
        keep=keep,
        person_is="nhs-number" if nhs_number else "text",
    )
    write_all(out.parent, {out.name: found.table.write_csv().encode()})
    for line in _lines(found):
        click.echo(line)
    click.echo(str(out))


def _check_out(out: Path, others: tuple[Path | None, ...]) -> None:
    if out.suffix.lower() != ".csv":
        msg = f"--out must end in .csv, got {out.name!r}"
        raise click.UsageError(msg)
    if any(other is not None and out.resolve() == other.resolve() for other in others):
        msg = f"--out {out} would be written over what it is made from"
        raise click.UsageError(msg)


def _lines(found: Pseudonymised) -> list[str]:
    from livingwell_core.cohorts import READ, USED

    counts = found.counts
    lines = [
        f"{counts[READ]:,} rows read, {counts[USED]:,} written, of {found.people:,} people under pseudonyms"
    ]
    lines += [
        f"        {column}: {dates:,} cells are dates of the file's own, {texts:,} are text: no date_format "
        "reads both; make them all dates, or all text, and do it again"
        for column, (dates, texts) in found.mixed.items()
    ]
    lines += [
        f"        {rows:,} left out: {reason}"
        for reason, rows in counts.items()
        if rows and reason not in {READ, USED}
    ]
    return lines
