"""Which models a repo says it was made from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, cast, get_args

from jllm_sync.data import load
from jllm_sync.finding import Confidence, Evidence
from jllm_sync.hub.observation import Absent, Observation, Present, Relation, Unknown, key_of, relation_and_parent
from jllm_sync.messages import message
from jllm_sync.readings import NoReading, Reading, is_texts, unreadable
from jllm_sync.readings.weights import is_adapter
from jllm_sync.repo import has_no_owner, hub_link

_DATA = "repo_ids.yaml"
_ID = re.compile(r"([\w][\w.-]*)/([\w][\w.-]*)\Z", re.ASCII)
_MARKDOWN = re.compile(r"\[[^\]]*\]\((\S+)\)")
_CACHED = re.compile(r"(?:\A|.*/)models--([\w.-]+?)--([\w.-]+?)(?:/snapshots/.*)?\Z", re.ASCII)
"""Where huggingface_hub keeps a model: https://huggingface.co/docs/huggingface_hub/guides/manage-cache."""


def repo_named(value: Any) -> str | None:
    """The model that a ``base_model`` or ``_name_or_path`` names, by its ID, a link or its place in the Hub's cache.

    None for a path on somebody's disk and for a mere name; the Hub's oldest models have an ID without an owner.
    """
    if not isinstance(value, str):
        return None
    text = value.strip().strip("'\"").removeprefix("hf://")
    if markdown := _MARKDOWN.fullmatch(text):
        text = markdown[1]
    if text.startswith(("hf.co/", "huggingface.co/", "www.huggingface.co/")):
        text = f"https://{text}"
    if text.startswith(("http://", "https://")):
        link = hub_link(text)
        return link.repo if link is not None and link.kind == "model" else None
    if cached := _CACHED.match(text):
        return f"{cached[1]}/{cached[2]}"
    text = text.removesuffix("/").partition("@")[0].removesuffix(".git")  # "@" stands before a revision
    if has_no_owner(text):
        return text
    match = _ID.match(text)
    if match is None or match[1].lower() in load(_DATA)["folders"] or _no_name().fullmatch(match[2].lower()):
        return None
    return text


def _named(value: Any) -> tuple[str, ...]:
    """The models that a value or a list of them names, each once."""
    named: dict[str, str] = {}
    for one in value if isinstance(value, list) else [value]:
        if repo := repo_named(one):
            named.setdefault(repo.lower(), repo)
    return tuple(named.values())


@cache
def _no_name() -> re.Pattern[str]:
    return re.compile("|".join(load(_DATA)["names"]))


def has_unnamed_parent(observation: Observation) -> bool:
    """Whether the card's ``base_model`` holds something that is no ID: a local path, a mere name."""
    stated = key_of(observation.card, "base_model")
    if not isinstance(stated, Present) or stated.value in (None, "", []):
        return False
    values = stated.value if isinstance(stated.value, list) else [stated.value]
    return not all(repo_named(value) for value in values)


def read_successor(observation: Observation) -> Reading[str] | NoReading:
    """The newer version that the card's ``new_version`` points to; none where it points to itself."""
    stated = key_of(observation.card, "new_version")
    if isinstance(stated, Unknown):
        return NoReading(message("no-reading-card-unseen"))
    if isinstance(stated, Present) and not (stated.value is None or isinstance(stated.value, str)):
        return unreadable(stated.source, "new_version", stated.value)
    if not isinstance(stated, Present) or (new := repo_named(stated.value)) is None:
        return NoReading(message("no-reading-successor-none"), seen=True)
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


def read_parents(observation: Observation, *, guess: bool = True) -> Reading[tuple[str, ...]] | NoReading:
    """The immediate parents: ``base_model`` of the card, or the base an adapter names; local paths are no IDs.

    Args:
        observation: the repo.
        guess: whether ``_name_or_path`` of config.json counts where neither names one, at low confidence: it is what
            the weights were loaded from when they were saved.
    """
    stated = key_of(observation.card, "base_model")
    if isinstance(stated, Present) and (parents := _named(stated.value)):
        confidence: Confidence = "low" if stated.source.proposed else "high"
        return Reading(parents, confidence, (Evidence.of(stated.source, "base_model", stated.value),))
    if isinstance(stated, Present) and not is_texts(stated.value):
        return unreadable(stated.source, "base_model", stated.value)
    adapter = observation.file("adapter_config.json")
    if isinstance(adapter, Present) and isinstance(adapter.value, Mapping):
        base = adapter.value.get("base_model_name_or_path")
        if repo := repo_named(base):
            evidence = Evidence.of(adapter.source, "base_model_name_or_path", base)
            return Reading((repo,), "low" if adapter.source.proposed else "high", (evidence,))
        return NoReading(message("no-reading-adapter-names-no-base"))
    if guess and not has_unnamed_parent(observation) and (origin := _loaded_from(observation)):
        return origin
    if isinstance(stated, Absent):
        return NoReading(message("no-reading-base-unstated"), seen=True)
    return NoReading(message("no-reading-base-unseen"))


def _loaded_from(observation: Observation) -> Reading[tuple[str, ...]] | None:
    """The model that config.json says it was loaded from, where that is another."""
    config = observation.file("config.json")
    if not isinstance(config, Present) or not isinstance(config.value, Mapping):
        return None
    named = config.value.get("_name_or_path")
    repo = repo_named(named)
    if repo is None or repo.lower() in (observation.repo.lower(), observation.canonical.lower()):
        return None
    return Reading((repo,), "low", (Evidence.of(config.source, "_name_or_path", named),))


def adapter_base(observation: Observation) -> Reading[str] | None:
    """The one model that an adapter is for; None where the repo is no adapter, or names none or several."""
    parents = read_parents(observation, guess=False) if is_adapter(observation) else None
    if not isinstance(parents, Reading) or len(parents.value) != 1:
        return None
    return Reading(parents.value[0], parents.confidence, parents.evidence)
