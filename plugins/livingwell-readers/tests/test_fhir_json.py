"""FHIR files as they come: bundles, lines, and everything that is no JSON or no resource."""

from __future__ import annotations

import codecs
import json

import pytest
import samples_fhir as fhir
from helpers_readers import put, refused, table_of
from hypothesis import given
from hypothesis import strategies as st
from livingwell_readers.fhir_json import resources_of_bundle, resources_of_lines

from livingwell_core.cohorts import Source
from livingwell_core.errors import InputError

ONE = {
    "resourceType": "QuestionnaireResponse",
    "id": "1",
    "item": [{"linkId": "1", "answer": [{"valueInteger": 1}]}],
}
TEXT = json.dumps(ONE)
NOTHING = "holds no QuestionnaireResponse and no Observation"


def ids(path, **settings):
    return table_of(path, **settings)["id"].to_list()


class TestForms:
    """The forms in which systems give their resources."""

    @pytest.mark.parametrize("indent", [None, 2])
    def test_bundle(self, tmp_path, indent):
        """In one line, or over many."""
        text = json.dumps(fhir.bundle([ONE, ONE | {"id": "2"}]), indent=indent)

        assert ids(put(tmp_path / "a.json", text)) == ["1", "2"]

    def test_entries_before_the_type(self, tmp_path):
        """The names in an object have no order."""
        text = json.dumps({"entry": [{"resource": ONE}], "total": 1, "resourceType": "Bundle"})

        assert ids(put(tmp_path / "a.json", text)) == ["1"]

    @pytest.mark.parametrize(
        "value",
        [
            ONE,
            [ONE],
            [{"resource": ONE}],
            fhir.bundle([fhir.bundle([ONE])]),
            {"resourceType": "Bundle", "entry": {"resource": ONE}},
            [fhir.bundle([ONE]), fhir.bundle([])],
        ],
        ids=str,
    )
    def test_other_forms(self, tmp_path, value):
        """One resource, a list, a bundle in a bundle, an entry without its list."""
        assert ids(put(tmp_path / "a.json", json.dumps(value))) == ["1"]
        assert ids(put(tmp_path / "a.ndjson", json.dumps(fhir.bundle([ONE])))) == ["1"]

    def test_entries_without_resource(self, tmp_path):
        """What was deleted, and outcomes of a search, are passed over."""
        entries = [
            {"request": {"method": "DELETE"}},
            {"fullUrl": "x"},
            {"resource": {"resourceType": "OperationOutcome"}},
        ]
        value = {"resourceType": "Bundle", "type": "history", "entry": [*entries, {"resource": ONE}]}

        assert ids(put(tmp_path / "a.json", json.dumps(value))) == ["1"]

    def test_a_list_resource(self, tmp_path):
        """Another resource that has entries is no bundle."""
        value = {"resourceType": "List", "entry": [{"item": {"reference": "x"}}]}

        assert refused(put(tmp_path / "a.json", json.dumps(value))) == [
            f"a.json: {NOTHING}; found 1 List, expected FHIR R4 as JSON"
        ]

    @pytest.mark.parametrize("name", ["a.json", "a.ndjson", "A.NDJSON"])
    def test_byte_order_mark(self, tmp_path, name):
        """At the beginning, as Windows writes it."""
        assert ids(put(tmp_path / name, b"\xef\xbb\xbf" + TEXT.encode())) == ["1"]

    def test_lines(self, tmp_path):
        """Blank lines, line ends of Windows, no line end at last, files joined with their marks."""
        text = f"{TEXT}\r\n\n  \n{TEXT}\n\ufeff{TEXT}"

        found = table_of(put(tmp_path / "a.ndjson", text))

        assert found["line"].to_list() == ["1", "4", "5"]

    def test_lines_of_a_bundle(self, tmp_path):
        """Each entry by the line that it begins on."""
        text = json.dumps(fhir.bundle([ONE, ONE]), indent=1)
        starts = [n for n, line in enumerate(text.splitlines(), start=1) if line == "  {"]

        assert [int(line) for line in table_of(put(tmp_path / "a.json", text))["line"]] == starts

    def test_encoding(self, tmp_path):
        """A file from Windows, if the profile says so."""
        text = json.dumps(ONE | {"id": "Zoë"}, ensure_ascii=False).encode("cp1252")

        assert ids(put(tmp_path / "a.ndjson", text), encoding="cp1252") == ["Zoë"]

    @pytest.mark.parametrize(
        ("written", "read"),
        [("3", "3"), ("3.0", "3"), ("3.50", "3.50"), ("-1", "-1"), ("1e2", "1e2"), ("9" * 5000, "9" * 5000)],
    )
    def test_numbers(self, tmp_path, written, read):
        """As they are written, whole ones without decimals, and however long."""
        text = TEXT.replace('"valueInteger": 1', f'"valueInteger": {written}')

        assert table_of(put(tmp_path / "a.json", text))["answer"].to_list() == [read]

    def test_half_a_character(self, tmp_path):
        r"""JSON can spell half a character, which no text can hold: it is a question mark."""
        assert ids(put(tmp_path / "a.json", TEXT.replace('"1"', r'"\ud800"', 1))) == ["?"]


LINE_WORDS = "a whole resource a line; a bundle over several lines has the ending .json"
BUNDLE_WORDS = "one bundle or one resource, as JSON"
NO_JSON = "cannot be read as JSON"
SPOILED = {
    "no json": ("{]", NO_JSON),
    "cut off": (TEXT[:-20], NO_JSON),
    "comma": (TEXT[:-1] + ",}", NO_JSON),
    "quotes": ("{'a': 1}", NO_JSON),
    "number as a name": ('{3: "a"}', NO_JSON),
    "nan": (TEXT.replace("1}", "NaN}", 1), "NaN and Infinity are no JSON"),
    "twice": ('{"resourceType": "Patient", "resourceType": "Observation"}', "says one thing twice"),
    "twice inside": (
        TEXT.replace('"valueInteger": 1', '"valueInteger": 1, "valueInteger": 3'),
        "says one thing twice",
    ),
    "deep": ('{"resourceType": "X", "a": ' + "[" * 200_000, "is nested too deeply"),
    "text": ('"Observation"', ""),
    "number": ("3", ""),
    "control": (TEXT.replace('"1"', '"1\t"', 1), "invalid control character"),
}


class TestRefused:
    """What cannot be read, with its place and what was expected, and none of it shown."""

    @pytest.mark.parametrize("name", SPOILED)
    def test_a_line(self, tmp_path, name):
        """All lines are gone through, and the wrong ones named."""
        line, words = SPOILED[name]
        path = put(tmp_path / "a.ndjson", f"{TEXT}\n{line}\n{TEXT}\n{line}\n")

        messages = refused(path)

        assert [message.partition(":")[0] for message in messages] == ["a.ndjson, row 2", "a.ndjson, row 4"]
        assert all(words in message for message in messages)

    @pytest.mark.parametrize("name", SPOILED)
    def test_a_bundle(self, tmp_path, name):
        """In a bundle the first: nobody knows where the next entry begins."""
        text, words = SPOILED[name]
        before = '{"resourceType": "Bundle",\n"entry": [\n{"resource": ' + TEXT + '},\n{"resource":\n'

        (message,) = refused(put(tmp_path / "a.json", before + text + "}]}"))

        assert message.startswith(("a.json, row 4, entry[2]: ", "a.json, row 5, entry[2]: "))
        assert words in message

    @pytest.mark.parametrize("name", SPOILED)
    def test_alone(self, tmp_path, name):
        """A file of nothing else."""
        text, words = SPOILED[name]

        (message,) = refused(put(tmp_path / "a.json", text))

        assert message.startswith("a.json, row 1: ")
        assert words in message

    def test_words(self, tmp_path):
        """What is said of a line, of a bundle, and of a resource that is none."""
        lines = put(tmp_path / "a.ndjson", f"{TEXT}x\n[]\n")
        bundle = put(
            tmp_path / "a.json", '{"resourceType": "Bundle", "entry": [{"resource": 3}, {"a": 1}, 4]}'
        )

        assert refused(lines) == [
            f"a.ndjson, row 1: {NO_JSON}: extra data, at character {len(TEXT) + 1} of the line, expected "
            + LINE_WORDS,
            "a.ndjson, row 2: is no FHIR resource, expected an object with a resourceType",
        ]
        assert refused(bundle) == [
            f"a.json, row 1, entry[{n}]: is no FHIR resource, expected an object with a resourceType"
            for n in (1, 2, 3)
        ]

    def test_a_bundle_in_lines(self, tmp_path):
        """A bundle under the other ending: the first twenty lines, how many more, and what to do."""
        text = json.dumps(fhir.bundle(fhir.responses()), indent=2)

        messages = refused(put(tmp_path / "a.ndjson", text))

        assert len(messages) == 21
        assert LINE_WORDS in messages[0]
        assert messages[-1].startswith("a.ndjson: has ")
        assert messages[-1].endswith(" more problems like these")

    def test_lines_in_a_bundle(self, tmp_path):
        """And the other way round."""
        (message,) = refused(put(tmp_path / "a.json", f"{TEXT}\n{TEXT}\n"))

        assert "row 2: cannot be read as JSON: the file goes on after its end" in message
        assert "a resource a line needs the ending .ndjson" in message

    @pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9, 0.999])
    def test_cut_off(self, tmp_path, share):
        """A download that broke off is never half a file."""
        text = json.dumps(fhir.bundle(fhir.responses()), indent=2)

        (message,) = refused(put(tmp_path / "a.json", text[: int(len(text) * share)]))

        assert "cannot be read as JSON" in message
        assert message.endswith(f"expected {BUNDLE_WORDS}")

    @pytest.mark.parametrize(
        ("text", "place"),
        [
            (b"\xe9", "row 3: is not utf-8 text at byte 22"),
            (b"\xff\xfe", "row 3: is not utf-8 text at byte 22"),
        ],
    )
    def test_not_utf8(self, tmp_path, text, place):
        """The line and the byte."""
        spoiled = b'{"resourceType": "X\xc3\xa9' + text + b'"}\n'
        for name in ("a.json", "a.ndjson"):
            (message, *_) = refused(put(tmp_path / name, b"\n\n" + spoiled))

            assert message.startswith(f"{name}, {place} of this line, expected UTF-8, as FHIR demands")

    def test_utf16(self, tmp_path):
        """A file that a Windows program saved as "Unicode"."""
        (message,) = refused(put(tmp_path / "a.json", TEXT.encode("utf-16")))

        assert "is not utf-8 text at byte 1 of this line" in message

    @pytest.mark.parametrize("encoding", ["nonsense", "hex", "undefined"])
    def test_unknown_encoding(self, tmp_path, encoding):
        """An encoding that there is not, or that is none of text."""
        assert refused(put(tmp_path / "a.ndjson", TEXT), encoding=encoding) == [
            f"a.ndjson: unknown encoding, got '{encoding}', expected an encoding such as utf-8 or cp1252"
        ]

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"item": "x"}, "item holds something that is no object, in the QuestionnaireResponse"),
            ({"item": [["x"]]}, "item holds something that is no object"),
            ({"item": [{"answer": [3]}]}, "item.answer holds something that is no object"),
            ({"item": [{"item": [{"item": [None]}]}]}, "item.item.item holds something that is no object"),
            ({"item": [{"answer": [{"item": [1]}]}]}, "item.answer.item holds something that is no object"),
        ],
        ids=str,
    )
    def test_malformed(self, tmp_path, change, words):
        """A resource that is not built as FHIR says: all of them, by line."""
        path = put(tmp_path / "a.ndjson", fhir.lines([ONE | change, ONE, ONE | change]))

        messages = refused(path)

        assert [message.partition(":")[0] for message in messages] == ["a.ndjson, row 1", "a.ndjson, row 3"]
        assert all(
            words in message and "expected an object, or a list of objects" in message for message in messages
        )

    def test_malformed_entry(self, tmp_path):
        """In a bundle by entry."""
        observation = {"resourceType": "Observation", "component": 3}

        (message,) = refused(put(tmp_path / "a.json", json.dumps(fhir.bundle([ONE, observation]))))

        place, _, words = message.partition(": ")
        assert place == "a.json, row 1, entry[2]"
        assert words.startswith("component holds something that is no object, in the Observation, expected")

    @pytest.mark.parametrize("name", ["a.json", "a.ndjson"])
    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "is empty, expected a FHIR file"),
            (b"PK\x03\x04rest", "is an Excel workbook or another zip archive, not a FHIR file"),
            (b"\x1f\x8b\x08", "is a compressed file (gzip); unpack it first, not a FHIR file"),
            (b"PAR1", "is a Parquet file, not a FHIR file"),
        ],
    )
    def test_no_fhir(self, tmp_path, name, content, words):
        """Empty or something else."""
        assert words in refused(put(tmp_path / name, content))[0]

    @pytest.mark.parametrize("name", ["a.json", "a.ndjson"])
    def test_white_space(self, tmp_path, name):
        """A file of white space holds nothing."""
        (message,) = refused(put(tmp_path / name, " \n\n"))

        assert "holds no" in message or "cannot be read as JSON" in message

    def test_settings_that_mean_nothing(self, tmp_path):
        """There is no row with names."""
        assert "has no row with names" in refused(put(tmp_path / "a.json", TEXT), header_row=2)[0]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99).map(str) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


def assert_rows_or_message(path):
    try:
        rows = table_of(path).height
    except InputError as error:
        (problem,) = error.problems
        rows = problem.reason.count("holds something that is no object")
    assert rows >= 1


class TestAnyFile:
    """Files that nobody made."""

    @given(st.dictionaries(st.text(max_size=8), JSON, max_size=5), st.sampled_from([None, 1]))
    def test_walked_as_decoded(self, tmp_path_factory, value, indent):
        """An object that is walked through is the object that Python decodes."""
        value = {"resourceType": "X", **value, "entry": [{"a": 1}]}
        value["resourceType"] = "X"
        path = put(tmp_path_factory.getbasetemp() / "walked.json", json.dumps(value, indent=indent))

        (found,) = resources_of_bundle(Source(path=path, name="a"), problems := [])

        assert found.resource == json.loads(json.dumps(value), parse_int=str)
        assert problems == []

    @given(
        st.dictionaries(
            st.sampled_from(["item", "subject", "status", "questionnaire", "authored", "id"]), JSON
        )
    )
    def test_any_response(self, tmp_path_factory, parts):
        """A response of anything at all is rows or a message."""
        resource = {"resourceType": "QuestionnaireResponse", **parts}
        path = put(tmp_path_factory.getbasetemp() / "any.ndjson", json.dumps(resource))

        assert_rows_or_message(path)

    @given(
        st.dictionaries(
            st.sampled_from(
                [
                    "code",
                    "valueQuantity",
                    "component",
                    "effectivePeriod",
                    "subject",
                    "valueCoding",
                    "encounter",
                ]
            ),
            JSON,
        )
    )
    def test_any_observation(self, tmp_path_factory, parts):
        """So is an observation."""
        path = put(
            tmp_path_factory.getbasetemp() / "any.ndjson",
            json.dumps({"resourceType": "Observation", **parts}),
        )

        assert_rows_or_message(path)

    @given(st.binary(max_size=60))
    def test_any_bytes(self, tmp_path_factory, content):
        """And a file of anything."""
        for read, name in ((resources_of_lines, "any.ndjson"), (resources_of_bundle, "any.json")):
            path = put(tmp_path_factory.getbasetemp() / name, content)

            found = list(read(Source(path=path, name="a"), problems := []))

            blank = content.replace(codecs.BOM_UTF8, b"").strip(b" \t\r\n") == b""
            assert found or problems or blank
