"""An entry while it is being put together, and the values that differ between its variants."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from jllm_sync.catalog.pages.offers import Names, Offer
from jllm_sync.catalog.pages.qualifiers import Qualified, Segment, factor, spread
from jllm_sync.catalog.pages.record import Record
from jllm_sync.catalog.pages.rich import Rich

ENTRY_ORDER = (
    "id", "name", "link", "developer", "developer_link", "platform", "domain", "architecture", "foundation",
    "parents", "license", "license_link", "doubt", "context", "parameters", "loadable", "training", "references",
    "variants",
)  # fmt: skip
VARIANT_ORDER = (
    "label", "repo", "kind", "parameters", "license", "context", "foundation", "unofficial", "representative",
)  # fmt: skip


@dataclass(slots=True)
class Draft:
    """An entry whose parents are not resolved yet."""

    fields: dict[str, Any]
    record: Record
    names: Names
    offers: list[Offer]
    variants: list[dict[str, Any]]
    """The fields of each variant, in the order of the offers."""
    parents: list[dict[str, str]] = field(default_factory=list)

    def finish(self) -> dict[str, Any]:
        """The entry as plain data, its keys in order."""
        self.fields["variants"] = [_ordered(variant, VARIANT_ORDER) for variant in self.variants]
        return _ordered(self.fields, ENTRY_ORDER)


def put(draft: Draft, name: str, value: Any) -> None:
    """Put a value on the entry, unless it is empty."""
    if value:
        draft.fields[name] = value


def distribute(
    draft: Draft,
    name: str,
    default: Any,
    qualified: Sequence[Qualified[Any]],
    plain: Callable[[Any], Any] = lambda value: value,
) -> None:
    """Put a field's values on the entry and on the variants that differ from it."""
    labels = [offer.tokens for offer in draft.offers]
    values, unused = spread(labels, default, qualified)
    for part in unused:
        who = ", ".join(map(str, part.qualifiers))
        draft.record.note("leftover", name, f"no variant for «{who}»: {plain(part.value)}")
    common, overrides = factor(values) if values else (default, {})
    if common is not None:
        draft.fields[name] = plain(common)
    for index, value in overrides.items():
        draft.variants[index][name] = plain(value)


def qualified(parts: Sequence[Segment], read: Callable[[Rich], Any]) -> list[Qualified[Any]]:
    """The values of those parts of a cell that speak of some variants."""
    return [
        Qualified(part.qualifiers, value)
        for part in parts
        if part.qualifiers is not None and (value := read(part.value)) is not None
    ]


def links(links: dict[str, list[str]]) -> Any:
    """One link, a list, or one of them per language."""
    plain = {language: urls[0] if len(urls) == 1 else urls for language, urls in links.items() if urls}
    if "en" in plain and plain.get("fr") == plain["en"]:
        del plain["fr"]
    values = list(plain.values())
    return values[0] if values and all(value == values[0] for value in values) else plain


def _ordered(fields: dict[str, Any], order: Sequence[str]) -> dict[str, Any]:
    return {name: fields[name] for name in order if fields.get(name) not in (None, "", [], {})}
