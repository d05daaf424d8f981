"""jllm-sync add: draft catalog entries from the Hub."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jllm_sync.cli import options


def add(
    repo: Annotated[
        list[str],
        typer.Argument(metavar="REPO...", help="Repos that the catalog lacks: IDs, or pages."),
    ],
    catalog: options.CatalogOption = None,
    settings: options.Settings = None,
    write: Annotated[bool, typer.Option("--write", help="Insert the draft into the catalog.")] = False,
    entry: Annotated[str | None, typer.Option(metavar="ID", help="Add to this entry.")] = None,
    section: Annotated[str | None, typer.Option(metavar="ID", help="Make a new entry in this section.")] = None,
    hub: options.Hub = "live",
    state: options.State = None,
    no_state: options.NoState = False,
    output: Annotated[
        Path | None, options.output("Write the draft there instead of printing it, with --write as well.")
    ] = None,
    lang: options.Lang = None,
) -> None:
    """Draft catalog entries for repos on the Hub, from what their cards and configs say.

    A repo goes into the entry that it belongs to, or becomes a new entry in its probable section; several repos of
    one family become one entry. What is a guess carries a comment, what is unknown is left out. --write inserts the
    draft at its place by size and touches no other line. Exit codes: 0, 2 the command line or the catalog is wrong,
    3 a repo could not be observed.

    \b
    Examples:
      jllm-sync add llm-jp/llm-jp-3-172b-instruct2
      jllm-sync add sbintuitions/sarashina2.2-3b sbintuitions/sarashina2.2-1b --write
      jllm-sync add rinna/qwq-bakeneko-32b --section generative/continual/general
    """
    from datetime import UTC, datetime

    from jllm_sync.audit import Selection, files_of
    from jllm_sync.catalog.pages.document import PagesDocument
    from jllm_sync.cli import run
    from jllm_sync.cli.catalogs import open_catalog
    from jllm_sync.cli.output import complain, emit, write_whole
    from jllm_sync.cli.session import HubChoice, session
    from jllm_sync.drafting.draft import draft
    from jllm_sync.drafting.requests import refuse_listed, related_listed, to_add
    from jllm_sync.drafting.rows import guesses, rows_text
    from jllm_sync.drafting.writing import as_yaml, summary
    from jllm_sync.errors import UserError
    from jllm_sync.hub.observation import Observation
    from jllm_sync.messages import message, said
    from jllm_sync.report.escape import visible

    if entry is not None and section is not None:
        raise UserError(message("cli-add-both"))
    document = open_catalog(catalog, settings)
    claims = document.catalog
    if claims.sections:  # a catalog without sections gets one
        sections, entries = (section,) if section else (), (entry,) if entry else ()
        run.check_selection(claims, Selection(sections=sections, entries=entries))
    if section is not None and claims.sections and section not in {one.id for one in claims.sections}:
        raise UserError(message("cli-add-section", section=section, catalog=document.file))
    language = run.language(lang, claims)
    refs = to_add(claims, repo)
    listed = related_listed(claims, refs)
    with session(HubChoice(hub, state, no_state)) as source:
        observed = source.observe([*refs, *listed], files_of(Selection()))
    new: list[Observation] = []
    failed = False
    for ref in refs:
        result = observed.results[ref]
        if not isinstance(result, Observation):
            why = said(result.detail or message(f"unobserved-{result.reason}"), language)
            left = message("cli-add-not-drafted", repo=visible(ref.repo), why=visible(why))
            complain(f"jllm-sync: {said(left, language)}")
            failed = True
        elif result.state not in ("ok", "renamed"):
            left = message("cli-add-state", repo=ref.repo, state=result.state)
            complain(f"jllm-sync: {said(left, language)}")
            failed = True
        elif result.canonical.lower() not in {one.canonical.lower() for one in new}:
            new.append(result)
    if new:
        seen = [result for ref in listed if isinstance(result := observed.results[ref], Observation)]
        refuse_listed(claims, new, seen)
        drafts, drafted = draft(document, seen, new, section, entry, language, datetime.now(UTC).date())
        if write and not failed:
            for path, data in document.files.items():  # in all of them or in none
                if Path(path).read_bytes() != data:
                    raise UserError(message("cli-changed-meanwhile", file=path))
            for path, data in drafted.files.items():
                if data != document.files[path]:
                    write_whole(Path(path), data.decode())
        if isinstance(document, PagesDocument) and isinstance(drafted, PagesDocument):
            emit(rows_text(document, drafted), output)
            complain("".join(f"{visible(line)}\n" for line in guesses(drafts, language)))
        else:
            emit(as_yaml(drafts, language), output)
        if write and not failed:
            complain(summary(drafts, drafted.catalog, language))
    raise typer.Exit(3 if failed or observed.interrupted is not None else 0)
