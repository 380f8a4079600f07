import attrs
import pytest

from livingwell_core.analyses import ALL_SITES, Finding
from livingwell_core.reports.disclosure import SUPPRESSED, protect


def count(statistic, k, n, site="a", unit="people", **kwargs):
    value = k if unit == "people" else 100 * k / n
    return Finding(
        analysis="x", instrument="i", score="s", site=site, statistic=statistic, definition="d", value=value,
        n=n, unit=unit, numerator=k, **kwargs,
    )  # fmt: skip


def mean(n, site="a", value=3.5, **kwargs):
    return Finding(
        analysis="p", instrument="i", score="s", site=site, statistic="mean", definition="mean", value=value,
        low=1.0, high=6.0, level=0.95, n=n, unit="points", note="careful", **kwargs,
    )  # fmt: skip


def shown(findings, minimum=5):
    """Say which findings keep their value."""
    return [finding.value is not None for finding in protect(findings, minimum=minimum)[0]]


class TestSmallNumbers:
    @pytest.mark.parametrize("minimum", [-1, 0, 1])
    def test_nought_and_one_switch_it_off(self, minimum):
        """With a minimum of 0 or 1 everything is shown as it is."""
        findings = [count("improved", 0, 3), mean(1)]
        assert (tuple(findings), 0) == protect(findings, minimum=minimum)

    @pytest.mark.parametrize(
        ("k", "stays"),
        [(0, False), (1, False), (4, False), (5, True), (15, True), (16, False), (19, False), (20, False)],
    )
    def test_few_people_counted_or_left_over(self, k, stays):
        """Of twenty, 5 to 15 are shown: fewer are few, more leave few over, and nobody is few as well."""
        assert [stays] == shown([count("improved", k, 20)])
        assert [stays] == shown([count("improved", k, 20, unit="%")])

    @pytest.mark.parametrize(("n", "stays"), [(1, False), (4, False), (5, True)])
    def test_a_mean_of_few(self, n, stays):
        """A mean of fewer than five people is not shown."""
        assert [stays] == shown([mean(n)])

    def test_the_minimum_is_what_it_says(self):
        """At a minimum of ten nine are hidden and ten are shown."""
        assert shown([mean(9), attrs.evolve(mean(10), group="sex=f")], minimum=10) == [False, True]

    def test_what_is_hidden_has_no_numbers(self):
        """A hidden finding keeps its name and its notes, says that it is hidden, and has no number left."""
        (hidden,), suppressed = protect([mean(3)], minimum=5)
        assert suppressed == 1
        assert (
            attrs.evolve(mean(3), value=None, low=None, high=None, level=None, n=None, note=hidden.note)
            == hidden
        )
        assert hidden.note.startswith(f"{SUPPRESSED}: fewer than 5 people")
        assert hidden.note.endswith("; careful")

    def test_hidden_is_not_zero(self):
        """Nobody and a few look the same, and neither looks like 0."""
        none, few = (protect([count("improved", k, 20)], minimum=5)[0][0] for k in (0, 3))
        assert none == few
        assert none.value is None
        assert none.numerator is None

    def test_the_order_stays_and_the_input_too(self):
        """Findings come back in their order, and those that were given are as they were."""
        findings = [mean(20), mean(2, group="sex=f"), count("up", 10, 20), count("down", 3, 30)]
        before = [attrs.evolve(finding) for finding in findings]
        protected, suppressed = protect(findings, minimum=5)
        assert before == findings
        assert [f.statistic for f in findings] == [f.statistic for f in protected]
        assert [f.site for f in findings] == [f.site for f in protected]
        assert (2, findings[0], findings[2]) == (suppressed, protected[0], protected[2])

    def test_nothing(self):
        """No findings, nothing hidden."""
        assert protect([], minimum=5) == ((), 0)


class TestCategories:
    def test_one_more_is_hidden(self):
        """With one of three categories hidden the next smallest goes with it, people and per cent alike."""
        findings = [
            count(name, k, 60, unit=unit)
            for unit in ("people", "%")
            for name, k in (("improved", 30), ("same", 27), ("worse", 3))
        ]
        assert shown(findings) == [True, False, False] * 2

    def test_two_hidden_are_enough(self):
        """Two hidden categories protect each other."""
        assert shown([count("a", 20, 27), count("b", 4, 27), count("c", 3, 27)]) == [True, False, False]

    def test_all_in_one_category(self):
        """Where all are in one category, showing that one would show that the others are empty."""
        assert shown([count("a", 20, 20), count("b", 0, 20), count("c", 0, 20)]) == [False] * 3

    def test_what_does_not_make_up_everyone_stands_alone(self):
        """Numbers of people that do not add up to everyone give each other nothing away."""
        assert shown([count("first", 3, 60), count("last", 30, 60)]) == [False, True]


class TestParts:
    FINDINGS = (
        count("assessed", 50, 60),
        count("one day only", 3, 60, part_of="assessed"),
        count("paired", 47, 60, part_of="assessed"),
    )

    def test_a_sum_goes_with_its_part(self):
        """With one of two parts hidden their sum has to go: sum and other part would give it away."""
        assert shown(self.FINDINGS) == [False, False, True]

    def test_parts_that_are_shown_leave_the_sum(self):
        """Where no part is hidden the sum stays."""
        parts = [count(name, k, 60, part_of="assessed") for name, k in (("one day only", 20), ("paired", 30))]
        assert shown([self.FINDINGS[0], *parts]) == [True, True, True]


class TestDependants:
    SHARE = count("of those who could", 20, 30, only_with=("paired",))

    def test_goes_with_what_it_would_give_away(self):
        """Where one of the statistics that it names is hidden it is hidden too, with its n."""
        findings = [count("paired", 58, 60), self.SHARE]
        hidden = protect(findings, minimum=5)[0][1]
        assert (hidden.value, hidden.numerator, hidden.n) == (None, None, None)
        assert hidden.note.startswith(SUPPRESSED)

    def test_stays_where_they_are_shown(self):
        """Where all of them are shown, or hidden at another site only, it stays."""
        assert shown([count("paired", 50, 60), self.SHARE]) == [True, True]
        assert shown([count("paired", 3, 60, site="b"), self.SHARE]) == [False, True]


class TestSites:
    def test_one_more_site_is_hidden(self):
        """With one site hidden, the smallest of the others goes with it; all sites together stay."""
        findings = [
            count("improved", k, 100, site=site)
            for site, k in (("a", 3), ("b", 40), ("c", 20), (ALL_SITES, 63))
        ]
        assert shown(findings) == [False, True, False, True]

    def test_one_site_is_all_sites(self):
        """With a single site all sites together are that site: hidden both or shown both."""
        findings = [count("improved", 8, 20), count("improved", 8, 20, site=ALL_SITES)]
        assert shown(findings) == [True, True]
        findings = [count("improved", 3, 20), count("improved", 3, 20, site=ALL_SITES)]
        assert shown(findings) == [False, False]

    def test_a_hidden_total_protects(self):
        """Where all sites together are hidden nothing more needs to be."""
        findings = [
            count("improved", 1, 50),
            count("improved", 2, 50, site="b"),
            count("improved", 3, 100, ALL_SITES),
        ]
        assert shown(findings) == [False] * 3

    def test_two_empty_sites(self):
        """Two hidden numbers that are 0 follow from the rest being everyone: one of those has to go too."""
        findings = [
            count("improved", k, 100 * n, site=site)
            for site, k, n in (("a", 20, 1), ("b", 0, 1), ("c", 0, 1), (ALL_SITES, 20, 3))
        ]
        stays = shown(findings)
        assert stays[1:3] == [False, False]
        assert not (stays[0] and stays[3])

    def test_a_site_with_nobody_protects_no_one(self):
        """To hide the number of a site of nobody protects no other: that it is 0 is plain."""
        findings = [
            count("improved", k, n, site=site)
            for site, k, n in (("a", 20, 100), ("b", 3, 100), ("c", 0, 0), (ALL_SITES, 23, 200))
        ]
        stays = shown(findings)
        assert not stays[1]
        assert not (stays[0] and stays[3])

    def test_other_scores_and_groups_are_apart(self):
        """A hidden number of one score or group does not hide those of another."""
        hidden = count("improved", 3, 60)
        others = [
            attrs.evolve(count("improved", 30, 60, site=site), score="t") for site in ("a", "b", ALL_SITES)
        ]
        assert shown([hidden, *others]) == [False, True, True, True]
        others = [attrs.evolve(finding, score="s", group="sex=f") for finding in others]
        assert shown([hidden, *others]) == [False, True, True, True]

    def test_the_number_of_people_of_a_small_site(self):
        """
        A site of three does not follow from the n of the others and of all, which are no less than five.
        """
        findings = [mean(n, site) for site, n in (("a", 3), ("b", 20), ("c", 50), (ALL_SITES, 73))]
        protected, _ = protect(findings, minimum=5)
        a, b, c, everyone = (finding.n for finding in protected)
        assert a is None
        assert None in {b, c, everyone}
        assert [finding.value is not None for finding in protected] == [False, False, True, True]


def test_a_hidden_total_is_no_sum_of_what_is_shown():
    """Both parts are hidden at each site, one of them at all: its whole goes, and a site's whole with it."""
    numbers = {"a": (10, 4, 6), "b": (10, 7, 3), ALL_SITES: (20, 11, 9)}
    findings = [
        Finding(
            analysis="x", instrument="i", score="s", site=site, statistic=name, definition="d", unit="people",
            value=k, n=60, numerator=k, part_of=whole, all_is_open=True,
        )
        for site, counts in numbers.items()
        for name, k, whole in zip(("whole", "one", "other"), counts, (None, "whole", "whole"), strict=True)
    ]  # fmt: skip
    shown, _ = protect(findings, minimum=10)

    wholes = {f.site for f in shown if f.statistic == "whole" and f.value is not None}
    assert ALL_SITES not in wholes
    assert len(wholes) == 1


def noted(n, note, site="a"):
    return attrs.evolve(mean(n, site), note=note)


class TestNotes:
    def note(self, *findings):
        return protect(findings, minimum=5)[0][0].note.removeprefix(SUPPRESSED).partition("; ")[2]

    def test_numbers_of_people(self):
        """A note that says a number of people is hidden with it; one without figures stays."""
        large = noted(30, "single arm; df 29", "b")
        assert self.note(noted(3, "single arm; df 2; INVENTED DATA"), large) == "single arm; INVENTED DATA"

    def test_numbers_of_another_kind(self):
        """One that stands beside every n stays: it does not depend on people."""
        findings = [noted(n, f"ReQoL-10; df {n - 1}", site) for site, n in (("a", 3), ("b", 30))]
        assert self.note(*findings) == "ReQoL-10"

    def test_one_n_only(self):
        """Where there is only one n it cannot be told apart, and goes."""
        findings = [noted(3, "df 2; careful", site) for site in ("a", ALL_SITES)]
        assert self.note(*findings) == "careful"

    def test_of_what_is_shown(self):
        """Notes of a finding that is shown stay as they are."""
        assert protect([noted(30, "df 29")], minimum=5)[0][0].note == "df 29"
