"""What a training cell says: stages with their data sets, and the models that the training began from.

Names, amounts and links are facts and come out as fields; whole sentences are other people's prose and are left over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from jllm_sync.catalog.pages.qualifiers import Tokens, lines, read_qualifiers
from jllm_sync.catalog.pages.rich import Rich, join
from jllm_sync.catalog.pages.text import brackets, inside_brackets, key, tidy
from jllm_sync.catalog.pages.words import SentencePattern, words
from jllm_sync.messages import Text
from jllm_sync.repo import is_web_link

_BETWEEN_ITEMS = re.compile(r"\s*(?:(?<!\d),|,(?!\d)|(?<!\d)、|、(?!\d))\s*|(?:^|\s)\+\s*|\s*\n\s*")
_COLON = re.compile(r"\s*[:：]\s*")
_BETWEEN_STAGES = re.compile(r"\s*(?:,|/|&|＆|\sor\s|\sand\s)\s*", re.IGNORECASE)
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
    leftovers: list[str] = field(default_factory=list)


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
        """Take a bracket such as `(計 **1.5T** トークン)` as the size of a whole stage."""
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
        self.training.leftovers += [f"the link on «{part.of(other).plain}»: {other.url}" for other in unused]
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
            start = match.start() - (1 if name[: match.start()].endswith("約") else 0)
            start -= 2 if name[:start].endswith("約 ") else 0
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
    return label if parts and all(key(part) in words().stages for part in parts) else None


def _is_prose(text: str, *, strict: bool = False) -> bool:
    """Whether a text is a sentence rather than a name; `strict` for a remark in brackets."""
    share = 0.6 if strict else 1.0
    return (
        "。" in text
        or len(text.split()) > words().longest_words
        or len(_CJK.findall(text)) > words().longest_characters * share
    )
