"""
``livingwell plugins``.
"""

from __future__ import annotations

import json

import click

from livingwell_core.cli.main import CONTEXT_SETTINGS, plugins_of

__all__ = ["plugins"]


@click.command(context_settings=CONTEXT_SETTINGS)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_context
def plugins(ctx: click.Context, *, as_json: bool) -> None:
    """
    List the plugins, and those left out.

    \b
    Examples:
      livingwell plugins
      livingwell plugins --json
      livingwell --without livingwell-report plugins
    """
    from livingwell_core.errors import DuplicateIdError
    from livingwell_core.plugins import HOOKS

    found = plugins_of(ctx)
    brought: dict[str, list[str]] = {plugin.name: [] for plugin in found.loaded}
    clashes = []
    for hook in HOOKS:
        kind = hook.removeprefix("livingwell_")
        try:
            registry = found.registry(hook, kind.replace("_", " ").removesuffix("s"))
        except DuplicateIdError as error:
            clashes.append(str(error))
            continue
        for item_id in registry.ids():
            brought[registry.brought_by(item_id).name].append(f"{kind}: {item_id}")
    if as_json:
        content = {
            "plugins": [
                {
                    "name": plugin.name,
                    "distribution": plugin.distribution,
                    "version": plugin.version,
                    "hooks": list(plugin.hooks),
                    "brings": brought[plugin.name],
                }
                for plugin in found.loaded
            ],
            "left_out": [
                {
                    "name": failure.name,
                    "distribution": failure.distribution,
                    "version": failure.version,
                    "reason": failure.reason,
                }
                for failure in found.failures
            ],
            "clashes": clashes,
        }
        click.echo(json.dumps(content, indent=1))
        return
    for plugin in found.loaded:
        click.echo(f"{plugin.name}  ({plugin})")
        kinds: dict[str, list[str]] = {}
        for entry in brought[plugin.name]:
            kind, _, item_id = entry.partition(": ")
            kinds.setdefault(kind, []).append(item_id)
        for kind, ids in kinds.items():
            click.echo(f"  {kind.replace('_', ' ')}: {', '.join(ids)}")
    for failure in found.failures:
        click.echo(f"left out: {failure.name}  ({failure.distribution} {failure.version})")
        click.echo(f"  {failure.reason}")
    for clash in clashes:
        click.echo(f"clash: {clash}")
