"""The command `equipoise` and its nouns."""

from __future__ import annotations

import sys

import typer

from equipoise import __version__
from equipoise.cli import (
    analysis,
    demo,
    doctor,
    exchange,
    identity,
    ledger,
    randomisation,
    registry,
    remind,
    report,
    serve,
    study,
    trial,
    validate,
)
from equipoise.cli.output import ENVIRONMENT, note, speak
from equipoise.ledger.faults import LedgerFault
from equipoise.values.text import Text

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
    """Run the command line; a ledger or a folder that cannot be used ends with a clear word, never with a traceback."""
    try:
        app()
    except LedgerFault as fault:
        note(fault.text)
        sys.exit(ENVIRONMENT)
    except PermissionError as fault:
        note(Text(f"{fault.filename} may not be read or written by you.", f"您无权读写 {fault.filename}。"))
        sys.exit(ENVIRONMENT)
    except OSError as fault:
        where = fault.filename or "—"
        note(Text(f"The system refuses: {fault.strerror} ({where}).", f"系统拒绝操作：{fault.strerror}（{where}）。"))
        sys.exit(ENVIRONMENT)
