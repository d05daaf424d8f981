"""Drafts as a person reads them: the YAML, and above each piece where it goes."""

from __future__ import annotations

from collections.abc import Sequence

from jllm_sync.catalog.model import Catalog
from jllm_sync.drafting.drafted import Draft
from jllm_sync.drafting.text import entry_lines, variant_line
from jllm_sync.messages import Language

_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "variant": "# into the entry {entry} (section {section}), under variants:",
        "entry": "# a new entry of the section {section}:",
        "written": "written: {what} in {file}, line {line}",
    },
    "ja": {
        "variant": "# 項目 {entry}（セクション {section}）の variants へ:",
        "entry": "# セクション {section} の新しい項目:",
        "written": "{file} の {line} 行目に {what} を書き込みました",
    },
}


def as_yaml(drafts: Sequence[Draft], language: Language) -> str:
    """The drafts, to be pasted where the comments say."""
    words, lines = _WORDS[language], list[str]()
    for one in drafts:
        lines.append(words["entry" if one.new else "variant"].format(entry=one.entry, section=one.section))
        if one.new:
            body = entry_lines(one.fields, [(variant.fields, variant.notes) for variant in one.variants], language)
            lines += [f"- {body[0]}", *(f"  {line}" for line in body[1:])]
        else:
            lines += [f"- {variant_line(variant.fields, variant.notes, language)}" for variant in one.variants]
        lines.append("")
    return "\n".join(lines)


def summary(drafts: Sequence[Draft], catalog: Catalog, language: Language) -> str:
    """What was written, and where it stands now."""
    places = {v.repo: v.location for entry in catalog.entries for v in entry.variants}
    return "\n".join(
        _WORDS[language]["written"].format(
            what=variant.sight.repo, file=catalog.file, line=places[variant.sight.repo].line
        )
        for one in drafts
        for variant in one.variants
    )
