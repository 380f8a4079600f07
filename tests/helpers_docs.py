"""
The pages of the documentation, in pieces.
"""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from livingwell_core.plugins import load_plugins

DOCS = Path(__file__).parents[1] / "docs"


EVERY_PLUGIN = {path.parent.name for path in (Path(__file__).parents[1] / "plugins").glob("*/pyproject.toml")}


def _load_refresh():
    spec = importlib.util.spec_from_file_location("docs_refresh", DOCS / "refresh.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


refresh = _load_refresh()


def page(name):
    return (DOCS / name).read_text(encoding="utf-8")


def sections(text, level="##"):
    """Give the text below each heading of a level."""
    parts = re.split(rf"^{level} (.+)\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def needs(*distributions):
    missing = set(distributions) - {plugin.distribution for plugin in load_plugins().loaded}
    if missing:
        pytest.skip(f"not installed: {', '.join(sorted(missing))}")


def put_harbour(folder):
    """Write the files that the how-to makes, up to the long ones, into a folder, and give it."""
    needs("livingwell-reqol")
    text = page("how-to/evaluate-your-site.md")
    for name, content in refresh.files(text[: text.index("## The same from a long CSV")]):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder
