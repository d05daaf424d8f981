"""What `apply` says: a line for each fix or waiver, and the changes as a unified diff."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from typing import Any

from rich.text import Text

from jllm_sync.finding import Finding
from jllm_sync.fixes import Fixed, ProposedFix, Waived
from jllm_sync.messages import Language, Message, Sayable, message, said
from jllm_sync.report.describe import yaml_value
from jllm_sync.report.escape import visible

_LONGEST_LINE = 10_000
_NOTHING = "–"
_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def fix_lines(
    fixed: Fixed, file: str, language: Language, *, dry_run: bool, complete: bool = True, notes: Sequence[Sayable] = ()
) -> Iterator[Text]:
    """A line for each fix, and how many there are.

    Args:
        fixed: what was done.
        file: the catalog.
        language: the language of all words.
        dry_run: nothing was written.
        complete: whether all repos of the run could be checked.
        notes: what else the run has to say of itself.
    """
    for fix in fixed.made:
        yield from _changes(fix, message("fix-would" if dry_run else "fix-made"), "green", language)
    for fix in fixed.already:
        yield from _changes(fix, message("fix-already"), "dim", language)
    for fix, why in fixed.refused:
        yield from _changes(fix, message("fix-refused"), "yellow", language)
        yield from (Text(f"    {visible(line)}") for line in said(why, language).splitlines())
    if count := len(fixed.made):
        done = message("fix-would-count", count=count) if dry_run else None
        done = done or message("fix-written", count=count, file=visible(file))
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


def _changes(fix: ProposedFix, word: Message, style: str, language: Language) -> Iterator[Text]:
    for edit in fix.fix.edits:
        old = _NOTHING if edit.op == "add" else _value(edit.old)
        if edit.op == "add" and fix.claimed is not None:  # an override of what it inherits
            one = fix.claimed[0] if isinstance(fix.claimed, list) and len(fix.claimed) == 1 else fix.claimed
            old = said(message("fix-inherited", value=_value(one)), language)
        new = _NOTHING if edit.op == "remove" else _value(edit.new)
        line = Text(said(word, language), style=style)
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
