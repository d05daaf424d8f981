"""jllm-sync add: draft catalog entries from the Hub."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jllm_sync.cli import options

if TYPE_CHECKING:
    from jllm_sync.catalog.edit import CatalogText
    from jllm_sync.cli.session import HubChoice
    from jllm_sync.drafting.writing import Draft
    from jllm_sync.messages import Language, Message


@dataclass(frozen=True, slots=True)
class Made:
    """Drafts of repos, and the catalog with them in it."""

    drafts: Sequence[Draft]
    after: CatalogText
    left: Sequence[Message]
    """What was not drafted, and why."""
    interrupted: bool


def drafted(
    document: CatalogText,
    repos: Sequence[str],
    choice: HubChoice,
    language: Language,
    section: str | None = None,
    entry: str | None = None,
    cells: Mapping[str, Mapping[str, str]] | None = None,
) -> Made:
    """Observe repos and draft them into a catalog, as far as they were seen.

    Args:
        document: the catalog.
        repos: IDs or pages of repos.
        choice: where the observations come from.
        language: the language of comments.
        section: the section of new entries, where it is not the probable one.
        entry: the entry that all are added to.
        cells: what a person says of new rows in pages, by column and language.

    Raises:
        UserError: one is no repo or is listed already, or the catalog's layout takes no addition.
    """
    from datetime import UTC, datetime

    from jllm_sync.audit import Selection, files_of, repos_of
    from jllm_sync.cli.session import session
    from jllm_sync.drafting.draft import draft, refuse_listed, related_listed, to_add
    from jllm_sync.hub.observation import Observation
    from jllm_sync.messages import message
    from jllm_sync.repo import RepoRef

    claims = document.catalog
    refs = to_add(claims, repos)
    listed = related_listed(claims, refs)
    if choice.hub != "live":  # what is at hand costs no request: all of it says where a new family belongs
        listed = [RepoRef(variant.repo) for _, variant in claims.models().values()]
    with session(choice) as source:
        observed = source.observe([*refs, *listed], files_of(Selection()), repos_of(claims, Selection()))
    new: list[Observation] = []
    left: list[Message] = []
    for ref in refs:
        result = observed.results[ref]
        if not isinstance(result, Observation):
            why = result.detail or message(f"unobserved-{result.reason}")
            left.append(message("cli-add-not-drafted", repo=ref.repo, why=why))
        elif result.state not in ("ok", "renamed"):
            left.append(message("cli-add-state", repo=ref.repo, state=result.state))
        elif result.canonical.lower() not in {one.canonical.lower() for one in new}:
            new.append(result)
    drafts: Sequence[Draft] = ()
    after = document
    if new:
        seen = [result for ref in listed if isinstance(result := observed.results[ref], Observation)]
        refuse_listed(claims, new, seen)
        drafts, after = draft(document, seen, new, section, entry, language, datetime.now(UTC).date(), cells=cells)
    return Made(drafts, after, left, observed.interrupted is not None)


def _cells(options: Sequence[str], document: CatalogText) -> dict[str, dict[str, str]]:
    """What --cell says, by column and language. Raises UserError where the pages have no such cell."""
    from jllm_sync.catalog.pages.document import PagesDocument
    from jllm_sync.errors import UserError
    from jllm_sync.messages import joined, message

    found: dict[str, dict[str, str]] = {}
    for option in options:
        where, equals, text = option.partition("=")
        column, _, language = where.partition(":")
        if not isinstance(document, PagesDocument):
            raise UserError(message("cli-add-cell-pages", option=option, file=document.file))
        columns = sorted({name for row in document.read.drafts for name in row.record.master.cells})
        languages = [source.language for source in document.sources]
        if not equals or column not in columns or (language and language not in languages):
            known = {"columns": joined(columns), "languages": joined(languages)}
            raise UserError(message("cli-add-cell", option=option, **known))
        if re.search(r"[\r\n\0]|(?<!\\)\|", text):
            raise UserError(message("cli-add-cell-breaks", option=option))
        found.setdefault(column, {})[language] = text.strip()
    return found


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
    cell: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COLUMN[:LANG]=TEXT",
            help="What no repo says of a new row in pages: name, training, domain, year, …, as Markdown; repeatable.",
        ),
    ] = None,
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
      jllm-sync add acme/kumo-7b --catalog README.md --catalog en/README.md --cell year=2026
    """
    from jllm_sync.audit import Selection
    from jllm_sync.catalog.pages.document import PagesDocument
    from jllm_sync.cli import catalogs
    from jllm_sync.cli.catalogs import open_catalog
    from jllm_sync.cli.output import complain, emit, write_whole
    from jllm_sync.cli.session import HubChoice
    from jllm_sync.drafting.writing import as_yaml, contested, guesses, rows_text, summary
    from jllm_sync.errors import UserError
    from jllm_sync.messages import message, said
    from jllm_sync.report.escape import visible

    if entry is not None and section is not None:
        raise UserError(message("cli-add-both"))
    document = open_catalog(catalog, settings)
    claims = document.catalog
    if claims.sections:  # a catalog without sections gets one
        sections, entries = (section,) if section else (), (entry,) if entry else ()
        catalogs.check_selection(claims, Selection(sections=sections, entries=entries))
    if section is not None and claims.sections and section not in {one.id for one in claims.sections}:
        raise UserError(message("cli-add-section", section=section, catalog=document.file))
    language = catalogs.language(lang, claims)
    cells = _cells(cell or (), document)
    made = drafted(document, repo, HubChoice(hub, state, no_state), language, section, entry, cells)
    for left in made.left:
        complain(f"jllm-sync: {visible(said(left, language))}")
    failed = bool(made.left)
    if made.drafts:
        drafts, after = made.drafts, made.after
        if write and not failed:
            for path, data in document.files.items():  # in all of them or in none
                if Path(path).read_bytes() != data:
                    raise UserError(message("cli-changed-meanwhile", file=path))
            for path, data in after.files.items():
                if data != document.files[path]:
                    write_whole(Path(path), data.decode())
        if isinstance(document, PagesDocument) and isinstance(after, PagesDocument):
            emit(rows_text(document, after), output)
            complain("".join(f"{visible(line)}\n" for line in guesses(drafts, language)))
        else:
            emit(as_yaml(drafts, language), output)
            for doubt in (made_of for one in drafts for made_of in contested(one)):
                complain(f"jllm-sync: {visible(said(doubt, language))}")
        if write and not failed:
            complain(summary(drafts, after.catalog, language))
    raise typer.Exit(3 if failed or made.interrupted else 0)
