"""
From a table of a file to drafts of tables of a profile, one for each questionnaire in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs
import polars as pl

from livingwell_core.cohorts.readers import exact
from livingwell_core.mapping.columns import Table, columns_of
from livingwell_core.mapping.exports import lost_digits, only_rows, remarks_on
from livingwell_core.mapping.guess import CERTAIN, GUESS, OPEN, Guess
from livingwell_core.mapping.hints import LABELS, is_redcap_own
from livingwell_core.mapping.long_layout import LongColumns, long_columns
from livingwell_core.mapping.matching import best_matches, match_of
from livingwell_core.mapping.names import tokens
from livingwell_core.mapping.one_table import Asked, TableDraft, scores_draft, table_draft, unknown_draft
from livingwell_core.mapping.person import person_guesses
from livingwell_core.mapping.places import places_of_columns, places_of_questions
from livingwell_core.mapping.rounds import Round, rounds_of
from livingwell_core.mapping.totals import only_scores

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from livingwell_core.mapping.matching import Match
    from livingwell_core.mapping.names import Names
    from livingwell_core.mapping.opening import Opened
    from livingwell_core.mapping.places import Place

__all__ = ["answer_tables"]

# A column of answers, or of totals, has few differing values.
_MOST_ANSWERS: Final = 60
_MOST_TOTALS: Final = 1000
_FEWEST_OF_A_SERIES: Final = 3


def answer_tables(
    opened: Opened, known: Sequence[Names], *, wanted: bool, listed: Mapping[str, str] | None = None
) -> list[TableDraft]:
    """
    Draft the tables of answers and of scores that a table of a file holds.

    Parameters
    ----------
    opened : Opened
    known : sequence of Names
        The questionnaires that may be in it.
    wanted : bool
        Whether somebody says that it is one of these: then it is drafted even if nothing in it is recognised.
    listed : mapping of str to str, optional
        As for `person_guesses`.

    Returns
    -------
    list of TableDraft
        Empty if it holds neither.
    """
    person = person_guesses(opened.table, listed=listed)
    name = str(person[0].value) if person else None
    rounds = rounds_of(column for column in opened.table.columns if column != name)
    if rounds:
        return _of_rounds(opened, known, rounds, name, wanted=wanted, listed=listed)
    context = [opened.source.path.stem, opened.source.sheet or "", *opened.titles]
    asked = Asked(opened=opened, person=tuple(person), known=tuple(known), context=tuple(context))
    columns = _answer_columns(opened, name)
    places = places_of_columns(opened.table.sample.lazy(), columns, name)
    long = long_columns(opened.table, known, name)
    matches = best_matches(known, places, context)
    if long and (not matches or long.guesses[0].sure == CERTAIN):
        drafts = list(_long(asked, long))
    else:
        drafts = list(_wide(asked, matches, places))
    if not drafts:
        drafts = list(_unrecognised(asked, long, places, wanted=wanted))
    return drafts


def _of_rounds(
    opened: Opened,
    known: Sequence[Names],
    rounds: Sequence[Round],
    person: str | None,
    *,
    wanted: bool,
    listed: Mapping[str, str] | None,
) -> list[TableDraft]:
    """Draft each time point of a row by itself, and then what belongs to none."""
    several = ", ".join(repr(one.words) for one in rounds if one.words)
    remark = f"a row holds several time points ({several}): a block each; look that each has its own date"
    drafts = []
    for one in rounds:
        found = answer_tables(one.of(opened, person), known, wanted=wanted and bool(one.words), listed=listed)
        drafts += [
            attrs.evolve(draft, remarks=(*draft.remarks, remark)) if one.words else draft
            for draft in map(one.named, found)
        ]
    return drafts


def _answer_columns(opened: Opened, person: str | None) -> list[str]:
    """Give the columns that can hold answers or totals."""
    # SPSS and Stata hold codes and words: the codes tell more.
    words = {f"{name}{LABELS}" for name in opened.table.columns}
    return [
        column.name
        for column in opened.table.columns.values()
        if column.name != person
        and column.name not in words
        and column.filled
        and not column.is_dates
        and not is_redcap_own(column.name)
        and column.distinct <= (_MOST_TOTALS if column.numbers > column.filled / 2 else _MOST_ANSWERS)
    ]


def _wide(asked: Asked, matches: Sequence[Match], places: Mapping[str, Place]) -> Iterator[TableDraft]:
    opened = asked.opened
    left = _left(matches, places)
    for match in matches:
        names = asked.names_of(match.instrument.id)
        full = _of_all_rows(asked, match)
        columns = [place.name for place in full.items.values()]
        draft = table_draft(
            asked,
            full,
            only=only_rows(opened.table, columns),
            remarks=remarks_on(opened.table, names),
            frame=opened.table.sample,
        )
        again = match_of(names, left.values(), asked.context)
        if again and set(again.items) == set(match.items):
            draft = _undecided(draft, [place.name for place in again.items.values()])
        yield draft
    found = {match.instrument.id for match in matches}
    rest = [names for names in asked.known if names.instrument.id not in found]
    for given in only_scores(rest, left, asked.context):
        places_of = [place.name for place in given.scores.values()]
        yield scores_draft(asked, given, only=only_rows(opened.table, places_of))


def _of_all_rows(asked: Asked, match: Match) -> Match:
    """Count the answers of all rows where the match was made of the first."""
    table = asked.opened.table
    if table.rows <= table.sample.height:
        return match
    columns = {item: place.name for item, place in match.items.items()}
    counted = places_of_columns(table.frame, columns.values(), asked.person_column)
    again = match_of(asked.names_of(match.instrument.id), counted.values(), asked.context)
    if again is None or set(again.items) != set(match.items):
        return attrs.evolve(match, items={item: counted[name] for item, name in columns.items()})
    return attrs.evolve(again, rivals=match.rivals, tied=match.tied, totals=match.totals)


def _left(matches: Sequence[Match], places: Mapping[str, Place]) -> dict[str, Place]:
    """Give the places that no match has taken."""
    taken = {place.name for match in matches for place in match.items.values()}
    taken |= {place.name for match in matches if match.totals for place in match.totals.scores.values()}
    return {name: place for name, place in places.items() if name not in taken}


def _long(asked: Asked, long: LongColumns) -> Iterator[TableDraft]:
    for part in _parts(asked, long):
        opened = part.opened
        places = places_of_questions(opened.table.frame, long.question, long.answer, part.person_column)
        matches = best_matches(part.known, places, part.context)
        left = _left(matches, places)
        found = {match.instrument.id for match in matches}
        rest = [names for names in part.known if names.instrument.id not in found]
        scores = only_scores(rest, left, part.context)
        for given in scores:
            left = {name: place for name, place in left.items() if place not in given.scores.values()}
        for match in matches:
            names = part.names_of(match.instrument.id)
            yield table_draft(
                part,
                match,
                long=long,
                only=list(part.only),
                remarks=[
                    *remarks_on(opened.table, names),
                    *lost_digits(left, part.known),
                    *_unmapped(left, len(matches)),
                ],
                frame=None,
            )
        for given in scores:
            yield scores_draft(part, given, only=list(part.only), long=long)


def _unmapped(left: Mapping[str, Place], matches: int) -> list[str]:
    """Say which questions are mapped to nothing: by their texts, where enough people were asked."""
    if not left or matches > 1:
        return []
    shown = sorted(place.name for place in left.values() if place.people >= 5 and len(place.name) <= 80)
    texts = "".join(f"\n  {name!r}" for name in shown[:20])
    number = "1 question is" if len(left) == 1 else f"{len(left)} questions are"
    return [f"{number} mapped to no item{':' if texts else ''}{texts}"]


def _parts(asked: Asked, long: LongColumns) -> list[Asked]:
    """Cut a table by questionnaire where the same texts are asked in several; else leave it whole."""
    column, table = long.questionnaire, asked.opened.table
    if column is None:
        return [asked]
    pairs = (
        table.frame.select(exact(column).alias("form"), exact(long.question).alias("question"))
        .drop_nulls()
        .unique()
        .collect()
    )
    forms = sorted(pairs["form"].unique().to_list())
    named = attrs.evolve(asked, context=(*asked.context, *forms))
    if pairs["question"].is_duplicated().sum() < _FEWEST_OF_A_SERIES or len(forms) < 2:
        return [named]
    parts = []
    for form in forms:
        evidence = f"{len(forms)} questionnaires ask questions of the same names"
        guess = Guess(key="only", value={column: (form,)}, sure=CERTAIN, evidence=evidence)
        here = _only(table, exact(column) == form)
        best = max((names.names(form) for names in asked.known), default=0)
        known = tuple(names for names in asked.known if best and names.names(form) == best)
        if known:
            parts.append(
                attrs.evolve(
                    asked,
                    opened=attrs.evolve(asked.opened, table=here),
                    known=known,
                    context=(form,),
                    only=(guess,),
                )
            )
    return parts or [named]


def _only(table: Table, rows: pl.Expr) -> Table:
    sample = table.sample.filter(rows)
    frame = table.frame.filter(rows)
    number = frame.select(pl.len()).collect().item()
    return Table(frame=frame, sample=sample, rows=number, columns=columns_of(sample))


def _unrecognised(
    asked: Asked, long: LongColumns | None, places: Mapping[str, Place], *, wanted: bool
) -> Iterator[TableDraft]:
    """Draft what looks like answers to a questionnaire that is not installed, or that was asked for."""
    if long and long.guesses[0].evidence:
        found = places_of_questions(asked.opened.table.frame, long.question, long.answer, asked.person_column)
        shown = {place.name: place for place in found.values() if place.people >= 5}
        yield unknown_draft(
            asked, dict(enumerate(sorted(shown, key=_natural), start=1)), wanted=wanted, long=long
        )
        return
    series, others = _series(places)
    if series or wanted:
        draft = unknown_draft(asked, series, wanted=wanted)
        for other in others:
            draft = _undecided(draft, list(other.values()))
        yield draft


def _undecided(draft: TableDraft, again: Sequence[str]) -> TableDraft:
    """Say that other columns would fit as well, and leave the date open if it was a guess."""
    remark = (
        f"{again[0]!r} to {again[-1]!r} would fit as well: if that is another time point of the row, it "
        "needs a block of its own, with its own date (how-to: read a CSV file)"
    )
    guesses = [
        Guess(key="date", value=None, sure=OPEN, evidence=one.evidence, fill=('date = ""',))
        if one.key == "date" and one.sure == GUESS
        else one
        for one in draft.guesses
    ]
    return attrs.evolve(draft, guesses=tuple(guesses), remarks=(*draft.remarks, remark))


def _natural(text: str) -> list[tuple[int, str]]:
    """Order texts with numbers by the numbers: 2 before 10."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in tokens(text)]


def _series(places: Mapping[str, Place]) -> tuple[dict[int, str], list[dict[int, str]]]:
    """Find columns that count up and hold few whole numbers: some questionnaire's items; and runs as long."""
    families: dict[str, dict[int, str]] = {}
    frame = pl.DataFrame({"name": sorted(places)}, schema={"name": pl.String})
    parts = frame.with_columns(
        pl.col("name").str.to_lowercase().str.extract(r"^(.*?)\d{1,3}$").alias("family"),
        pl.col("name").str.extract(r"(\d{1,3})$").cast(pl.Int64).alias("number"),
    ).drop_nulls()
    for name, family, number in parts.iter_rows():
        whole = [seen for seen in places[name].values if seen.text.lstrip("-").isdecimal()]
        if whole and len(whole) >= places[name].distinct / 2 and places[name].distinct <= 20:
            families.setdefault(family, {})[number] = name
    best = max(families.values(), key=lambda family: (len(family), sorted(family.values())), default={})
    if len(best) < _FEWEST_OF_A_SERIES:
        return {}, []
    others = [family for family in families.values() if family is not best and len(family) == len(best)]
    return dict(sorted(best.items())), [dict(sorted(family.items())) for family in others]
