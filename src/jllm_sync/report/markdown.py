"""The report as Markdown: the summary of a job, or a page to read; and a finding's cells, for issues too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from jllm_sync.audit import Coverage, Report
from jllm_sync.catalog.model import Catalog, Entry
from jllm_sync.finding import Evidence, Finding
from jllm_sync.messages import Language, Message, in_language, message, said
from jllm_sync.report import Layout, describe
from jllm_sync.report.escape import code, link, plain, repo_link, rule_link

LONGEST_REPORT = 1_000_000
"""Bytes; GitHub takes 1 MiB for the summary of a step, and shows nothing of a longer one."""
_REPOS_SHOWN = 3
_ICON = {"error": "🔴", "warning": "🟡", "info": "🔵"}


def markdown_report(report: Report, layout: Layout, longest: int = LONGEST_REPORT) -> str:
    """The report's text.

    Args:
        report: what to show.
        layout: how.
        longest: how many bytes it may have; rows that do not fit are counted instead.
    """
    language = layout.language
    head = "\n".join(_head(report, language))
    tail = "\n".join(_coverage(report.coverage, language))
    room = longest - len(head.encode()) - len(tail.encode()) - 1000
    lines, left_out = [head], 0
    told = {finding.fingerprint for finding in report.new}
    rest = [finding for finding in report.open if finding.fingerprint not in told]
    graver = [finding for finding in rest if finding.severity != "info"]
    notes = [finding for finding in rest if finding.severity == "info"]
    waived = [finding for finding in report.findings if finding.waiver is not None]
    columns = said(message("markdown-columns"), language)
    for title, folded, findings in (
        (message("markdown-new"), False, report.new),
        (message("markdown-graver" if not told else "markdown-graver-known"), False, graver),
        (message("markdown-notes", count=len(notes)), True, notes),
        (message("markdown-waived", count=len(waived)), True, waived),
    ):
        if not findings:
            continue
        rows: list[str] = []
        for row in _rows(report, findings, language):
            room -= len(row.encode()) + 1
            if room < 0:
                break
            rows.append(row)
        left_out += len(findings) - len(rows)
        table = [f"| {columns} |", "|---|---|---|---|---|---|", *rows]
        lines += _folded(title, table, language) if folded else [f"\n### {said(title, language)}\n", *table]
    if left_out:
        lines.append(f"\n{said(message('markdown-cut', count=left_out), language)}")
    return "\n".join([*lines, tail]) + "\n"


def _head(report: Report, language: Language) -> Iterator[str]:
    coverage = report.coverage
    numbers = said(describe.summary(report), language)
    yield f"## {'' if coverage.complete else '⚠️ '}jllm-sync: {numbers}\n"
    yield said(describe.compared(report, code), language)
    if left_out := describe.left_out(report, code):
        yield f"<br>{said(left_out, language)}"
    if report.known is not None:
        yield f"<br>{said(message('run-new', count=len(report.new)), language)}"
    checked = next(describe.coverage(coverage))  # the rest stands at the end, with its lists
    yield f"<br>{said(checked, language)}"
    if claims := describe.claims(coverage):
        yield f"<br>{said(claims, language)}"
    if not coverage.complete:
        yield f"\n**{said(describe.incomplete(report.coverage), language)}**"
    yield from (f"\n{plain(said(note, language))}" for note in report.notes)


def _rows(report: Report, findings: Iterable[Finding], language: Language) -> Iterator[str]:
    entries = {entry.id: entry for entry in report.catalog.entries}
    before = None
    for finding in findings:
        cells = (
            "" if finding.entry == before else _entry(entries[finding.entry], language),
            _what(finding, report.catalog, language),
            *sides_cells(finding, language),
            evidence_cell(finding.evidence, language),
            _waiver(finding, language)
            if finding.waiver
            else said(describe.todo(finding, report.catalog, code), language),
        )
        yield f"| {' | '.join(cells)} |"
        before = finding.entry


def sides_cells(finding: Finding, language: Language) -> tuple[str, str]:
    """What the catalog says and what the Hub says; a finding about the repo itself has only the second."""
    if sides := describe.sides(finding):
        return code(said(sides[0], language)), code(sides[1])
    return "–", plain(said(finding.message, language))


def evidence_cell(evidence: Sequence[Evidence], language: Language) -> str:
    """The evidence, each piece with a link to where it can be read."""
    facts = list(dict.fromkeys(_fact(one, language) for one in evidence))
    shown = facts[: describe.EVIDENCE_SHOWN]
    if len(facts) > len(shown):
        shown.append(said(message("more-than-shown", count=len(facts) - len(shown)), language))
    return "<br>".join(shown) or "–"


def _fact(evidence: Evidence, language: Language) -> str:
    fact = describe.fact(evidence)
    source = said(fact.source, language)
    text = link(plain(source) if isinstance(fact.source, Message) else code(source, 80), fact.url)
    if fact.says:
        text += f" {code(said(fact.says, language))}"
    if fact.revision:
        text += f" @ {code(fact.revision)}"
    if fact.note:
        text = said(message("evidence-noted", evidence=text, note=plain(said(fact.note, language), 200)), language)
    return text


def _entry(entry: Entry, language: Language) -> str:
    return f"**{plain(in_language(entry.title, language))}**<br>{plain(entry.section)}"


def _what(finding: Finding, catalog: Catalog, language: Language) -> str:
    place, rule = finding.location, rule_link(finding.rule)
    if catalog.pages is None:
        line = message("markdown-line", rule=rule, line=str(place.line))
    else:  # a line alone could be any page's
        line = message("markdown-place", rule=rule, place=code(f"{place.file}:{place.line}"))
    severity = said(message(f"severity-{finding.severity}"), language)
    parts = [f"{_ICON[finding.severity]} {severity} {said(line, language)}"]
    repos = finding.repos or (finding.repo,)
    parts += (repo_link(repo, finding.kind) for repo in repos[:_REPOS_SHOWN])
    if len(repos) > _REPOS_SHOWN:
        parts.append(said(message("more-than-shown", count=len(repos) - _REPOS_SHOWN), language))
    return "<br>".join(parts)


def _waiver(finding: Finding, language: Language) -> str:
    assert finding.waiver is not None
    reason, until = plain(finding.waiver.reason), finding.waiver.until
    if until is None:
        return said(message("markdown-waiver", reason=reason), language)
    return said(message("markdown-waiver-until", reason=reason, until=until.isoformat()), language)


def _coverage(coverage: Coverage, language: Language) -> Iterator[str]:
    if coverage.unobserved:
        counts = Counter(result.reason for result in coverage.unobserved)
        lines = [f"- {said(message(f'unobserved-{reason}'), language)}: {count}" for reason, count in counts.items()]
        repos = ", ".join(code(result.repo) for result in coverage.unobserved)
        title = message("markdown-unobserved", count=len(coverage.unobserved))
        yield from _folded(title, [*lines, "", repos], language)
    if coverage.unaudited_entries:
        title = message("markdown-unaudited", count=len(coverage.unaudited_entries))
        yield from _folded(title, [", ".join(map(plain, coverage.unaudited_entries))], language)


def _folded(title: Message, lines: Iterable[str], language: Language) -> list[str]:
    return [f"\n<details><summary>{said(title, language)}</summary>\n", *lines, "\n</details>"]
