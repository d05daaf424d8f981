"""What the commands have in common: running the audit, which language, and what was chosen."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from jllm_sync.audit import (
    Baseline,
    Report,
    Selection,
    audit,
    bases_of,
    files_of,
    models_of,
    repos_of,
    without_known,
)
from jllm_sync.catalog.model import Catalog
from jllm_sync.cli import output
from jllm_sync.cli.output import with_near
from jllm_sync.cli.session import HubChoice, session
from jllm_sync.errors import UserError
from jllm_sync.finding import Confidence, FailOn
from jllm_sync.messages import Language, in_all, joined, message
from jllm_sync.report.formats import FORMATS
from jllm_sync.report.history import reads_the_same
from jllm_sync.report.json import read_known
from jllm_sync.report.show import Shown, Wanted
from jllm_sync.rules import RULES

KEEP_DAYS = 30
"""Days for which the state keeps every look of a repo; of older ones it keeps those that read differently."""


def audited(
    catalog: Catalog,
    selection: Selection,
    choice: HubChoice,
    now: datetime,
    baseline: Path | None = None,
    new: bool = False,
) -> Report:
    """Observe and audit what was chosen.

    Args:
        catalog: what is claimed.
        selection: what was chosen of it.
        choice: which Hub.
        now: the time of the run.
        baseline: a report; what it holds already is left out.
        new: leave out, too, what the last run of the state found.

    Raises:
        UserError: the Hub cannot be asked as it was chosen, or nothing is known of a last run.
        KeyboardInterrupt: Ctrl-C or SIGTERM.
    """
    if new and (choice.no_state or choice.hub not in ("live", "state")):
        raise UserError(message("cli-new-no-state"))
    known: frozenset[tuple[str, str]] = read_known(baseline) if baseline is not None else frozenset()
    with session(choice) as hub:
        everything = repos_of(catalog, Selection())
        observed = hub.observe(repos_of(catalog, selection), files_of(selection, catalog), everything)
        report = audit(catalog, observed, selection, now.date())
        last = hub.last_findings(catalog)
        hub.remember(report)
        hub.tidy(catalog.settings.get("history", {}).get("keep_days", KEEP_DAYS), reads_the_same)
    if new and last is None:
        report = replace(report, notes=(*report.notes, in_all(message("run-no-last", catalog=catalog.file))))
    if baseline is None and not new:
        return replace(report, known=last)
    known |= last if new and last else frozenset()
    file = str(baseline) if baseline is not None else None
    return without_known(report, known, Baseline(file, new))


def looked_up(catalog: Catalog, wanted: Wanted, choice: HubChoice) -> tuple[list[Shown], bool]:
    """Observe what was asked for, and the listed models that adapters among it are made for.

    Returns:
        What to show, and whether nothing was left open.
    """
    files = files_of(Selection())
    with session(choice) as hub:
        observed = hub.observe([ref for ref, _ in wanted.repos], files, repos_of(catalog, Selection()))
        models, complete = models_of(observed.results.values()), observed.complete
        if bases := bases_of(catalog, models):
            more = hub.observe(bases, files, repos_of(catalog, Selection()))
            models, complete = models_of(more.results.values()) | models, complete and more.complete
    shown = [Shown(ref.repo, ref.kind, variant, observed.results[ref], models) for ref, variant in wanted.repos]
    return shown, complete


def language(option: Language | None, catalog: Catalog | None = None) -> Language:
    """The language of messages: the option, the settings of the catalog if there is one, the locale, English."""
    if option is not None:
        return option
    if catalog is not None and (setting := catalog.settings.get("language")):
        output.speak(setting=setting)
    return output.language()


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
        raise UserError(message("cli-leaves-no-entry", options=_typed(selection), catalog=catalog.file))
    if selection.repos and not repos_of(catalog, selection):
        raise UserError(message("cli-leaves-no-repo", options=_typed(selection), catalog=catalog.file))
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
        raise UserError(message("cli-no-owner", where=_typed(selection) or catalog.file))
    for glob in globs:
        owner, slash, _ = glob.lower().partition("/")
        if slash and not re.search(r"[*?[]", owner) and owner not in owners:
            named = {"glob": glob, "catalog": catalog.file, "owner": glob.partition("/")[0]}
            key = "cli-owner-unlisted-there" if _typed(selection) else "cli-owner-unlisted"
            raise UserError(with_near(message(key, options=_typed(selection), **named), owner, owners))


def check_selection(catalog: Catalog, selection: Selection) -> None:
    """Raise UserError where the command line names what the catalog does not have."""
    language(None, catalog)
    sections = [section.id for section in catalog.sections]
    for wanted in selection.sections:
        if not any(id_ == wanted or id_.startswith(f"{wanted}/") for id_ in sections):
            unknown = message("cli-no-such-section", wanted=wanted, catalog=catalog.file)
            raise UserError(with_near(unknown, wanted, sections))
    entries = [entry.id for entry in catalog.entries]
    for wanted in selection.entries:
        if wanted not in entries:
            unknown = message("cli-no-such-entry", wanted=wanted, catalog=catalog.file)
            raise UserError(with_near(unknown, wanted, entries))
    for option, rules in (("--rule", selection.rules), ("--skip-rule", selection.skipped_rules)):
        for wanted in rules:
            check_rule(option, wanted)
    repos = [listed.repo for e in catalog.entries for listed in e.variants]
    repos += [mentioned.repo for e in catalog.entries for mentioned in e.references]
    for glob in selection.repos:
        if not any(Selection(repos=(glob,)).takes_repo(repo) for repo in repos):
            raise UserError(with_near(message("cli-no-repo-matches", glob=glob, catalog=catalog.file), glob, repos))


def check_rule(option: str, wanted: str) -> None:
    """Raise UserError where there is no rule of this id."""
    rules = [rule.id for rule in RULES]
    if wanted not in rules:
        unknown = message("cli-no-such-rule", option=option, wanted=wanted)
        raise UserError(with_near(unknown, wanted, rules, otherwise=message("cli-rules", rules=joined(rules))))


def _typed(selection: Selection) -> str:
    """The narrowing as it was typed."""
    options = (("--section", selection.sections), ("--entry", selection.entries), ("--repo", selection.repos))
    return " ".join(f"{option} {value}" for option, values in options for value in values)


def also_to(options: Iterable[str]) -> list[tuple[str, Path | None]]:
    """What each ``--also FORMAT=FILE`` asks for; None is standard output. Raises UserError."""
    wanted = []
    for option in options:
        name, _, file = option.partition("=")
        if name not in FORMATS or not file:
            raise UserError(message("cli-also", option=option, formats=joined(FORMATS)))
        wanted.append((name, output.file_or_stdout(Path(file))))
    return wanted


def checkout() -> Path:
    """The top folder of the checkout: what GitHub Actions says, or the working directory."""
    return Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd())
