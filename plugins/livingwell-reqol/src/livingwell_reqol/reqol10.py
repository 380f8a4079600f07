"""
ReQoL-10: ten items on recovering quality of life, and one on physical health beside them.

Order of items: Oxford's True Colours platform (OxfordRSE/trd-cli). Themes: Grundy et al. 2019. Polarity:
that platform's scored test record shows items 1 and 3 reversed and 5, 7 and 8 not; items 6 and 9 are
negatively worded by their content. Labels are ours.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Final

from livingwell_core.instruments import (
    ClinicalRange,
    Instrument,
    Item,
    PopulationNorm,
    Reliability,
    ReliableChange,
    Score,
    Single,
    Sum,
    Utility,
)

__all__ = ["REQOL10"]

_NEGATIVE: Final = frozenset({1, 3, 6, 9})
_THEMES: Final = (
    "activity (1)",
    "belonging (1)",
    "choice and control (1)",
    "choice and control (2)",
    "well-being",
    "hope (1)",
    "activity (2)",
    "hope (2)",
    "belonging (2)",
    "self-perception",
)
_PROGRAMME: Final = "Living Well summary report, Cordis Bright and Innovation Unit, November 2022"
_AUTHORS: Final = (
    "Keetharuth et al. 2018, British Journal of Psychiatry 212(1):42-49, doi 10.1192/bjp.2017.10"
)

REQOL10: Final = Instrument(
    id="reqol10",
    title="ReQoL-10",
    items=(
        *(
            Item(id=str(number), label=theme, lowest=0, highest=4, negative=number in _NEGATIVE)
            for number, theme in enumerate(_THEMES, start=1)
        ),
        # Systems code it both ways (True Colours: 4 is worst; others: 4 is best), so nothing is assumed.
        Item(id="physical_health", label="physical health", lowest=0, highest=4, negative=None),
    ),
    scores=(
        Score(
            id="total",
            title="total",
            items=tuple(str(number) for number in range(1, 11)),
            rule=Sum(),
            lowest=0,
            highest=40,
            better="higher",
            # NHS England, monthly statistics of the MHSDS, commit 7b4d742.
            external_codes={"SNOMED CT": ("1091071000000100",)},
            reliable_changes=(
                ReliableChange(
                    id="5",
                    points=5,
                    source=f"{_PROGRAMME}, section 1.6; NHS England, CMH PROMs dashboard",
                ),
            ),
            clinical_ranges=(
                ClinicalRange(
                    id="24",
                    edge=24,
                    source=f"{_PROGRAMME}, footnote 10 and section 2.3.1; NHS England, CMH PROMs dashboard "
                    "(recovery is to 25 or more)",
                ),
                ClinicalRange(id="25", edge=25, source=f"{_PROGRAMME}, the box on measures in section 1.6"),
                ClinicalRange(
                    id="23",
                    edge=23,
                    source="Franklin et al. 2021, Quality of Life Research, doi 10.1007/s11136-021-02833-1 "
                    "(below 24 is clinical)",
                ),
            ),
            reliabilities=(
                # Taken lower than it is, it makes reliable change harder to reach, never easier.
                Reliability(
                    id="retest",
                    value=0.85,
                    kind="test-retest",
                    source=f"{_AUTHORS}, abstract: above .85 for both versions, so this is a lower bound",
                ),
                Reliability(
                    id="japanese",
                    value=0.7,
                    kind="test-retest",
                    source="Psychometric properties of the Japanese version of the ReQoL, abstract "
                    "(biocloudy.com): intraclass correlation .700, 66 service users asked twice",
                ),
            ),
            norms=(
                PopulationNorm(
                    id="singapore",
                    population="clinical",
                    mean=27.8,
                    sd=7.8,
                    source="Chua et al. 2021, Early Intervention in Psychiatry, doi 10.1111/eip.13050, "
                    "abstract: 300 people of a programme for first-episode psychosis in Singapore",
                ),
            ),
        ),
        Score(
            id="physical_health",
            title="physical health",
            items=("physical_health",),
            rule=Single(),
            lowest=0,
            highest=4,
            better="higher",
            note="one item beside the total, never in it",
        ),
    ),
    utility=Utility(
        title="ReQoL-UI",
        source="Keetharuth, Rowen, Bjorner and Brazier 2021, Value in Health 24(2):281-290, "
        "doi 10.1016/j.jval.2020.10.012",
        # Physical health and one item of each theme; where a theme has two, no source at hand says which.
        note="which item of each theme is used is not verified: the value set names its items",
    ),
    licence="University of Sheffield, licensed by Oxford University Innovation; free for publicly funded "
    "healthcare on application. No wording in this package. The ReQoL-UI is licensed apart: its coefficients "
    "are not in this package, a licence holder brings them as a value set.",
    source=_AUTHORS,
    cases=files("livingwell_reqol") / "reqol10.cases.toml",
    status="structure, polarity and total from published and secondary sources; the authors' rule for "
    "missing answers is not verified, hence complete cases unless prorating is asked for by name; no minimal "
    "important difference and no norm of a general population could be read",
)
