"""
ReQoL-10 against plain Python with fractions.
"""

from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from livingwell_reqol.reqol10 import REQOL10

from livingwell_core.evaluations.read_part import score_rows
from livingwell_core.instruments import CompleteCases, Prorate
from livingwell_core.marks import MISSING_ANSWER, MISSING_SCORE
from livingwell_core.statistics.clinical_change import in_clinical_range, reliable_change
from livingwell_core.tallies import JointTable

NEGATIVE = (1, 3, 6, 9)
TOTAL, PHYSICAL = REQOL10.scores
ONE_MISSING = Prorate(max_missing=1)
BETTER, WORSE = {"physical_health": "higher-is-better"}, {"physical_health": "higher-is-worse"}

answer = st.integers(0, 4)
row = st.lists(answer, min_size=11, max_size=11)
rows = st.lists(row, min_size=1, max_size=10)
sparse_rows = st.lists(
    st.lists(st.one_of(answer, answer, answer, answer, st.just(MISSING_ANSWER)), min_size=11, max_size=11),
    min_size=1,
    max_size=10,
)
codings = st.sampled_from(["as-circled", "scored"])
directions = st.sampled_from([BETTER, WORSE])
numbers = st.integers(1, 10)


def using(rule):
    """Give the instrument with another missing rule for the total."""
    total = TOTAL.using(rule=TOTAL.rule.using(rule))
    return attrs.evolve(REQOL10, scores=(total, PHYSICAL))


PRORATED = using(ONE_MISSING)


def array(rows):
    return np.array(rows, dtype=np.int8).reshape(len(rows), 11)


def scores(rows, coding="as-circled", direction=BETTER, instrument=REQOL10, score=0):
    """Score rows; give steps."""
    oriented = instrument.orient(array(rows), instrument.flips(coding, direction))
    return instrument.compute(instrument.scores[score], oriented).tolist()


def oracle(answers, coding, max_missing=0):
    """Score the ten items of one person by hand; None where there is no score."""
    given_answers = [
        4 - value if number in NEGATIVE and coding == "as-circled" else value
        for number, value in enumerate(answers[:10], start=1)
        if value != MISSING_ANSWER
    ]
    if 10 - len(given_answers) > max_missing:
        return None
    return Fraction(sum(given_answers) * 10, len(given_answers))


def best(coding):
    return [0 if number in NEGATIVE and coding == "as-circled" else 4 for number in range(1, 11)]


class TestTotal:
    @pytest.mark.parametrize("coding", ["as-circled", "scored"])
    @pytest.mark.parametrize("physical", [0, 4, MISSING_ANSWER])
    def test_all_best_and_all_worst(self, coding, physical):
        """The best of all answers is 40 and the worst 0, whatever physical health is."""
        assert scores([[*best(coding), physical]], coding) == [40]
        assert scores([[*(4 - value for value in best(coding)), physical]], coding) == [0]

    def test_all_fours(self):
        """Four on every item as circled is 24, since four items run the other way; as scored it is 40."""
        assert scores([[4] * 11]) == [24]
        assert scores([[0] * 11]) == [16]
        assert scores([[4] * 11], "scored") == [40]

    def test_a_published_record(self):
        """
        True Colours' test record (OxfordRSE/trd-cli, questionnaireresponse.csv) is 24, circled and
        scored.
        """
        assert scores([[1, 2, 3, 2, 4, 2, 3, 3, 2, 2, 4]], "as-circled") == [24]
        assert scores([[3, 2, 1, 2, 4, 2, 3, 3, 2, 2, 4]], "scored") == [24]

    @given(rows, codings, directions)
    def test_equals_the_sum_by_hand(self, rows, coding, direction):
        """Complete answers have the total that adding by hand gives, within 0 to 40."""
        found = scores(rows, coding, direction)
        assert [oracle(answers, coding) for answers in rows] == found
        assert all(0 <= total <= 40 for total in found)

    @given(row, numbers, codings)
    def test_every_item_runs_its_way(self, answers, number, coding):
        """One step up on an item is one point up, or one down where it is negative and as circled."""
        answers[number - 1] %= 4
        higher = list(answers)
        higher[number - 1] += 1
        step = -1 if number in NEGATIVE and coding == "as-circled" else 1
        before, after = scores([answers, higher], coding)
        assert step == after - before

    @given(row)
    def test_answers_turned_beforehand_score_the_same(self, answers):
        """An export that holds answers already reversed gives what the circled ones give."""
        turned = [4 - value if place + 1 in NEGATIVE else value for place, value in enumerate(answers)]
        assert scores([answers], "as-circled") == scores([turned], "scored")

    @given(sparse_rows, codings, answer)
    def test_physical_health_is_never_in_it(self, rows, coding, other):
        """Another answer on physical health, or none, leaves the total as it is."""
        for instrument in (REQOL10, PRORATED):
            before = scores(rows, coding, instrument=instrument)
            for value in (other, MISSING_ANSWER):
                changed = [[*answers[:10], value] for answers in rows]
                assert before == scores(changed, coding, WORSE, instrument)


class TestOrder:
    @given(sparse_rows, codings, st.randoms())
    def test_of_rows(self, rows, coding, random):
        """Everyone keeps their score wherever they stand in the file."""
        order = list(range(len(rows)))
        random.shuffle(order)
        for instrument in (REQOL10, PRORATED):
            found = scores(rows, coding, instrument=instrument)
            assert [found[place] for place in order] == scores(
                [rows[place] for place in order], coding, instrument=instrument
            )

    @given(sparse_rows, codings, st.permutations(range(11)))
    def test_of_items(self, rows, coding, order):
        """The same items listed in another order give the same scores."""
        shuffled = attrs.evolve(PRORATED, items=tuple(PRORATED.items[place] for place in order))
        moved = [[answers[place] for place in order] for answers in rows]
        for score in (0, 1):
            assert scores(rows, coding, WORSE, PRORATED, score) == scores(
                moved, coding, WORSE, shuffled, score
            )

    @given(sparse_rows, codings)
    def test_the_input_stays_as_it_is(self, rows, coding):
        """Scoring changes none of the arrays that it is given."""
        answers = np.asfortranarray(array(rows))
        before = answers.copy()
        oriented = REQOL10.orient(answers, REQOL10.flips(coding, WORSE))
        kept = oriented.copy()
        for instrument in (REQOL10, PRORATED):
            for score in instrument.scores:
                instrument.compute(score, oriented)
        assert np.array_equal(before, answers)
        assert np.array_equal(kept, oriented)


class TestMissing:
    def test_the_rule_is_complete_cases(self):
        """Unless another rule is asked for by name, every answer is needed."""
        assert CompleteCases() == TOTAL.rule.missing
        assert REQOL10.scale(TOTAL).denominator == 1

    @given(row, numbers, codings)
    def test_one_of_ten_missing_is_no_score(self, answers, number, coding):
        """Without any one of the ten answers there is no total."""
        answers[number - 1] = MISSING_ANSWER
        assert scores([answers], coding) == [MISSING_SCORE]

    @given(sparse_rows, codings)
    def test_prorating_equals_fractions(self, rows, coding):
        """
        With up to one missing the total is sum * 10 / given, exactly, in ninths; with more there is
        none.
        """
        assert PRORATED.scale(PRORATED.scores[0]).denominator == 9
        for answers, found in zip(rows, scores(rows, coding, instrument=PRORATED), strict=True):
            expected = oracle(answers, coding, max_missing=1)
            assert found == (MISSING_SCORE if expected is None else 9 * expected)
            assert found == MISSING_SCORE or 0 <= found <= 360

    @given(row, numbers, codings)
    def test_a_missing_answer_counts_as_the_mean_of_the_others(self, answers, number, coding):
        """Prorated, nine answers that sum to s give exactly 10 s / 9, whatever the tenth was."""
        (complete,) = scores([answers], coding, instrument=PRORATED)
        nine = 10 * (complete - 9 * oracle_item(answers, number, coding)) / 9
        answers[number - 1] = MISSING_ANSWER
        assert scores([answers], coding, instrument=PRORATED) == [nine]

    @given(row, st.lists(numbers, min_size=1, max_size=10, unique=True), codings)
    def test_missing_never_improves(self, answers, missing, coding):
        """
        An answer left out never gives a complete-case score, and prorated never more than it could have been.

        The prorated total lies between those with the missing answer at its worst and at its best.
        """
        holes = [MISSING_ANSWER if place + 1 in missing else value for place, value in enumerate(answers)]
        assert scores([holes], coding) == [MISSING_SCORE]
        (found,) = scores([holes], coding, instrument=PRORATED)
        if len(missing) > 1:
            assert found == MISSING_SCORE
            return
        bounds = []
        for value in (0, 4):
            holes[missing[0] - 1] = value
            bounds += scores([holes], coding, instrument=PRORATED)
        assert min(bounds) <= found <= max(bounds)

    def test_a_prorated_score_says_so(self):
        """The rule's id names it, and of three rows exactly the prorated one is marked."""
        assert PRORATED.scores[0].rule.missing.id == "prorate(max_missing=1)"
        answers = array([[2] * 11, [2] * 9 + [MISSING_ANSWER] + [2], [2] * 8 + [MISSING_ANSWER] * 2 + [2]])
        marked = score_frame(answers, PRORATED)
        assert marked["total?prorated"].to_list() == [False, True, False]
        assert marked["total"].to_list() == [180, 180, MISSING_SCORE]
        assert "total?prorated" not in score_frame(answers, REQOL10).columns

    def test_physical_health_left_out_is_not_prorating(self):
        """A total of ten answers is complete without the item beside it."""
        answers = array([[2] * 10 + [MISSING_ANSWER]])
        frame = score_frame(answers, PRORATED)
        assert frame["total?prorated"].to_list() == [False]
        assert frame["physical_health"].to_list() == [MISSING_SCORE]


def oracle_item(answers, number, coding):
    value = answers[number - 1]
    return 4 - value if number in NEGATIVE and coding == "as-circled" else value


def score_frame(answers, instrument):
    """Score as an evaluation does."""
    import polars as pl

    number = range(len(answers))
    keys = pl.DataFrame({"person": number, "check": number, "day": number})
    oriented = instrument.orient(answers, instrument.flips("scored", BETTER))
    return score_rows(keys, instrument, oriented)


class TestPhysicalHealth:
    @given(row, codings)
    def test_runs_the_way_the_profile_states(self, answers, coding):
        """
        Where 4 is best it stays, where 4 is worst it is turned; how the ten items are coded does not
        matter.
        """
        value = answers[10]
        assert scores([answers], coding, BETTER, score=1) == [value]
        assert scores([answers], coding, WORSE, score=1) == [4 - value]

    def test_has_no_direction_of_its_own(self):
        """Systems code it both ways, so the instrument assumes none, and it has no thresholds."""
        assert REQOL10.item("physical_health").negative is None
        assert (PHYSICAL.reliable_change, PHYSICAL.clinical_range) == (None, None)


class TestThresholds:
    def changes(self, instrument, first, last):
        total = instrument.scores[0]
        table = JointTable.of(instrument.scale(total), first, last)
        found = reliable_change(table, points=total.reliable_change.points, sign=total.sign)
        return found.improved, found.unchanged, found.deteriorated

    def inside(self, name, points, instrument=REQOL10):
        total = instrument.scores[0].using(clinical_range=name)
        scale = instrument.scale(total)
        steps = [scale.steps(Fraction(point)) for point in points]
        table = JointTable.of(scale, [int(step) for step in steps], [0] * len(steps))
        assert all(step.denominator == 1 for step in steps)
        return in_clinical_range(table, table.first, edge=total.clinical_range.edge, sign=total.sign).tolist()

    def test_five_points_are_reliable(self):
        """A change of exactly 5 counts, either way, and 4 does not."""
        assert TOTAL.reliable_change.points == 5
        assert self.changes(REQOL10, [20, 20, 20, 20], [25, 24, 15, 16]) == (1, 2, 1)

    def test_a_ninth_less_is_not(self):
        """Prorated, 5 less a ninth is not reliable, 5 and 5 and a ninth are."""
        first = [180] * 6
        last = [180 + 44, 180 + 45, 180 + 46, 180 - 44, 180 - 45, 180 - 46]
        assert self.changes(PRORATED, first, last) == (2, 2, 2)

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            (None, [True, True, False, False]),
            ("24", [True, True, False, False]),
            ("25", [True, True, True, False]),
            ("23", [True, False, False, False]),
        ],
    )
    def test_the_clinical_range(self, name, expected):
        """Up to 24 by default; up to 25 or 23 by name."""
        assert expected == self.inside(name, [23, 24, 25, 26])

    @pytest.mark.parametrize("edge", [23, 24, 25])
    def test_the_clinical_range_in_ninths(self, edge):
        """Prorated, the edge is inside and a ninth above it is not."""
        points = [edge - Fraction(1, 9), Fraction(edge), edge + Fraction(1, 9)]
        assert self.inside(str(edge), points, PRORATED) == [True, True, False]

    def test_reliability(self):
        """Above .85 on a retest, of which .85 is the lower bound; that of the Japanese version by name."""
        assert (TOTAL.reliability.value, TOTAL.reliability.kind) == (Fraction(85, 100), "test-retest")
        assert "lower bound" in TOTAL.reliability.source
        assert TOTAL.using(reliability="japanese").reliability.value == Fraction(7, 10)

    def test_norms(self):
        """A clinical population is published; of a functional one, and of what people notice, nothing is."""
        norm = TOTAL.clinical_norm
        assert (norm.mean, norm.sd) == (Fraction(278, 10), Fraction(78, 10))
        assert (TOTAL.functional_norm, TOTAL.important_difference) == (None, None)

    def test_every_threshold_has_a_source(self):
        """No number without a source, and an unknown name is an error that lists those there are."""
        for definition in TOTAL.definitions:
            assert definition.source
            assert definition.verified
        with pytest.raises(ValueError, match="one of: 23, 24, 25"):
            TOTAL.using(clinical_range="x")


class TestInstrument:
    def test_items(self):
        """Ten items of 0 to 4, of which 1, 3, 6 and 9 run the other way, and physical health."""
        assert [str(number) for number in range(1, 11)] == [item.id for item in REQOL10.items[:10]]
        assert list(NEGATIVE) == [int(item.id) for item in REQOL10.items[:10] if item.negative]
        assert {(0, 4)} == {(item.lowest, item.highest) for item in REQOL10.items}
        assert (TOTAL.id, TOTAL.lowest, TOTAL.highest, TOTAL.better) == ("total", 0, 40, "higher")
        assert tuple(item.id for item in REQOL10.items[:10]) == TOTAL.items

    def test_carries_no_wording(self):
        """Labels are a few words of our own; who may use it is said."""
        assert all(len(item.label) <= 25 for item in REQOL10.items)
        assert "Sheffield" in REQOL10.licence

    def test_the_plugin_brings_it(self):
        """The entry point's hook gives this instrument."""
        from livingwell_reqol import plugin

        assert REQOL10 in plugin.livingwell_instruments()
