"""The report for a terminal: grouped by entry, each finding with what to do about it; and what `apply`
says of its fixes.
"""

from __future__ import annotations

import difflib
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any
from unicodedata import east_asian_width

from rich.text import Text

from jllm_sync.audit import Coverage, Report
from jllm_sync.catalog.edit import POSITION
from jllm_sync.catalog.model import Catalog, Entry
from jllm_sync.data import rule_address
from jllm_sync.finding import Evidence, Finding
from jllm_sync.fixes import Fixed, ProposedFix, Waived
from jllm_sync.messages import Language, Message, Sayable, in_language, joined, message, said
from jllm_sync.report import Layout, describe
from jllm_sync.report.describe import yaml_value
from jllm_sync.report.escape import visible

_STYLE = {"error": "bold red", "warning": "yellow", "info": "cyan"}
_PLACES_SHOWN = 4
"""Places of a finding: a language or two more than most lists have."""


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
    entries = {entry.id: entry for entry in report.catalog.entries}
    if not quiet:
        yield Text(said(describe.compared(report, visible), language), style="dim")
        if left_out := describe.left_out(report, visible):
            yield Text(said(left_out, language), style="dim")
    listed, new = describe.listed_and_new(report.findings) if not verbose else (list(report.findings), [])
    notes = [] if verbose else [finding for finding in listed if _is_folded(finding, report)]
    listed = [finding for finding in listed if finding not in notes]
    for place, (entry_id, findings) in enumerate(groupby(listed, key=lambda finding: finding.entry)):
        if place or not quiet:
            yield Text()
        yield _entry_line(entries[entry_id], language)
        for finding in findings:
            yield from _finding_lines(finding, report.catalog, language)
    if notes:
        yield Text()
        yield from _folded_lines(notes, language)
    if new:
        yield Text()
        yield Text(said(describe.new_on_hub(new, visible), language), style="cyan")
    if quiet and report.coverage.complete:
        return
    if report.findings or not quiet:
        yield Text()
    if report.findings and not quiet:
        yield Text(said(describe.summary(report), language), style="bold")
    elif report.coverage.complete:
        yield Text(said(describe.summary(report), language), style="green")
    if report.origin.kind != "none":
        yield from _coverage_lines(report.coverage, language, verbose)
    for note in report.notes:
        yield Text(visible(said(note, language)))
    if (report.findings or report.coverage.unobserved) and not quiet:
        more = message("text-more")
        yield Text(said(more if verbose else message("text-verbose", more=more), language), style="dim")


def _entry_line(entry: Entry, language: Language) -> Text:
    line = Text(visible(in_language(entry.title, language)), style="bold")
    return line.append(f"  {entry.section}", style="not bold dim")


def _finding_lines(finding: Finding, catalog: Catalog, language: Language) -> Iterator[Text]:
    head = Text("  ").append(said(message(f"severity-{finding.severity}"), language), style=_STYLE[finding.severity])
    head.append(f" {finding.rule}  ").append(visible(finding.repo), style="bold")
    places = finding.locations or (finding.location,)
    where = " ".join(visible(str(place)) for place in places[:_PLACES_SHOWN])
    more = len(places) - _PLACES_SHOWN
    yield head.append(f"  {where} +{more}" if more > 0 else f"  {where}", style="dim")
    if describe.is_new(finding):
        yield _row("", visible(said(finding.message, language)), language)
        return  # there may be many: `jllm-sync discover` has the rest
    if len(finding.repos) > 1:
        repos = ", ".join(map(visible, finding.repos))
        variants = message("finding-variants", count=len(finding.repos), repos=repos)
        yield Text("    ").append(said(variants, language))
    if sides := describe.sides(finding):
        yield _row(message("label-catalog"), visible(said(sides[0], language)), language)
        yield _row(message("label-hub"), visible(sides[1]), language)
    else:
        yield _row(message("label-finding"), visible(said(finding.message, language)), language)
    shown = finding.evidence[: describe.EVIDENCE_SHOWN]
    for place, evidence in enumerate(shown):
        yield _row(message("label-evidence") if place == 0 else "", evidence_text(evidence, language), language)
        if place + 1 == len(shown) or shown[place + 1].url != evidence.url:
            yield _row("", visible(evidence.url), language)
    if more := len(finding.evidence) - len(shown):
        yield _row("", said(message("text-evidence-more", count=more), language), language)
    if address := rule_address(finding.rule):
        yield _row(message("label-rule"), address, language)
    if finding.waiver:
        yield _row(message("label-waived"), visible(finding.waiver.reason), language)
    else:
        yield _row(message("label-todo"), said(describe.todo(finding, catalog, quoted), language), language)


def _is_folded(finding: Finding, report: Report) -> bool:
    """Whether a finding is one of the notes that are told in a line a rule: nothing need be done about them."""
    asked_for = finding.rule in report.selection.rules
    return finding.severity == "info" and finding.waiver is None and not describe.is_new(finding) and not asked_for


def _folded_lines(notes: Iterable[Finding], language: Language) -> Iterator[Text]:
    repos: dict[str, set[str]] = {}
    for finding in notes:
        repos.setdefault(finding.rule, set()).update(finding.repos or (finding.repo,))
    for rule, of_rule in repos.items():
        line = Text("  ").append(said(message("severity-info"), language), style=_STYLE["info"])
        yield line.append(f" {rule}  {said(message('text-folded', count=len(of_rule)), language)}")


def quoted(text: str) -> str:
    """Something to be typed, between backquotes."""
    return f"`{visible(text)}`"


def _row(label: Sayable, value: str, language: Language) -> Text:
    words = said(label, language)
    width = sum(2 if east_asian_width(character) in "WF" else 1 for character in words)
    return Text("    ").append(words + " " * (10 - width), style="dim").append(value)


def evidence_text(evidence: Evidence, language: Language) -> str:
    """A piece of evidence on one line: who said it, and what it says; where to read it is left to the caller."""
    fact = describe.fact(evidence)
    text = visible(said(fact.source, language))
    if fact.says:
        text += f": {visible(said(fact.says, language))}"
    if fact.revision:
        text += f" @ {visible(fact.revision)}"
    if fact.note:
        text = said(message("evidence-noted", evidence=text, note=visible(said(fact.note, language))), language)
    return text


def _coverage_lines(coverage: Coverage, language: Language, verbose: bool) -> Iterator[Text]:
    yield Text(said(joined(describe.coverage(coverage), "clause"), language))
    if claims := describe.claims(coverage):
        yield Text(said(claims, language))
    if not coverage.complete:
        yield Text(said(describe.incomplete(coverage), language), style="bold red")
    if verbose:
        if coverage.unobserved:
            yield Text(said(message("text-not-checked"), language))
            for result in coverage.unobserved:
                why = said(message(f"unobserved-{result.reason}"), language)
                detail = f": {visible(said(result.detail, language))}" if result.detail else ""
                yield Text(f"  {visible(result.repo)}  {why}{detail}")
        if coverage.unaudited_entries:
            yield Text(said(message("text-no-repo"), language))
            yield Text("  " + ", ".join(coverage.unaudited_entries))


_LONGEST_LINE = 10_000
_NOTHING = "–"
_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def fix_lines(
    fixed: Fixed,
    catalog: Catalog,
    files: Sequence[str],
    language: Language,
    *,
    dry_run: bool,
    complete: bool = True,
    notes: Sequence[Sayable] = (),
) -> Iterator[Text]:
    """A line for each fix, and how many there are.

    Args:
        fixed: what was done.
        catalog: the catalog as it was before.
        files: the files that changed.
        language: the language of all words.
        dry_run: nothing was written.
        complete: whether all repos of the run could be checked.
        notes: what else the run has to say of itself.
    """
    for fix in fixed.made:
        yield from _changes(fix, message("fix-would" if dry_run else "fix-made"), "green", catalog, language)
    for fix in fixed.already:
        yield from _changes(fix, message("fix-already"), "dim", catalog, language)
    for fix, why in fixed.refused:
        yield from _changes(fix, message("fix-refused"), "yellow", catalog, language)
        if catalog.pages is not None and describe.page_steps(fix.fix.edits, catalog)[1]:
            continue  # the line has said it
        yield from (Text(f"    {visible(line)}") for line in said(why, language).splitlines())
    if count := len(fixed.made):
        done = message("fix-would-count", count=count) if dry_run else None
        done = done or message("fix-written", count=count, file=joined(map(visible, files)))
        yield Text(said(done, language), style="bold")
    elif complete and not fixed.already and not fixed.left:
        yield Text(said(message("fix-none"), language))
    if fixed.left:
        yield Text(said(message("fix-left", count=len(fixed.left)), language))
    if not complete:
        yield Text(said(message("fix-incomplete"), language), style="bold red")
    yield from (Text(visible(said(note, language))) for note in notes)


def waived_lines(waived: Waived, file: str, language: Language, *, dry_run: bool) -> Iterator[Text]:
    """A line for each finding that was waived or cannot be, and how many there are.

    Args:
        waived: what was done.
        file: the catalog.
        language: the language of all words.
        dry_run: nothing was written.
    """
    for finding in waived.made:
        seen = _value(finding.reading.value) if finding.reading else _NOTHING
        yield _waiver(finding, message("waive-would" if dry_run else "waive-made"), "green", seen, language)
    for finding, why in waived.left:
        yield _waiver(finding, message("waive-refused"), "yellow", visible(said(why, language)), language)
    if count := len(waived.made):
        done = message("waive-would-count", count=count) if dry_run else None
        yield Text(said(done or message("waive-written", count=count, file=visible(file)), language), style="bold")
    elif not waived.already:
        yield Text(said(message("waive-none"), language))
    if waived.already:
        yield Text(said(message("waive-already", count=len(waived.already)), language))
    if waived.left:
        yield Text(said(message("waive-left", count=len(waived.left)), language))


def _waiver(finding: Finding, word: Message, style: str, what: str, language: Language) -> Text:
    line = Text(said(word, language), style=style)
    line.append(f"  {visible(finding.entry)} › {visible(finding.repo)}  ", style="not dim bold")
    return line.append(f"{visible(finding.rule)}: {what}", style="default not bold")


def _changes(fix: ProposedFix, word: Message, style: str, catalog: Catalog, language: Language) -> Iterator[Text]:
    head = Text(said(word, language), style=style)
    if catalog.pages is not None:
        steps, by_hand = describe.page_steps(fix.fix.edits, catalog)
        for step in [] if by_hand else steps:
            line = head.copy().append(f"  {visible(fix.repo)}  ", style="not dim bold")
            if step.field == POSITION:
                change = said(message("fix-moved", line=step.new), language)
            else:
                old = "" if step.old is None else f"{visible(step.old) or _NOTHING} "
                change = f"{said(describe.column(step.field), language)}: {old}→ {visible(step.new) or _NOTHING}"
            line.append(change, style="default not bold")
            yield line.append(f"  ({visible(fix.rule)})  {' '.join(map(visible, step.where()))}", style="dim not bold")
        for edit in by_hand:
            line = head.copy().append(f"  {visible(fix.repo)}  ", style="not dim bold")
            told = said(describe.by_hand(edit, catalog, quoted), language)
            yield line.append(f"{told}  ({visible(fix.rule)})", style="default not bold")
        if steps or by_hand:
            return
    for edit in fix.fix.edits:
        old = _NOTHING if edit.op == "add" else _value(edit.old)
        if edit.op == "add" and fix.claimed is not None:  # an override of what it inherits
            one = fix.claimed[0] if isinstance(fix.claimed, list) and len(fix.claimed) == 1 else fix.claimed
            old = said(message("fix-inherited", value=_value(one)), language)
        new = _NOTHING if edit.op == "remove" else _value(edit.new)
        line = head.copy()
        line.append(f"  {visible(' › '.join(edit.path[:-1]))}  ", style="not dim bold")
        yield line.append(f"{visible(edit.path[-1])}: {old} → {new}  ({visible(fix.rule)})", style="default not bold")


def _value(value: Any) -> str:
    return visible(yaml_value(value))


def diff(before: bytes, after: bytes, file: str) -> str:
    """The changes as a unified diff, which `patch` and `git apply` take."""
    name = file.lstrip("/")
    lines = difflib.unified_diff(_lines(before), _lines(after), f"a/{name}", f"b/{name}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def diff_lines(text: str) -> Iterator[Text]:
    """A diff for a terminal."""
    for line in text.removesuffix("\n").split("\n"):
        bold = "bold" if line.startswith(("+++", "---")) else _STYLES.get(line[:1], "")
        yield Text(visible(line.removesuffix("\r"), _LONGEST_LINE), style=bold)


def _lines(data: bytes) -> list[str]:
    lines = data.decode("utf-8").split("\n")
    return [f"{line}\n" for line in lines[:-1]] + lines[-1:] * bool(lines[-1])
