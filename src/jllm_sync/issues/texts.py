"""The texts of issues: of one about an entry, and of the one about the whole catalog."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from jllm_sync.audit import Report
from jllm_sync.catalog.edit import POSITION
from jllm_sync.catalog.model import Catalog, Entry, Waiver, format_parameters
from jllm_sync.discovery.names import parse_name
from jllm_sync.discovery.proposals import Proposal, kind_said
from jllm_sync.finding import SEVERITIES, Finding, Fix
from jllm_sync.fixes import LONGEST_WRITTEN, is_writable
from jllm_sync.issues.families import Family, families
from jllm_sync.issues.marker import Seen
from jllm_sync.issues.model import Command, IssueSettings, Pulls
from jllm_sync.issues.ticks import WAIVED_DAYS, addition_id, box_comment, can_add, is_plain, offered, request_id
from jllm_sync.messages import Language, Message, Sayable, in_language, joined, message, said
from jllm_sync.report import describe
from jllm_sync.report.escape import code, plain, repo_link, rule_link, title_text
from jllm_sync.report.markdown import evidence_cell, sides_cells

LONGEST_BODY = 65_536
"""Characters that GitHub takes for one body."""
LONGEST_TITLE = 200
_REPOS_SHOWN = 5
_MEMBERS = 12
"""Repos of a proposed family that are shown."""
SOON = timedelta(days=14)
"""A waiver that runs out within this time is announced."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Requests that wait to be merged."""

    asked: Mapping[str, str] = field(default_factory=dict)
    """The day each was asked for, by its id."""
    pull: int | None = None
    pulled: frozenset[str] = frozenset()
    """Those that stand in the open pull request."""
    own: Mapping[str, int] = field(default_factory=dict)
    """The open pull requests of families, each by the id of its request."""
    pulls: Pulls = "made"
    """What becomes of ticked boxes; without pull requests none is offered, and what was ticked before stays."""

    def offers(self, request: str) -> bool:
        """Whether a box is shown."""
        return self.pulls != "none" or request in self.asked

    def note(self, request: str, language: Language) -> str:
        """What is said beside a ticked box."""
        pull = self.own.get(request, self.pull if request in self.pulled else None)
        if pull is not None:
            waits = message("issue-tick-waits", date=self.asked[request], pull=str(pull))
            return said(waits, language)
        key = "issue-tick-asked" if self.pulls == "made" else f"issue-tick-{self.pulls}"
        return said(message(key, date=self.asked[request]), language)


def entry_title(entry: Entry, findings: Sequence[Finding], language: Language) -> str:
    """An issue's title: the entry and what is wrong with it."""
    name = title_text(in_language(entry.title, language), LONGEST_TITLE // 2)
    rules = list(dict.fromkeys(finding.rule for finding in findings))
    if not rules:
        return said(message("issue-title-quiet", name=name), language)
    shown = joined([*rules[:3], *(["…"] if len(rules) > 3 else [])])
    return said(message("issue-title", name=name, rules=shown), language)


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
    name = plain(in_language(entry.title, language), 200)
    if catalog.pages is None:
        intro = said(message("issue-intro", name=name, entry=code(entry.id)), language)
    else:  # no page shows the entry's id
        titles = {section.id: in_language(section.title, language) for section in catalog.sections}
        table = plain(titles.get(entry.section, entry.section), 200)
        intro = said(message("issue-intro-row", name=name, file=code(entry.location.file), table=table), language)
    head = f"{intro}\n\n| {said(message('issue-head'), language)} |\n{'|---' * 6}|\n"
    rows = [(_row(finding, catalog, language), _boxes(finding, catalog, language, waiting)) for finding in findings]
    rows += [(_unchecked_row(one, language), "") for one in unchecked]
    key = "issue-decide-how" if waiting.pulls != "none" else "issue-decide-yourself"
    files = joined([code(file.path) for file in catalog.files] or [code(catalog.file)])
    how = said(message(key, file=files), language)
    decide = f"\n### {said(message('issue-decide'), language)}\n\n{how}\n\n"
    foot = _foot(language)
    fixed = length(head) + length(decide) + length(foot)
    kept = fitting([length(row) + length(boxes) for row, boxes in rows], room - fixed - 400)
    boxes = "".join(boxes for _, boxes in rows[:kept])
    return (
        head
        + "".join(row for row, _ in rows[:kept])
        + cut_note(len(rows) - kept, settings)
        + (decide + boxes if boxes or (findings and waiting.pulls == "none") else "")
        + foot
    )


def closed_text(entry_id: str, name: str, why: str, language: Language) -> str:
    """The text of an issue that is closed."""
    return f"**{plain(name, 200)}** ({code(entry_id)}): {why}\n{_foot(language)}"


def _foot(language: Language) -> str:
    return f"\n---\n{said(message('issue-footer'), language)}\n"


def finding_line(finding: Finding, language: Language) -> str:
    """A finding on one line of a comment."""
    return (
        f"- {said(message(f'severity-{finding.severity}'), language)} {rule_link(finding.rule)} "
        f"{repo_link(finding.repo, finding.kind)}: {plain(said(finding.message, language))}"
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
    if count == 0:
        return ""
    url = settings.artifact_url
    where = message("issue-cut-link", url=url) if url else message("issue-cut-here")
    return f"\n{said(message('issue-cut', count=count, where=where), settings.language)}\n"


def _row(finding: Finding, catalog: Catalog, language: Language) -> str:
    cells = (
        f"{said(message(f'severity-{finding.severity}'), language)}<br>{rule_link(finding.rule)}",
        _repos(finding, language),
        *sides_cells(finding, language),
        evidence_cell(finding.evidence, language),
        said(describe.todo(finding, catalog, code, lines=False), language),
    )
    return "| " + " | ".join(cells) + " |\n"


def _unchecked_row(seen: Seen, language: Language) -> str:
    known = seen.severity in SEVERITIES
    severity = said(message(f"severity-{seen.severity}"), language) if known else plain(seen.severity, 20)
    repos = "<br>".join(code(repo) for repo in seen.repos[:_REPOS_SHOWN]) or "–"
    unchecked = said(message("issue-unchecked"), language)
    return f"| {severity}<br>{code(seen.rule)} | {repos} | – | {unchecked} | – | – |\n"


def _repos(finding: Finding, language: Language) -> str:
    first = repo_link(finding.repo, finding.kind)
    others = [repo for repo in finding.repos if repo != finding.repo]
    if not others:
        return first
    shown = joined([*map(code, others[:_REPOS_SHOWN]), *(["…"] if len(others) > _REPOS_SHOWN else [])])
    return f"{first}<br>{said(message('issue-others', count=len(others), repos=shown), language)}"


def _boxes(finding: Finding, catalog: Catalog, language: Language, waiting: Waiting) -> str:
    return "".join(f"{line}\n" for line in box_lines(finding, catalog, language, waiting))


def box_lines(finding: Finding, catalog: Catalog, language: Language, waiting: Waiting) -> Iterator[str]:
    """A finding's checkboxes; one that was ticked stays ticked until it is settled."""
    for command in offered(finding):
        request = request_id(command, finding)
        if not waiting.offers(request):
            continue
        ticked = request in waiting.asked
        note = f" – {waiting.note(request, language)}" if ticked else ""
        text = _box_text(command, finding, catalog, language)
        if text is None:
            continue
        yield f"- [{'x' if ticked else ' '}] {text}{note} {box_comment(command, finding)}"
    if finding.reading is not None and not is_writable(finding.reading.value):
        why = message("issue-box-unwritable", rule=f"`{finding.rule}`", repo=code(finding.repo), most=LONGEST_WRITTEN)
        yield f"- {said(why, language)}"


def _box_text(command: Command, finding: Finding, catalog: Catalog, language: Language) -> str | None:
    if command == "ignore":
        return said(message("issue-box-ignore", repo=code(finding.repo)), language)
    what = [f"`{finding.rule}`", code(finding.repo)]
    if command == "fix" and finding.fix is not None:
        written = _written(finding.fix, catalog, language)
        if written is None:
            return None
        what.append(written)
        return said(message("issue-box-fix", what=joined(what)), language)
    return said(message("issue-box-waive", days=WAIVED_DAYS, what=joined(what)), language)


def _written(fix: Fix, catalog: Catalog, language: Language) -> str | None:
    """What a fix writes, in short: its first edit as it will stand in the catalog; None where a person has to."""
    if catalog.pages is None:
        return code(describe.yaml_line(fix.edits[0]))
    steps, by_hand = describe.page_steps(fix.edits, catalog)
    if by_hand or not steps:
        return None
    if steps[0].field == POSITION:
        return said(steps[0].said(code, lines=False), language)
    return f"{code(steps[0].old)} → {code(steps[0].new)}" if steps[0].old else code(steps[0].new)


def dashboard_title(catalog: Catalog, language: Language) -> str:
    """The dashboard's title."""
    name = title_text(in_language(catalog.title, language), 150)
    return said(message("dashboard-title", name=name), language)


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
    head = "\n\n".join(_dashboard_head(report, today, language)) + "\n"
    waits = _waits(waiting, language)
    foot = f"\n{said(message('dashboard-guide'), language)}\n{_foot(language)}"
    titles = {entry.id: entry.title for entry in report.catalog.entries}
    entry_rows = [_dashboard_row(in_language(titles[e], language), found, issues[e]) for e, found in wanted.items()]
    proposal_rows = [_family(family, report.catalog, language, waiting) for family in families(report)]
    expiring_rows = [_expiring_row(what, waiver, language) for what, waiver in expiring(report.catalog, today)]
    columns = said(message("dashboard-entries-head"), language)
    parts = [
        (_heading(message("dashboard-entries"), language) + f"| {columns} |\n|---|--:|--:|---|---|\n", entry_rows),
        (_heading(message("dashboard-expiring"), language), expiring_rows),
        (_heading(message("dashboard-proposals"), language), proposal_rows),
    ]
    room -= length(head) + length(waits) + length(foot)
    text = head + waits
    for heading, rows in parts:
        room -= length(heading) + 400  # so much for a note on what was cut
        if not rows:
            text += f"\n{said(message('dashboard-none'), language)}\n" if rows is entry_rows else ""
            continue
        kept = fitting([length(row) for row in rows], room)
        room -= sum(length(row) for row in rows[:kept])
        text += heading + "".join(rows[:kept]) + cut_note(len(rows) - kept, settings)
    return text + foot


def _family(family: Family, catalog: Catalog, language: Language, waiting: Waiting) -> str:
    """A family that is proposed, folded while nothing of it is asked for."""
    group = family.group
    titles = {entry.id: entry.title for entry in catalog.entries}
    where = message("found-into", entry=titles[group.entry]) if group.entry else message("found-new", id=group.section)
    facts: list[Sayable] = [
        where,
        message(f"confidence-{group.confidence}"),
        message("dashboard-repos", count=len(family.findings)),
    ]
    facts += _known(group.created, group.downloads)
    name, told = plain(family.name, 200), plain(said(joined(facts), language))
    lines = [f"- {_proposed(one, language)}" for one in group.proposals[:_MEMBERS]]
    if more := len(group.proposals) - _MEMBERS:
        lines += [f"- {said(message('dashboard-more', count=more), language)}"] if more > 0 else []
    lines += [
        "",
        plain(said(family.findings[0].message, language)),
        "",
        *_family_boxes(family, catalog, language, waiting),
    ]
    requests = [addition_id(family), *(request_id("ignore", finding) for finding in family.findings)]
    is_open = any(request in waiting.asked for request in requests)
    fold = f"<details{' open' if is_open else ''}><summary><b>{name}</b> – {told}</summary>"
    return "\n".join([fold, "", *lines, "", "</details>", ""])


def _proposed(one: Proposal, language: Language) -> str:
    facts: list[Sayable] = [kind_said(one)]
    if size := format_parameters(one.size) if one.size else parse_name(one.repo).size_text:
        facts.append(size)
    repo = repo_link(one.repo) if is_plain(one.repo) else code(one.repo)
    return f"{repo} – {plain(said(joined([*facts, *_known(one.created, one.downloads)]), language))}"


def _known(created: date | None, downloads: int | None) -> Iterator[Sayable]:
    if created is not None:
        yield created.isoformat()
    if downloads is not None:
        yield message("made-downloads", count=downloads)


def _family_boxes(family: Family, catalog: Catalog, language: Language, waiting: Waiting) -> Iterator[str]:
    """The boxes of a family; a box of one repo alone, as dashboards had them before, stays while it is ticked."""
    adding = addition_id(family)
    if can_add(family) and waiting.offers(adding):
        ticked = adding in waiting.asked
        note = f" – {waiting.note(adding, language)}" if ticked else ""
        text = said(message("issue-box-add"), language)
        yield f"- [{'x' if ticked else ' '}] {text}{note} {box_comment('add', family)}"
    offering = [finding for finding in family.findings if "ignore" in offered(finding)]
    asked = [finding for finding in offering if request_id("ignore", finding) in waiting.asked]
    whole = len(asked) == len(offering)
    if offering and (whole or waiting.pulls != "none"):
        note = f" – {waiting.note(request_id('ignore', asked[0]), language)}" if whole else ""
        text = said(message("issue-box-ignore-family", count=len(offering)), language)
        yield f"- [{'x' if whole else ' '}] {text}{note} {box_comment('ignore', family)}"
    if not whole:
        for finding in asked:
            yield from box_lines(finding, catalog, language, waiting)


def _heading(title: Message, language: Language) -> str:
    return f"\n### {said(title, language)}\n\n"


def _expiring_row(what: str, waiver: Waiver, language: Language) -> str:
    row = message(
        "dashboard-expiring-row",
        rule=f"`{waiver.rule}`",
        what=code(what),
        until=str(waiver.until),
        reason=plain(waiver.reason, 200),
    )
    return f"- {said(row, language)}\n"


def _dashboard_head(report: Report, today: date, language: Language) -> Iterator[str]:
    cost = report.cost
    if not report.coverage.complete:
        yield f"> [!WARNING]\n> {said(message('dashboard-incomplete'), language)}"
    yield f"**{said(message('run-summary', **report.summary), language)}**"
    ran = message("dashboard-ran", date=today.isoformat(), compared=describe.compared(report, code))
    yield said(ran, language)
    parts = [*describe.coverage(report.coverage)]
    if requests := cost.api_requests + cost.resolver_requests:
        megabytes, seconds = f"{cost.bytes / 1e6:.1f}", round(cost.seconds)
        parts.append(message("dashboard-cost", requests=requests, megabytes=megabytes, seconds=seconds))
    yield said(message("dashboard-sentence", words=joined(parts, "clause")), language)


def _waits(waiting: Waiting, language: Language) -> str:
    if waiting.pull is not None:
        return f"\n{said(message('dashboard-pull', number=str(waiting.pull)), language)}\n"
    if left := len(waiting.asked.keys() - waiting.own.keys()):
        key = "dashboard-pull-next" if waiting.pulls == "made" else f"dashboard-pull-{waiting.pulls}"
        return f"\n{said(message(key, count=left), language)}\n"
    return ""


def _dashboard_row(title: str, findings: Sequence[Finding], issue: str) -> str:
    counts = Counter(finding.severity for finding in findings)
    rules = ", ".join(f"`{rule}`" for rule in dict.fromkeys(finding.rule for finding in findings))
    return f"| {plain(title, 200)} | {counts['error']} | {counts['warning']} | {rules} | {issue} |\n"
