"""Changes of pages: in every language or in none, and no other byte."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import pytest

from jllm_sync.catalog.edit import EditsRefused, NewLine, SettingEdit
from jllm_sync.catalog.model import Entry, Location, Variant
from jllm_sync.catalog.pages.document import PageFile, PagesDocument, read_settings
from jllm_sync.catalog.pages.languages import hub_repos
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


WAIVER = {"rule": "context-drift", "reason": "the card says so", "seen": 4096, "until": "2027-01-05"}
IGNORE = ("settings", "discovery", "ignore")


def test_what_has_no_place_in_markdown_begins_a_catalog_yaml() -> None:
    before = one_row()
    after = before.edited(
        [
            Edit(("o-a", "o/b", "waivers"), None, [WAIVER], "add"),
            SettingEdit(IGNORE, "add", None, [{"owner": "o", "pattern": "c", "reason": "no"}], HERE),
        ]
    )
    assert after.files["page.md"] == before.files["page.md"]
    assert [*after.files] == ["page.md", "catalog.yaml"]
    again = read_settings(after.files["catalog.yaml"], "catalog.yaml")
    assert again.pages == (("en", "page.md"),)
    assert again.settings == {"discovery": {"ignore": [{"owner": "o", "pattern": "c", "reason": "no"}]}}
    (entry,) = after.catalog.entries
    assert [[one.seen for one in variant.waivers] for variant in entry.variants] == [[], [4096]]


def test_a_waiver_is_written_below_the_others() -> None:
    first = "- {repo: o/a, rule: size-name, seen: 7b, reason: x}"
    settings = f"pages: {{en: page.md}}  # ours\nwaivers:\n  # looked at in May\n  {first}\n"
    before = PagesDocument(
        [PageFile("page.md", one_row().files["page.md"])], read_settings(settings.encode(), "catalog.yaml")
    )
    after = before.edited([Edit(("o-a", "o/a", "waivers"), None, [WAIVER], "add")]).files["catalog.yaml"].decode()
    assert after.startswith(settings)
    assert after.removeprefix(settings).strip().startswith("- {repo: o/a, rule: context-drift")


def test_what_is_accepted_for_all_of_a_row_is_accepted_for_the_row() -> None:
    after = one_row().edited([Edit(("o-a", "waivers"), None, [WAIVER], "add")])
    (entry,) = after.catalog.entries
    assert [one.seen for one in entry.waivers] == [4096]
    assert [variant.waivers for variant in entry.variants] == [(), ()]
    assert after.files["catalog.yaml"].count(b"repo:") == 2
    with pytest.raises(EditsRefused, match="a row with this id"):
        one_row().edited([Edit(("o-x", "waivers"), None, [WAIVER], "add")])


LIST = part_of_the_list()
NEW = {"context": 12345, "license": "cc-by-4.0", "repo": "some-one/else"}
ROWS = {draft.fields["id"]: draft.record for draft in LIST.read.drafts}
LINE = 5
"""Where the row stands in pages that hold no other."""


def alone(id_: str) -> PagesDocument:
    """A row of the list in pages that hold nothing else: its table's head, its line, the footnotes."""
    files = []
    for row in ROWS[id_].rows:
        lines = LIST.files[row.file].decode().split("\n")
        notes = [line for line in lines if line.startswith("[^")]
        head = lines[row.table.line - 1 : row.table.line + 1]
        text = "\n".join(["# T", "", *head, lines[row.line - 1], "", *notes, ""])
        files.append(PageFile(row.file, text.encode(), row.language))
    return PagesDocument(files)


def edits_of(entry: Entry, variant: Variant) -> Iterator[Edit]:
    yield Edit((entry.id, variant.repo, "repo"), variant.repo, NEW["repo"])
    for name, claim in variant.claims.items():
        if name in NEW and (not claim.inherited or variant == entry.variants[0]):
            yield Edit(claim.path, claim.raw, NEW[name])


def changed_lines(before: PagesDocument, after: PagesDocument, path: str) -> list[int]:
    old, new = (found.files[path].decode().split("\n") for found in (before, after))
    return [number for number, (a, b) in enumerate(zip(old, new, strict=True), 1) if a != b]


@pytest.mark.parametrize("id_", ROWS)
def test_an_edit_changes_only_its_cells_and_is_read_again(id_: str) -> None:
    """Every claim of every row: in each page that says so, and in a page that links no such repo nothing."""
    before = alone(id_)
    (entry,) = before.catalog.entries
    (draft,) = before.read.drafts
    for variant in entry.variants:
        linking = {row.file for row in draft.record.rows if variant.repo in hub_repos(row)}
        for edit in edits_of(entry, variant):
            renames = edit.path[-1] == "repo"
            try:
                after = before.edited([edit])
            except EditsRefused as refused:
                assert not renames
                assert f"README.md:{LINE}:" in str(refused)
                continue
            for path in LANGUAGES.values():
                expected = [LINE] if path in linking or not renames else []
                assert changed_lines(before, after, path) == expected, (edit, path)
                bars = [found.files[path].decode().split("\n")[LINE - 1].count("|") for found in (before, after)]
                assert bars[0] == bars[1]
                page = PagesDocument([file for file in after._files if file.path == path]).catalog
                variants = {one.repo: one for found in page.entries for one in found.variants}
                if renames:
                    assert variant.repo not in variants
                    assert (NEW["repo"] in variants) == (path in linking)
                elif variant.repo in variants:
                    assert variants[variant.repo].claims[edit.path[-1]].raw == edit.new
            assert after.stands_already(edit, {})


def test_among_other_rows_no_other_line_changes() -> None:
    entries = {entry.id: entry for entry in LIST.catalog.entries if entry.variants}
    for id_, record in [(id_, ROWS[id_]) for id_ in list(entries)[:: len(entries) // 2]]:
        repo = entries[id_].variants[0].repo
        edit = Edit((id_, repo, "repo"), repo, NEW["repo"])
        after = LIST.edited([edit])
        for row in record.rows:
            assert changed_lines(LIST, after, row.file) == ([row.line] if repo in hub_repos(row) else [])


def test_a_repo_is_renamed_where_it_is_linked() -> None:
    """In each page that links it, however it spells the link; no other site's address, no other page, no half of it."""
    header = "| Model | License |\n|---|---|\n"
    pages = {
        "en": f"{header}| [o/a]({HUB}/o/a) [code](https://github.com/o/a) o/a-b | MIT |\n",
        "de": f"{header}| [A](https://hf.co/O/A/tree/main) <{HUB}/o/a#x> | MIT |\n",
        "fr": f"{header}| [B]({HUB}/o/b) [o/a.b]({HUB}/o/a.b) | MIT |\n",
    }
    renamed = Edit(("o-a", "o/a", "repo"), "o/a", "p/new")
    after = document(**pages).edited([renamed]).files
    assert after["en.md"].decode() == pages["en"].replace("[o/a]", "[p/new]").replace(f"{HUB}/o/a", f"{HUB}/p/new")
    assert after["de.md"].decode() == f"{header}| [A](https://hf.co/p/new/tree/main) <{HUB}/p/new#x> | MIT |\n"
    assert after["fr.md"].decode() == pages["fr"]
