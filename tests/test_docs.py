"""The documentation is true: its examples run, its lists are complete, its answers are the tool's own."""

from __future__ import annotations

import csv
import datetime
import doctest
import io
import re
import tomllib
from pathlib import Path

import pytest
from helpers_docs import DOCS, EVERY_PLUGIN, needs, page, put_harbour, refresh, sections
from openpyxl import Workbook

from livingwell_core.evaluations import evaluate, make_plan
from livingwell_core.instruments import (
    read_instrument,
)
from livingwell_core.plugins import load_plugins
from livingwell_core.profiles import (
    ProfileFile,
    load_profile,
)

PAGES = sorted(str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md") if "_build" not in path.parts)


@pytest.fixture
def harbour(tmp_path):
    return put_harbour(tmp_path)


class TestAnswers:
    @pytest.mark.parametrize("name", refresh.PAGES)
    def test_pages_show_what_the_tool_says(self, name):
        """Every answer in a console block is the tool's own; `python docs/refresh.py` writes them anew."""
        needs(*EVERY_PLUGIN)

        assert refresh.refreshed(page(name)) == page(name)

    def test_every_command_is_documented(self):
        """The command line's page has the help of each command, and of no other."""
        needs(*EVERY_PLUGIN)
        shown = set(
            re.findall(r"^\$ livingwell ([\w-]+) --help$", page("reference/command-line.md"), re.MULTILINE)
        )

        assert shown == set(load_plugins().registry("livingwell_commands", "command").ids())


class TestPython:
    @pytest.mark.parametrize("name", PAGES)
    def test_sessions_run(self, name):
        """Python sessions give what the page shows."""
        session = "\n".join(
            body for language, body in refresh.blocks(page(name)) if language == "python" and ">>>" in body
        )
        test = doctest.DocTestParser().get_doctest(session, {}, name, name, 0)
        output = io.StringIO()

        failed, _ = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=output.write)

        assert failed == 0, output.getvalue()

    def test_the_test_of_the_plugin_passes(self, tmp_path):
        """The test that the how-to proposes for the plugin passes."""
        text = page("how-to/write-a-plugin.md")
        for name, content in reversed(list(refresh.files(text))):  # the first of a name is written last
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        (body,) = (body for language, body in refresh.blocks(text) if language == "python")

        with refresh.installed(tmp_path):
            exec(body, {})


class TestEvaluateYourSite:
    TEXT = sections(page("how-to/evaluate-your-site.md"))

    def findings(self, folder):
        plugins = load_plugins()
        plan = make_plan(folder / "livingwell.toml", plugins)
        evaluation = evaluate(plan, plugins.registry("livingwell_engines", "engine")["local"])
        return evaluation.findings

    def rows(self, harbour):
        with (harbour / "harbour" / "reqol10.csv").open(encoding="utf-8") as file:
            return list(csv.reader(file))

    def test_long_file_gives_the_same(self, harbour):
        """The same answers in a long file, as the page begins it, give the same findings."""
        text = self.TEXT["The same from a long CSV"]
        ((_, profile),) = refresh.files(text)
        labels = list(tomllib.loads(profile)["tables"][0]["codes"])
        wide = self.findings(harbour)
        months = ["Jan", "Feb", "Mar", "Apr", "May"]
        lines = ["assessment,client,when,question,answer"]
        for number, (client, date, *answers) in enumerate(self.rows(harbour)[1:], start=1):
            day, month, year = date.split("/")
            when = f"{day} {months[int(month) - 1]} {year} 10:00:00"
            for item, code in enumerate(answers, start=1):
                label = labels[int(code)] if code in {"0", "1", "2", "3", "4"} else code
                lines.append(f"{number},{client},{when},ReQoL item {item},{label}")
        begun = next(body for _, body in refresh.blocks(text) if "(first rows)" in body).splitlines()[1:]
        (harbour / "harbour" / "answers.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (harbour / "harbour.toml").write_text(profile, encoding="utf-8")

        assert lines[: len(begun)] == begun
        assert self.findings(harbour) == wide

    @pytest.mark.parametrize("date_cells", [False, True])
    def test_workbook_gives_the_same(self, harbour, date_cells):
        """The same answers in a workbook, as the page begins it, give the same findings."""
        text = self.TEXT["The same from a workbook"]
        ((_, profile),) = refresh.files(text)
        begun = list(
            csv.reader(next(body for name, body in refresh.blocks(text) if "csv-table" in name).splitlines())
        )
        wide = self.findings(harbour)
        book = Workbook()
        book.active.title = "Cover"
        sheet = book.create_sheet("ReQoL")
        rows = [*begun[:2], *self.rows(harbour)[1:]]
        for row in rows:
            cells = [int(cell) if cell.isdecimal() else cell or None for cell in row]
            if date_cells and re.fullmatch(r"\d\d/\d\d/\d{4}", row[1]) and row[1] != "31/02/2023":
                cells[1] = datetime.datetime.strptime(row[1], "%d/%m/%Y")
            sheet.append(cells)
        sheet.append([None] * 3)
        book.save(harbour / "harbour" / "outcomes.xlsx")
        (harbour / "harbour.toml").write_text(profile, encoding="utf-8")

        assert rows[: len(begun)] == begun
        assert self.findings(harbour) == wide

    def test_profile_that_inherits(self, tmp_path):
        """The profile that builds on an installed one loads, and keeps what it does not state."""
        needs("livingwell-sites")
        (body,) = (body for language, body in refresh.blocks(self.TEXT["Build on an installed profile"]))
        path = tmp_path / "own.toml"
        path.write_text(body, encoding="utf-8")
        known = {
            file.id: file for file in load_plugins().registry("livingwell_site_profiles", "site profile")
        }
        own = load_profile(ProfileFile("salford-2026", path), known)

        assert own.title == "Salford, 2026"
        assert own.service == load_profile(known["salford"], known).service


class TestPages:
    def test_tutorial_shows_the_example(self):
        """The evaluation file in the tutorial is the example's own."""
        example = pytest.importorskip("livingwell_example")
        own = (Path(example.__file__).parent / "data" / "livingwell.toml").read_text(encoding="utf-8")
        shown = next(
            body for _, body in refresh.blocks(page("tutorial/first-report.md")) if "demo-file" in body
        )

        assert shown.split("\n", 1)[1] == own.split("\n", 1)[1]

    @pytest.mark.parametrize("name", PAGES)
    def test_toml_parses(self, name):
        """Whatever a page shows as TOML is TOML."""
        for language, body in refresh.blocks(page(name)):
            if language in {"toml", "{code-block} toml"}:
                tomllib.loads(re.sub(r"\A(:\w+: .*\n)+", "", body))

    @pytest.mark.parametrize("name", PAGES)
    def test_every_page_is_on_the_map(self, name):
        """The index leads to every page."""
        assert name == "index.md" or name.removesuffix(".md") in page("index.md").splitlines()

    @pytest.mark.parametrize("name", PAGES)
    def test_pages_stand_alone(self, name):
        """No page speaks of one machine's folders or of a registry's address."""
        assert not re.search(r"/(work|home|root|Users)/|pypi\.org|simple/", page(name))


def test_the_readme_shows_an_instrument_that_is_one(tmp_path):
    """Its TOML is read as it stands."""
    text = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    (tmp_path / "wellness.toml").write_text(text.split("```toml\n")[1].split("```")[0], encoding="utf-8")

    instrument = read_instrument(tmp_path / "wellness.toml")

    assert instrument.item("2").negative
    assert instrument.scores[0].highest == 12
