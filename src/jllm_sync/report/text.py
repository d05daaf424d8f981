"""The report for a terminal: grouped by entry, each finding with what to do about it."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from unicodedata import east_asian_width

from rich.text import Text

from jllm_sync.audit import Coverage, Report
from jllm_sync.catalog.model import Entry
from jllm_sync.finding import Evidence, Finding
from jllm_sync.messages import Language, in_language, said
from jllm_sync.report.escape import visible, visible_value
from jllm_sync.report.formats import Layout
from jllm_sync.report.news import apart, is_news, news_line
from jllm_sync.report.words import REASON, SEVERITY, WORDS, claims_line
from jllm_sync.rules import RULE_BY_ID

_STYLE = {"error": "bold red", "warning": "yellow", "info": "cyan"}
_EVIDENCE_SHOWN = 3


def text_report(report: Report, layout: Layout) -> str:
    """The report's text; of a clean and quiet one there is none."""
    lines = text_lines(report, layout.language, verbose=layout.verbose, quiet=layout.quiet)
    return console_text(lines, layout.colored)


def console_text(lines: Iterable[Text], colored: bool) -> str:
    """Lines as one string, with the colour codes of a terminal or without."""
    if not colored:
        return "".join(f"{line.plain.rstrip()}\n" for line in lines)
    from rich.console import Console

    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, color_system="standard", highlight=False, markup=False)
    for line in lines:
        console.print(line, soft_wrap=True)
    return stream.getvalue()


def text_lines(report: Report, language: Language, verbose: bool = False, quiet: bool = False) -> Iterator[Text]:
    """The report's lines.

    Args:
        report: what to show.
        language: the language of all words of ours.
        verbose: list what was not checked, too.
        quiet: findings only; with none there is no line at all, unless the audit is incomplete.
    """
    words = WORDS[language]
    entries = {entry.id: entry for entry in report.catalog.entries}
    if not quiet:
        yield Text(_heading(report, language), style="dim")
    listed, new = apart(report.findings) if not verbose else (list(report.findings), [])
    for place, (entry_id, findings) in enumerate(groupby(listed, key=lambda finding: finding.entry)):
        if place or not quiet:
            yield Text()
        yield _entry_line(entries[entry_id], language)
        for finding in findings:
            yield from _finding_lines(finding, language)
    if new:
        yield Text()
        yield Text(news_line(new, language), style="cyan")
    if quiet and report.coverage.complete:
        return
    if report.findings or not quiet:
        yield Text()
    if report.findings and not quiet:
        yield Text(words["summary"].format(**report.summary), style="bold")
    elif report.coverage.complete:
        yield Text(words["none"], style="green")
    yield from _coverage_lines(report.coverage, language, verbose)
    for note in report.notes:
        yield Text(visible(note))
    if (report.findings or report.coverage.unobserved) and not quiet:
        yield Text(("" if verbose else words["verbose"]) + words["more"], style="dim")


def _heading(report: Report, language: Language) -> str:
    catalog, origin = visible(report.catalog.file), report.origin
    if origin.kind == "recorded":
        return WORDS[language]["recorded"].format(catalog=catalog, date=visible(origin.recorded_at or "?"))
    return WORDS[language]["live"].format(catalog=catalog, endpoint=visible(origin.endpoint))


def _entry_line(entry: Entry, language: Language) -> Text:
    line = Text(visible(in_language(entry.title, language)), style="bold")
    return line.append(f"  {entry.section}", style="not bold dim")


def _finding_lines(finding: Finding, language: Language) -> Iterator[Text]:
    words = WORDS[language]
    head = Text("  ").append(SEVERITY[language][finding.severity], style=_STYLE[finding.severity])
    head.append(f" {finding.rule}  ").append(visible(finding.repo), style="bold")
    yield head.append(f"  {finding.location}", style="dim")
    if is_news(finding):
        yield _row("", visible(finding.message[language]))
        return  # there may be many: `jllm-sync discover` has the rest
    if len(finding.repos) > 1:
        repos = ", ".join(map(visible, finding.repos))
        yield Text("    " + words["variants"].format(count=len(finding.repos), repos=repos))
    if finding.field and finding.claim and finding.reading:
        yield _row(words["catalog"], visible(finding.claim.text))
        yield _row(words["hub"], visible(finding.reading.text))
    else:
        yield _row(words["finding"], visible(finding.message[language]))
    shown = finding.evidence[:_EVIDENCE_SHOWN]
    for place, evidence in enumerate(shown):
        yield _row(words["evidence"] if place == 0 else "", evidence_text(evidence, language))
        if place + 1 == len(shown) or shown[place + 1].url != evidence.url:
            yield _row("", visible(evidence.url))
    if len(finding.evidence) > _EVIDENCE_SHOWN:
        yield _row("", words["more_evidence"].format(count=len(finding.evidence) - _EVIDENCE_SHOWN))
    if finding.waiver:
        yield _row(words["waived"], visible(finding.waiver.reason))
    else:
        yield _row(words["todo"], what_to_do(finding, language))


def _row(label: str, value: str) -> Text:
    width = sum(2 if east_asian_width(character) in "WF" else 1 for character in label)
    return Text("    ").append(label + " " * (10 - width), style="dim").append(value)


def evidence_text(evidence: Evidence, language: Language) -> str:
    """A piece of evidence on one line: who said it, and what it says; where to read it is left to the caller."""
    words = WORDS[language]
    if evidence.kind == "report":
        return f"{words['reported']}: {visible(said(evidence.note or '', language))}"
    what = visible(evidence.file)
    if evidence.key:
        what += f": {visible(evidence.key)} = {visible_value(evidence.value, 80)}"
    elif evidence.value is not None:
        what += f": {visible_value(evidence.value, 80)}"
    if evidence.revision:
        what += f" @ {visible(evidence.revision[:7])}"
    return what + (f" ({visible(said(evidence.note, language))})" if evidence.note else "")


def what_to_do(finding: Finding, language: Language) -> str:
    """What to write into the catalog, or what else a maintainer can do about a finding."""
    words = WORDS[language]
    if finding.fix is None:
        return said(RULE_BY_ID[finding.rule].remedy, language)
    edit = finding.fix.edits[0]
    new = visible_value(edit.new)
    if edit.path[-1] == "repo":
        key = "set_repo"
    elif edit.op == "add":
        key = "add_variant"
    else:
        key = "set_entry" if len(edit.path) == 2 else "set_variant"
    text = words[key].format(field=edit.path[-1], new=new, line=edit.location.line)
    if finding.fix.kind == "safe":
        return text
    return f"{text} ({words['review']})" if language == "en" else f"{words['review']}、{text}"


def _coverage_lines(coverage: Coverage, language: Language, verbose: bool) -> Iterator[Text]:
    words = WORDS[language]
    parts = [words["coverage"].format(repos=coverage.repos, observed=coverage.observed)]
    for reason, count in Counter(result.reason for result in coverage.unobserved).items():
        parts.append(words["unobserved"].format(count=count, reason=REASON[language][reason]))
    if coverage.unaudited_entries:
        parts.append(words["unaudited"].format(count=len(coverage.unaudited_entries)))
    yield Text(("; " if language == "en" else "、").join(parts))
    if claims := claims_line(coverage.claims, language):
        yield Text(claims)
    if not coverage.complete:
        yield Text(words["incomplete"], style="bold red")
    if verbose:
        if coverage.unobserved:
            yield Text(f"{words['not_checked']}:")
            for result in coverage.unobserved:
                why = REASON[language][result.reason]
                detail = f": {visible(result.detail)}" if result.detail else ""
                yield Text(f"  {visible(result.repo)}  {why}{detail}")
        if coverage.unaudited_entries:
            yield Text(f"{words['no_repo']}:")
            yield Text("  " + ", ".join(coverage.unaudited_entries))
