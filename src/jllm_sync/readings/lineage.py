"""Which models a repo says it was made from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast, get_args

from jllm_sync.finding import Confidence, Evidence
from jllm_sync.hub.derivatives import Relation, relation_and_parent
from jllm_sync.hub.observation import Absent, Observation, Present, Unknown, key_of
from jllm_sync.messages import message
from jllm_sync.readings.reading import NoReading, Reading
from jllm_sync.readings.weights import is_adapter

_ID = re.compile(r"[\w][\w.-]*/[\w][\w.-]*\Z", re.ASCII)


def has_unnamed_parent(observation: Observation) -> bool:
    """Whether the card's ``base_model`` holds something that is no ID: a local path, a mere name."""
    stated = key_of(observation.card, "base_model")
    if not isinstance(stated, Present) or stated.value in (None, "", []):
        return False
    values = stated.value if isinstance(stated.value, list) else [stated.value]
    return not all(isinstance(value, str) and _ID.match(value.strip()) for value in values)


def read_successor(observation: Observation) -> Reading[str] | NoReading:
    """The newer version that the card's ``new_version`` points to; none where it points to itself."""
    stated = key_of(observation.card, "new_version")
    if isinstance(stated, Unknown):
        return NoReading(message("no-reading-card-unseen"))
    if not isinstance(stated, Present) or not isinstance(stated.value, str) or not _ID.match(stated.value.strip()):
        return NoReading(message("no-reading-successor-none"), seen=True)
    new = stated.value.strip()
    if new.lower() in (observation.repo.lower(), observation.canonical.lower()):
        return NoReading(message("no-reading-successor-itself"), seen=True)
    confidence: Confidence = "low" if stated.source.proposed else "high"
    return Reading(new, confidence, (Evidence.of(stated.source, "new_version", stated.value),))


def read_relation(observation: Observation) -> Reading[Relation] | NoReading:
    """How it was made of its parents, in the Hub's words.

    From the card's ``base_model_relation``, or else from the Hub's tags, which it derives from the files where the card
    does not say (https://huggingface.co/docs/hub/model-cards#specifying-a-base-model).
    """
    stated = key_of(observation.card, "base_model_relation")
    if isinstance(stated, Present) and stated.value in get_args(Relation):
        confidence: Confidence = "low" if stated.source.proposed else "high"
        evidence = Evidence.of(stated.source, "base_model_relation", stated.value)
        return Reading(cast("Relation", stated.value), confidence, (evidence,))
    tags = observation.info.get("tags")
    if isinstance(tags, Present) and isinstance(tags.value, list | tuple):
        for tag in tags.value:
            tie = relation_and_parent(tag) if isinstance(tag, str) else None
            if tie is not None and tie[0] is not None:
                return Reading(tie[0], "high", (Evidence.of(tags.source, "tags", tag),))
    return NoReading(message("no-reading-relation-unstated"))


def read_parents(observation: Observation) -> Reading[tuple[str, ...]] | NoReading:
    """The immediate parents: ``base_model`` of the card, or the base an adapter names. Local paths are no IDs."""
    stated = key_of(observation.card, "base_model")
    if isinstance(stated, Present):
        values = stated.value if isinstance(stated.value, list) else [stated.value]
        parents = tuple(value.strip() for value in values if isinstance(value, str) and _ID.match(value.strip()))
        if parents:
            confidence: Confidence = "low" if stated.source.proposed else "high"
            return Reading(parents, confidence, (Evidence.of(stated.source, "base_model", stated.value),))
    adapter = observation.file("adapter_config.json")
    if isinstance(adapter, Present) and isinstance(adapter.value, Mapping):
        base = adapter.value.get("base_model_name_or_path")
        if isinstance(base, str) and _ID.match(base.strip()):
            evidence = Evidence.of(adapter.source, "base_model_name_or_path", base)
            return Reading((base.strip(),), "low" if adapter.source.proposed else "high", (evidence,))
        return NoReading(message("no-reading-adapter-names-no-base"))
    if isinstance(stated, Absent):
        return NoReading(message("no-reading-base-unstated"), seen=True)
    return NoReading(message("no-reading-base-unseen"))


def adapter_base(observation: Observation) -> Reading[str] | None:
    """The one model that an adapter is for; None where the repo is no adapter, or names none or several."""
    parents = read_parents(observation) if is_adapter(observation) else None
    if not isinstance(parents, Reading) or len(parents.value) != 1:
        return None
    return Reading(parents.value[0], parents.confidence, parents.evidence)
