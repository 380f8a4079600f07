"""
A reader who knows how the figures hang together, and subtracts.

Everything that is shown becomes a linear equation over numbers of people; a number is recovered if the
equations leave it one value.
"""

from fractions import Fraction

from livingwell_core.analyses import ALL_SITES

NAMES = {
    "people supported": "supported",
    "people with a usable score": "assessed",
    "people with usable scores on one day only": "one day",
    "people with three usable scores or more": "three or more",
    "people with a first and a last score": "paired",
    "reliably improved": "improved",
    "no reliable change": "unchanged",
    "reliably deteriorated": "deteriorated",
    "better": "better",
    "the same": "the same",
    "worse": "worse",
    "in the clinical range at first": "clinical first",
    "in the clinical range at last": "clinical last",
}


_OF_THE_PAIRED = {
    "improved", "unchanged", "deteriorated", "better", "the same", "worse", "clinical first", "clinical last",
}  # fmt: skip


def whole_of(finding):
    """What a finding's n counts."""
    return "supported" if finding.analysis == "coverage" and finding.unit != "days" else "paired"


def knowledge(shown, sites):
    """
    Turn what is shown, and what everyone knows, into equations: (coefficients by (site, name), right
    side).
    """
    equations = []
    for finding in shown:
        site = finding.site
        if finding.n is not None:
            equations.append(({(site, whole_of(finding)): 1}, finding.n))
        if finding.value is None or finding.statistic not in NAMES:
            continue
        if finding.unit == "people":
            equations.append(({(site, NAMES[finding.statistic]): 1}, round(finding.value)))
        elif finding.unit == "%" and finding.n is not None:
            equations.append(({(site, NAMES[finding.statistic]): 1}, round(finding.value * finding.n / 100)))
    for site in (*sites, ALL_SITES):
        equations.append(({(site, "assessed"): 1, (site, "one day"): -1, (site, "paired"): -1}, 0))
        equations += [
            ({**{(site, name): 1 for name in names}, (site, "paired"): -1}, 0)
            for names in (("improved", "unchanged", "deteriorated"), ("better", "the same", "worse"))
        ]
    equations += [
        ({(ALL_SITES, name): -1, **{(site, name): 1 for site in sites}}, 0) for name in NAMES.values()
    ]
    return equations


class Solver:
    """Exact elimination: which linear forms do the equations determine?"""

    def __init__(self, equations):
        self.rows = {}  # leading key -> reduced row
        for coefficients, right in equations:
            row = self._reduce({**{k: Fraction(c) for k, c in coefficients.items()}, None: Fraction(right)})
            keys = sorted((k for k in row if k is not None), key=str)
            if keys:
                lead = keys[0]
                self.rows[lead] = {k: c / row[lead] for k, c in row.items()}

    def _reduce(self, row):
        row = dict(row)
        while True:
            lead = next((k for k in row if k is not None and k in self.rows), None)
            if lead is None:
                return row
            factor = row[lead]
            for key, coefficient in self.rows[lead].items():
                row[key] = row.get(key, 0) - factor * coefficient
                if row[key] == 0 and key is not None:
                    del row[key]

    def value(self, form):
        """Give the value of a linear form if the equations leave only one, else None."""
        left = self._reduce({**{k: Fraction(c) for k, c in form.items()}, None: Fraction(0)})
        return None if any(k is not None for k in left) else -left[None]


def recovered(shown, truth, sites, minimum):
    """
    Name every small number of people that what is shown gives away.

    Parameters
    ----------
    shown : findings after protection
    truth : mapping of (site, name) to int
    sites : ids of the sites
    minimum : int
    """
    solver = Solver(knowledge(shown, sites))
    found = []
    for (site, name), number in truth.items():
        # That a site has no pair at all is said openly ("not applicable: no pairs").
        if truth[site, "paired"] == 0 and name not in {"supported", "assessed", "one day"}:
            continue
        if truth[site, "supported"] == 0:
            continue
        if number < minimum and solver.value({(site, name): 1}) is not None:
            found.append(f"{site}: {name} = {number}")
        # What is left over of a category; who was not assessed twice is no secret beside the n of every mean.
        rest = truth[site, "paired"] - number
        if (
            name in _OF_THE_PAIRED
            and rest < minimum
            and solver.value({(site, "paired"): 1, (site, name): -1}) is not None
        ):
            found.append(f"{site}: paired - {name} = {rest}")
    return found + _nobody(solver, truth, sites)


def _nobody(solver, truth, sites):
    """
    Name groups of hidden numbers that add up to 0: numbers of people are never below 0, so each of them
    is 0.
    """
    rows = [[(site, name) for site in sites] for name in NAMES.values()]
    columns = [
        [(site, name) for name in ("improved", "unchanged", "deteriorated")] for site in (*sites, ALL_SITES)
    ]
    found = []
    for group in rows + columns:
        hidden = [
            (site, name)
            for site, name in group
            # Of nobody there is nothing to know.
            if solver.value({(site, name): 1}) is None and truth.get((site, "paired"))
        ]
        if hidden and solver.value(dict.fromkeys(hidden, 1)) == 0:
            found += [f"{site}: {name} = 0, together with others" for site, name in hidden]
    return found
