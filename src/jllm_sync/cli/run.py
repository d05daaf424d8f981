"""What the commands have in common: running the audit, which language, and what was chosen."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable
from datetime import datetime

from jllm_sync.audit import Report, Selection, audit, bases_of, files_of, models_of, repos_of
from jllm_sync.catalog.model import Catalog
from jllm_sync.cli.session import HubChoice, session
from jllm_sync.errors import UserError
from jllm_sync.finding import Confidence, FailOn
from jllm_sync.messages import LANGUAGES, Language
from jllm_sync.report.show import Shown, Wanted
from jllm_sync.rules import RULES


def audited(catalog: Catalog, selection: Selection, choice: HubChoice, now: datetime) -> Report:
    """Observe and audit what was chosen. Raises UserError; ends the program with 130 when it is interrupted."""
    with session(choice) as hub:
        observed = hub.observe(repos_of(catalog, selection), files_of(selection, catalog))
        report = audit(catalog, observed, selection, now.date())
        hub.remember(report.findings)
    return report


def looked_up(catalog: Catalog, wanted: Wanted, choice: HubChoice) -> tuple[list[Shown], bool]:
    """Observe what was asked for, and the listed models that adapters among it are made for.

    Returns:
        What to show, and whether nothing was left open.
    """
    files = files_of(Selection())
    with session(choice) as hub:
        observed = hub.observe([ref for ref, _ in wanted.repos], files)
        models, complete = models_of(observed.results.values()), observed.complete
        if bases := bases_of(catalog, models):
            more = hub.observe(bases, files)
            models, complete = models_of(more.results.values()) | models, complete and more.complete
    shown = [Shown(ref.repo, ref.kind, variant, observed.results[ref], models) for ref, variant in wanted.repos]
    return shown, complete


def language(option: Language | None, catalog: Catalog | None = None) -> Language:
    """The language of messages: the option, the settings of the catalog if there is one, the locale, English."""
    if option is not None:
        return option
    if catalog is not None and "language" in catalog.settings:
        setting: Language = catalog.settings["language"]
        return setting
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return next((known for known in LANGUAGES if value.startswith(known)), LANGUAGES[0])
    return LANGUAGES[0]


def fail_on(option: FailOn | None, catalog: Catalog) -> FailOn:
    """Which severity makes exit code 1: the option, the catalog's settings, error."""
    setting: FailOn = catalog.settings.get("fail_on", "error")
    return option if option is not None else setting


def chosen(
    catalog: Catalog,
    section: Iterable[str] | None = None,
    entry: Iterable[str] | None = None,
    repo: Iterable[str] | None = None,
    rule: Iterable[str] | None = None,
    min_confidence: Confidence = "medium",
    skip_rule: Iterable[str] | None = None,
) -> Selection:
    """The part of the catalog that the narrowing options name.

    Raises:
        UserError: the catalog lacks what one of them names, or all together leave nothing of it.
    """
    selection = Selection(
        sections=tuple(section or ()),
        entries=tuple(entry or ()),
        repos=tuple(repo or ()),
        rules=tuple(rule or ()),
        skipped_rules=tuple(skip_rule or ()),
        min_confidence=min_confidence,
    )
    check_selection(catalog, selection)
    entries = any(selection.takes_entry(entry) for entry in catalog.entries)
    if (selection.sections or selection.entries) and not entries:
        raise UserError(f"{_typed(selection)}: this leaves no entry of {catalog.file}")
    if selection.repos and not repos_of(catalog, selection):
        raise UserError(f"{_typed(selection)}: this leaves no repo of {catalog.file}")
    return selection


def check_owners(catalog: Catalog, selection: Selection, globs: Iterable[str]) -> None:
    """Look at globs of repos that the catalog lacks: they can only be found with the owners that are looked at.

    Args:
        catalog: the catalog.
        selection: the part of it whose owners are looked at.
        globs: what --repo says.

    Raises:
        UserError: no listed repo is of the owner that one of them names, or the part names no repo at all.
    """
    owners = {ref.repo.partition("/")[0].lower(): None for ref in repos_of(catalog, selection) if "/" in ref.repo}
    if not owners:
        raise UserError(f"{_typed(selection) or catalog.file}: no repo is listed there, so there is no owner to ask")
    for glob in globs:
        owner, slash, _ = glob.lower().partition("/")
        if slash and not re.search(r"[*?[]", owner) and owner not in owners:
            part = f"what {_typed(selection)} leaves of " if _typed(selection) else ""
            near = _near(owner, owners)
            raise UserError(f"--repo {glob}: {part}{catalog.file} lists no repo of {glob.partition('/')[0]}.{near}")


def check_selection(catalog: Catalog, selection: Selection) -> None:
    """Raise UserError where the command line names what the catalog does not have."""
    sections = [section.id for section in catalog.sections]
    for wanted in selection.sections:
        if not any(id_ == wanted or id_.startswith(f"{wanted}/") for id_ in sections):
            raise UserError(f"--section {wanted}: {catalog.file} has no such section.{_near(wanted, sections)}")
    entries = [entry.id for entry in catalog.entries]
    for wanted in selection.entries:
        if wanted not in entries:
            raise UserError(f"--entry {wanted}: {catalog.file} has no such entry.{_near(wanted, entries)}")
    rules = [rule.id for rule in RULES]
    for option, wanted in (
        *(("--rule", id_) for id_ in selection.rules),
        *(("--skip-rule", id_) for id_ in selection.skipped_rules),
    ):
        if wanted not in rules:
            raise UserError(f"{option} {wanted}: there is no such rule. The rules are {', '.join(rules)}.")
    repos = [listed.repo for e in catalog.entries for listed in e.variants]
    repos += [mentioned.repo for e in catalog.entries for mentioned in e.references]
    for glob in selection.repos:
        if not any(Selection(repos=(glob,)).takes_repo(repo) for repo in repos):
            raise UserError(f"--repo {glob}: no repo of {catalog.file} matches.{_near(glob, repos)}")


def _typed(selection: Selection) -> str:
    """The narrowing as it was typed."""
    options = (("--section", selection.sections), ("--entry", selection.entries), ("--repo", selection.repos))
    return " ".join(f"{option} {value}" for option, values in options for value in values)


def _near(wanted: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(wanted, known, n=3, cutoff=0.5)
    return f" Did you mean {', '.join(near)}?" if near else ""
