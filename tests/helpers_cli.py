"""
The command line, run in this process or in one of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys

from click.testing import CliRunner
from helpers_files import make_plugins

from livingwell_core.cli.main import cli


def invoke(*args, plugins=None):
    return CliRunner().invoke(
        cli, list(map(str, args)), obj=plugins or make_plugins(), prog_name="livingwell"
    )


def no_traceback(result) -> bool:
    return result.exception is None or isinstance(result.exception, SystemExit)


def python(*args, code=None, **env):
    command = [
        sys.executable,
        *(["-c", code] if code else ["-m", "livingwell_core.cli.main"]),
        *map(str, args),
    ]
    return subprocess.run(
        command,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        env={**os.environ, **env},
    )
