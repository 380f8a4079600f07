"""The command line, one file a command."""

from livingwell_core.cli.main import CONTEXT_SETTINGS, main, plugins_of

__all__ = ["CONTEXT_SETTINGS", "main", "plugins_of"]
