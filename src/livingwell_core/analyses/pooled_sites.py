"""
The mean changes of several sites as one, and how much they differ: a forest plot's numbers.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

import attrs

from livingwell_core.analyses.finding import Definition, Finding
from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.paired import summarise
from livingwell_core.statistics.pooling import pool_common, pool_random

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from livingwell_core.analyses.analysis import About
    from livingwell_core.statistics.estimate import Estimate
    from livingwell_core.statistics.heterogeneity import Heterogeneity, TauSquared
    from livingwell_core.statistics.paired import PairedSummary
    from livingwell_core.statistics.pooling import Pooled, PoolingInterval
    from livingwell_core.tallies import JointTable

__all__ = ["POOLING", "pooled"]

_MEAN: Final = "mean change"
_KNAPP: Final = (
    "Hartung & Knapp 2001, Statistics in Medicine 20:3875-3889, doi 10.1002/sim.1009; Sidik & Jonkman 2002, "
    "Statistics in Medicine 21:3153-3159, doi 10.1002/sim.1262"
)
_DERSIMONIAN_LAIRD: Final = "DerSimonian & Laird 1986, Controlled Clinical Trials 7:177-188"
_TAU: Final = "Viechtbauer 2005, Journal of Educational and Behavioral Statistics 30:261-293"
_PROFILE: Final = "interval: Viechtbauer 2007, Statistics in Medicine 26:37-52, doi 10.1002/sim.2514"

#: Definitions of what is pooled.
POOLING: Final = (
    Definition(
        id="random-effects",
        text="Sites' mean changes, taken as those of some sites out of many whose true means differ, "
        "weighted by 1 / (squared standard error + tau squared), tau squared by restricted maximum "
        "likelihood; with Hartung, Knapp, Sidik and Jonkman's t interval, which knows that the sites are "
        "few. Where sites happen to be alike it can be narrower than a normal one.",
        source=f"{_KNAPP}; tau squared: {_TAU}",
    ),
    Definition(
        id="random-effects:dersimonian-laird",
        text="The same with tau squared by DerSimonian and Laird and a normal interval, as most "
        "meta-analyses have it: too narrow for few sites.",
        source=_DERSIMONIAN_LAIRD,
    ),
    Definition(
        id="common-effect",
        text="Sites' mean changes, taken as estimates of one and the same mean, weighted by 1 / squared "
        "standard error, with a normal interval. That sites have one true mean is an assumption, which Q "
        "speaks for or against.",
        source="Higgins & Thompson 2002, Statistics in Medicine 21:1539-1558, doi 10.1002/sim.1186",
    ),
    Definition(
        id="prediction-interval",
        text="The random-effects mean with an interval for the true mean change of another site of this "
        "kind; t with the number of sites less two degrees of freedom, so it needs three sites.",
        source="Higgins, Thompson & Spiegelhalter 2009, Journal of the Royal Statistical Society A "
        "172:137-159, doi 10.1111/j.1467-985X.2008.00552.x",
    ),
    Definition(
        id="random-effects-weight",
        text="A site's part in the random-effects mean; those of all sites add up to 100%.",
        source=_TAU,
    ),
    Definition(
        id="cochran-q",
        text="Squared distances of sites' mean changes from the common-effect mean, in squared standard "
        "errors. p from the chi-squared distribution with the number of sites less one degrees of freedom; "
        "small where chance does not explain the distances.",
        source="Cochran 1954, Biometrics 10:101-129",
    ),
    Definition(
        id="tau-squared",
        text="Variance of sites' true mean changes, by restricted maximum likelihood, with the Q-profile "
        "interval, which can leave the estimate out; none where sites are more alike than chance makes them.",
        source=f"{_TAU}; {_PROFILE}",
    ),
    Definition(
        id="i-squared",
        text="Part of the variance of sites' mean changes that is not chance: tau squared by tau squared "
        "plus the typical squared standard error; interval from that of tau squared.",
        source="Higgins & Thompson 2002, Statistics in Medicine 21:1539-1558, doi 10.1002/sim.1186, eq. 9; "
        f"{_PROFILE}",
    ),
)


@attrs.frozen
class _Pool:
    """Sites whose mean change has a standard error, and a maker of findings on them."""

    sites: Mapping[str, PairedSummary]
    compares: tuple[str, ...]
    n: int
    without: str
    about: About

    @classmethod
    def of(cls, tallies: Mapping[str, JointTable], about: About) -> _Pool:
        known = {site: summarise(tally) for site, tally in tallies.items() if tally.n}
        sites = {site: summary for site, summary in known.items() if summary.sd_change}
        out = [site for site in tallies if site not in sites]
        named = tuple(sites) if len(sites) > 1 else tuple(tallies)
        return cls(
            sites=sites,
            compares=named,
            n=sum(tallies[site].n for site in named),
            without=f"without {', '.join(out)}, where the mean change has no standard error" if out else "",
            about=about,
        )

    def finding(
        self,
        statistic: str,
        definition: str,
        estimate: Callable[[], Estimate | float],
        *,
        unit: str = "",
        note: str = "",
        scale: float = 1.0,
    ) -> Finding:
        """Make a finding on these sites."""
        told = "; ".join(text for text in (note, self.without) if text)
        finding = self.about.attempt(
            statistic, definition, estimate, n=self.n, unit=unit, note=told, scale=scale
        )
        return attrs.evolve(finding, compares=self.compares, only_with=(_MEAN,))

    def common(self) -> Pooled:
        """Pool as one mean."""
        self._check()
        return pool_common(self.sites, level=self.about.level)

    def random(self, *, tau_squared: TauSquared = "reml", interval: PoolingInterval = "normal") -> Pooled:
        """Pool as sites out of many."""
        self._check()
        return pool_random(self.sites, tau_squared=tau_squared, interval=interval, level=self.about.level)

    def prediction(self) -> Estimate:
        """Give the interval for another site."""
        found = self.random().prediction
        if found is None:
            msg = f"needs three sites, there are {len(self.sites)}"
            raise NotApplicableError(msg)
        return found

    def weight(self, site: str) -> float:
        """Give a site's part in the random-effects mean."""
        (weight,) = (line.weight for line in self.random().sites if line.site == site)
        return weight

    def _check(self) -> None:
        # The reason tells no number of people: it stays where these are hidden.
        if len(self.sites) < 2:
            msg = "needs two sites at which the mean change has a standard error"
            raise NotApplicableError(msg)


def pooled(tallies: Mapping[str, JointTable], about: About) -> list[Finding]:
    """
    Pool the mean changes of sites.

    Parameters
    ----------
    tallies : mapping of site to JointTable
    about : About

    Returns
    -------
    list of Finding
        Sites whose mean change has no standard error, such as those with fewer than two pairs, are left out
        and named in the notes.
    """
    pool, unit = _Pool.of(tallies, about), about.score.unit
    means = [
        pool.finding(name, definition, estimate, unit=unit)
        for name, definition, estimate in (
            (
                f"{_MEAN}, random effects",
                "random-effects",
                lambda: pool.random(interval="hartung_knapp").estimate,
            ),
            (
                f"{_MEAN}, random effects, DerSimonian-Laird",
                "random-effects:dersimonian-laird",
                lambda: pool.random(tau_squared="dersimonian_laird").estimate,
            ),
            (f"{_MEAN}, common effect", "common-effect", lambda: pool.common().estimate),
            (f"{_MEAN} of another site", "prediction-interval", pool.prediction),
        )
    ]
    weights = [
        pool.finding(
            f"weight in the random-effects mean, {site}",
            "random-effects-weight",
            functools.partial(pool.weight, site),
            unit="%",
            scale=100,
        )
        for site in pool.compares
    ]
    return [*means, *_heterogeneity(pool, unit), *weights]


def _heterogeneity(pool: _Pool, unit: str) -> list[Finding]:
    def found() -> Heterogeneity:
        return pool.random().heterogeneity

    df = f"df {len(pool.sites) - 1}"
    tau, share = "tau-squared", "i-squared"
    return [
        pool.finding("heterogeneity, Q", "cochran-q", lambda: found().q, note=df),
        pool.finding("heterogeneity, p of Q", "cochran-q", lambda: found().p),
        pool.finding("heterogeneity, tau squared", tau, lambda: found().tau_squared, unit=f"{unit} squared"),
        pool.finding("heterogeneity, I squared", share, lambda: found().i_squared, unit="%", scale=100),
    ]
