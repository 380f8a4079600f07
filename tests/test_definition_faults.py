"""
Faults of an instrument's file: all at once, each with its key.
"""

from __future__ import annotations

import tomllib

import pytest
from helpers_definitions import TOML, VALUE_SET_TOML, changed, problems, read
from helpers_files import put
from hypothesis import given
from hypothesis import strategies as st

from livingwell_core.errors import InputError
from livingwell_core.instruments import (
    instrument_of,
    read_instrument,
)

# A whole value set but for a utility of a hundred quadrillion steps.
HUGE = (
    '{ id = "v", title = "v", instrument = "x", author = "a", year = 1, version = "1", licence = "l", '
    'items = ["1"], levels = [[0, 3]], best = [0], worst_value = 0, decimals = 0, values = [9999999999] }'
)


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
