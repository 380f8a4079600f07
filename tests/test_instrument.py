import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from livingwell_core.instruments import (
    ClinicalRange,
    ImportantDifference,
    Instrument,
    Item,
    PopulationNorm,
    Prorate,
    ReliableChange,
    Score,
    Single,
    Sum,
    items,
)
from livingwell_core.marks import MISSING_ANSWER, MISSING_SCORE


def score(score_id="total", used=("1", "2", "3"), lowest=0, highest=12, **kwargs):
    return Score(
        id=score_id,
        title=score_id,
        items=used,
        lowest=lowest,
        highest=highest,
        better="higher",
        **{"rule": Sum(), **kwargs},
    )


def instrument(**kwargs):
    defaults = {
        "id": "made-up",
        "title": "Made up",
        "items": (
            *items(3, lowest=0, highest=4, negative=[2]),
            Item(id="side", label="beside", lowest=1, highest=5, negative=None),
        ),
        "scores": (score(), score("side", ("side",), 1, 5, rule=Single())),
        "licence": "none",
        "source": "made up",
    }
    return Instrument(**{**defaults, **kwargs})


MADE_UP = instrument()


class TestItems:
    def test_are_numbered_from_one(self):
        """Items have ids from 1 and the named ones are negative."""
        made = items(3, lowest=0, highest=4, negative=(1, 3))
        assert [item.id for item in made] == ["1", "2", "3"]
        assert [item.negative for item in made] == [True, False, True]

    @pytest.mark.parametrize("number", [0, 4, -1])
    def test_a_negative_item_that_is_not_there_is_refused(self, number):
        """A slip in the list of negative items must not leave an item unreversed in silence."""
        with pytest.raises(ValueError, match="negative"):
            items(3, lowest=0, highest=4, negative=(1, number))

    @pytest.mark.parametrize(("lowest", "highest"), [(-101, 4), (0, 101)])
    def test_codes_leave_room_for_the_marks(self, lowest, highest):
        """Codes beyond a hundred are refused: an answer must not be taken for a mark."""
        with pytest.raises(ValueError, match=r"lowest|highest"):
            Item(id="1", label="x", lowest=lowest, highest=highest)

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"labels": {"much": 5}}, r"'labels' must stand for 0 to 4, got 'much' = 5"),
            ({"missing_codes": (9, 4)}, "'missing_codes' must lie outside 0 to 4, got 4"),
            ({"missing_codes": (999,)}, r"'missing_codes' must be from -100 to 100, got \[999\]"),
        ],
    )
    def test_labels_and_missing_codes(self, change, message):
        """A label stands for an answer, a missing code for none, and both can be read."""
        with pytest.raises(ValueError, match=message):
            Item(id="1", label="x", lowest=0, highest=4, **change)

    @pytest.mark.parametrize(("lowest", "highest"), [(4, 0), (4, 4), (0, -101), (101, 102)])
    def test_a_range_runs_upwards(self, lowest, highest):
        """An item whose lowest answer is not below its highest is refused."""
        with pytest.raises(ValueError, match=r"lowest|highest"):
            Item(id="1", label="x", lowest=lowest, highest=highest)


class TestInstrument:
    def test_finds_by_id(self):
        """Items and scores are found by id."""
        assert MADE_UP.items[3] == MADE_UP.item("side")
        assert MADE_UP.scores[1] == MADE_UP.score_named("side")

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"items": items(3, lowest=0, highest=4) * 2}, "two items have one id"),
            ({"scores": (score(), score())}, "two scores have one id"),
            ({"scores": (score(used=("1", "9")),)}, r"score 'total' uses unknown items \['9'\]"),
            ({"scores": (score(highest=13),)}, "states 0 to 13, its rule gives 0 to 12"),
            ({"scores": (score(lowest=-1),)}, "states -1 to 12, its rule gives 0 to 12"),
            ({"scores": (score(used=("1", "1", "2")),)}, "twice"),
            ({"scores": ()}, "scores"),
            ({"licence": ""}, "licence"),
            ({"source": ""}, "source"),
            ({"scores": (score(rule=Sum(missing=Prorate(max_missing=3))),)}, "'max_missing' must be below"),
        ],
    )
    def test_refuses_what_cannot_be(self, change, message):
        """An instrument that contradicts itself is refused when it is made, with what is wrong."""
        with pytest.raises(ValueError, match=message):
            instrument(**change)

    @pytest.mark.parametrize(
        ("published", "message"),
        [
            (
                {"reliable_changes": (ReliableChange(id="a", points=13, source="s"),)},
                "'points' of the reliable change 'a' of 'total': nobody's score can change by this, got 13",
            ),
            (
                {"clinical_ranges": (ClinicalRange(id="a", edge=13, source="s"),)},
                "'edge' of the clinical range 'a' of 'total': is outside the score's range, got 13, expected",
            ),
            (
                {"norms": (PopulationNorm(id="a", population="clinical", mean=-1, sd=2, source="s"),)},
                "'mean' of the clinical norm 'a' of 'total': is outside the score's range, got -1",
            ),
            (
                {
                    "important_differences": (
                        ImportantDifference(id="a", points=1, points_worse=20, source="s"),
                    )
                },
                "'points_worse' of the important difference 'a' of 'total': nobody's score can change by",
            ),
        ],
    )
    def test_refuses_what_no_score_can_have(self, published, message):
        """A published number that does not fit the score's range is a slip, or of another form of it."""
        with pytest.raises(ValueError, match=message):
            instrument(scores=(score(**published),))


class TestFlips:
    @pytest.mark.parametrize("direction", ["higher-is-better", "higher-is-worse"])
    def test_as_circled_and_scored(self, direction):
        """Negative items are reversed as circled, not when scored; a stated direction holds either way."""
        worse = direction == "higher-is-worse"
        directions = {"side": direction}
        assert [False, True, False, worse] == MADE_UP.flips("as-circled", directions).tolist()
        assert [False, False, False, worse] == MADE_UP.flips("scored", directions).tolist()


@st.composite
def any_items(draw):
    """Items of any range that is allowed, and answers within it."""
    made, rows = [], draw(st.integers(0, 6))
    columns = []
    for number in range(draw(st.integers(1, 4))):
        lowest = draw(st.integers(-100, 99))
        highest = draw(st.integers(lowest + 1, 100))
        made.append(Item(id=str(number), label="x", lowest=lowest, highest=highest))
        cell = st.one_of(st.integers(lowest, highest), st.sampled_from([lowest, highest, MISSING_ANSWER]))
        columns.append(draw(st.lists(cell, min_size=rows, max_size=rows)))
    flips = draw(st.lists(st.booleans(), min_size=len(made), max_size=len(made)))
    answers = np.array(columns, dtype=np.int8).reshape(len(made), rows).T
    return tuple(made), answers, np.array(flips)


class TestOrient:
    @given(any_items())
    def test_mirrors_the_marked_items_and_nothing_else(self, drawn):
        """
        A reversed answer is lowest + highest - answer, a missing one stays missing, the input stays as
        it was.
        """
        made, answers, flips = drawn
        ends = sum(item.lowest for item in made), sum(item.highest for item in made)
        subject = instrument(items=made, scores=(score("all", tuple(item.id for item in made), *ends),))
        before = answers.copy()
        expected = [
            [
                answer if answer == MISSING_ANSWER or not flip else item.lowest + item.highest - answer
                for answer, item, flip in zip(row, made, flips, strict=True)
            ]
            for row in answers.tolist()
        ]
        oriented = subject.orient(answers, flips)
        assert expected == oriented.tolist()
        assert np.array_equal(before, answers)
        assert np.array_equal(before, subject.orient(oriented, flips))


class TestCompute:
    ANSWERS = np.array([[0, 1, 2, 5], [4, MISSING_ANSWER, 4, 1]], dtype=np.int8)

    def test_a_score_is_made_of_its_own_items(self):
        """Items that are not of a score neither count nor matter when missing."""
        total, side = MADE_UP.scores
        assert MADE_UP.compute(total, self.ANSWERS).tolist() == [3, MISSING_SCORE]
        assert MADE_UP.compute(side, self.ANSWERS).tolist() == [5, 1]

    def test_items_may_be_far_apart(self):
        """A score of items that are not neighbours takes those and no others."""
        ends = score("ends", ("3", "1"), 0, 8)
        subject = attrs.evolve(MADE_UP, scores=(ends,))
        assert subject.compute(ends, self.ANSWERS).tolist() == [2, 8]

    def test_the_order_of_a_scores_items_does_not_matter(self):
        """Naming the items backwards gives the same score, not the items that follow the first."""
        backwards = score(used=("3", "2", "1"))
        subject = attrs.evolve(MADE_UP, scores=(backwards,))
        assert subject.compute(backwards, self.ANSWERS).tolist() == [3, MISSING_SCORE]
