"""What a model was trained on and made from: a training cell's stages and data sets, parents found among the entries.

Names, amounts and links are facts and come out as fields; whole sentences are other people's prose and are left over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jllm_sync.catalog.pages.cells import Tokens, lines, read_qualifiers
from jllm_sync.catalog.pages.claims import Draft
from jllm_sync.catalog.pages.languages import Record
from jllm_sync.catalog.pages.markdown import Rich, join
from jllm_sync.catalog.pages.vocabulary import (
    SentencePattern,
    brackets,
    inside_brackets,
    key,
    localized,
    name_key,
    tidy,
    words,
)
from jllm_sync.messages import Sayable, Text, in_language, message
from jllm_sync.repo import is_web_link

_BETWEEN_ITEMS = re.compile(r"\s*(?:(?<!\d),|,(?!\d)|(?<!\d)、|、(?!\d))\s*|(?:^|\s)\+\s*|\s*\n\s*")
_COLON = re.compile(r"\s*[:：]\s*")
_BETWEEN_STAGES = re.compile(r"\s*(?:,|\+|/|&|＆|\sor\s|\sand\s)\s*", re.IGNORECASE)
_CONTINUES = re.compile(r"[(（]?\s*\+\s*")
_LEADING_AND = re.compile(r"(?:and|et)\s+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Item:
    """A data set: its name, its link, its amount."""

    name: str
    link: str = ""
    amount: str = ""


@dataclass(slots=True)
class Stage:
    """A stage of training, or a whole training that names no stages."""

    stage: Text | None = None
    models: str = ""
    method: Text | None = None
    tokens: str = ""
    amount: str = ""
    data: list[Item] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.method or self.tokens or self.amount or self.data)


@dataclass(slots=True)
class Training:
    """A training cell, read in one language."""

    stages: list[Stage] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)
    leftovers: list[Sayable] = field(default_factory=list)


def read_training(cell: Rich, labels: list[Tokens]) -> Training:
    """Read a training cell of a row whose variants have these labels."""
    reader = _Reader(labels)
    for line in _logical_lines(cell):
        reader.line(line)
    result = reader.training
    result.stages = [stage for stage in result.stages if stage]
    return result


def read_parents(cell: Rich) -> Training:
    """Read a cell that lists the models a merge was made from; a sentence in it counts as training."""
    reader = _Reader([])
    for line in lines(cell):
        if line.plain and key(line.plain) not in words().nothing and not reader.sentence(line):
            reader.training.parents += [
                part.plain for part in line.split(_BETWEEN_ITEMS) if key(part.plain) not in words().nothing
            ]
    return reader.training


class _Reader:
    """Reads a training cell line by line."""

    def __init__(self, labels: list[Tokens]) -> None:
        self.training = Training()
        self._labels = labels

    def line(self, line: Rich) -> None:
        if not line.plain or key(line.plain) in words().nothing or self.sentence(line):
            return
        inner = inside_brackets(line.text)
        if inner is not None and self._total(line.cut(1, len(line.text) - 1), alone=True):
            return
        if inner is not None:
            self.training.leftovers.append(line.plain)
            return
        label, rest = _before_colon(line)
        if label is None:
            self._items(line, self._begin())
            return
        stage = _stage(label.plain)
        if stage is not None:
            self._items(rest, self._begin(stage=stage))
        elif self._names_models(label.plain):
            self._items(rest, self._begin(models=label.plain))
        else:
            self.training.leftovers.append(label.plain)
            self._items(rest, self._begin())

    def sentence(self, line: Rich) -> bool:
        """Read a line as one of the known sentences."""
        flat = Rich(" ".join(line.text.split("\n")), line.links, line.bold, line.footnotes)
        for pattern in words().sentences:
            match = pattern.pattern.match(flat.text)
            if match is not None and self._acceptable(match):
                self._take(pattern, match, flat)
                return True
        return False

    def _acceptable(self, match: re.Match[str]) -> bool:
        """Whether what a pattern found are names rather than half sentences."""
        groups = match.groupdict()
        return all(not _is_prose(tidy(groups[name] or "")) for name in ("parent", "models") if name in groups)

    def _take(self, pattern: SentencePattern, match: re.Match[str], line: Rich) -> None:
        groups = match.groupdict()
        if groups.get("parent"):
            self.training.parents.append(tidy(groups["parent"]))
        stage = _stage(groups["stage"]) if groups.get("stage") else pattern.stage
        method = groups.get("method") or pattern.method
        if groups.get("rest"):
            self.line(line.cut(*match.span("rest")))
        elif stage or method or groups.get("data"):
            begun = self._begin(stage=stage, models=tidy(groups.get("models") or ""), method=method)
            if groups.get("data"):
                self._items(line.cut(*match.span("data")), begun)

    def _begin(self, *, stage: Text | None = None, models: str = "", method: Text | None = None) -> Stage:
        """The stage that a line speaks of: the one whose heading stood alone on the line before, or a new one."""
        last = self.training.stages[-1] if self.training.stages else None
        if last is not None and not last and stage is None and not models and method is None:
            return last
        self.training.stages.append(Stage(stage, models, method))
        return self.training.stages[-1]

    def _names_models(self, label: str) -> bool:
        qualifiers = read_qualifiers(label)
        return bool(qualifiers) and all(
            qualifier.rest or any(qualifier.fits(label, self._labels) for label in self._labels)
            for qualifier in qualifiers
        )

    def _total(self, inner: Rich, *, alone: bool) -> bool:
        """Take a bracket such as `(total **1.5T** tokens)` as the size of a whole stage."""
        text = inner.plain
        total = next((word for word in words().total if word in text), None)
        if not (total or alone or inner.bold):
            return False
        tokens: list[str] = []
        for part in inner.split(_BETWEEN_ITEMS):
            of_models, _, number = part.plain.rpartition(":") if ":" in part.plain else ("", "", part.plain)
            of_models = of_models if total is None else of_models.replace(total, "").strip()
            match = words().tokens.match(number.replace(total or "\0", "").strip())
            if match is None:
                break
            tokens.append(f"{of_models}: {match[1]}" if of_models else match[1])
        else:
            self._current().tokens = ", ".join(tokens)
            return True
        amount = text.replace(total or "\0", "").strip(" :：")
        if words().amount.fullmatch(amount):
            self._current().amount = amount
            return True
        return False

    def _current(self) -> Stage:
        return self.training.stages[-1] if self.training.stages else self._begin()

    def _items(self, rest: Rich, stage: Stage) -> None:
        totals = [
            (start, end) for start, end in brackets(rest.text) if self._total(rest.cut(start + 1, end - 1), alone=False)
        ]
        for part in rest.without(totals).split(_BETWEEN_ITEMS):
            if part.plain and key(part.plain) not in words().nothing:
                self._item(part, stage)

    def _item(self, part: Rich, stage: Stage) -> None:
        if match := _LEADING_AND.match(part.text):
            part = part.cut(match.end(), len(part.text))
        link, *others = [*(link for link in part.links if is_web_link(link.url)), None]
        unused = [*filter(None, others), *(link for link in part.links if not is_web_link(link.url))]
        self.training.leftovers += [message("page-link", text=part.of(other).plain, url=other.url) for other in unused]
        name, amount = part.plain, ""
        if (spans := brackets(name)) and spans[-1][1] == len(name):
            start, end = spans[-1]
            inner = name[start + 1 : end - 1].strip()
            if words().amount.search(inner):
                name, amount = name[:start].strip(), inner
            elif key(inner) in words().nothing:
                name = name[:start].strip()
            elif inner.startswith("+") or _is_prose(inner, strict=True):
                self.training.leftovers.append(name[start:end])
                name = name[:start].strip()
        if (match := words().amount.search(name)) and match.start() > 0:  # an amount without brackets
            about = words().about.search(name[: match.start()])
            start = about.start() if about else match.start()
            amount = name[start:].strip() + (f" ({amount})" if amount else "")
            name = name[:start].strip()
        if not name or name[0].isdigit() or _is_prose(name):
            self.training.leftovers.append(part.plain)
        else:
            stage.data.append(Item(name, link.url if link else "", amount))


def _logical_lines(cell: Rich) -> list[Rich]:
    """The cell's lines; one that begins with a plus, or follows a comma, continues the one before."""
    found: list[Rich] = []
    for line in lines(cell):
        match = _CONTINUES.match(line.text)
        if match and found:
            end = len(line.text) - (1 if inside_brackets(line.text) is not None else 0)
            found[-1] = join([found[-1], line.cut(match.end(), end)], "\n")
        elif found and found[-1].text.endswith((",", "、")):
            found[-1] = join([found[-1], line], " ")
        else:
            found.append(line)
    return found


def _before_colon(line: Rich) -> tuple[Rich | None, Rich]:
    parts = line.split(_COLON)
    if len(parts) < 2:
        return None, line
    return parts[0], join(parts[1:], ": ")


def _stage(label: str) -> Text | None:
    """The stage that a label names, `Instruction Tuning (LoRA)` and `SFT, DPO` included."""
    known = words().stages.get(key(label))
    if known is not None:
        return known
    bare = label[: spans[0][0]] if (spans := brackets(label)) else label
    parts = [part for part in _BETWEEN_STAGES.split(bare.strip()) if part]
    texts = [text for part in parts if (text := words().stages.get(key(part))) is not None]
    if not texts or len(texts) < len(parts):
        return None
    languages = dict.fromkeys(language for text in texts if not isinstance(text, str) for language in text)
    return {one: " + ".join(in_language(text, one) for text in texts) for one in languages} if languages else label


def _is_prose(text: str, *, strict: bool = False) -> bool:
    """Whether a text is a sentence rather than a name; `strict` for a remark in brackets."""
    share = 0.6 if strict else 1.0
    return (
        "。" in text
        or len(text.split()) > words().longest_words
        or len(_CJK.findall(text)) > words().longest_characters * share
    )


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
            _stage_fields(stage, record.master.language, _partners(index, master.stages, found), languages)
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


def _stage_fields(stage: Stage, language: str, others: Mapping[str, Stage], languages: Sequence[str]) -> dict[str, Any]:
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
