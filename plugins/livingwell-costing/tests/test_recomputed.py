"""
Everything that the analysis says of made-up people, worked out once more from their rows.

With numpy, scipy and statsmodels alone: quadrature for areas, root finding for Fieller's interval and
break-even, least squares on the raw data.
"""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import statsmodels.api as sm
from costing_people import ROWS, about, configured, sample
from scipy import stats
from scipy.integrate import quad
from scipy.optimize import brentq

YEAR = 365.25
RATE = 1.035
SCENARIOS = ["mean-gain-one-year", "gain-stops", "to-one-year", "lasts-months:6", "fades-linearly:9"]


def people(seed, n, lift):
    """Make dated utilities in hundredths: two to five a person, over up to three years."""
    rng, rows = np.random.default_rng(seed), []
    for person in range(1, n + 1):
        days = np.sort(rng.choice(np.arange(1, 1100), rng.integers(1, 5), replace=False))
        start = rng.integers(10, 60)
        scores = np.clip(start + rng.normal(lift, 15, days.size), -20, 100).astype(int)
        rows += [
            (person, 0, int(start)),
            *zip([person] * days.size, days.tolist(), scores.tolist(), strict=True),
        ]
    return rows


def courses(rows):
    """Give each person's years since the first assessment and rises since then."""
    found = []
    for person in sorted({p for p, _, _ in rows}):
        own = np.array([(d, s) for p, d, s in rows if p == person], dtype=float)
        found.append(((own[:, 0] - own[0, 0]) / YEAR, (own[:, 1] - own[0, 1]) / 100, own[0, 1] / 100))
    return [one for one in found if len(one[0]) > 1]


def area(start, end, low, high):
    """Integrate a straight line, discounted after the first year."""

    def height(t):
        return (low + (high - low) * (t - start) / (end - start)) * (1.0 if t <= 1 else RATE**-t)

    cuts = [start, *([1.0] if start < 1 < end else []), end]
    return sum(quad(height, a, b, epsabs=1e-14)[0] for a, b in itertools.pairwise(cuts) if b > a)


def gain(years, rises, scenario):
    if scenario == "mean-gain-one-year":
        return rises[-1]
    seen = sum(area(*pair) for pair in zip(years, years[1:], rises, rises[1:], strict=False))
    last, end = rises[-1], years[-1]
    kind, _, months = scenario.partition(":")
    after = {
        "gain-stops": (end, 0.0),
        "to-one-year": (max(end, 1.0), last),
        "lasts-months": (end + float(months or 0) / 12, last),
        "fades-linearly": (end + float(months or 0) / 12, 0.0),
    }[kind]
    return seen + (area(end, after[0], last, after[1]) if after[0] > end else 0.0)


def interval(mean, error, df):
    half = stats.t.ppf(0.975, df) * error
    return mean, mean - half, mean + half


def fieller(mean, error, df, cost):
    """Find where (cost - R mean)^2 is t^2 R^2 error^2."""
    t = stats.t.ppf(0.975, df)
    if mean <= t * error:
        return cost / mean, None, None

    def apart(ratio):
        return (cost - ratio * mean) ** 2 - (t * ratio * error) ** 2

    high = cost / mean
    while apart(high) < 0:
        high *= 1.2
    return cost / mean, brentq(apart, 1e-9, cost / mean), brentq(apart, cost / mean, high)


def edgeworth(parts):
    """Give the probability that a sum of independent means, each with a sign, is above 0."""
    mean = sum(sign * x.mean() for sign, x in parts)
    second = sum(x.var() / x.size for _, x in parts)
    third = sum(sign * stats.moment(x, 3) / x.size**2 for sign, x in parts)
    fourth = sum((stats.moment(x, 4) - 3 * x.var() ** 2) / x.size**3 for _, x in parts)
    s, k, x = third / second**1.5, fourth / second**2, -mean / math.sqrt(second)
    bent = s * (x**2 - 1) / 6 + k * (x**3 - 3 * x) / 24 + s * s * (x**5 - 10 * x**3 + 15 * x) / 72
    return 100 * min(1.0, max(0.0, 1 - stats.norm.cdf(x) + stats.norm.pdf(x) * bent))


def loss(mean, error):
    d = abs(mean) / error
    return error * (stats.norm.pdf(d) - d * stats.norm.sf(d))


def same(finding, value, low=None, high=None, rel=1e-8):
    """Root finding and quadrature leave 1e-8."""
    expected = [value, low, high] if low is not None else [value]
    got = [finding.value, finding.low, finding.high][: len(expected)]
    assert got == pytest.approx(expected, rel=rel, abs=1e-9), finding.statistic


ONE, OTHER = people(1, 40, 12), people(2, 25, 4)


@pytest.mark.parametrize("scenario", SCENARIOS)
class TestAlone:
    def test_by_scenario(self, tmp_path, scenario):
        """Gain, cost per QALY, net benefit, acceptability, information, break-even."""
        analysis = configured(tmp_path, cost_per_person=[800, 1160], scenarios=[scenario])
        found = {f.statistic: f for f in analysis.conclude(analysis.tally(sample(ONE)), about())}
        g = np.array([gain(years, rises, scenario) for years, rises, _ in courses(ONE)])
        mean, error, df = g.mean(), stats.sem(g), g.size - 1
        same(found[f"QALY gain, {scenario}"], *interval(mean, error, df))
        for cost, name in ((800, f"{scenario}, at £800"), (1160, f"{scenario}, at £1,160")):
            same(found[f"cost per QALY, {name}"], *fieller(mean, error, df, cost))
            for at in (20_000, 30_000):
                worth = at * g - cost
                end = f"at £{at:,}, {name}"
                benefit = interval(worth.mean(), stats.sem(worth), df)
                same(found[f"net monetary benefit {end}"], *benefit)
                same(found[f"net health benefit {end}"], *(b / at for b in benefit))
                same(found[f"probability of being worth its cost {end}"], edgeworth([(1, worth)]))
                known = loss(worth.mean(), stats.sem(worth))
                same(found[f"value of perfect information {end}"], known)
        same(found[f"highest cost that passes £20,000, {scenario}"], 20_000 * mean)

    def test_compared(self, tmp_path, scenario):
        """The same beyond the others, and at the same first utility."""
        group = {"kind": "comparison-group", "sites": ["b"], "source": "x", "cost_per_person": 300}
        analysis = configured(tmp_path, cost_per_person=800, scenarios=[scenario], counterfactual=group)
        tallies = {"a": analysis.tally(sample(ONE)), "b": analysis.tally(sample(OTHER))}
        found = {f.statistic: f for f in analysis.compare(tallies, about())}
        sides = [courses(ONE), courses(OTHER)]
        a, b = (np.array([gain(y, r, scenario) for y, r, _ in side]) for side in sides)
        first = np.array([start for side in sides for *_, start in side])
        x = np.column_stack([np.ones(first.size), np.repeat([1.0, 0.0], [a.size, b.size]), first])
        t = stats.ttest_ind(a, b, equal_var=False)
        error = math.sqrt(a.var(ddof=1) / a.size + b.var(ddof=1) / b.size)
        beyond = "QALY gain beyond that of a comparison group"
        same(found[f"{beyond}, {scenario}"], *interval(a.mean() - b.mean(), error, t.df))
        end = f"{scenario}, at £800"
        same(found[f"cost per QALY, {end}"], *fieller(a.mean() - b.mean(), error, t.df, 500))
        fit = sm.OLS(np.concatenate([a, b]), x).fit()
        alike = "at the same first utility"
        same(found[f"{beyond} {alike}, {scenario}"], fit.params[1], *fit.conf_int()[1])
        own = fieller(fit.params[1], fit.bse[1], fit.df_resid, 500)
        same(found[f"cost per QALY {alike}, {end}"], *own)
        for at in (20_000, 30_000):
            here, there = at * a - 800, at * b - 300
            fit = sm.OLS(np.concatenate([here, there]), x).fit()
            name = f"net monetary benefit at £{at:,} {alike}, {end}"
            same(found[name], fit.params[1], *fit.conf_int()[1])
            name = f"probability of being worth its cost at £{at:,} {alike}, {end}"
            same(found[name], 100 * stats.norm.cdf(fit.params[1] / fit.bse[1]))
            name = f"probability of being worth its cost at £{at:,}, {end}"
            same(found[name], edgeworth([(1, here), (-1, there)]))
            benefit = at * (a.mean() - b.mean()) - 500
            same(found[f"value of perfect information at £{at:,}, {end}"], loss(benefit, at * error))


def test_durations(tmp_path):
    """How long a gain of .13 has to last, by finding the root of the discounted time."""
    findings = configured(tmp_path, cost_per_person=7000)
    found = {f.statistic: f for f in findings.conclude(findings.tally(sample(ROWS)), about())}

    def short(years):
        return 20_000 * 0.13 * area(0.0, years, 1.0, 1.0) - 7000

    name = "shortest duration that passes £20,000, at £7,000"
    same(found[name], YEAR * brentq(short, 0.1, 50, xtol=1e-13))
