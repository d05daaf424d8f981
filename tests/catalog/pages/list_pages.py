"""Small pages of a list, made of rows, for the importer's tests."""

# ruff: noqa: E501  (a table of cells: one a line)

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jllm_sync.catalog.pages.listing import Imported, import_list
from jllm_sync.catalog.pages.markdown import SourceText

HEADERS = {
    "generative": "|  | アーキテクチャ | 入出力で扱える<br>トークン数 | 学習テキスト | 開発元 | ライセンス / 利用規約 |",
    "continual": "|  | ベースのLLM | 学習テキスト | 開発元 | ライセンス / 利用規約 |",
    "merged": "|  | マージ元のLLM（太字は日本語LLM） | 開発元 | ライセンス |",
    "encoder": "|  | アーキテクチャ | 入力で扱えるトークン数 | 学習テキスト | 開発元 | ライセンス | HuggingFace ですぐ使える？ [^4] |",
    "embedding": "|  | 入力で扱えるトークン数 | 開発元 | ライセンス |",
    "benchmark": "|  | 説明 | 開発元 |",
    "generative.en": "|  | Architecture | Max Context Length | Training Data | Developer | License / Terms of Use |",
    "continual.en": "|  | Base Model | Training Data | Developer | License / Terms of Use |",
}
FOOTNOTES = """
[^6]: 全ての組み合わせは多いので、ここでは一つを代表として掲載している。

[^12]: OpenAI のモデルで生成されたデータを使って学習しているため、規約に違反している可能性がある。
"""


def page(*tables: tuple[str, Sequence[str]]) -> str:
    """A page with one heading a table; a table is the name of its header and its rows."""
    parts = ["# 一覧\n"]
    for number, (name, rows) in enumerate(tables, 1):
        header = HEADERS[name]
        delimiter = "|" + ":---:|" * (header.count("|") - 1)
        parts.append("\n".join([f'<a id="part-{number}"></a>', f"## Part {number}\n", header, delimiter, *rows, ""]))
    return "\n".join([*parts, FOOTNOTES])


def import_pages(**pages: str) -> Imported:
    """Import pages by their language; the first is the master."""
    return import_list([SourceText(f"{language}.md", language, text) for language, text in pages.items()])


def entries(imported: Imported) -> list[dict[str, Any]]:
    """All entries of an imported catalog."""
    return [entry for section in imported.catalog["sections"] for entry in section.get("entries", [])]


def first_entry(header: str, *rows: str) -> dict[str, Any]:
    """The first entry of a page with one table."""
    return entries(import_pages(ja=page((header, rows))))[0]


def by_label(entry: dict[str, Any], field: str) -> dict[str, Any]:
    """What a field says of each variant, inherited values included, by label."""
    return {
        _text(variant.get("label", variant["repo"])): variant.get(field, entry.get(field))
        for variant in entry["variants"]
    }


def _text(label: Any) -> str:
    return label if isinstance(label, str) else label["ja"]


def links(*labels: str) -> str:
    """Hub links for variants with these labels, as the list brackets them."""
    return f"({', '.join(f'[{label}](https://huggingface.co/org/repo-{i})' for i, label in enumerate(labels))})"
