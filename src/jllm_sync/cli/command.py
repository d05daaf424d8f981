"""What all commands do before they run: they print their help, and look at where they are to write."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from jllm_sync.cli.output import complain, language, printing, speak
from jllm_sync.cli.targets import check_targets


class Command(TyperCommand):
    """One command."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the command line; --help is printed here. Raises UserError where it cannot be printed."""
        try:
            with printing():
                return super().parse_args(ctx, args)
        except typer.BadParameter as error:
            error.message = error.message.removeprefix("Value error, ")  # pydantic's, which typer reads values with
            raise

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


class Group(TyperGroup):
    """A command that has commands."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the command line up to the command's name, as :meth:`Command.parse_args` does."""
        with printing():
            return super().parse_args(ctx, args)
