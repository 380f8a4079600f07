"""
A line on stderr while something takes long; nothing when nobody watches.
"""

from __future__ import annotations

import sys
import threading
import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["Progress"]

_AFTER_S = 2.0
_EVERY_S = 0.5


class Progress:
    """
    Say every half second what was done, how much is left and how long it has taken.

    Silent for the first two seconds, and altogether where stderr is not a terminal. A timer of its own
    writes the line, so that one long step shows too. Use as a context manager; `step` may be called from
    any thread.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._done = 0
        self._of = 0
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._shown = 0

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            self._thread = threading.Thread(target=self._watch, daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            if self._shown:
                sys.stderr.write("\r" + " " * self._shown + "\r")
                sys.stderr.flush()

    def step(self, what: str, of: int) -> None:
        """Note that one of so many steps is done."""
        self._what, self._done, self._of = what, self._done + 1, of

    def _watch(self) -> None:
        start = time.monotonic()
        wait = _AFTER_S
        while not self._stop.wait(wait):
            wait = _EVERY_S
            seconds = time.monotonic() - start
            steps = f"{self._done} of {self._of}, " if self._of else ""
            line = f"{self._what} ({steps}{seconds:.0f} s)"
            sys.stderr.write("\r" + line.ljust(self._shown))
            sys.stderr.flush()
            self._shown = max(self._shown, len(line))
