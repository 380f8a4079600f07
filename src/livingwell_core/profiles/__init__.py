"""Site profiles: what is known of one place, read from TOML."""

from livingwell_core.profiles.answer_table import AnswerTable
from livingwell_core.profiles.file_table import FileKeys, FileTable, Join
from livingwell_core.profiles.group_column import NOT_RECORDED, GroupColumn, group_name
from livingwell_core.profiles.loading import ProfileFile, load_profile
from livingwell_core.profiles.site_profile import LocalOutcome, PeopleTable, Service, SiteProfile

__all__ = [
    "NOT_RECORDED",
    "AnswerTable",
    "FileKeys",
    "FileTable",
    "GroupColumn",
    "Join",
    "LocalOutcome",
    "PeopleTable",
    "ProfileFile",
    "Service",
    "SiteProfile",
    "group_name",
    "load_profile",
]
