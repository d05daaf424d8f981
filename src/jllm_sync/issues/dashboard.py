"""The text of the one issue about the whole catalog."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from jllm_sync.audit import Report
from jllm_sync.catalog.model import Catalog, Waiver
from jllm_sync.finding import Finding
from jllm_sync.issues.body import Waiting, box_lines, cut_note, fitting, length
from jllm_sync.issues.commands import PROPOSALS
from jllm_sync.issues.model import IssueSettings
from jllm_sync.issues.words import WORDS
from jllm_sync.messages import Language, in_language
from jllm_sync.report.markdown_text import code, plain, title_text
from jllm_sync.report.words import REASON

SOON = timedelta(days=14)
"""A waiver that runs out within this time is announced."""


def dashboard_title(catalog: Catalog, language: Language) -> str:
    """The dashboard's title."""
    return WORDS[language]["title_dashboard"].format(name=title_text(in_language(catalog.title, language), 150))


def proposals(report: Report) -> tuple[Finding, ...]:
    """The findings that propose repos the catalog lacks."""
    return tuple(finding for finding in report.open if finding.rule in PROPOSALS)


def expiring(catalog: Catalog, today: date) -> Iterator[tuple[str, Waiver]]:
    """The waivers that run out soon, each with the id of its entry or its repo."""
    for entry in catalog.entries:
        carriers = [(entry.id, entry.waivers), *((variant.repo, variant.waivers) for variant in entry.variants)]
        for what, waivers in carriers:
            for waiver in waivers:
                if waiver.until is not None and today <= waiver.until <= today + SOON:
                    yield what, waiver


def dashboard_text(
    report: Report,
    wanted: Mapping[str, Sequence[Finding]],
    issues: Mapping[str, str],
    settings: IssueSettings,
    today: date,
    waiting: Waiting,
    room: int,
) -> str:
    """The dashboard's text.

    Args:
        report: the run.
        wanted: the entries with errors or warnings, and these findings.
        issues: what stands in the column of issues, by entry.
        settings: the language, and where the whole report is.
        today: the day of the run.
        waiting: the requests that wait.
        room: how many characters the text may have.
    """
    language = settings.language
    words = WORDS[language]
    head = "\n\n".join(_head(report, today, language)) + "\n"
    waits = _waits(waiting, language)
    foot = f"\n{words['guide']}\n\n---\n{words['footer']}\n"
    titles = {entry.id: entry.title for entry in report.catalog.entries}
    entry_rows = [_row(in_language(titles[e], language), found, issues[e]) for e, found in wanted.items()]
    proposal_rows = ["".join(f"{line}\n" for line in box_lines(f, language, waiting)) for f in proposals(report)]
    expiring_rows = [
        "- "
        + words["expiring_row"].format(
            rule=f"`{waiver.rule}`", what=code(what), until=waiver.until, reason=plain(waiver.reason, 200)
        )
        + "\n"
        for what, waiver in expiring(report.catalog, today)
    ]
    parts = [
        (f"\n{words['entries']}\n\n{words['entries_head']}\n|---|--:|--:|---|---|\n", entry_rows),
        (f"\n{words['expiring']}\n\n", expiring_rows),
        (f"\n{words['proposals']}\n\n", proposal_rows),
    ]
    room -= length(head) + length(waits) + length(foot)
    text = head + waits
    for heading, rows in parts:
        room -= length(heading) + 400  # so much for a note on what was cut
        if not rows:
            text += f"\n{words['none']}\n" if rows is entry_rows else ""
            continue
        kept = fitting([length(row) for row in rows], room)
        room -= sum(length(row) for row in rows[:kept])
        text += heading + "".join(rows[:kept]) + cut_note(len(rows) - kept, settings)
    return text + foot


def _head(report: Report, today: date, language: Language) -> Iterator[str]:
    words, coverage, cost = WORDS[language], report.coverage, report.cost
    if not coverage.complete:
        yield words["incomplete"]
    yield words["summary"].format(**report.summary)
    recorded = words["recorded"].format(date=plain(report.origin.recorded_at or "?", 40))
    hub = recorded if report.origin.kind == "recorded" else words["live"]
    yield words["ran"].format(date=today.isoformat(), catalog=code(report.catalog.file), hub=hub)
    parts = [words["coverage"].format(observed=coverage.observed, repos=coverage.repos)]
    for reason, count in Counter(result.reason for result in coverage.unobserved).items():
        parts.append(words["unobserved"].format(count=count, reason=REASON[language][reason]))
    if coverage.unaudited_entries:
        parts.append(words["unaudited"].format(count=len(coverage.unaudited_entries)))
    requests = cost.api_requests + cost.resolver_requests
    if requests:
        parts.append(words["cost"].format(requests=requests, megabytes=cost.bytes / 1e6, seconds=cost.seconds))
    yield ("; " if language == "en" else "、").join(parts) + ("." if language == "en" else "。")


def _waits(waiting: Waiting, language: Language) -> str:
    if waiting.pull is not None:
        return f"\n{WORDS[language]['pull'].format(number=waiting.pull)}\n"
    if waiting.asked:
        return f"\n{WORDS[language]['pull_next'].format(count=len(waiting.asked))}\n"
    return ""


def _row(title: str, findings: Sequence[Finding], issue: str) -> str:
    counts = Counter(finding.severity for finding in findings)
    rules = ", ".join(f"`{rule}`" for rule in dict.fromkeys(finding.rule for finding in findings))
    return f"| {plain(title, 200)} | {counts['error']} | {counts['warning']} | {rules} | {issue} |\n"
