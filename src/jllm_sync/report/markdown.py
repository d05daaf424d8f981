"""The report as Markdown: the summary of a job, or a page to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from jllm_sync.audit import Coverage, Report
from jllm_sync.catalog.model import Entry
from jllm_sync.finding import Evidence, Finding
from jllm_sync.messages import Language, in_language, said
from jllm_sync.report.escape import code, link, plain, repo_link, visible_value
from jllm_sync.report.formats import Layout
from jllm_sync.report.suggestion import suggestion
from jllm_sync.report.words import REASON, SEVERITY, WORDS, claims_line

LONGEST_REPORT = 1_000_000
"""Bytes; GitHub takes 1 MiB for the summary of a step, and shows nothing of a longer one."""
_EVIDENCE_SHOWN = 3
_ICON = {"error": "🔴", "warning": "🟡", "info": "🔵"}
_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "columns": "Entry | Finding | Catalog says | Hub says | Evidence | Suggested",
        "graver": "Errors and warnings",
        "notes": "Notes ({count})",
        "waived": "Waived ({count})",
        "unobserved": "Not checked ({count})",
        "unaudited": "Entries without a repo ({count})",
        "and": "and {count} more",
        "cut": "{count} more findings would make this page too long; the report in another format has them all.",
        "line": "line {line}",
        "by": "waived: {reason}",
        "until": " (until {until})",
    },
    "ja": {
        "columns": "項目 | 指摘 | カタログの記載 | Hub の表示 | 根拠 | 修正案",
        "graver": "エラーと警告",
        "notes": "情報（{count} 件）",
        "waived": "承認済み（{count} 件）",
        "unobserved": "未確認（{count} 件）",
        "unaudited": "リポジトリのない項目（{count} 件）",
        "and": "ほか {count} 件",
        "cut": "ほか {count} 件の指摘は、長くなるため省きました。ほかの形式のレポートには全件あります。",
        "line": "{line} 行目",
        "by": "承認済み: {reason}",
        "until": "（{until} まで）",
    },
}


def markdown_report(report: Report, layout: Layout, longest: int = LONGEST_REPORT) -> str:
    """The report's text.

    Args:
        report: what to show.
        layout: how.
        longest: how many bytes it may have; rows that do not fit are counted instead.
    """
    language, words = layout.language, _WORDS[layout.language]
    head = "\n".join(_head(report, language))
    tail = "\n".join(_coverage(report.coverage, language))
    room = longest - len(head.encode()) - len(tail.encode()) - 1000
    lines, left_out = [head], 0
    graver = [finding for finding in report.open if finding.severity != "info"]
    notes = [finding for finding in report.open if finding.severity == "info"]
    waived = [finding for finding in report.findings if finding.waiver is not None]
    for title, folded, findings in (
        (words["graver"], False, graver),
        (words["notes"].format(count=len(notes)), True, notes),
        (words["waived"].format(count=len(waived)), True, waived),
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
        table = [f"| {words['columns']} |", "|---|---|---|---|---|---|", *rows]
        lines += _folded(title, table) if folded else [f"\n### {title}\n", *table]
    if left_out:
        lines.append(f"\n{words['cut'].format(count=left_out)}")
    return "\n".join([*lines, tail]) + "\n"


def _head(report: Report, language: Language) -> Iterator[str]:
    coverage = report.coverage
    clean = coverage.complete and not report.findings
    numbers = WORDS[language]["none"] if clean else WORDS[language]["summary"].format(**report.summary)
    yield f"## {'' if coverage.complete else '⚠️ '}jllm-sync: {numbers}\n"
    catalog, origin = code(report.catalog.file), report.origin
    if origin.kind == "recorded":
        yield WORDS[language]["recorded"].format(catalog=catalog, date=plain(origin.recorded_at or "?"))
    else:
        yield WORDS[language]["live"].format(catalog=catalog, endpoint=code(origin.endpoint))
    checked = WORDS[language]["coverage"].format(repos=coverage.repos, observed=coverage.observed)
    yield f"<br>{checked}"
    if claims := claims_line(coverage.claims, language):
        yield f"<br>{claims}"
    if not coverage.complete:
        yield f"\n**{WORDS[language]['incomplete']}**"
    yield from (f"\n{plain(note)}" for note in report.notes)


def _rows(report: Report, findings: Iterable[Finding], language: Language) -> Iterator[str]:
    entries = {entry.id: entry for entry in report.catalog.entries}
    before = None
    for finding in findings:
        cells = (
            "" if finding.entry == before else _entry(entries[finding.entry], language),
            _what(finding, language),
            *_sides(finding, language),
            _evidence(finding.evidence, language),
            _suggested(finding, language),
        )
        yield f"| {' | '.join(cells)} |"
        before = finding.entry


def _sides(finding: Finding, language: Language) -> tuple[str, str]:
    """What the catalog says and what the Hub says; a finding about the repo itself has only the second."""
    if finding.field and finding.claim and finding.reading:
        return code(finding.claim.text), code(finding.reading.text)
    return "", plain(finding.message[language])


def _entry(entry: Entry, language: Language) -> str:
    return f"**{plain(in_language(entry.title, language))}**<br>{plain(entry.section)}"


def _what(finding: Finding, language: Language) -> str:
    place = _WORDS[language]["line"].format(line=finding.location.line)
    parts = [f"{_ICON[finding.severity]} {SEVERITY[language][finding.severity]} `{finding.rule}`, {place}"]
    repos = finding.repos or (finding.repo,)
    parts += (repo_link(repo, finding.kind) for repo in repos[:_EVIDENCE_SHOWN])
    if len(repos) > _EVIDENCE_SHOWN:
        parts.append(_WORDS[language]["and"].format(count=len(repos) - _EVIDENCE_SHOWN))
    return "<br>".join(parts)


def _evidence(evidence: Sequence[Evidence], language: Language) -> str:
    parts = [_source(one, language) for one in evidence[:_EVIDENCE_SHOWN]]
    if len(evidence) > _EVIDENCE_SHOWN:
        parts.append(_WORDS[language]["and"].format(count=len(evidence) - _EVIDENCE_SHOWN))
    return "<br>".join(parts)


def _source(evidence: Evidence, language: Language) -> str:
    note = plain(said(evidence.note or "", language))
    if evidence.kind == "report":
        return link(WORDS[language]["reported"], evidence.url) + (f": {note}" if note else "")
    text = link(code(evidence.file, 80), evidence.url)
    if evidence.key:
        text += f" {code(f'{evidence.key} = {visible_value(evidence.value, 80)}')}"
    elif evidence.value is not None:
        text += f" {code(visible_value(evidence.value, 80))}"
    if evidence.revision:
        text += f" @ {code(evidence.revision[:7])}"
    return text + (f" ({note})" if note else "")


def _suggested(finding: Finding, language: Language) -> str:
    if waiver := finding.waiver:
        until = _WORDS[language]["until"].format(until=waiver.until) if waiver.until else ""
        return _WORDS[language]["by"].format(reason=plain(waiver.reason)) + until
    todo = suggestion(finding, language)
    return f"{code(todo.yaml)}<br>{todo.where}" if todo.yaml else todo.where


def _coverage(coverage: Coverage, language: Language) -> Iterator[str]:
    words = _WORDS[language]
    if coverage.unobserved:
        counts = Counter(result.reason for result in coverage.unobserved)
        lines = [f"- {REASON[language][reason]}: {count}" for reason, count in counts.items()]
        repos = ", ".join(code(result.repo) for result in coverage.unobserved)
        yield from _folded(words["unobserved"].format(count=len(coverage.unobserved)), [*lines, "", repos])
    if coverage.unaudited_entries:
        title = words["unaudited"].format(count=len(coverage.unaudited_entries))
        yield from _folded(title, [", ".join(map(plain, coverage.unaudited_entries))])


def _folded(title: str, lines: Iterable[str]) -> list[str]:
    return [f"\n<details><summary>{title}</summary>\n", *lines, "\n</details>"]
