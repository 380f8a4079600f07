"""Drafts of the pages' Harbour and of the bundled example, against the profiles that were written by hand."""

from __future__ import annotations

import csv
import importlib.util
import tomllib
from pathlib import Path

import pytest
from helpers_files import csv_text, put, workbook
from helpers_mapping import data_of, filled, run

from livingwell_core.evaluations import evaluate, make_plan
from livingwell_core.plugins import load_plugins

DOCS = Path(__file__).parents[2] / "docs"
LABELS = ("Not at all", "Rarely", "Now and then", "Often", "Nearly always")


def _load_refresh():
    spec = importlib.util.spec_from_file_location("docs_refresh_for_map", DOCS / "refresh.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


refresh = _load_refresh()


def page(name):
    return (DOCS / "how-to" / name).read_text(encoding="utf-8")


def needs(*distributions):
    missing = set(distributions) - {plugin.distribution for plugin in load_plugins().loaded}
    if missing:
        pytest.skip(f"not installed: {', '.join(sorted(missing))}")


def written(folder, text):
    for name, content in refresh.files(text):
        put(folder / name, content)
    return folder


def draft_of(folder, *files, name="harbour"):
    out = folder / "draft.toml"
    out.unlink(missing_ok=True)
    result = run(*(folder / file for file in files), "--out", out, "--id", name, plugins=load_plugins())
    assert result.exit_code == 0, result.output
    return out.read_text(encoding="utf-8")


def findings(folder):
    plugins = load_plugins()
    plan = make_plan(folder / "livingwell.toml", plugins)
    return evaluate(plan, plugins.registry("livingwell_engines", "engine")["local"]).findings


@pytest.fixture
def harbour(tmp_path):
    """Give the folder of the how-to on one's own site, with its hand-written profile of the wide file."""
    needs("livingwell-reqol")
    text = page("evaluate-your-site.md")
    return written(tmp_path, text[: text.index("## The same from a long CSV")])


class TestHarbour:
    """The draft, with its marked places filled in, gives the findings of the profile written by hand."""

    def rows(self, harbour):
        with (harbour / "harbour" / "reqol10.csv").open(encoding="utf-8") as file:
            return list(csv.reader(file))

    def test_wide(self, harbour):
        """From the wide file; the draft states what the page states."""
        by_hand = findings(harbour)
        hand = tomllib.loads((harbour / "harbour.toml").read_text(encoding="utf-8"))
        text = filled(draft_of(harbour, "harbour/people.csv", "harbour/reqol10.csv"))
        put(harbour / "harbour.toml", text)

        assert tomllib.loads(text) == {**hand, "source": "invented"}
        assert findings(harbour) == by_hand

    def test_long(self, harbour):
        """From the same answers in a long file, with labels."""
        by_hand = findings(harbour)
        rows = [["assessment", "client", "when", "question", "answer"]]
        for number, (client, date, *answers) in enumerate(self.rows(harbour)[1:], start=1):
            day, month, year = date.split("/")
            month = ["Jan", "Feb", "Mar", "Apr", "May"][int(month) - 1]
            for item, code in enumerate(answers, start=1):
                label = LABELS[int(code)] if code in {"0", "1", "2", "3", "4"} else code
                rows.append([number, client, f"{day} {month} {year} 10:00:00", f"ReQoL item {item}", label])
        put(harbour / "harbour" / "answers.csv", csv_text(rows))
        codes = {label: str(code) for code, label in enumerate(LABELS)}
        text = filled(draft_of(harbour, "harbour/people.csv", "harbour/answers.csv"), **codes)
        put(harbour / "harbour.toml", text)

        assert findings(harbour) == by_hand

    def test_workbook(self, harbour):
        """From the same answers in a workbook, below a title and beside a cover."""
        by_hand = findings(harbour)
        head, *rows = self.rows(harbour)
        names = ["Client", "Date completed", *(name.upper() for name in head[2:])]
        cells = [[int(cell) if cell.isdecimal() else cell or None for cell in row] for row in rows]
        sheets = {"Cover": [["invented"]], "ReQoL": [["ReQoL-10, Harbour"], names, *cells]}
        workbook(harbour / "harbour" / "outcomes.xlsx", sheets)
        put(
            harbour / "harbour.toml", filled(draft_of(harbour, "harbour/people.csv", "harbour/outcomes.xlsx"))
        )

        assert findings(harbour) == by_hand


class TestPage:
    def test_completed_draft(self, tmp_path):
        """The profile that the page shows is the draft with its two places filled in."""
        needs("livingwell-reqol")
        text = page("map-an-export.md")
        written(tmp_path, text[: text.index("## Map them")])
        draft = draft_of(tmp_path, "harbour/people.csv", "harbour/reqol10.csv")
        shown = dict(refresh.files(text))["harbour.toml"]
        hand = "Harbour's data manual, June 2023"

        assert tomllib.loads(filled(draft, source=f'"{hand}"')) == tomllib.loads(shown)

    def test_open_places(self, tmp_path):
        """The lines that the page shows as open are those of the draft."""
        needs("livingwell-reqol")
        text = page("map-an-export.md")
        written(tmp_path, text[: text.index("## Map them")])
        draft = draft_of(tmp_path, "harbour/people.csv", "harbour/reqol10.csv")
        marked = [line for line in draft.splitlines() if line.startswith("# FILL IN:")]

        assert "\n".join(marked) in text


def leaves(data, path=()):
    if isinstance(data, dict):
        for key, value in data.items():
            yield from leaves(value, (*path, key))
    else:
        yield path, data


def blocks(profile):
    """Give the keys of a profile's layout, by file, sheet and questionnaire."""
    found = {("people",): dict(leaves(profile["people"]))}
    for table in profile["tables"]:
        found[table["file"], table.get("sheet"), table["instrument"]] = dict(leaves(table))
    return found


@pytest.mark.parametrize("site", ["edinburgh", "salford", "tameside-glossop"])
def test_the_example(site):
    """
    The example's exports map wholly: all that differs from its profiles is what only a person can say.

    Which groups are put together, which number a label stands for, `answers` and `directions`.
    """
    needs(
        "livingwell-sites", "livingwell-example", "livingwell-reqol", "livingwell-mansa", "livingwell-goals"
    )
    example = pytest.importorskip("livingwell_example")
    sites = pytest.importorskip("livingwell_sites")
    folder = Path(example.__file__).parent / "data" / site
    path = Path(sites.__file__).parent / "profiles" / f"{site}.toml"
    hand = blocks(tomllib.loads(path.read_text(encoding="utf-8")))
    files = sorted(folder.iterdir())
    plugins = load_plugins()
    # Drafted from where they stand: nothing is written beside them.
    from livingwell_core.mapping import draft_text, make_draft

    draft = make_draft(
        files,
        list(plugins.registry("livingwell_readers", "reader")),
        list(plugins.registry("livingwell_instruments", "instrument")),
        site=site,
    )
    mine = blocks(data_of(draft_text(draft)))
    compared, differing = 0, []
    for block, keys in hand.items():
        for key, value in keys.items():
            if key[0] in {"answers", "directions", "codes"} or (key[0] == "groups" and key[-2] == "values"):
                continue
            compared += 1
            if mine[block].get(key) != value:
                differing.append((block, key))

    assert set(mine) == set(hand)
    assert differing == []
    assert compared >= 40
