"""Why there is no reading, in Japanese: the readings say it in English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from jllm_sync.messages import Language

JAPANESE: Mapping[str, str] = {
    "not observed": "未確認",
    "config.json was not seen": "config.json は未確認",
    "the repo has no config.json": "config.json がない",
    "config.json names no architecture": "config.json にアーキテクチャの記載がない",
    "nothing was seen of its licence": "ライセンスの記載は未確認",
    "an adapter: its weights are not the model's": "アダプターのため、重みはモデル本体のものではない",
    "quantised: the stored total is not the number of parameters": "量子化済みのため、重みの合計はパラメータ数ではない",
    "the size of the weights was not seen": "重みの大きさは未確認",
    "the Hub does not state the size of the weights": "Hub に重みの大きさの表示がない",
    "the card was not seen": "モデルカードは未確認",
    "the repo has no card": "モデルカードがない",
    "the card names no newer version": "モデルカードに新しい版の案内がない",
    "the card names itself as the newer version": "モデルカードが新しい版として自身を挙げている",
    "the Hub does not say how it was made": "Hub に作り方の記載がない",
    "the adapter names its base by a local path, or not at all": "アダプターのベースモデルがローカルパスか、記載がない",
    "no base model was seen": "ベースモデルは未確認",
    "the card names no base model": "モデルカードにベースモデルの記載がない",
    "the whole file list was not seen": "ファイル一覧の全体は未確認",
    "an adapter: its context is its base model's": "アダプターのため、コンテキスト長はベースモデルによる",
    "model_type {}: its input is not counted in tokens": "model_type が {} のため、入力をトークン数で数えない",
    "model_type {}: no limit by design": "model_type が {} のため、設計上の上限がない",
    "config.json has no key that gives a context length": "config.json にコンテキスト長を示すキーがない",
    "transformers has its type, and takes its own class even beside an auto_map": (
        "transformers に同じ型があり、auto_map があってもそのクラスが使われる"
    ),
    "neither the configs nor the tags were seen": "config とタグは未確認",
    "no code of its own was seen": "リポジトリ独自のコードは見つかっていない",
    "the text of the card was not seen": "モデルカードの本文は未確認",
    "the card's text states no limit that is known here": "モデルカードの本文に既知の利用制限がない",
}
"""By the English reason; {} stands for what differs from repo to repo."""


def reason_in(reason: str, language: Language) -> str:
    """The reason in a language; one that is not known here stays in English."""
    if language == "en":
        return reason
    for pattern, japanese in _patterns().items():
        if match := pattern.fullmatch(reason):
            return japanese.format(*match.groups())
    return reason


@cache
def _patterns() -> Mapping[re.Pattern[str], str]:
    return {re.compile(re.escape(english).replace(r"\{\}", "(.*)")): words for english, words in JAPANESE.items()}
