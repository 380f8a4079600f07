"""
Findings by site and group, with what they add up to, for tests of what is hidden.
"""

import itertools

from properties.attacker import Solver

from livingwell_core.analyses import ALL_SITES, Finding
from livingwell_core.reports.disclosure import protect

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
            "analysis": "p", "instrument": "i", "score": "s", "site": site, "group": group,
            "statistic": "mean", "definition": "mean", "value": 3.5, "n": n, "unit": "points", **kwargs,
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
