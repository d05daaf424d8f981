"""A first catalog: the repos that a text names, and the catalog that their observations make."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from jllm_sync.catalog.edit import CatalogText
from jllm_sync.catalog.yaml.document import Document
from jllm_sync.drafting.draft import draft
from jllm_sync.hub.observation import Observation, Present
from jllm_sync.messages import Language, message, said
from jllm_sync.repo import RepoRef, hub_link

_ID = r"[\w.-]+/[\w.-]+"
_LINE = re.compile(rf"^\s*(?:[-*]\s+)?({_ID})\s*(?:#.*)?$", re.MULTILINE)
_LOADED = re.compile(rf"from_pretrained\(\s*[\"']({_ID})[\"']")
_LINK = re.compile(r"https?://(?:huggingface\.co|hf\.co)/[\w./%-]+")


def repos_in(text: str) -> list[RepoRef]:
    """The repos that a text names, in its order, each once: IDs alone on a line, links, and what a program loads.

    >>> [ref.repo for ref in repos_in('acme/one\\nAutoModel.from_pretrained("acme/two")\\n')]
    ['acme/one', 'acme/two']
    """
    places = [(match.start(), RepoRef(match[1])) for pattern in (_LINE, _LOADED) for match in pattern.finditer(text)]
    for match in _LINK.finditer(text):
        if link := hub_link(match[0]):
            places.append((match.start(), RepoRef(link.repo, link.kind)))
    found: dict[str, RepoRef] = {}
    for _, ref in sorted(places, key=lambda place: place[0]):
        found.setdefault(ref.repo.lower(), ref)
    return list(found.values())


def first_catalog(observations: Sequence[Observation], language: Language, today: date) -> CatalogText:
    """A catalog of these repos, in sections by their tasks; its claims are what was read, guesses carry a comment."""
    tasks: dict[str, list[Observation]] = {}
    for observation in observations:
        tasks.setdefault(_task(observation), []).append(observation)
    head = [f"# {line}" for line in said(message("init-head"), language).split("\n")]
    sections = [f"  - id: {task}\n    title: {_title(task)}\n    entries: []" for task in tasks]
    settings = f"settings:\n  language: {language}\n  rules: {{variant-new: off, family-new: off}}"
    text = "\n".join([*head, f"title: {said(message('init-title'), language)}", settings, "sections:", *sections, ""])
    document: CatalogText = Document(text.encode(), "catalog.yaml")
    for task, members in tasks.items():
        _, document = draft(document, [], members, section=task, language=language, today=today, licenses_seen=True)
    return document


def _task(observation: Observation) -> str:
    """The Hub's name of what a model does, as the id of a section."""
    told = observation.info.get("pipeline_tag")
    name = told.value if isinstance(told, Present) and isinstance(told.value, str) else ""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "models"


def _title(task: str) -> str:
    return task.replace("-", " ").capitalize()
