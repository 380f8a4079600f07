"""
The list of what is wrong with one value set, as problems with file, key and hint.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, NoReturn

from livingwell_core.errors import InputError, Problem, did_you_mean, visible
from livingwell_core.instruments.scale import exact_number

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

__all__ = ["MOST_CODE", "MOST_UTILITY", "Faults"]

#: Answers are kept in signed bytes, with room for marks.
MOST_CODE = 100
#: No utility, nor a part of one, is this far from zero: what is, is a slip of the decimal point.
MOST_UTILITY = 100


class Faults:
    """
    What is wrong with one file, gathered so that all of it is said at once.

    Attributes
    ----------
    file : str
        The file as messages name it.
    problems : list of Problem
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def add(
        self,
        key: str,
        reason: str,
        *,
        value: object = None,
        expected: str | None = None,
        row: int | None = None,
    ) -> None:
        """Note one."""
        self.problems.append(
            Problem(
                file=self.file,
                column=key or None,
                reason=reason,
                row=row,
                value=None if value is None else str(value),
                expected=expected,
            )
        )

    def one_line(self, key: str, text: str) -> None:
        """Note a text with what no page or terminal should be given: line breaks and control characters."""
        if visible(text) != text:
            self.add(key, "has a line break or a control character", value=text, expected="one line of text")

    def steps(self, key: str, value: float, decimals: int) -> int:
        """Give a number as steps of the last decimal; 0 and a fault where it is no such number."""
        exact = self.exact(key, value)
        steps = exact * 10**decimals
        if steps.denominator != 1:
            self.add(key, "has more decimals than stated", value=value, expected=f"at most {decimals}")
            return 0
        return int(steps)

    def exact(self, key: str, value: float) -> int | Fraction:
        """Give a number as it is written; 0 and a fault where it is none."""
        exact: int | Fraction = MOST_UTILITY
        with contextlib.suppress(ValueError):  # not finite: refused like what is too far from zero
            exact = exact_number(value)
        if not -MOST_UTILITY < exact < MOST_UTILITY:
            expected = f"a number between -{MOST_UTILITY} and {MOST_UTILITY}"
            self.add(key, "wrong value", value=value, expected=expected)
            return 0
        return exact

    def known(self, key: str, names: Iterable[str], known: Iterable[str], kind: str) -> bool:
        """Say whether all names are known, and note each that is not with what was probably meant."""
        wanted = list(known)
        unknown = [name for name in names if name not in wanted]
        for name in unknown:
            self.add(key, f"no such {kind}; {did_you_mean(name, wanted)}", value=name)
        return not unknown

    def fatal(self, key: str, reason: str, *, value: object = None, expected: str | None = None) -> NoReturn:
        """
        Note one with which nothing more can be looked at, and raise all.

        Raises
        ------
        InputError
        """
        self.add(key, reason, value=value, expected=expected)
        raise InputError(dict.fromkeys(self.problems))

    def stop(self, since: int = 0) -> None:
        """
        Raise all that was found, if anything was since a number of problems.

        Raises
        ------
        InputError
        """
        if len(self.problems) > since:
            raise InputError(dict.fromkeys(self.problems))
