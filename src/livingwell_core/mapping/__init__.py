"""From an export to the draft of a profile: guesses, how sure they are, and why."""

from livingwell_core.mapping.draft import Draft, make_draft, site_id
from livingwell_core.mapping.guess import RULES, Guess
from livingwell_core.mapping.writing import MARK, draft_text

__all__ = ["MARK", "RULES", "Draft", "Guess", "draft_text", "make_draft", "site_id"]
