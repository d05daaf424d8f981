"""What all commands do before they run: they print their help, and look at where they are to write."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup

from jllm_sync.cli.output import printing, speak
from jllm_sync.cli.targets import check_targets


class Command(TyperCommand):
    """One command."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the command line; --help is printed here. Raises UserError where it cannot be printed."""
        with printing():
            return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command. Raises UserError where it would write over a file that it reads."""
        speak(option=ctx.params.get("lang"))
        check_targets(ctx.params)
        return super().invoke(ctx)


class Group(TyperGroup):
    """A command that has commands."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the command line up to the command's name, as :meth:`Command.parse_args` does."""
        with printing():
            return super().parse_args(ctx, args)
