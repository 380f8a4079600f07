"""
Whether a table has a row an answer, and which of its columns say what was asked, answered, and when together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs
import polars as pl

from livingwell_core.cohorts.readers import exact
from livingwell_core.mapping.answers import Fit, fit_of
from livingwell_core.mapping.guess import CERTAIN, GUESS, LIKELY, OPEN, Confidence, Guess
from livingwell_core.mapping.hints import (
    ANSWER_WORDS,
    ASSESSMENT_WORDS,
    KNOWN_FIELDS,
    NOT_THE_FORM,
    QUESTION_WORDS,
    QUESTIONNAIRE_WORDS,
)
from livingwell_core.mapping.names import CODE, ENDS, NAMED, WORDS, codes_of, compact
from livingwell_core.mapping.places import places_of_questions

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from livingwell_core.mapping.columns import Column, Table
    from livingwell_core.mapping.names import Names

__all__ = ["LongColumns", "assessment_guess", "long_columns"]

_MOST_QUESTIONS: Final = 2000
_MOST_UNNAMED: Final = 500
_FEWEST: Final = 2
# Codes of terminologies are longer than answers.
_SHORTEST_CODE: Final = 6
# A known field of a system goes before any word in a name.
_A_FIELD: Final = 100
_SEVERAL: Final = 3
# Forms that break the rule in an export that otherwise keeps it.
_FEW: Final = 0.1


@attrs.frozen(kw_only=True)
class LongColumns:
    """
    Columns of a table with a row an answer.

    Attributes
    ----------
    question, answer : str
    questionnaire : str or None
        The column that says which questionnaire a row is of.
    guesses : tuple of Guess
    """

    question: str
    answer: str
    questionnaire: str | None
    guesses: tuple[Guess, ...]


@attrs.frozen
class _Forms:
    """What comes of taking some columns for what makes answers one form."""

    columns: tuple[str, ...]
    forms: int
    answers: int
    twice: int
    good: bool

    @property
    def said(self) -> str:
        twice = f"{self.twice:,} of them" if self.twice else "none"
        return f"{self.forms:,} forms with {self.answers:,} answers, {twice} with a question twice"


def long_columns(table: Table, known: Sequence[Names], person: str | None) -> LongColumns | None:
    """Look for a column of questions and one of answers; None if the table has none."""
    asked = [
        (*_matched(table, column, known), _asks(table, column), column)
        for column in table.columns.values()
        if column.name != person and _can_ask(table, column)
    ]
    asked = [one for one in asked if one[0] >= (1 if one[2] else _FEWEST) or one[2] >= _A_FIELD]
    if not asked:
        return None
    matched, _, named, column = max(asked, key=lambda one: (*one[:3], one[3].name.casefold()))
    answer = _answer(table, column.name, known, {person})
    if answer is None or (not named and not answer[1]):
        return None
    alone = sum(one[0] == matched for one in asked) == 1
    sure: Confidence = (
        CERTAIN if named and matched >= _FEWEST else LIKELY if matched and (named or alone) else GUESS
    )
    evidence = f"{column.distinct:,} different texts, {matched} of them items or scores that are known"
    guesses = [Guess(key="question", value=column.name, sure=sure, evidence=evidence), answer[0]]
    return LongColumns(
        question=column.name,
        answer=str(answer[0].value),
        questionnaire=_questionnaire(table, known, {person, column.name, str(answer[0].value)}),
        guesses=tuple(guesses),
    )


def _asks(table: Table, column: Column) -> int:
    """
    Rank a name as that of a column of questions.

    A long table has one such column: where several are called "item" or "question", each is one of these.
    """
    rank = _name_rank(column.name, "question", QUESTION_WORDS)
    alike = sum(_name_rank(name, "question", QUESTION_WORDS) == rank for name in table.columns)
    return rank if rank >= _A_FIELD or alike < _SEVERAL else 0


def _can_ask(table: Table, column: Column) -> bool:
    """Say whether a column can hold questions: texts or long codes, not too many different ones."""
    named = _asks(table, column) > 0
    most = _MOST_QUESTIONS if named else _MOST_UNNAMED
    short_numbers = column.numbers > column.filled / 2 and column.longest < _SHORTEST_CODE
    return (
        0 < column.distinct <= min(most, column.filled)
        and not column.is_dates
        and not _is_id(column.name)
        and (named or not short_numbers)
    )


def _name_rank(name: str, field: str, words: Sequence[str]) -> int:
    """Rank a name: 100 for a known field, else by the place of the word that it holds, 0 for none."""
    whole = compact(name)
    if whole in KNOWN_FIELDS[field]:
        return _A_FIELD
    return next((len(words) - place for place, word in enumerate(words) if word in whole), 0)


def _is_id(name: str) -> bool:
    whole = compact(name)
    return whole.startswith("id") or (whole.endswith("id") and whole not in KNOWN_FIELDS["question"])


def _matched(table: Table, column: Column, known: Sequence[Names]) -> tuple[int, int]:
    """Count the texts that mean an item or a score of the instrument with the most, and say how they do."""
    named = _asks(table, column) > 0
    # Else only texts with an instrument's name, a code or an item's words are taken for questions.
    telling = {CODE, NAMED, WORDS, ENDS}
    texts = table.sample.select(exact(column.name).drop_nulls().unique()).to_series().to_list()
    most = (0, 0)
    for names in known:
        codes = {code for score in names.instrument.scores for code in codes_of(score)}
        meant = {
            found.item: found.how
            for text in texts
            if (found := names.meant(text)) and found.how and (found.how in telling if not named else True)
        }
        number = len(meant) + sum(text in codes for text in texts)
        most = max(most, (number, max(meant.values(), default=0)))
    return most


def _answer(
    table: Table, question: str, known: Sequence[Names], taken: Collection[str | None]
) -> tuple[Guess, int] | None:
    """Choose the column of answers by its name, and by how its values agree with the items asked."""
    found = []
    for column in table.columns.values():
        whole = compact(column.name)
        other = "question" in whole or _is_id(column.name)
        if column.name in {question, *taken} or column.is_dates or other or not column.filled:
            continue
        named = _name_rank(column.name, "answer", ANSWER_WORDS)
        fit = _fit(table, question, column.name, known)
        found.append((named > 0, fit.agree, named, column.filled, column.name, fit))
    if not found:
        return None
    named, agree, rank, filled, name, fit = max(found, key=lambda one: (*one[:4], one[4].casefold()))
    if not named and not agree:
        return None
    evidence = f"{filled:,} cells"
    if fit.judged:
        evidence += f"; {agree:,} of {fit.judged:,} are codes or labels of the items asked"
    sure: Confidence = CERTAIN if named and agree else LIKELY if named else GUESS
    return Guess(key="answer", value=name, sure=sure, evidence=evidence), rank


def _fit(table: Table, question: str, answer: str, known: Sequence[Names]) -> Fit:
    places = places_of_questions(table.sample.lazy(), question, answer, None)
    best = Fit()
    for names in known:
        fit = Fit()
        for text, place in places.items():
            meant = names.meant(text)
            if meant and meant.how:
                fit += fit_of(place, names.instrument.item(meant.item))
        best = max(best, fit, key=lambda one: (one.agree, -one.judged))
    return best


def _questionnaire(table: Table, known: Sequence[Names], taken: Collection[str | None]) -> str | None:
    """Find the column that says which questionnaire a row is of: its name says so, and it has few values."""
    found = []
    for column in table.columns.values():
        if column.name in taken or _is_id(column.name) or column.is_dates or not column.filled:
            continue
        rank = _name_rank(column.name, "questionnaire", QUESTIONNAIRE_WORDS)
        if rank and column.distinct <= 100 and column.numbers < column.filled:
            texts = table.sample.select(exact(column.name).drop_nulls().unique()).to_series().to_list()
            named = any(names.named_by_any(texts) for names in known)
            found.append((named, rank, column.name))
    return max(found, key=lambda one: (*one[:2], one[2].casefold()))[2] if found else None


def assessment_guess(
    table: Table, columns: LongColumns, texts: Sequence[str], person: str | None, date: str | None
) -> Guess:
    """
    Find what makes answers one assessment: what has no question twice, and one person and one date.

    Parameters
    ----------
    table : Table
    columns : LongColumns
    texts : sequence of str
        The questions of the questionnaire.
    person, date : str or None
    """
    rows = table.frame.filter(exact(columns.question).is_in(list(texts)))
    taken = {columns.question, columns.answer, columns.questionnaire, person, date}
    tried: list[tuple[str, ...]] = [
        (column.name,)
        for column in table.columns.values()
        if column.name not in taken and column.filled and _form_rank(column.name) > 0
    ]
    tried.sort(key=lambda names: (-_form_rank(names[0]), names[0].casefold()))
    if date:
        tried += [(date,), *((date, other[0]) for other in list(tried))]
    days = None
    for names in tried:
        forms = _forms(rows, names, columns.question, person, date)
        days = forms if names == (date,) else days
        if forms.good and forms.answers > forms.forms:
            value = forms.columns if date in forms.columns else forms.columns[0]
            known = compact(forms.columns[0]) in KNOWN_FIELDS["assessment"]
            sure: Confidence = CERTAIN if known else LIKELY if isinstance(value, str) else GUESS
            evidence = forms.said + ("" if isinstance(value, str) else "; together with the person")
            return Guess(key="assessment", value=value, sure=sure, evidence=evidence)
    if days and person:
        evidence = f"{days.said}; together with the person"
        return Guess(key="assessment", value=days.columns, sure=GUESS, evidence=evidence)
    return Guess(
        key="assessment",
        value=None,
        sure=OPEN,
        evidence="no column tells forms apart",
        fill=('assessment = ""',),
    )


def _form_rank(name: str) -> int:
    whole = compact(name)
    if whole in KNOWN_FIELDS["assessment"]:
        return 100
    if any(word in whole for word in NOT_THE_FORM):
        return 0
    return next((len(ASSESSMENT_WORDS) - n for n, word in enumerate(ASSESSMENT_WORDS) if word in whole), 0)


def _forms(
    rows: pl.LazyFrame, names: tuple[str, ...], question: str, person: str | None, date: str | None
) -> _Forms:
    """Count forms and answers, and say whether the columns tell forms apart."""
    alone = len(names) == 1 and names[0] != date
    others = [name for name in (person, date) if name and name not in names]
    key = [exact(name) for name in names] + ([] if alone or not person else [exact(person)])
    forms = rows.group_by(*key).agg(
        pl.len().alias("answers"),
        (pl.len() == exact(question).n_unique()).alias("once"),
        pl.all_horizontal(
            pl.lit(True),  # noqa: FBT003 - polars' way to write it
            *(exact(name).n_unique() == 1 for name in (others if alone else ())),
        ).alias("one of each"),
    )
    found = forms.select(
        pl.len().alias("forms"),
        pl.col("answers").sum(),
        (~pl.col("once")).sum(),
        (~pl.col("one of each")).sum(),
    ).collect()
    count, answers, twice, mixed = found.row(0)
    good = count > 0 and twice <= _FEW * count and mixed <= _FEW * count
    return _Forms(names, count, answers, twice, good)
