"""
Time `livingwell --help` against importing click, alternating, in fresh processes.

    python help_time.py

What a person waits for who only wants to know how the command is called.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import sysconfig
import time
from pathlib import Path
from typing import Final

RUNS: Final = 20
SCRIPT: Final = Path(sysconfig.get_path("scripts")) / "livingwell"
COMMANDS: Final[dict[str, list[str]]] = {
    "livingwell --help": [sys.executable, str(SCRIPT), "--help"],
    "import click": [sys.executable, "-c", "import click"],
    "bare interpreter": [sys.executable, "-c", "pass"],
}


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    for command in COMMANDS.values():
        seconds(command)  # the first run reads the files from disk
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(RUNS):
        for name, command in COMMANDS.items():
            taken[name].append(seconds(command))
    for name, all_of_it in taken.items():
        median, least = 1000 * statistics.median(all_of_it), 1000 * min(all_of_it)
        print(f"{name}: median {median:.0f} ms, least {least:.0f} ms")
    pairs = zip(taken["livingwell --help"], taken["import click"], strict=True)
    print(f"ratio to import click: median {statistics.median(ours / click for ours, click in pairs):.2f}")


if __name__ == "__main__":
    main()
