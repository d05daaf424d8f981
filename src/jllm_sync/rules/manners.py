"""The list's own manners: what is wrong in its pages, whatever the Hub says. None of these rules needs the Hub; of
unknown wordings of licences it is told what the Hub states, where it was asked.

They are one reading, a breach in the pages, under eight ids; what each looks for stands in catalog/pages/manners.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from jllm_sync.catalog.model import Catalog
from jllm_sync.finding import Edit, Fix, Stated
from jllm_sync.hub.observation import Observation
from jllm_sync.messages import Sayable, joined, message
from jllm_sync.readings import Reading
from jllm_sync.readings.license import read_license
from jllm_sync.rules.licenses import stated_text
from jllm_sync.rules.rule import CatalogRule, Found, Place

if TYPE_CHECKING:
    from jllm_sync.catalog.pages.manners import Breach

_STATEMENTS_SHOWN = 5


def _breaches(find: str) -> Callable[[Catalog], Iterator[tuple[Place, Found]]]:
    """A rule's check made of what finds breaches in pages, by its name; a catalog in YAML has none, and loads nothing.

    What the page says is the reading, so that it can be waived; a fix needs a person's eye.
    """

    def check(catalog: Catalog) -> Iterator[tuple[Place, Found]]:
        if catalog.pages is None:
            return
        entries = {entry.id: entry for entry in catalog.entries}
        found: Iterable[Breach] = getattr(import_module("jllm_sync.catalog.pages.manners"), find)(catalog.pages)
        for breach in found:
            entry = entries[breach.entry]
            first = entry.variants[0] if entry.variants else None
            repo, kind = (first.repo, first.kind) if first is not None else ("", "model")
            locations = breach.places if len(breach.places) > 1 else ()
            edits = tuple(
                Edit(change.path, "set", change.old, change.new, change.location) for change in breach.changes
            )
            yield (
                Place(entry, repo, kind, breach.places[0], breach.field, locations=locations),
                Found(
                    message=breach.message,
                    reading=Stated(breach.reading, breach.reading),
                    fix=Fix("unsafe", edits) if edits else None,
                    repos=breach.repos if len(breach.repos) > 1 else (),
                ),
            )

    return check


def _with_stated_licenses(found: Found, seen: Iterable[Observation]) -> Found:
    """What the Hub states of the repos that bear a wording, each statement once with the number of its repos."""
    readings = [reading for one in seen if isinstance(reading := read_license(one), Reading)]
    if not readings:
        return found
    counts = Counter(stated_text(reading.value) if reading.value else None for reading in readings)
    parts: list[Sayable] = [
        message("license-wording.stated", license=text, repos=count)
        if text is not None
        else message("license-wording.unstated", repos=count)
        for text, count in counts.most_common(_STATEMENTS_SHOWN)
    ]
    if len(counts) > len(parts):
        parts.append(message("more-than-shown", count=len(counts) - len(parts)))
    states = message("license-wording.states", stated=joined(parts))
    evidence = tuple(piece for reading in readings for piece in reading.evidence)
    return replace(found, message=joined([found.message, states], "sentence"), evidence=(*found.evidence, *evidence))


RULES = (
    CatalogRule(id="link-mismatch", severity="error", check=_breaches("wrong_name_links")),
    CatalogRule(id="repo-twice", severity="error", check=_breaches("repos_twice")),
    CatalogRule(id="pages-differ", severity="warning", check=_breaches("differing_pages")),
    CatalogRule(
        id="license-wording",
        severity="warning",
        check=_breaches("unknown_license_wordings"),
        beside_hub=_with_stated_licenses,
    ),
    CatalogRule(id="developer-label", severity="warning", check=_breaches("developer_labels")),
    CatalogRule(id="row-order", severity="info", check=_breaches("rows_out_of_order")),
    CatalogRule(id="row-sizes", severity="info", check=_breaches("rows_of_several_sizes")),
    CatalogRule(id="year-bold", severity="info", check=_breaches("years_not_bold")),
)
