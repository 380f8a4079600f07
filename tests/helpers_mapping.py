"""
Exports of invented people, and questionnaires of our own, for tests of `livingwell map`.

Nobody in these files exists: identifiers count up, answers come from a seeded generator.
"""

from __future__ import annotations

import datetime
import random
import re
import tomllib
from typing import TYPE_CHECKING

from click.testing import CliRunner
from helpers_files import csv_text, make_plugins, module, put

from livingwell_core.cli.main import cli
from livingwell_core.instruments import Instrument, Item, Score, Single, Sum, items
from livingwell_core.mapping import MARK
from livingwell_core.profiles import ProfileFile, SiteProfile, load_profile

if TYPE_CHECKING:
    from pathlib import Path

AGAINST = (1, 3, 6, 9)
WORDS = {"never": 0, "some days": 1, "most days": 2, "every day": 3}

CALM = Instrument(
    id="calm10",
    title="Calm-10",
    items=(
        *items(10, lowest=0, highest=4, negative=AGAINST),
        Item(id="body", label="the body", lowest=0, highest=4, negative=None),
    ),
    scores=(
        Score(
            id="total",
            title="total",
            items=tuple(map(str, range(1, 11))),
            rule=Sum(),
            lowest=0,
            highest=40,
            better="higher",
            external_codes={"SNOMED CT": ("1091071000000100",)},
        ),
    ),
    licence="none needed",
    source="invented for tests",
)
WORRY = Instrument(
    id="worry7",
    title="Worry-7",
    items=tuple(Item(id=str(n), label=f"worry {n}", lowest=0, highest=3, labels=WORDS) for n in range(1, 8)),
    scores=(
        Score(
            id="total",
            title="total",
            items=tuple(map(str, range(1, 8))),
            rule=Sum(),
            lowest=0,
            highest=21,
            better="lower",
        ),
    ),
    licence="none needed",
    source="invented for tests",
)
# The codes are those of DIALOG's first four items: what stands in an export has to have a right check digit.
LIFE_CODES = {
    "friends": "1037651000000100",
    "family": "1037661000000102",
    "housing": "1037671000000109",
    "money": "1037681000000106",
}
LIFE = Instrument(
    id="life",
    title="Parts of life (POL)",
    items=tuple(
        Item(id=name, label=name, lowest=1, highest=7, external_codes={"SNOMED CT": (code,)})
        for name, code in LIFE_CODES.items()
    ),
    scores=tuple(
        Score(id=name, title=name, items=(name,), rule=Single(), lowest=1, highest=7, better="higher")
        for name in LIFE_CODES
    ),
    licence="none needed",
    source="invented for tests",
)
KNOWN = (CALM, WORRY, LIFE)


def known_plugins():
    """The built-in plugin and the questionnaires above."""
    return make_plugins(module(livingwell_instruments=lambda: list(KNOWN)))


def days(number: int, *, start: datetime.date = datetime.date(2023, 1, 3)) -> list[datetime.date]:
    return [start + datetime.timedelta(days=11 * place) for place in range(number)]


def answers(seed: int, number: int, *, lowest: int = 0, highest: int = 4, count: int = 10) -> list[list[int]]:
    """Answers as circled: items against the score go down where the others go up."""
    draw = random.Random(seed)
    rows = []
    for _ in range(number):
        wellness = draw.uniform(lowest, highest)
        row = []
        for item in range(1, count + 1):
            level = highest + lowest - wellness if item in AGAINST else wellness
            row.append(min(max(round(level + draw.uniform(-1.2, 1.2)), lowest), highest))
        rows.append(row)
    return rows


def people(number: int) -> list[str]:
    """Each person twice, one after the other."""
    return [f"INV-{1 + place // 2:04d}" for place in range(number)]


def wide_rows(number: int = 40, names=None, date="%d/%m/%Y", seed: int = 1) -> list[list[object]]:
    """A wide export of Calm-10."""
    names = names or [f"q{n}" for n in range(1, 11)]
    header = ["client", "date", *names]
    when = [day.strftime(date) for day in days(number)]
    return [
        header,
        *(
            [who, day, *row]
            for who, day, row in zip(people(number), when, answers(seed, number), strict=True)
        ),
    ]


def long_rows(
    number: int = 40, *, labels: list[str] | None = None, text="Calm item {}"
) -> list[list[object]]:
    """The same as a row an answer."""
    rows = [["form", "client", "when", "question", "answer"]]
    for form, (who, day, *given) in enumerate(wide_rows(number)[1:], start=1):
        for item, code in enumerate(given, start=1):
            rows.append([form, who, day, text.format(item), labels[code] if labels else code])
    return rows


def run(*words: object, plugins=None):
    return CliRunner().invoke(
        cli, ["map", *map(str, words)], obj=plugins or known_plugins(), prog_name="livingwell"
    )


def drafted(folder: Path, *files: Path, plugins=None, more: tuple[str, ...] = ()) -> str:
    """Run the command and give the text of the draft."""
    out = folder / "draft.toml"
    result = run(*files, "--out", out, "--id", "here", *more, plugins=plugins)
    assert result.exit_code == 0, result.output
    return out.read_text(encoding="utf-8")


def mapped(folder: Path, content: str | bytes, name: str = "export.csv", **kwargs) -> dict:
    """Map one file and give the draft as data, with what is left to fill in under ``fill``."""
    return data_of(drafted(folder, put(folder / "data" / name, content), **kwargs))


def data_of(text: str) -> dict:
    return {**tomllib.loads(text), "fill": fills(text)}


def fills(text: str) -> list[str]:
    return [line.removeprefix(MARK) for line in text.splitlines() if line.startswith(MARK)]


def table_of(folder: Path, rows, name: str = "export.csv", **kwargs) -> dict:
    """Map a CSV of one table and give its block."""
    (table,) = mapped(folder, csv_text(rows), name, **kwargs)["tables"]
    return table


def filled(text: str, **values: object) -> str:
    """
    Fill in the marked places: each by the value of its key, the key of a label by its place in `codes`.
    """
    given = {"source": '"invented"', "answers": '"as-circled"', **values}

    def complete(match: re.Match[str]) -> str:
        key = match[1].strip()
        return f"{key} = {given.get(key.strip(chr(34)), given.get('otherwise'))}"

    return re.sub(rf"^{re.escape(MARK)}(.*?) =.*$", complete, text, flags=re.MULTILINE)


def loaded(folder: Path, text: str, name: str = "here") -> SiteProfile:
    path = put(folder / f"{name}.toml", text)
    return load_profile(ProfileFile(name, path), {})
