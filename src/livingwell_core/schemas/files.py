"""
The schemas of the files that people write.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from livingwell_core import __version__
from livingwell_core.evaluations import EvaluationFile
from livingwell_core.instruments.definitions.entries import InstrumentKeys
from livingwell_core.profiles import SiteProfile
from livingwell_core.schemas.json_schema import schema_of

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FILES", "FileKind", "file_schema", "is_ours"]

_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_WRITTEN_BY: Final = "Written by livingwell schema"


@attrs.frozen(kw_only=True)
class FileKind:
    """
    A kind of file.

    Attributes
    ----------
    title : str
    cls : type
        What it is read into.
    inherits : str or None
        The key that names a file of the same kind that this one adds to.
    """

    title: str
    cls: type
    inherits: str | None = None


#: What there is a schema of.
FILES: Final[Mapping[str, FileKind]] = {
    "evaluation": FileKind(title="Evaluation file, livingwell.toml", cls=EvaluationFile),
    "profile": FileKind(title="Site profile", cls=SiteProfile, inherits="inherits"),
    "instrument": FileKind(title="Instrument file", cls=InstrumentKeys),
}


def file_schema(kind: str) -> dict[str, Any]:
    """
    Give the JSON schema of a kind of file.

    Parameters
    ----------
    kind : str
        One of `FILES`.

    Returns
    -------
    dict

    Examples
    --------
    >>> file_schema("evaluation")["required"]
    ['title', 'sites']
    """
    file = FILES[kind]
    schema = schema_of(file.cls)
    if file.inherits is not None:
        schema = _inheriting(schema, file.inherits)
    head = {"$schema": _DRAFT, "$comment": f"{_WRITTEN_BY} {kind}, livingwell-core {__version__}."}
    return {**head, "title": file.title, **schema}


def is_ours(schema: object) -> bool:
    """Say whether a schema was made here, so that a newer one may take its place."""
    return isinstance(schema, dict) and str(schema.get("$comment", "")).startswith(_WRITTEN_BY)


def _inheriting(schema: dict[str, Any], key: str) -> dict[str, Any]:
    """Demand what is required only where nothing is inherited; an id is always a file's own."""
    relaxed, demands = _parted(schema)
    return {
        **relaxed,
        "required": ["id"],
        "if": {"required": [key]},
        "else": demands,
    }


def _parted(schema: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Part a schema into one that requires no key and what it requires, along the tables that are merged."""
    relaxed = {word: value for word, value in schema.items() if word != "required"}
    demands: dict[str, Any] = {"required": schema["required"]} if "required" in schema else {}
    properties = schema.get("properties", {})
    parts = {name: _parted(inner) for name, inner in properties.items() if inner.get("type") == "object"}
    if parts:
        relaxed["properties"] = {**properties, **{name: part for name, (part, _) in parts.items()}}
        inner = {name: demand for name, (_, demand) in parts.items() if demand}
        demands |= {"properties": inner} if inner else {}
    more = schema.get("additionalProperties")
    if isinstance(more, dict) and more.get("type") == "object":
        relaxed["additionalProperties"], inner = _parted(more)
        demands |= {"additionalProperties": inner} if inner else {}
    return relaxed, demands
