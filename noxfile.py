"""
What CI and people run: ``nox --list`` shows it.
"""

from __future__ import annotations

import tempfile
import tomllib
from pathlib import Path

import nox

nox.needs_version = ">=2024.10.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.error_on_external_run = True
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["lint", "types", "tests", "test_plugin", "scaffold", "docs"]

ROOT = Path(__file__).parent
PROJECT = nox.project.load_toml("pyproject.toml")
PLUGINS = sorted(path.parent.name for path in ROOT.glob("plugins/*/pyproject.toml"))
# Without bytecode every first import is two to three times slower, and uv does not make it unasked.
# Certificates are the system's, as pip's are: behind a hospital's proxy nothing else works.
ENV = {"UV_COMPILE_BYTECODE": "1", "UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1"}


def group(name: str) -> list[str]:
    """Give the requirements of a dependency group."""
    return list(nox.project.dependency_groups(PROJECT, name))


def install(session: nox.Session, *what: str) -> None:
    """Install with the versions that the project was last seen to work with."""
    session.install("--constraint", "constraints.txt", *what, env=ENV)


def editable(*names: str) -> list[str]:
    """Give the arguments that install core and these plugins from the source tree."""
    return [word for path in (".", *(f"plugins/{name}" for name in names)) for word in ("--editable", path)]


def siblings(name: str) -> list[str]:
    """Give a plugin and those of our plugins that it needs, so that nothing else comes with it."""
    needed, waiting = [], [name]
    while waiting:
        plugin = waiting.pop()
        if plugin in needed:
            continue
        needed.append(plugin)
        file = tomllib.loads((ROOT / "plugins" / plugin / "pyproject.toml").read_text())
        # Some are needed by its tests only.
        texts = [*file["project"]["dependencies"], *file.get("dependency-groups", {}).get("test", [])]
        waiting += [other for other in PLUGINS for text in texts if text.startswith(other)]
    return needed


@nox.session
def tests(session: nox.Session) -> None:
    """Core and every plugin together, with branch coverage over all of them."""
    install(session, *editable(*PLUGINS), *group("test"))
    session.run(
        "pytest",
        "--numprocesses=auto",
        # Neighbours stay together: what a module needs is made and imported in one process, not in each.
        "--dist=worksteal",
        "--cov",
        "--cov-report=term",
        *session.posargs,
        env={"HYPOTHESIS_PROFILE": "ci"},
    )


@nox.session
@nox.parametrize("name", PLUGINS, ids=PLUGINS)
def test_plugin(session: nox.Session, name: str) -> None:
    """One plugin alone with core, from built wheels: shows what it forgot to declare or to pack."""
    install(session, ".", *(f"./plugins/{plugin}" for plugin in siblings(name)), *group("test"))
    session.run(
        "pytest",
        f"plugins/{name}",
        "--numprocesses=auto",
        *session.posargs,
        # What it computes is tested in ``tests``, with all examples.
        env={"HYPOTHESIS_PROFILE": "packed"},
    )


@nox.session
def scaffold(session: nox.Session) -> None:
    """A new instrument, as `livingwell new` writes it, passes its own nox; from a built wheel."""
    install(session, ".", "nox[uv]")
    with tempfile.TemporaryDirectory() as folder:
        session.run("livingwell", "new", "instrument", "trial", "--folder", folder)
        with session.chdir(Path(folder) / "livingwell-trial"):
            session.run("nox")


@nox.session
def lint(session: nox.Session) -> None:
    """Style and the usual mistakes."""
    install(session, *group("lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Check types, strictly."""
    install(session, *editable(*PLUGINS), *group("types"))
    session.run("mypy", "src", *(f"plugins/{name}/src" for name in PLUGINS))


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation; a broken link or reference is an error."""
    install(session, *editable(*PLUGINS), *group("docs"))
    session.run("sphinx-build", "-n", "-W", "--keep-going", "-q", "-b", "html", "docs", "docs/_build/html")


@nox.session
def demo(session: nox.Session) -> None:
    """Run the bundled, invented example."""
    install(session, *editable(*PLUGINS))
    session.run("livingwell", "demo", *session.posargs)


@nox.session(default=False)
def benchmarks(session: nox.Session) -> None:
    """Measure against what an analyst would write; not part of CI."""
    install(session, *editable(*PLUGINS), *group("benchmarks"))
    session.run("python", "benchmarks/run.py", *session.posargs)
