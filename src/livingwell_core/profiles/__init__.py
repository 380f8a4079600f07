"""Site profiles: what is known of one place, read from TOML."""

from livingwell_core.profiles.group_column import NOT_RECORDED, GroupColumn, group_name
from livingwell_core.profiles.loading import ProfileFile, load_profile
from livingwell_core.profiles.site_profile import AnswerTable, LocalOutcome, PeopleTable, Service, SiteProfile

__all__ = [
    "NOT_RECORDED",
    "AnswerTable",
    "GroupColumn",
    "LocalOutcome",
    "PeopleTable",
    "ProfileFile",
    "Service",
    "SiteProfile",
    "group_name",
    "load_profile",
]
