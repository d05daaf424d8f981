"""Training and parents of a row, put together from all its languages; parents found among the entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jllm_sync.catalog.pages.draft import Draft
from jllm_sync.catalog.pages.qualifiers import Tokens, read_qualifiers
from jllm_sync.catalog.pages.record import Record
from jllm_sync.catalog.pages.text import brackets, localized, name_key
from jllm_sync.catalog.pages.training import Item, Stage, Training, read_parents, read_training
from jllm_sync.messages import Text

ParentName = dict[str, str]
"""What a model was made from, by language."""


def read_lineage(record: Record, labels: list[Tokens]) -> tuple[list[ParentName], list[dict[str, Any]]]:
    """Read what a row was trained on and made from: its parents, and its stages of training as plain data."""
    parents: list[ParentName] = []
    stages: list[dict[str, Any]] = []
    for column in ("training", "parents"):
        found: dict[str, Training] = {}
        for row, cell in record.cells(column):
            found[row.language] = read_training(cell, labels) if column == "training" else read_parents(cell)
        if record.master.language not in found:
            continue
        for leftover in found[record.master.language].leftovers:
            record.note("leftover", column, leftover)
        master = found.pop(record.master.language)
        parents += [
            {record.master.language: name}
            | {
                language: other.parents[i]
                for language, other in found.items()
                if len(other.parents) == len(master.parents)
            }
            for i, name in enumerate(master.parents)
        ]
        languages = [row.language for row in record.rows]
        stages += [
            _stage(stage, record.master.language, _partners(index, master.stages, found), languages)
            for index, stage in enumerate(master.stages)
        ]
    return parents, stages


def _partners(index: int, stages: Sequence[Stage], others: Mapping[str, Training]) -> dict[str, Stage]:
    """The other languages' stage for one of the master's: the one of its kind, where both have as many of these."""

    def alike(candidates: Sequence[Stage]) -> list[Stage]:
        kind = (stages[index].stage, bool(stages[index].models))
        return [stage for stage in candidates if (stage.stage, bool(stage.models)) == kind]

    mine = alike(stages)
    number = next(position for position, stage in enumerate(mine) if stage is stages[index])
    return {
        language: theirs[number]
        for language, other in others.items()
        if len(theirs := alike(other.stages)) == len(mine)
    }


def _stage(stage: Stage, language: str, others: Mapping[str, Stage], languages: Sequence[str]) -> dict[str, Any]:
    data = [
        _item(
            item,
            language,
            {name: other.data[i] for name, other in others.items() if len(other.data) == len(stage.data)},
        )
        for i, item in enumerate(stage.data)
    ]
    fields = {
        "stage": _in(stage.stage, languages),
        "models": stage.models,
        "method": _in(stage.method, languages),
        "tokens": stage.tokens,
        "amount": localized({language: stage.amount}),
        "data": data,
    }
    return {name: value for name, value in fields.items() if value}


def _item(item: Item, language: str, others: Mapping[str, Item]) -> Any:
    name = localized({language: item.name} | {other: partner.name for other, partner in others.items()})
    if not item.link and not item.amount:
        return name
    amounts = {language: item.amount} | {other: partner.amount for other, partner in others.items()}
    fields = {"name": name, "link": item.link, "amount": localized(amounts) if item.amount else ""}
    return {field: value for field, value in fields.items() if value}


def _in(text: Text | None, languages: Sequence[str]) -> Text | None:
    """A text of our own in the languages that the list has."""
    if text is None or isinstance(text, str):
        return text
    return localized({language: text[language] for language in languages if language in text})


@dataclass(frozen=True, slots=True)
class _Index:
    """Where names lead: the entries of a name, and the repos whose own name it is."""

    drafts: Sequence[Draft]
    entries: dict[str, set[int]]
    repos: dict[str, set[tuple[int, str]]]


def resolve_parents(drafts: Sequence[Draft]) -> None:
    """Find the parents among the entries, and their repo where the name leaves no choice."""
    index = _Index(drafts, {}, {})
    for number, draft in enumerate(drafts):
        for name in draft.names.texts.values():
            index.entries.setdefault(name_key(name), set()).add(number)
        for offer in draft.offers:
            if offer.kind == "model":
                repo_name = name_key(offer.repo.partition("/")[2])
                index.repos.setdefault(repo_name, set()).add((number, offer.repo))
    for number, draft in enumerate(drafts):
        if draft.parents:
            draft.fields["parents"] = [_parent(parent, number, index) for parent in draft.parents]


def _parent(parent: ParentName, child: int, index: _Index) -> dict[str, Any]:
    found: dict[str, Any] = {"name": localized(parent)}
    for name in parent.values():
        repos = {(number, repo) for number, repo in index.repos.get(name_key(name), set()) if number != child}
        for bare, qualifier in _readings(name):
            owners = index.entries.get(name_key(bare), set()) - {child}
            if len(owners) != 1:
                continue
            owner = owners.pop()
            named = [repo for number, repo in repos if number == owner]
            repo = _only_repo(index.drafts[owner], qualifier) or (named[0] if len(named) == 1 else None)
            return found | ({"repo": repo} if repo else {}) | {"entry": index.drafts[owner].fields["id"]}
        if len(repos) == 1:
            owner, repo = repos.pop()
            return found | {"repo": repo, "entry": index.drafts[owner].fields["id"]}
    return found


def _readings(name: str) -> Iterable[tuple[str, str]]:
    """A parent's name as a whole, and without the qualifier in brackets at its end."""
    yield name, ""
    spans = brackets(name)
    if spans and spans[-1][1] == len(name):
        start, end = spans[-1]
        yield name[:start].strip(), name[start + 1 : end - 1]


def _only_repo(draft: Draft, qualifier: str) -> str | None:
    """The one variant of an entry that a qualifier fits: the one with just its words, or the only one with them."""
    models = [offer for offer in draft.offers if offer.kind == "model"]
    wanted = read_qualifiers(qualifier.replace(",", " ").replace("、", " ")) if qualifier else ()
    if not qualifier:
        return models[0].repo if len(models) == 1 else None
    labels = [offer.tokens for offer in models]
    fitting = [offer for offer in models if any(part.fits(offer.tokens, labels) for part in wanted)]
    exact = [offer for offer in fitting if any(len(offer.tokens) == len(part.tokens) for part in wanted)]
    for found in (exact, fitting):
        if len(found) == 1:
            return found[0].repo
    return None
