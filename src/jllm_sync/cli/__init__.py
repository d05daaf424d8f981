"""The command line: one module per command.

Help must be quick, so this package imports typer and nothing heavy; each command imports what it needs when it runs.
"""

from __future__ import annotations

import os
import sys

import typer

from jllm_sync import __version__
from jllm_sync.cli.add import add
from jllm_sync.cli.check import check
from jllm_sync.cli.discover import discover
from jllm_sync.cli.import_ import import_
from jllm_sync.cli.show import show
from jllm_sync.cli.validate import validate
from jllm_sync.errors import UserError

app = typer.Typer(
    name="jllm-sync",
    help="Keep a curated catalog of Hugging Face models true to the Hub, with evidence for every word.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(check)
app.command()(validate)
app.command()(show)
app.command()(discover)
app.command()(add)
app.command("import")(import_)


@app.callback(invoke_without_command=True)
def _top(version: bool = typer.Option(False, "--version", help="Print the version and exit.")) -> None:
    if version:
        typer.echo(f"jllm-sync {__version__}")
        raise typer.Exit


def main() -> None:
    """Run the program: errors become messages and exit codes, never tracebacks."""
    try:
        app()
    except UserError as error:
        print(f"jllm-sync: {_printable(str(error))}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if os.environ.get("JLLM_SYNC_DEBUG"):
            raise
        print(
            f"jllm-sync: internal error: {type(error).__name__}: {_printable(str(error))}\n"
            "This is a bug of jllm-sync; nothing was written. Please report it with the command line you used "
            "(JLLM_SYNC_DEBUG=1 shows where it happened).",
            file=sys.stderr,
        )
        sys.exit(3)


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() or c == "\n" else f"\\u{ord(c):04x}" for c in text)
