"""The texts of issues: of one about an entry, and of the one about the whole catalog."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from jllm_sync.audit import Report
from jllm_sync.catalog.model import Catalog, Entry, Waiver
from jllm_sync.finding import Edit, Evidence, Finding
from jllm_sync.issues.marker import Seen
from jllm_sync.issues.model import Command, IssueSettings
from jllm_sync.issues.ticks import PROPOSALS, box_comment, offered, request_id
from jllm_sync.issues.words import WORDS
from jllm_sync.messages import Language, in_language, said
from jllm_sync.report.escape import code, link, plain, repo_link, title_text, value_text
from jllm_sync.report.words import REASON, SEVERITY
from jllm_sync.rules import RULE_BY_ID

LONGEST_BODY = 65_536
"""Characters that GitHub takes for one body."""
LONGEST_TITLE = 200
_EVIDENCE_SHOWN = 3
_REPOS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Waiting:
    """Requests that wait to be merged."""

    asked: Mapping[str, str] = field(default_factory=dict)
    """The day each was asked for, by its id."""
    pull: int | None = None
    pulled: frozenset[str] = frozenset()
    """Those that stand in the open pull request."""

    def note(self, request: str, language: Language) -> str:
        """What is said beside a ticked box."""
        if request in self.pulled and self.pull is not None:
            return WORDS[language]["pending"].format(date=self.asked[request], pull=self.pull)
        return WORDS[language]["asked"].format(date=self.asked[request])


def entry_title(entry: Entry, findings: Sequence[Finding], language: Language) -> str:
    """An issue's title: the entry and what is wrong with it."""
    name = title_text(in_language(entry.title, language), LONGEST_TITLE // 2)
    rules = list(dict.fromkeys(finding.rule for finding in findings))
    if not rules:
        return WORDS[language]["title_quiet"].format(name=name)
    shown = ", ".join(rules[:3]) + (", …" if len(rules) > 3 else "")
    return WORDS[language]["title"].format(name=name, rules=shown)


def entry_text(
    catalog: Catalog,
    entry: Entry,
    findings: Sequence[Finding],
    unchecked: Sequence[Seen],
    settings: IssueSettings,
    waiting: Waiting,
    room: int,
) -> str:
    """The text of an issue about one entry; whatever may change from run to run without news stays out of it.

    Line numbers, say, move whenever somebody edits the catalog above, so the entry's id says where it stands.

    Args:
        catalog: the catalog.
        entry: the entry.
        findings: its open errors and warnings.
        unchecked: findings told of earlier whose repos this run could not observe.
        settings: the language, and where the whole report is.
        waiting: the requests that wait.
        room: how many characters the text may have.
    """
    language = settings.language
    words = WORDS[language]
    name = plain(in_language(entry.title, language), 200)
    head = words["intro"].format(name=name, entry=code(entry.id)) + "\n\n" + words["head"] + "\n" + "|---" * 6 + "|\n"
    rows = [(_row(finding, language), _boxes(finding, language, waiting)) for finding in findings]
    rows += [(_unchecked_row(one, language), "") for one in unchecked]
    decide = f"\n{words['decide']}\n\n{words['decide_intro'].format(file=code(catalog.file))}\n\n"
    foot = f"\n---\n{words['footer']}\n"
    fixed = length(head) + length(decide) + length(foot)
    kept = fitting([length(row) + length(boxes) for row, boxes in rows], room - fixed - 400)
    boxes = "".join(boxes for _, boxes in rows[:kept])
    return (
        head
        + "".join(row for row, _ in rows[:kept])
        + cut_note(len(rows) - kept, settings)
        + (decide + boxes if boxes else "")
        + foot
    )


def closed_text(entry_id: str, name: str, why: str, language: Language) -> str:
    """The text of an issue that is closed."""
    return f"**{plain(name, 200)}** ({code(entry_id)}): {why}\n\n---\n{WORDS[language]['footer']}\n"


def finding_line(finding: Finding, language: Language) -> str:
    """A finding on one line of a comment."""
    return (
        f"- {SEVERITY[language][finding.severity]} `{finding.rule}` {repo_link(finding.repo, finding.kind)}: "
        + plain(finding.message[language])
    )


def length(text: str) -> int:
    """A text's length as GitHub may count it: characters beyond the BMP as two."""
    return len(text) + sum(character > "\uffff" for character in text)


def fitting(lengths: Sequence[int], room: int) -> int:
    """How many pieces fit into the room."""
    for place, one in enumerate(lengths):
        room -= one
        if room < 0:
            return place
    return len(lengths)


def cut_note(count: int, settings: IssueSettings) -> str:
    """What is said where rows were cut off."""
    words = WORDS[settings.language]
    if count == 0:
        return ""
    url = settings.artifact_url
    where = words["cut_link"].format(url=url) if url else words["cut_no_link"]
    return "\n" + words["cut"].format(count=count, where=where) + "\n"


def _row(finding: Finding, language: Language) -> str:
    claim, hub = "–", plain(finding.message[language])
    if finding.field and finding.claim and finding.reading:
        claim, hub = code(finding.claim.text), code(finding.reading.text)
    cells = (
        f"{SEVERITY[language][finding.severity]}<br>`{finding.rule}`",
        _repos(finding, language),
        claim,
        hub,
        _evidence(finding.evidence, language),
        _suggestion(finding, language),
    )
    return "| " + " | ".join(cells) + " |\n"


def _unchecked_row(seen: Seen, language: Language) -> str:
    severity = SEVERITY[language].get(seen.severity) or plain(seen.severity, 20)
    repos = "<br>".join(code(repo) for repo in seen.repos[:_REPOS_SHOWN]) or "–"
    return f"| {severity}<br>{code(seen.rule)} | {repos} | – | {WORDS[language]['unchecked']} | – | – |\n"


def _repos(finding: Finding, language: Language) -> str:
    first = repo_link(finding.repo, finding.kind)
    others = [repo for repo in finding.repos if repo != finding.repo]
    if not others:
        return first
    shown = ", ".join(map(code, others[:_REPOS_SHOWN])) + (", …" if len(others) > _REPOS_SHOWN else "")
    return f"{first}<br>{WORDS[language]['variants'].format(count=len(others), repos=shown)}"


def _evidence(evidence: Sequence[Evidence], language: Language) -> str:
    shown = list(dict.fromkeys(_fact(one, language) for one in evidence))
    text = "<br>".join(shown[:_EVIDENCE_SHOWN]) or "–"
    if len(shown) > _EVIDENCE_SHOWN:
        text += "<br>" + WORDS[language]["more_evidence"].format(count=len(shown) - _EVIDENCE_SHOWN)
    return text


def _fact(evidence: Evidence, language: Language) -> str:
    at = f" @ {evidence.revision[:7]}" if evidence.revision else ""
    where = link(code(evidence.file + at), evidence.url)
    if evidence.kind == "report":
        return f"{where} {WORDS[language]['reported']}: {plain(said(evidence.note or '', language), 200)}"
    value = _value_text(evidence.value)
    if evidence.key:
        return f"{where} {code(f'{evidence.key}: {value}', 100)}"
    return f"{where} {code(value, 100)}" if value else where


def _suggestion(finding: Finding, language: Language) -> str:
    words = WORDS[language]
    if finding.fix is None:
        return said(RULE_BY_ID[finding.rule].remedy, language) if finding.rule in RULE_BY_ID else "–"
    lines = [f"{_at(edit, language)}: {suggested_yaml(edit)}" for edit in finding.fix.edits[:_EVIDENCE_SHOWN]]
    if finding.fix.kind == "unsafe":
        lines.append(words["review"])
    return "<br>".join(lines)


def suggested_yaml(edit: Edit) -> str:
    """The line to write into the catalog."""
    return code(f"{edit.path[-1]}: {_value_text(edit.new)}")


def _at(edit: Edit, language: Language) -> str:
    words = WORDS[language]
    if edit.path[-1] == "repo":
        return words["new_id"]
    return words["at_entry"] if len(edit.path) == 2 else words["at_variant"]


def _boxes(finding: Finding, language: Language, waiting: Waiting) -> str:
    return "".join(f"{line}\n" for line in box_lines(finding, language, waiting))


def box_lines(finding: Finding, language: Language, waiting: Waiting) -> Iterator[str]:
    """A finding's checkboxes; one that was ticked stays ticked until it is settled."""
    for command in offered(finding):
        request = request_id(command, finding)
        ticked = request in waiting.asked
        note = f" – {waiting.note(request, language)}" if ticked else ""
        text = _box_text(command, finding, language)
        yield f"- [{'x' if ticked else ' '}] {text}{note} {box_comment(command, finding)}"


def _box_text(command: Command, finding: Finding, language: Language) -> str:
    words = WORDS[language]
    if command == "ignore":
        return f"{plain(finding.message[language])} **{words['ignore']}**"
    what = f"`{finding.rule}`, {code(finding.repo)}"
    if command == "fix" and finding.fix is not None:
        return f"**{words['fix']}**: {what}, {suggested_yaml(finding.fix.edits[0])}"
    return f"**{words['waive']}**: {what}"


def _value_text(value: Any) -> str:
    """A value as YAML would hold it on one line."""
    return "" if value is None else value_text(value)


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
    head = "\n\n".join(_dashboard_head(report, today, language)) + "\n"
    waits = _waits(waiting, language)
    foot = f"\n{words['guide']}\n\n---\n{words['footer']}\n"
    titles = {entry.id: entry.title for entry in report.catalog.entries}
    entry_rows = [_dashboard_row(in_language(titles[e], language), found, issues[e]) for e, found in wanted.items()]
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


def _dashboard_head(report: Report, today: date, language: Language) -> Iterator[str]:
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


def _dashboard_row(title: str, findings: Sequence[Finding], issue: str) -> str:
    counts = Counter(finding.severity for finding in findings)
    rules = ", ".join(f"`{rule}`" for rule in dict.fromkeys(finding.rule for finding in findings))
    return f"| {plain(title, 200)} | {counts['error']} | {counts['warning']} | {rules} | {issue} |\n"
