"""
Instruments with something wrong in them, each with the check that has to find it.

They are what a plugin author may do in good faith: a rule of one's own, or an instrument that overrides a
method. `RIGHT` is the instrument that each of them spoils.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import attrs
from testing.right import HERE, RIGHT, TOTAL
from testing.wrong_instruments import (
    CountsByNothing,
    CountsByTurns,
    Gossips,
    IgnoresTheProfile,
    LooseItem,
    NeverTurns,
    ReadsMemory,
    TurnsFromZero,
    TurnsInFloats,
    TurnsInPlace,
    TurnsTheUpperHalf,
    TurnsTwice,
    UncheckedValues,
)
from testing.wrong_rules import (
    AllMayBeMissing,
    Allowing,
    AsBest,
    AsZero,
    Backwards,
    Beyond,
    Bump,
    ByPlace,
    Centred,
    Deaf,
    Fills,
    Floats,
    Halves,
    InMemoryOrder,
    ListOfDirections,
    LowestIsMissing,
    MeanOfGiven,
    NeedsRows,
    NoDirections,
    NoItemsNeeded,
    NoWay,
    OneBuffer,
    OneTooHigh,
    OnScaleShortByOne,
    OnShortScale,
    Puzzled,
    Raises,
    Refusing,
    Remembers,
    RoundedDown,
    Secretive,
    Shifted,
    ShortDirections,
    Throws,
    TwoColumns,
    Wide,
    WideByTurns,
)

from livingwell_core.instruments import Instrument, Item, Prorate, Score, Sum, Utility, items


class Planted(NamedTuple):
    """A wrong instrument, the check that has to catch it, and words of the message."""

    name: str
    check: str
    instrument: Instrument
    says: str


def changed(**changes: Any) -> Instrument:
    """RIGHT with other attributes."""
    return attrs.evolve(RIGHT, **changes)


def total(**changes: Any) -> Instrument:
    """RIGHT with another total."""
    return changed(scores=(attrs.evolve(TOTAL, **changes), *RIGHT.scores[1:]))


def item(number: int, **changes: Any) -> Instrument:
    """RIGHT with another item."""
    items = list(RIGHT.items)
    items[number] = attrs.evolve(items[number], **changes)
    return changed(items=tuple(items))


def of_a_missing_code(code: int) -> Instrument:
    """RIGHT with a code for "no answer" that its item would refuse."""
    wrong = item(3, missing_codes=(9,))
    object.__setattr__(wrong.items[3], "missing_codes", (code,))
    return wrong


def of(kind: type[Instrument]) -> Instrument:
    """RIGHT as an instrument of another class."""
    fields = {field.name: getattr(RIGHT, field.name) for field in attrs.fields(Instrument)}
    return kind(**fields)


def of_codes() -> Instrument:
    """RIGHT with an item of a class of its own."""
    fields = {field.name: getattr(RIGHT.items[3], field.name) for field in attrs.fields(Item)}
    return changed(items=(*RIGHT.items[:3], LooseItem(**fields)))


def burden() -> Instrument:
    """Nine items of 0 to 3 whose sum is better the lower it is, with `better` the wrong way round."""
    nine = items(9, lowest=0, highest=3)
    return Instrument(
        id="burden",
        title="Burden",
        items=nine,
        scores=(
            Score(
                id="total",
                title="total",
                items=tuple(one.id for one in nine),
                rule=Sum(),
                lowest=0,
                highest=27,
                better="higher",
            ),
        ),
        licence="none needed",
        source="Invented 2020",
        cases=HERE / "burden.cases.toml",
    )


def valued() -> Instrument:
    """RIGHT with a value set in which 1 on the item beside is worth more than 2."""
    value_set = UncheckedValues(
        id="wrong-values",
        title="Wrong values",
        instrument="right",
        items=("side",),
        levels=(range(4),),
        best=(3,),
        worst_value=0,
        decimals=1,
        values=[0, 5, 3, 10],
        author="Nobody N",
        year=2020,
        version="1",
        licence="none needed",
    )
    utility = Utility(title="Utility", source="Invented 2020")
    return attrs.evolve(RIGHT, utility=utility).valued(value_set)


def beside_another() -> Instrument:
    """RIGHT with one more item, as the one beside, that no case answers otherwise."""
    other = attrs.evolve(RIGHT.items[3], id="other")
    score = attrs.evolve(RIGHT.scores[2], items=("other",), id="other")
    return changed(
        items=(*RIGHT.items, other),
        scores=(*RIGHT.scores, score),
        cases=HERE / "alike.cases.toml",
    )


def ruled(rule: Any, **changes: Any) -> Instrument:
    """RIGHT with another rule of the total."""
    return total(rule=rule, **changes)


PLANTED = [
    Planted("wide by turns", "check_repeatable", ruled(WideByTurns()), "another type at a second call"),
    Planted(
        "a table short by one", "check_joint_table_exact", ruled(OnScaleShortByOne()), "has another mean"
    ),
    Planted("no items", "check_traits_declared", ruled(NoItemsNeeded(), items=()), "is made of items"),
    Planted("no source", "check_metadata_complete", changed(source=" "), "has no source"),
    Planted("a source to come", "check_metadata_complete", changed(source="TODO"), "has no source"),
    Planted("an item without a label", "check_metadata_complete", item(0, label=""), "label of item 'a'"),
    Planted("a score in capitals", "check_ids", total(id="Total"), "got 'Total'"),
    Planted("a score with a taken name", "check_ids", total(id="content"), "got 'content'"),
    Planted("no directions", "check_traits_declared", ruled(NoDirections()), "does not say its directions"),
    Planted("no direction of any item", "check_traits_declared", ruled(NoWay()), "no item moves it"),
    Planted(
        "a direction for one of three", "check_traits_declared", ruled(ShortDirections()), "a tuple of 3"
    ),
    Planted("a list of directions", "check_traits_declared", ruled(ListOfDirections()), "a tuple of 3"),
    Planted(
        "all may be missing",
        "check_traits_declared",
        ruled(Refusing(missing=AllMayBeMissing())),
        "leaves at least one answer",
    ),
    Planted(
        "not verified, not said", "check_unverified_is_said", changed(status=""), "'status' does not say so"
    ),
    Planted("counts by turns", "check_counted_by", of(CountsByTurns), "changes from one call to the next"),
    Planted("counts by nothing", "check_counted_by", of(CountsByNothing), "names scores, each once"),
    Planted("floats", "check_score_type", ruled(Floats()), "got float64"),
    Planted("wide integers", "check_score_type", ruled(Wide()), "got int64"),
    Planted("two columns", "check_score_type", ruled(TwoColumns()), "one number a row"),
    Planted("a rule that raises", "check_score_type", ruled(Raises()), "RuntimeError: no table at hand"),
    Planted(
        "the lowest answer taken for none",
        "check_complete_answers_give_a_score",
        ruled(LowestIsMissing()),
        "a = 1, b = 1, c = 1: got no score",
    ),
    Planted(
        "range off by one", "check_range_reached", ruled(OneTooHigh(), highest=16), "do not reach its highest"
    ),
    Planted("beyond the range", "check_range_kept", ruled(Beyond()), "a = 5, b = 5, c = 5: got 16"),
    Planted("half points", "check_joint_table_exact", ruled(Halves()), "whole numbers of steps"),
    Planted("a table too small", "check_joint_table_exact", ruled(OnShortScale()), "table of"),
    Planted(
        "never turned", "check_polarity", of(NeverTurns), "item 'b', answers as-circled: got left as it is"
    ),
    Planted("turned when scored", "check_polarity", of(TurnsTwice), "item 'b', answers scored: got turned"),
    Planted(
        "profile ignored",
        "check_polarity",
        of(IgnoresTheProfile),
        "item 'c', answers as-circled, higher-is-worse",
    ),
    Planted("turned from zero", "check_polarity", of(TurnsFromZero), "item 'b' is turned wrongly"),
    Planted("turned in floats", "check_polarity", of(TurnsInFloats), "got float64"),
    Planted(
        "half turned",
        "check_reversal_is_its_own_inverse",
        of(TurnsTheUpperHalf),
        "turned twice is another answer",
    ),
    Planted(
        "turned twice", "check_as_circled_equals_hand_turned", of(TurnsTwice), "than the same turned by hand"
    ),
    Planted("a bump", "check_monotone", ruled(Bump()), "a step up on item 'a' moves it the wrong way"),
    Planted("a contradictory value set", "check_monotone", valued(), "right+wrong-values, score 'utility'"),
    Planted("declared backwards", "check_monotone", ruled(Backwards()), "expected at most"),
    Planted("deaf to missing rules", "check_missing_rule_by_name", ruled(Deaf()), "goes by another"),
    Planted("puzzled by missing rules", "check_missing_rule_by_name", ruled(Puzzled()), "TypeError"),
    Planted("prorated and rounded", "check_missing_rule_exact", ruled(RoundedDown()), "is not what prorate"),
    Planted("whole sheets changed", "check_missing_rule_exact", ruled(Shifted()), "is not what prorate"),
    Planted("missing as zero", "check_too_many_missing_give_no_score", ruled(AsZero()), "expected no score"),
    Planted("missing as best", "check_too_many_missing_give_no_score", ruled(AsBest()), "expected no score"),
    Planted(
        "mean of those given",
        "check_too_many_missing_give_no_score",
        changed(scores=(TOTAL, attrs.evolve(RIGHT.scores[1], rule=MeanOfGiven()), RIGHT.scores[2])),
        "score 'mean'",
    ),
    Planted(
        "missing allowed, as best",
        "check_missing_never_improves",
        ruled(Allowing(stands_for=5)),
        "improve it",
    ),
    Planted(
        "missing allowed, as the middle",
        "check_missing_never_improves",
        ruled(Allowing(stands_for=3)),
        "no better than 3",
    ),
    Planted(
        "missing allowed, as less than the worst",
        "check_missing_never_improves",
        ruled(Allowing(stands_for=0)),
        "worsen it",
    ),
    Planted("the row above", "check_order_of_rows", ruled(ByPlace()), "in another order of rows"),
    Planted("against the others", "check_splitting_rows", ruled(Centred()), "with the rows split"),
    Planted("a part without rows", "check_splitting_rows", ruled(NeedsRows()), "raises ValueError"),
    Planted("looks beside", "check_own_items_only", of(Gossips), "not its own"),
    Planted("fills in", "check_inputs_unchanged", ruled(Fills()), "changes the answers that it is given"),
    Planted("turns in place", "check_inputs_unchanged", of(TurnsInPlace), "changes the array"),
    Planted("order in memory", "check_layout_in_memory", ruled(InMemoryOrder()), "laid out otherwise"),
    Planted("turned in memory order", "check_layout_in_memory", of(ReadsMemory), "are turned otherwise"),
    Planted("remembers", "check_repeatable", ruled(Remembers()), "another score"),
    Planted("throws a coin", "check_repeatable", ruled(Throws()), "at a second call"),
    Planted("one buffer", "check_repeatable", ruled(OneBuffer()), "once others were scored"),
    Planted("codes beyond the range", "check_codes_read", of_codes(), "'4' in a file: got set aside"),
    Planted("labels that clash", "check_labels_read", item(3, labels={"Some": 1, "some": 2}), "in a file"),
    Planted("a label that is a code", "check_labels_read", item(3, labels={"2": 1}), "'2' in a file: got 2"),
    Planted(
        "a missing code that is not read",
        "check_missing_codes_read",
        of_a_missing_code(999),
        "'999' in a file: got set aside, expected missing",
    ),
    Planted(
        "half an answer",
        "check_wrong_answers_refused",
        item(3, labels={"0.5": 0, "1.5": 1}),
        "item 'side': '0.5' in a file is taken for an answer",
    ),
    Planted(
        "no code can be wrong",
        "check_wrong_answers_refused",
        item(3, missing_codes=(*range(-100, 0), *range(4, 101))),
        "so that none can be wrong",
    ),
    Planted("otherwise from a file", "check_file_scores_as_the_array", of(ReadsMemory), "scores otherwise"),
    Planted(
        "a secret setting",
        "check_json_round_trip",
        ruled(Secretive()),
        "read again from JSON its scores differs",
    ),
    Planted("no cases", "check_cases_present", changed(cases=None), "has no file of cases"),
    Planted(
        "cases without a worst end",
        "check_cases_present",
        changed(cases=HERE / "no_worst.cases.toml"),
        "no case expects its lowest, 3",
    ),
    Planted(
        "better the wrong way round",
        "check_best_and_worst_states",
        burden(),
        "the case 'nothing at all' is called the best state and has the worst score, 0",
    ),
    Planted(
        "cases that call no state the best",
        "check_best_and_worst_states",
        changed(cases=HERE / "no_states.cases.toml"),
        "no case says which state is the best: got none, expected state = 'best' in a case that expects 15",
    ),
    Planted(
        "a wrong number in a case",
        "check_cases_pass",
        changed(cases=HERE / "wrong_number.cases.toml"),
        "'between' ((4 + 2 + 2) / 3, by hand): got 8, expected 9",
    ),
    Planted(
        "no such file of cases",
        "check_cases_pass",
        changed(cases=HERE / "nowhere.cases.toml"),
        "there is no such file",
    ),
    Planted(
        "no case as circled",
        "check_cases_notice_faults",
        changed(cases=HERE / "none_circled.cases.toml"),
        "with item 'a' turned the other way no case fails",
    ),
    Planted(
        "one item for another",
        "check_cases_notice_faults",
        beside_another(),
        "with item 'other' in the place of 'side' in score 'side' no case fails",
    ),
    Planted(
        "levels of a value set in no case",
        "check_cases_notice_faults",
        valued(),
        "no case has item 'side' at 0, 1, 2, 3",
    ),
    Planted(
        "a missing rule that cases contradict",
        "check_cases_notice_faults",
        total(rule=Sum(missing=Prorate(max_missing=2))),
        "with the missing rule complete-cases of score 'total' every case passes",
    ),
]
