"""The line on stderr: late, for people only, and gone at the end."""

from __future__ import annotations

import io
import os
import pty
import sys
import threading
import time

import pytest

from livingwell_core.cli import progress as module
from livingwell_core.cli.progress import Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def fast(monkeypatch):
    monkeypatch.setattr(module, "_AFTER_S", 0.05)
    monkeypatch.setattr(module, "_EVERY_S", 0.02)


@pytest.fixture
def on_terminal(monkeypatch):
    """To be called in the test itself: pytest sets sys.stderr anew after the fixtures."""

    def on_terminal():
        monkeypatch.setattr(sys, "stderr", Terminal())
        return sys.stderr

    return on_terminal


def wait_for(stream, text):
    end = time.monotonic() + 5
    while text not in stream.getvalue() and time.monotonic() < end:
        time.sleep(0.005)
    assert text in stream.getvalue()


def test_limits():
    """Two seconds of silence, then twice a second, as the page on the command line says."""
    assert (module._AFTER_S, module._EVERY_S) == (2.0, 0.5)


def test_nobody_watches(monkeypatch, fast):
    """Where stderr is no terminal there is no line and no thread."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    before = threading.active_count()

    with Progress("reading"):
        assert threading.active_count() == before
        time.sleep(0.15)

    assert stream.getvalue() == ""


def test_short_work(on_terminal):
    """Work that is done in time leaves nothing behind."""
    terminal = on_terminal()
    with Progress("reading") as progress:
        progress.step("read a.csv", 3)

    assert terminal.getvalue() == ""


def test_long_work(on_terminal, fast):
    """What is done, of how much, and how long it took; then the line is wiped."""
    terminal = on_terminal()
    with Progress("reading 3 files") as progress:
        wait_for(terminal, "\rreading 3 files (0 s)")
        progress.step("read a.csv", 3)
        wait_for(terminal, "\rread a.csv (1 of 3, 0 s)")
        progress.step("x", 3)
        wait_for(terminal, "\rx (2 of 3, 0 s)")

    text = terminal.getvalue()
    assert text.endswith("\r")
    shown, _, wiped = text.removesuffix("\r").rpartition("\r")
    assert wiped.strip() == ""
    assert len(wiped) == max(len(part.rstrip()) for part in shown.split("\r"))
    assert "\n" not in text


def test_a_shorter_line_covers_a_longer_one(on_terminal, fast):
    """Nothing of a longer line is left standing."""
    terminal = on_terminal()
    with Progress("a long description of it") as progress:
        wait_for(terminal, "a long description of it")
        progress.step("b", 2)
        wait_for(terminal, "\rb (1 of 2, 0 s)")

    longest = max(map(len, terminal.getvalue().split("\r")))
    after = terminal.getvalue().partition("\rb (")[2].split("\r")[0]
    assert len("b (" + after) == longest


def test_error(on_terminal, fast):
    """The line is wiped when work fails, and the error goes on."""
    terminal = on_terminal()

    def work():
        with Progress("reading"):
            wait_for(terminal, "reading (")
            raise ValueError("boom")  # noqa: EM101

    with pytest.raises(ValueError, match="boom"):
        work()

    assert terminal.getvalue().endswith(" \r")


def test_steps_from_threads(fast):
    """Steps from many threads are all counted."""
    with Progress("x") as progress:
        threads = [
            threading.Thread(target=lambda: [progress.step("y", 4000) for _ in range(500)]) for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert progress._done == 4000


def test_a_real_terminal(fast):
    """Through a pseudo-terminal: seen while it runs, gone afterwards."""
    reader, writer = pty.openpty()
    old = sys.stderr
    try:
        sys.stderr = os.fdopen(writer, "w")
        with Progress("reading"):
            time.sleep(0.3)  # the terminal holds what is written until it is read
        text = os.read(reader, 1000).decode()
        while not text.endswith(" \r"):
            text += os.read(reader, 1000).decode()
        sys.stderr.close()
    finally:
        sys.stderr = old
        os.close(reader)

    assert text.startswith("\rreading (0 s)")
    assert text.rstrip("\r").endswith(" ")
