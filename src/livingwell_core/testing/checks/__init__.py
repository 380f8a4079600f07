"""
The checks, in the order in which they are run and documented.

Each is a plain function of an instrument that raises AssertionError, and says which answers are wrong. Their
names are stable: people write them into `expected_failures`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from livingwell_core.testing.checks import metadata, missing, polarity, proofs, ranges, reading, rows
from livingwell_core.testing.failing import subject_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from livingwell_core.instruments import Instrument

__all__ = ["CHECKS", "Demand"]


def _always(instrument: Instrument) -> str:  # noqa: ARG001 - as the others
    return ""


@attrs.frozen
class Demand:
    """
    One check of the suite.

    Attributes
    ----------
    function : callable
        ``check_*(instrument)``.
    unless : callable
        Gives the reason why an instrument need not meet it, from what it declares; "" if it has to.
    provisional : bool
        True in the first minor release that has it: then a failure is a warning, see
        docs/reference/conformance.md.
    """

    function: Callable[[Instrument], None]
    unless: Callable[[Instrument], str] = _always
    provisional: bool = False

    @property
    def name(self) -> str:
        """The name that it is opted out by."""
        return self.function.__name__


def _nothing_published(instrument: Instrument) -> str:
    held = any(score.definitions for score in instrument.scores)
    return "" if held else "it has no thresholds, reliabilities or norms"


def _not_both_norms(instrument: Instrument) -> str:
    held = any(metadata.norms_of_both(score) for score in instrument.scores)
    return "" if held else "no score has norms of both a functional and a clinical population"


def _no_labels(instrument: Instrument) -> str:
    return "" if any(item.labels for item in instrument.items) else "no item has answers in words"


def _no_missing_codes(instrument: Instrument) -> str:
    held = any(item.missing_codes for item in instrument.items)
    return "" if held else "no item has a code for 'no answer'"


def _uses_every_item(instrument: Instrument) -> str:
    every = all(len(score.items) == len(instrument.items) for score in instrument.scores)
    return "every score uses every item" if every else ""


def _with_another_value_set(instrument: Instrument) -> str:
    chosen = subject_id(instrument) != instrument.id
    return "a value set that an evaluation names is no part of the definition" if chosen else ""


CHECKS: tuple[Demand, ...] = (
    Demand(metadata.check_metadata_complete),
    Demand(metadata.check_ids),
    Demand(metadata.check_traits_declared),
    Demand(metadata.check_thresholds_have_sources, unless=_nothing_published),
    Demand(metadata.check_unverified_is_said, unless=_nothing_published),
    Demand(metadata.check_definitions_in_range, unless=_nothing_published),
    Demand(metadata.check_norms_in_order, unless=_not_both_norms),
    Demand(metadata.check_counted_by),
    Demand(ranges.check_score_type),
    Demand(ranges.check_complete_answers_give_a_score),
    Demand(ranges.check_range_reached),
    Demand(ranges.check_range_kept),
    Demand(ranges.check_joint_table_exact),
    Demand(polarity.check_polarity),
    Demand(polarity.check_reversal_is_its_own_inverse),
    Demand(polarity.check_as_circled_equals_hand_turned),
    Demand(polarity.check_monotone),
    Demand(missing.check_missing_rule_by_name),
    Demand(missing.check_missing_rule_exact),
    Demand(missing.check_too_many_missing_give_no_score),
    Demand(missing.check_missing_never_improves),
    Demand(rows.check_order_of_rows),
    Demand(rows.check_splitting_rows),
    Demand(rows.check_own_items_only, unless=_uses_every_item),
    Demand(rows.check_inputs_unchanged),
    Demand(rows.check_layout_in_memory),
    Demand(rows.check_repeatable),
    Demand(reading.check_codes_read),
    Demand(reading.check_labels_read, unless=_no_labels),
    Demand(reading.check_missing_codes_read, unless=_no_missing_codes),
    Demand(reading.check_wrong_answers_refused),
    Demand(reading.check_file_scores_as_the_array),
    Demand(proofs.check_json_round_trip, unless=_with_another_value_set),
    Demand(proofs.check_cases_present),
    Demand(proofs.check_best_and_worst_states, unless=proofs.without_cases),
    Demand(proofs.check_cases_pass, unless=proofs.without_cases),
    Demand(proofs.check_cases_notice_faults, unless=proofs.without_cases),
)
