"""
What the marks of a finding hide: `alike`, `part_of`, `only_with` and `compares`.
"""

import attrs
import pytest
from helpers_hiding import comparison, count, mean, protected

from livingwell_core.analyses import ALL_SITES
from livingwell_core.reports.disclosure import SUPPRESSED, protect


class TestAlike:
    def shown(self, *counts, **kwargs):
        findings = [
            count(
                f"by rule {place}", k, 100, definition=f"rule {place}", unit=unit, alike="improved", **kwargs
            )
            for place, k in enumerate(counts)
            for unit in ("people", "%")
        ]
        stays = [f.value is not None for f in protect(findings, minimum=5)[0]]
        assert stays[::2] == stays[1::2]
        return stays[::2]

    @pytest.mark.parametrize(
        ("counts", "expected"),
        [
            ((40, 45), [True, True]),
            ((40, 44), [True, False]),
            ((44, 40), [True, False]),
            ((40, 40), [True, True]),
            ((40, 42, 44), [True, False, False]),
            ((40, 44, 48), [True, False, True]),
            ((40, 44, 40, 44), [True, False, True, False]),
        ],
    )
    def test_the_first_stays(self, counts, expected):
        """Counts of one name that differ by a few from one shown before are hidden, as a share too."""
        assert expected == self.shown(*counts)

    def test_small_ones(self):
        """One that is hidden as it is small keeps none that is near it from being shown."""
        assert self.shown(4, 6, 40) == [False, True, True]

    def test_other_names(self):
        """Counts of other names, or without one, may differ by as little as they like."""
        findings = [
            count("better", 40, 100, alike="improved"),
            count("outside", 41, 100, alike="left"),
            count("tall", 42, 100),
        ]
        assert protect(findings, minimum=5)[1] == 0

    def test_over_analyses(self):
        """They are looked for over all analyses of a score."""
        findings = [count("one", 40, 100, alike="up"), count("other", 41, 100, analysis="y", alike="up")]
        assert [f.value for f in protect(findings, minimum=5)[0]] == [40, None]

    def test_along_sites(self):
        """What is hidden at one site follows from no other."""
        counts = {"a": (30, 33), "b": (40, 50), "c": (50, 70), ALL_SITES: (120, 153)}
        findings = {
            (site, name): count(name, k, 200, site, definition=name, alike="improved")
            for site, ks in counts.items()
            for name, k in zip(("by 5", "by 6"), ks, strict=True)
        }
        assert protected(findings)[0] == {("a", "by 6"), ("b", "by 6")}


class TestShareOfOthers:
    FINDINGS = (
        count("in the range", 24, 100),
        count("recovered", 21, 100, definition="r"),
        count(
            "recovered, of those in the range", 21, 24, definition="rate", unit="%", only_with=("recovered",)
        ),
    )

    def test_it_leaves_few_over(self):
        """Where the share leaves few over, so do the count and the number that it is of: one of them goes."""
        values = [f.value for f in protect(self.FINDINGS, minimum=5)[0]]
        assert values[2] is None
        assert None in values[:2]

    def test_a_small_number_is_no_n(self):
        """A number that is hidden does not stand beside a share as its n."""
        findings = [
            count("in the range", k, 100, site) for site, k in (("a", 98), ("b", 50), (ALL_SITES, 148))
        ] + [
            count("recovered, of those", k, n, site, definition="rate", unit="%")
            for site, k, n in (("a", 60, 98), ("b", 25, 50), (ALL_SITES, 85, 148))
        ]  # fmt: skip
        shown, _ = protect(findings, minimum=5)
        assert shown[0].value is None
        assert shown[3].n is None
        assert None in {shown[4].n, shown[5].n}


class TestParts:
    def test_the_whole_is_of_another_analysis(self):
        """Parts may name a whole that another analysis counts; a small one takes it with it."""
        findings = [
            count("improved", 30, 100),
            count("recovered", 27, 100, analysis="y", definition="r", part_of="improved"),
            count("only improved", 3, 100, analysis="y", definition="r", part_of="improved"),
        ]
        assert [f.value for f in protect(findings, minimum=5)[0]] == [None, 27, None]

    def test_by_definition(self):
        """Parts by two definitions are not added together."""
        findings = [
            count("improved", 30, 100, definition="by 5"),
            count("improved", 40, 100, definition="by 6"),
            count("recovered", 27, 100, definition="r5", part_of="improved"),
            count("only improved", 3, 100, definition="r5", part_of="improved"),
            count("recovered", 20, 100, definition="r6", part_of="improved"),
            count("only improved", 20, 100, definition="r6", part_of="improved"),
        ]
        assert [f.value for f in protect(findings, minimum=5)[0]] == [None, 40, 27, None, 20, 20]

    def test_no_whole(self):
        """Where nothing counts the whole, at this site or at all, the parts stand alone."""
        findings = [
            count("improved", 30, 100, "b"),
            count("recovered", 27, 100, part_of="improved"),
            count("only improved", 3, 100, part_of="improved"),
        ]
        assert [f.value for f in protect(findings, minimum=5)[0]] == [30, 27, None]

    def test_what_counts_nobody(self):
        """A part or a whole without people counted adds up to nothing; the whole goes with its part."""
        findings = [
            mean(100, statistic="improved", unit="index"),
            count("recovered", 3, 100, part_of="improved"),
            mean(100, statistic="p of it", unit="", part_of="improved"),
        ]
        assert [f.value is None for f in protect(findings, minimum=5)[0]] == [True, True, False]

    def test_a_whole_that_is_no_sum(self):
        """It goes with a small part, at the next site too, as the parts that are missing are known by it."""
        findings = [
            *(
                count("three or more", k, 100, s, part_of="scores")
                for s, k in (("a", 3), ("b", 40), ("c", 50))
            ),
            *(mean(100, site, statistic="scores", unit="scores") for site in "abc"),
            mean(300, ALL_SITES, statistic="scores", unit="scores"),
        ]
        stays = [f.value is not None for f in protect(findings, minimum=5)[0]]
        assert stays[:3] == [False, True, True]
        assert stays[3:].count(False) == 2
        assert not stays[3]


class TestComparisons:
    def findings(self, small):
        means = [
            mean(n, site, statistic="mean change")
            for site, n in (("a", small), ("b", 30), ("c", 40), (ALL_SITES, small + 70))
        ]
        return [
            *means,
            comparison(small + 30, ("a", "b"), only_with=("mean change",)),
            comparison(70, ("b", "c"), only_with=("mean change",)),
        ]

    def test_hidden_with_what_it_rests_on(self):
        """It is hidden, n and all, where what it rests on is hidden at one of its sites."""
        findings = self.findings(3)
        shown, _ = protect(findings, minimum=5)
        assert [f.value is not None for f in shown] == [False, False, True, True, False, False]
        assert shown[4].n is None
        assert shown[4].note.startswith(SUPPRESSED)

    def test_shown_where_all_are(self):
        """It stays where nothing is small, and where another site is hidden."""
        assert protect(self.findings(10), minimum=5)[1] == 0
        findings = [*self.findings(10), count("mean change", 3, 60, "d")]
        assert [f.value is not None for f in protect(findings, minimum=5)[0]] == [True] * 6 + [False]

    def test_another_analysis_score_and_group(self):
        """What it names may be of any analysis, but of this score and group."""
        resting = comparison(60, ("a", "b"), only_with=("improved",))
        small = count("improved", 3, 30, analysis="z")
        for evolved, expected in (
            ({}, False),
            ({"score": "t"}, True),
            ({"instrument": "j"}, True),
            ({"group": "sex=f"}, True),
        ):
            shown, _ = protect([attrs.evolve(small, **evolved), resting], minimum=5)
            assert expected == (shown[1].value is not None)

    def test_its_n_tells_no_small_site(self):
        """With the n of one of two sites shown, its own n would give the other away."""
        means = [mean(n, site) for site, n in (("a", 3), ("b", 30), ("c", 40), (ALL_SITES, 73))]
        for sites, n, expected in (("ab", 33, True), ("ac", 43, False), ("bc", 70, False), ("abc", 73, True)):
            *_, compared = protect([*means, comparison(n, tuple(sites))], minimum=5)[0]
            assert expected == (compared.n is not None)

    def test_an_n_that_is_no_sum(self):
        """Of people it is not known how they are counted: it goes with the n of any of its sites."""
        means = [mean(n, site) for site, n in (("a", 3), ("b", 30), ("c", 40), (ALL_SITES, 73))]
        *_, one, other = protect([*means, comparison(29, ("a", "b")), comparison(50, ("c",))], minimum=5)[0]
        assert (one.n, other.n) == (None, 50)

    def test_of_few_people(self):
        """A comparison of fewer than the minimum is hidden itself."""
        (compared,) = protect([comparison(4, ("a", "b"))], minimum=5)[0]
        assert (compared.value, compared.n) == (None, None)

    def test_that_counts_people(self):
        """A comparison that counts few people is hidden as any finding is."""
        counted = attrs.evolve(comparison(60, ("a", "b")), numerator=3)
        assert protect([counted], minimum=5)[0][0].value is None

    def test_no_site_is_hidden_for_it(self):
        """One that is hidden takes no site with it."""
        findings = [mean(n, site) for site, n in (("a", 30), ("b", 30), (ALL_SITES, 60))]
        findings += [comparison(60, ("a", "b"), only_with=("odds",)), count("odds", 3, 30)]
        stays = [f.value is not None for f in protect(findings, minimum=5)[0]]
        assert stays == [True, True, True, False, False]
