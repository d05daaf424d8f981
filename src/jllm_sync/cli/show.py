"""jllm-sync show: claims and readings side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jllm_sync.cli import options


def show(
    what: Annotated[str, typer.Argument(metavar="REPO|ENTRY", help="A repo ID or address, or the id of an entry.")],
    catalog: options.CatalogOption = None,
    settings: options.Settings = None,
    hub: options.Hub = "live",
    state: options.State = None,
    no_state: options.NoState = False,
    format_: options.Format = "text",
    output: options.Output = None,
    lang: options.Lang = None,
    color: options.Color = "auto",
) -> None:
    """Show what the catalog claims of a repo beside what the Hub says, with the evidence.

    Any repo can be shown, listed or not, and with no catalog at all: what would a list say of this model?
    Exit codes: 0, 2 the command line or the catalog is wrong, 3 the live Hub left a repo unobserved.

    \b
    Examples:
      jllm-sync show sbintuitions/sarashina2-7b
      jllm-sync show sarashina2 --hub recorded
      jllm-sync show rinna/nue-asr --format json
      jllm-sync show https://huggingface.co/datasets/elyza/ELYZA-tasks-100
    """
    from jllm_sync.catalog.yaml.reader import parse_catalog
    from jllm_sync.cli import catalogs
    from jllm_sync.cli.catalogs import read_named
    from jllm_sync.cli.output import console_text, emit
    from jllm_sync.cli.session import HubChoice, looked_up
    from jllm_sync.report.escape import json_text
    from jllm_sync.report.show import as_data, as_lines, to_show

    # Any repo can be shown: of one that stands in no catalog, what a list would have to say of it.
    named = catalog is not None or settings is not None or Path("catalog.yaml").exists()
    claims = read_named(catalog, settings) if named else parse_catalog(b"title: none\nsections: []\n", "catalog.yaml")
    language = catalogs.language(lang, claims)
    wanted = to_show(claims, what)
    shown, complete = looked_up(claims, wanted, HubChoice(hub, state, no_state))
    if format_ == "json":
        data = [as_data(one) for one in shown]
        emit(json_text(data if wanted.is_entry else data[0]), output)
    else:
        lines = [line for one in shown for line in as_lines(one, claims, language)]
        emit(console_text(lines, color, to_terminal=output is None), output)
    raise typer.Exit(0 if complete else 3)
