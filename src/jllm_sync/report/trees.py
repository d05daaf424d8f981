"""What others made of listed models, below a report of discovery that was asked to name it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.text import Text

from jllm_sync.discovery.trees import Made, Tree, Trees
from jllm_sync.hub.derivatives import Relation
from jllm_sync.messages import Language
from jllm_sync.report.markdown_text import code, link, plain, repo_link
from jllm_sync.report.safe import visible

SHOWN = 5
"""Models of one repo that are named unless all are wanted; copies are counted only."""

_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "title": "Made by others from listed models (named, never proposed)",
        "listed": "listed: {entry}",
        "downloads": "{count:,} downloads a month",
        "at_least": "at least {count}",
        "more": "{count} more: -v names all",
        "none": "Nothing by others is known.",
        "asked": "{known} of {wanted} listed models covered; asked about now: {asked}, requests: {requests}",
        "oldest": " (the oldest answer of {date})",
        "unasked": "{count} not asked about yet: later runs go on with them (with a state), or raise --derivatives",
        "failed": "could not be asked about: {repo}: {why}",
        "interrupted": "INCOMPLETE: not all was asked: {why}",
        "repo": "Repo",
        "base": "Made from",
        "how": "How",
        "languages": "Languages",
        "month": "Downloads a month",
    },
    "ja": {
        "title": "掲載モデルから他者が作ったモデル（一覧のみ。提案はしません）",
        "listed": "掲載済み: {entry}",
        "downloads": "月間 {count:,} ダウンロード",
        "at_least": "{count} 件以上",
        "more": "ほか {count} 件（-v ですべて表示）",
        "none": "他者が作ったモデルは見つかっていません。",
        "asked": "掲載モデル {wanted} 件中 {known} 件が確認済み（今回の確認 {asked} 件、リクエスト {requests} 回）",
        "oldest": "（最も古い確認は {date}）",
        "unasked": "未確認 {count} 件: 状態ファイルがあれば次回以降に確認します。--derivatives で回数を増やせます",
        "failed": "確認できませんでした: {repo}: {why}",
        "interrupted": "不完全な結果です。すべては確認できませんでした: {why}",
        "repo": "リポジトリ",
        "base": "元のモデル",
        "how": "作り方",
        "languages": "言語",
        "month": "月間ダウンロード",
    },
}
_RELATION: dict[Language, dict[Relation | None, str]] = {
    "en": {
        "finetune": "fine-tune",
        "merge": "merge",
        "adapter": "adapter",
        "quantized": "quantised copy",
        None: "derivative",
    },
    "ja": {
        "finetune": "ファインチューニング",
        "merge": "マージ",
        "adapter": "アダプタ",
        "quantized": "量子化版",
        None: "派生モデル",
    },
}


def tree_lines(trees: Trees, language: Language, *, verbose: bool, quiet: bool) -> Iterator[Text]:
    """The models by the repo they were made from, then how much of the list was asked about."""
    words = _WORDS[language]
    yield Text(words["title"], style="bold")
    for tree in trees.trees:
        head = Text("  ").append(visible(tree.repo), style="bold cyan")
        yield head.append(f"  {_counts(tree, language)}  {tree.url}", style="not bold dim")
        for made in _shown(tree, verbose):
            line = Text(f"    {visible(made.repo)}")
            yield line.append(f"  {'  '.join(_facts(made, language))}", style="dim")
        if rest := len(tree.made) - len(_shown(tree, verbose)):
            yield Text(f"    {words['more'].format(count=rest)}", style="dim")
    if not trees.trees:
        yield Text(f"  {words['none']}")
    for repo, why in trees.seen.failed.items():
        yield Text("  " + words["failed"].format(repo=visible(repo), why=visible(why)))
    if not quiet:
        for said in _coverage(trees, language):
            yield Text(said, style="dim")
    if trees.seen.interrupted is not None:
        yield Text(words["interrupted"].format(why=visible(trees.seen.interrupted)), style="bold red")


def tree_markdown(trees: Trees, language: Language, *, verbose: bool) -> list[str]:
    """The same as one table."""
    words = _WORDS[language]
    lines = [f"## {words['title']}", ""]
    if trees.trees:
        names = [words[name] for name in ("repo", "base", "how", "languages", "month")]
        lines += [f"| {' | '.join(names)} |", f"|{' --- |' * len(names)}"]
    for tree in trees.trees:
        base = f"{link(code(tree.repo), tree.url)} ({_counts(tree, language)})"
        for made in _shown(tree, verbose):
            how, downloads = _RELATION[language][made.relation], f"{made.downloads or 0:,}"
            lines.append(f"| {repo_link(made.repo)} | {base} | {how} | {', '.join(made.languages)} | {downloads} |")
    if not trees.trees:
        lines.append(words["none"])
    lines += ["", *(f"- {plain(said)}" for said in _coverage(trees, language))]
    lines += [f"- {plain(words['failed'].format(repo=repo, why=why))}" for repo, why in trees.seen.failed.items()]
    if trees.seen.interrupted is not None:
        lines.append(f"- **{plain(words['interrupted'].format(why=trees.seen.interrupted))}**")
    return [*lines, ""]


def tree_data(trees: Trees) -> dict[str, Any]:
    """The same as data: all of it."""
    return {
        "wanted": trees.wanted,
        "known": len(trees.seen.by_repo),
        "asked": len(trees.seen.asked),
        "requests": trees.seen.requests,
        "failed": dict(trees.seen.failed),
        "interrupted": trees.seen.interrupted,
        "trees": [
            {
                "repo": tree.repo,
                "entry": tree.entry.id,
                "url": tree.url,
                "asked_at": tree.asked_at.isoformat(timespec="seconds"),
                "complete": tree.complete,
                "models": [
                    {
                        "repo": made.repo,
                        "relation": made.relation,
                        "languages": list(made.languages),
                        "downloads": made.downloads,
                        "entry": made.entry,
                    }
                    for made in tree.made
                ],
            }
            for tree in trees.trees
        ],
    }


def _shown(tree: Tree, verbose: bool) -> Sequence[Made]:
    new = [made for made in tree.made if made.relation != "quantized"]
    return tree.made if verbose else new[:SHOWN]


def _counts(tree: Tree, language: Language) -> str:
    parts = [f"{_RELATION[language][relation]} {count}" for relation, count in tree.counts.items()]
    total = str(len(tree.made))
    if not tree.complete:
        total = _WORDS[language]["at_least"].format(count=total)
    return f"{total}: {', '.join(parts) if language == 'en' else '、'.join(parts)}"


def _facts(made: Made, language: Language) -> Iterator[str]:
    words = _WORDS[language]
    yield _RELATION[language][made.relation]
    if made.languages:
        yield ", ".join(made.languages)
    if made.downloads is not None:
        yield words["downloads"].format(count=made.downloads)
    if made.entry is not None:
        yield words["listed"].format(entry=made.entry)


def _coverage(trees: Trees, language: Language) -> Iterator[str]:
    words, seen = _WORDS[language], trees.seen
    known = words["asked"].format(
        asked=len(seen.asked), requests=seen.requests, known=len(seen.by_repo), wanted=trees.wanted
    )
    if seen.by_repo:
        oldest = min(derivatives.asked_at for derivatives in seen.by_repo.values())
        known += words["oldest"].format(date=oldest.date().isoformat())
    yield known
    if trees.unasked:
        yield words["unasked"].format(count=trees.unasked)
