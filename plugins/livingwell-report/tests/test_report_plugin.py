"""The hook."""

import subprocess
import sys

from livingwell_report import plugin


def test_formats():
    """The page and the workbook."""
    formats = plugin.livingwell_report_formats()

    assert [(made.id, made.filename) for made in formats] == [
        ("html", "report.html"),
        ("xlsx", "report.xlsx"),
    ]


def test_the_entry_point_is_light():
    """Importing the entry point imports none of what makes reports."""
    heavy = ("jinja2", "xlsxwriter", "polars", "numpy")
    code = f"import sys, livingwell_report.plugin; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
