import itertools

import attrs
import pytest
from properties.attacker import Solver

from livingwell_core.analyses import ALL_SITES, Finding
from livingwell_core.reports.disclosure import SUPPRESSED, protect

EVERYONE = "everyone"


def count(
    statistic, k, n, site="a", group=EVERYONE, *, unit="people", analysis="x", definition="d", **kwargs
):
    return Finding(
        analysis=analysis, instrument="i", score="s", site=site, group=group, statistic=statistic,
        definition=definition, value=k if unit == "people" else 100 * k / n, n=n, unit=unit, numerator=k,
        **kwargs,
    )  # fmt: skip


def mean(n, site="a", group=EVERYONE, **kwargs):
    return Finding(
        **{
            "analysis": "p", "instrument": "i", "score": "s", "site": site, "group": group, "statistic": "mean",
            "definition": "mean", "value": 3.5, "n": n, "unit": "points", **kwargs,
        }
    )  # fmt: skip


def comparison(n, sites, **kwargs):
    return mean(
        n, ALL_SITES, analysis="c", statistic="difference", definition="welch", compares=sites, **kwargs
    )


def with_margins(cells, make):
    """
    Make findings of a table of numbers by site and group: with all sites, and with everyone.

    Groups of one column, "sex=f", add up; several columns each make up everyone.
    """
    first = next(iter(cells))[1].partition("=")[0]
    full = dict(cells)
    for (site, group), number in cells.items():
        if group.startswith(f"{first}="):
            full[site, EVERYONE] = full.get((site, EVERYONE), 0) + number
    for (_, group), number in list(full.items()):
        full[ALL_SITES, group] = full.get((ALL_SITES, group), 0) + number
    return {cell: make(number, *cell) for cell, number in full.items()}


def protected(findings, minimum=5):
    """Protect findings by cell; give those that are hidden, and the n that is shown, by cell."""
    shown, _ = protect(list(findings.values()), minimum=minimum)
    by_cell = dict(zip(findings, shown, strict=True))
    return {cell for cell, f in by_cell.items() if f.value is None}, {c: f.n for c, f in by_cell.items()}


def solver(findings, shown):
    """Solve what is shown, by cell, with plain elimination along sites and groups."""
    columns = {group.partition("=")[0] for _, group in findings} - {EVERYONE}
    sites = [site for site, group in findings if group == EVERYONE and site != ALL_SITES]
    groups = {group for _, group in findings}
    equations = [({cell: 1}, number) for cell, number in shown.items() if number is not None]
    equations += [
        ({(ALL_SITES, group): -1, **{(s, group): 1 for s in sites if (s, group) in findings}}, 0)
        for group in groups
    ]
    for site, column in itertools.product(sites, columns):
        of = {(site, g): 1 for g in groups if g.startswith(f"{column}=") and (site, g) in findings}
        equations += [({(site, EVERYONE): -1, **of}, 0)] if of else []
    return Solver(equations)


def follow(findings, shown):
    """Say which numbers that are not shown follow from the others."""
    solved = solver(findings, shown)
    return {c for c, number in shown.items() if number is None and solved.value({c: 1}) is not None}


class TestSmallGroups:
    def test_four_cells(self):
        """One small group at one site takes another group and another site with it, and where they meet."""
        table = {
            ("a", "sex=f"): 3, ("a", "sex=m"): 30, ("a", "sex=x"): 20,
            ("b", "sex=f"): 25, ("b", "sex=m"): 40, ("b", "sex=x"): 50,
            ("c", "sex=f"): 60, ("c", "sex=m"): 70, ("c", "sex=x"): 80,
        }  # fmt: skip
        findings = with_margins(table, mean)
        hidden, n = protected(findings)
        assert hidden == {("a", "sex=f"), ("a", "sex=x"), ("b", "sex=f"), ("b", "sex=x")}
        assert {cell for cell in n if n[cell] is None} == hidden
        assert follow(findings, n) == set()

    def test_two_columns(self):
        """Everyone is never needed: in each column another group goes with a small one."""
        table = {
            ("a", "sex=f"): 60, ("a", "sex=m"): 43, ("a", "age=18"): 3, ("a", "age=65"): 100,
            ("b", "sex=f"): 50, ("b", "sex=m"): 40, ("b", "age=18"): 45, ("b", "age=65"): 45,
        }  # fmt: skip
        findings = with_margins(table, mean)
        hidden, n = protected(findings)
        assert hidden == set(itertools.product("ab", ("age=18", "age=65")))
        assert follow(findings, n) == set()

    def test_a_site_without_the_column(self):
        """Where one site does not record it, what is left of everyone at the others is known all the same."""
        table = {("a", "sex=f"): 3, ("a", "sex=m"): 30, ("b", "sex=f"): 25, ("b", "sex=m"): 40}
        findings = with_margins(table, mean)
        findings["c", EVERYONE] = mean(20, "c")
        findings[ALL_SITES, EVERYONE] = mean(118, ALL_SITES)
        hidden, n = protected(findings)
        assert ("c", EVERYONE) not in hidden
        assert follow(findings, n) == set()

    def test_a_group_that_one_site_has(self):
        """Then all sites together have as few, and what is left for all follows from the other site."""
        table = {("a", "sex=f"): 3, ("a", "sex=m"): 30, ("b", "sex=m"): 40}
        findings = with_margins(table, mean)
        hidden, n = protected(findings)
        assert hidden >= {("a", "sex=f"), (ALL_SITES, "sex=f"), ("a", "sex=m"), (ALL_SITES, "sex=m")}
        assert not {("a", EVERYONE), ("b", EVERYONE), (ALL_SITES, EVERYONE)} & hidden
        assert follow(findings, n) == set()

    def test_nobody(self):
        """That a group has nobody is said openly, as of a site, and hides nothing."""
        table = {("a", "sex=f"): 0, ("a", "sex=m"): 30, ("b", "sex=f"): 25, ("b", "sex=m"): 40}
        assert protected(with_margins(table, mean))[0] == set()

    def test_nobody_hides_nobody(self):
        """To hide the nought beside a small group would protect no one: another one goes."""
        table = {
            ("a", "sex=f"): 3, ("a", "sex=m"): 30, ("a", "sex=x"): 0,
            ("b", "sex=f"): 25, ("b", "sex=m"): 40, ("b", "sex=x"): 0,
        }  # fmt: skip
        hidden, n = protected(with_margins(table, mean))
        assert hidden == set(itertools.product("ab", ("sex=f", "sex=m")))
        assert n["a", "sex=x"] == 0

    def test_everything_of_these_people_goes(self):
        """Beside a hidden n there is no other finding of the same people, whatever its analysis or score."""
        table = {("a", "sex=f"): 3, ("a", "sex=m"): 30, ("b", "sex=f"): 25, ("b", "sex=m"): 40}
        findings = {
            (*cell, name): made
            for name in ("mean", "sd")
            for cell, made in with_margins(
                table, lambda n, *c, name=name: mean(n, *c, statistic=name)
            ).items()
        }
        others = {cell: attrs.evolve(f, score="t") for cell, f in findings.items() if cell[2] == "mean"}
        findings |= {(*cell, "t"): f for cell, f in others.items() if cell[1] == EVERYONE or cell[0] == "b"}
        hidden, _ = protected(findings)
        assert {cell[:2] for cell in hidden} == set(itertools.product("ab", ("sex=f", "sex=m")))
        assert ("b", "sex=f", "mean", "t") in hidden


class TestCombinations:
    def test_no_cell_alone_and_one_follows_all_the_same(self):
        """
        Small numbers in two blocks of four, and one between: no line has one alone, and still it is known.
        """
        small = {(0, 0), (0, 1), (1, 0), (1, 1), (2, 2), (2, 3), (3, 2), (3, 3), (1, 2)}
        table = {
            (f"site-{row}", f"sex={column}"): 4 if (row, column) in small else 30
            for row, column in itertools.product(range(4), range(4))
        }
        findings = with_margins(table, mean)
        primary = {(f"site-{row}", f"sex={column}") for row, column in small}
        assert follow(findings, {cell: None if cell in primary else f.n for cell, f in findings.items()})
        hidden, n = protected(findings)
        assert hidden > primary
        assert follow(findings, n) == set()

    def test_categories_at_two_sites(self):
        """A small category takes another with it, and both at another site."""
        numbers = {"a": (3, 30, 50), "b": (20, 40, 60), "c": (35, 45, 70)}
        numbers[ALL_SITES] = tuple(sum(column) for column in zip(*numbers.values(), strict=True))
        findings = {
            (site, name): count(name, k, sum(ks), site)
            for site, ks in numbers.items()
            for name, k in zip(("worse", "same", "better"), ks, strict=True)
        }
        assert protected(findings)[0] == set(itertools.product("ab", ("worse", "same")))

    def test_few_together(self):
        """Hidden numbers that add up to few are as good as known, so one more is hidden."""
        table = {("a", "sex=f"): 2, ("a", "sex=m"): 1, ("a", "sex=x"): 30}
        findings = with_margins(table, lambda k, *cell: count("worse", k, 100, *cell))
        hidden, _ = protected(findings)
        assert ("a", "sex=x") in hidden

    def test_few_beside_one_that_follows(self):
        """
        Of three hidden numbers of a sum one, that is not small, follows from others: the two left are few.
        """
        small = {(0, 0): 4, (0, 1): 4, (1, 0): 4, (1, 1): 4, (2, 2): 1, (3, 2): 1, (2, 3): 4, (3, 3): 4}
        sizes = {(1, 2): 20, **small}
        table = {
            (f"site-{row}", f"sex={column}"): sizes.get((row, column), 30)
            for row, column in itertools.product(range(4), range(4))
        }
        findings = with_margins(table, lambda k, *cell: count("worse", k, 2000, *cell))
        hidden, _ = protected(findings)
        assert ("site-1", "sex=2") in hidden
        shown = {cell: None if cell in hidden else f.numerator for cell, f in findings.items()}
        solved = solver(findings, shown)
        column = [(f"site-{row}", "sex=2") for row in range(4)]
        left = [cell for cell in column if solved.value({cell: 1}) is None]
        assert solved.value(dict.fromkeys(left, 1)) is None or sum(table[cell] for cell in left) >= 5


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

    def test_the_difference_of_two_that_are_hidden(self):
        """It is no more to be known than either of them: one more is hidden where both have one whole."""
        findings = [
            count("all that improved", 60, 100),
            count("early", 20, 100, part_of="all that improved", definition="e", alike="improved"),
            count("late", 40, 100, part_of="all that improved", definition="l"),
            count("again", 22, 100, definition="a", alike="improved"),
        ]
        stays = [f.value is not None for f in protect(findings, minimum=5)[0]]
        assert stays == [True, True, True, False]


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


class TestWhatIsOpen:
    def test_nobody_has_a_pair(self):
        """
        A count of nobody that every other finding says as its n is hidden, but takes nothing with it.
        """
        paired = {"a": 0, "b": 30, "c": 40, ALL_SITES: 70}
        findings = {
            (site, name): made
            for site, n in paired.items()
            for name, made in (
                ("count", count("paired", n, 100 * (3 if site == ALL_SITES else 1), site, all_is_open=True)),
                ("mean", mean(n, site)),
            )
        }
        hidden, n = protected(findings)
        assert hidden == {("a", "count")}
        assert n["a", "mean"] == 0

    def test_nobody_is_known_to_have_a_pair(self):
        """Where no other finding says so, the count of nobody is hidden with that of another site."""
        findings = {
            site: count("paired", k, 100 * (3 if site == ALL_SITES else 1), site, all_is_open=True)
            for site, k in (("a", 0), ("b", 30), ("c", 40), (ALL_SITES, 70))
        }
        assert protected(findings)[0] == {"a", "b"}

    def test_without_n(self):
        """A finding that says no n is hidden with what it would give away, and has none to hide."""
        findings = [count("up", 3, 60), mean(None, only_with=("up",))]
        assert [(f.value, f.n) for f in protect(findings, minimum=5)[0]] == [(None, 60), (None, None)]

    def test_nothing_else_to_hide(self):
        """Where everyone is nobody, and said to be, nothing needs to go with the groups."""
        groups = ("sex=f", "sex=m")
        findings = {
            (group, name): made
            for group in (EVERYONE, *groups)
            for name, made in (
                ("count", count("paired", 0, 50, group=group, all_is_open=True)),
                ("mean", mean(0, group=group)),
            )
            if (group, name) not in itertools.product(groups, ["mean"])
        }
        # With people elsewhere the count is known to be the n.
        findings["b", "count"] = count("paired", 20, 50, "b", all_is_open=True)
        findings["b", "mean"] = mean(20, "b")
        assert protected(findings)[0] == {(group, "count") for group in (EVERYONE, *groups)}


class TestNotes:
    def note(self, *findings):
        return protect(findings, minimum=5)[0][0].note.removeprefix(SUPPRESSED).partition("; ")[2]

    def test_numbers_of_people(self):
        """A note that says a number of people is hidden with it; one without figures stays."""
        small, large = (
            mean(3, note="single arm; df 2; INVENTED DATA"),
            mean(30, "b", note="single arm; df 29"),
        )
        assert self.note(small, large) == "single arm; INVENTED DATA"

    def test_numbers_of_another_kind(self):
        """One that stands beside every n stays: it does not depend on people."""
        findings = [mean(n, site, note=f"ReQoL-10; df {n - 1}") for site, n in (("a", 3), ("b", 30))]
        assert self.note(*findings) == "ReQoL-10"

    def test_one_n_only(self):
        """Where there is only one n it cannot be told apart, and goes."""
        findings = [mean(3, site, note="df 2; careful") for site in ("a", ALL_SITES)]
        assert self.note(*findings) == "careful"

    def test_of_what_is_shown(self):
        """Notes of a finding that is shown stay as they are."""
        assert protect([mean(30, note="df 29")], minimum=5)[0][0].note == "df 29"
