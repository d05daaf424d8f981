"""Changes of pages: in every language or in none, and no other byte."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jllm_sync.catalog.edit import EditsRefused, NewLine
from jllm_sync.catalog.model import Location
from jllm_sync.catalog.pages.document import PagesDocument
from jllm_sync.catalog.pages.languages import LocalRow
from tests.catalog.pages.test_document import HUB, LANGUAGES, document, part_of_the_list

HERE = Location("page.md", 1, 1)


@dataclass(frozen=True)
class Edit:
    path: tuple[str, ...]
    old: Any
    new: Any
    op: Literal["set", "add", "remove"] = "set"
    location: Location = HERE


def one_row(**cells: str) -> PagesDocument:
    """A page with one row of two models."""
    links = cells.pop("links", f"[7b]({HUB}/o/a), [13b-chat]({HUB}/o/b)")
    header = "|  | Architecture | Max Context Length | License |\n|---|---|---|---|\n"
    row = f"| X | Llama ({links}) | {cells.get('context', '4,096')} | {cells.get('license', 'MIT')} |\n"
    return document(f"# T\n\n{header}{row}\n[^1]: A note.\n")


def text_of(found: PagesDocument) -> str:
    return found.files[found.file].decode()


@pytest.mark.parametrize(
    ("cells", "edit", "expected"),
    [
        ({}, Edit(("o-a", "context"), 4096, 8192), "| 8,192 |"),
        ({"context": "**4,096**"}, Edit(("o-a", "context"), 4096, 8192), "| **8,192** |"),
        ({"context": "4096[^1]"}, Edit(("o-a", "context"), 4096, 8192), "| 8192[^1] |"),
        ({"context": ""}, Edit(("o-a", "context"), None, 8192, "add"), "| 8,192 |"),
        (
            {"context": "7b: 4,096<br>13b: 2,048"},
            Edit(("o-a", "o/b", "context"), 2048, 8192),
            "| 7b: 4,096<br>13b: 8,192 |",
        ),
        (
            {"links": f"[7b]({HUB}/o/a)"},
            Edit(("o-a", "o/a", "context"), None, 8192, "add"),
            "| 8,192 |",
        ),
        ({}, Edit(("o-a", "license"), "mit", "apache-2.0"), "| Apache 2.0 |"),
        ({"license": "?"}, Edit(("o-a", "license"), "unknown", "mit"), "| MIT |"),
        (
            {"license": "CC BY&#x2011;SA 3.0"},
            Edit(("o-a", "license"), "cc-by-sa-3.0", "cc-by-sa-4.0"),
            "| CC BY&#x2011;SA 4.0 |",
        ),
        (
            {"license": "MIT<br>(13b: Apache 2.0)"},
            Edit(("o-a", "o/b", "license"), "apache-2.0", "cc-by-4.0"),
            "| MIT<br>(13b: CC BY 4.0) |",
        ),
        ({}, Edit(("o-a", "o/b", "repo"), "o/b", "p/c"), f"[13b-chat]({HUB}/p/c)"),
        ({}, Edit(("o-a", "page:en", "license"), "MIT", "**MIT**"), "| **MIT** |"),
    ],
)
def test_a_cell_is_changed_in_its_manner(cells: dict[str, str], edit: Edit, expected: str) -> None:
    before = one_row(**cells)
    after = before.edited([edit])
    assert expected in text_of(after)
    assert after.stands_already(edit, {})
    assert not before.stands_already(edit, {})


@pytest.mark.parametrize(
    ("cells", "edit", "why"),
    [
        ({}, Edit(("o-a", "o/b", "context"), None, 8192, "add"), r"page\.md:5:\d+: .*by hand.*; found 4,096"),
        ({"context": "7b, 13b: 4,096"}, Edit(("o-a", "o/b", "context"), 4096, 8192), "expected 4096; found nothing"),
        ({}, Edit(("o-a", "context"), 2048, 8192), r"expected 2048; found 4096"),
        ({}, Edit(("o-x", "context"), 4096, 8192), "a row with this id"),
        ({}, Edit(("o-a", "o/x", "context"), 4096, 8192), "a model of this row"),
        ({}, Edit(("o-a", "architecture"), "Llama", "GPT"), "by hand"),
        ({"license": "[MIT](https://x.jp)"}, Edit(("o-a", "license"), "mit", "apache-2.0"), "by hand"),
        ({}, Edit(("o-a", "page:en", "license"), "GPL", "MIT"), "expected GPL; found MIT"),
        ({}, Edit(("o-a", "page:en", "license"), "MIT", "MIT |\n| x"), "expected MIT"),
        ({}, Edit(("o-a", "o/b", "repo"), "o/b", "p/c) | x"), "expected o/b"),
    ],
)
def test_what_cannot_be_changed_by_itself_is_refused(cells: dict[str, str], edit: Edit, why: str) -> None:
    with pytest.raises(EditsRefused, match=why):
        one_row(**cells).edited([edit])


def test_all_or_none() -> None:
    before = one_row()
    fits, no = Edit(("o-a", "license"), "mit", "apache-2.0"), Edit(("o-a", "context"), 1, 2)
    with pytest.raises(EditsRefused) as refused:
        before.edited([fits, no])
    assert [change for change, _ in refused.value.refused] == [no]


def test_several_models_of_one_cell_together() -> None:
    edits = [Edit(("o-a", repo, "context"), None, 8192, "add") for repo in ("o/a", "o/b")]
    assert "| 8,192 |" in text_of(one_row().edited(edits))


def test_a_new_line_has_the_line_breaks_of_its_page() -> None:
    page = f"|  | License |\r\n|---|---|\r\n| [A]({HUB}/o/a) | MIT |"
    after = document(page).edited([NewLine("page.md", 4, f"| [B]({HUB}/o/b) | MIT |")])
    assert text_of(after) == f"{page}\r\n| [B]({HUB}/o/b) | MIT |\r\n"
    after = document(page).edited([NewLine("page.md", 3, f"| [B]({HUB}/o/b) | MIT |")])
    assert [entry.id for entry in after.catalog.entries] == ["o-b", "o-a"]


def test_a_byte_order_mark_stays() -> None:
    before = document("\ufeff" + text_of(one_row()))
    after = before.edited([Edit(("o-a", "license"), "mit", "apache-2.0")])
    assert text_of(after) == text_of(before).replace("MIT", "Apache 2.0")


LIST = part_of_the_list()
NEW = {"context": 12345, "license": "cc-by-4.0", "repo": "some-one/else"}
CLAIMS = [
    (entry.id, variant.repo, field)
    for entry in LIST.catalog.entries
    for variant in entry.variants
    for field in NEW
    if field == "repo" or field in variant.claims
]


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(CLAIMS))
def test_an_edit_changes_only_its_cells_and_is_read_again(claimed: tuple[str, str, str]) -> None:
    entry_id, repo, field = claimed
    entry = next(entry for entry in LIST.catalog.entries if entry.id == entry_id)
    variant = next(variant for variant in entry.variants if variant.repo == repo)
    if field == "repo":
        edit = Edit((entry_id, repo, "repo"), repo, NEW["repo"])
    else:
        claim = variant.claims[field]
        edit = Edit(claim.path, claim.raw, NEW[field])
    try:
        after = LIST.edited([edit])
    except EditsRefused as refused:
        assert "README.md:" in str(refused)
        return
    number = [one.id for one in LIST.catalog.entries].index(entry_id)
    for path in LANGUAGES.values():
        old, new = (found.files[path].decode().split("\n") for found in (LIST, after))
        changed = [line for line, (a, b) in enumerate(zip(old, new, strict=True), 1) if a != b]
        assert len(changed) == 1
        one = next(row for row in rows(LIST, number) if row.file == path)
        assert changed == [one.line]
        if field != "repo":
            cells = [cell.count("|") for cell in (old[one.line - 1], new[one.line - 1])]
            assert cells[0] == cells[1]
    for language in LANGUAGES:
        alone = PagesDocument([file for file in after._files if LANGUAGES[language] == file.path])
        said = alone.catalog.entries
        variants = {v.repo: v for one_entry in said for v in one_entry.variants}
        if field == "repo":
            assert NEW["repo"] in variants
        else:
            assert variants[repo].claims[field].raw == NEW[field]
    assert after.stands_already(edit, {})


def rows(found: PagesDocument, number: int) -> list[LocalRow]:
    return [*list(found.read.drafts)[number].record.rows]
