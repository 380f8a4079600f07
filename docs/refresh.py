"""
Write the tool's own words into the pages: the answer to every ``$ livingwell`` of a console block.

A block with a caption is a file, or with "FILE, at its end" what is added to one; ``mv`` in a block of shell
moves files; a distribution that is there counts as installed.

Run it from anywhere after a change of the command line or of an example, and read what git then shows:

    python docs/refresh.py

tests/test_docs.py demands that it changes nothing.
"""  # noqa: INP001 - a script

from __future__ import annotations

import contextlib
import importlib
import re
import shlex
import shutil
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from click.testing import CliRunner, Result

from livingwell_core.cli.main import cli

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["DOCS", "PAGES", "answer", "blocks", "files", "install", "installed", "prepare", "refreshed"]

DOCS = Path(__file__).parent
#: Pages with answers of the tool.
PAGES = tuple(
    sorted(
        str(path.relative_to(DOCS))
        for path in DOCS.rglob("*.md")
        if "_build" not in path.parts and "\n$ livingwell" in path.read_text(encoding="utf-8")
    )
)

_BLOCK = re.compile(r"^(```+)(.*)\n((?:.*\n)*?)\1\n", re.MULTILINE)
_CAPTION = re.compile(r":caption: (\S+)\n")
_AT_ITS_END = re.compile(r":caption: (\S+), at its end\n")
_WIDTH = 90


def blocks(text: str) -> Iterator[tuple[str, str]]:
    """Give (language or directive, content) of each fenced block."""
    return ((match[2].strip(), match[3]) for match in _BLOCK.finditer(text))


def files(text: str) -> Iterator[tuple[str, str]]:
    """Give (name, content) of each block whose caption is the name of a file."""
    for _, content in blocks(text):
        caption = _CAPTION.match(content)
        if caption:
            yield caption[1], content[caption.end() :]


def prepare(text: str) -> None:
    """Write the files of a part of a page into the current folder, and move those that it moves."""
    for name, content in files(text):
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    for language, content in blocks(text):
        more = _AT_ITS_END.match(content)
        if more:
            with Path(more[1]).open("a", encoding="utf-8") as file:
                file.write(content[more.end() :])
        for line in content.splitlines() if language == "sh" else ():
            if line.startswith("mv "):
                *names, folder = shlex.split(line)[1:]
                for name in names:
                    shutil.move(name, Path(folder) / Path(name).name)


def refreshed(text: str) -> str:
    """Give a page with the answers that the tool gives now, to the files that the page has shown so far."""
    with tempfile.TemporaryDirectory() as place, contextlib.chdir(place), installed(Path(place)):

        def refreshed_block(match: re.Match[str]) -> str:
            prepare(match[0])
            command, _, shown = match[3].partition("\n")
            if match[2].strip() != "console" or not command.startswith("$ livingwell"):
                return match[0]
            result = answer(command, Path(place))
            # Where the page begins an answer with an ellipsis, it leaves the messages out.
            said = f"...\n{result.stdout}" if shown.startswith("...\n") else result.output
            return f"{match[1]}{match[2]}\n{command}\n{said.rstrip()}\n{match[1]}\n"

        return _BLOCK.sub(refreshed_block, text)


def answer(command: str, folder: Path) -> Result:
    """Run a line of a console block as it stands."""
    install(folder)
    result = CliRunner().invoke(cli, shlex.split(command)[2:], prog_name="livingwell", terminal_width=_WIDTH)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@contextlib.contextmanager
def installed(folder: Path) -> Iterator[None]:
    """Import from ``src`` and ``site`` of a folder, and forget it afterwards."""
    before = list(sys.path)
    sys.path[:0] = [str(folder / "src"), str(folder / "site")]
    try:
        yield
    finally:
        sys.path[:] = before
        forget(folder)


def forget(folder: Path) -> None:
    """Let what was imported from a folder be imported anew."""
    importlib.invalidate_caches()
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", "")).startswith(str(folder)):
            del sys.modules[name]


def install(folder: Path) -> None:
    """Write what pip would write of each distribution that a page has shown, or made in its own folder."""
    forget(folder)
    for source in sorted([*folder.glob("pyproject.toml"), *folder.glob("*/pyproject.toml")]):
        if source.parent != folder and str(source.parent / "src") not in sys.path:
            sys.path.insert(0, str(source.parent / "src"))
        project = tomllib.loads(source.read_text(encoding="utf-8"))["project"]
        name = project["name"].replace("-", "_")
        metadata = folder / "site" / f"{name}-{project['version']}.dist-info"
        metadata.mkdir(parents=True, exist_ok=True)
        points = project["entry-points"]["livingwell"].items()
        lines = ["[livingwell]", *(f"{key} = {value}" for key, value in points)]
        (metadata / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    for page in PAGES:
        path = DOCS / page
        path.write_text(refreshed(path.read_text(encoding="utf-8")), encoding="utf-8")
