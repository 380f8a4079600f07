"""
Commands that are imported when they are used, so that help costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import NamedTuple

import click

__all__ = ["LazyCommand"]


class LazyCommand(NamedTuple):
    """
    A command by name.

    Attributes
    ----------
    id : str
        What is typed: "evaluate".
    target : str
        Where the click command is: "package.module:attribute".
    short_help : str
        The line in the list of commands; the command's own help begins with the same sentence.
    """

    id: str
    target: str
    short_help: str

    def load(self) -> click.Command:
        """Import the command."""
        module, _, attribute = self.target.partition(":")
        command = getattr(importlib.import_module(module), attribute)
        if not isinstance(command, click.Command):
            msg = f"{self.target} is no click command"
            raise TypeError(msg)
        return command
