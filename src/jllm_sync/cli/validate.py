"""jllm-sync validate: schema and consistency only."""

from __future__ import annotations

from typing import Annotated

import typer

from jllm_sync.cli import options


def validate(
    catalog: options.Catalogs = None,
    settings: options.Settings = None,
    lang: options.Lang = None,
    quiet: Annotated[bool, options.quiet("Errors only: of a valid catalog nothing is said.")] = False,
) -> None:
    """Check a catalog's schema and consistency; no network.

    Every error is reported at once, as file:line:column, as far as the file can be read as YAML. Exit codes: 0 the
    catalog is valid, 2 it is not.

    \b
    Examples:
      jllm-sync validate
      jllm-sync validate my-models.yaml
      git show :catalog.yaml | jllm-sync validate -
    """
    from jllm_sync.catalog.problem import InvalidCatalog
    from jllm_sync.cli import run
    from jllm_sync.cli.catalogs import read_named
    from jllm_sync.cli.output import complain, emit
    from jllm_sync.messages import message, said
    from jllm_sync.report.escape import visible

    try:
        claims = read_named(catalog, settings)
    except InvalidCatalog as invalid:
        speaks = run.language(lang)
        emit("".join(f"{visible(said(problem.said, speaks), 1000)}\n" for problem in invalid.problems), None)
        complain(
            said(message("cli-errors", count=len(invalid.problems), file=invalid.problems[0].location.file), speaks)
        )
        raise typer.Exit(2) from None
    if not quiet:
        entries = claims.entries
        variants = sum(len(entry.variants) for entry in entries)
        counts = {"sections": len(claims.sections), "entries": len(entries), "variants": variants}
        emit(said(message("cli-valid", file=claims.file, **counts), run.language(lang, claims)) + "\n", None)
