"""Proposals in words, in English and Japanese."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jllm_sync.catalog.model import Entry, Section
from jllm_sync.discovery.proposals import Proposal
from jllm_sync.messages import Language, Text, in_language

KIND: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "base": "base model",
        "size": "another size",
        "tuned": "instruct or chat version",
        "version": "newer version",
        "reasoning": "reasoning version",
        "copy": "quantised or converted copy",
        "adapter": "adapter",
        "merge": "merge",
        "checkpoint": "checkpoint or revision",
        "model": "model",
    },
    "ja": {
        "base": "ベースモデル",
        "size": "別の規模",
        "tuned": "指示・対話チューニング版",
        "version": "新しい版",
        "reasoning": "推論モデル版",
        "copy": "量子化・変換版",
        "adapter": "アダプタ",
        "merge": "マージモデル",
        "checkpoint": "チェックポイント・改訂",
        "model": "モデル",
    },
}
"""What kind of repo a proposal is."""

LEFT_OUT: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "not-served": "not served by the Hub",
        "ignored": "ignored by the catalog's settings",
        "representative": "another of their kind is listed for all",
        "no-model": "no model",
        "checkpoint": "checkpoints and trial runs",
        "test": "test uploads",
        "task": "tuned for one task",
        "repackaged": "the same weights in another packing",
        "copy": "quantised or converted copies",
        "too-small": "below the minimum size",
        "language": "no wanted language is evident",
        "older": "older than what is listed",
        "too-old": "published too long ago",
    },
    "ja": {
        "not-served": "Hub で公開されていない",
        "ignored": "カタログの設定で対象外",
        "representative": "代表が載っている",
        "no-model": "モデルではない",
        "checkpoint": "チェックポイント・試行",
        "test": "試験的なアップロード",
        "task": "特定タスク向け",
        "repackaged": "同じ重みの別パッケージ",
        "copy": "量子化・変換版",
        "too-small": "最小規模未満",
        "language": "対象の言語と分からない",
        "older": "載っているものより古い",
        "too-old": "公開が古すぎる",
    },
}
"""Why repos are left out."""


def proposed(proposal: Proposal, entry: Entry, section: Section, language: Language) -> str:
    """One sentence: what the Hub has, and where it belongs: to this entry, or probably in this section."""
    title, kind = in_language(entry.title, language), KIND[language][proposal.kind]
    if proposal.entry is not None:
        return {
            "en": f"The Hub has {proposal.repo} ({kind}), which {title} lacks: ",
            "ja": f"Hub に {proposal.repo}（{kind}）がありますが、{title} にありません。",
        }[language]
    where = in_language(section.title, language)
    return {
        "en": f"{proposal.repo} ({kind}) belongs to no entry; its section is probably {where} ({section.id}): ",
        "ja": f"{proposal.repo}（{kind}）に当たる項目がありません。おそらく「{where}」（{section.id}）です。",
    }[language]


def joined(reasons: Iterable[Text], language: Language) -> str:
    """The reasons as one sentence."""
    texts = [in_language(reason, language) for reason in reasons]
    if not texts:
        return ""
    return f"{'; '.join(texts)}." if language == "en" else f"{'、'.join(texts)}。"
