"""
A small value set of our own, as a file, for tests.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from helpers_files import put

from livingwell_core.errors import InputError
from livingwell_core.instruments import read_value_set

if TYPE_CHECKING:
    from pathlib import Path

#: Of the questionnaire `helpers_files.DEMO`: items of 0 to 4; two of its three are valued.
IDENTITY = """\
id = "{id}"
title = "Demo values"
instrument = "demo"
author = "Nobody N"
year = 2020
licence = "none needed"
version = "1"
items = ["3", "1"]
best = [4, 4]
worst_value = {worst}
decimals = 2
{more}
"""
ADDITIVE = """\
[additive]
any_not_best = -0.05
[additive.levels]
3 = { 0 = -0.6, 1 = -0.4, 2 = -0.2, 3 = -0.1, 4 = 0 }
1 = { 0 = -0.4, 1 = -0.3, 2 = -0.2, 3 = -0.1 }
[[additive.any_at]]
level = 0
value = -0.1
"""
THIRD = {0: -60, 1: -40, 2: -20, 3: -10, 4: 0}
FIRST = {0: -40, 1: -30, 2: -20, 3: -10, 4: 0}
WORST = -0.15
#: The same in plain Python, in hundredths: {(item 3, item 1): utility}.
TABLE = {
    (third, first): 100
    + THIRD[third]
    + FIRST[first]
    - (5 if (third, first) != (4, 4) else 0)
    - (10 if 0 in {third, first} else 0)
    for third, first in itertools.product(range(5), range(5))
}


def value_set_file(
    folder: Path,
    form: str = ADDITIVE,
    *,
    name: str = "demo.toml",
    set_id: str = "demo-values",
    worst: float = WORST,
    more: str = "",
) -> Path:
    """Write a value set's file; give its path."""
    return put(folder / name, IDENTITY.format(id=set_id, worst=worst, more=more) + form)


def states_csv(table=None, delimiter: str = ",", decimal: str = ".") -> str:
    """Write the table as a spreadsheet would, a column an item."""
    quote = '"' if delimiter == decimal else ""
    lines = [delimiter.join(("1", "3", "utility"))]
    for (third, first), value in (table or TABLE).items():
        number = f"{quote}{value / 100:.2f}{quote}".replace(".", decimal)
        lines.append(delimiter.join((str(first), str(third), number)))
    return "\n".join(lines) + "\n"


def problems(path: Path, *arguments: object) -> list[str]:
    """Give what is wrong with a file, one line a problem."""
    try:
        read_value_set(path, *arguments)
    except InputError as error:
        return [str(problem) for problem in error.problems]
    return []
