"""jllm-sync init and import: a first catalog, from repos on the Hub or from a list's Markdown pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jllm_sync.cli import options
from jllm_sync.errors import UserError
from jllm_sync.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jllm_sync.repo import RepoRef


def init(
    repo: Annotated[
        list[str] | None,
        typer.Argument(metavar="REPO...", help="Repo IDs, or addresses on the Hub.", show_default=False),
    ] = None,
    from_: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="Take the repos of this file: IDs or addresses, one a line, or links and from_pretrained in a source.",
        ),
    ] = None,
    owner: Annotated[
        list[str] | None, typer.Option("--owner", metavar="OWNER", help="Take all models of this owner; repeatable.")
    ] = None,
    collection: Annotated[
        list[str] | None,
        typer.Option(
            "--collection", metavar="SLUG", help="Take the repos of this collection: OWNER/TITLE-ID; repeatable."
        ),
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The catalog to write.")] = Path(
        "catalog.yaml"
    ),
    hub: options.Hub = "live",
    state: options.State = None,
    no_state: options.NoState = False,
    max_requests: options.MaxRequests = None,
    max_wait: options.MaxWait = None,
    jobs: options.Jobs = 8,
    lang: options.Lang = None,
    no_progress: options.NoProgress = False,
) -> None:
    """Write a first catalog: its claims are what the Hub says today, and what is a guess carries a comment.

    Repos of one family become one entry, sections follow their tasks. An existing file is never written over. Exit
    codes: 0, 2 the command line is wrong or the file exists, 3 a repo could not be observed: the others are written.

    \b
    Examples:
      jllm-sync init Qwen/Qwen3-8B mistralai/Mistral-7B-Instruct-v0.3
      jllm-sync init --owner Qwen
      jllm-sync init --collection Qwen/qwen3-67dd247413f0e2e4f653967f
      jllm-sync init --from models.txt -o models.yaml
      jllm-sync init --from app/serve.py
    """
    import shlex
    from datetime import UTC, datetime

    from jllm_sync.audit import Selection, files_of
    from jllm_sync.cli.output import complain, emit, language, write_whole
    from jllm_sync.cli.session import HubChoice, session
    from jllm_sync.drafting.draft import first_catalog
    from jllm_sync.errors import UserError
    from jllm_sync.hub.observation import Observation
    from jllm_sync.messages import said
    from jllm_sync.report.escape import visible

    if output.exists():
        raise UserError(message("cli-file-exists", file=str(output)))
    named = _named(repo or (), from_)
    if not (named or owner or collection):
        raise UserError(message("cli-init-nothing"))
    choice = HubChoice(hub, state, no_state, max_requests, max_wait, jobs, progress=not no_progress)
    with session(choice) as source:
        lists = [(name, source.owned(name)) for name in owner or ()]
        lists += [(slug, source.collected(_slug(slug))) for slug in collection or ()]
        if empty := next((name for name, found in lists if not found), None):
            raise UserError(message("cli-init-nothing-of", name=empty))
        every = [*named, *(ref for _, found in lists for ref in found)]
        refs = list({ref.repo.lower(): ref for ref in reversed(every)}.values())[::-1]
        observed = source.observe(refs, files_of(Selection()))
    reader, new, failed = language(), dict[str, Observation](), False
    for ref in refs:
        result = observed.results[ref]
        if isinstance(result, Observation) and result.state in ("ok", "renamed"):
            new.setdefault(result.canonical.lower(), result)
            continue
        failed = True
        if isinstance(result, Observation):
            left = message("cli-add-state", repo=ref.repo, state=result.state)
        else:
            why = said(result.detail or message(f"unobserved-{result.reason}"), reader)
            left = message("cli-add-not-drafted", repo=visible(ref.repo), why=visible(why))
        complain(f"jllm-sync: {said(left, reader)}")
    if new:
        document = first_catalog(list(new.values()), reader, datetime.now(UTC).date())
        write_whole(output, document.files[document.file].decode(), new=True)
        catalog = document.catalog
        counts = {"sections": len(catalog.sections), "entries": len(catalog.entries), "variants": len(new)}
        command = shlex.join(["jllm-sync", "check", *([] if output == options.DEFAULT_CATALOG else [str(output)])])
        emit(said(message("cli-init-written", file=str(output), command=command, **counts), reader) + "\n", None)
    raise typer.Exit(3 if failed or observed.interrupted is not None else 0)


def _named(repos: Iterable[str], file: Path | None) -> list[RepoRef]:
    """The repos that the command line and a file name, each once. Raises UserError."""
    import os

    from jllm_sync.catalog.yaml.reader import read_bytes
    from jllm_sync.drafting.draft import repos_in
    from jllm_sync.errors import UserError
    from jllm_sync.report.show import repo_of

    found: dict[str, RepoRef] = {}
    for text in repos:
        if (ref := repo_of(text)) is None:
            raise UserError(message("add-no-id", repo=text))
        found.setdefault(ref.repo.lower(), ref)
    if file is not None:
        if not os.path.lexists(file):
            raise UserError(message("cli-init-no-file", file=str(file)))
        named = repos_in(read_bytes(file).decode("utf-8", "replace"))
        if not named:
            raise UserError(message("cli-init-nothing-in", file=str(file)))
        for ref in named:
            found.setdefault(ref.repo.lower(), ref)
    return list(found.values())


def _slug(text: str) -> str:
    """A collection's slug, which the address of its page ends with."""
    return text.rstrip("/").rpartition("/collections/")[2]


def import_(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="One page a language, as FILE or LANGUAGE=FILE.")
    ],
    output: Annotated[Path | None, options.output("The catalog to write; - is standard output.")],
    quiet: Annotated[bool, options.quiet("List nothing: neither what differs nor what reached no field.")] = False,
    lang: options.Lang = None,
) -> None:
    """Read a list's Markdown tables into a new catalog; where no table links to the Hub, the items of its lists.

    The first page is the master: claims come from it, names, labels and developers from all. An existing file is never
    overwritten. What differs between the languages, and every piece of a cell that reached no field, is listed on
    stderr with file and line; the rest is imported all the same. Exit codes: 0 imported, whatever is listed; 2 a page
    cannot be read, or the catalog cannot be written.

    \b
    Examples:
      jllm-sync import README.md en/README.md fr/README.md -o catalog.yaml
      jllm-sync import de=liste.md -o catalog.yaml
    """
    from jllm_sync.catalog.pages.document import PageFile, PagesDocument
    from jllm_sync.catalog.pages.listing import import_list
    from jllm_sync.catalog.pages.markdown import format_notices
    from jllm_sync.catalog.yaml.emit import emit as as_yaml
    from jllm_sync.catalog.yaml.reader import read_bytes
    from jllm_sync.cli import catalogs
    from jllm_sync.cli.catalogs import PAGE
    from jllm_sync.cli.output import complain, emit, write_whole
    from jllm_sync.messages import said
    from jllm_sync.report.escape import visible

    if output is not None and output.is_file():  # said before the work, and once more by the writing itself
        raise UserError(message("cli-file-exists", file=str(output)))
    named = [PAGE.fullmatch(file) for file in files]
    paths = [(Path(page[2]), page[1]) if page else (Path(file), None) for page, file in zip(named, files, strict=True)]
    pages = [PageFile(str(path), read_bytes(path), language) for path, language in paths]
    document = PagesDocument(pages)
    imported = import_list(document.sources)
    sections = imported.catalog["sections"]
    entries = [entry for section in sections for entry in section.get("entries", ())]
    repos = sum(len(entry.get("variants", ())) for entry in entries)
    if not repos:
        _ = document.catalog  # says where a page has links to the Hub of which none is read
    speaks = catalogs.language(lang)
    counted = said(message("cli-import-counted", sections=len(sections), entries=len(entries), repos=repos), speaks)
    if output is None:
        emit(as_yaml(imported.catalog), None)
    else:
        write_whole(output, as_yaml(imported.catalog), new=True)
    if quiet:
        return
    complain("\n".join(visible(line, 2000) for line in format_notices(imported.notices, speaks).split("\n")))
    if output is None:
        complain(counted)
    else:
        emit(f"{output}: {counted}\n", None)
