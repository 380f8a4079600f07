"""The programme's published figures, and the rows of a run that have to give them."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path

FIGURES = tomllib.loads((Path(__file__).parent / "published" / "figures.toml").read_text())["figure"]
SITES = {
    "edinburgh": "edinburgh",
    "salford": "salford",
    "tameside_glossop": "tameside-glossop",
    "programme": "all",
}


def figures(*prefixes: str) -> list[dict]:
    """Give the figures whose ids begin so; there are some, or a test would have nothing to test."""
    found = [figure for figure in FIGURES if figure["id"].startswith(prefixes)]
    assert found
    return found


def named(figure: dict) -> str:
    """Give a figure its name in a list of tests."""
    return figure["id"]


def agrees(figure: dict, row: dict[str, str]) -> bool:
    """Say whether a finding gives a figure, at the precision that the figure was printed with."""
    value = Decimal(row["value"])
    if figure["statistic"] == "p value below":
        return 0 <= value < Decimal(str(figure["value"]))
    half = Decimal(5).scaleb(-figure["decimals"] - 1)
    return abs(value - Decimal(str(figure["value"]))) <= half
