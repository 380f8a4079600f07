"""Instruments as data: read, refused with every fault, written and read again."""

from __future__ import annotations

import json
import tomllib
from fractions import Fraction
from importlib.resources import files
from zipfile import Path as ZipPath
from zipfile import ZipFile

import attrs
import helpers_rules
import numpy as np
import pytest
from helpers_files import DEMO, put
from hypothesis import given
from hypothesis import strategies as st

from livingwell_core.errors import InputError
from livingwell_core.instruments import (
    ClinicalRange,
    Instrument,
    Item,
    Mean,
    Prorate,
    ReliableChange,
    Score,
    Single,
    Sum,
    Utility,
    Valued,
    ValueSet,
    definition_of,
    instrument_of,
    read_instrument,
)
from livingwell_core.instruments.definitions.rules import number_as_data
from livingwell_core.marks import MISSING_ANSWER, MISSING_SCORE

TOML = """
id = "harbour"
title = "Harbour scale"
source = "Harbour manual"
licence = "invented"

[responses.often]
lowest = 0
highest = 3
labels = { "never" = 0, "always" = 3 }
missing_codes = [9]

[[items]]
id = "1"
label = "sleep"
responses = "often"

[[items]]
id = "2"
label = "worry"
responses = "often"
polarity = "against"

[[items]]
id = "health"
label = "health"
lowest = 1
highest = 5
polarity = "stated-by-profile"

[[scores]]
id = "total"
title = "total"
items = ["1", "2"]
rule = "sum"
lowest = 0
highest = 6
better = "higher"

[[scores.reliable_changes]]
id = "half"
points = "1/2"
source = "Harbour manual, table 4"
verified = false

[[scores.clinical_ranges]]
id = "2"
edge = 2.5
source = "Harbour manual, table 5"

[[scores]]
id = "mean"
title = "mean"
items = ["2", "1"]
rule = "mean"
missing = "prorate(max_missing=1)"
lowest = 0
highest = 3
better = "higher"
unit = "steps"
measurement = "ordinal"
note = "take care"

[[scores]]
id = "health"
title = "health"
items = ["health"]
rule = "single"
lowest = 1
highest = 5
better = "higher"
"""

BY_HAND = Instrument(
    id="harbour",
    title="Harbour scale",
    source="Harbour manual",
    licence="invented",
    items=(
        Item(
            id="1", label="sleep", lowest=0, highest=3, labels={"never": 0, "always": 3}, missing_codes=(9,)
        ),
        Item(
            id="2",
            label="worry",
            lowest=0,
            highest=3,
            negative=True,
            labels={"never": 0, "always": 3},
            missing_codes=(9,),
        ),
        Item(id="health", label="health", lowest=1, highest=5, negative=None),
    ),
    scores=(
        Score(
            id="total",
            title="total",
            items=("1", "2"),
            rule=Sum(),
            lowest=0,
            highest=6,
            better="higher",
            reliable_changes=(
                ReliableChange(
                    id="half", points=Fraction(1, 2), source="Harbour manual, table 4", verified=False
                ),
            ),
            clinical_ranges=(ClinicalRange(id="2", edge=Fraction(5, 2), source="Harbour manual, table 5"),),
        ),
        Score(
            id="mean",
            title="mean",
            items=("2", "1"),
            rule=Mean(missing=Prorate(max_missing=1)),
            lowest=0,
            highest=3,
            better="higher",
            unit="steps",
            measurement="ordinal",
            note="take care",
        ),
        Score(
            id="health",
            title="health",
            items=("health",),
            rule=Single(),
            lowest=1,
            highest=5,
            better="higher",
        ),
    ),
)

VALUE_SET = ValueSet(
    id="harbour-anywhere",
    title="Harbour, anywhere",
    instrument="harbour",
    items=("1", "2"),
    levels=(range(4), range(4)),
    best=(3, 3),
    worst_value="-0.5",
    decimals=2,
    values=[-50, -40, -30, -20, -10, 0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100],
    author="Nobody",
    year=2024,
    version="1",
    licence="invented",
)
UTILITY = Utility(title="Harbour utility", source="Harbour manual", note="invented", value_set=VALUE_SET)

VALUE_SET_TOML = """
id = "harbour-anywhere"
title = "Harbour, anywhere"
instrument = "harbour"
author = "Nobody"
year = 2024
version = "1"
licence = "invented"
items = ["1", "2"]
best = [3, 3]
worst_value = -0.5
decimals = 2
[additive.levels]
1 = { 0 = -0.8, 1 = -0.5, 2 = -0.2 }
2 = { 0 = -0.7, 1 = -0.4, 2 = -0.1 }
"""


def read(folder, content, **options):
    return read_instrument(put(folder / "harbour.toml", content), **options)


# A whole value set but for a utility of a hundred quadrillion steps.
HUGE = (
    '{ id = "v", title = "v", instrument = "x", author = "a", year = 1, version = "1", licence = "l", '
    'items = ["1"], levels = [[0, 3]], best = [0], worst_value = 0, decimals = 0, values = [9999999999] }'
)


def problems(folder, content, **options):
    with pytest.raises(InputError) as caught:
        read(folder, content, **options)
    assert all(problem.file == "harbour.toml" for problem in caught.value.problems)
    return caught.value.problems


def changed(*edits):
    text = TOML
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def by_json(instrument):
    return instrument_of(json.loads(json.dumps(definition_of(instrument))), allow_python=True)


class TestRead:
    """From a file to an instrument."""

    def test_every_key(self, tmp_path):
        """What the file says is what Python would have said."""
        assert read(tmp_path, TOML) == BY_HAND

    def test_it_scores(self, tmp_path):
        """Two people by hand: as circled item 2 is turned, and one answer is missing. A mean is in halves."""
        instrument = read(tmp_path, TOML)
        answers = np.array([[3, 0, 1], [2, MISSING_ANSWER, 5]], dtype=np.int8)
        oriented = instrument.orient(answers, instrument.flips("as-circled", {"health": "higher-is-worse"}))
        scores = {s.id: instrument.compute(s, oriented).tolist() for s in instrument.scores}

        assert scores == {"total": [6, MISSING_SCORE], "mean": [3 * 2, 2 * 2], "health": [5, 1]}

    def test_all_items_where_none_are_named(self, tmp_path):
        """A score without `items` is of all of them."""
        text = changed(('[[items]]\nid = "health"', '[[items]]\nid = "3"'), ('items = ["1", "2"]\n', ""))
        text = text[: text.index('[[scores]]\nid = "mean"')].replace("highest = 6", "highest = 11")
        text = text.replace("lowest = 0\nhighest = 11", "lowest = 1\nhighest = 11")

        assert read(tmp_path, text).scores[0].items == ("1", "2", "3")

    def test_primary(self, tmp_path):
        """The scores that count an assessment as used."""
        assert read(tmp_path, 'primary = ["mean", "health"]\n' + TOML).counted_by == ("mean", "health")

    def test_cases_beside_it(self, tmp_path):
        """A file of cases beside it is taken by itself."""
        assert read(tmp_path, TOML).cases is None
        cases = put(tmp_path / "harbour.cases.toml", "cases = []\n")
        assert read(tmp_path, TOML).cases == cases

    def test_inside_a_plugin(self, tmp_path, monkeypatch):
        """Read from an installed package, in a folder or in an archive."""
        package = tmp_path / "harbour_package"
        package.mkdir()
        put(package / "__init__.py", "")
        put(package / "harbour.toml", TOML)
        put(package / "harbour.cases.toml", "")
        with ZipFile(tmp_path / "x.zip", "w") as archive:
            archive.writestr("p/harbour.toml", TOML)
            archive.writestr("p/harbour.cases.toml", "")
        monkeypatch.syspath_prepend(str(tmp_path))
        for place in (files("harbour_package"), ZipPath(tmp_path / "x.zip", "p/")):
            instrument = read_instrument(place / "harbour.toml")
            assert instrument == BY_HAND
            assert instrument.cases.name == "harbour.cases.toml"

    def test_utility(self, tmp_path):
        """A utility, with the value set that stands beside the file."""
        put(tmp_path / "anywhere.toml", VALUE_SET_TOML)
        keys = '[utility]\ntitle = "Harbour utility"\nsource = "Harbour manual"\nnote = "invented"\n'
        bare = read(tmp_path, TOML + keys)
        valued = read(tmp_path, f'{TOML}{keys}value_set = "anywhere.toml"\n')

        assert bare.utility == attrs.evolve(UTILITY, value_set=None)
        assert [score.id for score in bare.scores] == ["total", "mean", "health"]
        assert valued.score_named("utility").lowest == Fraction(-1, 2)
        assert by_json(valued) == valued

    def test_nothing_but_a_utility(self, tmp_path):
        """With a value set of its own an instrument needs no other score."""
        put(tmp_path / "anywhere.toml", VALUE_SET_TOML)
        text = 'primary = ["utility"]\n' + TOML[: TOML.index("[[scores]]")]
        text += '[utility]\ntitle = "u"\nsource = "s"\nvalue_set = "anywhere.toml"\n'
        instrument = read(tmp_path, text)

        assert [score.id for score in instrument.scores] == ["utility"]
        assert by_json(instrument) == instrument


SCORE = 'id = "total"\ntitle = "total"'
FAULTS = [
    # What is written in place of what, where the fault is, how it is said.
    (
        ('id = "harbour"', 'id = "Harbour 3"'),
        "id",
        "wrong value, got 'Harbour 3', expected lower-case letters",
    ),
    (('title = "Harbour scale"', "title = ''"), "title", "is empty"),
    (('source = "Harbour manual"\n', ""), "source", "is missing"),
    (('licence = "invented"', 'license = "invented"'), "license", "unknown key; did you mean 'licence'?"),
    (('licence = "invented"', 'license = "invented"'), "licence", "is missing"),
    (
        ('id = "harbour"', 'id = "harbour"\nprimary = ["totl"]'),
        "primary",
        "did you mean 'total'?, got 'totl'",
    ),
    (("highest = 3\nl", "highest = 101\nl"), "responses.often.highest", "got '101', expected -100 to 100"),
    (("highest = 3\nl", "highest = 0\nl"), "responses.often.highest", "expected more than 'lowest', 0"),
    (('"always" = 3', '"always" = 4'), "responses.often.labels.always", "got '4', expected 0 to 3"),
    (("[9]", "[999]"), "responses.often.missing_codes", "got '999', expected -100 to 100; a text"),
    (("[9]", "[2]"), "responses.often.missing_codes", "got '2', expected codes outside 0 to 3"),
    (("lowest = 0", "lowest = 0.5"), "responses.often.lowest", "expected a whole number"),
    (
        ('responses = "often"', 'responses = "oftn"'),
        "items[1].responses",
        "did you mean 'often'?, got 'oftn'",
    ),
    (('responses = "often"', ""), "items[1].lowest", "is missing, expected 'responses'"),
    (('responses = "often"', "lowest = 1"), "items[1].highest", "is missing, expected 'responses'"),
    (('responses = "often"', 'responses = "often"\nlowest = 1'), "items[1].lowest", "leave out lowest"),
    (('id = "2"', 'id = "1"'), "items[2].id", "two items have one id, got '1'"),
    (('id = "2"', 'id = "two, half"'), "items[2].id", "got 'two, half', expected lower-case letters"),
    (('"against"', '"negative"'), "items[2].polarity", "got 'negative', expected with or against or stated-"),
    (("polarity = ", "polarty = "), "items[2].polarty", "unknown key; did you mean 'polarity'?"),
    (('label = "health"', 'title = "health"'), "items[3].title", "unknown key"),
    (('label = "health"', "label = ' '"), "items[3].label", "is empty"),
    (('label = "health"\nlowest = 1', 'label = "health"\nlowest = 7'), "items[3].highest", "got '5'"),
    (('items = ["1", "2"]', 'items = ["1", "22"]'), "scores[1].items", "did you mean '2'?, got '22'"),
    (('items = ["1", "2"]', 'items = ["1", "1"]'), "scores[1].items", "uses an item twice, got '1'"),
    (('items = ["1", "2"]', "items = []"), "scores[1].items", "is empty"),
    (('items = ["1", "2"]', "items = [1, 2]"), "scores[1].items[1]", "got '1', expected text"),
    (('rule = "sum"', 'rule = "smu"'), "scores[1].rule", "no such rule; did you mean 'sum'?, got 'smu'"),
    (('rule = "sum"', "rule = 1"), "scores[1].rule", "got '1', expected sum or mean or single"),
    (('rule = "sum"\n', ""), "scores[1].rule", "is missing"),
    (('rule = "sum"', 'rule = "single"'), "scores[1].items", "the rule 'single' is of one item"),
    (('rule = "sum"', 'rule = "sum"\nmissing = "prorat"'), "scores[1].missing", "got 'prorat'"),
    (("prorate(max_missing=1)", "prorate(max_missing=2)"), "scores[2].missing", "below the number of items"),
    (
        ('rule = "single"', 'rule = "single"\nmissing = "prorate(max_missing=1)"'),
        "scores[3].missing",
        "for a single item",
    ),
    (('items = ["2", "1"]', 'items = ["health", "1"]'), "scores[2].rule", "needs one range for all of them"),
    (
        ("highest = 6", "highest = 60"),
        "scores[1].highest",
        "is not what the rule gives for these items, got '60'",
    ),
    (('better = "higher"\n', 'better = "up"\n'), "scores[1].better", "got 'up', expected higher or lower"),
    (('unit = "steps"', "unit = ''"), "scores[2].unit", "is empty"),
    (('measurement = "ordinal"', 'measurement = "ord"'), "scores[2].measurement", "interval or ordinal"),
    (('id = "mean"', 'id = "total"'), "scores[2].id", "two scores have one id, got 'total'"),
    (('id = "mean"', 'id = "day"'), "scores[2].id", "the table of assessments has a column of this name"),
    (('points = "1/2"', 'points = "1/0"'), "scores[1].reliable_changes[1].points", "expected a number"),
    (('points = "1/2"', "points = 7"), "scores[1].reliable_changes[1].points", "nobody's score can change"),
    (
        ('points = "1/2"', "points = 0"),
        "scores[1].reliable_changes[1].points",
        "expected more than 0, at most 6",
    ),
    (("edge = 2.5", "edge = 6.5"), "scores[1].clinical_ranges[1].edge", "got '6.5', expected 0 to 6"),
    (("edge = 2.5", "edge = true"), "scores[1].clinical_ranges[1].edge", "expected a number"),
    (("edge = 2.5", "edge = nan"), "scores[1].clinical_ranges[1].edge", "expected a number"),
    (
        ('source = "Harbour manual, table 4"\n', ""),
        "scores[1].reliable_changes[1].source",
        "is missing",
    ),
    (
        ('source = "Harbour manual, table 5"', 'source = ""'),
        "scores[1].clinical_ranges[1].source",
        "is empty",
    ),
    (
        ('[[scores.clinical_ranges]]\nid = "2"', '[[scores.clinical_ranges]]\nid = ""'),
        "scores[1].clinical_ranges[1].id",
        "is empty",
    ),
]


class TestFaults:
    """Files that are wrong."""

    @pytest.mark.parametrize(("edit", "place", "said"), FAULTS, ids=[f"{p}-{s[:20]}" for _, p, s in FAULTS])
    def test_each(self, tmp_path, edit, place, said):
        """Every fault names its key, what is there and what was expected."""
        found = [str(p) for p in problems(tmp_path, changed(edit)) if p.column == place]

        assert any(said in text for text in found), found

    def test_all_at_once(self, tmp_path):
        """Slips of keys, of values and between parts are said together, each once, by their place."""
        edits = [
            ('id = "harbour"', 'id = "harbour"\ntitel = "x"'),
            ('licence = "invented"\n', ""),
            ('responses = "often"', 'responses = "oftn"'),
            ('polarity = "against"', 'polarity = "agaisnt"'),
            ("highest = 5\npolarity", "highest = 5\npolarty"),
            ('better = "higher"\n\n[[scores.reliable', 'better = "up"\n\n[[scores.reliable'),
            ('"single"\nlowest = 1\nhighest = 5', '"single"\nlowest = 1\nhighest = 4'),
            ('rule = "mean"', 'rule = "maen"'),
            ("edge = 2.5", "edge = 22"),
        ]
        found = problems(tmp_path, changed(*edits))

        assert [problem.column for problem in found] == [
            "licence",
            "titel",
            "items[1].responses",
            "items[2].polarity",
            "items[3].polarty",
            "scores[1].better",
            "scores[1].clinical_ranges[1].edge",
            "scores[2].rule",
            "scores[3].highest",
        ]

    def test_two_thresholds_of_one_name(self, tmp_path):
        """They are asked for by name."""
        again = '[[scores.clinical_ranges]]\nid = "2"\nedge = 3\nsource = "x"\n\n[[scores]]\nid = "mean"'
        (problem,) = problems(tmp_path, changed(('[[scores]]\nid = "mean"', again)))

        assert str(problem) == (
            "harbour.toml, scores[1].clinical_ranges[2].id: two thresholds have one id, got '2'"
        )

    @pytest.mark.parametrize(
        ("content", "columns"),
        [
            ("", {"id", "title", "source", "licence", "items"}),
            ("items = []\nscores = []\n", {"id", "title", "source", "licence", "items", "scores"}),
            ("items = 3\nscores = 'x'\nresponses = 2\nprimary = 1\nutility = 1\n", None),
            ("items = [3]\nscores = [{}]\nresponses = { a = 1 }\nprimary = [1]\n", None),
        ],
    )
    def test_hardly_a_definition(self, tmp_path, content, columns):
        """A file with next to nothing, or another shape, ends in messages too."""
        found = problems(tmp_path, content)

        assert columns is None or {problem.column for problem in found} >= columns

    @pytest.mark.parametrize(("key", "many"), [("items", 101), ("scores", 51)])
    def test_more_than_any_questionnaire_has(self, tmp_path, key, many):
        """Refused at once: the checks would take hours."""
        tables = f"[[{key}]]\nid = 'a'\n" * many

        assert [str(p) for p in problems(tmp_path, tables)] == [
            f"harbour.toml, {key}: are too many, got '{many}', expected at most {many - 1}"
        ]

    @pytest.mark.parametrize("text", ["a\\u001b[2J", "a\\nb", "a\\u202eb"])
    def test_texts_that_are_not_one_line(self, tmp_path, text):
        """Titles and labels land in terminals, pages and cells."""
        keys = f'id = "x"\ntitle = "{text}"\nsource = "s"\nlicence = "l"\nstatus = "{text}"\n'
        items = f'[[items]]\nid = "1"\nlabel = "{text}"\nlowest = 0\nhighest = 1\n'
        score = '[[scores]]\nid = "t"\ntitle = "t"\nrule = "sum"\nlowest = 0\nhighest = 1\nbetter = "lower"\n'
        score += f'note = "{text}"\n'
        found = problems(tmp_path, keys + items + score)

        assert [p.column for p in found] == ["title", "status", "items[1].label", "scores[1].note"]
        assert {p.reason for p in found} == {"has a line break or a control character"}

    def test_no_file(self, tmp_path):
        """A file that is not there, under the name that the user gave."""
        with pytest.raises(InputError, match=r"instruments/x\.toml: there is no such file"):
            read_instrument(tmp_path / "x.toml", "instruments/x.toml")

    def test_what_only_the_whole_can_show(self, tmp_path, monkeypatch):
        """A rule of the instrument that no part was checked for is a problem of the file."""

        def refuse(*_args):
            msg = "something else"
            raise ValueError(msg)

        monkeypatch.setattr("livingwell_core.instruments.instrument._check_thresholds", refuse)
        (problem,) = problems(tmp_path, TOML)

        assert problem.reason == "something else"

    @pytest.mark.parametrize(("part", "column"), [("items.Item", "items[1]"), ("scores.Score", "scores[1]")])
    def test_what_only_a_part_can_show(self, tmp_path, monkeypatch, part, column):
        """Whatever an item or a score refuses is a problem of the file, at its place."""

        def refuse(**_keys):
            msg = "something else"
            raise ValueError(msg)

        monkeypatch.setattr(f"livingwell_core.instruments.definitions.{part}", refuse)

        assert (column, "something else") in [(p.column, p.reason) for p in problems(tmp_path, TOML)]

    @pytest.mark.parametrize(
        ("keys", "said"),
        [
            ('title = ""\nsource = "s"', "utility.title: is empty"),
            ('title = "u"\nsource = "s"\nvalue_set = 3', "utility.value_set: wrong value, got '3'"),
            ('title = "u"\nsource = "s"\nvalue_set = "nowhere.toml"', "nowhere.toml: there is no such file"),
            ('title = "u"\nsource = "s"\nvalue_set = "a\\u0000.csv"', "there is no such file"),
            (
                'title = "u"\nsource = "s"\nvalue_set = "../passwd"',
                "utility.value_set: wrong value, got '../pas",
            ),
            (f'title = "u"\nsource = "s"\nvalue_set = {HUGE}', "utility.value_set: is no value set: Python"),
            ('title = "u"\nsource = "s"\nvalue_set = "other.toml"', "is of the instrument 'other'"),
            (
                'title = "u"\nsource = "s"\nvalue_set = {id = "x"}',
                "utility.value_set: is no value set: 'levels'",
            ),
        ],
    )
    def test_utility(self, tmp_path, keys, said):
        """A utility without a name, or with a value set that is none or another's."""
        put(tmp_path / "other.toml", VALUE_SET_TOML.replace('instrument = "harbour"', 'instrument = "other"'))
        with pytest.raises(InputError) as caught:
            read(tmp_path, f"{TOML}[utility]\n{keys}\n")

        assert said in str(caught.value)

    @given(
        st.recursive(
            st.none() | st.integers() | st.text(), lambda s: st.lists(s) | st.dictionaries(st.text(), s)
        )
    )
    def test_whatever_it_is(self, thing):
        """Data of any shape in the place of any key end in messages, never in another error."""
        whole = tomllib.loads(TOML)
        for key in whole:
            with pytest.raises(InputError):
                instrument_of({**whole, key: thing if not isinstance(thing, str) else [thing]})


class TestPython:
    """Rules that data cannot say."""

    @staticmethod
    def text(rule):
        return changed(('rule = "sum"\nlowest = 0\nhighest = 6', f"rule = {rule}\nlowest = 0\nhighest = 3"))

    def test_a_plugin_may(self, tmp_path):
        """A distribution names a class of its own, with its fields."""
        rule = '{ python = "helpers_rules:Weighted", factor = 0.5, weights = [1, 2] }'
        instrument = read(tmp_path, self.text(rule), allow_python=True)

        assert instrument.scores[0].rule == helpers_rules.Weighted(factor=Fraction(1, 2), weights=(1, 2))
        assert by_json(instrument) == instrument

    def test_an_evaluation_may_not(self, tmp_path):
        """A file that somebody was sent runs no code."""
        (problem,) = problems(tmp_path, self.text('{ python = "helpers_rules:Weighted" }'))

        assert problem.column == "scores[1].rule.python"
        assert (
            problem.reason == "a file of an evaluation may not run Python, only an installed distribution may"
        )

    def test_nor_may_plain_data(self):
        """Data from anywhere run no code either, unless the caller says so."""
        data = tomllib.loads(self.text('{ python = "nowhere:Rule" }'))
        with pytest.raises(InputError, match="may not run Python"):
            instrument_of(data)

    def test_missing_rule(self, tmp_path):
        """The score's missing rule is given to the rule."""
        rule = '{ python = "helpers_rules:Weighted" }\nmissing = "prorate(max_missing=1)"'
        instrument = read(tmp_path, self.text(rule), allow_python=True)

        assert instrument.scores[0].rule.missing == Prorate(max_missing=1)
        assert by_json(instrument) == instrument

    @pytest.mark.parametrize(
        ("rule", "place", "said"),
        [
            ('{ python = "nowhere_at_all:Rule" }', ".python", "cannot be found: No module named"),
            (
                '{ python = "helpers_rules:Weigted" }',
                ".python",
                "cannot be found: module 'helpers_rules' has no",
            ),
            ('{ python = "helpers_rules" }', ".python", "cannot be found"),
            ('{ python = "helpers_rules:__all__" }', ".python", "is no class"),
            ('{ python = "helpers_rules:NoRule" }', ".python", "is no rule: it needs missing, using"),
            (
                '{ python = "helpers_rules:Broken" }',
                "",
                "helpers_rules:Broken cannot be made of this: not today",
            ),
            ('{ python = "helpers_rules:NoRule", x = 1 }', "", "cannot be made of this"),
            ('{ python = "helpers_rules:Weighted", facter = 1 }', ".facter", "did you mean 'factor'?"),
            ('{ python = "helpers_rules:Weighted", factor = "a" }', ".factor", "got 'a', expected a number"),
            ('{ python = "helpers_rules:Weighted", missing = 3 }', ".missing", "the name of a missing rule"),
            ("{ pyhton = 'helpers_rules:Weighted' }", "", "expected sum or mean or single, or { python ="),
        ],
    )
    def test_faults(self, tmp_path, rule, place, said):
        """Each slip names its key, and is no traceback."""
        (problem,) = problems(tmp_path, self.text(rule), allow_python=True)

        assert problem.column == f"scores[1].rule{place}"
        assert said in str(problem)


class TestWritten:
    """From an instrument to plain data and back."""

    @pytest.mark.parametrize("instrument", [DEMO, BY_HAND, attrs.evolve(BY_HAND, utility=UTILITY)])
    def test_round_trip(self, instrument):
        """Through JSON it is the same instrument, written in Python or not, with or without a utility."""
        assert by_json(instrument) == instrument

    def test_form(self):
        """The data are those of a file."""
        data = definition_of(BY_HAND)

        assert data["scores"][0]["reliable_changes"] == [
            {"id": "half", "points": "0.5", "source": "Harbour manual, table 4", "verified": False}
        ]
        assert [item["polarity"] for item in data["items"]] == ["with", "against", "stated-by-profile"]
        assert [score["rule"] for score in data["scores"]] == ["sum", "mean", "single"]
        assert data["scores"][1]["missing"] == "prorate(max_missing=1)"

    def scored_by(self, rule):
        score = Score(id="x", title="x", items=("1", "2"), rule=rule, lowest=0, highest=3, better="higher")
        return attrs.evolve(BY_HAND, scores=(score,))

    def test_python(self):
        """A rule in Python is written by its place, with what it holds; what is empty is left out."""
        rule = helpers_rules.Weighted(missing=Prorate(max_missing=1), weights=(1, 2), names={"a": "b"})
        (score,) = definition_of(self.scored_by(rule))["scores"]

        assert score["rule"] == {
            "python": "helpers_rules:Weighted",
            "factor": "0.5",
            "missing": "prorate(max_missing=1)",
            "weights": [1, 2],
            "names": {"a": "b"},
        }

    def test_a_rule_without_fields(self):
        """A class that attrs knows nothing of is written by its place alone, and made without arguments."""
        text = TestPython.text('{ python = "helpers_rules:Plain" }').replace(
            "highest = 3\nbetter", "highest = 6\nbetter", 1
        )
        instrument = instrument_of(tomllib.loads(text), allow_python=True)

        assert definition_of(instrument)["scores"][0]["rule"] == {"python": "helpers_rules:Plain"}
        assert by_json(instrument) == instrument

    def test_nested(self):
        """A rule may hold other attrs classes."""
        inner = ReliableChange(id="a", points=1, source="s")
        (score,) = definition_of(self.scored_by(helpers_rules.Holder(inner)))["scores"]

        assert score["rule"]["names"]["thing"]["points"] == 1

    def test_a_class_inside_a_function_has_no_name(self):
        """It could not be found again."""

        class Local(helpers_rules.Weighted):
            pass

        with pytest.raises(ValueError, match=r"Local cannot be named: its class has to stand in a module"):
            definition_of(self.scored_by(Local()))

    def test_what_is_no_data(self):
        """A field that holds an object of any kind is refused with its name."""
        with pytest.raises(ValueError, match=r"helpers_rules:Holder, names: object cannot be written"):
            definition_of(self.scored_by(helpers_rules.Holder(object())))

    @pytest.mark.parametrize("name", ["mine", "complete-cases"])
    def test_a_missing_rule_of_ones_own(self, name):
        """A missing rule that no file can name, or that takes the name of another, is refused."""

        @attrs.frozen
        class Mine:
            id: str
            max_missing: int = 0

            def denominator(self, n_items):  # noqa: ARG002 - the protocol's signature
                return 1

        with pytest.raises(ValueError, match=f"'{name}' has no name that a file could give"):
            definition_of(self.scored_by(helpers_rules.Weighted(missing=Mine(name))))

    def test_a_value_set_that_was_chosen(self):
        """What an evaluation chose is no part of the definition."""
        instrument = attrs.evolve(BY_HAND, utility=attrs.evolve(UTILITY, value_set=None)).valued(VALUE_SET)

        assert isinstance(instrument.scores[-1].rule, Valued)
        with pytest.raises(ValueError, match="'utility' uses a value set that is not the instrument's own"):
            definition_of(instrument)

    @given(st.fractions())
    def test_numbers(self, number):
        """Exact numbers stay exact; those with few decimals are written as people write them."""
        assert Fraction(number_as_data(number)) == number

    @pytest.mark.parametrize(
        ("number", "data"), [(Fraction(-39, 200), "-0.195"), (Fraction(1, 3), "1/3"), (4, 4)]
    )
    def test_numbers_as_people_write_them(self, number, data):
        """Three forms."""
        assert number_as_data(number) == data
