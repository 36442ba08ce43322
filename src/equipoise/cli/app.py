"""The command `equipoise` and its nouns."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Final, TextIO

import typer
from typer.exceptions import TyperException

from equipoise import __version__
from equipoise.cli import (
    analysis,
    demo,
    doctor,
    exchange,
    identity,
    ledger,
    misuse,
    randomisation,
    refused,
    registry,
    remind,
    report,
    serve,
    study,
    trial,
    validate,
)
from equipoise.cli.output import ENVIRONMENT, OK, USAGE, note, speak
from equipoise.ledger.faults import LedgerFault
from equipoise.values.text import Text

_INTERRUPTED: Final = 130
"""What a shell expects of a program that Ctrl-C ended."""

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Runs a clinical trial from its public listing to its result. · 临床试验从公开登记到结果的全程运行。",
)
app.add_typer(study.app, name="study")
app.add_typer(trial.app, name="trial")
app.add_typer(ledger.app, name="ledger")
app.add_typer(randomisation.app, name="randomisation")
app.add_typer(identity.app, name="identity")
app.add_typer(registry.app, name="registry")
app.add_typer(analysis.app, name="analysis")
app.add_typer(report.app, name="report")
app.add_typer(exchange.app, name="exchange")
app.command("demo")(demo.demo)
app.command("serve")(serve.serve)
app.command("remind")(remind.remind)
app.command("doctor")(doctor.doctor)
app.command("validate")(validate.validate)


@app.callback()
def _common(
    lang: str = typer.Option("", "--lang", help="en or zh; otherwise the terminal's language. · 界面语言。"),
) -> None:
    if lang:
        speak(lang)


@app.command("version")
def version() -> None:
    """Print the version of the software. · 显示软件版本。"""
    print(__version__)


def main() -> None:
    """Run the command line; whatever stops it ends in words and with an exit status, never with a traceback."""
    _open_streams()
    sys.exit(_status())


def _status() -> int:
    try:
        ended = app(standalone_mode=False)
        sys.stdout.flush()
    except LedgerFault as fault:
        note(fault.text)
        return ENVIRONMENT
    except BrokenPipeError:  # whoever read the answer has enough of it
        sys.stdout = _nowhere()
        return OK
    except (
        SystemExit
    ) as left:  # the server ends so when it is stopped, and the parser of command lines where nobody reads on
        if isinstance(left.__context__, BrokenPipeError):
            return OK
        raise
    except OSError as fault:
        note(refused.said(fault))
        return ENVIRONMENT
    except typer.Abort:
        return _INTERRUPTED
    except TyperException as fault:
        words = fault.format_message()
        if words:  # without words it was the list of commands, which stands there already
            note(misuse.said(fault))
        return USAGE
    if ended == _INTERRUPTED:
        note(Text("Stopped. What was stored before is kept.", "已中止。此前已保存的内容均保留。"))
    return ended if isinstance(ended, int) else OK


def _open_streams() -> None:
    """Lets every answer be written: signs that the terminal cannot show become marks, and a closed stream swallows its words."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, _nowhere())
        elif isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")
