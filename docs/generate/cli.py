"""Writes docs/reference/cli.md: every command with its arguments and options, asked of the command line itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from equipoise.cli.app import app

PAGE = Path(__file__).parents[1] / "reference" / "cli.md"
HEAD = """# The command line

Written from the command line itself by `docs/generate/cli.py`; do not edit. `equipoise COMMAND --help` says the same.

Answers go to standard output, words for the person and progress to standard error. `--json` answers for programs.

| exit status | meaning |
|---|---|
| 0 | all well |
| 1 | a finding: a fault in a file, a refusal, a bad fact, a difference |
| 2 | the command cannot be understood |
| 3 | the environment does not allow it |

| variable | meaning |
|---|---|
| `EQUIPOISE_HOME` | the folder of database, keys, checkpoints and own studies; otherwise `equipoise` in the user's data folder |
| `EQUIPOISE_DATABASE_URL` | the store: `sqlite:///FILE` or `postgresql://…`; otherwise an SQLite file in the home folder |
| `EQUIPOISE_KEY_PASSPHRASE` | the passphrase of sealed allocation keys; new ones are sealed where it is set |
| `EQUIPOISE_LANG` | `en` or `zh`; otherwise the language of the terminal |
| `EQUIPOISE_FONTS` | a folder of fonts for Chinese text in a PDF; otherwise the fonts of the machine |
| `EQUIPOISE_HOSTS` | the names under which `serve` answers, with commas; otherwise this machine alone |
| `EQUIPOISE_HTTPS` | `1` where a proxy before the server speaks TLS: cookies and addresses are then for HTTPS only |
| `EQUIPOISE_SECRET_KEY` | the key that signs sessions, alike on all machines of an installation; otherwise one in the home folder |
| `EQUIPOISE_SMTP` | the mail server of reminders, `smtp://user:password@host:587` or `smtps://…`; otherwise none is sent |
| `EQUIPOISE_MAIL_FROM` | the sender of reminders |
| `EQUIPOISE_ADDRESS` | the address of the workspace in reminders; otherwise `http://127.0.0.1:8000` |
| `EQUIPOISE_API_REQUESTS_A_MINUTE`, `EQUIPOISE_PROXIES` | see the [registry's API](registry_api.md) |
"""


def pages() -> dict[Path, str]:
    """Each file with what must stand in it."""
    sections = [HEAD]
    for path, command in commands():
        sections.append("\n".join(section(path, command)))
    return {PAGE: "\n".join(sections)}


def commands() -> Iterator[tuple[str, Any]]:
    """Every command that can be given, with its whole name, in the order of the names."""
    root = typer.main.get_command(app)
    yield "equipoise", root
    yield from _below("equipoise", root)


def section(path: str, command: Any) -> Iterator[str]:
    """The heading, the sentence and the parameters of one command."""
    yield f"## {path}"
    yield ""
    yield _cell(command.help or "")
    yield ""
    shown = [one for one in command.params if not getattr(one, "hidden", False)]
    if getattr(command, "commands", None):
        shown = [one for one in shown if one.name != "help"]
    if shown:
        yield "| argument or option | otherwise | meaning |"
        yield "|---|---|---|"
        yield from (f"| {_names(one)} | {_default(one)} | {_cell(getattr(one, 'help', None) or '')} |" for one in shown)
        yield ""


def _below(path: str, group: Any) -> Iterator[tuple[str, Any]]:
    for name, command in sorted(group.commands.items()):
        here = f"{path} {name}"
        if getattr(command, "commands", None):
            yield from _below(here, command)
        else:
            yield here, command


def _names(one: Any) -> str:
    if one.param_type_name == "argument":
        return f"`{one.name.upper()}`"
    return ", ".join(f"`{name}`" for name in (*one.opts, *one.secondary_opts))


def _default(one: Any) -> str:
    if one.required:
        return "must be given"
    value = one.default
    return "" if isinstance(value, bool) or not value or callable(value) else f"`{value}`"


def _cell(words: str) -> str:
    return " ".join(words.split()).replace("|", "\\|")


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
