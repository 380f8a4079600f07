"""Value sets as data, and the rule that scores by them."""

from __future__ import annotations

import itertools
import re
from fractions import Fraction

import attrs
import numpy as np
import pytest
from helpers_files import DEMO
from helpers_values import TABLE, value_set_file
from hypothesis import given
from hypothesis import strategies as st

from livingwell_core.instruments import (
    ILLUSTRATIVE,
    CompleteCases,
    Prorate,
    Rule,
    Utility,
    Valued,
    ValueSet,
    read_value_set,
)
from livingwell_core.instruments.value_sets.checks import written
from livingwell_core.instruments.value_sets.grid import Grid, state_name
from livingwell_core.marks import MISSING_ANSWER, MISSING_SCORE


def made(levels, best, values, **kwargs) -> ValueSet:
    return ValueSet(
        **{
            "id": "made-up",
            "title": "Made up",
            "instrument": "demo",
            "items": tuple(f"i{number}" for number in range(len(levels))),
            "levels": levels,
            "best": best,
            "worst_value": Fraction(min(values), 1000),
            "decimals": 3,
            "values": values,
            "author": "N",
            "year": 2020,
            "version": "1",
            "licence": "none needed",
            **kwargs,
        }
    )


@st.composite
def value_sets(draw) -> ValueSet:
    """A value set of any shape: what a state loses only grows with the distance from the best."""
    levels, best, lost = [], [], []
    for _ in range(draw(st.integers(1, 5))):
        lowest = draw(st.integers(-100, 98))
        codes = range(lowest, draw(st.integers(lowest + 1, min(lowest + 5, 100))) + 1)
        levels.append(codes)
        best.append(draw(st.sampled_from(codes)))
        step = draw(st.integers(0, 70))
        lost.append([step * abs(code - best[-1]) for code in codes])
    table = [1000 - sum(parts) for parts in itertools.product(*lost)]
    return made(tuple(levels), tuple(best), table)


class TestValueSet:
    """A table that cannot be wrong."""

    def test_utilities(self, tmp_path):
        """Every state's utility is the plain sum, exactly."""
        value_set = read_value_set(value_set_file(tmp_path))

        assert {codes: value_set.utility(codes) for codes in TABLE} == {
            codes: Fraction(value, 100) for codes, value in TABLE.items()
        }
        assert value_set.worst_state == (0, 0)
        assert value_set.grid.size == len(value_set.values) == 25

    def test_is_data(self, tmp_path):
        """Two readings are equal and hash alike; another table is another set; nothing can be written."""
        one, other = (read_value_set(value_set_file(tmp_path)) for _ in range(2))
        changed = attrs.evolve(one, values=np.where(one.values == 85, 84, one.values))

        assert one == other
        assert hash(one) == hash(other)
        assert one != changed
        with pytest.raises(ValueError, match="read-only"):
            one.values[0] = 1

    def test_identity(self, tmp_path):
        """One line that says whose it is."""
        more = 'doi = "10.1/x"\ncountry = "Utopia"\nmethod = "dreams"\nillustrative = true'

        assert read_value_set(value_set_file(tmp_path, more=more)).identity == (
            f"{ILLUSTRATIVE}; Demo values (demo-values); Nobody N 2020; doi 10.1/x; Utopia; dreams; version 1"
        )

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"items": ("a", "a")}, "each item once"),
            ({"best": (1,)}, "each item once"),
            ({"best": (1, 5)}, "'best' must be one of each item's levels, got (1, 5)"),
            ({"values": [1000, 900]}, "4 states have 2 utilities"),
            ({"values": [999, 900, 900, 800]}, "state 11: the best state is not worth 1, got 0.999"),
            ({"worst_value": 0.7}, "state 22: is worth least of all"),
            ({"worst_value": 0.9}, "state 22: is worth less than the stated worst value, got 0.800"),
            ({"values": [1000, 900, 800, 850]}, "state 22: is worth more than state 21 at 0.800"),
            ({"decimals": 7}, "decimals"),
            ({"author": ""}, "author"),
        ],
    )
    def test_refuses(self, change, words):
        """What contradicts itself cannot be made."""
        with pytest.raises(ValueError, match=re.escape(words)):
            made(**{"levels": (range(1, 3),) * 2, "best": (1, 1), "values": [1000, 900, 900, 800], **change})

    @pytest.mark.parametrize("codes", [(1,), (1, 3), (0, 1), (1, 1, 1)])
    def test_no_state(self, codes):
        """What is no state has no utility."""
        value_set = made((range(1, 3),) * 2, (1, 1), [1000, 900, 900, 800])

        with pytest.raises(ValueError, match="is no state of i0, i1"):
            value_set.utility(codes)

    def test_best_between(self):
        """Where the best level is in the middle, either way from it is worse, and checked."""
        made((range(3),), (1,), [900, 1000, 800])
        with pytest.raises(ValueError, match="state 0: is worth more than state 1"):
            made((range(4),), (2,), [900, 850, 1000, 800])


class TestWords:
    """How states and utilities are written."""

    def test_states(self):
        """As papers do, while every code is one digit."""
        assert state_name((1, 1, 2, 2, 1)) == "11221"
        assert state_name((0, 10)) == "0,10"
        assert state_name((-1, 1)) == "-1,1"

    @pytest.mark.parametrize(
        ("steps", "decimals", "text"),
        [(-594, 3, "-0.594"), (1000, 3, "1.000"), (5, 0, "5"), (-7, 2, "-0.07")],
    )
    def test_utilities(self, steps, decimals, text):
        """With every decimal."""
        assert written(steps, decimals) == text

    def test_places(self):
        """A state's place and back."""
        grid = Grid(("a", "b"), (range(1, 4), range(2)))

        assert [grid.index(grid.codes(place)) for place in range(grid.size)] == list(range(6))
        assert grid.name(3) == "21"


class TestValued:
    """The rule."""

    @given(value_sets(), st.data())
    def test_is_the_table(self, value_set, data):
        """
        Whatever the shape, each row gets what its state is worth, a row with a missing answer nothing, and
        the answers stay as they were.
        """
        cells = [st.sampled_from([*levels, *levels, MISSING_ANSWER]) for levels in value_set.levels]
        rows = data.draw(st.lists(st.tuples(*cells), max_size=20))
        answers = np.array(rows, dtype=np.int8).reshape(len(rows), len(value_set.items))
        before = answers.copy()

        for layout in (answers, np.asfortranarray(answers)):
            assert Valued(value_set).score(layout).tolist() == [
                MISSING_SCORE if MISSING_ANSWER in row else value_set.utility(row) * 1000 for row in rows
            ]
        assert np.array_equal(before, answers)

    @given(value_sets(), st.data())
    def test_no_answer_is_taken_for_another(self, value_set, data):
        """An answer that is no level is refused, with its item, wherever it stands."""
        item = data.draw(st.integers(0, len(value_set.items) - 1))
        levels = value_set.levels[item]
        wrong = data.draw(st.integers(-127, 127).filter(lambda code: code not in levels))
        answers = np.array([value_set.best] * 3, dtype=np.int8)
        answers[1, item] = wrong

        with pytest.raises(ValueError, match=f"item 'i{item}': an answer from .*, got {wrong}"):
            Valued(value_set).score(answers)

    def test_many_rows(self, tmp_path):
        """More rows than are scored at a time, in any order of memory."""
        value_set = read_value_set(value_set_file(tmp_path))
        generator = np.random.default_rng(3)
        answers = generator.integers(0, 5, size=(100_000, 2), dtype=np.int8)
        expected = value_set.values[answers[:, 0] * 5 + answers[:, 1]]
        answers[::7, 1] = MISSING_ANSWER
        expected[::7] = MISSING_SCORE

        assert np.array_equal(Valued(value_set).score(answers), expected)
        assert np.array_equal(Valued(value_set).score(np.asfortranarray(answers)), expected)

    def test_many_states(self):
        """More states than two bytes tell apart: every one of them."""
        shape = (5,) * 7
        values = 1000 - np.indices(shape).sum(axis=0).reshape(-1)
        value_set = made((range(5),) * 7, (0,) * 7, values)
        answers = np.indices(shape, dtype=np.int8).reshape(7, -1).T

        assert np.array_equal(Valued(value_set).score(answers), values)

    def test_rule(self, tmp_path):
        """What a rule says of itself."""
        rule = Valued(read_value_set(value_set_file(tmp_path)))
        scale = rule.scale([(0, 4), (0, 4)])

        assert isinstance(rule, Rule)
        assert (scale.lowest, scale.highest, scale.denominator) == (Fraction(-15, 100), 1, 100)
        assert rule.using(CompleteCases()) is rule
        assert rule.directions(2) == (1, 1)
        with pytest.raises(
            ValueError, match="'missing' must be 'complete-cases' for a utility, got 'prorate"
        ):
            rule.using(Prorate(max_missing=1))
        with pytest.raises(ValueError, match="item '1' has levels 0 to 4, its answers are 0 to 3"):
            rule.scale([(0, 4), (0, 3)])
        for call in (lambda: rule.scale([(0, 4)]), lambda: rule.score(np.zeros((1, 3), dtype=np.int8))):
            with pytest.raises(ValueError, match="is of 2 items, got"):
                call()

    def test_directions(self):
        """By where the best level is."""
        value_set = made((range(3),) * 3, (0, 1, 2), [1000 - 10 * d for d in _distances()])

        assert Valued(value_set).directions(3) == (-1, 0, 1)


def _distances() -> list[int]:
    return [a + abs(b - 1) + 2 - c for a, b, c in itertools.product(range(3), repeat=3)]


UTILITY = Utility(title="Demo-UI", source="invented", note="a caution")


class TestInstrument:
    """An instrument that can be valued."""

    def test_valued(self, tmp_path):
        """The score is added, with whose value set it is; its items may be in another order."""
        value_set = read_value_set(value_set_file(tmp_path, more="illustrative = true"))
        instrument = attrs.evolve(DEMO, utility=UTILITY)

        subject = instrument.valued(value_set)

        score = subject.score_named("utility")
        assert [score.id for score in subject.scores] == ["total", "third", "utility"]
        assert score.title == f"Demo-UI, Demo values ({ILLUSTRATIVE})"
        assert score.note == (f"{ILLUSTRATIVE}; value set demo-values, Nobody N 2020, version 1; a caution")
        assert (score.lowest, score.highest, score.better, score.unit) == (
            Fraction(-15, 100),
            1,
            "higher",
            "utility",
        )
        answers = np.array([[4, 0, 3], [0, 4, 4]], dtype=np.int8)
        assert subject.compute(score, answers).tolist() == [TABLE[3, 4], TABLE[4, 0]]
        assert "utility" not in {score.id for score in instrument.scores}

    def test_marked_once(self, tmp_path):
        """A title that says itself that it is illustrative is not marked again."""
        value_set = read_value_set(value_set_file(tmp_path, more="illustrative = true"))
        marked = attrs.evolve(value_set, title=f"Demo values, {ILLUSTRATIVE}")

        title = attrs.evolve(DEMO, utility=UTILITY).valued(marked).score_named("utility").title

        assert title == f"Demo-UI, Demo values, {ILLUSTRATIVE}"

    def test_valued_again(self, tmp_path):
        """Another value set takes the place of the first; a published one has no mark."""
        one = read_value_set(value_set_file(tmp_path, more="illustrative = true"))
        other = read_value_set(value_set_file(tmp_path, set_id="other"))

        subject = attrs.evolve(DEMO, utility=UTILITY).valued(one).valued(other)

        assert [score.id for score in subject.scores] == ["total", "third", "utility"]
        assert subject.scores[2].rule == Valued(other)
        assert ILLUSTRATIVE not in subject.scores[2].title + subject.scores[2].note

    def test_default(self, tmp_path):
        """A value set in the declaration is used from the start, and can be primary."""
        value_set = read_value_set(value_set_file(tmp_path))
        utility = attrs.evolve(UTILITY, value_set=value_set)

        subject = attrs.evolve(DEMO, utility=utility, primary=("utility",))

        assert subject.scores[-1].rule == Valued(value_set)
        assert attrs.evolve(subject, title="Another").scores == subject.scores

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"instrument": "other"}, "is of the instrument 'other', not of 'demo'"),
            ({"items": ("3", "first")}, "demo has no item 'first'; one of: 1, 2, 3"),
            (
                {"levels": (range(5), range(1, 6)), "best": (4, 5)},
                "item '1' has levels 1 to 5, its answers in ",
            ),
        ],
    )
    def test_refuses(self, tmp_path, change, words):
        """A value set of something else."""
        value_set = attrs.evolve(read_value_set(value_set_file(tmp_path)), **change)

        with pytest.raises(ValueError, match=re.escape(words)):
            attrs.evolve(DEMO, utility=UTILITY).valued(value_set)

    def test_without_a_utility(self, tmp_path):
        """An instrument that declares none cannot be valued."""
        with pytest.raises(ValueError, match="instrument 'demo': has no utility"):
            DEMO.valued(read_value_set(value_set_file(tmp_path)))
