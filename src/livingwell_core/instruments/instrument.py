"""
An instrument: a questionnaire's items and scores, as data with a source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs
import numpy as np

from livingwell_core.instruments.blocks import blocks
from livingwell_core.instruments.external_codes import external_codes, right_codes
from livingwell_core.instruments.score import Score
from livingwell_core.instruments.score_definitions import called, misfits
from livingwell_core.instruments.utility import UTILITY, Utility
from livingwell_core.marks import MISSING_ANSWER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from importlib.resources.abc import Traversable

    from numpy.typing import NDArray

    from livingwell_core.instruments.scale import Scale
    from livingwell_core.instruments.value_sets import ValueSet

__all__ = ["Direction", "Instrument", "Item", "items"]

#: How an export codes an item whose coding differs between systems.
Direction = Literal["higher-is-better", "higher-is-worse"]


def _own_labels(labels: Mapping[str, int]) -> dict[str, int]:
    return dict(labels)


@attrs.frozen(kw_only=True)
class Item:
    """
    One item of a questionnaire, without its wording.

    Attributes
    ----------
    id : str
        ``"1"``, or a name: ``"physical_health"``.
    label : str
        A short label of our own. Never the questionnaire's wording.
    lowest, highest : int
        The range of the answer codes, -100 to 100.
    negative : bool or None
        True where the item as circled runs against the score, and has to be reversed.
        None where systems differ: then a profile has to state the direction.
    labels : mapping of str to int
        Answers in words and their codes, where the licence lets us name them; a profile's own come first.
    missing_codes : tuple of int
        Codes that systems write for "no answer", outside the range; each one read is counted.
    external_codes : mapping of str to tuple of str
        What code systems call the item: ``{"SNOMED CT": ("1037651000000100",)}``.
    """

    id: str
    label: str
    lowest: int = attrs.field(validator=attrs.validators.ge(-100))
    highest: int = attrs.field(validator=attrs.validators.le(100))
    negative: bool | None = False
    labels: Mapping[str, int] = attrs.field(factory=dict, converter=_own_labels)
    missing_codes: tuple[int, ...] = ()
    external_codes: Mapping[str, tuple[str, ...]] = attrs.field(
        factory=dict, converter=external_codes, validator=right_codes
    )

    def __attrs_post_init__(self) -> None:
        if self.lowest >= self.highest:
            msg = f"item {self.id!r}: 'lowest' must be below 'highest', got {self.lowest} and {self.highest}"
            raise ValueError(msg)
        outside = [f"{label!r} = {code}" for label, code in self.labels.items() if code not in self.codes]
        if outside:
            msg = (
                f"item {self.id!r}: 'labels' must stand for {self.lowest} to {self.highest}, "
                f"got {', '.join(outside)}"
            )
            raise ValueError(msg)
        unread = [code for code in self.missing_codes if not -100 <= code <= 100]
        if unread:
            msg = f"item {self.id!r}: 'missing_codes' must be from -100 to 100, got {unread}"
            raise ValueError(msg)
        inside = [code for code in self.missing_codes if code in self.codes]
        if inside:
            msg = (
                f"item {self.id!r}: 'missing_codes' must lie outside {self.lowest} to {self.highest}, "
                f"got {', '.join(map(str, inside))}"
            )
            raise ValueError(msg)

    @property
    def codes(self) -> range:
        """Every code of an answer."""
        return range(self.lowest, self.highest + 1)


def items(count: int, *, lowest: int, highest: int, negative: Sequence[int] = ()) -> tuple[Item, ...]:
    """
    Make items 1 to `count` with one range.

    Parameters
    ----------
    count : int
    lowest, highest : int
        Range of the answer codes.
    negative : sequence of int
        Numbers of the negatively worded ones.

    Raises
    ------
    ValueError
        If a number in `negative` is no item's.
    """
    wrong = sorted(number for number in negative if not 1 <= number <= count)
    if wrong:
        msg = f"'negative' must name items from 1 to {count}, got {wrong}"
        raise ValueError(msg)
    return tuple(
        Item(
            id=str(number),
            label=f"item {number}",
            lowest=lowest,
            highest=highest,
            negative=number in negative,
        )
        for number in range(1, count + 1)
    )


@attrs.frozen(kw_only=True)
class Instrument:
    """
    A questionnaire.

    Attributes
    ----------
    id : str
        Never reused: ``"reqol10"``.
    title : str
        What people call it.
    items : tuple of Item
    scores : tuple of Score
    primary : tuple of str
        Ids of scores; the ledger counts an assessment as used when one of them can be computed. Empty for the
        first score alone; see `counted_by`.
    utility : Utility or None
        Declared where a value set can turn the answers into a utility. With a value set of its own the score
        `utility` is there from the start, else `valued` adds it.
    cases : Traversable or None
        A TOML file of answers and the scores that they have to give, each with its source; run by
        livingwell_core.testing.
    licence : str
        Who may use it, and what of it is not in this package.
    source : str
        Citation.
    status : str
        What is known and what is not verified, for the listing.

    Raises
    ------
    ValueError
        If a score names an item that is not there, or states another range than its rule gives.
    """

    id: str
    title: str
    items: tuple[Item, ...]
    scores: tuple[Score, ...] = attrs.field(validator=attrs.validators.min_len(1))
    licence: str = attrs.field(validator=attrs.validators.min_len(1))
    source: str = attrs.field(validator=attrs.validators.min_len(1))
    status: str = ""
    primary: tuple[str, ...] = ()
    utility: Utility | None = None
    cases: Traversable | None = attrs.field(default=None, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if self.utility and self.utility.value_set and all(score.id != UTILITY for score in self.scores):
            scores = (*self.scores, self._utility(self.utility, self.utility.value_set))
            object.__setattr__(self, "scores", scores)  # frozen, and not yet handed to anyone
        known = {item.id for item in self.items}
        if len(known) < len(self.items):
            msg = f"instrument {self.id!r}: two items have one id"
            raise ValueError(msg)
        if len({score.id for score in self.scores}) < len(self.scores):
            msg = f"instrument {self.id!r}: two scores have one id"
            raise ValueError(msg)
        nowhere = [name for name in self.primary if name not in {score.id for score in self.scores}]
        if nowhere:
            msg = f"instrument {self.id!r}: 'primary' names unknown scores {nowhere}"
            raise ValueError(msg)
        for score in self.scores:
            unknown = [item for item in score.items if item not in known]
            if unknown:
                msg = f"instrument {self.id!r}: score {score.id!r} uses unknown items {unknown}"
                raise ValueError(msg)
            _check_thresholds(self.id, score)
            if len(set(score.items)) < len(score.items):
                msg = f"instrument {self.id!r}: score {score.id!r} uses an item twice"
                raise ValueError(msg)
            scale = self.scale(score)
            if (scale.lowest, scale.highest) != (score.lowest, score.highest):
                msg = (
                    f"instrument {self.id!r}: score {score.id!r} states {score.lowest} to {score.highest}, "
                    f"its rule gives {scale.lowest} to {scale.highest}"
                )
                raise ValueError(msg)

    @property
    def counted_by(self) -> tuple[str, ...]:
        """Ids of the scores one of which makes an assessment count as used."""
        return self.primary or (self.scores[0].id,)

    def item(self, item_id: str) -> Item:
        """Give the item with this id."""
        return next(item for item in self.items if item.id == item_id)

    def score_named(self, score_id: str) -> Score:
        """Give the score with this id."""
        try:
            return next(score for score in self.scores if score.id == score_id)
        except StopIteration:
            known = ", ".join(score.id for score in self.scores)
            msg = f"instrument {self.id!r} has no score {score_id!r}; it has {known}"
            raise KeyError(msg) from None

    def valued(self, value_set: ValueSet) -> Instrument:
        """
        Give the instrument with the score `utility` by a value set, in place of any that it had.

        Parameters
        ----------
        value_set : ValueSet

        Raises
        ------
        ValueError
            If the instrument has no utility, or the value set is not of its items and their codes.
        """
        if self.utility is None:
            msg = f"instrument {self.id!r}: has no utility, so that no value set can be used"
            raise ValueError(msg)
        score = self._utility(self.utility, value_set)
        if all(other.id != UTILITY for other in self.scores):
            return attrs.evolve(self, scores=(*self.scores, score))
        return attrs.evolve(
            self, scores=tuple(score if other.id == UTILITY else other for other in self.scores)
        )

    def _utility(self, utility: Utility, value_set: ValueSet) -> Score:
        return utility.score(value_set, self.id, {item.id: item.codes for item in self.items})

    def scale(self, score: Score) -> Scale:
        """Give the exact scale of a score of this instrument."""
        return score.rule.scale([(self.item(i).lowest, self.item(i).highest) for i in score.items])

    def flips(
        self, answers: Literal["as-circled", "scored"], directions: Mapping[str, Direction]
    ) -> NDArray[np.bool_]:
        """
        Say which items have to be reversed for one export.

        Parameters
        ----------
        answers : {"as-circled", "scored"}
            Whether the export holds answers as the person gave them, or already reversed.
        directions : mapping of item id to Direction
            For items whose coding differs between systems.

        Returns
        -------
        array of bool, shape (number of items,)

        Raises
        ------
        ValueError
            If `answers` is neither: a slip here turns gains into losses.
        """
        if answers not in {"as-circled", "scored"}:
            msg = f"'answers' must be 'as-circled' or 'scored', got {answers!r}"
            raise ValueError(msg)
        return np.array(
            [
                directions.get(item.id) == "higher-is-worse"
                if item.negative is None
                else (item.negative and answers == "as-circled")
                for item in self.items
            ],
            dtype=np.bool_,
        )

    def orient(self, answers: NDArray[np.int8], flips: NDArray[np.bool_]) -> NDArray[np.int8]:
        """
        Reverse the marked items, so that every item runs the way the scores run.

        Parameters
        ----------
        answers : array of int8, shape (n, number of items)
            Not changed.
        flips : array of bool, shape (number of items,)

        Returns
        -------
        array of int8, shape (n, number of items)
            In column order; `MISSING_ANSWER` stays.
        """
        oriented = np.empty(answers.shape, dtype=np.int8, order="F")
        for index, item in enumerate(self.items):
            if not flips[index]:
                oriented[:, index] = answers[:, index]
                continue
            # Both ends may add up to more than an int8 holds. It wraps, and comes back with the subtraction.
            ends = np.array(item.lowest + item.highest).astype(np.int8)
            for block in blocks(len(answers)):
                column, turned = answers[block, index], oriented[block, index]
                np.subtract(ends, column, out=turned)
                np.copyto(turned, np.int8(MISSING_ANSWER), where=column == MISSING_ANSWER)
        return oriented

    def compute(self, score: Score, oriented: NDArray[np.int8]) -> NDArray[np.int32]:
        """
        Compute one score from oriented answers.

        Parameters
        ----------
        score : Score
            One of this instrument's, or the same with another rule.
        oriented : array of int8, shape (n, number of items)

        Returns
        -------
        array of int32, shape (n,)
            In steps of ``scale(score)``.
        """
        order = {item.id: index for index, item in enumerate(self.items)}
        columns = [order[item] for item in score.items]
        if columns == list(range(columns[0], columns[0] + len(columns))):
            return score.rule.score(oriented[:, columns[0] : columns[0] + len(columns)])
        scores = np.empty(len(oriented), dtype=np.int32)
        for block in blocks(len(oriented)):
            # A row's score depends on that row alone, so no copy of all the columns is needed.
            scores[block] = score.rule.score(np.asfortranarray(oriented[block][:, columns]))
        return scores


def _check_thresholds(instrument: str, score: Score) -> None:
    for definition in score.definitions:
        for misfit in misfits(definition, score.lowest, score.highest):
            msg = (
                f"instrument {instrument!r}: {misfit.key!r} of the {called(definition)} {definition.id!r} of "
                f"{score.id!r}: {misfit.reason}, got {misfit.value}, expected {misfit.expected}"
            )
            raise ValueError(msg)
