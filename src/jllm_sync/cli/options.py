"""The options that several commands share, spelt the same everywhere, and how a command line is taken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperCommand, TyperGroup

from jllm_sync.cli.output import check_targets, complain, file_or_stdout, language, printing, speak, with_near
from jllm_sync.errors import UserError
from jllm_sync.messages import Language, Sayable, joined, message
from jllm_sync.report import FORMATS


def _known_format(ctx: typer.Context, name: str) -> str:
    if name not in FORMATS:
        wrong = message("cli-usage.choice", name="--format", found=repr(name), choices=joined(FORMATS))
        raise _unusable(wrong, ctx)
    return name


Catalogs = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="CATALOG...",
        help="A YAML file (default: catalog.yaml), or Markdown pages, as FILE or LANGUAGE=FILE, the master first.",
        show_default=False,
    ),
]
CatalogOption = Annotated[
    list[str] | None,
    typer.Option(
        "--catalog",
        metavar="FILE",
        help="A YAML file (default: catalog.yaml), or a Markdown page; repeatable.",
        show_default=False,
    ),
]
Settings = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="A catalog.yaml with the settings of pages; default the one that names them."),
]
Hub = Annotated[
    str,
    typer.Option(
        metavar="live|recorded|state|PATH",
        help="live: the Hub at HF_ENDPOINT; recorded: the embedded recording; "
        "state: what the state holds, with its age (so does HF_HUB_OFFLINE=1); PATH: a recording file.",
    ),
]
State = Annotated[
    Path | None,
    typer.Option(metavar="PATH", help="The state file (SQLite); default under the user's state directory."),
]
NoState = Annotated[bool, typer.Option("--no-state", help="Run without a state.")]
MaxRequests = Annotated[int | None, typer.Option(metavar="N", min=0, help="Ask the Hub at most so often.")]
MaxWait = Annotated[
    float | None,
    typer.Option(
        metavar="SECONDS",
        min=0,
        help="Wait for the Hub's quota at most so long in all; default: as long as it takes. No single wait is longer "
        "than the Hub's window (5 minutes), and 30 minutes in which it only asks for fewer requests end the run as "
        "incomplete.",
    ),
]
TrustGone = Annotated[
    bool,
    typer.Option(
        "--trust-gone",
        help="Believe that repos are gone or renamed even where they are too many, or nothing else is there.",
    ),
]
Jobs = Annotated[int, typer.Option(metavar="N", min=1, max=64, help="Requests under way at once.")]
NoProgress = Annotated[bool, typer.Option("--no-progress", help="Show no progress.")]
Format = Annotated[Literal["text", "json"], typer.Option("--format", help="How to print.")]
ReportFormat = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="|".join(FORMATS),
        callback=_known_format,
        help="How to print; github: annotations of a workflow.",
    ),
]
Also = Annotated[
    list[str] | None,
    typer.Option("--also", metavar="FORMAT=FILE", help="Write the report there in another format too; repeatable."),
]


# What these do is the same everywhere; what that means is each command's to say.


def output(help_: str) -> Any:
    """The option -o; its value is None for standard output."""
    return typer.Option("--output", "-o", metavar="FILE", callback=file_or_stdout, help=help_)


def quiet(help_: str) -> Any:
    """The option -q."""
    return typer.Option("--quiet", "-q", help=help_)


def verbose(help_: str) -> Any:
    """The option -v."""
    return typer.Option("--verbose", "-v", help=help_)


Output = Annotated[Path | None, output("Write there instead; - is standard output.")]
Lang = Annotated[
    Language | None,
    typer.Option(help="Language of messages; default from the catalog's settings, then the locale."),
]
Sections = Annotated[
    list[str] | None, typer.Option("--section", metavar="ID", help="Only this section and those below it; repeatable.")
]
Entries = Annotated[list[str] | None, typer.Option("--entry", metavar="ID", help="Only this entry; repeatable.")]
Repos = Annotated[
    list[str] | None, typer.Option("--repo", metavar="GLOB", help="Only repos that match, as 'owner/*'; repeatable.")
]
Rules = Annotated[list[str] | None, typer.Option("--rule", metavar="ID", help="Only this rule; repeatable.")]
SkippedRules = Annotated[list[str] | None, typer.Option("--skip-rule", metavar="ID", help="Not this rule; repeatable.")]
Baseline = Annotated[
    Path | None,
    typer.Option(metavar="REPORT", help="Leave out what this JSON report holds already, unless it has changed."),
]
New = Annotated[
    bool, typer.Option("--new", help="Leave out what the last run of the state found already, unless it has changed.")
]
MinConfidence = Annotated[
    Literal["low", "medium", "high"], typer.Option(help="Leave out findings that are less certain.")
]
FailOn = Annotated[
    Literal["error", "warning", "info", "never"] | None,
    typer.Option(help="Which severity makes exit code 1; default from the catalog's settings, then error."),
]
Color = Annotated[
    Literal["auto", "always", "never"], typer.Option(help="Colours; auto: only to a terminal without NO_COLOR.")
]

DEFAULT_CATALOG = Path("catalog.yaml")


class Command(TyperCommand):
    """One command."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the command line; --help is printed here. Raises UserError where it is wrong or cannot be printed."""
        with printing(), _told(ctx):
            return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command. Raises UserError where it would write over a file that it reads."""
        speak(option=ctx.params.get("lang"))
        check_targets(ctx.params)
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as stop:
            if stop.args:  # what was kept
                from jllm_sync.messages import said

                complain(f"jllm-sync: {said(stop.args[0], language())}")
            raise typer.Exit(130) from None
        except SystemExit as ended:  # Ctrl-C where no Hub is asked: before it, after it, or while GitHub is
            if ended.code == 130:
                from jllm_sync.messages import said

                complain(f"jllm-sync: {said(message('hub-interrupted'), language())}")
            raise


class Group(TyperGroup):
    """A command that has commands."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the command line up to the command's name, as :meth:`Command.parse_args` does."""
        with printing(), _told(ctx):
            return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the line names. Raises UserError where there is none."""
        known = self.list_commands(ctx)
        if args[0] not in known:
            raise UserError(with_near(message("cli-no-such-command", wanted=args[0]), args[0], known))
        return super().resolve_command(ctx, args)


_USAGE_ERROR: type[Exception] = typer.BadParameter.__mro__[1]
"""Click's UsageError, wherever this version of typer has it from."""


@contextmanager
def _told(ctx: Any) -> Iterator[None]:
    """What typer finds wrong with a command line becomes a UserError, in the reader's language."""
    try:
        yield
    except _USAGE_ERROR as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # its help is the answer
            raise
        speak(option=ctx.params.get("lang"))
        raise _unusable(_wrong(error, ctx), ctx) from None


def _unusable(what: Sayable, ctx: Any) -> UserError:
    return UserError(joined([what, message("cli-usage", command=ctx.command_path)], "line"))


def _wrong(error: Any, ctx: Any) -> Sayable:
    """What is wrong with a command line."""
    if option := getattr(error, "option_name", None):
        given = next((one for one in ctx.command.params if option in one.opts), None)
        if given is None:
            return with_near(message("cli-usage.no-such-option", option=option), option, error.possibilities or ())
        return message("cli-usage.takes-none" if given.is_flag else "cli-usage.takes-one", option=option)
    if (given := getattr(error, "param", None)) is None:
        return message("cli-usage.extra") if "extra argument" in error.message else str(error.message)
    name = given.metavar if given.param_type_name == "argument" else " / ".join(given.opts)
    if not isinstance(error, typer.BadParameter) or not error.message:
        return message("cli-usage.missing", name=name)
    pydantic: Any = error.__cause__  # typer reads values with it, since its version 0.25
    [cause] = pydantic.errors() if hasattr(pydantic, "errors") else [{}]
    found, limits = repr(cause.get("input")), cause.get("ctx", {})
    choices = re.findall("'([^']*)'", error.message.partition(" is not one of ")[2])
    match cause.get("type"):
        case "value_error" if choices:
            return message("cli-usage.choice", name=name, found=found, choices=joined(choices))
        case "less_than_equal":
            return message("cli-usage.most", name=name, found=found, most=limits["le"])
        case "greater_than_equal":
            return message("cli-usage.least", name=name, found=found, least=limits["ge"])
        case "int_parsing" | "float_parsing" | "int_from_float":
            return message("cli-usage.number", name=name, found=found)
        case _:
            return message("cli-usage.value", name=name, why=error.message)
