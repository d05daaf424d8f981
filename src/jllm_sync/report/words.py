"""The words of reports, in English and Japanese."""

from __future__ import annotations

from collections.abc import Mapping

from jllm_sync.audit import Compared
from jllm_sync.catalog.model import ClaimField
from jllm_sync.messages import Language

SEVERITY: Mapping[Language, Mapping[str, str]] = {
    "en": {"error": "error", "warning": "warning", "info": "info"},
    "ja": {"error": "エラー", "warning": "警告", "info": "情報"},
}

CONFIDENCE: Mapping[Language, Mapping[str, str]] = {
    "en": {"high": "high", "medium": "medium", "low": "low"},
    "ja": {"high": "高", "medium": "中", "low": "低"},
}

STATE: Mapping[Language, Mapping[str, str]] = {
    "en": {"ok": "ok", "gone": "gone", "renamed": "renamed", "disabled": "disabled"},
    "ja": {"ok": "公開中", "gone": "削除または非公開", "renamed": "名称変更", "disabled": "停止中"},
}

REASON: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "not-in-recording": "not in the recording",
        "unreachable": "the Hub could not be reached",
        "out-of-budget": "the request budget was used up",
        "interrupted": "the run was interrupted",
        "gated": "access must be asked for",
        "malformed": "the Hub's answer could not be read",
    },
    "ja": {
        "not-in-recording": "記録にありません",
        "unreachable": "Hub に接続できませんでした",
        "out-of-budget": "リクエストの上限に達しました",
        "interrupted": "実行が中断されました",
        "gated": "アクセス申請が必要です",
        "malformed": "Hub の応答を読み取れませんでした",
    },
}

WORDS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "recorded": "{catalog} against a recording of the Hub, facts up to {date} (not the Hub of today)",
        "live": "{catalog} against {endpoint}",
        "catalog": "catalog",
        "hub": "Hub",
        "finding": "finding",
        "evidence": "evidence",
        "todo": "to do",
        "waived": "waived",
        "reported": "as reported by a person",
        "variants": "{count} variants: {repos}",
        "more_evidence": "and {count} more; --format json shows all",
        "set_entry": "write `{field}: {new}` at the entry",
        "set_variant": "write `{field}: {new}` at this variant",
        "add_variant": "add `{field}: {new}` to this variant, line {line}",
        "set_repo": "write `repo: {new}`",
        "review": "after a look at the evidence",
        "new": "not in the catalog: {count} models of listed owners ({owners}); `jllm-sync discover` lists them",
        "more_owners": "{count} other owners",
        "none": "Nothing to report.",
        "summary": "errors: {error}, warnings: {warning}, info: {info}; waived: {waived}",
        "coverage": "repos checked: {observed} of {repos}",
        "claims": "claims that the Hub said something about: {fields}",
        "claim": "{field} {compared} of {claims}",
        "unobserved": "not checked: {count} ({reason})",
        "unaudited": "entries that name no repo: {count}",
        "incomplete": "INCOMPLETE: what is not listed here is not known to be right",
        "verbose": "-v lists what was not checked; ",
        "more": "--format json has all evidence; docs/rules.md explains the rules",
        "not_checked": "Not checked",
        "no_repo": "Entries without a repo",
    },
    "ja": {
        "recorded": "{catalog} を Hub の記録（{date} まで。現在の Hub ではありません）と照合",
        "live": "{catalog} を {endpoint} と照合",
        "catalog": "カタログ",
        "hub": "Hub",
        "finding": "指摘",
        "evidence": "根拠",
        "todo": "対応",
        "waived": "承認済み",
        "reported": "人による報告",
        "variants": "{count} 件: {repos}",
        "more_evidence": "ほか {count} 件（--format json で全件）",
        "set_entry": "項目の `{field}` を `{new}` にする",
        "set_variant": "このモデルの `{field}` を `{new}` にする",
        "add_variant": "このモデル（{line} 行目）に `{field}: {new}` を加える",
        "set_repo": "`repo: {new}` に書き換える",
        "review": "根拠を確認のうえで",
        "new": "カタログにない、掲載済みの公開元のモデル: {count} 件（{owners}）。一覧は `jllm-sync discover`",
        "more_owners": "ほか {count} 公開元",
        "none": "指摘はありません。",
        "summary": "エラー {error} 件、警告 {warning} 件、情報 {info} 件、承認済み {waived} 件",
        "coverage": "{repos} リポジトリ中 {observed} 件を確認",
        "claims": "Hub と照合できた記載: {fields}",
        "claim": "{field} {claims} 件中 {compared} 件",
        "unobserved": "{count} 件は未確認（{reason}）",
        "unaudited": "リポジトリのない {count} 項目は対象外",
        "incomplete": "不完全な結果です。ここにないものが正しいとは限りません",
        "verbose": "-v で未確認の一覧、",
        "more": "--format json で全根拠、規則の説明は docs/rules.md",
        "not_checked": "未確認",
        "no_repo": "リポジトリのない項目",
    },
}


def claims_line(claims: Mapping[ClaimField, Compared], language: Language) -> str:
    """Of how many claims of each field the Hub said something; empty where no rule of the run compares any."""
    words = WORDS[language]
    fields = [
        words["claim"].format(field=name, claims=one.claims, compared=one.compared) for name, one in claims.items()
    ]
    return words["claims"].format(fields=(", " if language == "en" else "、").join(fields)) if fields else ""
