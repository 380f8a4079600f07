"""Settings of the documentation; `nox -s docs` builds it. It needs no network."""

from typing import Any

from sphinx.application import Sphinx

from livingwell_core import __version__ as release

project = "livingwell"
author = "The livingwell contributors"
copyright = author
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"livingwell {release}"
myst_heading_anchors = 3

# Single backticks in docstrings name parameters and objects; show them as code.
default_role = "code"
autodoc_member_order = "bysource"
# The docstrings state types in words, with unit and shape ("array of int32, shape (n,)"): the signatures need
# not repeat them, and they are set as text, those of attributes too, since they are no names of classes.
autodoc_typehints = "none"
napoleon_google_docstring = False
napoleon_use_param = False
napoleon_use_rtype = False
napoleon_custom_sections = [("Attributes", "params_style")]


def setup(app: Sphinx) -> None:
    """Make numbered references of docstrings a list: numbers repeat on a page, and MyST has no footnotes."""
    app.connect("autodoc-process-docstring", _listed_references, priority=400)


def _listed_references(*event: Any) -> None:  # noqa: ANN401 - Sphinx's signature
    lines = event[-1]
    lines[:] = [line.replace(".. [1] ", "1. ").replace(" [1]_", "") for line in lines]
