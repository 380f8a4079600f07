"""
From series of scores to findings.
"""

import math

import attrs
import numpy as np
import pytest
from livingwell_trajectories.definitions import definitions_of, names_of
from livingwell_trajectories.mixed_model import fit_lines
from livingwell_trajectories.own_lines import OwnLines, reliable_slopes
from livingwell_trajectories.series import ScoreSeries
from livingwell_trajectories.settings import Settings
from livingwell_trajectories.trajectories import Trajectories

from livingwell_core.analyses import About, Sample
from livingwell_core.errors import InputError
from livingwell_core.instruments import ClinicalRange, Instrument, Item, ReliableChange, Scale, Score, Single
from livingwell_core.pairing import History, Pairs
from livingwell_core.statistics.proportions import wilson

SCALE = Scale(lowest=0, highest=40, denominator=2)
ITEM = Item(id="1", label="one", lowest=0, highest=40)
MONTH = 365.25 / 12
OWN = ("reliably improved, own slope", "no reliable change, own slope", "reliably deteriorated, own slope")
POINTS = (
    "mean score at the start",
    "mean change per month",
    "predicted mean change at 6 months",
    "predicted mean change at 12 months",
    "sd of starts between people",
    "sd of slopes between people",
    "residual sd",
)


def a_score(**changes):
    return Score(
        **{
            "id": "total",
            "title": "total",
            "items": ("1",),
            "rule": Single(),
            "lowest": 0,
            "highest": 40,
            "better": "higher",
            **changes,
        }
    )


def an_instrument(*scores):
    return Instrument(
        id="demo", title="Demo", items=(ITEM,), scores=scores or (a_score(),), source="x", licence="x"
    )


def about(**changes):
    score = a_score(**changes)
    return About(analysis="trajectories", instrument=an_instrument(score), score=score, site="here")


def series(people=40, *, seed=4, slope_sd=0.4, days=700, fewer=3):
    """Scores in half points, 4 a person, with lines of people's own."""
    rng = np.random.default_rng(seed)
    person = np.repeat(np.arange(people), 4)
    day = np.sort(rng.choice(np.arange(1, days), (people, 3)), axis=1)
    day = np.concatenate([np.zeros((people, 1), dtype=np.int64), day + np.arange(3)], axis=1).ravel()
    lines = rng.multivariate_normal([15, 0.4], [[25, 0], [0, slope_sd**2]], size=people)[person]
    score = lines[:, 0] + lines[:, 1] * day / MONTH + rng.normal(0, 2.5, person.size)
    return ScoreSeries(SCALE, fewer, person, day, np.clip((2 * score).round(), 0, 80))


SERIES = series()


def model_of(tally, time=lambda months: months):
    months, score = time(tally.day / MONTH), tally.score / 2
    lines = OwnLines.of(tally.person, months, score)
    return fit_lines(tally.person, months, score, lines), lines


def findings(tally=SERIES, settings=None, **changes):
    analysis = Trajectories(settings=settings or Settings())
    found = analysis.conclude(tally, about(**changes))
    assert len({(f.statistic, f.unit) for f in found}) == len(found)
    return {(f.statistic, f.unit): f for f in found}


class TestPeople:
    def test_who_is_in_the_model(self):
        """People and scores, and how many people are left out, with Wilson's interval."""
        found = findings()

        for name, k in (
            ("people with at least 3 scores", 40),
            ("people with fewer than 3 scores, left out", 3),
        ):
            count, share = found[name, "people"], found[name, "%"]
            assert (count.value, count.numerator, count.n) == (k, k, 43)
            assert (share.value, share.low) == (
                pytest.approx(100 * k / 43),
                100 * wilson(k, 43, level=0.95).low,
            )
            assert count.all_is_open
        scores = found["scores in the model", "scores"]
        assert (scores.value, scores.n) == (160, 40)

    def test_says_how_many_are_enough(self):
        """In the statistic and in the definition."""
        settings = Settings(at_least=4)
        assert ("people with at least 4 scores", "%") in findings(settings=settings)
        assert "on at least 4 days" in definitions_of(settings)[0].text


class TestModel:
    def test_equals_the_model(self):
        """Each number is the model's, in points, of the people in it."""
        found = findings()
        model, _ = model_of(SERIES.ordered)
        start, change = found[POINTS[0], "points"], found[POINTS[1], "points"]

        assert (start.value, start.low, start.high) == attrs.astuple(model.mean_start(level=0.95))[:3]
        assert (change.value, change.low, change.high) == attrs.astuple(model.mean_change(1, level=0.95))[:3]
        assert found[POINTS[4], "points"].value == model.sd_start
        assert found[POINTS[5], "points"].value == model.sd_slope
        assert found[POINTS[6], "points"].value == math.sqrt(model.residual)
        assert found["correlation of start and slope", ""].value == model.correlation
        assert {f.n for key, f in found.items() if key[1] in {"points", ""}} == {40}

    def test_predicts(self):
        """Six and twelve times the monthly change."""
        found = findings()
        slope = found[POINTS[1], "points"]
        for months, name in ((6, POINTS[2]), (12, POINTS[3])):
            ahead = found[name, "points"]
            assert (ahead.value, ahead.low) == pytest.approx((months * slope.value, months * slope.low))

    def test_over_the_logarithm(self):
        """One slope for each doubling: from 0 to 1, 3, 7 months; so 6 months are log2(7) of them."""
        found = findings(settings=Settings(time="log"))
        model, _ = model_of(SERIES.ordered, lambda months: np.log2(1 + months))

        assert found["mean change per doubling of 1 + months", "points"].value == model.fixed[1]
        assert found[POINTS[2], "points"].value == pytest.approx(model.fixed[1] * math.log2(7))
        assert {f.definition for f in found.values()} >= {"trajectory:log", "trajectory:log:own-slopes"}

    @pytest.mark.parametrize(("late", "there"), [(9, False), (10, True)])
    def test_predicts_no_further_than_the_data(self, late, there):
        """A quarter of the people need a score that late: 183 days are 6 months."""
        rng = np.random.default_rng(6)
        end = np.where(np.arange(40) < late, 183, 182)
        day = np.stack([np.zeros(40), np.full(40, 40), np.full(40, 90), end], axis=1).ravel()
        person = np.repeat(np.arange(40), 4)
        lines = rng.multivariate_normal([15, 0.8], [[25, 0], [0, 1]], size=40)[person]
        score = 2 * (lines[:, 0] + lines[:, 1] * day / MONTH + rng.normal(0, 1, person.size))

        found = findings(ScoreSeries(SCALE, 0, person, day, np.clip(score, 0, 80)))

        six, twelve = found[POINTS[2], "points"], found[POINTS[3], "points"]
        assert (six.value is not None) == there
        assert (
            twelve.note
            == "not applicable: fewer than a quarter of the people in the model have a score that late"
        )

    def test_people_in_any_order(self):
        """The same bytes, however the work was split."""
        order = np.random.default_rng(1).permutation(40)
        place = (4 * order[:, None] + np.arange(4)).ravel()
        other = ScoreSeries(SCALE, 3, np.repeat(np.arange(40), 4), SERIES.day[place], SERIES.score[place])
        assert other == SERIES
        assert findings(other) == findings()


class TestOwnSlopes:
    def test_counts(self):
        """People by their own slope, marked like other counts of reliable change."""
        found = findings()
        counts = reliable_slopes(*model_of(SERIES.ordered), sign=1)
        numbers = (counts.improved, counts.unchanged, counts.deteriorated)

        assert sum(numbers) == 40
        assert counts.improved > 5
        for name, k, alike in zip(OWN, numbers, ("improved", "unchanged", "deteriorated"), strict=True):
            count, share = found[name, "people"], found[name, "%"]
            assert (count.value, count.numerator, count.n, count.alike) == (k, k, 40, alike)
            assert (share.value, share.numerator, share.alike) == (100 * k / 40, k, alike)

    def test_lower_is_better(self):
        """Who rises gets worse; the model itself knows no better."""
        higher, lower = findings(), findings(better="lower")
        assert higher[OWN[0], "people"].value == lower[OWN[2], "people"].value
        assert higher[POINTS[1], "points"].value == lower[POINTS[1], "points"].value


class TestNotApplicable:
    def reasons(self, found):
        parts = [f for f in found.values() if f.definition != "trajectory:people"]
        assert all(f.value is None and f.low is None for f in parts)
        assert {f.statistic for f in parts} == {*POINTS, "correlation of start and slope", *OWN}
        return {f.note for f in parts}

    def test_nobody_with_three_scores(self):
        """Everything is there, and says why it has no value."""
        nobody = ScoreSeries(SCALE, 12, [], [], [])
        found = findings(nobody)
        assert self.reasons(found) == {"not applicable: needs two people with enough scores"}
        assert found["people with fewer than 3 scores, left out", "%"].value == 100

    def test_nobody_at_all(self):
        """Shares of nobody do not exist either."""
        found = findings(SERIES.zero())
        self.reasons(found)
        assert found["people with at least 3 scores", "%"].note.startswith("not applicable")

    def test_no_variance(self):
        """One score for all."""
        flat = ScoreSeries(SCALE, 0, SERIES.person, SERIES.day, np.full(160, 20))
        assert self.reasons(findings(flat)) == {"not applicable: every score is the same"}

    def test_an_ordinal_score(self):
        """Of ranks there is no mean, though somebody asked."""
        (reason,) = self.reasons(findings(measurement="ordinal"))
        assert "ordinal" in reason

    def test_one_slope_for_all(self):
        """The simpler model has its own definition, says why it is used, and knows nobody's own slope."""
        found = findings(series(30, seed=12, slope_sd=0.0))
        change = found[POINTS[1], "points"]
        assert change.definition == "trajectory:linear:parallel"
        assert "one slope for all: " in change.note
        assert change.value == pytest.approx(0.4, abs=0.1)
        for key in ((POINTS[5], "points"), ("correlation of start and slope", ""), (OWN[0], "people")):
            assert found[key].value is None
            assert found[key].note.startswith("not applicable: ")


class TestTally:
    def sample(self):
        history = History(
            person=np.array([1, 1, 1, 5, 5, 9], dtype=np.uint64),
            day=np.array([100, 130, 160, 90, 95, 3], dtype=np.int32),
            score=np.array([10, 20, 30, 4, 5, 6], dtype=np.int32),
        )
        empty = np.empty(0, dtype=np.int32)
        pairs = Pairs(
            first=empty, last=empty, days=empty, person=empty.astype(np.uint64), people=9, assessed=3,
            scores=6, prorated=0, one_day=1, three_or_more=1,
        )  # fmt: skip
        return Sample(pairs=pairs, scale=SCALE, history=lambda: history)

    def test_takes_all_scores(self):
        """Of people with enough of them, by days since their own first score."""
        assert Trajectories().tally(self.sample()) == ScoreSeries(
            SCALE, 2, [0, 0, 0], [0, 30, 60], [10, 20, 30]
        )


class TestApplies:
    CHANGE = ReliableChange(id="5", points=5, source="x")
    RANGE = ClinicalRange(id="9", edge=9, source="x")

    @pytest.mark.parametrize(
        ("changes", "applies"),
        [
            ({}, False),
            ({"reliable_changes": (CHANGE,)}, True),
            ({"clinical_ranges": (RANGE,)}, True),
            ({"clinical_ranges": (RANGE,), "measurement": "ordinal"}, False),
        ],
    )
    def test_unasked(self, changes, applies):
        """To scores that are meant to be followed over time."""
        score = a_score(**changes)
        assert Trajectories().applies(an_instrument(score), score) == applies

    def test_asked(self):
        """To what the evaluation names, and to nothing else."""
        settings = {"scores": ["demo.total"]}
        analysis = Trajectories().configured(settings, "livingwell.toml", None)
        other = a_score(id="other", reliable_changes=(self.CHANGE,))
        instrument = an_instrument(a_score(), other)
        assert [analysis.applies(instrument, score) for score in instrument.scores] == [True, False]
        assert (analysis.scores, Trajectories().scores) == (("demo.total",), ())

    def test_bad_settings(self):
        """They name the table of this analysis."""
        with pytest.raises(InputError, match=r"livingwell.toml, analyses\.trajectories\.time: wrong value"):
            Trajectories().configured({"time": "cubic"}, "livingwell.toml", None)


@pytest.mark.parametrize("time", ["linear", "log"])
def test_definitions(time):
    """Every finding names one of them, and each has a source."""
    settings = Settings(time=time)
    analysis = Trajectories(settings=settings)
    definitions = {d.id: d for d in analysis.definitions(an_instrument(), a_score())}
    assert {f.definition for f in findings(settings=settings).values()} < definitions.keys()
    assert definitions.keys() == {"trajectory:people", *names_of(settings)}
    assert all(d.source and d.text for d in definitions.values())
    assert analysis.by_name
