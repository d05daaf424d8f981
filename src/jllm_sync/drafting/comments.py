"""What the comments of a draft say, in English and Japanese."""

from __future__ import annotations

from collections.abc import Sequence

from jllm_sync.messages import LANGUAGES, Text, in_language

LABEL: Text = {"en": "label in the style of its siblings", "ja": "label は他の項目に倣った"}
LABEL_OF_NEW: Text = {"en": "label after its name", "ja": "label は名前から"}
PARAMETERS: Text = {"en": "parameters by its name", "ja": "parameters は名前から"}
FOUNDATION: Text = {"en": "foundation: the size by its name", "ja": "foundation の規模は名前から"}
SECTION: Text = {"en": "the section is a guess: it holds what is most like it", "ja": "セクションは似た項目からの推定"}
NAME: Text = {"en": "after the names of the repos", "ja": "リポジトリ名から"}
DEVELOPER: Text = {"en": "as of the owner's other entries", "ja": "同じ公開元の他の項目から"}
YEAR: Text = {"en": "the year in which the repo was created", "ja": "リポジトリの作成年"}


def unseen(claims: Sequence[str]) -> Text:
    """Which claims it inherits without anything seen of them."""
    named = ", ".join(claims)
    return {"en": f"inherited, not seen of this repo: {named}", "ja": f"継承した値で未確認: {named}"}


def left_out(reason: Text) -> Text:
    """That discovery would not propose it, and why."""
    return {
        "en": f"discover leaves it out: {in_language(reason, 'en')}",
        "ja": f"discover では対象外: {in_language(reason, 'ja')}",
    }


def seen_of(seen: int, of: int, more: Text | None) -> Text:
    """Of how many repos a shared claim was seen, and what else is to be said of it."""
    said = {"en": f"seen of {seen} of {of} repos", "ja": f"{of} 件中 {seen} 件で確認"}
    if more is None:
        return said
    return {language: f"{said[language]}; {in_language(more, language)}" for language in LANGUAGES}


def as_read(claim: str) -> Text:
    """That a claim differs from its siblings'."""
    return {"en": f"{claim} as the Hub says", "ja": f"{claim} は Hub の値"}
