"""How the page names a score."""

import attrs
import pytest
import samples
from livingwell_report.scores import by_score


@pytest.mark.parametrize(
    ("instrument", "title"), [("ReQoL-10", "ReQoL-10, total"), ("tot", "total"), ("Other", "Other, total")]
)
def test_a_name_is_said_once(instrument, title):
    """A score that bears the name of its instrument stands by itself."""
    report = samples.realistic()
    one = next(each for each in by_score(report) if each.score is not None and each.score.id == "total")

    renamed = attrs.evolve(one, instrument=attrs.evolve(one.instrument, title=instrument))

    assert renamed.title == title
