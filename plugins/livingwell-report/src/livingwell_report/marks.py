"""
The pieces of a chart: a few SVG elements, placed by Python and written by one template.
"""

from __future__ import annotations

from typing import Literal

import attrs

__all__ = ["WIDTH", "Chart", "Mark", "circle", "fit", "line", "path", "rect", "text", "text_width"]

#: Every chart is this many units wide, so that its text is readable at the width of a phone.
WIDTH = 400.0

#: Widths of letters, in parts of the font size: a wide face, so that others fit as well.
_EM = 0.59


@attrs.frozen(kw_only=True)
class Mark:
    """
    One SVG element.

    Attributes
    ----------
    tag : str
        "text", "line", "rect", "circle" or "path".
    css : str
        Its classes.
    attributes : tuple of (str, str)
    content : str
        Text inside.
    """

    tag: str
    css: str
    attributes: tuple[tuple[str, str], ...]
    content: str = ""


@attrs.frozen(kw_only=True)
class Chart:
    """
    A drawn chart with its text alternative.

    Attributes
    ----------
    id : str
        Unique on the page; ids inside the drawing begin with it.
    title, description : str
        For those who do not see it: what it is, and its numbers.
    height : float
        In units; the width is `WIDTH`.
    marks : tuple of Mark
    """

    id: str
    title: str
    description: str
    height: float
    marks: tuple[Mark, ...]


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def text(
    x: float,
    y: float,
    content: str,
    css: str = "",
    *,
    anchor: Literal["start", "middle", "end"] = "start",
) -> Mark:
    """Place text with its baseline at y."""
    attributes = (("x", _number(x)), ("y", _number(y)), ("text-anchor", anchor))
    return Mark(tag="text", css=f"t {css}".strip(), attributes=attributes, content=content)


def line(x1: float, y1: float, x2: float, y2: float, css: str) -> Mark:
    """Draw a straight line."""
    ends = (("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2))
    return Mark(tag="line", css=css, attributes=tuple((name, _number(value)) for name, value in ends))


def rect(x: float, y: float, width: float, height: float, css: str, *, fill: str = "") -> Mark:
    """Draw a box; `fill` is a pattern's reference."""
    sides = (("x", x), ("y", y), ("width", max(width, 0.0)), ("height", height))
    attributes = tuple((name, _number(value)) for name, value in sides)
    return Mark(tag="rect", css=css, attributes=(*attributes, ("fill", fill)) if fill else attributes)


def circle(x: float, y: float, radius: float, css: str) -> Mark:
    """Draw a circle."""
    parts = (("cx", x), ("cy", y), ("r", radius))
    return Mark(tag="circle", css=css, attributes=tuple((name, _number(value)) for name, value in parts))


def path(points: list[tuple[float, float]], css: str) -> Mark:
    """Draw a closed shape."""
    d = "M" + " L".join(f"{_number(x)} {_number(y)}" for x, y in points) + " Z"
    return Mark(tag="path", css=css, attributes=(("d", d),))


def text_width(content: str, size: float) -> float:
    """Estimate how wide a text is at a font size, on the safe side."""
    return len(content) * size * _EM


def fit(content: str, width: float, size: float) -> str:
    """Shorten a text to a width."""
    room = int(width / (size * _EM))
    return content if len(content) <= room else content[: max(room - 1, 1)].rstrip() + "…"
