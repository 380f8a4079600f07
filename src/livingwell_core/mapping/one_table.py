"""
The draft of one table of a profile, key by key.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import attrs
import polars as pl

from livingwell_core.cohorts.readers import exact
from livingwell_core.mapping.answers import coding_of
from livingwell_core.mapping.date_column import date_guess
from livingwell_core.mapping.guess import CERTAIN, OPEN, Guess, Value
from livingwell_core.mapping.long_layout import LongColumns, assessment_guess
from livingwell_core.mapping.polarity import Sheets, evidence_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from livingwell_core.instruments import Instrument
    from livingwell_core.mapping.matching import Match
    from livingwell_core.mapping.names import Names
    from livingwell_core.mapping.opening import Opened
    from livingwell_core.mapping.totals import GivenScores

__all__ = ["Asked", "TableDraft", "opening_guesses", "scores_draft", "table_draft", "unknown_draft"]

_NO_PERSON = Guess(
    key="person", value=None, sure=OPEN, evidence="no column holds identifiers", fill=('person = ""',)
)


@attrs.frozen(kw_only=True)
class Asked:
    """
    A table of a file, and what was found of it before any questionnaire.

    Attributes
    ----------
    opened : Opened
    person : tuple of Guess
    known : tuple of Names
    context : tuple of str
    only : tuple of Guess
        Which rows this is about, where that is not all of them.
    """

    opened: Opened
    person: tuple[Guess, ...]
    known: tuple[Names, ...]
    context: tuple[str, ...]
    only: tuple[Guess, ...] = ()

    @property
    def person_column(self) -> str | None:
        """The column of people, if there is one."""
        return str(self.person[0].value) if self.person else None

    def names_of(self, instrument: str) -> Names:
        """Give the names of an instrument by its id."""
        return next(names for names in self.known if names.instrument.id == instrument)


@attrs.frozen(kw_only=True)
class TableDraft:
    """
    A ``[[tables]]`` block.

    Attributes
    ----------
    called : str
        The file and the sheet.
    instrument : str or None
    guesses : tuple of Guess
        In the order in which a profile states them.
    remarks : tuple of str
    """

    called: str
    instrument: str | None
    guesses: tuple[Guess, ...]
    remarks: tuple[str, ...] = ()


def opening_guesses(opened: Opened) -> list[Guess]:
    """Say which file it is and how it is opened; what every reader does by itself is left out."""
    rows = f"{opened.table.rows:,} rows"
    file = Guess(key="file", value=opened.source.name, sure=CERTAIN, evidence=rows)
    return [file, *(guess for guess in opened.guesses if (guess.key, guess.value) != ("header_row", 1))]


def table_draft(
    asked: Asked,
    match: Match,
    *,
    only: Sequence[Guess],
    remarks: Sequence[str],
    frame: pl.DataFrame | None,
    long: LongColumns | None = None,
) -> TableDraft:
    """
    Draft a table of answers.

    Parameters
    ----------
    asked : Asked
    match : Match
        The questionnaire and where its items stand.
    only : sequence of Guess
    remarks : sequence of str
    frame : polars.DataFrame or None
        Of a wide table: rows to look at answers in; of a long one they are made here.
    long : LongColumns or None
        The columns of a long table.
    """
    instrument, totals = match.instrument, match.totals
    texts = {item: place.name for item, place in match.items.items()}
    scores = {score: place.name for score, place in totals.scores.items()} if totals else {}
    date = date_guess(asked.opened, asked.person_column, asked.names_of(instrument.id), texts.values())
    coding = coding_of(instrument, match.items)
    found = {guess.key: guess for guess in coding.guesses}
    guesses = [*opening_guesses(asked.opened), _instrument(match), _layout(len(texts), long)]
    columns = _long_guesses(asked, long, [*texts.values(), *scores.values()], date.column)
    if frame is None and long is not None:
        frame = _pivoted(asked, long, columns[0], [*texts.values(), *scores.values()])
    sheets = None
    if frame is not None and coding.known:
        sheets = Sheets(frame=frame, items=texts, totals=scores, codes=_codes(found), missing=_missing(found))
    guesses += [_answers(match, sheets), *(asked.person or (_NO_PERSON,)), *date.guesses, *columns]
    guesses += [found[key] for key in ("missing",) if key in found]
    guesses += [*only, *(found[key] for key in ("codes",) if key in found)]
    guesses.append(
        Guess(
            key="items",
            value=dict(texts),
            sure=match.sure,
            evidence=match.places,
        )
    )
    guesses += _directions(match)
    if totals:
        evidence = f"{totals.evidence}; compared with ours and never used"
        guesses.append(Guess(key="totals", value=dict(scores), sure=totals.sure, evidence=evidence))
    return TableDraft(
        called=asked.opened.called,
        instrument=instrument.id,
        guesses=tuple(guesses),
        remarks=(*asked.opened.remarks, *date.remarks, *coding.remarks, *remarks),
    )


def scores_draft(
    asked: Asked, given: GivenScores, *, only: Sequence[Guess], long: LongColumns | None = None
) -> TableDraft:
    """Draft a table of scores without answers."""
    places = {score: place.name for score, place in given.scores.items()}
    date = date_guess(asked.opened, asked.person_column, asked.names_of(given.instrument.id), places.values())
    evidence = given.evidence + (f"; as well could be {' or '.join(given.rivals)}" if given.rivals else "")
    guesses = [
        *opening_guesses(asked.opened),
        Guess(key="instrument", value=given.instrument.id, sure=given.sure, evidence=evidence),
        _layout(len(places), long, "scores"),
        *(asked.person or (_NO_PERSON,)),
        *date.guesses,
        *_long_guesses(asked, long, list(places.values()), date.column),
        *only,
        Guess(
            key="scores", value=dict(places), sure=given.sure, evidence="no answers to its items were found"
        ),
    ]
    return TableDraft(
        called=asked.opened.called,
        instrument=given.instrument.id,
        guesses=tuple(guesses),
        remarks=(*asked.opened.remarks, *date.remarks),
    )


def unknown_draft(
    asked: Asked, items: Mapping[int, str], *, wanted: bool, long: LongColumns | None = None
) -> TableDraft:
    """Draft a table of a questionnaire that was not recognised; what is missing is left to a person."""
    opened = asked.opened
    instrument = asked.known[0].instrument if wanted and asked.known else None
    date = date_guess(opened, asked.person_column, None, items.values())
    chosen, found = _unknown(instrument, items)
    answers = Guess(
        key="answers",
        value=None,
        sure=OPEN,
        evidence="never guessed: are items that run against the score as circled, or reversed?",
        fill=('answers = "as-circled" or "scored"',),
    )
    guesses = [
        *opening_guesses(opened),
        chosen,
        _layout(len(items), long),
        answers,
        *(asked.person or (_NO_PERSON,)),
        *date.guesses,
        *_long_guesses(asked, long, list(items.values()), date.column),
        *asked.only,
        found,
    ]
    return TableDraft(
        called=opened.called,
        instrument=instrument.id if instrument else None,
        guesses=tuple(guesses),
        remarks=(*opened.remarks, *date.remarks),
    )


def _unknown(instrument: Instrument | None, items: Mapping[int, str]) -> tuple[Guess, Guess]:
    """Give `instrument` and `items` where nothing was recognised."""
    if instrument:
        fill = tuple(f"{_key(item.id)} =" for item in instrument.items)
        evidence = "none of its items was recognised"
        return (
            Guess(key="instrument", value=instrument.id, sure=CERTAIN, evidence="asked for"),
            Guess(key="items", value={}, sure=OPEN, evidence=evidence, fill=fill),
        )
    places: dict[str, Value] = {str(number): name for number, name in items.items()}
    return (
        Guess(
            key="instrument",
            value=None,
            sure=OPEN,
            evidence="no installed questionnaire fits; `livingwell instruments` lists them",
            fill=('instrument = ""',),
        ),
        Guess(
            key="items",
            value=places,
            sure=OPEN,
            evidence=f"{len(items)} places that look like items, with numbers of ours",
            fill=() if items else ('1 = ""',),
        ),
    )


def _key(item: str) -> str:
    return item if item.replace("_", "").replace("-", "").isalnum() and item.isascii() else json.dumps(item)


def _instrument(match: Match) -> Guess:
    if match.tied:
        choices = " or ".join(f'"{name}"' for name in sorted({match.instrument.id, *match.rivals}))
        return Guess(
            key="instrument",
            value=None,
            sure=OPEN,
            evidence=match.evidence,
            fill=(f"instrument = {choices}",),
        )
    return Guess(key="instrument", value=match.instrument.id, sure=match.sure, evidence=match.evidence)


def _layout(number: int, long: LongColumns | None, what: str = "items") -> Guess:
    things = f"1 {what.removesuffix('s')} is" if number == 1 else f"{number} {what} are"
    if long is None:
        return Guess(key="layout", value="wide", sure=CERTAIN, evidence=f"{things} in columns")
    evidence = f"{things} in texts of {long.question!r}"
    return Guess(key="layout", value="long", sure=CERTAIN, evidence=evidence)


def _long_guesses(
    asked: Asked, long: LongColumns | None, texts: Sequence[str], date: str | None
) -> list[Guess]:
    if long is None:
        return []
    return [assessment_guess(asked.opened.table, long, texts, asked.person_column, date), *long.guesses]


def _pivoted(asked: Asked, long: LongColumns, assessment: Guess, texts: Sequence[str]) -> pl.DataFrame | None:
    """Make a row a form of the first rows of a long table."""
    if isinstance(assessment.value, str):
        columns = [assessment.value]
    elif isinstance(assessment.value, tuple):
        columns = [*assessment.value, *([asked.person_column] if asked.person_column else [])]
    else:
        return None
    rows = asked.opened.table.sample.filter(exact(long.question).is_in(list(texts)))
    if not rows.height:
        return None
    answers = rows.select(
        pl.struct(exact(str(name)).alias(f"key {place}") for place, name in enumerate(columns)).alias("form"),
        exact(long.question).alias("question"),
        exact(long.answer).alias("answer"),
    )
    wide = answers.pivot(on="question", index="form", values="answer", aggregate_function="first")
    absent = [text for text in texts if text not in wide.columns]
    return wide.with_columns(pl.lit(None, pl.String).alias(text) for text in absent)


def _codes(found: Mapping[str, Guess]) -> dict[str, int]:
    value = found["codes"].value if "codes" in found else {}
    return (
        {label: code for label, code in value.items() if isinstance(code, int)}
        if isinstance(value, dict)
        else {}
    )


def _missing(found: Mapping[str, Guess]) -> tuple[str, ...]:
    value = found["missing"].value if "missing" in found else ()
    return value if isinstance(value, tuple) else ()


def _answers(match: Match, sheets: Sheets | None) -> Guess:
    told = evidence_of(match.instrument, sheets) if sheets else "labels without codes tell nothing"
    return Guess(
        key="answers",
        value=None,
        sure=OPEN,
        evidence=f"never guessed; {told}",
        fill=('answers = "as-circled" or "scored"',),
    )


def _directions(match: Match) -> list[Guess]:
    either = [item for item in match.instrument.items if item.negative is None and item.id in match.items]
    if not either:
        return []
    return [
        Guess(
            key="directions",
            value={},
            sure=OPEN,
            evidence="never guessed: systems code these items either way",
            fill=tuple(f'{_key(item.id)} = "higher-is-better" or "higher-is-worse"' for item in either),
        )
    ]
