"""
Changes by their order: signed ranks, what they estimate, and signs.

An exact p, a sum of ranks or a correlation of ranks lets a reader work out how many people got better, how
many worse and how many neither. So these hang together, and each stands for one of those three numbers in
disclosure control: none is shown where one of the three could not be.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Any, Final, Literal

import attrs

from livingwell_core.analyses.counted import DETERIORATED, IMPROVED, IN_AT_FIRST, IN_AT_LAST, UNCHANGED
from livingwell_core.analyses.finding import Definition, Finding
from livingwell_core.analyses.paired_change import SINGLE_ARM
from livingwell_core.errors import NotApplicableError
from livingwell_core.statistics.change_distribution import Changes, changes
from livingwell_core.statistics.hodges_lehmann import hodges_lehmann
from livingwell_core.statistics.ranks import MOST_EXACT, SignedRank, rank_biserial, sign_test, signed_rank

if TYPE_CHECKING:
    from collections.abc import Callable

    from livingwell_core.analyses.analysis import About, Sample
    from livingwell_core.instruments import Instrument, Scale, Score
    from livingwell_core.tallies import JointTable

__all__ = ["RanksAnalysis"]

_Zeros = Literal["pratt", "wilcox"]

_SIGN: Final = "sign test p"
_ZEROS: Final[tuple[_Zeros, ...]] = ("pratt", "wilcox")
_W: Final = {
    (zeros, sign): f"signed-rank W{sign}, {zeros.capitalize()} zeros" for zeros in _ZEROS for sign in "+-"
}
_CORRELATION: Final = "rank-biserial correlation"
#: Any of these gives away how many got better, stayed and got worse, alone or with the others.
_TELLING: Final = (*_W.values(), _CORRELATION, _SIGN)
_IN_ANY_CASE: Final = ("better", "the same", "worse")
_RELIABLY: Final = ("reliably improved", "no reliable change", "reliably deteriorated")

_WHICH_P: Final = (
    f"Up to {MOST_EXACT} people p is exact, given which changes are of one size; above, it is by the normal "
    "approximation, corrected for such ties and for continuity. W+ is the sum of the ranks of rises, W- "
    "that of falls."
)
_SIGN_DEFINITION: Final = Definition(
    id="sign-test",
    text="Whether, among people whose score changed, a rise was as likely as a fall: exact, two-sided, "
    "from the binomial distribution.",
    source="Dixon & Mood 1946, Journal of the American Statistical Association 41:557-566",
)
_DEFINITIONS: Final = (
    Definition(
        id="signed-rank:pratt",
        text="Wilcoxon's signed-rank test, two-sided. People without change are ranked with the others and "
        f"then left out. {_WHICH_P}",
        source="Wilcoxon 1945, Biometrics Bulletin 1(6):80-83; zeros: Pratt 1959, Journal of the American "
        "Statistical Association 54:655-667, and Cureton 1967, ibid. 62:1068-1069",
    ),
    Definition(
        id="signed-rank:wilcox",
        text="Wilcoxon's signed-rank test, two-sided. People without change are left out before ranking. "
        f"{_WHICH_P}",
        source="Wilcoxon 1945, Biometrics Bulletin 1(6):80-83",
    ),
    Definition(
        id="hodges-lehmann",
        text="The Hodges-Lehmann estimate of the change: the median of the means of every two people's "
        f"changes. The interval holds what the signed-rank test would not reject; up to {MOST_EXACT} people "
        "by its exact distribution, above by the normal approximation with continuity correction.",
        source="Hodges & Lehmann 1963, Annals of Mathematical Statistics 34:598-611; interval: Lehmann "
        "1963, ibid. 34:1507-1512",
    ),
    Definition(
        id="rank-biserial",
        text="Matched-pairs rank-biserial correlation: the share of the sum of ranks that favours a rise "
        "less the share that favours a fall, people without change ranked as by Pratt. Approximate "
        "interval from the variance of a U-statistic by Fisher's transformation; none where all changes "
        "have one sign.",
        source="Kerby 2014, Comprehensive Psychology 3:11.IT.3.1, doi 10.2466/11.IT.3.1; interval: "
        "Hoeffding 1948, Annals of Mathematical Statistics 19:293-325",
    ),
    _SIGN_DEFINITION,
)


@attrs.frozen
class RanksAnalysis:
    """Signed-rank tests under both rules for zeros, Hodges-Lehmann, rank-biserial correlation, sign test."""

    id: str = "ranks"
    title: str = "Change by ranks"

    def applies(self, instrument: Instrument, score: Score) -> bool:  # noqa: ARG002 - the protocol's signature
        """Every change has a direction; of an ordinal score the signs are all that is used."""
        return True

    def tally(self, sample: Sample) -> JointTable:
        """Count pairs by first and last score."""
        return sample.joint_table

    def conclude(self, tally: JointTable, about: About) -> list[Finding]:
        """Rank the changes."""
        distribution = changes(tally)
        telling = _Telling(distribution, about)
        if about.score.measurement == "ordinal":
            return [_sign_of_steps(telling, tally.scale)]
        return [
            *(finding for zeros in _ZEROS for finding in _signed_rank(zeros, telling)),
            _hodges_lehmann(distribution, about),
            telling.finding(
                _CORRELATION,
                "rank-biserial",
                lambda: rank_biserial(distribution, zeros="pratt", level=about.level),
                note=SINGLE_ARM,
            ),
            telling.finding(_SIGN, "sign-test", lambda: sign_test(distribution).p, note="two-sided, exact"),
        ]

    def definitions(self, instrument: Instrument, score: Score) -> tuple[Definition, ...]:  # noqa: ARG002
        """Of an ordinal score the sign test only."""
        return (_SIGN_DEFINITION,) if score.measurement == "ordinal" else _DEFINITIONS


class _Telling:
    """Makes findings that give numbers of people away, each with the number that it stands for."""

    def __init__(self, distribution: Changes, about: About) -> None:
        self.distribution = distribution
        self.about = about
        rising = int(distribution.count[distribution.steps > 0].sum())
        falling = distribution.n - distribution.n_zero - rising
        better, worse = (rising, falling) if about.score.sign > 0 else (falling, rising)
        # Whoever left the clinical range got better: most of these may have, and so on.
        self._stands_for: dict[str, tuple[int, str]] = {
            _W["pratt", "+"]: (better, IMPROVED),
            _W["pratt", "-"]: (worse, DETERIORATED),
            _W["wilcox", "+"]: (better, IN_AT_FIRST),
            _W["wilcox", "-"]: (worse, IN_AT_LAST),
            _CORRELATION: (distribution.n_zero, UNCHANGED),
            _SIGN: (better, IMPROVED),
        }

    @property
    def few(self) -> bool:
        """Say if p is exact, which tells how many changed."""
        return self.distribution.n <= MOST_EXACT

    def finding(self, statistic: str, definition: str, estimate: Callable[[], Any], *, note: str) -> Finding:
        """Make a finding that is shown with all others of its kind, or not at all."""
        finding = self.about.attempt(statistic, definition, estimate, n=self.distribution.n, note=note)
        with_others = tuple(name for name in _TELLING if name != statistic)
        # Where better and worse are counted, these counts decide.
        counted = _IN_ANY_CASE if self.about.score.reliable_change is None else ()
        if statistic not in self._stands_for:
            return attrs.evolve(finding, only_with=(*with_others, *counted))
        number, alike = self._stands_for[statistic]
        return attrs.evolve(
            finding, numerator=number, alike=alike, gives_way=True, only_with=(*with_others, *counted)
        )


def _signed_rank(zeros: _Zeros, telling: _Telling) -> list[Finding]:
    about, n = telling.about, telling.distribution.n
    name, definition = f"{zeros.capitalize()} zeros", f"signed-rank:{zeros}"

    @functools.cache
    def test() -> SignedRank:
        # By the number of people: R's rule goes by ties and zeros too, and would say whether there are any.
        method: Literal["exact", "normal"] = "exact" if telling.few else "normal"
        return signed_rank(telling.distribution, zeros=zeros, continuity=True, method=method)

    def z() -> float:
        found = test().z
        if found is None:
            msg = "p is exact"
            raise NotApplicableError(msg)
        return found

    how = "exact" if telling.few else "normal approximation with continuity correction"
    note = f"two-sided, {how}"
    if telling.few:
        p = telling.finding(f"signed-rank p, {name}", definition, lambda: test().p, note=note)
    else:
        p = about.attempt(f"signed-rank p, {name}", definition, lambda: test().p, n=n, note=note)
    return [
        p,
        about.attempt(f"signed-rank z, {name}", definition, z, n=n, note="with continuity correction"),
        telling.finding(_W[zeros, "+"], definition, lambda: test().w_plus, note=""),
        telling.finding(_W[zeros, "-"], definition, lambda: test().w_minus, note=""),
    ]


def _hodges_lehmann(distribution: Changes, about: About) -> Finding:
    return about.attempt(
        "Hodges-Lehmann estimate of the change",
        "hodges-lehmann",
        lambda: hodges_lehmann(distribution, level=about.level).estimate,
        n=distribution.n,
        unit=about.score.unit,
        note=SINGLE_ARM,
    )


def _sign_of_steps(telling: _Telling, scale: Scale) -> Finding:
    """Give the sign test of an ordinal score, where better and worse are counted as well."""
    about = telling.about
    threshold = about.score.reliable_change
    if threshold is not None and math.ceil(scale.steps(threshold.points)) > 1:
        note = (
            "not applicable: it would say how many changed by less than the threshold, which is not given "
            "beside reliable change"
        )
        return about.finding(_SIGN, "sign-test", None, n=telling.distribution.n, note=note)
    finding = about.attempt(
        _SIGN,
        "sign-test",
        lambda: sign_test(telling.distribution).p,
        n=telling.distribution.n,
        note="two-sided, exact",
    )
    return attrs.evolve(finding, only_with=_IN_ANY_CASE if threshold is None else _RELIABLY)
