"""docs/cli.md, written from what ``--help`` says of each command: nothing is typed twice."""

from __future__ import annotations

import click

from cli import cli

BEGIN, END = "<!-- commands: generated -->\n", "<!-- /commands -->\n"


def commands_section() -> str:
    """Return each command with its help, as markdown, in the order of ``--help``."""
    parts = [_section("touchline", cli, None)]
    for name, command in cli.commands.items():
        parts.append(_section(f"touchline {name}", command, cli))
        if isinstance(command, click.Group):
            parts += [
                _section(f"touchline {name} {each}", inner, command)
                for each, inner in command.commands.items()
            ]
    return "\n".join(parts)


def _section(title: str, command: click.Command, parent: click.Command | None) -> str:
    before, _, name = title.rpartition(" ")
    above = click.Context(parent, info_name=before) if parent is not None else None
    context = click.Context(command, info_name=name, parent=above, max_content_width=88)
    context.terminal_width = 88
    text = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
    return f"### {title}\n\n```text\n{text}\n```\n"


def renewed(page: str) -> str:
    """Return the page with its generated part written anew."""
    head, _, rest = page.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n{commands_section()}\n{END}{tail}"
