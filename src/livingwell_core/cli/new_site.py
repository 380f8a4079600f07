"""
``livingwell new site``.
"""

from __future__ import annotations

import tempfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from livingwell_core.cli.asking import LINE, RESERVED, Pair, ask, at_terminal, file_head
from livingwell_core.cli.main import CONTEXT_SETTINGS, plugins_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from livingwell_core.evaluations.own_instruments import KnownInstruments
    from livingwell_core.instruments import Instrument
    from livingwell_core.plugins import Plugins
    from livingwell_core.profiles import ProfileFile, SiteProfile

__all__ = ["site"]

_ANY_ID: Final = "#"
# Options that are keys of the file itself, and of its table of answers.
_TOP: Final = ("title", "source", "region", "inherits")
_OF_TABLE: Final = (
    "file", "sheet", "header_row", "person", "instrument", "layout", "answers", "date", "date_format",
    "assessment", "question", "answer",
)  # fmt: skip
_LONG: Final = ("assessment", "question", "answer")


@click.command(context_settings=CONTEXT_SETTINGS)
@click.argument("name")
@click.option("--title", type=LINE, help="What people call the place.  [default: from NAME]")
@click.option("--source", type=LINE, help="The documents that say how its files are laid out.")
@click.option("--region", type=LINE, help="Where the service is.")
@click.option("--inherits", type=LINE, metavar="ID", help="An installed profile that this one adds to.")
@click.option("--people", type=LINE, metavar="FILE", help="The file that lists the people, a row a person.")
@click.option("--file", type=LINE, help="The file of answers.", metavar="FILE")
@click.option("--sheet", type=LINE, help="Of a workbook.  [default: the first]")
@click.option("--header-row", type=click.IntRange(min=1), help="The row of column names.  [default: 1]")
@click.option("--instrument", type=LINE, metavar="ID", help="The questionnaire; livingwell instruments.")
@click.option("--layout", type=click.Choice(["wide", "long"]), help="A row an assessment, or an answer.")
@click.option(
    "--answers",
    type=click.Choice(["as-circled", "scored"]),
    help="As the person circled them, or reversed already where they run against the score.",
)
@click.option("--person", type=LINE, metavar="COLUMN", help="The local identifier.")
@click.option("--date", type=LINE, metavar="COLUMN", help="The day of the assessment.")
@click.option("--date-format", type=LINE, metavar="FORMAT", help="Such as %d/%m/%Y.")
@click.option(
    "--item", "items", type=Pair("ITEM=COLUMN"), metavar="ITEM=COLUMN", multiple=True,
    help="Where an item is: its column, or in a long file its text. May be given again.",
)  # fmt: skip
@click.option(
    "--items", "pattern", type=LINE, metavar="q#",
    help="Where each item of the first score is; # stands for the item's id.",
)  # fmt: skip
@click.option(
    "--direction", "directions", type=Pair("ITEM=WORD"), metavar="ITEM=WORD", multiple=True,
    help="Of an item that systems code either way: higher-is-better or higher-is-worse.",
)  # fmt: skip
@click.option(
    "--assessment", type=LINE, metavar="COLUMN", help="Long files: which answers are one assessment."
)
@click.option("--question", type=LINE, metavar="COLUMN", help="Long files: what was asked.")
@click.option("--answer", type=LINE, metavar="COLUMN", help="Long files: what was answered.")
@click.option("--short", is_flag=True, help="Leave out the keys that are not in use.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="DIR",
    help="Where to write it.  [default: here]",
)
@click.pass_context
def site(ctx: click.Context, /, name: str, *, folder: Path, short: bool, **given: Any) -> None:  # noqa: ANN401 - the options
    """
    Write a site profile: how one place's files are laid out.

    NAME.toml has every key with what it means. What the options say is filled in; on a terminal the rest is
    asked for. What is still missing is marked TO FILL IN and listed.

    \b
    Examples:
      livingwell new site harbour
      livingwell new site harbour --source "data manual, 2023" --inherits salford
      livingwell new site harbour --people people.csv --file reqol10.csv --instrument reqol10 --items q# \\
        --layout wide --answers as-circled --person client --date date --date-format %d/%m/%Y
    """
    from livingwell_core.cli.scaffold import write_file
    from livingwell_core.evaluations.own_instruments import known_instruments

    plugins = plugins_of(ctx)
    _check_name(name, plugins)
    parent = _parent(given["inherits"], plugins)
    known = known_instruments(folder, plugins.registry("livingwell_instruments", "instrument"))
    _check_options(given)
    if at_terminal():
        given = _asked(name, given)
    instrument = _instrument(given, known)
    data = _data(name, given, instrument)
    needed = _needed(data, parent, instrument)
    text = _text(data, needed, instrument, short=short)
    _check(text, name, needed, _profiles(plugins), known)
    path = folder / f"{name}.toml"
    write_file(path, text, "choose another NAME, or another --folder")
    _tell(path, needed, laid_out=bool(data.get("tables") or (parent and parent.tables)))


def _check_name(name: str, plugins: Plugins) -> None:
    """Refuse what is no id of a site, or no name of a file, or taken."""
    from livingwell_core.profiles import SiteProfile

    try:
        SiteProfile(id=name, title="-", source="-")
    except ValueError as error:
        msg = f"NAME: expected {error}"
        raise click.UsageError(msg) from error
    if RESERVED.fullmatch(name):
        msg = f"Windows can have no file named {name}.toml; choose another NAME"
        raise click.UsageError(msg)
    registry = plugins.registry("livingwell_site_profiles", "site profile")
    if name in registry:
        msg = (
            f"{registry.brought_by(name)} brings a profile {name!r} already; choose another NAME, "
            f"which may have --inherits {name}"
        )
        raise click.UsageError(msg)


def _profiles(plugins: Plugins) -> dict[str, ProfileFile]:
    return {file.id: file for file in plugins.registry("livingwell_site_profiles", "site profile")}


def _parent(wanted: str | None, plugins: Plugins) -> SiteProfile | None:
    """Give the profile that is inherited; one that is not installed is an error."""
    from livingwell_core.profiles import load_profile

    if wanted is None:
        return None
    file = plugins.registry("livingwell_site_profiles", "site profile")[wanted]
    return load_profile(file, _profiles(plugins))


def _check_options(given: Mapping[str, Any]) -> None:
    """Refuse what the key of an option refuses."""
    for option in _OF_TABLE:
        validator = _validator(option)
        try:
            if given[option] is not None and validator is not None:
                validator(given[option])
        except ValueError as error:
            msg = f"--{option.replace('_', '-')}: expected {error}"
            raise click.UsageError(msg) from error


def _asked(name: str, given: dict[str, Any]) -> dict[str, Any]:
    """Ask for what no option says; an empty answer leaves it to be filled in."""
    found = dict(given)

    def fill(option: str, question: str, default: str = "") -> None:
        if not found[option]:
            found[option] = ask(question, default, _validator(option))

    click.echo("An empty answer leaves it open, to be filled in later.", err=True)
    if not found["inherits"]:
        fill("title", "What people call the place", _title(name))
        fill("source", "The documents that say how its files are laid out")
    fill("people", "The file that lists the people")
    fill("file", "The file of answers to a questionnaire")
    if found["people"] or found["file"]:
        fill("person", "The column with the local identifier")
    if not found["file"]:
        return found
    fill("instrument", "The questionnaire's id, as livingwell instruments lists it")
    fill("layout", "A row an assessment (wide), or a row an answer (long)")
    fill("answers", "Answers as the person circled them (as-circled), or reversed already (scored)")
    fill("date", "The column with the date of the assessment")
    fill("date_format", "Its format, such as %d/%m/%Y")
    if found["layout"] == "long":
        fill("assessment", "The column that says which answers are one assessment")
        fill("question", "The column that says what was asked")
        fill("answer", "The column with the answer")
    if found["instrument"] and not found["items"]:
        fill("pattern", "Where its items are, with # for an item's id, such as q#")
    return found


def _validator(option: str) -> Callable[[Any], object] | None:
    """Give what checks an answer: that of the key itself."""
    import attrs

    from livingwell_core.profiles import AnswerTable

    field = attrs.fields_dict(AnswerTable).get(option)
    if field is None or field.validator is None:
        return None
    validator = field.validator
    return lambda text: validator(None, field, text)


def _title(name: str) -> str:
    return name.replace("-", " ").capitalize()


def _instrument(given: Mapping[str, Any], known: KnownInstruments) -> Instrument | None:
    """Give the questionnaire, if it is known; one that is not may still come."""
    from livingwell_core.errors import did_you_mean

    wanted = given["instrument"]
    if wanted is None or wanted in known.instruments:
        return known.instruments.get(wanted)
    hint = did_you_mean(wanted, known.instruments)
    click.echo(f"Warning: no instrument {wanted!r} is known so far; {hint}", err=True)
    return None


def _data(name: str, given: Mapping[str, Any], instrument: Instrument | None) -> dict[str, Any]:
    """Give the profile as far as the options say it, as plain data."""
    data: dict[str, Any] = {"id": name, **{key: given[key] for key in _TOP if given[key] is not None}}
    if "inherits" not in data:
        data.setdefault("title", _title(name))
    person = {"person": given["person"]} if given["person"] else {}
    if given["people"]:
        data["people"] = {"file": given["people"], **person}
    table = {key: given[key] for key in _OF_TABLE if given[key] is not None}
    items = _items(given, instrument)
    if items:
        table["items"] = items
    if given["directions"]:
        table["directions"] = dict(given["directions"])
    # The column of people alone describes no file of answers.
    if table.keys() - {"person"} or (person and not given["people"]):
        data["tables"] = [table]
    return data


def _items(given: Mapping[str, Any], instrument: Instrument | None) -> dict[str, str]:
    """Give the place of each item: by the pattern, then those that are named."""
    found: dict[str, str] = {}
    if given["pattern"] is not None:
        if _ANY_ID not in given["pattern"]:
            msg = f"--items needs a {_ANY_ID}, which stands for an item's id, got {given['pattern']!r}"
            raise click.UsageError(msg)
        if instrument is None:
            msg = "--items needs an --instrument that is known; without it give --item ITEM=COLUMN"
            raise click.UsageError(msg)
        found = {item: given["pattern"].replace(_ANY_ID, item) for item in instrument.scores[0].items}
    return found | dict(given["items"])


def _needed(data: Mapping[str, Any], parent: SiteProfile | None, instrument: Instrument | None) -> list[str]:
    """Give the keys that the profile still needs, as messages name them, in the order of the file."""
    from livingwell_core.profiles import AnswerTable, PeopleTable, SiteProfile
    from livingwell_core.schemas.keys import keys_of

    def absent(cls: type, table: Mapping[str, Any], *more: str) -> list[str]:
        keys = [key.name for key in keys_of(cls) if key.required or key.name in more]
        return [key for key in keys if key not in table]

    needed = absent(SiteProfile, data) if parent is None else []
    if "people" in data and (parent is None or parent.people is None):
        needed += [f"people.{key}" for key in absent(PeopleTable, data["people"])]
    for number, table in enumerate(data.get("tables", ()), start=1):
        long = _LONG if table.get("layout") == "long" else ()
        wanted = absent(AnswerTable, table, "items", "answers", *long)
        either_way = [] if instrument is None else [i.id for i in instrument.items if i.negative is None]
        if set(either_way) & table.get("items", {}).keys() - table.get("directions", {}).keys():
            wanted.append("directions")
        needed += [f"tables[{number}].{key}" for key in wanted]
    return needed


def _text(data: Mapping[str, Any], needed: list[str], instrument: Instrument | None, *, short: bool) -> str:
    from livingwell_core.profiles import SiteProfile
    from livingwell_core.schemas import commented

    choices: dict[str, dict[str, str]] = {}
    if instrument is not None and data.get("tables"):
        items = data["tables"][0].get("items", {})
        choices["tables[1].items"] = {item.id: item.label for item in instrument.items}
        either_way = [i.id for i in instrument.items if i.negative is None and i.id in items]
        if either_way:
            choices["tables[1].directions"] = dict.fromkeys(either_way, "higher-is-better or higher-is-worse")
    lines = ["A site profile of livingwell: how the files of one place are laid out."]
    if "inherits" in data:
        lines.append(
            f"What it does not state itself it takes over from {data['inherits']}. Tables are merged key by "
            "key; lists, [[tables]] among them, are replaced whole."
        )
    body = commented(SiteProfile, data, needed=needed, choices=choices, short=short)
    return file_head("profile", *lines) + body


def _check(
    text: str, name: str, needed: list[str], known: Mapping[str, ProfileFile], found: KnownInstruments
) -> None:
    """Refuse what is wrong in what was given; what is only missing is not wrong yet."""
    from livingwell_core.errors import InputError
    from livingwell_core.evaluations.profile_checks import check_tables
    from livingwell_core.profiles import ProfileFile, load_profile

    file = f"{name}.toml"
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / file
        path.write_text(text, encoding="utf-8")
        try:
            profile = load_profile(ProfileFile(name, path, file), known)
        except InputError as error:
            # A table that lacks something is also wrong as a whole.
            open_tables = {key.partition(".")[0] for key in needed}
            wrong = [
                problem
                for problem in error.problems
                if problem.column not in {*needed, *open_tables} and problem.reason != "is missing"
            ]
            if wrong or not needed:
                raise InputError(wrong or error.problems) from error
            return
    named = {table.get("instrument") for table in tomllib.loads(text).get("tables", ())}
    if not needed and named <= found.instruments.keys():
        problems = check_tables(profile, found)
        if problems:
            raise InputError(problems)


def _tell(path: Path, needed: list[str], *, laid_out: bool) -> None:
    from livingwell_core.schemas import TO_FILL_IN

    click.echo(str(path))
    click.echo()
    if needed:
        click.echo(f"Fill these in before it is used; each is marked {TO_FILL_IN}")
        for key in needed:
            click.echo(f"  {key}")
    elif laid_out:
        click.echo("It can be read as it is.")
    else:
        click.echo("It says nothing of files yet. livingwell map FILE drafts tables from an export.")
        return
    click.echo(f"Next: livingwell new evaluation --site {path.name}=FOLDER, with the folder of its exports.")
