"""
The mixed model against published results, closed forms and statsmodels' formula interface.
"""

import warnings

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from livingwell_trajectories.mixed_model import fit_lines
from livingwell_trajectories.own_lines import OwnLines
from scipy import stats
from statsmodels.regression.mixed_linear_model import MixedLM

from livingwell_core.errors import NotApplicableError

# Belenky et al. 2003: reaction times in ms of 18 people on days 0 to 9 of too little sleep, as in R's lme4.
SLEEPSTUDY = """
249.56 258.7047 250.8006 321.4398 356.8519 414.6901 382.2038 290.1486 430.5853 466.3535
222.7339 205.2658 202.9778 204.707 207.7161 215.9618 213.6303 217.7272 224.2957 237.3142
199.0539 194.3322 234.32 232.8416 229.3074 220.4579 235.4208 255.7511 261.0125 247.5153
321.5426 300.4002 283.8565 285.133 285.7973 297.5855 280.2396 318.2613 305.3495 354.0487
287.6079 285 301.8206 320.1153 316.2773 293.3187 290.075 334.8177 293.7469 371.5811
234.8606 242.8118 272.9613 309.7688 317.4629 309.9976 454.1619 346.8311 330.3003 253.8644
283.8424 289.555 276.7693 299.8097 297.171 338.1665 332.0265 348.8399 333.36 362.0428
265.4731 276.2012 243.3647 254.6723 279.0244 284.1912 305.5248 331.5229 335.7469 377.299
241.6083 273.9472 254.4907 270.8021 251.4519 254.6362 245.4523 235.311 235.7541 237.2466
312.3666 313.8058 291.6112 346.1222 365.7324 391.8385 404.2601 416.6923 455.8643 458.9167
236.1032 230.3167 238.9256 254.922 250.7103 269.7744 281.5648 308.102 336.2806 351.6451
256.2968 243.4543 256.2046 255.5271 268.9165 329.7247 379.4445 362.9184 394.4872 389.0527
250.5265 300.0576 269.8939 280.5891 271.8274 304.6336 287.7466 266.5955 321.5418 347.5655
221.6771 298.1939 326.8785 346.8555 348.7402 352.8287 354.4266 360.4326 375.6406 388.5417
271.9235 268.4369 257.2424 277.6566 314.8222 317.2135 298.1353 348.1229 340.28 366.5131
225.264 234.5235 238.9008 240.473 267.5373 344.1937 281.1481 347.5855 365.163 372.2288
269.8804 272.4428 277.8989 281.7895 279.1705 284.512 259.2658 304.6306 350.7807 369.4692
269.4117 273.474 297.5968 310.6316 287.1726 329.6076 334.4818 343.2199 369.1417 364.1236
"""
#: What the optimiser leaves open: it stops where the likelihood hardly changes.
CLOSE = 1e-4


def fit(person, time, score):
    return fit_lines(person, time, score, OwnLines.of(person, time, score))


def simulated(people, *, seed=0, slope_sd=0.4, residual_sd=3.0):
    """3 to 6 scores a person at uneven times; starts of mean 14, SD 5; slopes of mean .5, correlated -.3."""
    rng = np.random.default_rng(seed)
    count = rng.integers(3, 7, size=people)
    person = np.repeat(np.arange(people), count)
    time = rng.uniform(0, 24, person.size)
    covariance = [[25, -1.5 * slope_sd], [-1.5 * slope_sd, slope_sd**2]]
    lines = rng.multivariate_normal([14, 0.5], covariance, size=people)[person]
    return person, time, lines[:, 0] + lines[:, 1] * time + rng.normal(0, residual_sd, person.size)


@pytest.fixture(scope="module")
def sleepstudy():
    scores = np.array([row.split() for row in SLEEPSTUDY.split("\n") if row], dtype=np.float64)
    return np.repeat(np.arange(18), 10), np.tile(np.arange(10.0), 18), scores.ravel()


class TestSleepstudy:
    def test_equals_lme4(self, sleepstudy):
        """Every number that lme4's summary of lmer(Reaction ~ Days + (Days | Subject)) prints."""
        model = fit(*sleepstudy)

        # lme4's own last digits differ between its versions and optimisers: 24.740 or 24.741.
        assert model.fixed == pytest.approx([251.405, 10.467], abs=5e-4)
        assert np.sqrt(np.diag(model.error)) == pytest.approx([6.825, 1.546], abs=5e-4)
        assert (model.sd_start, model.sd_slope) == pytest.approx((24.741, 5.922), abs=1e-3)
        assert model.residual**0.5 == pytest.approx(25.592, abs=5e-4)
        assert model.correlation == pytest.approx(0.066, abs=5e-4)

    def test_equals_the_closed_form(self, sleepstudy):
        """With everybody seen at the same times all of it follows from people's own lines."""
        lines = OwnLines.of(*sleepstudy)
        model = fit(*sleepstudy)
        of_lines = np.cov(lines.line.T)

        assert model.fixed == pytest.approx(lines.line.mean(axis=0), rel=1e-10)
        assert model.residual == pytest.approx(lines.residual, rel=CLOSE)
        assert model.error == pytest.approx(of_lines / 18, rel=CLOSE)
        expected = of_lines - lines.residual * lines.unit_error[0]
        # Relative to standard deviations: the covariance is small against what it is the difference of.
        sds = np.sqrt(np.diag(expected))
        assert model.spread / np.outer(sds, sds) == pytest.approx(expected / np.outer(sds, sds), abs=CLOSE)

    def test_intervals(self, sleepstudy):
        """There they are Student's intervals of the mean of people's own starts and slopes."""
        lines, model = OwnLines.of(*sleepstudy), fit(*sleepstudy)
        for place, found in enumerate((model.mean_start(level=0.9), model.mean_change(1, level=0.9))):
            interval = stats.ttest_1samp(lines.line[:, place], 0).confidence_interval(0.9)
            assert (found.low, found.high) == pytest.approx(tuple(interval), rel=CLOSE)
            assert found.level == 0.9

    def test_change_over_some_time(self, sleepstudy):
        """It is so many times the slope, and so is its interval."""
        model = fit(*sleepstudy)
        one, nine = model.mean_change(1, level=0.95), model.mean_change(9, level=0.95)
        assert (nine.value, nine.low, nine.high) == pytest.approx((9 * one.value, 9 * one.low, 9 * one.high))


class TestUneven:
    def test_equals_the_formula_interface(self):
        """Of the same scores by names, with statsmodels' own start and optimiser."""
        person, time, score = simulated(40, seed=1)
        frame = pd.DataFrame({"person": person, "time": time, "score": score})

        model = fit(person, time, score)

        expected = smf.mixedlm("score ~ time", frame, groups="person", re_formula="~time").fit(reml=True)
        assert model.fixed == pytest.approx(expected.fe_params.to_numpy(), rel=CLOSE)
        assert np.sqrt(np.diag(model.error)) == pytest.approx(expected.bse_fe.to_numpy(), rel=CLOSE)
        sds = np.sqrt(np.diag(expected.cov_re))
        assert model.spread / np.outer(sds, sds) == pytest.approx(
            expected.cov_re.to_numpy() / np.outer(sds, sds), abs=5 * CLOSE
        )
        assert model.residual == pytest.approx(expected.scale, rel=CLOSE)
        assert (model.people, model.parallel) == (40, "")

    def test_recovers_what_was_simulated(self):
        """Of 250 people: within three standard errors, which for a standard deviation are about a seventh."""
        model = fit(*simulated(250, seed=2))

        assert (np.abs(model.fixed - [14, 0.5]) < 3 * np.sqrt(np.diag(model.error))).all()
        assert (model.sd_start, model.sd_slope) == pytest.approx((5, 0.4), rel=1 / 7)
        assert model.residual**0.5 == pytest.approx(3, rel=0.1)
        assert model.correlation == pytest.approx(-0.3, abs=0.2)

    @pytest.mark.parametrize(("of_time", "of_score"), [(30.4375, 1), (1 / 12, 1), (1, 0.001), (1, -1)])
    def test_units_are_no_matter(self, of_time, of_score):
        """Days, years, thousandths or the other direction: the same model in that unit."""
        person, time, score = simulated(25, seed=3)
        one, other = fit(person, time, score), fit(person, time * of_time, score * of_score)

        unit = np.array([of_score, of_score / of_time])
        assert other.fixed == pytest.approx(one.fixed * unit, rel=1e-6)
        assert other.error == pytest.approx(one.error * np.outer(unit, unit), rel=1e-6)
        assert other.spread == pytest.approx(one.spread * np.outer(unit, unit), rel=1e-6)
        assert other.residual == pytest.approx(one.residual * of_score**2, rel=1e-6)

    def test_a_later_zero(self):
        """Time counted from another day: another start, and the same slopes."""
        person, time, score = simulated(25, seed=3)
        one, other = fit(person, time, score), fit(person, time + 6, score)

        assert other.fixed == pytest.approx(one.fixed - [6 * one.fixed[1], 0], rel=CLOSE)
        assert other.spread[1, 1] == pytest.approx(one.spread[1, 1], rel=5 * CLOSE)
        assert other.sd_start != pytest.approx(one.sd_start, rel=0.05)


class TestSimpler:
    """One slope for all, where slopes of their own cannot be estimated."""

    PARALLEL = simulated(30, seed=12, slope_sd=0.0, residual_sd=2.0)

    def test_no_slopes_of_their_own(self):
        """It is the model with random starts, and says why; statsmodels' warnings do not leak."""
        person, time, score = self.PARALLEL
        frame = pd.DataFrame({"person": person, "time": time, "score": score})
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            model = fit(person, time, score)

        expected = smf.mixedlm("score ~ time", frame, groups="person").fit(reml=True)
        assert not heard
        assert "hardly differ" in model.parallel or "by more than chance" in model.parallel
        assert model.fixed == pytest.approx(expected.fe_params.to_numpy(), rel=CLOSE)
        assert np.sqrt(np.diag(model.error)) == pytest.approx(expected.bse_fe.to_numpy(), rel=CLOSE)
        assert model.sd_start == pytest.approx(float(expected.cov_re.iloc[0, 0]) ** 0.5, rel=CLOSE)
        assert model.residual == pytest.approx(expected.scale, rel=CLOSE)
        assert model.spread[1].tolist() == [0, 0]

    def test_has_no_spread_of_slopes(self):
        """What it does not know it does not say."""
        model = fit(*self.PARALLEL)
        for name in ("sd_slope", "correlation"):
            with pytest.raises(NotApplicableError, match=r"hardly differ|by more than chance"):
                getattr(model, name)

    def test_of_two_people(self):
        """Two lines have no covariance."""
        model = fit(*people([0, 3, 2], [20, 22, 26]))

        assert model.parallel == "slopes of their own need 3 people"
        assert model.sd_start > 5


def people(*scores):
    """People with these scores, a month apart."""
    person = np.repeat(np.arange(len(scores)), [len(one) for one in scores])
    time = np.concatenate([np.arange(len(one), dtype=np.float64) for one in scores] or [np.empty(0)])
    return person, time, np.array([float(score) for one in scores for score in one])


class TestNone:
    @pytest.mark.parametrize(
        ("scores", "reason"),
        [
            ([], "needs two people with enough scores"),
            ([[1, 5, 2]], "needs two people with enough scores"),
            ([[7, 7, 7]] * 8, "every score is the same"),
            ([[7, 7, 7], [2, 2, 2], [4, 4, 4, 4]], "everybody's scores are on a straight line"),
            ([[1, 2, 3], [9, 7, 5], [4, 4, 4, 4]], "everybody's scores are on a straight line"),
            ([[0, 2, 1]] * 6, "hardly differ; with one slope for all, the same"),
        ],
    )
    def test_reasons(self, scores, reason):
        """Where there is no model the reason is fit to print."""
        with pytest.raises(NotApplicableError, match=reason):
            fit(*people(*scores))

    @pytest.mark.parametrize("seed", range(6))
    @pytest.mark.parametrize("n", [2, 3, 4, 6])
    def test_few_people(self, n, seed):
        """A model with sound numbers, or a reason; never a warning."""
        try:
            model = fit(*simulated(n, seed=seed))
        except NotApplicableError:
            return
        numbers = [*model.fixed, *model.error.ravel(), *model.spread.ravel(), model.residual]
        assert np.isfinite(numbers).all()
        assert np.diag(model.error).min() > 0
        if not model.parallel:
            assert abs(model.correlation) < 1

    def test_what_breaks_statsmodels(self, monkeypatch):
        """A matrix that it cannot invert is a reason too."""

        def broken(*_, **__):
            raise np.linalg.LinAlgError

        monkeypatch.setattr(MixedLM, "fit", broken)
        with pytest.raises(NotApplicableError, match="did not converge"):
            fit(*simulated(5))
