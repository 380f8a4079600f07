"""
A file with the answers to one questionnaire, or with its scores: where they are, and how they are coded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs

from livingwell_core.profiles.checks import date_format, one_of, time_zone
from livingwell_core.profiles.file_table import FileTable

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["AnswerTable"]

_LONG_ONLY = ("assessment", "question", "answer")
_OF_ITEMS = ("answers", "codes", "directions", "totals")


@attrs.frozen(kw_only=True)
class AnswerTable(FileTable):
    """
    Where the answers to one questionnaire are, and how they are coded.

    Attributes
    ----------
    instrument : str
        Id of the instrument.
    layout : {"wide", "long"}
        A row an assessment, or a row an answer.
    answers : {"as-circled", "scored"} or None
        Whether negatively worded items are as the person answered them, or already reversed.
        There is no default: guessing turns gains into losses. Left out only where the file holds scores.
    date : str
        Column. In a wide table each row is an assessment; in a long one see `assessment`.
    date_format : str
        As strptime writes it: ``%d/%m/%Y``; or ``excel-serial`` for Excel's own day numbers.
    time_zone : str or None
        Where the day is to be taken, of moments with an offset (``%z``): ``Europe/London``. If left out, it
        is the day on the clock that the moment was written by.
    items : mapping of item id to str
        In a wide table the item's column, in a long one the text in the column `question`.
    scores : mapping of score id to str
        In place of `items`, where the file holds scores and no answers: in a wide table the score's column,
        in a long one the text in the column `question`.
    assessment : str, tuple of str or None
        Of a long table: what makes answers one assessment. A list of columns does so with the person.
    question, answer : str or None
        Columns of a long table: which item, what was answered.
    codes : mapping of str to int
        Labels and the codes that they stand for; empty where the export holds numbers.
    missing : tuple of str
        What stands for "no answer", besides a blank cell.
    directions : mapping of item id to {"higher-is-better", "higher-is-worse"}
        For items whose coding differs between systems.
    totals : mapping of score id to str
        Scores that the source system gave: in a wide table the column, in a long one the text in the column
        `question`. They are compared with ours and never used.
    """

    instrument: str
    layout: Literal["wide", "long"] = attrs.field(validator=one_of("wide", "long"))
    answers: Literal["as-circled", "scored"] | None = attrs.field(
        default=None, validator=attrs.validators.optional(one_of("as-circled", "scored"))
    )
    date: str
    date_format: str = attrs.field(validator=date_format)
    time_zone: str | None = attrs.field(default=None, validator=attrs.validators.optional(time_zone))
    items: dict[str, str] = attrs.field(factory=dict)
    scores: dict[str, str] = attrs.field(factory=dict)
    assessment: str | tuple[str, ...] | None = None
    question: str | None = None
    answer: str | None = None
    codes: dict[str, int] = attrs.field(factory=dict)
    missing: tuple[str, ...] = ()
    directions: dict[str, Literal["higher-is-better", "higher-is-worse"]] = attrs.field(factory=dict)
    totals: dict[str, str] = attrs.field(factory=dict)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if not self.items and not self.scores:
            raise KeyError("items")  # noqa: EM101 - read from a file: this key is missing
        if self.items and self.answers is None:
            raise KeyError("answers")  # noqa: EM101 - likewise
        faults = [*self._of_layout(), *self._of_items(), *self._of_places(), *self._of_codes()]
        if faults:
            raise ValueError(faults[0])

    @property
    def assessment_columns(self) -> tuple[str, ...]:
        """Columns that say which answers are one assessment; empty in a wide table."""
        if self.assessment is None:
            return ()
        return (self.assessment,) if isinstance(self.assessment, str) else self.assessment

    @property
    def rows_are(self) -> str:
        """What the ledger calls the rows of the file, such as ``"reqol10 answers"``."""
        word = "assessments" if self.layout == "wide" else "answers" if self.items else "scores"
        return f"{self.instrument} {word}"

    @property
    def held(self) -> dict[str, str]:
        """Places of items or of scores, whichever the file holds."""
        return self.items or self.scores

    def _of_layout(self) -> Iterator[str]:
        given = [name for name in _LONG_ONLY if getattr(self, name) is not None]
        if self.layout == "long" and len(given) < len(_LONG_ONLY):
            absent = [name for name in _LONG_ONLY if name not in given]
            yield f"a long table to name its columns {', '.join(absent)}"
        if self.layout == "wide" and given:
            yield f"a wide table without {', '.join(given)}"
        if self.assessment == ():
            yield "'assessment' to name at least one column"
        if self.time_zone and "%z" not in self.date_format:
            yield f"'time_zone' only where 'date_format' has %z, got {self.date_format!r}"

    def _of_items(self) -> Iterator[str]:
        if self.items and self.scores:
            yield "either 'items' or 'scores', not both"
        elif self.scores and (given := [name for name in _OF_ITEMS if getattr(self, name)]):
            yield f"a file with 'scores' without {', '.join(given)}"

    def _of_places(self) -> Iterator[str]:
        word = "item" if self.items else "score"
        places = list(self.held.values())
        twice = sorted({place for place in places if places.count(place) > 1})
        if twice:
            yield f"'{word}s' to name each place once, got {', '.join(map(repr, twice))} for two {word}s"
        # A cell that is no answer is shown, and this one would name a person.
        own = {"date": self.date, "question": self.question, "answer": self.answer}
        same = [name for name, column in own.items() if column == self.person]
        if self.layout == "wide":
            same += [f"{word}s.{name}" for name, column in self.held.items() if column == self.person]
        if same:
            yield f"{' and '.join(same)} to name another column than 'person', got {self.person!r}"
        taken = {*places, *((self.person, self.date) if self.layout == "wide" else ())}
        totals = list(self.totals.values())
        shared = sorted({place for place in totals if place in taken or totals.count(place) > 1})
        if shared:
            yield f"'totals' to name places of their own, got {', '.join(map(repr, shared))}"

    def _of_codes(self) -> Iterator[str]:
        seen: dict[str, str] = {}
        for label in self.codes:
            other = seen.setdefault(" ".join(label.split()).casefold(), label)
            if self.codes[other] != self.codes[label]:
                yield f"labels that differ by more than case, got {other!r} and {label!r} for two codes"
