import attrs

from livingwell_core.analyses import ALL_SITES, Finding
from livingwell_core.reports.numbers import numbers_of


def finding(statistic, k, n, site="a", **kwargs):
    return Finding(
        **{
            "analysis": "x", "instrument": "i", "score": "s", "site": site, "statistic": statistic,
            "definition": "d", "n": n, "unit": "people", "numerator": k, **kwargs,
        }
    )  # fmt: skip


def sums(findings):
    """Give each sum by what its numbers are: whole and parts, a statistic or an n, where and of whom."""
    numbers = numbers_of(findings)

    def name(number):
        counted = numbers.counted[number]
        f = findings[counted[0] if counted else numbers.beside[number][0]]
        return f"{f.statistic if counted else 'n'}, {f.site}, {f.group}"

    return [(name(one.whole), {name(part) for part in one.parts}) for one in numbers.sums]


class TestOneNumber:
    def test_as_people_and_as_a_share(self):
        """A count and the share are one number, and have one n."""
        numbers = numbers_of([finding("up", 20, 60), finding("up", 20, 60, unit="%", definition="wilson")])
        assert numbers.size == [60, 20]
        assert numbers.n == {0: 0, 1: 0}
        assert numbers.count == {0: 1, 1: 1}
        assert (numbers.counted, numbers.beside) == ([[], [0, 1]], [[0, 1], []])

    def test_by_another_definition(self):
        """By a definition that counts others at any site it is another number at each."""
        counts = (("one", "a", 20), ("one", "b", 30), ("other", "a", 20), ("other", "b", 31))
        numbers = numbers_of([finding("up", k, 60, site, definition=name) for name, site, k in counts])
        assert numbers.count[0] != numbers.count[2]
        assert numbers.n[0] == numbers.n[2]

    def test_of_another_name(self):
        """Numbers of other names are not taken for the same, unless they are said to be alike."""
        findings = [finding("up", 20, 60), finding("left", 20, 60), finding("out", 20, 60)]
        assert len(set(numbers_of(findings).count.values())) == 3
        alike = [attrs.evolve(f, alike=name) for f, name in zip(findings, "llo", strict=True)]
        count = numbers_of(alike).count
        assert count[0] == count[1] != count[2]

    def test_of_other_people(self):
        """What would give a count away, and is as many, is that count."""
        findings = [finding("of those who could", 20, 25, only_with=("up",)), finding("up", 20, 60)]
        assert len(set(numbers_of(findings).count.values())) == 1

    def test_a_count_that_is_an_n(self):
        """The n of some findings is what another counts, where it is so at each site."""
        findings = [
            *(finding("paired", k, 60, site) for site, k in (("a", 20), ("b", 30))),
            *(finding("up", 5, n, site) for site, n in (("a", 20), ("b", 30))),
            *(finding("out", 5, n, site) for site, n in (("a", 20), ("b", 31))),
        ]
        numbers = numbers_of(findings)
        assert [numbers.count[place] for place in (0, 1)] == [numbers.n[place] for place in (2, 3)]
        assert numbers.n[2] != numbers.n[4]

    def test_an_n_of_several_scores(self):
        """The same people stand beside several scores, and where a site is missing too."""
        findings = [finding("supported", None, n, site) for site, n in (("a", 60), ("b", 30))]
        findings.append(finding("supported", None, 60, score="t"))
        numbers = numbers_of(findings)
        assert numbers.n[0] == numbers.n[2]
        assert numbers.count == {}

    def test_a_count_of_everyone(self):
        """A count that is all of its n at each site is not taken for that n: they are two to be hidden."""
        numbers = numbers_of([finding("up", 60, 60), finding("in the range", 20, 60), finding("out", 5, 20)])
        assert numbers.count[0] not in numbers.n.values()
        assert numbers.count[1] == numbers.n[2]

    def test_nobody(self):
        """Of nobody anywhere it cannot be said which number it is."""
        numbers = numbers_of([finding("up", 0, 0), finding("out", 0, 0, analysis="y")])
        assert len(set(numbers.count.values())) == 2

    def test_the_same_twice(self):
        """Two findings of one name, site and group are kept apart by their order."""
        numbers = numbers_of([finding("up", 20, 60), finding("up", 30, 60)])
        assert numbers.count[0] != numbers.count[1]


class TestSums:
    def test_sites_and_groups(self):
        """Sites add up to all in every group, groups to everyone at every site that has them."""
        sizes = {
            ("a", "everyone"): 50, ("a", "sex=f"): 30, ("a", "sex=m"): 20, ("a", "age=18"): 50,
            ("b", "everyone"): 40, (ALL_SITES, "everyone"): 90, (ALL_SITES, "sex=f"): 30,
            (ALL_SITES, "sex=m"): 20, (ALL_SITES, "age=18"): 50,
        }  # fmt: skip
        found = sums([finding("mean", None, n, site, group=group) for (site, group), n in sizes.items()])
        assert len(found) == 6
        assert ("n, all, everyone", {"n, a, everyone", "n, b, everyone"}) in found
        assert ("n, all, sex=f", {"n, a, sex=f"}) in found
        assert ("n, a, everyone", {"n, a, sex=f", "n, a, sex=m"}) in found
        assert ("n, a, everyone", {"n, a, age=18"}) in found

    def test_what_does_not_add_up(self):
        """Numbers that do not add up, as of people counted by an index of their site, make no sum."""
        counts = (("a", 10), ("b", 10), (ALL_SITES, 21))
        found = sums(
            [finding("by index", k, n, site) for (site, k), n in zip(counts, (50, 40, 90), strict=True)]
        )
        assert found == [("n, all, everyone", {"n, a, everyone", "n, b, everyone"})]

    def test_categories(self):
        """What one definition counts adds up to n, as people and as shares the same."""
        findings = [
            finding(name, k, 60, unit=unit)
            for unit in ("people", "%")
            for name, k in (("up", 25), ("not", 35))
        ]
        assert sums(findings) == [("n, a, everyone", {"up, a, everyone", "not, a, everyone"})]
        assert sums([finding("up", 25, 60), finding("not", 35, 60, definition="other")]) == []

    def test_a_comparison(self):
        """The n of a comparison is the sum over its sites; it is no line of its own over sites."""
        findings = [finding("mean", None, n, site) for site, n in (("a", 50), ("b", 40), ("c", 30))]
        compared = finding("difference", None, 90, ALL_SITES, compares=("a", "b"))
        assert sums([*findings, compared]) == [("n, all, everyone", {"n, a, everyone", "n, b, everyone"})]
        numbers = numbers_of([*findings, attrs.evolve(compared, n=89)])
        assert numbers.loose == {3: [numbers.n[0], numbers.n[1]]}
        assert numbers_of([*findings, attrs.evolve(compared, n=None)]).loose == {}
        assert numbers_of([*findings, attrs.evolve(compared, score="t")]).sums == []

    def test_what_counts_nobody(self):
        """It has a number where it may be hidden for itself, and adds up as its n does."""
        findings = [
            finding("scores", None, n, site, only_with=("up",)) for site, n in (("a", 50), (ALL_SITES, 50))
        ]
        assert ("scores, all, everyone", {"scores, a, everyone"}) in sums(findings)
        assert numbers_of([attrs.evolve(f, only_with=()) for f in findings]).count == {}
