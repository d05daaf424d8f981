"""The command line: one module per command.

Help must be quick, so a command's module is imported only when that command is asked for.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer

from jllm_sync import __version__
from jllm_sync.cli.options import Command, Group
from jllm_sync.cli.output import complain, emit, language, speak
from jllm_sync.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

COMMANDS: Mapping[str, tuple[str, str]] = {
    "check": ("check:check", "Audit a catalog against the Hub."),
    "validate": ("validate:validate", "Check a catalog's schema and consistency; no network."),
    "show": ("show:show", "Show claims and readings of a repo side by side, with the evidence."),
    "discover": ("discover:discover", "List new variants and families that the catalog lacks."),
    "add": ("add:add", "Draft catalog entries from the Hub; --write inserts them."),
    "apply": ("apply:apply", "Write the fixes into the catalog, keeping comments and layout."),
    "record": ("record:record", "Save what the Hub says of a catalog's repos, to replay it."),
    "explain": ("explain:explain", "Explain a rule: when it fires, what to do, how to waive it."),
    "history": ("history:history", "Tell how a repo's readings changed, and when."),
    "runs": ("history:runs", "List the last runs on the live Hub."),
    "issues": ("issues:issues", "Reconcile GitHub issues with the findings: plan, sync."),
    "schedule": ("schedule:schedule", "Run the audit on a schedule, in the foreground."),
    "site": ("site:site", "Make web pages of the catalog, its state and its history."),
    "init": ("init:init", "Write a first catalog from repos on the Hub."),
    "import": ("init:import_", "Read a list's Markdown tables into a new catalog."),
}
"""For each command where it stands, as module:function, and what it does."""

_PLAIN: dict[str, Any] = {
    "add_completion": False,
    "rich_markup_mode": None,
    "pretty_exceptions_enable": False,
    "context_settings": {"help_option_names": ["-h", "--help"]},
}


class LazyGroup(Group):
    """The commands of the table, each imported when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names, in the table's order."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of this name; None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name][0].split(":")
        found = getattr(import_module(f"jllm_sync.cli.{module}"), name)
        if not isinstance(found, typer.Typer):
            one = typer.Typer(name=cmd_name, **_PLAIN)
            one.command(cmd_name, cls=Command)(found)
            found = one
        command = typer.main.get_command(found)
        command.name = cmd_name
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The list in --help, without importing what it lists."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])


app = typer.Typer(
    name="jllm-sync",
    cls=LazyGroup,
    help="Keep a curated catalog of Hugging Face models true to the Hub, with evidence for every word.",
    no_args_is_help=True,
    **{**_PLAIN, "add_completion": True},
)


@app.callback(invoke_without_command=True)
def _top(version: bool = typer.Option(False, "--version", "-V", help="Print the version and exit.")) -> None:
    if version:
        emit(f"jllm-sync {__version__}\n", None)
        raise typer.Exit


def main() -> None:
    """Run the program: errors become messages and exit codes, never tracebacks."""
    speak()
    try:
        _name_the_shell(sys.argv[1:])
        app(prog_name="jllm-sync")
    except UserError as error:
        complain(f"jllm-sync: {_printable(_words(error))}")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if os.environ.get("JLLM_SYNC_DEBUG"):
            raise
        from jllm_sync.messages import message, said

        if isinstance(error, OSError) and error.filename is not None:  # the machine's, wherever it came up
            unusable = message("cli-file-unusable", file=str(error.filename), reason=error.strerror or str(error))
            complain(f"jllm-sync: {_printable(said(unusable, language()))}")
            sys.exit(2)
        bug = message("cli-bug", kind=type(error).__name__, error=str(error))
        complain(f"jllm-sync: {_printable(said(bug, language()))}")
        sys.exit(3)


def _name_the_shell(arguments: Sequence[str]) -> None:
    """Let the options for completion take a shell's name; typer guesses it, and passes over the one that is given.

    Raises:
        UserError: none is given, and none can be guessed.
    """
    if arguments[:1] not in (["--install-completion"], ["--show-completion"]):
        return
    if len(arguments) > 1:
        os.environ["_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION"] = "1"  # the only switch that it has
        return
    from shellingham import ShellDetectionFailure, detect_shell

    from jllm_sync.messages import message

    try:
        detect_shell()
    except ShellDetectionFailure:
        raise UserError(message("cli-no-shell", option=arguments[0])) from None


def _words(error: UserError) -> str:
    """What an error says, in the reader's language."""
    from jllm_sync.messages import said

    return said(error.args[0], language()) if len(error.args) == 1 else str(error)


def _printable(text: str) -> str:
    from jllm_sync.report.escape import visible

    return "\n".join(visible(line, 2000) for line in text.split("\n"))
