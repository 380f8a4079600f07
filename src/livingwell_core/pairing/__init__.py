"""The first and the last score of each person, by date and never by the order of rows."""

from livingwell_core.pairing.history import History, history
from livingwell_core.pairing.pairs import Pairs, pair, pairs_of
from livingwell_core.pairing.rules import FIRST_LAST, PAIRING_RULES, Nearest, PairingRule, pairing_rule
from livingwell_core.pairing.settling import SHARED, Settled, moved, settle
from livingwell_core.pairing.usable import SAME_DAY_RULES, SameDay, rows_set_aside, usable_scores

__all__ = [
    "FIRST_LAST",
    "PAIRING_RULES",
    "SAME_DAY_RULES",
    "SHARED",
    "History",
    "Nearest",
    "PairingRule",
    "Pairs",
    "SameDay",
    "Settled",
    "history",
    "moved",
    "pair",
    "pairing_rule",
    "pairs_of",
    "rows_set_aside",
    "settle",
    "usable_scores",
]
