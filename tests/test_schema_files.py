"""Schemas of our files: every file in the repository holds to its own, and every key has a text."""

from __future__ import annotations

import copy
import re
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft7Validator, Draft202012Validator
from test_json_schema import as_json

from livingwell_core.schemas import FILES, file_schema, is_ours

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"^(```+)(?:\{code-block\} )?toml\n((?:.*\n)*?)\1\n", re.MULTILINE)
SCHEMAS = {kind: file_schema(kind) for kind in FILES}


def kind_of(data):
    """Say which kind of file some TOML is; "" where it is another, or only a part."""
    if "sites" in data:
        return "evaluation"
    if "licence" in data and "items" in data and "instrument" not in data:  # that would be a value set
        return "instrument"
    profile = {"tables", "inherits", "people", "service"} & data.keys()
    return "profile" if {"id", "source"} <= data.keys() and profile else ""


def packed():
    """Every TOML file inside a distribution."""
    for path in sorted(ROOT.glob("plugins/*/src/**/*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        kind = "" if path.name.endswith(".cases.toml") else kind_of(data)
        if kind:
            yield pytest.param(kind, data, id=f"{kind} {path.name}")


def shown():
    """Every TOML file that a page shows whole."""
    for path in sorted([*ROOT.glob("docs/**/*.md"), *ROOT.glob("plugins/*/README.md")]):
        for number, (_, block) in enumerate(BLOCK.findall(path.read_text(encoding="utf-8")), start=1):
            data = tomllib.loads(re.sub(r"^:\w+:.*\n", "", block, flags=re.MULTILINE))
            if kind_of(data):
                yield pytest.param(data, block, id=f"{path.name} {number}")


PACKED = list(packed())
SHOWN = list(shown())
# Pages show these on purpose: mistakes and what is said of them; what the holder of a licence fills in.
MISTAKES = {
    'same_dya = "lowest"': ["$.pairing", "$.disclosure.minimum"],
    'polarity = "?"': ["$.items[0].polarity"],
}


def refusals(kind, data):
    return [error.json_path for error in Draft202012Validator(SCHEMAS[kind]).iter_errors(as_json(data))]


class TestFilesOfOurs:
    """What we bring and show."""

    def test_there_are_some(self):
        """The tests below are not of nothing."""
        kinds = [param.values[0] for param in PACKED]

        assert {kind: kinds.count(kind) > 0 for kind in FILES} == dict.fromkeys(FILES, True)
        assert len(SHOWN) > 5
        for words in MISTAKES:
            assert any(words in param.values[1] for param in SHOWN)

    @pytest.mark.parametrize(("kind", "data"), PACKED)
    def test_packed(self, kind, data):
        """Each file of a distribution holds to the schema."""
        assert refusals(kind, data) == []

    @pytest.mark.parametrize(("data", "block"), SHOWN)
    def test_shown(self, data, block):
        """So does each that a page shows, but for those that show mistakes."""
        expected = [place for words, places in MISTAKES.items() if words in block for place in places]

        assert refusals(kind_of(data), data) == expected

    @pytest.mark.parametrize(("kind", "data"), PACKED)
    def test_a_misspelt_key_is_seen(self, kind, data):
        """In every table of every file a key that nobody knows is refused."""
        schema = Draft202012Validator(SCHEMAS[kind])
        for place in tables_of(SCHEMAS[kind], as_json(data)):
            spoilt = copy.deepcopy(as_json(data))
            at(spoilt, place)["unheard_of"] = 1
            assert not schema.is_valid(spoilt), place


def tables_of(schema, data, place=()):
    """Give the place of each table whose keys the schema knows."""
    if isinstance(data, dict) and "properties" in schema:
        yield place
        for name, inner in data.items():
            yield from tables_of(schema["properties"][name], inner, (*place, name))
    elif isinstance(data, dict) and isinstance(schema.get("additionalProperties"), dict):
        for name, inner in data.items():
            yield from tables_of(schema["additionalProperties"], inner, (*place, name))
    elif isinstance(data, list):
        for number, inner in enumerate(data):
            yield from tables_of(schema.get("items", {}), inner, (*place, number))


def at(data, place):
    for step in place:
        data = data[step]
    return data


def keys_in(schema, place=""):
    for name, inner in schema.get("properties", {}).items():
        yield f"{place}.{name}", inner
        for further in (inner, inner.get("items"), inner.get("additionalProperties")):
            if isinstance(further, dict):
                yield from keys_in(further, f"{place}.{name}")


@pytest.mark.parametrize("kind", FILES)
class TestEach:
    """Each of the schemas."""

    def test_is_a_schema(self, kind):
        """In the draft that it names, and in the one that editors know: both read it alike."""
        Draft202012Validator.check_schema(SCHEMAS[kind])
        Draft7Validator.check_schema({**SCHEMAS[kind], "$schema": "http://json-schema.org/draft-07/schema#"})

        assert "$ref" not in str(SCHEMAS[kind])

    def test_every_key_has_a_text(self, kind):
        """Nobody has to guess what a key is for: its class says it, under "Attributes"."""
        assert [name for name, schema in keys_in(SCHEMAS[kind]) if not schema["description"]] == []

    def test_is_ours(self, kind):
        """It is known again, and nothing else is taken for one."""
        assert is_ours(SCHEMAS[kind])
        assert not is_ours({"$comment": "mine"})
        assert not is_ours([kind])


class TestInheritance:
    """What a profile inherits it need not state."""

    def test_nothing_required_but_the_id(self):
        """Tables are merged key by key, so that a part of one is enough."""
        own = {"id": "own", "inherits": "far", "people": {"groups": {"sex": {"missing": ["x"]}}}}

        assert refusals("profile", own) == []
        assert refusals("profile", {"inherits": "far"}) == ["$"]

    def test_all_required_without(self):
        """Without it everything is required, in inner tables too."""
        own = {"id": "own", "title": "Own", "source": "-", "people": {"file": "a.csv", "person": "Id"}}
        groups = {"sex": {"missing": ["x"]}}

        assert refusals("profile", own) == []
        assert refusals("profile", {"id": "own", "title": "Own"}) == ["$"]
        assert refusals("profile", {**own, "people": {"file": "a.csv"}}) == ["$.people"]
        assert refusals("profile", {**own, "people": {**own["people"], "groups": groups}}) == [
            "$.people.groups.sex"
        ]

    def test_lists_are_whole(self):
        """Lists are replaced whole, and so is each table in one."""
        own = {"id": "own", "inherits": "far", "tables": [{"file": "a.csv"}]}

        assert set(refusals("profile", own)) == {"$.tables[0]"}
