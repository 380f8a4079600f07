"""Questions About Your Life are drawn until their medians hold, and never written without."""

import attrs
import pytest
from livingwell_example.making import questions
from livingwell_example.making.chance import stream
from livingwell_example.making.sites import SITES


def test_a_median_that_never_comes_out(monkeypatch):
    """The item is named."""
    monkeypatch.setattr(questions, "_MOST_DRAWS", 2)
    asked = attrs.evolve(SITES[0].questions, medians={"family": (1, 7)})

    with pytest.raises(RuntimeError, match="family: no draw has the published figures"):
        questions._fitting("family", 20, asked, stream(9))
