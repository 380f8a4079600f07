"""
The reference is true: its lists of keys, columns, reasons and hooks are complete.
"""

from __future__ import annotations

import datetime
import json
import re
import tomllib
import types

import attrs
import numpy as np
import polars as pl
import pytest
from helpers_docs import DOCS, EVERY_PLUGIN, needs, page, put_harbour, refresh, sections

from livingwell_core.analyses import About, Sample
from livingwell_core.cohorts import READ, ROW, USED, Source, reasons
from livingwell_core.evaluations import EvaluationFile, evaluate, make_plan
from livingwell_core.evaluations.choices import OwnDifference, OwnNorm, OwnReliability
from livingwell_core.evaluations.settings import (
    Disclosure,
    Groups,
    Pairing,
    Period,
    ScoreSettings,
    SiteEntry,
    Statistics,
)
from livingwell_core.instruments import (
    ClinicalRange,
    ImportantDifference,
    Instrument,
    PopulationNorm,
    Prorate,
    Reliability,
    ReliableChange,
    Score,
    Sum,
    instrument_of,
    items,
)
from livingwell_core.instruments.definitions.entries import (
    ChangeKeys,
    DifferenceKeys,
    InstrumentKeys,
    ItemKeys,
    NormKeys,
    RangeKeys,
    ReliabilityKeys,
    Responses,
    ScoreKeys,
    UtilityKeys,
)
from livingwell_core.pairing import Pairs
from livingwell_core.plugins import HOOKS, Plugins, load_plugins
from livingwell_core.profiles import (
    AnswerTable,
    GroupColumn,
    Join,
    LocalOutcome,
    PeopleTable,
    Service,
    SiteProfile,
)
from livingwell_core.reports import FINDING_COLUMNS, make_report
from livingwell_core.toml_files import structure


@pytest.fixture
def harbour(tmp_path):
    return put_harbour(tmp_path)


def table(text):
    """Give the rows of the first table of a text, without its head, cells stripped."""
    rows = re.search(r"(?:^\|.*\|\n)+", text, re.MULTILINE)[0].splitlines()
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def unquoted(cell):
    return cell.strip("`")


class TestHooks:
    TEXT = page("reference/hooks.md")

    def example(self, hook):
        """Run the example of a hook as a module."""
        (source,) = (
            body for language, body in refresh.blocks(sections(self.TEXT)[hook]) if language == "python"
        )
        module = types.ModuleType(f"example_of_{hook}")
        module.__file__ = str(DOCS / "example.py")
        exec(source, vars(module))
        return module

    def brought(self, hook):
        plugins = Plugins(strict=True)
        plugins.register(self.example(hook), "example", "livingwell-docs", "0")
        return list(plugins.registry(hook, "thing"))

    def test_every_hook_has_a_heading(self):
        """The page has the hooks, in the order of hookspecs.py, and nothing else."""
        assert tuple(sections(self.TEXT)) == HOOKS

    @pytest.mark.parametrize("hook", HOOKS)
    def test_examples_bring_something(self, hook):
        """Each example is a plugin that works."""
        assert len(self.brought(hook)) == 1

    def test_analysis(self):
        """The analysis of the example adds, concludes and names its definition."""
        (analysis,) = self.brought("livingwell_analyses")
        (instrument,) = self.brought("livingwell_instruments")
        score = instrument.scores[0]
        scale = instrument.scale(score)
        one, other, both = (
            analysis.tally(Sample(pairs=pairs(first, last), scale=scale))
            for first, last in (([1, 2], [2, 1]), ([3], [9]), ([1, 2, 3], [2, 1, 9]))
        )
        about = About(analysis=analysis.id, instrument=instrument, score=score, site="harbour")
        (finding,) = analysis.conclude(one + other, about)

        assert one + other == both
        assert finding.value == pytest.approx(200 / 3)
        assert [definition.id for definition in analysis.definitions(instrument, score)] == [
            finding.definition
        ]

    def test_reader(self, tmp_path):
        """The reader of the example gives text, and where each row stands."""
        (reader,) = self.brought("livingwell_readers")
        path = tmp_path / "answers.parquet"
        pl.DataFrame({"client": ["H01", "H02"], "q1": [3, None]}).write_parquet(path)
        read = reader.scan(Source(path=path, name=path.name)).collect()

        assert read.to_dict(as_series=False) == {ROW: [1, 2], "client": ["H01", "H02"], "q1": ["3", None]}
        assert read.schema[ROW] == pl.UInt32

    def test_engine_and_format(self, harbour):
        """The engine of the example finds what the local one finds, and the format writes it down."""
        (engine,) = self.brought("livingwell_engines")
        (report_format,) = self.brought("livingwell_report_formats")
        plugins = load_plugins()
        plan = make_plan(harbour / "livingwell.toml", plugins)
        evaluation = evaluate(plan, engine)
        local = evaluate(plan, plugins.registry("livingwell_engines", "engine")["local"])

        assert evaluation.findings == local.findings
        assert b"harbour: mean change 5.833 points" in report_format.render(make_report(evaluation))


def pairs(first, last):
    number = len(first)
    return Pairs(
        first=np.array(first, dtype=np.int32),
        last=np.array(last, dtype=np.int32),
        days=np.full(number, 30, dtype=np.int32),
        person=np.arange(number, dtype=np.uint64),
        people=number,
        assessed=number,
        scores=2 * number,
        prorated=0,
        one_day=0,
        three_or_more=0,
    )


class TestKeys:
    @staticmethod
    def default(field):
        """Give the default of a field as the pages write it."""
        if field.default is attrs.NOTHING:
            return "required"
        if isinstance(field.default, attrs.Factory) or field.default == ():
            return "empty"
        if field.default is None:
            return "none"
        if isinstance(field.default, tuple):
            return f"`{json.dumps(field.default)}`"
        if isinstance(field.default, bool):
            return f"`{str(field.default).lower()}`"
        return f'`"{field.default}"`' if isinstance(field.default, str) else f"`{field.default}`"

    @pytest.mark.parametrize(
        ("name", "heading", "cls"),
        [
            ("evaluation-file", "Top level", EvaluationFile),
            ("evaluation-file", "`[[sites]]`", SiteEntry),
            ("evaluation-file", "`[period]`", Period),
            ("evaluation-file", '`[scores."INSTRUMENT.SCORE"]`', ScoreSettings),
            ("evaluation-file", "`[pairing]`", Pairing),
            ("evaluation-file", "`[groups]`", Groups),
            ("evaluation-file", "`[statistics]`", Statistics),
            ("evaluation-file", "`[disclosure]`", Disclosure),
            ("profile", "Top level", SiteProfile),
            ("profile", "`[service]`", Service),
            ("profile", "`[[outcomes]]`", LocalOutcome),
            ("profile", "`[people]`", PeopleTable),
            ("profile", "`[people.groups.NAME]`", GroupColumn),
            ("profile", "`[[tables]]`", AnswerTable),
            ("profile", "`[[tables.joins]]`", Join),
            ("instrument-file", "Top level", InstrumentKeys),
            ("instrument-file", "`[responses.NAME]`", Responses),
            ("instrument-file", "`[[items]]`", ItemKeys),
            ("instrument-file", "`[[scores]]`", ScoreKeys),
            ("instrument-file", "`[[scores.reliable_changes]]`", ChangeKeys),
            ("instrument-file", "`[[scores.clinical_ranges]]`", RangeKeys),
            ("instrument-file", "`[[scores.reliabilities]]`", ReliabilityKeys),
            ("instrument-file", "`[[scores.norms]]`", NormKeys),
            ("instrument-file", "`[[scores.important_differences]]`", DifferenceKeys),
            ("instrument-file", "`[utility]`", UtilityKeys),
        ],
    )
    def test_keys_and_defaults(self, name, heading, cls):
        """Each table of keys has every key with its default, and no other."""
        shown = {
            unquoted(key): default
            for key, _, default, _ in table(sections(page(f"reference/{name}.md"))[heading])
        }

        assert shown == {field.name: self.default(field) for field in attrs.fields(cls)}

    @pytest.mark.parametrize(
        ("heading", "cls"),
        [
            ("A `reliability` of your own", OwnReliability),
            ("An `important_difference` of your own", OwnDifference),
            ("A `functional_norm` or `clinical_norm` of your own", OwnNorm),
        ],
    )
    def test_own_numbers(self, heading, cls):
        """So have the tables that stand in the place of a name."""
        text = sections(page("reference/evaluation-file.md"))['`[scores."INSTRUMENT.SCORE"]`']
        shown = {unquoted(key): default for key, _, default, _ in table(sections(text, "###")[heading])}

        assert shown == {field.name: self.default(field) for field in attrs.fields(cls)}

    def test_no_table_is_left_out(self):
        """The pages have no tables of keys but those compared above."""
        with_table = {
            name: sum("| key |" in text for text in sections(page(f"reference/{name}.md")).values())
            for name in ("evaluation-file", "profile", "instrument-file")
        }

        assert with_table == {"evaluation-file": 8, "profile": 7, "instrument-file": 10}

    def test_example_of_the_instrument_file(self):
        """The example of the instrument file is one."""
        example = next(
            body
            for language, body in refresh.blocks(page("reference/instrument-file.md"))
            if language == "toml"
        )

        assert [score.id for score in instrument_of(tomllib.loads(example)).scores] == ["total", "hours"]

    def test_example_of_the_evaluation_file(self):
        """The example of the evaluation file is one."""
        example = next(
            body
            for language, body in refresh.blocks(page("reference/evaluation-file.md"))
            if "toml" in language
        )

        assert structure(tomllib.loads(example), EvaluationFile, "example").period.first_day == datetime.date(
            2019, 5, 1
        )


class TestOutputs:
    TEXT = sections(page("reference/outputs.md"))
    INSTRUMENT = Instrument(
        id="INSTRUMENT",
        title="three items",
        items=items(3, lowest=0, highest=4),
        scores=(
            Score(
                id="SCORE",
                title="total",
                items=("1", "2", "3"),
                rule=Sum(missing=Prorate(max_missing=1)),
                lowest=0,
                highest=12,
                better="higher",
                reliable_changes=(
                    ReliableChange(id="NAME", points=3, source="none"),
                    ReliableChange(id="OTHER", points=4, source="none"),
                ),
                clinical_ranges=(ClinicalRange(id="NAME", edge=6, source="none"),),
                reliabilities=(Reliability(id="NAME", value=0.8, kind="none", source="none"),),
                norms=(
                    PopulationNorm(id="NAME", population="clinical", mean=4, sd=2, source="none"),
                    PopulationNorm(id="NAME", population="functional", mean=9, sd=2, source="none"),
                ),
                important_differences=(ImportantDifference(id="NAME", points=2, source="none"),),
                percentage_change=20,
            ),
        ),
        licence="none",
        source="none",
    )

    def analyses(self):
        from livingwell_core import builtin

        return builtin.livingwell_analyses()

    def test_findings_columns(self):
        """Every column of findings.csv is there, in order."""
        assert tuple(unquoted(row[0]) for row in table(self.TEXT["findings.csv"])) == FINDING_COLUMNS

    def test_statistics(self):
        """Every statistic that the core's analyses give is there, with unit and definition."""
        score = self.INSTRUMENT.scores[0]
        sample = Sample(pairs=pairs([3, 6, 15], [12, 15, 9]), scale=self.INSTRUMENT.scale(score))
        found = []
        for analysis in self.analyses():
            about = About(analysis=analysis.id, instrument=self.INSTRUMENT, score=score, site="s")
            tally = analysis.tally(sample)
            found += analysis.conclude(tally, about)
            if hasattr(analysis, "compare"):
                found += analysis.compare({"SITE": tally, "ANOTHER": tally}, about)
        # What is said of each of the sites compared stands there for one of them.
        given = {
            (f.analysis, f.statistic, f.unit, f.definition)
            for f in found
            if not f.statistic.endswith(", ANOTHER")
        }
        shown = [tuple(map(unquoted, row)) for row in table(self.TEXT["Statistics"])]

        assert set(shown) == given
        assert len(shown) == len(given)

    def test_definitions(self):
        """Every definition of the core's analyses is there."""
        given = {
            definition.id
            for analysis in self.analyses()
            for definition in analysis.definitions(self.INSTRUMENT, self.INSTRUMENT.scores[0])
        }

        assert {unquoted(row[0]) for row in table(self.TEXT["Definitions"])} == given

    def test_reasons(self):
        """Every reason for which rows are set aside is there."""
        text = self.TEXT["ledger.csv"]
        shown = [unquoted(row[0]) for row in table(text[text.index("| reason | rows |") :])]

        assert set(shown) == {READ, USED, *(getattr(reasons, name) for name in reasons.__all__)}
        assert len(shown) == len(set(shown))

    def test_files(self):
        """Every file that is written is there, with the distribution that brings it."""
        needs(*EVERY_PLUGIN)
        registry = load_plugins().registry("livingwell_report_formats", "report format")
        given = {
            form.filename: registry.brought_by(form.id).distribution.replace("livingwell-core", "core")
            for form in registry
        }
        rows = table(page("reference/outputs.md"))

        assert {unquoted(name): unquoted(origin) for name, _, origin in rows} == given
