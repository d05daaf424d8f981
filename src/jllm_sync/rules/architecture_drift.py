"""architecture-drift: the config's model_type belongs to another architecture than the claimed one."""

from __future__ import annotations

from collections.abc import Iterable

from jllm_sync.data import load
from jllm_sync.finding import Stated, weakest
from jllm_sync.hub.observation import Observation, Present, key_of
from jllm_sync.messages import in_language, message
from jllm_sync.readings import Reading
from jllm_sync.readings.architecture import Architecture, claimed_types, types_of_word, words_of
from jllm_sync.rules.rule import ARCHITECTURE, Agrees, Found, RepoRule, Subject, Verdict, set_claim


def check(subject: Subject) -> Verdict:
    """Fires where the model_type is known under other words than those of the claim; an unknown one proves nothing.

    Where a part of a composite model is what is claimed (the Llama of a LLaVA), or the card's own tags name it (a
    RoBERTa trained in BERT's classes, say), the repo says both, and is not contradicted.
    """
    claim = subject.claim("architecture")
    if claim is None or not isinstance(claim.raw, str | dict):
        return None
    reading = subject.read(ARCHITECTURE)
    if not isinstance(reading, Reading):
        return None
    type_ = reading.value.model_type or reading.value.of_classes
    found = {*_parts(reading.value), *([type_] if type_ else [])}
    meant = claimed_types(claim.raw, found)
    words = words_of(type_) if type_ else []
    if type_ is None or not meant or not words or reading.value.is_open:
        return None
    if meant & found or meant & _tagged(subject.observation):
        return Agrees(claim)
    return Found(
        confidence=reading.confidence if reading.value.model_type else weakest(reading.confidence, "medium"),
        message=message("architecture-drift.found", claimed=claim.raw, type=type_, word=words[0]),
        evidence=reading.evidence,
        claim=claim,
        claimed=Stated(claim.raw, in_language(claim.raw, "en")),
        reading=Stated(type_, f"{type_} ({words[0]})"),
        fix=set_claim(subject.variant, claim, words[0], "unsafe"),
    )


def _parts(architecture: Architecture) -> Iterable[str]:
    """The types of a composite model's parts; the usual ones where its config names none."""
    return architecture.parts or load("architectures.yaml")["usual_parts"].get(architecture.model_type, ())


def _tagged(observation: Observation) -> frozenset[str]:
    """The model_type values that the card's tags mean."""
    tags = key_of(observation.card, "tags")
    if not isinstance(tags, Present) or not isinstance(tags.value, list):
        return frozenset()
    return frozenset(type_ for tag in tags.value if isinstance(tag, str) for type_ in types_of_word(tag))


RULE = RepoRule(
    id="architecture-drift",
    severity="warning",
    check=check,
    reads=(ARCHITECTURE,),
    compares=("architecture",),
)
