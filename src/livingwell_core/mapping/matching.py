"""
Which questionnaires a table holds, and where each of their items stands.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

import attrs

from livingwell_core.mapping.answers import Fit, fit_of
from livingwell_core.mapping.guess import CERTAIN, GUESS, LIKELY, OPEN, Confidence
from livingwell_core.mapping.names import CODE, IN_FRONT, NAMED, NUMBER, SERIES, WORDS, Meant, Names
from livingwell_core.mapping.totals import GivenScores, totals_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from livingwell_core.instruments import Instrument
    from livingwell_core.mapping.places import Place

__all__ = ["Match", "best_matches", "match_of"]

_ENOUGH_AGREE: Final = 0.9
_NEARLY_ALL: Final = 0.95
_FEWEST: Final = 2
_MANY: Final = 5


@attrs.frozen(kw_only=True)
class Match:
    """
    One instrument, and where its items were found.

    Attributes
    ----------
    instrument : Instrument
    items : mapping of item id to Place
        In the order of the instrument.
    how : mapping of item id to int
        How each was found: a rank of `names`.
    fit : Fit
        How the cells agree with the items.
    named : int
        Whether the table's names, or its file's, name the instrument: 2 in full, 1 by its family, 0 not.
    excess : int
        Places of the same series of numbers that are no items.
    rivals : tuple of str
        Ids of instruments that fit about as well.
    tied : bool
        Whether one of them fits quite as well, so that only a person can say.
    totals : GivenScores or None
        Scores of the instrument that stand beside its items.
    """

    instrument: Instrument
    items: Mapping[str, Place]
    how: Mapping[str, int]
    fit: Fit
    named: int
    excess: int
    rivals: tuple[str, ...] = ()
    tied: bool = False
    totals: GivenScores | None = None

    @property
    def by_code(self) -> bool:
        """Whether codes of a terminology say which item is which."""
        return CODE in self.how.values()

    @property
    def scorable(self) -> bool:
        """Whether a score can be computed from these items alone; a profile without any is refused."""
        return any(
            sum(item not in self.items for item in score.items) <= score.rule.missing.max_missing
            for score in self.instrument.scores
        )

    @property
    def lacking(self) -> int:
        """How many items were not found."""
        return len(self.instrument.items) - len(self.items)

    @property
    def rank(self) -> tuple[int, ...]:
        """What is compared between instruments, the most telling first."""
        return (
            self.by_code,
            self.named,
            self.scorable,
            -self.excess,
            len(self.items),
            sum(how >= NUMBER for how in self.how.values()),
            self.fit.exact,
            -self.lacking,
        )

    @property
    def sure(self) -> Confidence:
        """How sure it is that this is the instrument."""
        if self.tied:
            return OPEN
        if self.rivals:
            return GUESS
        agree = self.fit.agrees(_NEARLY_ALL)
        if (self.by_code or self.named == 2) and agree:
            return CERTAIN
        whole = self.fit.tells and not self.excess and self.scorable
        return LIKELY if agree and (self.named or whole) else GUESS

    @property
    def places(self) -> str:
        """How the items were found, and which were not."""
        by = "by their codes" if self.by_code else _BY[max(self.how.values())]
        absent = [item.id for item in self.instrument.items if item.id not in self.items]
        listed = ", ".join(absent[:10]) + (f" and {len(absent) - 10} more" if len(absent) > 10 else "")
        return f"found {by}" + (f"; not found: {listed}" if absent else "")

    @property
    def evidence(self) -> str:
        """What speaks for it, in numbers."""
        words = [f"{len(self.items)} of {len(self.instrument.items)} items"]
        if self.named:
            words.append(
                "its name stands in the export" if self.named == 2 else "the family's name stands there"
            )
        if self.fit.tells:
            words.append(
                f"{self.fit.agree:,} of {self.fit.judged:,} answers are codes or labels of its items"
            )
        if self.rivals:
            words.append(f"as well could be {' or '.join(self.rivals)}")
        return "; ".join(words)


_BY: Final = {
    NAMED: "by its name and theirs",
    WORDS: "by their own names",
    NUMBER: "by their numbers",
    2: "by the words at the end",
    SERIES: "by a series of numbers",
}


class _Found(NamedTuple):
    meant: Meant
    place: Place


def match_of(names: Names, places: Iterable[Place], context: Sequence[str]) -> Match | None:
    """
    Look for the items of one instrument.

    Parameters
    ----------
    names : Names
    places : iterable of Place
    context : sequence of str
        Texts that may name the instrument: the file, the sheet, titles, names of questionnaires.

    Returns
    -------
    Match or None
        None if fewer than two items were found, or their values are other ones than the items can have.
    """
    found = [_Found(meant, place) for place in places if (meant := names.meant(place.name))]
    series = _series(found)
    best: dict[str, _Found] = {}
    for one in found:
        how = one.meant.how
        if not how or (how in {NUMBER, SERIES} and one.meant.family != series):
            continue
        before = best.get(one.meant.item)
        if before is None or _prefer(one) > _prefer(before):
            best[one.meant.item] = one
    items = {item.id: best[item.id] for item in names.instrument.items if item.id in best}
    if not items:
        return None
    fit = Fit()
    for item in names.instrument.items:
        if item.id in items:
            fit += fit_of(items[item.id].place, item)
    numbered = [one for one in items.values() if one.meant.how in {NUMBER, SERIES}]
    excess = sum(not one.meant.how and one.meant.family == series for one in found) if numbered else 0
    in_names = max((1 + one.meant.strong for one in items.values() if one.meant.how == NAMED), default=0)
    match = Match(
        instrument=names.instrument,
        items={item: one.place for item, one in items.items()},
        how={item: one.meant.how for item, one in items.items()},
        fit=fit,
        named=max(in_names, names.named_by_any(context)),
        excess=excess,
    )
    return match if _will_do(match) else None


def _series(found: Iterable[_Found]) -> str:
    """Of the series of numbered places choose the longest; a better kind of name goes first."""
    sizes: dict[tuple[int, str], int] = {}
    for one in found:
        if one.meant.how in {NUMBER, SERIES}:
            key = (one.meant.how, one.meant.family)
            sizes[key] = sizes.get(key, 0) + 1

    def rank(key: tuple[int, str]) -> tuple[bool, int, bool, int, str]:
        # A number that stands alone goes before one with words behind it: "q1" before "q1 (label)".
        return sizes[key] > 1, key[0], not key[1].endswith(IN_FRONT), sizes[key], key[1]

    return max(sizes, key=rank)[1] if sizes else ""


def _prefer(one: _Found) -> tuple[int, int, int, str]:
    """Of two places of one item take the better named, then the fuller one, then the one with fewer words."""
    words = len(re.findall(r"\w+", one.place.name))
    return one.meant.how, one.place.cells, -words, one.place.name.casefold()


def _will_do(match: Match) -> bool:
    fit = match.fit
    if not fit.agrees(_ENOUGH_AGREE):
        return False
    ranks = sorted(match.how.values(), reverse=True)
    if match.by_code or (ranks[0] == NAMED and match.scorable):
        return True
    if len(ranks) < _FEWEST:
        return False
    if ranks[0] <= SERIES:
        # Any series of columns ends in numbers: only a whole and exact one is taken for a questionnaire.
        return match.scorable and fit.exact and not match.excess
    # Words such as "family" stand in many tables: answers or a name have to speak for them.
    whole = match.scorable and not match.excess and len(ranks) >= _MANY
    return bool(fit.tells or match.named or whole)


def best_matches(known: Sequence[Names], places: Mapping[str, Place], context: Sequence[str]) -> list[Match]:
    """
    Find questionnaires one after the other, each among what the ones before left over.

    Parameters
    ----------
    known : sequence of Names
    places : mapping of str to Place
    context : sequence of str
        As for `match_of`.
    """
    left = dict(places)
    matches: list[Match] = []
    while left:
        taken = {match.instrument.id for match in matches}
        found = [
            match
            for names in known
            if names.instrument.id not in taken and (match := match_of(names, left.values(), context))
        ]
        if matches:
            # What is left over is another questionnaire only if its name or all of its items say so.
            found = [
                match for match in found if match.by_code or NAMED in match.how.values() or _whole(match)
            ]
        if not found:
            break
        best = max(found, key=lambda match: (match.rank, match.instrument.id))
        rivals = _rivals(best, found)
        for place in best.items.values():
            left.pop(place.name, None)
        totals = totals_of(next(one for one in known if one.instrument is best.instrument), left)
        for place in totals.scores.values() if totals else ():
            left.pop(place.name, None)
        matches.append(
            attrs.evolve(
                best,
                rivals=tuple(sorted(match.instrument.id for match in rivals)),
                tied=any(match.rank == best.rank for match in rivals),
                totals=totals,
            )
        )
    return matches


def _whole(match: Match) -> bool:
    return match.scorable and not match.excess and len(match.items) > _FEWEST


def _rivals(best: Match, found: Collection[Match]) -> list[Match]:
    """Give those that nothing but the spread of answers, or the items not asked, speaks against."""
    return [match for match in found if match is not best and match.rank[:5] == best.rank[:5]]
