"""custom-code: loading the model runs code from its repo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jllm_sync.finding import Evidence, Stated
from jllm_sync.hub.observation import Present
from jllm_sync.rules.rule import Found, Rule, Subject


def check(subject: Subject) -> Iterable[Found]:
    """Fires where config.json has an `auto_map`: transformers then asks for trust_remote_code."""
    config = subject.observation.file("config.json")
    if not isinstance(config, Present) or not isinstance(config.value, Mapping) or config.source.proposed:
        return
    auto_map = config.value.get("auto_map")
    if not isinstance(auto_map, Mapping) or not auto_map:
        return
    classes = sorted(str(name) for name in auto_map)
    repo = subject.variant.repo
    yield Found(
        confidence="high",
        message={
            "en": f"Loading {repo} runs code from its repo (trust_remote_code).",
            "ja": f"{repo} の読み込みでは、リポジトリ内のコードが実行されます（trust_remote_code）。",
        },
        evidence=(Evidence.of(config.source, "auto_map", dict(auto_map)),),
        reading=Stated(classes, ", ".join(classes)),
    )


RULE = Rule(
    id="custom-code",
    severity="info",
    check=check,
    remedy={
        "en": "nothing need be done; readers may want to know",
        "ja": "対応は必須ではありません（読者への情報です）",
    },
    files=frozenset({"config.json"}),
)
