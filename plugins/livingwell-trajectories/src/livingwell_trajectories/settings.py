"""
What an evaluation says of trajectories: the table ``[analyses.trajectories]``.
"""

from __future__ import annotations

import re
from typing import Any, Final, Literal, TypeAlias

import attrs

__all__ = ["LEAST", "Settings", "Time"]

#: How time enters the model: months as they are, or how often one month more than none has doubled.
Time: TypeAlias = Literal["linear", "log"]
#: Two points lie on a line whatever they are: nothing would tell change from error.
LEAST: Final = 3

_NAME: Final = re.compile(r"[^.\s]+\.[^.\s]+")


def _scores(_instance: object, _attribute: attrs.Attribute[Any], scores: tuple[str, ...] | None) -> None:
    if scores is None:
        return
    wrong = next((name for name in scores if not _NAME.fullmatch(name)), None)
    twice = next((name for place, name in enumerate(scores) if name in scores[:place]), None)
    if not scores:
        msg = "at least one score, or no 'scores' at all, got none"
    elif wrong is not None:
        msg = f'scores as "instrument.score", got {wrong!r}'
    elif twice is not None:
        msg = f"each score once, got {twice!r}"
    else:
        return
    raise ValueError(msg)


def _enough(_instance: object, _attribute: attrs.Attribute[int], at_least: int) -> None:
    if at_least < LEAST:
        msg = f"a whole number of {LEAST} or more, got {at_least}"
        raise ValueError(msg)


@attrs.frozen(kw_only=True)
class Settings:
    """
    Which scores, whose, and over what time.

    Attributes
    ----------
    scores : tuple of str or None
        ``"instrument.score"``; if left out, every score of interval measurement with a published reliable
        change or clinical range: what an instrument's authors mean to be followed over time.
    at_least : int
        Scores on so many days a person needs to be in the model, 3 or more.
    time : {"linear", "log"}
        What scores are a straight line over: months since the person's first score, or the binary logarithm
        of one month more than these, for change that slows down.
    """

    scores: tuple[str, ...] | None = attrs.field(default=None, validator=_scores)
    at_least: int = attrs.field(default=LEAST, validator=_enough)
    time: Time = "linear"
