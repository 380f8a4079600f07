"""Site profiles: what is known of one place, read from TOML."""

from livingwell_core.profiles.loading import ProfileFile, load_profile
from livingwell_core.profiles.site_profile import AnswerTable, LocalOutcome, PeopleTable, Service, SiteProfile

__all__ = [
    "AnswerTable",
    "LocalOutcome",
    "PeopleTable",
    "ProfileFile",
    "Service",
    "SiteProfile",
    "load_profile",
]
