"""
A value set as a model, and what is wrong with one that was changed.
"""

from __future__ import annotations

from fractions import Fraction

from helpers_files import put
from helpers_values import ADDITIVE, problems, value_set_file

MODEL = """\
[model]
lowest = 0
highest = 4
variables = { third = ["3"], both = ["1", "3"] }
[[model.terms]]
powers = { third = 2 }
value = -0.021
[[model.terms]]
powers = { both = 1 }
value = -0.0625
[[model.terms]]
powers = { third = 1, both = 2 }
value = -0.0005
"""


def modelled(third: int, first: int) -> Fraction:
    """Evaluate the model in plain Python, before rounding."""
    one, both = 4 - third, 8 - third - first
    return 1 - Fraction("0.021") * one**2 - Fraction("0.0625") * both - Fraction("0.0005") * one * both**2


MODEL_WORST = round(modelled(0, 0), 2)


def wrong(folder, form=ADDITIVE, **kwargs) -> list[str]:
    return problems(value_set_file(folder, form, **kwargs))


def edited(folder, old: str, new: str, form: str = ADDITIVE, **kwargs) -> list[str]:
    path = value_set_file(folder, form, **kwargs)
    text = path.read_text()
    assert old in text
    put(path, text.replace(old, new))
    return problems(path)


def states(folder, text: str | bytes, **kwargs) -> list[str]:
    put(folder / "demo.csv", text)
    return problems(value_set_file(folder, "[states]\n"), **kwargs)
