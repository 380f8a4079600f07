"""Which sites are the comparison group: read from the evaluation file, and refused where it is none."""

from __future__ import annotations

import pytest
from livingwell_costing.comparison import NOT_RANDOMISED, sites_of_evaluation
from livingwell_costing.settings import read_choice

from livingwell_core.errors import InputError

SITES = """\
title = "Two"

[[sites]]
profile = "harbour.toml"
folder = "harbour"

[[sites]]
profile = "hill"
folder = "hill"
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "livingwell.toml").write_text(SITES, encoding="utf-8")
    (tmp_path / "harbour.toml").write_text('id = "port"\n', encoding="utf-8")
    return tmp_path


def group(**more):
    return {
        "kind": "comparison-group",
        "sites": ["hill"],
        "source": "people who wait. ",
        **more,
    }


def read(folder, **more):
    return read_choice({"counterfactual": group(**more)}, "livingwell.toml", folder)


def problems(folder, counterfactual):
    with pytest.raises(InputError) as error:
        read_choice({"counterfactual": counterfactual}, "livingwell.toml", folder)
    return error.value.problems


class TestSites:
    def test_ids(self, folder):
        """A profile that is a file has the id that it says, another is its id."""
        assert sites_of_evaluation(folder / "livingwell.toml") == ("port", "hill")

    def test_file_name(self, folder):
        """Without an id it is the name of the file."""
        (folder / "harbour.toml").write_text("", encoding="utf-8")
        assert sites_of_evaluation(folder / "livingwell.toml") == ("harbour", "hill")

    @pytest.mark.parametrize(
        "text",
        ["", "sites = 5", "sites = [5]", "[[sites]]\nprofile = 5", "[[sites]]\nprofile = 'no.toml'", "]["],
    )
    def test_wrong(self, tmp_path, text):
        """What is wrong there the evaluation says, and nothing here."""
        (tmp_path / "livingwell.toml").write_text(text, encoding="utf-8")
        assert sites_of_evaluation(tmp_path / "livingwell.toml") is None

    def test_id_of_no_text(self, folder):
        """The profile itself is refused for that."""
        (folder / "harbour.toml").write_text("id = 5", encoding="utf-8")
        assert sites_of_evaluation(folder / "livingwell.toml") is None


class TestRead:
    def test_group(self, folder):
        """Named, with why it is comparable; nothing else is taken off."""
        choice = read(folder, cost_per_person=300, note="Both in 2021")
        assert choice.comparison.sites == ("hill",)
        assert (choice.comparison.cost, choice.counterfactual.kind) == (300, "no-change")
        assert choice.comparator == "gain beyond that of a comparison group: hill"
        text = choice.comparison.definition.text
        assert "comparable: people who wait. Both in 2021" in text
        assert NOT_RANDOMISED[1:] in text

    @pytest.mark.parametrize(
        ("more", "key", "reason"),
        [
            ({"sites": ["hil"]}, "sites", "no such site in this evaluation"),
            ({"sites": ["hill", "port"]}, "sites", "the service would be compared with itself"),
            ({"sites": ["hill", "hill"]}, "sites", "a site twice"),
            ({"sites": []}, "sites", "is missing"),
            ({"gain": 0.1}, "gain", "wrong value"),
            ({"source": " "}, "source", "wrong value"),
            ({"cost_per_person": -1.0}, "cost_per_person", "wrong value"),
        ],
    )
    def test_wrong(self, folder, more, key, reason):
        """One message, with the key and what was expected."""
        (problem,) = problems(folder, group(**more))
        assert problem.column == f"analyses.cost-effectiveness.counterfactual.{key}"
        assert problem.reason == reason
        assert problem.expected

    def test_meant(self, folder):
        """The site that was probably meant."""
        (problem,) = problems(folder, group(sites=["hil"]))
        assert "hill" in problem.expected

    def test_only_site(self, tmp_path):
        """An evaluation of one site has nobody to compare it with."""
        (tmp_path / "livingwell.toml").write_text('[[sites]]\nprofile = "hill"\n', encoding="utf-8")
        (problem,) = problems(tmp_path, group())
        assert "itself" in problem.reason

    def test_keys_of_another_kind(self, folder):
        """A number has no sites, and a group no number."""
        given = {"kind": "natural-recovery", "source": "a trial", "sites": ["hill"]}
        found = {p.column.rpartition(".")[2]: p.reason for p in problems(folder, given)}
        assert found == {"gain": "is missing", "sites": "wrong value"}
