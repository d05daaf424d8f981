"""license-unstated: the catalog claims a licence and the Hub names none."""

from __future__ import annotations

from collections.abc import Iterable

from jllm_sync.readings.reading import Reading
from jllm_sync.rules import licenses
from jllm_sync.rules.rule import Found, Rule, Subject


def check(subject: Subject) -> Iterable[Found]:
    """Fires on `other` with nothing to name it, `unknown`, a mere family, or a card seen whole that states none.

    Where nothing was seen of the licence, it is silent.
    """
    comparison = licenses.compare(subject)
    if comparison is None or comparison.named:
        return
    claim = subject.variant.claims["license"]
    claimed = licenses.names(subject)
    says = licenses.stated_text(comparison.reading.value)
    if comparison.reading.value:
        message = {
            "en": f"The catalog says {claimed['en']}; the Hub states only `{says}`, which names no licence.",
            "ja": f"カタログでは {claimed['ja']} ですが、Hub の表示は「{says}」だけで、ライセンス名がありません。",
        }
    else:
        message = {
            "en": f"The catalog says {claimed['en']}; the model card states no licence.",
            "ja": f"カタログでは {claimed['ja']} ですが、モデルカードにライセンスの記載がありません。",
        }
    yield Found(
        confidence=comparison.reading.confidence,
        message=message,
        evidence=comparison.reading.evidence,
        claim=claim,
        claimed=licenses.claimed_stated(subject),
        reading=licenses.stated(comparison.reading),
    )


RULE = Rule(
    id="license-unstated",
    severity="info",
    check=check,
    remedy={
        "en": "nothing need be done; the claim rests on the LICENSE file or the announcement, not on the Hub's tag",
        "ja": "対応は必須ではありません（根拠は Hub のタグではなく LICENSE や発表資料になります）",
    },
    files=licenses.FILES,
    sees=lambda subject: isinstance(subject.license, Reading),
)
