"""license-drift: the Hub states a licence that the claimed one does not accept."""

from __future__ import annotations

from collections.abc import Iterable

from jllm_sync.readings.reading import Reading
from jllm_sync.rules import licenses
from jllm_sync.rules.edits import set_claim
from jllm_sync.rules.rule import Found, Rule, Subject


def check(subject: Subject) -> Iterable[Found]:
    """Fires where the set of stated licences is not the set of claimed ones."""
    comparison = licenses.compare(subject)
    if comparison is None or not comparison.named or comparison.agrees:
        return
    claim = subject.variant.claims["license"]
    says = licenses.stated_text(comparison.named)
    claimed = licenses.names(subject)
    ids = licenses.ids_of(subject.catalog, comparison.named)
    in_table = {
        "en": "" if ids else "; the catalog's licence table does not know it",
        "ja": "" if ids else "。カタログの licenses にはありません",
    }
    yield Found(
        confidence=comparison.reading.confidence,
        message={
            "en": f"The catalog says {claimed['en']}, the Hub states {says}{in_table['en']}.",
            "ja": f"カタログでは {claimed['ja']}、Hub の表示は {says} です{in_table['ja']}。",
        },
        evidence=comparison.reading.evidence,
        claim=claim,
        claimed=licenses.claimed_stated(subject),
        reading=licenses.stated(comparison.reading),
        fix=set_claim(subject, claim, licenses.as_claim(ids), "unsafe") if ids else None,
    )


RULE = Rule(
    id="license-drift",
    severity="error",
    check=check,
    remedy={
        "en": "read the card and LICENSE; correct the claim, or add what the Hub states to the licence's `accepts`",
        "ja": "モデルカードと LICENSE を確認し、カタログを直すか、licenses の accepts に Hub の表記を加えてください",
    },
    files=licenses.FILES,
    compares=("license",),
    sees=lambda subject: isinstance(subject.license, Reading),
)
