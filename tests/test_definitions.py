"""Instruments as data: read, refused with every fault, written and read again."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from importlib.resources import files
from zipfile import Path as ZipPath
from zipfile import ZipFile

import attrs
import helpers_rules
import numpy as np
import pytest
from helpers_definitions import (
    BY_HAND,
    TOML,
    UTILITY,
    VALUE_SET_TOML,
    by_json,
    changed,
    problems,
    read,
    with_rule,
)
from helpers_files import put

from livingwell_core.errors import InputError
from livingwell_core.instruments import (
    Prorate,
    instrument_of,
    read_instrument,
)
from livingwell_core.marks import MISSING_ANSWER, MISSING_SCORE


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


class TestPython:
    """Rules that data cannot say."""

    def test_a_plugin_may(self, tmp_path):
        """A distribution names a class of its own, with its fields."""
        rule = '{ python = "helpers_rules:Weighted", factor = 0.5, weights = [1, 2] }'
        instrument = read(tmp_path, with_rule(rule), allow_python=True)

        assert instrument.scores[0].rule == helpers_rules.Weighted(factor=Fraction(1, 2), weights=(1, 2))
        assert by_json(instrument) == instrument

    def test_an_evaluation_may_not(self, tmp_path):
        """A file that somebody was sent runs no code."""
        (problem,) = problems(tmp_path, with_rule('{ python = "helpers_rules:Weighted" }'))

        assert problem.column == "scores[1].rule.python"
        assert (
            problem.reason == "a file of an evaluation may not run Python, only an installed distribution may"
        )

    def test_nor_may_plain_data(self):
        """Data from anywhere run no code either, unless the caller says so."""
        data = tomllib.loads(with_rule('{ python = "nowhere:Rule" }'))
        with pytest.raises(InputError, match="may not run Python"):
            instrument_of(data)

    def test_missing_rule(self, tmp_path):
        """The score's missing rule is given to the rule."""
        rule = '{ python = "helpers_rules:Weighted" }\nmissing = "prorate(max_missing=1)"'
        instrument = read(tmp_path, with_rule(rule), allow_python=True)

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
        (problem,) = problems(tmp_path, with_rule(rule), allow_python=True)

        assert problem.column == f"scores[1].rule{place}"
        assert said in str(problem)
