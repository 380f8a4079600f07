"""
report.html: one page that needs nothing else.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from livingwell_report.page import make_page

if TYPE_CHECKING:
    from livingwell_core.reports import Report

__all__ = ["render_html"]


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("livingwell_report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def render_html(report: Report) -> bytes:
    """
    Write a report as one page.

    Parameters
    ----------
    report : Report

    Returns
    -------
    bytes
        UTF-8; the same for the same report.
    """
    page = make_page(report)
    return _environment().get_template("page.html.j2").render(page=page).encode("utf-8")
