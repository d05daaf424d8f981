"""What `apply` says: a line for each fix, and the changes as a unified diff."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

from rich.text import Text

from jllm_sync.fixes import Fixed, ProposedFix
from jllm_sync.messages import Language
from jllm_sync.report.escape import visible, visible_value

_LONGEST_LINE = 10_000
_NOTHING = "–"
_STYLES = {"+": "green", "-": "red", "@": "cyan"}
_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "inherited": "{value} (inherited)",
        "made": "fixed",
        "would": "would fix",
        "already": "is so already",
        "refused": "not fixed",
        "none": "Nothing to fix.",
        "written": "{count} written to {file}",
        "one": "1 fix",
        "many": "{count} fixes",
        "dry": "{count} to be made; nothing was written",
        "left_one": "1 fix needs a look at the evidence and was left (--unsafe makes it too)",
        "left": "{count} fixes need a look at the evidence and were left (--unsafe makes them too)",
        "incomplete": "INCOMPLETE: not all repos could be checked; there may be more to fix",
    },
    "ja": {
        "inherited": "{value}（継承）",
        "made": "修正",
        "would": "修正予定",
        "already": "修正済み",
        "refused": "修正できません",
        "none": "修正するものはありません。",
        "written": "{count}を {file} に書き込みました",
        "one": "1 件の修正",
        "many": "{count} 件の修正",
        "dry": "{count}があります。書き込みはしていません",
        "left_one": "1 件は根拠の確認が必要なため残しました（--unsafe で適用）",
        "left": "{count} 件は根拠の確認が必要なため残しました（--unsafe で適用）",
        "incomplete": "不完全: 確認できないリポジトリがありました。ほかにも修正がありえます",
    },
}


def fix_lines(
    fixed: Fixed, file: str, language: Language, *, dry_run: bool, complete: bool = True, notes: Sequence[str] = ()
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
    words = _WORDS[language]
    for fix in fixed.made:
        yield from _changes(fix, words["would" if dry_run else "made"], "green", language)
    for fix in fixed.already:
        yield from _changes(fix, words["already"], "dim", language)
    for fix, why in fixed.refused:
        yield from _changes(fix, words["refused"], "yellow", language)
        yield from (Text(f"    {visible(line)}") for line in why.splitlines())
    count = len(fixed.made)
    if count:
        fixes = words["one"] if count == 1 else words["many"].format(count=count)
        yield Text(words["dry" if dry_run else "written"].format(count=fixes, file=visible(file)), style="bold")
    elif complete and not fixed.already:
        yield Text(words["none"])
    if fixed.left:
        yield Text(words["left_one" if len(fixed.left) == 1 else "left"].format(count=len(fixed.left)))
    if not complete:
        yield Text(words["incomplete"], style="bold red")
    yield from (Text(visible(note)) for note in notes)


def _changes(fix: ProposedFix, word: str, style: str, language: Language) -> Iterator[Text]:
    for edit in fix.fix.edits:
        old = _NOTHING if edit.op == "add" else visible_value(edit.old)
        if edit.op == "add" and fix.claimed is not None:  # an override of what it inherits
            one = fix.claimed[0] if isinstance(fix.claimed, list) and len(fix.claimed) == 1 else fix.claimed
            old = _WORDS[language]["inherited"].format(value=visible_value(one))
        new = _NOTHING if edit.op == "remove" else visible_value(edit.new)
        line = Text(word, style=style).append(f"  {visible(' › '.join(edit.path[:-1]))}  ", style="not dim bold")
        yield line.append(f"{visible(edit.path[-1])}: {old} → {new}  ({visible(fix.rule)})", style="default not bold")


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
