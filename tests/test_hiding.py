import itertools

import attrs
from helpers_hiding import EVERYONE, count, follow, mean, protected, solver, with_margins

from livingwell_core.analyses import ALL_SITES
from livingwell_core.reports.disclosure import protect


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
