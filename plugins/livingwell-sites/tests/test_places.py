"""Every place of the programme's documents has a profile, which says no more than they do."""

from __future__ import annotations

import re

import attrs
import pytest
from click.testing import CliRunner
from livingwell_sites import plugin

from livingwell_core.cli.main import cli
from livingwell_core.profiles import ProfileFile, Service, SiteProfile, load_profile

FILES = {file.id: file for file in plugin.livingwell_site_profiles()}
PROFILES = {site: load_profile(file, FILES) for site, file in FILES.items()}
# The metropolitan districts of Greater Manchester: SI 2011/908, article 2, "constituent councils".
BOROUGHS = {
    "Bolton": "bolton",
    "Bury": "bury",
    "Manchester": "manchester",
    "Oldham": "oldham",
    "Rochdale": "rochdale",
    "Salford": "salford",
    "Stockport": "stockport",
    "Tameside": "tameside-glossop",
    "Trafford": "trafford",
    "Wigan": "wigan",
}
SITES = ("salford", "tameside-glossop")
LOCALITIES = sorted(set(BOROUGHS.values()).difference(SITES))
PLACES = ("derbyshire", "edinburgh", "greater-manchester", "lambeth", "luton", *SITES, "york")
WITHOUT_FILES = sorted({*PLACES, *LOCALITIES}.difference(SITES, ["edinburgh"]))
REPORT = "Living Well summary report, Cordis Bright / Innovation Unit, November 2022"
CASE_STUDY = "Lambeth Living Well, UK case study"
LEARNING = "How do you transform a complex mental health system?, blog"
POWER = "How Innovation Unit's approach to power and relationships has transformed"
IMPACT = "Impact and evaluation, web page"
DOCUMENTS = {
    "derbyshire": (REPORT, LEARNING, POWER),
    "edinburgh": (REPORT,),
    "greater-manchester": (REPORT, LEARNING, POWER, "SI 2011/908", "Bolton, case study"),
    "lambeth": (REPORT, CASE_STUDY, LEARNING),
    "luton": (REPORT, IMPACT),
    "salford": (REPORT, "Greater Manchester Living Well, project page"),
    "tameside-glossop": (REPORT, "Greater Manchester Living Well, project page", "Update on health"),
    "york": (REPORT, POWER),
    **dict.fromkeys(LOCALITIES, (REPORT, "SI 2011/908")),
}


def said(*arguments: str) -> str:
    result = CliRunner().invoke(cli, list(arguments))
    assert result.exit_code == 0, result.output
    return result.stdout


def filled(service: Service) -> set[str]:
    return {name for name, value in attrs.asdict(service).items() if value not in (None, ())}


class TestPlaces:
    def test_nothing_is_missing(self):
        """The eight places, and the localities that are not among them."""
        assert list(FILES) == sorted({*PLACES, *LOCALITIES})

    @pytest.mark.parametrize("site", FILES)
    def test_the_documents(self, site):
        """A source names each document that the profile was made from, by its title."""
        source = PROFILES[site].source

        assert all(title in source for title in DOCUMENTS[site])
        assert source.startswith((REPORT, CASE_STUDY))

    @pytest.mark.parametrize("site", FILES)
    def test_outcomes_have_a_document(self, site):
        """Each local outcome says where its words are."""
        start = "case study" if site == "lambeth" else "summary report, footnote"

        assert all(outcome.source.startswith(start) for outcome in PROFILES[site].outcomes)

    @pytest.mark.parametrize("site", WITHOUT_FILES)
    def test_without_files(self, site):
        """Without files a profile has a note that says so, and `livingwell sites` says how to go on."""
        profile = PROFILES[site]

        assert (profile.people, profile.tables) == (None, ())
        assert profile.notes[-1].endswith("describe no file.")
        shown = CliRunner().invoke(cli, ["sites", site])
        assert f"files: none; to map some, inherits = {site!r} in a profile with [[tables]]" in shown.stdout

    @pytest.mark.parametrize("site", WITHOUT_FILES)
    def test_notes_stay_true(self, site):
        """A profile that inherits takes the notes over: none may deny the data that it has."""
        notes = " ".join(PROFILES[site].notes)

        assert not re.search(r"[Nn]o evaluation data|[Tt]o evaluate|write a profile", notes)

    @pytest.mark.parametrize("site", ["derbyshire", "greater-manchester", "luton", "york", *LOCALITIES])
    def test_no_evaluation_data(self, site):
        """What the programme did not evaluate says so; nothing stands for what its people are asked."""
        profile = PROFILES[site]

        assert any(note.startswith("Published evaluation: none") for note in profile.notes)
        assert (profile.measures, profile.outcomes) == ((), ())

    @pytest.mark.parametrize("site", [site for site in FILES if PROFILES[site].notes[0].startswith("Role:")])
    def test_role(self, site):
        """The first note of a place that was not evaluated says what it is to the programme."""
        assert ("one of the programme's four sites" in PROFILES[site].notes[0]) == (site == "luton")
        assert site in WITHOUT_FILES


class TestService:
    def test_lambeth(self):
        """The case study says nothing of these four, or not enough for a yes."""
        left_out = {"time_limit", "peer_support", "social_needs_and_goals", "post_support"}

        assert filled(PROFILES["lambeth"].service) == {f.name for f in attrs.fields(Service)} - left_out

    def test_lambeth_outcomes(self):
        """Recovery, choice and citizenship, by what the case study says that the support is for."""
        outcomes = {outcome.outcome: outcome.name for outcome in PROFILES["lambeth"].outcomes}

        assert list(outcomes) == ["recovery", "choice", "citizenship"]
        assert outcomes["choice"] == "Make their own choices"

    def test_lambeth_indicators(self):
        """Six, counted of the service; a note says that nobody is asked them."""
        profile = PROFILES["lambeth"]

        assert len(profile.measures) == 6
        assert any("six indicators" in note and "not said" in note for note in profile.notes)

    @pytest.mark.parametrize("site", ["derbyshire", "greater-manchester", "luton", *LOCALITIES])
    def test_nothing_is_made_up(self, site):
        """Of these services the documents describe none."""
        assert PROFILES[site].service == Service()

    def test_york(self):
        """Of York's they say that it is to be a hub."""
        assert filled(PROFILES["york"].service) == {"core_offer"}

    @pytest.mark.parametrize(
        ("site", "region"),
        [
            *[("edinburgh", None), ("luton", None), ("york", None), ("lambeth", "South East London")],
            *[("derbyshire", "Derbyshire, the whole county"), ("greater-manchester", "Greater Manchester")],
            ("salford", "Greater Manchester"),
            ("tameside-glossop", "Greater Manchester; Glossop is in Derbyshire"),
        ],
    )
    def test_region(self, site, region):
        """Where a document says it."""
        assert PROFILES[site].region == region


class TestGreaterManchester:
    def test_ten_localities(self):
        """Each borough has one profile that inherits, and no other profile does."""
        inheriting = [site for site, profile in PROFILES.items() if profile.inherits]

        assert inheriting == sorted(BOROUGHS.values())
        assert len(inheriting) == 10
        assert {PROFILES[site].inherits for site in inheriting} == {"greater-manchester"}

    @pytest.mark.parametrize("site", LOCALITIES)
    def test_a_locality_adds_its_name(self, site):
        """All else but the source is Greater Manchester's."""
        whole, own = PROFILES["greater-manchester"], PROFILES[site]

        assert BOROUGHS[own.title] == site
        assert own == attrs.evolve(
            whole, id=site, title=own.title, source=own.source, inherits="greater-manchester"
        )

    @pytest.mark.parametrize("site", SITES)
    def test_a_site_stays_what_it_is(self, site, tmp_path):
        """Without inheritance the two sites would be the same, but for Salford's region."""
        text = FILES[site].path.read_text(encoding="utf-8")
        path = tmp_path / f"{site}.toml"
        path.write_text(text.replace('inherits = "greater-manchester"\n', ""), encoding="utf-8")
        alone, own = load_profile(ProfileFile(site, path), {}), PROFILES[site]
        region = None if site == "salford" else own.region

        assert alone == attrs.evolve(own, inherits=None, region=region)

    def test_what_the_whole_learns_reaches_the_localities(self, tmp_path):
        """A key that Greater Manchester gets is each locality's, until that states its own."""
        text = FILES["greater-manchester"].path.read_text(encoding="utf-8")
        path = tmp_path / "greater-manchester.toml"
        path.write_text(text + '\n[service]\ntime_limit = "a year"\n', encoding="utf-8")
        known = {**FILES, "greater-manchester": ProfileFile("greater-manchester", path)}

        assert load_profile(FILES["wigan"], known).service.time_limit == "a year"
        assert load_profile(FILES["salford"], known).service.time_limit == "none"


class TestCommandLine:
    def test_list(self):
        """A line a place; those without files are marked."""
        lines = {line.split()[0]: line for line in said("sites").splitlines()}

        assert set(FILES) <= set(lines)
        assert all(PROFILES[site].title in lines[site] for site in FILES)
        marked = [site for site in FILES if lines[site].endswith("(maps no files)")]
        assert marked == WITHOUT_FILES

    @pytest.mark.parametrize("site", FILES)
    def test_one(self, site):
        """Source, notes and outcomes are shown, and nothing that is not known."""
        profile: SiteProfile = PROFILES[site]
        text = said("sites", site)

        assert text.startswith(f"{profile.title}  [{site}]\n")
        assert profile.source in text
        assert all(note in text for note in profile.notes)
        assert all(outcome.name in text for outcome in profile.outcomes)
        assert all(measure in text for measure in profile.measures)
        assert "None" not in text

    def test_another_name(self):
        """Whoever looks for the borough is led to the site."""
        result = CliRunner().invoke(cli, ["sites", "tameside"])

        assert result.exit_code == 1
        assert "did you mean 'tameside-glossop'?" in result.output

    @pytest.mark.parametrize("site", WITHOUT_FILES)
    def test_not_to_be_evaluated(self, site, tmp_path):
        """Without tables no run goes ahead, and the message says what is missing."""
        (tmp_path / "data").mkdir()
        file = tmp_path / "livingwell.toml"
        file.write_text(f'title = "t"\n[[sites]]\nprofile = "{site}"\nfolder = "data"\n', encoding="utf-8")
        result = CliRunner().invoke(cli, ["check", str(file)])

        assert result.exit_code == 1
        assert f"{site!r} maps no files with answers" in result.output
        assert "tables" in result.output.partition("expected")[2]
